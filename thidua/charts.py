"""Charts of the pages as plain drawings: numbers in, shapes out; components/charts/chart.html writes the SVG.

Nothing is decided or formatted in a template: coordinates are strings with a dot, words are Vietnamese. Every chart
carries a title, a description that states the finding, a legend and the table of its figures.
Bars start at zero; scores, whose scale does not, are dots on a labelled scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

Number = Decimal | int

SERIES = ("c1", "c2", "c3", "c4")  # green 700, green 300, neutral, gold: at most four series
KEYS = {"c1": "", "c2": "2", "c3": "3", "c4": "4", "c5": "5", "c6": "6", "c7": "7"}


@dataclass(frozen=True)
class Shape:
    """One element: tag is rect, line, circle, path or text; attributes are ready to print."""

    tag: str
    css: str
    attributes: tuple[tuple[str, str], ...]
    text: str = ""


@dataclass(frozen=True)
class Chart:
    """A finished drawing. legend: (key modifier, words). head, rows: the same figures as a table, text column first."""

    title: str
    description: str
    width: int
    height: int
    shapes: list[Shape]
    legend: list[tuple[str, str]] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


@dataclass(frozen=True)
class Bullet:
    """A value against a limit. limit None = no limit set: no mark, and the bar is scaled to the largest value."""

    label: str
    value: Number
    limit: Number | None = None


@dataclass(frozen=True)
class Score:
    """Points of one group of criteria: value of maximum, and the cluster's median when it may be shown."""

    label: str
    value: Number
    maximum: Number
    median: Number | None = None


def words(number: Number) -> str:
    """`1.234,5`, at most two decimals."""
    text = f"{Decimal(number).quantize(Decimal('0.01'), ROUND_HALF_UP):,f}".rstrip("0").rstrip(".")
    whole, _, fraction = text.partition(".")
    return whole.replace(",", ".").replace("-", "\u2212") + (f",{fraction}" if fraction else "")


def _at(number) -> str:
    text = f"{Decimal(str(number)).quantize(Decimal('0.1'), ROUND_HALF_UP):f}"
    return text.removesuffix(".0")


def _shape(tag: str, css: str, text: str = "", **attributes) -> Shape:
    return Shape(tag, css, tuple((k.replace("_", "-"), _at(v)) for k, v in attributes.items()), text)


def _text(css: str, x, y, text: str) -> Shape:
    return _shape("text", css, text, x=x, y=y)


def _path(css: str, d: str) -> Shape:
    return Shape("path", css, (("d", d),))


def nice_top(largest: Number) -> int:
    """The smallest round number (1, 2, 4, 5, 6, 8 × a power of ten, or 12) at which a scale of two halves can end."""
    need = max(ceil(largest), 2)
    power = 10 ** max(len(str(need)) - 2, 0)
    return next(step * power for step in (*range(2, 41, 2), *range(44, 101, 4)) if step * power >= need)


def stacked_columns(
    title: str,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[Number]]],
    *,
    top: Number | None = None,
    current: int | None = None,
    notes: dict[int, str] | None = None,
    finding: str = "",
) -> Chart:
    """Columns of up to four stacked series, one column per label (months of the year).

    top: end of the scale (the number of units, say); current: index set in bold; notes: small words under some labels
    (the calendar year); finding: one sentence for the description, otherwise the figures of the last column.
    """
    _check(series)
    width, base, height = 412, 118.0, 146
    totals = [sum(values[i] for _, values in series) for i in range(len(labels))]
    top = Decimal(top or nice_top(max(totals, default=0)))
    plot, left = base - 9.2, 28.0
    pitch = (width - left) / max(len(labels), 1)
    column = min(20.0, pitch * 0.62)
    shapes = []
    for step in (0, top / 2, top):
        y = base - float(step / top) * plot
        shapes += [_shape("line", "grid", x1=22, x2=width, y1=y, y2=y), _text("end", 17, y + 4, words(step))]
    for i, label in enumerate(labels):
        x, foot = left + pitch * i, base
        for j, (_, values) in enumerate(series):
            tall = float(Decimal(values[i]) / top) * plot
            if tall > 0:
                gap = 1.0 if foot != base and tall > 2 else 0.0
                shapes.append(
                    _shape("rect", SERIES[j], x=x, y=foot - tall, width=column, height=max(tall - gap, 0.6), rx=2)
                )
                foot -= tall
        shapes.append(_text("mid v" if i == current else "mid", x + column / 2, base + 16, label))
        if notes and i in notes:
            shapes.append(_text("", x, base + 28, notes[i]))
    return Chart(
        title,
        finding or _last_column(labels, series),
        width,
        height,
        shapes,
        [(KEYS[SERIES[j]], name) for j, (name, _) in enumerate(series)],
        ["", *(name for name, _ in series)],
        [
            [f"{label} {notes[i]}" if notes and i in notes else label, *(words(values[i]) for _, values in series)]
            for i, label in enumerate(labels)
        ],
    )


