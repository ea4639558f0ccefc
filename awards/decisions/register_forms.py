"""The shape of input for the register of numbers."""

from decimal import Decimal

from django import forms

from awards.decisions.numbering import MOST
from thidua.forms import ActForm, TextField, WholeNumberField

KEEP, LEAVE_OUT = "reserve", "leave_out"


class MarkForm(ActForm):
    """Keep a number, or leave it out."""

    act = forms.ChoiceField(
        label="Việc", choices=[(KEEP, "Giữ số cho văn bản sẽ ban hành"), (LEAVE_OUT, "Bỏ số, không dùng")]
    )
    series = TextField(label="Ký hiệu", max_length=40, help_text="Ví dụ QĐ-BCH, TTr-BCH.")
    year = WholeNumberField(label="Năm", minimum=Decimal(1945), maximum=Decimal(2999))
    number = WholeNumberField(
        label="Số", required=False, minimum=Decimal(1), maximum=Decimal(MOST),
        help_text="Giữ số mà để trống thì lấy số chưa dùng tiếp theo.",
    )  # fmt: skip
    reason = TextField(label="Lý do", max_length=300, help_text="Ví dụ: công văn gửi trước khi nhập hệ thống.")

    def clean(self):
        data = super().clean()
        if data.get("act") == LEAVE_OUT and data.get("number") is None and "number" not in self.errors:
            self.add_error("number", "Ghi số cần bỏ.")
        return data
