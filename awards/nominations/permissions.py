"""WHO may put forward, appraise and lock."""

from awards.nominations.meetings import UnitMeeting
from awards.nominations.models import Nomination, NominationList
from thidua.permissions import permission
from units.accounts.enums import Role
from units.models import Unit, User

UNIT_STAFF = "trợ lý thi đua hoặc chỉ huy của đơn vị đề nghị, trợ lý thi đua cấp tỉnh"
OFFICE = "trợ lý thi đua cấp tỉnh"


@permission("awards.run_nominations", who=OFFICE)
def run_nominations(user: User, nomination_list: NominationList) -> bool:
    """Open, check and lock the list of a year."""
    return user.holds(Role.OFFICER, over=nomination_list.unit)


@permission("awards.put_forward", who=UNIT_STAFF)
def put_forward(user: User, unit: Unit) -> bool:
    """Add a line in the name of a unit."""
    return user.holds(Role.CLERK, Role.UNIT_LEADER, Role.OFFICER, over=unit)


@permission("awards.edit_nomination", who=UNIT_STAFF)
def edit_nomination(user: User, line: Nomination) -> bool:
    """Whoever may put forward for the proposing unit may change, send and withdraw its line."""
    return put_forward(user, line.proposer)


@permission("awards.appraise_nomination", who=OFFICE + ", không phải người được đề nghị")
def appraise_nomination(user: User, line: Nomination) -> bool:
    """The office appraises; nobody appraises his own line."""
    is_self = line.person_id is not None and line.person_id == user.person_id
    return user.holds(Role.OFFICER, over=line.proposer) and not is_self


@permission(
    "awards.override_condition",
    who="trợ lý thi đua cấp tỉnh, thư ký Hội đồng, không phải người được đề nghị",
)
def override_condition(user: User, line: Nomination) -> bool:
    """Let an unsure condition pass with a reason, and take that back: never in one's own case."""
    is_self = line.person_id is not None and line.person_id == user.person_id
    return user.holds(Role.OFFICER, Role.SECRETARY, over=line.nomination_list.unit) and not is_self


@permission("awards.switch_conditions", who=OFFICE)
def switch_conditions(user: User, unit: Unit) -> bool:
    """Add a condition to those of the titles, for all lists of a command, or end it."""
    return user.holds(Role.OFFICER, over=unit)


@permission("awards.set_papers", who=OFFICE)
def set_papers(user: User, unit: Unit) -> bool:
    """Say which papers the dossiers of a command must hold."""
    return user.holds(Role.OFFICER, over=unit)


@permission("awards.settle_nomination", who="trợ lý thi đua cấp tỉnh, Hội đồng, tổ kiểm phiếu, người ký")
def settle_nomination(user: User, line: Nomination) -> bool:
    """Write down what a published ballot or a signed paper says; those acts have asked for their own rights before."""
    unit = line.nomination_list.unit
    if user.holds(Role.OFFICER, Role.SECRETARY, Role.TELLER, Role.MEMBER, Role.COMMANDER, over=unit):
        return True
    # A chair confirms the publication by the seat on the council, whatever role the account holds.
    return user.person_id is not None and unit.councils.filter(members__person=user.person_id).exists()


@permission("awards.choose_law", who="trợ lý thi đua cấp tỉnh, thư ký Hội đồng")
def choose_law(user: User, nomination_list: NominationList) -> bool:
    """Say under which law a list is judged: the office, or the secretary of the council."""
    return user.holds(Role.OFFICER, Role.SECRETARY, over=nomination_list.unit)


@permission("awards.publish_preferences", who=OFFICE)
def publish_preferences(user: User, unit: Unit) -> bool:
    """Announce in which order a command chooses when more are put forward than a quota takes."""
    return user.holds(Role.OFFICER, over=unit)


@permission("awards.record_meeting", who="trợ lý thi đua, chỉ huy của đơn vị")
def record_meeting(user: User, meeting: UnitMeeting) -> bool:
    """Write down and close what a unit's meeting said: its own people; the office reads."""
    return user.holds(Role.CLERK, Role.UNIT_LEADER, over=meeting.unit)


@permission("awards.set_meeting_rule", who=OFFICE)
def set_meeting_rule(user: User, unit: Unit) -> bool:
    """Say what the meetings of a command's units must reach."""
    return user.holds(Role.OFFICER, over=unit)
