"""Reads of accounts."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch

from thidua import clock
from thidua.permissions import QUESTIONS, REGISTRY, Place, Question, allowed
from units.accounts.enums import Role
from units.accounts.models import RoleGrant, User
from units.accounts.rules import DUTIES, NEVER_SUBSTITUTED, device_of
from units.clusters.models import Cluster
from units.people.models import Person
from units.structure.models import Unit
from units.structure.queries import span


def user_list(user) -> models.QuerySet[User]:
    """Accounts the user looks after, with unit and the roles in force today as `roles_now`."""
    now = RoleGrant.objects.in_force(clock.today()).select_related("unit", "cluster", "stands_for__user")
    return (
        User.objects.visible_to(user)
        .select_related("unit", "person")
        .prefetch_related(Prefetch("role_grants", queryset=now, to_attr="roles_now"))
        .order_by("unit__sort", "unit__code", "username")
    )


@dataclass
class Duty:
    """One role of an account in words. state: now, ahead or over. substitutes: who exercises it now or later."""

    grant: RoleGrant
    what: str
    when: str
    state: str
    substitutes: list[RoleGrant]

    @property
    def can_be_handed_on(self) -> bool:
        return self.state != "over" and not self.grant.stands_for_id and self.grant.role not in NEVER_SUBSTITUTED


def duties_of(user: User) -> list[Duty]:
    """Roles of an account, those in force first, then those ahead, then those over; two queries."""
    today = clock.today()
    rows = []
    standing = RoleGrant.objects.touching(today, None).select_related("user").order_by("valid_from")
    rows_of = user.role_grants.select_related("unit", "cluster", "granted_by", "stands_for__user").prefetch_related(
        Prefetch("substitutes", queryset=standing, to_attr="standing_in")
    )
    for grant in rows_of.order_by("-valid_from", "role"):
        if grant.is_over(today):
            state = "over"
        else:
            state = "now" if grant.valid_from <= today else "ahead"
        rows.append(
            Duty(grant, DUTIES[Role(grant.role)], span(grant.valid_from, grant.valid_to), state, grant.standing_in)
        )
    order = ["now", "ahead", "over"]
    return sorted(rows, key=lambda row: order.index(row.state))


@dataclass
class Login:
    """One session in the list. number: what the form sends; the key of a session is shown to nobody."""

    number: int
    device: str
    address: str
    since: datetime
    here: bool


def logins_of(user: User, key: str = "") -> list[Login]:
    """Sessions that still count, newest first. key: of the session that asks."""
    alive = Session.objects.filter(expire_date__gt=clock.now(), session_key=OuterRef("session_key"))
    rows = UserSession.objects.filter(Exists(alive), user=user).order_by("-created_at")
    return [
        Login(row.pk, device_of(row.user_agent), "" if row.ip == "0.0.0.0" else row.ip, row.created_at,
              row.session_key == key)
        for row in rows
    ]  # fmt: skip


def has_two_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


@dataclass
class Answer:
    """Whether an account may do one thing at a place, and why. yes: None when there is nothing yet to do it to.

    about: the object that was asked about, with its state.
    """

    name: str
    words: str
    yes: bool | None
    reasons: list[str]
    about: str = ""


def rights_at(user: User, place: Place) -> list[Answer]:
    """Every permission of the registry put to a place, in the order of the pages; nothing is decided here."""
    return [_answer(user, name, asked, place) for name, asked in QUESTIONS.items()]


def sees_place(user: User, place: Place) -> bool:
    """Whether the pages of the place are there at all for the account."""
    if place.person is not None:
        return Person.objects.visible_to(user).filter(pk=place.person.pk).exists()
    if place.cluster is not None:
        return Cluster.objects.visible_to(user).filter(pk=place.cluster.pk).exists()
    return Unit.objects.visible_to(user).filter(pk=place.unit.pk).exists()


def _answer(user: User, name: str, asked: Question, place: Place) -> Answer:
    thing = asked.find(place)
    if thing is None:
        return Answer(name, asked.words, None, [asked.missing])
    about = next(one for one in thing if one is not None) if isinstance(thing, tuple) else thing
    yes = allowed(user, name, thing)
    if yes and not _sees(user, about):
        return Answer(
            name, asked.words, False, [f"{about} nằm ngoài phạm vi: trang này là không có."], _in_words(about)
        )
    reasons = _why_yes(user, name, thing) if yes else _why_not(user, name, thing)
    return Answer(name, asked.words, yes, reasons, _in_words(about))


def _sees(user: User, thing) -> bool:
    """Whether the very page is there: what is not visible cannot be done, whatever the permission says."""
    rows = type(thing)._default_manager
    if thing.pk is None or not hasattr(rows, "visible_to"):
        return True
    return rows.visible_to(user).filter(pk=thing.pk).exists()


def _in_words(thing) -> str:
    state = getattr(thing, "get_state_display", None)
    label = "" if thing.pk is None else str(thing)
    return f"{label}: {state()}" if state and label else label


def _with(user: User, grants: list[RoleGrant], **changes) -> User:
    """The same account with other roles, never saved."""
    other = copy(user)
    other.__dict__["grants"] = grants
    for key, value in changes.items():
        setattr(other, key, value)
    return other


def _why_yes(user: User, name: str, thing) -> list[str]:
    """Each role that is enough by itself; else what the account is besides its roles."""
    enough = [grant for grant in user.grants if allowed(_with(user, [grant]), name, thing)]
    if enough and not allowed(_with(user, []), name, thing):
        return [_grant_in_words(grant) for grant in enough]
    if allowed(_with(user, []), name, thing):
        return ["Không cần vai trò: do trạng thái hiện tại, ghế trong Hội đồng hoặc tổ kiểm phiếu."]
    return ["Do nhiều vai trò cộng lại."]


def _why_not(user: User, name: str, thing) -> list[str]:
    if not user.is_active:
        return ["Tài khoản đã khóa."]
    reasons = []
    if allowed(_with(user, user.grants, unit=None), name, thing):
        reasons.append("Đây là đơn vị của chính tài khoản này: không ai tự xét đơn vị mình.")
    today = clock.today()
    for grant in getattr(user, "other_grants", ()):
        if allowed(_with(user, [grant]), name, thing):
            when = f"bắt đầu ngày {grant.valid_from:%d/%m/%Y}" if grant.valid_from > today else "đã kết thúc"
            reasons.append(f"{_grant_in_words(grant)} {when}.")
    return [*reasons, f"Chỉ dành cho: {REGISTRY[name].who}."]


def _grant_in_words(grant: RoleGrant) -> str:
    instead = f", thay {grant.in_place_of}" if grant.in_place_of else ""
    return f"{grant.get_role_display()}, {grant.place}{instead}"


def account_for_questions(user: User, username: str) -> User | None:
    """An account by its login name, with its roles that are over or ahead as `other_grants`; two queries."""
    found = User.objects.open_to_questions(user).select_related("unit", "person").filter(username=username).first()
    if found is not None:
        today = clock.today()
        rows = found.role_grants.select_related("unit", "cluster", "stands_for__user")
        found.other_grants = [grant for grant in rows if grant.is_over(today) or grant.valid_from > today]
    return found
