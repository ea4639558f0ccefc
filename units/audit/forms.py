"""Filters of the record."""

from datetime import date

from django import forms
from django.db.models import QuerySet

from thidua import providers
from thidua.forms import DayField, FilterForm, TextField
from units.audit.actions import AREAS
from units.audit.queries import narrowed


class AuditFilter(FilterForm):
    q = TextField(label="Đối tượng", required=False, max_length=80)
    nguoi = TextField(label="Người làm", required=False, max_length=80)
    viec = forms.ChoiceField(label="Việc", required=False)
    tu = DayField(label="Từ ngày", required=False)
    den = DayField(label="Đến hết ngày", required=False)
    loai = TextField(required=False, widget=forms.HiddenInput)  # with `ma`: the whole history of one object
    ma = TextField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["viec"].choices = [("", "Mọi việc"), *_actions()]
        for name in ("nguoi", "tu", "den"):
            self.fields[name].widget.attrs["placeholder"] = self.fields[name].label

    def narrow(self, rows: QuerySet) -> QuerySet:
        return narrowed(rows, self.given())

    def given(self) -> dict[str, str]:
        """Valid filters as plain text, ready for an address or a job."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}

    def active(self) -> list[tuple[str, str, str]]:
        """The two fields that choose one object are one tag."""
        shown = [row for row in super().active() if row[0] not in ("loai", "ma")]
        if self.cleaned_data.get("loai"):
            shown.append(("loai", "Hồ sơ", "một đối tượng"))
        return shown


def _actions() -> list[tuple[str, str]]:
    """Every area, and under it every action that has a word."""
    rows = []
    for area, label in AREAS.items():
        rows.append((f"{area}.", f"{label}: mọi việc"))
        own = sorted(name for name in providers.action_labels if name.startswith(f"{area}."))
        rows += [(name, f"{label}: {providers.action_labels[name]}") for name in own]
    return rows
