"""What the page of a person or unit shows of this chapter."""

from datetime import date

from django.db.models import Q

from awards.nominations.enums import NominationState as N
from awards.nominations.models import Nomination
from awards.nominations.queries import initiative_uses, lines_about
from thidua import providers
from units.models import Person, Unit, User

OVER = (N.NOT_PASSED, N.PROPOSED_UP, N.DECIDED, N.REFUSED_ABOVE, N.REJECTED)


def _panel(lines: list[Nomination]) -> dict | None:
    return {"template": "awards/nominations/_panel.html", "context": {"lines": lines}} if lines else None


def person_panel(user: User, person: Person) -> dict | None:
    """Lines of a person that the user may see; None without any."""
    return _panel(lines_about(user, person=person))


def unit_panel(user: User, unit: Unit) -> dict | None:
    """Lines of a unit itself, not of its people; None without any."""
    return _panel(lines_about(user, unit=unit))


def what_was_proposed(units: list[int], since: date) -> list[str]:
    """Proposals of the units and for them, made since a day."""
    lines = Nomination.objects.filter(Q(proposer__in=units) | Q(unit__in=units))
    count = lines.filter(nomination_list__period__ends_on__gte=since, created_at__date__gte=since).count()
    return [f"{count} đề nghị khen thưởng lập từ ngày {since:%d/%m/%Y}."] if count else []


providers.unit_ties.append(what_was_proposed)
providers.tie_words["awards.nomination"] = "đề nghị khen thưởng"
providers.person_panels.append(person_panel)
providers.unit_panels.append(unit_panel)
providers.initiative_uses.append(initiative_uses)
# The paper of a line that is over names the record it was written for.
providers.settled_rows["awards.nomination"] = lambda line: line.state in OVER
providers.row_names["awards.nomination"] = "Đề nghị khen thưởng"
