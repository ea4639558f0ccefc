"""A reminder by hand to the units that still owe something in a year: once a day each, and recorded."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from thidua import clock, providers
from units.audit.services import record
from units.models import Unit, User


class Nudge(NamedTuple):
    """units: those that owe something. people: how many of theirs heard it now; 0 when they heard it today already."""

    units: Sequence[Unit]
    people: int

    @property
    def words(self) -> str:
        """What whoever pressed the button reads."""
        if self.people:
            return f"Đã nhắc {len(self.units)} đơn vị, {self.people} người."
        return "Hôm nay đã nhắc các đơn vị này rồi, hoặc đơn vị chưa có tài khoản nhận."


def nudge(units: Sequence[Unit], words: str, *, by: User, about: Any, action: str, thing: Any) -> Nudge:
    """Tell the people of these units, in the caller's transaction.

    about: what the record stands at. thing: what the notice leads to.
    """
    key = f"{action}:{about.pk}:{clock.today().isoformat()}"
    people = providers.tell(units, "reminder", words, key=key, thing=thing, by=by)
    if people:
        record(by, action, about, units=[str(unit) for unit in units], people=people)
    return Nudge(units, people)
