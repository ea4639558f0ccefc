"""The shape of input for files."""

from django import forms

from thidua.forms import ActForm, FilterForm, TextField
from thidua.text import search_key
from units.imports.enums import RowState


class UploadForm(ActForm):
    file = forms.FileField(
        label="Tệp Excel",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Chọn tệp Excel (.xlsx) đã điền.", "empty": "Tệp rỗng. Chọn tệp Excel đã điền."},
    )


class RowFilter(FilterForm):
    q = TextField(label="Tên, số hiệu hoặc mã trong tệp", required=False, max_length=80)
    tinh_trang = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[("", "Mọi tình trạng"), *RowState.choices]
    )

    def filter_q(self, rows, value):
        for word in search_key(value).split():
            rows = rows.filter(search_key__contains=word)
        return rows

    def filter_tinh_trang(self, rows, value):
        return rows.filter(state=value)
