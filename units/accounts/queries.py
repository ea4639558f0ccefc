"""Reads of accounts."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Prefetch

from thidua import clock
from units.accounts.enums import Role
from units.accounts.models import RoleGrant, User
from units.accounts.rules import DUTIES, NEVER_SUBSTITUTED
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
