"""Figures of counters, the documents handed to the tally, and what a result says: pure functions."""

import pytest

from awards.ballots import rules
from awards.ballots.tally import tally

LINES = rules.Contest("1", "approve", ("11", "12"), threshold=(4, 5, ">="), title="Tiên tiến")
PICK = rules.Contest("2", "pick", ("21", "22", "23"), seats=2, threshold=(4, 5, ">="), title="Quyết thắng")
BOTH = [LINES, PICK]


def sheet(agree=(14, 14), votes=(14, 14, 0), valid=14, whole=0, papers=14):
    return {
        "whole_invalid": whole,
        "lines": {
            key: {"agree": yes, "disagree": papers - whole - yes, "blank": 0, "invalid": 0}
            for key, yes in zip(LINES.lines, agree, strict=True)
        },
        "picks": {"2": {"valid": valid, "blank": 0, "invalid": 0, "votes": dict(zip(PICK.lines, votes, strict=True))}},
    }


def places(found):
    return [(fault.group, fault.line, fault.field) for fault in found]


def test_a_sheet_that_adds_up_has_no_fault():
    assert rules.faults(sheet(), BOTH, 14) == []
    assert rules.faults(sheet(agree=(13, 12), votes=(13, 12, 1), valid=13, whole=1), BOTH, 14) == []


def test_what_is_nearly_always_nought_may_be_left_out_and_the_rest_may_not():
    empty = rules.empty_figures(BOTH)
    assert places(rules.faults(empty, BOTH, 14)) == [
        ("1", "11", "agree"),
        ("1", "12", "agree"),
        ("2", "21", "votes"),
        ("2", "22", "votes"),
        ("2", "23", "votes"),
        ("2", "", "valid"),
    ]
    given = sheet()
    for figures in given["lines"].values():
        figures["blank"] = figures["invalid"] = None
    given["whole_invalid"] = given["picks"]["2"]["blank"] = None
    assert rules.faults(given, BOTH, 14) == []
    assert rules.settle(given)["lines"]["11"] == {"agree": 14, "disagree": 0, "blank": 0, "invalid": 0}


@pytest.mark.parametrize(
    ("given", "where", "sentence"),
    [
        (sheet(agree=(13, 14)) | {"whole_invalid": 0}, None, None),
        (sheet(papers=13, agree=(13, 13), votes=(13, 13, 0), valid=13), ("1", "11", "agree"), "Cộng được 13"),
        (sheet(votes=(14, 14, 14)), ("2", "", "valid"), "42 lượt chọn"),
        (sheet(votes=(4, 4, 4)), ("2", "", "valid"), "12 lượt chọn"),
        (sheet(votes=(15, 10, 0)), ("2", "21", "votes"), "15 đồng ý nhiều hơn 14"),
        (sheet(valid=13), ("2", "", "valid"), "Cộng được 13"),
        (sheet() | {"whole_invalid": 15}, ("", "", "whole_invalid"), "nhiều hơn số thu về"),
    ],
)
def test_every_sum_that_is_not_the_number_of_papers_is_a_fault_at_its_place(given, where, sentence):
    found = rules.faults(given, BOTH, 14)
    if where is None:
        assert found == []
        return
    fault = next(fault for fault in found if (fault.group, fault.line, fault.field) == where)
    assert sentence in fault.sentence


def test_tidy_keeps_the_paper_only_and_refuses_what_is_no_count():
    given = {"whole_invalid": 1, "lines": {"11": {"agree": 3, "extra": 9}, "99": {"agree": 1}}, "picks": {"2": {}}}
    tidy = rules.tidy(given, BOTH)
    assert tidy["whole_invalid"] == 1
    assert tidy["lines"] == {
        "11": {"agree": 3, "disagree": None, "blank": None, "invalid": None},
        "12": dict.fromkeys(rules.LINE_FIGURES),
    }
    for wrong in (-1, 1.0, True, "3"):
        with pytest.raises(ValueError, match="not a count"):
            rules.tidy({"whole_invalid": wrong}, BOTH)


def test_differences_name_the_places_in_paper_order_and_hold_no_figure():
    other = sheet(agree=(14, 13), votes=(14, 13, 1), whole=0)
    assert rules.differences(sheet(), other, BOTH) == ["12", "22", "23"]
    assert rules.differences(sheet(), sheet(), BOTH) == []
    spoiled = sheet(agree=(13, 13), votes=(13, 13, 0), valid=13, whole=1)
    assert rules.differences(sheet(), spoiled, BOTH) == ["whole", "11", "12", "group:2", "21", "22"]


