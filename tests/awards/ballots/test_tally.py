"""The count: the thirty worked examples of the rules, then the edges, the refusals and the small helpers."""

import copy

import pytest

from awards.ballots.tally import (
    TallyError,
    before_the_vote,
    fill_seats,
    percent_text,
    reaches,
    tally,
)
from tests.awards.ballots.second_tally import second_tally

H1 = {"id": "h1", "kind": "approve"}


def share(num, den, op=">="):
    return {"num": num, "den": den, "op": op}


def at_least(percent):
    return share(percent, 100)


def people(members, present=None, written=0, recused=0, recused_present=None):
    return {
        "members": members,
        "present": members if present is None else present,
        "written": written,
        "recused": {"members": recused, "present": recused if recused_present is None else recused_present},
    }


def marks(**numbers):
    """Ballots of one line h1: marks(A=14, D=3, blank=1, wrong=1, whole=1)."""
    words = {"blank": "", "wrong": "X"}
    return [
        {"x": n, "whole_invalid": True} if mark == "whole" else {"x": n, "marks": {"h1": words.get(mark, mark)}}
        for mark, n in numbers.items()
    ]


def ballots_of(found):
    return sum(ballot.get("x", 1) for ballot in found)


def electronic(found, issued=None, channel="electronic"):
    return {"channel": channel, "issued": ballots_of(found) if issued is None else issued, "ballots": found}


def counter(lines=None, picks=None, whole_invalid=0):
    zero = {"agree": 0, "disagree": 0, "abstain": 0, "blank": 0, "invalid": 0}
    none = {"valid": 0, "blank": 0, "invalid": 0, "votes": {}}
    return {
        "whole_invalid": whole_invalid,
        "lines": {name: zero | figures for name, figures in (lines or {}).items()},
        "picks": {name: none | figures for name, figures in (picks or {}).items()},
    }


def batch(returned, counter_1, counter_2=None, name="B1", signed=None, handed=None, spoiled=0):
    handed = returned if handed is None else handed
    return {
        "id": name,
        "signed": handed - spoiled if signed is None else signed,
        "handed": handed,
        "spoiled": spoiled,
        "returned": returned,
        "counter_1": counter_1,
        "counter_2": copy.deepcopy(counter_1 if counter_2 is None else counter_2),
    }


def paper(*found):
    return {"channel": "paper", "batches": list(found)}


def document(rule, electorate, *channels, contests=(H1,)):
    return {"rule": rule, "electorate": electorate, "contests": list(contests), "channels": list(channels)}


def approve(base, threshold, electorate, *channels, **rule):
    return document({"base": base, "threshold": threshold, **rule}, electorate, *channels)


def pick(k, seats, threshold, found, members=15, base="all_members", options="abcde", **limits):
    """One pick contest p; found: [(copies, "ab"), …], "" is a blank."""
    rule = {"base": base, "threshold": threshold, "seats": seats, "pick": {"k": k, **limits}}
    ballots = [{"x": n, "marks": {"p": list(chosen)}} for n, chosen in found]
    contest = {"id": "p", "kind": "pick", "options": list(options)}
    return document(rule, people(members), electronic(ballots), contests=[contest])


def line(agree, base, required, pct, outcome, **others):
    figures = {"agree": agree, "disagree": 0, "abstain": 0, "blank": 0, "invalid": 0} | others
    return figures | {"base": base, "required": required, "pct": pct, "outcome": outcome}


FOURTEEN_PAPERS = paper(batch(13, counter({"h1": {"agree": 11, "disagree": 2}}), signed=14, handed=14))
NINETEEN = [electronic(marks(A=13, D=3, blank=2, whole=1))]
W25 = {
    "rule": {"base": "all_members", "threshold": {"num": 4, "den": 5, "op": ">="}},
    "electorate": {"members": 25, "present": 22, "written": 3, "recused": {"members": 0, "present": 0}},
    "contests": [{"id": "h1", "kind": "approve"}],
    "channels": [
        {
            "channel": "electronic",
            "issued": 14,
            "ballots": [{"x": 12, "marks": {"h1": "A"}}, {"x": 2, "marks": {"h1": "D"}}],
        },
        {
            "channel": "paper",
            "batches": [
                {
                    "id": "B1",
                    "signed": 7,
                    "handed": 7,
                    "spoiled": 0,
                    "returned": 7,
                    "counter_1": {
                        "whole_invalid": 0,
                        "lines": {"h1": {"agree": 6, "disagree": 1, "abstain": 0, "blank": 0, "invalid": 0}},
                        "picks": {},
                    },
                    "counter_2": {
                        "whole_invalid": 0,
                        "lines": {"h1": {"agree": 6, "disagree": 1, "abstain": 0, "blank": 0, "invalid": 0}},
                        "picks": {},
                    },
                }
            ],
        },
        {
            "channel": "written",
            "issued": 3,
            "ballots": [{"x": 2, "marks": {"h1": "A"}}, {"x": 1, "marks": {"h1": "D"}}],
        },
    ],
}

