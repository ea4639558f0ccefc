"""Acts on the score table of a year: make it, change it, set targets, lock it."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from awards.catalogue.models import Award
from awards.criteria import rules, states
from awards.criteria.enums import WITH_FIGURE, WITHOUT_POINTS, Accumulation, Compare, CriterionKind, SetState
from awards.criteria.models import CriteriaSet, Criterion, CriterionGate, CriterionStep, Target
from awards.criteria.queries import outline
from awards.criteria.rules import NOT_ASSIGNED
from awards.years.models import EmulationPeriod
from thidua import text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User

DATA = Path(__file__).parent / "data"
Value = Decimal | int | str | None  # a target; NOT_ASSIGNED; None = no target (yet)


# Making a table -------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_set(
    period: EmulationPeriod,
    *,
    by: User,
    name: str,
    basis: str = "",
    tree: Iterable[Mapping] = (),
    total_points: Decimal | None = None,
) -> CriteriaSet:
    """Make the table of a year, as a draft.

    tree: nested {"code", "name", "kind", "max_points", "measure", "accumulation", "maximum_value", "places",
    "guidance", "deduction", "lower_is_better", "per_occurrence", "by_pass", "evidence_required", "steps": [(threshold,
    points)], "gates": [(code of an award, compare, value)], "organ" (unit or its code), "children": […]}; without
    "kind" a node is a group; other keys are ignored. total_points: sum of the top rows when not said.
    """
    require(by, "awards.edit_criteria", period)
    if lock(period).is_closed:
        raise StateConflict(f"Năm thi đua {period.year} đã khóa, chỉ còn để xem.")
    if CriteriaSet.objects.filter(period=period).exists():
        raise RuleViolation(f"Năm thi đua {period.year} đã có bảng điểm.", field="name")
    rows = rules.flatten(tree)
    if total_points is None:
        total_points = rules.sums(_plain_rows(rows)).get(None, Decimal(0))
    criteria_set = CriteriaSet.objects.create(
        period=period, name=text.clean(name), basis=text.clean(basis), total_points=total_points
    )
    _insert(criteria_set, rows)
    record(
        by,
        "criteria.create_set",
        criteria_set,
        after={"name": criteria_set.name, "basis": criteria_set.basis, "total_points": criteria_set.total_points},
        rows=len(rows),
    )
    return criteria_set


FIELDS = (
    "measure",
    "accumulation",
    "maximum_value",
    "places",
    "guidance",
    "deduction",
    "lower_is_better",
    "per_occurrence",
    "by_pass",
    "evidence_required",
)


def _plain_rows(rows: list[dict]) -> list[rules.Row]:
    return [
        rules.Row(row["code"], row.get("name", ""), row["kind"], Decimal(str(row["max_points"])), row["parent"])
        for row in rows
    ]


def _insert(criteria_set: CriteriaSet, rows: list[dict]) -> None:
    codes = [row["code"] for row in rows]
    if double := next((code for code in codes if codes.count(code) > 1), None):
        raise RuleViolation(f"Mã {double} có hai lần trong bảng điểm.", field="code")
    organs = {row["organ"] for row in rows if isinstance(row.get("organ"), str)}
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=organs)} if organs else {}
    depth: dict[str | None, int] = {None: -1}
    levels: dict[int, list[Criterion]] = {}
    made: dict[str, Criterion] = {}
    for number, row in enumerate(rows, 1):
        depth[row["code"]] = level = depth[row["parent"]] + 1
        organ = row.get("organ")
        made[row["code"]] = criterion = Criterion(
            criteria_set=criteria_set,
            code=row["code"],
            name=text.clean(row["name"]),
            kind=row["kind"],
            max_points=Decimal(str(row["max_points"])),
            organ=units[organ] if isinstance(organ, str) else organ,
            sort=number * 10,
            **{key: row[key] for key in FIELDS if row.get(key) is not None},
        )
        criterion.parent_code = row["parent"]
        levels.setdefault(level, []).append(criterion)
    for level in sorted(levels):  # parents get their ids before their children point at them
        for criterion in levels[level]:
            criterion.parent = made.get(criterion.parent_code)
        Criterion.objects.bulk_create(levels[level])
    _insert_details(rows, {criterion.code: criterion for level in levels.values() for criterion in level})


def _insert_details(rows: list[dict], made: Mapping[str, Criterion]) -> None:
    CriterionStep.objects.bulk_create(
        CriterionStep(criterion=made[row["code"]], threshold=Decimal(str(threshold)), points=Decimal(str(points)))
        for row in rows
        for threshold, points in row.get("steps", ())
    )
    gates = [(made[row["code"]], *gate) for row in rows for gate in row.get("gates", ())]
    asked = {gate[1] for gate in gates}
    awards = {award.code: award for award in Award.objects.filter(code__in=asked)} if asked else {}
    CriterionGate.objects.bulk_create(
        CriterionGate(criterion=criterion, award=awards[award], compare=compare, value=value)
        for criterion, award, compare, value in gates
    )


def table_1000() -> dict:
    """The published table of 1,000 points ("name", "total", "tree"), 176 leaves; texts of the leaves are not public."""
    return json.loads((DATA / "table_1000.json").read_text(encoding="utf-8"))


def new_table_1000(period: EmulationPeriod, by: User) -> CriteriaSet:
    """A draft table for the year from the published 1,000-point table."""
    table = table_1000()
    return create_set(period, by=by, name=table["name"], basis=table["basis"], tree=table["tree"])


@transaction.atomic
def edit_set(
    criteria_set: CriteriaSet, *, by: User, name: str, basis: str, total_points: Decimal, is_common: bool = False
) -> CriteriaSet:
    """Change the heading of a draft table. is_common: units below may take its rows in as their common part."""
    row = draft(criteria_set, by)
    if total_points <= 0:
        raise RuleViolation("Tổng điểm phải lớn hơn 0.", field="total_points")
    names = ("name", "basis", "total_points", "is_common")
    before = {name: getattr(row, name) for name in names}
    row.name, row.basis, row.total_points, row.is_common = text.clean(name), text.clean(basis), total_points, is_common
    row.save(update_fields=names)
    after = {name: getattr(row, name) for name in names}
    if before != after:
        record(by, "criteria.edit_set", row, before=before, after=after)
    return row


def draft(criteria_set: CriteriaSet, by: User) -> CriteriaSet:
    """The table's row, locked for this transaction; refused unless `by` may write it and it is a draft."""
    row = lock(criteria_set)
    require(by, "awards.edit_criteria", row)
    if row.state != SetState.DRAFT:
        raise StateConflict("Bảng điểm đã khóa. Mở khóa, hoặc lập bản mới, rồi sửa.")
    return row


