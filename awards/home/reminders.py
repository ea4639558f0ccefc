"""Who is late, and reminding them: by hand with words of one's own, and by the clock on the days set for the year."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from awards.home.enums import NoticeKind
from awards.home.models import Notification
from awards.home.notices import Note, announce, link_to, people_of
from awards.home.todo import Waiting, waiting_in
from awards.results.enums import SheetState
from awards.results.models import ResultSheet
from awards.results.queries import assigned_counts
from awards.years.enums import PeriodState, ReminderAbout, TermState
from awards.years.models import EmulationPeriod, Phase, ReportingTerm
from awards.years.queries import name_of
from awards.years.rules import when
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from units.accounts.enums import Role
from units.audit.services import record
from units.models import RoleGrant, Unit, User

SENT = (SheetState.SUBMITTED, SheetState.VERIFIED)
CATCH_UP = 2  # days a reminder is still sent when the daily run was missed


@dataclass(frozen=True)
class Late:
    """A unit that has not sent a month. words: how far it is; due_at: its own deadline; people: who would be told."""

    unit: Unit
    words: str
    due_at: datetime
    people: list[User] = field(default_factory=list)
    told_today: bool = False

    @property
    def is_overdue(self) -> bool:
        return self.due_at < clock.now()

    @property
    def names(self) -> str:
        return ", ".join(str(user) for user in self.people)


def late_units(term: ReportingTerm) -> list[Late]:
    """Units with something to enter that have not sent the month, in official order; seven queries."""
    period = term.period
    units = list(period.reporting_units())
    assigned = assigned_counts(period, units)
    sheets = {
        sheet.unit_id: sheet
        for sheet in ResultSheet.objects.filter(term=term).annotate(
            entered=Count("entries", filter=Q(entries__value__isnull=False))
        )
    }
    waiting = [u for u in units if assigned[u.pk] and not (u.pk in sheets and sheets[u.pk].state in SENT)]
    people = people_of(waiting)
    keys = [_key(term, unit) for unit in waiting]
    told = set(Notification.objects.filter(key__in=keys).values_list("key", flat=True))
    return [
        Late(
            unit, _how_far(sheets.get(unit.pk), assigned[unit.pk]), term.due_for(unit), people[unit.pk],
            _key(term, unit) in told,
        )
        for unit in waiting
    ]  # fmt: skip


def _how_far(sheet: ResultSheet | None, assigned: int) -> str:
    if sheet is not None and sheet.state == SheetState.RETURNED:
        return "Bị trả lại, chưa gửi lại"
    if sheet is None or not sheet.entered:
        return "Chưa mở bảng"
    return f"Đã nhập {sheet.entered}/{assigned} ô"


def _key(term: ReportingTerm, unit: Unit) -> str:
    """One reminder by hand a day for each unit and month."""
    return f"remind:{term.pk}:{unit.pk}:{clock.today().isoformat()}"


def usual_words(term: ReportingTerm) -> tuple[str, str]:
    """(subject, text) proposed for a reminder; the officer may change both."""
    due = timezone.localtime(term.due_at)
    verb = "đã quá hạn" if term.due_at < clock.now() else "đến hạn"
    text = (
        f"Kết quả thi đua {term.label} {verb} {when(due)}, đơn vị chưa gửi. "
        "Nhập đủ số liệu, gửi xác minh trong phần mềm; gửi muộn thì ghi lý do."
    )
    return f"Nhắc gửi kết quả thi đua {term.label}", text


@dataclass(frozen=True)
class Reminded:
    """What a reminder did. silent: units that nobody could be told for."""

    units: list[Unit]
    people: int
    silent: list[Unit]


@transaction.atomic
def remind(term: ReportingTerm, *, by: User, units: Iterable[Unit], subject: str, text: str) -> Reminded:
    """Tell the people of late units. A unit reminded today already is left alone: sent twice, the second does nothing.

    Refused for a month that is not open, for units that have sent, without words.
    """
    require(by, "awards.run_period", term)
    if term.state != TermState.OPEN or not term.period.is_open:
        raise StateConflict(f"Kỳ {term.label} không mở, không cần nhắc.")
    subject, text = clean(subject), text.strip()
    if not text:
        raise RuleViolation("Ghi nội dung nhắc.", field="text")
    late = {one.unit.pk: one for one in late_units(term)}
    units = list(units)
    if not units:
        raise RuleViolation("Chọn ít nhất một đơn vị.", field="units")
    if done := [f"{unit} đã gửi." for unit in units if unit.pk not in late]:
        raise RuleViolation("Có đơn vị không phải nhắc nữa.", reasons=done, field="units")
    fresh = [late[unit.pk] for unit in units if not late[unit.pk].told_today]
    notes = [
        Note(user, one.unit, NoticeKind.REMINDER, text, link_to(term, one.unit), _key(term, one.unit), subject, text)
        for one in fresh
        for user in one.people
    ]
    told = announce(notes, by=by)
    reached = {note.unit.pk for note in told}
    result = Reminded(
        [one.unit for one in fresh if one.unit.pk in reached],
        len(told),
        [one.unit for one in fresh if one.unit.pk not in reached],
    )
    if told:
        names = [str(unit) for unit in result.units]
        record(by, "home.remind", term, units=names, people=result.people, text=text[:300])
    return result


# By the clock ---------------------------------------------------------------------------------------------------------


def remind_daily() -> int:
    """Reminders of today in every open year; how many were told. Run twice a day, the second is silent."""
    open_years = EmulationPeriod.objects.filter(state=PeriodState.OPEN, reminder_rules__isnull=False)
    periods = open_years.distinct().select_related("unit", "cluster").order_by("pk")
    return sum(_remind_period(period) for period in periods)


@transaction.atomic
def _remind_period(period: EmulationPeriod) -> int:
    days: dict[str, list[int]] = {}
    for rule in period.reminder_rules.all():
        days.setdefault(rule.about, []).append(rule.days)
    notes = [*_term_notes(period, days.get(ReminderAbout.TERM, [])), *_phase_notes(period, days.get("phase", []))]
    told = announce(notes)
    if told:
        record(None, "home.remind_daily", period, people=len(told))
    return len(told)


def _falls_today(due: datetime, days: Iterable[int]) -> int | None:
    """The rule whose day it is (or was, the run having been missed); None when it is no rule's."""
    local = timezone.localtime(due).date()
    fits = [d for d in days if 0 <= (clock.today() - (local + timedelta(days=d))).days <= CATCH_UP]
    return max(fits, default=None)


