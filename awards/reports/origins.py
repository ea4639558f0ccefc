"""Where a title came from: by which decision, vote, score, on which evidence; and who holds it for years."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse

from awards.ballots.models import TOLD, ContestLine
from awards.ballots.rules import read_result
from awards.catalogue.models import Award
from awards.decisions.enums import EntryConfidence
from awards.decisions.models import AwardRecord, Decision
from awards.decisions.papers import ballot_figures
from awards.nominations.dossier import Attachment
from awards.nominations.models import Nomination
from awards.results.enums import SheetState
from awards.results.models import Evidence
from awards.scoring.models import UnitScore
from thidua.documents.vietnamese import cut, number
from units.models import Person, Unit, User
from units.structure.lineage import confirmed_forebears

SURE = Q(back_entry__isnull=True) | Q(back_entry__confidence=EntryConfidence.SURE)


@dataclass(frozen=True)
class Fact:
    """One line of an answer: what, in words, and where it is looked at."""

    label: str
    words: str
    url: str = ""


@dataclass
class Origin:
    """Four answers about one award; a part without facts says why."""

    record: AwardRecord
    decision: list[Fact] = field(default_factory=list)
    vote: list[Fact] = field(default_factory=list)
    score: list[Fact] = field(default_factory=list)
    evidence: list[Fact] = field(default_factory=list)

    @property
    def holder(self) -> Person | Unit:
        return self.record.person or self.record.unit


def origin_of(record: AwardRecord, user: User) -> Origin:
    """What stands behind an award; a constant number of queries. Links only to what the user may see."""
    found = Origin(record)
    line = record.line.nomination if record.line_id else None
    found.decision = _decision(record, user)
    if line is not None:
        found.vote = _vote(line, user)
        found.score = _score(line)
        found.evidence = _evidence(line, user)
    return found


def _decision(record: AwardRecord, user: User) -> list[Fact]:
    facts = [Fact("Quyết định", f"{record.decision_text}, ngày {record.decided_on:%d/%m/%Y}")]
    if record.line_id:
        paper = record.line.decision
        seen = Decision.objects.visible_to(user).filter(pk=paper.pk).exists()
        url = reverse("awards:decisions.detail", args=[paper.pk]) if seen else ""
        facts = [Fact("Quyết định", f"{record.decision_text}, ngày {record.decided_on:%d/%m/%Y}", url)]
        facts.append(Fact("Người ký", f"{paper.signer_post}, {paper.signer_rank} {paper.signer_name}".strip()))
        if record.line.golden_book_no:
            facts.append(Fact("Số vào sổ", str(record.line.golden_book_no)))
        if paper.sha256:
            facts.append(Fact("Mã kiểm tra bản đã ký", paper.sha256[:16]))
    entry = getattr(record, "back_entry", None)
    if entry is not None:
        words = f"{entry.get_source_display()}, {entry.get_confidence_display().lower()}"
        facts.append(Fact("Nhập lại", words, reverse("awards:decisions.old_paper", args=[entry.paper_id])))
    withdrawal = getattr(record, "withdrawal", None)
    if withdrawal is not None:
        facts.append(Fact("Đã rút, không tính", withdrawal.reason))
    return facts


def _vote(line: Nomination, user: User) -> list[Fact]:
    facts = []
    if line.unit_votes_for is not None:
        facts.append(Fact("Họp đơn vị", f"{line.unit_votes_for}/{line.unit_votes_total} đồng ý"))
    told = ballot_figures([line.pk]).get(line.pk)
    rows = ContestLine.objects.filter(
        content_type=ContentType.objects.get_for_model(Nomination), object_id=line.pk,
        group__round__state__in=TOLD,
    ).select_related("group__round__conference")  # fmt: skip
    for row in rows.order_by("group__round__number"):
        ballot = row.group.round
        result = read_result(row.group.contest, ballot.result["groups"][str(row.group_id)])
        need = f", cần {result.required}" if result.required is not None else ""
        held = f"{ballot.conference.name}, {ballot.conference.held_on:%d/%m/%Y}"
        facts.append(
            Fact(
                "Bỏ phiếu",
                f"{told} đồng ý{need}; {ballot.name}; {held}",
                reverse("awards:ballots.result", args=[ballot.pk]),
            )
        )
    return facts


def _score(line: Nomination) -> list[Fact]:
    """The frozen place of the unit itself, or of the unit that put the person forward."""
    period = line.nomination_list.period
    rows = UnitScore.objects.filter(
        board__period=period, unit=line.unit_id or line.proposer_id, board__frozen_at__isnull=False
    ).select_related("board__cluster", "unit")
    row = rows.order_by("-board__version").first()
    if row is None:
        return []
    share = f"{number(cut(row.percent, 2))}% số điểm được giao"
    words = f"{row.unit.short_name}: {share}, hạng {row.rank} ở {row.board.cluster.name}"
    url = reverse("awards:scoring.unit_score", args=[row.board_id, row.unit.code])
    return [Fact("Điểm thi đua", words, url)]


def _evidence(line: Nomination, user: User) -> list[Fact]:
    url = reverse("awards:nominations.detail", args=[line.pk])
    seen = Nomination.objects.visible_to(user).filter(pk=line.pk).exists()
    facts = [Fact("Đề nghị", line.citation or "Không ghi tóm tắt thành tích", url if seen else "")]
    if line.achievement_id:
        facts.append(Fact("Thành tích", str(line.achievement)))
    if files := Attachment.objects.kept().filter(nomination=line).count():
        facts.append(Fact("Hồ sơ", f"{files} tệp", url if seen else ""))
    proofs = Evidence.objects.filter(
        entry__sheet__unit=line.unit_id or line.proposer_id, entry__sheet__term__period=line.nomination_list.period_id,
        entry__sheet__state=SheetState.VERIFIED,
    ).count()  # fmt: skip
    if proofs:
        facts.append(Fact("Minh chứng", f"{proofs} tệp đã xác minh"))
    return facts


# Who holds it for years -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Holder:
    """Somebody with a title in several years. records: year → the award; run: the longest stretch of years."""

    holder: Person | Unit
    records: dict[int, AwardRecord]
    run: tuple[int, ...]

    @property
    def years(self) -> list[int]:
        return sorted(self.records)

    @property
    def given(self) -> list[AwardRecord]:
        return [self.records[year] for year in self.years]


def longest_run(years: Iterable[int], until: int | None = None) -> tuple[int, ...]:
    """The longest stretch of years one after the other; with `until`, the one that ends in that year."""
    best: tuple[int, ...] = ()
    run: tuple[int, ...] = ()
    for year in sorted(set(years)):
        run = (*run, year) if run and year == run[-1] + 1 else (year,)
        if until is not None and year == until:
            return run
        if len(run) >= len(best):
            best = run
    return () if until is not None else best


def holders(
    user: User, *, award: Award, count: int, consecutive: bool, people: bool, until: int | None = None
) -> list[Holder]:
    """Everybody the user may see who holds a title for so many years; what nobody is sure of does not count. Most years
    first, then people by given name and units as they stand below each other.

    Units carry on what was given to the units before them where that is confirmed. Three queries.
    """
    rows = AwardRecord.objects.visible_to(user).standing().filter(SURE, award=award, person__isnull=not people)
    if until is not None:
        rows = rows.filter(year__lte=until)
    rows = rows.with_holder().select_related("unit").order_by("year", "pk")
    found: dict[int, dict[int, AwardRecord]] = {}
    for row in rows:
        found.setdefault(row.holder if people else row.unit_id, {})[row.year] = row
    if not people:
        for pk, before in confirmed_forebears(list(found)).items():
            for old in before:
                found[pk] = {**found.get(old, {}), **found[pk]}
    things = (Person if people else Unit).objects.in_bulk(found)
    told = []
    for pk, records in found.items():
        run = longest_run(records, until)
        if len(run if consecutive else records) >= count and pk in things:
            told.append(Holder(things[pk], records, run))

    def place(one: Holder) -> tuple:
        size = -len(one.run if consecutive else one.records)
        return (size, one.holder.sort_key, one.holder.service_number) if people else (size, one.holder.path)

    return sorted(told, key=place)
