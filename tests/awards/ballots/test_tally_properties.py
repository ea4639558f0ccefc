"""Properties TP1–TP13 of the count, over random votes: every channel, every base, recusal, picks, quotas, void rounds.

A `Vote` is what people did (rule, people, contests, one slip per person who returned one); `document` puts the slips
into channels. Votes made here can always be counted; `documents` also spoils some, so that void rounds are met too.
"""

import copy
import json
from dataclasses import dataclass, replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from awards.ballots.tally import TallyError, fill_seats, percent_text, tally
from awards.catalogue.rules import required_votes
from tests.awards.ballots import second_tally as second

many = settings(max_examples=200)

PEOPLE_BASES = ("all_members", "present", "participating")
BASES = (*PEOPLE_BASES, "issued", "returned", "valid")
PLACES = ("electronic", "written", "B1", "B2")
LOW = {"num": 1, "den": 10, "op": ">="}  # so that more reach it than there are seats
VOID = {"void_overcount", "unreconciled", "void_no_quorum"}


# Plain pseudo-random numbers, of which hypothesis chooses the seed: far more even than drawing every mark by itself,
# which leaves ties and voids rare. A failing document is printed whole; it has at most fifteen slips.
SEEDED = st.randoms(use_true_random=True)


# Votes


@dataclass(frozen=True)
class Vote:
    rule: dict
    electorate: dict
    contests: tuple
    slips: tuple  # one per returned ballot: {contest: mark}, or None = wholly invalid
    unreturned: int  # ballots issued that never came back


def shares():
    return st.builds(random_share, SEEDED)


def votes(**rule):
    return st.builds(random_vote, SEEDED, st.just(rule))


def good_documents(**rule):
    return st.builds(random_document, SEEDED, st.just(rule), st.just(()))


def documents():
    """Good documents and, about as many, spoiled ones."""
    return st.builds(random_document, SEEDED, st.just({}), st.just(FAULTS))


def random_share(random):
    den = random.choice([2, 3, 5, 10, 100, random.randint(1, 100)])
    return {"num": random.randint(0, den), "den": den, "op": random.choice([">=", ">"])}


def random_rule(random, bases=BASES, recusals=("keep", "reduce"), always_threshold=False):
    k = random.choice([1, 2, 2, 3])
    pick = {"k": k} | random.choice([{}, {"min": random.randint(1, k)}, {"exact": True}, {"min": 1, "exact": False}])
    thresholds = [random_share(random)] if always_threshold else [random_share(random), LOW, None]
    rule = {
        "base": random.choice(bases),
        "threshold": random.choice(thresholds),
        "recusal": random.choice(recusals),
        "abstain_allowed": random.choice([True, False]),
        "blank_is": random.choice(["valid", "invalid"]),
        "seats": random.choice([None, 0, 1, 1, 2, 2, 3]),
        "pick": pick,
    }
    defaults = {"recusal": "keep", "abstain_allowed": False, "blank_is": "valid", "seats": None}
    left_out = random.sample(sorted(defaults), random.randint(0, len(defaults)))
    return {key: value for key, value in rule.items() if key not in left_out or value != defaults[key]}


def random_contests(random):
    contests = [{"id": f"h{number}", "kind": "approve"} for number in range(random.randint(0, 3))]
    if not contests or random.random() < 0.5:
        options = [f"o{number}" for number in range(random.randint(1, 5))]
        contests.insert(random.randint(0, len(contests)), {"id": "p", "kind": "pick", "options": options})
    return contests


def random_slip(random, contests, k):
    """Mostly well marked, sometimes not, sometimes with a contest left out, now and then wholly invalid (None)."""
    if random.random() < 0.08:
        return None
    slip = {}
    for contest in contests:
        if random.random() < 0.05:
            continue
        if contest["kind"] == "approve":
            slip[contest["id"]] = random.choice(["A"] * 6 + ["D"] * 3 + ["T", "T", "", "X"])
        elif random.random() < 0.8:
            slip[contest["id"]] = random.sample(contest["options"], min(k, len(contest["options"])))
        else:
            slip[contest["id"]] = random.choices([*contest["options"], "stranger"], k=random.randint(0, 4))
    return slip


