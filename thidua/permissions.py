"""WHO may: a registry of short functions behind `user.has_perm(name, obj)`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from thidua.errors import Forbidden

Check = Callable[[Any, Any], bool]


@dataclass(frozen=True)
class Permission:
    name: str
    check: Check
    who: str


REGISTRY: dict[str, Permission] = {}


def permission(name: str, *, who: str) -> Callable[[Check], Check]:
    """Register `check(user, obj) -> bool` as `name`; `who` names the roles in the refusal, in Vietnamese."""

    def register(check: Check) -> Check:
        if name in REGISTRY and REGISTRY[name].check.__module__ != check.__module__:
            raise RuntimeError(f"permission {name} is defined twice")
        REGISTRY[name] = Permission(name, check, who)
        return check

    return register


def allowed(user, name: str, obj: Any = None) -> bool:
    """Whether `user` may do `name` to `obj`. Unknown names are a programming error, never a silent no."""
    found = REGISTRY[name]
    return bool(user and user.is_authenticated and user.is_active and found.check(user, obj))


def require(by, name: str, obj: Any = None) -> None:
    """Raise Forbidden, naming the role that may, unless `by` may do `name` to `obj`."""
    if not allowed(by, name, obj):
        raise Forbidden(REGISTRY[name].who, name)


@dataclass(frozen=True)
class Place:
    """Where a permission is asked about: a unit, or a cluster with the unit that organises it, or a person there."""

    unit: Any
    year: int
    cluster: Any = None
    person: Any = None


@dataclass(frozen=True)
class Question:
    """How a permission is put to a place, for the page that says what an account may do there.

    words: the act, in Vietnamese. find(place): the object the code would ask about, or None. missing: said then.
    """

    words: str
    find: Callable[[Place], Any]
    missing: str = ""


QUESTIONS: dict[str, Question] = {}


def question(name: str, words: str, find: Callable[[Place], Any], missing: str = "") -> None:
    """Let `name` be asked about a place."""
    QUESTIONS[name] = Question(words, find, missing)
