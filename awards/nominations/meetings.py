"""Báo công, bình công: a unit meets, hears whom it would put forward, votes. Its minutes are where a line begins."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from awards.catalogue.enums import Confidence
from awards.catalogue.models import Award
from awards.nominations.enums import MeetingBase, MeetingState, Origin, VoteWay
from awards.nominations.majority import Share
from awards.nominations.models import Nomination, NominationList
from thidua import clock
from thidua.dates import DatedRow
from thidua.filetypes import KINDS, FileKind
from units.models import Person, Unit, User

BINDING = (Confidence.VERIFIED, Confidence.LOCAL)  # read in the law, or set by the command: may stop a line


class MeetingRule(DatedRow):
    """What the meetings of a command's units must reach, from a day on; a newer row ends it.

    award: for one title only, empty for all others. quorum: how many of those called must be there, where that is set.
    """

    dated_key = ("unit", "award")

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị áp dụng", related_name="meeting_rules")
    award = models.ForeignKey(
        Award, models.PROTECT, verbose_name="danh hiệu", null=True, blank=True, related_name="meeting_rules"
    )
    num = models.PositiveSmallIntegerField("tử số")
    den = models.PositiveSmallIntegerField("mẫu số")
    strict = models.BooleanField("phải quá tỷ lệ", default=True)
    base = models.CharField("tính trên", max_length=8, choices=MeetingBase, default=MeetingBase.PRESENT)
    quorum_num = models.PositiveSmallIntegerField("tử số dự họp", null=True, blank=True)
    quorum_den = models.PositiveSmallIntegerField("mẫu số dự họp", null=True, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=300)
    confidence = models.CharField("mức tin cậy", max_length=1, choices=Confidence)
    reason = models.CharField("lý do", max_length=300)
    set_by = models.ForeignKey(User, models.PROTECT, verbose_name="người đặt", related_name="+")
    set_at = models.DateTimeField("đặt lúc", default=clock.now, editable=False)

    class Meta(DatedRow.Meta):
        ordering = ["award__sort", "-valid_from"]
        constraints = [
            *DatedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(den__gt=0, num__lte=F("den")),
                name="meeting_share_of_the_whole",
                violation_error_message="Tỷ lệ phải từ 0 đến 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share.words} {self.get_base_display()}"

    @property
    def audit_unit(self) -> Unit:
        return self.unit

    @property
    def share(self) -> Share:
        return Share(self.num, self.den, self.strict)

    @property
    def quorum(self) -> Share | None:
        return Share(self.quorum_num, self.quorum_den) if self.quorum_num and self.quorum_den else None

    @property
    def is_binding(self) -> bool:
        return self.confidence in BINDING


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Meetings of units inside the subtrees the user has a role on."""
        scope = Q(pk__in=[])
        for path in user.scope_paths():
            scope |= Q(unit__path__startswith=path)
        return self.filter(scope)

    def standing(self):
        """Those whose minutes count."""
        return self.filter(state=MeetingState.CLOSED)


