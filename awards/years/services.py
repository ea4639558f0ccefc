"""Acts on a year: open it, start and close it, move its deadlines, open and lock its months."""

from collections.abc import Mapping
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from awards.years import rules, states
from awards.years.enums import Step, TermState
from awards.years.models import EmulationPeriod, Phase, ReportingTerm
from awards.years.queries import affected_by, name_of
from thidua import clock, providers, text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import Cluster, Unit, User

DUE_TIME = rules.USUAL_HOUR


def due_moment(day: date, at: time = DUE_TIME) -> datetime:
    """Aware moment of a deadline: a day at an hour in the installation's time zone."""
    return timezone.make_aware(datetime.combine(day, at))


# The year -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_period(
    *,
    by: User,
    unit: Unit,
    year: int,
    starts_on: date,
    ends_on: date,
    cluster: Cluster | None = None,
    slogan: str = "",
    deadlines: Mapping[Step, datetime] | None = None,
    term_due_day: int = 5,
    is_demo: bool = False,
) -> EmulationPeriod:
    """Prepare a year with its eight steps and one reporting month for each month touched.

    deadlines: aware moments; a step left out gets the usual day. term_due_day: day of the following month, 17:00.
    The year starts in state "draft". Refusals name the field (`year`, `starts_on`, `ends_on`, `due_<step>`).
    """
    require(by, "awards.open_period", cluster or unit)
    if cluster is not None and cluster.organiser_id != unit.pk:
        raise RuleViolation("Năm thi đua của cụm do cấp tổ chức cụm mở.", field="cluster")
    if problem := rules.span_problem(year, starts_on, ends_on):
        raise RuleViolation(problem[1], field=problem[0])
    if not 1 <= term_due_day <= 28:
        raise RuleViolation("Hạn gửi hằng tháng là một ngày từ 1 đến 28.", field="term_due_day")
    lock(cluster or unit)  # two officers at once: the second waits, then hears that the year is there
    _refuse_double(unit, cluster, year, starts_on, ends_on)
    usual = {step: due_moment(day) for step, day in rules.usual_deadlines(starts_on, ends_on).items()}
    due = {**usual, **{Step(step): moment for step, moment in (deadlines or {}).items()}}
    _refuse_disorder(starts_on, due)

    period = EmulationPeriod.objects.create(
        unit=unit,
        cluster=cluster,
        year=year,
        starts_on=starts_on,
        ends_on=ends_on,
        slogan=text.clean(slogan),
        is_demo=is_demo,
    )
    Phase.objects.bulk_create([Phase(period=period, step=step, due_at=due[step]) for step in Step])
    ReportingTerm.objects.bulk_create(
        [
            ReportingTerm(
                period=period,
                month=month,
                opens_on=max(month, starts_on),
                due_at=due_moment(rules.next_month(month).replace(day=term_due_day)),
            )
            for month in rules.months_of(starts_on, ends_on)
        ]
    )
    record(
        by,
        "years.open",
        period,
        after={"year": year, "starts_on": starts_on, "ends_on": ends_on, "slogan": period.slogan},
        deadlines={step.label: moment for step, moment in due.items()},
        term_due_day=term_due_day,
    )
    return period


def _refuse_double(unit: Unit, cluster: Cluster | None, year: int, starts_on: date, ends_on: date) -> None:
    others = EmulationPeriod.objects.filter(unit=unit, cluster=cluster)
    if same := others.filter(year=year).first():
        raise RuleViolation(f"{cluster or unit} đã có năm thi đua {year}.{_after_a_cut(same)}", field="year")
    if clash := others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first():
        raise RuleViolation(
            f"Khoảng ngày trùng với năm thi đua {clash.year} ({clash.starts_on:%d/%m/%Y} – {clash.ends_on:%d/%m/%Y}).",
            field="starts_on",
        )