def own(criterion: Criterion) -> None:
    """Rows of the common part are the upper level's: here they are only read."""
    if criterion.inherited_from_id is not None:
        raise RuleViolation(f"{criterion.code} thuộc phần chung của cấp trên, chỉ xem. Thêm dòng riêng bên cạnh.")


# Single rows ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_criterion(
    criteria_set: CriteriaSet,
    *,
    by: User,
    code: str,
    name: str,
    kind: str,
    max_points: Decimal,
    parent: Criterion | None = None,
    **fields,
) -> Criterion:
    """Add a row at the end of its group.

    fields: organ, those of `FIELDS` that its kind has, steps [(threshold, points)], gates [(award, compare, value)].
    """
    row = draft(criteria_set, by)
    _refuse_code(row, code)
    if parent is not None and (parent.criteria_set_id != row.pk or parent.is_leaf):
        raise RuleViolation("Chỉ thêm được tiêu chí vào một nhóm của bảng điểm này.", field="parent")
    if parent is not None:
        own(parent)
    criterion = Criterion(
        criteria_set=row,
        parent=parent,
        code=text.clean(code),
        name=text.clean(name),
        kind=kind,
        max_points=max_points,
        sort=(row.criteria.aggregate(last=Max("sort"))["last"] or 0) + 10,
    )
    steps, gates = fields.pop("steps", ()), fields.pop("gates", ())
    _set_details(criterion, fields)
    criterion.save()
    _set_steps(criterion, steps, gates)
    renumber(row)
    criterion.refresh_from_db()
    record(by, "criteria.add", criterion, after=_facts(criterion))
    return criterion


