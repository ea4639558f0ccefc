"""What this chapter adds to a year opened after another: the table of criteria and the targets; words for others."""

from decimal import Decimal

from django.db import models

from awards.criteria.models import CriteriaSet, Criterion, Target
from awards.criteria.services import create_set, set_targets
from awards.years.cloning import PARTS, Part, Plan, Preview
from awards.years.models import EmulationPeriod
from thidua import providers
from units.models import User

OWN_ROWS = {"CriterionStep", "CriterionGate"}  # rows that belong to a criterion and to nothing else
NOT_COPIED = {"id", "criteria_set", "parent", "inherited_from"}  # last year's common part is no common part of this one


def _table(period: EmulationPeriod) -> CriteriaSet | None:
    return CriteriaSet.objects.filter(period=period).first()


def _preview_table(plan: Plan, option: str) -> Preview:
    table = _table(plan.source)
    if table is None:
        return Preview(["Năm trước chưa có bảng điểm"], count="Không có")
    rows = list(table.criteria.select_related("organ"))
    tops = [f"{row.code} {row.name}: {row.max_points.normalize():f} điểm".replace(".", ",") for row in rows
            if row.parent_id is None]  # fmt: skip
    closed = {row.organ.short_name for row in rows if row.organ and row.organ.closed_on}
    conflicts = [f"Cơ quan phụ trách {name} đã kết thúc: để trống." for name in sorted(closed)]
    leaves = sum(row.is_leaf for row in rows)
    return Preview([f"{table.name}, ở trạng thái bản nháp", *tops], conflicts, f"{leaves} tiêu chí")


def _copy_table(plan: Plan, new: EmulationPeriod, option: str, by: User) -> str:
    table = _table(plan.source)
    if table is None:
        return "không có bảng điểm"
    name = table.name.replace(str(plan.source.year), str(new.year))
    made = create_set(new, by=by, name=name, basis=table.basis, total_points=table.total_points)
    old = list(table.criteria.select_related("organ"))
    copies: dict[int, Criterion] = {}
    fields = [f for f in Criterion._meta.concrete_fields if f.name not in NOT_COPIED]
    waiting = old
    while waiting:  # parents get their ids before their children point at them
        level = [row for row in waiting if row.parent_id is None or row.parent_id in copies]
        fresh = []
        for row in level:
            copy = Criterion(criteria_set=made, parent=copies.get(row.parent_id))
            for one in fields:
                setattr(copy, one.attname, getattr(row, one.attname))
            if row.organ and row.organ.closed_on:
                copy.organ = None
            fresh.append(copy)
        Criterion.objects.bulk_create(fresh)
        copies |= {row.pk: copy for row, copy in zip(level, fresh, strict=True)}
        waiting = [row for row in waiting if row.pk not in copies]
    _copy_own_rows(copies)
    return f"{len(old)} dòng"


def _copy_own_rows(copies: dict[int, Criterion]) -> None:
    """Bands, places and conditions of the criteria."""
    for relation in Criterion._meta.related_objects:
        model: type[models.Model] = relation.related_model
        if model.__name__ not in OWN_ROWS:
            continue
        link = relation.field.attname
        fields = [f.attname for f in model._meta.concrete_fields if not f.primary_key and f.attname != link]
        rows = model._base_manager.filter(**{f"{relation.field.name}__in": list(copies)})
        model._base_manager.bulk_create(
            model(**{link: copies[getattr(row, link)].pk}, **{name: getattr(row, name) for name in fields})
            for row in rows
        )


def _targets(period: EmulationPeriod) -> list[Target]:
    rows = Target.objects.filter(criterion__criteria_set__period=period)
    return list(rows.select_related("criterion", "unit").order_by("criterion__sort", "unit__sort", "pk"))


def _preview_targets(plan: Plan, option: str) -> Preview:
    targets, units = _targets(plan.source), list(plan.draft().reporting_units())
    known = {unit.pk for unit in units}
    kept = [target for target in targets if target.unit_id in known]
    free = sum(not target.is_assigned for target in kept)
    with_figure = len(kept) - free
    lines = [f"{with_figure} chỉ tiêu {'giữ nguyên số' if option == 'same' else 'để trống số'}", f"{free} ô không giao"]
    gone: dict[str, int] = {}
    for target in targets:
        if target.unit_id not in known:
            gone[str(target.unit)] = gone.get(str(target.unit), 0) + 1
    conflicts = [f"{name} không báo cáo trong năm mới: bỏ {number} ô." for name, number in gone.items()]
    had = {target.unit_id for target in targets}
    conflicts += [f"{unit} chưa có chỉ tiêu năm trước: giao sau." for unit in units if targets and unit.pk not in had]
    return Preview(lines, conflicts, f"{len(kept)} ô")


def _copy_targets(plan: Plan, new: EmulationPeriod, option: str, by: User) -> str:
    table, known = _table(new), {unit.pk for unit in new.reporting_units()}
    if table is None:
        return "không có bảng điểm"
    wanted: dict = {}
    for target in _targets(plan.source):
        if target.unit_id not in known:
            continue
        value: Decimal | str | None = target.value if target.is_assigned else "not_assigned"
        if option == "empty" and target.is_assigned:
            continue
        wanted[target.criterion.code, target.unit.code] = value
    if wanted:
        set_targets(table, by=by, targets=wanted)
    return f"{len(wanted)} ô"


PARTS += [
    Part(
        "criteria", "Bảng điểm tiêu chí", "list-checks", (("same", "Chép, là bản nháp"), ("", "Không chép")),
        _preview_table, _copy_table,
    ),
    Part(
        "targets", "Chỉ tiêu của đơn vị", "target",
        (("same", "Giữ nguyên số"), ("empty", "Chỉ giữ ô không giao"), ("", "Không chép")),
        _preview_targets, _copy_targets, needs="criteria",
    ),
]  # fmt: skip

providers.row_names["awards.registeredperson"] = "Người đăng ký danh hiệu"
providers.tie_words["awards.registration"] = "đăng ký thi đua"
