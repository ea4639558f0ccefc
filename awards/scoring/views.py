"""Pages of scores: the clusters of the year, a cluster's table, a unit's lines, points by hand, bonus and penalty."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion, Target
from awards.scoring import board_tables, queries, services
from awards.scoring.board_parts import board_part
from awards.scoring.enums import BoardState
from awards.scoring.forms import AdjustmentForm, PointsForm
from awards.scoring.frames import place_of
from awards.scoring.models import Adjustment, HandScore, ScoreBoard
from awards.years.models import EmulationPeriod
from awards.years.scope import follow, scope_of
from thidua.errors import DomainError
from thidua.frame import Link
from thidua.http import form_status
from thidua.permissions import allowed, require
from units.audit.queries import history_of, history_url
from units.models import Cluster, Unit

# What a board offers to take along; the rest is on the page of reports.
PAPERS = (
    ("In bảng tổng hợp", "score-overview", "pdf", "printer"),
    ("In chi tiết tiêu chí", "score-criteria", "pdf", "printer"),
    ("Xuất Excel", "score-sheet", "xlsx", "file-spreadsheet"),
    ("Sổ tính điểm có công thức", "score-workbook", "xlsx", "calculator"),
)


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Clusters of the year with how far each is."""
    period = scope_of(request).period
    rows = queries.cluster_rows(period, request.user) if period else []
    if len(rows) == 1 and "tat-ca" not in request.GET:
        return redirect(reverse("awards:scoring.cluster_board", args=[rows[0].cluster.code]))
    return render(request, "awards/scoring/index.html", {"period": period, "rows": rows})


@login_required
def cluster_board(request: HttpRequest, code: str) -> HttpResponse:
    """The table of a cluster: the frozen one, else the provisional one, else what is still missing."""
    period, cluster = place_of(request, code)
    follow(request, period)
    return _board_page(request, period, cluster, queries.board_in_force(period, cluster))


@login_required
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """One version of a table, also a replaced one."""
    found = get_object_or_404(
        queries.stamped(ScoreBoard.objects.visible_to(request.user)),
        pk=pk,
    )
    follow(request, found.period)
    return _board_page(request, found.period, found.cluster, found)


def _board_page(
    request: HttpRequest,
    period: EmulationPeriod,
    cluster: Cluster,
    board: ScoreBoard | None,
    *,
    error: DomainError | None = None,
) -> HttpResponse:
    row = next(iter(queries.cluster_rows(period, request.user, only=cluster)), None)
    if row is None:
        raise Http404
    asked = board or ScoreBoard(period=period, cluster=cluster)
    asked.period, asked.cluster = period, cluster
    runs = allowed(request.user, "awards.compute_board", asked) and not period.is_closed
    versions = list(ScoreBoard.objects.filter(period=period, cluster=cluster).order_by("-version"))
    newest = versions[0] if versions else None
    conference = (
        cluster.conferences.filter(period=period).select_related("handover__from_unit", "handover__to_unit").first()
    )
    handover = getattr(conference, "handover", None)
    frozen_before = any(version.is_final for version in versions)
    hand_url = reverse("awards:scoring.hand_scores", args=[cluster.code]) if row.hand else ""
    context = {
        **((board_part(request, board) or {}) if board else {}),
        "period": period,
        "cluster": cluster,
        "row": row,
        "board": board,
        "versions": versions,
        "newest": newest,
        "runs": runs,
        "may_freeze": runs and board is not None and board.state == BoardState.PROVISIONAL,
        "needs_reason": frozen_before and not (newest and newest.state == BoardState.PROVISIONAL),
        "missing": asked.why_not_frozen() if runs and (board is None or not board.is_final) else [],
        "links": _links(request, period, row, board, runs),
        "conference": conference,
        "handover": handover,
        "stages": queries.stages(row, board, conference, handover, hand_url),
        "practices": _practices(period, row),
        "history": history_of(board, limit=10) if board else [],
        "history_url": history_url(request.user, board) if board else "",
        "error": error,
    }
    status = 200 if error is None else 422
    return render(request, "awards/scoring/cluster_board.html", context, status=status)


def _links(
    request: HttpRequest, period: EmulationPeriod, row: queries.ClusterRow, board: ScoreBoard | None, runs: bool
) -> list[Link]:
    """What else can be done with a table: own sheets, points by hand, bonus, the workbook in force."""
    code = row.cluster.code
    links = [Link("Tự chấm, thẩm định điểm", reverse("awards:scoring.sheets", args=[code]), "scale")]
    if runs and row.hand:
        url = reverse("awards:scoring.hand_scores", args=[code])
        links.append(Link("Chấm điểm trực tiếp", url, "clipboard-pen"))
    links.append(Link("Quy định khi bằng điểm", reverse("awards:scoring.tie_rule", args=[period.pk]), "list-ordered"))
    if runs:
        links.append(Link("Thưởng, trừ điểm", reverse("awards:scoring.adjustments", args=[code]), "plus"))
    if board is not None and board.state != BoardState.REPLACED:
        place = period.cluster or _told_from(request, period, row)
        scope = urlencode({"nam": period.year, "dv": place.code, "object": code})
        for label, name, format, icon in PAPERS:
            address = reverse("awards:reports.download", args=[name, format])
            links.append(Link(label, f"{address}?{scope}", icon))
    return links


