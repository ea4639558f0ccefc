"""Pages about points by stage: the overview of a cluster, own sheet, cross-check, appraisal, objections."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion
from awards.results.rules import plain
from awards.scoring import appeals as objections
from awards.scoring import self_scores
from awards.scoring import sheet_queries as queries
from awards.scoring.enums import AppealState, CheckState, ScoreSheetState, Stage
from awards.scoring.models import HandScore, ScoreBoard
from awards.scoring.opinions import stage_of
from awards.scoring.sheet_forms import AnswerForm, AppealForm, AppealTermForm, CheckerForm, LinesForm
from awards.scoring.sheets import CrossCheck, ScoreAppeal, ScoreSheet, leaves_of
from awards.scoring.views import _place
from awards.years.models import EmulationPeriod
from awards.years.scope import follow
from awards.years.services import due_moment
from thidua.errors import DomainError, StateConflict
from thidua.http import form_status, shows_domain_errors
from thidua.numbers import parse_number
from thidua.permissions import allowed, require
from units.audit.queries import history_of, history_url
from units.models import Cluster, Unit


def _crumbs(cluster: Cluster, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        ("Hội nghị cụm", reverse("awards:scoring.index")),
        (str(cluster), reverse("awards:scoring.cluster_board", args=[cluster.code])),
        ("Tự chấm, thẩm định điểm", reverse("awards:scoring.sheets", args=[cluster.code])),
        *more,
    ]


def _of_unit(request: HttpRequest, code: str, unit: str) -> tuple[EmulationPeriod, Cluster, Unit]:
    """The unit of an address in the cluster and year that the user looks at; 404 when it is none of its members."""
    period, cluster = _place(request, code)
    follow(request, period)
    found = get_object_or_404(cluster.members_on(period.ends_on), code=unit)
    return period, cluster, found


# The overview ---------------------------------------------------------------------------------------------------------


@login_required
def sheets(request: HttpRequest, code: str) -> HttpResponse:
    """Who has scored itself, who checks whom, what is still open; pairs and the term of objections are set here."""
    period, cluster = _place(request, code)
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
        "crumbs": _crumbs(cluster)[:-1] + [("Tự chấm, thẩm định điểm", "")],
        "waiting": sum(row.waiting for row in rows),
    }
    asked = form or term_form
    return render(request, "awards/scoring/sheets.html", context, status=form_status(asked) if asked else 200)


@login_required
@require_POST
@shows_domain_errors
def rotate_checks(request: HttpRequest, code: str) -> HttpResponse:
    """Each unit checks the next one in the order of the cluster."""
    period, cluster = _place(request, code)
    made = self_scores.rotate_checks(period, cluster, by=request.user)
    messages.success(
        request, f"Đã phân công kiểm tra chéo {made} đơn vị" if made else "Đơn vị nào cũng đã có người kiểm"
    )
    return redirect("awards:scoring.sheets", cluster.code)


@login_required
@require_POST
def set_checker(request: HttpRequest, code: str) -> HttpResponse:
    """Another unit checks this one, with the reason."""
    period, cluster = _place(request, code)
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
    period, cluster = _place(request, code)
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
    period, cluster, found = _of_unit(request, code, unit)
    own = allowed(request.user, "awards.self_score", ScoreSheet(period=period, unit=found))
    if request.method == "POST":
        require(request.user, "awards.self_score", ScoreSheet(period=period, unit=found))
    page = _page_or_404(period, cluster, found, drafts=Stage.SELF if own else "")
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
        "crumbs": _crumbs(cluster, (f"Tự chấm: {found}", "")),
    }  # fmt: skip
    return render(request, "awards/scoring/self_score.html", context, status=form_status(form))


def _page_or_404(period: EmulationPeriod, cluster: Cluster, unit: Unit, *, drafts: str = "") -> queries.Sheet:
    page = queries.sheet_page(period, cluster, unit, drafts=drafts)
    if page is None:
        raise Http404
    return page


@login_required
@require_POST
@shows_domain_errors
def recall_self(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Take the own sheet back before anybody looked at it."""
    period, _, found = _of_unit(request, code, unit)
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
    period, cluster, found = _of_unit(request, code, unit)
    check = CrossCheck.objects.filter(period=period, checked=found).select_related("checker", "sent_by").first()
    if check is None:
        messages.info(request, f"Chưa phân công đơn vị kiểm tra chéo {found}")
        return redirect("awards:scoring.sheets", cluster.code)
    check.period, check.checked, check.cluster = period, found, cluster
    own = allowed(request.user, "awards.cross_check", check)
    if request.method == "POST":
        require(request.user, "awards.cross_check", check)
    page = _page_or_404(period, cluster, found, drafts=Stage.CROSS if own else "")
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
        "crumbs": _crumbs(cluster, (f"Kiểm tra chéo: {found}", "")),
    }  # fmt: skip
    return render(request, "awards/scoring/cross_check.html", context, status=form_status(form))