def random_vote(random, rule):
    rule, contests = random_rule(random, **rule), random_contests(random)
    kinds = [random_slip(random, contests, rule["pick"]["k"]) for _ in range(random.randint(1, 8))]
    slips = [random.choice(kinds) for _ in range(random.choice([0, 1, 3, 5, 8, 12, 15]))]  # people often vote alike
    unreturned, recused = random.choice([0, 0, 1, 2]), random.choice([0, 0, 1, 2])
    members = len(slips) + unreturned + recused + random.randint(0, 3)
    present = random.choice([0, members, random.randint(0, members)])
    electorate = {
        "members": members,
        "present": present,
        "written": random.randint(0, members - present),
        "recused": {"members": recused, "present": random.randint(0, min(recused, present))},
    }
    return Vote(rule, electorate, tuple(contests), tuple(slips), unreturned)


def random_layout(random, vote):
    """Keyword arguments of `document`: any slip in any channel, channels in any order."""
    return {
        "places": [random.choice(PLACES) for _ in vote.slips],
        "bundle": random.choice([True, False]),
        "order": random.sample(["electronic", "written", "paper"], 3),
    }


def random_document(random, rule, faults):
    vote = random_vote(random, rule)
    doc = document(vote, **random_layout(random, vote))
    for fault in faults and random.choices(faults, k=random.choice([0, 1, 1, 2])):
        fault(random, doc)
    return doc


# Documents


def entry(vote, slips):
    """What an honest counter writes down for these slips."""
    whole = [{"marks": slip} for slip in slips if slip is not None]
    box = {"channel": "electronic", "issued": len(whole), "ballots": whole}
    doc = {"rule": vote.rule, "electorate": vote.electorate, "contests": vote.contests, "channels": [box]}
    lines, picks = {}, {}
    for contest in vote.contests:
        if contest["kind"] == "approve":
            found = second.line(doc, contest["id"])
            lines[contest["id"]] = {key: found[key] for key in ("agree", "disagree", "abstain", "blank", "invalid")}
        else:
            found = second.picked(doc, contest["id"], contest["options"])
            picks[contest["id"]] = {key: found[key] for key in ("valid", "blank", "invalid", "votes")}
    return {"whole_invalid": len(slips) - len(whole), "lines": lines, "picks": picks}


def ballots(slips, bundle):
    """The slips of an electronic or written box; bundle: equal neighbours as one ballot with its multiplicity."""
    found = []
    for slip in slips:
        body = {"whole_invalid": True} if slip is None else {"marks": dict(slip)}
        if bundle and found and {key: found[-1][key] for key in found[-1] if key != "x"} == body:
            found[-1]["x"] = found[-1].get("x", 1) + 1
        else:
            found.append(body)
    return found


def document(vote, places=None, bundle=False, order=("electronic", "written", "paper")):
    """The vote with slip i in places[i] (all electronic unless told); what never came back was issued in places[0]."""
    places = places or ["electronic"] * len(vote.slips)
    at = {place: [slip for slip, where in zip(vote.slips, places, strict=True) if where == place] for place in PLACES}
    lost = dict.fromkeys(PLACES, 0) | {(places or PLACES)[0]: vote.unreturned}
    channels = {
        name: {"channel": name, "issued": len(at[name]) + lost[name], "ballots": ballots(at[name], bundle)}
        for name in ("electronic", "written")
    }
    batches = []
    for name in ("B1", "B2"):
        out = len(at[name]) + lost[name]
        spoiled = 1 if bundle else 0
        batch = {"id": name, "signed": out, "handed": out + spoiled, "spoiled": spoiled, "returned": len(at[name])}
        batches.append(batch | {key: entry(vote, at[name]) for key in ("counter_1", "counter_2")})
    channels["paper"] = {"channel": "paper", "batches": batches}
    return copy.deepcopy(
        {
            "rule": vote.rule,
            "electorate": vote.electorate,
            "contests": list(vote.contests),
            "channels": [channels[name] for name in order],
        }
    )


def paper_of(doc):
    return next(channel for channel in doc["channels"] if channel["channel"] == "paper")


def issue_otherwise(random, doc):
    box = random.choice([channel for channel in doc["channels"] if channel["channel"] != "paper"])
    box["issued"] = max(0, box["issued"] + random.choice([-2, -1, 1]))


def miscount_papers(random, doc):
    batch, key = random.choice(paper_of(doc)["batches"]), random.choice(["signed", "handed", "spoiled", "returned"])
    batch[key] = max(0, batch[key] + random.choice([-1, 1]))


def shrink_the_council(random, doc):
    doc["electorate"]["members"] = max(0, doc["electorate"]["members"] - random.randint(1, 3))


