"""What the pages and the scoring read."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from django.db.models import Count, Max, Q, QuerySet, prefetch_related_objects
from django.shortcuts import get_object_or_404
from django.utils import timezone

from awards.criteria.enums import CriterionKind, SetState
from awards.criteria.models import CriteriaSet, Criterion, Target
from awards.results.enums import SheetState
from awards.results.models import CellRemark, Evidence, ResultEntry, ResultSheet, asks_for_evidence
from awards.results.rules import accumulate, plain, shown
from awards.years.enums import TermState
from awards.years.models import EmulationPeriod, ReportingTerm
from thidua import clock
from thidua.errors import RuleViolation
from thidua.numbers import cut_percent, is_number
from units.accounts.enums import Role
from units.models import ClusterMembership, Unit, User

SHOWN_BEFORE = 2  # months beside the current one; the rest on demand


def criteria_in_use(period: EmulationPeriod, only: Iterable[int] | None = None) -> list[Criterion]:
    """Every criterion of the year, groups first as in the table; `only` those asked for, by id.

    Refuses while the table is still being written.
    """
    criteria = Criterion.objects.filter(criteria_set__period=period, criteria_set__state=SetState.LOCKED)
    found = list(criteria if only is None else criteria.filter(pk__in=only))
    if not found:  # seldom: a table that is locked has criteria, and nobody asks for one of another table
        criteria_set = CriteriaSet.objects.filter(period=period).first()
        if criteria_set is None:
            raise RuleViolation("Năm thi đua chưa có bảng tiêu chí.")
        if criteria_set.state != SetState.LOCKED:
            raise RuleViolation("Bảng tiêu chí của năm chưa khóa, chưa nhập được kết quả.")
    return found


def assigned_counts(period: EmulationPeriod, units: Iterable[Unit]) -> dict[int, int]:
    """Unit id -> how many figures it enters every month; two queries."""
    entered = Criterion.objects.filter(criteria_set__period=period).exclude(
        kind__in=[CriterionKind.GROUP, CriterionKind.BY_HAND]
    )
    total = entered.count()
    free = Target.objects.filter(criterion__in=entered, is_assigned=False).values("unit").annotate(free=Count("pk"))
    left = {row["unit"]: row["free"] for row in free}
    return {unit.pk: total - left.get(unit.pk, 0) for unit in units}


def refusal_of_cell(criterion: Criterion | None, unassigned: set[int]) -> str:
    """Why a criterion takes no figure from this unit; empty when it does."""
    if criterion is None:
        return "Tiêu chí không có trong bảng của năm."
    if criterion.kind == CriterionKind.GROUP:
        return f"{criterion.code} {criterion.name} là nhóm, không nhập số."
    if criterion.kind == CriterionKind.BY_HAND:
        return f"{criterion.code} {criterion.name} chấm điểm trực tiếp, không nhập kết quả."
    if criterion.pk in unassigned:
        return f"{criterion.code} {criterion.name}: không giao cho đơn vị."
    return ""


def unassigned_ids(sheet: ResultSheet) -> set[int]:
    """Criteria of the year that the office did not assign to the unit of the sheet."""
    rows = Target.objects.filter(
        criterion__criteria_set__period=sheet.term.period_id, unit=sheet.unit_id, is_assigned=False
    )
    return set(rows.values_list("criterion_id", flat=True))


def targets_of(sheet: ResultSheet, criteria: Iterable[int]) -> dict[int, Target]:
    """Criterion id -> what the office set for the unit of the sheet, or that it is not assigned."""
    return {t.criterion_id: t for t in Target.objects.filter(criterion__in=list(criteria), unit=sheet.unit_id)}


# Pages of one unit ----------------------------------------------------------------------------------------------------


def units_shown(user: User, period: EmulationPeriod, under: Unit | None = None) -> QuerySet[Unit]:
    """Reporting units of a year that the user may look at; only those below `under` when given."""
    units = period.reporting_units().filter(pk__in=Unit.objects.visible_to(user))
    if under is None:
        return units
    return units.filter(pk__in=Unit.objects.within(under, period.starts_on, period.ends_on))


@dataclass
class Column:
    """One month of the grid. words, icon, tone: state of its sheet under the month's name."""

    term: ReportingTerm
    sheet: ResultSheet | None
    words: str
    icon: str
    tone: str = ""

    @property
    def label(self) -> str:
        return f"Tháng {self.term.month.month}"


