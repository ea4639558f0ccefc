"""Reads of the room and the floor: whose units, which tasks, what the page of a conference adds."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from awards.conferences.enums import TaskState
from awards.conferences.models import Conference
from awards.conferences.records import FollowUp, Guest, MinutesVersion, Speech, Talk
from awards.years.models import EmulationPeriod
from units.accounts.enums import Role
from units.models import Unit, User


def units_of(conference: Conference, user: User | None) -> QuerySet[Unit]:
    """Units that a paper or a task of this conference may belong to; with a user, only those the user speaks for."""
    if conference.council_id:
        units = Unit.objects.filter(path__startswith=conference.unit.path, closed_on__isnull=True)
    else:
        units = Unit.objects.filter(pk__in=conference.attendees.values("unit"))
    if user is not None:
        scope = Q(pk__in=[])
        for path in user.scope_paths(Role.CLERK, Role.UNIT_LEADER):
            scope |= Q(path__startswith=path)
        units = units.filter(scope)
    return units.order_by("path")


def task_list(user: User, period: EmulationPeriod | None) -> QuerySet[FollowUp]:
    """Tasks the user may see by their last day: those of the year, and those of other years still to be done. One
    query."""
    rows = FollowUp.objects.visible_to(user).select_related("conference", "unit", "person")
    if period is not None:
        rows = rows.filter(Q(conference__period=period) | Q(state=TaskState.OPEN))
    return rows.order_by("due_on", "sort", "pk")


@dataclass(frozen=True)
class Room:
    """What the page of a conference shows beside seats, programme and ballots."""

    guests: list[Guest]
    talks: list[Talk]
    speeches: list[Speech]
    tasks: list[FollowUp]
    versions: list[MinutesVersion]

    @property
    def now(self) -> Speech | None:
        return next((speech for speech in self.speeches if speech.is_now), None)

    @property
    def waiting(self) -> list[Speech]:
        return [speech for speech in self.speeches if speech.started_at is None]

    @property
    def spoken(self) -> list[Speech]:
        return [speech for speech in self.speeches if speech.ended_at is not None]

    @property
    def guests_present(self) -> int:
        return sum(guest.is_present for guest in self.guests)

    @property
    def open_tasks(self) -> int:
        return sum(task.is_open for task in self.tasks)


def room_of(conference: Conference) -> Room:
    """Five queries, whatever the number of rows."""
    return Room(
        guests=list(conference.guest_rows.all()),
        talks=list(conference.talks.kept().select_related("unit")),
        speeches=list(conference.speeches.select_related("talk")),
        tasks=list(conference.tasks.select_related("unit", "person")),
        versions=list(conference.versions.select_related("secretary_signed_by", "chair_signed_by")),
    )
