"""Acts on the tree of units. Names and parents are dated; a unit is closed, never deleted."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from thidua import clock
from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.checks import checked
from units.structure.models import Unit, UnitKind, UnitName, UnitParent

CODE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
KINDS = Path(__file__).parent / "data" / "kinds.json"


def load_kinds() -> int:
    """Kinds of unit the army has, from data/kinds.json; safe to repeat. Returns how many there are."""
    rows = [UnitKind(**row) for row in json.loads(KINDS.read_text(encoding="utf-8"))]
    UnitKind.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=["name", "sort"])
    return len(rows)


@transaction.atomic
def create_unit(
    *,
    by,
    code: str,
    kind: UnitKind | str,
    name: str,
    short_name: str,
    parent: Unit | None,
    founded_on: date,
    basis: str = "",
    **fields,
) -> Unit:
    """A new unit below `parent`, with its first dated name and parent.

    kind: the kind or its code. fields: sort, place, is_reporting, is_border, strength, is_demo. by: who may edit the
    structure at `parent`; a root is only made by units.accounts.services.install.
    """
    require(by, "units.edit_structure", parent)
    if parent is None:
        raise RuleViolation("Chọn đơn vị cấp trên.", field="parent")
    return add_unit(
        by=by,
        code=code,
        kind=kind,
        name=name,
        short_name=short_name,
        parent=parent,
        founded_on=founded_on,
        basis=basis,
        **fields,
    )


def add_unit(*, by, code, kind, name, short_name, parent, founded_on, basis="", **fields) -> Unit:
    """Write the unit without asking who: for create_unit, and for the root of an installation."""
    code = clean(code).upper()
    if not CODE.fullmatch(code):
        raise RuleViolation("Mã đơn vị gồm chữ in hoa không dấu, chữ số và gạch nối, ví dụ DBP-01.", field="code")
    if taken := Unit.objects.filter(code=code).first():
        raise RuleViolation(f"Mã {code} đã dùng cho {taken}.", field="code")
    if parent is not None and parent.closed_on is not None and parent.closed_on < founded_on:
        raise RuleViolation(f"{parent} đã kết thúc ngày {parent.closed_on:%d/%m/%Y}.", field="parent")
    if isinstance(kind, str):
        kind = _kind(kind)
    unit = checked(
        Unit(
            code=code,
            kind=kind,
            name=clean(name),
            short_name=clean(short_name),
            parent=parent,
            founded_on=founded_on,
            **fields,
        )
    )
    unit.save()
    UnitName.objects.create(
        unit=unit, name=unit.name, short_name=unit.short_name, valid_from=founded_on, basis=clean(basis)
    )
    UnitParent.objects.create(unit=unit, parent=parent, valid_from=founded_on, basis=clean(basis))
    record(
        by,
        "structure.create_unit",
        unit,
        after={"code": code, "name": unit.name, "parent": parent, "founded_on": founded_on, **fields},
        acted_on=founded_on if founded_on <= clock.today() else None,
    )
    return unit


def _kind(code: str) -> UnitKind:
    found = UnitKind.objects.filter(code=code).first()
    if found is None:
        raise RuleViolation(f"Không có loại đơn vị “{code}”.", field="kind")
    return found


@transaction.atomic
def edit_unit(unit: Unit, *, by, **changes) -> Unit:
    """Facts that carry no date of their own: kind, sort, place, is_reporting, is_border, strength."""
    row = lock(unit)
    require(by, "units.edit_structure", row)
    before = {key: getattr(row, key) for key in changes}
    for key, value in changes.items():
        setattr(row, key, value)
        setattr(unit, key, value)
    if before != changes:
        checked(row).save()
        record(by, "structure.edit_unit", row, before=before, after=changes)
    return row


@transaction.atomic
def rename_unit(unit: Unit, *, by, name: str, short_name: str, from_day: date, basis: str) -> UnitName:
    """A new name from a day on; papers of earlier days keep the old one.

    The day lies after the start of the present name and not in the future. basis: the document that renames.
    """
    row = lock(unit)
    require(by, "units.edit_structure", row)
    name, short_name, basis = clean(name), clean(short_name), clean(basis)
    _still_open(row, from_day)
    if (name, short_name) == (row.name, row.short_name):
        raise RuleViolation("Tên mới giống tên đang dùng.", field="name")
    if not basis:
        raise RuleViolation("Ghi số, ngày của quyết định đổi tên.", field="basis")
    new = checked(UnitName(unit=row, name=name, short_name=short_name, valid_from=from_day, basis=basis))
    _follow(row.names.first(), from_day)
    new.save()
    before = {"name": row.name, "short_name": row.short_name}
    for one in (row, unit):
        one.name, one.short_name = name, short_name
    checked(row).save()
    record(
        by,
        "structure.rename_unit",
        row,
        before=before,
        after={"name": name, "short_name": short_name},
        acted_on=from_day,
        basis=basis,
    )
    return new


@transaction.atomic
def move_unit(unit: Unit, *, by, parent: Unit, from_day: date, basis: str) -> UnitParent:
    """Put the unit, with everything below it, under another one from a day on (not in the future)."""
    row = lock(unit)
    require(by, "units.edit_structure", row)
    require(by, "units.edit_structure", parent)
    _still_open(row, from_day)
    if parent.is_under(row):
        raise RuleViolation(f"{parent} nằm trong {row}, không thể là cấp trên.", field="parent")
    if row.parent_id == parent.pk:
        raise RuleViolation(f"{row} đang thuộc {parent}.", field="parent")
    if parent.closed_on is not None:
        raise RuleViolation(f"{parent} đã kết thúc ngày {parent.closed_on:%d/%m/%Y}.", field="parent")
    if not clean(basis):
        raise RuleViolation("Ghi số, ngày của quyết định chuyển cấp trên.", field="basis")
    new = checked(UnitParent(unit=row, parent=parent, valid_from=from_day, basis=clean(basis)))
    _follow(row.parents.first(), from_day)
    new.save()
    before = row.parent
    row.parent = parent
    row.save()
    unit.parent, unit.path = parent, row.path
    record(
        by,
        "structure.move_unit",
        row,
        before={"parent": before},
        after={"parent": parent},
        acted_on=from_day,
        basis=new.basis,
    )
    return new


@transaction.atomic
def close_unit(unit: Unit, *, by, on: date, basis: str) -> Unit:
    """End a unit: `on` is its last day. Everything that still hangs on it is told at once."""
    row = lock(unit)
    require(by, "units.edit_structure", row)
    _still_open(row, on)
    if not clean(basis):
        raise RuleViolation("Ghi số, ngày của quyết định giải thể.", field="basis")
    if reasons := missing_to_close(row, on):
        raise RuleViolation(f"Chưa thể kết thúc {row}.", reasons=reasons)
    row.closed_on = unit.closed_on = on
    row.save()
    for dated in row.parents.in_force(on):
        dated.valid_to = on
        dated.save()
    record(
        by, "structure.close_unit", row, before={"closed_on": None}, after={"closed_on": on}, acted_on=on, basis=basis
    )
    return row


def missing_to_close(unit: Unit, on: date) -> list[str]:
    """Everything that still keeps a unit open after the day `on`."""
    reasons = []
    if below := unit.children.filter(closed_on__isnull=True).count():
        reasons.append(f"Còn {below} đơn vị trực thuộc đang hoạt động.")
    if people := unit.people.filter(left_on__isnull=True).count():
        reasons.append(f"Còn {people} người đang công tác.")
    after = on + timedelta(days=1)
    for membership in unit.cluster_memberships.in_force(after).select_related("cluster"):
        reasons.append(f"Còn là thành viên {membership.cluster}.")
    if grants := unit.role_grants.in_force(after).count():
        reasons.append(f"Còn {grants} vai trò được cấp trên đơn vị.")
    return reasons


def _still_open(unit: Unit, day: date) -> None:
    """Refuse acts on a closed unit, before its time or in the future."""
    if unit.closed_on is not None:
        raise RuleViolation(f"{unit} đã kết thúc ngày {unit.closed_on:%d/%m/%Y}.")
    if day > clock.today():
        raise RuleViolation("Ngày có hiệu lực không được sau hôm nay.", field="from_day")
    if day < unit.founded_on:
        raise RuleViolation(f"Đơn vị thành lập ngày {unit.founded_on:%d/%m/%Y}.", field="from_day")


def _follow(last: UnitName | UnitParent | None, from_day: date) -> None:
    """End the newest dated row the day before the next one starts."""
    if last is None:
        return
    if from_day <= last.valid_from:
        raise RuleViolation(
            f"Ngày có hiệu lực phải sau ngày {last.valid_from:%d/%m/%Y} của dòng trước.", field="from_day"
        )
    last.valid_to = from_day - timedelta(days=1)
    last.save()
