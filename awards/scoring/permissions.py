"""WHO may compute, freeze, and give points; nobody judges the own unit."""

from awards.scoring.models import Adjustment, HandScore, ScoreBoard
from awards.scoring.sheets import CrossCheck, ScoreAppeal, ScoreSheet
from awards.scoring.ties import TieBreakRule
from awards.years.permissions import RUNNERS as YEAR_RUNNERS
from awards.years.permissions import run_period
from thidua.permissions import permission
from units.accounts.enums import Role
from units.models import ClusterMembership, ClusterTerm, User

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


@permission("awards.set_tie_rule", who=YEAR_RUNNERS)
def set_tie_rule(user: User, rule: TieBreakRule) -> bool:
    """Whoever runs the year writes and publishes what decides between equal percents."""
    return run_period(user, rule)


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


@permission("awards.self_score", who="trợ lý thi đua hoặc chỉ huy của đơn vị")
def self_score(user: User, sheet: ScoreSheet) -> bool:
    """The unit scores itself; nobody does it in its place."""
    return user.holds(Role.CLERK, Role.UNIT_LEADER, over=sheet.unit)


@permission("awards.cross_check", who="trợ lý thi đua hoặc chỉ huy của đơn vị được phân công kiểm tra chéo")
def cross_check(user: User, check: CrossCheck) -> bool:
    """The unit named by the pair, never somebody who works in the unit that is looked at."""
    own = user.holds(Role.CLERK, Role.UNIT_LEADER, over=check.checker)
    return own and not user.belongs_to(check.checked)


@permission("awards.agree_points", who="trợ lý thi đua hoặc cụm trưởng của đơn vị khác")
def agree_points(user: User, sheet: ScoreSheet) -> bool:
    """Say that the points of a unit are agreed upon; never those of the own unit."""
    return not user.belongs_to(sheet.unit) and _officer_or_lead(user, sheet)


@permission("awards.reopen_points", who="người thẩm định điểm của đơn vị khác")
def reopen_points(user: User, sheet: ScoreSheet) -> bool:
    """Whoever appraises any criterion of the unit: changing agreed points opens them again."""
    if user.belongs_to(sheet.unit):
        return False
    return user.holds(Role.VERIFIER, over=sheet.unit) or _officer_or_lead(user, sheet)


@permission(
    "awards.answer_appeal", who="trợ lý thi đua hoặc, trong năm của cụm, cụm trưởng; không phải người của đơn vị"
)
def answer_appeal(user: User, appeal: ScoreAppeal) -> bool:
    """The office that runs the year; nobody answers the own unit."""
    if user.belongs_to(appeal.unit):
        return False
    runs_year = user.holds(Role.OFFICER, over=appeal.unit) or user.holds(Role.OFFICER, over=appeal.period.unit)
    return runs_year or (appeal.period.cluster_id is not None and _leads(user, appeal))


def _officer_or_lead(user: User, given: HandScore | Adjustment | ScoreSheet) -> bool:
    if user.holds(Role.OFFICER, over=given.unit) or user.holds(Role.OFFICER, over=given.period.unit):
        return True
    return _leads(user, given)


def _leads(user: User, given: HandScore | Adjustment | ScoreSheet | ScoreAppeal) -> bool:
    """Whether the user is the lead of the unit's cluster, and the unit is not the one that leads it."""
    led = user.cluster_ids(Role.CLUSTER_LEAD)
    if not led:
        return False
    day = given.period.ends_on
    own = ClusterTerm.objects.in_force(day).filter(unit=given.unit, role=ClusterTerm.Role.LEAD).values("cluster")
    members = ClusterMembership.objects.in_force(day).filter(cluster__in=led, unit=given.unit)
    return members.exclude(cluster__in=own).exists()