class UnitMeeting(models.Model):
    """One meeting of one unit. present: of those called; the rest of a vote gave no opinion or an invalid paper.

    Closed, it is never changed: what was wrong is put right by another meeting record that `corrects` it. version: of
    the draft, so that nobody writes over what another has written.
    """

    nomination_list = models.ForeignKey(NominationList, models.PROTECT, related_name="meetings")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị", related_name="merit_meetings")
    state = models.CharField("trạng thái", max_length=8, choices=MeetingState, default=MeetingState.DRAFT)
    held_at = models.DateTimeField("bắt đầu")
    ended_at = models.TimeField("kết thúc", null=True, blank=True)
    place = models.CharField("địa điểm", max_length=200)
    chair_name = models.CharField("chủ trì", max_length=120)
    chair_post = models.CharField("chức vụ chủ trì", max_length=200, blank=True)
    secretary_name = models.CharField("thư ký", max_length=120)
    secretary_post = models.CharField("chức vụ thư ký", max_length=200, blank=True)
    called = models.PositiveSmallIntegerField("số triệu tập")
    present = models.PositiveSmallIntegerField("số có mặt", null=True, blank=True)
    absence_note = models.CharField("vắng, lý do", max_length=500, blank=True)
    way = models.CharField("cách biểu quyết", max_length=6, choices=VoteWay, default=VoteWay.HANDS)
    issued = models.PositiveSmallIntegerField("phiếu phát ra", null=True, blank=True)
    returned = models.PositiveSmallIntegerField("phiếu thu về", null=True, blank=True)
    tellers = models.CharField("người kiểm phiếu", max_length=300, blank=True)
    discussion = models.TextField("thảo luận", blank=True)
    conclusion = models.TextField("kết luận", blank=True)
    rule = models.ForeignKey(
        MeetingRule, models.PROTECT, verbose_name="tỷ lệ đạt", null=True, blank=True, related_name="+"
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, verbose_name="đính chính biên bản", null=True, blank=True, related_name="corrections"
    )
    reason = models.CharField("lý do", max_length=300, blank=True)
    # No address of its own and a name nobody can guess: handed out by a view that asks who reads.
    scan = models.FileField("bản chụp biên bản", upload_to="meetings/%Y/%m/", blank=True)
    scan_name = models.CharField(max_length=200, blank=True)
    scan_kind = models.CharField(max_length=8, blank=True)
    scan_size = models.PositiveIntegerField(null=True, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="người lập", related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    closed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="người chốt", null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField("chốt lúc", null=True, blank=True)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = MeetingQuerySet.as_manager()

    locked_with = ("unit", "nomination_list__period__unit")

    class Meta:
        ordering = ["-held_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(present__isnull=True) | Q(present__lte=F("called")),
                name="meeting_present_were_called",
                violation_error_message="Số có mặt không thể quá số triệu tập.",
            ),
            models.CheckConstraint(
                condition=Q(returned__isnull=True) | Q(returned__lte=F("issued")),
                name="meeting_papers_add_up",
                violation_error_message="Số phiếu thu về không thể quá số phát ra.",
            ),
            models.UniqueConstraint(
                fields=["nomination_list", "unit", "held_at"],
                name="one_meeting_at_a_time",
                condition=Q(corrects__isnull=True) & ~Q(state="dropped"),
                violation_error_message="Đơn vị đã có cuộc họp vào lúc này.",
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                name="one_correction_of_minutes",
                condition=Q(corrects__isnull=False) & ~Q(state="dropped"),
                violation_error_message="Biên bản này đã có bản đính chính.",
            ),
        ]
        indexes = [models.Index(fields=["nomination_list", "state", "held_at"], name="meetings_of_a_list")]

    def __str__(self) -> str:
        return f"Họp bình xét {self.unit}, {self.held_on:%d/%m/%Y}"

    @property
    def audit_unit(self) -> Unit:
        return self.unit

    @property
    def held_on(self):
        return timezone.localtime(self.held_at).date()

    @property
    def is_draft(self) -> bool:
        return self.state == MeetingState.DRAFT

    @property
    def is_closed(self) -> bool:
        return self.state in (MeetingState.CLOSED, MeetingState.REPLACED)

    @property
    def by_ballot(self) -> bool:
        return self.way == VoteWay.BALLOT

    @property
    def chair_text(self) -> str:
        return f"{self.chair_name}, {self.chair_post}" if self.chair_post else self.chair_name

    @property
    def secretary_text(self) -> str:
        return f"{self.secretary_name}, {self.secretary_post}" if self.secretary_post else self.secretary_name

    @property
    def voters(self) -> tuple[int, str]:
        """How many could say something, and what they are called in a sentence."""
        if self.by_ballot and self.returned is not None:
            return self.returned, "phiếu thu về"
        return self.present or 0, "người có mặt"

    @property
    def base(self) -> dict[str, int]:
        """What a share may be taken of."""
        return {MeetingBase.PRESENT: self.present or 0, MeetingBase.CALLED: self.called}

    @property
    def has_quorum(self) -> bool | None:
        """Whether enough were there; None when nothing asks for it."""
        if self.rule is None or self.rule.quorum is None or self.present is None:
            return None
        return self.rule.quorum.reached(self.present, self.called)

    def absent(self, people: list["MeetingPresence"]) -> list["MeetingPresence"]:
        """Who was called and not there, where all of the unit were called and ticked by name."""
        return [one for one in people if not one.is_present] if len(people) == self.called else []

    @property
    def scan_filetype(self) -> FileKind | None:
        return KINDS.get(self.scan_kind)


