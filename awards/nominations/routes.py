"""The way of a list from the units to the decision, as pure functions: order of stations, days, what the law asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

FIRST, LAST, COUNCIL, ORGANS = "unit_meeting", "decision", "council", "organs"
RECORDED = ("cluster", "standing", "party")  # stations whose result is a paper with a word on every line
MOST_DAYS = 365


@dataclass(frozen=True)
class Stop:
    """One station of a route. days: how long it has; obligatory: the law knows no way around it.

    short: its name on a timeline.
    """

    code: str
    text: str
    short: str = ""
    is_on: bool = True
    days: int | None = None
    obligatory: bool = False
    legal_basis: str = ""
    confidence: str = ""

    @property
    def told(self) -> str:
        """`Lấy ý kiến cơ quan (5 ngày)`."""
        return f"{self.short or self.text} ({self.days} ngày)" if self.days else self.short or self.text


def on(stops: Sequence[Stop]) -> list[Stop]:
    return [stop for stop in stops if stop.is_on]


def before_council(stops: Sequence[Stop]) -> list[Stop]:
    """Stations that are on and come before the vote of the council; without a council all of them."""
    found = on(stops)
    codes = [stop.code for stop in found]
    return found[: codes.index(COUNCIL)] if COUNCIL in codes else found


def after_council(stops: Sequence[Stop]) -> list[Stop]:
    found = on(stops)
    codes = [stop.code for stop in found]
    return found[codes.index(COUNCIL) + 1 :] if COUNCIL in codes else []


def problems(stops: Sequence[Stop]) -> list[tuple[str, str]]:
    """Sentence and field of everything that makes no way at all."""
    found, live = [], on(stops)
    if not live or live[0].code != FIRST:
        found.append(("Bước đầu tiên là đơn vị họp, báo công, bình công.", f"so_{FIRST}"))
    if not live or live[-1].code != LAST:
        found.append(("Bước cuối cùng là quyết định hoặc đề nghị cấp trên.", f"so_{LAST}"))
    for stop in live:
        if stop.days is not None and not 1 <= stop.days <= MOST_DAYS:
            found.append((f"{stop.short}: số ngày từ 1 đến {MOST_DAYS}.", f"ngay_{stop.code}"))
    return found


def warnings(stops: Sequence[Stop], law: Sequence[Stop]) -> list[str]:
    """Where a route leaves what the law says; law: all stations in its order, none obligatory when no text is known."""
    live = on(stops)
    missing = [stop for stop in law if stop.obligatory and stop.code not in {one.code for one in live}]
    found = [f"Tắt “{stop.short}”: bước bắt buộc theo {stop.legal_basis}." for stop in missing]
    order = [stop.code for stop in law]
    places = [order.index(stop.code) for stop in live]
    if places != sorted(places) and any(stop.obligatory for stop in law):
        found.append(f"Thứ tự các bước khác {law[0].legal_basis.partition(',')[0]}.")
    return found


def deadlines(stops: Sequence[Stop], start: date, fixed: Mapping[str, date]) -> dict[str, date | None]:
    """Station → its last day. start: of receiving proposals; fixed: days set otherwise, by code.

    A station has its days from the last day of the one before; without days and without a set day it has none.
    """
    found: dict[str, date | None] = {}
    day = start
    for stop in on(stops):
        due = start if stop.code == FIRST else fixed.get(stop.code)
        if due is None and stop.days:
            due = day + timedelta(days=stop.days)
        found[stop.code] = due
        day = due or day
    return found


def changes(before: Sequence[Stop], after: Sequence[Stop]) -> list[str]:
    """What a new route changes, in sentences."""
    was = {stop.code: stop for stop in before}
    found = []
    for stop in after:
        old = was.get(stop.code)
        if old is None or old.is_on != stop.is_on:
            found.append(f"{'Bật' if stop.is_on else 'Tắt'}: {stop.short}." if old or stop.is_on else "")
        elif stop.is_on and old.days != stop.days:
            words = [f"{days} ngày" if days else "không đặt số ngày" for days in (old.days, stop.days)]
            found.append(f"{stop.short}: {words[0]} → {words[1]}.")
    kept = [code for code in (stop.code for stop in on(before)) if code in {stop.code for stop in on(after)}]
    now = [stop.code for stop in on(after) if stop.code in kept]
    if kept != now:
        found.append(f"Thứ tự: {' → '.join(stop.short for stop in on(after))}.")
    return [sentence for sentence in found if sentence]
