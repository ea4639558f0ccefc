"""Whose turn it is to lead a cluster."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Turn:
    """The member proposed, how often it has led so far, and whether every member has led as often as it."""

    member: int
    times: int
    all_equal: bool


def next_turn(members: Sequence[int], led: Sequence[int]) -> Turn | None:
    """Rotation (luân phiên): whoever has led least often; of several, the next one after the present lead.

    members: those of the day, in the order of the cluster. led: leads from the first to the present one. None when
    nobody is left to propose: no members, or the present lead alone. A habit of the clusters, not of the law: the
    conference chooses freely.
    """
    present = led[-1] if led else None
    times = {member: list(led).count(member) for member in members}
    start = members.index(present) + 1 if present in times else 0
    others = [member for member in [*members[start:], *members[:start]] if member != present]
    if not others:
        return None
    least = min(times[member] for member in others)
    chosen = next(member for member in others if times[member] == least)
    return Turn(chosen, least, len(set(times.values())) == 1)


def read_targets(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Targets from lines `nội dung = mức phấn đấu`, empty ones left out. Returns (targets, sentences on faults)."""
    targets, faults = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        name, sign, value = (part.strip() for part in line.partition("="))
        if sign and name and value:
            targets.append((name, value))
        else:
            faults.append(f"Dòng {number}: viết nội dung, dấu =, rồi mức phấn đấu.")
    return targets, faults
