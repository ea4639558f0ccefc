"""Two records that look alike are two people: somebody says so, and may take it back."""

from django.db import transaction

from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.people.merging import set_apart
from units.people.models import Apart, Person
from units.people.persons import not_merged


@transaction.atomic
def tell_apart(one: Person, other: Person, *, by, reason: str) -> Apart:
    """Say that two records are two people, by whoever could merge them; said twice it is said once."""
    if one.pk == other.pk:
        raise RuleViolation("Chọn hai hồ sơ khác nhau.")
    first, second = (lock(person) for person in sorted((one, other), key=lambda person: person.pk))
    for row in (first, second):
        _require_merger(by, row)
        not_merged(row)
    if (standing := set_apart(first, second)) is not None:
        return standing
    reason = clean(reason)
    if not reason:
        raise RuleViolation("Ghi căn cứ: vì sao biết là hai người.", field="reason")
    made = Apart.objects.create(first=first, second=second, reason=reason[:300], by=by)
    for row, twin in ((first, second), (second, first)):
        record(by, "people.tell_apart", row, after={"other": _card(twin)}, reason=reason)
    return made


@transaction.atomic
def untell_apart(row: Apart, *, by) -> Apart:
    """Take that word back: the pair is among the possible duplicates again."""
    fresh = lock(row)
    first, second = fresh.first, fresh.second
    for person in (first, second):
        _require_merger(by, person)
    if fresh.ended_at is not None:
        raise StateConflict("Điều này đã được rút lại.")
    fresh.ended_at = row.ended_at = clock.now()
    fresh.save(update_fields=["ended_at"])
    for person, twin in ((first, second), (second, first)):
        record(by, "people.untell_apart", person, before={"other": _card(twin)})
    return fresh


def _require_merger(by, person: Person) -> None:
    for permission in ("units.edit_person", "units.record_fact"):
        require(by, permission, person)


def _card(person: Person) -> str:
    return f"{person.full_name}, số hiệu {person.service_number}"
