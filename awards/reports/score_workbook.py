"""The workbook of a board: a sheet for each group with live formulas, and the places that follow from them.

Figures, targets and points by hand are values; points, ceilings, sums, percents and places are formulas, so that any
spreadsheet counts the board again. Beside them stand the points of the board itself.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion
from awards.reports import score_formulas as formulas
from awards.reports.enums import Shelf
from awards.reports.queries import scores_of
from awards.reports.registry import Report, Scope
from awards.reports.score_parts import Lines, lines_of, paper, subjects, tie_rule_words, trim
from awards.scoring.cluster_facts import facts_of, rounded_actual, with_details
from awards.scoring.enums import TieKind
from awards.scoring.models import CriterionScore, ScoreBoard, UnitScore
from awards.scoring.queries import tie_rule_of
from awards.scoring.ties import TieBreakKey
from thidua.documents import Annex, Block, Cell, Column, Document, Formula, GroupRow, Paragraph, Ref, Table

SUMMARY = "Tổng hợp"


@dataclass
class Sheet:
    """One sheet while it is written. at: (leaf id, unit id) -> line; cuts: levels of groups that cut bonus."""

    top: Criterion
    name: str
    rows: list = field(default_factory=list)
    at: dict[tuple[int, int], int] = field(default_factory=dict)
    leaves: list[Criterion] = field(default_factory=list)
    cuts: int = 0

    def add(self, row) -> int:
        self.rows.append(row)
        return len(self.rows) - 1

    def range(self, column: str) -> Ref:
        return Ref(column, 0, max(len(self.rows) - 1, 0), self.name)


@dataclass(frozen=True)
class Board:
    """What the workbook is made of. exact: (leaf id, unit id) -> the year's figure, as exact as it is still known."""

    board: ScoreBoard
    scores: Sequence[UnitScore]
    criteria: Sequence[Criterion]
    lines: Lines
    exact: dict[tuple[int, int], Fraction]

    def ancestors(self, one: Criterion) -> list[Criterion]:
        """Groups above a row, the top first."""
        by_id, found = {row.pk: row for row in self.criteria}, []
        while one.parent_id is not None:
            one = by_id[one.parent_id]
            found.insert(0, one)
        return found


def build(scope: Scope, board: ScoreBoard) -> Document:
    scores = scores_of([board])[board.pk]
    criteria = [one for one in with_details(board.criteria().order_by("sort")) if one.kind != CriterionKind.GATE]
    lines = lines_of(board)
    found = Board(board, scores, criteria, lines, _exact(board, scores, lines))
    sheets = [_sheet(found, top) for top in criteria if top.parent_id is None]
    rule = tie_rule_of(board)
    blocks: list[Block] = [
        Paragraph("Số liệu, chỉ tiêu, điểm chấm trực tiếp là số nhập; điểm, tỷ lệ, hạng là công thức, tính lại được."),
        _summary(found, sheets, list(rule.keys.all()) if rule and board.is_final else []),
        *([Paragraph(tie_rule_words(rule))] if rule else []),
    ]
    return paper(
        board,
        "so tinh diem",
        f"Thi đua năm {board.period.year}\n{board.cluster.name}",
        blocks,
        kind="Sổ tính điểm",
        annexes=[
            Annex(f"{one.top.code}. {one.top.name}", [_table(one)], label="", reference="", sheet=one.name)
            for one in sheets
        ],
        note="Điểm làm tròn nửa lên đến ba chữ số sau dấu phẩy. Sửa số nhập thì điểm và hạng trong sổ này tính lại; "
        "bảng trên hệ thống không đổi.",
        landscape=True,
    )


def _exact(board: ScoreBoard, scores: Sequence[UnitScore], lines: Lines) -> dict[tuple[int, int], Fraction]:
    """The board keeps four decimals of a figure: the facts give the rest where they still say the same."""
    cells = facts_of(board.period, board.cluster).cells
    found = {}
    for score in scores:
        for pk, line in lines[score.pk].items():
            if line.actual is None:
                continue
            fact = cells.get(pk, {}).get(score.unit_id)
            known = fact.actual if fact is not None else None
            found[pk, score.unit_id] = known if rounded_actual(known) == line.actual else Fraction(line.actual)
    return found


# One group ------------------------------------------------------------------------------------------------------------


