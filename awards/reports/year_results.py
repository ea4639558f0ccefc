"""The first part of the year's report: verified results with their targets, good examples, points of the clusters."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Sum

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion, Target
from awards.reports.parts import listed, slug
from awards.reports.prose import Prose
from awards.reports.queries import scores_of
from awards.results.enums import SheetState
from awards.results.models import ResultEntry
from awards.results.rules import accumulate
from awards.scoring.models import ScoreBoard, UnitScore
from awards.years.enums import MovementState, ReviewStage
from awards.years.library import BestPractice
from awards.years.models import EmulationPeriod
from awards.years.movements import Movement
from thidua.documents import (
    BarChart,
    Block,
    Bullets,
    ChangeChart,
    Column,
    GroupRow,
    Heading,
    Series,
    Table,
)
from thidua.documents.vietnamese import count, cut_ratio, number

PERCENT = "%"
TOLD = (MovementState.LAUNCHED, MovementState.EXTENDED, MovementState.ENDED)


@dataclass(frozen=True)
class TaskResult:
    """One criterion over all units of the year. actual, target: sums, or the mean where it is a percentage.

    told: how units stand where there is no number to add up.
    """

    criterion: Criterion
    actual: Fraction | None
    target: Fraction | None
    units: int
    reached: int
    told: str = ""

    @property
    def share(self) -> Fraction | None:
        return self.actual / self.target if self.actual is not None and self.target else None


def task_results(period: EmulationPeriod) -> list[TaskResult]:
    """Verified results of the year by criterion, in the order of the table; four queries."""
    criteria = list(Criterion.objects.filter(criteria_set__period=period).order_by("sort"))
    units = {unit.pk for unit in period.reporting_units()}
    targets = {
        (row.criterion_id, row.unit_id): row
        for row in Target.objects.filter(criterion__criteria_set__period=period, unit__in=units)
    }
    months: dict[tuple[int, int], list[Decimal]] = defaultdict(list)
    entries = ResultEntry.objects.filter(
        sheet__term__period=period, sheet__state=SheetState.VERIFIED, value__isnull=False
    ).order_by("sheet__term__month")
    for criterion_id, unit_id, value in entries.values_list("criterion_id", "sheet__unit_id", "value"):
        if unit_id in units:
            months[criterion_id, unit_id].append(value)
    found = []
    for criterion in criteria:
        if criterion.kind in (CriterionKind.GROUP, CriterionKind.BY_HAND):
            found.append(TaskResult(criterion, None, None, 0, 0))
            continue
        own = {
            unit: accumulate(criterion.accumulation, criterion.entry_kind, months[criterion.pk, unit])
            for unit in units
            if not _is_free(targets.get((criterion.pk, unit)))
        }
        known = {unit: value for unit, value in own.items() if value is not None}
        found.append(_task_result(criterion, own, known, targets))
    return found


def _is_free(target: Target | None) -> bool:
    return target is not None and not target.is_assigned


def _task_result(criterion: Criterion, own: dict, known: dict, targets: dict) -> TaskResult:
    if not known:
        return TaskResult(criterion, None, None, len(own), 0, "Chưa có số liệu đã xác minh")
    if criterion.entry_kind == CriterionKind.PASS_FAIL:
        passed = sum(1 for value in known.values() if value)
        return TaskResult(criterion, None, None, len(own), passed, f"{passed}/{len(own)} đơn vị đạt")
    asked = {
        unit: Fraction(row.value)
        for unit in known
        if (row := targets.get((criterion.pk, unit))) is not None and row.value is not None
    }
    reached = sum(1 for unit, value in asked.items() if known[unit] >= value)
    total, wanted = sum(known.values(), Fraction(0)), sum(asked.values(), Fraction(0))
    if criterion.measure == PERCENT:
        mean = total / len(known)
        return TaskResult(criterion, mean, wanted / len(asked) if asked else None, len(own), reached)
    return TaskResult(criterion, total, wanted if asked else None, len(own), reached)


def section(period: EmulationPeriod, boards: Sequence[ScoreBoard], results: list[TaskResult]) -> list[Block | Prose]:
    blocks: list[Block | Prose] = []
    part = 1
    if any(row.actual is not None or row.told for row in results):
        blocks += [Heading(f"{part}. Kết quả các mặt công tác", level=2), *_task_prose(results)]
        part += 1
    if movements := _movements(period):
        blocks += [Heading(f"{part}. Phong trào thi đua", level=2), *movements]
        part += 1
    models = list(
        BestPractice.objects.filter(period=period)
        .in_library()
        .with_adoptions()
        .select_related("unit")
        .prefetch_related("figures", "unit__names")
        .order_by("-proposed_to_spread", "unit__sort", "pk")
    )
    if models:
        blocks += [Heading(f"{part}. Mô hình, cách làm hay", level=2), *_models(models, period.ends_on)]
        part += 1
    if boards:
        blocks += [Heading(f"{part}. Kết quả chấm điểm thi đua", level=2), *_scores(period, boards)]
    return blocks


def _movements(period: EmulationPeriod) -> list[Block | Prose]:
    """Movements that were launched: when, how many units and people took part; what the summary said; two queries."""
    told = Movement.objects.filter(period=period, state__in=TOLD).annotate(
        joined=Count("entries", distinct=True), people=Sum("entries__people")
    )
    blocks: list[Block | Prose] = []
    for row in told.prefetch_related("reviews").order_by("starts_on", "pk"):
        days = f"từ {row.starts_on:%d/%m/%Y} đến {row.ends_on:%d/%m/%Y}"
        words = (
            f"{row.get_kind_display().lower()}, {days}, {count(row.joined)} đơn vị với {number(row.people or 0)} người"
        )
        final = next((one.content for one in row.reviews.all() if one.stage == ReviewStage.FINAL), "")
        said = f"{words} đăng ký tham gia. {final}".strip()
        blocks.append(Prose(f"movement-{row.pk}", f"Phong trào: {row.name}", said, lead=f"{row.name}:"))
    return blocks


def _task_prose(results: list[TaskResult]) -> list[Block | Prose]:
    """One paragraph a group of criteria, every figure with its target."""
    paragraphs: list[Block | Prose] = []
    code, title, told = "", "", []

    def close() -> None:
        if told:
            lead = f"{title}:" if title else ""
            paragraphs.append(Prose(f"task-{slug(code)}", f"Công tác: {title}", f"{'; '.join(told)}.", lead=lead))

    for row in results:
        if row.criterion.kind == CriterionKind.GROUP and row.criterion.parent_id is None:
            close()
            code, title, told = row.criterion.code, row.criterion.name, []
        elif words := _task_words(row):
            told.append(words)
    close()
    return paragraphs


def _task_words(row: TaskResult) -> str:
    name = _small(row.criterion.name) if _is_plain(row.criterion.name) else row.criterion.name
    if row.told:
        return "" if row.actual is None and row.told.startswith("Chưa") else f"{name}: {row.told}"
    if row.actual is None:
        return ""
    if row.criterion.measure == PERCENT:
        words = f"{name}: bình quân {number(rounded(row.actual))}%"
        return f"{words} (chỉ tiêu {number(rounded(row.target))}%)" if row.target else words
    words = f"{name}: {number(rounded(row.actual))} {row.criterion.measure}".strip()
    share = row.share
    return f"{words}, đạt {number(cut_ratio(share))}% chỉ tiêu" if share is not None else words


def _is_plain(name: str) -> bool:
    """Whether a name may begin small inside a sentence: not a quotation, not an abbreviation."""
    return name[:1].isalpha() and not name[1:2].isupper()


def rounded(value: Fraction | None) -> Decimal | None:
    """A sum or mean with at most one decimal, halves up, without trailing zeros."""
    if value is None:
        return None
    tenths = value * 10
    whole, rest = divmod(tenths.numerator, tenths.denominator)
    shown = Decimal(whole + (2 * rest >= tenths.denominator)).scaleb(-1)
    return shown.quantize(Decimal(1)) if shown == shown.to_integral_value() else shown


def _models(models: list[BestPractice], on: date) -> list[Block | Prose]:
    rows = [_model_words(model, on) for model in models]
    ends = [";"] * (len(rows) - 1) + ["."]
    return [
        Prose(
            "models",
            "Mô hình, câu mở đầu",
            f"Có {count(len(models))} mô hình, chương trình, cách làm hay được duy trì trong năm:",
        ),
        Bullets([row + end for row, end in zip(rows, ends, strict=True)]),
    ]


def _model_words(model: BestPractice, on: date) -> str:
    """`“Tàu thuyền đoàn kết” (BĐBP thành phố Hải Phòng): 46 tổ, 592 phương tiện`."""
    words = f"“{model.name}”"
    if model.unit is not None:
        words += f" ({model.unit.short_name_on(on)})"
    said = [", ".join(str(figure) for figure in model.figures.all()), _small(model.summary.strip().rstrip("."))]
    if said := [part for part in said if part]:
        words += f": {'; '.join(said)}"
    if model.adopted:
        words += f"; đã áp dụng tại {count(model.adopted)} đơn vị khác"
    return f"{words}; đề nghị nhân rộng" if model.proposed_to_spread else words


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _scores(period: EmulationPeriod, boards: Sequence[ScoreBoard]) -> list[Block | Prose]:
    """Rankings of every cluster; the mean of each against the year before where there is one."""
    scores = scores_of(boards)
    units = sum(len(rows) for rows in scores.values())
    final = all(board.is_final for board in boards)
    split = f" chia thành {len(boards)} cụm" if len(boards) > 1 else ""
    verdict = "được xác minh, chấm điểm và chốt bảng điểm" if final else "được chấm điểm, bảng điểm chưa chốt hết"
    blocks: list[Block | Prose] = [Prose("scores", "Chấm điểm", f"{units} đơn vị{split} {verdict}.")]
    leaders = []
    for board in boards:
        first = [row.unit.short_name_on(period.ends_on) for row in scores[board.pk] if row.rank == 1]
        if board.is_final and first:
            leaders.append(f"{board.cluster.name}: {listed(first)}")
    if leaders:
        blocks.append(Prose("leaders", "Đơn vị dẫn đầu", f"Dẫn đầu: {'; '.join(leaders)}."))
    if len(boards) > 1:
        blocks.append(_chart(period, boards, scores))
    elif boards and scores[boards[0].pk]:
        blocks.append(_unit_chart(boards[0], scores[boards[0].pk]))
    return blocks


def _mean(rows: Sequence) -> Decimal:
    """Mean percent of a cluster to one decimal, cut."""
    exact = sum((Fraction(row.percent) for row in rows), Fraction(0)) / len(rows)
    return Decimal(int(exact * 10)).scaleb(-1)


def _chart(period: EmulationPeriod, boards: Sequence[ScoreBoard], scores: dict) -> BarChart | ChangeChart:
    """Means of the clusters; before and after when the year before was scored as well."""
    shown = [board for board in boards if scores[board.pk]]
    means = [_mean(scores[board.pk]) for board in shown]
    names = [board.cluster.name for board in shown]
    before = _means_before(period)
    if all(board.cluster_id in before for board in shown):
        return ChangeChart(
            f"Biểu đồ 1. Tỷ lệ điểm bình quân của các cụm, năm {period.year - 1} và năm {period.year}",
            names,
            [
                Series(f"Năm {period.year - 1}", [before[board.cluster_id] for board in shown]),
                Series(f"Năm {period.year}", means),
            ],
            unit=PERCENT,
            places=1,
            sheet="Biểu đồ",
        )
    return BarChart(
        f"Biểu đồ 1. Tỷ lệ điểm bình quân của các cụm, năm {period.year}",
        names,
        [Series(f"Năm {period.year}", means)],
        unit=PERCENT,
        places=1,
        sheet="Biểu đồ",
    )


def _means_before(period: EmulationPeriod) -> dict[int, Decimal]:
    """Cluster id → mean of its frozen board of the year before, by the latest version."""
    rows: dict[tuple[int, int], list[UnitScore]] = defaultdict(list)
    scores = UnitScore.objects.filter(
        board__period__unit=period.unit_id,
        board__period__cluster=period.cluster_id,
        board__period__year=period.year - 1,
        board__frozen_at__isnull=False,
    ).select_related("board")
    for score in scores.order_by("board__version"):
        rows[score.board.cluster_id, score.board.version].append(score)
    return {cluster: _mean(found) for (cluster, _), found in sorted(rows.items())}


def _unit_chart(board: ScoreBoard, rows: Sequence) -> BarChart:
    return BarChart(
        f"Biểu đồ 1. Tỷ lệ điểm của các đơn vị, năm {board.period.year}",
        [row.unit.short_name_on(board.period.ends_on) for row in rows],
        [Series(f"Năm {board.period.year}", [Decimal(int(row.percent * 10)).scaleb(-1) for row in rows])],
        unit=PERCENT,
        places=1,
        sheet="Biểu đồ",
    )


def task_table(results: list[TaskResult]) -> Table:
    rows: list = []
    for row in results:
        if row.criterion.kind == CriterionKind.GROUP:
            rows.append(GroupRow(f"{row.criterion.code}. {row.criterion.name}"))
            continue
        rows.append(
            {
                "name": row.criterion.name,
                "measure": row.criterion.measure,
                "target": rounded(row.target),
                "actual": rounded(row.actual) if row.actual is not None else row.told,
                "share": row.share,
                "reached": f"{row.reached}/{row.units}" if row.target is not None else "",
            }
        )
    return Table(
        columns=[
            Column("name", "Chỉ tiêu"),
            Column("measure", "Đơn vị tính", align="center"),
            Column("target", "Chỉ tiêu giao", "decimal"),
            Column("actual", "Thực hiện", "decimal"),
            Column("share", "Đạt", "percent"),
            Column("reached", "Đơn vị đạt", align="center"),
        ],
        rows=rows,
        sheet="Chỉ tiêu",
    )
