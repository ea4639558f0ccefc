"""The count: the documents handed to the tally, and whether every group can be counted."""

from dataclasses import dataclass, field
from typing import Any

from awards.ballots import rules
from awards.ballots.box_queries import electronic_ballots
from awards.ballots.models import (
    VotingRound,
)
from awards.ballots.round_queries import ballot_lines
from awards.ballots.tally import tally
from thidua.errors import RuleViolation


@dataclass(frozen=True)
class Reconciliation:
    """Whether every group can be counted; sentences without a figure when not. results: group id → tally/1 result."""

    status: str
    sentences: list[str]
    results: dict[str, Any]
    whole_invalid: dict[str, int] = field(default_factory=dict)  # batch label → papers invalid as a whole

    @property
    def is_ok(self) -> bool:
        return self.status == "ok"

    @property
    def is_void(self) -> bool:
        return self.status.startswith("void")


def final_batches(ballot: VotingRound) -> list[rules.Batch]:
    """Every batch with the two locked sheets of its last attempt. For the count and a recount only."""
    batches = []
    for batch in ballot.batches.prefetch_related("counts"):
        last = max((count.attempt for count in batch.counts.all()), default=0)
        sheets = [count.data for count in batch.counts.all() if count.attempt == last and count.is_locked]
        if len(sheets) != 2 or batch.returned is None:
            raise RuleViolation(f"{batch} chưa có đủ hai người kiểm.")
        batches.append(
            rules.Batch(batch.label, batch.signed, batch.handed, batch.spoiled, batch.returned, sheets[0], sheets[1])
        )
    return batches


def tally_documents(ballot: VotingRound) -> dict[str, dict[str, Any]]:
    """Group id → its `tally/1` document, as it stands for the count and for anybody's recount."""
    batches, people = final_batches(ballot), ballot.electorate
    contests = [group.contest for group in ballot_lines(ballot)]
    electronic = electronic_ballots(ballot, contests)
    return {
        contest.id: rules.document(contest, people, batches, ballot.quorum, electronic.get(contest.id))
        for contest in contests
    }


def reconcile(ballot: VotingRound) -> Reconciliation:
    """Run the tally for every group. The worst status wins; its sentences come without a figure of the count."""
    results = {group: tally(document) for group, document in tally_documents(ballot).items()}
    bad = next((result for result in results.values() if result["status"] != "ok"), None)
    if bad is None:
        whole = {batch.label: batch.first["whole_invalid"] for batch in final_batches(ballot)}
        return Reconciliation("ok", [], results, whole)
    names = {str(line.pk): line.label for group in ballot_lines(ballot) for line in group.lines.all()}
    names |= {str(group.pk): group.title for group in ballot_lines(ballot)}
    issues = dict.fromkeys(issue for result in results.values() for issue in result["issues"])
    return Reconciliation(
        bad["status"],
        [rules.STATUS_WORDS[bad["status"]], *(rules.issue_words(issue, names) for issue in issues)],
        {},
    )


def trouble_of(ballot: VotingRound) -> list[str]:
    """Why a round whose batches all agree has no result all the same; empty while counting or when all is well."""
    batches = list(ballot.batches.all())
    if not ballot.is_counting or not all(batch.is_reconciled for batch in batches):
        return []
    if not batches and not ballot.is_electronic:
        return []
    return reconcile(ballot).sentences
