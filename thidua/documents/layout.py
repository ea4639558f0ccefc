"""Sizes and margins of an official paper, with the values of Nghị định 30/2020/NĐ-CP, Annex I, as defaults.

The army has rules of its own (Thông tư 92/2012/TT-BQP and its successors), so every element is a token that an
organisation may set: `Layout.from_mapping(unit.document_layout)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Margins:
    """Millimetres, in the order of CSS."""

    top: int
    right: int
    bottom: int
    left: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Tokens: sizes in points, margins and indents in millimetres, shares in percent of the text width."""

    margins: Margins = Margins(20, 15, 20, 30)
    landscape_margins: Margins = Margins(20, 20, 20, 20)
    page_number: float = 13
    national_title: float = 12  # Quốc hiệu, bold capitals
    motto: float = 13  # Tiêu ngữ, bold, over a rule as long as its text
    organ: float = 12  # superior organ upright, issuing organ bold, both capitals
    organ_share: int = 41
    organ_rule: int = 40  # percent of the organ's name: a third to a half
    number: float = 13
    place_and_date: float = 13  # italic
    document_kind: float = 14
    subject: float = 14
    body: float = 13.5
    line_spacing: float = 1.28
    first_line: float = 10
    paragraph_gap: float = 6
    heading: float = 14
    signature: float = 13.5
    signature_space: int = 22  # millimetres for the hand and the seal
    recipients_title: float = 12
    recipients: float = 11
    annex_label: float = 14
    annex_title: float = 14
    annex_reference: float = 13
    table: float = 12.5
    caption: float = 13
    rank_before_name: bool = True

    @classmethod
    def from_mapping(cls, tokens: Mapping[str, Any]) -> Self:
        """An organisation's own tokens over the defaults: {"body": 14, "margins": [20, 15, 20, 30]}.

        Raises ValueError for an unknown token or a value that cannot be a size.
        """
        defaults = {one.name: getattr(cls(), one.name) for one in fields(cls)}
        values = {}
        for name, value in tokens.items():
            if name not in defaults:
                raise ValueError(f"Unknown layout token: {name}")
            default = defaults[name]
            if isinstance(default, Margins):
                if not isinstance(value, list | tuple) or len(value) != 4:
                    raise ValueError(f"{name} needs four millimetres: top, right, bottom, left")
                values[name] = Margins(*(_size(name, one, 5, 60) for one in value))
            elif isinstance(default, bool):
                if not isinstance(value, bool):
                    raise ValueError(f"{name} is true or false")
                values[name] = value
            else:
                values[name] = _size(name, value, 1, 60)
        return cls(**values)


def _size(name: str, value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValueError(f"{name} must be a number from {low} to {high}, not {value!r}")
    return value
