"""What the army's ranks allow and how time in service and in post is counted, without a database."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from thidua.text import search_key
from units.people.enums import ObjectGroup, Rank

_ORDER = list(Rank)
Span = tuple[date, date | None]  # first and last day, both included; None: still running

# From this many months at a unit on, its remark is asked for when somebody is judged elsewhere.
MONTHS_FOR_REMARK = 6


# --- ranks ----------------------------------------------------------------------------------------------------------


def ranks_of(group: ObjectGroup) -> list[Rank]:
    """Ranks an object group can hold, low to high.

    Hạ sĩ quan, binh sĩ: binh nhì – thượng sĩ; quân nhân chuyên nghiệp: thiếu úy – thượng tá (chuẩn úy was abolished on
    01/07/2016); sĩ quan: thiếu úy – đại tướng; công nhân, viên chức quốc phòng have no rank. Law on officers 1999 as
    amended, Điều 10; Law on professional servicemen 2015, Điều 16; Law on military service 2015, Điều 8.
    """
    first = _ORDER.index(Rank.SECOND_LIEUTENANT)
    if group == ObjectGroup.SOLDIER:
        return _ORDER[:first]
    if group == ObjectGroup.PROFESSIONAL:
        return _ORDER[first : _ORDER.index(Rank.SENIOR_LIEUTENANT_COLONEL) + 1]
    if group == ObjectGroup.OFFICER:
        return _ORDER[first : _ORDER.index(Rank.GENERAL) + 1]
    return [Rank.CIVILIAN]


def rank_fits(rank: Rank, group: ObjectGroup) -> bool:
    return rank in ranks_of(group)


def groups_of(rank: Rank) -> list[ObjectGroup]:
    """Object groups in which a rank is held: one, or two between thiếu úy and thượng tá."""
    return [group for group in ObjectGroup if rank_fits(rank, group)]


def group_of(rank: Rank) -> ObjectGroup | None:
    """The object group a rank tells by itself; None where officers and professionals share it."""
    groups = groups_of(rank)
    return groups[0] if len(groups) == 1 else None


# --- time -----------------------------------------------------------------------------------------------------------


def whole_months(first: date, last: date) -> int:
    """Full months from the first to the last day, both included: 01/10 to 30/09 is 12, 15/01 to 30/09 is 8."""
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    return max(0, months - (1 if after.day < first.day else 0))


def service_months(joined_on: date | None, on: date, left_on: date | None = None) -> int | None:
    """Length of service in full months on a day, at most to the day somebody left; None while the start is unknown."""
    if joined_on is None:
        return None
    return whole_months(joined_on, min(on, left_on) if left_on else on)


def months_in_words(months: int) -> str:
    """`13 năm 9 tháng`, `8 tháng`, `2 năm`."""
    years, rest = divmod(months, 12)
    words = [f"{years} năm"] if years else []
    words += [f"{rest} tháng"] if rest or not years else []
    return " ".join(words)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order of time; those that touch or overlap become one."""
    found: list[Span] = []
    for first, last in sorted(spans, key=lambda span: span[0]):
        if found and (found[-1][1] is None or first <= found[-1][1] + timedelta(days=1)):
            before = found[-1]
            ends = (before[1], last)
            found[-1] = (before[0], None if None in ends else max(ends))
        else:
            found.append((first, last))
    return found


def months_in_post(spans: Iterable[Span], starts_on: date, ends_on: date) -> int:
    """Full months somebody held a post inside [starts_on, ends_on]; a change of post without a gap goes on counting."""
    inside = [
        (max(first, starts_on), min(last or ends_on, ends_on))
        for first, last in joined(spans)
        if first <= ends_on and (last is None or last >= starts_on)
    ]
    return sum(whole_months(first, last) for first, last in inside)


@dataclass(frozen=True)
class Judging:
    """Who judges somebody for a period: the unit of the last day; `remarks`: (unit, months) whose remark is needed."""

    unit: object | None
    remarks: tuple[tuple[object, int], ...] = ()

    @property
    def warning(self) -> str:
        """One sentence for the officer; empty when the judging unit needs nobody else's word."""
        if not self.remarks:
            return ""
        places = "; ".join(f"{unit} ({months} tháng)" for unit, months in self.remarks)
        return f"{self.unit} nhận xét, đánh giá; cần ý kiến bằng văn bản của đơn vị cũ: {places}."


def who_judges(postings: Iterable[tuple[object, date, date | None]], starts_on: date, ends_on: date) -> Judging:
    """The unit that judges somebody for [starts_on, ends_on] from postings (unit, first day, last day).

    The new unit judges; a unit where the person served six months or more of the period is asked for its remark
    (general practice of the courts and ministries, a warning, never a bar). Nobody judges whoever held no post.
    """
    stays: dict[object, list[Span]] = {}
    last_unit, last_day = None, None
    for unit, first, last in postings:
        if first > ends_on or (last is not None and last < starts_on):
            continue
        stays.setdefault(unit, []).append((first, last))
        if last_day is None or first > last_day:
            last_unit, last_day = unit, first
    remarks = []
    for unit, spans in stays.items():
        months = months_in_post(spans, starts_on, ends_on)
        if unit != last_unit and months >= MONTHS_FOR_REMARK:
            remarks.append((unit, months))
    return Judging(last_unit, tuple(remarks))


# --- duplicates -----------------------------------------------------------------------------------------------------

_NOT_IN_NUMBERS = re.compile(r"[^0-9A-Z]")


def number_key(service_number: str) -> str:
    """A service number without what people write differently (signs, blanks, zeros): `0090-123.456` → `90123456`."""
    return _NOT_IN_NUMBERS.sub("", service_number.upper()).lstrip("0")


def twin_key(full_name: str, birth_date: date | None) -> str:
    """The same for two records of one person: folded name and day of birth; empty without a day of birth."""
    return f"{search_key(full_name)} {birth_date.isoformat()}" if birth_date else ""


# --- files: certificates, photos ------------------------------------------------------------------------------------

CERTIFICATE_BYTES = 10 * 1024 * 1024
PHOTO_BYTES = 2 * 1024 * 1024
PHOTO_LONGEST, PHOTO_SHORTEST = 6000, 120  # points of what is uploaded
PHOTO_SIZE = (600, 800)  # points of what is kept, at most
_BEGINNINGS = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
)


def certificate_type(beginning: bytes) -> tuple[str, str] | None:
    """(content type, ending) of a PDF or picture by its first bytes, whatever its name says; None for anything else."""
    return next(((kind, ending) for signs, kind, ending in _BEGINNINGS if beginning.startswith(signs)), None)
