"""The life of a thing as a table of moves: buttons, checks, records and tests read the same rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from thidua import providers
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import allowed, require


@dataclass(frozen=True)
class Move:
    """One way from some states to another.

    obstacles(obj) lists in Vietnamese everything that still forbids the move, all at once.
    question: asked before an act that cannot be taken back; typed_word: must then be typed (KHÓA).
    """

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    permission: str
    obstacles: Callable[[Any], Iterable[str]] | None = None
    needs_reason: bool = False
    tone: str = "secondary"
    icon: str = ""
    question: str = ""
    typed_word: str = ""


def lock(obj: models.Model) -> models.Model:
    """A fresh copy of the row, locked until the transaction ends (on SQLite writers queue anyway).

    A model may name in `locked_with` the relations its checks read anyway: they come in the same query. Raises
    StateConflict where somebody took the row away since it was read.
    """
    rows = obj._meta.model._base_manager.select_for_update(of=("self",))
    if related := getattr(obj, "locked_with", ()):
        rows = rows.select_related(*related)
    try:
        return rows.get(pk=obj.pk)
    except rows.model.DoesNotExist:
        raise StateConflict("Mục này vừa bị bỏ đi ở nơi khác. Tải lại trang.") from None


class Workflow:
    """All moves of one kind of thing; `action` is the prefix of its audit records."""

    def __init__(self, *moves: Move, action: str, field: str = "state"):
        self.moves = {move.name: move for move in moves}
        self.action = action
        self.field = field
        # Later chapters that must follow a change in the same transaction: function(row, state before, user).
        self.followers: list[Callable[[Any, str, Any], None]] = []
        for move in moves:
            providers.action_labels.setdefault(f"{action}.{move.name}", move.label)

    def __getitem__(self, name: str) -> Move:
        return self.moves[name]

    def open_to(self, user, obj) -> list[Move]:
        """Moves that `user` could start from the present state (obstacles are told when tried)."""
        state = getattr(obj, self.field)
        return [m for m in self.moves.values() if state in m.sources and allowed(user, m.permission, obj)]

    def make(self, name: str, obj: models.Model, *, by, reason: str = "", facts: dict | None = None, **changes: Any):
        """Lock, check who, from where and all obstacles, change, record: one transaction.

        changes: other fields saved with the state; facts: extra audit facts. Returns the saved row and brings `obj`
        up to date. Raises Forbidden, StateConflict or RuleViolation; nothing is changed then.
        """
        move = self.moves[name]
        with transaction.atomic():
            row = lock(obj)
            require(by, move.permission, row)
            before = getattr(row, self.field)
            if before not in move.sources:
                label = row._meta.get_field(self.field).choices and getattr(row, f"get_{self.field}_display")()
                raise StateConflict(f"Không thể {move.label.lower()}: hiện đang ở trạng thái “{label or before}”.")
            if move.needs_reason and not reason.strip():
                raise RuleViolation("Ghi lý do trước khi thực hiện.", field="reason")
            if obstacles := list(move.obstacles(row)) if move.obstacles else []:
                raise RuleViolation(f"Chưa thể {move.label.lower()}.", reasons=obstacles)
            old = {self.field: before, **{key: getattr(row, key) for key in changes}}
            new = {self.field: move.target, **changes}
            for key, value in new.items():
                setattr(row, key, value)
                setattr(obj, key, value)
            row.save(update_fields=list(new))
            providers.record(
                by, f"{self.action}.{name}", row, before=old, after=new, reason=reason.strip(), **(facts or {})
            )
            for follow in self.followers:
                follow(row, before, by)
        return row
