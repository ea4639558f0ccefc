"""WHO may."""

from thidua.permissions import permission
from units.accounts.enums import Role
from units.imports.models import Import


@permission("units.import_file", who="Trợ lý thi đua cấp tỉnh hoặc Quản trị hệ thống")
def import_file(user, obj: Import | None) -> bool:
    """Bring a file in: whoever edits people or units somewhere. A file that is there belongs to who sent it."""
    if not user.holds(Role.OFFICER, Role.ADMINISTRATOR):
        return False
    return obj is None or obj.owner_id == user.pk
