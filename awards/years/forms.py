"""The shape of input for years, deadlines and good examples."""

from datetime import date, datetime
from decimal import Decimal

from crispy_forms.layout import HTML, Column, Div, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from awards.years import rules
from awards.years.enums import PeriodState, Step
from awards.years.models import EmulationPeriod
from awards.years.queries import holders
from awards.years.services import DUE_TIME, due_moment
from thidua import clock
from thidua.forms import ActForm, DayField, FilterForm, TextField, WholeNumberField
from thidua.numbers import is_number
from thidua.text import search_key
from units.models import Cluster, Unit, User

DEADLINES = "moc-thoi-gian"
DEADLINES_HEAD = (
    '<h2 class="h6 mt-2">Hạn của tám bước</h2>'
    '<p class="muted small">Hạn tính đến 17:00. Để trống thì theo lịch thường dùng.</p>'
)


class HourField(forms.TimeField):
    """An hour as `17:00` in a text field."""

    widget = forms.TimeInput(format="%H:%M", attrs={"placeholder": "17:00", "autocomplete": "off"})

    def __init__(self, **kwargs):
        kwargs.setdefault("input_formats", ["%H:%M", "%Hh%M", "%H"])
        kwargs.setdefault("error_messages", {"invalid": "Nhập giờ dạng 17:00."})
        super().__init__(**kwargs)


