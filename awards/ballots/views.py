"""Pages of a round of voting: prepare, direct, count blind, result, the hall's screen, the member's page."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from awards.ballots import box_queries, conflicts, forms, queries, services, states, ties
from awards.ballots.enums import Act, RoundState
from awards.ballots.frames import acts_of, ballot_of, conference_of, crumbs, hands_first, stages_of, stamp_of
from awards.ballots.models import VotingRound
from awards.conferences.enums import WrittenVotes
from awards.conferences.models import Conference
from awards.conferences.queries import paper
from awards.years.scope import scope_of
from thidua.errors import DomainError, RuleViolation
from thidua.http import form_status, shows_domain_errors
from thidua.permissions import allowed, require
from units.audit.queries import history_of, history_url

# Prepare --------------------------------------------------------------------------------------------------------------


@login_required
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft from the locked list (a council) or from the units (a cluster): one page, one press."""
    conference = conference_of(request, pk)
    require(request.user, "awards.prepare_ballot", VotingRound(conference=conference))
    if conference.cluster_id:
        return _prepare_for_cluster(request, conference)
    try:
        rows = queries.proposals(conference, queries.groups_from_list(conference))
    except DomainError as error:
        context = {"conference": conference, "refusal": error, "crumbs": crumbs("Lập phiếu bầu", conference)}
        return render(request, "awards/ballots/prepare.html", context)
    form = forms.PrepareForm(
        request.POST or None,
        conference=conference,
        proposals=rows,
        initial={"name": f"Phiếu bầu danh hiệu thi đua năm {conference.period.year}"},
    )
    if request.method == "POST" and form.is_valid():
        chosen = [rows[int(number)].spec for number in form.cleaned_data["titles"]]
        if _prepared(form, conference, request, chosen):
            return redirect("awards:ballots.detail", form.result.pk)
    context = {"conference": conference, "form": form, "rows": rows, "crumbs": crumbs("Lập phiếu bầu", conference)}
    return render(request, "awards/ballots/prepare.html", context, status=form_status(form))


