"""Awards decided earlier on paper, entered by the office: the paper, its scans, who was given what, how sure that is.

Nothing runs through the workflow and nothing is deleted. A correction withdraws what was entered and enters it anew,
both on record; what is not sure never counts as held (see `awards.nominations.facts`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, TypedDict

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from awards.catalogue.enums import CommendationType, SubjectKind
from awards.catalogue.models import Award
from awards.catalogue.queries import rule_set_on
from awards.decisions.enums import EntryConfidence, EntrySource
from awards.decisions.models import AwardRecord, AwardWithdrawal, Decision
from awards.decisions.old_papers import BackEntry, OldPaper, OldPaperScan, number_key
from thidua import clock, filetypes, uploads
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean, search_key
from thidua.workflow import lock
from units.audit.services import record, record_many
from units.models import Person, Unit, User

FIRST_YEAR = 1945
LATEST = 2  # years after its year in which a title is given at the latest; later is worth a second look
SHOWN_KINDS = ("pdf", "img")
TOLD = 12  # things named in one refusal


class AlreadyEntered(RuleViolation):
    """The same decision was entered before. paper: that one."""

    def __init__(self, paper: OldPaper, message: str):
        self.paper = paper
        super().__init__(message, field="number")


class Doubtful(RuleViolation):
    """Worth a second look: entered all the same once the user says so (field `sure`)."""

    def __init__(self, reasons: list[str]):
        super().__init__("Xem lại trước khi ghi.", reasons=reasons, field="sure")


class PaperFacts(TypedDict, total=False):
    number: str
    decided_on: date
    authority: str
    signer: str
    legal_basis: str


class EntryRow(TypedDict, total=False):
    """One award of a paper; person or unit, never both."""

    award: Award
    person: Person | None
    unit: Unit | None
    year: int
    source: str
    confidence: str
    note: str


# The paper ------------------------------------------------------------------------------------------------------------


def office_unit(by: User, units: Collection[Unit] = ()) -> Unit:
    """The command whose office enters a paper: the highest one of the user's above the subjects. Forbidden without."""
    require(by, "awards.record_award", None)
    own = [g.unit for g in by.grants if g.unit_id and by.has_perm("awards.record_award", g.unit)]
    above = [unit for unit in own if all(subject.is_under(unit) for subject in units)]
    return min(above or own, key=lambda unit: (len(unit.path), unit.path))


def papers_within(by: User) -> QuerySet[OldPaper]:
    """Papers that stand, of every command whose office the user is."""
    scope = Q(pk__in=[])
    for grant in by.grants:
        if grant.unit_id and by.has_perm("awards.record_award", grant.unit):
            scope |= Q(unit__path__startswith=grant.unit.path)
    return OldPaper.objects.open().filter(scope)


@transaction.atomic
def record_paper(unit: Unit, *, by: User, **facts: Any) -> OldPaper:
    """Enter a decision without its awards yet. facts: see PaperFacts. Raises AlreadyEntered with the paper there."""
    require(by, "awards.record_award", unit)
    paper, is_new = paper_of(lock(unit), by, facts)
    if not is_new:
        raise AlreadyEntered(paper, f"{paper} ngày {paper.decided_on:%d/%m/%Y} đã nhập.")
    return paper


def paper_of(unit: Unit, by: User, facts: dict) -> tuple[OldPaper, bool]:
    """The paper with this number, authority and day, entered now when it was not there. unit: locked."""
    words = {name: clean(facts.get(name) or "") for name in ("number", "authority", "signer", "legal_basis")}
    day = facts["decided_on"]
    if not words["number"]:
        raise RuleViolation("Ghi số quyết định.", field="number")
    if day > clock.today():
        raise RuleViolation("Ngày ký không được sau hôm nay.", field="decided_on")
    if day.year < FIRST_YEAR:
        raise RuleViolation(f"Ngày ký phải từ năm {FIRST_YEAR}.", field="decided_on")
    keys = {"number_key": number_key(words["number"]), "authority_key": search_key(words["authority"])}
    there = OldPaper.objects.open().filter(unit=unit, year=day.year, **keys).first()
    if there is not None and there.decided_on != day:
        raise AlreadyEntered(
            there,
            f"{there} đã nhập với ngày {there.decided_on:%d/%m/%Y}. Xem lại số, ngày, hoặc sửa quyết định đã nhập.",
        )
    if there is not None:
        return there, False
    if own := signed_here(signed_numbers(unit), words["number"], day):
        raise RuleViolation(
            f"{own} năm {day.year} đã ban hành trong hệ thống, khen thưởng của nó đã ghi, không nhập lại.",
            field="number",
        )
    paper = OldPaper(unit=unit, decided_on=day, rule_set=rule_set_on(day), created_by=by, is_demo=unit.is_demo, **words)
    try:
        with transaction.atomic():
            paper.save()
    except IntegrityError as error:
        raise StateConflict(f"{paper} vừa được nhập. Tải lại trang.") from error
    after = {"number": paper.number, "decided_on": day, "issued_by": paper.authority, "signer": paper.signer}
    record(by, "old_paper.record", paper, after=after)
    return paper, True