def _after_a_cut(period: EmulationPeriod) -> str:
    """What to do when the number is taken by a year that was cut; see `cutting` for why it is taken."""
    if not period.cuts.standing().exists():
        return ""
    return (
        f" Năm ấy đã cắt đến hết ngày {period.ends_on:%d/%m/%Y}: phần còn lại là năm {period.year} của đơn vị kế tục;"
        f" đơn vị không kết thúc thì hoàn lại việc cắt, hoặc gộp phần còn lại vào năm {period.year + 1}."
    )


def _local(deadlines: Mapping[Step, datetime]) -> dict[Step, datetime]:
    return {step: timezone.localtime(moment) for step, moment in deadlines.items()}


def _refuse_disorder(starts_on: date, deadlines: Mapping[Step, datetime]) -> None:
    problems = rules.deadline_problems(starts_on, _local(deadlines))
    for step, sentence in problems.items():
        raise RuleViolation(sentence, field=f"due_{step.value}")


def start_period(period: EmulationPeriod, *, by: User) -> EmulationPeriod:
    """Draft → open, once the score table is locked and there are units to score."""
    return states.PERIOD.make("start", period, by=by)


def close_period(period: EmulationPeriod, *, by: User) -> EmulationPeriod:
    """Open → closed: everything of the year becomes read-only. Refused with all that is still open."""
    return states.PERIOD.make("close", period, by=by)


def reopen_period(period: EmulationPeriod, *, by: User, reason: str) -> EmulationPeriod:
    return states.PERIOD.make("reopen", period, by=by, reason=reason)


def require_not_closed(period: EmulationPeriod) -> None:
    """Nothing of a closed year changes."""
    if period.is_closed:
        raise StateConflict(f"Năm thi đua {period.year} đã khóa, chỉ còn để xem.")


# Steps and their deadlines --------------------------------------------------------------------------------------------


@transaction.atomic
def set_deadline(phase: Phase, *, by: User, due_at: datetime, reason: str = "", notice: bool = False) -> Phase:
    """Move the deadline of a step, between those of the steps around it. reason: asked for once it had passed."""
    period = lock(phase.period)
    require(by, "awards.run_period", period)
    require_not_closed(period)
    row = lock(phase)
    if row.finished_on:
        raise StateConflict(f"Bước “{row.get_step_display()}” đã xong ngày {row.finished_on:%d/%m/%Y}.")
    if row.due_at < clock.now() and not reason.strip():
        raise RuleViolation("Hạn này đã qua. Ghi lý do dời hạn.", field="reason")
    deadlines = {Step(other.step): other.due_at for other in period.phases.all()}
    deadlines[Step(row.step)] = due_at
    problems = rules.deadline_problems(period.starts_on, _local(deadlines))
    if own := problems.get(Step(row.step)):
        raise RuleViolation(own, field="due_at")
    if problems:
        later = min(problems)
        raise RuleViolation(
            f"Hạn phải trước hoặc bằng hạn của bước {later.value} “{later.label}” "
            f"({rules.when(timezone.localtime(deadlines[later]))}).",
            field="due_at",
        )
    old, row.due_at = row.due_at, due_at
    row.save(update_fields=["due_at"])
    if old != due_at:
        record(by, "years.set_deadline", row, before={"due_at": old}, after={"due_at": due_at}, reason=reason.strip())
        if notice:
            _tell_new_deadline(row, old, by, reason)
    phase.due_at = due_at
    return row


def _tell_new_deadline(row: Phase | ReportingTerm, old: datetime, by: User, reason: str) -> None:
    """Tell the people of the units that are not done."""
    new, was = (rules.when(timezone.localtime(moment)) for moment in (row.due_at, old))
    because = f" Lý do: {reason.strip()}" if reason.strip() else ""
    text = f"{name_of(row)}: hạn mới {new}, thay hạn {was}.{because}"
    kind = "term" if isinstance(row, ReportingTerm) else "phase"
    key = f"due:{kind}:{row.pk}:{row.due_at.isoformat()}"
    providers.tell(affected_by(row).waiting, "deadline", text, key=key, thing=row, by=by)