# fmt: off
LINES = {  # worked examples of one line: document, expected figures
    "W01": (approve("all_members", at_least(80), people(17), electronic(marks(A=14, D=3))),
            line(14, 17, 14, "82.35", "pass", disagree=3)),
    "W02": (approve("all_members", at_least(80), people(17), electronic(marks(A=13, D=4))),
            line(13, 17, 14, "76.47", "fail", disagree=4)),
    "W03": (approve("all_members", at_least(90), people(15), electronic(marks(A=14, D=1))),
            line(14, 15, 14, "93.33", "pass", disagree=1)),
    "W04": (approve("all_members", at_least(90), people(20), electronic(marks(A=18))),
            line(18, 20, 18, "90.00", "pass")),
    "W05": (approve("all_members", at_least(80), people(15), electronic(marks(A=12))),
            line(12, 15, 12, "80.00", "pass")),
    "W06": (approve("all_members", share(90, 100, ">"), people(10), electronic(marks(A=9))),
            line(9, 10, 10, "90.00", "fail")),
    "W07": (approve("all_members", share(1, 2, ">"), people(17), electronic(marks(A=9))),
            line(9, 17, 9, "52.94", "pass")),
    "W08": (approve("all_members", share(2, 3), people(15), electronic(marks(A=10))),
            line(10, 15, 10, "66.66", "pass")),
    "W09": (approve("all_members", share(2, 3), people(17), electronic(marks(A=11))),
            line(11, 17, 12, "64.70", "fail")),
    "W10": (approve("all_members", at_least(7), people(100), electronic(marks(A=7))),
            line(7, 100, 7, "7.00", "pass")),
    "W11": (approve("all_members", at_least(80), people(21, present=16), electronic(marks(A=16))),
            line(16, 21, 17, "76.19", "fail")),
    "W12": (approve("present", at_least(80), people(21, present=16), electronic(marks(A=16))),
            line(16, 16, 13, "100.00", "pass")),
    "W13": (approve("participating", at_least(70), people(15, present=11, written=4),
                    electronic(marks(A=9, D=2)), electronic(marks(A=2, D=2), channel="written")),
            line(11, 15, 11, "73.33", "pass", disagree=4)),
    "W14": (approve("returned", at_least(80), people(14), FOURTEEN_PAPERS),
            line(11, 13, 11, "84.61", "pass", disagree=2)),
    "W15": (approve("issued", at_least(80), people(14), FOURTEEN_PAPERS),
            line(11, 14, 12, "78.57", "fail", disagree=2)),
    "W16": (approve("valid", at_least(80), people(19), *NINETEEN),
            line(13, 18, 15, "72.22", "fail", disagree=3, blank=2, invalid=1)),
    "W17": (approve("valid", at_least(80), people(19), *NINETEEN, blank_is="invalid"),
            line(13, 16, 13, "81.25", "pass", disagree=3, blank=2, invalid=1)),
    "W18": (approve("all_members", at_least(80), people(15), electronic(marks(A=11, D=1, T=3)), abstain_allowed=True),
            line(11, 15, 12, "73.33", "fail", disagree=1, abstain=3)),
    "W19": (approve("all_members", at_least(80), people(15, recused=1), electronic(marks(A=12, D=2)), recusal="keep"),
            line(12, 15, 12, "80.00", "pass", disagree=2)),
    "W20": (approve("all_members", at_least(80), people(15, recused=1), electronic(marks(A=11, D=3)), recusal="reduce"),
            line(11, 14, 12, "78.57", "fail", disagree=3)),
    "W25": (W25, line(20, 25, 20, "80.00", "pass", disagree=4)),
}
VOIDS = {  # document, status, issues
    "W21": (approve("all_members", at_least(80), people(19, present=12), electronic(marks(A=12)),
                    quorum={"num": 2, "den": 3, "of": "present"}),
            "void_no_quorum", ["quorum:12"]),
    "W22": (approve("all_members", at_least(80), people(19), electronic(marks(A=19), issued=18)),
            "void_overcount", ["overcount:electronic"]),
    "W23": (approve("all_members", at_least(80), people(13), paper(batch(
                13, counter({"h1": {"agree": 11, "disagree": 2}}), counter({"h1": {"agree": 10, "disagree": 3}})))),
            "unreconciled", ["counters_differ:B1"]),
    "W24": (approve("all_members", at_least(80), people(13), paper(batch(
                13, counter({"h1": {"agree": 10, "disagree": 2}})))),
            "unreconciled", ["sum:B1:h1"]),
}
PICKS = {  # document, expected figures of contest p
    "W26": (pick(2, 2, None, [(6, "ab"), (5, "bc"), (4, "c")]),
            {"valid": 15, "blank": 0, "invalid": 0, "votes": {"a": 6, "b": 11, "c": 9, "d": 0, "e": 0},
             "base": 15, "required": 0, "selected": ["b", "c"], "tied": [], "not_selected": ["a", "d", "e"],
             "seats_left": 0, "runoff": None}),
    "W27": (pick(2, 2, None, [(5, "ab"), (5, "ac"), (3, "bc"), (2, "abc")]),
            {"valid": 13, "blank": 0, "invalid": 2, "votes": {"a": 10, "b": 8, "c": 8, "d": 0, "e": 0},
             "base": 15, "required": 0, "selected": ["a"], "tied": ["b", "c"], "not_selected": ["d", "e"],
             "seats_left": 1, "runoff": {"options": ["b", "c"], "seats": 1}}),
    "W28": (pick(3, 3, share(1, 2, ">"), [(9, "abc"), (4, "abd"), (2, "")]),
            {"valid": 13, "blank": 2, "invalid": 0, "votes": {"a": 13, "b": 13, "c": 9, "d": 4, "e": 0},
             "base": 15, "required": 8, "selected": ["a", "b", "c"], "tied": [], "not_selected": ["d", "e"],
             "seats_left": 0, "runoff": None}),
    "W29": (pick(2, 2, None, [(7, "de"), (3, "d"), (1, "")], members=11, exact=True),
            {"valid": 7, "blank": 1, "invalid": 3, "votes": {"a": 0, "b": 0, "c": 0, "d": 7, "e": 7},
             "base": 11, "required": 0, "selected": ["d", "e"], "tied": [], "not_selected": ["a", "b", "c"],
             "seats_left": 0, "runoff": None}),
}
W30 = document(
    {"base": "all_members", "threshold": at_least(80), "seats": 1},
    people(10),
    electronic([
        {"x": 8, "marks": {"h1": "A", "h2": "A", "h3": "A"}},
        {"x": 1, "marks": {"h1": "A", "h2": "D", "h3": "D"}},
        {"x": 1, "marks": {"h1": "D", "h2": "A", "h3": "D"}},
    ]),
    contests=[{"id": name, "kind": "approve"} for name in ("h1", "h2", "h3")],
)
# fmt: on
EXAMPLES = {name: row[0] for name, row in (LINES | VOIDS | PICKS).items()} | {"W30": W30}