def bullets(
    title: str,
    rows: Sequence[Bullet],
    *,
    unit: str = "",
    finding: str = "",
    head: tuple[str, str, str] = ("Hiện có", "Chỉ tiêu", "Chênh lệch"),
) -> Chart:
    """One horizontal bar per row with a dashed mark at its limit; bars over their limit change colour.

    head: titles of the columns of its table.

    All marks stand in one line at three quarters, so an excess sticks out to the right of it.
    """
    width, left, mark = 412, 136.0, 172.0
    room, shapes = 76.0, []
    largest = max((Decimal(row.value) for row in rows if row.limit is None), default=Decimal(0))
    for i, row in enumerate(rows):
        y = 33 * i + 9
        over = row.limit is not None and row.value > row.limit
        if row.limit is None:
            long = float(Decimal(row.value) / largest) * mark if largest else 0.0
        elif row.limit == 0:
            long = mark + room if row.value else 0.0
        else:
            told = _against(row.value, row.limit)
            free = width - left - 7.5 * len(told) - 4 if len(told) > 7 else mark + room  # not under its own figures
            long = min(float(Decimal(row.value) / row.limit) * mark, mark + room, max(free, mark))
        shapes += [
            _text("name", 0, y + 10, row.label),
            _shape("rect", "c3", x=left, y=y, width=mark, height=12, rx=3),
        ]
        if long > 0:
            shapes.append(_shape("rect", "c6" if over else "c1", x=left, y=y, width=max(long, 2), height=12, rx=3))
        if row.limit is not None:
            shapes.append(_shape("line", "thr", x1=left + mark, x2=left + mark, y1=y - 5, y2=y + 17))
        shapes.append(_text("end v", width, y + 10, _against(row.value, row.limit)))
    said = [f"{row.label}: {_against(row.value, row.limit, ' trên ')}" for row in rows]
    return Chart(
        title,
        finding or ("; ".join(said) + (f" ({unit})" if unit else "") + "." if said else "Chưa có số liệu."),
        width,
        max(33 * len(rows), 24),
        shapes,
        [],
        ["", *head],
        [
            [
                row.label,
                words(row.value),
                "–" if row.limit is None else words(row.limit),
                "–" if row.limit is None else words(Decimal(row.value) - row.limit),
            ]
            for row in rows
        ],
    )


