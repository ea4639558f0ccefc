"""Refusals in the user's own words. Every sentence here is shown to a person."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

MOST_REASONS = 3


class DomainError(Exception):
    """Something the domain refuses; nothing has been changed when it is raised.

    message: one Vietnamese sentence. reasons: everything that stands in the way, all at once.
    field: name of the form field the sentence belongs to, when there is one.
    """

    def __init__(self, message: str, *, reasons: Iterable[str] = (), field: str | None = None):
        super().__init__(message)
        self.message = message
        self.reasons = list(reasons)
        self.field = field

    def __str__(self) -> str:
        return " ".join([self.message, *self.reasons])

    @property
    def brief(self) -> str:
        """As a note that lies over a page tells it: the first reasons, and how many more there are."""
        more = len(self.reasons) - MOST_REASONS
        told = self.reasons if more <= 1 else [*self.reasons[:MOST_REASONS], f"Và {more} lý do khác."]
        return " ".join([self.message, *told])


class RuleViolation(DomainError):
    """A rule of the law or of the house forbids the act (HTTP 422)."""


class StateConflict(DomainError):
    """The thing is no longer in the state the act needs, or somebody else changed it first (HTTP 409)."""


class Forbidden(PermissionDenied):
    """The user may see the object but not do this; `who` names the role that may (HTTP 403)."""

    def __init__(self, who: str = "", verb: str = ""):
        super().__init__(who)
        self.who = who
        self.verb = verb
