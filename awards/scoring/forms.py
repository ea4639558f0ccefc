"""The shape of what the pages of scoring send."""

from decimal import Decimal

from django import forms

from awards.criteria.models import Criterion
from awards.results.rules import plain
from awards.scoring.models import HandScore
from thidua.forms import ActForm, NumberField, TextField
from units.models import Unit


class PointsForm(ActForm):
    """Points of several units under one by-hand criterion: `p<unit>` points, `r<unit>` the reason. Empty = not yet."""

    def __init__(self, *args, criterion: Criterion, units: list[Unit], given: dict[int, HandScore], **kwargs):
        super().__init__(*args, **kwargs)
        self.criterion, self.units, self.given = criterion, units, given
        for unit in units:
            score = given.get(unit.pk)
            self.fields[f"p{unit.pk}"] = NumberField(
                label=f"Điểm của {unit}",
                required=False,
                places=2,
                minimum=Decimal(0),
                maximum=criterion.max_points.normalize(),
                initial=plain(score.points) if score else None,
                widget=forms.TextInput(
                    attrs={"inputmode": "decimal", "autocomplete": "off", "aria-label": f"Điểm của {unit}"}
                ),
            )
            self.fields[f"r{unit.pk}"] = TextField(
                label=f"Lý do của {unit}",
                required=False,
                max_length=300,
                initial=score.reason if score else "",
                widget=forms.TextInput(attrs={"aria-label": f"Lý do của {unit}", "placeholder": "Lý do"}),
            )

    def rows(self) -> list[tuple[Criterion, Unit, Decimal, str]]:
        """What was typed, for the service: (criterion, unit, points, reason) of every unit that has points."""
        return [
            (self.criterion, unit, self.cleaned_data[f"p{unit.pk}"], self.cleaned_data[f"r{unit.pk}"])
            for unit in self.units
            if self.cleaned_data.get(f"p{unit.pk}") is not None
        ]


class AdjustmentForm(ActForm):
    """Điểm thưởng or điểm trừ of one unit."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị", empty_label="Chọn đơn vị")
    kind = forms.ChoiceField(label="Loại", choices=[("bonus", "Thưởng"), ("penalty", "Trừ")])
    points = NumberField(label="Số điểm", places=2, minimum=Decimal("0.01"), maximum=Decimal("999.99"))
    reason = TextField(label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units

    def signed_points(self) -> Decimal:
        points = self.cleaned_data["points"]
        return points if self.cleaned_data["kind"] == "bonus" else -points