def _told_from(request: HttpRequest, period: EmulationPeriod, row: queries.ClusterRow) -> Unit:
    """A unit that the table is about and the reader may see: the one looked at, the whole year, else a member."""
    inside = {unit.pk for unit in row.members}
    leads = row.cluster.pk in request.user.cluster_ids()
    places = [unit for unit in (scope_of(request).unit, period.unit, *row.members) if unit is not None]
    seen = (
        unit
        for unit in places
        if unit.pk in inside
        and (leads or request.user.sees(unit))
        or unit.pk == period.unit_id
        and request.user.sees(unit)
    )
    return next(seen, period.unit)


def _practices(period: EmulationPeriod, row: queries.ClusterRow) -> list:
    """Good examples that the units of the cluster propose to spread, in a cluster's own year."""
    if not period.cluster_id:
        return []
    found = period.best_practices.in_library().with_adoptions().filter(proposed_to_spread=True, unit__in=row.members)
    return list(found.select_related("unit").prefetch_related("figures"))


@login_required
@require_POST
def compute(request: HttpRequest, code: str) -> HttpResponse:
    period, cluster = place_of(request, code)
    try:
        board = services.compute_board(period, cluster, by=request.user, reason=request.POST.get("reason", ""))
    except DomainError as refused:
        return _board_page(request, period, cluster, queries.board_in_force(period, cluster), error=refused)
    if board.is_final:
        messages.info(request, "Số liệu không đổi từ khi chốt: bảng điểm giữ nguyên")
        return redirect("awards:scoring.cluster_board", cluster.code)
    messages.success(request, f"Đã tính điểm {board.unit_scores.count()} đơn vị")
    return redirect("awards:scoring.board", board.pk)


@login_required
@require_POST
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    board = get_object_or_404(
        queries.stamped(ScoreBoard.objects.visible_to(request.user)),
        pk=pk,
    )
    try:
        services.freeze_board(board, by=request.user)
    except DomainError as refused:
        return _board_page(request, board.period, board.cluster, board, error=refused)
    messages.success(request, f"Đã chốt bảng điểm {board.cluster}")
    return redirect("awards:scoring.cluster_board", board.cluster.code)


