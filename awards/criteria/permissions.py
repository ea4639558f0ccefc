"""WHO may: the office sets the table and the targets, never the unit that is scored by them."""

from awards.criteria.models import CriteriaSet, Criterion
from awards.criteria.registrations import Registration
from awards.years.models import EmulationPeriod
from awards.years.permissions import RUNNERS, run_period
from thidua.permissions import permission
from units.accounts.enums import Role
from units.models import Unit, User


@permission("awards.edit_criteria", who=RUNNERS)
def edit_criteria(user: User, thing: EmulationPeriod | CriteriaSet | Criterion) -> bool:
    """Make, change, lock and unlock the table. thing: the year (to make its table), the table, or a row of it."""
    if isinstance(thing, Criterion):
        thing = thing.criteria_set
    return run_period(user, thing if isinstance(thing, EmulationPeriod) else thing.of_period)


@permission("awards.set_target", who="trợ lý thi đua của đơn vị tổ chức; cụm trưởng, trừ chỉ tiêu của đơn vị mình")
def set_target(user: User, place: tuple[CriteriaSet, Unit]) -> bool:
    """Set what a unit is measured by; a cluster's lead is scored too: not for its own unit. place: (table, unit)."""
    criteria_set, unit = place
    period = criteria_set.of_period
    if user.holds(Role.OFFICER, over=period.unit):
        return True
    leads = period.cluster is not None and user.holds(Role.CLUSTER_LEAD, over=period.cluster)
    return leads and not user.belongs_to(unit)


@permission("awards.write_registration", who="trợ lý thi đua hoặc chỉ huy của đơn vị đăng ký")
def write_registration(user: User, row: Registration) -> bool:
    """Write, send and take back: the unit for itself, nobody for it."""
    return user.holds(Role.CLERK, Role.UNIT_LEADER, over=row.unit)


@permission("awards.confirm_registration", who="chỉ huy của đơn vị đăng ký")
def confirm_registration(user: User, row: Registration) -> bool:
    """Sign for the unit, or give it back to its staff."""
    return user.holds(Role.UNIT_LEADER, over=row.unit)


@permission("awards.answer_registration", who=RUNNERS)
def answer_registration(user: User, row: Registration) -> bool:
    """Give a signed registration back to the unit, remind those that have none: whoever runs the year."""
    return run_period(user, row.period)
