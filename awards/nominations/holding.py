"""Holds that begin and end by themselves: lines follow what is looked into, without anybody pressing a button."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from awards.nominations.checking import check_lines
from awards.nominations.enums import Eligibility, ListState
from awards.nominations.models import Nomination, NominationList
from awards.nominations.states import RUNNING
from thidua import clock
from thidua.workflow import lock
from units.audit.services import record
from units.models import Hold, User


def with_open_hold(lines: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Lines with `is_under`: whether something about their subject is being looked into today."""
    today = Hold.objects.in_force(clock.today())
    about = Q(person=OuterRef("person")) | Q(unit=OuterRef("unit"))
    return lines.annotate(is_under=Exists(today.filter(about)))


def follow_holds(*, by: User | None = None) -> int:
    """Judge afresh every line of an open list whose hold has begun or ended; returns how many. Safe to repeat.

    A line that is barred stays so whatever is looked into; each change is put on record.
    """
    lines = Nomination.objects.filter(nomination_list__state=ListState.OPEN, state__in=RUNNING)
    held = Q(eligibility=Eligibility.HELD)
    lines = with_open_hold(lines.exclude(eligibility=Eligibility.INELIGIBLE))
    waiting = lines.filter((Q(is_under=True) & ~held) | (Q(is_under=False) & held))
    by_list: dict[int, list[int]] = defaultdict(list)
    for pk, listing in waiting.order_by("pk").values_list("pk", "nomination_list_id"):
        by_list[listing].append(pk)
    return sum(_judge(listing, lines, by) for listing, lines in by_list.items())


@transaction.atomic
def _judge(listing_id: int, pks: list[int], by: User | None) -> int:
    listing = lock(NominationList.every.select_related("period__unit").get(pk=listing_id))
    if listing.is_locked:
        return 0  # locked meanwhile, and judged for that
    lines = list(Nomination.objects.filter(pk__in=pks).select_related("award", "proposer", "achievement"))
    before = {line.pk: _told(line) for line in lines}
    check_lines(listing, lines)
    for line in lines:
        if _told(line) != before[line.pk]:
            record(by, "nomination.check", line, before=before[line.pk], after=_told(line))
    return len(lines)


def _told(line: Nomination) -> dict[str, str]:
    return {"eligibility": line.eligibility, "eligibility_reason": line.eligibility_reason}


def matter_ended(by: User, subject, reason: str) -> None:
    """The end of a matter is told to the lines at once."""
    follow_holds(by=by)
