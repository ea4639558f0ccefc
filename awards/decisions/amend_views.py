"""Pages of papers about signed papers: correct, replace, revoke, and a revocation that came from above."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from awards.decisions import amending
from awards.decisions.amend_forms import AboveForm, CorrectForm, KeepForm, LinesForm
from awards.decisions.amend_queries import standing_lines
from awards.decisions.enums import PaperKind
from awards.decisions.models import Decision
from awards.decisions.papers import lines_in_order, quoted
from awards.years.scope import follow
from thidua.http import form_status
from thidua.permissions import require

OURS = (PaperKind.DECISION,)


def _signed(request: HttpRequest, pk: int, kinds: tuple[str, ...], permission: str) -> Decision:
    """A signed paper of the user's that may be amended in this way."""
    rows = Decision.objects.visible_to(request.user).select_related("issuer", "period__unit", "period__cluster")
    paper = get_object_or_404(rows, pk=pk)
    if not paper.is_signed or paper.kind not in kinds:
        raise Http404("nothing to amend")
    follow(request, paper.period)
    require(request.user, permission, paper.period if permission == "awards.draft_paper" else paper)
    return paper


def _page(request: HttpRequest, paper: Decision, form, template: str, title: str, **more) -> HttpResponse:
    back = reverse("awards:decisions.detail", args=[paper.pk])
    name = f"{paper.get_kind_display()} {paper.code}"
    context = {
        "form": form, "paper": paper, "title": title, "back": back, "told": quoted(paper),
        "crumbs": [("Văn bản", reverse("awards:decisions.index")), (name, back), (title, "")], **more,
    }  # fmt: skip
    return render(request, f"awards/decisions/{template}.html", context, status=form_status(form))


def _drafted(request: HttpRequest, paper: Decision, words: str) -> HttpResponse:
    messages.success(request, f"Đã lập dự thảo {words}. Xem lại rồi trình ký.")
    return redirect("awards:decisions.detail", paper.pk)


@login_required
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Words of a signed paper put right by a decision of its own."""
    kinds = (PaperKind.DECISION, PaperKind.SUBMISSION, PaperKind.REVOCATION)
    paper = _signed(request, pk, kinds, "awards.draft_paper")
    form = CorrectForm(request.POST or None, lines=lines_in_order(paper))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if form.perform(amending.draft_correction, paper, by=request.user, words=form.words, reason=reason):
            return _drafted(request, form.result, "quyết định đính chính")
    return _page(request, paper, form, "correct", "Đính chính văn bản")


@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Awards of a signed decision taken back by a decision of its own."""
    paper = _signed(request, pk, OURS, "awards.draft_paper")
    form = LinesForm(request.POST or None, standing=standing_lines(paper))
    if form.done(request, amending.draft_revocation, paper):
        return _drafted(request, form.result, "quyết định thu hồi")
    return _page(
        request, paper, form, "revoke", "Thu hồi khen thưởng", verb="Lập dự thảo thu hồi", tone="danger",
        note="Danh hiệu thu hồi không còn tính vào thành tích, chuỗi năm liên tục từ khi quyết định thu hồi được ký.",
    )  # fmt: skip


@login_required
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """A new decision in the place of a signed one."""
    paper = _signed(request, pk, OURS, "awards.draft_paper")
    standing = standing_lines(paper)
    initial = {"lines": [line.pk for line in standing], "subject_line": paper.subject_line}
    form = KeepForm(request.POST or None, standing=standing, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        given = {"keep": data["lines"], "reason": data["reason"], "subject_line": data["subject_line"]}
        if form.perform(amending.draft_replacement, paper, by=request.user, **given):
            return _drafted(request, form.result, "quyết định thay thế")
    return _page(
        request, paper, form, "replace", "Thay thế quyết định", verb="Lập dự thảo thay thế", tone="primary",
        note="Ai được giữ lại thì theo quyết định mới; ai bỏ dấu chọn thì bị thu hồi khi quyết định mới được ký.",
    )  # fmt: skip


@login_required
def revoke_above(request: HttpRequest, pk: int) -> HttpResponse:
    """A superior has taken back what its decision gave."""
    paper = _signed(request, pk, (PaperKind.ANSWER,), "awards.record_answer")
    form = AboveForm(request.POST or None, standing=standing_lines(paper))
    if form.done(request, amending.revoke_above, paper):
        messages.success(request, f"Đã ghi thu hồi theo quyết định số {form.result.code}.")
        return redirect("awards:decisions.detail", pk)
    return _page(
        request, paper, form, "revoke_above", "Cấp trên thu hồi", verb="Ghi thu hồi", tone="danger",
        note="Ghi xong, danh hiệu không còn tính vào thành tích. Quyết định đã ghi vẫn giữ nguyên.",
    )  # fmt: skip
