"""The tree of units. Names and parents are dated; `name`, `parent` and `path` on the unit are those of today."""

from datetime import date

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr

from thidua import text
from thidua.dates import DatedRow


class UnitKind(models.Model):
    """Kinds of unit as data: Bộ Chỉ huy tỉnh, phòng, đồn, hải đội, tiểu đoàn …"""

    code = models.SlugField("mã", unique=True)
    name = models.CharField("tên", max_length=100)
    sort = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["sort", "name"]

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(models.QuerySet):
    def under(self, unit: "Unit"):
        """The unit itself and everything below it."""
        return self.filter(path__startswith=unit.path)

    def visible_to(self, user):
        """Units inside the subtrees the user has a role on, and the members of clusters the user leads."""
        scope = Q(pk__in=[])
        for path in user.scope_paths():
            scope |= Q(path__startswith=path)
        if clusters := user.cluster_ids():
            scope |= Q(cluster_memberships__cluster__in=clusters)
            return self.filter(scope).distinct()
        return self.filter(scope)

    def reporting(self):
        """Units that report results of their own (đầu mối báo cáo)."""
        return self.filter(is_reporting=True, closed_on__isnull=True)

    def in_order(self):
        """Official order: by kind of the tree, then the number given by the office."""
        return self.order_by("sort", "code")


class Unit(models.Model):
    code = models.CharField("mã đơn vị", max_length=30, unique=True)
    kind = models.ForeignKey(UnitKind, models.PROTECT, verbose_name="loại đơn vị", related_name="units")
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="đơn vị cấp trên", null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=255, unique=True, editable=False)
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên gọi tắt", max_length=80)
    search_key = models.CharField(max_length=300, editable=False, db_index=True)
    sort = models.PositiveIntegerField("thứ tự", default=0)
    place = models.CharField("địa danh trên văn bản", max_length=60, blank=True)
    is_reporting = models.BooleanField("là đầu mối báo cáo kết quả", default=False)
    is_border = models.BooleanField("ở biên giới, biển, đảo", default=False)
    strength = models.PositiveIntegerField("quân số", null=True, blank=True)
    founded_on = models.DateField("ngày thành lập")
    closed_on = models.DateField("ngày kết thúc", null=True, blank=True)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["sort", "code"]

    def __str__(self) -> str:
        return self.short_name

    def save(self, *args, **kwargs):
        """Keep search key and path (`/1/7/`: ids from the root down) in step; everything below follows a move."""
        self.search_key = text.search_key(f"{self.code} {self.name} {self.short_name}")
        if self.pk is None:
            self.path = f"new-{self.code}"
            super().save(*args, **kwargs)
            kwargs = {}
        old_path = self.path
        self.path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        super().save(*args, **kwargs)
        if old_path != self.path and not old_path.startswith("new-"):
            below = Unit.objects.filter(path__startswith=old_path)
            below.update(path=Concat(Value(self.path), Substr("path", len(old_path) + 1)))

    def is_under(self, other: "Unit") -> bool:
        return self.path.startswith(other.path)

    def ancestor_ids(self) -> list[int]:
        """Ids from the root down to this unit itself."""
        return [int(part) for part in self.path.strip("/").split("/")]

    def name_on(self, on: date) -> str:
        """Official name in force on a day; papers print this one."""
        row = self._name_row(on)
        return row.name if row else self.name

    def short_name_on(self, on: date) -> str:
        row = self._name_row(on)
        return row.short_name if row else self.short_name

    def _name_row(self, on: date) -> "UnitName | None":
        """One query, or none after prefetch_related("names")."""
        if "names" in getattr(self, "_prefetched_objects_cache", {}):
            return next((row for row in self.names.all() if row.holds_on(on)), None)
        return self.names.in_force(on).first()


class UnitName(DatedRow):
    """One name of a unit, with the days it holds and the document that gave it."""

    dated_key = ("unit",)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="names")
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên gọi tắt", max_length=80)
    basis = models.CharField("căn cứ", max_length=200, blank=True)

    class Meta(DatedRow.Meta):
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.name


class UnitParent(DatedRow):
    """The unit above, with the days it was so."""

    dated_key = ("unit",)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="child_periods")
    basis = models.CharField("căn cứ", max_length=200, blank=True)

    class Meta(DatedRow.Meta):
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.unit} ← {self.parent or '–'}"
