"""WHO may."""

from thidua.permissions import permission
from units.accounts.enums import Role


@permission("units.edit_structure", who="Trợ lý thi đua cấp tỉnh hoặc Quản trị hệ thống của cấp trên")
def edit_structure(user, unit) -> bool:
    """Create below, rename, move and close: the officer or administrator over the unit; without one, of any unit."""
    return user.holds(Role.OFFICER, Role.ADMINISTRATOR, over=unit)


@permission("units.confirm_lineage", who="Trợ lý thi đua cấp tỉnh")
def confirm_lineage(user, line) -> bool:
    """Whether awards in a row go on weighs on awards: the officer over the successor alone."""
    return user.holds(Role.OFFICER, over=line.successor)
