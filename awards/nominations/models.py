"""Who is put forward for what: one list a year, one line a title and subject, with its checks and papers."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from awards.catalogue import rules as law
from awards.catalogue.enums import CommendationType, Confidence, QuotaBase
from awards.catalogue.models import Award, RuleSet
from awards.nominations.enums import Chance, Eligibility, ListState, NominationState, Severity, Verdict
from awards.nominations.rules import subject_key, why_not
from awards.years.models import EmulationPeriod
from thidua import clock
from thidua.dates import DatedRow
from units.models import Person, Unit, User


class YearListManager(models.Manager):
    """Only the lists of whole years: what everybody means by the list of a year."""

    def get_queryset(self):
        return super().get_queryset().filter(event="")


NAMES_ACHIEVEMENT = Q(kind__in=[CommendationType.SUDDEN, CommendationType.MOVEMENT])


class NominationList(models.Model):
    """All lines of one year; locked before the council votes on them.

    Besides it a year may have lists of single events (event, kind): sudden deeds, a movement, years of service. They
    take proposals at any time and are read through `every`; `objects` gives the year's own list alone.
    """

    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="nomination_lists")
    kind = models.CharField("loại hình", max_length=10, choices=CommendationType, default=CommendationType.MERIT)
    event = models.CharField("đợt, vụ việc", max_length=200, blank=True, default="")
    achievement = models.ForeignKey(
        "awards.Achievement", models.PROTECT, verbose_name="thành tích", null=True, blank=True, related_name="lists"
    )
    state = models.CharField("trạng thái", max_length=8, choices=ListState, default=ListState.OPEN)
    due_at = models.DateTimeField("hạn nhận đề nghị")
    locked_at = models.DateTimeField("khóa lúc", null=True, blank=True)
    locked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    law_day = models.DateField(
        "xét theo quy định ngày", null=True, blank=True, help_text="Để trống: quy định của ngày hết hạn nhận đề nghị."
    )
    law_reason = models.CharField("lý do chọn quy định", max_length=500, blank=True)
    law_by_signing = models.BooleanField("xét theo ngày ký quyết định", default=False)

    objects = YearListManager()
    every = models.Manager()  # noqa: DJ012  a manager, not a field

    locked_with = ("period__unit",)

    class Meta:
        base_manager_name = "every"
        constraints = [
            models.UniqueConstraint(
                fields=["period"],
                name="one_list_per_year",
                condition=Q(event=""),
                violation_error_message="Năm này đã có danh sách đề nghị.",
            ),
            models.UniqueConstraint(
                fields=["period", "kind", "event"],
                name="one_list_per_event",
                condition=~Q(event=""),
                violation_error_message="Đợt khen thưởng này đã có.",
            ),
            models.CheckConstraint(
                condition=Q(event="") | ~NAMES_ACHIEVEMENT | Q(achievement__isnull=False),
                name="event_list_names_achievement",
                violation_error_message="Ghi thành tích của đợt khen thưởng.",
            ),
        ]

    def __str__(self) -> str:
        if self.event:
            return f"Đề nghị khen thưởng {self.get_kind_display()}: {self.event}"
        return f"Danh sách đề nghị khen thưởng năm {self.period.year}"

    @classmethod
    def of_year(cls, period: EmulationPeriod) -> "NominationList | None":
        """The year's own list, asked for once for each copy of the year."""
        if (found := period.__dict__.get("_own_list")) is None:
            found = period.__dict__["_own_list"] = period.nomination_lists.first()
        return found

    @property
    def unit(self) -> Unit:
        return self.period.unit

    @property
    def is_locked(self) -> bool:
        return self.state == ListState.LOCKED

    @property
    def is_overdue(self) -> bool:
        return clock.now() > self.due_at

    @property
    def received_on(self) -> date:
        """The last day of receiving proposals."""
        return timezone.localtime(self.due_at).date()

    @property
    def rule_day(self) -> date:
        """The day whose law holds for the whole list: the last of receiving proposals, or one chosen with a reason."""
        return self.law_day or self.received_on

    @property
    def rule_day_words(self) -> str:
        """`ngày hết hạn nhận đề nghị (13/10/2023)`: what the day is by which the list is judged."""
        what = "ngày hết hạn nhận đề nghị" if self.law_day is None else "quy định được chọn của ngày"
        what = "ngày ký quyết định dự kiến" if self.law_by_signing else what
        return f"{what} ({self.rule_day:%d/%m/%Y})"


