"""A row is checked before it is written, and what is wrong is told as a refusal."""

from collections.abc import Iterable

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from thidua.errors import RuleViolation


def checked(row: models.Model, *, skip: Iterable[str] = ()) -> models.Model:
    """The row itself, once each of its fields holds; RuleViolation with every sentence otherwise. No query.

    skip: fields not looked at. Relations are not looked at either: they come from objects, not from what was typed.
    Uniqueness and overlap are the services' own questions, because their sentences name what is in the way.
    """
    leave = {f.name for f in row._meta.fields if f.is_relation or f.primary_key or not f.editable}
    try:
        row.clean_fields(exclude={*skip, *leave})
    except ValidationError as error:
        raise refused(row, error) from error
    return row


def refused(row: models.Model, error: ValidationError) -> RuleViolation:
    """Django's error as a refusal: one sentence per field, the field named when there is only one."""
    found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    lines = [
        sentence if name == NON_FIELD_ERRORS else f"{_label(row, name)}: {sentence}"
        for name, sentences in found.items()
        for sentence in sentences
    ]
    if len(found) == 1:
        (name, sentences), *_ = found.items()
        return RuleViolation(" ".join(sentences), field=None if name == NON_FIELD_ERRORS else name)
    return RuleViolation("Chưa lưu được.", reasons=lines)


def _label(row: models.Model, name: str) -> str:
    label = str(row._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]