@transaction.atomic
def edit_criterion(
    criterion: Criterion, *, by: User, code: str, name: str, kind: str, max_points: Decimal, **fields
) -> Criterion:
    """Change a row of a draft table; it stays in its group. A group with rows below it stays a group."""
    table = draft(criterion.criteria_set, by)
    row = lock(criterion)
    own(row)
    _refuse_code(table, code, but=row)
    if kind != CriterionKind.GROUP and row.children.exists():
        raise RuleViolation("Nhóm này còn tiêu chí bên dưới nên chưa đổi cách chấm được.", field="kind")
    before = _facts(row)
    steps, gates = fields.pop("steps", ()), fields.pop("gates", ())
    row.code, row.name, row.kind, row.max_points = text.clean(code), text.clean(name), kind, max_points
    _set_details(row, fields)
    row.save()
    _set_steps(row, steps, gates)
    if kind != CriterionKind.QUANTITATIVE:
        row.targets.filter(is_assigned=True).delete()  # a figure to reach makes sense for quantitative rows only
    if before != _facts(row):
        record(by, "criteria.edit", row, before=before, after=_facts(row))
    return row


# What a kind has of the details; on the others they are emptied, so that no stale word stays behind.
EMPTY = {
    "measure": "",
    "accumulation": Accumulation.SUM,
    "maximum_value": None,
    "places": 0,
    "deduction": None,
    "lower_is_better": False,
    "per_occurrence": None,
    "by_pass": False,
    "evidence_required": False,
}
ONLY = {
    "deduction": (CriterionKind.QUANTITATIVE,),
    "lower_is_better": (CriterionKind.BANDS, CriterionKind.RANKED),
    "per_occurrence": (CriterionKind.BONUS,),
    "by_pass": (CriterionKind.GATE,),
    "evidence_required": tuple(kind for kind in CriterionKind if kind != CriterionKind.GROUP),
}


def _set_details(criterion: Criterion, fields: Mapping) -> None:
    for key, value in fields.items():
        setattr(criterion, key, value)
    for key, empty in EMPTY.items():
        if criterion.kind not in ONLY.get(key, WITH_FIGURE):
            setattr(criterion, key, empty)
    if criterion.by_pass:
        criterion.measure, criterion.maximum_value, criterion.places = "", None, 0
    if criterion.kind in WITHOUT_POINTS:
        criterion.max_points = Decimal(0)


def _set_steps(criterion: Criterion, steps: Iterable, gates: Iterable) -> None:
    """Write the bands or places, and the conditions, anew; those of another kind are taken away."""
    stepped = criterion.kind in (CriterionKind.BANDS, CriterionKind.RANKED)
    criterion.steps.all().delete()
    criterion.gates.all().delete()
    CriterionStep.objects.bulk_create(
        CriterionStep(criterion=criterion, threshold=threshold, points=points)
        for threshold, points in (steps if stepped else ())
    )
    if criterion.kind != CriterionKind.GATE:
        return
    if any((compare == Compare.MET) != criterion.by_pass for _, compare, _ in gates):
        words = "Đạt / Không chỉ có so sánh “Đạt”" if criterion.by_pass else "số cần so sánh ≥, >, ≤, < và mức cần đạt"
        raise RuleViolation(f"Điều kiện ghi bằng {words}.", field="by_pass")
    CriterionGate.objects.bulk_create(
        CriterionGate(criterion=criterion, award=award, compare=compare, value=value) for award, compare, value in gates
    )


