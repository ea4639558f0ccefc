"""WHO may."""

from thidua.permissions import permission
from units.accounts.enums import Role
from units.accounts.models import User
from units.structure.models import Unit


@permission("units.manage_accounts", who="Quản trị hệ thống")
def manage_accounts(user, obj: User | Unit | None) -> bool:
    """The administrator over the account's home unit, or over the unit a role is granted on; anywhere without one."""
    unit = obj.unit if isinstance(obj, User) else obj
    if isinstance(obj, User) and unit is None:
        return False
    return user.holds(Role.ADMINISTRATOR, over=unit)
