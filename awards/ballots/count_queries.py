"""The count: the documents handed to the tally, and whether every group can be counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from awards.ballots import rules
from awards.ballots.box_queries import electronic_ballots, in_box, opened_head
from awards.ballots.enums import WrittenMode
from awards.ballots.models import (
    VotingRound,
)
from awards.ballots.opinions import WrittenVote
from awards.ballots.round_queries import ballot_lines
from awards.ballots.tally import tally
from awards.catalogue.rules import required_votes
from awards.conferences.enums import QuorumOf
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
    """Group id → its `tally/1` document, as it stands for the count and for anybody's recount. Of lines that devices
    cast each for itself, line id → the document of that line: more may have come for one than for another."""
    batches, people = final_batches(ballot), ballot.electorate
    contests = [group.contest for group in ballot_lines(ballot)]
    parts = [part for contest in contests for part in _parts(ballot, contest)]
    electronic, written = electronic_ballots(ballot, contests), written_ballots(ballot, parts)
    return {
        part.id: rules.document(part, people, batches, ballot.quorum, electronic.get(part.id), written.get(part.id))
        for part in parts
    }


def _parts(ballot: VotingRound, contest: rules.Contest) -> list[rules.Contest]:
    """What of a title the tally runs over: all of it, or each of its lines."""
    if not ballot.is_by_line or contest.is_pick:
        return [contest]
    return [replace(contest, id=line, lines=(line,)) for line in contest.lines]


def _whole(ballot: VotingRound, contest: rules.Contest, results: Mapping[str, Any]) -> dict[str, Any]:
    """The result of a title from those of its parts; each line says how many papers came back for it."""
    parts = [results[part.id] for part in _parts(ballot, contest)]
    if not ballot.is_by_line or contest.is_pick:
        return parts[0]
    lines = {
        line: {**figures, "returned": part["returned"]} for part in parts for line, figures in part["lines"].items()
    }
    return {**parts[0], "lines": lines, "returned": max(part["returned"] for part in parts)}


@dataclass(frozen=True)
class Short:
    """Fewer papers came back than the quorum of returned ballots asks for."""

    returned: int
    needed: int
    members: int

    @property
    def words(self) -> str:
        return (
            f"Thu về {self.returned} phiếu, quy chế cần ít nhất {self.needed} trên {self.members}: "
            "không đủ số, phiếu không được mở."
        )


def short_of_quorum(ballot: VotingRound) -> Short | None:
    """Known before anything is opened or unfolded; None where the rule counts heads instead, or enough came back."""
    rule = ballot.quorum
    if not rule or rule["of"] != QuorumOf.RETURNED:
        return None
    returned = sum(batch.returned or 0 for batch in ballot.batches.all())
    returned += WrittenVote.objects.filter(elector__round=ballot, is_accepted=True, mode=WrittenMode.NAMED).count()
    returned += in_box(ballot) if ballot.is_electronic else 0
    needed = required_votes(rule["num"], rule["den"], rule["op"], ballot.members) or 0
    return Short(returned, needed, ballot.members) if returned < needed else None


def written_ballots(ballot: VotingRound, contests: Iterable[rules.Contest]) -> dict[str, dict[str, Any]]:
    """Group id → {"issued", "ballots"} of the named opinions that count; empty without any."""
    marks = list(
        WrittenVote.objects.filter(elector__round=ballot, is_accepted=True, mode=WrittenMode.NAMED).values_list(
            "marks", flat=True
        )
    )
    if not marks:
        return {}
    return {
        contest.id: {"issued": len(marks), "ballots": [{"marks": rules.marks_of(contest, one)} for one in marks]}
        for contest in contests
    }


def reconcile(ballot: VotingRound) -> Reconciliation:
    """Run the tally for every group. The worst status wins; its sentences come without a figure of the count."""
    results = {group: tally(document) for group, document in tally_documents(ballot).items()}
    bad = next((result for result in results.values() if result["status"] != "ok"), None)
    if bad is None:
        whole = {batch.label: batch.first["whole_invalid"] for batch in final_batches(ballot)}
        contests = [group.contest for group in ballot_lines(ballot)]
        return Reconciliation("ok", [], {one.id: _whole(ballot, one, results) for one in contests}, whole)
    names = {str(line.pk): line.label for group in ballot_lines(ballot) for line in group.lines.all()}
    names |= {str(group.pk): group.title for group in ballot_lines(ballot)}
    issues = dict.fromkeys(issue for result in results.values() for issue in result["issues"])
    return Reconciliation(
        bad["status"],
        [rules.STATUS_WORDS[bad["status"]], *(rules.issue_words(issue, names) for issue in issues)],
        {},
    )


def counters_of(ballot: VotingRound) -> dict[str, dict[str, Any]]:
    """Batch label → {"attempts", "counters"}: who counted it, and how often."""
    found = {}
    for batch in ballot.batches.prefetch_related("counts__user"):
        counts = list(batch.counts.all())
        names = list(dict.fromkeys(str(count.user) for count in counts))
        found[batch.label] = {"attempts": max((count.attempt for count in counts), default=0), "counters": names}
    return found


def faults_of(ballot: VotingRound) -> list[str]:
    """Every sum of a counted round that does not hold, from the papers up: nothing is signed while there is one.

    The tally is run once more over what lies in the house and must give the stored result; the opened box must end in
    its head; each line must add up to the papers that came back; no more came back than were given out.
    """
    outcome = reconcile(ballot)
    if not outcome.is_ok:
        return outcome.sentences
    faults = []
    if outcome.results != ballot.result["groups"] or outcome.whole_invalid != ballot.result["whole_invalid"]:
        faults.append("Kiểm lại không ra kết quả đã ghi.")
    if ballot.is_electronic and ballot.box.head and opened_head(ballot) != ballot.box.head:
        faults.append("Hòm phiếu điện tử không khớp mã niêm phong.")
    names = dict(_labels(ballot))
    for result in outcome.results.values():
        returned, issued = result["returned"], result["issued"]
        if returned > issued:
            faults.append(f"Thu về {returned} phiếu, phát ra {issued}.")
        for line, figures in result["lines"].items():
            total = sum(figures[key] for key in ("agree", "disagree", "abstain", "blank", "invalid"))
            back = figures.get("returned", returned)  # of this line, where lines were cast each for itself
            if total != back:
                faults.append(f"{names[line]}: cộng được {total}, thu về {back}.")
        for figures in result["picks"].values():
            total = figures["valid"] + figures["blank"] + figures["invalid"]
            if total != returned:
                faults.append(f"Phần chọn có số lượng: cộng được {total} phiếu, thu về {returned}.")
    return list(dict.fromkeys(faults))


def _labels(ballot: VotingRound) -> Iterable[tuple[str, str]]:
    return ((str(line.pk), line.label) for group in ballot_lines(ballot) for line in group.lines.all())


def trouble_of(ballot: VotingRound) -> list[str]:
    """Why a round whose batches all agree has no result all the same; empty while counting or when all is well."""
    batches = list(ballot.batches.all())
    if not ballot.is_counting or not all(batch.is_reconciled for batch in batches):
        return []
    if not batches and not ballot.is_electronic:
        return []
    return reconcile(ballot).sentences
