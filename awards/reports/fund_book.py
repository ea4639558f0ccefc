"""Sổ quỹ thi đua, khen thưởng: what came in, what went out, what is left after each entry."""

from awards.decisions.money_enums import FundSide
from awards.decisions.money_models import FundEntry
from awards.decisions.money_queries import balance_of
from awards.decisions.papers import organ_name
from awards.reports.enums import Shelf
from awards.reports.parts import slug
from awards.reports.registry import Nothing, Report, Scope
from thidua.documents import (
    SUM,
    Column,
    Document,
    Formula,
    OfficialHeading,
    Paragraph,
    Ref,
    SignatureBlock,
    Table,
    TotalRow,
)
from thidua.documents.vietnamese import number


def build(scope: Scope, subject: None) -> Document:
    period = scope.period
    unit = period.unit
    entries = scope.visible(FundEntry.objects.all()).filter(unit=unit, on__year=period.year).order_by("on", "pk")
    rows = list(entries.select_related("by"))
    if not rows:
        raise Nothing(f"Năm {period.year} chưa ghi khoản thu, chi nào.")
    opening = balance_of(unit) - sum(
        one.signed_amount for one in FundEntry.objects.filter(unit=unit, on__year__gte=period.year)
    )
    return Document(
        slug=slug("so quy", unit.code, period.year),
        kind="Sổ quỹ thi đua, khen thưởng",
        subject=f"Năm {period.year}",
        heading=OfficialHeading(
            superior="", organ=organ_name(unit, period.ends_on), number="", place=unit.place, date=None
        ),
        blocks=[
            Paragraph(f"Số dư đầu năm: {number(opening)} đồng."),
            _table(rows, opening),
        ],
        signatures=[
            SignatureBlock(post=post, hint="(Ký, ghi rõ họ tên)") for post in ("Người giữ sổ", "Thủ trưởng đơn vị")
        ],
        demo=period.is_demo,
        landscape=True,
        date=rows[-1].on,
    )


def _table(rows: list[FundEntry], opening: int) -> Table:
    left, cells = opening, []
    for place, one in enumerate(rows):
        left += one.signed_amount
        before = (Ref("left", place - 1),) if place else (str(opening),)
        cells.append(
            {
                "on": one.on, "voucher": one.voucher or "–", "text": one.text, "source": one.get_source_display(),
                "income": one.amount if one.side == FundSide.INCOME else None,
                "expense": one.amount if one.side == FundSide.EXPENSE else None,
                "left": Formula(left, (*before, "+", Ref("income", place), "-", Ref("expense", place))),
            }
        )  # fmt: skip
    return Table(
        [
            Column.index(), Column("on", "Ngày", "date"), Column("voucher", "Chứng từ", align="center"),
            Column("text", "Nội dung"), Column("source", "Khoản"), Column("income", "Thu", "money", unit="đồng"),
            Column("expense", "Chi", "money", unit="đồng"), Column("left", "Còn", "money", unit="đồng"),
        ],
        cells, totals=[TotalRow("Cộng", {"income": SUM, "expense": SUM})], sheet="Sổ quỹ",
    )  # fmt: skip


REPORT = Report(
    name="fund-book",
    title="Sổ quỹ thi đua, khen thưởng",
    shelf=Shelf.AWARDS,
    icon="wallet",
    formats=("pdf", "xlsx"),
    build=build,
    note="Thu, chi, số còn lại sau từng khoản",
    may=lambda scope, subject: ("awards.report_year", scope.period),
    needs_whole=True,
)
