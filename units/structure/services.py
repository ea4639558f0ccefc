"""Acts on the tree of units. Names, parents and kinds are dated; a unit is closed, never deleted.

Every act leaves a StructureAct with its day, decision and reason, and a journal by which it can be taken back
(units/structure/reorganise.py, where mergers and splits live as well).
"""

import json
import re
from collections.abc import Iterable
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
from units.structure.enums import ActKind
from units.structure.gaps import refuse_gaps
from units.structure.ledger import Ledger, in_words
from units.structure.models import (
    ActUnit,
    StructureAct,
    Unit,
    UnitKind,
    UnitLineage,
    UnitName,
    UnitParent,
    UnitStatus,
)

CODE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
KINDS = Path(__file__).parent / "data" / "kinds.json"
Dated = UnitName | UnitParent | UnitStatus


def load_kinds() -> int:
    """Kinds of unit the army has, from data/kinds.json; safe to repeat. Returns how many there are."""
    rows = [UnitKind(**row) for row in json.loads(KINDS.read_text(encoding="utf-8"))]
    UnitKind.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=["name", "sort"])
    return len(rows)


@transaction.atomic
def create_unit(*, by, parent: Unit | None, **facts) -> Unit:
    """A new unit below `parent`, with the first row of everything dated about it. facts: what `add_unit` asks for.

    by: who may edit the structure at `parent`; a root is only made by units.accounts.services.install.
    """
    require(by, "units.edit_structure", parent)
    if parent is None:
        raise RuleViolation("Chọn đơn vị cấp trên.", field="parent")
    return add_unit(by=by, parent=parent, **facts)


def add_unit(*, by, parent: Unit | None, founded_on: date, basis: str = "", reason: str = "", **facts) -> Unit:
    """Write the unit and the act without asking who: for create_unit, and for the root of an installation.

    facts: code, kind (the kind or its code), name, short_name; also sort, place, is_reporting, is_border, strength,
    is_demo.
    """
    ledger = Ledger()
    unit = write_unit(ledger, by=by, parent=parent, founded_on=founded_on, basis=basis, **facts)
    note(
        ActKind.CREATE, ledger, by=by, unit=parent or unit, title=f"Thành lập {unit.name}", from_day=founded_on,
        basis=basis, reason=reason, units=[unit],
    )  # fmt: skip
    return unit


