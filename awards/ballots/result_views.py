"""The counted result, its signatures and what follows it; the screen of the hall; the page of a member."""

import json
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from awards.ballots import box_queries, forms, keys, queries, services, ties
from awards.ballots.frames import acts_of, ballot_of, conference_of, crumbs, stamp_of
from awards.ballots.models import VotingRound
from awards.conferences.queries import paper, paper_url
from awards.nominations.commanders import told_of
from awards.nominations.queries import list_of
from awards.years.scope import scope_of
from thidua import clock
from thidua.http import form_status, is_safe, shows_domain_errors
from thidua.numbers import cut_percent
from thidua.permissions import allowed, require


@login_required
@require_GET
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Counted figures: for the tellers once counted, for everybody once published. `?nhom=` picks the title shown."""
    ballot = ballot_of(request, pk)
    require(request.user, "awards.see_count", ballot)
    found = queries.result_of(ballot, viewer=request.user)
    wanted = request.GET.get("nhom", "")
    group = next((row for row in found.groups if str(row.id) == wanted), found.groups[0])
    page = queries.panel(ballot, request.user)
    context = {
        "ballot": ballot,
        "conference": ballot.conference,
        "result": found,
        "group": group,
        "page": page,
        "stamp": stamp_of(ballot, page),
        "mine": next((teller for teller in found.tellers if teller.user_id == request.user.pk), None),
        "acts": acts_of(ballot, page),
        "waiting": len(found.tellers) - found.signatures,
        "waiting_words": f"Chờ {len(found.tellers) - found.signatures} chữ ký",
        "valid_percent": cut_percent(found.valid, found.returned).removesuffix(",00"),
        "show_blank": any(line.blank or line.invalid for line in group.lines),
        "may_prepare": allowed(request.user, "awards.prepare_ballot", ballot),
        "runoffs_left": ties.runoffs_left(ballot) if ballot.is_published and found.has_ties else 0,
        "subs": queries.sub_rounds_of(ballot),
        "follow_up": ballot.follow_ups.order_by("-number").first(),
        "minutes": paper(ballot.conference, scope_of(request).unit, "count-minutes", pk),
        "minutes_xlsx": paper_url(ballot.conference, scope_of(request).unit, "count-minutes", pk, "xlsx"),
        "recount_hash": box_queries.hash_of_recount() if found.box else "",
        "destruction_pdf": paper_url(ballot.conference, scope_of(request).unit, "ballot-destruction", pk)
        if ballot.destroyed_at and page.acts
        else "",
        "commanders": _commanders(ballot, found),
        "crumbs": crumbs("Kiểm phiếu", ballot.conference, ballot),
    }
    return render(request, "awards/ballots/result.html", context)


def _commanders(ballot: VotingRound, found: queries.RoundResult) -> list[str]:
    """Commanders who passed while their unit did not get its title; told once the result is published."""
    passed = [line for group in found.groups for line in group.won if line.subject_type == "nomination"]
    if not ballot.is_published or not passed:
        return []
    return told_of(list_of(ballot.conference.period), [line.subject_id for line in passed])


@login_required
@require_POST
@shows_domain_errors
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    services.sign(ballot_of(request, pk), by=request.user)
    messages.success(request, "Đã ký kết quả kiểm phiếu.")
    return redirect("awards:ballots.result", pk)


@login_required
@require_POST
@shows_domain_errors
def runoff(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A second round between equal votes."""
    ballot = services.prepare_runoff(ballot_of(request, pk), by=request.user)
    messages.success(request, "Đã lập phiếu bỏ lại cho các dòng bằng phiếu.")
    return redirect("awards:ballots.detail", ballot.pk)


@login_required
def settle_ties(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down the chair's decision between equal votes, instead of a second round."""
    ballot = ballot_of(request, pk)
    require(request.user, "awards.prepare_ballot", ballot)
    groups = queries.tied_groups(ballot) if ballot.is_published else []
    if not groups:
        messages.error(request, "Không có dòng nào bằng phiếu còn chờ quyết định.")
        return redirect("awards:ballots.detail", pk)
    preferences = ties.preferences(groups)
    chosen = [line.pk for one in preferences for line in one.chosen]
    form = forms.SettleForm(request.POST or None, groups=groups, initial={"chosen": chosen})
    if form.done(request, services.settle_ties, ballot):
        messages.success(request, "Đã ghi quyết định của chủ trì về các dòng bằng phiếu.")
        return redirect("awards:ballots.result", pk)
    context = {
        "form": form,
        "ballot": ballot,
        "preferences": preferences,
        "crumbs": crumbs("Dòng bằng phiếu", ballot.conference, ballot),
    }
    return render(request, "awards/ballots/settle_ties.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def rerun(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same paper again after a cancelled round."""
    ballot = services.prepare_rerun(ballot_of(request, pk), by=request.user)
    messages.success(request, "Đã lập lại phiếu.")
    return redirect("awards:ballots.detail", ballot.pk)


# The hall, and the member ---------------------------------------------------------------------------------------------


@login_required
@require_GET
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The projector of a conference: no controls, no names, no partial result; asks for its body every few seconds."""
    found = queries.screen_of(conference_of(request, pk))
    context = {"screen": found, "conference": found.conference, "now": clock.now()}
    part = "_screen.html" if request.headers.get("hx-request") else "screen.html"
    return render(request, f"awards/ballots/{part}", context)


def _addresses(ballot: VotingRound, apart: str) -> dict[str, str]:
    """What the page of a member needs of lines taken out of the paper, named as on the page itself."""
    names = ("issue", "surrender", "cast", "receipts")
    found = {name: reverse(f"awards:ballots.{name}", args=[ballot.pk]) for name in names}
    ready = reverse("awards:ballots.mark_ready", args=[ballot.pk])
    return found | {"ballot": str(ballot.pk), "paper": ballot.paper, "ready": ready, "apart": apart}


@login_required
@require_GET
def vote(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is on the paper and how to fill it in; the page of a member for the whole sitting, of a draft only for
    those who prepare it."""
    ballot = ballot_of(request, pk)
    if ballot.is_draft and not allowed(request.user, "awards.act_on_ballot", ballot):
        raise Http404("the paper is not frozen")
    if ballot.main_id is not None:  # one page for the whole of it
        return redirect("awards:ballots.vote", ballot.main_id)
    seat = queries.seat_of(ballot, request.user)
    mine = box_queries.papers_for(ballot, seat)
    is_device = bool(mine and ballot.is_electronic and not ballot.is_draft)
    subs = queries.sub_rounds_of(ballot)
    apart = {sub.ballot.pk: sub.apart for sub in subs}
    context = {
        "device": mine[0] if mine else ballot,
        "device_apart": apart.get(mine[0].pk, "") if mine else "",
        "others": json.dumps([_addresses(one, apart.get(one.pk, "")) for one in mine[1:]]) if len(mine) > 1 else "",
        "subs": subs,
        "ballot": ballot,
        "conference": ballot.conference,
        "groups": queries.ballot_lines(ballot),
        "seat": seat,
        "may_declare": bool(seat) and ballot.is_before_opening,
        # With it the page is the device of a member: what the house signs an accepted ballot with.
        "ack": keys.ack_public() if is_device and is_safe(request) else "",
        "is_unsafe": is_device and not is_safe(request),
        "safe_site": settings.SITE_URL if settings.SITE_URL.startswith("https://") else "",
    }
    return render(request, "awards/ballots/vote.html", context)