def _prepare_for_cluster(request: HttpRequest, conference: Conference) -> HttpResponse:
    board = queries.frozen_board(conference)
    form = forms.ClusterPrepareForm(
        request.POST or None,
        conference=conference,
        has_board=board is not None,
        initial={"name": f"Phiếu bầu của {conference.cluster} năm {conference.period.year}", "with_ranking": True},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            specs = queries.groups_from_cluster(
                conference,
                flag=data["flag"],
                flag_seats=data["flag_seats"] or 1,
                form=data["form"],
                with_ranking=data.get("with_ranking", False),
                with_lead=data["with_lead"],
            )
        except RuleViolation as error:
            form.add_error(None, error.message)
            specs = []
        if specs and _prepared(form, conference, request, specs):
            return redirect("awards:ballots.detail", form.result.pk)
    context = {
        "conference": conference,
        "form": form,
        "board": board,
        "regulation": conference.regulation,
        "units": list(conference.cluster.members_on(conference.held_on)),
        "crumbs": crumbs("Lập phiếu bầu", conference),
    }
    return render(request, "awards/ballots/prepare.html", context, status=form_status(form))


def _prepared(form, conference: Conference, request: HttpRequest, groups) -> bool:
    done = form.perform(
        services.prepare_round,
        conference,
        by=request.user,
        name=form.cleaned_data["name"],
        groups=groups,
        tellers=form.cleaned_data["tellers"],
        kind=form.cleaned_data["kind"],
        two_keys=form.cleaned_data["two_keys"],
        granularity=form.cleaned_data["granularity"],
    )
    if done:
        messages.success(request, "Đã lập phiếu. Xem lại danh sách rồi chốt phiếu.")
    return done


@login_required
def tellers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose the tellers anew, until the round is opened."""
    ballot = ballot_of(request, pk)
    require(request.user, "awards.prepare_ballot", ballot)
    now = list(ballot.tellers.values_list("user", flat=True))
    form = forms.TellersForm(
        request.POST or None,
        conference=ballot.conference,
        initial={"tellers": now, "head": now[0] if now else None},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(services.set_tellers, ballot, by=request.user, tellers=form.cleaned_data["tellers"])
    ):
        messages.success(request, "Đã đổi tổ kiểm phiếu.")
        return redirect("awards:ballots.detail", pk)
    context = {"form": form, "ballot": ballot, "crumbs": crumbs("Tổ kiểm phiếu", ballot.conference, ballot)}
    return render(request, "awards/ballots/tellers.html", context, status=form_status(form))


# The page of a round --------------------------------------------------------------------------------------------------


@login_required
@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Direct the round: what is on the paper, the roll, the batches, what waits for a second person."""
    ballot = ballot_of(request, pk)
    page = queries.panel(ballot, request.user)
    may_prepare = allowed(request.user, "awards.prepare_ballot", ballot)
    events = list(ballot.events.select_related("actor").order_by("seq")) if page.acts else []
    context = {
        "ballot": ballot,
        "page": page,
        "stamp": stamp_of(ballot, page),
        "conference": ballot.conference,
        "stages": [] if ballot.is_void else stages_of(ballot),
        "moves": [m for m in states.ROUND.open_to(request.user, ballot) if m.name in ("freeze", "discard")],
        "acts": acts_of(ballot, page),
        "subs": queries.sub_rounds_of(ballot),
        "waiting_interests": len(conflicts.unresolved(ballot)) if ballot.is_draft and page.acts else 0,
        "may_see_interests": allowed(request.user, "awards.see_interests", ballot),
        "takes_written": _takes_written(ballot, page),
        "may_prepare": may_prepare,
        "may_recuse": may_prepare and ballot.state == RoundState.READY,
        "box": box_queries.box_of(ballot),
        "readiness": box_queries.readiness(ballot) if ballot.is_checkin else None,
        "hand_first": hands_first(ballot, page),
        "hand_form": forms.HandForm(conference=ballot.conference, initial={"batch_label": _next_label(page)}),
        "needs_code": any(t.user_id == request.user.pk and not t.has_code for t in page.tellers),
        "trouble": queries.trouble_of(ballot),
        "may_see": allowed(request.user, "awards.see_count", ballot),
        "runoffs_left": ties.runoffs_left(ballot) if ballot.is_published else 0,
        "has_ties": ballot.is_published and VotingRound.objects.with_open_ties().filter(pk=pk).exists(),
        "follow_up": ballot.follow_ups.order_by("-number").first(),
        "told_apart": box_queries.told_apart(ballot),
        "events": events[::-1],
        "broken": queries.broken_link(events),
        "history": history_of(ballot, 10),
        "history_url": history_url(request.user, ballot),
        "paper": paper(ballot.conference, scope_of(request).unit, "ballot-paper", pk) if page.acts else None,
        "crumbs": crumbs(ballot.name, ballot.conference),
    }
    return render(request, "awards/ballots/detail.html", context)


def _takes_written(ballot: VotingRound, page: queries.Panel) -> bool:
    """Whether opinions of absent members can be kept now, be it only as come too late."""
    regulation = ballot.conference.regulation
    if not page.acts or ballot.main_id is not None or regulation is None or ballot.is_draft or ballot.is_over:
        return False
    return regulation.written_votes != WrittenVotes.NONE


def _next_label(page: queries.Panel) -> str:
    return page.batches[-1].batch.label if page.batches else "A"


@login_required
@require_GET
def pending(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What waits for a second person, polled by the page; `?tt=` is the state the page was drawn in."""
    ballot = ballot_of(request, pk)
    page = queries.panel(ballot, request.user)
    stamp = stamp_of(ballot, page)
    response = render(request, "awards/ballots/_pending.html", {"ballot": ballot, "page": page, "stamp": stamp})
    if request.GET.get("tt") and request.GET["tt"] != stamp:
        response.headers["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
@shows_domain_errors
def freeze(request: HttpRequest, pk: UUID) -> HttpResponse:
    services.freeze_round(ballot_of(request, pk), by=request.user)
    messages.success(request, "Đã chốt phiếu. In phiếu, phát phiếu, rồi mở bỏ phiếu bằng hai người.")
    return redirect("awards:ballots.detail", pk)


@login_required
@require_POST
@shows_domain_errors
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    ballot = ballot_of(request, pk)
    services.discard_round(ballot, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, "Đã bỏ bản nháp.")
    return redirect("awards:conferences.detail", ballot.conference_id)


def _act(action: str) -> Act:
    try:
        return Act(action)
    except ValueError as error:
        raise Http404("no such act") from error


@login_required
@require_POST
@shows_domain_errors
def ask(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """The first of two people."""
    act = services.ask(ballot_of(request, pk), _act(action), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, f"Đã đề nghị {act.get_action_display().lower()}. Chờ người thứ hai xác nhận.")
    return redirect("awards:ballots.detail", pk)


@login_required
@sensitive_post_parameters("codes")
@require_POST
@shows_domain_errors
def confirm(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """The second of two people."""
    act = _act(action)
    row = services.confirm(ballot_of(request, pk), act, by=request.user, codes=request.POST.getlist("codes"))
    if act == Act.CLOSE and row.is_void:
        messages.warning(request, row.cancelled_reason)
    else:
        messages.success(request, f"{act.label}: đã thực hiện.")
    return redirect("awards:ballots.result" if act == Act.PUBLISH else "awards:ballots.detail", pk)


@login_required
@require_POST
@shows_domain_errors
def withdraw(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    services.withdraw(ballot_of(request, pk), _act(action), by=request.user)
    messages.success(request, "Đã rút đề nghị.")
    return redirect("awards:ballots.detail", pk)
