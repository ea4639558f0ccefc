"""Caps as exact whole numbers: percent of a base, cut down so that the cap is never exceeded."""

from dataclasses import dataclass
from decimal import Decimal


def cap(percent: Decimal, base: int) -> int:
    """⌊percent % of base⌋, exact: 10 % of 480 = 48, 40 % of 480 = 192, 15 % of 183 = 27."""
    return int(Decimal(percent) * base // 100)


@dataclass(frozen=True)
class Meter:
    """One title against its quota. used counts the lines still in the running, `also` holders counted with them."""

    used: int
    quota: int | None
    also: int = 0

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