@dataclass
class Past:
    """One earlier figure; is_back: returned to the unit, to be looked at again."""

    term_id: int
    text: str
    is_back: bool = False


@dataclass
class GridRow:
    """One line of the grid: a group (only criterion) or a leaf with its figures as text.

    share: cumulative over target in percent, None without target or figure; share_text: what stands beside the bar.
    jump: the question about an odd figure; mates: figures of the other units of the cluster, for the verifier.
    """

    criterion: Criterion
    depth: int = 0
    is_assigned: bool = True
    entry: ResultEntry | None = None
    target: str = ""
    past: list[Past] = field(default_factory=list)
    total: str = ""
    share: Decimal | None = None
    share_text: str = ""
    share_tone: str = ""
    jump: str = ""
    is_open: bool = False
    files: int = 0
    remarks: list[CellRemark] = field(default_factory=list)
    is_mine: bool = True
    conflict: Exception | None = None
    mates: str = ""
    mates_note: str = ""

    @property
    def is_group(self) -> bool:
        return self.criterion.kind == CriterionKind.GROUP

    @property
    def text(self) -> str:
        entry = self.entry
        return shown(entry.value, kind=self.criterion.entry_kind, raw=entry.raw) if entry else ""

    @property
    def version(self) -> int:
        return self.entry.version if self.entry else 0

    @property
    def note(self) -> str:
        return self.entry.note if self.entry else ""

    @property
    def problem(self) -> str:
        return self.entry.problem if self.entry else ""

    @property
    def return_reason(self) -> str:
        return self.entry.return_reason if self.entry else ""

    @property
    def is_answered(self) -> bool:
        return self.entry is not None and self.entry.is_answered

    @property
    def reported(self) -> str:
        """The unit's figure where the organ put another one."""
        return self.entry.reported if self.entry else ""

    @property
    def lacks_evidence(self) -> bool:
        return not self.files and asks_for_evidence(self.criterion, self.entry)

    @property
    def needs_note(self) -> bool:
        return bool(self.jump) and not self.note

    @property
    def tone(self) -> str:
        """State of the cell: bad, warn, empty or nothing."""
        if self.problem:
            return "bad"
        if not self.is_answered:
            return "empty"
        return "warn" if self.needs_note or self.lacks_evidence or (self.entry and self.entry.is_back) else ""

    @property
    def wants_a_look(self) -> bool:
        return self.tone in ("bad", "warn") or bool(self.return_reason)

    @property
    def flags(self) -> str:
        """What the row adds to the counts, a letter each: entered, bad, warn, look."""
        facts = (self.tone != "empty", self.tone == "bad", self.needs_note, self.wants_a_look)
        return "".join(letter for letter, holds in zip("ebwl", facts, strict=True) if holds)


@dataclass
class Counts:
    total: int
    entered: int
    bad: int
    warn: int
    look: int

    @property
    def empty(self) -> int:
        return self.total - self.entered


@dataclass
class Grid:
    """A month of one unit with everything around it. months: earlier columns that are shown, oldest first."""

    term: ReportingTerm
    unit: Unit
    sheet: ResultSheet
    months: list[Column]
    rows: list[GridRow]
    terms: list[Column]
    by_hand: int
    saved_at: datetime | None = None

    def leaves(self) -> list[GridRow]:
        return [row for row in self.rows if not row.is_group]

    def counts(self) -> Counts:
        leaves = [row for row in self.leaves() if row.is_assigned]
        return Counts(
            total=len(leaves),
            entered=sum(row.tone != "empty" for row in leaves),
            bad=sum(row.tone == "bad" for row in leaves),
            warn=sum(row.needs_note for row in leaves),
            look=sum(row.wants_a_look for row in leaves),
        )

    def narrowed(self, keep) -> list[GridRow]:
        """Rows that pass `keep`, with the groups above them."""
        wanted: set[int] = set()
        parents = {row.criterion.pk: row.criterion.parent_id for row in self.rows}
        for row in self.leaves():
            if keep(row):
                pk: int | None = row.criterion.pk
                while pk is not None:
                    wanted.add(pk)
                    pk = parents.get(pk)
        return [row for row in self.rows if row.criterion.pk in wanted]

    def neighbour(self, step: int) -> Column | None:
        """The month before (−1) or after (+1), None at the ends and where the next one is not open yet."""
        place = [column.term.pk for column in self.terms].index(self.term.pk) + step
        if not 0 <= place < len(self.terms):
            return None
        column = self.terms[place]
        return None if column.term.state == TermState.FUTURE else column


