"""What this chapter tells the units of, which know nothing of awards: a cluster's table, what keeps a unit as it is."""

from awards.scoring.enums import BoardState
from awards.scoring.models import ScoreBoard
from thidua import providers
from units.models import Cluster, User


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
    }
)
