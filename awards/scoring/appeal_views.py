"""Pages of objections to points, and of their answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from awards.criteria.models import Criterion
from awards.scoring import appeals as objections
from awards.scoring import sheet_queries as queries
from awards.scoring.enums import AppealState
from awards.scoring.frames import crumbs, of_unit, place_of
from awards.scoring.sheet_forms import AnswerForm, AppealForm
from awards.scoring.sheets import ScoreAppeal, ScoreSheet, leaves_of
from awards.years.models import EmulationPeriod
from awards.years.scope import follow
from thidua.http import form_status, shows_domain_errors
from thidua.permissions import allowed, require
from units.models import Cluster


@login_required
def appeals(request: HttpRequest, code: str) -> HttpResponse:
    """Objections to points in the cluster, and what was answered: the whole cluster reads them."""
    period, cluster = place_of(request, code)
    follow(request, period)
    own = [
        unit
        for unit in cluster.members_on(period.ends_on)
        if allowed(request.user, "awards.self_score", ScoreSheet(period=period, unit=unit))
    ]
    rows = list(queries.appeals_of(period, cluster))
    mine = {unit.pk for unit in own}
    for row in rows:
        waits = row.state == AppealState.WAITING and not period.is_closed
        row.may_answer = waits and allowed(request.user, "awards.answer_appeal", row)
        row.may_withdraw = waits and row.unit_id in mine
    context = {
        "period": period, "cluster": cluster, "rows": rows, "own": own, "term": queries.term_of(period),
        "why_not": objections.why_no_appeal(period, own[0]) if len(own) == 1 else "",
        "crumbs": crumbs(cluster, ("Khiếu nại điểm", "")),
    }  # fmt: skip
    return render(request, "awards/scoring/appeals.html", context)


@login_required
def file_appeal(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """A unit objects to the points of one criterion."""
    period, cluster, found = of_unit(request, code, unit)
    require(request.user, "awards.self_score", ScoreSheet(period=period, unit=found))
    criteria = Criterion.objects.filter(pk__in=[leaf.pk for leaf in leaves_of(period.pk, found.pk)])
    form = AppealForm(request.POST or None, criteria=criteria, initial={"criterion": request.GET.get("tc", "")})
    if form.done(request, objections.file_appeal, period, found):
        messages.success(request, f"Đã gửi khiếu nại tiêu chí {form.cleaned_data['criterion'].code}")
        return redirect("awards:scoring.appeals", cluster.code)
    context = {
        "period": period, "cluster": cluster, "unit": found, "form": form, "term": queries.term_of(period),
        "why_not": objections.why_no_appeal(period, found),
        "crumbs": crumbs(
            cluster, ("Khiếu nại điểm", reverse("awards:scoring.appeals", args=[cluster.code])), (str(found), "")
        ),
    }  # fmt: skip
    return render(request, "awards/scoring/file_appeal.html", context, status=form_status(form))


def _appeal(request: HttpRequest, code: str, pk: int) -> tuple[EmulationPeriod, Cluster, ScoreAppeal]:
    period, cluster = place_of(request, code)
    follow(request, period)
    found = get_object_or_404(queries.appeals_of(period, cluster), pk=pk)
    return period, cluster, found


@login_required
def answer_appeal(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The office answers an objection, in words that the unit and the cluster read."""
    period, cluster, appeal = _appeal(request, code, pk)
    require(request.user, "awards.answer_appeal", appeal)
    form = AnswerForm(request.POST or None, appeal=appeal)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        accept = data["decision"] == "accept"
        words = {"accept": accept, "answer": data["answer"], "points": data.get("points")}
        if form.perform(objections.answer_appeal, appeal, by=request.user, **words):
            messages.success(request, f"Đã trả lời khiếu nại {appeal.criterion.code} của {appeal.unit}")
            return redirect("awards:scoring.appeals", cluster.code)
    page = queries.sheet_page(period, cluster, appeal.unit)
    context = {
        "period": period, "cluster": cluster, "appeal": appeal, "form": form,
        "row": next((row for row in page.rows if row.criterion.pk == appeal.criterion_id), None) if page else None,
        "crumbs": crumbs(
            cluster,
            ("Khiếu nại điểm", reverse("awards:scoring.appeals", args=[cluster.code])),
            (appeal.criterion.code, ""),
        ),
    }  # fmt: skip
    return render(request, "awards/scoring/answer_appeal.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def withdraw_appeal(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The unit takes its objection back."""
    _, cluster, appeal = _appeal(request, code, pk)
    objections.withdraw_appeal(appeal, by=request.user)
    messages.success(request, "Đã rút khiếu nại")
    return redirect("awards:scoring.appeals", cluster.code)