def _refuse_code(criteria_set: CriteriaSet, code: str, but: Criterion | None = None) -> None:
    if criteria_set.criteria.filter(code__iexact=text.clean(code)).exclude(pk=but.pk if but else None).exists():
        raise RuleViolation(f"Mã {code} đã có trong bảng điểm.", field="code")


@transaction.atomic
def remove_criterion(criterion: Criterion, *, by: User) -> None:
    """Take a row out of a draft table, with everything below it and its targets."""
    table = draft(criterion.criteria_set, by)
    rows = [row for row in outline(table) if row.pk == criterion.pk or criterion.pk in row.line]
    if not rows:
        return  # a second click: already gone
    own(rows[0])
    if Criterion.objects.filter(pk__in=[row.pk for row in rows], entries__isnull=False).exists():
        raise RuleViolation("Đã có kết quả nhập cho tiêu chí này nên không bỏ được.")
    facts = {"removed": "; ".join(f"{row.code} {row.name}" for row in rows)}
    record(by, "criteria.remove", table, before=facts, after={})
    for details in (Target, CriterionStep, CriterionGate):
        details.objects.filter(criterion__in=rows).delete()
    for row in reversed(rows):  # children before their parents
        row.delete()
    renumber(table)


@transaction.atomic
def move_criterion(criterion: Criterion, *, by: User, up: bool) -> bool:
    """Change places with the row before (or after) it in the same group; False when it is already first (last)."""
    table = draft(criterion.criteria_set, by)
    siblings = list(table.criteria.filter(parent=criterion.parent_id).order_by("sort", "pk"))
    place = [row.pk for row in siblings].index(criterion.pk)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(siblings):
        return False
    own(criterion)
    own(siblings[other])
    siblings[place], siblings[other] = siblings[other], siblings[place]
    renumber(table, {criterion.parent_id: siblings})
    record(by, "criteria.move", criterion, direction="up" if up else "down")
    return True


def renumber(criteria_set: CriteriaSet, order: Mapping[int | None, list[Criterion]] | None = None) -> None:
    """Let `sort` follow the outline, in steps of ten. order: parent id → its rows in a new order."""
    changed = []
    for number, row in enumerate(outline(criteria_set, order), 1):
        if row.sort != number * 10:
            row.sort = number * 10
            changed.append(row)
    Criterion.objects.bulk_update(changed, ["sort"], batch_size=200)


def _facts(criterion: Criterion) -> dict:
    return {
        "code": criterion.code,
        "name": criterion.name,
        "kind": criterion.get_kind_display(),
        "max_points": criterion.max_points,
        "measure": criterion.measure,
        "accumulation": criterion.get_accumulation_display() if criterion.kind == CriterionKind.QUANTITATIVE else "",
        "maximum_value": criterion.maximum_value,
        "places": criterion.places,
        "deduction": criterion.deduction,
        "lower_is_better": criterion.lower_is_better,
        "per_occurrence": criterion.per_occurrence,
        "by_pass": criterion.by_pass,
        "evidence_required": criterion.evidence_required,
        "steps": "; ".join(map(str, criterion.steps.all())),
        "gates": "; ".join(map(str, criterion.gates.select_related("award"))),
        "guidance": criterion.guidance,
        "organ": str(criterion.organ or ""),
    }


