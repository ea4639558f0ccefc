"""Charts as SVG for print: presentation attributes only, since a page's CSS does not reach into an SVG."""

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from math import ceil, floor, log10

from thidua.documents.document import BarChart, ChangeChart
from thidua.documents.measure import text_width
from thidua.documents.vietnamese import nfc, number

WIDTH = 640.0  # units of the drawing; 14 of them are the letters' size
SIZE = 14
INK, MIDDLE, PALE, GRID = "#0b5a3e", "#7fb09a", "#d7e6de", "#cccccc"
FAMILY = 'font-family="Tinos, Liberation Serif, Times New Roman, serif"'


def describe(chart: BarChart | ChangeChart) -> str:
    """The figures in one sentence, for readers who cannot see the chart."""
    if chart.description:
        return chart.description
    groups = []
    for i, label in enumerate(chart.labels):
        values = (
            (one.name, "không có số liệu" if one.values[i] is None else number(one.values[i], chart.places))
            for one in chart.series
        )
        said = ", ".join(f"{name} {value}" if len(chart.series) > 1 else value for name, value in values)
        groups.append(f"{label}: {said}")
    return "; ".join(groups) + (f" ({chart.unit})" if chart.unit else "") + "."


def svg(chart: BarChart | ChangeChart, place: int) -> str:
    """The drawing. place: a number that makes its ids unique within the paper."""
    draw = _changes if isinstance(chart, ChangeChart) else _bars
    left = min(max(text_width(nfc(label)) * SIZE for label in chart.labels) + 14, WIDTH * 0.42)
    body, bottom = draw(chart, left)
    if len(chart.series) > 1:
        legend, bottom = _legend(chart, left, bottom)
        body += legend
    title, description = escape(nfc(chart.title)), escape(nfc(describe(chart)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {bottom:.0f}" role="img" '
        f'aria-labelledby="c{place}t c{place}d" {FAMILY} font-size="{SIZE}">'
        f'<title id="c{place}t">{title}</title><desc id="c{place}d">{description}</desc>{body}</svg>'
    )


def ticks(low: float, high: float, wanted: int = 5) -> list[Decimal]:
    """Round values from at most `low` to at least `high`, about `wanted` of them."""
    span = max(high - low, 1e-9)
    power = 10 ** floor(log10(span / wanted))
    step = next(power * unit for unit in (1, 2, 2.5, 5, 10) if power * unit * wanted >= span)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    exact = Decimal(str(round(step, 10)))
    return [(exact * i).normalize() for i in range(first, max(last, first + 1) + 1)]


def axis(chart: BarChart | ChangeChart) -> list[Decimal]:
    """The marks of the value axis: bars stand on zero, changes may be looked at from near."""
    values = [float(value) for one in chart.series for value in one.values if value is not None]
    low, high = min(values, default=0), max(values, default=1)
    if isinstance(chart, ChangeChart):
        room = (high - low) * 0.15 or 1
        return ticks(low - room, high + room, 4)
    if low < 0:
        raise ValueError("A bar chart shows values from zero upwards")
    return ticks(0, high or 1)


def _x(value: float, marks: Sequence[Decimal], left: float) -> float:
    low, high = float(marks[0]), float(marks[-1])
    return left + (value - low) / (high - low) * (WIDTH - left - 46)


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width:.1f}"/>'
    )


def _text(x: float, y: float, words: str, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight}>{escape(nfc(words))}</text>'


def _label(words: str, middle: float, left: float) -> str:
    """A label beside its group, in as many lines as it needs."""
    lines, line = [], ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and text_width(nfc(longer)) * SIZE > left - 12:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    top = middle + SIZE * 0.34 - (len(lines) - 1) * SIZE * 0.55
    return "".join(_text(0, top + i * SIZE * 1.1, one) for i, one in enumerate(lines))


