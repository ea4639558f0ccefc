"""Reads of clusters."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Count
from django.urls import reverse

from thidua import clock
from thidua.widgets import Milestone
from units.clusters.enums import PledgeState
from units.clusters.models import (
    Cluster,
    ClusterMembership,
    ClusterNumber,
    ClusterTerm,
    Pledge,
    PledgeSignature,
)
from units.clusters.rules import next_turn
from units.structure.models import Unit, UnitName
from units.structure.queries import span


@dataclass
class Row:
    """A cluster in the list, as it is today."""

    cluster: Cluster
    members: list[Unit]
    lead: Unit | None
    deputy: Unit | None
    number: int | None = None


def cluster_list(user) -> models.QuerySet[Cluster]:
    return Cluster.objects.visible_to(user).select_related("organiser").order_by("sort", "code")


def rows_of(clusters: list[Cluster], on: date | None = None) -> list[Row]:
    """Members, leads and numbers of many clusters on a day (default today); three queries."""
    on = on or clock.today()
    members: dict[int, list[Unit]] = defaultdict(list)
    memberships = ClusterMembership.objects.in_force(on).filter(cluster__in=clusters).select_related("unit")
    for row in memberships.order_by("sort", "unit__sort", "unit__code"):
        members[row.cluster_id].append(row.unit)
    terms = ClusterTerm.objects.in_force(on).filter(cluster__in=clusters).select_related("unit")
    held = {(term.cluster_id, term.role): term.unit for term in terms}
    numbers = dict(ClusterNumber.objects.in_force(on).filter(cluster__in=clusters).values_list("cluster", "number"))
    role = ClusterTerm.Role
    return [
        Row(one, members[one.pk], held.get((one.pk, role.LEAD)), held.get((one.pk, role.DEPUTY)), numbers.get(one.pk))
        for one in clusters
    ]


@dataclass
class Member:
    """A membership, what the unit is in the cluster, and its page when the reader may see it."""

    membership: ClusterMembership
    role: str = ""
    url: str = ""


def members_of(cluster: Cluster, on: date, user) -> list[Member]:
    """Memberships in force on a day, in the order of the cluster."""
    roles = {term.unit_id: term.get_role_display() for term in cluster.terms.in_force(on)}
    rows = cluster.memberships.in_force(on).select_related("unit__kind", "unit__parent")
    seen = set(Unit.objects.visible_to(user).filter(cluster_memberships__cluster=cluster).values_list("pk", flat=True))
    return [
        Member(
            row,
            roles.get(row.unit_id, ""),
            reverse("units:structure.detail", args=[row.unit_id]) if row.unit_id in seen else "",
        )
        for row in rows.order_by("sort", "unit__sort", "unit__code")
    ]


def lead_history(cluster: Cluster) -> list[Milestone]:
    """Terms of leads and deputies, newest first; those in force carry `now`, those ahead nothing."""
    today = clock.today()

    def state(term: ClusterTerm) -> str:
        return "now" if term.holds_on(today) else "ok" if term.valid_from <= today else ""

    return [
        Milestone(
            f"{term.get_role_display()}: {term.unit}", span(term.valid_from, term.valid_to), state(term), term.basis
        )
        for term in cluster.terms.select_related("unit").order_by("-valid_from", "-role")
    ]


def former_members(cluster: Cluster) -> list[ClusterMembership]:
    return list(cluster.memberships.filter(valid_to__lt=clock.today()).select_related("unit").order_by("-valid_to"))


@dataclass
class Proposal:
    """Whose turn it is to lead, and why, in words."""

    unit: Unit
    why: str


def proposal_for(cluster: Cluster, members: list[Unit]) -> Proposal | None:
    """The next lead by rotation; one query. members: of today, in order."""
    terms = cluster.terms.filter(role=ClusterTerm.Role.LEAD, valid_from__lte=clock.today()).select_related("unit")
    led = list(terms.order_by("valid_from"))
    turn = next_turn([unit.pk for unit in members], [term.unit_id for term in led])
    if turn is None:
        return None
    unit = next(one for one in members if one.pk == turn.member)
    times = "chưa làm Cụm trưởng lần nào" if turn.times == 0 else f"mới làm Cụm trưởng {turn.times} lần"
    if turn.all_equal and turn.times:
        times = f"mọi thành viên đều đã làm {turn.times} lần, bắt đầu vòng mới"
    order = f"sau {led[-1].unit} theo thứ tự của cụm" if led else "đứng đầu thứ tự của cụm"
    return Proposal(unit, f"{times[:1].upper()}{times[1:]}; {order}. Hội nghị quyết định.")


def number_history(cluster: Cluster) -> list[Milestone]:
    """Numbers the cluster has borne, newest first."""
    today = clock.today()
    return [
        Milestone(
            f"Cụm số {row.number}",
            span(row.valid_from, row.valid_to),
            "now" if row.holds_on(today) else "ok" if row.valid_from <= today else "",
            row.basis,
        )
        for row in cluster.numbers.all()
    ]


@dataclass
class PledgeRow:
    pledge: Pledge
    signed: int
    members: int

    @property
    def is_complete(self) -> bool:
        return self.pledge.state == PledgeState.SIGNING and self.signed >= self.members


def pledge_rows(cluster: Cluster) -> list[PledgeRow]:
    """Pledges of a cluster, newest year first, with how many have signed; two queries."""
    rows = list(cluster.pledges.annotate(signed=Count("signatures")).order_by("-year"))
    memberships = list(cluster.memberships.all())
    return [
        PledgeRow(row, row.signed, sum(1 for one in memberships if one.holds_on(row.opened_on or clock.today())))
        for row in rows
    ]


@dataclass
class Signer:
    """A member on the pledge, its name on the day of the paper, its signature or None."""

    unit: Unit
    name: str
    signature: PledgeSignature | None
    may_sign: bool = False


def signers_of(pledge: Pledge, user=None) -> list[Signer]:
    """Members in the order of the cluster; three queries. user: whose right to sign is asked."""
    units = list(pledge.signers())
    on = pledge.opened_on or clock.today()
    names = {row.unit_id: row.name for row in UnitName.objects.in_force(on).filter(unit__in=units)}
    signed = {row.unit_id: row for row in pledge.signatures.all()}
    may = user is not None and pledge.state == PledgeState.SIGNING
    return [
        Signer(
            unit,
            names.get(unit.pk, unit.name),
            signed.get(unit.pk),
            may and unit.pk not in signed and user.has_perm("units.sign_pledge", (pledge, unit)),
        )
        for unit in units
    ]