class Figure(NamedTuple):
    """One stored cell of another month, as far as the grid needs it."""

    value: Decimal | None
    raw: str
    return_reason: str


def grid_of(term: ReportingTerm, unit: Unit, *, all_months: bool = False) -> Grid:
    """The entry grid of one unit and month; eight queries, whatever the number of criteria.

    The sheet may not exist yet: then it is an unsaved one, so that looking never writes.
    """
    period = term.period
    sheets = {s.term_id: s for s in ResultSheet.objects.filter(unit=unit, term__period=period)}
    stored = ResultEntry.objects.filter(sheet__unit=unit, sheet__term__period=period)
    year_criteria = Criterion.objects.filter(criteria_set__period=period)
    now = {entry.criterion_id: entry for entry in _with_files(stored.filter(sheet__term=term))}
    said = _remarks(CellRemark.objects.filter(entry__sheet__unit=unit, entry__sheet__term=term))
    figures: dict[int, dict[int, Figure]] = defaultdict(dict)  # criterion -> month -> figure
    back = Counter({term.pk: sum(bool(entry.return_reason) for entry in now.values())})
    others = stored.exclude(sheet__term=term)
    for pk, month, *cell in others.values_list("criterion_id", "sheet__term_id", "value", "raw", "return_reason"):
        figures[pk][month] = figure = Figure(*cell)
        back[month] += bool(figure.return_reason)
    criteria = list(year_criteria.select_related("organ"))
    targets = {t.criterion_id: t for t in Target.objects.filter(criterion__in=year_criteria, unit=unit)}
    columns = [_column(t, sheets.get(t.pk), back[t.pk]) for t in period.terms.all()]
    earlier = [column for column in columns if column.term.month < term.month]
    sheet = sheets.get(term.pk) or ResultSheet(term=term, unit=unit)
    sheet.term, sheet.unit = term, unit
    months = earlier if all_months else earlier[-SHOWN_BEFORE:]
    rows = []
    for criterion in criteria:
        if criterion.kind == CriterionKind.BY_HAND:
            continue
        if criterion.kind == CriterionKind.GROUP:
            rows.append(GridRow(criterion))
            continue
        cells = figures[criterion.pk]
        before = [cells[column.term.pk].value for column in earlier if column.term.pk in cells]
        row = _row(criterion, targets.get(criterion.pk), now.get(criterion.pk), before)
        row.past = [_past(criterion, column, cells.get(column.term.pk)) for column in months]
        rows.append(row)
    closed = bool(sheet.why_closed())
    only_back = sheet.state == SheetState.RETURNED and back[term.pk] > 0
    for row in rows:
        may_change = not only_back or bool(row.return_reason) or not row.is_answered
        row.is_open = not row.is_group and row.is_assigned and not closed and may_change
        if row.entry is not None:
            row.files, row.remarks = row.entry.files, said[row.entry.pk]
    _set_depths(rows)
    grid = Grid(
        term=term,
        unit=unit,
        sheet=sheet,
        months=months,
        rows=rows,
        terms=columns,
        by_hand=sum(criterion.kind == CriterionKind.BY_HAND for criterion in criteria),
        saved_at=max((entry.entered_at for entry in now.values()), default=None),
    )
    grid.rows = grid.narrowed(lambda row: True)  # groups with nothing to enter are left out
    return grid


