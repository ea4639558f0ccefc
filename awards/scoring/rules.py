"""Points that several people give for one criterion: whose count, and which differences still wait for a word. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol, TypeVar

from awards.scoring.enums import Stage

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
