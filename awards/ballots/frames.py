"""What the pages of a round share: whose it is, the way back, its stages, the acts of two, its stamp."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from awards.ballots import queries, states
from awards.ballots.enums import Act
from awards.ballots.models import PaperBatch, RoundElector, VotingRound
from awards.conferences.models import Conference
from awards.years.enums import Step
from awards.years.scope import follow, place_in, years_of
from thidua.widgets import Milestone


def rounds_of(request: HttpRequest):
    rows = VotingRound.objects.visible_to(request.user)
    return rows.select_related(*(f"conference__{path}" for path in WITH))


WITH = ("council__unit", "cluster__organiser", "host", "period__unit", "period__cluster")


def in_its_year(request: HttpRequest, conference: Conference) -> None:
    """Let the frame show the year of the conference, where the user sees that year, and the step it belongs to."""
    place_in(request, Step.CLUSTERS if conference.cluster_id else Step.COUNCIL)
    if any(period.pk == conference.period_id for period in years_of(request)):
        follow(request, conference.period)


def ballot_of(request: HttpRequest, pk: UUID) -> VotingRound:
    found = get_object_or_404(rounds_of(request), pk=pk)
    in_its_year(request, found.conference)
    return found


def batch_of(request: HttpRequest, pk: int) -> PaperBatch:
    visible = VotingRound.objects.visible_to(request.user).values("pk")
    rows = PaperBatch.objects.filter(round__in=visible)
    found = get_object_or_404(rows.select_related(*(f"round__conference__{path}" for path in WITH)), pk=pk)
    in_its_year(request, found.round.conference)
    return found


def elector_of(request: HttpRequest, pk: int) -> RoundElector:
    visible = VotingRound.objects.visible_to(request.user).values("pk")
    rows = RoundElector.objects.filter(round__in=visible)
    return get_object_or_404(
        rows.select_related(
            "round__conference__council__unit",
            "round__conference__cluster__organiser",
            "attendee__member",
            "attendee__unit",
        ),
        pk=pk,
    )


def conference_of(request: HttpRequest, pk: int) -> Conference:
    rows = Conference.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related(*WITH), pk=pk)
    in_its_year(request, found)
    return found


def crumbs(last: str, conference: Conference, ballot: VotingRound | None = None) -> list[tuple[str, str]]:
    crumbs = [(conference.short_name, reverse("awards:conferences.detail", args=[conference.pk]))]
    if ballot is not None:
        crumbs.append((ballot.name, reverse("awards:ballots.detail", args=[ballot.pk])))
    return [*crumbs, (last, "")]


STAGES = (
    ("draft", "Lập phiếu"),
    ("ready", "Chốt phiếu, phát phiếu"),
    ("open", "Bỏ phiếu"),
    ("closed", "Kiểm phiếu"),
    ("counted", "Ký kết quả"),
    ("published", "Công bố"),
)


def stages_of(ballot: VotingRound) -> list[Milestone]:
    """The stepper of a round that was not cancelled."""
    order = [state for state, _ in STAGES]
    state_now = "ready" if ballot.is_checkin else ballot.state
    at = order.index(state_now) if state_now in order else len(order)
    moments = {"open": ballot.opened_at, "closed": ballot.closed_at, "published": ballot.published_at}
    shown = []
    for place, (state, title) in enumerate(STAGES):
        moment = moments.get(state)
        when = f"{timezone.localtime(moment):%H:%M}" if moment else ""
        done = place < at or ballot.is_published
        shown.append(Milestone(title, when=when, state="ok" if done else "now" if place == at else ""))
    return shown


def hands_first(ballot: VotingRound, page: queries.Panel) -> bool:
    """While the box is open and somebody waits for a paper, handing it out is the next thing to do."""
    return ballot.state == "open" and bool(page.waiting_for_paper)


def acts_of(ballot: VotingRound, page: queries.Panel) -> list[dict]:
    """Acts of two the user can ask for now, that nobody has asked for yet."""
    if not page.acts or ballot.main_id is not None:
        return []
    asked = {waiting.act.action for waiting in page.pending}
    return [
        {
            "act": act,
            "move": states.ROUND[act],
            "primary": act not in (Act.CANCEL, Act.ANNUL, Act.DESTROY) and not hands_first(ballot, page),
        }
        for act in queries.ACTS_BY_STATE.get(ballot.state, ())
        if act not in asked and not _is_early(act, ballot, page)
    ]


def _is_early(act: Act, ballot: VotingRound, page: queries.Panel) -> bool:
    if act == Act.OPEN:
        return ballot.is_electronic and not ballot.is_checkin
    if act == Act.PUBLISH:
        return any(teller.signed_at is None for teller in page.tellers)
    return act == Act.DESTROY and bool(states.missing_to_destroy(ballot))


def stamp_of(ballot: VotingRound, page: queries.Panel) -> str:
    """Changes whenever the page of the round would look different, without saying what changed."""
    locked = sum(has_locked for row in page.batches for _, has_locked in row.counters)
    acts = "".join(str(waiting.act.pk) for waiting in page.pending)
    devices = sum(row.is_ready for row in page.roll) if ballot.is_checkin else 0
    return (
        f"{ballot.state}.{page.signed}.{devices}.{locked}.{sum(t.signed_at is not None for t in page.tellers)}.{acts}"
    )