def score_bars(title: str, rows: Sequence[Score], *, marker: str = "Trung vị cụm", finding: str = "") -> Chart:
    """Points of each group out of its maximum, with a gold triangle under the bar at the cluster's median."""
    width, left, room, shapes = 316, 86.0, 160.0, []
    for i, row in enumerate(rows):
        y = 28 * i + 8
        full = Decimal(row.maximum)
        long = float(Decimal(row.value) / full) * room if full else 0.0
        shapes += [
            _text("name", 0, y + 9, row.label),
            _shape("rect", "c3", x=left, y=y, width=room, height=10, rx=3),
        ]
        if long > 0:
            shapes.append(_shape("rect", "c1", x=left, y=y, width=min(long, room), height=10, rx=3))
        if row.median is not None and full:
            x = left + float(Decimal(row.median) / full) * room
            shapes.append(_path("c4", f"M{_at(x)} {y + 11}l4 6h-8z"))
        shapes.append(_text("end v", width, y + 9, f"{words(row.value)} / {words(row.maximum)}"))
    medians = any(row.median is not None for row in rows)
    return Chart(
        title,
        finding or "; ".join(f"{r.label} {words(r.value)} trên {words(r.maximum)}" for r in rows) + ".",
        width,
        max(28 * len(rows), 24),
        shapes,
        [("", "Đơn vị"), ("4", marker)] if medians else [],
        ["", "Điểm", "Tối đa", *([marker] if medians else [])],
        [
            [
                r.label,
                words(r.value),
                words(r.maximum),
                *(["–" if r.median is None else words(r.median)] if medians else []),
            ]
            for r in rows
        ],
    )


def dot_plot(
    title: str,
    rows: Sequence[tuple[str, Sequence[Number]]],
    *,
    low: Number,
    high: Number,
    step: Number = 5,
    unit: str = "Đơn vị",
    finding: str = "",
) -> Chart:
    """One dot per value on a scale from low to high, a row per cluster, a gold triangle at the median of each row.

    Dots closer than their own width step aside, so that all stay visible. Values outside the scale stand at its ends.
    """
    width, left, right, pitch = 592, 112.0, 577.0, 50
    bottom = pitch * len(rows) + 12
    scale = (right - left) / float(Decimal(high) - Decimal(low))

    def place(value: Number) -> float:
        return left + (min(max(float(value), float(low)), float(high)) - float(low)) * scale

    shapes = []
    tick = Decimal(low)
    while tick <= high:
        x = place(tick)
        shapes += [
            _shape("line", "grid", x1=x, x2=x, y1=6, y2=bottom),
            _text("mid", x, bottom + 16, words(tick)),
        ]
        tick += Decimal(step)
    for i, (label, values) in enumerate(rows):
        y = pitch * i + 32
        shapes += [_text("name", 0, y + 4, label), _shape("line", "axis", x1=left, x2=right, y1=y, y2=y)]
        last = {0: -99.0, 10: -99.0, -10: -99.0}
        for value in sorted(values):
            x = place(value)
            lane = next((lane for lane, before in last.items() if x - before >= 9), min(last, key=last.get))
            last[lane] = x
            shapes.append(_shape("circle", "c1", cx=x, cy=y + lane, r=4.2))
        if values:
            shapes.append(_path("c4", f"M{_at(place(median(values)))} {y + 14}l5 8h-10z"))
    said = [
        f"{label}: {len(values)} {unit.lower()}, từ {words(min(values))} đến {words(max(values))}, "
        f"trung vị {words(median(values))}"
        for label, values in rows
        if values
    ]
    return Chart(
        title,
        finding or ("; ".join(said) + "." if said else "Chưa có số liệu."),
        width,
        bottom + 24,
        shapes,
        [("", unit), ("4", "Trung vị của cụm")],
        ["", "Số lượng", "Thấp nhất", "Trung vị", "Cao nhất"],
        [
            [label, words(len(v)), words(min(v)), words(median(v)), words(max(v))] if v else [label, "0", "–", "–", "–"]
            for label, v in rows
        ],
    )


def median(values: Sequence[Number]) -> Decimal:
    """Middle value; the mean of the two middle ones when their number is even. Needs at least one value."""
    ordered = sorted(Decimal(value) for value in values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _against(value: Number, limit: Number | None, between: str = " / ") -> str:
    return words(value) if limit is None else f"{words(value)}{between}{words(limit)}"


def _last_column(labels: Sequence[str], series: Sequence[tuple[str, Sequence[Number]]]) -> str:
    if not labels:
        return "Chưa có số liệu."
    said = ", ".join(f"{words(values[-1])} {name.lower()}" for name, values in series)
    return f"{labels[-1]}: {said}."


def _check(series: Sequence[tuple[str, Sequence[Number]]]) -> None:
    if len(series) > len(SERIES):
        raise ValueError("a chart shows at most four series")