def _column(term: ReportingTerm, sheet: ResultSheet | None, back: int) -> Column:
    """back: how many cells of the month were returned."""
    state = sheet.state if sheet else SheetState.DRAFT
    if state == SheetState.VERIFIED:
        return Column(term, sheet, "xác minh", "check")
    if state == SheetState.SUBMITTED:
        return Column(term, sheet, "đã gửi", "send")
    if state == SheetState.RETURNED:
        return Column(term, sheet, f"trả lại {back}" if back else "trả lại", "corner-up-left", "warn")
    if term.state == TermState.LOCKED:
        return Column(term, sheet, "đã khóa", "lock")
    if term.state == TermState.FUTURE:
        return Column(term, sheet, "chưa mở", "hourglass")
    return Column(term, sheet, "đang nhập" if sheet else "chưa nhập", "pencil")


def _with_files(entries: QuerySet[ResultEntry]) -> QuerySet[ResultEntry]:
    """Cells with the hands that wrote and judged them, and how many files they have."""
    kept = Count("evidence", filter=Q(evidence__removed_at__isnull=True))
    return entries.annotate(files=kept).select_related("entered_by", "checked_by")


def _remarks(remarks: QuerySet[CellRemark]) -> dict[int, list[CellRemark]]:
    said = defaultdict(list)
    for remark in remarks.select_related("by"):
        said[remark.entry_id].append(remark)
    return said


def rows_changed(sheet: ResultSheet, known: str, but: Iterable[int] = ()) -> list[GridRow]:
    """Rows of cells changed after the page with the mark `known` was made, `but` those of some criteria.

    A strange mark: none. Their figures alone, for a page that has the rest; four queries.
    """
    number = known.partition(".")[0]
    if sheet.pk is None or not is_number(number):
        return []
    period = sheet.term.period_id
    here = sheet.entries.filter(changed_in__gt=int(number), criterion__criteria_set__period=period)
    if but:
        here = here.exclude(criterion__in=list(but))
    entries = list(_with_files(here).select_related("criterion"))
    if not entries:
        return []
    said = _remarks(CellRemark.objects.filter(entry__in=[entry.pk for entry in entries]))
    for entry in entries:
        entry.said = said[entry.pk]
    return _rows(sheet, entries, targets_of(sheet, [entry.criterion_id for entry in entries]))


def rows_saved(
    sheet: ResultSheet, entries: Iterable[ResultEntry], fresh: set[int], targets: dict[int, Target]
) -> list[GridRow]:
    """Rows of cells as they were just saved, without reading them again.

    fresh: criteria whose cell is new, so that nothing lies beside it. One query, and one each for the files and the
    remarks where there may be some.
    """
    entries = list(entries)
    older = [entry for entry in entries if entry.pk and entry.criterion_id not in fresh]
    prefetch_related_objects(older, "checked_by")  # nobody, once a cell was changed
    said = _remarks(CellRemark.objects.filter(entry__in=[entry.pk for entry in older])) if older else {}
    proven = [entry.pk for entry in older if asks_for_evidence(entry.criterion, entry)]
    files = Counter(Evidence.objects.kept().filter(entry__in=proven).values_list("entry", flat=True)) if proven else {}
    for entry in entries:
        entry.files, entry.said = files.get(entry.pk, 0), said.get(entry.pk, [])
    return _rows(sheet, entries, targets)


def _rows(sheet: ResultSheet, entries: list[ResultEntry], targets: dict[int, Target]) -> list[GridRow]:
    """Rows of entries that know their files and remarks, with the figures of the months before; one query."""
    before: dict[int, list[Decimal | None]] = defaultdict(list)
    earlier = ResultEntry.objects.filter(
        criterion__in=[entry.criterion_id for entry in entries],
        sheet__unit=sheet.unit_id,
        sheet__term__period=sheet.term.period_id,
        sheet__term__month__lt=sheet.term.month,
    )
    for pk, value in earlier.order_by("sheet__term__month").values_list("criterion_id", "value"):
        before[pk].append(value)
    rows = []
    for entry in entries:
        row = _row(entry.criterion, targets.get(entry.criterion_id), entry, before[entry.criterion_id])
        row.files, row.remarks = entry.files, entry.said
        rows.append(row)
    return rows