def write_unit(
    ledger: Ledger,
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
    """The unit with the first row of everything that is dated about it, and its entry in the record."""
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
    since = {"unit": unit, "valid_from": founded_on, "basis": clean(basis)}
    ledger.add(
        unit,
        UnitName.objects.create(name=unit.name, short_name=unit.short_name, **since),
        UnitParent.objects.create(parent=parent, **since),
        UnitStatus.objects.create(kind=kind, **since),
    )
    record(
        by,
        "structure.create_unit",
        unit,
        after={"code": code, "name": unit.name, "parent": parent, "founded_on": founded_on, **fields},
        acted_on=founded_on if founded_on <= clock.today() else None,
    )
    return unit


def note(
    kind: ActKind,
    ledger: Ledger,
    *,
    by,
    unit: Unit,
    title: str,
    from_day: date,
    basis: str,
    units: Iterable[Unit],
    reason: str = "",
    lines: Iterable[tuple[Unit, Unit]] = (),
) -> StructureAct:
    """Keep the act itself. unit: in whose record; units: all it touches; lines: (predecessor, successor)."""
    units = list(units)
    if kind != ActKind.CREATE:  # a new unit has one row of each kind, from its first day
        refuse_gaps(units)
    act = checked(
        StructureAct(
            kind=kind,
            unit=unit,
            title=title if len(title) <= 500 else f"{title[:499]}…",
            effective_on=from_day,
            basis=clean(basis),
            reason=clean(reason),
            journal=ledger.entries,
            summary=in_words(ledger.entries),
            by=by,
        ),
        skip=["kind"],
    )
    act.save()
    ActUnit.objects.bulk_create(ActUnit(act=act, unit=one) for one in {one.pk: one for one in units}.values())
    UnitLineage.objects.bulk_create(UnitLineage(act=act, predecessor=old, successor=new) for old, new in lines)
    return act


def _kind(code: str) -> UnitKind:
    found = UnitKind.objects.filter(code=code).first()
    if found is None:
        raise RuleViolation(f"Không có loại đơn vị “{code}”.", field="kind")
    return found


@transaction.atomic
def edit_unit(unit: Unit, *, by, **changes) -> Unit:
    """Facts that carry no date of their own: sort, place, is_reporting, is_border, strength."""
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
def rename_unit(
    unit: Unit, *, by, name: str, short_name: str, from_day: date, basis: str, reason: str = ""
) -> StructureAct:
    """A new name from a day on; papers of earlier days keep the old one.

    The day lies after the start of the present name and not in the future. basis: the document that renames.
    """
    row = lock(unit)
    require(by, "units.edit_structure", row)
    name, short_name, basis = clean(name), clean(short_name), clean(basis)
    _still_open(row, from_day)
    if (name, short_name) == (row.name, row.short_name):
        raise RuleViolation("Tên mới giống tên đang dùng.", field="name")
    _needs_basis(basis, "đổi tên")
    ledger = Ledger()
    new = checked(UnitName(unit=row, name=name, short_name=short_name, valid_from=from_day, basis=basis))
    _follow(ledger, row.names.first(), new)
    before = {"name": row.name, "short_name": row.short_name}
    checked(Unit(code=row.code, name=name, short_name=short_name, founded_on=row.founded_on))
    ledger.change(row, name=name, short_name=short_name)
    unit.name, unit.short_name = name, short_name
    record(
        by,
        "structure.rename_unit",
        row,
        before=before,
        after={"name": name, "short_name": short_name},
        acted_on=from_day,
        basis=basis,
    )
    title = f"Đổi tên {before['name']} thành {name}"
    return note(
        ActKind.RENAME, ledger, by=by, unit=row, title=title, from_day=from_day, basis=basis, units=[row], reason=reason
    )


@transaction.atomic
def move_unit(unit: Unit, *, by, parent: Unit, from_day: date, basis: str, reason: str = "") -> StructureAct:
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
    if from_day < parent.founded_on:
        raise RuleViolation(f"{parent} thành lập ngày {parent.founded_on:%d/%m/%Y}.", field="from_day")
    _needs_basis(basis, "chuyển cấp trên")
    ledger = Ledger()
    before = row.parent
    move(ledger, row, parent, from_day, basis)
    unit.parent, unit.path = parent, row.path
    record(
        by,
        "structure.move_unit",
        row,
        before={"parent": before},
        after={"parent": parent},
        acted_on=from_day,
        basis=clean(basis),
    )
    title = f"Chuyển {row.name} từ {before.short_name if before else '–'} về {parent.short_name}"
    return note(
        ActKind.MOVE, ledger, by=by, unit=row, title=title, from_day=from_day, basis=basis, units=[row], reason=reason
    )


def move(ledger: Ledger, row: Unit, parent: Unit, from_day: date, basis: str) -> None:
    """The dated row and the pointer of today; whoever calls has looked whether it may be."""
    new = checked(UnitParent(unit=row, parent=parent, valid_from=from_day, basis=clean(basis)))
    _follow(ledger, row.parents.first(), new)
    ledger.change(row, parent=parent)


@transaction.atomic
def reclass_unit(
    unit: Unit,
    *,
    by,
    kind: UnitKind | str,
    authority: Unit | None,
    from_day: date,
    basis: str,
    reason: str = "",
) -> StructureAct:
    """Another kind of unit, or another level that decides on its awards, from a day on.

    authority: None for the unit above, whichever that is on the day asked about.
    """
    row = lock(unit)
    require(by, "units.edit_structure", row)
    _still_open(row, from_day)
    if isinstance(kind, str):
        kind = _kind(kind)
    before = row.statuses.select_related("kind", "authority").first()
    old_authority = before.authority if before else None
    if (kind.pk, authority.pk if authority else None) == (row.kind_id, old_authority.pk if old_authority else None):
        raise RuleViolation("Loại và cấp quyết định giống hiện tại.", field="kind")
    if authority is not None and authority.is_under(row):
        raise RuleViolation(f"{authority} không phải cấp trên của {row}.", field="authority")
    if authority is not None and authority.closed_on is not None:
        raise RuleViolation(f"{authority} đã kết thúc ngày {authority.closed_on:%d/%m/%Y}.", field="authority")
    _needs_basis(basis, "đổi loại, cấp quyết định")
    ledger = Ledger()
    new = checked(UnitStatus(unit=row, kind=kind, authority=authority, valid_from=from_day, basis=clean(basis)))
    _follow(ledger, before, new)
    old_kind = row.kind
    ledger.change(row, kind=kind)
    unit.kind = kind
    record(
        by,
        "structure.reclass_unit",
        row,
        before={"kind": old_kind, "authority": old_authority},
        after={"kind": kind, "authority": authority},
        acted_on=from_day,
        basis=new.basis,
    )
    told = [f"loại {kind}"] if kind != old_kind else []
    if authority != old_authority:
        told.append(f"cấp quyết định khen thưởng {authority.short_name if authority else 'là cấp trên trực tiếp'}")
    title = f"{row.name}: {', '.join(told)}"
    return note(
        ActKind.RECLASS, ledger, by=by, unit=row, title=title, from_day=from_day, basis=basis, units=[row],
        reason=reason,
    )  # fmt: skip


@transaction.atomic
def close_unit(unit: Unit, *, by, on: date, basis: str, reason: str = "") -> StructureAct:
    """End a unit: `on` is its last day. Everything that still hangs on it is told at once."""
    row = lock(unit)
    require(by, "units.edit_structure", row)
    _still_open(row, on, field="on")
    if late := row.parents.filter(valid_from__gt=on).first():
        raise RuleViolation(f"{row} chuyển cấp trên từ ngày {late.valid_from:%d/%m/%Y}; chọn ngày sau đó.", field="on")
    if not clean(basis):
        raise RuleViolation("Ghi số, ngày của quyết định giải thể.", field="basis")
    if reasons := missing_to_close(row, on):
        raise RuleViolation(f"Chưa thể kết thúc {row}.", reasons=reasons)
    ledger = Ledger()
    end(ledger, row, on)
    unit.closed_on = on
    record(
        by, "structure.close_unit", row, before={"closed_on": None}, after={"closed_on": on}, acted_on=on, basis=basis
    )
    return note(
        ActKind.CLOSE, ledger, by=by, unit=row, title=f"Giải thể {row.name}", from_day=on + timedelta(days=1),
        basis=basis, units=[row], reason=reason,
    )  # fmt: skip


def end(ledger: Ledger, row: Unit, on: date, heir: Unit | None = None) -> None:
    """Last day of a unit; `heir` keeps its papers. Name and kind stay as they were last."""
    for dated in row.parents.in_force(on):
        ledger.change(dated, valid_to=on)
    ledger.change(row, closed_on=on, **({"parent": heir} if heir else {}))


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


def _needs_basis(basis: str, what: str) -> None:
    if not clean(basis):
        raise RuleViolation(f"Ghi số, ngày của quyết định {what}.", field="basis")


def _still_open(unit: Unit, day: date, field: str = "from_day") -> None:
    """Refuse acts on a closed unit, before its time or in the future."""
    if unit.closed_on is not None:
        raise RuleViolation(f"{unit} đã kết thúc ngày {unit.closed_on:%d/%m/%Y}.")
    if day > clock.today():
        raise RuleViolation("Ngày có hiệu lực không được sau hôm nay.", field=field)
    if day < unit.founded_on:
        raise RuleViolation(f"Đơn vị thành lập ngày {unit.founded_on:%d/%m/%Y}.", field=field)


def _follow(ledger: Ledger, last: Dated | None, new: Dated) -> None:
    """End the newest dated row the day before the next one starts, so that neither gap nor overlap is left."""
    if last is not None:
        if new.valid_from <= last.valid_from:
            raise RuleViolation(
                f"Ngày có hiệu lực phải sau ngày {last.valid_from:%d/%m/%Y} của dòng trước.", field="from_day"
            )
        ledger.change(last, valid_to=new.valid_from - timedelta(days=1))
    new.save()
    ledger.add(new)