def ask_for_a_quorum(random, doc):
    quorum = random_share(random) | {"of": random.choice(["present", "participating", "returned"])}
    doc["rule"]["quorum"] = {key: quorum[key] for key in quorum if key != "op" or random.random() < 0.5}


def slip_of_the_pen(random, doc):
    """One figure one up or one down, written by one of the counters or by both."""
    contest, batch = random.choice(doc["contests"]), random.choice(paper_of(doc)["batches"])
    both, step = random.choice([True, True, False]), random.choice([-1, 1])
    part = "lines" if contest["kind"] == "approve" else "picks"
    verdict = random.choice(sorted(batch["counter_1"][part][contest["id"]].keys() - {"votes"}))
    place, key = random.choice([((), "whole_invalid"), ((part, contest["id"]), verdict)])
    if part == "picks" and random.random() < 0.5:
        place, key = (part, contest["id"], "votes"), random.choice(contest["options"])
    for name in ("counter_1", "counter_2") if both else ("counter_2",):
        figures = batch[name]
        for inner in place:
            figures = figures[inner]
        figures[key] = max(0, figures[key] + step)


FAULTS = (
    issue_otherwise,
    miscount_papers,
    shrink_the_council,
    ask_for_a_quorum,
    ask_for_a_quorum,
    slip_of_the_pen,
    slip_of_the_pen,
)


def selections(result):
    return [*result["picks"].values(), *([result["quota"]] if result["quota"] else [])]


# What the generators must reach (asked of TP1, which sees most documents)

REACHED = {
    "two overcounts": lambda doc, result: result["status"] == "void_overcount" and len(result["issues"]) > 1,
    "counters differ": lambda doc, result: any(issue.startswith("counters_differ") for issue in result["issues"]),
    "wrong sums": lambda doc, result: any(issue.startswith("sum") for issue in result["issues"]),
    "no quorum": lambda doc, result: result["status"] == "void_no_quorum",
    "quorum met": lambda doc, result: result["status"] == "ok" and "quorum" in doc["rule"],
    "run-off of a pick": lambda doc, result: any(chosen["runoff"] for chosen in result["picks"].values()),
    "run-off over lines": lambda doc, result: result["quota"] and result["quota"]["runoff"],
    "some selected, some tied": lambda doc, result: any(c["selected"] and c["tied"] for c in selections(result)),
    "nothing to be a share of": lambda doc, result: any(x["required"] is None for x in result["lines"].values()),
    "abstained, still passed": lambda doc, result: any(
        line["abstain"] and line["outcome"] == "pass" for line in result["lines"].values()
    ),
    "recused leave the base": lambda doc, result: (
        doc["rule"].get("recusal") == "reduce" and doc["electorate"]["recused"]["present"]
    ),
}


@many
@given(good_documents())
def test_good_documents_are_counted(doc):
    assert tally(doc)["status"] == "ok"


# The properties


def test_tp1_two_independent_implementations_agree():
    reached = set()

    @settings(max_examples=2000)
    @given(documents())
    def agree(doc):
        result = tally(doc)
        assert result == second.second_tally(doc)
        reached.update(name for name, met in REACHED.items() if met(doc, result))

    agree()
    assert reached == set(REACHED)


@st.composite
def races(draw):
    """Votes of everybody in paper order, the eligible among them, seats: few different numbers, so that ties abound."""
    names = "abcdef"[: draw(st.integers(0, 6))]
    votes = {name: draw(st.integers(0, 3)) for name in names}
    return votes, [name for name in names if draw(st.booleans() | st.just(True))], draw(st.none() | st.integers(0, 6))


@settings(max_examples=300)
@given(races())
def test_tp1_tp6_tp7_seats(race):
    votes, eligible, seats = race
    chosen = fill_seats(votes, eligible, seats)
    assert chosen == second.seating([(name, n, name in eligible) for name, n in votes.items()], seats)
    assert sorted(chosen["selected"] + chosen["tied"] + chosen["not_selected"]) == sorted(votes)
    if seats is not None:
        assert len(chosen["selected"]) <= seats
        assert not chosen["tied"] or len(chosen["tied"]) > chosen["seats_left"] > 0


@many
@given(st.data())
def test_tp2_order_and_channel_of_the_ballots_do_not_matter(data):
    vote = data.draw(votes())
    shuffled = replace(vote, slips=tuple(data.draw(st.permutations(vote.slips))))
    assert tally(document(vote)) == tally(document(shuffled, **random_layout(data.draw(SEEDED), shuffled)))


