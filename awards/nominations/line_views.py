"""Pages of acts on lines: taken back, sent on for the lower title, one field put right, many lines at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from awards.catalogue.models import Award
from awards.nominations import amending
from awards.nominations.amendments import Correction
from awards.nominations.course import conditions_shown
from awards.nominations.frames import crumbs_of_line, line_of, ticked
from awards.nominations.many import ACTS, REFUSED, do, sentence
from awards.nominations.models import Nomination
from awards.nominations.station_enums import CorrectionState
from awards.nominations.station_forms import AnswerCorrectionForm, AskCorrectionForm, DowngradeForm
from awards.years.scope import follow
from thidua.errors import RuleViolation
from thidua.forms import ReasonForm
from thidua.http import form_status, shows_domain_errors
from thidua.permissions import require

DETAIL = "awards:nominations.detail"


@login_required
@require_POST
@shows_domain_errors
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    amending.recall(line_of(request, pk), by=request.user)
    messages.success(request, "Đã thu hồi. Đề nghị trở lại bản nháp; sửa xong thì gửi lại.")
    return redirect(DETAIL, pk)


@login_required
def downgrade(request: HttpRequest, pk: int) -> HttpResponse:
    """The lower titles, how the line would be judged there, what becomes of the quotas; then the reason."""
    line = line_of(request, pk)
    require(request.user, "awards.appraise_nomination", line)
    titles = amending.lower_titles(line)
    fits = [one for one in titles if one.fits]
    form = DowngradeForm(request.POST or None, titles=[(one.award.code, one.award.name) for one in fits])
    if request.method == "POST" and form.is_valid():
        award = get_object_or_404(Award, code=form.cleaned_data["award"])
        if form.perform(amending.downgrade, line, award, by=request.user, reason=form.cleaned_data["reason"]):
            messages.success(request, f"Đã chuyển xuống {award.short_name}.")
            return redirect(DETAIL, form.result.new_id)
    shown = [(one, conditions_shown(one.judgements)) for one in titles]
    can = bool(fits) and not line.nomination_list.is_locked
    return _page(request, "downgrade", line, form, "Chuyển xuống danh hiệu thấp hơn", titles=shown, can=can)


# One field ------------------------------------------------------------------------------------------------------------


@login_required
def ask_correction(request: HttpRequest, pk: int) -> HttpResponse:
    line = line_of(request, pk)
    require(request.user, "awards.appraise_nomination", line)
    form = AskCorrectionForm(request.POST or None)
    if form.done(request, amending.ask_correction, line):
        messages.success(request, f"Đã yêu cầu {line.proposer} sửa một mục.")
        return redirect(DETAIL, pk)
    return _page(request, "ask_correction", line, form, "Yêu cầu sửa một mục")


def _correction(request: HttpRequest, pk: int) -> tuple[Correction, Nomination]:
    found = get_object_or_404(Correction.objects.visible_to(request.user).select_related("asked_by"), pk=pk)
    line = line_of(request, found.nomination_id)
    found.nomination = line
    return found, line


@login_required
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit sees the one field it was asked to put right, and what is wrong with it."""
    found, line = _correction(request, pk)
    require(request.user, "awards.answer_correction", found)
    form = AnswerCorrectionForm(request.POST or None, correction=found)
    if form.done(request, amending.answer_correction, found):
        messages.success(request, "Đã gửi bản sửa.")
        return redirect(DETAIL, line.pk)
    is_open = found.state == CorrectionState.OPEN
    title = f"Sửa: {found.get_field_display()}"
    return _page(request, "correction", line, form, title, correction=found, is_open=is_open)


@login_required
def withdraw_correction(request: HttpRequest, pk: int) -> HttpResponse:
    found, line = _correction(request, pk)
    require(request.user, "awards.ask_correction", found)
    form = ReasonForm(request.POST or None)
    if form.done(request, amending.withdraw_correction, found):
        messages.success(request, "Đã rút yêu cầu sửa.")
        return redirect(DETAIL, line.pk)
    return _page(request, "withdraw_correction", line, form, "Rút yêu cầu sửa", correction=found)


def _page(request: HttpRequest, name: str, line: Nomination, form, title: str, **more) -> HttpResponse:
    follow(request, line.nomination_list.period)
    context = {
        "line": line,
        "form": form,
        "title": title,
        "crumbs": crumbs_of_line(line, (title, "")),
        "back": reverse(DETAIL, args=[line.pk]),
        **more,
    }
    return render(request, f"awards/nominations/{name}.html", context, status=form_status(form))


# Many lines -----------------------------------------------------------------------------------------------------------


@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """One act on the ticked lines: said with number and names first, done once that was agreed to (`xac_nhan`).

    viec: one of `many.ACTS`; ve: the query of the list the lines were ticked on.
    """
    home = reverse("awards:nominations.index")
    query = request.POST.get("ve", "")
    home += query if query.startswith("?") else ""
    lines, act = ticked(request), ACTS.get(request.POST.get("viec", ""))
    if not lines or act is None:
        messages.error(request, "Chọn việc cần làm." if lines else "Chọn ít nhất một đề nghị.")
        return redirect(home)
    listing = lines[0].nomination_list
    require(request.user, "awards.run_nominations", listing)
    follow(request, listing.period)
    error = None
    if "xac_nhan" in request.POST:
        try:
            handled = do(act, lines, by=request.user, reason=request.POST.get("reason", ""))
        except RuleViolation as refused:
            error = refused
        else:
            if handled.done:
                messages.success(request, act.done.format(len(handled.done)))
            if handled.refused:
                request.session[REFUSED] = [(line.pk, line.subject_name, why) for line, why in handled.refused]
            return redirect(home)
    context = {
        "lines": lines,
        "act": act,
        "error": error,
        "sentence": sentence(act, lines),
        "listing": listing,
        "home": home,
        "query": query,
        "crumbs": [("Đề nghị khen thưởng", reverse("awards:nominations.index")), (act.verb, "")],
    }
    return render(request, "awards/nominations/bulk.html", context, status=422 if error else 200)
