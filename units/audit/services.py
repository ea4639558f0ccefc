"""The only pen of the record."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from thidua import clock
from units.audit.models import AuditEvent, AuditSeal

GENESIS = hashlib.sha256(b"thidua-audit-v1").hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return f"{value} (#{value.pk})"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(v) for v in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _unit_path(target: Any) -> str:
    """Scope of an act: the path of the unit the target is, or belongs to (`audit_unit` when not obvious)."""
    unit = getattr(target, "audit_unit", None) or getattr(target, "unit", None) or target
    return getattr(unit, "path", "")


def record(
    by,
    action: str,
    target: models.Model,
    *,
    before: dict | None = None,
    after: dict | None = None,
    reason: str = "",
    acted_on: date | None = None,
    **facts: Any,
) -> AuditEvent:
    """Append one act to the record, in the transaction of the act itself.

    before/after: field -> value; only fields that differ are kept. facts: anything else worth keeping,
    never a mark of a secret ballot.
    """
    before, after = before or {}, after or {}
    changes = {
        key: [_plain(before.get(key)), _plain(after.get(key))]
        for key in [*before, *(k for k in after if k not in before)]
        if _plain(before.get(key)) != _plain(after.get(key))
    }
    return AuditEvent.objects.create(
        at=clock.now(),
        acted_on=acted_on or clock.today(),
        actor=by,
        actor_name=str(by) if by else "Hệ thống",
        action=action,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_text=str(target)[:200],
        unit_path=_unit_path(target),
        changes=changes,
        facts=_plain(facts),
        reason=reason[:500],
    )


def digest(event: AuditEvent) -> bytes:
    """Canonical bytes of one event."""
    content = [
        event.pk,
        event.at.isoformat(),
        event.acted_on.isoformat(),
        event.actor_id,
        event.actor_name,
        event.action,
        event.target_type,
        event.target_id,
        event.target_text,
        event.unit_path,
        event.changes,
        event.facts,
        event.reason,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).digest()


def seal() -> AuditSeal | None:
    """Chain every event not yet sealed; None when there is nothing new."""
    with transaction.atomic():
        last = AuditSeal.objects.select_for_update().order_by("-last_id").first()
        start = last.last_id if last else 0
        events = AuditEvent.objects.filter(pk__gt=start).order_by("pk")
        running = hashlib.sha256((last.hash if last else GENESIS).encode())
        first_id = last_id = count = 0
        for event in events.iterator(chunk_size=2000):
            first_id = first_id or event.pk
            last_id, count = event.pk, count + 1
            running.update(digest(event))
        if not count:
            return None
        return AuditSeal.objects.create(
            first_id=first_id,
            last_id=last_id,
            count=count,
            previous_hash=last.hash if last else GENESIS,
            hash=running.hexdigest(),
            sealed_at=clock.now(),
        )


def verify() -> list[str]:
    """Walk the whole chain; one Vietnamese sentence for each broken link or unsealed gap, empty when sound."""
    problems, previous, covered = [], GENESIS, 0
    for link in AuditSeal.objects.order_by("last_id").iterator():
        running, count = hashlib.sha256(link.previous_hash.encode()), 0
        events = AuditEvent.objects.filter(pk__gt=covered, pk__lte=link.last_id).order_by("pk")
        for event in events.iterator(chunk_size=2000):
            running.update(digest(event))
            count += 1
        if link.previous_hash != previous or running.hexdigest() != link.hash or count != link.count:
            problems.append(f"Chuỗi bị đứt ở đoạn {link.first_id}–{link.last_id}.")
        previous, covered = link.hash, link.last_id
    if unsealed := AuditEvent.objects.filter(pk__gt=covered).count():
        problems.append(f"Còn {unsealed} việc chưa niêm phong.")
    return problems
