"""Reads of awards entered afterwards: the list, one paper with its awards, what still has to be checked."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from awards.decisions.enums import EntryConfidence
from awards.decisions.models import AwardRecord
from awards.decisions.old_papers import BackEntry, OldPaper, OldPaperScan
from thidua.templatetags.ui import vn_date, vn_size
from thidua.widgets import FileRow
from units.models import User

SUBJECTS = ("record__award", "record__person__unit", "record__unit", "record__withdrawal__by", "paper", "entered_by")


def entry_list(user: User) -> QuerySet[BackEntry]:
    """Every award entered afterwards of whom the user may see, the newest year first."""
    return (
        BackEntry.objects.filter(record__in=AwardRecord.objects.visible_to(user).filter(back_entry__isnull=False))
        .select_related(*SUBJECTS)
        .order_by("-record__year", "-record__decided_on", "-pk")
    )


def to_check(user: User) -> int:
    """How many of them nobody is sure of, which count for nothing yet."""
    rows = BackEntry.objects.filter(record__withdrawal__isnull=True).exclude(confidence=EntryConfidence.SURE)
    return rows.filter(record__in=AwardRecord.objects.visible_to(user)).count()


def papers_of(user: User) -> QuerySet[OldPaper]:
    """Papers the user may see, each with how many of its awards stand and how many of those are sure."""
    standing = Q(entries__record__withdrawal__isnull=True)
    sure = standing & Q(entries__confidence=EntryConfidence.SURE)
    return (
        OldPaper.objects.visible_to(user)
        .select_related("unit", "rule_set", "created_by")
        .annotate(entry_count=Count("entries", filter=standing), sure_count=Count("entries", filter=sure))
    )


@dataclass(frozen=True)
class PaperView:
    """One paper as its page shows it. standing: awards that count or may; gone: withdrawn or corrected; hidden: how
    many the reader does not see."""

    paper: OldPaper
    standing: list[BackEntry]
    gone: list[BackEntry]
    scans: list[OldPaperScan]
    removed: list[OldPaperScan]
    hidden: int

    @property
    def files(self) -> list[FileRow]:
        return [file_row(scan) for scan in self.scans]

    @property
    def unchecked(self) -> int:
        return sum(not entry.is_sure for entry in self.standing)


def paper_view(user: User, paper: OldPaper) -> PaperView:
    """Three queries for any number of awards. paper: of papers_of."""
    rows = entry_list(user).filter(paper=paper).order_by("record__award__sort", "record__year", "pk")
    standing, gone = [], []
    for one in rows.select_related(*SUBJECTS, "replaced_by"):
        (gone if one.is_withdrawn else standing).append(one)
    scans = list(paper.scans.select_related("added_by", "removed_by"))
    return PaperView(
        paper, standing, gone,
        [one for one in scans if one.removed_at is None], [one for one in scans if one.removed_at is not None],
        paper.entry_count - len(standing),
    )  # fmt: skip


def file_row(scan: OldPaperScan) -> FileRow:
    group = scan.file_kind.group if scan.file_kind else "doc"
    note = f"{vn_size(scan.size)}, {scan.added_by} gắn {vn_date(scan.added_at)}"
    return FileRow(scan.name, group, note, reverse("awards:decisions.old_scan", args=[scan.pk]))
