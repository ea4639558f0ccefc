"""What a pasted block would write: each figure with the cell it is meant for, what stands there, how it was read."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.http import QueryDict

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion, Target
from awards.results import paste
from awards.results.enums import SheetState
from awards.results.models import ResultEntry, ResultSheet
from awards.results.rules import jump_warning, shown
from awards.years.models import ReportingTerm
from thidua.numbers import is_number
from units.models import Unit

NAMED = 8  # cells named in one sentence about what is left out


@dataclass
class Choices:
    """What the user pasted and chose: column -> role, line -> criterion in words, cell key -> corrected text.

    offered: keys that had a box to tick, ticked: those left ticked. seen: (term, criterion) -> version on the page.
    start: criterion the block begins at when its lines have no names.
    """

    text: str = ""
    roles: dict[int, str] = field(default_factory=dict)
    picks: dict[int, str] = field(default_factory=dict)
    fixes: dict[str, str] = field(default_factory=dict)
    offered: set[str] = field(default_factory=set)
    ticked: set[str] = field(default_factory=set)
    seen: dict[tuple[int, int], int] = field(default_factory=dict)
    start: int | None = None

    @classmethod
    def of(cls, data: QueryDict) -> "Choices":
        """Fields as posted; what does not look like one of them is left aside."""
        found = cls(text=data.get("text", ""), offered=set(data.get("offered", "").split()))
        found.start = int(data["start"]) if is_number(data.get("start", "")) else None
        for part in data.get("seen", "").split():
            numbers = part.split(":")
            if len(numbers) == 3 and all(map(is_number, numbers)):
                found.seen[int(numbers[0]), int(numbers[1])] = int(numbers[2])
        for name, value in data.items():
            kind, rest = name[:1], name[1:]
            if kind == "k" and is_number(rest):
                found.roles[int(rest)] = value
            elif kind == "r" and is_number(rest):
                found.picks[int(rest)] = value.strip()
            elif kind == "f" and all(map(is_number, rest.split("_"))):
                found.fixes[rest] = value
            elif kind == "t" and all(map(is_number, rest.split("_"))):
                found.ticked.add(rest)
        return found


@dataclass
class PasteCell:
    """One figure of the block. verdict: write, warn, same, bad, ask (no criterion) or out (left out, with `words`)."""

    key: str
    line: int
    label: str
    term: ReportingTerm
    match: paste.Match
    text: str
    is_first: bool = True
    is_fixed: bool = False
    is_picked: bool = False
    verdict: str = "ask"
    old: str = ""
    new: str = ""
    words: str = ""
    version: int = 0
    is_ticked: bool = False

    @property
    def is_written(self) -> bool:
        return self.is_ticked and self.verdict in ("write", "warn")

    @property
    def wants_a_look(self) -> bool:
        return self.verdict in ("bad", "ask") or self.is_fixed or self.is_picked

    @property
    def can_pick(self) -> bool:
        """Whether the criterion may be chosen by hand: nothing or only something similar was found."""
        return self.is_picked or self.match.how in ("", "loose")

    @property
    def picked(self) -> str:
        item = self.match.item
        return f"{item.code} {item.name}" if item else ""


@dataclass
class Column:
    place: int
    head: str
    role: str


@dataclass
class Plan:
    """The preview. left_out: sentences about what cannot be written. error: why nothing could be read at all."""

    choices: Choices
    columns: list[Column] = field(default_factory=list)
    roles: list[tuple[str, str]] = field(default_factory=list)
    cells: list[PasteCell] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    items: list[paste.Item] = field(default_factory=list)
    without_figure: int = 0
    asks: bool = False
    has_months: bool = False
    error: str = ""

    @property
    def writes(self) -> int:
        return sum(cell.is_written for cell in self.cells)

    @property
    def bad(self) -> int:
        return sum(cell.verdict == "bad" for cell in self.cells)

    @property
    def skipped(self) -> int:
        return len(self.cells) - self.writes - self.bad - self.same

    @property
    def same(self) -> int:
        return sum(cell.verdict == "same" for cell in self.cells)

    @property
    def parts(self) -> list[tuple[str, list[PasteCell]]]:
        """What needs a look first, then the rest in the order of the block."""
        look = [cell for cell in self.cells if cell.wants_a_look]
        rest = [cell for cell in self.cells if not cell.wants_a_look]
        return [(words, cells) for words, cells in (("Cần xem", look), ("Đọc được", rest)) if cells]

    @property
    def offered(self) -> str:
        return " ".join(cell.key for cell in self.cells if cell.verdict in ("write", "warn"))

    @property
    def seen(self) -> str:
        found = (cell for cell in self.cells if cell.match.item)
        return " ".join(f"{cell.term.pk}:{cell.match.item.pk}:{cell.version}" for cell in found)

    def todo(self) -> dict[int, dict[int, str]]:
        """Term id -> criterion id -> text, for every ticked figure."""
        found: dict[int, dict[int, str]] = defaultdict(dict)
        for cell in self.cells:
            if cell.is_written:
                found[cell.term.pk][cell.match.item.pk] = cell.new
        return dict(found)


def plan_of(term: ReportingTerm, unit: Unit, choices: Choices) -> Plan:
    """Read a block for the sheet of a unit and month; a constant number of queries whatever its size."""
    plan = Plan(choices)
    try:
        rows = paste.split_block(choices.text)
    except paste.BlockTooLarge as error:
        plan.error = str(error)
        return plan
    if not rows:
        plan.error = "Chưa có gì để đọc. Chép một khối ô trong Excel rồi dán vào đây."
        return plan
    year = _Year(term, unit)
    plan.items = year.items
    matcher = paste.Matcher(year.items)
    months = [paste.Month(f"m{one.pk}", one.month.month, one.month.year) for one in year.terms.values()]
    layout = paste.layout_of(rows, matcher, months, f"m{term.pk}")
    _choose_roles(plan, layout, choices, year)
    _add_cells(plan, rows, layout, matcher, year, term)
    _judge(plan, year, choices)
    return plan


def _choose_roles(plan: Plan, layout: paste.Layout, choices: Choices, year: "_Year") -> None:
    plan.roles = [(paste.SKIP, "Bỏ qua"), (paste.CODE, "Mã (TT)"), (paste.NAME, "Tên tiêu chí")]
    plan.roles += [(f"m{one.pk}", one.label.capitalize()) for one in year.terms.values()]
    allowed = {key for key, _ in plan.roles}
    used: set[str] = set()
    for place, guess in enumerate(layout.roles):
        role = choices.roles.get(place, guess)
        layout.roles[place] = role if role in allowed and role not in used else paste.SKIP
        used |= {layout.roles[place]} - {paste.SKIP}
        plan.columns.append(Column(place, layout.heads[place] or f"Cột {place + 1}", layout.roles[place]))
    plan.has_months = sum(role.startswith(paste.MONTH) for role in used) > 1
    plan.asks = layout.asks and not any(role.startswith(paste.MONTH) for role in used)


class _Year:
    """Everything about a unit's year that a preview asks for; five queries."""

    def __init__(self, term: ReportingTerm, unit: Unit):
        period = term.period
        self.terms = {one.pk: one for one in period.terms.all()}
        self.sheets = {sheet.term_id: sheet for sheet in ResultSheet.objects.filter(unit=unit, term__period=period)}
        for pk, one in self.terms.items():
            one.period = period
            sheet = self.sheets.setdefault(pk, ResultSheet(term=one, unit=unit))
            sheet.term, sheet.unit = one, unit
        criteria = Criterion.objects.filter(criteria_set__period=period).exclude(
            kind__in=[CriterionKind.GROUP, CriterionKind.BY_HAND]
        )
        self.criteria = {one.pk: one for one in criteria}
        free = Target.objects.filter(criterion__in=criteria, unit=unit, is_assigned=False)
        self.free = set(free.values_list("criterion_id", flat=True))
        self.items = [paste.Item(one.pk, one.code, one.name, one.measure) for one in self.criteria.values()]
        entries = ResultEntry.objects.filter(sheet__unit=unit, sheet__term__period=period).select_related("sheet")
        self.entries = {(entry.sheet.term_id, entry.criterion_id): entry for entry in entries}
        self.only_back = {entry.sheet.term_id for entry in self.entries.values() if entry.return_reason}
        self.closed = {pk: sheet.why_closed() for pk, sheet in self.sheets.items()}

    def why_not(self, term: int, criterion: int) -> str:
        """Why a cell of an open month takes nothing now; empty when it does."""
        if criterion in self.free:
            return "Không giao cho đơn vị"
        entry = self.entries.get((term, criterion))
        returned = self.sheets[term].state == SheetState.RETURNED and term in self.only_back
        if returned and entry is not None and not entry.return_reason and entry.is_answered:
            return "Ô không bị trả lại"
        return ""

    def mean(self, term: int, criterion: int) -> Decimal | None:
        """Mean of the figures of the months before."""
        month = self.terms[term].month
        before = [self.entries.get((pk, criterion)) for pk, one in self.terms.items() if one.month < month]
        values = [entry.value for entry in before if entry is not None and entry.value is not None]
        return sum(values) / len(values) if values else None


