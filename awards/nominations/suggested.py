"""Reads of the suggestions: for which unit, how many in each group, one page of them."""

from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, QuerySet, When
from django.http import HttpRequest, QueryDict

from awards.catalogue.models import Award
from awards.nominations.candidates import places_to_propose
from awards.nominations.enums import Chance, NominationState
from awards.nominations.models import Nomination, NominationList, Suggestion
from awards.nominations.queries import Shown, short_basis
from awards.nominations.rules import subject_key
from thidua.forms import FilterForm
from thidua.lists import ListPage, list_page
from units.models import Unit, User


def place_for(user: User, listing: NominationList, looked_at: Unit | None) -> Unit | None:
    """The unit looked at, when the user may put its people forward; else the highest such unit of the year."""
    places = places_to_propose(user, listing)
    if looked_at is not None and (found := places.filter(pk=looked_at.pk).first()):
        return found
    return min(places, key=lambda unit: (len(unit.path), unit.sort, unit.code), default=None)


def rows_of(listing: NominationList, place: Unit, award: Award) -> QuerySet[Suggestion]:
    return Suggestion.objects.within(place.path).filter(nomination_list=listing, award=award)


@dataclass(frozen=True)
class Title:
    """A title of the year with how many are ready and not put forward."""

    award: Award
    ready: int
    current: bool


def titles_with(listing: NominationList, place: Unit, query: QueryDict) -> list[Title]:
    """Titles in the order of the papers; the one asked for, else the first, is current. Two queries."""
    rows = listing.suggestions.within(place.path).filter(group=Chance.READY)
    ready = dict(rows.order_by().values_list("award_id").annotate(n=Count("pk")))
    awards = [row.award for row in listing.awards.select_related("award").order_by("sort", "pk")]
    asked = next((one for one in awards if one.code == query.get("danh_hieu")), awards[0] if awards else None)
    return [Title(one, ready.get(one.pk, 0), one is asked) for one in awards]


def groups_of(listing: NominationList, place: Unit, award: Award) -> list[tuple[Chance, int]]:
    """Every group with its number, none left out: together they are everybody. One query."""
    counts = dict(rows_of(listing, place, award).order_by().values_list("group").annotate(n=Count("pk")))
    return [(group, counts.get(group.value, 0)) for group in Chance]


@dataclass(frozen=True)
class Row:
    """One suggestion as the table shows it."""

    one: Suggestion
    elig: Shown


def suggestion_page(
    request: HttpRequest, listing: NominationList, place: Unit, award: Award, filters: FilterForm
) -> ListPage:
    """One page, the most urgent group first unless one is asked for. Three queries at most."""
    urgency = Case(*(When(group=group, then=rank) for rank, group in enumerate(Chance)), output_field=IntegerField())
    rows = rows_of(listing, place, award).annotate(urgency=urgency).order_by("urgency", "sort_key", "pk")
    shown = list_page(request, rows, filters)
    rows = list(shown.page.object_list)
    there = _lines_of(listing, award, [one for one in rows if one.group == Chance.ON_LIST])
    shown.page.object_list = [_row(one, there.get(one.key)) for one in rows]
    return shown


def _lines_of(listing: NominationList, award: Award, rows: list[Suggestion]) -> dict[str, Nomination]:
    """The lines of those who are on the list, by subject; one query, none without them."""
    if not rows:
        return {}
    about = Q(person__in=[one.person_id for one in rows if one.person_id])
    about |= Q(unit__in=[one.unit_number for one in rows if one.unit_number])
    lines = listing.lines.filter(about, award=award).exclude(state=NominationState.WITHDRAWN)
    return {subject_key(line.person_id, line.unit_id): line for line in lines}


def _row(one: Suggestion, line: Nomination | None = None) -> Row:
    """What became of a line since is told as it stands now, in the words of the list."""
    group = Chance(one.group)
    reason = one.reason if line is None else line.why_not or line.get_state_display()
    elig = Shown(group.tone, group.icon, group.label, reason, short_basis(one.legal_basis))
    return Row(one, elig)
