"""The shape of a sharing of a quota and of the published order."""

from decimal import Decimal

from django import forms

from awards.nominations.distributing import Part
from awards.nominations.ordering import OfferedKey
from thidua.forms import ActForm, DayField, TextField, WholeNumberField
from units.models import Unit

MOST = Decimal(1_000_000)
MOST_KEYS = 8


class DistributionForm(ActForm):
    """One box a unit, a second one where those who command are capped apart (`u7`, `c7`)."""

    def __init__(self, *args, units: list[Unit], commanders: bool, again: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.units, self.commanders = units, commanders
        for unit in units:
            self._box(f"u{unit.pk}", f"Chỉ tiêu giao {unit}")
            if commanders:
                self._box(f"c{unit.pk}", f"Cán bộ chủ trì, {unit}")
        self.fields["reason"] = TextField(
            label="Lý do phân bổ lại" if again else "Căn cứ, ghi chú",
            required=False,  # the service asks for it where numbers change: a second click must not fail
            help_text="Cần ghi khi đổi số đã giao." if again else "",
            max_length=300,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    def _box(self, name: str, label: str) -> None:
        self.fields[name] = WholeNumberField(label=label, required=False, minimum=Decimal(0), maximum=MOST)
        self.fields[name].widget.attrs |= {"aria-label": label, "data-part": name[0]}

    def rows(self) -> list[dict]:
        return [
            {"unit": unit, "number": self[f"u{unit.pk}"], "chiefs": self[f"c{unit.pk}"] if self.commanders else None}
            for unit in self.units
        ]

    @property
    def facts(self) -> dict:
        """Arguments of the service; an empty box is none."""
        data = self.cleaned_data
        parts: dict[int, Part] = {
            unit.pk: (data[f"u{unit.pk}"] or 0, data[f"c{unit.pk}"] or 0 if self.commanders else None)
            for unit in self.units
        }
        return {"parts": parts, "reason": data["reason"], "seen": data["seen"] or 0}


class OrderForm(ActForm):
    """What is looked at one after the other (`key1` …), from which day, by what paper."""

    def __init__(self, *args, offered: list[OfferedKey], codes: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", "Không xét thêm"), *((key["code"], key["text"]) for key in offered)]
        for number in range(1, MOST_KEYS + 1):
            self.fields[f"key{number}"] = forms.ChoiceField(
                label=f"Xét thứ {number}", choices=choices, required=False,
                initial=codes[number - 1] if number <= len(codes) else "",
            )  # fmt: skip
        self.fields["valid_from"] = DayField(
            label="Áp dụng từ ngày", help_text="Danh sách có hạn nhận từ ngày này trở đi xét theo thứ tự mới."
        )
        self.fields["basis"] = TextField(label="Căn cứ", max_length=300, help_text="Ví dụ: Quy chế Hội đồng, Điều 9.")
        self.fields["decision"] = TextField(
            label="Văn bản công bố", required=False, max_length=300, help_text="Số, ngày văn bản gửi đơn vị, nếu có."
        )
        self.fields["reason"] = TextField(label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    @property
    def facts(self) -> dict:
        data = self.cleaned_data
        chosen = [data[f"key{number}"] for number in range(1, MOST_KEYS + 1)]
        names = ("valid_from", "basis", "decision", "reason")
        return {"codes": [code for code in chosen if code], **{name: data[name] for name in names}}
