"""Titles of the year against their quotas."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q, Value

from awards.catalogue import rules as law
from awards.catalogue.enums import QuotaBase
from awards.catalogue.models import Award
from awards.nominations.enums import Chance, Eligibility, NominationState
from awards.nominations.models import AwardInYear, NominationList
from awards.nominations.quota import Meter
from awards.nominations.states import IN_THE_RUNNING, LOST, WON
from awards.years.models import EmulationPeriod
from thidua.widgets import Quota
from units.models import (
    Unit,
)

N = NominationState


@dataclass(frozen=True)
class BoardRow:
    """One title of the year with its meter: the tabs of the list. commanders: the meter of those who command, capped
    apart inside the quota; None where they are not.

    states: all lines by state. verdicts: lines not withdrawn by eligibility, of the unit looked at; own: their number.
    """

    year_award: AwardInYear
    meter: Meter
    states: Counter = field(default_factory=Counter)
    verdicts: Counter = field(default_factory=Counter)
    own: int | None = None
    commanders: Meter | None = None

    @property
    def award(self) -> Award:
        return self.year_award.award

    @property
    def others(self) -> Meter | None:
        """Those who do not command against the common places, where the places of those who do stand beside them."""
        return beside(self.meter, self.commanders) if self.year_award.commanders_apart else None

    @property
    def over(self) -> int:
        """How many above the quota; where it has two parts, above each of them."""
        if self.others is None:
            return self.meter.over
        return max(self.meter.over, self.others.over + self.commanders.over)

    @property
    def to_council(self) -> int:
        return self.states[N.TO_COUNCIL]

    @property
    def is_voted(self) -> bool:
        """Whether a ballot has settled any of the lines."""
        return any(self.states[state] for state in (*WON, *LOST))

    def quota(self, *, url: str = "", current: bool = False, also_name: str = "") -> Quota:
        """The meter as a component of the page."""
        meter, notes = self.meter, []
        if self.over:
            notes.append(f"có {meter.rejected} đề nghị loại" if meter.rejected else "Hội đồng bỏ phiếu chọn")
        if self.others is not None and self.commanders.quota is not None:
            notes.append(f"{self.commanders.quota} riêng cán bộ chủ trì")
        if meter.also:
            notes.append(f"tính cả {meter.also} {also_name}".strip())
        if self.own is not None:
            notes.append(f"đơn vị {self.own}")
        return Quota(self.award.short_name, meter.counted, meter.quota, ", ".join(notes), url, current)


def titles_of(period: EmulationPeriod | None) -> list[AwardInYear]:
    """Titles of the year's list in the order of the papers, each with its award and the list itself; one query."""
    if period is None:
        return []
    rows = AwardInYear.objects.filter(nomination_list__period=period, nomination_list__event="")
    rows = rows.select_related("award", "nomination_list")
    rows = list(rows.order_by("sort", "pk"))
    for row in rows:
        row.nomination_list = rows[0].nomination_list
        row.nomination_list.period = period
    return rows


DOUBLED = "*"  # in the place of a state: not a count, but somebody who is on more than one list


