"""Papers against signature, piles found in the box, and the blind count of one pile."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from awards.ballots import forms, queries, rules, services
from awards.ballots.frames import ballot_of, batch_of, crumbs, elector_of
from awards.ballots.models import PaperBatch, VotingRound
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.http import form_status, shows_domain_errors
from thidua.numbers import is_number
from thidua.permissions import require


def _sentences(form) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


@login_required
@require_POST
@shows_domain_errors
def hand_papers(request: HttpRequest, pk: UUID) -> HttpResponse:
    ballot = ballot_of(request, pk)
    form = forms.HandForm(request.POST, conference=ballot.conference)
    if not form.is_valid():
        raise RuleViolation("Chưa phát được phiếu.", reasons=_sentences(form))
    batch = services.hand_papers(ballot, by=request.user, **form.cleaned_data)
    messages.success(request, f"{batch}: {batch.signed} người đã ký nhận, phát {batch.handed} phiếu.")
    return redirect(f"{reverse('awards:ballots.detail', args=[pk])}#phat-phieu")


@login_required
@require_POST
@shows_domain_errors
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """`tap`: id of the batch the paper was of."""
    elector = elector_of(request, pk)
    number = request.POST.get("tap", "")
    batch = elector.round.batches.filter(pk=int(number) if is_number(number) else 0).first()
    services.take_back(elector, by=request.user, batch=batch)
    messages.success(request, f"Đã thu lại phiếu của {elector.attendee.name}.")
    return redirect("awards:ballots.detail", elector.round_id)


@login_required
def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody takes no part in this round; a second press takes it back."""
    elector = elector_of(request, pk)
    ballot = elector.round
    require(request.user, "awards.prepare_ballot", ballot)
    form = forms.ReasonOnlyForm(request.POST or None)
    undo = elector.channel == "recused"
    if request.method == "POST":
        try:
            if undo:
                services.set_recused(elector, by=request.user, recused=False)
                return redirect("awards:ballots.detail", ballot.pk)
        except StateConflict as error:
            messages.error(request, str(error))
            return redirect("awards:ballots.detail", ballot.pk)
    if form.done(request, services.set_recused, elector):
        messages.success(request, f"{elector.attendee.name} không tham gia bỏ phiếu vòng này.")
        return redirect("awards:ballots.detail", ballot.pk)
    context = {
        "form": form,
        "elector": elector,
        "ballot": ballot,
        "crumbs": crumbs("Không tham gia bỏ phiếu", ballot.conference, ballot),
    }
    return render(request, "awards/ballots/recuse.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def record_returned(request: HttpRequest, pk: int) -> HttpResponse:
    batch = batch_of(request, pk)
    form = forms.ReturnedForm(request.POST)
    if not form.is_valid():
        raise RuleViolation(" ".join(_sentences(form)))
    row = services.record_returned(batch, by=request.user, returned=form.cleaned_data["returned"])
    messages.success(request, f"{row}: thu về {row.returned} phiếu.")
    return redirect(f"{reverse('awards:ballots.detail', args=[batch.round_id])}#kiem-phieu")


@login_required
@require_POST
@shows_domain_errors
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """`vao`: id of the batch that takes this one in."""
    batch = batch_of(request, pk)
    number = request.POST.get("vao", "")
    into = get_object_or_404(batch.round.batches, pk=int(number) if is_number(number) else 0)
    services.merge_batches(batch, by=request.user, into=into)
    messages.success(request, f"Đã gộp {batch} vào {into}.")
    return redirect(f"{reverse('awards:ballots.detail', args=[batch.round_id])}#kiem-phieu")


# Two blind counts -----------------------------------------------------------------------------------------------------


def _count_page(
    request: HttpRequest, batch: PaperBatch, entry: forms.CountEntry, *, sentence: str = ""
) -> HttpResponse:
    rows = {row.batch.pk: row for row in queries.batch_rows(batch.round, request.user)}
    context = {
        "batch": batch,
        "ballot": batch.round,
        "conference": batch.round.conference,
        "entry": entry,
        "sheet": entry.sheet,
        "row": rows[batch.pk],
        "refusal": sentence,
        "wrong": list(entry.errors.items()),
        "crumbs": crumbs(f"Kiểm phiếu tập {batch.label}", batch.round.conference, batch.round),
    }
    status = 422 if sentence or entry.errors else 200
    return render(request, "awards/ballots/count.html", context, status=status)


@login_required
@require_GET
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """One counter's own sheet. Nothing of the other counter's figures is on it, before or after."""
    batch = batch_of(request, pk)
    require(request.user, "awards.tell_ballot", batch.round)
    if batch.returned is None or not batch.round.is_counting:
        messages.error(
            request,
            "Ghi số phiếu thu về trước khi kiểm."
            if batch.round.is_counting
            else f"{batch.round.name}: {batch.round.get_state_display().lower()}, không nhập số liệu được.",
        )
        return redirect("awards:ballots.detail", batch.round_id)
    if batch.state == "open" and (reasons := queries.missing_to_unfold(list(batch.round.batches.all()))):
        messages.error(request, " ".join(["Chưa mở phiếu ra kiểm được.", *reasons]))
        return redirect("awards:ballots.detail", batch.round_id)
    return _count_page(request, batch, forms.CountEntry(queries.count_sheet(batch, request.user)))


@login_required
@require_POST
@shows_domain_errors
def save_count(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a draft; boxes that cannot be read are told and not kept."""
    batch = batch_of(request, pk)
    require(request.user, "awards.tell_ballot", batch.round)
    entry = forms.CountEntry(queries.count_sheet(batch, request.user), request.POST.dict())
    services.save_count(batch, by=request.user, data=entry.data)
    if request.headers.get("hx-request"):
        context = {"at": clock.now(), "unread": len(entry.errors)}
        return render(request, "awards/ballots/_saved.html", context)
    if entry.errors:
        return _count_page(request, batch, entry)
    messages.success(request, "Đã lưu nháp.")
    return redirect("awards:ballots.count", pk)


@login_required
@require_POST
@shows_domain_errors
def lock_count(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock the own sheet as typed; what keeps it from being locked stands beside the boxes."""
    batch = batch_of(request, pk)
    require(request.user, "awards.tell_ballot", batch.round)
    entry = forms.CountEntry(queries.count_sheet(batch, request.user), request.POST.dict())
    if entry.errors:
        return _count_page(request, batch, entry, sentence="Chưa thể khóa số liệu.")
    services.save_count(batch, by=request.user, data=entry.data)
    if found := rules.faults(entry.data, entry.sheet.contests, batch.returned):
        entry.blame(found)
        return _count_page(request, batch, entry, sentence="Chưa thể khóa số liệu.")
    row = services.lock_count(batch, by=request.user)
    ballot = VotingRound.objects.get(pk=batch.round_id)
    if ballot.is_counted:
        messages.success(request, "Hai người đếm khớp nhau. Đã có kết quả kiểm phiếu.")
        return redirect("awards:ballots.result", ballot.pk)
    if row.state == "different":
        messages.warning(request, "Hai người đếm khác nhau. Cả hai kiểm lại những dòng được nêu.")
        return redirect("awards:ballots.count", pk)
    messages.success(request, f"{row} đã khớp." if row.is_reconciled else "Đã khóa số liệu. Chờ người thứ hai khóa.")
    return redirect("awards:ballots.detail", ballot.pk)
