"""The only pen of the record."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from thidua import clock, providers
from units.audit.models import AuditEvent, AuditSeal

SYSTEM = "Hệ thống"
LATEST = timedelta(days=1)  # no transaction lives longer; holes older than that stay empty
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
    if isinstance(value, set | frozenset):
        return sorted((_plain(v) for v in value), key=str)
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _unit_path(target: Any) -> str:
    """Scope of an act: the path of the unit the target is, or belongs to (`audit_unit` when not obvious)."""
    unit = getattr(target, "audit_unit", None) or getattr(target, "unit", None) or target
    return getattr(unit, "path", "")


def _event(by, action, target, before, after, reason, acted_on, facts) -> AuditEvent:
    before, after = _plain(before or {}), _plain(after or {})
    changes = {
        key: [before.get(key), after.get(key)] for key in {**before, **after} if before.get(key) != after.get(key)
    }
    return AuditEvent(
        at=clock.now(),
        acted_on=acted_on or clock.today(),
        actor=by,
        actor_name=(str(by) if by else SYSTEM)[:120],
        action=action,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_text=str(target)[:200],
        unit_path=_unit_path(target),
        changes=changes,
        facts=_plain(facts),
        reason=reason[:500],
    )


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

    by: the user, or None for the system. before/after: field -> value; only fields that differ are kept. facts:
    anything else worth keeping, never a mark of a secret ballot.
    """
    event = _event(by, action, target, before, after, reason, acted_on, facts)
    event.save(force_insert=True)
    for hear in providers.listeners.get(action, ()):
        hear(by, target, reason)
    return event


def record_many(by, action: str, acts: Iterable[tuple[models.Model, dict]]) -> list[AuditEvent]:
    """Append one entry per (target, keyword arguments of `record`) with a single INSERT for each 500."""
    events = []
    for target, given in acts:
        known = {key: given.get(key) for key in ("before", "after", "acted_on")}
        facts = {key: value for key, value in given.items() if key not in {*known, "reason"}}
        events.append(_event(by, action, target, reason=given.get("reason", ""), facts=facts, **known))
    return AuditEvent.objects.bulk_create(events, batch_size=500)


def digest(event: AuditEvent) -> bytes:
    """Canonical bytes of one event."""
    content = [
        event.pk,
        event.at.astimezone(UTC).isoformat(),
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
    """Chain every event not yet sealed; None when there is nothing new. Call it before an act that signs.

    Two sealers at once: the second waits for the first on PostgreSQL and SQLite alike, or, on a chain that has no link
    yet, is refused by the database and may simply be called again.
    """
    with transaction.atomic():
        last = AuditSeal.objects.select_for_update().order_by("-last_id").first()
        link = AuditSeal(previous_hash=last.hash if last else GENESIS, sealed_at=clock.now())
        start = last.last_id if last else 0
        ids = list(AuditEvent.objects.filter(pk__gt=start).order_by("pk").values_list("pk", flat=True))
        if not ids:
            return None  # late events wait for the next one: a link is known by its last id
        link.first_id, link.last_id = ids[0], ids[-1]
        link.late = _late_events(last) if last else []
        link.holes = _holes(start, ids)
        link.count = len(ids) + len(link.late)
        link.hash, _ = _hash(link, start)
        link.save(force_insert=True)
        return link


def seal_before_signing() -> None:
    """Chain the record before anything is signed (decision 6); a second sealer at the same moment is asked again."""
    try:
        with transaction.atomic():
            seal()
    except IntegrityError:
        seal()


def _holes(start: int, ids: list[int]) -> list[list[int]]:
    """Ranges of ids missing between `start` (not included) and the last of `ids`."""
    holes = []
    for number in ids:
        if number > start + 1:
            holes.append([start + 1, number - 1])
        start = number
    return holes


def _late_events(last: AuditSeal) -> list[int]:
    """Events that appeared in the holes of the newest links and are in no link yet."""
    recent = AuditSeal.objects.filter(sealed_at__gte=last.sealed_at - LATEST).values_list("holes", "late")
    scope, taken = Q(pk__in=[]), set()
    for holes, late in recent:
        taken.update(late)
        for first, last in holes:
            scope |= Q(pk__range=(first, last))
    found = AuditEvent.objects.filter(scope).exclude(pk__in=taken).order_by("pk")
    return list(found.values_list("pk", flat=True))


def _is_sound(link: AuditSeal) -> bool:
    """Whether the lists of a link have the shape that seal() gives them; a forged link may hold anything."""
    numbers = [link.late, *link.holes] if isinstance(link.holes, list) else [None]
    if not all(isinstance(row, list) and all(type(number) is int for number in row) for row in numbers):
        return False
    return all(len(row) == 2 for row in link.holes)


def _hash(link: AuditSeal, start: int) -> tuple[str, int]:
    """Hash of a link whose range begins after `start`, and the number of events it was made of."""
    sealed_at = link.sealed_at.astimezone(UTC).isoformat()
    frame = [link.previous_hash, link.first_id, link.last_id, link.count, link.holes, link.late, sealed_at]
    running = hashlib.sha256(json.dumps(frame).encode())
    scope = Q(pk__gt=start, pk__lte=link.last_id)
    for first, last in link.holes:
        scope &= ~Q(pk__range=(first, last))
    count = 0
    for event in AuditEvent.objects.filter(scope | Q(pk__in=link.late)).order_by("pk").iterator(chunk_size=2000):
        running.update(digest(event))
        count += 1
    return running.hexdigest(), count


@dataclass
class Report:
    """What a walk along the chain found. broken: links whose content differs, as (first id, last id)."""

    links: int = 0
    events: int = 0
    broken: list[tuple[int, int]] = field(default_factory=list)
    unsealed: int = 0

    @property
    def sentences(self) -> list[str]:
        """Everything found, in Vietnamese; the first broken link first."""
        found = [f"Chuỗi bị đứt ở đoạn {first}–{last}." for first, last in self.broken]
        if not self.broken:
            found.append(f"Chuỗi nguyên vẹn: {self.links} mắt xích, {self.events} việc.")
        if self.unsealed:
            found.append(f"Còn {self.unsealed} việc chưa niêm phong.")
        return found


def verify() -> Report:
    """Walk the whole chain from its beginning. Events in no link (written since, or slipped in) count as unsealed."""
    report, previous, covered = Report(), GENESIS, 0
    holes: list[list[int]] = []
    late: set[int] = set()
    for link in AuditSeal.objects.order_by("last_id").iterator():
        sound = _is_sound(link)
        value, count = _hash(link, covered) if sound else ("", 0)
        if link.previous_hash != previous or value != link.hash or count != link.count:
            report.broken.append((link.first_id, link.last_id))
        if sound:
            holes += link.holes
            late.update(link.late)
        report.links, report.events = report.links + 1, report.events + count
        previous, covered = link.hash, link.last_id
    gap = Q(pk__gt=covered)
    for first, last in holes:
        gap |= Q(pk__range=(first, last))
    report.unsealed = AuditEvent.objects.filter(gap).exclude(pk__in=late).count()
    return report
