"""WHO may."""

from thidua.permissions import permission
from units.accounts.enums import Role


@permission("units.read_audit", who="Trợ lý thi đua cấp tỉnh, Kiểm tra, giám sát hoặc Quản trị hệ thống")
def read_audit(user, unit) -> bool:
    """Those who read the record; how far they read is said by AuditEvent.visible_to."""
    return user.holds(Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR, over=unit)
