"""The words and the looks an office gave its papers, put on a finished Document.

A place is found by the words of the house that stand there: what is not found is left alone, so a wording can never
land in another sentence. Papers keep what held on their own day.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from awards.decisions.enums import PaperKind
from awards.reports.models import PaperLayout, PaperWording
from awards.reports.rules import filled
from thidua import clock
from thidua.documents import Block, Document, Layout, Paragraph
from thidua.documents.document import plain
from units.models import Unit

_DECISION = {
    "nam": "năm thi đua",
    "hinh_thuc": "danh hiệu thi đua, hình thức khen thưởng",
    "doi_tuong": "tập thể, cá nhân",
    "so_luong": "số tập thể, cá nhân, ví dụ 28 tập thể, 46 cá nhân",
    "don_vi": "cơ quan ban hành",
}
_MONEY = {
    "nguoi_nhan": "tập thể, cá nhân, viết hoa ở đầu câu",
    "tien": "tổng số tiền thưởng, đồng",
    "tien_chu": "tổng số tiền thưởng bằng chữ",
}
_AMENDED = {
    "quyet_dinh": "quyết định được đính chính, thu hồi, kèm số và ngày",
    "nop_lai": "những gì phải nộp lại",
    "doi_tuong": "số tập thể, cá nhân có tên, ví dụ 02",
}
_SUBMISSION = {
    "nam": "năm thi đua",
    "don_vi": "cơ quan trình",
    "noi_nhan": "nơi nhận tờ trình",
    "de_nghi": "danh hiệu và số lượng đề nghị",
    "doi_tuong": "từng tập thể, từng cá nhân",
}
_SITTING = {"gio": "giờ kết thúc", "thanh_phan": "những người dự có quyền biểu quyết", "hoi_nghi": "tên hội nghị"}


@dataclass(frozen=True)
class Slot:
    """One place on one kind of paper. default: the words of the house; fields: name → what it stands for.

    fits: whether the place stands on a paper of this kind, where not every one has it.
    """

    code: str
    report: str
    label: str
    default: str
    fields: Mapping[str, str] = field(compare=False)
    fits: Callable[[Any], bool] = field(default=lambda paper: True, compare=False)


SLOTS = (
    Slot(
        "decision.grant",
        "decision",
        "Quyết định, Điều 1",
        "Tặng {hinh_thuc} năm {nam} cho các {doi_tuong} đạt thành tích trong phong trào thi đua Quyết thắng, gồm:",
        _DECISION,
    ),
    Slot(
        "decision.money",
        "decision",
        "Quyết định, Điều 2 (có tổng số tiền thưởng)",
        "{nguoi_nhan} có tên tại Điều 1 được cấp giấy chứng nhận và tiền thưởng theo quy định. Tổng số tiền thưởng: "
        "{tien} đồng ({tien_chu}), trích từ quỹ thi đua, khen thưởng của đơn vị.",
        _DECISION | _MONEY,
    ),
    Slot(
        "decision.no-money",
        "decision",
        "Quyết định, Điều 2 (không có mức tiền thưởng)",
        "{nguoi_nhan} có tên tại Điều 1 được cấp giấy chứng nhận và tiền thưởng theo quy định.",
        _DECISION | {"nguoi_nhan": _MONEY["nguoi_nhan"]},
    ),
    Slot(
        "decision.duty",
        "decision",
        "Quyết định, Điều 3",
        "Quyết định này có hiệu lực từ ngày ký. Cơ quan chính trị, cơ quan tài chính, chỉ huy các đơn vị và các "
        "{doi_tuong} có tên tại Điều 1 chịu trách nhiệm thi hành./.",
        _DECISION,
        lambda paper: not paper.is_replacement,
    ),
    Slot(
        "decision.duty-instead",
        "decision",
        "Quyết định thay thế, Điều 3",
        "Quyết định này có hiệu lực từ ngày ký và thay thế {quyet_dinh}. Cơ quan chính trị, cơ quan tài chính, chỉ huy "
        "các đơn vị và các {doi_tuong} có tên tại Điều 1 chịu trách nhiệm thi hành./.",
        _DECISION | {"quyet_dinh": "quyết định bị thay thế, kèm số và ngày"},
        lambda paper: paper.is_replacement,
    ),
    Slot(
        "correction.rest",
        "amendment",
        "Quyết định đính chính, Điều 2",
        "Các nội dung khác của {quyet_dinh} giữ nguyên.",
        {"quyet_dinh": _AMENDED["quyet_dinh"]},
        lambda paper: paper.kind == PaperKind.CORRECTION,
    ),
    Slot(
        "correction.duty",
        "amendment",
        "Quyết định đính chính, Điều 3",
        "Quyết định này có hiệu lực từ ngày ký và là một phần của quyết định được đính chính. Cơ quan chính trị và các "
        "đơn vị, cá nhân có liên quan chịu trách nhiệm thi hành./.",
        {"quyet_dinh": _AMENDED["quyet_dinh"]},
        lambda paper: paper.kind == PaperKind.CORRECTION,
    ),
    Slot(
        "revocation.back",
        "amendment",
        "Quyết định thu hồi, Điều 2",
        "Tập thể, cá nhân có tên tại Điều 1 nộp lại {nop_lai} về cơ quan chính trị; tiền thưởng nộp lại quỹ thi đua, "
        "khen thưởng của đơn vị.",
        _AMENDED,
        lambda paper: paper.kind == PaperKind.REVOCATION,
    ),
    Slot(
        "revocation.duty",
        "amendment",
        "Quyết định thu hồi, Điều 3",
        "Quyết định này có hiệu lực từ ngày ký. Cơ quan chính trị, cơ quan tài chính, chỉ huy các đơn vị và tập thể, "
        "cá nhân có tên tại Điều 1 chịu trách nhiệm thi hành./.",
        _AMENDED,
        lambda paper: paper.kind == PaperKind.REVOCATION,
    ),
    Slot(
        "submission.opening",
        "submission",
        "Tờ trình, câu mở đầu",
        "{don_vi} kính trình {noi_nhan} xem xét, tặng {de_nghi}:",
        _SUBMISSION,
    ),
    Slot(
        "submission.dossier",
        "submission",
        "Tờ trình, hồ sơ kèm theo",
        "Hồ sơ kèm theo gồm: biên bản hội nghị, biên bản kiểm phiếu và tóm tắt thành tích của {doi_tuong}.",
        _SUBMISSION,
    ),
    Slot(
        "submission.closing",
        "submission",
        "Tờ trình, câu kết",
        "{don_vi} kính đề nghị {noi_nhan} xem xét, quyết định./.",
        _SUBMISSION,
    ),
    Slot(
        "conference-minutes.closing",
        "conference-minutes",
        "Biên bản hội nghị, câu kết",
        "Hội nghị kết thúc hồi {gio} cùng ngày. Biên bản đã đọc trước hội nghị, được các {thanh_phan} thông qua./.",
        _SITTING,
    ),
    Slot(
        "invitations.closing",
        "invitations",
        "Giấy mời, câu kết",
        "Rất mong đồng chí thu xếp thời gian tới dự để hội nghị thành công./.",
        {"hoi_nghi": _SITTING["hoi_nghi"]},
    ),
)
BY_CODE = {slot.code: slot for slot in SLOTS}


def slots_of(report: str) -> list[Slot]:
    return [slot for slot in SLOTS if slot.report == report]


def wordings_in_force(unit: Unit, on: date) -> dict[str, PaperWording]:
    """Slot → the row that holds for a unit on a day: its own, else that of the nearest command above. One query."""
    return {row.slot: row for row in PaperWording.objects.for_unit(unit, on)}


def layout_in_force(unit: Unit, on: date) -> PaperLayout | None:
    return next(reversed(PaperLayout.objects.for_unit(unit, on)), None)


def layout_of(unit: Unit, on: date) -> Layout:
    row = layout_in_force(unit, on)
    return Layout.from_mapping(row.tokens) if row else Layout()


def worded(document: Document, report: str, unit: Unit, on: date, values: Callable[[], Mapping[str, str]]) -> Document:
    """The document in the words and the looks of the unit on the day of the paper; two queries.

    values: what the fields stand for, asked only where the office has words of its own.
    """
    chosen = {
        BY_CODE[code]: row.text
        for code, row in wordings_in_force(unit, on).items()
        if code in BY_CODE and BY_CODE[code].report == report and row.text
    }
    if chosen:
        document = reworded(document, chosen, values())
    return dressed(document, unit, on)


def dressed(document: Document, unit: Unit, on: date | None = None) -> Document:
    """The document in the looks of the unit on the day of the paper, unless it has looks of its own; one query."""
    if document.layout != Layout():
        return document
    layout = layout_of(unit, on or document.acted_on or clock.today())
    if layout == document.layout:
        return document
    return replace(document, layout=layout, copies=[replace(copy, layout=layout) for copy in document.copies])


def reworded(
    document: Document, chosen: Mapping[Slot, str], values: Mapping[str, str], instead: Sequence[str] = ()
) -> Document:
    """The document and its copies with other words at the places of the slots.

    instead: wordings that may stand there already, beside the words of the house.
    """
    words = {
        filled(old, values): filled(text, values) for slot, text in chosen.items() for old in (slot.default, *instead)
    }
    return replace(
        document,
        blocks=_replaced(document.blocks, words),
        copies=[replace(copy, blocks=_replaced(copy.blocks, words)) for copy in document.copies],
    )


def _replaced(blocks, words: Mapping[str, str]) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        text = words.get(plain(block.text)) if isinstance(block, Paragraph) else None
        if text is None:
            found.append(block)
            continue
        first, *others = [line for line in text.splitlines() if line.strip()] or [text]
        found += [replace(block, text=first), *(Paragraph(line) for line in others)]
    return found