@many
@given(good_documents())
def test_tp3_every_line_accounts_for_every_returned_ballot(doc):
    result = tally(doc)
    for line in result["lines"].values():
        assert sum(line[key] for key in ("agree", "disagree", "abstain", "blank", "invalid")) == result["returned"]
    for found in result["picks"].values():
        assert found["valid"] + found["blank"] + found["invalid"] == result["returned"]


@many
@given(good_documents(always_threshold=True))
def test_tp4_a_line_passes_exactly_when_its_share_is_reached(doc):
    threshold = doc["rule"]["threshold"]
    wanted = Fraction(threshold["num"], threshold["den"])
    for line in tally(doc)["lines"].values():
        share = Fraction(line["agree"], line["base"]) if line["base"] > 0 else None
        reached = share is not None and (share >= wanted if threshold["op"] == ">=" else share > wanted)
        assert (line["outcome"] == "pass") is reached


@given(share=shares(), base=st.integers(1, 10**20), data=st.data())
@many
def test_tp4_required_is_the_smallest_number_that_reaches_the_share(share, base, data):
    required = required_votes(share["num"], share["den"], share["op"], base)
    wanted = Fraction(share["num"], share["den"])
    reached = [
        Fraction(n, base) >= wanted if share["op"] == ">=" else Fraction(n, base) > wanted
        for n in (required - 1, required, required + data.draw(st.integers(1, 10)))
    ]
    assert reached == [False, True, True]


@many
@given(documents())
def test_tp5_no_figure_leaves_a_void_round(doc):
    result = tally(doc)
    if result["status"] == "ok":
        assert result["issues"] == []
    else:
        assert result["status"] in VOID
        assert result["issues"]
        assert result == {
            "status": result["status"],
            "issues": result["issues"],
            "lines": {},
            "picks": {},
            "quota": None,
        }


@many
@given(good_documents())
def test_tp6_no_more_selected_than_seats_and_nobody_twice(doc):
    seats = doc["rule"].get("seats")
    result = tally(doc)
    for chosen in selections(result):
        assert seats is None or len(chosen["selected"]) <= seats
        assert not set(chosen["selected"]) & set(chosen["tied"])
    names = {c["id"]: c["options"] for c in doc["contests"] if c["kind"] == "pick"}
    for name, chosen in result["picks"].items():
        everybody = chosen["selected"] + chosen["tied"] + chosen["not_selected"]
        assert sorted(everybody) == sorted(names[name])


@many
@given(good_documents())
def test_tp7_a_tie_is_larger_than_the_seats_left(doc):
    for chosen in selections(tally(doc)):
        if chosen["tied"]:
            assert len(chosen["tied"]) > chosen["seats_left"] > 0
            assert chosen["runoff"] == {"options": chosen["tied"], "seats": chosen["seats_left"]}
        else:
            assert chosen["runoff"] is None


@many
@given(st.data())
def test_tp8_one_more_agree_never_harms(data):
    vote = data.draw(votes())
    line = {"id": "line", "kind": "approve"}
    vote = replace(vote, contests=(*vote.contests, line))
    slips = [None if slip is None else slip | {"line": data.draw(st.sampled_from("ADDT"))} for slip in vote.slips]
    people = vote.electorate | {"members": vote.electorate["members"] + 1}
    outcomes = []
    for mark in "DA":  # the same person disagrees, agrees: no base changes
        changed = replace(vote, electorate=people, slips=(*slips, {"line": mark}))
        outcomes.append(tally(document(changed))["lines"]["line"])
    assert outcomes[0]["base"] == outcomes[1]["base"]
    assert (outcomes[0]["outcome"], outcomes[1]["outcome"]) != ("pass", "fail")


@many
@given(votes(), shares(), shares())
def test_tp9_a_higher_threshold_never_helps(vote, one, other):
    low, high = sorted((one, other), key=lambda share: (Fraction(share["num"], share["den"]), share["op"] == ">"))
    strict, lenient = (
        tally(document(replace(vote, rule=vote.rule | {"threshold": share})))["lines"] for share in (high, low)
    )
    assert all(lenient[name]["outcome"] == "pass" for name in strict if strict[name]["outcome"] == "pass")


