"""The tree of units. Names, units above, kinds are dated; `name`, `parent`, `kind`, `path` on the unit are today's.

`parent` of a unit that has ended by a merger is its heir, which keeps its papers: whoever looks after the heir reads
them. What it belonged to in its own time stands in the dated rows alone.
"""

from datetime import date

from django.db import models
from django.db.models import Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, Substr

from thidua import clock, text
from thidua.dates import DatedRow
from units.structure.enums import ActKind

# A unit belongs where it lay on its last day inside the time asked for; %s: root, start, end, end, start.
WITHIN = """
WITH RECURSIVE inside(id) AS (
  SELECT u.id FROM units_unit u WHERE u.id = %s
  UNION
  SELECT p.unit_id FROM units_unitparent p
  JOIN inside i ON p.parent_id = i.id
  JOIN units_unit u ON u.id = p.unit_id
  WHERE p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to >= %s
    OR (p.valid_to >= %s AND p.valid_to = u.closed_on))
)
SELECT id FROM inside
"""


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

    def within(self, unit: "Unit", start: date, end: date):
        """The unit itself and everything that lay below it in [start, end], as the dated rows tell; one query.

        A unit that changed its place in that time belongs where it was last; one that ended, where it ended. When
        `unit` itself ended in that time, its last day is the end.
        """
        if unit.closed_on is not None and start <= unit.closed_on < end:
            end = unit.closed_on
        return self.filter(pk__in=RawSQL(WITHIN, (unit.pk, end, end, start)))

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
        row = self._row_on("names", on)
        return row.name if row else self.name

    def short_name_on(self, on: date) -> str:
        row = self._row_on("names", on)
        return row.short_name if row else self.short_name

    def parent_on(self, on: date) -> "Unit | None":
        """The unit above on a day; after the end of the unit, the last one it had."""
        row = self._row_on("parents", on, "parent__kind") or self._last_row("parents", on, "parent__kind")
        return row.parent if row else self.parent

    def kind_on(self, on: date) -> UnitKind:
        row = self._row_on("statuses", on, "kind")
        return row.kind if row else self.kind

    def authority_on(self, on: date) -> "Unit | None":
        """Who decides on the awards of the unit on a day: the level named then, else the unit above."""
        row = self._row_on("statuses", on, "authority__kind")
        return row.authority if row and row.authority_id else self.parent_on(on)

    def _row_on(self, rows: str, on: date, related: str = ""):
        """Dated row in force on a day: one query, or none after prefetch_related(rows)."""
        if rows in getattr(self, "_prefetched_objects_cache", {}):
            return next((row for row in getattr(self, rows).all() if row.holds_on(on)), None)
        found = getattr(self, rows).in_force(on)
        return (found.select_related(related) if related else found).first()

    def _last_row(self, rows: str, on: date, related: str):
        """The newest dated row that began by a day, for a unit that has ended since."""
        if self.closed_on is None or on <= self.closed_on:
            return None
        return getattr(self, rows).filter(valid_from__lte=on).select_related(related).first()


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


class UnitStatus(DatedRow):
    """Kind of the unit and the level that decides on its awards, with the days both hold."""

    dated_key = ("unit",)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="statuses")
    kind = models.ForeignKey(UnitKind, models.PROTECT, verbose_name="loại đơn vị", related_name="+")
    authority = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="cấp quyết định khen thưởng",
        null=True,
        blank=True,
        related_name="decides_for",
        help_text="Để trống: cấp trên trực tiếp.",
    )
    basis = models.CharField("căn cứ", max_length=200, blank=True)

    class Meta(DatedRow.Meta):
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return str(self.kind)


class StructureActQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Acts that touch a unit the user sees, or stand in the record of one."""
        seen = Unit.objects.visible_to(user).values("pk")
        return self.filter(Q(unit__in=seen) | Q(touched__unit__in=seen)).distinct()

    def standing(self):
        """Acts that were not taken back."""
        return self.filter(undone_at__isnull=True)


class StructureAct(models.Model):
    """One act on the tree: what, from which day, by which decision, why, by whom.

    journal: every row it added or changed, so that it can be put back. [{"table", "id", "was", "now"}]: `was` is None
    for an added row; otherwise both hold the changed columns. summary: the same in words, as it was previewed:
    [{"title", "icon", "lines"}]. unit: in whose record it stands; never one it created.
    """

    kind = models.CharField("việc", max_length=8, choices=ActKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="acts")
    title = models.CharField("nội dung", max_length=500)
    effective_on = models.DateField("có hiệu lực từ ngày")
    basis = models.CharField("quyết định", max_length=200, blank=True)
    reason = models.CharField("lý do", max_length=500, blank=True)
    journal = models.JSONField(default=list, editable=False)
    summary = models.JSONField(default=list, editable=False)
    by = models.ForeignKey("units.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("lúc ghi", default=clock.now, editable=False)
    undone_by = models.ForeignKey("units.User", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField("hoàn lại lúc", null=True, blank=True)
    undo_reason = models.CharField("lý do hoàn lại", max_length=500, blank=True)

    objects = StructureActQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None


class ActUnit(models.Model):
    """A unit that an act touches: the one it is about, one that ends or begins by it, one that changes its place."""

    act = models.ForeignKey(StructureAct, models.PROTECT, related_name="touched")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="touched_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["act", "unit"],
                name="one_unit_per_act",
                violation_error_message="Đơn vị đã có trong quyết định này.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.act}"


class UnitLineage(models.Model):
    """Who goes on for whom after a merger or a split. Awards in a row follow it only once an officer has confirmed."""

    act = models.ForeignKey(StructureAct, models.PROTECT, related_name="lines")
    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="heirs")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="forebears")
    confirmed_by = models.ForeignKey("units.User", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)
    reason = models.CharField("lý do", max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["act", "predecessor", "successor"],
                name="one_line_per_act",
                violation_error_message="Hai đơn vị này đã nối với nhau trong quyết định này.",
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=models.F("successor")),
                name="nobody_follows_oneself",
                violation_error_message="Một đơn vị không kế thừa chính mình.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"

    @property
    def unit(self) -> Unit:
        """In whose record it stands."""
        return self.successor

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None
