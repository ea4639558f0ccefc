"""The shape of input for prizes and the fund."""

from collections.abc import Sequence
from decimal import Decimal

from django import forms

from awards.decisions.money_enums import FundSide, FundSource
from awards.decisions.money_models import Payment
from thidua import clock
from thidua.forms import ActForm, DayField, TextField, WholeNumberField
from thidua.numbers import is_number

BY_HAND = [(one.value, one.label) for one in FundSource if one not in (FundSource.REFUND, FundSource.PRIZE)]


class _Payments(ActForm):
    """Payments of a list, ticked, unit by unit."""

    payments = forms.MultipleChoiceField(
        label="Khoản tiền",
        error_messages={
            "required": "Chọn ít nhất một khoản.",
            "invalid_choice": "Có khoản đã được ghi. Tải lại trang.",
        },
    )

    def __init__(self, *args, rows: Sequence[Payment], **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {str(one.pk): one for one in rows}
        self.fields["payments"].choices = [(key, one.name) for key, one in self.rows.items()]

    def clean_payments(self) -> list[Payment]:
        return [self.rows[key] for key in self.cleaned_data["payments"]]

    @property
    def ticked(self) -> set[int]:
        chosen = self.data.getlist("payments") if self.is_bound else self.initial.get("payments", ())
        return {int(key) for key in chosen if is_number(str(key))}


class PayForm(_Payments):
    paid_on = DayField(label="Ngày chi", error_messages={"required": "Ghi ngày chi."})
    receiver = TextField(label="Người nhận", required=False, max_length=150, help_text="Người nhận thay cho đơn vị.")
    voucher = TextField(label="Số phiếu chi", required=False, max_length=80)


class RefundForm(_Payments):
    on = DayField(label="Ngày nộp lại", error_messages={"required": "Ghi ngày nộp lại."})
    voucher = TextField(label="Số phiếu thu", required=False, max_length=80)


class ThingsForm(ActForm):
    on = DayField(label="Ngày nộp lại", error_messages={"required": "Ghi ngày nộp lại."})


class FundForm(ActForm):
    side = forms.ChoiceField(label="Thu hay chi", choices=FundSide.choices)
    source = forms.ChoiceField(label="Khoản", choices=BY_HAND)
    on = DayField(label="Ngày", error_messages={"required": "Ghi ngày."})
    amount = WholeNumberField(label="Số tiền (đồng)", minimum=Decimal(1), error_messages={"required": "Ghi số tiền."})
    text = TextField(label="Nội dung", max_length=300, error_messages={"required": "Ghi nội dung."})
    voucher = TextField(label="Số chứng từ", required=False, max_length=80)

    sure = forms.BooleanField(label="Đã xem lại, vẫn ghi khoản chi này", required=False)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("initial", {}).setdefault("on", clock.today())
        super().__init__(*args, **kwargs)

    @property
    def has_doubts(self) -> bool:
        return "sure" in self.errors
