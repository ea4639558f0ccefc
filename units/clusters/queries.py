"""Reads of clusters."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.urls import reverse

from thidua import clock
from thidua.widgets import Milestone
from units.clusters.models import Cluster, ClusterMembership, ClusterTerm
from units.structure.models import Unit
from units.structure.queries import span


@dataclass
class Row:
    """A cluster in the list, as it is today."""

    cluster: Cluster
    members: list[Unit]
    lead: Unit | None
    deputy: Unit | None


def cluster_list(user) -> models.QuerySet[Cluster]:
    return Cluster.objects.visible_to(user).select_related("organiser").order_by("sort", "code")


def rows_of(clusters: list[Cluster], on: date | None = None) -> list[Row]:
    """Members and leads of many clusters on a day (default today); two queries."""
    on = on or clock.today()
    members: dict[int, list[Unit]] = defaultdict(list)
    memberships = ClusterMembership.objects.in_force(on).filter(cluster__in=clusters).select_related("unit")
    for row in memberships.order_by("sort", "unit__sort", "unit__code"):
        members[row.cluster_id].append(row.unit)
    terms = ClusterTerm.objects.in_force(on).filter(cluster__in=clusters).select_related("unit")
    held = {(term.cluster_id, term.role): term.unit for term in terms}
    role = ClusterTerm.Role
    return [
        Row(one, members[one.pk], held.get((one.pk, role.LEAD)), held.get((one.pk, role.DEPUTY))) for one in clusters
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
