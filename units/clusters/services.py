"""Acts on clusters: members and leads come and go on a day, and the history stays."""

import re
from datetime import date, timedelta

from django.db import transaction

from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.checks import checked
from units.clusters.models import Cluster, ClusterMembership, ClusterTerm
from units.structure.models import Unit

CODE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")


@transaction.atomic
def create_cluster(
    *, by, code: str, name: str, organiser: Unit, members: list[Unit], from_day: date, **fields
) -> Cluster:
    """A cluster of `organiser` with its first members, in the order given. fields: sort, is_demo.

    Members may lie anywhere (a Hải đoàn among provinces), so only the organiser's officer is asked for.
    """
    require(by, "units.edit_cluster", organiser)
    code, name = clean(code).upper(), clean(name)
    if not CODE.fullmatch(code):
        raise RuleViolation("Mã cụm gồm chữ in hoa không dấu, chữ số và gạch nối, ví dụ CUM-2.", field="code")
    if taken := Cluster.objects.filter(code=code).first():
        raise RuleViolation(f"Mã {code} đã dùng cho {taken}.", field="code")
    if len(set(members)) != len(members):
        raise RuleViolation("Một đơn vị được chọn hai lần.", field="members")
    cluster = checked(Cluster(code=code, name=name, organiser=organiser, **fields))
    cluster.save()
    for unit in members:
        _fit_to_join(unit, from_day)
    ClusterMembership.objects.bulk_create(
        ClusterMembership(cluster=cluster, unit=unit, valid_from=from_day, sort=number)
        for number, unit in enumerate(members, 1)
    )
    record(
        by,
        "clusters.create_cluster",
        cluster,
        after={"code": code, "name": name, "organiser": organiser, "members": [str(unit) for unit in members]},
        acted_on=from_day,
    )
    return cluster


@transaction.atomic
def edit_cluster(cluster: Cluster, *, by, **changes) -> Cluster:
    """name and sort."""
    row = lock(cluster)
    require(by, "units.edit_cluster", row)
    before = {key: getattr(row, key) for key in changes}
    for key, value in changes.items():
        setattr(row, key, clean(value) if isinstance(value, str) else value)
    after = {key: getattr(row, key) for key in changes}
    if before != after:
        checked(row).save()
        record(by, "clusters.edit_cluster", row, before=before, after=after)
    for key, value in after.items():
        setattr(cluster, key, value)
    return row


@transaction.atomic
def add_member(cluster: Cluster, unit: Unit, *, by, from_day: date) -> ClusterMembership:
    """Let a unit join at the end of the order."""
    row = lock(cluster)
    require(by, "units.edit_cluster", row)
    _fit_to_join(unit, from_day)
    if other := row.memberships.touching(from_day, None).filter(unit=unit).first():
        raise RuleViolation(f"{unit} đã là thành viên từ ngày {other.valid_from:%d/%m/%Y}.", field="unit")
    last = row.memberships.order_by("-sort").values_list("sort", flat=True).first() or 0
    membership = ClusterMembership.objects.create(cluster=row, unit=unit, valid_from=from_day, sort=last + 1)
    record(by, "clusters.add_member", row, after={"unit": unit, "valid_from": from_day}, acted_on=from_day)
    return membership


@transaction.atomic
def remove_member(cluster: Cluster, unit: Unit, *, by, on: date) -> ClusterMembership:
    """Let a unit leave; `on` is its last day. A lead or deputy hands over first."""
    row = lock(cluster)
    require(by, "units.edit_cluster", row)
    membership = row.memberships.in_force(on).filter(unit=unit).first()
    if membership is None or membership.valid_to is not None:
        raise RuleViolation(f"{unit} không phải thành viên đang tham gia {row}.", field="unit")
    if term := row.terms.touching(on + timedelta(days=1), None).filter(unit=unit).first():
        raise RuleViolation(f"{unit} còn là {term.get_role_display()}; chuyển giao trước khi rời cụm.", field="unit")
    membership.valid_to = on
    membership.save()
    record(by, "clusters.remove_member", row, before={"unit": unit}, after={"valid_to": on}, acted_on=on)
    return membership


@transaction.atomic
def set_lead(
    cluster: Cluster,
    unit: Unit,
    *,
    by,
    from_day: date,
    basis: str = "",
    role: str = ClusterTerm.Role.LEAD,
) -> ClusterTerm:
    """Make a member cụm trưởng (or cụm phó) from a day on, which may lie ahead; the term before ends the day before.

    A deputy who becomes lead is deputy no longer. basis: minutes of the conference or decision.
    """
    row = lock(cluster)
    require(by, "units.set_cluster_lead", row)
    return _set_lead(row, unit, by=by, from_day=from_day, basis=basis, role=role)


@transaction.atomic
def follow_handover(cluster: Cluster, unit: Unit, *, by, from_day: date, basis: str) -> ClusterTerm:
    """The lead moves because both sides have signed; the act of handover has asked who may sign for whom."""
    return _set_lead(lock(cluster), unit, by=by, from_day=from_day, basis=basis, role=ClusterTerm.Role.LEAD)


def _set_lead(row: Cluster, unit: Unit, *, by, from_day: date, basis: str, role: str) -> ClusterTerm:
    role = ClusterTerm.Role(role)
    if not row.memberships.in_force(from_day).filter(unit=unit).exists():
        raise RuleViolation(f"{unit} không phải thành viên {row} vào ngày {from_day:%d/%m/%Y}.", field="unit")
    before = row.terms.filter(role=role).order_by("-valid_from").select_related("unit").first()
    if before is not None and before.valid_from >= from_day:
        raise RuleViolation(
            f"{before.unit} đã là {role.label} từ ngày {before.valid_from:%d/%m/%Y}; chọn ngày sau đó.",
            field="from_day",
        )
    if before is not None and before.unit_id == unit.pk and before.holds_on(from_day):
        raise RuleViolation(f"{unit} đang là {role.label}.", field="unit")
    other = row.terms.exclude(role=role).touching(from_day, None).filter(unit=unit).first()
    if other is not None and role != ClusterTerm.Role.LEAD:
        raise RuleViolation(f"{unit} đang là {other.get_role_display()}.", field="unit")
    if other is not None and other.valid_from >= from_day:
        raise RuleViolation(f"{unit} là {other.get_role_display()} từ ngày {other.valid_from:%d/%m/%Y}.", field="unit")
    for ending in (before, other):
        if ending is not None and (ending.valid_to is None or ending.valid_to >= from_day):
            ending.valid_to = from_day - timedelta(days=1)
            ending.save()
    term = checked(ClusterTerm(cluster=row, unit=unit, role=role, valid_from=from_day, basis=clean(basis)))
    term.save()
    record(
        by,
        "clusters.set_lead" if role == ClusterTerm.Role.LEAD else "clusters.set_deputy",
        row,
        before={role.value: before.unit if before else None},
        after={role.value: unit},
        acted_on=from_day,
        basis=term.basis,
    )
    return term


def _fit_to_join(unit: Unit, day: date) -> None:
    if unit.closed_on is not None and unit.closed_on <= day:
        raise RuleViolation(f"{unit} đã kết thúc ngày {unit.closed_on:%d/%m/%Y}.", field="unit")
    if unit.founded_on > day:
        raise RuleViolation(f"{unit} thành lập ngày {unit.founded_on:%d/%m/%Y}.", field="unit")
