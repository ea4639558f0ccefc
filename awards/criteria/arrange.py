"""Acts on the order of a table: drag and keyboard send the whole order at once; a row, or a branch, is doubled."""

from collections.abc import Sequence

from django.db import transaction

from awards.criteria.models import CriteriaSet, Criterion, CriterionGate, CriterionStep
from awards.criteria.queries import order_mark, outline
from awards.criteria.services import draft, own, renumber
from thidua.errors import RuleViolation, StateConflict
from units.audit.services import record
from units.models import User

Order = Sequence[tuple[int, int | None]]  # (row, group it stands in) in the order of the page
CHANGED = "Bảng điểm vừa được người khác sửa nên chưa lưu thứ tự. Tải lại trang rồi sắp xếp lại."


@transaction.atomic
def reorder(criteria_set: CriteriaSet, *, by: User, order: Order, seen: str) -> int:
    """Write the order and the groups of all rows of a draft table at once; returns how many rows moved.

    seen: `order_mark` of the order the page was made from. Raises StateConflict when it is another one now, and
    RuleViolation, with nothing written, for an order that is no tree of these rows.
    """
    table = draft(criteria_set, by)
    rows = outline(table)
    if seen != order_mark(rows):
        raise StateConflict(CHANGED)
    known = {row.pk: row for row in rows}
    _refuse_order(known, order)
    moved = []
    for number, (pk, parent) in enumerate(order, 1):
        row = known[pk]
        if row.parent_id != parent or row.sort != number * 10:
            moved.append(row)
        row.parent_id, row.sort = parent, number * 10
    Criterion.objects.bulk_update(moved, ["parent", "sort"], batch_size=200)
    if moved:
        record(by, "criteria.reorder", table, moved=", ".join(row.code for row in moved)[:500], rows=len(moved))
    return len(moved)


def _refuse_order(known: dict[int, Criterion], order: Order) -> None:
    """The same rows, each once, each below a group that stands before it, the common part untouched."""
    pks = [pk for pk, _ in order]
    if len(pks) != len(set(pks)) or set(pks) != set(known):
        raise StateConflict(CHANGED)
    open_groups: list[int] = []  # the groups that the rows so far stand in, outermost first
    for pk, parent in order:
        row = known[pk]
        if parent is not None:
            if parent not in open_groups:
                raise RuleViolation(f"{row.code} phải đứng dưới nhóm của nó.")
            if known[parent].is_leaf:
                raise RuleViolation(f"{known[parent].code} không phải là nhóm nên không chứa được {row.code}.")
            if known[parent].inherited_from_id is not None and row.inherited_from_id is None:
                raise RuleViolation(f"{known[parent].code} thuộc phần chung của cấp trên, không thêm được {row.code}.")
        if row.inherited_from_id is not None and row.parent_id != parent:
            own(row)
        del open_groups[open_groups.index(parent) + 1 if parent is not None else 0 :]
        open_groups.append(pk)
    common = [row.pk for row in known.values() if row.inherited_from_id is not None]
    if [pk for pk in pks if pk in set(common)] != common:
        raise RuleViolation("Thứ tự của phần chung là của cấp trên, không đổi được.")


@transaction.atomic
def shift(criterion: Criterion, *, by: User, inwards: bool) -> bool:
    """Put a row at the end of the group just above it (inwards), or behind the group it stands in; False when it can't.

    The way of the buttons where there is no script; a page with script sends whole orders.
    """
    table = draft(criterion.criteria_set, by)
    rows = outline(table)
    row = next((one for one in rows if one.pk == criterion.pk), None)
    if row is None:
        return False
    if inwards:
        siblings = [one for one in rows if one.parent_id == row.parent_id]
        before = siblings[siblings.index(row) - 1] if siblings.index(row) else None
        if before is None or before.is_leaf or before.inherited_from_id is not None:
            return False
        target, place = before.pk, None
    else:
        if row.parent_id is None:
            return False
        group = next(one for one in rows if one.pk == row.parent_id)
        target, place = group.parent_id, group.pk
    own(row)
    branch = [one for one in rows if one.pk == row.pk or row.pk in one.line]
    rest = [one for one in rows if one not in branch]
    if place is None:
        ends = [number for number, one in enumerate(rest) if one.pk == target or target in one.line]
    else:
        ends = [number for number, one in enumerate(rest) if one.pk == place or place in one.line]
    at = ends[-1] + 1
    order = [(one.pk, target if one.pk == row.pk else one.parent_id) for one in [*rest[:at], *branch, *rest[at:]]]
    reorder(table, by=by, order=order, seen=order_mark(rows))
    return True


@transaction.atomic
def duplicate(criterion: Criterion, *, by: User) -> Criterion:
    """A copy of a row, with everything below it, right behind it; codes get the first free letter or number."""
    table = draft(criterion.criteria_set, by)
    rows = outline(table)
    branch = [row for row in rows if row.pk == criterion.pk or criterion.pk in row.line]
    if not branch:
        raise StateConflict(CHANGED)
    own(branch[0])
    if criterion.parent_id is not None:
        own(next(row for row in rows if row.pk == criterion.parent_id))
    codes = {row.code for row in rows}
    made: dict[int, Criterion] = {}
    for row in branch:
        made[row.pk] = copy = copied(row, table, made.get(row.parent_id), code=_free(row.code, codes))
        copy.parent = made.get(row.parent_id) or row.parent
        codes.add(copy.code)
        copy.save()
    copy_details({row.pk: made[row.pk] for row in branch})
    siblings = [row for row in rows if row.parent_id == criterion.parent_id]
    first = made[criterion.pk]
    siblings.insert([row.pk for row in siblings].index(criterion.pk) + 1, first)
    renumber(table, {criterion.parent_id: siblings})
    record(by, "criteria.duplicate", first, source=f"{criterion.code} {criterion.name}", rows=len(branch))
    return first


def _free(code: str, taken: set[str]) -> str:
    """`1.3` → `1.3a`, `1.3b`, …: the first that nobody has, at most twelve letters long."""
    tails = [*"abcdefghijklmnopqrstuvwxyz", *(f"-{number}" for number in range(2, 1000))]
    return next(found for tail in tails if (found := code[: 12 - len(tail)] + tail) not in taken)


COPIED = (
    "name", "kind", "max_points", "measure", "accumulation", "maximum_value", "places", "deduction", "lower_is_better",
    "per_occurrence", "by_pass", "evidence_required", "guidance", "organ_id", "sort",
)  # fmt: skip


def copied(row: Criterion, table: CriteriaSet, parent: Criterion | None, code: str) -> Criterion:
    """An unsaved copy of a row for a table, without its steps and gates."""
    fields = {name: getattr(row, name) for name in COPIED}
    return Criterion(criteria_set=table, parent=parent, code=code, **fields)


def copy_details(made: dict[int, Criterion]) -> None:
    """Steps and gates of rows onto their copies. made: id of a row → its saved copy; four queries."""
    CriterionStep.objects.bulk_create(
        CriterionStep(criterion=made[step.criterion_id], threshold=step.threshold, points=step.points)
        for step in CriterionStep.objects.filter(criterion__in=made)
    )
    CriterionGate.objects.bulk_create(
        CriterionGate(criterion=made[gate.criterion_id], award_id=gate.award_id, compare=gate.compare, value=gate.value)
        for gate in CriterionGate.objects.filter(criterion__in=made)
    )
