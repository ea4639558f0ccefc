"""Emulation clusters: members and leads by period; members may be units without territory."""

from datetime import date

from django.db import models
from django.db.models import Q

from thidua import clock
from thidua.dates import DatedRow
from units.clusters.enums import PledgeState
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

    def number_on(self, on: date) -> int | None:
        """The number it bears on a day; None before the first one."""
        row = self.numbers.in_force(on).first()
        return row.number if row else None

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


class ClusterNumber(DatedRow):
    """The number a cluster bears (Cụm số 2) between two days; clusters are numbered anew when they re-form."""

    dated_key = ("cluster",)

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="numbers")
    number = models.PositiveSmallIntegerField("số cụm")
    basis = models.CharField("căn cứ", max_length=200, blank=True)

    class Meta(DatedRow.Meta):
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"Số {self.number}: {self.cluster}"


class PledgeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(cluster__in=Cluster.objects.visible_to(user))


class Pledge(models.Model):
    """Giao ước thi đua of a cluster for a year: text, targets, a signature of the head of each member."""

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="pledges")
    year = models.PositiveSmallIntegerField("năm thi đua")
    text = models.TextField("nội dung giao ước")
    state = models.CharField("trạng thái", max_length=8, choices=PledgeState, default=PledgeState.DRAFT)
    opened_on = models.DateField("ngày đưa ra ký", null=True, blank=True)
    created_by = models.ForeignKey("units.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = PledgeQuerySet.as_manager()
    locked_with = ("cluster__organiser",)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "year"],
                name="one_pledge_per_cluster_year",
                violation_error_message="Cụm đã có giao ước của năm này.",
            )
        ]

    def __str__(self) -> str:
        return f"Giao ước thi đua {self.cluster} năm {self.year}"

    @property
    def audit_unit(self) -> Unit:
        return self.cluster.organiser

    def signers(self) -> models.QuerySet[Unit]:
        """Members whose heads sign: those of the day on which it was laid out."""
        return self.cluster.members_on(self.opened_on or clock.today())

    def missing_to_open(self) -> list[str]:
        """Everything that still stands between the draft and the signatures."""
        missing = []
        if not self.targets.exists():
            missing.append("Chưa có chỉ tiêu nào.")
        if not self.signers().exists():
            missing.append("Cụm chưa có thành viên.")
        return missing

    def why_not_taken_back(self) -> list[str]:
        """Nothing that somebody has signed is changed."""
        signed = [str(row.unit) for row in self.signatures.select_related("unit")]
        return [f"Đã ký: {', '.join(signed)}."] if signed else []


class PledgeTarget(models.Model):
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="targets")
    sort = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("nội dung", max_length=200)
    value = models.CharField("mức phấn đấu", max_length=100)

    class Meta:
        ordering = ["sort"]

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


class PledgeSignature(models.Model):
    """The head of a member signs for the unit; name and post as they stood on the day."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="signatures")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    signed_by = models.ForeignKey("units.User", models.PROTECT, related_name="+")
    signer_name = models.CharField("người ký", max_length=120)
    signer_post = models.CharField("chức vụ người ký", max_length=160)
    signed_on = models.DateField("ngày ký")

    class Meta:
        ordering = ["signed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pledge", "unit"],
                name="one_signature_per_member",
                violation_error_message="Đơn vị đã ký giao ước này.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.signer_name}, {self.unit}"