class MeetingPresence(models.Model):
    """Somebody of the unit who was called, as named that day; there only when people were ticked by name."""

    meeting = models.ForeignKey(UnitMeeting, models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField("họ tên", max_length=200)
    detail = models.CharField("cấp bậc, chức vụ", max_length=300, blank=True)
    is_present = models.BooleanField("có mặt", default=False)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="called_once_to_a_meeting",
                violation_error_message="Đồng chí này đã có trong danh sách triệu tập.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class MeetingLine(models.Model):
    """One person or unit before the meeting, for one title: a line of the list, or a candidate who may become one.

    rule, needed, passed: as it was judged when the minutes were closed. report: what was told of a candidate's merits;
    it becomes the summary of the new line.
    """

    meeting = models.ForeignKey(UnitMeeting, models.PROTECT, related_name="lines")
    nomination = models.ForeignKey(Nomination, models.PROTECT, null=True, blank=True, related_name="meeting_lines")
    is_candidate = models.BooleanField("chưa có đề nghị", default=False)
    origin = models.CharField("từ", max_length=10, choices=Origin, default=Origin.LINE)
    award = models.ForeignKey(Award, models.PROTECT, verbose_name="danh hiệu", related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    subject_name = models.CharField("đối tượng", max_length=200)
    subject_detail = models.CharField("cấp bậc, chức vụ", max_length=300, blank=True)
    report = models.TextField("báo công", blank=True)
    agree = models.PositiveSmallIntegerField("đồng ý", null=True, blank=True)
    disagree = models.PositiveSmallIntegerField("không đồng ý", null=True, blank=True)
    opinion = models.CharField("ý kiến", max_length=500, blank=True)
    rule = models.ForeignKey(MeetingRule, models.PROTECT, null=True, blank=True, related_name="+")
    needed = models.PositiveSmallIntegerField("cần", null=True, blank=True)
    passed = models.BooleanField("đạt", null=True, blank=True)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(unit__isnull=True),
                name="meeting_line_one_subject",
                violation_error_message="Chọn một cá nhân hoặc một tập thể.",
            ),
            models.CheckConstraint(
                condition=Q(agree__isnull=True, disagree__isnull=True) | Q(agree__isnull=False, disagree__isnull=False),
                name="meeting_votes_both_or_none",
                violation_error_message="Ghi cả số đồng ý và số không đồng ý.",
            ),
            models.UniqueConstraint(
                fields=["meeting", "award", "person"],
                name="one_meeting_line_per_person",
                condition=Q(person__isnull=False),
                violation_error_message="Đồng chí này đã có trong cuộc họp cho danh hiệu này.",
            ),
            models.UniqueConstraint(
                fields=["meeting", "award", "unit"],
                name="one_meeting_line_per_unit",
                condition=Q(unit__isnull=False),
                violation_error_message="Tập thể này đã có trong cuộc họp cho danh hiệu này.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name} – {self.award.short_name}"

    @property
    def is_voted(self) -> bool:
        return self.agree is not None

    @property
    def key(self) -> str:
        """How a form names it: `n12` for a line of the list, `a3p7` for a candidate."""
        return key_of(self.award_id, self.nomination_id, self.person_id, self.unit_id)


def key_of(award: int, nomination: int | None, person: int | None, unit: int | None) -> str:
    if nomination is not None:
        return f"n{nomination}"
    return f"a{award}p{person}" if person is not None else f"a{award}u{unit}"
