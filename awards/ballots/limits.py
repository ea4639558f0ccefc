"""How often an electronic round may be asked, in this process and in its memory alone.

What is counted is never written down, and casts are never counted by account or address: a table of times, or of who
came when, would join a ballot to its voter again. A device that is asked to wait sends the same again by itself.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable

KEPT = 500  # rounds or accounts remembered at a time; the longest unused is forgotten first


class Limit:
    """At most `burst` at once and `rate` a second afterwards, for each key."""

    def __init__(self, rate: int, burst: int):
        self.rate, self.burst = rate, burst
        self._lock = threading.Lock()
        self._left: OrderedDict[Hashable, tuple] = OrderedDict()  # key -> (what is left, at what time)

    def takes(self, key: Hashable) -> bool:
        """Whether one more may come now."""
        with self._lock:
            now = time.monotonic()
            left, before = self._left.pop(key, (self.burst, now))
            left = min(self.burst, left + (now - before) * self.rate)
            is_allowed = left >= 1
            self._left[key] = (left - 1 if is_allowed else left, now)
            if len(self._left) > KEPT:
                self._left.popitem(last=False)
            return is_allowed

    def forget(self) -> None:
        with self._lock:
            self._left.clear()


# A whole hall may press at the same moment, and every device sends again what was not answered.
casts = Limit(rate=400, burst=4000)  # of one round
# One device asks once, and again after a lost answer.
papers = Limit(rate=1, burst=20)  # of one account, whose papers are no secret
