"""Pages about points by stage: the overview of a cluster, the own sheet, the cross-check."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from awards.scoring import appeals as objections
from awards.scoring import self_scores
from awards.scoring import sheet_queries as queries
from awards.scoring.enums import CheckState, ScoreSheetState, Stage
from awards.scoring.frames import crumbs, of_unit, page_or_404, place_of
from awards.scoring.models import ScoreBoard
from awards.scoring.sheet_forms import AppealTermForm, CheckerForm, LinesForm
from awards.scoring.sheets import CrossCheck, ScoreSheet
from awards.years.models import EmulationPeriod
from awards.years.scope import follow
from awards.years.services import due_moment
from thidua.errors import StateConflict
from thidua.http import form_status, shows_domain_errors
from thidua.permissions import allowed, require
from units.models import Cluster

# The overview ---------------------------------------------------------------------------------------------------------


@login_required
def sheets(request: HttpRequest, code: str) -> HttpResponse:
    """Who has scored itself, who checks whom, what is still open; pairs and the term of objections are set here."""
    period, cluster = place_of(request, code)
    follow(request, period)
    return _sheets_page(request, period, cluster)


def _sheets_page(
    request: HttpRequest, period: EmulationPeriod, cluster: Cluster, form: CheckerForm | None = None, term_form=None
) -> HttpResponse:
    rows = queries.sheet_rows(period, cluster, request.user)
    runs = allowed(request.user, "awards.compute_board", ScoreBoard(period=period, cluster=cluster))
    for row in rows:
        row.may_check = row.check is not None and allowed(request.user, "awards.cross_check", row.check)
        row.may_self = allowed(request.user, "awards.self_score", row.sheet)
    context = {
        "period": period,
        "cluster": cluster,
        "rows": rows,
        "runs": runs and not period.is_closed,
        "lacks_pairs": any(row.check is None for row in rows),
        "term": queries.term_of(period),
        "sets_term": allowed(request.user, "awards.run_period", period) and not period.is_closed,
        "form": form or CheckerForm(units=cluster.members_on(period.ends_on)),
        "term_form": term_form or AppealTermForm(),
        "units": [row.unit for row in rows],
        "crumbs": crumbs(cluster)[:-1] + [("Tự chấm, thẩm định điểm", "")],
        "waiting": sum(row.waiting for row in rows),
    }
    asked = form or term_form
    return render(request, "awards/scoring/sheets.html", context, status=form_status(asked) if asked else 200)


@login_required
@require_POST
@shows_domain_errors
def rotate_checks(request: HttpRequest, code: str) -> HttpResponse:
    """Each unit checks the next one in the order of the cluster."""
    period, cluster = place_of(request, code)
    made = self_scores.rotate_checks(period, cluster, by=request.user)
    messages.success(
        request, f"Đã phân công kiểm tra chéo {made} đơn vị" if made else "Đơn vị nào cũng đã có người kiểm"
    )
    return redirect("awards:scoring.sheets", cluster.code)


@login_required
@require_POST
def set_checker(request: HttpRequest, code: str) -> HttpResponse:
    """Another unit checks this one, with the reason."""
    period, cluster = place_of(request, code)
    require(request.user, "awards.compute_board", ScoreBoard(period=period, cluster=cluster))
    form = CheckerForm(request.POST, units=cluster.members_on(period.ends_on))
    if form.is_valid():
        data = form.cleaned_data
        act, units = self_scores.set_checker, (data["checked"], data["checker"])
        if form.perform(act, period, cluster, *units, by=request.user, reason=data["reason"]):
            messages.success(request, f"{data['checker']} kiểm tra chéo {data['checked']}")
            return redirect("awards:scoring.sheets", cluster.code)
    return _sheets_page(request, period, cluster, form)


@login_required
@require_POST
def set_appeal_term(request: HttpRequest, code: str) -> HttpResponse:
    """Until which day units may object to points."""
    period, cluster = place_of(request, code)
    require(request.user, "awards.run_period", period)
    form = AppealTermForm(request.POST)
    if form.is_valid():
        due_at = due_moment(form.cleaned_data["due_on"])
        if form.perform(objections.set_appeal_term, period, by=request.user, due_at=due_at):
            messages.success(request, f"Đã đặt hạn khiếu nại điểm đến {due_at:%d/%m/%Y}")
            return redirect("awards:scoring.sheets", cluster.code)
    return _sheets_page(request, period, cluster, term_form=form)


# The own sheet --------------------------------------------------------------------------------------------------------


@login_required
def self_score(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """The unit scores itself: figures are computed, what people judge is typed."""
    period, cluster, found = of_unit(request, code, unit)
    own = allowed(request.user, "awards.self_score", ScoreSheet(period=period, unit=found))
    if request.method == "POST":
        require(request.user, "awards.self_score", ScoreSheet(period=period, unit=found))
    page = page_or_404(period, cluster, found, drafts=Stage.SELF if own else "")
    writes = own and page.sheet.state == ScoreSheetState.DRAFT and not period.is_closed
    typed = [row for row in page.leaves() if row.by_hand] if writes or request.method == "POST" else []
    form = LinesForm(request.POST or None, rows=typed)
    if request.method == "POST" and form.is_valid():
        saved = form.perform(self_scores.save_self, period, found, form.typed(), by=request.user)
        if saved and "send" not in request.POST:
            messages.success(request, "Đã lưu phiếu tự chấm")
            return redirect(request.path)
        if saved and form.perform(self_scores.send_self, period, found, by=request.user):
            messages.success(request, "Đã gửi tự chấm")
            return redirect(request.path)
    context = {
        "period": period, "cluster": cluster, "unit": found, "page": page, "sheet": page.sheet, "form": form,
        "writes": writes, "own": own, "hidden": page.sheet.state == ScoreSheetState.DRAFT and not own,
        "may_recall": own and page.sheet.state == ScoreSheetState.SENT and not period.is_closed,
        "why_no_appeal": objections.why_no_appeal(period, found) if own else "-",
        "crumbs": crumbs(cluster, (f"Tự chấm: {found}", "")),
    }  # fmt: skip
    return render(request, "awards/scoring/self_score.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def recall_self(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Take the own sheet back before anybody looked at it."""
    period, _, found = of_unit(request, code, unit)
    require(request.user, "awards.self_score", ScoreSheet(period=period, unit=found))
    sheet = ScoreSheet.objects.filter(period=period, unit=found).first()
    if sheet is None:
        raise StateConflict("Đơn vị chưa tự chấm nên không có gì để rút.")
    self_scores.recall_self(sheet, by=request.user)
    messages.success(request, "Đã rút lại phiếu tự chấm, sửa tiếp được")
    return redirect("awards:scoring.self_score", code, unit)


