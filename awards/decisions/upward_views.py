"""Pages of submissions on their way up: all that are out, and what happened to one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from awards.decisions import upward
from awards.decisions.enums import PaperKind
from awards.decisions.models import Decision
from awards.decisions.upward_forms import FollowForm, UpwardFilter
from awards.decisions.upward_queries import on_their_way, submissions
from awards.years.scope import follow as follow_year
from thidua.http import form_status
from thidua.lists import list_page
from thidua.numbers import is_number
from thidua.permissions import require


@login_required
def submission_list(request: HttpRequest) -> HttpResponse:
    """Every submission that went up: what waits, since when, whether it is time to ask."""
    shown = list_page(request, submissions(request.user), UpwardFilter(request.GET))
    context = {
        "list": shown,
        "rows": on_their_way(shown.page),
        "crumbs": [("Văn bản", reverse("awards:decisions.index")), ("Trình cấp trên", "")],
    }
    return render(request, "awards/decisions/submission_list.html", context)


@login_required
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what happened to a submission; `?dong=` names one of its lines."""
    rows = Decision.objects.visible_to(request.user).select_related("period__unit", "period__cluster", "issuer")
    paper = get_object_or_404(rows, pk=pk)
    if paper.kind != PaperKind.SUBMISSION or not paper.is_signed:
        raise Http404("nothing went up")
    follow_year(request, paper.period)
    require(request.user, "awards.record_answer", paper)
    initial = {"line": request.GET["dong"]} if is_number(request.GET.get("dong", "")) else {}
    form = FollowForm(request.POST or None, submission=paper, initial=initial)
    if form.done(request, upward.follow, paper):
        messages.success(request, f"Đã ghi: {form.result.get_kind_display().lower()}.")
        return redirect("awards:decisions.detail", pk)
    back = reverse("awards:decisions.detail", args=[pk])
    context = {
        "form": form, "title": "Theo dõi tờ trình", "verb": "Ghi", "back": back,
        "meta": f"Tờ trình {paper.code}, gửi {paper.addressee}",
        "crumbs": [("Văn bản", reverse("awards:decisions.index")), (f"Tờ trình {paper.code}", back), ("Theo dõi", "")],
    }  # fmt: skip
    return render(request, "awards/decisions/follow.html", context, status=form_status(form))
