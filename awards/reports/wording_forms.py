"""Words and looks of papers, as the office types them."""

from decimal import Decimal

from django import forms

from awards.reports.models import PaperWording
from thidua import clock
from thidua.documents import Layout
from thidua.forms import ActForm, DayField, NumberField, TextField

EDGES = ("top", "right", "bottom", "left")
# Margin of the upright page → words, smallest and largest by the decree.
MARGINS = {
    "top": ("Lề trên", 20, 25),
    "bottom": ("Lề dưới", 20, 25),
    "left": ("Lề trái", 30, 35),
    "right": ("Lề phải", 15, 20),
}
# Token → words, smallest and largest by Nghị định 30/2020, Annex I; None where the decree says nothing.
SIZES = {
    "national_title": ("Quốc hiệu", 12, 13),
    "motto": ("Tiêu ngữ", 13, 14),
    "organ": ("Tên cơ quan", 12, 13),
    "number": ("Số, ký hiệu", 13, 13),
    "place_and_date": ("Địa danh, ngày tháng", 13, 14),
    "document_kind": ("Tên loại văn bản", 13, 14),
    "subject": ("Trích yếu", 13, 14),
    "body": ("Nội dung", 13, 14),
    "line_spacing": ("Giãn dòng", 1, Decimal("1.5")),
    "first_line": ("Lùi đầu dòng, mm", 10, Decimal("12.7")),
    "paragraph_gap": ("Cách đoạn, pt", 6, 24),
    "heading": ("Mục, điều", 13, 14),
    "signature": ("Chức vụ, họ tên người ký", 13, 14),
    "recipients_title": ("“Nơi nhận:”", 12, 12),
    "recipients": ("Danh sách nơi nhận", 11, 11),
    "annex_label": ("“Phụ lục”", 14, 14),
    "annex_title": ("Tên phụ lục", 13, 14),
    "page_number": ("Số trang", 13, 14),
    "table": ("Bảng", None, None),
}


class WordingForm(ActForm):
    """Other words for one place."""

    text = forms.CharField(
        label="Câu chữ", max_length=2000, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    valid_from = DayField(label="Từ ngày")
    reason = TextField(label="Lý do", max_length=300)

    def __init__(self, *args, current: str, last: PaperWording | None, **kwargs):
        today = clock.today()
        start = max(today, last.valid_from) if last else today
        super().__init__(*args, initial={"text": current, "valid_from": start}, **kwargs)


class LayoutForm(ActForm):
    """Sizes in points, margins in millimetres."""

    rank_before_name = forms.BooleanField(label="Ghi cấp bậc trước họ tên người ký", required=False)
    valid_from = DayField(label="Từ ngày")
    reason = TextField(label="Lý do", max_length=300)

    def __init__(self, *args, layout: Layout, start=None, **kwargs):
        initial = {name: getattr(layout, name) for name in SIZES} | {
            f"margin_{edge}": getattr(layout.margins, edge) for edge in EDGES
        }
        today = clock.today()
        initial |= {"rank_before_name": layout.rank_before_name, "valid_from": max(today, start) if start else today}
        super().__init__(*args, initial=initial, **kwargs)
        for edge, (label, low, high) in MARGINS.items():
            self._add(f"margin_{edge}", f"{label}, mm", low, high, 5, 60)
        for name, (label, low, high) in SIZES.items():
            self._add(name, label, low, high, 1, 60)

    def _add(self, name: str, label: str, low, high, least: int, most: int) -> None:
        decree = "" if low is None else f"Nghị định 30: {_range(low, high)}"
        self.fields[name] = NumberField(label=label, help_text=decree, minimum=Decimal(least), maximum=Decimal(most))

    @property
    def margin_fields(self) -> list:
        return [self[f"margin_{edge}"] for edge in MARGINS]

    @property
    def size_fields(self) -> list:
        return [self[name] for name in SIZES]

    def clean(self) -> dict:
        found = super().clean()
        if not self.errors:
            tokens = {name: found.pop(name) for name in SIZES}
            tokens["margins"] = [found.pop(f"margin_{edge}") for edge in EDGES]
            tokens["rank_before_name"] = found.pop("rank_before_name")
            found["tokens"] = tokens
        return found


def beyond_decree(layout: Layout) -> list[str]:
    """What lies outside the ranges of the decree: allowed, the armed forces have rules of their own, but said."""
    known = {name: (label, low, high, getattr(layout, name)) for name, (label, low, high) in SIZES.items()}
    known |= {edge: (*row, getattr(layout.margins, edge)) for edge, row in MARGINS.items()}
    return [
        f"{label}: {_shown(value)} (Nghị định 30: {_range(low, high)})"
        for label, low, high, value in known.values()
        if low is not None and not low <= value <= high
    ]


def _shown(value) -> str:
    return str(value).replace(".", ",")


def _range(low, high) -> str:
    return _shown(low) if low == high else f"{_shown(low)}–{_shown(high)}"
