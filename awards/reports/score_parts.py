"""What the papers about a board share: which boards, head and foot, the table of groups, words of places."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from awards.criteria.models import Criterion
from awards.decisions.papers import organ_name
from awards.reports.parts import PROVISIONAL, local, slug
from awards.reports.queries import boards_of
from awards.reports.registry import Scope
from awards.scoring.models import CriterionScore, ScoreBoard, UnitScore
from awards.scoring.queries import tie_rule_of
from awards.scoring.ties import TieBreakRule
from awards.years.models import EmulationPeriod
from thidua.documents import Block, Cell, Column, Document, OfficialHeading, Paragraph, SignatureBlock, Table
from thidua.documents.vietnamese import long_date, number
from units.clusters.models import Cluster

Lines = Mapping[int, Mapping[int, CriterionScore]]  # unit score id -> criterion id -> line


def subjects(scope: Scope) -> list[ScoreBoard]:
    """The board in force of each cluster the reader may see: the one computed last first, of the unit's own cluster.

    Four papers ask for the same boards: they are looked up once for a scope.
    """
    kept = vars(scope)
    if "boards" not in kept:
        kept["boards"] = _boards(scope)
    return kept["boards"]


def _boards(scope: Scope) -> list[ScoreBoard]:
    boards = boards_of(scope.period)
    seen = set(scope.visible(ScoreBoard.objects.all()).filter(period=scope.period).values_list("pk", flat=True))
    boards = [board for board in boards if board.pk in seen]
    if not scope.is_whole:
        boards = [board for board in boards if scope.unit in board.members()] or boards
    return sorted(boards, key=lambda board: (board.computed_at, -board.cluster.sort), reverse=True)


def lines_of(board: ScoreBoard) -> Lines:
    lines: dict[int, dict[int, CriterionScore]] = defaultdict(dict)
    for line in CriterionScore.objects.filter(unit_score__board=board):
        lines[line.unit_score_id][line.criterion_id] = line
    return lines


def paper(
    board: ScoreBoard, name: str, subject: str, blocks: Sequence[Block], kind: str = "Bảng điểm", **more: Any
) -> Document:
    """A paper about a board: head of the cluster, seal of the frozen content, signatures. name: of its file."""
    cluster, period = board.cluster, board.period
    on = period.ends_on
    day = local(board.frozen_at).date() if board.frozen_at else None
    lead = cluster.lead_on(on)
    version = f"ban {board.version}" if board.version > 1 else ""
    return Document(
        slug=slug(name, cluster.code, period.year, version),
        kind=kind,
        subject=subject,
        heading=OfficialHeading(
            superior=organ_name(cluster.organiser, on),
            organ=cluster.name,
            number="/BĐ-CTĐ",
            place=(lead.place if lead else "") or cluster.organiser.place,
            date=day,
        ),
        blocks=blocks,
        signatures=[
            SignatureBlock(post="Người lập biểu", hint="(Ký, ghi rõ họ tên)"),
            SignatureBlock(authority="TM. Cụm thi đua", post="Cụm trưởng", hint="(Ký, ghi rõ họ tên)"),
        ],
        recipients=["Các đơn vị trong cụm", "Lưu: Hồ sơ cụm"],
        period=f"Năm thi đua {period.year}: {span_words(period)}",
        trace=f"Mã kiểm tra của bảng đã chốt: {board.checksum}" if board.checksum else "",
        draft="" if board.is_final else PROVISIONAL,
        demo=period.is_demo,
        date=day or on,
        **more,
    )


def span_words(period: EmulationPeriod) -> str:
    return f"từ {long_date(period.starts_on)} đến hết {long_date(period.ends_on)}"


def groups_of(criteria: list[Criterion]) -> list[Criterion]:
    """Top criteria: the columns of the overview."""
    return [criterion for criterion in criteria if criterion.parent_id is None]


def top_of(criteria: list[Criterion]) -> dict[int, int]:
    """Criterion id → id of the top group it belongs to."""
    parents = {criterion.pk: criterion.parent_id for criterion in criteria}
    found = {}
    for pk in parents:
        top = pk
        while parents.get(top) is not None:
            top = parents[top]
        found[pk] = top
    return found


def overview(
    board: ScoreBoard,
    cluster: Cluster,
    scores: list[UnitScore],
    criteria: list[Criterion],
    lines: dict[int, dict[int, CriterionScore]],
) -> list[Block]:
    groups, tops = groups_of(criteria), top_of(criteria)
    columns = [
        Column.index(),
        Column("unit", "Đơn vị"),
        *(
            Column(
                f"g{one.pk}", f"{one.code} ({number(trim(one.max_points))})", "decimal", places=3, group="Nhóm tiêu chí"
            )
            for one in groups
        ),
        Column("bonus", "Điểm thưởng", "decimal"),
        Column("penalty", "Điểm trừ", "decimal"),
        Column("total", "Tổng điểm", "decimal", places=3),
        Column("applicable", "Tối đa được giao", "decimal"),
        Column("percent", "Tỷ lệ", "percent"),
        Column("rank", "Xếp hạng", align="center"),
    ]
    rows = []
    for score in scores:
        sums: dict[int, Decimal] = defaultdict(Decimal)
        assigned: set[int] = set()
        for criterion_id, line in lines[score.pk].items():
            if line.points is not None:
                sums[tops[criterion_id]] += line.points
                assigned.add(tops[criterion_id])
        rows.append(
            {
                "unit": score.unit.short_name_on(board.period.ends_on),
                **{f"g{g.pk}": trim(sums[g.pk]) if g.pk in assigned else Cell("–", align="center") for g in groups},
                "bonus": trim(score.bonus),
                "penalty": trim(score.penalty),
                "total": Cell(trim(score.total), bold=True),
                "applicable": trim(score.applicable),
                "percent": Cell(score.percent / 100, bold=True),
                "rank": Cell(rank_words(score, board), bold=True),
            }
        )
    shared = " Đơn vị bằng tỷ lệ thì đồng hạng." if any(score.is_shared_rank for score in scores) else ""
    rule = tie_rule_of(board)
    names = "; ".join(f"{group.code}: {group.name}" for group in groups)
    return [
        Paragraph(
            "Xếp hạng theo tỷ lệ giữa tổng điểm và số điểm tối đa được giao; tiêu chí không giao không tính vào mẫu số."
            f"{'' if rule else shared}"
        ),
        *([Paragraph(tie_rule_words(rule))] if rule else []),
        Table(columns, rows, sheet="Bảng điểm"),
        Paragraph(f"Nhóm tiêu chí: {names}.", small=True, indent=False),
        *place_notes(board, scores),
    ]


def tie_rule_words(rule: TieBreakRule) -> str:
    """The rule for equal percents as it was published."""
    keys = "; ".join(f"{number}. {key.words}" for number, key in enumerate(rule.keys.all(), 1))
    paper = f", {rule.decision}" if rule.decision else ""
    return (
        f"Khi bằng điểm xét lần lượt: {keys}; xét hết vẫn bằng nhau thì đồng hạng. "
        f"Công bố {long_date(local(rule.published_at).date())}{paper}; căn cứ: {rule.basis}."
    )


def place_notes(board: ScoreBoard, scores: list[UnitScore]) -> list[Block]:
    """Why units with equal percents stand where they stand."""
    if not board.is_final:
        return []
    on = board.period.ends_on
    noted = [score for score in scores if score.place_note]
    return [
        Paragraph(f"{score.unit.short_name_on(on)}, hạng {score.rank}: {score.place_note}", small=True, indent=False)
        for score in noted
    ]


def rank_words(score: UnitScore, board: ScoreBoard) -> str:
    """`6 (đồng hạng)`; no place while the board is provisional."""
    if not board.is_final:
        return "–"
    return f"{score.rank} (đồng hạng)" if score.is_shared_rank else str(score.rank)


def trim(value: Decimal) -> Decimal:
    """A number of points without trailing zeros: 8.500 → 8.5, 10.000 → 10."""
    plain = value.normalize()
    return plain if plain.as_tuple().exponent <= 0 else plain.quantize(Decimal(1))
