"""WHO may change the law as the program has it: it is one for the whole installation, whoever writes it."""

from thidua.permissions import permission
from units.accounts.enums import Role
from units.models import Unit, User


@permission("awards.edit_catalogue", who="trợ lý thi đua cấp tỉnh")
def edit_catalogue(user: User, thing=None) -> bool:
    """Write new rows of the catalogue: the office that runs the year; never the administrator by that role."""
    return user.holds(Role.OFFICER)


def office_of(user: User) -> Unit | None:
    """The command in whose name the user keeps the catalogue: the highest of several."""
    own = [grant.unit for grant in user.grants if grant.unit_id and grant.role == Role.OFFICER]
    return min(own, key=lambda unit: (len(unit.path), unit.path), default=None)
