"""A title against its quota: what is counted, who stays within it in the published order, how it is shared out.

How a cap is worked out from percent and base: `awards.catalogue.rules.quota`. Nothing here is decided: a line over the
quota is told, the council chooses.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any


@dataclass(frozen=True)
class Meter:
    """used: lines put forward; rejected: those of them the office proposes to leave out; also: holders of a higher
    title counted with them, each person once."""

    used: int
    quota: int | None
    also: int = 0
    rejected: int = 0

    @property
    def counted(self) -> int:
        return self.used + self.also

    @property
    def over(self) -> int:
        """How many above the quota; 0 when within it or when there is none."""
        return max(0, self.counted - self.quota) if self.quota is not None else 0

    @property
    def left(self) -> int | None:
        """How many more may be put forward; None without a quota."""
        return None if self.quota is None else max(0, self.quota - self.counted)


# Who stays, who falls -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contender:
    """One line in the published order. worth: what the order looks at one after the other, more is better."""

    key: int
    worth: tuple[Any, ...] = ()
    commands: bool = False


@dataclass(frozen=True)
class Cut:
    """How lines come out against a number of places; tied: equal in everything the order looks at, not all fit."""

    taken: frozenset[int] = frozenset()
    tied: frozenset[int] = frozenset()
    falls: frozenset[int] = frozenset()


def ranked(contenders: Iterable[Contender]) -> list[list[Contender]]:
    """Groups of equal worth, the best first."""
    ordered = sorted(contenders, key=lambda one: one.worth, reverse=True)
    return [list(group) for _, group in groupby(ordered, key=lambda one: one.worth)]


def cut(
    contenders: Iterable[Contender], places: int | None, for_commanders: int | None = None, *, apart: bool = False
) -> Cut:
    """Fill the places from the top; those who command take one of their own places as well.

    apart: the places of those who command stand beside the common ones, which are then all the others have; places is
    both together. None: as many as there are. Equals who do not all fit are tied: no order decides between them, so
    nobody of them is taken or dropped silently; they use up the places.
    """
    if apart and places is not None and for_commanders is not None:
        return _cut_apart(list(contenders), max(0, places - for_commanders), for_commanders)
    taken, tied, falls = set(), set(), set()
    for group in ranked(contenders):
        chiefs = {one.key for one in group if one.commands}
        others = {one.key for one in group if not one.commands}
        fit = len(chiefs) if for_commanders is None else min(len(chiefs), for_commanders)
        if not fit:
            falls |= chiefs
            chiefs = set()
        wanted = len(others) + fit
        room = wanted if places is None else min(wanted, places)
        if not room:
            falls |= others | chiefs
        elif room < wanted:
            tied |= others | chiefs
        else:
            taken |= others
            (taken if fit == len(chiefs) else tied).update(chiefs)
        places = None if places is None else places - room
        for_commanders = None if for_commanders is None else for_commanders - min(fit, room)
    return Cut(frozenset(taken), frozenset(tied), frozenset(falls))


def _cut_apart(contenders: list[Contender], common: int, own: int) -> Cut:
    """Two lists that never meet: each fills its own places."""
    one = cut([one for one in contenders if one.commands], own)
    other = cut([one for one in contenders if not one.commands], common)
    return Cut(one.taken | other.taken, one.tied | other.tied, one.falls | other.falls)


@dataclass(frozen=True)
class Trial:
    """Some lines tried against the quota. next_falls: who would fall if there were one place less; next_rises: who
    would be in with one more place, or with the one that is free; several when the order does not part them."""

    cut: Cut
    next_falls: frozenset[int]
    next_rises: frozenset[int]


def trial(
    contenders: Collection[Contender],
    kept: Collection[int],
    places: int | None,
    for_commanders: int | None = None,
    *,
    apart: bool = False,
) -> Trial:
    """kept: the lines that were left ticked. Those not ticked rise only when nobody ticked waits for a place."""
    if apart and places is not None and for_commanders is not None:
        chiefs = [one for one in contenders if one.commands]
        others = [one for one in contenders if not one.commands]
        parts = (
            trial(chiefs, kept, for_commanders),
            trial(others, kept, max(0, places - for_commanders)),
        )
        whole = Cut(*(frozenset().union(*(getattr(p.cut, name) for p in parts)) for name in ("taken", "tied", "falls")))
        falls = parts[0].next_falls | parts[1].next_falls
        return Trial(whole, falls, parts[0].next_rises | parts[1].next_rises)
    inside = [one for one in contenders if one.key in kept]
    now = cut(inside, places, for_commanders)
    if places is None:
        return Trial(now, frozenset(), frozenset())
    less = cut(inside, places - 1, for_commanders) if places else Cut()
    is_full = len(now.taken) == places and not now.tied
    falls = now.taken - less.taken if is_full else frozenset()
    more = cut(inside, places + 1, for_commanders)
    rises = (more.taken | more.tied) - now.taken
    if not rises:
        within = now.taken | now.tied
        chiefs = sum(one.commands for one in inside if one.key in within)
        has_room = for_commanders is None or chiefs < for_commanders
        fits = [one for one in contenders if one.key not in kept and (has_room or not one.commands)]
        rises = {one.key for one in next(iter(ranked(fits)), [])}
    return Trial(now, falls, frozenset(rises))


# A quota shared out to units ------------------------------------------------------------------------------------------


def proportional(total: int, weights: Mapping[int, int], *, spread: bool = False) -> dict[int, int]:
    """⌊total × weight / sum of weights⌋ for each; cut down, so the sum never exceeds the total.

    spread: what the cutting left goes one by one to the largest remainders, the heavier first, then the lower key.
    """
    whole = sum(weights.values())
    if whole <= 0 or total <= 0:
        return dict.fromkeys(weights, 0)
    exact = {key: Fraction(total * weight, whole) for key, weight in weights.items()}
    shares = {key: int(number) for key, number in exact.items()}
    if spread:
        order = sorted(weights, key=lambda key: (shares[key] - exact[key], -weights[key], key))
        for key in order[: total - sum(shares.values())]:
            shares[key] += 1
    return shares
