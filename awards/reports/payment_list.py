"""Bảng chi tiền thưởng: what each unit gets, then a list for each with room to sign; sums are formulas in Excel."""

from awards.catalogue.enums import Rounding
from awards.decisions.enums import PaperState
from awards.decisions.models import Decision
from awards.decisions.money_models import Payment
from awards.decisions.money_queries import UnitShare, payments_of, shares
from awards.decisions.papers import organ_name, quoted, rank_post_unit
from awards.reports.enums import Shelf
from awards.reports.parts import slug
from awards.reports.registry import Nothing, Report, Scope
from thidua.documents import (
    Annex,
    Column,
    Document,
    Formula,
    OfficialHeading,
    Paragraph,
    Ref,
    SignatureBlock,
    Table,
    TotalRow,
    italic,
)
from thidua.documents.vietnamese import count, money_in_words

ALL = "Tổng hợp"
_ROUNDED = {
    Rounding.CEIL_10K: ("ROUNDUP(ROUND(", ",2),-4)"),
    Rounding.NEAREST_10K: ("ROUND(ROUND(", ",2),-4)"),
    Rounding.NONE: ("ROUND(", ",0)"),
}


def _papers(scope: Scope) -> list[Decision]:
    """Decisions with a list: all of it for those who look after its money, else only where the own units are paid."""
    found = scope.visible(Decision.objects.all()).filter(period=scope.period, payment_list__isnull=False)
    rows = found.filter(state=PaperState.SIGNED).select_related("period__unit__kind", "issuer__kind")
    papers = sorted(rows, key=lambda paper: -(paper.number or 0))
    if all(_reads_whole(scope, paper) for paper in papers):
        return papers
    own = Payment.objects.of_units_of(scope.reader).filter(unit__path__startswith=scope.unit.path, amount__gt=0)
    mine = set(own.filter(payment_list__in=[paper.pk for paper in papers]).values_list("payment_list", flat=True))
    return [paper for paper in papers if paper.pk in mine or _reads_whole(scope, paper)]


def _reads_whole(scope: Scope, paper: Decision) -> bool:
    return scope.reader is None or scope.reader.has_perm("awards.read_money", paper)


def build(scope: Scope, paper: Decision) -> Document:
    known = payments_of(paper, None if _reads_whole(scope, paper) else scope.reader)
    rows = [row for row in known if scope.is_whole or row.unit.is_under(scope.unit)]
    mine = shares(row for row in rows if row.amount)
    if not mine:
        raise Nothing(f"{scope.unit.short_name} không có khoản tiền thưởng nào theo {paper.code}.")
    on, total = paper.decided_on, sum(share.total for share in mine)
    sheets = {share.unit.pk: f"{place} {share.unit.short_name}" for place, share in enumerate(mine, 1)}
    return Document(
        slug=slug("bang tien thuong", paper.number, _part(scope, paper, mine)),
        kind="Bảng chi tiền thưởng",
        subject=f"Theo {quoted(paper)}",
        heading=OfficialHeading(
            superior="", organ=organ_name(paper.issuer, on), number="", place=paper.place, date=None
        ),
        blocks=[_summary(mine, sheets, total), _in_words(total)],
        signatures=_signatures(),
        annexes=[
            Annex(
                f"Danh sách nhận tiền thưởng: {share.unit.name_on(on)}",
                [_list(share, sheets[share.unit.pk], on), _in_words(share.total)],
                reference=f"(Theo {quoted(paper)})",
                landscape=False,
                sheet=sheets[share.unit.pk],
            )
            for share in mine
        ],
        demo=paper.is_demo,
        date=on,
    )


def _part(scope: Scope, paper: Decision, mine: list[UnitShare]) -> str:
    """What tells a list of some units from the whole one in the name of its file."""
    if not scope.is_whole:
        return scope.unit.code
    return "" if _reads_whole(scope, paper) else " ".join(share.unit.code for share in mine[:3])


