"""Reads take a literal number of queries, for one line and for thirty."""

import pytest

from awards.ballots import queries, services
from awards.models import VotingRound
from tests.factories.ballots import (
    closed_round,
    council_sitting,
    counted_round,
    frozen_round,
    locked_list,
    published_round,
    two_persons,
)
from units.models import User

pytestmark = pytest.mark.django_db


def reread(ballot) -> VotingRound:
    return VotingRound.objects.select_related("conference__council__unit", "conference__cluster").get(pk=ballot.pk)


def fresh(user) -> User:
    found = User.objects.get(pk=user.pk)
    assert found.grants is not None
    return found


@pytest.mark.parametrize("lines", [1, 30])
def test_result_of_takes_eight_queries(lines, django_assert_num_queries):
    ballot = reread(published_round(council_sitting(), {"ĐVTT": (lines, None)}))
    with django_assert_num_queries(8):
        assert len(queries.result_of(ballot).groups[0].lines) == lines


@pytest.mark.parametrize("lines", [1, 30])
def test_panel_takes_eight_queries(lines, django_assert_num_queries):
    sitting = council_sitting(members=lines + 2, present=lines + 2)
    ballot = reread(closed_round(sitting, {"ĐVTT": (lines, None)}))
    user = fresh(sitting.secretary)
    with django_assert_num_queries(8):
        page = queries.panel(ballot, user)
        assert (page.line_count, len(page.roll)) == (lines, lines + 2)
        assert [group.required_words for group in page.groups]
        assert [row.attendee.title for row in page.roll]


@pytest.mark.parametrize("lines", [1, 30])
def test_count_sheet_takes_three_queries(lines, django_assert_num_queries):
    sitting = council_sitting()
    ballot = closed_round(sitting, {"ĐVTT": (lines, None)})
    batch = type(ballot.batches.get()).objects.select_related("round").get()
    with django_assert_num_queries(3):
        sheet = queries.count_sheet(batch, sitting.tellers[0])
        assert len(sheet.figures["lines"]) == lines


@pytest.mark.parametrize("rounds", [1, 5])
def test_rounds_of_a_conference_take_four_queries(rounds, django_assert_num_queries):
    sitting = council_sitting()
    locked_list(sitting)
    specs = queries.groups_from_list(sitting.conference)
    for _ in range(rounds):
        ballot = services.prepare_round(
            sitting.conference, by=sitting.secretary, name="Phiếu", groups=specs, tellers=sitting.tellers
        )
    services.freeze_round(ballot, by=sitting.secretary)
    with django_assert_num_queries(4):
        found = list(sitting.conference.rounds.with_groups())
        assert [group.share_words for ballot in found for group in ballot.groups.all()] == ["80% (12/15)"] * 2 * rounds


def test_the_hall_sees_what_happened_last_not_what_was_made_last():
    """Two papers are frozen in the morning: the first one's result stays on the wall until the second one's begins."""
    sitting = council_sitting()
    locked_list(sitting)
    first, second = (
        services.prepare_round(
            sitting.conference, by=sitting.secretary, name=spec.title, groups=[spec], tellers=sitting.tellers
        )
        for spec in queries.groups_from_list(sitting.conference)
    )
    for ballot in (first, second):
        services.freeze_round(ballot, by=sitting.secretary)
    assert queries.screen_of(sitting.conference).ballot == second
    papers = {"by": sitting.secretary, "batch_label": "A", "attendees": sitting.present[:3]}
    services.hand_papers(first, **papers)
    assert queries.screen_of(sitting.conference).ballot == first
    services.hand_papers(second, **papers)
    two_persons(first, "open", sitting.secretary, sitting.tellers[0])
    assert queries.screen_of(sitting.conference).ballot == first, "what is voted on comes first"
    two_persons(first, "cancel", sitting.secretary, sitting.tellers[0], reason="in sai")
    screen = queries.screen_of(sitting.conference)
    assert (screen.ballot, screen.phase) == (first, "void"), "what became of it stays, though another one waits"
    services.hand_papers(second, **papers | {"attendees": sitting.present[3:5]})
    assert queries.screen_of(sitting.conference).ballot == second


def test_waiting_for_says_what_each_one_has_to_do(frozen):
    sitting, ballot = frozen

    def waits(user):
        return [(found.kind, found.text) for found in queries.waiting_for(fresh(user))]

    assert waits(sitting.tellers[0]) == waits(sitting.secretary) == []
    services.ask(ballot, "open", by=sitting.secretary)
    assert waits(sitting.tellers[0]) == [("confirm", f"{sitting.secretary} đề nghị: mở bỏ phiếu")]
    assert waits(sitting.secretary) == waits(sitting.chair) == [], "of the side that asked"


def test_waiting_for_the_count_and_the_signature():
    sitting = council_sitting()
    closed_round(sitting)
    assert [found.kind for found in queries.waiting_for(fresh(sitting.tellers[0]))] == ["count"]
    assert queries.waiting_for(fresh(sitting.secretary)) == []
    other = council_sitting()
    counted_round(other)
    assert [found.kind for found in queries.waiting_for(fresh(other.tellers[2]))] == ["sign"]


def test_nothing_waits_for_a_stranger(django_assert_num_queries):
    frozen_round(council_sitting())
    user = fresh(council_sitting().secretary)
    with django_assert_num_queries(1):
        assert queries.waiting_for(user) == []


def test_teller_candidates_are_people_around_the_conference_who_do_not_direct_it():
    sitting = council_sitting()
    elsewhere = council_sitting()
    found = set(queries.teller_candidates(sitting.conference))
    assert found == set(sitting.tellers)
    assert not found & {sitting.secretary, sitting.chair, *elsewhere.tellers}
