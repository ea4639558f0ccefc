"""WHO may let a paper be made; what it holds is narrowed to what the reader may see besides."""

from awards.ballots.models import VotingRound
from awards.ballots.permissions import act_on_ballot
from awards.conferences.models import Conference
from awards.conferences.permissions import LEAD, run_conference
from awards.conferences.permissions import OFFICE as OFFICE_RUNS
from awards.scoring.models import ScoreBoard
from awards.years.models import EmulationPeriod
from thidua.permissions import permission
from units.accounts.enums import Role
from units.models import Unit, User

OFFICE = (Role.OFFICER, Role.COMMANDER, Role.SECRETARY, Role.AUDITOR)
OFFICE_WORDS = "trợ lý thi đua cấp tỉnh, người ký, thư ký Hội đồng, cơ quan kiểm tra, cụm trưởng với năm của cụm"


@permission("awards.report_year", who=OFFICE_WORDS)
def report_year(user: User, period: EmulationPeriod) -> bool:
    """Papers over a whole year: those who run it, sign it or look after it."""
    if user.holds(*OFFICE, over=period.unit):
        return True
    return period.cluster is not None and user.holds(Role.CLUSTER_LEAD, over=period.cluster)


@permission("awards.report_unit", who=f"trợ lý thi đua, chỉ huy của đơn vị; {OFFICE_WORDS}")
def report_unit(user: User, unit: Unit) -> bool:
    """Lists of one unit and everything below it."""
    return user.holds(Role.CLERK, Role.UNIT_LEADER, *OFFICE, over=unit)


@permission("awards.report_board", who="người xem được bảng điểm của cụm")
def report_board(user: User, board: ScoreBoard) -> bool:
    """The table of a cluster: whoever may see it."""
    return ScoreBoard.objects.visible_to(user).filter(pk=board.pk).exists()


@permission(
    "awards.print_ballot", who="thư ký Hội đồng, trợ lý thi đua cấp tỉnh, cụm trưởng, tổ kiểm phiếu của vòng này"
)
def print_ballot(user: User, ballot: VotingRound) -> bool:
    """Blank papers are printed by those who hand them out."""
    return act_on_ballot(user, ballot)


@permission("awards.read_minutes", who=f"{OFFICE_RUNS}, {LEAD}; sau khi thông qua: người xem được hội nghị")
def read_minutes(user: User, conference: Conference) -> bool:
    """Minutes before they are adopted are a draft of those who write them."""
    return conference.is_adopted or run_conference(user, conference)


@permission("awards.set_wording", who="trợ lý thi đua cấp tỉnh")
def set_wording(user: User, unit: Unit) -> bool:
    """Words and looks of the papers of a command: the office that writes them."""
    return user.holds(Role.OFFICER, over=unit)


@permission("awards.write_summary", who="trợ lý thi đua cấp tỉnh, thư ký Hội đồng, cụm trưởng với năm của cụm")
def write_summary(user: User, period: EmulationPeriod) -> bool:
    """The words of the year's report: those who write it."""
    if user.holds(Role.OFFICER, Role.SECRETARY, over=period.unit):
        return True
    return period.cluster is not None and user.holds(Role.CLUSTER_LEAD, over=period.cluster)