def test_every_worked_example_is_here():
    assert sorted(EXAMPLES) == [f"W{number:02d}" for number in range(1, 31)]


@pytest.mark.parametrize("name", LINES)
def test_worked_example_of_a_line(name):
    doc, expected = LINES[name]
    result = tally(doc)
    assert (result["status"], result["issues"], result["lines"]) == ("ok", [], {"h1": expected})
    assert (result["picks"], result["quota"]) == ({}, None)


@pytest.mark.parametrize("name", VOIDS)
def test_worked_example_that_is_void(name):
    doc, status, issues = VOIDS[name]
    assert tally(doc) == {"status": status, "issues": issues, "lines": {}, "picks": {}, "quota": None}


@pytest.mark.parametrize("name", PICKS)
def test_worked_example_of_a_pick(name):
    doc, expected = PICKS[name]
    result = tally(doc)
    assert (result["status"], result["issues"], result["picks"]) == ("ok", [], {"p": expected})
    assert (result["lines"], result["quota"]) == ({}, None)


def test_worked_example_of_a_quota_over_lines():
    assert tally(W30) == {
        "status": "ok",
        "issues": [],
        "lines": {
            "h1": line(9, 10, 8, "90.00", "pass", disagree=1),
            "h2": line(9, 10, 8, "90.00", "pass", disagree=1),
            "h3": line(8, 10, 8, "80.00", "pass", disagree=2),
        },
        "picks": {},
        "quota": {
            "selected": [],
            "tied": ["h1", "h2"],
            "not_selected": ["h3"],
            "seats_left": 1,
            "runoff": {"options": ["h1", "h2"], "seats": 1},
        },
        "returned": 10,
        "issued": 10,
    }


def test_w25_whole_result():
    assert tally(W25) == {
        "status": "ok",
        "issues": [],
        "lines": {
            "h1": {
                "agree": 20,
                "disagree": 4,
                "abstain": 0,
                "blank": 0,
                "invalid": 0,
                "base": 25,
                "required": 20,
                "pct": "80.00",
                "outcome": "pass",
            }
        },
        "picks": {},
        "quota": None,
        "returned": 24,
        "issued": 24,
    }


@pytest.mark.parametrize("name", EXAMPLES)
def test_second_implementation_agrees_on_the_worked_examples(name):
    assert second_tally(EXAMPLES[name]) == tally(EXAMPLES[name])


@pytest.mark.parametrize("name", EXAMPLES)
def test_document_stays_as_it_was(name):
    doc = copy.deepcopy(EXAMPLES[name])
    tally(doc)
    assert doc == EXAMPLES[name]


def test_result_shares_nothing_with_the_document():
    doc = copy.deepcopy(PICKS["W27"][0])
    tally(doc)["picks"]["p"]["selected"].append("x")
    assert doc == PICKS["W27"][0]


# Bases and thresholds


@pytest.mark.parametrize("base", ["all_members", "present", "participating", "issued", "returned", "valid"])
def test_nothing_passes_where_the_base_is_zero(base):
    doc = approve(base, share(0, 1), people(0), electronic([]))
    assert tally(doc)["lines"]["h1"] == line(0, 0, None, None, "fail")


def test_base_below_zero_is_no_base():
    doc = approve("present", at_least(50), people(5, present=0, recused=1), electronic([]), recusal="reduce")
    assert tally(doc)["lines"]["h1"] == line(0, -1, None, None, "fail")


