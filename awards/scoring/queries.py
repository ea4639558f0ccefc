"""The board to show, the checksum of a frozen one, how far each cluster of the year is."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC
from decimal import Decimal

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion, Target
from awards.results.enums import SheetState
from awards.results.models import ResultSheet
from awards.scoring.enums import BoardState, ScoreSheetState
from awards.scoring.models import CriterionScore, HandScore, ScoreBoard
from awards.scoring.sheets import PointOpinion, ScoreSheet
from awards.scoring.ties import TieBreakRule
from awards.years.models import EmulationPeriod
from thidua.widgets import Milestone
from units.models import Cluster, ClusterMembership, ClusterTerm, Unit, User


def latest_board(period: EmulationPeriod, cluster: Cluster) -> ScoreBoard | None:
    return ScoreBoard.objects.filter(period=period, cluster=cluster).order_by("-version").first()


def board_in_force(period: EmulationPeriod, cluster: Cluster) -> ScoreBoard | None:
    """The frozen or confirmed board, else the provisional one, else None."""
    boards = list(
        stamped(ScoreBoard.objects.filter(period=period, cluster=cluster))
        .exclude(state=BoardState.REPLACED)
        .order_by("-version")
    )
    final = [board for board in boards if board.is_final]
    return (final or boards or [None])[0]


def stamped(boards: QuerySet[ScoreBoard]) -> QuerySet[ScoreBoard]:
    """Boards with what tells whether their page would look different, in the same query."""
    opinions = PointOpinion.objects.filter(period=OuterRef("period")).order_by().values("period")
    sheets = ScoreSheet.objects.filter(period=OuterRef("period")).exclude(state=ScoreSheetState.DRAFT)
    return boards.select_related("period__unit", "period__cluster", "cluster__organiser").annotate(
        last_opinion=Subquery(opinions.annotate(last=Max("pk")).values("last")),
        sheets_sent=Coalesce(Subquery(sheets.order_by().values("period").annotate(n=Count("pk")).values("n")), 0),
    )


def stamp_of(board: ScoreBoard) -> str:
    """Changes whenever the table would look different, without saying what changed."""
    moment = f"{board.computed_at:%Y%m%d%H%M%S%f}"
    return f"{board.state}.{moment}.{board.last_opinion or 0}.{board.sheets_sent}"


def content_of(board: ScoreBoard) -> dict:
    """Everything a board says, in one canonical form: what its checksum is taken over."""
    lines: dict[int, list[CriterionScore]] = defaultdict(list)
    found = CriterionScore.objects.filter(unit_score__board=board).select_related("criterion")
    for line in found.order_by("criterion__sort", "criterion__code"):
        lines[line.unit_score_id].append(line)
    rule = tie_rule_of(board)
    return {
        "format": "score-board/2" if rule else "score-board/1",
        **({"ties": _rule_content(rule)} if rule else {}),
        "year": board.period.year,
        "organiser": board.cluster.organiser.code,
        "cluster": board.cluster.code,
        "version": board.version,
        "units": [
            {
                "unit": score.unit.code,
                "points": _plain(score.points),
                "applicable": _plain(score.applicable),
                "bonus": _plain(score.bonus),
                "penalty": _plain(score.penalty),
                "total": _plain(score.total),
                "percent": _plain(score.percent),
                "rank": score.rank,
                "shared": score.is_shared_rank,
                **({"place": score.place_note} if rule else {}),
                "lines": [
                    {
                        "criterion": line.criterion.code,
                        "name": line.criterion.name,
                        "max": _plain(line.criterion.max_points),
                        "target": _plain(line.target),
                        "actual": _plain(line.actual),
                        "points": _plain(line.points),
                        "explanation": line.explanation,
                    }
                    for line in lines[score.pk]
                ],
            }
            for score in board.unit_scores.select_related("unit").order_by("unit__code")
        ],
    }


def tie_rule_of(board: ScoreBoard) -> TieBreakRule | None:
    """The rule for equal percents that a board was ranked by, with its keys; None for boards without one."""
    if board.tie_rule_id is None:
        return None
    return TieBreakRule.objects.select_related("published_by").prefetch_related("keys").get(pk=board.tie_rule_id)


def _rule_content(rule: TieBreakRule) -> dict:
    """Boards without a rule keep the form they had, and with it their checksums."""
    return {
        "basis": rule.basis,
        "decision": rule.decision,
        "published": rule.published_at.astimezone(UTC).isoformat(),
        "keys": [{"kind": key.kind, "code": key.code, "name": key.name} for key in rule.keys.all()],
    }


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else format(number.normalize() + 0, "f")


def checksum_of(board: ScoreBoard) -> str:
    """sha256, in hexadecimal, over the canonical JSON of the board's content (sorted keys, UTF-8, no blanks)."""
    text = json.dumps(content_of(board), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_intact(board: ScoreBoard) -> bool:
    """Whether a frozen board still says what was frozen."""
    return bool(board.checksum) and board.checksum == checksum_of(board)


# Clusters of the year -------------------------------------------------------------------------------------------------


@dataclass
class ClusterRow:
    """One cluster of the year: members, months verified, points by hand, the board in force."""

    cluster: Cluster
    members: list[Unit]
    lead: Unit | None
    months_done: int
    months: int
    hand_done: int
    hand: int
    board: ScoreBoard | None


def cluster_rows(period: EmulationPeriod, user: User, only: Cluster | None = None) -> list[ClusterRow]:
    """Clusters of a year that the user may see, with how far each is; nine queries, whatever their number.

    only: no other one, for its own page. What is counted is counted by the database.
    """
    seen = period.clusters().filter(pk__in=Cluster.objects.visible_to(user))
    clusters = list(seen if only is None else seen.filter(pk=only.pk))
    members: dict[int, list[Unit]] = defaultdict(list)
    rows = ClusterMembership.objects.in_force(period.ends_on).filter(cluster__in=clusters).select_related("unit")
    for row in rows.order_by("sort", "unit__sort", "unit__code"):
        members[row.cluster_id].append(row.unit)
    leads = {
        term.cluster_id: term.unit
        for term in ClusterTerm.objects.in_force(period.ends_on)
        .filter(cluster__in=clusters, role=ClusterTerm.Role.LEAD)
        .select_related("unit")
    }
    leaves = list(Criterion.objects.filter(criteria_set__period=period).exclude(kind=CriterionKind.GROUP))
    by_hand = {leaf.pk for leaf in leaves if leaf.kind == CriterionKind.BY_HAND}
    ids = {unit.pk for units in members.values() for unit in units}
    free = set(
        Target.objects.filter(criterion__criteria_set__period=period, unit__in=ids, is_assigned=False).values_list(
            "criterion_id", "unit_id"
        )
    )
    terms = period.terms.count()
    verified = _by_unit(ResultSheet.objects.filter(term__period=period, unit__in=ids, state=SheetState.VERIFIED))
    given = _by_unit(HandScore.objects.filter(period=period, unit__in=ids))
    boards: dict[int, ScoreBoard] = {}
    for board in ScoreBoard.objects.filter(period=period, cluster__in=clusters).exclude(state=BoardState.REPLACED):
        kept = boards.get(board.cluster_id)
        if kept is None or (board.is_final, board.version) > (kept.is_final, kept.version):
            boards[board.cluster_id] = board
    found = []
    for cluster in clusters:
        units = members[cluster.pk]
        entering = [u for u in units if any((c.pk, u.pk) not in free for c in leaves if c.pk not in by_hand)]
        found.append(
            ClusterRow(
                cluster=cluster,
                members=units,
                lead=leads.get(cluster.pk),
                months_done=sum(verified.get(unit.pk, 0) for unit in entering),
                months=terms * len(entering),
                hand_done=sum(given.get(unit.pk, 0) for unit in units),
                hand=sum((pk, unit.pk) not in free for pk in by_hand for unit in units),
                board=boards.get(cluster.pk),
            )
        )
    return found


def _by_unit(rows: QuerySet) -> dict[int, int]:
    """Unit id -> number of rows."""
    return dict(rows.order_by().values_list("unit_id").annotate(n=Count("pk")))


def stages(row: ClusterRow, board: ScoreBoard | None, conference, handover, hand_url: str = "") -> list[Milestone]:
    """The way of a cluster through its year: results, points by hand, freezing, conference, places, new lead."""
    months = row.months_done >= row.months
    hand = row.hand_done >= row.hand
    frozen = board is not None and board.is_final
    confirmed = board is not None and board.state == BoardState.CONFIRMED
    held = conference is not None and conference.is_adopted
    handed = handover is not None and handover.is_done
    first = Milestone(
        "Xác minh kết quả", f"{row.months_done}/{row.months} bảng tháng" if row.months else "Không nhập tháng"
    )
    steps = [
        (first, months),
        (Milestone("Chấm trực tiếp", f"{row.hand_done}/{row.hand} ô" if row.hand else "Không có", url=hand_url), hand),
        (Milestone("Chốt điểm", f"{timezone.localtime(board.frozen_at):%d/%m/%Y}" if frozen else ""), frozen),
        (
            Milestone(
                "Hội nghị, bỏ phiếu", f"{conference.held_on:%d/%m/%Y}" if conference is not None else "Chưa định ngày"
            ),
            held or confirmed,
        ),
        (Milestone("Công nhận xếp hạng", "" if confirmed else "Sau khi công bố phiếu"), confirmed),
        (
            Milestone("Bàn giao cụm trưởng", f"Từ {handover.takes_effect_on:%d/%m/%Y}" if handover is not None else ""),
            handed,
        ),
    ]
    now = next((number for number, (_, done) in enumerate(steps) if not done), None)
    return [
        replace(step, state="ok" if done else "now" if number == now else "")
        for number, (step, done) in enumerate(steps)
    ]
