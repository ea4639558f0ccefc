"""A year opened after another: what is copied is shown first, part by part, and done in one transaction.

This chapter copies deadlines, months and the rules of deadlines itself; later chapters put their parts into `PARTS`
(criteria, titles, …), each with its own preview, conflicts and copying.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from awards.years import rules
from awards.years.enums import Step
from awards.years.models import EmulationPeriod, ReminderRule
from awards.years.services import open_period
from thidua.errors import Forbidden, RuleViolation
from units.audit.services import record
from units.models import Cluster, Unit, User


@dataclass(frozen=True)
class Plan:
    """The year to be made after `source`: whose, which days."""

    source: EmulationPeriod
    unit: Unit
    cluster: Cluster | None
    year: int
    starts_on: date
    ends_on: date

    def draft(self) -> EmulationPeriod:
        """The year as it would be, not stored: later chapters ask it for its units."""
        return EmulationPeriod(
            unit=self.unit, cluster=self.cluster, year=self.year, starts_on=self.starts_on, ends_on=self.ends_on
        )


@dataclass(frozen=True)
class Preview:
    """What a part would copy, line by line, and what it would leave out and why."""

    lines: list[str]
    conflicts: list[str] = field(default_factory=list)
    count: str = ""


@dataclass(frozen=True)
class Part:
    """One thing that may be taken over. options: (value, words), the first proposed; "" stands for "not at all".

    preview(plan, option); copy(plan, new year, option, by) → words for the record. needs: key of a part it stands on.
    """

    key: str
    label: str
    icon: str
    options: tuple[tuple[str, str], ...]
    preview: Callable[[Plan, str], Preview]
    copy: Callable[[Plan, EmulationPeriod, str, User], str]
    needs: str = ""


PARTS: list[Part] = []  # of later chapters, in the order of the page


# Deadlines and months -------------------------------------------------------------------------------------------------


def shifted_deadlines(source: EmulationPeriod, starts_on: date, ends_on: date) -> dict[Step, datetime]:
    """The deadlines of `source` moved to other days: registration as far from the beginning, the rest from the end."""
    due = {}
    for phase in source.phases.all():
        old = timezone.localtime(phase.due_at)
        if phase.step == Step.LAUNCH:
            day = min(starts_on + (old.date() - source.starts_on), ends_on)
        else:
            day = ends_on + (old.date() - source.ends_on)
        day = max(day, starts_on)
        due[Step(phase.step)] = timezone.make_aware(datetime.combine(day, old.time()))
    return due


def usual_due_day(source: EmulationPeriod) -> int:
    """The day of the following month on which most months of `source` were due; 5 when it has none."""
    days = [
        due.day
        for term in source.terms.all()
        if (due := timezone.localtime(term.due_at)).date() >= rules.next_month(term.month) and due.day <= 28
    ]
    return max(days, key=lambda day: (days.count(day), -day), default=5)


def _phases(plan: Plan, option: str) -> Preview:
    due = _deadlines(plan, option)
    local = {step: timezone.localtime(moment) for step, moment in due.items()}
    lines = [f"{step.value}. {step.label}: {rules.when(local[step])}" for step in sorted(local)]
    problems = rules.deadline_problems(plan.starts_on, local)
    return Preview(lines, [f"{step.label}: {words}" for step, words in problems.items()], f"{len(lines)} hạn")


def _deadlines(plan: Plan, option: str) -> dict[Step, datetime]:
    usual = rules.usual_deadlines(plan.starts_on, plan.ends_on)
    at = rules.USUAL_HOUR
    made = {step: timezone.make_aware(datetime.combine(day, at)) for step, day in usual.items()}
    return made | (shifted_deadlines(plan.source, plan.starts_on, plan.ends_on) if option else {})


def _months(plan: Plan, option: str) -> Preview:
    day = usual_due_day(plan.source) if option else 5
    months = rules.months_of(plan.starts_on, plan.ends_on)
    words = f"Tháng {months[0].month}/{months[0].year} – tháng {months[-1].month}/{months[-1].year}"
    return Preview([f"{words}, hạn gửi 17:00 ngày {day} tháng sau"], count=f"{len(months)} kỳ")


def _rules(plan: Plan, option: str) -> Preview:
    source, lines = plan.source, []
    if option and source.grace_days is not None:
        lines.append(f"Đóng nhập sau hạn {source.grace_days} ngày, áp dụng từ ngày {plan.starts_on:%d/%m/%Y}")
    if option:
        lines += [f"Nhắc: {rule.words}" for rule in source.reminder_rules.all()]
    return Preview(lines or ["Không có ngày gửi muộn, không nhắc tự động"], count=f"{len(lines)} mục")


def _nothing(plan: Plan, new: EmulationPeriod, option: str, by: User) -> str:
    return ""


def _copy_rules(plan: Plan, new: EmulationPeriod, option: str, by: User) -> str:
    source = plan.source
    if source.grace_days is not None:
        new.grace_days, new.grace_from = source.grace_days, new.starts_on
        new.save(update_fields=["grace_days", "grace_from"])
    rows = [ReminderRule(period=new, about=rule.about, days=rule.days) for rule in source.reminder_rules.all()]
    ReminderRule.objects.bulk_create(rows)
    return f"{len(rows)} ngày nhắc"


OWN_PARTS = [
    Part(
        "phases", "Hạn tám bước", "flag", (("shift", "Dời theo năm mới"), ("", "Theo lịch thường dùng")),
        _phases, _nothing,
    ),
    Part("months", "Kỳ báo cáo", "calendar-days", (("same", "Như năm trước"), ("", "Hạn ngày 5")), _months, _nothing),
    Part(
        "rules", "Ngày gửi muộn, ngày nhắc", "bell-ring", (("same", "Như năm trước"), ("", "Không chép")),
        _rules, _copy_rules,
    ),
]  # fmt: skip


def parts() -> list[Part]:
    return [*OWN_PARTS, *PARTS]


# The page and the act -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A part with what was chosen for it and what that means."""

    part: Part
    chosen: str
    preview: Preview


