"""WHO may."""

from thidua.permissions import permission
from units.accounts.enums import Role
from units.people.models import Initiative, Person, Transfer
from units.structure.models import Unit


@permission("units.edit_person", who="Trợ lý thi đua cấp tỉnh")
def edit_person(user, obj: Person | Unit | None) -> bool:
    """The officer over the unit somebody serves in; without an object, an officer of any unit."""
    return user.holds(Role.OFFICER, over=obj.unit if isinstance(obj, Person) else obj)


@permission("units.record_fact", who="Trợ lý thi đua cấp tỉnh")
def record_fact(user, obj: Person | Unit | None) -> bool:
    """Discipline, holds, grades, tests and initiatives weigh on awards: the officer alone writes them."""
    return user.holds(Role.OFFICER, over=obj.unit if isinstance(obj, Person) else obj)


@permission("units.send_transfer", who="Trợ lý thi đua cấp tỉnh của đơn vị chuyển")
def send_transfer(user, transfer: Transfer) -> bool:
    """The officer over the unit that lets somebody go."""
    return user.holds(Role.OFFICER, over=transfer.from_unit)


@permission("units.receive_transfer", who="Trợ lý thi đua cấp tỉnh của đơn vị nhận")
def receive_transfer(user, transfer: Transfer) -> bool:
    """The officer over the unit somebody comes to."""
    return user.holds(Role.OFFICER, over=transfer.to_unit)


@permission("units.edit_initiative", who="Trợ lý thi đua cấp tỉnh của một tác giả")
def edit_initiative(user, initiative: Initiative) -> bool:
    """The officer over any of its authors."""
    return any(user.holds(Role.OFFICER, over=author.unit) for author in initiative.authors.all())