def test_nobody_is_selected_where_the_base_is_zero():
    doc = pick(1, 1, share(1, 2), [(2, "a")], base="present")
    doc["electorate"]["present"] = 0
    result = tally(doc)["picks"]["p"]
    assert (result["base"], result["required"], result["selected"], result["seats_left"]) == (0, None, [], 1)


def test_without_threshold_nothing_is_required_whatever_the_base():
    assert tally(approve("all_members", None, people(0), electronic([])))["lines"]["h1"] == line(0, 0, 0, None, "pass")
    doc = approve("all_members", None, people(3), electronic(marks(D=3)))
    assert tally(doc)["lines"]["h1"] == line(0, 3, 0, "0.00", "pass", disagree=3)


def test_blank_is_invalid_leaves_the_valid_base_but_is_still_shown_as_blank():
    doc = approve("valid", share(1, 2, ">"), people(9), electronic(marks(A=4, D=2, blank=2, wrong=1)))
    assert tally(doc)["lines"]["h1"] == line(4, 8, 5, "50.00", "fail", disagree=2, blank=2, invalid=1)
    doc["rule"]["blank_is"] = "invalid"
    assert tally(doc)["lines"]["h1"] == line(4, 6, 4, "66.66", "pass", disagree=2, blank=2, invalid=1)


def test_valid_base_differs_from_line_to_line():
    found = [{"x": 4, "marks": {"h1": "A", "h2": "A"}}, {"x": 2, "marks": {"h1": "X", "h2": "D"}}]
    contests = [H1, {"id": "h2", "kind": "approve"}]
    rule = {"base": "valid", "threshold": at_least(80)}
    assert tally(document(rule, people(6), electronic(found), contests=contests))["lines"] == {
        "h1": line(4, 4, 4, "100.00", "pass", invalid=2),
        "h2": line(4, 6, 5, "66.66", "fail", disagree=2),
    }


def test_blank_is_invalid_also_for_picks():
    doc = pick(1, 1, share(1, 2, ">"), [(4, "a"), (4, "")], base="valid")
    assert (tally(doc)["picks"]["p"]["base"], tally(doc)["picks"]["p"]["selected"]) == (8, [])
    doc["rule"]["blank_is"] = "invalid"
    assert (tally(doc)["picks"]["p"]["base"], tally(doc)["picks"]["p"]["selected"]) == (4, ["a"])


@pytest.mark.parametrize(
    ("base", "keep", "reduce"),
    [("all_members", 15, 13), ("present", 11, 10), ("participating", 13, 12), ("issued", 8, 8), ("returned", 7, 7)],
)
def test_recusal_leaves_only_the_bases_of_people(base, keep, reduce):
    electorate = people(15, present=11, written=2, recused=2, recused_present=1)
    doc = approve(base, at_least(80), electorate, electronic(marks(A=7), issued=8))
    assert tally(doc)["lines"]["h1"]["base"] == keep
    doc["rule"]["recusal"] = "reduce"
    assert tally(doc)["lines"]["h1"]["base"] == reduce


# Marks


@pytest.mark.parametrize(
    ("mark", "verdict"),
    [
        ("A", "agree"),
        ("D", "disagree"),
        ("T", "invalid"),
        ("", "blank"),
        (None, "blank"),
        ("a", "invalid"),
        ("AD", "invalid"),
        (" ", "invalid"),
        (True, "invalid"),
        (0, "invalid"),
        (["A"], "invalid"),
        ({}, "invalid"),
    ],
)
def test_mark_of_a_line(mark, verdict):
    contests = [H1, {"id": "h2", "kind": "approve"}]
    found = electronic([{"marks": {"h1": mark, "h2": "A"}}])
    doc = document({"base": "all_members", "threshold": at_least(80)}, people(1), found, contests=contests)
    lines = tally(doc)["lines"]
    figures = {"agree": 0, "disagree": 0, "abstain": 0, "blank": 0, "invalid": 0} | {verdict: 1}
    assert {key: lines["h1"][key] for key in figures} == figures
    assert lines["h2"]["agree"] == 1  # a wrong mark spoils its own line only


def test_absent_mark_is_a_blank():
    doc = approve("all_members", at_least(80), people(1), electronic([{"marks": {}}]))
    assert tally(doc)["lines"]["h1"]["blank"] == 1


@pytest.mark.parametrize(
    ("mark", "limits", "verdict"),
    [
        (["a"], {}, "valid"),
        (["b", "a"], {}, "valid"),
        (["a", "b", "c"], {}, "invalid"),
        (["a", "a"], {}, "invalid"),
        (["z"], {}, "invalid"),
        ([["a"]], {}, "invalid"),
        ([1], {}, "invalid"),
        ("a", {}, "invalid"),
        ({"a": 1}, {}, "invalid"),
        (7, {}, "invalid"),
        ([], {}, "blank"),
        ("", {}, "blank"),
        (None, {}, "blank"),
        (["a"], {"min": 2}, "invalid"),
        (["a", "b"], {"min": 2}, "valid"),
        (["a"], {"exact": True}, "invalid"),
        (["a", "b"], {"exact": True}, "valid"),
        ([], {"exact": True}, "blank"),
    ],
)
def test_mark_of_a_pick(mark, limits, verdict):
    doc = pick(2, 2, None, [], **limits)
    doc["channels"] = [electronic([{"x": 3, "marks": {"p": mark}}])]
    result = tally(doc)["picks"]["p"]
    assert {key: result[key] for key in ("valid", "blank", "invalid")} == (
        {"valid": 0, "blank": 0, "invalid": 0} | {verdict: 3}
    )
    assert sum(result["votes"].values()) == (3 * len(mark) if verdict == "valid" else 0)


