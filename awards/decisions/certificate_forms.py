"""The shape of what is typed on the pages of certificates."""

from decimal import Decimal
from typing import Any

from django import forms

from awards.decisions.certificate_enums import Stock
from awards.decisions.placing import ALIGNS, MOVABLE, Place, millimetres
from thidua import clock
from thidua.forms import ActForm, DayField, NumberField, TextField

ALIGN_WORDS = {"left": "Trái", "center": "Giữa", "right": "Phải"}
LENGTHS = (("x", "Cách mép trái"), ("y", "Cách mép trên"), ("w", "Rộng"), ("h", "Cao"))
SIZES = (("size", "Cỡ chữ"), ("floor", "Cỡ nhỏ nhất"))


class PrintForm(ActForm):
    """On which paper, and why again."""

    stock = forms.ChoiceField(label="Giấy", choices=Stock.choices, initial=Stock.PLAIN)
    reason = TextField(
        label="Lý do in lại", max_length=300, required=False,
        help_text="Cần khi trong các bản đã chọn có bản in trước đây.",
    )  # fmt: skip


class CodeForm(ActForm):
    """A code as it is printed."""

    ma = TextField(
        label="Mã xác minh", max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text="In dưới mã QR. Không phân biệt chữ hoa, chữ thường, dấu gạch.",
    )  # fmt: skip


class LayoutForm(ActForm):
    """Every field of a certificate in millimetres and points."""

    valid_from = DayField(label="Dùng từ ngày")
    picture = forms.FileField(
        label="Ảnh phôi", required=False, help_text="Ảnh chụp, quét tờ phôi (JPG, PNG). Chỉ để căn, không in ra.",
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
    )  # fmt: skip
    emblem = forms.FileField(
        label="Tệp Quốc huy", required=False, help_text="Chưa có tệp thì in ngôi sao ở chỗ Quốc huy.",
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
    )  # fmt: skip
    reason = TextField(label="Ghi chú", max_length=300, required=False)

    def __init__(self, *args, places: list[Place], stock: str, **kwargs):
        kwargs.setdefault("initial", {"valid_from": clock.today()})
        super().__init__(*args, **kwargs)
        self.places = places
        del self.fields["emblem" if stock == Stock.PRINTED else "picture"]
        for place in places:
            self._add(place)

    def _add(self, place: Place) -> None:
        self.fields[f"{place.key}_shown"] = forms.BooleanField(
            label=f"In: {place.label}", required=False, initial=place.shown
        )
        for name, label in LENGTHS:
            self.fields[f"{place.key}_{name}"] = _number(f"{label}: {place.label}", getattr(place, name), -9999)
        if place.drawn:
            return
        for name, label in SIZES:
            self.fields[f"{place.key}_{name}"] = _number(f"{label}: {place.label}", getattr(place, name), 0)
        self.fields[f"{place.key}_align"] = forms.ChoiceField(
            label=f"Căn: {place.label}", choices=[(one, ALIGN_WORDS[one]) for one in ALIGNS], initial=place.align
        )

    def rows(self) -> list[dict[str, Any]]:
        """One row for each field of the certificate, ready for the table and the drawing."""
        return [
            {
                "place": place,
                "shown": self[f"{place.key}_shown"],
                "lengths": [self[f"{place.key}_{name}"] for name, _ in LENGTHS],
                "sizes": [] if place.drawn else [self[f"{place.key}_{name}"] for name, _ in SIZES],
                "align": None if place.drawn else self[f"{place.key}_align"],
                "svg": self._drawn(place),
                "faults": [
                    error
                    for name in MOVABLE
                    if f"{place.key}_{name}" in self.fields
                    for error in self[f"{place.key}_{name}"].errors
                ],
            }
            for place in self.places
        ]

    def _drawn(self, place: Place) -> dict[str, str]:
        """The box as attributes of an SVG in millimetres, as it was typed where that can be read."""
        data = getattr(self, "cleaned_data", {}) if self.is_bound else {}

        def tenths(name: str) -> int:
            typed = data.get(f"{place.key}_{name}")
            return getattr(place, name) if typed is None else int(typed * 10)

        align = data.get(f"{place.key}_align") or place.align
        width, height, size = tenths("w"), tenths("h"), tenths("size") * 127 // 360
        middle = {"left": 0, "center": width // 2, "right": width}[align]
        found = {"x": tenths("x"), "y": tenths("y"), "w": width, "h": height, "font": size, "tx": middle}
        found["ty"] = (height + size * 7 // 10) // 2
        anchor = {"left": "start", "center": "middle", "right": "end"}[align]
        return {name: f"{value / 10:g}" for name, value in found.items()} | {"anchor": anchor}

    @property
    def act(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        moves = {place.key: self._moved(place, data) for place in self.places}
        names = ("valid_from", "reason", "picture", "emblem")
        return {"places": moves, **{name: data[name] for name in names if name in data}}

    def _moved(self, place: Place, data: dict[str, Any]) -> dict[str, Any]:
        moved: dict[str, Any] = {"shown": data[f"{place.key}_shown"]}
        names = [name for name, _ in (*LENGTHS, *(() if place.drawn else SIZES))]
        moved |= {name: int(data[f"{place.key}_{name}"] * 10) for name in names}
        if not place.drawn:
            moved["align"] = data[f"{place.key}_align"]
        return moved


def _number(label: str, tenths: int, least: int) -> NumberField:
    return NumberField(
        label=label, places=1, minimum=Decimal(least), maximum=Decimal(9999), initial=millimetres(tenths)
    )
