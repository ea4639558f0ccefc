"""The one clock. Nothing else in the product asks the machine for the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """Aware moment of the act being done."""
    return _frozen.get() or timezone.now()


def today() -> date:
    """Business date in the installation's time zone."""
    return timezone.localtime(now()).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let acts happen at `moment`. For loading the demo and for tests, nothing else."""
    token = _frozen.set(moment if timezone.is_aware(moment) else timezone.make_aware(moment))
    try:
        yield
    finally:
        _frozen.reset(token)
