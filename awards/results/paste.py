"""A block copied from a spreadsheet: its cells, what its columns hold, which criterion a line means. Pure.

Excel puts rows ended by CRLF on the clipboard, LibreOffice by LF; both end the last row too, part cells by tabs and
put a cell with a line break, a tab or a quote between double quotes.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from awards.results.rules import FAILED, NO_FIGURE, PASSED, Reading, read_cell, shown
from thidua.text import clean, search_key

MOST_TEXT = 400_000  # letters of a block
MOST_ROWS = 1_000
MOST_COLUMNS = 40
NONE = Fraction(0)
ENOUGH = Fraction(3, 4)  # share of the words that must be found for a loose match
SKIP, CODE, NAME, MONTH = "", "code", "name", "m"  # what a column holds; a month is "m" and the id of its term

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|\Z)')
_MONTH = re.compile(r"(?:thang|t)\s*\.?\s*0?(\d{1,2})(?:\s*[/.-]\s*(\d{4}))?|0?(\d{1,2})\s*[/.-]\s*(\d{4})", re.ASCII)
_WORD = re.compile(r"[^\W_]+")
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+", re.ASCII)
_BRACKETS = re.compile(r"\(([^)]*)\)")
_EXCEL_ERROR = re.compile(r"#[A-ZĐ/0-9]+[!?]?")
_FILLING = {"so", "luong", "tong", "cac", "va", "trong", "thang", "ky", "nam", "duoc", "la", "cua"}
_NO_MONTH = ("chi tieu", "luy ke", "so voi", "ke hoach", "tong", "cong", "diem", "cung ky", "stt", "tt")


class BlockTooLarge(ValueError):
    """More than the preview takes; the message says how much."""


def split_block(text: str) -> list[list[str]]:
    """Rows of cells, tidied: NFC, blanks folded, nothing invisible. Empty rows at the end are dropped."""
    if len(text) > MOST_TEXT:
        raise BlockTooLarge(f"Khối dán quá lớn: nhiều nhất {MOST_ROWS} dòng. Chép riêng phần cần dán.")
    rows = [[tidy(cell) for cell in row] for row in _cells(re.sub(r"\r\n?", "\n", text))]
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise BlockTooLarge(
            f"Khối dán quá lớn: nhiều nhất {MOST_ROWS} dòng, {MOST_COLUMNS} cột. Chép riêng phần cần dán."
        )
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _cells(text: str) -> Iterable[list[str]]:
    place, row = 0, []
    while place <= len(text):
        quoted = _QUOTED.match(text, place) if text.startswith('"', place) else None
        if quoted:
            cell, place = quoted.group(1).replace('""', '"'), quoted.end()
        else:
            end = min((at for at in (text.find("\t", place), text.find("\n", place)) if at >= 0), default=len(text))
            cell, place = text[place:end], end
        row.append(cell)
        if place >= len(text) or text[place] == "\n":
            yield row
            row = []
        place += 1


def tidy(cell: str) -> str:
    """One line in NFC without anything that cannot be seen."""
    return clean("".join(char for char in cell if char.isprintable() or char.isspace()))


def one_column(rows: Sequence[Sequence[str]]) -> bool:
    """Whether only figures of one column were copied: they go straight down from a cell."""
    return bool(rows) and all(len(row) == 1 and (not row[0] or looks_like_figure(row[0])) for row in rows)


def looks_like_figure(text: str) -> bool:
    """A number, a word of pass or fail, or something that was meant as a number (1O5, 1e999, #N/A)."""
    key = search_key(text)
    if text in ("-", NO_FIGURE) or key in PASSED | FAILED or key in ("nan", "inf", "infinity"):
        return True
    if _EXCEL_ERROR.fullmatch(text) or text.startswith("="):
        return True
    has_digit = any(char.isdigit() for char in text)
    return has_digit and month_of(text) is None and not re.search(r"[^\W\d_]{3}", key)


def month_of(text: str) -> tuple[int, int | None] | None:
    """(month, year or None) that a heading names: `Tháng 9`, `T9/2023`, `09/2023`."""
    found = _MONTH.fullmatch(search_key(text))
    if found is None:
        return None
    month, year = int(found[1] or found[3]), found[2] or found[4]
    return (month, int(year) if year else None) if 1 <= month <= 12 else None


# --- which criterion a line means -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """One criterion that takes figures."""

    pk: int
    code: str
    name: str
    measure: str = ""


HOW = {
    "code": "Khớp theo mã",
    "name": "Khớp theo tên",
    "loose": "Khớp gần đúng",
    "place": "Theo thứ tự dòng",
    "chosen": "Đã chọn",
}


@dataclass(frozen=True)
class Match:
    """item: None when nothing was found. how: a key of HOW, empty without an item. rivals: equally good, to choose."""

    item: Item | None = None
    how: str = ""
    rivals: tuple[Item, ...] = ()


def _words(text: str) -> list[str]:
    return _WORD.findall(search_key(text))


class Matcher:
    """Finds criteria by code, then by name, then loosely."""

    def __init__(self, items: Sequence[Item]):
        self.items = list(items)
        self.by_code = {self._code(item.code): item for item in items}
        self.by_name: dict[str, list[Item]] = {}
        for item in items:
            self.by_name.setdefault(" ".join(_words(item.name)), []).append(item)
        self.words = [(item, _words(item.name), _words(item.measure)) for item in items]
        self.known: dict[tuple[str, str], Match] = {}  # a column of measures says the same word a hundred times

    @staticmethod
    def _code(text: str) -> str:
        return search_key(text).replace(" ", "").rstrip(".)")

    def find(self, code: str, name: str) -> Match:
        """A code wins, unless the name is word for word that of another criterion: Excel turns 1.10 into 1.1."""
        if (code, name) not in self.known:
            self.known[code, name] = self._find(code, name)
        return self.known[code, name]

    def _find(self, code: str, name: str) -> Match:
        coded = self.by_code.get(self._code(code)) if code else None
        named = self.by_name.get(" ".join(_words(name)), []) if name else []
        if coded and (not named or coded in named):
            return Match(coded, "code")
        if len(named) == 1:
            return Match(named[0], "name")
        if named:
            return Match(rivals=tuple(named))
        if not name:
            return Match()
        head, _, rest = name.partition(" ")
        if rest and (led := self.by_code.get(self._code(head))) and not head.isalpha():
            return Match(led, "code")
        return self._loose(name)

    def _loose(self, name: str) -> Match:
        outside = _BRACKETS.sub(" ", name)
        wanted = [word for word in _words(outside) if word not in _FILLING] or _words(outside)
        measure = [word for part in _BRACKETS.findall(name) for word in _words(part)]
        if not wanted:
            return Match()
        scored = []
        for item, words, unit in self.words:
            near, whole = self._near(wanted, words)
            if max(near, whole) >= ENOUGH:
                scored.append(((max(near, whole), near, bool(measure) and measure == unit), item))
        if not scored:
            return Match()
        best = max(score for score, _ in scored)
        winners = [item for score, item in scored if score == best]
        return Match(winners[0], "loose") if len(winners) == 1 else Match(rivals=tuple(winners))

    @staticmethod
    def _near(wanted: list[str], words: list[str]) -> tuple[Fraction, Fraction]:
        """Share of the label's words found in a name, also by initials (SP: song phương); share of the name found."""
        have, found, used = set(words), 0, set()
        initials = "".join(word[0] for word in words)
        for word in wanted:
            if word in have:
                found += 1
                used.add(word)
            elif 2 <= len(word) <= 4 and (at := initials.find(word)) >= 0:
                found += 1
                used |= set(words[at : at + len(word)])
        if 2 * found < len(wanted):
            return NONE, NONE
        return Fraction(found, len(wanted)), Fraction(len(used), len(have) or 1)


# --- what the columns hold --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Month:
    """A month of the year: key is its column role ("m12")."""

    key: str
    month: int
    year: int


@dataclass
class Layout:
    """roles: one for each column. first: index of the first row below the headings. asks: figures without a month."""

    roles: list[str]
    first: int = 0
    asks: bool = False
    heads: list[str] = field(default_factory=list)


def layout_of(rows: Sequence[Sequence[str]], matcher: Matcher, months: Sequence[Month], current: str) -> Layout:
    """Guess what each column holds; with several columns of figures and no month above them, the user is asked."""
    width = len(rows[0]) if rows else 0
    columns = [[row[place] for row in rows] for place in range(width)]
    figures = [place for place, column in enumerate(columns) if _share(column, looks_like_figure) >= Fraction(1, 2)]
    roles = [SKIP] * width
    for place, column in enumerate(columns):
        filled = [text for text in column if text]
        hits = [text for text in filled if matcher._code(text) in matcher.by_code]
        others = [other for other in figures if other != place]
        if others and len(hits) * 5 >= len(filled) * 3 and filled and len(set(hits)) == len(hits) and CODE not in roles:
            roles[place] = CODE
    figures = [place for place in figures if roles[place] == SKIP]
    texts = [place for place in range(width) if roles[place] == SKIP and place not in figures]
    known = {place: sum(matcher.find("", text).item is not None for text in columns[place] if text) for place in texts}
    if texts and (CODE not in roles or max(known.values())):
        roles[max(texts, key=lambda place: (known[place], len("".join(columns[place])), -place))] = NAME
    first = next((at for at, row in enumerate(rows) if any(looks_like_figure(row[place]) for place in figures)), 0)
    heads = [" ".join(row[place] for row in rows[:first] if row[place]) for place in range(width)]
    layout = Layout(roles, first, heads=heads)
    _set_months(layout, rows, figures, months, current)
    return layout


def _share(column: Sequence[str], holds) -> Fraction:
    filled = [text for text in column if text and month_of(text) is None]
    return Fraction(sum(map(holds, filled)), len(filled)) if filled else Fraction(0)


def _set_months(layout: Layout, rows, figures: list[int], months: Sequence[Month], current: str) -> None:
    open_places = []
    for place in figures:
        named = next((found for row in rows[: layout.first] if (found := month_of(row[place]))), None)
        if named is not None:
            month, year = named
            key = next((one.key for one in months if one.month == month and year in (None, one.year)), SKIP)
            layout.roles[place] = key if key not in layout.roles else SKIP
        elif not search_key(layout.heads[place]).startswith(_NO_MONTH):
            open_places.append(place)
    if any(role.startswith(MONTH) for role in layout.roles):
        return
    if len(open_places) == 1:
        layout.roles[open_places[0]] = current
    layout.asks = len(open_places) > 1


# --- what a figure says -----------------------------------------------------------------------------------------------


def read_figure(
    text: str, *, kind: str, places: int, maximum: Decimal | None, measure: str = ""
) -> tuple[Reading, str]:
    """A pasted figure and, where it was not read as it stands, how it was read."""
    typed = text
    if _EXCEL_ERROR.fullmatch(text):
        return Reading(raw=text[:60], problem=f"“{text[:20]}” là báo lỗi của Excel. Nhập số thay cho công thức."), ""
    if text.startswith("="):
        return Reading(raw=text[:60], problem="Đây là công thức. Dán giá trị, không dán công thức."), ""
    if measure == "%" and text.endswith("%"):
        typed = text[:-1].rstrip()
    reading = read_cell(typed, kind=kind, places=places, maximum=maximum)
    told = shown(reading.value, kind=kind, raw=reading.raw)
    if reading.problem or reading.value is None:
        return reading, ""
    if _GROUPED.fullmatch(text):
        return reading, f"Đọc là {told}, dấu chấm chia hàng nghìn"
    return reading, "" if told == text else f"Đổi {text} thành {told}"
