"""Đăng ký thi đua và kết quả: every unit's registration beside what came of it; for one unit its titles and figures."""

from awards.criteria.registration_queries import units_shown
from awards.decisions.papers import organ_name
from awards.reports.enums import Shelf
from awards.reports.parts import PROVISIONAL, slug
from awards.reports.queries import list_is_settled
from awards.reports.registered import STAGES, UnitRow, registered_rows
from awards.reports.registry import Nothing, Report, Scope
from awards.reports.score_sheet import trim
from thidua.documents import (
    SUM,
    Block,
    Column,
    Document,
    GroupRow,
    Heading,
    OfficialHeading,
    Paragraph,
    SignatureBlock,
    Table,
    TotalRow,
)

WORDS = ("Đăng ký", "Đề nghị", "Đạt", "Quyết định")


def build(scope: Scope, subject: None) -> Document:
    period, on = scope.period, scope.period.ends_on
    rows = registered_rows(period, _units(scope))
    if not any(row.registration or row.titles for row in rows):
        raise Nothing(f"Năm {period.year} chưa có đơn vị nào đăng ký.")
    one = None if scope.is_whole else scope.unit
    together = one is None or len(rows) > 1
    blocks: list[Block] = [_all_units(rows, on)] if together else _one_unit(rows[0])
    return Document(
        slug=slug("dang ky thi dua", scope.unit.code, period.year),
        kind="Bảng tổng hợp",
        subject=f"Đăng ký thi đua và kết quả năm {period.year}" + (f"\n{one.name_on(on)}" if one else ""),
        heading=OfficialHeading(
            organ=organ_name(period.unit, period.starts_on), number="", place=period.unit.place, date=None
        ),
        blocks=blocks,
        signatures=[SignatureBlock(post="Người lập", hint="(Ký, ghi rõ họ tên)")],
        draft="" if list_is_settled(period) else PROVISIONAL,
        demo=period.is_demo,
        date=period.ends_on,
        landscape=together,
    )


def _units(scope: Scope) -> list:
    period = scope.period
    units = units_shown(scope.reader, period) if scope.reader else list(period.reporting_units())
    return units if scope.is_whole else [unit for unit in units if unit.path.startswith(scope.unit.path)]


def _state(row: UnitRow) -> str:
    if row.registration is None:
        return "Chưa đăng ký"
    return row.registration.get_state_display() + (", gửi muộn" if row.registration.late_reason else "")


def _all_units(rows: list[UnitRow], on) -> Table:
    columns = [Column.index(), Column("unit", "Đơn vị"), Column("state", "Đăng ký")]
    for side, noun in (("c", "Tập thể"), ("p", "Cá nhân")):
        columns += [
            Column(f"{side}_{stage}", word, "int", group=noun) for stage, word in zip(STAGES, WORDS, strict=True)
        ]
    columns.append(Column("figures", "Chỉ tiêu đạt", align="center"))
    cells = []
    for row in rows:
        told = {f"c_{stage}": count or None for stage, count in zip(STAGES, row.collectives, strict=True)}
        told |= {f"p_{stage}": count or None for stage, count in zip(STAGES, row.people, strict=True)}
        figures = f"{row.reached}/{len(row.figures)}" if row.figures else "–"
        cells.append({"unit": row.unit.short_name_on(on), "state": _state(row), "figures": figures, **told})
    sums = {f"{side}_{stage}": SUM for side in "cp" for stage in STAGES}
    return Table(columns=columns, rows=cells, totals=[TotalRow("Cộng", sums)], sheet="Đơn vị")


def _one_unit(row: UnitRow) -> list[Block]:
    said = [Paragraph(f"Trạng thái đăng ký: {_state(row)}.")]
    if row.registration and row.registration.note:
        said.append(Paragraph(row.registration.note, lead="Cam kết:"))
    titles: list = []
    for is_collective, noun in ((True, "Tập thể"), (False, "Cá nhân")):
        found = [one for one in row.titles if one.is_collective == is_collective]
        titles += [GroupRow(noun)] if found else []
        titles += [{"award": one.award.name, **{stage: getattr(one, stage) for stage in STAGES}} for one in found]
    figures = [
        {
            "name": f"{one.criterion.code} {one.criterion.name}", "measure": one.criterion.measure,
            "target": trim(one.target), "registered": trim(one.registered), "actual": one.shown,
            "reached": "Đạt" if one.is_reached else "Chưa có số" if one.actual is None else "Chưa đạt",
        }
        for one in row.figures
    ]  # fmt: skip
    return [
        *said,
        Heading("I. Danh hiệu thi đua"),
        Table(
            columns=[Column("award", "Danh hiệu"), *(
                Column(stage, word, "int") for stage, word in zip(STAGES, WORDS, strict=True)
            )],
            rows=titles, sheet="Danh hiệu", empty="Chưa đăng ký danh hiệu nào",
        ),
        Heading("II. Chỉ tiêu"),
        Table(
            columns=[
                Column("name", "Tiêu chí"), Column("measure", "Đơn vị tính", align="center"),
                Column("target", "Giao", "decimal"), Column("registered", "Đăng ký", "decimal"),
                Column("actual", "Thực hiện", "decimal"), Column("reached", "So với đăng ký", align="center"),
            ],
            rows=figures, sheet="Chỉ tiêu", empty="Chưa giao chỉ tiêu",
        ),
    ]  # fmt: skip


REPORT = Report(
    name="registrations",
    title="Đăng ký thi đua và kết quả",
    shelf=Shelf.YEAR,
    icon="git-compare",
    formats=("pdf", "xlsx"),
    build=build,
    note="Danh hiệu, chỉ tiêu đăng ký đầu năm so với kết quả cuối năm",
    may=lambda scope, subject: (
        ("awards.report_year", scope.period) if scope.is_whole else ("awards.report_unit", scope.unit)
    ),
)