def _term_notes(period: EmulationPeriod, days: list[int]) -> list[Note]:
    if not days:
        return []
    notes = []
    for term in period.terms.filter(state=TermState.OPEN).prefetch_related("extensions"):
        subject, text = usual_words(term)
        for one in late_units(term):
            rule = _falls_today(one.due_at, days)
            if rule is None:
                continue
            own = text.replace(when(timezone.localtime(term.due_at)), when(timezone.localtime(one.due_at)))
            key = f"auto:term:{term.pk}:{one.unit.pk}:{rule}:{_day(one.due_at).isoformat()}"
            link = link_to(term, one.unit)
            notes += [Note(user, one.unit, NoticeKind.REMINDER, own, link, key, subject, own) for user in one.people]
    return notes


def _phase_notes(period: EmulationPeriod, days: list[int]) -> list[Note]:
    """Steps concern whoever runs the year, and everybody for whom something waits in the step."""
    phases = period.phases.filter(finished_on=None).prefetch_related("extensions") if days else []
    due = [phase for phase in phases if any(_falls_today(day, days) is not None for day in _dues(phase))]
    if not due:
        return []
    runners = runners_of(period)
    others = _people_around(period, but=runners)
    notes = [_phase_note(phase, user, [], days) for phase in due for user in runners]
    for phase in due:
        notes += [_phase_note(phase, user, waiting, days) for user in others if (waiting := waiting_in(phase, user))]
    return [note for note in notes if note is not None]


def _dues(phase: Phase) -> list[datetime]:
    return [phase.due_at, *(row.due_at for row in phase.extensions.all() if row.due_at is not None)]


def _phase_note(phase: Phase, user: User, waiting: list[Waiting], days: list[int]) -> Note | None:
    """The line for one person, by the own unit's deadline; None on a day that is no rule's for it."""
    due = phase.due_for(user.unit) if user.unit is not None else phase.due_at
    rule = _falls_today(due, days)
    if rule is None:
        return None
    text, link = f"{name_of(phase)}: hạn {when(timezone.localtime(due))}.", link_to(phase, phase.period.unit)
    if waiting:
        more = f" và {len(waiting) - 1} việc khác" if len(waiting) > 1 else ""
        text, link = f"{text} {waiting[0].title}{more}.", waiting[0].url
    key = f"auto:phase:{phase.pk}:{rule}:{_day(due).isoformat()}"
    return Note(user, user.unit or phase.period.unit, NoticeKind.REMINDER, text, link, key)


def _people_around(period: EmulationPeriod, *, but: list[User]) -> list[User]:
    """Accounts with a role in force where the year runs: at, below and above its units, and on its clusters."""
    units = [period.unit, *period.reporting_units()]
    scope = Q(unit__in={pk for unit in units for pk in unit.ancestor_ids()}) | Q(cluster__in=period.clusters())
    if period.cluster_id is None:
        scope |= Q(unit__path__startswith=period.unit.path)
    grants = RoleGrant.objects.in_force(clock.today()).filter(scope, user__is_active=True)
    rows = User.objects.filter(pk__in=grants.values("user")).exclude(pk__in=[user.pk for user in but])
    return list(rows.select_related("unit").order_by("pk"))


def runners_of(period: EmulationPeriod) -> list[User]:
    """Officers of the organising unit; the lead in a cluster's own year."""
    who = Q(role=Role.OFFICER, unit=period.unit)
    if period.cluster_id:
        who |= Q(role=Role.CLUSTER_LEAD, cluster=period.cluster)
    grants = RoleGrant.objects.in_force(clock.today()).filter(who, user__is_active=True).select_related("user")
    return list({grant.user_id: grant.user for grant in grants.order_by("pk")}.values())


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