def _sheet(found: Board, top: Criterion) -> Sheet:
    sheet = Sheet(top, f"Nhóm {top.code}")
    for one in found.criteria:
        above = found.ancestors(one)
        if one.pk != top.pk and (not above or above[0].pk != top.pk):
            continue
        if one.kind == CriterionKind.GROUP:
            sheet.add(GroupRow(f"{one.code}. {one.name} (tối đa {formulas.plain(one.max_points)})"))
            continue
        sheet.leaves.append(one)
        if one.kind == CriterionKind.BONUS:
            sheet.cuts = max(sheet.cuts, len(above))
        _leaf(found, sheet, one)
    _ceilings(found, sheet)
    return sheet


def _leaf(found: Board, sheet: Sheet, leaf: Criterion) -> None:
    """The criterion as a head, each unit under it."""
    sheet.add(GroupRow(f"{leaf.code} {leaf.name} ({leaf.get_kind_display().lower()})"))
    first = len(sheet.rows)
    last = first + len(found.scores) - 1
    for score in found.scores:
        line = found.lines[score.pk].get(leaf.pk)
        row = sheet.add({})
        sheet.at[leaf.pk, score.unit_id] = row
        sheet.rows[row] = _line(found, leaf, score, line, (row, first, last))


def _line(
    found: Board, leaf: Criterion, score: UnitScore, line: CriterionScore | None, at: tuple[int, int, int]
) -> dict:
    row = at[0]
    is_bonus, by_hand = leaf.kind == CriterionKind.BONUS, leaf.kind == CriterionKind.BY_HAND
    assigned = line is not None and line.points is not None
    given = line.points if line is not None else None
    told = {
        "key": score.unit.code,
        "unit": score.unit.short_name_on(found.board.period.ends_on),
        "kind": leaf.get_kind_display(),
        "assigned": int(assigned),
        "max": trim(leaf.max_points),
        "board": trim(given) if given is not None else None,
    }
    if assigned and not by_hand:
        told["target"] = trim(line.target) if line.target is not None and leaf.needs_target else None
        told["actual"] = found.exact.get((leaf.pk, score.unit_id))
    if assigned and by_hand and not line.explanation.startswith("Chưa chấm"):
        told["hand"] = trim(given)
    if aux := formulas.ratio_or_place(leaf, *at):
        told["aux"] = Formula(None, aux)
    told["raw"] = Formula(given, formulas.points(leaf, *at))
    told["applicable"] = Formula(
        leaf.max_points if assigned else Decimal(0), ("IF(", Ref("assigned", row), "=0,0,", Ref("max", row), ")")
    )
    if not is_bonus:
        told["points"] = Formula(given, (Ref("raw", row),))
        full = ("IF(", Ref("assigned", row), '=0,"",IF(', Ref("points", row), "=", Ref("max", row), ",1,0))")
        told["full"] = Formula(None, full)
    return told


def _ceilings(found: Board, sheet: Sheet) -> None:
    """Under the criteria: what each group with bonus comes to and may come to; then what its lines of bonus lose."""
    if not sheet.cuts:
        return
    by_depth: dict[int, list[Criterion]] = defaultdict(list)
    bonus = [leaf for leaf in sheet.leaves if leaf.kind == CriterionKind.BONUS]
    for leaf in bonus:
        for depth, group in enumerate(found.ancestors(leaf)):
            if group not in by_depth[depth]:
                by_depth[depth].append(group)
    for depth in sorted(by_depth, reverse=True):  # the innermost first
        for group in by_depth[depth]:
            _ceiling(found, sheet, group, depth)
    for leaf in bonus:
        for score in found.scores:
            row = sheet.at[leaf.pk, score.unit_id]
            line = found.lines[score.pk].get(leaf.pk)
            cuts = formulas.added(Ref(f"cut{depth}", row) for depth in range(sheet.cuts))
            parts = ("IF(", Ref("raw", row), '="","",ROUND(', Ref("raw", row), "-(", *cuts, "),3))")
            sheet.rows[row]["points"] = Formula(line.points if line else None, parts)


