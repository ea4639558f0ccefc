"""Reads of a year: its place in the list, its journey of eight steps, its months, its good examples."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from awards.years.enums import PeriodState, Step, TermState
from awards.years.models import EmulationPeriod, Phase, ReportingTerm
from awards.years.states import missing_to_close, missing_to_start
from thidua import clock
from thidua.widgets import Fig, Milestone, Month
from units.accounts.enums import Role
from units.audit.models import AuditEvent
from units.models import Cluster, Unit, User

SENT = ("submitted", "verified")  # states of a result sheet that has left its unit


def period_list(user: User) -> QuerySet[EmulationPeriod]:
    """Years the user may see, with how far each has come: steps done, months locked."""
    return (
        EmulationPeriod.objects.visible_to(user)
        .select_related("unit", "cluster")
        .annotate(
            steps_done=Count("phases", filter=Q(phases__finished_on__isnull=False), distinct=True),
            months=Count("terms", distinct=True),
            months_locked=Count("terms", filter=Q(terms__state=TermState.LOCKED), distinct=True),
        )
        .order_by("-year", "unit__sort", "pk")
    )


def holders(user: User) -> tuple[list[Unit], list[Cluster]]:
    """Units and clusters the user may open a year for: commands with reporting units below, and clusters."""
    units = Unit.objects.filter(closed_on__isnull=True, children__is_reporting=True)
    scope, organised = Q(pk__in=[]), Q(pk__in=user.cluster_ids(Role.CLUSTER_LEAD))
    for path in user.scope_paths(Role.OFFICER):
        scope |= Q(path__startswith=path)
        organised |= Q(organiser__path__startswith=path)
    clusters = Cluster.objects.filter(organised).select_related("organiser")
    return list(units.filter(scope).distinct().in_order()), list(clusters)


@dataclass(frozen=True)
class JourneyStep:
    """One of the eight steps as the pages show it. state: done, now (the earliest open one) or later."""

    phase: Phase
    state: str

    @property
    def step(self) -> Step:
        return Step(self.phase.step)

    @property
    def is_late(self) -> bool:
        return self.state == "now" and self.phase.due_at < clock.now()


@dataclass(frozen=True)
class Affected:
    """Whom a deadline concerns: units that are not done, units that are, units with longer of their own (and until)."""

    waiting: list[Unit]
    done: list[Unit]
    extended: list[tuple[Unit, datetime]]


def affected_by(thing: ReportingTerm | Phase) -> Affected:
    """Units of the year as a deadline finds them: a month by its sheets, a step all of them; four queries."""
    units = list(thing.period.reporting_units())
    done: set[int] = set()
    if isinstance(thing, ReportingTerm):
        done = set(thing.sheets.filter(state__in=SENT).values_list("unit", flat=True))
    longer = [(unit, thing.due_for(unit)) for unit in units if thing.extension_of(unit)]
    return Affected([u for u in units if u.pk not in done], [u for u in units if u.pk in done], longer)


def name_of(thing: ReportingTerm | Phase) -> str:
    """`Kết quả tháng 9/2023`, `Bước 5, đề nghị khen thưởng`: what a deadline is about, at the head of a sentence."""
    if isinstance(thing, ReportingTerm):
        return f"Kết quả {thing.label}"
    words = thing.get_step_display()
    return f"Bước {thing.step}, {words[:1].lower()}{words[1:]}"


def cut_from(period: EmulationPeriod) -> date | None:
    """The last day the year had before it was first cut; None for a year that was not."""
    cuts = AuditEvent.objects.filter(action="years.cut", target_type="awards.emulationperiod", target_id=str(period.pk))
    first = cuts.order_by("pk").first()
    old = first.changes.get("ends_on", [None])[0] if first is not None else None
    return date.fromisoformat(old) if old else None


def journey(period: EmulationPeriod) -> list[JourneyStep]:
    """The eight steps in order; a year not started or already closed has no "now"."""
    steps, waiting = [], period.is_open
    for phase in period.phases.all():
        state = "done" if phase.finished_on else "now" if waiting else "later"
        waiting = waiting and state == "done"
        steps.append(JourneyStep(phase, state))
    return steps


def journey_milestones(steps: list[JourneyStep]) -> list[Milestone]:
    """The same for the timeline: tick and day when done, else the deadline."""
    states = {"done": "ok", "now": "now", "later": ""}
    return [
        Milestone(
            f"{step.phase.step}. {step.step.label}",
            f"Xong ngày {step.phase.finished_on:%d/%m/%Y}"
            if step.phase.finished_on
            else f"Hạn {timezone.localtime(step.phase.due_at):%H:%M, %d/%m/%Y}",
            "warn" if step.is_late else states[step.state],
        )
        for step in steps
    ]


def terms_with_counts(period: EmulationPeriod) -> list[ReportingTerm]:
    """Months of the year; each knows `sent` and `verified`: how many units have sent, have been verified."""
    return list(
        period.terms.annotate(
            sent=Count("sheets", filter=Q(sheets__state__in=SENT)),
            verified=Count("sheets", filter=Q(sheets__state="verified")),
        )
    )


def months_strip(terms: list[ReportingTerm], units: int) -> list[Month]:
    """Twelve cells: locked, in use, late, still to come."""
    cells = []
    for term in terms:
        state = {TermState.LOCKED: "ok", TermState.OPEN: "now", TermState.FUTURE: ""}[TermState(term.state)]
        if term.state == TermState.OPEN and term.due_at < clock.now() and term.sent < units:
            state = "late"
        words = f"{term.get_state_display()}, {term.sent}/{units} đơn vị đã gửi"
        cells.append(Month(f"{term.month.month}/{term.month.year % 100:02d}", words, state))
    return cells


def figures(period: EmulationPeriod, steps: list[JourneyStep], terms: list[ReportingTerm], units: int) -> list[Fig]:
    """The row of figures on the page of a year."""
    done = sum(step.state == "done" for step in steps)
    locked = sum(term.state == TermState.LOCKED for term in terms)
    return [
        Fig("Đơn vị báo cáo", str(units)),
        Fig("Bước đã xong", str(done), f"/ {len(steps)}", percent=done * 100 // max(len(steps), 1)),
        Fig("Kỳ đã khóa", str(locked), f"/ {len(terms)}", percent=locked * 100 // max(len(terms), 1)),
        Fig("Mô hình, cách làm hay", str(period.best_practices.count())),
    ]


def obstacles(period: EmulationPeriod) -> list[str]:
    """What still stands before the next move of the year: its start, or its lock."""
    if period.state == PeriodState.DRAFT:
        return missing_to_start(period)
    return missing_to_close(period) if period.is_open else []