def quota_board(
    listing: NominationList, own: Unit | None = None, titles: list[AwardInYear] | None = None
) -> list[BoardRow]:
    """Every title of the year against its quota, in the order of the papers; two queries, one with `titles`.

    own: a unit whose lines are counted apart. titles: what `titles_of` gave.
    """
    rows = list(listing.awards.select_related("award").order_by("sort", "pk")) if titles is None else titles
    mine = Count("pk", filter=Q(proposer__path__startswith=own.path)) if own else Count("pk")
    chiefs = Count("pk", filter=Q(person__is_commander=True)) if any(map(caps_commanders, rows)) else Value(0)
    counts = listing.lines.order_by().values_list("award_id", "state", "eligibility")
    counts = counts.annotate(n=Count("pk"), part=mine, chiefs=chiefs)
    alive = [*IN_THE_RUNNING, *WON]
    ready = _ready(listing, rows)
    if any(row.counted_with or row.percent_base == QuotaBase.HOLDERS_OF_LOWER_TITLE for row in rows):
        # The few people on more than one list come along in the same query, so that each is counted once.
        lines = listing.lines.filter(person__isnull=False, state__in=alive).order_by()
        more = lines.values("person").annotate(many=Count("pk")).filter(many__gt=1).values("person")
        people = lines.filter(person__in=more).values_list("award_id", Value(DOUBLED), Value(""), "person_id")
        counts = counts.union(people.annotate(part=Value(0), chiefs=Value(0)), all=True)
    states, verdicts = defaultdict(Counter), defaultdict(Counter)
    own_counts, several, commanders = Counter(), defaultdict(set), Counter()
    for award, state, eligibility, number, part, commanding in counts:
        if state == DOUBLED:
            several[number].add(award)
            continue
        states[award][state] += number
        if state != N.WITHDRAWN:
            commanders[award] += commanding
            ready[award] += number if eligibility in FIT else 0
            verdicts[award][eligibility] += part
            own_counts[award] += part
    counted = {award: sum(found[state] for state in alive) for award, found in states.items()}
    people = Union(rows, counted, several, ready)
    return [
        BoardRow(
            row,
            Meter(
                used=sum(n for state, n in states[row.award_id].items() if state != N.WITHDRAWN),
                quota=(quota := people.quota_of(row)),
                also=people.also(row),
                rejected=states[row.award_id][N.REJECTED],
            ),
            states[row.award_id],
            verdicts[row.award_id],
            own_counts[row.award_id] if own else None,
            Meter(commanders[row.award_id], row.commander_places(quota)) if caps_commanders(row) else None,
        )
        for row in rows
    ]


def beside(meter: Meter, commanders: Meter | None) -> Meter | None:
    """The meter of those who do not command, for a quota that has places for those who do beside the common ones."""
    if commanders is None:
        return None
    places = None if meter.quota is None or commanders.quota is None else max(0, meter.quota - commanders.quota)
    return Meter(meter.used - commanders.used, places, meter.also)


def caps_commanders(row: AwardInYear) -> bool:
    return row.commander_percent is not None


FIT = (Eligibility.ELIGIBLE, Eligibility.LOOK)


def _ready(listing: NominationList, rows: list[AwardInYear]) -> Counter:
    """Title → collectives that nobody put forward and that were found eligible; read only where a cap rests on it."""
    moving = [row.award_id for row in rows if row.quota is None and row.percent_base == QuotaBase.ELIGIBLE_COLLECTIVES]
    if not moving:
        return Counter()
    found = listing.suggestions.filter(award__in=moving, unit_number__isnull=False)
    found = found.filter(group__in=[Chance.READY, Chance.LOOK]).order_by().values_list("award_id")
    return Counter(dict(found.annotate(n=Count("pk"))))


class Union:
    """Different people over several titles: counts of live lines by title, and the few who have more than one.

    ready: collectives that are eligible for a title, put forward or not.
    """

    def __init__(
        self,
        rows: list[AwardInYear],
        counts: dict[int, int],
        several: dict[int, set[int]],
        ready: dict[int, int] | None = None,
    ):
        self.ids = {row.award.code: row.award_id for row in rows}
        self.counts, self.several, self.ready = counts, several, ready or {}

    def size(self, awards: set[int]) -> int:
        """How many different people have a live line for one of the titles."""
        doubled = sum(max(0, len(titles & awards) - 1) for titles in self.several.values())
        return sum(self.counts.get(award, 0) for award in awards) - doubled

    def also(self, row: AwardInYear) -> int:
        """Holders of the titles counted with this one who have no line for this one."""
        others = {self.ids[code] for code in row.counted_with if code in self.ids}
        return self.size(others | {row.award_id}) - self.size({row.award_id}) if others else 0

    def quota_of(self, row: AwardInYear) -> int | None:
        """The fixed quota, or the cap on the people who hold a lower title or the collectives that are eligible now."""
        if row.quota is not None or row.percent is None:
            return row.quota
        own = row.commander_quota or 0 if row.commanders_apart else 0
        if row.percent_base == QuotaBase.ELIGIBLE_COLLECTIVES:
            return law.quota(row.percent, self.ready.get(row.award_id, 0)) + own
        below = {self.ids[code] for code in row.lower_titles if code in self.ids}
        return law.quota(row.percent, self.size(below | {row.award_id})) + own
