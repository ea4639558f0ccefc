"""Phân bổ chỉ tiêu khen thưởng: what every unit may put forward, what it has put forward, what is kept back."""

from awards.decisions.papers import organ_name
from awards.nominations.board import quota_board, titles_of
from awards.nominations.sharing import Shared, distributions, shared, units_to_share
from awards.reports.enums import Shelf
from awards.reports.parts import PROVISIONAL, local, slug
from awards.reports.registry import Nothing, Report, Scope
from thidua.documents import (
    Column,
    Document,
    OfficialHeading,
    Paragraph,
    SignatureBlock,
    Table,
    TotalRow,
)


def build(scope: Scope, subject: None) -> Document:
    period, on = scope.period, scope.period.ends_on
    titles = titles_of(period)
    if not titles:
        raise Nothing(f"Năm {period.year} chưa mở danh sách đề nghị.")
    listing = titles[0].nomination_list
    board = quota_board(listing, titles=titles)
    units, given = units_to_share(listing), distributions(listing)
    found = [shared(listing, board, row, units, given) for row in board if row.meter.quota is not None]
    if not any(one.distribution for one in found):
        raise Nothing(f"Năm {period.year} chưa phân bổ chỉ tiêu danh hiệu nào.")
    found = [one for one in found if one.distribution]
    last = max(local(one.distribution.made_at).date() for one in found)
    return Document(
        slug=slug("phan bo chi tieu", scope.unit.code, period.year),
        kind="Bảng phân bổ",
        subject=f"Chỉ tiêu khen thưởng năm {period.year}" + ("" if scope.is_whole else f"\n{scope.unit.name_on(on)}"),
        heading=OfficialHeading(
            organ=organ_name(period.unit, on), number="/PB-TĐKT", place=period.unit.place, date=last
        ),
        blocks=[*_how(found), _all_units(found) if scope.is_whole else _one_unit(scope, found)],
        signatures=[
            SignatureBlock(post="Người lập biểu", hint="(Ký, ghi rõ họ tên)"),
            SignatureBlock(post="Thủ trưởng đơn vị", hint="(Ký, ghi rõ họ tên)"),
        ],
        draft="" if listing.is_locked else PROVISIONAL,
        demo=period.is_demo,
        landscape=scope.is_whole,
        date=last,
    )


def _how(found: list[Shared]) -> list[Paragraph]:
    """How each quota was worked out, and the cap on those who command inside it."""
    said = []
    for one in found:
        row = one.row.year_award
        words = f"{one.row.meter.quota}"
        words += f" ({row.quota_text.lower()})" if row.quota_text else ""
        if one.row.commanders is not None and one.row.commanders.quota is not None:
            where = "ngoài chỉ tiêu chung" if row.commanders_apart else "nằm trong chỉ tiêu"
            words += f"; riêng cán bộ chủ trì tối đa {one.row.commanders.quota}, {where}"
        said.append(Paragraph(f"{words}.", lead=f"{one.row.award.short_name}:"))
    return said


def _all_units(found: list[Shared]) -> Table:
    columns = [Column.index(), Column("unit", "Đơn vị")]
    for number, one in enumerate(found):
        name = one.row.award.short_name
        columns.append(Column(f"g{number}", "Giao", "int", group=name))
        if one.row.commanders is not None:
            columns.append(Column(f"c{number}", "Chủ trì", "int", group=name))
        columns += [
            Column(f"d{number}", "Đề nghị", "int", group=name),
            Column(f"l{number}", "Còn (−vượt)", "int", group=name),
        ]
    rows: dict[int, dict] = {}
    for number, one in enumerate(found):
        for balance in one.balances:
            row = rows.setdefault(balance.unit.pk, {"unit": balance.name})
            row[f"g{number}"] = balance.meter.quota
            row[f"c{number}"] = balance.share.commanders if balance.share else 0
            row[f"d{number}"] = balance.meter.counted
            row[f"l{number}"] = balance.meter.quota - balance.meter.counted
    keys = [column.key for column in columns if column.key[0] in "gcdl" and column.key[1:].isdigit()]
    rows = {pk: {"unit": row["unit"], **{key: row.get(key) for key in keys}} for pk, row in rows.items()}
    given, kept = {}, {}
    for number, one in enumerate(found):
        given |= {f"g{number}": one.given, f"d{number}": one.row.meter.counted}
        kept[f"g{number}"] = one.reserve
        if one.row.commanders is not None:
            given[f"c{number}"] = one.commanders_given
            kept[f"c{number}"] = (one.row.commanders.quota or 0) - one.commanders_given
    totals = [TotalRow("Cộng", given), TotalRow("Chưa phân bổ", kept)]
    return Table(columns=columns, rows=list(rows.values()), totals=totals, sheet="Phân bổ")


def _one_unit(scope: Scope, found: list[Shared]) -> Table:
    has_chiefs = any(one.row.commanders is not None for one in found)
    rows = []
    for one in found:
        for balance in one.balances:
            if balance.unit.is_under(scope.unit):
                row = {
                    "unit": balance.name, "award": one.row.award.name, "given": balance.meter.quota,
                    "put": balance.meter.counted, "left": balance.meter.quota - balance.meter.counted,
                }  # fmt: skip
                if has_chiefs:
                    row["chiefs"] = balance.share.commanders if balance.share else None
                rows.append(row)
    columns = [Column.index(), Column("unit", "Đơn vị"), Column("award", "Danh hiệu"), Column("given", "Giao", "int")]
    columns += [Column("chiefs", "Trong đó chủ trì", "int")] if has_chiefs else []
    columns += [Column("put", "Đề nghị", "int"), Column("left", "Còn (−vượt)", "int")]
    return Table(columns=columns, rows=rows, sheet="Phân bổ", empty="Chưa giao chỉ tiêu cho đơn vị")


REPORT = Report(
    name="quota-shares",
    title="Phân bổ chỉ tiêu khen thưởng",
    shelf=Shelf.AWARDS,
    icon="split",
    formats=("pdf", "xlsx"),
    build=build,
    note="Chỉ tiêu từng danh hiệu giao cho từng đơn vị, đã đề nghị, còn lại",
    may=lambda scope, subject: ("awards.report_unit", scope.unit),
)
