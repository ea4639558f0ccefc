"""The shape of input about deadlines: longer for some units, rules of grace and reminders, a year after another."""

from datetime import date
from decimal import Decimal

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError

from awards.years import rules
from awards.years.cloning import Plan, parts
from awards.years.enums import ReminderAbout
from awards.years.forms import HourField
from awards.years.models import EmulationPeriod
from awards.years.queries import Affected, holders
from awards.years.services import DUE_TIME, due_moment
from thidua.forms import ActForm, DayField, TextField, WholeNumberField
from units.models import Cluster, Unit, User


class ExtendForm(ActForm):
    """Longer for some units: those that have not sent are offered first."""

    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="Đơn vị", widget=forms.CheckboxSelectMultiple, to_field_name="code",
        error_messages={"required": "Chọn ít nhất một đơn vị."},
    )  # fmt: skip
    due_at = DayField(label="Hạn mới")
    hour = HourField(label="Giờ", initial=DUE_TIME)
    reason = TextField(label="Lý do", max_length=500, help_text="Đơn vị đọc được lý do này.")
    notice = forms.BooleanField(label="Báo cho đơn vị", required=False, initial=True)

    def __init__(self, *args, affected: Affected, **kwargs):
        super().__init__(*args, **kwargs)
        units = [*affected.waiting, *affected.done]
        self.fields["units"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).in_order()
        self.fields["units"].label_from_instance = lambda unit: unit.short_name

    @property
    def helper(self):
        helper = super().helper
        days = Row(Column("due_at", css_class="col-7"), Column("hour", css_class="col-5"))
        helper.layout = Layout(days, "reason", "units", "notice")
        return helper

    def clean(self):
        data = super().clean()
        if "due_at" in data and "hour" in data:
            data["due_at"] = due_moment(data["due_at"], data.pop("hour"))
        return data


class DaysField(forms.CharField):
    """Numbers of days: `7, 3, 1`."""

    def clean(self, value) -> list[int]:
        text = str(super().clean(value) or "").replace(";", ",").replace(" ", ",")
        words = [word for word in text.split(",") if word]
        if any(not word.isascii() or not word.isdigit() or int(word) > 60 for word in words):
            raise ValidationError("Ghi các số ngày từ 0 đến 60, cách nhau dấu phẩy, ví dụ 7, 3, 1.")
        return sorted({int(word) for word in words})


class RulesForm(ActForm):
    """Days of grace and days of reminders of a year."""

    closes = forms.BooleanField(label="Đóng nhập khi quá hạn", required=False)
    grace_days = WholeNumberField(
        label="Số ngày được gửi muộn", minimum=Decimal(0), maximum=Decimal(60), required=False,
        help_text="Gửi trong các ngày này bị ghi là muộn. Sau đó đơn vị phải được gia hạn mới nhập được.",
    )  # fmt: skip
    grace_from = DayField(label="Áp dụng với hạn từ ngày", required=False)
    term_before = DaysField(label="Kết quả tháng, trước hạn (ngày)", required=False, max_length=60)
    term_after = DaysField(label="Kết quả tháng, sau hạn (ngày)", required=False, max_length=60)
    phase_before = DaysField(label="Các bước, trước hạn (ngày)", required=False, max_length=60)
    phase_after = DaysField(label="Các bước, sau hạn (ngày)", required=False, max_length=60)

    @staticmethod
    def initial_of(period: EmulationPeriod) -> dict:
        days: dict[str, list[int]] = {}
        for rule in period.reminder_rules.all():
            days.setdefault(f"{rule.about}_{'before' if rule.days <= 0 else 'after'}", []).append(abs(rule.days))
        return {
            "closes": period.grace_days is not None,
            "grace_days": period.grace_days,
            "grace_from": period.grace_from,
            **{name: ", ".join(str(day) for day in sorted(found, reverse=True)) for name, found in days.items()},
        }

    @property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            "closes",
            Row(Column("grace_days", css_class="col-md-6"), Column("grace_from", css_class="col-md-6")),
            Row(Column("term_before", css_class="col-md-6"), Column("term_after", css_class="col-md-6")),
            Row(Column("phase_before", css_class="col-md-6"), Column("phase_after", css_class="col-md-6")),
        )
        return helper

    def clean(self):
        data = super().clean()
        reminders = []
        for about in ReminderAbout:
            reminders += [(about.value, -day) for day in data.pop(f"{about}_before", None) or []]
            reminders += [(about.value, day) for day in data.pop(f"{about}_after", None) or []]
        data["reminders"] = reminders
        if not data.pop("closes", False):
            data["grace_days"] = data["grace_from"] = None
        elif data.get("grace_days") is None and "grace_days" not in self.errors:
            self.add_error("grace_days", "Ghi số ngày, 0 nếu đóng ngay khi hết hạn.")
        return data


