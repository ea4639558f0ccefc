"""The report of achievements (báo cáo thành tích) of a line: what the records say, part by part, in the order of the
form of the law, and what the unit wrote instead."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count

from awards.catalogue.enums import AwardKind, CommendationType
from awards.catalogue.models import Award
from awards.criteria.models import Target
from awards.nominations.dossier import ReportSection
from awards.nominations.kinds import ReportForm, kind_of, subject_word
from awards.nominations.models import Nomination
from awards.results.enums import SheetState
from awards.results.models import ResultEntry
from awards.results.rules import accumulate
from awards.scoring.enums import BoardState
from awards.scoring.models import UnitScore
from awards.years.enums import PracticeState
from awards.years.library import BestPractice
from thidua.documents.vietnamese import number
from thidua.numbers import cut, cut_percent
from thidua.text import small
from units.models import CompletionGrade, DisciplineRecord, Initiative, Person, Posting, TestResult, Unit

YEARS = 5  # years of grades and scores that a report looks back on


@dataclass(frozen=True)
class Section:
    """One part. base: what the records say now; written: what the unit kept. A part kept as the records had it follows
    them; one in the unit's own words stays."""

    code: str
    number: str
    title: str
    base: str
    written: ReportSection | None = None

    @property
    def is_edited(self) -> bool:
        return self.written is not None and self.written.text != self.written.base

    @property
    def text(self) -> str:
        return self.written.text if self.is_edited else self.base

    @property
    def is_stale(self) -> bool:
        """Whether the records say something else than when the unit wrote."""
        return self.is_edited and self.written.base != self.base

    @property
    def seal(self) -> str:
        """What a page showed of this part."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Given:
    """A title or form received: `2022, Chiến sĩ tiên tiến, Quyết định số …`."""

    year: int
    name: str
    decision: str
    decided_on: date
    is_title: bool


@dataclass(frozen=True)
class Report:
    """form: of the law, by name; facts: who it is about, label and words; given: earlier awards, oldest first."""

    form: ReportForm | None
    heading: str
    facts: list[tuple[str, str]]
    sections: list[Section]
    given: list[Given]

    @property
    def titles(self) -> list[Given]:
        return [one for one in self.given if one.is_title]

    @property
    def other_forms(self) -> list[Given]:
        return [one for one in self.given if not one.is_title]

    @property
    def is_begun(self) -> bool:
        return any(section.written for section in self.sections)

    def section(self, code: str) -> Section | None:
        return next((one for one in self.sections if one.code == code), None)


def report_of(line: Nomination) -> Report:
    """Everything a report of the line says today; a fixed number of queries."""
    kind, subject = kind_of(line.kind), subject_word(line.person_id)
    written = {row.code: row for row in line.report_sections.select_related("written_by")}
    parts = _of_person(line) if line.person_id else _of_unit(line)
    sections = [Section(code, number, title, base, written.get(code)) for code, number, title, base in parts]
    facts = _card_of_person(line) if line.person_id else _card_of_unit(line)
    form = kind.form_on(line.nomination_list.rule_day, subject)
    heading = "SƠ LƯỢC LÝ LỊCH" if line.person_id else "SƠ LƯỢC ĐẶC ĐIỂM, TÌNH HÌNH"
    return Report(form, heading, facts, sections, given_before(line))


# A person -------------------------------------------------------------------------------------------------------------


def _card_of_person(line: Nomination) -> list[tuple[str, str]]:
    person: Person = line.person
    joined = f"{person.joined_on:%m/%Y}" if person.joined_on else ""
    return [
        ("Họ và tên", line.subject_name),
        ("Ngày, tháng, năm sinh", f"{person.birth_date:%d/%m/%Y}" if person.birth_date else ""),
        ("Giới tính", person.get_sex_display()),
        ("Quê quán", person.native_place),
        ("Trú quán", person.residence),
        ("Nhập ngũ", joined),
        ("Cấp bậc, chức vụ, đơn vị", line.subject_detail),
        ("Trình độ chuyên môn, nghiệp vụ", person.schooling),
    ]


def _of_person(line: Nomination) -> list[tuple[str, str, str, str]]:
    duties = ("duties", "1", "Quyền hạn, nhiệm vụ được giao hoặc đảm nhận", _postings(line))
    if line.kind == CommendationType.DEVOTION:
        return [("posts", "1", "Quá trình công tác, giữ các chức vụ", _postings(line)), _results(line, "2")]
    if line.kind in (CommendationType.SUDDEN, CommendationType.MOVEMENT):
        return [_results(line, "")]
    return [
        duties,
        _results(line, "2", _grades(line), _tests(line)),
        ("initiatives", "3", "Sáng kiến, đề tài khoa học", _initiatives(line)),
        ("discipline", "4", "Chấp hành kỷ luật", _discipline(line)),
    ]


def _results(line: Nomination, number: str, *more: str) -> tuple[str, str, str, str]:
    title = {
        CommendationType.SUDDEN: "Thành tích đột xuất đạt được",
        CommendationType.MOVEMENT: "Thành tích đạt được trong phong trào",
        CommendationType.DEVOTION: "Thành tích trong quá trình công tác",
    }.get(line.kind, "Thành tích đạt được")
    deed = f"Thành tích: {line.achievement}." if line.achievement_id else ""
    return "results", number, title, _joined(deed, line.citation.strip(), *more)


def _postings(line: Nomination) -> str:
    on = line.nomination_list.period.ends_on
    rows = Posting.objects.filter(person=line.person_id, valid_from__lte=on).select_related("unit")
    told = [
        f"{_span(row, on)}: {row.position}, {row.unit.name_on(row.valid_from)}"
        + (f" ({row.flags})" if row.flags else "")
        for row in rows.prefetch_related("unit__names").order_by("valid_from")
    ]
    return _bullets(told) or line.subject_detail


def _span(row: Posting, on: date) -> str:
    """As it stood at the end of the year."""
    over = row.valid_to is not None and row.valid_to <= on
    return f"{row.valid_from:%m/%Y} – {row.valid_to:%m/%Y}" if over else f"Từ {row.valid_from:%m/%Y} đến nay"


def _grades(line: Nomination) -> str:
    year = line.nomination_list.period.year
    about = {"person": line.person_id} if line.person_id else {"unit": line.unit_id}
    rows = CompletionGrade.objects.filter(**about, year__gt=year - YEARS, year__lte=year).order_by("year")
    told = [f"năm {row.year} {small(row.get_grade_display())}" for row in rows]
    return f"Mức độ hoàn thành nhiệm vụ: {'; '.join(told)}." if told else ""


def _tests(line: Nomination) -> str:
    row = TestResult.objects.filter(person=line.person_id, year=line.nomination_list.period.year).first()
    return f"Kết quả kiểm tra: {row.passed_percent}% đạt, {row.good_percent}% khá, giỏi." if row else ""


def _initiatives(line: Nomination) -> str:
    year = line.nomination_list.period.year
    rows = Initiative.objects.filter(authors=line.person_id, year__gt=year - YEARS, year__lte=year).order_by("year")
    told = []
    for row in rows:
        known = f"{small(row.get_level_display())} công nhận" if row.recognised_on else "chưa được công nhận"
        paper = f", {row.certificate}" if row.certificate else ""
        told.append(f"Năm {row.year}: “{row.name}”, {known}{paper}")
    return _bullets(told) or "Không có."


def _discipline(line: Nomination) -> str:
    period = line.nomination_list.period
    rows = DisciplineRecord.objects.filter(person=line.person_id).touching(period.starts_on, period.ends_on)
    return _bullets([f"{row}{f', {row.decision}' if row.decision else ''}" for row in rows]) or "Không bị kỷ luật."


# A unit ---------------------------------------------------------------------------------------------------------------


def _card_of_unit(line: Nomination) -> list[tuple[str, str]]:
    unit, on = line.unit, line.nomination_list.period.ends_on
    above, strength = unit.parent_on(on), unit.strength or _people_of(line).count()
    return [
        ("Tên đơn vị", unit.name_on(on)),
        ("Cấp trên trực tiếp", above.name_on(on) if above else ""),
        ("Địa điểm đóng quân", unit.place),
        ("Ngày thành lập", f"{unit.founded_on:%d/%m/%Y}"),
        ("Quân số", str(strength) if strength else ""),
    ]


def _people_of(line: Nomination):
    """Who served in the unit or below it at the end of the year, whatever became of either since."""
    period = line.nomination_list.period
    places = Unit.objects.within(line.unit, period.starts_on, period.ends_on)
    return Posting.objects.in_force(period.ends_on).filter(unit__in=places).order_by().values("person").distinct()


def _of_unit(line: Nomination) -> list[tuple[str, str, str, str]]:
    if line.kind in (CommendationType.SUDDEN, CommendationType.MOVEMENT):
        return [_results(line, "")]
    return [
        ("functions", "1", "Chức năng, nhiệm vụ được giao", ""),
        _results(line, "2", _scores(line), _figures(line), _grades(line)),
        ("measures", "3", "Biện pháp, mô hình đạt thành tích trong phong trào thi đua", _practices(line)),
        ("party", "4", "Chấp hành chủ trương, chính sách; hoạt động của đảng, đoàn thể", _members_disciplined(line)),
    ]


def _scores(line: Nomination) -> str:
    year = line.nomination_list.period.year
    rows = UnitScore.objects.filter(
        unit=line.unit_id, board__state__in=[BoardState.FROZEN, BoardState.CONFIRMED],
        board__period__year__gt=year - YEARS, board__period__year__lte=year,
    )  # fmt: skip
    rows = rows.select_related("board__period", "board__cluster").order_by("board__period__year", "board__pk")
    newest = {(row.board.period_id, row.board.cluster_id): row for row in rows}
    ends = dict(
        UnitScore.objects.filter(board__in=[row.board_id for row in newest.values()])
        .values_list("board").annotate(n=Count("pk"))
    )  # fmt: skip
    return _bullets(
        f"Năm {row.board.period.year}: {_number(row.total)} điểm, xếp thứ {row.rank}/{ends[row.board_id]} "
        f"{row.board.cluster.name}"
        for row in newest.values()
    )


def _figures(line: Nomination) -> str:
    """Targets of the year beside what was verified: `Tuần tra: 1.520/1.500 lượt (101,33%)`."""
    period = line.nomination_list.period
    targets = Target.objects.filter(criterion__criteria_set__period=period, unit=line.unit_id, value__isnull=False)
    rows = [
        one for one in targets.select_related("criterion").order_by("criterion__sort") if one.criterion.needs_target
    ]
    months = defaultdict(list)
    entries = ResultEntry.objects.filter(
        sheet__term__period=period, sheet__unit=line.unit_id, sheet__state=SheetState.VERIFIED, value__isnull=False
    ).order_by("sheet__term__month")
    for criterion, value in entries.values_list("criterion_id", "value"):
        months[criterion].append(value)
    told = []
    for one in rows:
        leaf = one.criterion
        actual = accumulate(leaf.accumulation, leaf.entry_kind, months[leaf.pk])
        if actual is not None:
            unit = f" {leaf.measure}" if leaf.measure else ""
            told.append(f"{leaf.name}: {_number(actual)}/{_number(one.value)}{unit}{_share(actual, one.value)}")
    return _joined(f"Kết quả thực hiện chỉ tiêu năm {period.year}:", _bullets(told)) if told else ""


def _number(value: Fraction | Decimal) -> str:
    """`1.439`, `2.073,9`: cut to two decimals, no zeros behind them."""
    return number(cut(value).normalize())


def _share(actual: Fraction, target: Decimal) -> str:
    if not target:
        return ""
    share = actual / Fraction(target)
    return f" ({cut_percent(share.numerator, share.denominator).removesuffix(',00')}%)"


def _practices(line: Nomination) -> str:
    rows = BestPractice.objects.filter(
        period=line.nomination_list.period, unit=line.unit_id, state=PracticeState.LIBRARY
    )
    return _bullets(f"Mô hình “{row.name}”" + (f": {row.summary.strip()}" if row.summary else "") for row in rows)


def _members_disciplined(line: Nomination) -> str:
    period = line.nomination_list.period
    rows = DisciplineRecord.objects.touching(period.starts_on, period.ends_on)
    count = rows.filter(person__in=_people_of(line)).values("person").distinct().count()
    return f"Số người bị kỷ luật trong năm: {count:02d}." if count else "Không có người bị kỷ luật trong năm."


# What was given before ------------------------------------------------------------------------------------------------


def given_before(line: Nomination) -> list[Given]:
    """Titles and forms that count, the oldest first, without what this very list brought; one query."""
    name = "person" if line.person_id else "unit"
    subject = line.person_id or line.unit_id
    who = Person.objects.records_of([subject]) if line.person_id else [subject]
    rows = Award.objects.filter(**{f"records__{name}__in": who}, records__withdrawal__isnull=True)
    rows = rows.exclude(records__line__nomination__nomination_list=line.nomination_list_id)
    found = rows.values_list("records__year", "name", "records__decision_text", "records__decided_on", "kind", "sort")
    return [
        Given(year, name, text, day, kind == AwardKind.TITLE)
        for year, name, text, day, kind, _ in sorted(found, key=lambda row: (row[0], row[5]))
    ]


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _bullets(rows) -> str:
    return "\n".join(f"- {row}" for row in rows)
