"""Emulation clusters: members and leads by period; members may be units without territory."""

from datetime import date

from django.db import models
from django.db.models import Q

from thidua.dates import DatedRow
from units.structure.models import Unit


class ClusterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Clusters of the organiser's subtree, those the user leads, and those with a member the user works for."""
        scope = Q(pk__in=user.cluster_ids())
        for path in user.scope_paths():
            scope |= Q(organiser__path__startswith=path) | Q(memberships__unit__path__startswith=path)
        return self.filter(scope).distinct()


class Cluster(models.Model):
    code = models.CharField("mã cụm", max_length=30, unique=True)
    name = models.CharField("tên cụm", max_length=150)
    organiser = models.ForeignKey(Unit, models.PROTECT, verbose_name="cấp tổ chức", related_name="clusters")
    sort = models.PositiveSmallIntegerField("thứ tự", default=0)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        ordering = ["sort", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_unit(self) -> Unit:
        """Acts on a cluster belong to the record of the level that organises it."""
        return self.organiser

    def members_on(self, on: date) -> models.QuerySet[Unit]:
        """Units of the cluster on a day, in the order of the cluster."""
        rows = ClusterMembership.objects.in_force(on).filter(cluster=self)
        return Unit.objects.filter(cluster_memberships__in=rows).order_by("cluster_memberships__sort", "sort", "code")

    def lead_on(self, on: date) -> Unit | None:
        """Cụm trưởng on a day."""
        row = self.terms.in_force(on).filter(role=ClusterTerm.Role.LEAD).select_related("unit").first()
        return row.unit if row else None


class ClusterMembership(DatedRow):
    dated_key = ("cluster", "unit")

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cluster_memberships")
    sort = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta(DatedRow.Meta):
        ordering = ["sort", "unit__sort"]

    def __str__(self) -> str:
        return f"{self.unit} trong {self.cluster}"


class ClusterTerm(DatedRow):
    """A term as cụm trưởng or cụm phó."""

    class Role(models.TextChoices):
        LEAD = "lead", "Cụm trưởng"
        DEPUTY = "deputy", "Cụm phó"

    dated_key = ("cluster", "role")

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="terms")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cluster_terms")
    role = models.CharField("vai trò", max_length=6, choices=Role, default=Role.LEAD)
    basis = models.CharField("căn cứ", max_length=200, blank=True)

    class Meta(DatedRow.Meta):
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_role_display()} {self.cluster}"
