"""WHO may run councils and conferences, and who signs a handover."""

from awards.conferences.enums import MemberFunction
from awards.conferences.models import Conference, Council, Handover
from awards.conferences.records import FollowUp, MinutesVersion
from thidua.permissions import permission
from units.accounts.enums import Role
from units.models import Cluster, Unit, User

OFFICE = "Thư ký Hội đồng hoặc Trợ lý thi đua cấp tỉnh"
LEAD = "Cụm trưởng hoặc Trợ lý thi đua của cấp tổ chức cụm"
CHAIRS = (MemberFunction.CHAIR, MemberFunction.VICE_CHAIR)


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
def run_conference(user: User, thing: Conference | FollowUp | MinutesVersion) -> bool:
    """Everything of the sitting: programme, attendance, minutes, tasks given, handover."""
    return convene(user, getattr(thing, "conference", thing).body)


@permission("awards.send_talk", who=f"{OFFICE}, {LEAD}; thành viên Hội đồng, đơn vị của cụm gửi bài của mình")
def send_talk(user: User, conference: Conference) -> bool:
    """Lay a paper before a conference: who runs it, who has a seat, the units of the cluster."""
    if run_conference(user, conference):
        return True
    if user.person_id and conference.attendees.filter(person=user.person_id).exists():
        return True
    seats = conference.attendees.exclude(unit=None).select_related("unit")
    return any(user.holds(Role.CLERK, Role.UNIT_LEADER, over=seat.unit) for seat in seats)


@permission("awards.report_task", who="Đơn vị hoặc người được giao việc; người điều hành hội nghị")
def report_task(user: User, task: FollowUp) -> bool:
    """Say that a task is done: the unit or the person it was given to, or who runs the conference."""
    own = task.person_id is not None and task.person_id == user.person_id
    return own or user.holds(Role.CLERK, Role.UNIT_LEADER, over=task.unit) or run_conference(user, task)


@permission("awards.sign_minutes", who=f"Chủ tịch, Phó Chủ tịch Hội đồng, Cụm trưởng (chủ trì); thư ký: {OFFICE}")
def sign_minutes(user: User, version: MinutesVersion) -> bool:
    """The chair's hand or the secretary's; whoever is both signs as the chair."""
    return minutes_hand(user, version) is not None


def minutes_hand(user: User, version: MinutesVersion) -> str | None:
    """Whose signature the user gives: chair, secretary; None for everybody else."""
    conference = version.conference
    if conference.council_id is None:
        if user.holds(Role.CLUSTER_LEAD, over=conference.cluster):
            return "chair"
        writes = user.holds(Role.OFFICER, over=conference.cluster.organiser) or user.holds(
            Role.CLERK, over=conference.host
        )
        return "secretary" if writes else None
    seats = conference.council.members.in_force(conference.held_on)
    if user.person_id and seats.filter(person=user.person_id, function__in=CHAIRS).exists():
        return "chair"
    return "secretary" if manage_council(user, conference.council) else None


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


def may_read_version(user: User, version: MinutesVersion) -> bool:
    """A correction that is being written, or was dropped, is a draft of those who write it."""
    return version.adopted_at is not None or run_conference(user, version)
