"""How words of a spreadsheet are understood, without a database."""

import re
from datetime import date

from thidua.text import search_key

_DAY = re.compile(r"(\d{1,4})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{1,4})")
_EXPONENT = re.compile(r"[+-]?\d+(?:[.,]\d+)?e[+-]?\d+", re.IGNORECASE)
FIRST_YEAR = 1900
YES = {"co", "x", "yes", "y", "dung", "1", "true"}
NO = {"khong", "no", "n", "sai", "0", "false", "-"}


def header_key(text: str) -> str:
    """A heading without accents, signs and brackets: `Số hiệu (*)` -> `so hieu`."""
    plain = re.sub(r"\(.*?\)|\[.*?\]", " ", search_key(text))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def is_exponent(text: str) -> bool:
    """`9,01235E+11`: what is left of a long number after a spreadsheet has shortened it."""
    return bool(_EXPONENT.fullmatch(text.replace(" ", "")))


def read_day(text: str, today: date) -> date:
    """dd/mm/yyyy, d-m-yyyy, dd.mm.yyyy or yyyy-mm-dd.

    A year of two digits is taken only when one century alone is possible: 85 is 1985, because 2085 has not come; 15
    may be 1915 or 2015 and is refused. Raises ValueError with one Vietnamese sentence.
    """
    found = _DAY.fullmatch(text)
    if not found:
        if text.isdigit():
            raise ValueError(f"“{text}” là số, không phải ngày. Ghi dạng dd/mm/yyyy, ví dụ 05/10/1985.")
        raise ValueError(f"“{text}” không phải ngày. Ghi dạng dd/mm/yyyy, ví dụ 05/10/1985.")
    first, _, month, last = found.groups()
    if len(first) == 4:
        year, day = first, last
    else:
        day, year = first, last
    if len(day) > 2 or len(year) not in (2, 4):
        raise ValueError(f"“{text}” không phải ngày. Ghi dạng dd/mm/yyyy, ví dụ 05/10/1985.")
    if len(year) == 4:
        return _day(text, int(year), int(month), int(day))
    years = [century + int(year) for century in (1900, 2000)]
    possible = [_day(text, year, int(month), int(day)) for year in years]
    possible = [one for one in possible if one <= today]
    if len(possible) != 1:
        raise ValueError(f"“{text}”: năm hai chữ số có thể là {years[0]} hoặc {years[1]}. Ghi đủ bốn chữ số.")
    return possible[0]


def _day(text: str, year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise ValueError(f"“{text}”: không có tháng {month}. Ghi ngày trước, tháng sau: dd/mm/yyyy.")
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValueError(f"“{text}”: không có ngày {day}/{month}/{year}.") from None
    if year < FIRST_YEAR:
        raise ValueError(f"“{text}”: năm phải từ {FIRST_YEAR}.")
    return found


def read_flag(text: str) -> bool:
    """Có or không, also x, 1, 0. Raises ValueError with one Vietnamese sentence."""
    key = search_key(text)
    if key in YES:
        return True
    if key in NO:
        return False
    raise ValueError(f"“{text}” không hiểu được. Ghi Có hoặc Không.")


def read_whole(text: str, least: int, most: int) -> int:
    """A count within bounds. Raises ValueError with one Vietnamese sentence."""
    digits = text.replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise ValueError(f"“{text}” không phải số nguyên. Ghi chữ số, ví dụ {least}.")
    if not least <= int(digits) <= most:
        raise ValueError(f"“{text}” phải từ {least} đến {most}.")
    return int(digits)
