"""The way of a list: which stations a command has switched on from a day, and what was recorded at them."""

from django.db import models

from awards.catalogue.enums import Confidence
from awards.nominations.models import Nomination, NominationList
from awards.nominations.routes import Stop
from thidua import clock
from thidua.dates import DatedRow
from thidua.filetypes import KINDS, FileKind
from units.models import Unit, User


class Route(DatedRow):
    """The stations of the lists of a command and of those below it that have no route of their own, from a day on.

    A newer one ends it, and it stays as it was. Lists follow the route of the day whose law holds for them.
    """

    dated_key = ("unit",)

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị áp dụng", related_name="routes")
    basis = models.CharField("căn cứ", max_length=300)
    reason = models.CharField("lý do", max_length=300)
    set_by = models.ForeignKey(User, models.PROTECT, verbose_name="người đặt", related_name="+")
    set_at = models.DateTimeField("đặt lúc", default=clock.now, editable=False)

    class Meta(DatedRow.Meta):
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"Trình tự xét từ {self.valid_from:%d/%m/%Y}"

    @property
    def audit_unit(self) -> Unit:
        return self.unit

    @property
    def stops(self) -> list[Stop]:
        return [row.stop for row in self.stations.all()]


class RouteStation(models.Model):
    """One station of a route, with its words and source as they stood when it was set."""

    route = models.ForeignKey(Route, models.PROTECT, related_name="stations")
    sort = models.PositiveSmallIntegerField("thứ tự")
    code = models.CharField("bước", max_length=20)
    text = models.CharField("lời văn", max_length=200)
    short = models.CharField("tên ngắn", max_length=60)
    is_on = models.BooleanField("áp dụng", default=True)
    days = models.PositiveSmallIntegerField("số ngày", null=True, blank=True)
    obligatory = models.BooleanField("bắt buộc", default=False)
    legal_basis = models.CharField("căn cứ", max_length=300)
    confidence = models.CharField("mức tin cậy", max_length=1, choices=Confidence)

    class Meta:
        ordering = ["sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["route", "code"],
                name="one_station_of_a_route",
                violation_error_message="Bước này đã có trong trình tự.",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def stop(self) -> Stop:
        return Stop(
            self.code, self.text, self.short, self.is_on, self.days, self.obligatory, self.legal_basis, self.confidence
        )


class StationRecordQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Papers of lists whose whole command the user sees: the office, council, organs, never one unit of it."""
        scope = models.Q(pk__in=[])
        for path in user.scope_paths():
            scope |= models.Q(nomination_list__period__unit__path__startswith=path)
        return self.filter(scope)

    def standing(self):
        """Those no later record has put right."""
        return self.filter(replaced_by__isnull=True)


class StationRecord(models.Model):
    """What a cluster, the standing body of the council or a party committee said of a list, by number and day.

    Never changed: a mistake is put right by a record that replaces it, with its reason.
    """

    nomination_list = models.ForeignKey(NominationList, models.PROTECT, related_name="station_records")
    code = models.CharField("bước", max_length=20)
    body = models.CharField("cơ quan", max_length=200)
    number = models.CharField("số văn bản", max_length=60)
    held_on = models.DateField("ngày")
    note = models.CharField("ghi chú", max_length=500, blank=True)
    # No address of its own and a name nobody can guess: handed out by a view that asks who reads.
    file = models.FileField("bản quét", upload_to="stations/%Y/%m/", blank=True)
    file_name = models.CharField(max_length=200, blank=True, editable=False)
    file_kind = models.CharField(max_length=5, blank=True, editable=False)
    file_size = models.PositiveIntegerField(default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reason = models.CharField("lý do ghi lại", max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, verbose_name="người ghi", related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)

    objects = StationRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination_list", "code", "number", "held_on"],
                name="one_record_of_a_paper",
                condition=models.Q(replaces__isnull=True),
                violation_error_message="Văn bản này đã được ghi.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} ngày {self.held_on:%d/%m/%Y}"

    @property
    def audit_unit(self) -> Unit:
        return self.nomination_list.unit

    @property
    def filetype(self) -> FileKind | None:
        return KINDS.get(self.file_kind)


class StationResult(models.Model):
    """What a record says of one line."""

    record = models.ForeignKey(StationRecord, models.PROTECT, related_name="results")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="station_results")
    agreed = models.BooleanField("nhất trí")
    reason = models.CharField("lý do", max_length=300, blank=True)

    class Meta:
        ordering = ["nomination__award__sort", "nomination__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "nomination"],
                name="one_result_of_a_line",
                violation_error_message="Đề nghị này đã có kết quả trong văn bản.",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed=True) | ~models.Q(reason=""),
                name="a_refusal_has_its_reason",
                violation_error_message="Ghi lý do không nhất trí.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}: {'nhất trí' if self.agreed else 'không nhất trí'}"
