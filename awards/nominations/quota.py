"""A title against its quota. How a cap is worked out from percent and base: `awards.catalogue.rules.quota`."""

from dataclasses import dataclass


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
