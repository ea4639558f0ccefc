"""Points that several people give: whose count, which differences wait for a word; who stands before whom. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeVar

from awards.scoring.enums import Stage, TieKind
from awards.scoring.facts import TieFact, percent_text, told
from awards.scoring.formulas import Standing

# The highest that has spoken counts: the office before the cluster, the cluster before the organ of the criterion.
APPRAISERS = (Stage.OFFICE, Stage.CLUSTER, Stage.ORGAN)
Key = TypeVar("Key")


class Given(Protocol):
    """Points somebody gave, and when."""

    points: Decimal
    given_at: datetime


def in_force(opinions: Mapping[str, Given]) -> Given | None:
    """The appraised points that count, out of the latest of each stage; None before anybody appraised."""
    return next((opinions[stage] for stage in APPRAISERS if stage in opinions), None)


def is_difference(opinions: Mapping[str, Given], *, by_hand: bool) -> bool:
    """Whether those who spoke do not all say the same.

    Of a computed criterion the unit says nothing: its own points follow the figures, only the checker can disagree.
    """
    last = in_force(opinions)
    told = [opinions[stage] for stage in (Stage.SELF, Stage.CROSS) if stage in opinions]
    if by_hand and last is not None:
        told.append(last)
    return len({given.points for given in told}) > 1


def is_open(opinions: Mapping[str, Given], *, by_hand: bool) -> bool:
    """Whether the appraisal still owes a word: nobody appraised yet, or somebody disagreed after it was given."""
    last = in_force(opinions)
    if last is None:
        return by_hand or is_difference(opinions, by_hand=by_hand)
    stages = (Stage.SELF, Stage.CROSS) if by_hand else (Stage.CROSS,)
    told = [opinions[stage] for stage in stages if stage in opinions]
    return any(given.points != last.points and given.given_at > last.given_at for given in told)


def rotation(units: Sequence[Key]) -> list[tuple[Key, Key]]:
    """(checker, checked): each unit checks the next one in the order of the cluster, the last the first.

    One unit alone has nobody to check it.
    """
    if len(units) < 2:
        return []
    return list(zip(units, [*units[1:], units[0]], strict=True))


# Equal percents -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TiePlace:
    """A place, and how it was found. looked: (number of the key from 0, the units still equal before it was asked)."""

    standing: Standing
    looked: tuple[tuple[int, tuple], ...] = ()


@dataclass(frozen=True)
class Sums:
    """What a unit is compared by. groups: code -> (points, applicable points); full, counted: criteria at their most,
    criteria with points. bonus, penalty: both as positive numbers, adjustments and criteria of bonus together.
    """

    groups: Mapping[str, tuple[Decimal, Decimal]]
    full: int
    counted: int
    bonus: Decimal
    penalty: Decimal


def tie_value(key: TieFact, sums: Sums) -> Fraction | None:
    """What is compared, the larger the better; None where nothing of it applies to the unit.

    Points of a group are taken as a share of the applicable ones, like the ranking itself (rules §7.2): what is not
    assigned never decides.
    """
    if key.kind == TieKind.GROUP:
        points, applicable = sums.groups.get(key.code, (Decimal(0), Decimal(0)))
        return Fraction(points) / Fraction(applicable) if applicable else None
    if key.kind == TieKind.FULL:
        return Fraction(sums.full, sums.counted) if sums.counted else None
    return Fraction(sums.bonus) if key.kind == TieKind.BONUS else -Fraction(sums.penalty)


def tie_value_text(key: TieFact, sums: Sums) -> str:
    """`22,4/25`; `12/15 tiêu chí`; `1,5`."""
    if key.kind == TieKind.GROUP:
        points, applicable = sums.groups.get(key.code, (Decimal(0), Decimal(0)))
        return f"{told(points)}/{told(applicable)}" if applicable else "không giao"
    if key.kind == TieKind.FULL:
        return f"{sums.full}/{sums.counted} tiêu chí" if sums.counted else "không có"
    return told(sums.bonus if key.kind == TieKind.BONUS else sums.penalty)


def break_ties(
    percents: Mapping[Key, Fraction], values: Mapping[Key, Sequence[Fraction | None]]
) -> dict[Key, TiePlace]:
    """Places by exact percent, then by the values one after the other; whoever is equal to the end shares the place.

    values: unit -> one value for each key of the rule, the larger the better. Only units that are still equal are
    asked for the next one; where it applies to one of them not at all, it decides nothing among them.
    """
    groups = _parts(list(percents), percents.__getitem__)
    looked: dict[Key, tuple] = dict.fromkeys(percents, ())
    for number in range(max(map(len, values.values()), default=0)):
        parts: list[list[Key]] = []
        for group in groups:
            if len(group) > 1:
                for unit in group:
                    looked[unit] += ((number, tuple(other for other in group if other != unit)),)
            parts += _parts(group, lambda unit, number=number: values[unit][number])
        groups = parts
    found: dict[Key, TiePlace] = {}
    for group in groups:
        rank = len(found) + 1
        found |= {unit: TiePlace(Standing(percents[unit], rank, len(group) > 1), looked[unit]) for unit in group}
    return found


def _parts(group: list[Key], value_of: Callable[[Key], Fraction | None]) -> list[list[Key]]:
    """Those with the largest value first; one part while somebody has none."""
    values = {unit: value_of(unit) for unit in group}
    if len(group) < 2 or None in values.values():
        return [group] if group else []
    return [[unit for unit in group if values[unit] == level] for level in sorted(set(values.values()), reverse=True)]


def tie_words(
    unit: Key, place: TiePlace, keys: Sequence[TieFact], names: Mapping[Key, str], told_of: Mapping[Key, Sequence[str]]
) -> str:
    """Why a unit stands where it stands among those with its percent; empty when nobody had the same.

    `Bằng tỷ lệ 88,5% với Đồn 2. Xét 1. Điểm nhóm I cao hơn: 22,4/25 (Đồn 2 22/25).`
    """
    if not place.looked:
        return ""
    first = ", ".join(names[other] for other in place.looked[0][1])
    words = [f"Bằng tỷ lệ {percent_text(place.standing.percent / 100)} với {first}."]
    for number, others in place.looked:
        compared = ", ".join(f"{names[other]} {told_of[other][number]}" for other in others)
        words.append(f"Xét {number + 1}. {keys[number].words}: {told_of[unit][number]} ({compared}).")
    if place.standing.is_shared:
        words.append("Xét hết vẫn bằng nhau: đồng hạng.")
    return " ".join(words)
