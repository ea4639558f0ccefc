"""Work that follows from conferences: tasks they gave, minutes that wait for a signature."""

from django.db.models import Q
from django.urls import reverse

from awards.conferences.enums import MinutesState, TaskState
from awards.conferences.models import Conference
from awards.conferences.permissions import minutes_hand
from awards.conferences.records import FollowUp, MinutesVersion
from awards.home.todo.desk import MOST_ACTS, MOST_LINES, MOST_UNITS, Desk, Waiting, lower_first
from awards.years.enums import PeriodState, Step
from units.accounts.enums import Role

HANDS = (Role.OFFICER, Role.SECRETARY, Role.CLUSTER_LEAD, Role.CLERK)  # chairs sign as the person they are


def tasks_given(desk: Desk) -> list[Waiting]:
    """Open tasks of the user's units and the user's own. One query for whoever has a unit or a person behind it."""
    user, units = desk.user, desk.own_units
    if len(units) > MOST_UNITS:
        units = []
    if not units and not user.person_id:
        return []
    mine = Q(unit__in=[unit.pk for unit in units]) | Q(person=user.person_id or 0)
    rows = FollowUp.objects.filter(mine, state=TaskState.OPEN).select_related("conference", "unit")
    return [_task(row, "Báo kết quả") for row in rows.order_by("due_on", "pk")[:MOST_ACTS]]


def _task(row: FollowUp, action: str) -> Waiting:
    step = Step.CLUSTERS if row.conference.cluster_id else Step.COUNCIL
    return Waiting(
        str(row), "list-checks", reverse("awards:conferences.task", args=[row.pk]), action,
        f"{row.conference.short_name} giao {row.unit}", row.due_at, phase=(row.conference.period_id, step),
    )  # fmt: skip


def tasks_late(desk: Desk) -> list[Waiting]:
    """Of whoever runs conferences: tasks given there that are past their day. One query."""
    user = desk.user
    secretary = [g.unit_id for g in user.grants if g.role == Role.SECRETARY and g.unit_id]
    if not (secretary or desk.offices or desk.led):
        return []
    run = (
        Q(conference__council__unit__in=[*secretary, *desk.offices])
        | Q(conference__cluster__organiser__in=desk.offices)
        | Q(conference__cluster__in=desk.led)
    )
    rows = FollowUp.objects.filter(run, state=TaskState.OPEN).select_related("conference", "unit")
    late = [row for row in rows.order_by("due_on", "pk")[: MOST_ACTS * 5] if row.is_late]
    if len(late) > MOST_LINES:
        url = f"{reverse('awards:conferences.tasks')}?tt=tre"
        words = f"{len(late)} việc hội nghị giao đã quá hạn"
        return [Waiting(words, "list-checks", url, "Xem", "Đôn đốc, hoặc ghi không thực hiện nữa", late[0].due_at)]
    return [_task(row, "Xem") for row in late]


def minutes_to_sign(desk: Desk) -> list[Waiting]:
    """Adopted minutes that lack the hand the user gives. One query, and one for each version that waits; none for
    whoever could not sign any."""
    if not desk.user.person_id and not desk.user.holds(*HANDS):
        return []
    rows = MinutesVersion.objects.filter(
        state__in=[MinutesState.ADOPTED, MinutesState.HALF],
        conference__period__state=PeriodState.OPEN,
        conference__in=Conference.objects.visible_to(desk.user).values("pk"),
    ).select_related("conference__council__unit", "conference__cluster__organiser", "conference__host")
    items = []
    for row in rows.order_by("pk")[:MOST_ACTS]:
        hand = minutes_hand(desk.user, row)
        if hand is None or getattr(row, f"{hand}_signed_at") is not None:
            continue
        step = Step.CLUSTERS if row.conference.cluster_id else Step.COUNCIL
        items.append(
            Waiting(
                f"Ký biên bản {lower_first(row.conference.name)}", "signature",
                reverse("awards:conferences.minutes_version", args=[row.pk]), "Xem và ký",
                "Thư ký và chủ trì cùng ký", phase=(row.conference.period_id, step),
            )
        )  # fmt: skip
    return items