# Targets --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def set_targets(
    criteria_set: CriteriaSet,
    *,
    by: User,
    targets: Mapping[tuple[str, str], Value],
    expected: Mapping[tuple[str, str], Value] | None = None,
) -> int:
    """Write targets of a draft table, all or none; returns how many cells changed.

    targets: (criterion code, unit code) → a number in the criterion's own unit of measure, NOT_ASSIGNED ("không giao"),
    or None (no target). Only quantitative criteria take a number; 0 only where fewer is better, and means no target.
    expected: what the writer saw before; a cell that somebody else changed meanwhile is a StateConflict.
    """
    table = lock(criteria_set)
    period = table.of_period
    criteria = {row.code: row for row in table.criteria.all()}
    units = {unit.code: unit for unit in period.reporting_units()}
    for code in {unit_code for _, unit_code in targets}:
        if code not in units:
            raise RuleViolation(f"{code} không phải đơn vị báo cáo của năm thi đua {period.year}.")
        require(by, "awards.set_target", (table, units[code]))
    if table.state != SetState.DRAFT:
        raise StateConflict("Bảng điểm đã khóa. Mở khóa, hoặc lập bản mới, rồi giao chỉ tiêu.")
    old = {
        (row.criterion_id, row.unit_id): row
        for row in Target.objects.filter(criterion__criteria_set=table, unit__in=units.values())
    }
    create, update, delete, before, after, conflicts = [], [], [], {}, {}, []
    for (code, unit_code), value in targets.items():
        if code not in criteria:
            raise RuleViolation(f"Không có tiêu chí {code} trong bảng điểm.")
        criterion, unit = criteria[code], units[unit_code]
        value = _checked(criterion, unit, value)
        row = old.get((criterion.pk, unit.pk))
        was = None if row is None else row.value if row.is_assigned else NOT_ASSIGNED
        if value == was:
            continue
        if expected is not None and expected.get((code, unit_code)) != was:
            now = _words(was)
            now = "để trống" if now is None else rules.points_text(now) if isinstance(now, Decimal) else now
            conflicts.append(f"{code} · {unit.short_name}: vừa được người khác sửa, hiện là {now}.")
            continue
        cell = f"{code} · {unit.short_name}"
        before[cell], after[cell] = _words(was), _words(value)
        if value is None:
            delete.append(row.pk)
            continue
        row = row or Target(criterion=criterion, unit=unit)
        row.is_assigned = value != NOT_ASSIGNED
        row.value = value if row.is_assigned else None
        (update if row.pk else create).append(row)
    if conflicts:
        raise StateConflict("Có ô vừa được người khác sửa. Xem lại rồi lưu.", reasons=conflicts)
    Target.objects.filter(pk__in=delete).delete()
    Target.objects.bulk_update(update, ["is_assigned", "value"], batch_size=200)
    Target.objects.bulk_create(create, batch_size=500)
    if after:
        record(by, "criteria.set_targets", table, before=before, after=after)
    return len(after)


def _words(value: Value) -> str | Decimal | None:
    return "không giao" if value == NOT_ASSIGNED else value


def _checked(criterion: Criterion, unit: Unit, value: Value) -> Decimal | str | None:
    """The value as it may be stored; refused with the criterion's code in the sentence."""
    where = f"{criterion.code} · {unit.short_name}: "
    if not criterion.is_leaf:
        raise RuleViolation(f"{where}chỉ tiêu giao cho tiêu chí, không giao cho nhóm.")
    if value is None or value == NOT_ASSIGNED:
        return value
    problem = criterion.target_problem(number := Decimal(str(value)))
    if problem:
        raise RuleViolation(where + problem)
    return None if number == 0 else number


# Life of the table ----------------------------------------------------------------------------------------------------


def lock_set(criteria_set: CriteriaSet, *, by: User) -> CriteriaSet:
    """Draft → locked; refused with every sum that does not add up and every target that is missing."""
    if criteria_set.waits:
        raise StateConflict("Bản này thay bản đang dùng: xem những gì thay đổi rồi cho bản mới có hiệu lực.")
    return states.SET.make("lock", criteria_set, by=by)


def unlock_set(criteria_set: CriteriaSet, *, by: User, reason: str) -> CriteriaSet:
    """Locked → draft, as long as nothing was entered or scored by it."""
    return states.SET.make("unlock", criteria_set, by=by, reason=reason)
