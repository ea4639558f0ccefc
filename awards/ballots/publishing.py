"""What a published result writes: onto the lines of the paper, and to whatever was voted on."""

from collections.abc import Iterable

from awards.ballots import rules
from awards.ballots.enums import Outcome
from awards.ballots.models import (
    ContestLine,
    VotingRound,
)
from awards.nominations.models import Nomination
from awards.nominations.services import record_outcome
from awards.scoring.enums import BoardState
from awards.scoring.models import ScoreBoard
from awards.scoring.services import confirm_board
from units.models import User


def write_lines(row: VotingRound) -> list[tuple[ContestLine, str, str]]:
    """Store the result on every line. Returns (line, outcome, reason in words)."""
    told, changed = [], []
    for group in row.groups.prefetch_related("lines__content_type"):
        counted = rules.read_result(group.contest, row.result["groups"][str(group.pk)])
        for line in group.lines.all():
            count = counted.lines[str(line.pk)]
            line.votes_for, line.votes_against = count.agree, count.disagree
            line.blank, line.invalid = count.blank, count.invalid
            line.percent, line.outcome = count.percent, count.outcome
            changed.append(line)
            told.append((line, count.outcome, rules.outcome_words(count, counted, group.seats)))
    fields = ["votes_for", "votes_against", "blank", "invalid", "percent", "outcome"]
    ContestLine.objects.bulk_update(changed, fields, batch_size=100)
    return told


def tell_subjects(counted: Iterable[tuple[ContestLine, str, str]], *, by: User) -> None:
    """Nominations learn that they passed or not, a cluster's table that its places are recognised. A tie waits."""
    told = [(line, outcome, words) for line, outcome, words in counted if outcome != Outcome.TIED]
    nominations = Nomination.objects.in_bulk(
        [line.object_id for line, _, _ in told if line.content_type.model == "nomination"]
    )
    for line, outcome, words in told:
        if line.content_type.model == "nomination":
            record_outcome(nominations[line.object_id], outcome == Outcome.PASSED, by=by, reason=words)
        elif line.content_type.model == "scoreboard" and outcome == Outcome.PASSED:
            board = ScoreBoard.objects.get(pk=line.object_id)
            if board.state == BoardState.FROZEN:
                confirm_board(board, by=by)
