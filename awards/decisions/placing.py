"""Where the fields of a certificate stand, pure: the law's own layout as dated rows, and what a command may move.

Lengths are tenths of a millimetre, sizes tenths of a point, both whole numbers. The paper is A4 lying across.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 2970, 2100
SMALLEST_BOX, SMALLEST_SIZE, LARGEST_SIZE = 30, 60, 900
DATA = Path(__file__).parent / "data" / "certificate_layouts.json"
ALIGNS = ("left", "center", "right")
MOVABLE = ("x", "y", "w", "h", "size", "floor", "align", "shown")  # what a command may change of a field


@dataclass(frozen=True)
class Place:
    """One field. fixed: printed by the printer on pre-printed stock; drawn: a picture, not words."""

    key: str
    label: str
    sample: str
    x: int
    y: int
    w: int
    h: int
    size: int = 0
    floor: int = 0
    align: str = "center"
    bold: bool = False
    italic: bool = False
    caps: bool = False
    underline: bool = False
    red: bool = False
    fixed: bool = False
    drawn: bool = False
    shown: bool = True

    @property
    def moved(self) -> dict[str, Any]:
        """What is kept of it in the row of a command."""
        return {name: getattr(self, name) for name in MOVABLE}


@dataclass(frozen=True)
class LawLayout:
    """How the law draws a certificate from a day on."""

    kind: str
    valid_from: date
    valid_to: date | None
    legal_basis: str
    confidence: str
    places: tuple[Place, ...]


@cache
def law_layouts() -> tuple[LawLayout, ...]:
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    fields = {row["key"]: row for row in rows["fields"]}
    return tuple(
        LawLayout(
            row["kind"],
            date.fromisoformat(row["valid_from"]),
            date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            row["legal_basis"],
            row["confidence"],
            tuple(Place(**(fields[key] | rows["places"][place][key])) for place in [row["places"]]
                  for key in rows["places"][place]),
        )
        for row in rows["layouts"]
    )  # fmt: skip


def law_on(kind: str, day: date) -> LawLayout:
    """The law's layout of a kind on a day; before the first one that is known, the first."""
    found = [one for one in law_layouts() if one.kind == kind]
    held = [one for one in found if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)]
    return held[0] if held else min(found, key=lambda one: one.valid_from)


def usual(law: LawLayout, *, on_stock: bool) -> list[Place]:
    """The fields as they stand before anybody has moved one; on pre-printed stock what is there already is left out."""
    return [replace(place, shown=not (on_stock and place.fixed)) for place in law.places]


def with_moves(places: Iterable[Place], moves: Mapping[str, Mapping[str, Any]]) -> list[Place]:
    """The fields where a command has put them. Fields it has not said anything about stay."""
    return [
        replace(place, **{name: value for name, value in moves.get(place.key, {}).items() if name in MOVABLE})
        for place in places
    ]


def faults(place: Place) -> list[tuple[str, str]]:
    """What is wrong with where a field stands: (attribute, sentence), all at once."""
    told = []
    name = f"Ô “{place.label}”"
    if place.w < SMALLEST_BOX or place.h < SMALLEST_BOX:
        told.append(("w", f"{name} nhỏ hơn 3 mm."))
    if place.x < 0 or place.x + place.w > WIDTH:
        over = -place.x if place.x < 0 else place.x + place.w - WIDTH
        side = "trái" if place.x < 0 else "phải"
        told.append(("x", f"{name} ra ngoài mép {side} tờ giấy {millimetres(over)} mm."))
    if place.y < 0 or place.y + place.h > HEIGHT:
        over = -place.y if place.y < 0 else place.y + place.h - HEIGHT
        side = "trên" if place.y < 0 else "dưới"
        told.append(("y", f"{name} ra ngoài mép {side} tờ giấy {millimetres(over)} mm."))
    if not place.drawn:
        if not SMALLEST_SIZE <= place.size <= LARGEST_SIZE:
            told.append(("size", f"{name}: cỡ chữ từ 6 đến 90."))
        if not SMALLEST_SIZE <= place.floor <= place.size:
            told.append(("floor", f"{name}: cỡ nhỏ nhất từ 6 đến cỡ chữ của ô."))
    if place.align not in ALIGNS:
        told.append(("align", f"{name}: chọn căn trái, giữa hoặc phải."))
    return told


def millimetres(tenths: int) -> str:
    """`12` or `12,5`."""
    whole, rest = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}{f',{rest}' if rest else ''}"
