"""What this chapter tells the units of, which know nothing of awards: a cluster's table, what keeps a unit as it is."""

from awards.criteria.models import CriteriaSet
from awards.criteria.states import SET
from awards.criteria.versions import FOLLOWERS
from awards.results.enums import SheetState
from awards.results.models import ResultSheet
from awards.results.states import SHEET
from awards.scoring import sheet_states  # noqa: F401 - its words and moves are known from the start
from awards.scoring.enums import BoardState
from awards.scoring.models import ScoreBoard
from awards.scoring.recompute import recompute
from thidua import providers
from units.models import Cluster, ClusterMembership, User


def cluster_table(user: User, cluster: Cluster) -> dict | None:
    """The newest table of the cluster that the user may see, with a line for each member; None without any."""
    boards = ScoreBoard.objects.visible_to(user).filter(cluster=cluster).exclude(state=BoardState.REPLACED)
    board = boards.select_related("period").order_by("-period__year", "-version").first()
    if board is None:
        return None
    rows = board.unit_scores.select_related("unit").order_by("rank", "unit__sort", "unit__code")
    return {"template": "awards/scoring/_panel.html", "context": {"board": board, "rows": list(rows)}}


providers.cluster_panels.append(cluster_table)


providers.tie_words.update(
    {
        "awards.handscore": "điểm chấm tay",
        "awards.adjustment": "điểm thưởng, điểm trừ",
        "awards.unitscore": "lượt xếp hạng",
        "awards.scoresheet": "phiếu tự chấm",
        "awards.pointdraft": "điểm đang ghi",
        "awards.pointopinion": "ý kiến về điểm",
        "awards.crosscheck": "lượt kiểm tra chéo",
        "awards.scoreappeal": "khiếu nại điểm",
    }
)


def _sheet_moved(sheet: ResultSheet, before: str, user: User) -> None:
    """A month that begins or ceases to count changes the points of the whole cluster."""
    if SheetState.VERIFIED in (before, sheet.state):
        recompute(sheet.term.period, [sheet.unit_id])


def _table_moved(table: CriteriaSet, before: str, user: User) -> None:
    """Criteria and targets are written while the table is open; what came of it counts once it is locked."""
    period = table.period
    if period is None:  # a version that is not, or no longer, in force
        return
    recompute(
        period,
        ClusterMembership.objects.in_force(period.ends_on)
        .filter(cluster__in=period.clusters())
        .values_list("unit_id", flat=True),
    )


SHEET.followers.append(_sheet_moved)
SET.followers.append(_table_moved)
FOLLOWERS.extend([("point_drafts", True), ("point_opinions", True), ("score_appeals", True)])
