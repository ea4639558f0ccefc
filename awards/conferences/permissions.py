"""WHO may run councils and conferences, and who signs a handover."""

from awards.conferences.models import Conference, Council, Handover
from thidua.permissions import permission
from units.accounts.enums import Role
from units.models import Cluster, Unit, User

OFFICE = "Thư ký Hội đồng hoặc Trợ lý thi đua cấp tỉnh"
LEAD = "Cụm trưởng hoặc Trợ lý thi đua của cấp tổ chức cụm"


@permission("awards.manage_council", who=OFFICE)
def manage_council(user: User, obj: Council | Unit) -> bool:
    """Set up a council, its members and its regulation."""
    unit = obj.unit if isinstance(obj, Council) else obj
    return user.holds(Role.OFFICER, Role.SECRETARY, over=unit)


@permission("awards.convene", who=f"{OFFICE}, {LEAD}")
def convene(user: User, body: Council | Cluster) -> bool:
    """Call a conference of a council or cluster, and set the rules it meets by."""
    if isinstance(body, Council):
        return manage_council(user, body)
    return user.holds(Role.CLUSTER_LEAD, over=body) or user.holds(Role.OFFICER, over=body.organiser)


@permission("awards.run_conference", who=f"{OFFICE}, {LEAD}")
def run_conference(user: User, conference: Conference) -> bool:
    """Everything of the sitting: programme, attendance, minutes, handover."""
    return convene(user, conference.body)


@permission("awards.sign_handover", who="Chỉ huy đơn vị, trợ lý thi đua của bên giao hoặc bên nhận")
def sign_handover(user: User, handover: Handover) -> bool:
    """Either side of the handover; whoever stands above both signs for neither."""
    return signing_side(user, handover) is not None


def signing_side(user: User, handover: Handover) -> str | None:
    """The side (from, to) the user signs for, by a role over that unit alone; None for everybody else."""
    speaks_for = {
        "from": _speaks_for(user, handover.from_unit, handover.conference.cluster),
        "to": _speaks_for(user, handover.to_unit, handover.conference.cluster),
    }
    sides = [side for side, yes in speaks_for.items() if yes]
    return sides[0] if len(sides) == 1 else None


def _speaks_for(user: User, unit: Unit, cluster: Cluster) -> bool:
    by_role = user.holds(Role.UNIT_LEADER, Role.OFFICER, over=unit)
    return by_role or (user.holds(Role.CLUSTER_LEAD, over=cluster) and user.belongs_to(unit))
