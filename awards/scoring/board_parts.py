"""The part of a board's page that follows the facts without reloading."""

from django.http import HttpRequest
from django.urls import reverse

from awards.scoring import board_tables, queries
from awards.scoring.enums import BoardState
from awards.scoring.heat import heat_map
from awards.scoring.models import ScoreBoard

HEAT, CRITERIA = "lech", "tieu-chi"
MOST_OPEN = 400  # letters of the address that says which groups are folded out


def board_part(request: HttpRequest, board: ScoreBoard) -> dict | None:
    """What the template of the part needs; None when the page has it already. board: from `queries.stamped`.

    The way of looking comes from the address: `xem` (groups, criteria, heat map), `mo` (groups folded out).
    """
    stamp, seen = queries.stamp_of(board), request.GET.get("tt", "")
    if seen and seen == stamp:
        return None
    view = request.GET.get("xem", "")
    table = board_tables.board_table(board, request.user)
    for row in table.rows:  # one address a unit, not one a cell: there are over a thousand
        row.score.unit.cell_url = reverse("awards:scoring.cell", args=[board.pk, row.score.unit.code, 0])[:-2]
    query = request.GET.copy()
    query["tt"] = stamp
    opened = request.GET.get("mo", "")[:MOST_OPEN].split(",")
    return {
        "board": board,
        "period": board.period,
        "cluster": board.cluster,
        "table": table,
        "view": view,
        "board_url": reverse("awards:scoring.board", args=[board.pk]),
        "by_criterion": view == CRITERIA,
        "criterion_rows": board_tables.criterion_rows(table) if view == CRITERIA else [],
        "heat": heat_map(table, opened) if view == HEAT else None,
        "tie_rule": queries.tie_rule_of(board),
        "intact": queries.is_intact(board) if board.is_final else None,
        "moved_on": bool(seen) and seen.split(".")[0] != board.state,
        "poll": "" if board.state == BoardState.REPLACED else query.urlencode(),
    }
