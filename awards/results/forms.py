"""The shape of what the pages of results send."""

from dataclasses import dataclass, field

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from awards.results.enums import SheetState
from awards.results.queries import waiting
from thidua.filetypes import ACCEPT
from thidua.forms import ActForm, FilterForm, TextField, WholeNumberField
from thidua.text import search_key


@dataclass
class Cells:
    """Cells of the entry grid as posted: `c12` text, `v12` version, `n12` remark of criterion 12."""

    texts: dict[int, str] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: QueryDict) -> "Cells":
        """Whatever does not look like a cell is left aside; a version that is no number counts as 0."""
        cells = cls()
        for name, text in data.items():
            kind, number = name[:1], name[1:]
            if not (number.isascii() and number.isdecimal()) or len(number) > 12:
                continue
            if kind == "c":
                cells.texts[int(number)] = text
            elif kind == "v":
                cells.versions[int(number)] = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
            elif kind == "n":
                cells.notes[int(number)] = text
        return cells

    def without(self, criterion_id: int) -> None:
        """Take one cell out, so that the others can be saved."""
        for part in (self.texts, self.versions, self.notes):
            part.pop(criterion_id, None)

    def __bool__(self) -> bool:
        return bool(self.texts or self.notes)


class QueueFilter(FilterForm):
    """Which sheets of the verification queue are shown."""

    q = TextField(label="Tên đơn vị", required=False, max_length=100)
    thang = forms.TypedChoiceField(label="Tháng", required=False, coerce=int, empty_value=None)
    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[
            ("", "Chờ xác minh"),
            ("cho", "Chờ đơn vị, cơ quan khác"),
            ("tra_lai", "Đã trả lại"),
            ("xong", "Đã xác minh"),
        ],
    )

    STATES = {"tra_lai": SheetState.RETURNED, "xong": SheetState.VERIFIED}

    def __init__(self, *args, terms, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["thang"].choices = [
            ("", "Mọi tháng"),
            *((term.pk, term.label.capitalize()) for term in terms),
        ]

    def narrow(self, rows: QuerySet) -> QuerySet:
        self.is_valid()
        rows, wanted = super().narrow(rows), self.cleaned_data.get("trang_thai")
        if not wanted:
            return waiting(rows)
        if wanted == "cho":
            return rows.filter(state=SheetState.SUBMITTED, open_cells=0, open_anywhere__gt=0)
        return rows.filter(state=self.STATES[wanted])

    def filter_q(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(unit__search_key__contains=search_key(value))

    def filter_thang(self, rows: QuerySet, value: int) -> QuerySet:
        return rows.filter(term=value)


class AskUnlockForm(ActForm):
    """Why a month should be opened again."""

    reason = TextField(
        label="Lý do",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ghi ô nào cần sửa, vì sao. Ví dụ: tiêu chí 1.2 nhập nhầm cột, sổ trực ghi 12.",
    )


class GrantUnlockForm(ActForm):
    hours = WholeNumberField(label="Mở trong (giờ)", initial=24)
    answer = TextField(label="Dặn thêm", required=False, max_length=500)


class DaysForm(ActForm):
    days = WholeNumberField(label="Số ngày giải trình")


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class EvidenceForm(forms.Form):
    """The drop zone; what is in it is judged by the service, file by file."""

    files = forms.FileField(
        label="Tệp minh chứng", required=False, widget=ManyFiles(attrs={"accept": ACCEPT, "multiple": True})
    )