def previews(plan: Plan, choices: Mapping[str, str]) -> list[Shown]:
    """Every part with what it would copy under `choices` (key → option; what is not said is the first option)."""
    shown = []
    for part in parts():
        chosen = _chosen(part, choices)
        own = part in OWN_PARTS
        preview = part.preview(plan, chosen) if chosen or own else Preview(["Không chép"], count="Không chép")
        shown.append(Shown(part, chosen, preview))
    return shown


def _chosen(part: Part, choices: Mapping[str, str]) -> str:
    """The option of a part; a part whose ground is not copied is not copied either."""
    wanted = choices.get(part.key, part.options[0][0])
    known = wanted if wanted in dict(part.options) else part.options[0][0]
    if part.needs and known:
        ground = next(other for other in parts() if other.key == part.needs)
        return known if _chosen(ground, choices) else ""
    return known


def gap_before(plan: Plan) -> str:
    """Days between the two years that would belong to none; empty when there are none."""
    last = plan.source.ends_on
    if (plan.source.unit_id, plan.source.cluster_id) != (plan.unit.pk, plan.cluster.pk if plan.cluster else None):
        return ""
    if plan.starts_on <= last + timedelta(days=1):
        return ""
    first, end = last + timedelta(days=1), plan.starts_on - timedelta(days=1)
    return f"Từ {first:%d/%m/%Y} đến {end:%d/%m/%Y} không thuộc năm thi đua nào."


@transaction.atomic
def clone_period(
    source: EmulationPeriod,
    *,
    by: User,
    unit: Unit,
    year: int,
    starts_on: date,
    ends_on: date,
    cluster: Cluster | None = None,
    slogan: str = "",
    choices: Mapping[str, str] | None = None,
) -> EmulationPeriod:
    """Open a year and copy into it what was chosen, or do nothing at all.

    choices: key of a part → option. Sent twice, the second finds the year there and is refused. What a part cannot
    take over (a unit that is gone, a title no longer in the law) was named in the preview and is left out.
    """
    source = EmulationPeriod.objects.select_related("unit", "cluster").get(pk=source.pk)  # as it is now
    plan, choices = Plan(source, unit, cluster, year, starts_on, ends_on), choices or {}
    chosen = {part.key: _chosen(part, choices) for part in parts()}
    if problem := rules.span_problem(year, starts_on, ends_on):
        raise RuleViolation(problem[1], field=problem[0])
    new = open_period(
        by=by, unit=unit, cluster=cluster, year=year, starts_on=starts_on, ends_on=ends_on, slogan=slogan,
        deadlines=_deadlines(plan, chosen["phases"]),
        term_due_day=usual_due_day(source) if chosen["months"] else 5, is_demo=source.is_demo,
    )  # fmt: skip
    told = {}
    for part in parts():
        if chosen[part.key] and part.copy is not _nothing:
            try:
                told[part.label] = part.copy(plan, new, chosen[part.key], by)
            except Forbidden as error:
                raise RuleViolation(f"Không có quyền chép “{part.label}”. Người có quyền: {error.who}.") from error
    record(by, "years.clone", new, after={"source": str(source)}, parts=told)
    return new