@login_required
def unit_score(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """How a unit's points came about, line by line."""
    board = get_object_or_404(
        ScoreBoard.objects.visible_to(request.user).select_related(
            "period__unit", "period__cluster", "cluster__organiser"
        ),
        pk=pk,
    )
    score = get_object_or_404(board.unit_scores.select_related("unit"), unit__code=code)
    follow(request, board.period)
    score.board = board
    table = board_tables.board_table(board, request.user)
    places = [row.score.unit for row in table.rows]
    at = [unit.pk for unit in places].index(score.unit_id)
    context = {
        "board": board,
        "score": score,
        "unit": score.unit,
        "lines": board_tables.score_lines(score),
        "adjustments": list(
            Adjustment.objects.filter(
                period=board.period, unit=score.unit, given_at__lte=board.frozen_at or board.computed_at
            )
        ),
        "count": len(places),
        "paper": _paper_of(request, board, score.unit, places),
        "previous": places[at - 1] if at else None,
        "following": places[at + 1] if at + 1 < len(places) else None,
        "crumbs": [
            ("Hội nghị cụm", reverse("awards:scoring.index")),
            (str(board.cluster), reverse("awards:scoring.board", args=[board.pk])),
            (str(score.unit), ""),
        ],
    }
    return render(request, "awards/scoring/unit_score.html", context)


def _paper_of(request: HttpRequest, board: ScoreBoard, unit: Unit, members: list[Unit]) -> str:
    """Where the sheet of this unit is printed; empty for a version that was replaced."""
    if board.state == BoardState.REPLACED:
        return ""
    leads = board.cluster_id in request.user.cluster_ids()
    seen = (one for one in (unit, *members) if leads or request.user.sees(one))
    place = board.period.cluster or next(seen, board.period.unit)
    query = urlencode({"nam": board.period.year, "dv": place.code, "object": unit.code})
    return f"{reverse('awards:reports.download', args=['score-unit', 'pdf'])}?{query}"


# Points by hand -------------------------------------------------------------------------------------------------------


@login_required
def hand_scores(request: HttpRequest, code: str) -> HttpResponse:
    """One by-hand criterion at a time, all units of the cluster under each other."""
    period, cluster = place_of(request, code)
    follow(request, period)
    members = list(cluster.members_on(period.ends_on))
    criteria = list(
        Criterion.objects.filter(criteria_set__period=period, kind=CriterionKind.BY_HAND).select_related(
            "organ", "parent"
        )
    )
    free = set(
        Target.objects.filter(criterion__in=criteria, unit__in=members, is_assigned=False).values_list(
            "criterion_id", "unit_id"
        )
    )
    given: dict[int, dict[int, HandScore]] = {criterion.pk: {} for criterion in criteria}
    for score in HandScore.objects.filter(period=period, criterion__in=criteria, unit__in=members).select_related(
        "given_by"
    ):
        given[score.criterion_id][score.unit_id] = score
    progress = [
        (criterion, len(given[criterion.pk]), sum((criterion.pk, unit.pk) not in free for unit in members))
        for criterion in criteria
    ]
    wanted = request.GET.get("tc", "")
    current = next((c for c in criteria if c.code == wanted), None)
    if current is None:
        current = next((c for c, done, total in progress if done < total), criteria[0] if criteria else None)
    context = {
        "period": period,
        "cluster": cluster,
        "progress": progress,
        "criterion": current,
        "crumbs": [
            ("Hội nghị cụm", reverse("awards:scoring.index")),
            (str(cluster), reverse("awards:scoring.cluster_board", args=[cluster.code])),
            ("Chấm điểm trực tiếp", ""),
        ],
    }
    if current is None:
        return render(request, "awards/scoring/hand_scores.html", context)
    mine = [
        unit
        for unit in members
        if (current.pk, unit.pk) not in free
        and allowed(request.user, "awards.give_points", HandScore(period=period, criterion=current, unit=unit))
    ]
    form = PointsForm(request.POST or None, criterion=current, units=mine, given=given[current.pk])
    if request.method == "POST":
        if not mine:
            require(request.user, "awards.give_points", HandScore(period=period, criterion=current, unit=members[0]))
        if form.is_valid() and form.perform(services.give_points_many, period, form.rows(), by=request.user):
            messages.success(request, f"Đã ghi điểm tiêu chí {current.code}")
            following = criteria[min(criteria.index(current) + 1, len(criteria) - 1)]
            return redirect(f"{request.path}?tc={following.code if 'next' in request.POST else current.code}")
    context |= {
        "form": form,
        "rows": [
            {
                "unit": unit,
                "score": given[current.pk].get(unit.pk),
                "points": form[f"p{unit.pk}"] if unit in mine else None,
                "reason": form[f"r{unit.pk}"] if unit in mine else None,
                "is_free": (current.pk, unit.pk) in free,
                "is_own": request.user.belongs_to(unit),
            }
            for unit in members
        ],
        "may": bool(mine),
    }
    return render(request, "awards/scoring/hand_scores.html", context, status=form_status(form))


@login_required
def adjustments(request: HttpRequest, code: str) -> HttpResponse:
    """Bonus and penalty of a cluster's units, each with its reason, and the form for another one."""
    period, cluster = place_of(request, code)
    follow(request, period)
    members = cluster.members_on(period.ends_on)
    mine = [
        unit.pk
        for unit in members
        if allowed(request.user, "awards.adjust_score", Adjustment(period=period, unit=unit)) and not period.is_closed
    ]
    form = AdjustmentForm(request.POST or None, units=Unit.objects.filter(pk__in=mine).in_order())
    if request.method == "POST":
        if not mine:
            require(request.user, "awards.adjust_score", Adjustment(period=period, unit=members[0]))
        if form.is_valid() and form.perform(
            services.adjust,
            period,
            form.cleaned_data["unit"],
            form.signed_points(),
            by=request.user,
            reason=form.cleaned_data["reason"],
        ):
            messages.success(
                request, f"Đã ghi điểm của {form.cleaned_data['unit']}; bảng tạm tính đã cộng, bảng đã chốt giữ nguyên"
            )
            return redirect(request.path)
    context = {
        "period": period,
        "cluster": cluster,
        "form": form,
        "may": bool(mine),
        "rows": list(
            Adjustment.objects.filter(period=period, unit__in=members)
            .select_related("unit", "given_by")
            .order_by("-pk")
        ),
        "crumbs": [
            ("Hội nghị cụm", reverse("awards:scoring.index")),
            (str(cluster), reverse("awards:scoring.cluster_board", args=[cluster.code])),
            ("Thưởng, trừ điểm", ""),
        ],
    }
    return render(request, "awards/scoring/adjustments.html", context, status=form_status(form))
