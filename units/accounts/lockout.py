"""The lock on a login name after wrong passwords, kept in the database cache so that every server process sees it.

A name is locked, not an address: a whole office stands behind one. A name nobody has is locked just the same, so the
lock tells nothing about who exists.
"""

import hashlib
from datetime import datetime

from django.core.cache import cache

from thidua import clock
from thidua.text import clean
from units.accounts.rules import ATTEMPTS, LOCKED_FOR

_SECONDS = int(LOCKED_FOR.total_seconds())


def _key(username: str) -> str:
    return "login:" + hashlib.sha256(clean(username).lower().encode()).hexdigest()


def locked_until(username: str) -> datetime | None:
    """When the lock on a login name ends, or None while it is open."""
    until = cache.get(f"{_key(username)}:until")
    return until if until is not None and until > clock.now() else None


def take_attempt(username: str) -> bool:
    """Use up one of the attempts before the password is looked at, so that many at once cannot outrun the count.

    Each attempt is a row of its own, added by the database or not at all. False when all are in use.
    """
    return any(cache.add(f"{_key(username)}:{number}", True, _SECONDS) for number in range(ATTEMPTS))


def failed(username: str) -> datetime | None:
    """A wrong password: the last attempt locks the name. Returns when the lock ends, None while attempts are left."""
    key = _key(username)
    if len(cache.get_many([f"{key}:{number}" for number in range(ATTEMPTS)])) < ATTEMPTS:
        return None
    until = clock.now() + LOCKED_FOR
    cache.set(f"{key}:until", until, _SECONDS)
    return until


def open_again(username: str) -> None:
    """A right password, or a new one from the administrator: the count starts anew."""
    key = _key(username)
    cache.delete_many([f"{key}:until", *(f"{key}:{number}" for number in range(ATTEMPTS))])
