"""Filters of the catalogue."""

from datetime import date

from django import forms

from awards.catalogue.enums import AwardKind, SubjectKind
from awards.catalogue.models import Award, RuleSet
from thidua.forms import DayField, FilterForm, TextField
from thidua.text import search_key


class AwardFilter(FilterForm):
    """Titles and forms as the law has them on a day, or under one rule set."""

    q = TextField(label="Tên danh hiệu, hình thức", required=False, max_length=80)
    loai = forms.ChoiceField(label="Loại", required=False)
    doi_tuong = forms.ChoiceField(
        label="Đối tượng",
        required=False,
        choices=[("", "Mọi đối tượng"), *[c for c in SubjectKind.choices if c[0] != SubjectKind.BOTH]],
    )
    quy_dinh = forms.ModelChoiceField(
        RuleSet.objects.all(), label="Quy định", required=False, empty_label="Theo ngày", to_field_name="code"
    )
    ngay = DayField(label="Ngày áp dụng", required=False)

    def __init__(self, *args, day: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.default_day = day
        kinds = set(Award.objects.values_list("kind", flat=True))
        self.fields["loai"].choices = [("", "Mọi loại"), *[c for c in AwardKind.choices if c[0] in kinds]]
        self.fields["quy_dinh"].label_from_instance = lambda rule_set: rule_set.code
        self.fields["ngay"].widget.attrs["placeholder"] = f"{day:%d/%m/%Y}"

    @property
    def rule_set(self) -> RuleSet | None:
        """The rule set asked for, which then counts instead of the day."""
        self.is_valid()
        return self.cleaned_data.get("quy_dinh")

    @property
    def day(self) -> date:
        """The day asked for; a day inside the rule set asked for; else the day of the year looked at."""
        self.is_valid()
        if rule_set := self.rule_set:
            return rule_set.valid_from
        return self.cleaned_data.get("ngay") or self.default_day

    def narrow(self, rows):
        rows = rows.filter(rule_set=self.rule_set) if self.rule_set else rows.in_force(self.day)
        return super().narrow(rows)

    def filter_q(self, rows, value):
        return rows.filter(award__search_key__contains=search_key(value))

    def filter_loai(self, rows, value):
        return rows.filter(award__kind=value)

    def filter_doi_tuong(self, rows, value):
        return rows.filter(award__subject__in=[value, SubjectKind.BOTH])


class DayForm(FilterForm):
    """The day of a decision, on the page of one title."""

    ngay = DayField(label="Ngày quyết định", required=False)
