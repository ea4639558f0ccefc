"""People: one record each, never retyped; rank, posting, discipline, holds, grades as dated facts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime

from thidua import clock, text
from thidua.dates import DatedQuerySet, DatedRow
from units.accounts.enums import Role
from units.people.enums import (
    DisciplineKind,
    Grade,
    HoldKind,
    InitiativeLevel,
    ObjectGroup,
    Rank,
    Sex,
    TransferState,
)
from units.people.rules import number_key, twin_key
from units.structure.models import Unit


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user):
        """People posted inside the subtrees the user has a role on; oneself always."""
        scope = Q(pk=user.person_id) if user.person_id else Q(pk__in=[])
        for path in user.scope_paths():
            scope |= Q(unit__path__startswith=path)
        return self.filter(scope)

    def readable_by(self, user):
        """Those visible, and those whom a transfer lets go to the user's units, from its day on.

        For a person's own page: a list keeps to visible_to, which an index can answer.
        """
        coming = Q(pk__in=[])
        for path in user.scope_paths():
            coming |= Q(to_unit__path__startswith=path)
        arrived = Transfer.objects.filter(coming, state=TransferState.SENT, from_day__lte=clock.today())
        visible = Person.objects.visible_to(user)
        return self.filter(Q(pk__in=visible.values("pk")) | Q(pk__in=arrived.values("person")))

    def kept(self):
        """Records that stand for themselves, not those merged into another one."""
        return self.filter(merged_into__isnull=True)

    def records_of(self, people):
        """Every record of the people: their own and those merged into it. people: ids, persons or a query of them.

        What can never move stays with the record it was written for, so whoever reads it asks for all records:
        `AwardRecord.objects.filter(person__in=Person.objects.records_of([person]))`.
        """
        return self.filter(Q(pk__in=people) | Q(merged_into__in=people))

    def called(self, name: str) -> list["Person"]:
        """Everybody of this full name. Typed without accents it fits all, with accents only the one that has them."""
        key, exact = text.search_key(name), text.clean(name).casefold()
        found = [one for one in self.filter(search_key__startswith=f"{key} ") if text.search_key(one.full_name) == key]
        return found if exact.isascii() else [one for one in found if one.full_name.casefold() == exact]

    def in_order(self):
        """Vietnamese order: given name, then middle names, then family name."""
        return self.order_by("sort_key", "service_number")


def whose(path: str = "person") -> Coalesce:
    """Id of the person a row is about, whichever of the records it was written for. path: to the foreign key."""
    return Coalesce(f"{path}__merged_into", path)


class Person(models.Model):
    service_number = models.CharField("số hiệu", max_length=20, unique=True)
    full_name = models.CharField("họ và tên", max_length=100)
    sex = models.CharField("giới tính", max_length=6, choices=Sex, default=Sex.MALE)
    birth_date = models.DateField("ngày sinh", null=True, blank=True)
    rank = models.CharField("cấp bậc", max_length=20, choices=Rank)
    position = models.CharField("chức vụ", max_length=120)
    is_commander = models.BooleanField("cán bộ chủ trì", default=False)
    is_party_secretary = models.BooleanField("bí thư cấp ủy", default=False)
    object_group = models.CharField("nhóm đối tượng", max_length=12, choices=ObjectGroup)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị", related_name="people")
    joined_on = models.DateField("ngày nhập ngũ", null=True, blank=True)
    left_on = models.DateField("ngày thôi phục vụ", null=True, blank=True)
    # Asked for by the report of achievements; nothing is decided by them.
    native_place = models.CharField("quê quán", max_length=150, blank=True, default="")
    residence = models.CharField("trú quán", max_length=150, blank=True, default="")
    schooling = models.CharField("trình độ chuyên môn, nghiệp vụ", max_length=150, blank=True, default="")
    sort_key = models.CharField(max_length=300, editable=False, db_index=True)
    search_key = models.CharField(max_length=200, editable=False, db_index=True)
    # A second record of the same person is closed and points at the one that stays; its number goes on being found.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, verbose_name="gộp vào", null=True, blank=True, related_name="merged_people"
    )
    other_numbers = models.CharField("số hiệu khác", max_length=200, blank=True, editable=False)
    number_key = models.CharField(max_length=20, editable=False, db_index=True, default="")
    twin_key = models.CharField(max_length=120, editable=False, db_index=True, default="")
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "service_number"]
        indexes = [
            # The first page of a list of a hundred thousand is read off in order, not sorted out of all of them.
            models.Index(fields=["sort_key", "service_number"], name="people_in_order"),
            # How many serve in a unit or below it, told without reading the people.
            models.Index(fields=["unit", "merged_into"], name="people_serving", condition=Q(left_on__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args, **kwargs):
        self.derive_keys()
        super().save(*args, **kwargs)

    def derive_keys(self) -> None:
        """Keys of order, search and duplicates; called by save() and before a bulk_create."""
        self.full_name = text.clean(self.full_name)
        self.sort_key = text.name_key(self.full_name)
        self.search_key = text.search_key(f"{self.full_name} {self.service_number} {self.other_numbers}")[:200]
        self.number_key = number_key(self.service_number)
        self.twin_key = twin_key(self.full_name, self.birth_date)

    @property
    def ranked_name(self) -> str:
        """`Đại úy Nguyễn Văn A`."""
        return f"{self.get_rank_display()} {self.full_name}"

    @property
    def title_line(self) -> str:
        """`Đại úy Nguyễn Văn A, Đội trưởng`."""
        return f"{self.ranked_name}, {self.position}"


class PersonPhoto(models.Model):
    """A photo of a person: the newest that was not taken away is shown. No address of its own; made anew from what
    was uploaded, so it holds the picture and nothing else (no place, no camera)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="photos")
    file = models.FileField("ảnh", upload_to="photos/%Y/")
    file_size = models.PositiveIntegerField("dung lượng")
    width = models.PositiveSmallIntegerField("rộng")
    height = models.PositiveSmallIntegerField("cao")
    sha256 = models.CharField("mã kiểm tra", max_length=64)
    added_at = models.DateTimeField(default=clock.now, editable=False)
    removed_at = models.DateTimeField("bỏ lúc", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(removed_at__isnull=True),
                name="one_photo_shown",
                violation_error_message="Người này đang có một ảnh.",
            )
        ]

    def __str__(self) -> str:
        return f"Ảnh {localtime(self.added_at):%d/%m/%Y}"


class ApartQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(ended_at__isnull=True)

    def by_person(self):
        """With `one` and `two`: the ids of the two people, whichever of their records were compared."""
        return self.annotate(one=whose("first"), two=whose("second"))

    def visible_to(self, user):
        """Pairs both of whose records the user may see."""
        people = Person.objects.visible_to(user).values("pk")
        return self.filter(first__in=people, second__in=people)


class Apart(models.Model):
    """Somebody's word that two records which look alike are two people; taken back, the row stays with its end."""

    first = models.ForeignKey(Person, models.PROTECT, verbose_name="hồ sơ thứ nhất", related_name="apart_first")
    second = models.ForeignKey(Person, models.PROTECT, verbose_name="hồ sơ thứ hai", related_name="apart_second")
    reason = models.CharField("căn cứ", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="người ghi", related_name="+")
    made_at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)
    ended_at = models.DateTimeField("rút lại lúc", null=True, blank=True)

    objects = ApartQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(ended_at__isnull=True),
                name="told_apart_once",
                violation_error_message="Hai hồ sơ này đã được ghi là hai người khác nhau.",
            ),
            models.CheckConstraint(
                condition=Q(first__lt=models.F("second")),
                name="apart_in_order",
                violation_error_message="Chọn hai hồ sơ khác nhau.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first.service_number} và {self.second.service_number}"


class RankPeriod(DatedRow):
    """A rank with its object group, from when to when; it holds until the next one begins."""

    dated_key = ("person",)

    person = models.ForeignKey(Person, models.PROTECT, related_name="ranks")
    rank = models.CharField("cấp bậc", max_length=20, choices=Rank)
    object_group = models.CharField("nhóm đối tượng", max_length=12, choices=ObjectGroup, blank=True)
    basis = models.CharField("quyết định", max_length=120, blank=True)

    class Meta(DatedRow.Meta):
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.get_rank_display()


class Posting(DatedRow):
    """Where somebody serves, as what, from when to when; a posting holds until the next one begins."""

    dated_key = ("person",)

    person = models.ForeignKey(Person, models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="postings")
    position = models.CharField("chức vụ", max_length=120)
    is_commander = models.BooleanField("cán bộ chủ trì", default=False)
    is_party_secretary = models.BooleanField("bí thư cấp ủy", default=False)
    basis = models.CharField("quyết định", max_length=120, blank=True)

    class Meta(DatedRow.Meta):
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.position}, {self.unit}"

    @property
    def flags(self) -> str:
        """`Cán bộ chủ trì, bí thư cấp ủy`; empty without either."""
        held = [
            word
            for holds, word in (
                (self.is_commander, "cán bộ chủ trì"),
                (self.is_party_secretary, "bí thư cấp ủy"),
            )
            if holds
        ]
        words = ", ".join(held)
        return words[:1].upper() + words[1:]


class TransferQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Transfers out of or into the subtrees the user has a role on."""
        scope = Q(pk__in=[])
        for path in user.scope_paths():
            scope |= Q(from_unit__path__startswith=path) | Q(to_unit__path__startswith=path)
        return self.filter(scope)

    def waiting_for(self, user):
        """Sent to a unit the user is the officer over, neither taken in nor refused yet."""
        scope = Q(pk__in=[])
        for path in user.scope_paths(Role.OFFICER):
            scope |= Q(to_unit__path__startswith=path)
        return self.filter(scope, state=TransferState.SENT)


class Transfer(models.Model):
    """Điều động to a unit that another officer looks after; the posting there begins when that officer takes it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="transfers")
    from_unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị chuyển", related_name="transfers_out")
    to_unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị nhận", related_name="transfers_in")
    from_day = models.DateField("từ ngày")
    decision = models.CharField("quyết định", max_length=120)
    remark = models.CharField("nhận xét của đơn vị chuyển", max_length=500, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=TransferState, default=TransferState.SENT)
    sent_at = models.DateTimeField(default=clock.now, editable=False)

    objects = TransferQuerySet.as_manager()

    locked_with = ("person__unit", "from_unit", "to_unit")

    class Meta:
        ordering = ["-from_day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="sent"),
                name="one_open_transfer",
                violation_error_message="Người này đang có một lệnh điều động chờ tiếp nhận.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.from_unit} → {self.to_unit}"

    @property
    def audit_unit(self) -> Unit:
        return self.from_unit


class _AboutPersonOrUnit(models.Model):
    """A fact about one person or one unit, never both."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="%(class)ss")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_one_subject",
                condition=Q(person__isnull=True) ^ Q(unit__isnull=True),
                violation_error_message="Chọn một cá nhân hoặc một đơn vị.",
            )
        ]


class DisciplineRecord(DatedRow):
    """Discipline of a person; `valid_to` is the day the term ends (achievements count again from then)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="discipline_records")
    kind = models.CharField("hình thức", max_length=20, choices=DisciplineKind)
    decision = models.CharField("quyết định", max_length=120, blank=True)
    reason = models.CharField("lý do", max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(DatedRow.Meta):
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} từ {self.valid_from:%d/%m/%Y}"


class HoldQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """Holds on units and people inside the subtrees the user has a role on."""
        scope = Q(pk__in=[])
        for path in user.scope_paths():
            scope |= Q(unit__path__startswith=path) | Q(person__unit__path__startswith=path)
        return self.filter(scope)


