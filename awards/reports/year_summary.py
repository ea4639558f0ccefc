"""Báo cáo tổng kết: the year in figures and in the words of its conference (rules §11.1).

Nothing is claimed that was not entered: tasks from verified results, models from the library, limits and directions
from what the conference discussed and concluded.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from awards.ballots.queries import RoundResult, results_of_conference
from awards.conferences.models import Conference
from awards.criteria.enums import CriterionKind
from awards.decisions.papers import organ_name, parent_on
from awards.nominations.models import Nomination
from awards.reports import figure_tables, year_awards, year_results
from awards.reports.enums import Shelf
from awards.reports.models import SummaryText
from awards.reports.parts import PROVISIONAL, body_heading, chair_signature, place_of, slug
from awards.reports.prose import Passage, Prose, passages, resolved, texts_of
from awards.reports.queries import (
    TitleFigures,
    boards_are_final,
    boards_of,
    kept_lines,
    list_is_settled,
    lost_lines,
    matrix,
    scores_of,
    title_figures,
)
from awards.reports.registered import registered_rows
from awards.reports.registry import Report, Scope
from awards.reports.score_parts import trim
from awards.reports.wordings import worded
from awards.reports.year_figures import YearFigures, year_figures
from awards.reports.year_results import TaskResult, task_results, task_table
from awards.scoring.models import ScoreBoard
from awards.years.enums import Step
from awards.years.models import EmulationPeriod
from thidua.documents import (
    SUM,
    Annex,
    Block,
    Column,
    Document,
    GroupRow,
    Heading,
    OfficialHeading,
    SignatureBlock,
    Table,
    TotalRow,
)
from thidua.documents.vietnamese import roman


@dataclass
class Content:
    """The report before it is laid out: what its figures say, and the parts with their paragraphs."""

    period: EmulationPeriod
    conference: Conference | None
    parts: list[tuple[str, list[Block | Prose]]]
    texts: dict[str, SummaryText]
    annexes: list[Annex]
    figures: YearFigures
    is_settled: bool

    def passages(self) -> list[tuple[str, list[Passage]]]:
        """Title of a part → its paragraphs, those of the office with those of the figures."""
        return [(title, passages(blocks, self.texts)) for title, blocks in self.parts]

    @property
    def stale(self) -> list[Passage]:
        return [one for _, rows in self.passages() for one in rows if one.is_stale]

    def find(self, key: str) -> Passage | None:
        return next((one for _, rows in self.passages() for one in rows if one.prose.key == key), None)


def content_of(period: EmulationPeriod) -> Content:
    """Everything the report says, from what was entered."""
    boards = boards_of(period)
    figures = title_figures(period)
    whole = title_figures(period, with_events=True)
    lines = list(kept_lines(period))
    tasks = task_results(period)
    told = year_figures(period, lines)
    conference = main_conference(period)
    results = results_of_conference(conference) if conference else []
    discussion, conclusion = (conference.discussion, conference.conclusion) if conference else ("", "")
    parts: list[tuple[str, list[Block | Prose]]] = [
        ("", [Prose("opening", "Câu mở đầu", _opening(period, conference))]),
        ("KẾT QUẢ THỰC HIỆN", year_results.section(period, boards, tasks)),
        (
            "KẾT QUẢ BÌNH XÉT, ĐỀ NGHỊ KHEN THƯỞNG",
            year_awards.section(period, conference, figures, results, lines, whole, told),
        ),
        ("THẢO LUẬN, HẠN CHẾ", [Prose("limits", "Thảo luận, hạn chế, nguyên nhân", _lines(discussion), listed=True)]),
        ("BÀI HỌC KINH NGHIỆM", [Prose("lessons", "Bài học kinh nghiệm", listed=True)]),
        ("PHƯƠNG HƯỚNG", [Prose("direction", "Phương hướng, nhiệm vụ", _lines(conclusion), listed=True)]),
        ("ĐỀ XUẤT, KIẾN NGHỊ", [Prose("proposals", "Đề xuất, kiến nghị", listed=True)]),
    ]
    return Content(
        period, conference, parts, texts_of(period), _annexes(period, boards, whole, lines, tasks, told), told,
        _is_settled(period, boards, whole, results),
    )  # fmt: skip


def frame(content: Content) -> Document:
    """The report without its text: head, signature, recipients, marks, dates."""
    period, conference = content.period, content.conference
    finished = period.phases.filter(step=Step.REPORTS).values_list("finished_on", flat=True).first()
    return Document(
        slug=slug("bao cao tong ket", period.holder.code, period.year),
        kind="Báo cáo",
        subject=f"Tổng kết công tác thi đua, khen thưởng\nvà phong trào thi đua Quyết thắng năm {period.year}",
        heading=_heading(period, conference, finished),
        signatures=[chair_signature(conference, authority=True)]
        if conference
        else [SignatureBlock(post="Thủ trưởng đơn vị", hint="(Ký, ghi rõ họ tên)")],
        recipients=_recipients(period, conference),
        draft="" if content.is_settled and not content.stale else PROVISIONAL,
        demo=period.is_demo,
        date=finished or (conference.held_on if conference else period.ends_on),
    )


def build(scope: Scope, subject: None) -> Document:
    content = content_of(scope.period)
    blocks, place = [], 0
    for title, part in content.parts:
        if not (found := resolved(part, content.texts)):
            continue
        if title:
            place += 1
            blocks.append(Heading(f"{roman(place)}. {title}"))
        blocks += found
    document = replace(frame(content), blocks=blocks, annexes=content.annexes)
    return worded(document, "year-summary", scope.period.unit, document.acted_on, dict)


def main_conference(period: EmulationPeriod) -> Conference | None:
    """The conference that settled the year: of the council, else of the cluster whose year it is; the last one held."""
    held = period.conferences.select_related("council__unit__kind", "cluster__organiser__kind", "host")
    rows = held.filter(cluster=period.cluster_id) if period.cluster_id else held.filter(council__isnull=False)
    return rows.order_by("-starts_at", "-pk").first()


def _is_settled(
    period: EmulationPeriod, boards: Sequence[ScoreBoard], figures: list[TitleFigures], results: list[RoundResult]
) -> bool:
    """Every board frozen, every line decided; for a cluster: its ballot published."""
    if not boards_are_final(period, boards):
        return False
    if period.cluster_id:
        return bool(results)
    return list_is_settled(period) and bool(figures) and not any(row.waiting for row in figures)


def _heading(period: EmulationPeriod, conference: Conference | None, finished: date | None) -> OfficialHeading:
    if conference is not None:
        return body_heading(conference.body, on=conference.held_on, day=finished, place=place_of(conference), kind="BC")
    return OfficialHeading(
        organ=organ_name(period.unit, period.ends_on), number="/BC-TĐKT", place=period.unit.place, date=finished
    )


def _recipients(period: EmulationPeriod, conference: Conference | None) -> list[str]:
    above = period.unit if period.cluster_id else parent_on(period.unit, period.ends_on)
    report = [f"{above.short_name_on(period.ends_on)} (để báo cáo)"] if above else []
    members = ["Các đơn vị của cụm"] if period.cluster_id else ["Thành viên Hội đồng", "Các cơ quan, đơn vị trực thuộc"]
    return [*report, *members, "Lưu: Hồ sơ hội nghị"]


def _opening(period: EmulationPeriod, conference: Conference | None) -> str:
    span = (
        f"từ tháng {period.starts_on.month}/{period.starts_on.year} đến hết tháng "
        f"{period.ends_on.month}/{period.ends_on.year}"
    )
    who = conference.body.name if conference else organ_name(period.unit, period.ends_on)
    theme = f", chủ đề “{period.slogan}”" if period.slogan else ""
    return (
        f"{who} báo cáo kết quả công tác thi đua, khen thưởng và phong trào thi đua Quyết thắng năm {period.year} "
        f"({span}){theme} như sau:"
    )


def _lines(text: str) -> str:
    """What was written down, one thought a line."""
    return "\n".join(row.strip(" -+•").strip() for row in text.splitlines() if row.strip(" -+•"))


# Annexes --------------------------------------------------------------------------------------------------------------


def _annexes(
    period: EmulationPeriod,
    boards: Sequence[ScoreBoard],
    figures: list[TitleFigures],
    lines: list[Nomination],
    tasks: list[TaskResult],
    told: YearFigures,
) -> list[Annex]:
    annexes = list(figure_tables.annexes(told))
    if registered := figure_tables.registered_table(registered_rows(period, period.reporting_units())):
        title = f"Đăng ký và kết quả năm {period.year}"
        annexes.append(Annex(title, [registered], landscape=False, reference="", sheet="Đăng ký và kết quả"))
    if boards:
        annexes.append(
            Annex(
                f"Xếp hạng thi đua năm {period.year}",
                [_ranking(period, boards)],
                landscape=False,
                reference="",
                sheet="Xếp hạng",
            )
        )
    if lines:
        annexes.append(
            Annex(
                f"Danh hiệu theo đơn vị năm {period.year}",
                [_unit_table(period, figures, lines)],
                landscape=False,
                reference="",
                sheet="Theo đơn vị",
            )
        )
    if refused := lost_lines(period):
        annexes.append(
            Annex(
                f"Đề nghị chưa được tặng năm {period.year}",
                [_lost_table(period, refused)],
                landscape=False,
                reference="",
                sheet="Chưa được tặng",
            )
        )
    entered = [row for row in tasks if row.criterion.kind != CriterionKind.BY_HAND]
    if any(row.actual is not None or row.told for row in entered):
        annexes.append(
            Annex(
                f"Kết quả thực hiện các chỉ tiêu năm {period.year}",
                [task_table(entered)],
                landscape=False,
                reference="",
                sheet="Chỉ tiêu",
            )
        )
    return annexes


def _ranking(period: EmulationPeriod, boards: Sequence[ScoreBoard]) -> Table:
    rows: list = []
    scores = scores_of(boards)
    for place, board in enumerate(boards, 1):
        state = "" if board.is_final else " (tạm tính)"
        rows.append(GroupRow(f"{board.cluster.name}{state}", roman(place)))
        for score in scores[board.pk]:
            shared = " (đồng hạng)" if score.is_shared_rank else ""
            rows.append(
                {
                    "unit": score.unit.name_on(period.ends_on),
                    "total": trim(score.total),
                    "applicable": trim(score.applicable),
                    "percent": score.percent / 100,
                    "rank": f"{score.rank}{shared}" if board.is_final else "–",
                }
            )
    return Table(
        columns=[
            Column.index(),
            Column("unit", "Đơn vị"),
            Column("total", "Tổng điểm", "decimal", places=3),
            Column("applicable", "Tối đa được giao", "decimal"),
            Column("percent", "Tỷ lệ", "percent"),
            Column("rank", "Xếp hạng", align="center"),
        ],
        rows=rows,
        restart_index=True,
        sheet="Xếp hạng",
    )


def _unit_table(period: EmulationPeriod, figures: list[TitleFigures], lines: list[Nomination]) -> Table:
    shown = [row for row in figures if row.kept]
    return Table(
        columns=[
            Column.index(),
            Column("unit", "Đơn vị"),
            *(Column(f"a{row.award.pk}", row.award.short_name, "int") for row in shown),
        ],
        rows=[
            {
                "unit": row.unit.name_on(period.ends_on),
                **{f"a{one.award.pk}": row.kept[one.award.pk] or None for one in shown},
            }
            for row in matrix(lines)
        ],
        totals=[TotalRow("Cộng", {f"a{row.award.pk}": SUM for row in shown})],
        sheet="Theo đơn vị",
    )


def _lost_table(period: EmulationPeriod, lines: list[Nomination]) -> Table:
    """Every line that was put forward and did not get its title, with the sentence its own page tells."""
    return Table(
        columns=[
            Column.index(),
            Column("name", "Đối tượng"),
            Column("unit", "Đơn vị đề nghị"),
            Column("award", "Danh hiệu, hình thức"),
            Column("why", "Lý do"),
        ],
        rows=[
            {
                "name": line.subject_name,
                "unit": line.proposer.short_name_on(period.ends_on),
                "award": line.award.short_name,
                "why": line.why_not,
            }
            for line in lines
        ],
        sheet="Chưa được tặng",
    )


REPORT = Report(
    name="year-summary",
    title="Báo cáo tổng kết phong trào Thi đua Quyết thắng",
    shelf=Shelf.YEAR,
    icon="file-chart-column",
    formats=("pdf", "docx", "xlsx"),
    build=build,
    note="Theo Nghị định 30, có biểu đồ, bảng tổng hợp và phụ lục",
    may=lambda scope, subject: ("awards.report_year", scope.period),
    size=lambda scope, subject: kept_lines(scope.period).count(),
    needs_whole=True,
)
