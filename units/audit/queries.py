"""The record as words: one object's history, and the list of everything."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from thidua import providers
from thidua.documents import Column, Document, Table
from thidua.templatetags.ui import group_number
from thidua.text import search_key
from thidua.widgets import HistoryRow
from units.audit.actions import AREAS, STAMPS, WORDS
from units.audit.models import AuditEvent

_ID = re.compile(r" \(#\d+\)$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FRACTION = re.compile(r"-?\d+\.\d+")
_HOUR = re.compile(r"\d{2}:\d{2}:\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
HISTORY = 20  # acts on the page of an object
FEW = 4  # changes of an act shown at once in the list
Change = tuple[str, str, str]  # label, before, after


def event_list(user) -> models.QuerySet[AuditEvent]:
    """Everything of the record that `user` may read, newest first."""
    return AuditEvent.objects.visible_to(user).order_by("-pk")


class Folded(models.Func):
    """A column as text.search_key makes it: lower case, no accents, Đ = d. The record keeps no key of its own."""

    output_field = models.TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="thidua_search_key", **context)

    def as_postgresql(self, compiler, connection, **context):
        sql, params = compiler.compile(self.source_expressions[0])
        return f"translate(lower(normalize({sql}, NFC)), %s, %s)", [*params, *_folding()]


@cache
def _folding() -> tuple[str, str]:
    """Every accented letter of Vietnamese, and the plain one for each."""
    marks = "\u0300\u0309\u0303\u0301\u0323"
    letters = {"đ": "d"}
    for letter in "aăâeêioôơuưy":
        for accented in (letter, *(unicodedata.normalize("NFC", letter + mark) for mark in marks)):
            if (plain := search_key(accented)) != accented:
                letters[accented] = plain
    return "".join(letters), "".join(letters.values())


@receiver(connection_created)
def _teach_sqlite(connection, **kwargs) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function("thidua_search_key", 1, _folded_value, deterministic=True)


def _folded_value(value: str | None) -> str:
    return search_key(value or "")


def about_words(rows: models.QuerySet, field: str, text: str) -> models.QuerySet:
    """Rows whose field holds every word of `text`, in any order, with or without accents."""
    key = f"{field}_folded"
    rows = rows.annotate(**{key: Folded(field)})
    for word in search_key(text).split():
        rows = rows.filter(**{f"{key}__contains": word})
    return rows


# Filters of the list by their name in the address; values as text, so that a job can carry them too.
FILTERS: dict[str, Callable[[models.QuerySet, str], models.QuerySet]] = {
    "q": lambda rows, value: about_words(rows, "target_text", value),
    "nguoi": lambda rows, value: about_words(rows, "actor_name", value),
    "viec": lambda rows, value: (
        rows.filter(action__startswith=value) if value.endswith(".") else rows.filter(action=value)
    ),
    "tu": lambda rows, value: rows.filter(at__gte=_midnight(value)),
    "den": lambda rows, value: rows.filter(at__lt=_midnight(value, days=1)),
    "loai": lambda rows, value: rows.filter(target_type=value),
    "ma": lambda rows, value: rows.filter(target_id=value),
}


def _midnight(day: str, days: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day) + timedelta(days=days), time.min))


def narrowed(rows: models.QuerySet, given: dict[str, str]) -> models.QuerySet:
    """Rows that pass every filter given."""
    for name, value in given.items():
        rows = FILTERS[name](rows, value)
    return rows


@dataclass(frozen=True)
class ExportRows:
    """Lines of the workbook, read in pieces at every walk: the record may be longer than the memory."""

    events: models.QuerySet
    progress: Callable[[int], None] = lambda count: None

    def __iter__(self) -> Iterator[tuple]:
        for count, event in enumerate(self.events.iterator(chunk_size=2000)):
            if count % 2000 == 0:
                self.progress(count)
            row = event_row(event)
            changed = [f"{label}: {before} → {after}" if before else f"{label}: {after}"
                       for label, before, after in (*row.changes, *row.more)]  # fmt: skip
            yield (
                f"{timezone.localtime(event.at):%d/%m/%Y %H:%M:%S}", event.acted_on, event.actor_name, row.area,
                row.action, event.target_text, "; ".join(changed), event.reason, event.pk,
            )  # fmt: skip


def export_of(events: models.QuerySet, on: date, progress: Callable[[int], None] = lambda count: None) -> Document:
    """The list as a workbook, newest first; the numbers are those of the chain."""
    columns = [
        Column("at", "Lúc ghi", width=20), Column("acted_on", "Ngày của việc", "date"),
        Column("actor", "Người làm", width=26), Column("area", "Về", width=16), Column("action", "Việc", width=26),
        Column("target", "Đối tượng", width=34), Column("changes", "Thay đổi", width=60),
        Column("reason", "Lý do", width=34), Column("id", "Số thứ tự trong nhật ký", "int"),
    ]  # fmt: skip
    table = Table(columns=columns, rows=ExportRows(events, progress), sheet="Nhật ký", empty="Không có việc nào.")
    return Document(slug=f"nhat-ky-{on:%Y-%m-%d}", kind="Nhật ký", blocks=[table], date=on)


def history_of(obj: models.Model, limit: int = HISTORY) -> list[HistoryRow]:
    """The newest acts on one object as rows of components/history.html; one query."""
    return [history_row(event) for event in AuditEvent.objects.about(obj)[:limit]]


def history_url(user, obj: models.Model) -> str:
    """Where the whole history of an object is listed, for those who read the record; else empty."""
    if not user.has_perm("units.read_audit"):
        return ""
    query = urlencode({"loai": obj._meta.label_lower, "ma": obj.pk})
    return f"{reverse('units:audit.index')}?{query}"


def history_row(event: AuditEvent) -> HistoryRow:
    return HistoryRow(
        action=action_label(event.action),
        at=event.at,
        actor=event.actor_name,
        reason=event.reason,
        changes=changes_in_words(event),
    )


@dataclass(frozen=True)
class EventRow:
    """One line of the list. business_day: the day of the act, when it is another than that of the writing."""

    event: AuditEvent
    area: str
    action: str
    changes: list[Change]
    more: list[Change]  # beyond the first few: shown on demand
    business_day: date | None


def event_row(event: AuditEvent) -> EventRow:
    other = event.acted_on if event.acted_on != timezone.localtime(event.at).date() else None
    changes = changes_in_words(event)
    shown = FEW if len(changes) > FEW + 1 else len(changes)
    return EventRow(
        event, area_label(event.action), action_label(event.action), changes[:shown], changes[shown:], other
    )


def action_label(action: str) -> str:
    """What an action is called; its own name when nobody gave it one (a test forbids that)."""
    return providers.action_labels.get(action, action)


def area_label(action: str) -> str:
    """What the action is about: `Đơn vị`, `Kết quả` …; empty for an unknown area."""
    return AREAS.get(action.partition(".")[0], "")


def changes_in_words(event: AuditEvent) -> list[Change]:
    """Changed fields in the order of the table, then the facts that have a word, ready to read."""
    model = _model(event.target_type)
    rows = [
        (_label(model, key), _words(model, key, before), _words(model, key, after))
        for key, (before, after) in sorted(event.changes.items(), key=lambda change: _order(model, change[0]))
    ]
    rows += [
        (_label(model, key), "", _words(model, key, value))
        for key, value in sorted(event.facts.items())
        if key in WORDS
    ]
    # The reason stands under the act in words of its own: not a second time among the changes.
    return [row for row in rows if (row[1] or row[2]) and (not event.reason or row[2] != event.reason)]


@cache
def _model(name: str) -> type[models.Model] | None:
    try:
        return apps.get_model(name)
    except LookupError:
        return None


def _field(model, key: str) -> models.Field | None:
    try:
        return model._meta.get_field(key) if model else None
    except FieldDoesNotExist:
        return None


def _order(model, key: str) -> tuple[int, str]:
    """PostgreSQL does not keep the order of the keys it stores: the table's own order stands for it."""
    field = _field(model, key)
    return (getattr(field, "creation_counter", None) or 10**9, key)


def _label(model, key: str) -> str:
    field = _field(model, key)
    if field is not None and hasattr(field, "verbose_name") and str(field.verbose_name) != key.replace("_", " "):
        label = str(field.verbose_name)
    else:
        label = WORDS.get(key) or STAMPS.get(key, key)
    return label[:1].upper() + label[1:]


def _words(model, key: str, value: Any) -> str:
    """A stored value as somebody reads it: label of a choice, Vietnamese date, name without its id."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return "; ".join(_words(model, key, one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_words(model, name, one)}" for name, one in value.items())
    field = _field(model, key)
    choices = dict(getattr(field, "flatchoices", None) or ())
    if value in choices:
        return str(choices[value])
    text = str(value)
    if _DAY.fullmatch(text):
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    if _MOMENT.match(text):
        return _moment(text)
    if _HOUR.fullmatch(text):
        return text[:5]
    if _FRACTION.fullmatch(text) and (field is None or isinstance(field, models.DecimalField)):
        return group_number(Decimal(text))
    return _ID.sub("", text)


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{timezone.localtime(moment) if timezone.is_aware(moment) else moment:%H:%M, %d/%m/%Y}"
