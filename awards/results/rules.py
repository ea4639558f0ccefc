"""How a cell of the entry grid is read, when a figure looks odd, and how months become a year. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from awards.criteria.enums import Accumulation, CriterionKind
from thidua.numbers import parse_number
from thidua.text import search_key

NO_FIGURE = "–"
RAW_LENGTH = 60
JUMP = 3  # "over 3 × the mean or under a third of it": a question to the typist, not a rule of the law
PASSED = {"dat", "d", "co", "x", "1", "hoan thanh"}
FAILED = {"khong", "khong dat", "chua dat", "k", "0"}


@dataclass(frozen=True)
class Reading:
    """What a typed text means: a value, or a problem beside the raw text; neither for an empty cell.

    raw: kept only where it says more than the value (a problem, or "–" for: no figure this month).
    """

    value: Decimal | None = None
    raw: str = ""
    problem: str = ""


def read_cell(text: str, *, kind: str, places: int, maximum: Decimal | None) -> Reading:
    """Read one cell. Wrong text is never lost: it comes back as `raw` with the sentence that says what is wrong.

    places: decimals the criterion allows. maximum: its largest possible value (100 for a percentage), or None.
    """
    typed = text.strip()
    if not typed:
        return Reading()
    if typed in ("-", NO_FIGURE):
        return Reading(raw=NO_FIGURE)
    if len(typed) > RAW_LENGTH:
        return Reading(raw=typed[:RAW_LENGTH], problem=f"Quá {RAW_LENGTH} ký tự. Nhập số, ví dụ 105.")
    if kind == CriterionKind.PASS_FAIL:
        return _read_passed(typed)
    try:
        value = parse_number(typed, places=RAW_LENGTH)
    except ValueError as error:
        return Reading(raw=typed, problem=str(error))
    if value is None:
        return Reading()
    if value < 0:
        return Reading(raw=typed, problem=f"“{typed}” là số âm. Nhập số từ 0 trở lên.")
    if value != round(value, places):
        limit = f"có quá {places} chữ số sau dấu phẩy" if places else "không phải là số nguyên"
        return Reading(raw=typed, problem=f"“{typed}” {limit}. Nhập số, ví dụ {plain(round(value, places))}.")
    if maximum is not None and value > maximum:
        return Reading(raw=typed, problem=f"“{typed}” vượt quá {plain(maximum)}. Nhập số từ 0 đến {plain(maximum)}.")
    return Reading(value=value)


def _read_passed(typed: str) -> Reading:
    word = search_key(typed)
    if word in PASSED:
        return Reading(value=Decimal(1))
    if word in FAILED:
        return Reading(value=Decimal(0))
    return Reading(raw=typed, problem=f"“{typed}” không rõ nghĩa. Nhập Đạt hoặc Không.")


def plain(value: Decimal | int) -> str:
    """A number as it is typed here: `1.234,5`, no trailing zeros."""
    text = f"{Decimal(value).normalize():,f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def shown(value: Decimal | None, *, kind: str, raw: str = "") -> str:
    """The text of a cell: what was typed when it could not be read, else the value as people write it."""
    if value is None:
        return raw
    if kind == CriterionKind.PASS_FAIL:
        return "Đạt" if value else "Không"
    return plain(value)


def jump_warning(value: Decimal | None, mean: Decimal | None) -> str:
    """A question about a figure over three times, or under a third of, the mean of the months before; else empty.

    A mean below 3 is not asked about downwards: only 0 lies under a third of it, and that is chance.
    """
    if value is None or not mean:
        return ""
    if value > JUMP * mean:
        return f"Gấp {_times(value, mean)} lần trung bình các tháng trước ({_rounded(mean)})."
    if mean >= JUMP and value * JUMP < mean:
        return f"Chưa bằng một phần ba trung bình các tháng trước ({_rounded(mean)})."
    return ""


def _times(value: Decimal, mean: Decimal) -> str:
    return plain((value / mean).quantize(Decimal("0.1")))


def _rounded(mean: Decimal) -> str:
    return plain(mean.quantize(Decimal("0.1")))


def accumulate(how: str, kind: str, values: Sequence[Decimal]) -> Fraction | None:
    """The year so far out of the months that have a figure, oldest first; None when no month has one.

    Sum, mean or last month. A pass/fail criterion (1 or 0 a month) is passed when its last month is, or, for the
    other two ways, when every month is: the year is not done where one month was not.
    """
    if not values:
        return None
    if how == Accumulation.LAST:
        return Fraction(values[-1])
    if kind == CriterionKind.PASS_FAIL:
        return Fraction(min(values))
    total = Fraction(sum(values, Decimal(0)))  # exact: a dozen figures of two decimals
    return total if how == Accumulation.SUM else total / len(values)
