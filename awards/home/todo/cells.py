"""What waits around monthly results: figures to explain, explanations to answer, requests to unlock.

Three queries at most, and only for those whose role has such work.
"""

from collections import defaultdict

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse

from awards.home.todo.desk import Desk, Waiting
from awards.results.enums import SheetState
from awards.results.models import ResultEntry, ResultSheet, UnlockRequest
from awards.results.queries import awaits_judgement, cells_of
from awards.years.enums import PeriodState, Step
from thidua import clock
from units.accounts.enums import Role
from units.models import User

MOST = 5  # sheets named one by one


def cells_to_settle(desk: Desk) -> list[Waiting]:
    """Figures to explain, explanations to answer, months to unlock."""
    user = desk.user
    found = [*_to_explain(user), *_to_answer(user), *_to_unlock(user, desk.offices, desk.led)]
    return [Waiting(**row) for row in found]


def _below(user: User, prefix: str, *roles: Role) -> Q | None:
    paths = user.scope_paths(*roles)
    scope = Q(pk__in=[])
    for path in paths:
        scope |= Q(**{f"{prefix}path__startswith": path})
    return scope if paths else None


def _to_explain(user: User) -> list[dict]:
    """Figures of the own units that were corrected, until the term of explanation ends."""
    scope = _below(user, "unit__", Role.CLERK, Role.UNIT_LEADER)
    if scope is None:
        return []
    sheets = ResultSheet.objects.filter(
        scope, state=SheetState.SUBMITTED, term__period__state=PeriodState.OPEN, entries__explain_by__gt=clock.now()
    ).annotate(cells=Count("entries"), due=Min("entries__explain_by"))
    return [
        {
            "title": f"Giải trình {sheet.cells} số bị sửa, {sheet.term.label}", "icon": "message-square",
            "url": reverse("awards:results.entry", args=[sheet.term_id, sheet.unit.code]), "action": "Giải trình",
            "text": f"{sheet.unit}. Quá hạn thì giữ số thẩm định.", "due": sheet.due,
            "phase": (sheet.term.period_id, Step.VERIFY),
        }
        for sheet in sheets.select_related("term", "unit").order_by("due", "pk")[:MOST]
    ]  # fmt: skip


def _to_answer(user: User) -> list[dict]:
    """Explanations of cells that are the user's to judge; never of the own unit."""
    scope = _below(user, "unit__", Role.VERIFIER, Role.OFFICER)
    if scope is None:
        return []
    sheets = ResultSheet.objects.filter(scope, state=SheetState.SUBMITTED, term__period__state=PeriodState.OPEN).filter(
        cells_of(user), entries__explained_at__isnull=False
    )
    if user.unit is not None:
        sheets = sheets.exclude(unit__in=user.unit.ancestor_ids())
    found = sheets.annotate(cells=Count("entries"), since=Min("entries__explained_at"))
    return [
        {
            "title": f"Trả lời {sheet.cells} giải trình của {sheet.unit}, {sheet.term.label}",
            "icon": "message-square", "url": reverse("awards:results.verify_unit", args=[sheet.pk]),
            "action": "Trả lời", "phase": (sheet.term.period_id, Step.VERIFY),
        }
        for sheet in found.select_related("term", "unit").order_by("since", "pk")[:MOST]
    ]  # fmt: skip


def _to_unlock(user: User, offices: list[int], led: list[int]) -> list[dict]:
    """Requests in the years the user runs; never of the own unit."""
    if not (offices or led):
        return []
    mine = Q(term__period__unit__in=offices) | Q(term__period__cluster__in=led)
    waiting = UnlockRequest.objects.filter(mine, state="waiting", term__period__state=PeriodState.OPEN)
    if user.unit is not None:
        waiting = waiting.exclude(unit__in=user.unit.ancestor_ids())
    asked: dict = defaultdict(list)
    for row in waiting.select_related("term__period__unit", "term__period__cluster", "unit").order_by("asked_at"):
        asked[row.term.period].append(row)
    return [
        {
            "title": f"Trả lời {len(found)} yêu cầu mở khóa", "icon": "lock-open",
            "url": f"{reverse('awards:results.unlock')}?nam={period.year}&dv={(period.cluster or period.unit).code}",
            "action": "Trả lời", "text": f"{found[0].unit}, {found[0].term.label}: {found[0].reason}",
        }
        for period, found in asked.items()
    ]  # fmt: skip


def still_mine(user: User, sheets: QuerySet[ResultSheet]) -> QuerySet[ResultSheet]:
    """Without the sheets in which only others are awaited: another organ, or the unit's own word."""
    cells = ResultEntry.objects.filter(sheet=OuterRef("pk"))
    anybody = awaits_judgement("") | Q(explain_by__isnull=False)
    own = ResultSheet.objects.filter(cells_of(user) & awaits_judgement(), pk=OuterRef("pk"))
    return sheets.filter(~Exists(cells.filter(anybody)) | Exists(own))
