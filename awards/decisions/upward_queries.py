"""Submissions that went up: what still waits, since when, what the superior said line by line."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from awards.decisions.enums import PaperKind, PaperState, UpwardKind
from awards.decisions.models import Decision, DecisionLine
from awards.decisions.upward_models import UpwardStep
from awards.nominations.enums import NominationState
from thidua import clock
from units.models import User

# Asked about after twenty working days, the term of an appraisal (Quyết định 638/QĐ-BNV năm 2025), when nobody has
# named a day.
WORKING_DAYS = 20


def working_days_after(day: date, count: int) -> date:
    """So many working days on; Saturdays and Sundays are none."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def submissions(user: User) -> QuerySet[Decision]:
    """Signed submissions the user may see, with `lines_n`, `waiting_n`: those that wait first, the oldest first."""
    still = DecisionLine.objects.filter(decision=OuterRef("pk"), nomination__state=NominationState.PROPOSED_UP)
    rows = Decision.objects.visible_to(user).filter(kind=PaperKind.SUBMISSION, state=PaperState.SIGNED)
    return (
        rows.select_related("issuer", "period__unit", "period__cluster")
        .annotate(
            waits=Exists(still),
            lines_n=Count("lines", distinct=True),
            waiting_n=Count("lines", filter=Q(lines__nomination__state=NominationState.PROPOSED_UP), distinct=True),
        )
        .order_by("-waits", "decided_on", "pk")
    )


@dataclass
class Upward:
    """One submission on its way: what it carries, what was answered, what happened last."""

    paper: Decision
    granted: int = 0
    other: int = 0
    refused: int = 0
    steps: list[UpwardStep] = field(default_factory=list)

    def told_of(self, line: int) -> list[UpwardStep]:
        """What happened to one line alone."""
        return [one for one in self.steps if one.line_id == line]

    @property
    def waiting(self) -> int:
        return self.paper.waiting_n

    @property
    def sent_on(self) -> date:
        return next((one.on for one in self.steps if one.kind == UpwardKind.SENT), self.paper.decided_on)

    @property
    def days(self) -> int:
        """Days since it went up."""
        return (clock.today() - self.sent_on).days

    @property
    def last(self) -> UpwardStep | None:
        return self.steps[-1] if self.steps else None

    @property
    def remind_on(self) -> date:
        """The day named last, else twenty working days after it went up."""
        named = [one.remind_on for one in self.steps if one.remind_on]
        return named[-1] if named else working_days_after(self.sent_on, WORKING_DAYS)

    @property
    def is_due(self) -> bool:
        return bool(self.waiting) and self.remind_on <= clock.today()

    @property
    def is_asked(self) -> bool:
        """Whether the superior wants more and has not got it."""
        told = [one.kind for one in self.steps if one.kind in (UpwardKind.MORE_ASKED, UpwardKind.MORE_SENT)]
        return bool(self.waiting) and bool(told) and told[-1] == UpwardKind.MORE_ASKED


def on_their_way(papers: Iterable[Decision]) -> list[Upward]:
    """Papers of `submissions` with answers and journal; two queries for any number."""
    found = {paper.pk: Upward(paper) for paper in papers}
    said = DecisionLine.objects.filter(decision__answers__in=found, decision__state=PaperState.SIGNED)
    counts = said.values("decision__answers").annotate(
        granted=Count("pk", filter=Q(is_granted=True, given_award__isnull=True)),
        other=Count("pk", filter=Q(given_award__isnull=False)),
        refused=Count("pk", filter=Q(is_granted=False)),
    )
    for row in counts.order_by():
        one = found[row["decision__answers"]]
        one.granted, one.other, one.refused = row["granted"], row["other"], row["refused"]
    for step in steps_of(found):
        found[step.submission_id].steps.append(step)
    return list(found.values())


def steps_of(papers: Iterable[int]) -> QuerySet[UpwardStep]:
    rows = UpwardStep.objects.filter(submission__in=list(papers)).order_by("on", "pk")
    return rows.select_related("by", "line__nomination")


def waiting_above(papers: Iterable[Decision]) -> list[Upward]:
    """Signed submissions with the number of their lines that wait; three queries for any number."""
    papers = list(papers)
    if not papers:
        return []
    lines = DecisionLine.objects.filter(decision__in=papers, nomination__state=NominationState.PROPOSED_UP)
    counts = dict(lines.order_by().values_list("decision").annotate(n=Count("pk")))
    for paper in papers:
        paper.waiting_n = counts.get(paper.pk, 0)
    return on_their_way(papers)


def on_its_way(paper: Decision, waiting: int) -> Upward:
    """One submission; waiting: lines without an answer."""
    paper.waiting_n = waiting
    return on_their_way([paper])[0]