@many
@given(votes(bases=PEOPLE_BASES, recusals=("reduce",)), st.booleans())
def test_tp10_one_more_recused_never_raises_the_required_number(vote, in_the_room):
    people = vote.electorate | {"members": vote.electorate["members"] + 1, "present": vote.electorate["present"] + 1}
    recused = people["recused"]
    after = {"members": recused["members"] + 1, "present": recused["present"] + in_the_room}
    results = [tally(document(replace(vote, electorate=people | {"recused": counted}))) for counted in (recused, after)]
    assert [result["status"] for result in results] == ["ok", "ok"]
    for part in ("lines", "picks"):
        for name, before in results[0][part].items():
            required = results[1][part][name]["required"]
            assert results[1][part][name]["base"] <= before["base"]
            assert required is None or (before["required"] is not None and required <= before["required"])


@many
@given(good_documents())
def test_tp11_the_percentage_is_the_share_cut_after_two_decimals(doc):
    for line in tally(doc)["lines"].values():
        if line["base"] <= 0:
            assert line["pct"] is None
        else:
            shown = Fraction(line["pct"])
            assert shown <= Fraction(100 * line["agree"], line["base"]) < shown + Fraction(1, 100)


@many
@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_tp11_percent_text(part, base):
    text = percent_text(part, base)
    assert len(text.rpartition(".")[2]) == 2
    assert Fraction(text) <= Fraction(100 * part, base) < Fraction(text) + Fraction(1, 100)


def renamed(value, names):
    """The same JSON with every contest and option under its new name, as key and as value."""
    if isinstance(value, dict):
        return {names.get(key, key): renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


@many
@given(documents(), st.data())
def test_tp12_new_names_only_rename_the_result(doc, data):
    old = [c["id"] for c in doc["contests"]] + [o for c in doc["contests"] for o in c.get("options", [])]
    names = dict(zip(old, data.draw(st.permutations(old)), strict=True))
    result = renamed(tally(doc), names)
    result["issues"] = [  # the contest stands inside the text of an issue
        ":".join([*issue.split(":")[:2], names[issue.split(":")[2]]]) if issue.startswith("sum:") else issue
        for issue in result["issues"]
    ]
    assert tally(renamed(doc, names)) == result


@many
@given(good_documents(), st.data())
def test_tp12_another_paper_order_only_reorders_the_result(doc, data):
    other = copy.deepcopy(doc)
    other["contests"] = data.draw(st.permutations(other["contests"]))
    for contest in other["contests"]:
        if contest["kind"] == "pick":
            contest["options"] = data.draw(st.permutations(contest["options"]))
    before, after = tally(doc), tally(other)
    assert before["lines"] == after["lines"]
    orders = {c["id"]: c["options"] for c in other["contests"] if c["kind"] == "pick"}
    pairs = [(orders[name], before["picks"][name], after["picks"][name]) for name in orders]
    if before["quota"]:
        lines = [c["id"] for c in other["contests"] if c["kind"] == "approve"]
        pairs.append((lines, before["quota"], after["quota"]))
    for order, one, two in pairs:
        for key in ("selected", "tied", "not_selected"):
            assert two[key] == [name for name in order if name in one[key]]
        assert one["seats_left"] == two["seats_left"]


def values(result):
    yield result
    if isinstance(result, dict):
        result = [*result, *result.values()]
    if isinstance(result, list):
        for item in result:
            yield from values(item)


@many
@given(documents())
def test_tp13_no_float_anywhere(doc):
    assert {type(value) for value in values(tally(doc))} <= {dict, list, str, int, type(None)}


# Two more: what a pure function promises


@many
@given(documents())
def test_the_document_stays_as_it_was(doc):
    before = copy.deepcopy(doc)
    assert tally(doc) == tally(doc)
    assert json.dumps(doc) == json.dumps(before)


def places_of(doc, path=()):
    yield path
    items = doc.items() if isinstance(doc, dict) else enumerate(doc) if isinstance(doc, list) else ()
    for key, value in items:
        yield from places_of(value, (*path, key))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | st.floats() | st.sampled_from(["", "A", "h0", "o0", "x"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["x", "marks", "h0", "k"]), inner),
    max_leaves=4,
)


@many
@given(documents(), st.data())
def test_a_document_is_counted_or_refused_whatever_stands_in_it(doc, data):
    path = data.draw(st.sampled_from(list(places_of(doc))[1:]))
    *steps, key = path
    target = doc
    for step in steps:
        target = target[step]
    target[key] = data.draw(JUNK)
    try:
        result = tally(doc)
    except TallyError as refused:
        assert refused.reason
    else:
        assert result["status"] in {"ok", *VOID}
