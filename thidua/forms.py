"""The shape of input. A form never changes anything: it checks what was typed and hands it to a service."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from thidua.errors import DomainError
from thidua.numbers import parse_number, typed
from thidua.text import clean

_DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")


class TextField(forms.CharField):
    """One line of text in NFC, blanks folded."""

    def to_python(self, value):
        text = super().to_python(value)
        return clean(text) if text else text


class NumberField(forms.Field):
    """Decimal as Vietnamese people type it; the error names what is wrong with it."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, places: int = 2, minimum: Decimal | None = None, maximum: Decimal | None = None, **kwargs):
        self.places, self.minimum, self.maximum = places, minimum, maximum
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return typed(Decimal(str(value))) if isinstance(value, Decimal | float) else value

    def to_python(self, value) -> Decimal | None:
        try:
            number = parse_number(str(value or ""), places=self.places)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if number is None:
            return None
        if self.minimum is not None and number < self.minimum:
            raise ValidationError(f"Số nhỏ nhất được nhập là {typed(Decimal(self.minimum))}.")
        if self.maximum is not None and number > self.maximum:
            raise ValidationError(f"Số lớn nhất được nhập là {typed(Decimal(self.maximum))}.")
        return number


class WholeNumberField(NumberField):
    """A count: no fraction."""

    def __init__(self, **kwargs):
        super().__init__(places=0, **kwargs)

    def to_python(self, value) -> int | None:
        number = super().to_python(value)
        return None if number is None else int(number)


class DayField(forms.DateField):
    """A day as dd/mm/yyyy in a text field: the browser's own date box shows the browser's language."""

    widget = forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"})

    def __init__(self, **kwargs):
        kwargs.setdefault("input_formats", ["%d/%m/%Y"])
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"].setdefault("invalid", "Nhập ngày dạng dd/mm/yyyy, ví dụ 05/10/2023.")
        super().__init__(**kwargs)

    def to_python(self, value) -> date | None:
        try:
            return super().to_python(value)
        except ValidationError:
            if _DAY.fullmatch(typed := str(value).strip()):
                raise ValidationError(f"Không có ngày {typed}.", code="invalid") from None
            raise


class _Styled:
    """Crispy layout without its own <form>: the page owns the form tag, the token and the buttons."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class ActForm(_Styled, forms.Form):
    """Input of one act of a person."""

    def perform(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Run a service; its refusal lands on the form beside the field, and what was typed stays.

        Returns whether the act was done; its result is kept in `self.result`.
        """
        try:
            self.result = act(*args, **kwargs)
        except DomainError as error:
            field = error.field if error.field in self.fields else None
            self.add_error(field, [error.message, *error.reasons])
            return False
        return True

    def done(self, request, act: Callable[..., Any], *args: Any) -> bool:
        """Whether the form was sent, has the right shape and the service took it, done by the user of the request."""
        if request.method != "POST" or not self.is_valid():
            return False
        return self.perform(act, *args, by=request.user, **self.cleaned_data)


class ReasonForm(ActForm):
    """An act that only asks why."""

    reason = TextField(label="Lý do", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class FilterForm(_Styled, forms.Form):
    """Filters of a list, from the address. Wrong values are ignored, never an error page."""

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Rows that pass every filter that was given and is valid."""
        self.is_valid()
        for name, value in self.cleaned_data.items():
            if value not in (None, "") and hasattr(self, f"filter_{name}"):
                rows = getattr(self, f"filter_{name}")(rows, value)
        return rows

    def active(self) -> list[tuple[str, str, str]]:
        """(field name, label, shown value) of every filter in use, for the removable tags."""
        self.is_valid()
        shown = []
        for name, value in self.cleaned_data.items():
            if value in (None, ""):
                continue
            choices = dict(getattr(self.fields[name], "choices", None) or {})
            text = choices.get(value, choices.get(str(value), value))
            shown.append(
                (
                    name,
                    str(self.fields[name].label or name),
                    f"{text:%d/%m/%Y}" if isinstance(text, date) else str(text),
                )
            )
        return shown
