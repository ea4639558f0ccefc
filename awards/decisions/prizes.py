"""Which prizes are paid when somebody gets several awards (NĐ 91/2017 Đ68, NĐ 98/2023, NĐ 152/2025 Đ49). Pure.

At one time, several titles for the same stretch of time: only the highest. Titles that stand for different stretches,
titles of different years: all. Forms of commendation, for different achievements: all, beside a title as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """One award given at one time. span: years it stands for (CSTĐ toàn quân: three); amount: đồng, None = no money."""

    key: int
    subject: str
    year: int
    is_title: bool
    span: int
    amount: int | None


def displaced(claims: Iterable[Claim]) -> dict[int, int]:
    """Key of a claim that is not paid -> key of the one paid instead. Of two alike the first is paid."""
    best: dict[tuple, Claim] = {}
    gone: dict[int, int] = {}
    titles = [one for one in claims if one.is_title and one.amount is not None]
    for one in titles:
        place = (one.subject, one.year, one.span)
        if place not in best or one.amount > best[place].amount:
            best[place] = one
    for one in titles:
        paid = best[one.subject, one.year, one.span]
        if paid.key != one.key:
            gone[one.key] = paid.key
    return gone
