"""How wide text is in the papers' own font, and how wide columns want to be. Used by every format."""

from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from thidua.documents.document import Cell, Column, Formula, GroupRow, Table, plain
from thidua.documents.vietnamese import nfc

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts" / "tinos"
PADDING = 0.8  # em, both sides of a cell together, with its line
WIDE_LETTER = 0.72  # em; a capital of average width
BOX = 1.6  # em, a drawn box
SHORT = 4.5  # em; heads and cells up to this long stand on one line
READABLE = 9.0  # em; a column of longer texts is not narrower than this
LONGEST_LINE = 26.0  # em; longer texts wrap rather than ask for more room
SAMPLE = 400  # rows looked at: enough for a width, cheap for a list of 100,000


@lru_cache(maxsize=2)
def _advances(bold: bool) -> dict[int, float]:
    """Width in em of every letter of the font."""
    from fontTools.ttLib import TTFont

    with TTFont(FONTS / ("Tinos-Bold.ttf" if bold else "Tinos-Regular.ttf"), lazy=True) as font:
        units, widths = font["head"].unitsPerEm, font["hmtx"]
        return {code: widths[name][0] / units for code, name in font.getBestCmap().items()}


@lru_cache(maxsize=20_000)
def text_width(text: str, bold: bool = False) -> float:
    """Width in em of one line of text."""
    advances = _advances(bold)
    return sum(advances.get(ord(letter), 0.6) for letter in nfc(text))


def _longest_word(text: str, bold: bool) -> float:
    return max((text_width(word, bold) for word in text.split()), default=0.0)


def _longest_line(text: str, bold: bool) -> float:
    return max((text_width(line, bold) for line in text.split("\n")), default=0.0)


def _halves(text: str, bold: bool) -> tuple[str, ...]:
    """The text as it stands when it has line breaks, else in the two lines that need the least room."""
    words = text.split()
    if "\n" in text or len(words) < 2:
        return tuple(text.split("\n"))
    splits = ((" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words)))
    return min(splits, key=lambda lines: max(text_width(line, bold) for line in lines))


@lru_cache(maxsize=5_000)
def _comfortable(text: str, bold: bool) -> float:
    """Room for one line when the text is short, else for two."""
    whole = _longest_line(text, bold)
    return whole if whole <= SHORT else max(text_width(line, bold) for line in _halves(text, bold))


def balanced(text: str, room: float) -> str:
    """A head broken into even lines when it does not fit on one: "Tỷ lệ (trên 15)" → "Tỷ lệ\n(trên 15)"."""
    return text if _longest_line(text, True) <= room - PADDING else "\n".join(_halves(text, True))


def wrapped_lines(text: str, room: float, bold: bool = False) -> int:
    """Lines that a text takes in a column of `room` em."""
    lines = 0
    for line in text.split("\n"):
        lines += 1
        if text_width(line, bold) <= room - PADDING:
            continue
        used = 0.0
        for word in line.split():
            width = text_width(word, bold)
            if used and used + 0.25 + width > room - PADDING:
                lines, used = lines + 1, width
            else:
                used += (0.25 if used else 0.0) + width
    return lines


def head_title(column: Column) -> str:
    """Title of a column with its unit in brackets on a line of its own."""
    return f"{column.title}\n({column.unit})" if column.unit else column.title


def _value_text(value: Any) -> tuple[str, bool]:
    """A cell that is not formatted yet as text, and whether it is bold."""
    if isinstance(value, Formula):
        return _value_text(value.value)
    if isinstance(value, Cell):
        text, _ = _value_text(value.value)
        return f"{text}\n{value.note}" if value.note else text, value.bold
    return (value if isinstance(value, str) else plain(value)), False


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the columns of a table ask for, in em, from the least to the most.

    least: no word broken, and texts not a word a line. fair: heads and cells in two lines, short ones in one.
    wanted: cells in one line. appetite: how eagerly a column takes room that nobody needs.
    """

    least: Sequence[float]
    fair: Sequence[float]
    wanted: Sequence[float]
    appetite: Sequence[float]

    def share(self, available: float) -> list[float]:
        """Widths that are `available` em together.

        The wishes are met in turn as far as the room goes: one line in as many columns as possible; what is left over
        goes to the text columns first.
        """
        least, fair, wanted = sum(self.least), sum(self.fair), self.wanted
        if least >= available:
            return [one * available / least for one in self.least]
        if fair >= available:
            part = (available - least) / (fair - least)
            return [low + (high - low) * part for low, high in zip(self.least, self.fair, strict=True)]
        widths, room = list(self.fair), available - fair
        missing = {i: wanted[i] - width for i, width in enumerate(widths) if wanted[i] > width}
        for i, more in sorted(missing.items(), key=lambda item: item[1]):
            if more > room:
                break
            widths[i], room = wanted[i], room - more
            del missing[i]
        hunger = [missing.get(i, 0.0) for i in range(len(widths))]
        if not missing:
            hunger = [one * eager for one, eager in zip(widths, self.appetite, strict=True)]
        if not sum(hunger):
            hunger = widths
        return [one + room * part / sum(hunger) for one, part in zip(widths, hunger, strict=True)]


def wishes(table: Table, texts: Sequence[Callable[[Any], str]]) -> Wishes:
    """What the columns ask for. texts: per column, the function that turns a value into what is printed."""
    columns = table.columns
    least, fair, wanted = ([0.0] * len(columns) for _ in range(3))
    for i, column in enumerate(columns):
        title = head_title(column)
        least[i] = max(_longest_word(title, True), BOX if column.kind == "check" else 0.0)
        fair[i] = max(least[i], _comfortable(title, True), 1.6)
    lines = [line for line in islice(table.lines(), SAMPLE) if not isinstance(line, GroupRow)]
    lines += [tuple(table.total_values(total)) for total in table.totals]
    if isinstance(table.rows, Sized):
        lines.append(tuple(len(table.rows) if column.kind == "index" else None for column in columns))
    for line in lines:
        for i, (column, value) in enumerate(zip(columns, line, strict=True)):
            if value is None or column.kind == "check":
                continue
            text = texts[i](value)
            bold = isinstance(value, Cell) and value.bold
            whole = min(_longest_line(text, bold), LONGEST_LINE)
            wanted[i] = max(wanted[i], whole)
            if column.kind == "text":
                least[i] = max(least[i], min(_longest_word(text, bold), LONGEST_LINE / 2))
                fair[i] = max(fair[i], min(_comfortable(text, bold), LONGEST_LINE / 2))
            else:
                least[i] = max(least[i], whole)
    for i, column in enumerate(columns):
        if column.kind == "text":
            least[i] = max(least[i], min(fair[i], READABLE))
        if column.width is not None:
            least[i] = fair[i] = wanted[i] = column.width / 2  # a digit is half an em wide
        least[i] += PADDING
        fair[i] = max(fair[i] + PADDING, least[i])
        wanted[i] = max(wanted[i] + PADDING, fair[i])
    return Wishes(least, fair, wanted, [_appetite(column) for column in columns])


def _appetite(column: Column) -> float:
    if column.width is not None or column.kind == "index":
        return 0.0
    return 1.0 if column.kind == "text" else 0.4
