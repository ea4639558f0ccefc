"""WHO may."""

from thidua.permissions import permission
from units.accounts.enums import Role


@permission("units.read_health", who="Trợ lý thi đua cấp tỉnh, Kiểm tra, giám sát hoặc Quản trị hệ thống")
def read_health(user, unit) -> bool:
    """Those who can mend the data, and the auditor; each sees the own subtree."""
    return user.holds(Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR, over=unit)
