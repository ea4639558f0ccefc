"""What this chapter tells the units of, which know nothing of awards: a cluster's table, what keeps a unit as it is.

Also what it adds to a year opened after another: the rule for equal percents, as a draft.
"""

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
from awards.scoring.tie_rules import set_tie_rule
from awards.scoring.ties import TieBreakKey, TieBreakRule, groups_of
from awards.years.cloning import PARTS, Part, Plan, Preview
from awards.years.models import EmulationPeriod
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


# --- a year opened after another --------------------------------------------------------------------------------------

NO_RULE = "không có quy định"


def _tie_keys(period: EmulationPeriod) -> tuple[TieBreakRule | None, list[TieBreakKey], list[TieBreakKey]]:
    """(rule of the year, what goes on in its order, what is left out: groups its table has no more)."""
    rule = TieBreakRule.objects.filter(period=period).prefetch_related("keys").first()
    if rule is None:
        return None, [], []
    groups = {group.code for group in groups_of(period)}
    keys = list(rule.keys.all())
    known = [key for key in keys if not key.code or key.code in groups]
    return rule, known, [key for key in keys if key not in known]


def _preview_ties(plan: Plan, option: str) -> Preview:
    rule, known, gone = _tie_keys(plan.source)
    conflicts = [f"Nhóm {key.code} không còn trong bảng điểm: bỏ." for key in gone]
    if rule is None or not known:
        return Preview(["Năm trước không có quy định để chép"], conflicts, "Không có")
    lines = [f"Căn cứ: {rule.basis}", *(f"{number}. {key.words}" for number, key in enumerate(known, 1))]
    lines.append("Là dự thảo, công bố lại trong năm mới; văn bản công bố không chép")
    return Preview(lines, conflicts, f"{len(known)} điều")


def _copy_ties(plan: Plan, new: EmulationPeriod, option: str, by: User) -> str:
    """Publication is an act of the new year: what was published comes as a draft, without the paper of last year."""
    rule, known, _ = _tie_keys(plan.source)
    if rule is None or not known:
        return NO_RULE
    set_tie_rule(new, [key.fact for key in known], by=by, basis=rule.basis)
    return f"{len(known)} điều"


PARTS.append(
    Part(
        "ties", "Quy định khi bằng điểm", "scale", (("same", "Chép, là dự thảo"), ("", "Không chép")),
        _preview_ties, _copy_ties, needs="criteria",
    )
)  # fmt: skip
