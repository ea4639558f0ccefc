"""What this chapter tells the units of, which know nothing of awards: conferences of a cluster, names of rows."""

from awards.conferences.models import Conference
from thidua import clock, providers
from units.models import Cluster, User

providers.row_names["awards.councilmember"] = "Thành viên Hội đồng"
providers.row_names["awards.attendee"] = "Đại biểu dự họp"
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
