"""The award history on the pages of people and units, offered to `units`, which knows nothing of awards."""

from awards.decisions.queries import award_history
from thidua import providers
from units.audit.actions import AREAS
from units.models import Person, Unit, User

TEMPLATE = "awards/decisions/_history.html"


def unit_awards(user: User, unit: Unit) -> dict | None:
    history = award_history(user, unit=unit)
    return {"template": TEMPLATE, "context": history} if history else None


def person_awards(user: User, person: Person) -> dict | None:
    history = award_history(user, person=person)
    return {"template": TEMPLATE, "context": history} if history else None


for panels, panel in ((providers.unit_panels, unit_awards), (providers.person_panels, person_awards)):
    if panel not in panels:
        panels.append(panel)

providers.action_labels.update(
    {
        "decision.draft": "Lập dự thảo",
        "decision.edit": "Sửa dự thảo",
        "decision.record_award": "Ghi khen thưởng đã có",
        "decision.add_lines": "Thêm đối tượng",
        "decision.drop_line": "Bỏ đối tượng",
    }
)
AREAS["decision"] = "Văn bản"
