"""Reads of accounts."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch

from thidua import clock
from units.accounts.enums import Role
from units.accounts.models import RoleGrant, User
from units.accounts.rules import DUTIES, NEVER_SUBSTITUTED, device_of
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
    rows_of = user.role_grants.select_related("unit", "cluster", "stands_for__user").prefetch_related(
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
