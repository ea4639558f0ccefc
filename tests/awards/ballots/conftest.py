"""A council in session and its round, one step further each: `sitting, ballot = opened`."""

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