def test_multiplicity_is_one_unless_told():
    found = [{"marks": {"h1": "A"}}, {"x": 3, "marks": {"h1": "A"}}, {"x": 0, "marks": {"h1": "D"}}]
    result = tally(approve("returned", at_least(80), people(4), electronic(found)))
    assert (result["lines"]["h1"], result["returned"]) == (line(4, 4, 4, "100.00", "pass"), 4)


def test_wholly_invalid_paper_is_returned_and_invalid_everywhere():
    contests = [H1, {"id": "p", "kind": "pick", "options": ["a", "b"]}]
    rule = {"base": "returned", "threshold": share(1, 2), "pick": {"k": 1}}
    found = electronic([{"x": 2, "whole_invalid": True}, {"x": 3, "marks": {"h1": "A", "p": ["a"]}}])
    heap = batch(
        2, counter({"h1": {"agree": 1}}, {"p": {"valid": 1, "votes": {"b": 1}}}, whole_invalid=1), signed=2, handed=2
    )
    result = tally(document(rule, people(7), found, paper(heap), contests=contests))
    assert result["lines"] == {"h1": line(4, 7, 4, "57.14", "pass", invalid=3)}
    assert result["picks"]["p"] == {
        "valid": 4,
        "blank": 0,
        "invalid": 3,
        "votes": {"a": 3, "b": 1},
        "base": 7,
        "required": 4,
        "selected": [],
        "tied": [],
        "not_selected": ["a", "b"],
        "seats_left": None,
        "runoff": None,
    }
    assert (result["returned"], result["issued"], result["quota"]) == (7, 7, None)


def test_marks_of_a_wholly_invalid_paper_do_not_count():
    found = electronic([{"whole_invalid": True, "marks": {"h1": "A"}}, {"whole_invalid": False, "marks": {"h1": "A"}}])
    doc = approve("returned", at_least(50), people(2), found)
    assert tally(doc)["lines"]["h1"] == line(1, 2, 1, "50.00", "pass", invalid=1)


# Selection


@pytest.mark.parametrize(
    ("votes", "eligible", "seats", "selected", "tied", "seats_left"),
    [
        ({"a": 3, "b": 2, "c": 1}, "abc", 2, "ab", "", 0),
        ({"a": 1, "b": 2, "c": 3}, "abc", 2, "bc", "", 0),  # paper order, not order of votes
        ({"a": 2, "b": 2, "c": 2}, "abc", 2, "", "abc", 2),
        ({"a": 3, "b": 2, "c": 2}, "abc", 2, "a", "bc", 1),
        ({"a": 3, "b": 3, "c": 2}, "abc", 2, "ab", "", 0),
        ({"a": 2, "b": 2}, "ab", 2, "ab", "", 0),  # equals that fit are no tie
        ({"a": 9, "b": 2, "c": 2}, "bc", 1, "", "bc", 1),  # more votes without the right to a seat
        ({"a": 1, "b": 0}, "a", 3, "a", "", 2),  # unfilled seats are normal
        ({"a": 1, "b": 1}, "ab", 0, "", "", 0),
        ({"a": 1}, "", 1, "", "", 1),
        ({"a": 1, "b": 1}, "ab", None, "ab", "", None),
    ],
)
def test_fill_seats(votes, eligible, seats, selected, tied, seats_left):
    assert fill_seats(votes, list(eligible), seats) == {
        "selected": list(selected),
        "tied": list(tied),
        "not_selected": [name for name in votes if name not in selected + tied],
        "seats_left": seats_left,
        "runoff": {"options": list(tied), "seats": seats_left} if tied else None,
    }


def test_option_without_a_vote_is_never_picked():
    result = tally(pick(1, 3, None, [(2, "a")]))["picks"]["p"]
    assert (result["required"], result["selected"], result["tied"], result["seats_left"]) == (0, ["a"], [], 2)


def test_line_without_a_vote_takes_a_seat_where_nothing_is_required():
    result = tally(approve("all_members", None, people(2), electronic(marks(D=2)), seats=1))
    assert result["quota"]["selected"] == ["h1"]


def test_line_that_failed_takes_no_seat():
    result = tally(approve("all_members", at_least(80), people(10), electronic(marks(A=7)), seats=1))
    assert result["quota"] == {
        "selected": [],
        "tied": [],
        "not_selected": ["h1"],
        "seats_left": 1,
        "runoff": None,
    }


def test_no_quota_over_lines_where_there_are_none():
    assert tally(pick(2, 2, None, [(1, "a")]))["quota"] is None


# Papers, counters, order of decisions


