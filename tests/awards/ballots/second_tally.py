"""A second count, written from the text of the rules alone, to be compared with the first. It shares no code with it.

It is deliberately slow and literal: shares are exact fractions, the required number is found by trying 0, 1, 2, …,
every electronic or written ballot is looked at once per copy, and a seat is given by counting rivals. It expects a
well-formed document; refusing bad ones is the business of the first.
"""

from fractions import Fraction
from math import floor


def second_tally(doc):
    for examine in (papers_against_people, batches_against_counters, quorum_against_members):
        status, issues = examine(doc)
        if issues:
            return {"status": status, "issues": issues, "lines": {}, "picks": {}, "quota": None}
    rule = doc["rule"]
    lines = {c["id"]: line(doc, c["id"]) for c in doc["contests"] if c["kind"] == "approve"}
    picks = {c["id"]: picked(doc, c["id"], c["options"]) for c in doc["contests"] if c["kind"] == "pick"}
    quota = None
    if lines and rule.get("seats") is not None:
        runners = [(name, figures["agree"], figures["outcome"] == "pass") for name, figures in lines.items()]
        quota = seating(runners, rule["seats"])
    return {
        "status": "ok",
        "issues": [],
        "lines": lines,
        "picks": picks,
        "quota": quota,
        "returned": returned(doc),
        "issued": issued(doc),
    }


# Who took a paper and what came back


def boxes(doc):
    return [channel for channel in doc["channels"] if channel["channel"] != "paper"]


def batches(doc):
    return [batch for channel in doc["channels"] if channel["channel"] == "paper" for batch in channel["batches"]]


def every_ballot(doc):
    for box in boxes(doc):
        for ballot in box["ballots"]:
            for _ in range(ballot.get("x", 1)):
                yield ballot


def issued(doc):
    return sum(box["issued"] for box in boxes(doc)) + sum(batch["signed"] for batch in batches(doc))


def returned(doc):
    return len(list(every_ballot(doc))) + sum(batch["returned"] for batch in batches(doc))


# Examinations before any figure is given


def papers_against_people(doc):
    issues = []
    for channel in doc["channels"]:
        if channel["channel"] == "paper":
            for batch in channel["batches"]:
                out = batch["handed"] - batch["spoiled"]
                if not (batch["returned"] <= out <= batch["signed"]):
                    issues.append("overcount:paper:" + batch["id"])
        elif len(list(every_ballot({"channels": [channel]}))) > channel["issued"]:
            issues.append("overcount:" + channel["channel"])
    people = doc["electorate"]
    if issued(doc) + people["recused"]["members"] > people["members"]:
        issues.append("overcount:electorate")
    return "void_overcount", issues


def batches_against_counters(doc):
    issues = []
    for batch in batches(doc):
        one, two = batch["counter_1"], batch["counter_2"]
        if one != two:
            issues.append("counters_differ:" + batch["id"])
        else:
            wrong = [c["id"] for c in doc["contests"] if not sums_up(c, one, batch["returned"], doc["rule"])]
            issues += ["sum:" + batch["id"] + ":" + name for name in wrong]
    return "unreconciled", issues


def sums_up(contest, counter, papers, rule):
    if contest["kind"] == "approve":
        return sum(counter["lines"][contest["id"]].values()) + counter["whole_invalid"] == papers
    entry = counter["picks"][contest["id"]]
    valid = entry["valid"]
    if valid + entry["blank"] + entry["invalid"] + counter["whole_invalid"] != papers:
        return False
    if any(number > valid for number in entry["votes"].values()):
        return False
    at_least, at_most = limits(rule)
    return valid * at_least <= sum(entry["votes"].values()) <= valid * at_most


def quorum_against_members(doc):
    quorum, people = doc["rule"].get("quorum"), doc["electorate"]
    if not quorum:
        return "void_no_quorum", []
    value = {
        "present": people["present"],
        "participating": people["present"] + people["written"],
        "returned": returned(doc),
    }[quorum["of"]]
    enough = people["members"] > 0 and satisfies(value, people["members"], quorum)
    return "void_no_quorum", [] if enough else [f"quorum:{value}"]


# Thresholds


def satisfies(votes, base, share):
    ratio, wanted = Fraction(votes, base), Fraction(share["num"], share["den"])
    return ratio > wanted if share.get("op") == ">" else ratio >= wanted


