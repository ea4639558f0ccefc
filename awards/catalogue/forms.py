"""Filters of the catalogue."""

from datetime import date
from decimal import Decimal

from django import forms

from awards.catalogue.enums import AwardKind, SubjectKind
from awards.catalogue.models import Award, RuleSet
from awards.catalogue.queries import awards_on
from awards.years.movements import Movement
from thidua.forms import ActForm, DayField, FilterForm, TextField, WholeNumberField
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


class MovementAwardsForm(ActForm):
    """Up to eight titles and forms, each with a number of collectives and of people."""

    ROWS = 8

    def __init__(self, *args, movement: Movement, **kwargs):
        super().__init__(*args, **kwargs)
        stored = list(movement.awards.select_related("award"))
        awards = list(awards_on(movement.starts_on))
        self.awards = {str(award.pk): award for award in awards}
        choices = [("", "Chọn danh hiệu, hình thức"), *((str(award.pk), award.name) for award in awards)]
        for number in range(1, max(self.ROWS, len(stored) + 2) + 1):
            row = stored[number - 1] if number <= len(stored) else None
            self.fields[f"award_{number}"] = forms.ChoiceField(
                label=f"Danh hiệu, hình thức {number}", required=False, choices=choices,
                initial=str(row.award_id) if row else "",
            )  # fmt: skip
            for name, label in (("collectives", "Số tập thể"), ("people", "Số cá nhân")):
                self.fields[f"{name}_{number}"] = WholeNumberField(
                    label=f"{label} {number}", required=False, minimum=Decimal(0), maximum=Decimal(9999),
                    initial=(getattr(row, name) or None) if row else None,
                )  # fmt: skip

    def rows(self):
        """Bound fields row by row for the template."""
        numbers = [name.removeprefix("award_") for name in self.fields if name.startswith("award_")]
        return [(self[f"award_{n}"], self[f"collectives_{n}"], self[f"people_{n}"]) for n in numbers]

    def clean(self):
        data, rows = super().clean(), []
        for name in [name for name in self.fields if name.startswith("award_")]:
            number = name.removeprefix("award_")
            award = self.awards.get(data.get(name, ""))
            counts = [data.get(f"{kind}_{number}") or 0 for kind in ("collectives", "people")]
            if award is not None:
                rows.append((award, *counts))
            elif any(counts):
                self.add_error(name, "Chọn danh hiệu, hình thức cho số này.")
        return {"rows": rows}
