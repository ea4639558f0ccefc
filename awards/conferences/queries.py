"""Reads of councils and conferences: lists, the sitting on one screen, the facts of the minutes."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.http import urlencode

from awards.conferences.enums import ConferenceState, MemberFunction, Presence, Substitutes
from awards.conferences.models import (
    Attendee,
    Conference,
    Council,
    CouncilMember,
    Handover,
    ProgrammeItem,
    Regulation,
)
from awards.conferences.permissions import convene
from awards.conferences.rules import Quorum
from awards.years.models import EmulationPeriod
from units.accounts.enums import Role
from units.models import Cluster, Unit, User

# Lists ----------------------------------------------------------------------------------------------------------------


def _count(rows: QuerySet, by: str) -> Coalesce:
    """How many of `rows` point at the outer row through the field `by`."""
    counted = rows.filter(**{by: OuterRef("pk")}).order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def conference_list(user: User, period: EmulationPeriod | None = None) -> QuerySet[Conference]:
    """Conferences the user may see, newest first, with seats, how many are taken, and ballots. One query."""
    rows = Conference.objects.visible_to(user).select_related("council__unit", "cluster__organiser", "host")
    if period is not None:
        rows = rows.filter(period=period)
    return rows.annotate(
        seats=_count(Attendee.objects.all(), "conference"),
        present=_count(Attendee.objects.filter(presence=Presence.PRESENT), "conference"),
        ballots=Count("rounds"),
    ).order_by("-starts_at", "pk")


def live_elsewhere(user: User, period: EmulationPeriod | None) -> list[Conference]:
    """Conferences of other years that sit now: whoever looks at one year still finds the hall. One query."""
    rows = Conference.objects.visible_to(user).filter(state=ConferenceState.IN_SESSION)
    return list(rows.exclude(period=period).select_related("period").order_by("starts_at", "pk"))


def sees_body(user: User, conference: Conference) -> bool:
    """Whether the user may also look at the council or the cluster itself: not who only counts, or comes for a member.
    One query."""
    body = conference.body
    return type(body).objects.visible_to(user).filter(pk=body.pk).exists()


def council_list(user: User, on: date) -> QuerySet[Council]:
    """Councils the user may see with the number of members in force on a day."""
    members = CouncilMember.objects.in_force(on)
    return (
        Council.objects.visible_to(user)
        .select_related("unit")
        .annotate(size=_count(members, "council"))
        .order_by("unit__sort", "name")
    )


def bodies_of(user: User, period: EmulationPeriod | None) -> list[Council | Cluster]:
    """Councils and clusters the user may convene in this year."""
    councils = Council.objects.visible_to(user).select_related("unit")
    clusters = Cluster.objects.visible_to(user).select_related("organiser")
    if period is not None:
        councils = councils.none() if period.cluster_id else councils.filter(unit=period.unit_id)
        clusters = clusters.filter(pk__in=period.clusters().values("pk"))
    return [body for body in [*councils, *clusters] if convene(user, body)]


def led_by(council: Council, on: date) -> dict[str, str]:
    """Who leads and who writes down a conference of a council, as the invitation names them. One query."""
    seats = {seat.function: seat for seat in council.members_on(on)}
    chair, secretary = seats.get(MemberFunction.CHAIR), seats.get(MemberFunction.SECRETARY)
    words = {}
    if chair is not None:
        named = chair.person.ranked_name
        words["chair_text"] = ", ".join(filter(None, (named, chair.position)))
    if secretary is not None:
        words["secretary_text"] = secretary.person.ranked_name
    return words


def hosts_of(body: Council | Cluster, on: date) -> QuerySet[Unit]:
    """Units that may host a meeting: the council's own, or the members and the organiser of the cluster."""
    if isinstance(body, Council):
        return Unit.objects.filter(pk=body.unit_id)
    members = body.members_on(on).values("pk")
    return Unit.objects.filter(Q(pk__in=members) | Q(pk=body.organiser_id)).order_by("sort", "code")


def units_with_councils(user: User) -> QuerySet[Unit]:
    """Units for which the user may set up a council."""
    scope = Q(pk__in=[])
    for path in user.scope_paths(Role.OFFICER, Role.SECRETARY):
        scope |= Q(path__startswith=path)
    return Unit.objects.filter(scope, closed_on__isnull=True).order_by("path")


# The sitting ----------------------------------------------------------------------------------------------------------