def needed(rule, base):
    if rule.get("threshold") is None:
        return 0
    if base <= 0:
        return None
    votes = 0
    while not satisfies(votes, base, rule["threshold"]):
        votes += 1
    return votes


def base_number(doc, valid_papers):
    rule, people = doc["rule"], doc["electorate"]
    gone = people["recused"] if rule.get("recusal", "keep") == "reduce" else {"members": 0, "present": 0}
    return {
        "all_members": people["members"] - gone["members"],
        "present": people["present"] - gone["present"],
        "participating": people["present"] + people["written"] - gone["present"],
        "issued": issued(doc),
        "returned": returned(doc),
        "valid": valid_papers,
    }[rule["base"]]


def percent(part, base):
    if base <= 0:
        return None
    digits = str(floor(Fraction(part, base) * 10_000)).rjust(3, "0")
    return digits[:-2] + "." + digits[-2:]


def limits(rule):
    pick = rule["pick"]
    return (pick["k"] if pick.get("exact") else pick.get("min", 1)), pick["k"]


# Contests


def line(doc, name):
    may_abstain = doc["rule"].get("abstain_allowed", False)
    heap = {"agree": 0, "disagree": 0, "abstain": 0, "blank": 0, "invalid": 0}
    meaning = {"A": "agree", "D": "disagree", "T": "abstain" if may_abstain else "invalid", "": "blank"}
    for ballot in every_ballot(doc):
        spoiled = ballot.get("whole_invalid", False)
        heap["invalid" if spoiled else meaning.get(ballot["marks"].get(name, ""), "invalid")] += 1
    for batch in batches(doc):
        for verdict, number in batch["counter_1"]["lines"][name].items():
            heap[verdict] += number
        heap["invalid"] += batch["counter_1"]["whole_invalid"]
    valid = heap["agree"] + heap["disagree"] + heap["abstain"]
    if doc["rule"].get("blank_is", "valid") == "valid":
        valid += heap["blank"]
    base = base_number(doc, valid)
    required = needed(doc["rule"], base)
    passed = required is not None and heap["agree"] >= required
    outcome = "pass" if passed else "fail"
    return heap | {"base": base, "required": required, "pct": percent(heap["agree"], base), "outcome": outcome}


def picked(doc, name, options):
    at_least, at_most = limits(doc["rule"])
    heap = {"valid": 0, "blank": 0, "invalid": 0}
    votes = dict.fromkeys(options, 0)
    for ballot in every_ballot(doc):
        chosen = [] if ballot.get("whole_invalid") else ballot["marks"].get(name, [])
        if ballot.get("whole_invalid"):
            heap["invalid"] += 1
        elif not chosen:
            heap["blank"] += 1
        elif any(chosen.count(c) > 1 or c not in options for c in chosen) or not at_least <= len(chosen) <= at_most:
            heap["invalid"] += 1
        else:
            heap["valid"] += 1
            for option in chosen:
                votes[option] += 1
    for batch in batches(doc):
        entry = batch["counter_1"]["picks"][name]
        for verdict in heap:
            heap[verdict] += entry[verdict]
        heap["invalid"] += batch["counter_1"]["whole_invalid"]
        for option, number in entry["votes"].items():
            votes[option] += number
    valid = heap["valid"] + (heap["blank"] if doc["rule"].get("blank_is", "valid") == "valid" else 0)
    base = base_number(doc, valid)
    required = needed(doc["rule"], base)
    runners = [(o, n, n > 0 and required is not None and n >= required) for o, n in votes.items()]
    places = seating(runners, doc["rule"].get("seats"))
    return heap | {"votes": votes, "base": base, "required": required} | places


def seating(runners, seats):
    """runners: (name, votes, eligible) in paper order. A name has a seat when those at or above it all fit."""
    selected, tied, rest = [], [], []
    for name, votes, eligible in runners:
        ahead = sum(1 for _, other, fit in runners if fit and other > votes)
        level = sum(1 for _, other, fit in runners if fit and other == votes)
        if eligible and (seats is None or ahead + level <= seats):
            selected.append(name)
        elif eligible and ahead < seats:
            tied.append(name)
        else:
            rest.append(name)
    left = None if seats is None else seats - len(selected)
    runoff = {"options": tied, "seats": left} if tied else None
    return {"selected": selected, "tied": tied, "not_selected": rest, "seats_left": left, "runoff": runoff}
