"""What each unit was given of a quota, what it put forward, what is left."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet

from awards.nominations.board import BoardRow
from awards.nominations.enums import NominationState
from awards.nominations.models import AwardInYear, NominationList
from awards.nominations.quota import Meter
from awards.nominations.shares import QuotaDistribution, QuotaShare
from awards.nominations.states import IN_THE_RUNNING, WON
from units.models import Person, Unit, User

N = NominationState


def units_to_share(listing: NominationList) -> list[Unit]:
    """Who may be given a part: the command's staff, its reporting units, and those right below it that hold none."""
    period, unit = listing.period, listing.unit
    if period.cluster_id:
        return list(period.reporting_units())
    found = Unit.objects.within(unit, period.starts_on, period.ends_on).filter(closed_on__isnull=True)
    found = list(found.filter(Q(is_reporting=True) | Q(parent=unit) | Q(pk=unit.pk)).in_order())
    reporting = [one for one in found if one.is_reporting]
    return [
        one
        for one in found
        if one.is_reporting or one.pk == unit.pk or not any(other.path.startswith(one.path) for other in reporting)
    ]


def distributions(listing: NominationList) -> dict[int, QuotaDistribution]:
    """Title -> its newest sharing with its shares; two queries."""
    shares = Prefetch("shares", QuotaShare.objects.select_related("unit"))
    rows = listing.distributions.in_force().select_related("award", "made_by").prefetch_related(shares)
    return {row.award_id: row for row in rows}


@dataclass(frozen=True)
class Balance:
    """One unit: its part (None: nothing shared out yet), its lines, of them those who command where that is capped."""

    unit: Unit
    name: str
    share: QuotaShare | None
    meter: Meter
    commanders: Meter | None = None

    @property
    def over(self) -> int:
        return self.meter.over

    @property
    def left(self) -> int | None:
        return self.meter.left


@dataclass(frozen=True)
class Shared:
    """A quota with its sharing: what went to units, what the command keeps back, what every unit did with its part."""

    row: BoardRow
    distribution: QuotaDistribution | None
    balances: list[Balance]

    @property
    def given(self) -> int:
        return sum(one.share.number for one in self.balances if one.share)

    @property
    def commanders_given(self) -> int:
        return sum(one.share.commanders or 0 for one in self.balances if one.share)

    @property
    def reserve(self) -> int | None:
        """Not shared out; below zero when the quota has shrunk since."""
        return None if self.row.meter.quota is None else self.row.meter.quota - self.given

    @property
    def is_overdrawn(self) -> bool:
        return self.reserve is not None and self.reserve < 0


def shared(
    listing: NominationList,
    board: list[BoardRow],
    row: BoardRow,
    units: list[Unit] | None = None,
    given: dict[int, QuotaDistribution] | None = None,
) -> Shared:
    """The balance of one title for all units; four queries, one with `units` and `given` (see `distributions`)."""
    units = units_to_share(listing) if units is None else units
    distribution = (distributions(listing) if given is None else given).get(row.award.pk)
    parts = {share.unit_id: share for share in distribution.shares.all()} if distribution else {}
    # A unit that has ended since, or moved away, keeps its part and its line.
    places = [*units, *(share.unit for pk, share in parts.items() if pk not in {unit.pk for unit in units})]
    used = _lines_by_unit(listing, board, row.year_award, places)
    balances = []
    for unit in places:
        share, lines = parts.get(unit.pk), used[unit.pk]
        quota = None if distribution is None else share.number if share else 0
        meter = Meter(lines.used, quota, lines.also, lines.rejected)
        chiefs = None
        if row.commanders is not None:
            most = share.commanders if share else 0 if distribution else None
            chiefs = Meter(lines.commanders, most)
        name = f"{unit} (chỉ huy, cơ quan)" if unit.pk == listing.unit.pk else str(unit)
        balances.append(Balance(unit, name, share, meter, chiefs))
    return Shared(row, distribution, balances)


@dataclass
class _Lines:
    used: int = 0
    also: int = 0
    rejected: int = 0
    commanders: int = 0


def _lines_by_unit(
    listing: NominationList, board: list[BoardRow], row: AwardInYear, places: list[Unit]
) -> dict[int, _Lines]:
    """Lines of the deepest of the places they were put forward in: each counts once, so the parts add up."""
    others = {one.award.pk for one in board if one.award.code in row.counted_with}
    lines = listing.lines.filter(award__in={row.award_id, *others}).exclude(state=N.WITHDRAWN).order_by()
    ordered = sorted(places, key=lambda unit: len(unit.path), reverse=True)
    found: dict[int, _Lines] = defaultdict(_Lines)
    holders: dict[int, set[int]] = defaultdict(set)
    own: set[int] = set()
    for award, state, person, path, commands in lines.values_list(
        "award_id", "state", "person_id", F("proposer__path"), F("person__is_commander")
    ):
        home = next((unit.pk for unit in ordered if path.startswith(unit.path)), None)
        if home is None:
            continue
        is_alive = state in IN_THE_RUNNING or state in WON
        if award != row.award_id:
            if person and is_alive:
                holders[home].add(person)
            continue
        found[home].used += 1
        found[home].rejected += state == N.REJECTED
        found[home].commanders += bool(commands)
        if person and is_alive:
            own.add(person)
    for home, people in holders.items():
        found[home].also = len(people - own)
    return found


def serving_in(units: list[Unit]) -> QuerySet[Person]:
    """People who serve in one of the units or below it, without an order."""
    tops = [unit for unit in units if not any(unit.pk != one.pk and unit.is_under(one) for one in units)]
    scope = Q(pk__in=[])
    for unit in tops:
        scope |= Q(unit__path__startswith=unit.path)
    return Person.objects.kept().filter(scope, left_on__isnull=True).order_by()


def people_of(units: list[Unit]) -> dict[int, int]:
    """Unit -> who serves in it or below it, each counted at the deepest of the units; at least the official strength
    where not everybody is written down. One query."""
    ordered = sorted(units, key=lambda unit: len(unit.path), reverse=True)
    found = dict.fromkeys((unit.pk for unit in units), 0)
    there = serving_in(units)
    for path, number in there.values_list("unit__path").annotate(n=Count("pk")):
        home = next((unit.pk for unit in ordered if path.startswith(unit.path)), None)
        if home is not None:
            found[home] += number
    top = min(units, key=lambda unit: len(unit.path), default=None)
    # The strength of a command counts its units as well: its own staff are only those written down at it.
    return {
        unit.pk: found[unit.pk] if unit is top and len(units) > 1 else max(found[unit.pk], unit.strength or 0)
        for unit in units
    }


def seen_by(user: User, listing: NominationList, balances: list[Balance], part: Unit | None = None) -> list[Balance]:
    """What somebody may look at: all of it for whoever sees the command, else the own units. part: only below it."""
    found = balances if user.sees(listing.unit) else [one for one in balances if user.sees(one.unit)]
    return found if part is None else [one for one in found if one.unit.is_under(part)]