class Hold(_AboutPersonOrUnit, DatedRow):
    """A fact that makes every proposal for the subject wait until it ends.

    carried_from: the hold of a unit before this one, which an officer has said goes on here after a merger or a split.
    """

    kind = models.CharField("loại", max_length=12, choices=HoldKind)
    note = models.CharField("nội dung", max_length=300, blank=True)
    carried_from = models.ForeignKey(
        "self", models.PROTECT, verbose_name="kế tục từ", null=True, blank=True, related_name="carried_on"
    )

    objects = HoldQuerySet.as_manager()

    class Meta(DatedRow.Meta):
        ordering = ["-valid_from"]
        constraints = [
            *DatedRow.Meta.constraints,
            *_AboutPersonOrUnit.Meta.constraints,
            models.UniqueConstraint(
                fields=["carried_from", "unit"],
                name="one_hold_carried_on",
                violation_error_message="Việc này đã được xác nhận kế tục.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} từ {self.valid_from:%d/%m/%Y}"


class CompletionGrade(_AboutPersonOrUnit):
    """Mức độ hoàn thành nhiệm vụ of one year."""

    year = models.PositiveSmallIntegerField("năm")
    grade = models.CharField("mức độ", max_length=8, choices=Grade)
    basis = models.CharField("căn cứ", max_length=200, blank=True)

    class Meta:
        ordering = ["-year"]
        constraints = [
            *_AboutPersonOrUnit.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "year"],
                condition=Q(person__isnull=False),
                name="one_grade_per_person_year",
                violation_error_message="Người này đã có mức độ hoàn thành của năm.",
            ),
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=Q(unit__isnull=False),
                name="one_grade_per_unit_year",
                violation_error_message="Đơn vị đã có mức độ hoàn thành của năm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_grade_display()} năm {self.year}"


class TestResult(models.Model):
    """Results of a person's tests in one year: share passed and share good or better, in percent."""

    __test__ = False

    person = models.ForeignKey(Person, models.PROTECT, related_name="test_results")
    year = models.PositiveSmallIntegerField("năm")
    passed_percent = models.PositiveSmallIntegerField("tỷ lệ đạt (%)")
    good_percent = models.PositiveSmallIntegerField("tỷ lệ khá, giỏi (%)")

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "year"],
                name="one_test_result_per_person_year",
                violation_error_message="Người này đã có kết quả kiểm tra của năm.",
            ),
            models.CheckConstraint(
                name="test_result_percent_in_range",
                condition=Q(passed_percent__lte=100, good_percent__lte=100),
                violation_error_message="Tỷ lệ phải từ 0 đến 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.passed_percent} % đạt, {self.good_percent} % khá, giỏi năm {self.year}"


class InitiativeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Initiatives with an author whom the user may see; one's own always."""
        people = Person.objects.visible_to(user)
        return self.filter(pk__in=InitiativeAuthor.objects.filter(person__in=people).values("initiative"))


class Initiative(models.Model):
    """Sáng kiến, đề tài with the level that recognised it."""

    name = models.CharField("tên", max_length=300)
    level = models.CharField("cấp công nhận", max_length=12, choices=InitiativeLevel, default=InitiativeLevel.BASE)
    certificate = models.CharField("quyết định công nhận", max_length=120, blank=True)
    recognised_on = models.DateField("ngày công nhận", null=True, blank=True)
    year = models.PositiveSmallIntegerField("năm")
    authors = models.ManyToManyField(Person, through="InitiativeAuthor", related_name="initiatives")
    search_key = models.CharField(max_length=430, editable=False, db_index=True, default="")
    # The certificate itself: no address of its own, handed out by a view that asks who reads.
    file = models.FileField("giấy chứng nhận", upload_to="initiatives/%Y/", null=True, blank=True)
    file_name = models.CharField("tên tệp", max_length=200, blank=True)
    content_type = models.CharField(max_length=40, blank=True, editable=False)
    file_size = models.PositiveIntegerField("dung lượng", null=True, blank=True, editable=False)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.derive_keys()
        super().save(*args, **kwargs)

    @property
    def audit_unit(self) -> Unit | None:
        """Acts on an initiative belong to the unit of its first author."""
        first = self.authors.select_related("unit").order_by("initiativeauthor__pk").first()
        return first.unit if first else None

    def derive_keys(self) -> None:
        """The key of search; called by save() and before a bulk_create."""
        self.search_key = text.search_key(f"{self.name} {self.certificate}")[:430]


class InitiativeAuthor(models.Model):
    initiative = models.ForeignKey(Initiative, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "person"],
                name="one_authorship",
                violation_error_message="Người này đã là tác giả của sáng kiến.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.initiative}"
