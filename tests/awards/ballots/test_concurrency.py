"""Two people at the very same moment: one truth on both databases. Real threads, real transactions."""

import threading

import pytest
from django.db import connection

from awards.ballots import services
from awards.ballots.enums import RoundState
from awards.ballots.queries import groups_from_list
from awards.ballots.services import prepare_round
from awards.models import Nomination, NominationList, PaperCount, RoundEvent, VotingRound
from awards.nominations.enums import NominationState
from awards.nominations.services import reopen_list
from tests.factories import UserFactory
from tests.factories.ballots import closed_round, council_sitting, counted_round, figures, frozen_round, locked_list
from thidua.errors import DomainError
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts) -> list:
    """Run every act in a thread and a connection of its own, all released together; what each gave or refused."""
    start = threading.Barrier(len(acts))
    answers: list = [None] * len(acts)

    def run(place, act):
        try:
            start.wait(timeout=30)
            answers[place] = act()
        except DomainError as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return answers


def refusals(answers) -> list:
    return [answer for answer in answers if isinstance(answer, DomainError)]


def test_a_list_is_reopened_or_its_paper_frozen_never_both():
    sitting = council_sitting()
    listing = locked_list(sitting)
    ballot = prepare_round(
        sitting.conference,
        by=sitting.secretary,
        name="Phiếu",
        groups=groups_from_list(sitting.conference),
        tellers=sitting.tellers,
    )
    officer = UserFactory(role=Role.OFFICER, over=sitting.province)
    answers = at_once(
        lambda: services.freeze_round(ballot, by=sitting.secretary),
        lambda: reopen_list(NominationList.objects.get(pk=listing.pk), by=officer, reason="Bổ sung"),
    )
    assert len(refusals(answers)) == 1
    ballot.refresh_from_db()
    listing.refresh_from_db()
    assert (ballot.is_draft, listing.is_locked) in ((False, True), (True, False))


def test_two_counters_lock_at_once():
    sitting = council_sitting()
    ballot = closed_round(sitting, {"ĐVTT": (3, None)})
    batch = ballot.batches.get()
    for teller in sitting.tellers[:2]:
        services.save_count(batch, by=teller, data=figures(ballot, 14))
    batches = [type(batch).objects.get(pk=batch.pk) for _ in range(2)]
    answers = at_once(
        *(
            lambda one=one, teller=teller: services.lock_count(one, by=teller)
            for one, teller in zip(batches, sitting.tellers, strict=False)
        )
    )
    assert refusals(answers) == []
    ballot.refresh_from_db()
    assert (ballot.state, PaperCount.objects.filter(is_locked=True).count()) == (RoundState.COUNTED, 2)
    assert [event.action for event in ballot.events.all()].count("count") == 1
    assert list(RoundEvent.objects.order_by("seq").values_list("seq", flat=True)) == list(
        range(1, RoundEvent.objects.count() + 1)
    )


def test_two_tellers_take_the_two_places_at_once_and_a_third_finds_none():
    sitting = council_sitting()
    ballot = closed_round(sitting, {"ĐVTT": (1, None)})
    batch = ballot.batches.get()
    data = figures(ballot, 14)
    answers = at_once(
        *(
            lambda teller=teller: services.save_count(type(batch).objects.get(pk=batch.pk), by=teller, data=data)
            for teller in sitting.tellers
        )
    )
    assert len(refusals(answers)) == 1
    assert sorted(PaperCount.objects.values_list("counter", flat=True)) == [1, 2]


def test_one_teller_locks_twice_at_once():
    sitting = council_sitting()
    ballot = closed_round(sitting, {"ĐVTT": (1, None)})
    batch = ballot.batches.get()
    services.save_count(batch, by=sitting.tellers[0], data=figures(ballot, 14))
    answers = at_once(*[lambda: services.lock_count(type(batch).objects.get(pk=batch.pk), by=sitting.tellers[0])] * 2)
    assert len(refusals(answers)) == 1
    assert [event.action for event in ballot.events.all()].count("lock_count") == 1


def test_two_tellers_confirm_the_opening_at_once():
    sitting = council_sitting()
    ballot = frozen_round(sitting, {"ĐVTT": (1, None)})
    services.ask(ballot, "open", by=sitting.secretary)
    answers = at_once(
        *(
            lambda teller=teller: services.confirm(VotingRound.objects.get(pk=ballot.pk), "open", by=teller)
            for teller in sitting.tellers[:2]
        )
    )
    assert len(refusals(answers)) == 1
    ballot.refresh_from_db()
    assert (ballot.state, ballot.two_person_acts.exclude(confirmed_by=None).count()) == (RoundState.OPEN, 1)
    assert [event.action for event in ballot.events.all()].count("open") == 1


def test_two_people_ask_at_once():
    sitting = council_sitting()
    ballot = frozen_round(sitting, {"ĐVTT": (1, None)})
    answers = at_once(
        *(
            lambda user=user: services.ask(VotingRound.objects.get(pk=ballot.pk), "open", by=user)
            for user in (sitting.secretary, sitting.tellers[0])
        )
    )
    assert len(refusals(answers)) == 1
    assert ballot.two_person_acts.count() == 1


def test_publication_confirmed_twice_at_once_tells_the_nominations_once():
    sitting = council_sitting()
    ballot = counted_round(sitting, {"ĐVTT": (2, None)}, {"ĐVTT 2": 3})
    for teller in sitting.tellers:
        services.sign(ballot, by=teller)
    services.ask(ballot, "publish", by=sitting.secretary)
    answers = at_once(
        *(
            lambda teller=teller: services.confirm(VotingRound.objects.get(pk=ballot.pk), "publish", by=teller)
            for teller in sitting.tellers[:2]
        )
    )
    assert len(refusals(answers)) == 1
    ballot.refresh_from_db()
    assert ballot.state == RoundState.PUBLISHED
    assert list(Nomination.objects.order_by("pk").values_list("state", flat=True)) == [
        NominationState.PASSED,
        NominationState.NOT_PASSED,
    ]


def test_closing_and_cancelling_at_once_is_one_of_the_two():
    sitting = council_sitting()
    ballot = frozen_round(sitting, {"ĐVTT": (1, None)})
    services.ask(ballot, "open", by=sitting.secretary)
    services.confirm(ballot, "open", by=sitting.tellers[0])
    services.hand_papers(ballot, by=sitting.secretary, batch_label="A", attendees=sitting.present)
    services.ask(ballot, "close", by=sitting.secretary)
    services.ask(ballot, "cancel", by=sitting.secretary, reason="Hoãn")
    answers = at_once(
        *(
            lambda action=action: services.confirm(VotingRound.objects.get(pk=ballot.pk), action, by=sitting.tellers[0])
            for action in ("close", "cancel")
        )
    )
    assert len(refusals(answers)) == 1
    ballot.refresh_from_db()
    assert ballot.state in (RoundState.CLOSED, RoundState.CANCELLED)
    assert ballot.two_person_acts.exclude(withdrawn_at=None).count() == 1