class AwardInYear(models.Model):
    """A title open for nomination this year: its order on the papers, who decides, its quota.

    quota is a number set by the superior (`yearly_number`) or worked out when the list was opened. With a percentage of
    the holders of lower titles or of the collectives that are eligible it moves with the list, stays empty until the
    lock and is fixed there. commander_quota: how many of the quota may command; empty with a commander_percent when it
    is that part of the quota itself. commanders_apart: these places stand beside the common ones; the quota is both
    together, and nobody who does not command takes one of them.
    """

    nomination_list = models.ForeignKey(NominationList, models.PROTECT, related_name="awards")
    award = models.ForeignKey(Award, models.PROTECT, related_name="years")
    proposed_upward = models.BooleanField("đề nghị cấp trên quyết định", default=False)
    yearly_number = models.PositiveIntegerField("số giao trong năm", null=True, blank=True)
    quota = models.PositiveIntegerField("chỉ tiêu", null=True, blank=True)
    quota_text = models.CharField("cách tính", max_length=200, blank=True)
    percent = models.DecimalField("tỷ lệ (%)", max_digits=5, decimal_places=2, null=True, blank=True)
    percent_base = models.CharField("tính trên", max_length=30, choices=QuotaBase, blank=True)
    commander_percent = models.DecimalField(
        "tỷ lệ riêng cán bộ chủ trì (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    commander_quota = models.PositiveIntegerField("chỉ tiêu riêng cán bộ chủ trì", null=True, blank=True)
    commanders_apart = models.BooleanField("riêng cán bộ chủ trì ngoài chỉ tiêu chung", default=False)
    commander_text = models.CharField("cách tính riêng cán bộ chủ trì", max_length=200, blank=True)
    counted_with = models.JSONField(
        "tính cả người đạt", default=list, blank=True, help_text="Mã danh hiệu mà người đạt cũng tính vào chỉ tiêu này."
    )
    lower_titles = models.JSONField(
        "danh hiệu thấp hơn", default=list, blank=True, help_text="Mã danh hiệu phải đạt cùng năm."
    )
    sort = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination_list", "award"],
                name="one_award_per_list",
                violation_error_message="Danh hiệu này đã có trong danh sách của năm.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.award} năm {self.nomination_list.period.year}"

    def commander_places(self, quota: int | None) -> int | None:
        """How many may command: a fixed number, or a part of the quota as it stands; None where they are not capped."""
        if self.commander_quota is not None or self.commander_percent is None:
            return self.commander_quota
        return None if quota is None else law.quota(self.commander_percent, quota)


class NominationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Lines put forward by units inside the subtrees the user has a role on."""
        scope = Q(pk__in=[])
        for path in user.scope_paths():
            scope |= Q(proposer__path__startswith=path)
        return self.filter(scope)


class Nomination(models.Model):
    nomination_list = models.ForeignKey(NominationList, models.PROTECT, related_name="lines")
    award = models.ForeignKey(Award, models.PROTECT, verbose_name="danh hiệu, hình thức", related_name="nominations")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="nominations")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="nominations")
    proposer = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị đề nghị", related_name="proposed")
    # What the papers print, as it stood when the line was made: names, ranks and posts change later.
    subject_name = models.CharField("đối tượng", max_length=200)
    subject_detail = models.CharField("cấp bậc, chức vụ, đơn vị", max_length=300, blank=True)
    sort_key = models.CharField(max_length=320, editable=False)
    search_key = models.CharField(max_length=520, editable=False)
    kind = models.CharField("loại hình", max_length=10, choices=CommendationType, default=CommendationType.MERIT)
    achievement = models.ForeignKey(
        "awards.Achievement", models.PROTECT, verbose_name="thành tích", null=True, blank=True, related_name="lines"
    )
    citation = models.TextField("tóm tắt thành tích", blank=True)
    unit_votes_for = models.PositiveSmallIntegerField("tán thành ở đơn vị", null=True, blank=True)
    unit_votes_total = models.PositiveSmallIntegerField("tham gia biểu quyết ở đơn vị", null=True, blank=True)
    state = models.CharField("trạng thái", max_length=14, choices=NominationState, default=NominationState.DRAFT)
    eligibility = models.CharField("điều kiện", max_length=10, choices=Eligibility, default=Eligibility.LOOK)
    eligibility_reason = models.CharField(max_length=300, blank=True)
    eligibility_basis = models.CharField(max_length=300, blank=True)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    outcome_reason = models.CharField("lý do", max_length=300, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = NominationQuerySet.as_manager()

    locked_with = ("award", "proposer", "achievement", "nomination_list__period__unit")

    class Meta:
        ordering = ["award__sort", "sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(unit__isnull=True),
                name="nomination_one_subject",
                violation_error_message="Chọn một cá nhân hoặc một tập thể.",
            ),
            models.UniqueConstraint(
                fields=["nomination_list", "award", "person"],
                name="one_line_per_person",
                condition=Q(person__isnull=False) & ~Q(state="withdrawn") & ~NAMES_ACHIEVEMENT,
                violation_error_message="Đồng chí này đã có trong danh sách đề nghị danh hiệu này.",
            ),
            models.UniqueConstraint(
                fields=["award", "person", "achievement"],
                name="one_line_per_person_and_achievement",
                condition=Q(person__isnull=False) & ~Q(state="withdrawn") & NAMES_ACHIEVEMENT,
                violation_error_message="Đồng chí này đã được đề nghị hình thức này cho thành tích này.",
            ),
            models.UniqueConstraint(
                fields=["nomination_list", "award", "unit"],
                name="one_line_per_unit",
                condition=Q(unit__isnull=False) & ~Q(state="withdrawn") & ~NAMES_ACHIEVEMENT,
                violation_error_message="Đơn vị này đã có trong danh sách đề nghị danh hiệu này.",
            ),
            models.UniqueConstraint(
                fields=["award", "unit", "achievement"],
                name="one_line_per_unit_and_achievement",
                condition=Q(unit__isnull=False) & ~Q(state="withdrawn") & NAMES_ACHIEVEMENT,
                violation_error_message="Đơn vị này đã được đề nghị hình thức này cho thành tích này.",
            ),
            models.CheckConstraint(
                condition=~NAMES_ACHIEVEMENT | Q(achievement__isnull=False),
                name="line_names_achievement",
                violation_error_message="Ghi thành tích được đề nghị khen thưởng.",
            ),
            models.CheckConstraint(
                condition=Q(unit_votes_for__isnull=True) | Q(unit_votes_for__lte=models.F("unit_votes_total")),
                name="unit_votes_add_up",
                violation_error_message="Số tán thành không thể vượt số tham gia.",
            ),
        ]
        indexes = [
            models.Index(fields=["nomination_list", "award", "sort_key"]),
            models.Index(fields=["nomination_list", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name} – {self.award}"

    @property
    def audit_unit(self) -> Unit:
        return self.proposer

    @property
    def why_not(self) -> str:
        """Why it has not got its title: one sentence, the same on every page and paper; empty while nothing is said."""
        return why_not(self.state, self.outcome_reason, self.eligibility, self.eligibility_reason)

    @property
    def code(self) -> str:
        """`ĐN-2023-0004`."""
        return f"ĐN-{self.nomination_list.period.year}-{self.pk:04d}"


class ConditionCheck(models.Model):
    """One condition as it was judged: what is needed, what there is, by which article."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="checks")
    code = models.CharField(max_length=60)
    verdict = models.CharField("kết quả", max_length=8, choices=Verdict)
    severity = models.CharField("khi chưa đạt", max_length=5, choices=Severity)
    text = models.CharField("điều kiện", max_length=400)
    need = models.CharField("cần", max_length=200, blank=True)
    have = models.CharField("có", max_length=300, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=300, blank=True)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort"]

    def __str__(self) -> str:
        return f"{self.code}: {self.verdict}"


class OverrideQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(nomination__in=Nomination.objects.visible_to(user))

    def standing(self):
        """Those nobody has taken back."""
        return self.filter(withdrawal__isnull=True)


class Override(models.Model):
    """Somebody in charge lets a line go on although an unsure condition is not met: beside it, with a reason.

    code, text: the condition as it read that day; found: why it was not met. Never changed or deleted; taken back by an
    `OverrideWithdrawal`.
    """

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="overrides")
    code = models.CharField(max_length=60)
    text = models.CharField("điều kiện", max_length=400)
    found = models.CharField("chưa đạt", max_length=300, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=300, blank=True)
    reason = models.CharField("lý do", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="người ghi", related_name="+")
    at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.text}: {self.reason}"