@dataclass
class Sitting:
    """Everything on the page of a conference except its ballots."""

    conference: Conference
    regulation: Regulation | None
    seats: list[Attendee]
    programme: list[ProgrammeItem]
    handover: Handover | None

    @property
    def present(self) -> int:
        return sum(seat.is_present for seat in self.seats)

    @property
    def absent(self) -> list[Attendee]:
        return [seat for seat in self.seats if seat.presence == Presence.ABSENT]

    @property
    def expected(self) -> int:
        return len(self.seats) - self.present - len(self.absent)

    @property
    def quorum(self) -> Quorum | None:
        if self.regulation is None:
            return None
        return Quorum(
            members=len(self.seats),
            present=self.present,
            num=self.regulation.quorum_num,
            den=self.regulation.quorum_den,
            basis=self.regulation.basis_words,
        )

    @property
    def lets_substitute(self) -> bool:
        """Whether a member may send somebody."""
        return self.regulation is not None and self.regulation.substitutes != Substitutes.NONE

    @property
    def current_item(self) -> ProgrammeItem | None:
        """The first item not finished, while the conference sits."""
        if self.conference.state != ConferenceState.IN_SESSION:
            return None
        return next((item for item in self.programme if item.done_at is None), None)


def sitting(conference: Conference) -> Sitting:
    """Five queries, whatever the number of seats; each seat knows its rows on the rolls of ballots."""
    seats = (
        conference.attendees.select_related("member", "unit", "opinion")
        .prefetch_related("rolls")
        .order_by("sort", "pk")
    )
    return Sitting(
        conference=conference,
        regulation=conference.regulation,
        seats=list(seats),
        programme=list(conference.programme.order_by("sort", "starts_at")),
        handover=Handover.objects.filter(conference=conference)
        .select_related("from_unit", "to_unit", "from_signed_by", "to_signed_by")
        .first(),
    )


@dataclass(frozen=True)
class Paper:
    """A paper of a conference that one press makes: at once, or in the background where it is long."""

    name: str
    asked: dict[str, str]

    @property
    def action(self) -> str:
        return reverse("awards:reports.create", args=[self.name])


def _asked(conference: Conference, place: Unit | None, object_id) -> dict[str, str]:
    """place: the unit looked at; a cluster's own year goes by its code."""
    period = conference.period
    where = period.cluster or place or period.unit
    return {"nam": str(period.year), "dv": where.code, "object": str(object_id)}


def paper(conference: Conference, place: Unit | None, name: str, object_id) -> Paper:
    """The PDF of a paper that may be long (components/paper.html)."""
    return Paper(name, {**_asked(conference, place, object_id), "format": "pdf"})


def paper_url(conference: Conference, place: Unit | None, name: str, object_id, file_format: str = "pdf") -> str:
    """Where a paper of this conference is fetched that is never long."""
    query = urlencode(_asked(conference, place, object_id))
    return f"{reverse('awards:reports.download', args=[name, file_format])}?{query}"


# The minutes ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seat:
    """One row of the attendance. title: post in the council's decision, or the unit; role: function in the body."""

    number: int
    name: str
    title: str
    role: str
    is_present: bool
    arrived_at: datetime | None
    reason: str


@dataclass(frozen=True)
class Item:
    starts_at: time
    title: str
    owner: str
    note: str
    done_at: datetime | None


@dataclass(frozen=True)
class Minutes:
    """Facts of the minutes of a conference; its ballots: `ballots.queries.results_of_conference`."""

    conference: Conference
    body: str
    founding: str  # decision that founded the council; empty for a cluster
    regulation: Regulation | None
    quorum: Quorum | None
    seats: list[Seat]
    items: list[Item]
    handover: Handover | None

    @property
    def present(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.is_present]

    @property
    def absent(self) -> list[Seat]:
        return [seat for seat in self.seats if not seat.is_present]

    @property
    def is_locked(self) -> bool:
        return self.conference.is_adopted


def minutes_of(conference: Conference) -> Minutes:
    """The facts as they stand; after adoption they no longer change. Five queries or fewer."""
    found = sitting(conference)
    return Minutes(
        conference=conference,
        body=str(conference.body),
        founding=conference.council.decision if conference.council_id else "",
        regulation=found.regulation,
        quorum=found.quorum,
        seats=[
            Seat(
                number=number,
                name=seat.name,
                title=seat.title,
                role=seat.role,
                is_present=seat.is_present,
                arrived_at=seat.arrived_at,
                reason=seat.absence_reason,
            )
            for number, seat in enumerate(found.seats, 1)
        ],
        items=[Item(row.starts_at, row.title, row.owner, row.note, row.done_at) for row in found.programme],
        handover=found.handover,
    )
