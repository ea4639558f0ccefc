"""What this chapter tells the units of, which know nothing of awards: conferences of a cluster, names of rows."""

from django.urls import reverse

from awards.conferences import recording  # noqa: F401  the first version of minutes follows their adoption
from awards.conferences.enums import ConferenceState
from awards.conferences.models import Conference, Council
from awards.years.cloning import PARTS, Part, Plan, Preview
from awards.years.dates import SOURCES, Entry
from awards.years.models import EmulationPeriod
from thidua import clock, providers
from thidua.permissions import allowed
from units.models import Cluster, Unit, User

providers.row_names["awards.councilmember"] = "Thành viên Hội đồng"
providers.row_names["awards.attendee"] = "Đại biểu dự họp"
providers.row_names["awards.kinship"] = "Người thân đã khai"
providers.row_names["awards.followup"] = "Việc giao sau hội nghị"
# A seat that has ended stays with the record it was given to.
providers.settled_rows["awards.councilmember"] = lambda seat: (
    seat.valid_to is not None and seat.valid_to < clock.today()
)


MOST = 8  # on the page of the cluster; the list of conferences has the others


def cluster_conferences(user: User, cluster: Cluster) -> dict | None:
    """The newest conferences of the cluster that the user may see, with the handover made there; None without any."""
    rows = Conference.objects.visible_to(user).filter(cluster=cluster).distinct()
    found = list(rows.select_related("period", "handover__to_unit").order_by("-starts_at")[:MOST])
    return {"template": "awards/conferences/_panel.html", "context": {"conferences": found}} if found else None


providers.cluster_panels.append(cluster_conferences)


def meetings(user: User | None, period: EmulationPeriod, unit: Unit | None) -> list[Entry]:
    """Conferences of the year that the user may see."""
    seen = Conference.objects.all() if user is None else Conference.objects.visible_to(user)
    rows, found = seen.filter(period=period).distinct(), []
    for row in rows.select_related("council__unit", "cluster__organiser"):
        moves = row.state == ConferenceState.PREPARING and allowed(user, "awards.run_conference", row)
        found.append(
            Entry(
                row.starts_at, row.name, "landmark", "info", row.place,
                reverse("awards:conferences.detail", args=[row.pk]),
                reverse("awards:conferences.edit", args=[row.pk]) if moves else "",
                row.state in (ConferenceState.CLOSED, ConferenceState.ADOPTED),
            )
        )  # fmt: skip
    return found


SOURCES.append(meetings)


def _standing(plan: Plan, option: str) -> Preview:
    """Councils, members and regulations have dates of their own and hold over the years: named, not copied."""
    councils = Council.objects.filter(unit=plan.unit).order_by("name")
    lines, conflicts = [], []
    for council in councils:
        members, regulation = list(council.members_on(plan.starts_on)), council.regulation_on(plan.starts_on)
        lines.append(f"{council.name}: {len(members)} thành viên")
        if not members:
            conflicts.append(f"{council.name} không có thành viên nào vào ngày {plan.starts_on:%d/%m/%Y}.")
        if regulation is None:
            conflicts.append(f"{council.name} chưa có quy chế có hiệu lực ngày {plan.starts_on:%d/%m/%Y}.")
    return Preview(lines or ["Chưa có Hội đồng"], conflicts, f"{len(lines)} Hội đồng")


def _no_copy(plan: Plan, new: EmulationPeriod, option: str, by: User) -> str:
    return "dùng tiếp, không chép"


PARTS.append(
    Part("councils", "Hội đồng, quy chế", "landmark", (("keep", "Dùng tiếp, không phải chép"),), _standing, _no_copy)
)
