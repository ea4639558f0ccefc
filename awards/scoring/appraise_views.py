"""Pages of those who appraise: own points, cross-check and appraisal side by side, criterion by criterion."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion
from awards.results.rules import plain
from awards.scoring import self_scores
from awards.scoring import sheet_queries as queries
from awards.scoring.enums import Stage
from awards.scoring.frames import crumbs, of_unit, page_or_404
from awards.scoring.models import HandScore
from awards.scoring.opinions import stage_of
from awards.scoring.sheets import CrossCheck, ScoreSheet
from awards.years.models import EmulationPeriod
from thidua.errors import DomainError, StateConflict
from thidua.numbers import parse_number
from thidua.permissions import allowed, require
from units.audit.queries import history_of, history_url
from units.models import Cluster, Unit


@login_required
def appraise(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Own points, cross-check and appraisal side by side; only what differs, unless asked for all."""
    period, cluster, found = of_unit(request, code, unit)
    return _appraise_page(request, period, cluster, found)


def _appraise_page(
    request: HttpRequest, period: EmulationPeriod, cluster: Cluster, unit: Unit, error: DomainError | None = None
) -> HttpResponse:
    page = page_or_404(period, cluster, unit)
    everything = "tat-ca" in request.GET
    check = CrossCheck.objects.filter(period=period, checked=unit).select_related("checker").first()
    context = {
        "period": period, "cluster": cluster, "unit": unit, "page": page, "sheet": page.sheet, "check": check,
        "rows": page.rows if everything else page.narrowed(), "everything": everything, "error": error,
        "agrees": allowed(request.user, "awards.agree_points", page.sheet) and not period.is_closed,
        "stage": Stage(stage_of(request.user, period, unit)).label, **_judging(request, period, page),
        "history": history_of(page.sheet, limit=10) if page.sheet.pk else [],
        "history_url": history_url(request.user, page.sheet) if page.sheet.pk else "",
        "crumbs": crumbs(cluster, (f"Thẩm định: {unit}", "")),
    }  # fmt: skip
    status = 200 if error is None else 409 if isinstance(error, StateConflict) else 422
    return render(request, "awards/scoring/appraise.html", context, status=status)


def _judging(request: HttpRequest, period: EmulationPeriod, page: queries.Sheet) -> dict:
    """Which lines the user may give points on, and whether any: an organ those of its criteria only."""
    user, unit = request.user, page.unit
    agrees = allowed(user, "awards.agree_points", page.sheet)
    mine = set()
    if not period.is_closed and not user.belongs_to(unit):
        for row in page.leaves():
            if agrees or (
                row.by_hand
                and allowed(user, "awards.give_points", HandScore(period=period, criterion=row.criterion, unit=unit))
            ):
                mine.add(row.criterion.pk)
    return {"mine": mine, "judging": bool(mine)}


@login_required
@require_POST
def appraise_cell(request: HttpRequest, code: str, unit: str, criterion: int) -> HttpResponse:
    """Points of one line: the unit's own ones, or others with the reason."""
    period, cluster, found = of_unit(request, code, unit)
    leaf = get_object_or_404(
        Criterion.objects.filter(criteria_set__period=period)
        .exclude(kind=CriterionKind.GROUP)
        .select_related("organ", "criteria_set"),
        pk=criterion,
    )
    if leaf.kind == CriterionKind.BY_HAND:
        require(request.user, "awards.give_points", HandScore(period=period, criterion=leaf, unit=found))
    else:
        require(request.user, "awards.agree_points", ScoreSheet(period=period, unit=found))
    error = None
    try:
        points = parse_number(request.POST.get("points", ""), places=3)
        if points is None:
            raise ValueError(f"Nhập điểm từ 0 đến {plain(leaf.max_points)}.")
        reason = request.POST.get("reason", "")
        self_scores.appraise(period, found, leaf, points, by=request.user, reason=reason)
    except ValueError as wrong:
        error = str(wrong)
    except DomainError as refused:
        error = " ".join(refused.reasons) or refused.message
    return _judged_row(request, period, cluster, found, leaf, error)


def _judged_row(request, period, cluster, unit: Unit, leaf: Criterion, error: str | None) -> HttpResponse:
    """The row as it is now, with the counts of the foot; without script the page again, at the row."""
    if not request.headers.get("hx-request"):
        if error:
            messages.error(request, f"{leaf.code}: {error}")
        where = reverse("awards:scoring.appraise", args=[cluster.code, unit.code])
        return redirect(f"{where}#r{leaf.pk}")
    page = page_or_404(period, cluster, unit)
    row = next(row for row in page.rows if row.criterion.pk == leaf.pk)
    context = {
        "period": period, "cluster": cluster, "unit": unit, "page": page, "sheet": page.sheet, "row": row,
        "mine": {leaf.pk}, "judging": True, "swapped": True, "problem": error,
        "typed": request.POST.get("points", "") if error else "",
        "reason": request.POST.get("reason", "") if error else "",
    }  # fmt: skip
    return render(request, "awards/scoring/_appraise_row.html", context)


@login_required
@require_POST
def agree(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Nothing is open any more: the points of the unit are agreed upon."""
    period, cluster, found = of_unit(request, code, unit)
    sheet = ScoreSheet.objects.filter(period=period, unit=found).select_related("period__unit", "unit").first()
    require(request.user, "awards.agree_points", sheet or ScoreSheet(period=period, unit=found))
    try:
        if sheet is None:
            raise StateConflict("Đơn vị chưa gửi tự chấm.")
        self_scores.agree(sheet, by=request.user)
    except DomainError as refused:
        return _appraise_page(request, period, cluster, found, refused)
    messages.success(request, f"Đã thống nhất điểm của {found}")
    return redirect("awards:scoring.sheets", cluster.code)