def two_lines(*channels, members=20, **rule):
    contests = [H1, {"id": "h2", "kind": "approve"}]
    rule = {"base": "all_members", "threshold": at_least(80), **rule}
    return document(rule, people(members), *channels, contests=contests)


def count_of(agree):
    return counter({"h1": {"agree": agree}, "h2": {"agree": agree}})


def test_overcounts_come_in_channel_order_and_the_electorate_last():
    doc = two_lines(
        electronic([{"x": 2, "marks": {}}], issued=1, channel="written"),
        paper(
            batch(5, count_of(5), name="B2", signed=5, handed=7, spoiled=1),  # 6 papers out for 5 people
            batch(3, count_of(3), name="B3", signed=3, handed=3),
            batch(5, count_of(5), name="B1", signed=5, handed=5, spoiled=1),  # 5 back out of 4
        ),
        electronic([{"x": 9, "marks": {}}], issued=8),
        quorum={"num": 1, "den": 1, "of": "returned"},
    )
    assert tally(doc)["issues"] == [
        "overcount:written",
        "overcount:paper:B2",
        "overcount:paper:B1",
        "overcount:electronic",
        "overcount:electorate",
    ]


def test_recused_members_get_no_paper_whether_or_not_they_stay_in_the_base():
    for recusal in ("keep", "reduce"):
        doc = approve("all_members", at_least(80), people(15, recused=1), electronic(marks(A=15)), recusal=recusal)
        assert (tally(doc)["status"], tally(doc)["issues"]) == ("void_overcount", ["overcount:electorate"])


def test_spoiled_and_exchanged_papers_are_no_overcount():
    heap = batch(5, count_of(5), signed=5, handed=7, spoiled=2)
    assert tally(two_lines(paper(heap)))["status"] == "ok"


def test_paper_not_put_into_the_box_is_no_overcount():
    result = tally(two_lines(paper(batch(3, count_of(3), signed=5, handed=5))))
    assert (result["status"], result["issued"], result["returned"]) == ("ok", 5, 3)


def test_issued_on_paper_are_the_people_who_signed():
    heap = batch(3, count_of(3), signed=5, handed=6, spoiled=2)  # one of the five gave the spoiled paper back and left
    result = tally(two_lines(paper(heap), base="issued"))
    assert (result["issued"], result["lines"]["h1"]["base"]) == (5, 5)


def test_more_spoiled_than_handed_is_an_overcount():
    assert tally(two_lines(paper(batch(0, count_of(0), signed=1, handed=0, spoiled=1))))["issues"] == [
        "overcount:paper:B1"
    ]


def test_unreconciled_batches_in_order_each_with_its_difference_or_its_sums():
    half = counter({"h1": {"agree": 3}, "h2": {"agree": 2}})
    doc = two_lines(
        paper(
            batch(3, count_of(2), name="B1"),
            batch(3, count_of(2), count_of(3), name="B2"),
            batch(3, count_of(3), name="B3"),
            batch(3, half, name="B4"),
        ),
        quorum={"num": 1, "den": 1, "of": "returned"},
    )
    assert tally(doc) == {
        "status": "unreconciled",
        "issues": ["sum:B1:h1", "sum:B1:h2", "counters_differ:B2", "sum:B4:h2"],
        "lines": {},
        "picks": {},
        "quota": None,
    }


def test_counters_differ_on_wholly_invalid_papers():
    second = count_of(2) | {"whole_invalid": 1}
    assert tally(two_lines(paper(batch(2, count_of(2), second))))["issues"] == ["counters_differ:B1"]


@pytest.mark.parametrize(
    ("figures", "limits", "possible"),
    [
        ({"valid": 4, "votes": {"a": 4, "b": 4}}, {}, True),
        ({"valid": 4, "votes": {"a": 2, "b": 2}}, {}, True),
        ({"valid": 4, "votes": {"a": 4, "b": 4, "c": 1}}, {}, False),  # 9 votes on 4 papers of 2
        ({"valid": 4, "votes": {"a": 3}}, {}, False),  # 3 votes on 4 papers of at least 1
        ({"valid": 3, "blank": 1, "votes": {"a": 4}}, {}, False),  # an option more often than papers
        ({"valid": 2, "blank": 1, "invalid": 1, "votes": {"a": 2}}, {}, True),
        ({"valid": 3, "votes": {"a": 3}}, {}, False),  # one paper missing
        ({"valid": 4, "votes": {"a": 4, "b": 3}}, {"exact": True}, False),
        ({"valid": 4, "votes": {"a": 4, "b": 4}}, {"exact": True}, True),
        ({"valid": 4, "votes": {"a": 4, "b": 3}}, {"min": 2}, False),
        ({"valid": 4, "votes": {}}, {}, False),
        ({"blank": 4, "votes": {}}, {}, True),
    ],
)
def test_sum_of_a_pick_contest(figures, limits, possible):
    doc = pick(2, 2, None, [], **limits)
    doc["channels"] = [paper(batch(4, counter(picks={"p": figures})))]
    assert tally(doc)["issues"] == ([] if possible else ["sum:B1:p"])


