"""The shape of input for registrations: numbers of titles, figures above targets, names."""

from decimal import Decimal

from django import forms

from awards.criteria.models import Target
from awards.criteria.registering import figure_problem, title_problem
from awards.criteria.registration_queries import OpenTitle, people_to_name
from awards.criteria.registrations import RegisteredTitle
from awards.criteria.rules import points_text
from thidua.forms import ActForm, NumberField, TextField, WholeNumberField
from units.models import Person


class RegistrationForm(ActForm):
    """One number a title, one figure a target; empty is none, or the target itself."""

    note = forms.CharField(
        label="Cam kết, biện pháp thực hiện", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args, titles: list[OpenTitle], targets: list[Target], stored=({}, {}), late=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.titles, self.targets = titles, targets
        counts, figures = stored
        for title in titles:
            row = counts.get(title.award.pk)
            self.fields[f"t{title.award.pk}"] = WholeNumberField(
                label=title.award.name, required=False, minimum=Decimal(0), maximum=Decimal(100_000),
                initial=row.count if row else None,
            )  # fmt: skip
        for target in targets:
            value = figures.get(target.criterion.code)
            self.fields[f"c{target.criterion_id}"] = NumberField(
                label=f"{target.criterion.code} {target.criterion.name}", required=False, minimum=Decimal(0),
                initial=points_text(value) if value is not None else None,
            )  # fmt: skip
        if late:
            self.fields["late_reason"] = TextField(
                label="Lý do gửi muộn", max_length=300, required=False, help_text="Bắt buộc khi gửi sau hạn."
            )

    def title_rows(self):
        return [(title, self[f"t{title.award.pk}"]) for title in self.titles]

    def target_rows(self):
        return [(target, self[f"c{target.criterion_id}"]) for target in self.targets]

    def clean(self):
        """What the service would refuse, beside its own field."""
        data = super().clean()
        for title in self.titles:
            wrong = title_problem(title, data.get(f"t{title.award.pk}") or 0)
            self._refuse(f"t{title.award.pk}", wrong)
        for target in self.targets:
            value = data.get(f"c{target.criterion_id}")
            self._refuse(f"c{target.criterion_id}", figure_problem(target, value) if value is not None else "")
        return data

    def _refuse(self, name: str, wrong: str) -> None:
        if wrong:
            self.add_error(name, wrong[:1].upper() + wrong[1:])

    def written(self) -> dict:
        """Arguments of registering.write_registration."""
        data = self.cleaned_data
        return {
            "titles": {title.award.pk: data.get(f"t{title.award.pk}") or 0 for title in self.titles},
            "figures": {target.criterion_id: data.get(f"c{target.criterion_id}") for target in self.targets},
            "note": data.get("note", ""),
        }


class NamesForm(ActForm):
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label="Người đăng ký", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Người này không có trong đơn vị."},
    )  # fmt: skip

    def __init__(self, *args, title: RegisteredTitle, **kwargs):
        super().__init__(*args, **kwargs)
        found = people_to_name(title)
        field = self.fields["people"]
        field.queryset = Person.objects.filter(pk__in=[one.pk for one in found]).select_related("unit").in_order()
        field.label_from_instance = lambda one: f"{one.full_name}, {one.get_rank_display()}, {one.position}"
        field.help_text = f"Nhiều nhất {title.count} người; không bắt buộc ghi tên."
