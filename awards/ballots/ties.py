"""Between equal votes, in this order: another vote as often as the regulation allows, then the order of preference that
was published before, and only what that leaves equal is decided by the chair."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from awards.ballots.models import ContestLine, VotingRound
from awards.ballots.round_queries import TiedGroup
from awards.nominations.models import Nomination
from awards.nominations.ranking import Ranked, order_of, ranked_lines

RUNOFFS = 2  # where no regulation is in force


def runoffs_left(ballot: VotingRound) -> int:
    """How often the lines with equal votes may still be voted on again; none once the conference is over."""
    if not ballot.conference.takes_attendance:
        return 0
    regulation, held, row = ballot.conference.regulation, 0, ballot
    while row.parent is not None and row.parent.is_published:
        held, row = held + 1, row.parent
    return max(0, (regulation.runoffs if regulation else RUNOFFS) - held)


@dataclass(frozen=True)
class Preference:
    """What the published order says of one group of equal lines. chosen, out: decided by it; open: equal there too, for
    `seats` places that are left."""

    title: str
    chosen: list[ContestLine]
    out: list[ContestLine]
    open: list[ContestLine]
    seats: int
    words: dict[int, str] = field(default_factory=dict)  # id of the line -> what was looked at

    @property
    def is_complete(self) -> bool:
        return not self.open

    @property
    def places(self) -> int:
        """How many of them there is room for."""
        return len(self.chosen) + self.seats

    @property
    def explained(self) -> list[tuple[ContestLine, str]]:
        """Every line in the published order, with what was looked at."""
        return [(line, self.words.get(line.pk, "")) for line in [*self.chosen, *self.open, *self.out]]


def preferences(groups: Iterable[TiedGroup]) -> list[Preference]:
    return [_preference(group) for group in groups]


def _preference(group: TiedGroup) -> Preference:
    ranked = _ranked(group.tied)
    if not ranked:
        return Preference(group.title, [], [], list(group.tied), group.seats_left)
    lines = {line.object_id: line for line in group.tied}
    boundary = ranked[group.seats_left - 1].contender.worth if group.seats_left else None
    above = [one for one in ranked if boundary is not None and one.contender.worth > boundary]
    level = [one for one in ranked if one.contender.worth == boundary]
    fits = len(above) + len(level) <= group.seats_left
    chosen = above + level if fits else above
    open_ = [] if fits else level
    taken = {one.line.pk for one in [*chosen, *open_]}
    return Preference(
        group.title,
        [lines[one.line.pk] for one in chosen],
        [line for pk, line in lines.items() if pk not in taken],
        [lines[one.line.pk] for one in open_],
        group.seats_left - len(chosen),
        {lines[one.line.pk].pk: one.words for one in ranked},
    )


def _ranked(tied: list[ContestLine]) -> list[Ranked]:
    """Nominations of one list in its published order; nothing for other subjects or without an order."""
    if any(line.content_type.model != "nomination" for line in tied):
        return []
    found = Nomination.objects.filter(pk__in=[line.object_id for line in tied])
    nominations = list(found.select_related("person__unit", "unit", "proposer", "nomination_list__period__unit"))
    listings = {one.nomination_list for one in nominations}
    if len(listings) != 1:
        return []
    listing = listings.pop()
    order = order_of(listing)
    return ranked_lines(listing, nominations, order) if order else []
