"""WHO may compute, freeze, and give points; nobody judges the own unit."""

from awards.scoring.models import Adjustment, HandScore, ScoreBoard
from thidua.permissions import permission
from units.accounts.enums import Role
from units.models import ClusterMembership, User

RUNNERS = "trợ lý thi đua của cấp tổ chức cụm hoặc cụm trưởng"


def runs(user: User, board: ScoreBoard) -> bool:
    """Whether the user keeps the table of this cluster: the organiser's officer, or the cluster's lead."""
    return user.holds(Role.OFFICER, over=board.unit) or user.holds(Role.CLUSTER_LEAD, over=board.cluster)


@permission("awards.compute_board", who=RUNNERS)
def compute_board(user: User, board: ScoreBoard) -> bool:
    """May be asked of a board that does not exist yet."""
    return runs(user, board)


@permission("awards.freeze_board", who=RUNNERS)
def freeze_board(user: User, board: ScoreBoard) -> bool:
    """Freeze what was computed; from then on a change is a new version."""
    return runs(user, board)


@permission("awards.confirm_board", who=f"{RUNNERS}, thư ký hoặc tổ kiểm phiếu của hội nghị")
def confirm_board(user: User, board: ScoreBoard) -> bool:
    """Whoever may publish the vote of the conference."""
    roles = (Role.SECRETARY, Role.TELLER)
    return runs(user, board) or user.holds(*roles, over=board.unit) or user.holds(*roles, over=board.cluster)


@permission("awards.give_points", who="trợ lý thi đua, cơ quan phụ trách tiêu chí hoặc cụm trưởng của đơn vị khác")
def give_points(user: User, score: HandScore) -> bool:
    """The officer, the organ in charge of the criterion, or the lead of the unit's cluster; never for the own unit."""
    if user.belongs_to(score.unit):
        return False
    organ = score.criterion.organ
    in_charge = user.holds(Role.VERIFIER, over=score.unit) and (organ is None or user.belongs_to(organ))
    return in_charge or _officer_or_lead(user, score)


@permission("awards.adjust_score", who="trợ lý thi đua hoặc cụm trưởng của đơn vị khác")
def adjust_score(user: User, adjustment: Adjustment) -> bool:
    """Điểm thưởng, điểm trừ are given by those who keep the table; never for the own unit."""
    return not user.belongs_to(adjustment.unit) and _officer_or_lead(user, adjustment)


def _officer_or_lead(user: User, given: HandScore | Adjustment) -> bool:
    if user.holds(Role.OFFICER, over=given.unit) or user.holds(Role.OFFICER, over=given.period.unit):
        return True
    led = user.cluster_ids(Role.CLUSTER_LEAD)
    members = ClusterMembership.objects.in_force(given.period.ends_on).filter(cluster__in=led, unit=given.unit)
    return bool(led) and members.exists()
