"""A pasted block of answers from above, line by line: whom each line means and what it says. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from thidua.text import search_key

YES, NO, OTHER = "yes", "no", "other"
RESULTS = [("", "Chưa trả lời"), (YES, "Được tặng"), (OTHER, "Tặng danh hiệu khác"), (NO, "Không tặng")]
_REFUSED = ("khong", "chua", "tu choi", "loai")
_GRANTED = ("dong y", "duoc tang", "tang", "nhat tri", "cong nhan", "dat", "co", "x")


@dataclass(frozen=True)
class Said:
    """What a block says of one line. award: the code of another title that was given instead."""

    result: str
    reason: str = ""
    award: str = ""


def read_answers(
    rows: Iterable[list[str]], subjects: Mapping[str, list[int]], awards: Mapping[str, str], proposed: Mapping[int, str]
) -> tuple[dict[int, Said], list[str]]:
    """Lines by id, and the words of rows that mean nobody or more than one.

    subjects: folded name -> ids of the lines that wait; awards: folded name -> code; proposed: id -> code.
    """
    found: dict[int, Said] = {}
    unclear: list[str] = []
    for row in rows:
        cells = [cell for cell in row if cell]
        place = next((i for i, cell in enumerate(cells) if search_key(cell) in subjects), None)
        if place is None:
            if cells and not _is_heading(cells):
                unclear.append(" ".join(cells)[:80])
            continue
        ids = subjects[search_key(cells[place])]
        said = _said([cell for i, cell in enumerate(cells) if i != place], awards)
        mine = [one for one in ids if said.award == proposed[one]] if said.award and len(ids) > 1 else ids
        if len(mine) != 1 or mine[0] in found:
            unclear.append(cells[place])
            continue
        same = said.award == proposed[mine[0]]
        found[mine[0]] = Said(YES) if same and said.result == OTHER else said
    return found, unclear


def _said(cells: list[str], awards: Mapping[str, str]) -> Said:
    """An answer without a word of refusal is a grant; what is left over is the reason."""
    result, award, rest = "", "", []
    for cell in cells:
        key = search_key(cell)
        if key in awards and not award:
            award = awards[key]
        elif not result and key.startswith(_REFUSED) and len(key.split()) <= 3:
            result = NO
        elif not result and (key in _GRANTED or (key.startswith(_GRANTED) and len(key.split()) <= 3)):
            result = YES
        elif not cell.strip(".").isdecimal():
            rest.append(cell)
    reason = "; ".join(rest)
    if result == NO or (not result and search_key(reason).startswith(_REFUSED)):
        return Said(NO, reason, award)
    return Said(OTHER, "", award) if award else Said(YES)


def _is_heading(cells: list[str]) -> bool:
    keys = {search_key(cell) for cell in cells}
    return bool(keys & {"tt", "stt", "ho va ten", "ket qua", "doi tuong", "tap the", "ten"})
