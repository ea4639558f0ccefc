"""Numbers, dates and running letters as Vietnamese administrative papers write them.

Pure functions, no Django. Sources: Nghị định 30/2020/NĐ-CP, Annex I (zero before days under 10 and months 1–2,
zero before document numbers under 10) and the house rule that percentages are cut, never rounded.
"""

import re
import unicodedata
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from thidua.numbers import cut

Number = int | Decimal | Fraction

LETTERS = "abcdđeghiklmnopqrstuvxy"  # the order of points "a)", "b)" … "d)", "đ)": no f, j, w, z
_ROMAN = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))


def nfc(text: str) -> str:
    """Composed letters: what search, copy-and-paste and every font expect."""
    return unicodedata.normalize("NFC", text)


def roman(number: int) -> str:
    """1 → I, 4 → IV, 12 → XII; for annexes and parts (1 or more)."""
    if number < 1:
        raise ValueError(f"No Roman numeral for {number}")
    result = ""
    for sign, value in _ROMAN:
        times, number = divmod(number, value)
        result += sign * times
    return result


def letter(number: int) -> str:
    """1 → a, 4 → d, 5 → đ, 6 → e: the letter of a point within a clause."""
    if not 1 <= number <= len(LETTERS):
        raise ValueError(f"No letter for point {number}")
    return LETTERS[number - 1]


def count(value: int) -> str:
    """A number of people, units or votes in running text: 3 → 03, 0 → 0, 28 → 28, 1234 → 1.234."""
    return f"{value:02d}" if 0 < value < 10 else number(value)


def _grouped(digits: str) -> str:
    """'1234567' → '1.234.567'."""
    return f"{int(digits):,}".replace(",", ".")


def number(value: Number, places: int | None = None) -> str:
    """1234.5 → '1.234,5'. With `places`, exactly so many decimals (half up); without, those the value has."""
    if isinstance(value, float):
        raise TypeError("Give points, money and percents as int, Decimal or Fraction, never float")
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    value = Decimal(value)
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, decimals = f"{abs(value):f}".partition(".")
    sign = "-" if value < 0 else ""
    return sign + _grouped(whole) + ("," + decimals if decimals else "")


def cut_ratio(ratio: Number, places: int = 2) -> Decimal:
    """A ratio (1 = 100 %) as percent, cut and never rounded: 13/15 → Decimal('86.66')."""
    if isinstance(ratio, float):
        raise TypeError("Give a ratio as int, Decimal or Fraction, never float")
    return cut(Fraction(ratio) * 100, places)


def percent(ratio: Number, places: int = 2) -> str:
    """A ratio (1 = 100 %) in print: Fraction(13, 15) → '86,66%'."""
    return number(cut_ratio(ratio, places), places) + "%"


def long_date(day: date | None) -> str:
    """'ngày 05 tháng 01 năm 2020'; days under 10 and months 1 and 2 get a zero. None leaves room for the pen."""
    if day is None:
        return "ngày … tháng … năm …"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def short_date(day: date | datetime) -> str:
    """'05/01/2020', with the time of day when there is one: '05/01/2020 14:05'; times are local and naive."""
    if isinstance(day, datetime) and day.tzinfo:
        raise TypeError("Give local times without a zone: timezone.make_naive(value)")
    return day.strftime("%d/%m/%Y %H:%M" if isinstance(day, datetime) else "%d/%m/%Y")


def official_number(text: str) -> str:
    """'5/QĐ-BCH' → '05/QĐ-BCH'. A text that begins with '/' has no number yet: room is left for the pen."""
    text = text.strip()
    if text.startswith("/"):
        return "\N{NO-BREAK SPACE}" * 8 + text
    return re.sub(r"^(\d)(?=\D|$)", r"0\1", text)


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu")


def in_words(value: int) -> str:
    """A whole number in words: 197100000 → 'một trăm chín mươi bảy triệu một trăm nghìn'."""
    if value < 0:
        return f"âm {in_words(-value)}"
    if value == 0:
        return _DIGITS[0]
    milliards, rest = divmod(value, 10**9)
    words = [in_words(milliards), "tỷ"] if milliards else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            words += [_hundreds(group, full=bool(words)), _SCALES[power]]
    return " ".join(word for word in words if word)


def _hundreds(group: int, *, full: bool) -> str:
    """Three digits. full: something stands before them, so that an empty place is said ('không trăm linh năm')."""
    hundreds, tens, units = group // 100, group // 10 % 10, group % 10
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0 and units:
        words += ["linh"] if words else []
    elif tens == 1:
        words.append("mười")
    elif tens:
        words += [_DIGITS[tens], "mươi"]
    if units == 1 and tens > 1:
        words.append("mốt")
    elif units == 5 and tens:
        words.append("lăm")
    elif units:
        words.append(_DIGITS[units])
    return " ".join(words)


def money_in_words(value: int) -> str:
    """The line in brackets after a sum: 3600000 → 'Ba triệu sáu trăm nghìn đồng'."""
    words = f"{in_words(value)} đồng"
    return words[0].upper() + words[1:]