def signed_numbers(unit: Unit) -> dict[tuple, Decision]:
    """(number, series, day) → the papers of the house itself: they have written their awards already; one query."""
    rows = Decision.objects.filter(issuer=unit, number__isnull=False)
    return {(one.number, search_key(one.series), one.decided_on): one for one in rows}


def signed_here(known: dict[tuple, Decision], number: str, day: date) -> Decision | None:
    head, _, series = number.partition("/")
    return known.get((int(head), search_key(series), day)) if head.strip().isdecimal() and series else None


# Scans ----------------------------------------------------------------------------------------------------------------


def attach_scan(paper: OldPaper, *, by: User, upload: UploadedFile) -> OldPaperScan:
    """Keep a scan: a PDF or a picture, told by its content. Refused with a sentence at the field `upload`."""
    require(by, "awards.record_award", paper.unit)
    name = uploads.shown_name(upload, "quyet-dinh")
    try:
        kind, digest = uploads.look_at(upload, name, most_mb=settings.EVIDENCE_MB)
    except filetypes.Refused as refused:
        raise RuleViolation(str(refused), field="upload") from None
    if kind.group not in SHOWN_KINDS:
        raise RuleViolation("Bản chụp quyết định là PDF hoặc ảnh (JPG, PNG, WebP).", field="upload")
    row = OldPaperScan(paper=paper, name=name, kind=kind.code, size=upload.size, sha256=digest, added_by=by)
    with uploads.with_row() as written:
        fresh = open_paper(paper)
        scans = list(fresh.scans.filter(removed_at__isnull=True))
        if same := next((one for one in scans if one.sha256 == digest), None):
            raise RuleViolation(f"Trùng nội dung với tệp “{same}” đã gắn.", field="upload")
        if len(scans) >= settings.EVIDENCE_FILES:
            raise RuleViolation(f"Mỗi quyết định nhiều nhất {settings.EVIDENCE_FILES} tệp.", field="upload")
        row.file.save(uploads.kept_name(kind.endings[0]), upload, save=False)
        written.append(row.file)
        row.save()
        record(by, "old_paper.attach", fresh, after={"file": name}, sha256=digest)
    return row


@transaction.atomic
def detach_scan(scan: OldPaperScan, *, by: User, reason: str) -> OldPaperScan:
    """A wrong file is no longer shown; it stays kept, with who took it away and why. Twice changes nothing."""
    paper = open_paper(scan.paper)
    require(by, "awards.record_award", paper.unit)
    row = lock(scan)
    if row.removed_at is not None:
        return row
    row.remove_reason = said(reason)
    row.removed_at, row.removed_by = clock.now(), by
    row.save(update_fields=["removed_at", "removed_by", "remove_reason"])
    record(by, "old_paper.detach", paper, before={"file": row.name}, after={"file": None}, reason=row.remove_reason)
    return row


def open_paper(paper: OldPaper) -> OldPaper:
    row = lock(paper)
    if row.closed_at is not None:
        raise StateConflict("Quyết định này đã được sửa thành quyết định khác hoặc rút hết, không đổi được nữa.")
    return row


# Awards ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def enter_awards(paper: OldPaper, rows: Iterable[EntryRow], *, by: User, sure: bool = False) -> list[BackEntry]:
    """Who was given what by a paper: all of them or none.

    Refused with every name: held already in the year, twice among the rows, not for such a subject. Doubtful, unless
    `sure`: given in a neighbouring year too, a medal of service held already, a paper much later than its year.
    """
    fresh = open_paper(paper)
    rows = [{**row, "paper": fresh} for row in rows]
    if not rows:
        raise RuleViolation("Chọn cá nhân hoặc tập thể được khen.", field="subject")
    require_all(by, (home_of(row) for row in rows))
    refuse_impossible(rows)
    refuse_held(rows)
    if not sure and (reasons := doubts(rows)):
        raise Doubtful(reasons)
    return write_entries(rows, by=by)


@transaction.atomic
def enter_from_paper(
    unit: Unit,
    rows: Iterable[EntryRow],
    *,
    by: User,
    sure: bool = False,
    upload: UploadedFile | None = None,
    **facts: Any,
) -> list[BackEntry]:
    """The paper, found or entered, its scan, and its awards in one act."""
    require(by, "awards.record_award", unit)
    paper, _ = paper_of(lock(unit), by, facts)
    made = enter_awards(paper, rows, by=by, sure=sure)
    if upload is not None:
        attach_scan(paper, by=by, upload=upload)
    return made


