"""WHO may."""

from thidua.permissions import permission
from units.accounts.enums import Role
from units.clusters.models import Cluster
from units.structure.models import Unit


@permission("units.edit_cluster", who="Trợ lý thi đua của cấp tổ chức cụm")
def edit_cluster(user, obj: Cluster | Unit | None) -> bool:
    """The officer of the level that organises the cluster; without an object, an officer of any unit."""
    return user.holds(Role.OFFICER, over=obj.organiser if isinstance(obj, Cluster) else obj)


@permission("units.set_cluster_lead", who="Trợ lý thi đua của cấp tổ chức cụm")
def set_cluster_lead(user, cluster: Cluster) -> bool:
    """The organiser's officer alone; a lead who hands over does it at the conference, with both sides signing."""
    return edit_cluster(user, cluster)
