"""Acts on clusters: members and leads come and go on a day, and the history stays."""

import re
from datetime import date, timedelta

from django.db import transaction

from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.checks import checked
from units.clusters.enums import PledgeState
from units.clusters.models import (
    Cluster,
    ClusterMembership,
    ClusterNumber,
    ClusterTerm,
    Pledge,
    PledgeSignature,
    PledgeTarget,
)
from units.clusters.permissions import HEADS
from units.clusters.states import PLEDGE
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


@transaction.atomic
def end_deputy(cluster: Cluster, *, by, on: date) -> ClusterTerm:
    """The deputy's term ends without another taking it over; `on` is its last day."""
    row = lock(cluster)
    require(by, "units.set_cluster_lead", row)
    term = row.terms.touching(on, None).filter(role=ClusterTerm.Role.DEPUTY, valid_to__isnull=True).first()
    if term is None:
        raise RuleViolation("Cụm không có Cụm phó đang giữ nhiệm kỳ.")
    if on < term.valid_from:
        raise RuleViolation(f"Nhiệm kỳ bắt đầu ngày {term.valid_from:%d/%m/%Y}.", field="on")
    term.valid_to = on
    term.save()
    record(by, "clusters.end_deputy", row, before={"deputy": term.unit}, after={"valid_to": on}, acted_on=on)
    return term


@transaction.atomic
def set_number(cluster: Cluster, *, by, number: int, from_day: date, basis: str = "") -> ClusterNumber:
    """The number a cluster bears from a day on; the one before ends the day before.

    Two clusters of one organiser never bear the same number on the same day.
    """
    row = lock(cluster)
    require(by, "units.edit_cluster", row)
    lock(row.organiser)  # two clusters numbered at once: the second sees the first
    before = row.numbers.order_by("-valid_from").first()
    if before is not None and before.valid_from >= from_day:
        raise RuleViolation(
            f"Cụm mang số {before.number} từ ngày {before.valid_from:%d/%m/%Y}; chọn ngày sau đó.", field="from_day"
        )
    if before is not None and before.number == number and before.holds_on(from_day):
        raise RuleViolation(f"Cụm đang mang số {number}.", field="number")
    others = ClusterNumber.objects.touching(from_day, None).filter(cluster__organiser=row.organiser, number=number)
    if other := others.exclude(cluster=row).select_related("cluster").first():
        raise RuleViolation(f"{other.cluster} đang mang số {number}.", field="number")
    if before is not None and (before.valid_to is None or before.valid_to >= from_day):
        before.valid_to = from_day - timedelta(days=1)
        before.save()
    found = checked(ClusterNumber(cluster=row, number=number, valid_from=from_day, basis=clean(basis)))
    found.save()
    record(
        by,
        "clusters.set_number",
        row,
        before={"number": before.number if before else None},
        after={"number": number},
        acted_on=from_day,
        basis=found.basis,
    )
    return found


@transaction.atomic
def create_pledge(cluster: Cluster, *, by, year: int, text: str, targets: list[tuple[str, str]]) -> Pledge:
    """The draft of a cluster's pledge for a year. targets: (what, how much), in the order of the paper."""
    row = lock(cluster)
    require(by, "units.edit_pledge", row)
    if row.pledges.filter(year=year).exists():
        raise RuleViolation(f"{row} đã có giao ước năm {year}.", field="year")
    pledge = checked(Pledge(cluster=row, year=year, text=_lines(text), created_by=by))
    pledge.save()
    _set_targets(pledge, targets)
    record(by, "clusters.create_pledge", pledge, after={"year": year, "targets": _told(targets)})
    return pledge


@transaction.atomic
def edit_pledge(pledge: Pledge, *, by, text: str, targets: list[tuple[str, str]]) -> Pledge:
    """Text and targets, while it is a draft."""
    row = lock(pledge)
    require(by, "units.edit_pledge", row)
    if row.state != PledgeState.DRAFT:
        raise StateConflict("Giao ước đang ký: lấy lại dự thảo trước khi sửa.")
    before = {"text": row.text, "targets": [str(one) for one in row.targets.all()]}
    row.text = _lines(text)
    checked(row).save()
    row.targets.all().delete()
    _set_targets(row, targets)
    record(by, "clusters.edit_pledge", row, before=before, after={"text": row.text, "targets": _told(targets)})
    return row


def open_pledge(pledge: Pledge, *, by) -> Pledge:
    """Lay it out for signing: text, targets and the members that sign stand still from here on."""
    return PLEDGE.make("pledge_open", pledge, by=by, opened_on=clock.today())


def take_back_pledge(pledge: Pledge, *, by) -> Pledge:
    """Back to the draft, while nobody has signed."""
    return PLEDGE.make("pledge_take_back", pledge, by=by, opened_on=None)


@transaction.atomic
def sign_pledge(pledge: Pledge, unit: Unit, *, by) -> PledgeSignature:
    """The head of a member signs for the unit, with name and post of today."""
    row = lock(pledge)
    require(by, "units.sign_pledge", (row, unit))
    if row.state != PledgeState.SIGNING:
        raise StateConflict("Giao ước chưa đưa ra ký.")
    if not row.signers().filter(pk=unit.pk).exists():
        raise RuleViolation(f"{unit} không phải thành viên ký giao ước này.")
    if row.signatures.filter(unit=unit).exists():
        raise StateConflict(f"{unit} đã ký giao ước này.")
    grant = next(one for one in by.grants if one.role in HEADS and one.unit_id == unit.pk)
    post = by.person.position if by.person_id else grant.get_role_display()
    if grant.stands_for_id:
        post = f"{post}, ký thay {grant.in_place_of}"
    signature = PledgeSignature.objects.create(
        pledge=row,
        unit=unit,
        signed_by=by,
        signer_name=by.person.full_name if by.person_id else by.display_name,
        signer_post=post[:160],
        signed_on=clock.today(),
    )
    record(by, "clusters.sign_pledge", row, after={"unit": unit, "signer": signature.signer_name})
    return signature


def _lines(text: str) -> str:
    """Blanks folded within each line; the lines themselves are the paragraphs of the paper."""
    return "\n".join(line for line in (clean(one) for one in text.splitlines()) if line)


def _told(targets: list[tuple[str, str]]) -> list[str]:
    return [f"{name} = {value}" for name, value in targets]


def _set_targets(pledge: Pledge, targets: list[tuple[str, str]]) -> None:
    rows = [
        checked(PledgeTarget(pledge=pledge, sort=number, name=clean(name), value=clean(value)))
        for number, (name, value) in enumerate(targets, 1)
    ]
    PledgeTarget.objects.bulk_create(rows)


def _fit_to_join(unit: Unit, day: date) -> None:
    if unit.closed_on is not None and unit.closed_on <= day:
        raise RuleViolation(f"{unit} đã kết thúc ngày {unit.closed_on:%d/%m/%Y}.", field="unit")
    if unit.founded_on > day:
        raise RuleViolation(f"{unit} thành lập ngày {unit.founded_on:%d/%m/%Y}.", field="unit")