def write_entries(rows: list[dict], *, by: User, action: str = "decision.record_award") -> list[BackEntry]:
    """Records and entries of rows that were checked. rows: EntryRow with `paper`, perhaps `replaces` and `reason`."""
    records = record_old_awards(
        [
            {
                "award": row["award"], "person": row.get("person"), "unit": row.get("unit"), "year": row["year"],
                "decision_text": row["paper"].words[:200], "decided_on": row["paper"].decided_on,
            }
            for row in rows
        ],
        by=by, action=action, reasons=[row.get("reason", "") for row in rows],
        more=[
            {
                "source": EntrySource(row["source"]).label, "confidence": EntryConfidence(row["confidence"]).label,
            }
            for row in rows
        ],
    )  # fmt: skip
    return BackEntry.objects.bulk_create(
        [
            BackEntry(
                record=one, paper=row["paper"], source=row["source"], confidence=row["confidence"],
                note=clean(row.get("note") or "")[:300], replaces=row.get("replaces"), entered_by=by,
            )
            for one, row in zip(records, rows, strict=True)
        ],
        batch_size=500,
    )  # fmt: skip


def home_of(row: EntryRow) -> Unit:
    return row["person"].unit if row.get("person") else row["unit"]


def _name(row: EntryRow) -> str:
    return str(row.get("person") or row.get("unit"))


def refuse_impossible(rows: list[EntryRow]) -> None:
    """Everything about the rows that no paper could say."""
    today, reasons = clock.today(), []
    seen: set[tuple] = set()
    for row in rows:
        award, who = row["award"], _name(row)
        if (row.get("person") is None) == (row.get("unit") is None):
            raise RuleViolation("Chọn một cá nhân hoặc một tập thể.", field="subject")
        if award.subject == SubjectKind.INDIVIDUAL and row.get("unit"):
            reasons.append(f"{award.short_name} chỉ tặng cá nhân, không tặng {who}.")
        if award.subject == SubjectKind.COLLECTIVE and row.get("person"):
            reasons.append(f"{award.short_name} chỉ tặng tập thể, không tặng {who}.")
        if not FIRST_YEAR <= row["year"] <= today.year:
            raise RuleViolation(f"Năm phải từ {FIRST_YEAR} đến {today.year}.", field="year")
        if (key := _place(row)) in seen:
            reasons.append(f"{who} có hai lần trong danh sách.")
        seen.add(key)
    if reasons:
        raise RuleViolation("Chưa ghi được.", reasons=reasons[:TOLD], field="subject")


def _place(row: EntryRow) -> tuple:
    person, unit = row.get("person"), row.get("unit")
    return (row["award"].pk, person.pk if person else None, unit.pk if unit else None, row["year"])


def refuse_held(rows: list[EntryRow], leave: Collection[int] = ()) -> None:
    """The same title of the same year stands already. leave: ids of records about to be withdrawn."""
    held = held_by(rows, leave)
    there = [held[key] for row in rows if (key := _place(row)) in held]
    if there:
        told = [
            f"{one.person or one.unit}: đã có {one.award.short_name} năm {one.year}, {one.decision_text},"
            f" {one.decided_on:%d/%m/%Y}."
            for one in there[:TOLD]
        ]
        raise RuleViolation("Đã ghi khen thưởng này, không ghi hai lần.", reasons=told, field="subject")


def held_by(rows: Iterable[EntryRow], leave: Collection[int] = ()) -> dict[tuple, AwardRecord]:
    """(award, person, unit, year) → what stands of the subjects, on whichever of their records; two queries."""
    people = {row["person"].pk for row in rows if row.get("person")}
    units = {row["unit"].pk for row in rows if row.get("unit")}
    found = {}
    standing = AwardRecord.objects.standing().with_holder().select_related("award", "person", "unit", "back_entry")
    for some in (standing.of_people(people) if people else (), standing.filter(unit__in=units) if units else ()):
        for one in some:
            if one.pk not in leave:
                found[one.award_id, one.holder, one.unit_id, one.year] = one
    return found


def doubts(rows: list[EntryRow], leave: Collection[int] = ()) -> list[str]:
    """What is possible but unusual, in words."""
    given, once = given_to(rows, leave), once_in_a_life({row["award"].pk for row in rows})
    told = [one for row in rows for one in doubts_of(row, row["paper"].number, row["paper"].decided_on, given, once)]
    return list(dict.fromkeys(told))[:TOLD]


Given = dict[tuple, list[AwardRecord]]


def given_to(rows: Iterable[EntryRow], leave: Collection[int] = ()) -> Given:
    """(award, person, unit) → what stands of it, of any year."""
    found: Given = defaultdict(list)
    for one in held_by(rows, leave).values():
        found[one.award_id, one.holder, one.unit_id].append(one)
    return found


