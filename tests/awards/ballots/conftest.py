"""A council in session and its round, one step further each: `sitting, ballot = opened`."""

import pytest

from awards.ballots import limits
from awards.models import VotingRound
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