def _ceiling(found: Board, sheet: Sheet, group: Criterion, depth: int) -> None:
    below = [leaf for leaf in sheet.leaves if group.pk in {one.pk for one in found.ancestors(leaf)}]
    bonus = [leaf for leaf in below if leaf.kind == CriterionKind.BONUS]
    has_points = len(bonus) < len(below)
    sheet.add(GroupRow(f"Mức trần nhóm {group.code}: cộng trước khi cắt, và nhiều nhất được tính"))
    for score in found.scores:
        rows = {leaf.pk: sheet.at[leaf.pk, score.unit_id] for leaf in below}
        inner = [Ref(f"cut{deeper}", rows[leaf.pk]) for leaf in bonus for deeper in range(depth + 1, sheet.cuts)]
        total = (*formulas.added(Ref("raw", row) for row in rows.values()), "-(", *formulas.added(inner), ")")
        most = formulas.added(Ref("applicable", row) for row in rows.values())
        name = score.unit.short_name_on(found.board.period.ends_on)
        ceiling = Formula(None, most) if has_points else trim(group.max_points)
        at = sheet.add({"unit": name, "max": ceiling, "raw": Formula(None, total)})
        so_far = {
            leaf.pk: (
                "(",
                *formulas.added([Ref("raw", rows[leaf.pk])]),
                "-(",
                *formulas.added(Ref(f"cut{deeper}", rows[leaf.pk]) for deeper in range(depth + 1, sheet.cuts)),
                "))",
            )
            for leaf in bonus
        }
        for number, leaf in enumerate(bonus):
            later = [so_far[one.pk] for one in bonus[number + 1 :]]
            parts = formulas.cut(Ref("raw", at), Ref("max", at), so_far[leaf.pk], later)
            sheet.rows[rows[leaf.pk]][f"cut{depth}"] = Formula(None, parts)


def _table(sheet: Sheet) -> Table:
    cuts = [
        Column(f"cut{depth}", f"Cắt mức trần{f' cấp {depth + 1}' if sheet.cuts > 1 else ''}", "decimal")
        for depth in range(sheet.cuts)
    ]
    columns = [
        Column("key", "Mã đơn vị", width=8),
        Column("unit", "Đơn vị"),
        Column("kind", "Cách chấm", width=22),
        Column("assigned", "Giao", "int"),
        Column("max", "Tối đa", "decimal"),
        Column("target", "Chỉ tiêu", "decimal"),
        Column("actual", "Kết quả", "decimal"),
        Column("hand", "Chấm trực tiếp", "decimal"),
        Column("aux", "Mức vượt, thứ", "decimal"),
        Column("raw", "Điểm tính", "decimal"),
        *cuts,
        Column("points", "Điểm", "decimal"),
        Column("applicable", "Điểm được giao", "decimal"),
        Column("full", "Đạt tối đa", "int"),
        Column("board", "Điểm trên bảng", "decimal"),
    ]
    return Table(columns, sheet.rows, sheet=sheet.name)


# The summary ----------------------------------------------------------------------------------------------------------


def _summary(found: Board, sheets: Sequence[Sheet], keys: Sequence[TieBreakKey]) -> Table:
    final, last = found.board.is_final, len(found.scores) - 1
    levels = [f"level{number}" for number in range(len(keys) + 1)] if final else []
    titles = ["Hạng theo tỷ lệ", *(f"Hạng sau xét {number}" for number in range(1, len(keys) + 1))]
    columns = [
        Column.index(),
        Column("key", "Mã đơn vị"),
        Column("unit", "Đơn vị"),
        *(Column(f"g{sheet.top.pk}", f"Nhóm {sheet.top.code}", "decimal") for sheet in sheets),
        Column("bonus", "Điểm thưởng", "decimal"),
        Column("penalty", "Điểm trừ", "decimal"),
        Column("total", "Tổng điểm", "decimal"),
        Column("applicable", "Tối đa được giao", "decimal"),
        Column("percent", "Tỷ lệ", "percent", places=4),
        *(Column(f"key{number}", f"{number}. {key.words}", "decimal") for number, key in enumerate(keys, 1)),
        *(Column(level, title, "int") for level, title in zip(levels, titles, strict=False)),
        Column("board", "Tổng điểm trên bảng", "decimal"),
    ]
    rows = [_unit_row(found, sheets, keys, score, (row, last)) for row, score in enumerate(found.scores)]
    return Table(columns, rows, sheet=SUMMARY)