def test_option_left_out_by_one_counter_is_the_other_s_zero():
    doc = pick(1, 1, None, [])
    first = counter(picks={"p": {"valid": 2, "votes": {"a": 2}}})
    second = counter(picks={"p": {"valid": 2, "votes": {"a": 2, "b": 0}}})
    doc["channels"] = [paper(batch(2, first, second))]
    assert tally(doc)["status"] == "ok"


@pytest.mark.parametrize(
    ("quorum", "issues"),
    [
        ({"num": 1, "den": 2, "of": "present"}, []),  # 10 of 20, reached
        ({"num": 1, "den": 2, "op": ">", "of": "present"}, ["quorum:10"]),
        ({"num": 3, "den": 5, "of": "participating"}, []),  # 12 of 20
        ({"num": 13, "den": 20, "of": "participating"}, ["quorum:12"]),
        ({"num": 7, "den": 20, "of": "returned"}, []),
        ({"num": 2, "den": 5, "of": "returned"}, ["quorum:7"]),
        (None, []),
    ],
)
def test_quorum(quorum, issues):
    electorate = people(20, present=10, written=2, recused=1)
    doc = approve("all_members", at_least(80), electorate, electronic(marks(A=7)), quorum=quorum, recusal="reduce")
    assert tally(doc)["issues"] == issues


def test_earlier_faults_hide_later_ones():
    doc = two_lines(
        electronic([{"x": 2, "marks": {}}], issued=1),
        paper(batch(3, count_of(2))),
        quorum={"num": 1, "den": 1, "of": "returned"},
    )
    assert tally(doc)["status"] == "void_overcount"
    doc["channels"][0]["issued"] = 2
    assert tally(doc)["status"] == "unreconciled"
    doc["channels"][1] = paper(batch(3, count_of(3)))
    assert (tally(doc)["status"], tally(doc)["issues"]) == ("void_no_quorum", ["quorum:5"])
    del doc["rule"]["quorum"]
    assert tally(doc)["status"] == "ok"


# The helpers the pages use


@pytest.mark.parametrize(
    ("part", "base", "expected"),
    [(13, 15, "86.66"), (2, 3, "66.66"), (0, 7, "0.00"), (1, 1000, "0.10"), (1, 20000, "0.00"), (3, 2, "150.00")],
)
def test_percent_text_is_cut(part, base, expected):
    assert percent_text(part, base) == expected


def test_percent_of_nothing_is_no_text():
    assert (percent_text(0, 0), percent_text(1, -1)) == (None, None)


def test_reaches():
    assert (reaches(3, 3), reaches(2, 3), reaches(0, 0), reaches(9, None)) == (True, False, True, False)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"base": "all_members", "threshold": at_least(80)}, {"base": 15, "required": 12}),
        ({"base": "all_members", "threshold": at_least(80), "recusal": "reduce"}, {"base": 14, "required": 12}),
        ({"base": "present", "threshold": share(1, 2, ">")}, {"base": 13, "required": 7}),
        ({"base": "valid", "threshold": at_least(80)}, {"base": None, "required": None}),
        ({"base": "issued"}, {"base": None, "required": 0}),
    ],
)
def test_before_the_vote(rule, expected):
    assert before_the_vote(rule, people(15, present=13, recused=1, recused_present=0)) == expected


# Documents of another shape


def put(*steps):
    """put("rule", "base", value): a change of W25 (or of another document) at that place."""
    *path, key, value = steps

    def change(doc):
        target = doc
        for step in path:
            target = target[step]
        target[key] = value

    return change


def drop(*steps):
    *path, key = steps

    def change(doc):
        target = doc
        for step in path:
            target = target[step]
        del target[key]

    return change