def _past(criterion: Criterion, column: Column, figure: Figure | None) -> Past:
    text = shown(figure.value, kind=criterion.entry_kind, raw=figure.raw) if figure else ""
    is_back = bool(figure and figure.return_reason) and column.sheet.state == SheetState.RETURNED
    return Past(column.term.pk, text or "–", is_back)


def _row(
    criterion: Criterion, target: Target | None, entry: ResultEntry | None, before: list[Decimal | None]
) -> GridRow:
    """before: the figures of the earlier months, oldest first."""
    row = GridRow(criterion, is_assigned=target is None or target.is_assigned, entry=entry)
    if not row.is_assigned:
        row.target = "Không giao"
        return row
    before = [value for value in before if value is not None]
    now = [entry.value] if entry is not None and entry.value is not None else []
    if entry is not None and before:
        row.jump = entry.jump(criterion, {criterion.pk: sum(before) / len(before)})
    _set_share(
        row, target.value if target else None, accumulate(criterion.accumulation, criterion.entry_kind, before + now)
    )
    return row


def _set_share(row: GridRow, target: Decimal | None, total: Fraction | None) -> None:
    """Cumulative, target and the words beside the bar."""
    criterion = row.criterion
    lower = criterion.deduction is not None
    row.target = "0" if lower else plain(target) if target is not None else "–"
    if total is None:
        row.total, row.share_text = "–", "Chưa có số liệu"
    elif criterion.entry_kind == CriterionKind.PASS_FAIL:
        row.total = "Đạt" if total else "Không"
        row.share, row.share_text = Decimal(100 if total else 0), row.total
    else:
        row.total = _figure(total)
        if lower:
            row.share = Decimal(0) if total else Decimal(100)
            lost = min(total * Fraction(criterion.deduction), Fraction(criterion.max_points))
            row.share_text = f"Trừ {_figure(lost)}" if total else "Đạt"
        elif target is None:
            row.share_text = "Không đặt" if criterion.needs_target else ""
        else:
            row.share = Decimal(total.numerator) * 100 / (Decimal(total.denominator) * target)
            enough = total >= Fraction(target)
            text = cut_percent(total.numerator, total.denominator * target)
            row.share_text = "Đạt" if enough else f"{text.rstrip('0').rstrip(',')}%"
            row.share_tone = "" if row.share >= 95 else "soft"