def test_without_empties_what_differed_and_keeps_the_rest_of_the_own_sheet():
    kept = rules.without(sheet(), ["12", "22", "group:2", "whole"])
    assert kept["whole_invalid"] is None
    assert kept["lines"]["11"]["agree"] == 14
    assert kept["lines"]["12"] == dict.fromkeys(rules.LINE_FIGURES)
    assert kept["picks"]["2"] == {
        "valid": None,
        "blank": None,
        "invalid": None,
        "votes": {"21": 14, "22": None, "23": 0},
    }


@pytest.mark.parametrize(
    ("done", "total", "shown"), [(0, 14, 0), (2, 14, 0), (3, 14, 3), (8, 14, 6), (13, 14, 12), (14, 14, 14), (2, 2, 2)]
)
def test_the_hall_sees_steps_of_three_until_all_are_done(done, total, shown):
    assert rules.turnout_shown(done, total) == shown


def counted(contest, given, present=14):
    batch = rules.Batch("A", 14, 14, 0, 14, given, given)
    return tally(rules.document(contest, rules.Electorate(15, present), [batch], None))


def test_lines_are_counted_against_all_members():
    group = rules.read_result(LINES, counted(LINES, sheet(agree=(12, 11))))
    assert (group.base, group.required) == (15, 12)
    assert group.lines["11"] == rules.LineCount(12, 2, 0, 0, "80,00", "passed")
    assert group.lines["12"] == rules.LineCount(11, 3, 0, 0, "73,33", "failed")


def test_a_pick_gives_its_seats_to_whoever_reached_the_number():
    result = counted(PICK, sheet(votes=(13, 5, 10)))
    group = rules.read_result(PICK, result)
    assert group.lines["21"] == rules.LineCount(13, 1, 0, 0, "86,66", "passed")
    assert group.lines["22"].outcome == group.lines["23"].outcome == "failed"
    assert group.seats_left == 1


def test_equal_votes_at_the_last_seat_are_tied_and_nobody_of_them_is_chosen():
    low = rules.Contest("2", "pick", ("21", "22", "23"), seats=2, threshold=(1, 2, ">"))
    group = rules.read_result(low, counted(low, sheet(votes=(12, 8, 8))))
    assert [group.lines[line].outcome for line in low.lines] == ["passed", "tied", "tied"]
    assert (group.tied, group.seats_left) == (("22", "23"), 1)


def test_enough_votes_outside_the_number_are_told_from_too_few():
    low = rules.Contest("2", "pick", ("21", "22", "23"), seats=1, threshold=None)
    given = sheet(votes=(9, 5, 0))
    group = rules.read_result(low, counted(low, given))
    assert [group.lines[line].outcome for line in low.lines] == ["passed", "not_selected", "failed"]
    assert rules.outcome_words(group.lines["22"], group, 1) == "5/15 phiếu đồng ý (33,33%), ngoài số lượng 1"


def test_outcome_says_votes_base_percent_and_what_was_needed():
    group = rules.read_result(LINES, counted(LINES, sheet(agree=(13, 11))))
    assert rules.outcome_words(group.lines["11"], group, None) == "13/15 phiếu đồng ý (86,66%)"
    assert rules.outcome_words(group.lines["12"], group, None) == "11/15 phiếu đồng ý (73,33%), cần 12"


def test_wholly_invalid_papers_count_in_every_group():
    given = sheet(agree=(12, 12), votes=(12, 12, 0), valid=12, whole=2)
    assert counted(LINES, given)["lines"]["11"]["invalid"] == 2
    assert counted(PICK, given)["picks"]["2"]["invalid"] == 2


def test_issues_are_told_in_words_without_a_figure():
    names = {"11": "Đồn A"}
    assert rules.issue_words("counters_differ:B", names) == "Tập B: hai người đếm khác nhau."
    assert rules.issue_words("sum:B:11", names) == "Tập B: “Đồn A” không cộng đủ số phiếu thu về."
    assert "nhiều hơn số người ký nhận" in rules.issue_words("overcount:paper:B", names)
    assert "12" not in rules.issue_words("quorum:12", names)


def test_event_hash_depends_on_every_fact_and_on_the_link_before():
    facts = {"seq": 1, "action": "open", "payload": {"present": 14}}
    link = rules.event_hash(rules.GENESIS, facts)
    assert link == rules.event_hash(rules.GENESIS, dict(reversed(facts.items())))
    assert link != rules.event_hash(link, facts)
    assert link != rules.event_hash(rules.GENESIS, {**facts, "payload": {"present": 13}})