def _own_points(row: queries.PointRow):
    return row.latest[Stage.SELF].points.normalize()


# The appraisal --------------------------------------------------------------------------------------------------------


@login_required
def appraise(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Own points, cross-check and appraisal side by side; only what differs, unless asked for all."""
    period, cluster, found = _of_unit(request, code, unit)
    return _appraise_page(request, period, cluster, found)


def _appraise_page(
    request: HttpRequest, period: EmulationPeriod, cluster: Cluster, unit: Unit, error: DomainError | None = None
) -> HttpResponse:
    page = _page_or_404(period, cluster, unit)
    everything = "tat-ca" in request.GET
    check = CrossCheck.objects.filter(period=period, checked=unit).select_related("checker").first()
    context = {
        "period": period, "cluster": cluster, "unit": unit, "page": page, "sheet": page.sheet, "check": check,
        "rows": page.rows if everything else page.narrowed(), "everything": everything, "error": error,
        "agrees": allowed(request.user, "awards.agree_points", page.sheet) and not period.is_closed,
        "stage": Stage(stage_of(request.user, period, unit)).label, **_judging(request, period, page),
        "history": history_of(page.sheet, limit=10) if page.sheet.pk else [],
        "history_url": history_url(request.user, page.sheet) if page.sheet.pk else "",
        "crumbs": _crumbs(cluster, (f"Thẩm định: {unit}", "")),
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
    period, cluster, found = _of_unit(request, code, unit)
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
    page = _page_or_404(period, cluster, unit)
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
    period, cluster, found = _of_unit(request, code, unit)
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


# Objections -----------------------------------------------------------------------------------------------------------


@login_required
def appeals(request: HttpRequest, code: str) -> HttpResponse:
    """Objections to points in the cluster, and what was answered: the whole cluster reads them."""
    period, cluster = _place(request, code)
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
        "crumbs": _crumbs(cluster, ("Khiếu nại điểm", "")),
    }  # fmt: skip
    return render(request, "awards/scoring/appeals.html", context)


@login_required
def file_appeal(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """A unit objects to the points of one criterion."""
    period, cluster, found = _of_unit(request, code, unit)
    require(request.user, "awards.self_score", ScoreSheet(period=period, unit=found))
    criteria = Criterion.objects.filter(pk__in=[leaf.pk for leaf in leaves_of(period.pk, found.pk)])
    form = AppealForm(request.POST or None, criteria=criteria, initial={"criterion": request.GET.get("tc", "")})
    if form.done(request, objections.file_appeal, period, found):
        messages.success(request, f"Đã gửi khiếu nại tiêu chí {form.cleaned_data['criterion'].code}")
        return redirect("awards:scoring.appeals", cluster.code)
    context = {
        "period": period, "cluster": cluster, "unit": found, "form": form, "term": queries.term_of(period),
        "why_not": objections.why_no_appeal(period, found),
        "crumbs": _crumbs(
            cluster, ("Khiếu nại điểm", reverse("awards:scoring.appeals", args=[cluster.code])), (str(found), "")
        ),
    }  # fmt: skip
    return render(request, "awards/scoring/file_appeal.html", context, status=form_status(form))


def _appeal(request: HttpRequest, code: str, pk: int) -> tuple[EmulationPeriod, Cluster, ScoreAppeal]:
    period, cluster = _place(request, code)
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
        "crumbs": _crumbs(
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