def _figure(number: Fraction) -> str:
    """A cumulative figure: cut to two decimals, so that a mean is never shown above what it is."""
    return plain(Decimal(number.numerator * 100 // number.denominator).scaleb(-2))


def _set_depths(rows: list[GridRow]) -> None:
    depths: dict[int, int] = {}
    for row in rows:
        parent = row.criterion.parent_id
        row.depth = depths[row.criterion.pk] = depths.get(parent, -1) + 1


def add_mates(grid: Grid) -> None:
    """Beside each figure those of the other units of the cluster for the same month: the middle one and the range."""
    clusters = ClusterMembership.objects.in_force(grid.term.period.ends_on).filter(
        cluster__in=grid.term.period.clusters()
    )
    own = clusters.filter(unit=grid.unit).values("cluster")
    mates = clusters.filter(cluster__in=own).exclude(unit=grid.unit).values("unit")
    values: dict[int, list[Decimal]] = defaultdict(list)
    rows = ResultEntry.objects.filter(
        sheet__term=grid.term,
        sheet__unit__in=mates,
        sheet__state__in=[SheetState.SUBMITTED, SheetState.VERIFIED],
        value__isnull=False,
    )
    for criterion_id, value in rows.values_list("criterion_id", "value"):
        values[criterion_id].append(value)
    for row in grid.leaves():
        if not (mine := sorted(values.get(row.criterion.pk, []))):
            continue
        if row.criterion.entry_kind == CriterionKind.PASS_FAIL:
            row.mates = f"{sum(1 for value in mine if value)}/{len(mine)} đạt"
        else:
            row.mates = _figure(Fraction(median(mine)))
            row.mates_note = f"{plain(mine[0])} – {plain(mine[-1])}"


def mark(sheet: ResultSheet) -> str:
    """What a page knows of a sheet: number of its last change, its state and that of the month."""
    return f"{sheet.change_no}.{sheet.state}.{sheet.term.state}.{sheet.term.period.state}"


# Pages of many units --------------------------------------------------------------------------------------------------


@dataclass
class Square:
    """One unit and month of the progress matrix. state: ok, sent, back, now, late, lock or empty, with its words.

    entered: cells that are answered. due_at: the unit's own deadline.
    """

    term: ReportingTerm
    state: str
    words: str
    icon: str
    entered: int = 0
    due_at: datetime | None = None


ICONS = {
    "ok": "check",
    "sent": "send",
    "back": "corner-up-left",
    "now": "pencil",
    "late": "clock-alert",
    "lock": "lock",
    "": "minus",
}


@dataclass
class Progress:
    """The year of one unit: a square for each month; now of assigned: cells answered this month."""

    unit: Unit
    squares: list[Square]
    now: int = 0
    assigned: int = 0


def squares_of(units: Iterable[Unit], terms: list[ReportingTerm]) -> list[Progress]:
    """State of every month of every unit; a query over the sheets, one over what was extended."""
    units = list(units)
    prefetch_related_objects(terms, "extensions")
    sheets = {
        (sheet.unit_id, sheet.term_id): sheet
        for sheet in ResultSheet.objects.filter(term__in=terms, unit__in=units).annotate(
            entered=Count(
                "entries",
                filter=Q(entries__criterion__criteria_set__period__isnull=False)  # not what an older table left behind
                & (Q(entries__value__isnull=False) | Q(entries__raw="–", entries__problem="")),
            )
        )
    }
    return [Progress(unit, [_square(term, unit, sheets.get((unit.pk, term.pk))) for term in terms]) for unit in units]


def _square(term: ReportingTerm, unit: Unit, sheet: ResultSheet | None) -> Square:
    state = sheet.state if sheet else SheetState.DRAFT
    if state == SheetState.VERIFIED:
        name, words = "ok", "đã xác minh"
    elif state == SheetState.SUBMITTED:
        name, words = "sent", "đã gửi muộn, chờ xác minh" if sheet.late_reason else "đã gửi, chờ xác minh"
    elif state == SheetState.RETURNED:
        name, words = "back", "trả lại bổ sung"
    elif term.state == TermState.FUTURE:
        name, words = "", "chưa mở"
    elif term.state == TermState.LOCKED:
        name, words = "lock", "đã khóa, chưa gửi"
    elif clock.now() > (due := term.due_for(unit)):
        closes = term.closes_for(unit)
        closed = closes is not None and clock.now() > closes and not (sheet and sheet.submitted_at)
        name, words = "late", "quá hạn, đã đóng nhập" if closed else "quá hạn, chưa gửi"
    else:
        name, words = "now", "đang nhập" if sheet else "chưa nhập"
        if due != term.due_at:
            words += f", gia hạn đến {timezone.localtime(due):%d/%m}"
    return Square(term, name, words, ICONS[name], sheet.entered if sheet else 0, term.due_for(unit))


def current_term(terms: Iterable[ReportingTerm]) -> ReportingTerm | None:
    """The month people work on: the latest that has opened; None before the first one opens."""
    opened = [term for term in terms if term.state != TermState.FUTURE]
    return max(opened, key=lambda term: term.month, default=None)


def place_of(user: User, term: int, code: str) -> tuple[ReportingTerm, Unit]:
    """Month and unit of an address, as far as the user may look. Raises Http404."""
    periods = EmulationPeriod.objects.visible_to(user)
    found = get_object_or_404(
        ReportingTerm.objects.filter(period__in=periods).select_related("period__unit", "period__cluster"), pk=term
    )
    return found, get_object_or_404(units_shown(user, found.period), code=code)


def sheet_of(user: User, term: int, code: str, *, locked: bool = False) -> ResultSheet:
    """The sheet of an address, as far as the user may look; unsaved while nobody has written in it. Raises Http404.

    locked: until the transaction ends.

    One query for a sheet below the user's own unit: whoever sees the unit sees the year of every unit above it, so
    that the longer way of `place_of` would find the same. Saving a cell and following it come here every few seconds.
    """
    rows = ResultSheet.objects.filter(term=term, unit__code=code)
    if locked:
        rows = rows.select_for_update(of=("self",))
    rows = rows.order_by("pk")  # one at most: the order of a list would only be more to read
    kept = rows.select_related("term__period__cluster", "term__period__unit", "unit").first()
    if kept is not None and user.sees(kept.unit) and kept.unit.is_reporting:
        period = kept.term.period
        if period.cluster is None and kept.unit.path.startswith(period.unit.path):
            return kept
    found, unit = place_of(user, term, code)
    sheet = kept or ResultSheet(term=found, unit=unit)
    sheet.term, sheet.unit = found, unit
    return sheet


# The queue ------------------------------------------------------------------------------------------------------------


def awaits_judgement(prefix: str = "entries__") -> Q:
    """Cells of a sent sheet that an organ has to look at: new, marked but not sent back, or explained."""
    marked = ~Q(**{f"{prefix}return_reason": ""}) & Q(**{f"{prefix}checked_at__isnull": False})
    return Q(**{f"{prefix}checked_at__isnull": True}) | Q(**{f"{prefix}explained_at__isnull": False}) | marked


def cells_of(user: User, period: EmulationPeriod | None = None, prefix: str = "entries__") -> Q:
    """Cells that are the user's to judge: all below an officer, else those of the own organ and of none."""
    organs = user.unit.ancestor_ids() if user.unit is not None else []
    mine = Q(**{f"{prefix}criterion__organ__isnull": True}) | Q(**{f"{prefix}criterion__organ__in": organs})
    for path in user.scope_paths(Role.OFFICER):
        mine |= Q(unit__path__startswith=path)
    led = user.cluster_ids(Role.CLUSTER_LEAD)
    if led and (period is None or period.cluster_id):
        mine |= Q(term__period__cluster__in=led)
    return mine


def queue_of(user: User, period: EmulationPeriod) -> QuerySet[ResultSheet]:
    """Sheets of a year that the user may judge, with the counts of the own cells; never those of the own unit.

    Oldest submission first. A sheet without a cell of the user's organ is not in it.
    """
    sheets = ResultSheet.objects.visible_to(user).filter(term__period=period)
    judged = Q(pk__in=[])
    for path in user.scope_paths(Role.VERIFIER, Role.OFFICER):
        judged |= Q(unit__path__startswith=path)
    if period.cluster_id and user.holds(Role.CLUSTER_LEAD, over=period.cluster):
        judged = Q()
    own = Q(pk__in=[])
    if user.unit is not None:
        own = Q(unit__in=user.unit.ancestor_ids())
    cells = cells_of(user, period)
    return (
        sheets.filter(judged)
        .exclude(own)
        .select_related("unit", "term", "submitted_by", "verified_by")
        .annotate(
            figures=Count("entries", filter=cells & Q(entries__value__isnull=False)),
            notes=Count("entries", filter=cells & ~Q(entries__note="")),
            mine=Count("entries", filter=cells),
            seen=Count("entries", filter=cells & Q(entries__checked_at__isnull=False)),
            open_cells=Count("entries", filter=cells & awaits_judgement()),
            open_anywhere=Count("entries", filter=awaits_judgement() | Q(entries__explain_by__isnull=False)),
            last=Max("entries__entered_at"),
        )
        .filter(mine__gt=0)
        .order_by("submitted_at", "term__month", "unit__sort", "pk")
    )


def next_waiting(user: User, sheet: ResultSheet) -> ResultSheet | None:
    """The sheet to look at after this one."""
    return waiting(queue_of(user, sheet.term.period)).exclude(pk=sheet.pk).first()


def waiting(sheets: QuerySet[ResultSheet]) -> QuerySet[ResultSheet]:
    """Of a queue: sent, and with cells for the user to look at, or with nothing left but the button."""
    return sheets.filter(Q(open_cells__gt=0) | Q(open_anywhere=0), state=SheetState.SUBMITTED)