class OverrideWithdrawal(models.Model):
    """The word is taken back: the condition stands again. Never changed."""

    override = models.OneToOneField(Override, models.PROTECT, verbose_name="ngoại lệ", related_name="withdrawal")
    reason = models.CharField("lý do", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="người rút", related_name="+")
    at = models.DateTimeField("rút lúc", default=clock.now, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.override}: {self.reason}"


class SuggestionQuerySet(models.QuerySet):
    def within(self, path: str):
        """Of a unit and everything below it: people where they serve now, whenever the row was written."""
        return self.filter(Q(person__unit__path__startswith=path) | Q(person__isnull=True, home_path__startswith=path))

    def visible_to(self, user):
        """Suggestions about people and units inside the subtrees the user has a role on."""
        found = self.none()
        for path in user.scope_paths():
            found = found | self.within(path)
        return found


class Suggestion(models.Model):
    """How one person or unit stands with one title of the list, as worked out last: nobody is left out silently.

    Worked out anew as a whole for a unit, so the rows are replaced; nothing is decided by them, and they keep no unit
    from being merged, divided or taken back: a unit is named by its id alone. home: the unit itself, or the one the
    person served in; missing: how many conditions are not met.
    """

    nomination_list = models.ForeignKey(NominationList, models.PROTECT, related_name="suggestions")
    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    unit_number = models.PositiveBigIntegerField("đơn vị", null=True, blank=True)
    subject_name = models.CharField("đối tượng", max_length=200)
    subject_detail = models.CharField("cấp bậc, chức vụ", max_length=200, blank=True)
    home_name = models.CharField("nơi công tác", max_length=100)
    home_path = models.CharField(max_length=300)
    group = models.CharField("nhóm", max_length=8, choices=Chance)
    missing = models.PositiveSmallIntegerField("số điều kiện chưa đạt", default=0)
    reason = models.CharField("lý do", max_length=300, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=300, blank=True)
    sort_key = models.CharField(max_length=320)
    search_key = models.CharField(max_length=520)
    made_at = models.DateTimeField("tính lúc", default=clock.now, editable=False)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["nomination_list", "award", "group", "sort_key"], name="suggestions_in_order")]

    def __str__(self) -> str:
        return f"{self.subject_name}: {self.get_group_display()}"

    @property
    def key(self) -> str:
        """`p12` or `u7`: how an address names the subject."""
        return subject_key(self.person_id, self.unit_number)


class ExtraCondition(DatedRow):
    """A condition a command has switched on beside those of the titles, from a day on. Switched off, the row ends.

    code: one that `principles.py` reads; value: what it holds. Words and legal basis stay as they were that day.
    """

    dated_key = ("unit", "code")

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị áp dụng", related_name="extra_conditions")
    code = models.CharField("điều kiện", max_length=60)
    text = models.CharField("lời văn", max_length=400)
    value = models.JSONField("giá trị", default=dict, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=300)
    confidence = models.CharField("mức tin cậy", max_length=1, choices=Confidence)
    reason = models.CharField("lý do", max_length=300, blank=True)
    switched_by = models.ForeignKey(User, models.PROTECT, verbose_name="người bật", related_name="+")

    class Meta(DatedRow.Meta):
        ordering = ["code", "-valid_from"]

    def __str__(self) -> str:
        return self.text

    @property
    def audit_unit(self) -> Unit:
        return self.unit
