"""Filters of the record."""

from datetime import datetime, time

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from thidua import providers
from thidua.forms import DayField, FilterForm, TextField
from units.audit.actions import AREAS


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

    def filter_q(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(target_text__icontains=value)

    def filter_nguoi(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(actor_name__icontains=value)

    def filter_viec(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(action__startswith=value) if value.endswith(".") else rows.filter(action=value)

    def filter_tu(self, rows: QuerySet, value) -> QuerySet:
        return rows.filter(at__gte=_start_of(value))

    def filter_den(self, rows: QuerySet, value) -> QuerySet:
        return rows.filter(at__lte=_start_of(value).replace(hour=23, minute=59, second=59, microsecond=999_999))

    def filter_loai(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(target_type=value)

    def filter_ma(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(target_id=value)

    def active(self) -> list[tuple[str, str, str]]:
        """The two fields that choose one object are one tag."""
        shown = [row for row in super().active() if row[0] not in ("loai", "ma")]
        if self.cleaned_data.get("loai"):
            shown.append(("loai", "Hồ sơ", "một đối tượng"))
        return shown


def _start_of(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _actions() -> list[tuple[str, str]]:
    """Every area, and under it every action that has a word."""
    rows = []
    for area, label in AREAS.items():
        rows.append((f"{area}.", f"{label}: mọi việc"))
        own = sorted(name for name in providers.action_labels if name.startswith(f"{area}."))
        rows += [(name, f"{label}: {providers.action_labels[name]}") for name in own]
    return rows
