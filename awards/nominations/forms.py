"""The shape of input for the list of a year and its lines."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from awards.nominations.enums import Chance, Eligibility, NominationState
from awards.nominations.models import NominationList
from awards.nominations.offering import Offer
from awards.nominations.queries import proposers
from awards.nominations.services import AwardSpec
from awards.years.forms import HourField
from thidua.forms import ActForm, DayField, FilterForm, TextField, WholeNumberField
from thidua.text import search_key
from units.models import Unit, User
from units.structure.forms import UnitField

MOST_PEOPLE = Decimal(32_000)  # what one vote at a unit may hold
LONGEST_CITATION = 4000


class PlainSelect(forms.Select):
    """A select written in one go: with hundreds of units a template for every option is half the time of the page."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = "".join(
            f'<option value="{escape(key)}"{" selected" if str(key) == chosen else ""}>{escape(label)}</option>'
            for key, label in self.choices
        )
        attributes = flatatt({**self.build_attrs(self.attrs, attrs), "name": name})
        return format_html("<select{}>{}</select>", attributes, SafeString(options))


class LineFilter(FilterForm):
    """Filters of the list; the title is the tab and stays."""

    q = TextField(label="Tên, chức vụ", required=False, max_length=80)
    don_vi = forms.ChoiceField(label="Đơn vị", required=False, widget=PlainSelect)
    dieu_kien = forms.ChoiceField(
        label="Điều kiện", required=False, choices=[("", "Mọi điều kiện"), *Eligibility.choices], widget=PlainSelect
    )
    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[("", "Mọi trạng thái"), *NominationState.choices],
        widget=PlainSelect,
    )

    def __init__(self, *args, user: User, listing: NominationList, one_unit: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if one_unit:
            del self.fields["don_vi"]
        else:
            self.fields["don_vi"].choices = [("", "Mọi đơn vị"), *proposers(user, listing)]

    def narrow(self, rows: QuerySet) -> QuerySet:
        """What was withdrawn is left out until it is asked for."""
        rows = super().narrow(rows)
        if self.cleaned_data.get("trang_thai"):
            return rows
        return rows.exclude(state=NominationState.WITHDRAWN)

    def filter_q(self, rows: QuerySet, value: str) -> QuerySet:
        for word in search_key(value).split():
            rows = rows.filter(search_key__contains=word)
        return rows

    def filter_don_vi(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(proposer__code=value)

    def filter_dieu_kien(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(eligibility=value)

    def filter_trang_thai(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(state=value)


class SubjectSearch(forms.Form):
    """Whom to put forward, by name, number, post or unit."""

    q = TextField(label="Tên, số hiệu hoặc đơn vị", required=False, max_length=80)

    @property
    def wanted(self) -> str:
        return self.cleaned_data.get("q", "") if self.is_valid() else ""


class ExceptionForm(ActForm):
    """Why an exception is made, or taken back."""

    reason = TextField(label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class SuggestionFilter(FilterForm):
    """Suggestions by name and group; without a group those who are ready come first."""

    q = TextField(label="Tên, số hiệu, đơn vị", required=False, max_length=80)
    nhom = forms.ChoiceField(label="Nhóm", required=False, choices=[("", "Mọi nhóm"), *Chance.choices])

    def filter_q(self, rows: QuerySet, value: str) -> QuerySet:
        for word in search_key(value).split():
            rows = rows.filter(search_key__contains=word)
        return rows

    def filter_nhom(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(group=value)


class SwitchForm(ActForm):
    """From which day a condition counts, and why."""

    valid_from = DayField(
        label="Áp dụng từ ngày", help_text="Danh sách có hạn nhận từ ngày này trở đi được xét theo điều kiện."
    )
    reason = TextField(label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    binding = forms.BooleanField(
        label="Đơn vị quy định bắt buộc", required=False,
        help_text="Chặn đề nghị, không đưa vào quyết định khi chưa đạt. Bỏ chọn thì chỉ nhắc, ghi được ngoại lệ.",
    )  # fmt: skip


class SwitchOffForm(ActForm):
    """The last day a condition counts, and why it ends."""

    valid_to = DayField(label="Áp dụng đến hết ngày")
    reason = TextField(label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class WhyForm(forms.Form):
    """The day whose law is asked about."""

    ngay = DayField(label="Quy định ngày", required=False)


class PapersForm(ActForm):
    """What a unit says for a line: the summary of achievements and its own vote."""

    citation = forms.CharField(
        label="Tóm tắt thành tích",
        required=False,
        max_length=LONGEST_CITATION,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Việc đã làm, số liệu, kết quả trong năm. Được in vào tờ trình. Cần có trước khi trình Hội đồng.",
    )
    unit_votes_for = WholeNumberField(
        label="Số tán thành ở đơn vị", required=False, minimum=Decimal(0), maximum=MOST_PEOPLE
    )
    unit_votes_total = WholeNumberField(
        label="Số tham gia biểu quyết", required=False, minimum=Decimal(0), maximum=MOST_PEOPLE
    )

    def __init__(self, *args, asks_vote: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_vote:  # a type without a vote at the unit
            del self.fields["unit_votes_for"], self.fields["unit_votes_total"]

    def clean(self) -> dict:
        return {**dict.fromkeys(("unit_votes_for", "unit_votes_total")), **super().clean()}

    def clean_citation(self) -> str:
        lines = unicodedata.normalize("NFC", self.cleaned_data["citation"]).splitlines()
        return "\n".join(line.rstrip() for line in lines).strip()

    @property
    def helper(self):
        helper = super().helper
        helper.layout = Layout("citation", self._votes())
        return helper

    def _votes(self) -> Row:
        if "unit_votes_for" not in self.fields:
            return Row()
        return Row(Column("unit_votes_for", css_class="col-sm-6"), Column("unit_votes_total", css_class="col-sm-6"))


class NominationForm(PapersForm):
    """A new line; whom and for what stands in the address."""

    proposer = UnitField(label="Đơn vị đề nghị")

    def __init__(self, *args, places: QuerySet[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["proposer"].queryset = places
        self.is_fixed = len(places) == 1
        if self.is_fixed:
            self.fields["proposer"].widget = forms.HiddenInput()

    @property
    def helper(self):
        helper = super().helper
        helper.layout = Layout("proposer", "citation", self._votes())
        return helper


class EditForm(PapersForm):
    """The same papers again; `seen` is what the page showed, so that nobody overwrites a newer text unawares."""

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput())

    def take_votes_of(self, held_on: date) -> None:
        """The votes stand in minutes: they are put right there."""
        for name in ("unit_votes_for", "unit_votes_total"):
            self.fields[name].disabled = True
            self.fields[name].help_text = f"Theo biên bản họp ngày {held_on:%d/%m/%Y}."

    @property
    def helper(self):
        helper = super().helper
        helper.layout = Layout("seen", "citation", self._votes())
        return helper


class LockForm(ActForm):
    """The word that locks the list; with open lines also a reason to leave them out."""

    WORD = "KHÓA"

    leave_out = TextField(
        label="Lý do đưa các đề nghị này ra khỏi danh sách",
        required=False,
        max_length=300,
        help_text="Để trống khi muốn giải quyết từng đề nghị trước.",
    )
    word = TextField(label="Gõ KHÓA để tiếp tục", max_length=10, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args, has_open: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_open:
            del self.fields["leave_out"]

    def clean_word(self) -> str:
        if self.cleaned_data["word"].upper() != self.WORD:
            raise ValidationError(f"Gõ đúng chữ {self.WORD}.")
        return self.cleaned_data["word"]


class ListForm(ActForm):
    """Deadline and titles of a year: for each title of the law whether it is taken, in which place, its number.

    offers: the titles to choose from; fields of a title are named by its id (`take_7`, `place_7`, `number_7`,
    `upward_7`).
    """

    due_on = DayField(label="Hạn nhận đề nghị")
    due_at = HourField(label="Giờ")

    def __init__(self, *args, offers: list[Offer], **kwargs):
        super().__init__(*args, **kwargs)
        self.offers = offers
        for offer in offers:
            pk, name = offer.award.pk, offer.award.short_name
            self.fields[f"take_{pk}"] = forms.BooleanField(label=f"Nhận đề nghị {name}", required=False)
            self.fields[f"place_{pk}"] = WholeNumberField(
                label=f"Thứ tự của {name}", required=False, minimum=Decimal(1), maximum=Decimal(99)
            )
            self.fields[f"number_{pk}"] = WholeNumberField(
                label=f"Số giao cho {name}", required=False, minimum=Decimal(0), maximum=Decimal(1_000_000)
            )
            self.fields[f"upward_{pk}"] = forms.BooleanField(label=f"{name}: cấp trên quyết định", required=False)
            for kind in ("place", "number"):
                self.fields[f"{kind}_{pk}"].widget.attrs["aria-label"] = self.fields[f"{kind}_{pk}"].label

    def rows(self) -> list[dict]:
        """Bound fields of each title, for the table."""
        kinds = ("take", "place", "number", "upward")
        return [{"offer": offer, **{kind: self[f"{kind}_{offer.award.pk}"] for kind in kinds}} for offer in self.offers]

    @property
    def head(self) -> list:
        return [self["due_on"], self["due_at"]]

    @property
    def facts(self) -> dict:
        """Arguments of the services: the deadline, and the titles taken in the order that was typed."""
        data = self.cleaned_data
        taken = [offer for offer in self.offers if data[f"take_{offer.award.pk}"]]
        taken.sort(key=lambda offer: (data[f"place_{offer.award.pk}"] or 100, offer.award.sort))
        specs: list[AwardSpec] = [
            {
                "award": offer.award,
                "proposed_upward": data[f"upward_{offer.award.pk}"],
                "yearly_number": data[f"number_{offer.award.pk}"],
            }
            for offer in taken
        ]
        due = timezone.make_aware(datetime.combine(data["due_on"], data["due_at"]))
        return {"due_at": due, "awards": specs}


def first_values(offers: list[Offer], due_at: datetime, taken: dict[int, tuple[int, int | None, bool]]) -> dict:
    """Initial values of `ListForm`. taken: award id → place, number, decided above."""
    local = timezone.localtime(due_at)
    initial: dict[str, date | int | bool | None | object] = {"due_on": local.date(), "due_at": local.time()}
    for offer in offers:
        pk = offer.award.pk
        if pk in taken:
            place, number, upward = taken[pk]
            initial |= {f"take_{pk}": True, f"place_{pk}": place, f"number_{pk}": number, f"upward_{pk}": upward}
    return initial