def _add_cells(plan: Plan, rows, layout, matcher: paste.Matcher, year: _Year, term: ReportingTerm) -> None:
    """A cell for each figure of the block in a column of a month."""
    roles = layout.roles
    named = [place for place, role in enumerate(roles) if role == paste.NAME]
    coded = [place for place, role in enumerate(roles) if role == paste.CODE]
    months = [(place, int(role[1:])) for place, role in enumerate(roles) if role.startswith(paste.MONTH)]
    in_order = [item for item in matcher.items if item.pk not in year.free]
    first = next((at for at, item in enumerate(in_order) if item.pk == plan.choices.start), 0)
    over = 0
    for line, row in enumerate(rows[layout.first :], 1):
        filled = [(place, pk) for place, pk in months if row[place] or f"{line}_{place}" in plan.choices.fixes]
        if not filled:
            plan.without_figure += any(row)
            continue
        name, code = (row[place[0]] if place else "" for place in (named, coded))
        if named or coded:
            match, label = matcher.find(code, name), name or code
        else:
            at = first + line - 1
            if at >= len(in_order):
                over += 1
                continue
            match, label = paste.Match(in_order[at], "place"), f"Dòng {line}"
        is_picked = False
        if line in plan.choices.picks:
            wish = plan.choices.picks[line]
            found = matcher.find("", wish) if wish else paste.Match()
            is_picked = found.item != match.item
            if is_picked:
                match = paste.Match(found.item, "chosen") if found.item else paste.Match(rivals=found.rivals)
        for place, pk in filled:
            key = f"{line}_{place}"
            fixed = plan.choices.fixes.get(key)
            cell = PasteCell(key, line, label or f"Dòng {line}", year.terms[pk], match, row[place])
            cell.is_picked, cell.is_first = is_picked, place == filled[0][0]
            if fixed is not None:
                cell.text, cell.is_fixed = (
                    paste.split_block(fixed.replace("\t", " "))[0][0] if fixed.strip() else "",
                    True,
                )
            plan.cells.append(cell)
    if over:
        plan.left_out.append(f"Khối dài hơn bảng: bỏ ra {over} dòng cuối, không còn tiêu chí nào.")


