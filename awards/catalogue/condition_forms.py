"""Conditions as rows of a form: as many as there are, each with the values the engine reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from awards.catalogue.conditions import BY_REVIEWER, KINDS, Param, fits, gathered, missing, spread
from awards.catalogue.enums import AwardKind, Confidence
from awards.catalogue.models import Award, Prerequisite
from awards.catalogue.versions import ConditionPart
from thidua.forms import ActForm, TextField, WholeNumberField
from thidua.text import small

MOST_ROWS = 40
LEAVE_OUT = "Bỏ dòng này"


def confidence_field(required: bool = True) -> forms.ChoiceField:
    blank = [] if required else [("", "Chọn")]
    return forms.ChoiceField(label="Mức tin cậy", choices=[*blank, *Confidence.choices], required=required)


def words_field(label: str, longest: int, rows: int = 2, required: bool = False) -> TextField:
    return TextField(label=label, max_length=longest, required=required, widget=forms.Textarea(attrs={"rows": rows}))


def many_field(label: str, choices, required: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, widget=forms.CheckboxSelectMultiple
    )


@dataclass(frozen=True)
class StoredRow:
    """A condition that is no `Prerequisite`: one of those before every title."""

    pk: int
    code: str
    text: str
    legal_basis: str
    confidence: str
    value: Any = None


class ConditionRows(ActForm):
    """A form with rows of conditions, numbered by the hidden values `c`.

    unsent: what was typed is shown again without being judged, because only a line was added.
    """

    def begin(self, data: QueryDict | None, rows: Sequence[Prerequisite | StoredRow]) -> None:
        """Lay out the rows: those there are, or what was sent."""
        self.rows = list(rows)
        self.kept = {str(row.pk): row for row in self.rows}
        titles = Award.objects.filter(kind=AwardKind.TITLE)
        self.titles = [(award.code, award.short_name) for award in titles]
        self.awards = {str(award.pk): award for award in titles}
        self.conditions = dict(self._conditions(data))

    def full_clean(self):
        super().full_clean()
        if self.unsent:
            self._errors = ErrorDict()

    def numbers(self, data: QueryDict | None, name: str, count: int) -> list[str]:
        given = data.getlist(name) if data is not None else map(str, range(1, count + 1))
        return [number for number in dict.fromkeys(given) if number.isdecimal() and len(number) < 4][:MOST_ROWS]

    def _conditions(self, data) -> Iterator[tuple[str, str]]:
        """Number of the row → its kind; "" for a row kept as it stands."""
        rows = self.rows
        for number in self.numbers(data, "c", len(rows)):
            if data is not None:
                code, row = data.get(f"c{number}_code", ""), self.kept.get(data.get(f"c{number}_kept", ""))
            else:
                row = rows[int(number) - 1]
                code = row.code if fits(row.code, row.value) else BY_REVIEWER if row.code == BY_REVIEWER else ""
            if code not in KINDS and row is None:
                continue
            self._add_condition(
                number, code if code in KINDS else "", row if data is None or code not in KINDS else None
            )
            yield number, code if code in KINDS else ""

    def _add_condition(self, number: str, code: str, row) -> None:
        p, kind = f"c{number}_", KINDS.get(code)
        hidden = forms.HiddenInput
        self.fields[f"{p}code"] = forms.CharField(required=False, widget=hidden, initial=code)
        kept = str(row.pk) if row and not code else ""
        self.fields[f"{p}kept"] = forms.CharField(required=False, widget=hidden, initial=kept)
        self.fields[f"{p}text"] = words_field("Lời văn", 400, required=True)
        self.fields[f"{p}text"].initial = row.text if row else kind.text
        self.fields[f"{p}legal_basis"] = TextField(
            label="Căn cứ", max_length=300, required=False, initial=row.legal_basis if row else ""
        )
        self.fields[f"{p}confidence"] = confidence_field()
        self.fields[f"{p}confidence"].initial = row.confidence if row else Confidence.VERIFIED
        self.fields[f"{p}drop"] = forms.BooleanField(label=LEAVE_OUT, required=False)
        given = spread(code, row.value) if row and kind else {}
        for param in kind.params if kind else ():
            made = self._param(param)
            made.initial = given.get(param.name)
            self.fields[f"{p}{param.name or 'value'}"] = made

    def _param(self, param: Param) -> forms.Field:
        blank = [("", "Chọn")]
        if param.kind == "number":
            return WholeNumberField(
                label=param.label, minimum=Decimal(param.least), maximum=Decimal(param.most), required=False
            )
        if param.kind == "yes":
            return forms.BooleanField(label=param.label, required=False)
        if param.kind in ("choices", "titles"):
            return many_field(param.label, param.choices or self.titles)
        return forms.ChoiceField(label=param.label, choices=[*blank, *(param.choices or self.titles)], required=False)

    def condition_rows(self) -> list[dict[str, Any]]:
        """Rows for the page: number, what kind, its values, and the common fields."""
        return [
            {
                "number": number,
                "label": KINDS[code].label if code else "Ghi bằng lời, người thẩm định xem",
                "values": [self[f"c{number}_{param.name or 'value'}"] for param in KINDS[code].params] if code else [],
                **{name: self[f"c{number}_{name}"] for name in _COMMON},
            }
            for number, code in self.conditions.items()
        ]

    def clean_conditions(self, data: dict) -> None:
        """Every row that stays has the values without which the engine could not read it."""
        for number, code in self.conditions.items():
            if data.get(f"c{number}_drop"):
                self.forgive(f"c{number}_")
            elif code:
                for name in missing(code, self._given(data, number, code)):
                    self.want(f"c{number}_{name or 'value'}")

    def want(self, name: str) -> None:
        if name not in self.errors:
            field = self.fields[name]
            verb = "Ghi" if isinstance(field.widget, forms.TextInput | forms.Textarea) else "Chọn"
            self.add_error(name, f"{verb} {small(field.label)}.")

    def forgive(self, prefix: str) -> None:
        """A line that is left out needs no values."""
        for name in [name for name in self._errors if name.startswith(prefix)]:
            del self._errors[name]

    def _given(self, data: dict, number: str, code: str) -> dict[str, Any]:
        return {param.name: data.get(f"c{number}_{param.name or 'value'}") for param in KINDS[code].params}

    def condition_parts(self) -> tuple[ConditionPart, ...]:
        """The rows as they are to be written."""
        data = self.cleaned_data
        kept = [(number, code) for number, code in self.conditions.items() if not data.get(f"c{number}_drop")]
        return tuple(self._condition(number, code) for number, code in kept)

    def _condition(self, number: str, code: str) -> ConditionPart:
        data, p = self.cleaned_data, f"c{number}_"
        if code:
            value = gathered(code, self._given(data, number, code))
        else:
            row = self.kept[data[f"{p}kept"]]
            code, value = row.code, row.value
        return ConditionPart(code, data[f"{p}text"], data[f"{p}confidence"], value, data[f"{p}legal_basis"])


_COMMON = ("code", "kept", "text", "legal_basis", "confidence", "drop")
