"""Pages of an exception: made with a reason, taken back with a reason."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from awards.nominations import overriding
from awards.nominations.checking import judgements_of
from awards.nominations.course import evidence
from awards.nominations.eligibility import key_of
from awards.nominations.forms import ExceptionForm
from awards.nominations.frames import crumbs_of_line, line_of
from awards.nominations.models import Nomination, Override
from awards.years.scope import follow
from thidua.http import form_status
from thidua.permissions import require


@login_required
def override(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the condition `?dieu_kien=` pass, with a reason."""
    line = line_of(request, pk)
    require(request.user, "awards.override_condition", line)
    key = request.GET.get("dieu_kien", "")
    one = next((one for one in judgements_of(line.nomination_list, line) if key_of(one) == key), None)
    if one is None or (request.method != "POST" and overriding.refusal(one)):
        messages.error(request, overriding.refusal(one) if one else "Điều kiện này không còn trong quy định.")
        return redirect("awards:nominations.detail", pk)
    form = ExceptionForm(request.POST or None)
    if form.done(request, partial(overriding.override, condition=key), line):
        messages.success(request, "Đã ghi ngoại lệ.")
        return redirect("awards:nominations.detail", pk)
    more = {"text": one.text, "told": evidence(one), "basis": one.legal_basis}
    return _page(request, "override", line, form, "Ghi ngoại lệ", more)


@login_required
def withdraw_override(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an exception back; the condition stands again."""
    rows = Override.objects.visible_to(request.user).select_related("by")
    made = get_object_or_404(rows, pk=pk)
    line = line_of(request, made.nomination_id)
    require(request.user, "awards.override_condition", line)
    form = ExceptionForm(request.POST or None)
    if form.done(request, overriding.withdraw_override, made):
        messages.success(request, "Đã rút ngoại lệ.")
        return redirect("awards:nominations.detail", line.pk)
    more = {"text": made.text, "told": f"Ngoại lệ của {made.by}: {made.reason}", "basis": made.legal_basis}
    return _page(request, "withdraw_override", line, form, "Rút ngoại lệ", more)


def _page(request: HttpRequest, name: str, line: Nomination, form, title: str, more: dict) -> HttpResponse:
    follow(request, line.nomination_list.period)
    context = {
        "line": line,
        "form": form,
        "title": title,
        "crumbs": crumbs_of_line(line, (title, "")),
        "back": reverse("awards:nominations.detail", args=[line.pk]),
        **more,
    }
    return render(request, f"awards/nominations/{name}.html", context, status=form_status(form))