# The cross-check ------------------------------------------------------------------------------------------------------


@login_required
def cross_check(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """The named unit looks through the sheet of another one: agrees, or proposes other points with the reason."""
    period, cluster, found = of_unit(request, code, unit)
    check = CrossCheck.objects.filter(period=period, checked=found).select_related("checker", "sent_by").first()
    if check is None:
        messages.info(request, f"Chưa phân công đơn vị kiểm tra chéo {found}")
        return redirect("awards:scoring.sheets", cluster.code)
    check.period, check.checked, check.cluster = period, found, cluster
    own = allowed(request.user, "awards.cross_check", check)
    if request.method == "POST":
        require(request.user, "awards.cross_check", check)
    page = page_or_404(period, cluster, found, drafts=Stage.CROSS if own else "")
    ready = page.sheet.state == ScoreSheetState.SENT
    writes = own and ready and check.state == CheckState.OPEN and not period.is_closed
    lines = [row for row in page.leaves() if Stage.SELF in row.latest]
    form = LinesForm(
        request.POST or None, rows=lines if own else [], words="Nhận xét", initial_of=lambda row: _own_points(row)
    )
    if request.method == "POST" and form.is_valid():
        send = "send" in request.POST
        if form.perform(self_scores.save_check, check, form.typed(), by=request.user, send=send):
            messages.success(request, "Đã gửi kết quả kiểm tra chéo" if send else "Đã lưu kiểm tra chéo")
            return redirect(request.path)
    context = {
        "period": period, "cluster": cluster, "unit": found, "page": page, "sheet": page.sheet, "check": check,
        "form": form, "writes": writes, "ready": ready, "own": own, "hidden": page.sheet.state == ScoreSheetState.DRAFT,
        "crumbs": crumbs(cluster, (f"Kiểm tra chéo: {found}", "")),
    }  # fmt: skip
    return render(request, "awards/scoring/cross_check.html", context, status=form_status(form))


def _own_points(row: queries.PointRow):
    return row.latest[Stage.SELF].points.normalize()
