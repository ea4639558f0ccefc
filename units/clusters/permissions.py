"""WHO may."""

from thidua.permissions import permission
from units.accounts.enums import Role
from units.clusters.models import Cluster, Pledge
from units.structure.models import Unit

HEADS = (Role.UNIT_LEADER, Role.COMMANDER)


@permission("units.edit_cluster", who="Trợ lý thi đua của cấp tổ chức cụm")
def edit_cluster(user, obj: Cluster | Unit | None) -> bool:
    """The officer of the level that organises the cluster; without an object, an officer of any unit."""
    return user.holds(Role.OFFICER, over=obj.organiser if isinstance(obj, Cluster) else obj)


@permission("units.set_cluster_lead", who="Trợ lý thi đua của cấp tổ chức cụm")
def set_cluster_lead(user, cluster: Cluster) -> bool:
    """The organiser's officer alone; a lead who hands over does it at the conference, with both sides signing."""
    return edit_cluster(user, cluster)


@permission("units.edit_pledge", who="Cụm trưởng hoặc Trợ lý thi đua của cấp tổ chức cụm")
def edit_pledge(user, obj: Pledge | Cluster) -> bool:
    """Write the pledge of a cluster and lay it out for signing."""
    cluster = obj.cluster if isinstance(obj, Pledge) else obj
    return user.holds(Role.CLUSTER_LEAD, over=cluster) or edit_cluster(user, cluster)


@permission("units.sign_pledge", who="Chỉ huy của chính đơn vị thành viên")
def sign_pledge(user, place: tuple[Pledge, Unit]) -> bool:
    """The head of that very unit: whoever stands above signs for nobody below. place: (pledge, unit)."""
    _, unit = place
    return any(grant.role in HEADS and grant.unit_id == unit.pk for grant in user.grants)
