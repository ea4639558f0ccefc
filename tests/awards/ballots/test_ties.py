"""Between equal votes: another vote, then the published order, then the chair, in this order."""

import pytest

from awards.ballots import again, queries, services, ties
from awards.models import Nomination, PreferenceKey, PreferenceOrder, Regulation, VotingRound
from tests.factories.ballots import council_sitting, published_round
from tests.factories.units import LONG_AGO
from thidua import clock
from thidua.errors import RuleViolation

pytestmark = pytest.mark.django_db
AGREE = {"ĐVQT 1": 14, "ĐVQT 2": 9, "ĐVQT 3": 9, "ĐVQT 4": 9}


def tied():
    """One place of three is taken, three lines stand equal for the other two; no further vote."""
    sitting = council_sitting(threshold=(1, 2, ">"), regulation={"runoffs": 0})
    return sitting, published_round(sitting, {"ĐVQT": (4, 3)}, AGREE)


def publish_order(sitting, votes: dict[str, int]) -> None:
    order = PreferenceOrder.objects.create(
        unit=sitting.province, basis="Hướng dẫn", reason="Mới", published_by=sitting.secretary, valid_from=LONG_AGO
    )
    PreferenceKey.objects.create(
        order=order, sort=1, code="unit_votes", text="Tán thành ở đơn vị", legal_basis="Điều 5", confidence="V"
    )
    for name, number in votes.items():
        Nomination.objects.filter(subject_name=name).update(unit_votes_for=number, unit_votes_total=12)


def settle(sitting, ballot, *names: str) -> VotingRound:
    lines = [line for group in queries.tied_groups(ballot) for line in group.tied if line.label in names]
    return services.settle_ties(ballot, by=sitting.secretary, chosen=lines, reason="Chủ tịch Hội đồng")


def labels(lines) -> list[str]:
    return [line.label for line in lines]


def test_the_published_order_goes_before_the_chair_and_leaves_him_what_it_cannot_tell_apart():
    sitting, ballot = tied()
    publish_order(sitting, {"ĐVQT 2": 10, "ĐVQT 3": 12, "ĐVQT 4": 10})
    (one,) = ties.preferences(queries.tied_groups(ballot))
    assert (labels(one.chosen), labels(one.open), labels(one.out), one.seats) == (
        ["ĐVQT 3"],
        ["ĐVQT 2", "ĐVQT 4"],
        [],
        1,
    )
    assert one.places == 2
    assert [(line.label, words) for line, words in one.explained] == [
        ("ĐVQT 3", "tán thành 12/12"),
        ("ĐVQT 2", "tán thành 10/12"),
        ("ĐVQT 4", "tán thành 10/12"),
    ]
    with pytest.raises(RuleViolation) as refusal:
        settle(sitting, ballot, "ĐVQT 2", "ĐVQT 4")
    assert refusal.value.reasons == ["ĐVQT 3 đứng trước theo thứ tự đã công bố."]
    settle(sitting, ballot, "ĐVQT 3", "ĐVQT 4")
    assert list(Nomination.objects.filter(state="not_passed").values_list("subject_name", flat=True)) == ["ĐVQT 2"]


def test_an_order_that_tells_all_apart_leaves_nothing_to_decide():
    sitting, ballot = tied()
    publish_order(sitting, {"ĐVQT 2": 10, "ĐVQT 3": 12, "ĐVQT 4": 11})
    (one,) = ties.preferences(queries.tied_groups(ballot))
    assert (one.is_complete, labels(one.chosen), labels(one.out)) == (True, ["ĐVQT 3", "ĐVQT 4"], ["ĐVQT 2"])
    with pytest.raises(RuleViolation) as refusal:
        settle(sitting, ballot, "ĐVQT 2", "ĐVQT 3")
    assert sorted(refusal.value.reasons) == [
        "ĐVQT 2 đứng sau theo thứ tự đã công bố.",
        "ĐVQT 4 đứng trước theo thứ tự đã công bố.",
    ]


def test_without_an_order_the_chair_decides_and_runoffs_are_counted_along_the_chain():
    sitting, ballot = tied()
    (one,) = ties.preferences(queries.tied_groups(ballot))
    assert (labels(one.open), one.seats) == (["ĐVQT 2", "ĐVQT 3", "ĐVQT 4"], 2)
    Regulation.objects.update(runoffs=1)
    ballot = VotingRound.objects.get(pk=ballot.pk)
    assert ties.runoffs_left(ballot) == 1
    second = services.prepare_runoff(ballot, by=sitting.secretary)
    VotingRound.objects.filter(pk=second.pk).update(published_at=clock.now())
    assert ties.runoffs_left(VotingRound.objects.get(pk=second.pk)) == 0
    assert (second.name, again.runoff_name(second)) == (
        f"Bỏ phiếu lại: {ballot.name}", f"Bỏ phiếu lại lần 2: {ballot.name}"
    )  # fmt: skip
