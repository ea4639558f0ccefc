"""WHO may."""

from thidua.permissions import permission
from units.accounts.enums import Role


@permission("units.edit_structure", who="Trợ lý thi đua cấp tỉnh hoặc Quản trị hệ thống của cấp trên")
def edit_structure(user, unit) -> bool:
    """Create below, rename, move and close: the officer or administrator over the unit; without one, of any unit."""
    return user.holds(Role.OFFICER, Role.ADMINISTRATOR, over=unit)
