"""Acts on deadlines of a year beyond moving them: longer for one unit, days of grace, days of reminders."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from awards.years import rules
from awards.years.enums import ReminderAbout, TermState
from awards.years.models import EmulationPeriod, Extension, Phase, PhaseExtension, ReminderRule, ReportingTerm
from awards.years.models import TermExtension as OfTerm
from awards.years.queries import name_of
from thidua import clock, providers
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User

Thing = ReportingTerm | Phase


@transaction.atomic
def extend(
    thing: Thing, *, by: User, units: Iterable[Unit], due_at: datetime, reason: str, notice: bool = False
) -> list[Extension]:
    """Give units longer for a month or a step; the same again changes nothing. notice: tell their people.

    Refused for a moment that is not later than everybody's deadline or that has passed, for a locked month, a finished
    step, and for units that do not report in the year.
    """
    row = _open(thing, by)
    reason, units = clean(reason), list(units)
    if not units:
        raise RuleViolation("Chọn ít nhất một đơn vị.", field="units")
    if not reason:
        raise RuleViolation("Ghi lý do gia hạn.", field="reason")
    if due_at <= row.due_at:
        raise RuleViolation(f"Hạn mới phải sau hạn chung {_words(row.due_at)}.", field="due_at")
    if due_at <= clock.now():
        raise RuleViolation("Hạn mới phải ở sau thời điểm này.", field="due_at")
    known = set(row.period.reporting_units().values_list("pk", flat=True))
    if strangers := [f"{unit} không báo cáo kết quả trong năm này." for unit in units if unit.pk not in known]:
        raise RuleViolation("Có đơn vị không gia hạn được.", reasons=strangers, field="units")
    made = []
    for unit in units:
        before = row.extension_of(unit)
        if before is None or before.due_at != due_at:
            made.append(_append(row, unit, due_at, reason, by, before))
    if notice and made:
        text = f"{name_of(row)} được gia hạn đến {_words(due_at)}. Lý do: {reason}"
        providers.tell([one.unit for one in made], "deadline", text, key=f"extend:{made[-1].pk}", thing=row, by=by)
    return made


@transaction.atomic
def take_back(thing: Thing, *, by: User, unit: Unit, reason: str) -> Extension:
    """Let everybody's deadline hold again for a unit: a new row, nothing is deleted."""
    row = _open(thing, by)
    if not clean(reason):
        raise RuleViolation("Ghi lý do thôi gia hạn.", field="reason")
    before = row.extension_of(unit)
    if before is None:
        raise StateConflict(f"{unit} không có gia hạn.")
    made = _append(row, unit, None, clean(reason), by, before)
    text = f"{name_of(row)}: thôi gia hạn, hạn là {_words(row.due_at)}. Lý do: {made.reason}"
    providers.tell([unit], "deadline", text, key=f"take-back:{made.pk}", thing=row, by=by)
    return made


def _append(
    row: Thing, unit: Unit, due_at: datetime | None, reason: str, by: User, before: Extension | None
) -> Extension:
    given = {"unit": unit, "due_at": due_at, "reason": reason, "granted_by": by}
    if isinstance(row, ReportingTerm):
        made: Extension = OfTerm.objects.create(term=row, **given)
    else:
        made = PhaseExtension.objects.create(phase=row, **given)
    old = before.due_at if before else None
    action = "years.extend" if due_at else "years.take_back_extension"
    record(by, action, made, before={"due_at": old}, after={"due_at": due_at}, reason=reason)
    return made


def _open(thing: Thing, by: User) -> Thing:
    """The month or step, locked, in a year that still runs."""
    row = lock(thing)
    require(by, "awards.run_period", row)
    if row.period.is_closed:
        raise StateConflict(f"Năm thi đua {row.period.year} đã khóa, chỉ còn để xem.")
    if isinstance(row, ReportingTerm) and row.state == TermState.LOCKED:
        raise StateConflict(f"Kỳ {row.label} đã khóa. Mở lại kỳ trước khi gia hạn.")
    if isinstance(row, Phase) and row.finished_on:
        raise StateConflict(f"Bước “{row.get_step_display()}” đã xong ngày {row.finished_on:%d/%m/%Y}.")
    return row


def _words(moment: datetime) -> str:
    return rules.when(timezone.localtime(moment))


@transaction.atomic
def set_deadline_rules(
    period: EmulationPeriod,
    *,
    by: User,
    grace_days: int | None,
    grace_from: date | None = None,
    reminders: Iterable[tuple[str, int]] = (),
) -> EmulationPeriod:
    """Days of grace (None: entry never closes) for deadlines from a day on, and the days of reminders.

    reminders: (about, days after the deadline; before it when negative).
    """
    row = lock(period)
    require(by, "awards.run_period", row)
    if row.is_closed:
        raise StateConflict(f"Năm thi đua {row.year} đã khóa, chỉ còn để xem.")
    if grace_days is not None and not 0 <= grace_days <= 60:
        raise RuleViolation("Số ngày được gửi muộn từ 0 đến 60.", field="grace_days")
    since = None if grace_days is None else grace_from or clock.today()
    wanted = sorted({(ReminderAbout(about).value, days) for about, days in reminders})
    stored = sorted(row.reminder_rules.values_list("about", "days"))
    before = {"grace_days": row.grace_days, "grace_from": row.grace_from, "reminders": stored}
    after = {"grace_days": grace_days, "grace_from": since, "reminders": wanted}
    if before == after:
        return row
    row.grace_days, row.grace_from = grace_days, since
    row.save(update_fields=["grace_days", "grace_from"])
    if stored != wanted:
        row.reminder_rules.all().delete()  # a setting: what it was stands in the record
        ReminderRule.objects.bulk_create([ReminderRule(period=row, about=a, days=d) for a, d in wanted])
    for told in (before, after):
        told["reminders"] = [str(ReminderRule(about=about, days=days)) for about, days in told["reminders"]]
    record(by, "years.set_deadline_rules", row, before=before, after=after)
    return row