class CloneForm(ActForm):
    """Whose year it will be, which days, and one choice for each part."""

    holder = forms.ChoiceField(label="Năm thi đua của")
    year = WholeNumberField(label="Năm thi đua", minimum=Decimal(2000), maximum=Decimal(2100))
    starts_on = DayField(label="Từ ngày")
    ends_on = DayField(label="Đến hết ngày")
    slogan = TextField(label="Chủ đề phong trào", max_length=200, required=False)

    def __init__(self, *args, user: User, source: EmulationPeriod, **kwargs):
        super().__init__(*args, **kwargs)
        self.source = source
        units, clusters = holders(user)
        self.places: dict[str, tuple[Unit, Cluster | None]] = {f"u{unit.pk}": (unit, None) for unit in units}
        self.places |= {f"c{cluster.pk}": (cluster.organiser, cluster) for cluster in clusters}
        self.fields["holder"].choices = [(key, str(cluster or unit)) for key, (unit, cluster) in self.places.items()]
        own = [f"c{source.cluster_id}" if source.cluster_id else f"u{source.unit_id}"]
        if own[0] not in self.places and not source.cluster_id:  # the unit has ended: whoever goes on for it
            own = [f"u{pk}" for pk in source.unit.heirs.values_list("successor", flat=True)]
        self.initial.setdefault("holder", next((key for key in [*own, *self.places] if key in self.places), ""))
        for part in parts():
            self.fields[f"part_{part.key}"] = forms.ChoiceField(
                label=part.label, choices=part.options, required=False, widget=forms.RadioSelect,
                initial=part.options[0][0],
            )  # fmt: skip

    def choices_made(self) -> dict[str, str]:
        """Key of a part → option, as far as it was said."""
        given = {}
        for part in parts():
            name = f"part_{part.key}"
            given[part.key] = self.data.get(name, part.options[0][0]) if self.is_bound else part.options[0][0]
        return given

    def plan(self) -> Plan | None:
        """The year as typed so far; None while its days cannot be read."""
        given = self.data if self.is_bound else self.initial
        try:
            days = [_day(given.get(name)) for name in ("starts_on", "ends_on")]
            year = int(str(given.get("year", "")))
        except (ValidationError, ValueError):
            return None
        place = self.places.get(str(given.get("holder", "")))
        if place is None or rules.span_problem(year, *days):
            return None
        return Plan(self.source, *place, year, *days)

    def clean(self):
        data = super().clean()
        place = self.places.get(data.pop("holder", ""))
        if place:
            data["unit"], data["cluster"] = place
        data["choices"] = {part.key: data.pop(f"part_{part.key}", "") for part in parts()}
        if {"year", "starts_on", "ends_on"} <= data.keys() and (
            problem := rules.span_problem(data["year"], data["starts_on"], data["ends_on"])
        ):
            self.add_error(*problem)
        return data


def _day(value) -> date:
    return value if isinstance(value, date) else DayField().clean(value)
