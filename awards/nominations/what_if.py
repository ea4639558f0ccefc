"""What if: some lines of a title left ticked, tried against the quota in the published order. Changes nothing."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from awards.catalogue.enums import QuotaBase
from awards.nominations.board import BoardRow, Union, beside
from awards.nominations.enums import Place
from awards.nominations.models import NominationList
from awards.nominations.orders import PreferenceOrder
from awards.nominations.quota import Meter, Trial, trial
from awards.nominations.ranking import Ranked, lines_to_rank, ranked_lines
from awards.nominations.sharing import Balance
from awards.nominations.states import IN_THE_RUNNING, WON


@dataclass(frozen=True)
class TriedRow:
    """A line with its place; mark: what would happen to it next."""

    ranked: Ranked
    kept: bool
    place: Place
    mark: str = ""

    @property
    def line(self):
        return self.ranked.line


@dataclass(frozen=True)
class Tried:
    """The outcome. meter: the ticked lines against the quota; places: what is left of the quota for this title;
    others: those who do not command, where they have places of their own."""

    rows: list[TriedRow]
    meter: Meter
    places: int | None
    commanders: Meter | None
    trial: Trial
    others: Meter | None = None

    def _named(self, keys: Collection[int]) -> list[TriedRow]:
        return [row for row in self.rows if row.line.pk in keys]

    @property
    def falls(self) -> list[TriedRow]:
        return self._named(self.trial.cut.falls)

    @property
    def tied(self) -> list[TriedRow]:
        return self._named(self.trial.cut.tied)

    @property
    def next_falls(self) -> list[TriedRow]:
        return self._named(self.trial.next_falls)

    @property
    def next_rises(self) -> list[TriedRow]:
        return self._named(self.trial.next_rises)


def try_lines(
    listing: NominationList,
    row: BoardRow,
    order: PreferenceOrder | None,
    *,
    ticked: Collection[int] | None = None,
    balance: Balance | None = None,
) -> Tried:
    """ticked: ids of the lines left ticked, None: those in the running. balance: try one unit against its part."""
    lines = lines_to_rank(listing, row.award.pk)
    meter, chiefs = row.meter, row.commanders
    if balance is not None:
        meter, chiefs = balance.meter, balance.commanders
        lines = [line for line in lines if line.proposer.path.startswith(balance.unit.path)]
    ranked = ranked_lines(listing, lines, order)
    alive = {line.pk for line in lines if line.state in IN_THE_RUNNING or line.state in WON}
    kept = alive if ticked is None else {line.pk for line in lines} & set(ticked)
    places = None if meter.quota is None else max(0, meter.quota - meter.also)
    for_commanders = chiefs.quota if chiefs else None
    apart = row.year_award.commanders_apart
    found = trial([one.contender for one in ranked], kept, places, for_commanders, apart=apart)
    rows = [_row(one, kept, found) for one in ranked]
    tried = Meter(len(kept), meter.quota, meter.also)
    commanding = sum(one.contender.commands for one in ranked if one.line.pk in kept)
    commanders = Meter(commanding, for_commanders) if chiefs else None
    return Tried(rows, tried, places, commanders, found, beside(tried, commanders) if apart else None)


def _row(one: Ranked, kept: Collection[int], found: Trial) -> TriedRow:
    pk = one.line.pk
    place = Place.IN
    if pk not in kept:
        place = Place.OUT
    elif pk in found.cut.falls:
        place = Place.FALLS
    elif pk in found.cut.tied:
        place = Place.TIED
    mark = "rơi trước tiên" if pk in found.next_falls else "lên trước tiên" if pk in found.next_rises else ""
    return TriedRow(one, pk in kept, place, mark)


@dataclass(frozen=True)
class Effect:
    """What the ticks would do to another title whose quota counts the same people or rests on their number."""

    row: BoardRow
    meter: Meter


def effects(listing: NominationList, board: list[BoardRow], row: BoardRow, tried: Tried) -> list[Effect]:
    """Titles tied to this one, as they would stand with the ticks; one query, none where no title is tied to it."""
    code = row.award.code
    touched = [other for other in board if other is not row and _rests_on(other, code)]
    if not touched:
        return []
    lines = listing.lines.filter(person__isnull=False, state__in=[*IN_THE_RUNNING, *WON]).order_by()
    people: dict[int, set[int]] = defaultdict(set)
    for award, person in lines.exclude(award=row.award).values_list("award_id", "person_id"):
        people[award].add(person)
    people[row.award.pk] = {one.line.person_id for one in tried.rows if one.kept}
    titles: dict[int, set[int]] = defaultdict(set)
    for award, holders in people.items():
        for person in holders:
            titles[person].add(award)
    several = {person: awards for person, awards in titles.items() if len(awards) > 1}
    counts = {award: len(holders) for award, holders in people.items()}
    union = Union([other.year_award for other in board], counts, several)
    return [
        Effect(other, Meter(other.meter.used, union.quota_of(other.year_award), union.also(other.year_award)))
        for other in touched
    ]


def _rests_on(other: BoardRow, code: str) -> bool:
    row = other.year_award
    moves = row.quota is None and row.percent_base == QuotaBase.HOLDERS_OF_LOWER_TITLE
    return code in row.counted_with or (moves and code in row.lower_titles)
