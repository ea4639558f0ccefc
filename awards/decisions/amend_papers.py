"""What papers about other papers say: the correction, the revocation. Content only; formats are elsewhere."""

from collections.abc import Collection
from datetime import date

from awards.catalogue.enums import Item
from awards.catalogue.queries import rules_on
from awards.decisions.amend_queries import points_of
from awards.decisions.amendments import AmendPoint
from awards.decisions.enums import PaperKind
from awards.decisions.models import Decision
from awards.decisions.papers import builders, common, deciding, groups_of, made_on, quoted, rank_post_unit, subject_on
from thidua.documents import SUM, Annex, Column, Document, Paragraph, Table, TotalRow
from thidua.documents.vietnamese import count


def _head(paper: Decision, number: int | None, day: date | None) -> dict:
    head = common(paper, "Quyết định", number, day)
    if not paper.legal_bases:
        head["legal_bases"] = [*head["legal_bases"], f"Căn cứ {quoted(paper.amends)}"]
    return {**head, "issuer": deciding(paper, day or made_on(paper)), "enacting": "Quyết định:"}


def correction(paper: Decision, number: int | None, day: date | None) -> Document:
    """Old words beside new ones; everything else of the old paper stands."""
    old = paper.amends
    rows = [
        {
            "who": _who(point) if point.line else "Toàn văn bản", "part": point.get_part_display(),
            "wrong": point.wrong or "–", "right": point.right,
        }
        for point in points_of(paper)
    ]  # fmt: skip
    return Document(
        **_head(paper, number, day),
        blocks=[
            Paragraph(f"Đính chính {quoted(old)} như sau:", lead="Điều 1."),
            Table(
                [
                    Column.index(), Column("who", "Đối tượng"), Column("part", "Phần"), Column("wrong", "Đã ghi"),
                    Column("right", "Sửa là"),
                ],
                rows, sheet="Đính chính",
            ),
            Paragraph(f"Lý do: {paper.amend_reason.rstrip('.')}."),
            Paragraph(f"Các nội dung khác của {quoted(old)} giữ nguyên.", lead="Điều 2."),
            Paragraph(
                "Quyết định này có hiệu lực từ ngày ký và là một phần của quyết định được đính chính. Cơ quan chính "
                "trị và các đơn vị, cá nhân có liên quan chịu trách nhiệm thi hành./.",
                lead="Điều 3.",
            ),
        ],
    )  # fmt: skip


def handed_back(paper: Decision, points: Collection[AmendPoint] | None = None) -> str:
    """What those named in a revocation bring back: the things that went with their titles, the money."""
    rules = rules_on(paper.amends.decided_on)
    awards = {point.line.award for point in (points_of(paper) if points is None else points)}
    held = sorted((award for award in awards if award.pk in rules), key=lambda one: (one.sort, one.code))
    items = [Item(one) for award in held for one in rules[award.pk].items if one in Item.values]
    things = ", ".join(dict.fromkeys(one.label.lower() for one in items))
    return f"{things} và tiền thưởng đã nhận" if things else "tiền thưởng đã nhận"


def revocation(paper: Decision, number: int | None, day: date | None) -> Document:
    """Who loses which title, why, and what is handed back."""
    old, points = paper.amends, points_of(paper)
    prizes = {line.pk: line.prize for group in groups_of(old) for line in group.lines}
    awards = {point.line.award for point in points}
    back = handed_back(paper, points)
    titles = ", ".join(f"“{award.short_name}”" for award in sorted(awards, key=lambda one: (one.sort, one.code)))
    rows = [
        {
            "name": subject_on(point.line.nomination, old.decided_on), "detail": _place(point, old.decided_on),
            "award": point.line.award.short_name, "golden": point.line.golden_book_no,
            "prize": prizes.get(point.line_id),
        }
        for point in points
    ]  # fmt: skip
    return Document(
        **_head(paper, number, day),
        blocks=[
            Paragraph(
                f"Thu hồi {titles} đã tặng tại {quoted(old)} của {count(len(points))} tập thể, cá nhân có tên trong "
                f"danh sách kèm theo. Lý do: {paper.amend_reason.rstrip('.')}.",
                lead="Điều 1.",
            ),
            Paragraph(
                f"Tập thể, cá nhân có tên tại Điều 1 nộp lại {back} về cơ quan chính trị; tiền thưởng nộp lại quỹ thi "
                "đua, khen thưởng của đơn vị.",
                lead="Điều 2.",
            ),
            Paragraph(
                "Quyết định này có hiệu lực từ ngày ký. Cơ quan chính trị, cơ quan tài chính, chỉ huy các đơn vị và "
                "tập thể, cá nhân có tên tại Điều 1 chịu trách nhiệm thi hành./.",
                lead="Điều 3.",
            ),
        ],
        annexes=[
            Annex(
                f"Danh sách {count(len(points))} tập thể, cá nhân bị thu hồi danh hiệu, hình thức khen thưởng",
                blocks=[
                    Table(
                        [
                            Column.index(), Column("name", "Tập thể, cá nhân"), Column("detail", "Cấp bậc, đơn vị"),
                            Column("award", "Danh hiệu, hình thức"), Column("golden", "Số vào sổ", "int"),
                            Column("prize", "Tiền thưởng nộp lại", "money", unit="đồng"),
                        ],
                        rows, totals=[TotalRow(f"Cộng: {count(len(rows))} đối tượng", {"prize": SUM})],
                    )
                ],
                sheet="Thu hồi",
            )
        ],
    )  # fmt: skip


def _who(point: AmendPoint) -> str:
    return subject_on(point.line.nomination, point.line.decision.decided_on)


def _place(point: AmendPoint, on: date) -> str:
    line = point.line.nomination
    return "Tập thể" if line.unit_id else ", ".join(filter(None, rank_post_unit(line, on)))


builders |= {PaperKind.CORRECTION: correction, PaperKind.REVOCATION: revocation}