class PeriodForm(ActForm):
    """A new year: whose, which days, the deadlines of the eight steps (proposed from the days, free to change)."""

    holder = forms.ChoiceField(label="Năm thi đua của")
    year = WholeNumberField(label="Năm thi đua", minimum=Decimal(2000), maximum=Decimal(2100))
    starts_on = DayField(label="Từ ngày")
    ends_on = DayField(label="Đến hết ngày")
    slogan = TextField(label="Chủ đề phong trào", max_length=200, required=False)
    term_due_day = WholeNumberField(
        label="Ngày gửi kết quả tháng",
        minimum=Decimal(1),
        maximum=Decimal(28),
        initial=5,
        help_text="Ngày của tháng sau, hạn 17:00.",
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        units, clusters = holders(user)
        self.places: dict[str, tuple[Unit, Cluster | None]] = {f"u{unit.pk}": (unit, None) for unit in units}
        self.places |= {f"c{cluster.pk}": (cluster.organiser, cluster) for cluster in clusters}
        groups = [
            ("Đơn vị", [(f"u{u.pk}", str(u)) for u in units]),
            ("Cụm thi đua", [(f"c{c.pk}", str(c)) for c in clusters]),
        ]
        self.fields["holder"].choices = [group for group in groups if group[1]]
        for name, value in self._first_guess().items():
            self.initial.setdefault(name, value)
        for step, day in self._usual_deadlines().items():
            self.fields[f"due_{step.value}"] = DayField(
                label=f"{step.value}. {step.label}", initial=day, required=False, help_text=""
            )

    def _first_guess(self) -> dict:
        """The year after the latest one of the same holder; without one, October to September around today."""
        first = next(iter(self.places), None)
        if first is None:
            return {}
        unit, cluster = self.places[first]
        latest = EmulationPeriod.objects.filter(unit=unit, cluster=cluster).order_by("-ends_on").first()
        if latest is None:
            year = clock.today().year + (1 if clock.today().month >= 10 else 0)
            return {"holder": first, "year": year, "starts_on": date(year - 1, 10, 1), "ends_on": date(year, 9, 30)}
        starts_on = date.fromordinal(latest.ends_on.toordinal() + 1)
        ends_on = date.fromordinal(_a_year_later(starts_on).toordinal() - 1)
        return {"holder": first, "year": latest.year + 1, "starts_on": starts_on, "ends_on": ends_on}

    def _usual_deadlines(self) -> dict[Step, date]:
        """Deadlines proposed for the days typed so far, else for the first guess."""
        given = self.data if self.is_bound else self.initial
        try:
            days = [DayField().clean(given.get(name)) for name in ("starts_on", "ends_on")]
            if rules.span_problem(days[1].year, *days) is None:
                return rules.usual_deadlines(*days)
        except (ValidationError, TypeError):
            pass
        guess = self._first_guess()
        if not guess:
            return {}
        return rules.usual_deadlines(guess["starts_on"], guess["ends_on"])

    @property
    def helper(self):
        helper = super().helper
        columns = [
            Column(f"due_{step.value}", css_class="col-md-6 col-xl-3")
            for step in Step
            if f"due_{step.value}" in self.fields
        ]
        helper.layout = Layout(
            Row(Column("holder", css_class="col-md-8"), Column("year", css_class="col-md-4")),
            Row(
                Column("starts_on", css_class="col-md-4"),
                Column("ends_on", css_class="col-md-4"),
                Column("term_due_day", css_class="col-md-4"),
            ),
            "slogan",
            Div(
                HTML(DEADLINES_HEAD),
                Row(*columns),
                css_id=DEADLINES,
            ),
        )
        return helper

    def clean(self):
        data = super().clean()
        place = self.places.get(data.pop("holder", ""))
        if place:
            data["unit"], data["cluster"] = place
        deadlines = {step: data.pop(f"due_{step.value}", None) for step in Step}
        data["deadlines"] = {step: due_moment(day) for step, day in deadlines.items() if day}
        if {"year", "starts_on", "ends_on"} <= data.keys():
            if problem := rules.span_problem(data["year"], data["starts_on"], data["ends_on"]):
                self.add_error(*problem)
            else:
                self._check_deadlines(data["starts_on"], data["ends_on"], data["deadlines"])
        return data

    def _check_deadlines(self, starts_on: date, ends_on: date, given: dict[Step, datetime]) -> None:
        """Every deadline in disorder at once, each beside its own field."""
        usual = {step: due_moment(day) for step, day in rules.usual_deadlines(starts_on, ends_on).items()}
        due = {step: timezone.localtime(moment) for step, moment in (usual | given).items()}
        for step, sentence in rules.deadline_problems(starts_on, due).items():
            self.add_error(f"due_{step.value}", sentence)


def _a_year_later(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


class DeadlineForm(ActForm):
    """A deadline to the minute, with the reason once the old one has passed."""

    due_at = DayField(label="Hạn mới")
    hour = HourField(label="Giờ", initial=DUE_TIME)
    reason = TextField(label="Lý do", max_length=500, required=False, help_text="Bắt buộc khi hạn cũ đã qua.")
    notice = forms.BooleanField(label="Báo hạn mới cho các đơn vị", required=False, initial=True)

    @property
    def helper(self):
        helper = super().helper
        days = Row(Column("due_at", css_class="col-7"), Column("hour", css_class="col-5"))
        helper.layout = Layout(days, "reason", "notice")
        return helper

    def clean(self):
        data = super().clean()
        if "due_at" in data and "hour" in data:
            data["due_at"] = due_moment(data["due_at"], data.pop("hour"))
        return data


class CutForm(ActForm):
    ends_on = DayField(label="Đến hết ngày", help_text="Phần còn lại mở thành năm thi đua riêng, ví dụ của đơn vị mới.")
    reason = TextField(label="Lý do, quyết định", max_length=500)


class FinishForm(ActForm):
    on = DayField(label="Ngày xong")


class PeriodFilter(FilterForm):
    q = TextField(label="Năm, đơn vị, cụm", required=False, max_length=80)
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Mọi trạng thái"), *PeriodState.choices]
    )

    def filter_q(self, rows, value):
        """A number is a year; words are the unit or the cluster."""
        if is_number(value):
            return rows.filter(year=int(value)) if len(value) < 6 else rows.none()
        key = search_key(value)
        clusters = [c.pk for c in Cluster.objects.only("name", "code") if key in search_key(f"{c.name} {c.code}")]
        return rows.filter(unit__search_key__contains=key, cluster=None) | rows.filter(cluster__in=clusters)

    def filter_trang_thai(self, rows, value):
        return rows.filter(state=value)
