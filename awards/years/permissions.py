"""WHO may run a year: the officer of the organising unit; for the year of a cluster also its lead."""

from awards.years.library import BestPractice
from awards.years.models import EmulationPeriod
from awards.years.movements import Movement
from thidua.permissions import permission
from units.accounts.enums import Role
from units.models import Cluster, Unit, User

RUNNERS = "trợ lý thi đua của đơn vị tổ chức năm thi đua (với năm của cụm: cả cụm trưởng)"


@permission("awards.open_period", who=RUNNERS)
def open_period(user: User, place: Unit | Cluster | None) -> bool:
    """Open a year for a unit or a cluster; None asks whether the user may anywhere."""
    if place is None:
        return user.holds(Role.OFFICER) or user.holds(Role.CLUSTER_LEAD)
    if isinstance(place, Cluster):
        return user.holds(Role.OFFICER, over=place.organiser) or user.holds(Role.CLUSTER_LEAD, over=place)
    return user.holds(Role.OFFICER, over=place)


@permission("awards.run_period", who=RUNNERS)
def run_period(user: User, thing) -> bool:
    """Deadlines, months, steps, start and close. thing: the year, or one of its steps or months."""
    period = thing if isinstance(thing, EmulationPeriod) else thing.period
    if user.holds(Role.OFFICER, over=period.unit):
        return True
    return period.cluster is not None and user.holds(Role.CLUSTER_LEAD, over=period.cluster)


@permission("awards.add_practice", who="trợ lý thi đua hoặc chỉ huy của đơn vị làm mô hình, trợ lý thi đua cấp tỉnh")
def add_practice(user: User, place: tuple[EmulationPeriod, Unit | None]) -> bool:
    """Whoever runs the year, for any unit; the unit's clerk or leader, for that one. place: (year, unit or None)."""
    period, unit = place
    return run_period(user, period) or (
        unit is not None and user.holds(Role.CLERK, Role.UNIT_LEADER, Role.OFFICER, over=unit)
    )


@permission("awards.edit_practice", who="trợ lý thi đua hoặc chỉ huy của đơn vị làm mô hình, trợ lý thi đua cấp tỉnh")
def edit_practice(user: User, practice: BestPractice) -> bool:
    """Whoever may add it may change it and put it forward for other units."""
    return add_practice(user, (practice.period, practice.unit))


@permission("awards.run_movement", who=RUNNERS)
def run_movement(user: User, movement: Movement) -> bool:
    """Write, launch, extend and close a movement: whoever runs its year."""
    return run_period(user, movement.period)


@permission("awards.join_movement", who="trợ lý thi đua hoặc chỉ huy của đơn vị tham gia")
def join_movement(user: User, place: tuple[Movement, Unit]) -> bool:
    """Take part and report for a unit: its own people, not those who launched. place: (movement, unit)."""
    return user.holds(Role.CLERK, Role.UNIT_LEADER, over=place[1])


@permission("awards.approve_practice", who=RUNNERS)
def approve_practice(user: User, practice: BestPractice) -> bool:
    """Take a model into the library, give it back: whoever runs its year."""
    return run_period(user, practice.period)


@permission("awards.adopt_practice", who="trợ lý thi đua hoặc chỉ huy của đơn vị áp dụng, trợ lý thi đua cấp tỉnh")
def adopt_practice(user: User, place: tuple[BestPractice, Unit | None]) -> bool:
    """Say that a unit took a model up: its own people, or whoever runs the year. place: (model, unit or None)."""
    practice, unit = place
    return run_period(user, practice.period) or (
        unit is not None and user.holds(Role.CLERK, Role.UNIT_LEADER, Role.OFFICER, over=unit)
    )
