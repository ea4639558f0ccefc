"""Who takes no part in which line: found in the records, declared by members, decided by the office."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from awards.ballots import conflicts, interest_forms, queries, recusing
from awards.ballots.frames import ballot_of, crumbs
from awards.ballots.interests import Kinship
from awards.ballots.models import VotingRound
from thidua.errors import RuleViolation
from thidua.http import form_status, shows_domain_errors
from thidua.numbers import is_number
from thidua.permissions import allowed, require


@login_required
@require_GET
def interests(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the records show, what was decided, and the forms of whoever may say more."""
    ballot = ballot_of(request, pk)
    require(request.user, "awards.see_interests", ballot)
    return _page(request, ballot)


def _page(request: HttpRequest, ballot: VotingRound, **forms) -> HttpResponse:
    prepares = allowed(request.user, "awards.prepare_ballot", ballot)
    has_seat = allowed(request.user, "awards.declare_interest", ballot)
    decided = conflicts.decided(ballot, with_parts=True)
    context = {
        "ballot": ballot,
        "conference": ballot.conference,
        "regulation": ballot.conference.regulation,
        "grounds": conflicts.grounds_of(ballot.conference.regulation),
        "waiting": conflicts.unresolved(ballot) if ballot.is_draft else [],
        "out": [one for one in decided if not one.takes_part],
        "kept": [one for one in decided if one.takes_part],
        "subs": queries.sub_rounds_of(ballot),
        "decides": prepares and ballot.is_draft and ballot.main_id is None,
        "declares": has_seat and (ballot.is_draft or ballot.is_before_opening),
        "kin": list(Kinship.objects.filter(person=request.user.person_id).select_related("relative__unit"))
        if has_seat
        else None,
        "other_form": interest_forms.OtherForm(ballot=ballot),
        "declare_form": interest_forms.DeclareForm(ballot=ballot),
        "kin_form": interest_forms.KinForm(user=request.user),
        "crumbs": crumbs("Không tham gia từng dòng", ballot.conference, ballot),
        **forms,
    }
    bad = next((form for form in forms.values() if form.errors), None)
    return render(request, "awards/ballots/interests.html", context, status=form_status(bad) if bad else 200)


@login_required
@require_POST
@shows_domain_errors
def recuse_lines(request: HttpRequest, pk: UUID) -> HttpResponse:
    """`pairs`: cases that were ticked, each `line-seat`; `keep`: they vote all the same."""
    ballot = ballot_of(request, pk)
    require(request.user, "awards.prepare_ballot", ballot)
    made = recusing.decide(
        ballot,
        by=request.user,
        pairs=interest_forms.read_pairs(ballot, request.POST.getlist("pairs")),
        takes_part="keep" in request.POST,
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, f"Đã ghi {len(made)} trường hợp.")
    return redirect("awards:ballots.interests", pk)


@login_required
@require_POST
def recuse_other(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody takes no part in a line for a reason that is in no record."""
    ballot = ballot_of(request, pk)
    require(request.user, "awards.prepare_ballot", ballot)
    form = interest_forms.OtherForm(request.POST, ballot=ballot)
    if form.is_valid() and form.perform(
        recusing.decide,
        ballot,
        by=request.user,
        pairs=[(form.cleaned_data["line"], form.cleaned_data["attendee"])],
        reason=form.cleaned_data["reason"],
    ):
        messages.success(request, f"{form.cleaned_data['attendee'].name} không tham gia dòng này.")
        return redirect("awards:ballots.interests", pk)
    return _page(request, ballot, other_form=form)


@login_required
@require_POST
def declare_interest(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A member says that he takes no part in a line."""
    ballot = ballot_of(request, pk)
    require(request.user, "awards.declare_interest", ballot)
    form = interest_forms.DeclareForm(request.POST, ballot=ballot)
    if form.done(request, recusing.declare, ballot):
        messages.success(request, "Đã ghi đồng chí không tham gia bỏ phiếu dòng này.")
        return redirect("awards:ballots.interests", pk)
    return _page(request, ballot, declare_form=form)


@login_required
@require_POST
def declare_kin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A member declares a relative who serves in the house; the page of a round is where it is asked."""
    ballot = ballot_of(request, pk)
    require(request.user, "awards.declare_interest", ballot)
    form = interest_forms.KinForm(request.POST, user=request.user)
    if form.done(request, recusing.declare_kin, request.user.person):
        messages.success(request, f"Đã khai: {form.result}.")
        return redirect("awards:ballots.interests", pk)
    return _page(request, ballot, kin_form=form)


@login_required
@require_POST
@shows_domain_errors
def withdraw_kin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """`kin`: id of the own declaration."""
    ballot = ballot_of(request, pk)
    require(request.user, "awards.declare_interest", ballot)
    number = request.POST.get("kin", "")
    if not is_number(number):
        raise RuleViolation("Chọn khai báo để rút.")
    kin = get_object_or_404(Kinship.objects.filter(person=request.user.person_id), pk=int(number))
    recusing.withdraw_kin(kin, by=request.user)
    messages.success(request, f"Đã rút khai: {kin}.")
    return redirect("awards:ballots.interests", pk)
