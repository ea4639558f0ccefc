"""Whether somebody could sign on a day: the account's right, and the post of the person named as signer."""

from collections.abc import Iterable
from datetime import date

from awards.decisions.models import Decision
from thidua.text import search_key
from units.accounts.enums import Role
from units.models import Person, Posting, RoleGrant, User


def why_not_on(paper: Decision, by: User, day: date) -> str:
    """Why this account, or the signer named on the paper, could not sign on a day; empty when nothing speaks against.

    Only what the records say is held against a signer: a name or a post they do not know is taken as written.
    """
    return _account(paper, by, day) or _named(paper, day)


def _account(paper: Decision, by: User, day: date) -> str:
    grants = RoleGrant.objects.filter(user=by, role=Role.COMMANDER, unit=paper.issuer_id, withdrawn_at__isnull=True)
    days = list(grants.order_by("valid_from").values_list("valid_from", "valid_to"))
    if not days or any(start <= day and (end is None or day <= end) for start, end in days):
        return ""
    told = "; ".join(_span(start, end) for start, end in days)
    return f"Tài khoản {by.display_name} có quyền ký {told}; ngày {day:%d/%m/%Y} không có quyền ký."


def _named(paper: Decision, day: date) -> str:
    """The post on the paper, as the postings of whoever is so called know it."""
    people = Person.objects.kept().filter(unit__path__startswith=paper.issuer.path).prefetch_related("postings")
    told = [_of_person(one, paper.signer_post, day) for one in people.called(paper.signer_name)]
    return told[0] if told and all(told) else ""  # of two people with one name either may be meant


def _of_person(person: Person, post: str, day: date) -> str:
    held = [one for one in person.postings.all() if search_key(one.position) == search_key(post)]
    if person.left_on is not None and person.left_on < day:
        return (
            f"{person.full_name} thôi phục vụ từ {person.left_on:%d/%m/%Y}, không ký được văn bản ngày {day:%d/%m/%Y}."
        )
    if not held or any(one.holds_on(day) for one in held):
        return ""
    return f"{person.full_name} giữ chức {post} {_spans(held)}; ngày {day:%d/%m/%Y} không giữ chức này."


def _spans(postings: Iterable[Posting]) -> str:
    return "; ".join(_span(one.valid_from, one.valid_to) for one in sorted(postings, key=lambda one: one.valid_from))


def _span(start: date, end: date | None) -> str:
    return f"từ {start:%d/%m/%Y} đến hết {end:%d/%m/%Y}" if end else f"từ {start:%d/%m/%Y}"