BATCH = ("channels", 1, "batches", 0)
LINE = (*BATCH, "counter_1", "lines", "h1")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (drop("rule"), ""),
        (drop("electorate"), ""),
        (drop("contests"), ""),
        (drop("channels"), ""),
        (put("format", "tally/2"), "format"),
        (put("rule", []), "rule"),
        (put("rule", "base", "members"), "rule.base"),
        (put("rule", "base", None), "rule.base"),
        (drop("rule", "threshold"), "rule"),
        (put("rule", "treshold", None), "rule"),
        (put("rule", "threshold", 80), "rule.threshold"),
        (put("rule", "threshold", {"num": 80.0, "den": 100, "op": ">="}), "rule.threshold.num"),
        (put("rule", "threshold", {"num": 80, "den": 1, "op": ">="}), "rule.threshold"),
        (put("rule", "threshold", {"num": 0, "den": 0, "op": ">="}), "rule.threshold"),
        (put("rule", "threshold", {"num": 4, "den": 5}), "rule.threshold"),
        (put("rule", "threshold", "op", "≥"), "rule.threshold.op"),
        (put("rule", "recusal", "drop"), "rule.recusal"),
        (put("rule", "abstain_allowed", 1), "rule.abstain_allowed"),
        (put("rule", "blank_is", "agree"), "rule.blank_is"),
        (put("rule", "seats", -1), "rule.seats"),
        (put("rule", "seats", True), "rule.seats"),
        (put("rule", "pick", {}), "rule.pick"),
        (put("rule", "pick", {"k": 0}), "rule.pick"),
        (put("rule", "pick", {"k": 2, "min": 3}), "rule.pick"),
        (put("rule", "pick", {"k": 2, "max": 3}), "rule.pick"),
        (put("rule", "pick", {"k": 2, "exact": "yes"}), "rule.pick.exact"),
        (put("rule", "quorum", {"num": 2, "den": 3}), "rule.quorum"),
        (put("rule", "quorum", {"num": 2, "den": 3, "of": "all_members"}), "rule.quorum.of"),
        (put("rule", "quorum", {"num": 2, "den": 3, "of": "present", "oper": ">"}), "rule.quorum"),
        (put("electorate", "members", "25"), "electorate.members"),
        (put("electorate", "present", None), "electorate.present"),
        (drop("electorate", "written"), "electorate"),
        (put("electorate", "recused", 0), "electorate.recused"),
        (put("electorate", "recused", "present", -1), "electorate.recused.present"),
        (put("contests", {}), "contests"),
        (put("contests", 0, "id", ""), "contests[0].id"),
        (put("contests", 0, "id", 1), "contests[0].id"),
        (put("contests", 0, "kind", "rank"), "contests[0].kind"),
        (put("contests", 0, {"id": "h1", "kind": "pick"}), "contests[0]"),
        (put("contests", 0, {"id": "h1", "kind": "pick", "options": ["a"]}), "rule"),
        (put("contests", 0, {"id": "h1", "kind": "pick", "options": ["a", "a"]}), "contests[0].options"),
        (put("contests", [H1, H1]), "contests"),
        (put("channels", 0, "channel", "post"), "channels[0].channel"),
        (put("channels", 0, "issued", 14.0), "channels[0].issued"),
        (drop("channels", 0, "ballots"), "channels[0]"),
        (put("channels", 0, "ballots", 1, "x", -2), "channels[0].ballots[1].x"),
        (put("channels", 0, "ballots", 1, {}), "channels[0].ballots[1]"),
        (put("channels", 0, "ballots", 1, "mark", {}), "channels[0].ballots[1]"),
        (put("channels", 0, "ballots", 1, "marks", "A"), "channels[0].ballots[1].marks"),
        (put("channels", 0, "ballots", 1, "marks", {"h2": "A"}), "channels[0].ballots[1].marks"),
        (put("channels", 0, "ballots", 1, {"whole_invalid": 1}), "channels[0].ballots[1].whole_invalid"),
        (drop("channels", 1, "batches"), "channels[1]"),
        (put("channels", 1, "batches", [W25["channels"][1]["batches"][0]] * 2), "channels"),
        (put(*BATCH, "id", None), "channels[1].batches[0].id"),
        (put(*BATCH, "signed", True), "channels[1].batches[0].signed"),
        (put(*BATCH, "counter_2", None), "channels[1].batches[0].counter_2"),
        (drop(*BATCH, "counter_1", "whole_invalid"), "channels[1].batches[0].counter_1"),
        (drop(*BATCH, "counter_1", "lines"), "channels[1].batches[0].counter_1.lines"),
        (put(*BATCH, "counter_1", "picks", {"h1": {}}), "channels[1].batches[0].counter_1.picks"),
        (drop(*LINE, "blank"), "channels[1].batches[0].counter_1.lines.h1"),
        (put(*LINE, "blank", "1"), "channels[1].batches[0].counter_1.lines.h1.blank"),
    ],
)
def test_refused_document_names_the_place(change, path):
    doc = copy.deepcopy(W25)
    change(doc)
    with pytest.raises(TallyError) as refused:
        tally(doc)
    assert refused.value.path == path
    assert str(refused.value) == f"{path or 'gốc tài liệu'}: {refused.value.reason}"


@pytest.mark.parametrize(
    ("figures", "path"),
    [
        ({"votes": {"z": 1}}, "channels[0].batches[0].counter_1.picks.p.votes"),
        ({"votes": {"a": -1}}, "channels[0].batches[0].counter_1.picks.p.votes.a"),
        ({"votes": [1]}, "channels[0].batches[0].counter_1.picks.p.votes"),
    ],
)
def test_refused_figures_of_a_pick(figures, path):
    doc = pick(2, 2, None, [])
    doc["channels"] = [paper(batch(0, counter(picks={"p": figures})))]
    with pytest.raises(TallyError) as refused:
        tally(doc)
    assert refused.value.path == path


@pytest.mark.parametrize("doc", [None, [], "tally/1", 1, True])
def test_refused_when_it_is_no_document(doc):
    with pytest.raises(TallyError, match="gốc tài liệu: phải là một đối tượng"):
        tally(doc)


def test_remarks_outside_the_rule_and_the_ballots_are_passed_over():
    doc = copy.deepcopy(W25)
    doc |= {"format": "tally/1", "title": "Vòng 1"}
    doc["contests"][0]["title"] = "Đồn Biên phòng A"
    doc["channels"][1]["batches"][0]["note"] = "phong bì số 2"
    assert tally(doc) == tally(W25)


def test_null_stands_for_what_may_be_left_out():
    doc = copy.deepcopy(W25)
    doc["rule"] |= dict.fromkeys(["recusal", "abstain_allowed", "blank_is", "seats", "pick", "quorum"])
    assert tally(doc) == tally(W25)
