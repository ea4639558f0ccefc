"""A council in session and its round, one step further each: `sitting, ballot = opened`."""

import pytest
from django.test import override_settings
from django.urls import reverse

from awards.ballots import limits
from awards.models import VotingRound
from tests.awards.ballots.voters import QUICK
from tests.factories import ballots
from tests.kept import kept

Round = tuple[ballots.Sitting, VotingRound]


@kept
def frozen() -> Round:
    sitting = ballots.council_sitting()
    return sitting, ballots.frozen_round(sitting)


@kept
def opened() -> Round:
    sitting = ballots.council_sitting()
    return sitting, ballots.open_round(sitting)


@kept
def closed() -> Round:
    sitting = ballots.council_sitting()
    return sitting, ballots.closed_round(sitting)


@kept
def counted() -> Round:
    sitting = ballots.council_sitting()
    return sitting, ballots.counted_round(sitting)


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    """Limits are kept in the process; ids of accounts come again in the next test."""
    limits.papers.forget()
    limits.casts.forget()


@pytest.fixture
def own_keys(tmp_path):
    """Keys of rounds in a folder of the test's own, which it gives."""
    with override_settings(BALLOT_KEYS=tmp_path / "keys"):
        yield tmp_path / "keys"


@pytest.fixture
def after(django_capture_on_commit_callbacks):
    """Run what waits for the end of an act, as it does outside tests."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def device(new_page, sign_in):
    """A phone of a member with the page of the round open; `sent` holds the requests it made."""

    def make(found, user, width: int = 390, height: int = 844):
        page = new_page(width, height)
        page.add_init_script(QUICK)
        page.sent = []
        page.on("request", lambda request: page.sent.append(request))
        sign_in(user, page)
        page.goto(reverse("awards:ballots.vote", args=[found.ballot.pk]))
        return page

    return make
