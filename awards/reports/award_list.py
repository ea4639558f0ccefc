"""Danh sách được khen: who is commended for the year, title by title and unit by unit, with the paper that gave it."""

from collections import Counter

from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import DecisionLine
from awards.decisions.papers import organ_name, rank_post_unit
from awards.nominations.enums import NominationState
from awards.nominations.models import Nomination, NominationList
from awards.reports.enums import Shelf
from awards.reports.parts import PROVISIONAL, listed, slug
from awards.reports.queries import figures_words, kept_lines, list_is_settled, matrix, title_figures
from awards.reports.registry import Nothing, Report, Scope
from thidua.documents import SUM, Annex, Column, Document, OfficialHeading, Paragraph, Table, TotalRow
from thidua.documents.vietnamese import count


def build(scope: Scope, subject: None) -> Document:
    period, on = scope.period, scope.period.ends_on
    if not NominationList.every.filter(period=period).exists():
        raise Nothing(f"Năm {period.year} chưa có danh sách đề nghị.")
    lines = list(scope.visible(kept_lines(period, scope.unit)))
    figures = [row for row in title_figures(period, scope.unit, with_events=True) if row.kept]
    given = papers_of(lines)
    waiting = [line for line in lines if line.state in (NominationState.PASSED, NominationState.PROPOSED_UP)]
    by_award: dict = {}
    for line in lines:
        by_award.setdefault(line.award, []).append(line)
    days = [paper.decision.decided_on for paper in given.values()]
    told = listed(f"{count(row.kept)} {row.noun} danh hiệu “{row.award.short_name}”" for row in figures)
    return Document(
        slug=slug("danh sach duoc khen", scope.unit.code, period.year),
        kind="Danh sách",
        subject=f"Tập thể, cá nhân được khen thưởng năm {period.year}"
        + ("" if scope.is_whole else f"\n{scope.unit.name_on(on)}"),
        heading=OfficialHeading(
            superior=organ_name(period.unit, on) if not scope.is_whole else "",
            organ=scope.unit.name_on(on) if not scope.is_whole else organ_name(period.unit, on),
            number="/DS-TĐKT",
            place=scope.unit.place or period.unit.place,
            date=max(days) if days and not waiting else None,
        ),
        blocks=[
            Paragraph(f"Năm {period.year}: {told}." if told else f"Năm {period.year} chưa có ai được khen thưởng."),
            *([_matrix(scope, lines, figures)] if lines else []),
        ],
        annexes=[
            Annex(
                f"Danh sách {count(len(rows))} {'tập thể' if rows[0].unit_id else 'cá nhân'} “{award.short_name}” "
                f"năm {period.year}",
                [_list(rows, given)],
                reference="",
                sheet=award.short_name,
            )
            for award, rows in by_award.items()
        ],
        draft=PROVISIONAL if waiting or not list_is_settled(period) else "",
        demo=period.is_demo,
        date=max(days) if days else on,
    )


def papers_of(lines: list[Nomination]) -> dict[int, DecisionLine]:
    """Nomination id → the line of the paper that settled it: decision here, answer from above, else our submission."""
    found: dict[int, DecisionLine] = {}
    rows = DecisionLine.objects.filter(nomination__in=[line.pk for line in lines], decision__state=PaperState.SIGNED)
    for row in rows.select_related("decision__issuer").order_by("decision__decided_on", "decision_id"):
        known = found.get(row.nomination_id)
        if known is None or row.decision.kind != PaperKind.SUBMISSION:
            found[row.nomination_id] = row
    return found


def _matrix(scope: Scope, lines: list[Nomination], figures) -> Table:
    """Unit × title: what the totals of the titles are made of."""
    columns = [
        Column.index(),
        Column("unit", "Đơn vị"),
        *(Column(f"a{row.award.pk}", row.award.short_name, "int") for row in figures),
    ]
    rows = [
        {
            "unit": row.unit.short_name_on(scope.period.ends_on),
            **{f"a{one.award.pk}": row.kept[one.award.pk] or None for one in figures},
        }
        for row in matrix(lines)
    ]
    return Table(
        columns,
        rows,
        caption="Tổng hợp theo đơn vị và danh hiệu",
        totals=[TotalRow("Cộng", {f"a{row.award.pk}": SUM for row in figures})],
        sheet="Tổng hợp",
    )


def _list(rows: list[Nomination], given: dict[int, DecisionLine]) -> Table:
    collective = rows[0].unit_id is not None
    columns = [
        Column.index(),
        *(
            [Column("name", "Tập thể")]
            if collective
            else [
                Column("name", "Họ và tên"),
                Column("rank", "Cấp bậc", align="center"),
                Column("post", "Chức vụ"),
                Column("unit", "Đơn vị"),
            ]
        ),
        Column("paper", "Văn bản"),
        Column("golden", "Số vào sổ", "int"),
    ]
    body = []
    for line in rows:
        paper = given.get(line.pk)
        cells = {
            "name": line.subject_name,
            "paper": _paper_words(line, paper),
            "golden": paper and paper.golden_book_no,
        }
        if not collective:
            cells |= dict(zip(("rank", "post", "unit"), rank_post_unit(line), strict=True))
        body.append(cells)
    noun = "tập thể" if collective else "cá nhân"
    states = Counter(NominationState(line.state) for line in rows)
    decided = f", đã có quyết định: {count(states[NominationState.DECIDED])}" if states[NominationState.DECIDED] else ""
    return Table(columns, body, totals=[TotalRow(f"Cộng: {count(len(rows))} {noun}{decided}")])


def _paper_words(line: Nomination, paper: DecisionLine | None) -> str:
    if paper is None:
        return "Chờ quyết định"
    words = f"{paper.decision.code}, {paper.decision.decided_on:%d/%m/%Y}"
    if paper.decision.kind == PaperKind.SUBMISSION:
        return f"Tờ trình {words}, chờ cấp trên"
    return words


REPORT = Report(
    name="award-list",
    title="Danh sách được khen thưởng",
    shelf=Shelf.AWARDS,
    icon="medal",
    formats=("pdf", "xlsx"),
    build=build,
    note="Theo danh hiệu và theo đơn vị, với số quyết định",
    may=lambda scope, subject: ("awards.report_unit", scope.unit),
    told=lambda scope: figures_words(title_figures(scope.period, scope.unit, with_events=True)),
    size=lambda scope, subject: kept_lines(scope.period, scope.unit).count(),
)