def _in_words(total: int) -> Paragraph:
    return Paragraph(["Bằng chữ: ", italic(f"{money_in_words(total)}"), "."])


def _signatures() -> list[SignatureBlock]:
    hint = "(Ký, ghi rõ họ tên)"
    return [SignatureBlock(post=post, hint=hint) for post in ("Người lập bảng", "Tài chính", "Thủ trưởng đơn vị")]


def _summary(mine: list[UnitShare], sheets: dict[int, str], total: int) -> Table:
    """Unit by unit; each sum is read from the list of the unit."""
    rows = [
        {
            "unit": share.unit.short_name, "units": share.units, "people": share.people,
            "amount": Formula(
                share.total,
                ("SUM(", Ref("amount", 0, len(share.rows) - 1, sheet=sheets[share.unit.pk]), ")"),
            ),
        }
        for share in mine
    ]  # fmt: skip
    last = len(rows) - 1

    def summed(column: str, value: int) -> Formula:
        return Formula(value, ("SUM(", Ref(column, 0, last), ")"))

    return Table(
        [
            Column.index(), Column("unit", "Đơn vị"), Column("units", "Tập thể", "int"),
            Column("people", "Cá nhân", "int"), Column("amount", "Số tiền", "money", unit="đồng"),
        ],
        rows,
        totals=[
            TotalRow(
                "Cộng",
                {
                    "units": summed("units", sum(share.units for share in mine)),
                    "people": summed("people", sum(share.people for share in mine)),
                    "amount": summed("amount", total),
                },
            )
        ],
        sheet=ALL,
    )  # fmt: skip


def _list(share: UnitShare, sheet: str, on) -> Table:
    rows = [_cells(row, place, on) for place, row in enumerate(share.rows)]
    size = ", ".join(
        f"{count(number)} {noun}" for number, noun in ((share.units, "tập thể"), (share.people, "cá nhân")) if number
    )
    return Table(
        [
            Column.index(), Column("name", "Tập thể, cá nhân"), Column("post", "Cấp bậc, chức vụ"),
            Column("award", "Danh hiệu, hình thức"), Column("multiple", "Hệ số", "decimal"),
            Column("salary", "Lương cơ sở", "money", unit="đồng"), Column("amount", "Số tiền", "money", unit="đồng"),
            Column("sign", "Ký nhận", width=14),
        ],
        rows,
        totals=[
            TotalRow(
                f"Cộng: {size}", {"amount": Formula(share.total, ("SUM(", Ref("amount", 0, len(rows) - 1), ")"))}
            )
        ],
        sheet=sheet,
        roomy=True,
    )  # fmt: skip


def _cells(row: Payment, place: int, on) -> dict:
    line = row.line.nomination
    before, after = _ROUNDED[Rounding(row.rounding)]
    rank, post, _ = rank_post_unit(line, on) if line.person_id else ("", "", "")
    return {
        "name": row.name, "post": ", ".join(filter(None, (rank, post))) or "Tập thể",
        "award": row.line.award.short_name, "multiple": row.multiple.normalize(), "salary": row.base_salary,
        "amount": Formula(row.amount, (before, Ref("multiple", place), "*", Ref("salary", place), after)),
        "sign": "",
    }  # fmt: skip


REPORT = Report(
    name="payment-list",
    title="Bảng chi tiền thưởng",
    shelf=Shelf.AWARDS,
    icon="banknote",
    formats=("pdf", "xlsx"),
    build=build,
    note="Danh sách ký nhận từng đơn vị, tổng bằng chữ",
    about="bảng tiền thưởng",
    nothing="Chưa lập bảng tiền thưởng nào. Mở quyết định đã ký, chọn Tiền thưởng, Lập bảng.",
    subjects=_papers,
    label=lambda paper: f"{paper.code}, {paper.decided_on:%d/%m/%Y}",
    may=lambda scope, paper: None,  # subjects are those whose money the reader may read
    size=lambda scope, paper: paper.lines.count(),
)
