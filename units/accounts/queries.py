"""Reads of accounts."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Prefetch

from thidua import clock
from units.accounts.enums import Role
from units.accounts.models import RoleGrant, User
from units.accounts.rules import DUTIES
from units.structure.queries import span


def user_list(user) -> models.QuerySet[User]:
    """Accounts the user looks after, with unit and the roles in force today as `roles_now`."""
    now = RoleGrant.objects.in_force(clock.today()).select_related("unit", "cluster")
    return (
        User.objects.visible_to(user)
        .select_related("unit", "person")
        .prefetch_related(Prefetch("role_grants", queryset=now, to_attr="roles_now"))
        .order_by("unit__sort", "unit__code", "username")
    )


@dataclass
class Duty:
    """One role of an account in words. state: now, ahead or over."""

    grant: RoleGrant
    what: str
    when: str
    state: str


def duties_of(user: User) -> list[Duty]:
    """Roles of an account, those in force first, then those ahead, then those over; one query."""
    today = clock.today()
    rows = []
    for grant in user.role_grants.select_related("unit", "cluster").order_by("-valid_from", "role"):
        if grant.withdrawn_at is not None or (grant.valid_to is not None and grant.valid_to < today):
            state = "over"
        else:
            state = "now" if grant.valid_from <= today else "ahead"
        rows.append(Duty(grant, DUTIES[Role(grant.role)], span(grant.valid_from, grant.valid_to), state))
    order = ["now", "ahead", "over"]
    return sorted(rows, key=lambda row: order.index(row.state))