def _judge(plan: Plan, year: _Year, choices: Choices) -> None:
    """State of every cell; those of closed months and of cells that are not open are taken out and named."""
    out: dict[tuple[int, str], list[str]] = defaultdict(list)
    kept, used = [], set()
    for cell in plan.cells:
        item = cell.match.item
        reason = year.closed[cell.term.pk]
        if not reason and item is not None:
            reason = year.why_not(cell.term.pk, item.pk)
        if reason:
            out[cell.term.pk, reason].append(item.code if item else cell.label)
            continue
        kept.append(cell)
        if item is None:
            cell.words = "Nhiều tiêu chí giống nhau, chọn một" if cell.match.rivals else "Không có tiêu chí, bỏ qua"
        else:
            _read(cell, year, is_twin=(cell.term.pk, item.pk) in used)
            used.add((cell.term.pk, item.pk))
        cell.is_ticked = cell.key in choices.ticked or cell.key not in choices.offered
    plan.cells = kept
    for (pk, reason), codes in out.items():
        more = f" và {len(codes) - NAMED} ô khác" if len(codes) > NAMED else ""
        month = year.terms[pk].label.capitalize()
        plan.left_out.append(f"{month}: bỏ ra {len(codes)} ô ({', '.join(codes[:NAMED])}{more}). {reason.rstrip('.')}.")


def _read(cell: PasteCell, year: _Year, *, is_twin: bool) -> None:
    criterion = year.criteria[cell.match.item.pk]
    entry = year.entries.get((cell.term.pk, criterion.pk))
    cell.old = shown(entry.value, kind=criterion.kind, raw=entry.raw) if entry else ""
    cell.version = entry.version if entry else 0
    reading, how = paste.read_figure(
        cell.text,
        kind=criterion.kind,
        places=criterion.places,
        maximum=criterion.maximum_value,
        measure=criterion.measure,
    )
    cell.new = shown(reading.value, kind=criterion.kind, raw=reading.raw)
    if is_twin:
        cell.verdict, cell.words = "bad", "Trùng tiêu chí với một dòng ở trên"
    elif reading.problem or not cell.text:
        cell.verdict, cell.words = "bad", reading.problem or "Chưa có số"
    elif cell.new == cell.old and not (entry and entry.problem):
        cell.verdict, cell.words = "same", "Không đổi"
    else:
        mean = year.mean(cell.term.pk, criterion.pk) if criterion.kind == CriterionKind.QUANTITATIVE else None
        jump = "" if entry and entry.note else jump_warning(reading.value, mean)
        cell.verdict = "warn" if jump else "write"
        cell.words = jump or how or paste.HOW[cell.match.how]