def _axis(marks: Sequence[Decimal], left: float, top: float, bottom: float, unit: str) -> str:
    lines = "".join(_line(_x(float(m), marks, left), top, _x(float(m), marks, left), bottom, GRID, 0.7) for m in marks)
    words = "".join(_text(_x(float(m), marks, left), bottom + 17, number(m), "middle") for m in marks)
    return lines + words + (_text(0, bottom + 17, f"({unit})") if unit else "")


def shades(count: int) -> list[str]:
    """One colour per series, the last and newest the darkest; they differ in grey too."""
    return [INK] if count == 1 else [PALE, INK] if count == 2 else [PALE, MIDDLE, INK][:count] + [INK] * (count - 3)


def _bars(chart: BarChart, left: float) -> tuple[str, float]:
    marks = axis(chart)
    thick = 20.0 if len(chart.series) == 1 else 15.0
    group = thick * len(chart.series) + 16
    bottom = 6 + group * len(chart.labels)
    colours, body = shades(len(chart.series)), _axis(marks, left, 6, bottom, chart.unit)
    for row, label in enumerate(chart.labels):
        top = 6 + group * row + 8
        body += _label(label, top + thick * len(chart.series) / 2, left)
        for i, one in enumerate(chart.series):
            y, value = top + thick * i, one.values[row]
            newest = i == len(chart.series) - 1
            if value is None:
                body += _text(left + 5, y + thick / 2 + 5, "–")
                continue
            end = _x(float(value), marks, left)
            body += (
                f'<rect x="{left:.1f}" y="{y + 1:.1f}" width="{end - left:.1f}" height="{thick - 2:.1f}" '
                f'fill="{colours[i]}" stroke="{INK}" stroke-width="0.7"/>'
            )
            body += _text(end + 5, y + thick / 2 + 5, number(value, chart.places), bold=newest)
    return body + _line(left, 6, left, bottom, "#000000", 1), bottom + 26


def _changes(chart: ChangeChart, left: float) -> tuple[str, float]:
    marks = axis(chart)
    group = 38.0
    bottom = 6 + group * len(chart.labels)
    body = _axis(marks, left, 6, bottom, chart.unit)
    before, after = chart.series
    for row, label in enumerate(chart.labels):
        y = 6 + group * (row + 0.5)
        body += _label(label, y, left) + _line(left, y, _x(float(marks[-1]), marks, left), y, "#dddddd", 0.7)
        old, new = before.values[row], after.values[row]
        places = [None if value is None else _x(float(value), marks, left) for value in (old, new)]
        if None not in places:
            body += _line(places[0], y, places[1], y, INK, 3)
        rising = None in places or places[1] >= places[0]
        if places[0] is not None:
            body += _point(places[0], y, hollow=True)
            body += _text(
                places[0] + (-11 if rising else 11), y + 5, number(old, chart.places), "end" if rising else "start"
            )
        if places[1] is not None:
            body += _point(places[1], y, hollow=False)
            body += _text(
                places[1] + (11 if rising else -11),
                y + 5,
                number(new, chart.places),
                "start" if rising else "end",
                bold=True,
            )
    return body, bottom + 26


def _point(x: float, y: float, *, hollow: bool) -> str:
    if hollow:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="#ffffff" stroke="{INK}" stroke-width="2"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6.5" fill="{INK}"/>'


def _legend(chart: BarChart | ChangeChart, left: float, top: float) -> tuple[str, float]:
    x, y, body = left, top + 14, ""
    for i, (one, shade) in enumerate(zip(chart.series, shades(len(chart.series)), strict=True)):
        width = 24 + text_width(nfc(one.name)) * SIZE + 24
        if x > left and x + width > WIDTH:
            x, y = left, y + 20
        if isinstance(chart, ChangeChart):
            body += _point(x + 6, y - 5, hollow=i == 0)
        else:
            body += f'<rect x="{x:.1f}" y="{y - 11:.1f}" width="12" height="12" fill="{shade}" stroke="{INK}" '
            body += 'stroke-width="0.7"/>'
        body += _text(x + 20, y, one.name)
        x += width
    return body, y + 8
