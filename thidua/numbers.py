"""Numbers as Vietnamese people type them: `1.234,5`, `1234,5`, `1234.5`."""

import re
from decimal import Decimal
from fractions import Fraction

EMPTY = {"", "-", "–"}
_LOOKALIKE = {"o": "chữ O", "O": "chữ O", "l": "chữ l", "I": "chữ I"}
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)  # digits of other scripts are no figures here
_GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3})+", re.ASCII)


def is_number(text: str) -> bool:
    """Whether a text from an address or a form is an id: ASCII digits only (`²` is a digit, but no number)."""
    return text.isascii() and text.isdigit() and len(text) < 19


def parse_number(text: str, *, places: int = 2) -> Decimal | None:
    """The number somebody typed, or None for an empty cell.

    A dot followed by exactly three digits groups thousands (`1.234` is 1234); a comma is the decimal mark.
    Raises ValueError with one Vietnamese sentence that says what is wrong and how to write it.
    """
    raw = text.replace("\u00a0", "").replace(" ", "").replace("\u2212", "-")
    if raw in EMPTY:
        return None
    plain = raw
    if "," in raw:
        whole, _, fraction = raw.partition(",")
        if "," in fraction:
            raise ValueError(f"“{text}” có nhiều dấu phẩy. Nhập số, ví dụ 1.234,5.")
        if "." in fraction or ("." in whole and not _GROUPED.fullmatch(whole)):
            raise ValueError(f"“{text}” đặt dấu chấm sai chỗ. Nhập số, ví dụ 1.234,5.")
        plain = whole.replace(".", "") + "." + fraction
    elif _GROUPED.fullmatch(raw):
        plain = raw.replace(".", "")
    if not _PLAIN.fullmatch(plain):
        raise ValueError(_not_a_number(text, raw))
    number = Decimal(plain)
    if -number.as_tuple().exponent > places:
        raise ValueError(f"“{text}” có quá {places} chữ số sau dấu phẩy.")
    if abs(number) >= Decimal(10) ** 12:
        raise ValueError(f"“{text}” quá lớn.")
    return number


def _not_a_number(text: str, raw: str) -> str:
    for char, name in _LOOKALIKE.items():
        fixed = raw.replace(char, "0" if char in "oO" else "1")
        if char in raw and _PLAIN.fullmatch(fixed):
            return f"“{text}” có {name}. Nhập số, ví dụ {fixed}."
    if any(char.isdecimal() and not char.isascii() for char in raw):
        return f"“{text}” có chữ số của bộ chữ khác. Nhập chữ số 0 đến 9, ví dụ 105."
    return f"“{text}” không phải là số. Nhập số, ví dụ 105 hoặc 1.234,5."


def typed(value: Decimal) -> str:
    """A stored number as somebody types it: `1234,5`, no grouping, no trailing zeros."""
    return f"{value.normalize():f}".replace(".", ",")


def half_up(value: Decimal | Fraction | int, places: int) -> Decimal:
    """Rounded half up, however long the fraction: Fraction(2, 3), 2 -> Decimal("0.67")."""
    top, bottom = value.as_integer_ratio()
    whole, rest = divmod(top * 10**places, bottom)
    return Decimal(whole + (2 * rest >= bottom)).scaleb(-places)


def cut(value: Decimal | Fraction | int, places: int = 2) -> Decimal:
    """Cut towards zero, never rounded, however long the fraction: Fraction(200, 3) -> Decimal("66.66")."""
    return Decimal(int(Fraction(value) * 10**places)).scaleb(-places)


def cut_percent(part: Decimal | int, whole: Decimal | int) -> str:
    """Percentage cut, never rounded, to two decimals: 13/15 -> `86,66`; no base -> `–`."""
    if not whole:
        return "–"
    return str(cut(Fraction(part) / Fraction(whole) * 100)).replace(".", ",")
