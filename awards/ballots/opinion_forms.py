"""The shape of one absent member's opinion: a mark for each line, as on the paper."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms

from awards.ballots.models import ContestGroup
from thidua.forms import ActForm, DayField

MARKS = (("A", "Đồng ý"), ("D", "Không"))


class WrittenForm(ActForm):
    """groups: of the paper and of the lines taken out of it, in paper order; none for a sealed envelope."""

    received_on = DayField(label="Nhận ngày")
    all_agree = forms.BooleanField(
        label="Các dòng chưa đánh dấu: đồng ý",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args, groups: Iterable[ContestGroup], apart: Mapping[UUID, str], **kwargs):
        """groups: title by title. apart: round → what a paper taken out of the main one is called."""
        super().__init__(*args, **kwargs)
        self.groups, self.apart = list(groups), apart
        for group in self.groups:
            lines = list(group.lines.all())
            if group.is_pick:
                self.fields[f"g-{group.pk}"] = forms.MultipleChoiceField(
                    label=group.title,
                    choices=[(str(line.pk), line.label) for line in lines],
                    required=False,
                    widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
                )
                continue
            for line in lines:
                self.fields[f"l-{line.pk}"] = forms.ChoiceField(
                    label=line.label,
                    choices=MARKS,
                    required=False,
                    widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                )
        if not any(not group.is_pick for group in self.groups):
            del self.fields["all_agree"]

    @property
    def sections(self) -> list[dict[str, Any]]:
        """Title by title what the page draws."""
        found = []
        for group in self.groups:
            section = {"group": group, "apart": self.apart.get(group.round_id, "")}
            if group.is_pick:
                section["pick"] = self[f"g-{group.pk}"]
            else:
                section["rows"] = [(line, self[f"l-{line.pk}"]) for line in group.lines.all()]
            found.append(section)
        return found

    def clean(self):
        data = super().clean()
        for group in self.groups:
            name = f"g-{group.pk}"
            if group.is_pick and len(data.get(name) or ()) > group.seats:
                self.add_error(name, f"Đồng ý {len(data[name])}, tối đa {group.seats}.")
        return data

    @property
    def marks(self) -> dict[str, Any]:
        """Contest → mark, as `taking_in.keep_written` takes them."""
        data, found = self.cleaned_data, {}
        rest = "A" if data.get("all_agree") else ""
        for group in self.groups:
            if group.is_pick:
                found[str(group.pk)] = data[f"g-{group.pk}"]
            else:
                found |= {str(line.pk): data[f"l-{line.pk}"] or rest for line in group.lines.all()}
        return {name: mark for name, mark in found.items() if mark}
