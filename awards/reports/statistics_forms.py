"""Biểu thống kê 0601–0605 of the Ministry of Home Affairs, with an annex that explains every cell."""

from awards.decisions.papers import organ_name
from awards.reports.enums import Shelf
from awards.reports.parts import PROVISIONAL, slug
from awards.reports.queries import list_is_settled
from awards.reports.registry import Report, Scope
from awards.reports.statistics_cells import Form, below_ministry, definition, forms_of
from thidua.documents import (
    Annex,
    Column,
    Document,
    GroupRow,
    OfficialHeading,
    Paragraph,
    SignatureBlock,
    Table,
)


def build(scope: Scope, subject: None) -> Document:
    period, on = scope.period, scope.period.ends_on
    forms = forms_of(period)
    left_out = "; ".join(f"{label}: {size}" for label, size in below_ministry(period).items())
    words = [f"Nguồn biểu mẫu: {definition()['source']}; mức tin cậy {definition()['confidence']} (nguồn thứ cấp)."]
    if left_out:
        words.append(f"Không vào biểu 0602, 0603 vì cấp quyết định thấp hơn: {left_out}.")
    words.append("Ô trống là nội dung phần mềm không ghi, điền tay; cách tính từng ô ở phụ lục cuối.")
    annexes = [
        Annex(f"Biểu {form.code}: {form.title}", [_table(form)], label="", reference="", sheet=f"Biểu {form.code}")
        for form in forms
    ]
    annexes.append(Annex("Giải thích từng ô", [_explained(forms)], label="", reference="", sheet="Giải thích"))
    return Document(
        slug=slug("bieu thong ke", period.holder.code, period.year),
        kind="Báo cáo thống kê",
        subject=f"Thi đua, khen thưởng năm {period.year}",
        heading=OfficialHeading(organ=organ_name(period.unit, on), number="/BC-TĐKT", place=period.unit.place),
        blocks=[Paragraph(one) for one in words],
        signatures=[
            SignatureBlock(post="Người lập biểu", hint="(Ký, ghi rõ họ tên)"),
            SignatureBlock(post="Thủ trưởng đơn vị", hint="(Ký, ghi rõ họ tên)"),
        ],
        annexes=annexes,
        draft="" if list_is_settled(period) else PROVISIONAL,
        demo=period.is_demo,
        date=on,
    )


def _table(form: Form) -> Table:
    """The form as it is handed in: a column code under every title."""
    return Table(
        columns=[
            Column("code", "Mã số", align="center"),
            Column("label", form.first, width=24),
            *(Column(f"c{code}", f"{title}\n({code})", "int", group=group) for code, title, group in form.columns),
        ],
        rows=[
            {
                "code": row,
                "label": label,
                **{f"c{code}": form.cells[row, code].value for code, _, _ in form.columns},
            }
            for row, label in form.rows
        ],
        sheet=f"Biểu {form.code}",
    )


def _explained(forms: list[Form]) -> Table:
    rows: list = []
    for form in forms:
        rows.append(GroupRow(f"Biểu {form.code}: {form.title}"))
        titles = {code: title for code, title, _ in form.columns}
        for (row, column), cell in form.cells.items():
            rows.append(
                {
                    "cell": f"{form.code}.{row}.{column}",
                    "title": titles[column],
                    "value": cell.value,
                    "how": cell.how,
                    "sources": cell.told,
                }
            )
    return Table(
        columns=[
            Column("cell", "Ô (biểu.hàng.cột)", align="center", width=12),
            Column("title", "Nội dung", width=18),
            Column("value", "Số", "int"),
            Column("how", "Cách tính", width=34),
            Column("sources", "Tính từ", width=44),
        ],
        rows=rows,
        sheet="Giải thích",
    )


REPORT = Report(
    name="statistics-forms",
    title="Biểu thống kê 0601–0605",
    shelf=Shelf.YEAR,
    icon="table",
    formats=("xlsx", "pdf"),
    build=build,
    note="Phong trào, khen thưởng cấp Nhà nước, cấp bộ, tổ chức, người làm thi đua; giải thích từng ô",
    may=lambda scope, subject: ("awards.report_year", scope.period),
    size=lambda scope, subject: 150,
    needs_whole=True,
)