@transaction.atomic
def finish_phase(period: EmulationPeriod, step: Step, *, by: User, on: date | None = None) -> Phase:
    """Tick a step as done on a day, today when not said; refused with what is still missing."""
    row = lock(period)
    require(by, "awards.run_period", row)
    require_not_closed(row)
    phase = lock(period.phases.get(step=step))
    on = on or clock.today()
    if phase.finished_on:
        raise StateConflict(f"Bước “{phase.get_step_display()}” đã xong ngày {phase.finished_on:%d/%m/%Y}.")
    if on > clock.today():
        raise RuleViolation("Ngày xong không được ở tương lai.", field="on")
    if on < row.starts_on:
        raise RuleViolation(f"Ngày xong phải từ ngày bắt đầu năm {row.starts_on:%d/%m/%Y} trở đi.", field="on")
    if missing := states.missing_to_finish(row, Step(step)):
        raise RuleViolation(f"Chưa thể đánh dấu xong bước “{phase.get_step_display()}”.", reasons=missing)
    phase.finished_on = on
    phase.save(update_fields=["finished_on"])
    record(by, "years.finish_phase", phase, before={"finished_on": None}, after={"finished_on": on}, acted_on=on)
    return phase


@transaction.atomic
def reopen_phase(period: EmulationPeriod, step: Step, *, by: User, reason: str) -> Phase:
    """Take the tick back, with a reason."""
    row = lock(period)
    require(by, "awards.run_period", row)
    require_not_closed(row)
    phase = lock(period.phases.get(step=step))
    if not phase.finished_on:
        raise StateConflict(f"Bước “{phase.get_step_display()}” chưa đánh dấu xong.")
    if not reason.strip():
        raise RuleViolation("Ghi lý do mở lại bước này.", field="reason")
    old, phase.finished_on = phase.finished_on, None
    phase.save(update_fields=["finished_on"])
    record(
        by,
        "years.reopen_phase",
        phase,
        before={"finished_on": old},
        after={"finished_on": None},
        reason=reason.strip(),
    )
    return phase


# Months ---------------------------------------------------------------------------------------------------------------


def open_term(term: ReportingTerm, *, by: User) -> ReportingTerm:
    """Future → open: units of a running year can enter their results."""
    return states.TERM.make("open_term", term, by=by)


def lock_term(term: ReportingTerm, *, by: User) -> ReportingTerm:
    """Open → locked: nothing of the month can be entered or sent any more."""
    return states.TERM.make("lock_term", term, by=by)


def reopen_term(term: ReportingTerm, *, by: User, reason: str) -> ReportingTerm:
    return states.TERM.make("reopen_term", term, by=by, reason=reason)


@transaction.atomic
def set_term_deadline(
    term: ReportingTerm, *, by: User, due_at: datetime, reason: str = "", notice: bool = False
) -> ReportingTerm:
    """Move the day a month is due; not before the month opens. reason: asked once the old deadline had passed.

    notice: tell the units that have not sent.
    """
    row = lock(term)
    require(by, "awards.run_period", row)
    require_not_closed(row.period)
    if row.state == TermState.LOCKED:
        raise StateConflict(f"Kỳ {row.label} đã khóa.")
    if row.due_at < clock.now() and not reason.strip():
        raise RuleViolation("Hạn này đã qua. Ghi lý do dời hạn.", field="reason")
    if timezone.localtime(due_at).date() < row.opens_on:
        raise RuleViolation(f"Hạn gửi phải từ ngày mở kỳ {row.opens_on:%d/%m/%Y} trở đi.", field="due_at")
    old, row.due_at = row.due_at, due_at
    row.save(update_fields=["due_at"])
    if old != due_at:
        record(
            by, "years.set_term_deadline", row, before={"due_at": old}, after={"due_at": due_at}, reason=reason.strip()
        )
        if notice:
            _tell_new_deadline(row, old, by, reason)
    term.due_at = due_at
    return row