def _unit_row(
    found: Board, sheets: Sequence[Sheet], keys: Sequence[TieBreakKey], score: UnitScore, at: tuple[int, int]
) -> dict:
    row, last = at
    own = Ref("key", row)

    def of_unit(sheet: Sheet, column: str) -> tuple:
        return ("SUMIF(", sheet.range("key"), ",", own, ",", sheet.range(column), ")")

    groups = {f"g{sheet.top.pk}": Formula(None, ("ROUND(", *of_unit(sheet, "points"), ",3)")) for sheet in sheets}
    added = formulas.added(Ref(name, row) for name in groups)
    applicable = tuple(part for sheet in sheets for part in ("+", *of_unit(sheet, "applicable")))
    told = {
        "key": score.unit.code,
        "unit": score.unit.short_name_on(found.board.period.ends_on),
        **groups,
        "bonus": trim(score.bonus),
        "penalty": trim(score.penalty),
        "total": Formula(score.total, ("ROUND(", *added, "+", Ref("bonus", row), "-", Ref("penalty", row), ",3)")),
        "applicable": Formula(score.applicable, ("ROUND(0", *applicable, ",2)")),
        "percent": Formula(
            score.percent / 100,
            ("IF(", Ref("applicable", row), "=0,0,", Ref("total", row), "/", Ref("applicable", row), ")"),
        ),
        "board": Cell(trim(score.total), bold=True),
    }
    if not found.board.is_final:
        return told
    shares = Ref("percent", 0, last)
    first = ("1+SUMPRODUCT(--(ROUND(", shares, ",12)>ROUND(", Ref("percent", row), ",12)))")
    told["level0"] = Formula(score.rank, first)
    for number, key in enumerate(keys, 1):
        told[f"key{number}"] = Formula(None, _tie_value(found, sheets, key, score, row))
        told[f"level{number}"] = Formula(score.rank, _next_level(number, row, last))
    return told


def _next_level(number: int, row: int, last: int) -> tuple:
    """The place after one more key: units on one place so far are compared, when it applies to all of them."""
    places, values = Ref(f"level{number - 1}", 0, last), Ref(f"key{number}", 0, last)
    here, own = Ref(f"level{number - 1}", row), Ref(f"key{number}", row)
    missing = ("SUMPRODUCT((", places, "=", here, ")*(", values, '=""))>0')
    before = ("SUMPRODUCT((", places, "=", here, ")*(", values, ">", own, "))")
    return (here, "+IF(", *missing, ",0,", *before, ")")


def _tie_value(found: Board, sheets: Sequence[Sheet], key: TieBreakKey, score: UnitScore, row: int) -> tuple:
    """What the rule compares, the larger the better; empty where it does not apply to the unit."""
    own = Ref("key", row)
    if key.kind == TieKind.GROUP:
        cells = [
            (sheet.name, sheet.at[leaf.pk, score.unit_id])
            for sheet in sheets
            for leaf in sheet.leaves
            if key.code in {one.code for one in found.ancestors(leaf)}
        ]
        points = formulas.added(Ref("points", at, sheet=name) for name, at in cells)
        most = formulas.added(Ref("applicable", at, sheet=name) for name, at in cells)
        return ("IF((", *most, ')=0,"",ROUND(ROUND(', *points, ",3)/(", *most, "),12))")
    if key.kind == TieKind.FULL:
        full = tuple(
            part for one in sheets for part in ("+SUMIF(", one.range("key"), ",", own, ",", one.range("full"), ")")
        )
        count = tuple(
            part
            for one in sheets
            for part in ("+SUMPRODUCT((", one.range("key"), "=", own, ")*ISNUMBER(", one.range("full"), "))")
        )
        return ("IF((0", *count, ')=0,"",ROUND((0', *full, ")/(0", *count, "),12))")
    sign, adjusted = (">", ("", "bonus")) if key.kind == TieKind.BONUS else ("<", ("-", "penalty"))
    lines = tuple(
        part
        for one in sheets
        for part in (
            "+SUMIFS(", one.range("points"), ",", one.range("key"), ",", own, ",", one.range("kind"),
            f',"{CriterionKind.BONUS.label}",', one.range("points"), f',"{sign}0")',
        )
    )  # fmt: skip
    return (f"ROUND({adjusted[0]}", Ref(adjusted[1], row), *lines, ",3)")


REPORT = Report(
    name="score-workbook",
    title="Sổ tính điểm của cụm, có công thức",
    shelf=Shelf.YEAR,
    icon="calculator",
    formats=("xlsx",),
    build=build,
    note="Mỗi nhóm tiêu chí một trang tính; điểm, tỷ lệ, hạng là công thức tính lại được",
    about="bảng điểm của cụm",
    subjects=subjects,
    key=lambda board: board.cluster.code,
    label=lambda board: f"{board.cluster.name}, {board.get_state_display().lower()}",
    size=lambda scope, board: CriterionScore.objects.filter(unit_score__board=board).count(),
)
