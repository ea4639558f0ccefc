"""Pages around a board: its table as a fragment that follows the facts, one cell of it, two versions of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from awards.criteria.enums import CriterionKind
from awards.scoring import queries
from awards.scoring.board_parts import board_part
from awards.scoring.board_versions import compare
from awards.scoring.cell_queries import cell_page
from awards.scoring.models import ScoreBoard
from awards.scoring.sheets import ScoreSheet
from awards.years.scope import follow
from thidua.numbers import is_number
from thidua.permissions import allowed


def _board(request: HttpRequest, pk: int) -> ScoreBoard:
    boards = ScoreBoard.objects.visible_to(request.user)
    found = get_object_or_404(boards.select_related("period__unit", "period__cluster", "cluster__organiser"), pk=pk)
    follow(request, found.period)
    return found


@login_required
@require_GET
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """The table as it is now, polled by its page; nothing (204) while it is what the page was drawn from (`?tt=`)."""
    board = get_object_or_404(queries.stamped(ScoreBoard.objects.visible_to(request.user)), pk=pk)
    context = board_part(request, board)
    if context is None:
        return HttpResponse(status=204)
    return render(request, "awards/scoring/_board_part.html", context)


@login_required
def cell(request: HttpRequest, pk: int, code: str, criterion: int) -> HttpResponse:
    """One unit under one criterion: how its points came about, its months, who said what, and the files behind."""
    board = _board(request, pk)
    score = get_object_or_404(board.unit_scores.select_related("unit"), unit__code=code)
    leaf = get_object_or_404(board.criteria().exclude(kind=CriterionKind.GROUP).select_related("organ"), pk=criterion)
    score.board = board
    own = allowed(request.user, "awards.self_score", ScoreSheet(period=board.period, unit=score.unit))
    context = {
        "board": board,
        "period": board.period,
        "score": score,
        "unit": score.unit,
        "criterion": leaf,
        "cell": cell_page(score, leaf, request.user, own=own),
        "crumbs": [
            ("Hội nghị cụm", reverse("awards:scoring.index")),
            (str(board.cluster), reverse("awards:scoring.board", args=[board.pk])),
            (str(score.unit), reverse("awards:scoring.unit_score", args=[board.pk, score.unit.code])),
            (leaf.code, ""),
        ],
    }
    return render(request, "awards/scoring/cell.html", context)


@login_required
def compare_boards(request: HttpRequest, pk: int) -> HttpResponse:
    """What moved between two versions, by unit and by criterion; `?voi=` the number of the other one."""
    board = _board(request, pk)
    same = ScoreBoard.objects.filter(period=board.period, cluster=board.cluster).select_related("frozen_by")
    versions = {one.version: one for one in same.order_by("version")}
    wanted = request.GET.get("voi", "")
    number = int(wanted) if is_number(wanted) else max((n for n in versions if n < board.version), default=0)
    other = versions.get(number)
    if other is None or other.pk == board.pk:
        messages.info(request, "Bảng điểm này chưa có bản khác để so")
        return redirect("awards:scoring.board", board.pk)
    older, newer = sorted((versions[board.version], other), key=lambda one: one.version)
    for one in (older, newer):
        one.period, one.cluster = board.period, board.cluster
    context = {
        "board": board,
        "period": board.period,
        "cluster": board.cluster,
        "found": compare(older, newer),
        "others": [one for one in versions.values() if one.pk not in (older.pk, newer.pk)],
        "newer": newer,
        "crumbs": [
            ("Hội nghị cụm", reverse("awards:scoring.index")),
            (str(board.cluster), reverse("awards:scoring.board", args=[board.pk])),
            (f"So bản {older.version} và bản {newer.version}", ""),
        ],
    }
    return render(request, "awards/scoring/compare_boards.html", context)
