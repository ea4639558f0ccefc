"""What was entered from paper is put right: withdrawn and entered anew, with the reason; nothing changes in place."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from awards.decisions.back_entering import (
    TOLD,
    Doubtful,
    EntryRow,
    PaperFacts,
    close,
    close_if_empty,
    doubts,
    holder_of,
    home_of,
    open_paper,
    paper_of,
    refuse_held,
    refuse_impossible,
    require_all,
    said,
    withdraw_old_awards,
    write_entries,
)
from awards.decisions.models import AwardRecord, AwardWithdrawal
from awards.decisions.old_papers import BackEntry, OldPaper, OldPaperScan
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.models import User


@transaction.atomic
def withdraw_entry(entry: BackEntry, *, by: User, reason: str) -> AwardWithdrawal:
    """It was entered by mistake: shown, and counts for nothing. A second time is refused."""
    return withdraw_old_awards([_standing([entry])[0].record], by=by, reason=said(reason))[0]


@transaction.atomic
def correct_entry(entry: BackEntry, *, by: User, reason: str, sure: bool = False, **changes: Any) -> BackEntry:
    """Enter it anew with what was wrong put right; the old one stays, withdrawn.

    changes: of EntryRow, and of PaperFacts when another paper gave it.
    """
    old = _standing([entry])[0]
    paper = _other_paper(old.paper, by, changes)
    row = _as_row(old) | {name: changes[name] for name in EntryRow.__annotations__ if name in changes}
    row = {**row, "paper": paper}
    if _same(old, row):
        raise RuleViolation("Chưa có gì thay đổi.")
    require_all(by, [home_of(row)])
    leave = {old.record_id}
    refuse_impossible([row])
    refuse_held([row], leave)
    if not sure and (reasons := doubts([row], leave)):
        raise Doubtful(reasons)
    return _renew([old], [row], by, said(reason))[0]


@transaction.atomic
def correct_paper(paper: OldPaper, *, by: User, reason: str, **facts: Any) -> OldPaper:
    """Another number, day or authority: a new paper, onto which every award of the old one is entered anew."""
    fresh = open_paper(paper)
    require(by, "awards.record_award", fresh.unit)
    reason = said(reason)
    rows = _standing_of(fresh)
    require_all(by, (one.record.unit or holder_of(one.record.person).unit for one in rows))
    before = {name: getattr(fresh, name) for name in PaperFacts.__annotations__}
    if before == {**before, **{name: clean(v) if isinstance(v, str) else v for name, v in facts.items()}}:
        raise RuleViolation("Chưa có gì thay đổi.")
    close(fresh, by, reason)
    made, _ = paper_of(fresh.unit, by, {**before, **facts})
    for scan in fresh.scans.filter(removed_at__isnull=True):
        if not made.scans.filter(sha256=scan.sha256, removed_at__isnull=True).exists():
            OldPaperScan.objects.create(
                paper=made, file=scan.file.name, name=scan.name, kind=scan.kind, size=scan.size, sha256=scan.sha256,
                added_by=scan.added_by, added_at=scan.added_at,
            )  # fmt: skip
    new = [{**_as_row(one), "paper": made} for one in rows]
    refuse_impossible(new)
    if new:
        _renew(rows, new, by, reason)
    return made


@transaction.atomic
def set_confidence(
    entries: Iterable[BackEntry], *, by: User, confidence: str, reason: str, source: str = ""
) -> list[BackEntry]:
    """How sure somebody is of several awards, after a look: those that say so already stay as they are."""
    rows = [one for one in _standing(entries) if (one.confidence, source or one.source) != (confidence, one.source)]
    if not rows:
        raise RuleViolation("Các dòng đã chọn đang ở đúng mức tin cậy này.", field="confidence")
    require_all(by, (one.record.unit or holder_of(one.record.person).unit for one in rows))
    new = [
        {**_as_row(one), "paper": one.paper, "confidence": confidence, "source": source or one.source} for one in rows
    ]
    return _renew(rows, new, by, said(reason))


def _renew(old: list[BackEntry], new: list[dict], by: User, reason: str) -> list[BackEntry]:
    """Each old entry withdrawn, the new one written beside it, both with the reason."""
    AwardWithdrawal.objects.bulk_create(
        [AwardWithdrawal(record=one.record, reason=f"Sửa lại: {reason}"[:300], by=by) for one in old], batch_size=500
    )
    rows = [{**row, "replaces": one, "reason": reason} for one, row in zip(old, new, strict=True)]
    made = write_entries(rows, by=by, action="decision.correct_award")
    close_if_empty(old)
    return made


def _standing(entries: Iterable[BackEntry]) -> list[BackEntry]:
    """Fresh rows, in the order of entry; refused when one was withdrawn or corrected meanwhile."""
    ids = [one.pk for one in entries]
    # The records are locked, so that two people do not correct one of them at once.
    list(AwardRecord.objects.select_for_update(of=("self",)).filter(back_entry__in=ids).order_by("pk").values("pk"))
    rows = BackEntry.objects.filter(pk__in=ids).select_related(
        "paper__unit", "record__award", "record__unit", "record__person__unit",
        "record__person__merged_into__unit", "record__withdrawal",
    )  # fmt: skip
    found = list(rows.order_by("pk"))
    if gone := [str(one.record) for one in found if one.is_withdrawn]:
        raise StateConflict("Đã được sửa hoặc rút. Tải lại trang.", reasons=gone[:TOLD])
    return found


def _standing_of(paper: OldPaper) -> list[BackEntry]:
    return _standing(BackEntry.objects.filter(paper=paper, record__withdrawal__isnull=True))


def _as_row(entry: BackEntry) -> dict[str, Any]:
    one = entry.record
    person = holder_of(one.person) if one.person_id else None
    return {
        "award": one.award, "person": person, "unit": one.unit, "year": one.year, "source": entry.source,
        "confidence": entry.confidence, "note": entry.note,
    }  # fmt: skip


def _same(old: BackEntry, row: dict) -> bool:
    return {**_as_row(old), "paper": old.paper} == {**row, "note": clean(row["note"] or "")}


def _other_paper(paper: OldPaper, by: User, changes: dict) -> OldPaper:
    """The paper an entry is corrected onto: the same one unless its number, day or authority is another."""
    facts = {name: changes[name] for name in PaperFacts.__annotations__ if name in changes}
    told = {name: getattr(paper, name) for name in PaperFacts.__annotations__}
    if all(told[name] == (clean(value) if isinstance(value, str) else value) for name, value in facts.items()):
        return open_paper(paper)
    require(by, "awards.record_award", paper.unit)
    return paper_of(lock(paper.unit), by, {**told, **facts})[0]