def doubts_of(row: EntryRow, number: str, day: date, given: Given, once: set[int]) -> list[str]:
    """What is unusual about one row. number, day: of its decision; once: medals given once in a life."""
    told, who, award = [], _name(row), row["award"]
    if not row["year"] <= day.year <= row["year"] + LATEST:
        told.append(f"{who}: quyết định năm {day.year} cho danh hiệu năm {row['year']}. Xem lại.")
    others = [one for one in given.get(_place(row)[:3], ()) if one.year != row["year"]]
    if award.pk in once and others:
        told.append(f"{who}: {award.short_name} chỉ tặng một lần, đã ghi năm {others[0].year}.")
    elif same := next((one for one in others if one.decided_on.year == day.year and _has_number(one, number)), None):
        told.append(f"{who}: cùng số quyết định đã ghi {award.short_name} năm {same.year}.")
    return told


def _has_number(one: AwardRecord, number: str) -> bool:
    return number_key(number) in number_key(one.decision_text)


def once_in_a_life(awards: set[int]) -> set[int]:
    """Medals of service: given once in a life."""
    rows = Award.objects.filter(pk__in=awards).values_list("pk", "rules__commendation_types")
    return {pk for pk, types in rows if CommendationType.SENIORITY in (types or [])}


# The history itself ---------------------------------------------------------------------------------------------------


@transaction.atomic
def record_old_awards(
    rows: list[dict],
    *,
    by: User,
    action: str = "decision.record_award",
    reasons: list[str] | None = None,
    more: list[dict] | None = None,
) -> list[AwardRecord]:
    """Awards given before this house kept them; keys: award, person or unit, year, decision_text, decided_on.

    reasons, more: what the record of the act keeps besides, for each row.
    """
    require_all(by, (row["unit"] or row["person"].unit for row in rows))
    made = [AwardRecord(**row, is_demo=(row["unit"] or row["person"]).is_demo) for row in rows]
    for one in made:
        if one.decided_on > clock.today() or not FIRST_YEAR <= one.year <= clock.today().year:
            raise RuleViolation(f"{one}: năm hoặc ngày quyết định không đúng.")
    try:
        with transaction.atomic():
            AwardRecord.objects.give(made)
    except IntegrityError as error:
        raise StateConflict("Có khen thưởng vừa được ghi ở nơi khác. Tải lại trang.") from error
    reasons, more = reasons or [""] * len(made), more or [{}] * len(made)
    record_many(
        by, action,
        [
            (one.person or one.unit, {"after": card(one) | told, "reason": reason})
            for one, told, reason in zip(made, more, reasons, strict=True)
        ],
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw_old_awards(records: list[AwardRecord], *, by: User, reason: str) -> list[AwardWithdrawal]:
    """Awards brought in by mistake count no longer: a new row for each, the history itself stays as it is."""
    require_all(by, (one.unit or holder_of(one.person).unit for one in records))
    reason = clean(reason)[:300]
    if not reason:
        raise RuleViolation("Ghi lý do rút.", field="reason")
    if signed := [str(one) for one in records if one.line_id is not None]:
        raise RuleViolation("Khen thưởng theo văn bản đã ký không rút được bằng cách này.", reasons=signed)
    made = AwardWithdrawal.objects.bulk_create(
        [AwardWithdrawal(record=one, reason=reason, by=by) for one in records], batch_size=500
    )
    record_many(
        by, "decision.withdraw_award",
        [(one.person or one.unit, {"before": card(one), "reason": reason}) for one in records],
    )  # fmt: skip
    close_if_empty(BackEntry.objects.filter(record__in=records))
    return made


def require_all(by: User, units: Iterable[Unit]) -> None:
    for unit in set(units):
        require(by, "awards.record_award", unit)


def holder_of(person: Person) -> Person:
    """The record that stands for a person."""
    return person.merged_into or person


def card(one: AwardRecord) -> dict:
    return {
        "award": str(one.award),
        "year": one.year,
        "decision": one.decision_text,
        "decided_on": one.decided_on.isoformat(),
    }


def close_if_empty(entries: Iterable[BackEntry]) -> None:
    """A paper none of whose awards stands any longer makes room for the right one."""
    papers = {one.paper_id for one in entries}
    left = BackEntry.objects.filter(paper__in=papers, record__withdrawal__isnull=True)
    empty = papers - set(left.values_list("paper", flat=True))
    OldPaper.objects.filter(pk__in=empty, closed_at__isnull=True).update(closed_at=clock.now())


def close(paper: OldPaper, by: User, reason: str) -> None:
    paper.closed_at = clock.now()
    paper.save(update_fields=["closed_at"])
    record(by, "old_paper.close", paper, reason=reason)


def said(reason: str) -> str:
    words = clean(reason)[:300]
    if not words:
        raise RuleViolation("Ghi lý do.", field="reason")
    return words
