"""WHO may change the law as the program has it: it is one for the whole installation."""

from thidua import clock
from thidua.permissions import permission
from units.accounts.enums import Role
from units.models import RoleGrant, Unit, User


@permission("awards.edit_catalogue", who="trợ lý thi đua của cấp cao nhất trong phần mềm")
def edit_catalogue(user: User, thing=None) -> bool:
    """Write new rows of the catalogue: the officer of a command above which nobody else is officer here."""
    return office_of(user) is not None


def office_of(user: User) -> Unit | None:
    """The command in whose name the user keeps the catalogue."""
    own = [grant.unit for grant in user.grants if grant.unit_id and grant.role == Role.OFFICER]
    return next((unit for unit in own if not _officers_above(unit)), None)


def _officers_above(unit: Unit) -> bool:
    above = [pk for pk in unit.ancestor_ids() if pk != unit.pk]
    rows = RoleGrant.objects.in_force(clock.today()).filter(role=Role.OFFICER, unit__in=above)
    return bool(above) and rows.exists()
