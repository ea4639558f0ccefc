"""WHO may."""

from thidua.permissions import permission
from units.accounts.enums import Role
from units.accounts.models import User
from units.structure.models import Unit


@permission("units.examine_rights", who="Quản trị hệ thống hoặc Kiểm tra, giám sát")
def examine_rights(user, obj: User | Unit | None) -> bool:
    """Ask what an account may do: the administrator or auditor over its home unit; anywhere without one."""
    unit = obj.unit if isinstance(obj, User) else obj
    return user.holds(Role.ADMINISTRATOR, Role.AUDITOR, over=unit)


@permission("units.manage_accounts", who="Quản trị hệ thống")
def manage_accounts(user, obj: User | Unit | None) -> bool:
    """The administrator over the account's home unit, or over the unit a role is granted on; anywhere without one."""
    unit = obj.unit if isinstance(obj, User) else obj
    if isinstance(obj, User) and unit is None:
        return False
    return user.holds(Role.ADMINISTRATOR, over=unit)
