"""What the page of a person or unit shows of this chapter."""

from awards.nominations.models import Nomination
from awards.nominations.queries import initiative_uses, lines_about
from thidua import providers
from units.models import Person, Unit, User


def _panel(lines: list[Nomination]) -> dict | None:
    return {"template": "awards/nominations/_panel.html", "context": {"lines": lines}} if lines else None


def person_panel(user: User, person: Person) -> dict | None:
    """Lines of a person that the user may see; None without any."""
    return _panel(lines_about(user, person=person))


def unit_panel(user: User, unit: Unit) -> dict | None:
    """Lines of a unit itself, not of its people; None without any."""
    return _panel(lines_about(user, unit=unit))


providers.person_panels.append(person_panel)
providers.unit_panels.append(unit_panel)
providers.initiative_uses.append(initiative_uses)
providers.row_names["awards.nomination"] = "Đề nghị khen thưởng"
