"""Votes in writing of members who are absent: taken in, handed back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from awards.ballots import forms, opinion_forms, taking_in
from awards.ballots.frames import crumbs, elector_of
from awards.ballots.opinions import WrittenVote
from awards.ballots.round_queries import sub_rounds_of
from awards.conferences.enums import WrittenVotes
from thidua import clock
from thidua.http import form_status
from thidua.permissions import require


@login_required
def written(request: HttpRequest, pk: int) -> HttpResponse:
    """One absent member's opinion by name, or that the sealed envelope came; the regulation says which."""
    elector = elector_of(request, pk)
    ballot = elector.round
    require(request.user, "awards.act_on_ballot", ballot)
    regulation = ballot.conference.regulation
    is_named = regulation is None or regulation.written_votes != WrittenVotes.ANONYMOUS
    form = opinion_forms.WrittenForm(
        request.POST or None,
        groups=taking_in.groups_for(elector) if is_named else [],
        apart={sub.ballot.pk: sub.apart for sub in sub_rounds_of(ballot)},
        initial={"received_on": clock.today()},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(
            taking_in.keep_written,
            elector,
            by=request.user,
            received_on=form.cleaned_data["received_on"],
            marks=form.marks if is_named else None,
        )
    ):
        if form.result.is_accepted:
            messages.success(request, f"Đã nhận ý kiến bằng văn bản của {elector.attendee.name}.")
        else:
            messages.warning(request, f"Đã ghi, không tính: {form.result.reason}")
        return redirect("awards:ballots.detail", ballot.pk)
    context = {
        "form": form,
        "elector": elector,
        "ballot": ballot,
        "is_named": is_named,
        "regulation": regulation,
        "crumbs": crumbs("Ý kiến bằng văn bản", ballot.conference, ballot),
    }
    return render(request, "awards/ballots/written.html", context, status=form_status(form))


@login_required
def hand_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The member came after all: nothing of what was written is counted."""
    elector = elector_of(request, pk)
    ballot = elector.round
    require(request.user, "awards.act_on_ballot", ballot)
    vote = WrittenVote.objects.filter(elector=elector, is_accepted=True).select_related("elector__round").first()
    if vote is None:
        messages.error(request, f"Không có ý kiến đã nhận của {elector.attendee.name}.")
        return redirect("awards:ballots.detail", ballot.pk)
    form = forms.ReasonOnlyForm(request.POST or None, initial={"reason": "Có mặt tại hội nghị"})
    if form.done(request, taking_in.hand_back, vote):
        messages.success(request, f"Đã trả lại ý kiến của {elector.attendee.name}, không tính.")
        return redirect("awards:ballots.detail", ballot.pk)
    context = {
        "form": form,
        "elector": elector,
        "ballot": ballot,
        "vote": vote,
        "crumbs": crumbs("Trả lại ý kiến bằng văn bản", ballot.conference, ballot),
    }
    return render(request, "awards/ballots/hand_back.html", context, status=form_status(form))
