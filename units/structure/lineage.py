"""Who goes on for whom: the family of a unit through mergers and splits, drawn and told."""

from collections import defaultdict
from dataclasses import dataclass, field

from units.structure.models import Unit, UnitLineage

BOX_W, BOX_H, GAP_X, GAP_Y, MARGIN = 180, 56, 52, 16, 2
LINE = 23  # letters of a name that fit on one line of a box


@dataclass(frozen=True)
class Box:
    """A unit in the drawing; lines: its name cut to two lines, span: `2015 – 2025`."""

    x: int
    y: int
    lines: list[str]
    span: str
    is_own: bool

    @property
    def text_x(self) -> int:
        return self.x + 10

    @property
    def rows(self) -> list[tuple[int, str]]:
        return [(self.y + 18 + 15 * number, line) for number, line in enumerate(self.lines)]

    @property
    def span_y(self) -> int:
        return self.y + BOX_H - 7


@dataclass(frozen=True)
class Family:
    """The drawing in whole points, and the same as lines of the record from the oldest to the newest."""

    width: int
    height: int
    boxes: list[Box]
    ways: list[str]
    lines: list[UnitLineage] = field(default_factory=list)
    box_width: int = BOX_W
    box_height: int = BOX_H


def family_of(unit: Unit) -> Family | None:
    """Everybody before and after the unit, however far; None when it never merged or split. At most three queries."""
    pairs = list(UnitLineage.objects.order_by("pk").values_list("pk", "predecessor", "successor"))
    before, after = defaultdict(set), defaultdict(set)
    for _, old, new in pairs:
        before[new].add(old)
        after[old].add(new)
    members = _reach(unit.pk, before) | _reach(unit.pk, after)
    wanted = [pk for pk, old, new in pairs if old in members and new in members]
    if not wanted:
        return None
    rows = UnitLineage.objects.filter(pk__in=wanted).select_related("act", "predecessor", "successor", "confirmed_by")
    lines = sorted(rows, key=lambda line: (line.act.effective_on, line.pk))
    units = {one.pk: one for line in lines for one in (line.predecessor, line.successor)}
    column: dict[int, int] = dict.fromkeys(units, 0)
    for line in lines:  # in the order of time a predecessor has its column before its successor
        column[line.successor_id] = max(column[line.successor_id], column[line.predecessor_id] + 1)
    return _draw(unit, units, column, lines)


def _reach(start: int, ways: dict[int, set[int]]) -> set[int]:
    found, new = {start}, [start]
    while new:
        for other in ways[new.pop()] - found:
            found.add(other)
            new.append(other)
    return found


def _draw(unit: Unit, units: dict, column: dict[int, int], lines: list[UnitLineage]) -> Family:
    columns: dict[int, list[int]] = defaultdict(list)
    for pk in sorted(units, key=lambda pk: (column[pk], units[pk].sort, units[pk].code)):
        columns[column[pk]].append(pk)
    tallest = max(map(len, columns.values()))
    height = tallest * (BOX_H + GAP_Y) - GAP_Y
    boxes, place = [], {}
    for number, members in columns.items():
        top = (height - (len(members) * (BOX_H + GAP_Y) - GAP_Y)) // 2
        for row, pk in enumerate(members):
            one = units[pk]
            x, y = MARGIN + number * (BOX_W + GAP_X), MARGIN + top + row * (BOX_H + GAP_Y)
            place[pk] = (x, y)
            span = f"{one.founded_on:%d/%m/%Y} – {f'{one.closed_on:%d/%m/%Y}' if one.closed_on else 'nay'}"
            boxes.append(Box(x, y, _two_lines(one.short_name), span, pk == unit.pk))
    ways = []
    for line in lines:
        (x1, y1), (x2, y2) = place[line.predecessor_id], place[line.successor_id]
        x1, y1, y2 = x1 + BOX_W, y1 + BOX_H // 2, y2 + BOX_H // 2
        middle = x2 - GAP_X // 2
        ways.append(f"M{x1} {y1}H{middle}V{y2}H{x2 - 6}m-5 -4l5 4l-5 4")
    width = len(columns) * (BOX_W + GAP_X) - GAP_X
    return Family(width + 2 * MARGIN, height + 2 * MARGIN, boxes, ways, lines)


def _two_lines(name: str) -> list[str]:
    if len(name) <= LINE:
        return [name]
    cut = name.rfind(" ", 0, LINE + 1)
    cut = cut if cut > 0 else LINE
    rest = name[cut:].strip()
    return [name[:cut], rest if len(rest) <= LINE else f"{rest[: LINE - 1]}…"]


def confirmed_heirs() -> dict[int, set[int]]:
    """Unit id → ids of all after it for whom its awards in a row count; one query."""
    after: dict[int, set[int]] = defaultdict(set)
    for old, new in UnitLineage.objects.filter(confirmed_at__isnull=False).values_list("predecessor", "successor"):
        after[old].add(new)
    return {pk: _reach(pk, after) - {pk} for pk in list(after)}


def confirmed_forebears(units) -> dict[int, set[int]]:
    """Unit id → ids of all before it whose awards in a row count for it; one query.

    Only lines that an officer confirmed are followed, through any number of acts.
    """
    before: dict[int, set[int]] = defaultdict(set)
    for old, new in UnitLineage.objects.filter(confirmed_at__isnull=False).values_list("predecessor", "successor"):
        before[new].add(old)
    return {pk: _reach(pk, before) - {pk} for pk in units if pk in before}
