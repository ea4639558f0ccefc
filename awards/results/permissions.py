"""WHO may enter, and who may judge what was entered."""

from awards.criteria.models import Criterion
from awards.results.models import ResultSheet, UnlockRequest
from awards.years.permissions import RUNNERS, run_period
from thidua.permissions import permission
from units.accounts.enums import Role
from units.models import Unit, User


@permission("awards.enter_result", who="trợ lý thi đua hoặc chỉ huy đơn vị, trợ lý thi đua cấp tỉnh nhập thay")
def enter_result(user: User, sheet: ResultSheet) -> bool:
    """The unit itself enters; the emulation officer may do it for the unit, and the cell says so."""
    return user.holds(Role.CLERK, Role.UNIT_LEADER, Role.OFFICER, over=sheet.unit)


@permission("awards.verify_result", who="cơ quan thẩm định, trợ lý thi đua cấp tỉnh hoặc cụm trưởng của đơn vị khác")
def verify_result(user: User, sheet: ResultSheet) -> bool:
    """The organ in charge verifies, but never the sheet of its own unit."""
    if user.belongs_to(sheet.unit):
        return False
    return verifies_everything(user, sheet) or user.holds(Role.VERIFIER, over=sheet.unit)


def verifies_everything(user: User, sheet: ResultSheet) -> bool:
    """The officer judges every criterion, in a cluster's own year its lead too; a verifier those of the own organ."""
    cluster = sheet.term.period.cluster
    leads = cluster is not None and user.holds(Role.CLUSTER_LEAD, over=cluster)
    return leads or user.holds(Role.OFFICER, over=sheet.unit)


def foreign_organ(criterion: Criterion, sheet: ResultSheet, by: User) -> Unit | None:
    """The organ a criterion belongs to when `by` is a verifier of another one."""
    if criterion.organ is None or by.belongs_to(criterion.organ) or verifies_everything(by, sheet):
        return None
    return criterion.organ


def sees_sheet(user: User, sheet: ResultSheet) -> bool:
    """The same as SheetQuerySet.visible_to, for a sheet that may not be there yet."""
    return user.sees(sheet.unit) or sheet.term.period.cluster_id in user.cluster_ids()


@permission("awards.answer_unlock", who=RUNNERS)
def answer_unlock(user: User, request: UnlockRequest) -> bool:
    """Whoever runs the year opens a month again, but never for the own unit."""
    return run_period(user, request.term) and not user.belongs_to(request.unit)
