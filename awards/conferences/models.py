"""Councils with their regulation; conferences of a council or a cluster; attendance; handover of a cluster's lead."""

from datetime import date, time

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from awards.catalogue.enums import VoteBase
from awards.conferences import codes
from awards.conferences.enums import (
    ConferenceState,
    Hall,
    HandoverState,
    MemberFunction,
    Presence,
    QuorumOf,
    Recused,
    Substitutes,
    WrittenVotes,
)
from awards.conferences.rules import Quorum, threshold_words
from awards.years.models import EmulationPeriod
from thidua import clock
from thidua.dates import DatedRow
from units.models import Cluster, Person, Unit, User


class CouncilQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Councils of units inside the user's subtrees, and those the user sits or sat on."""
        scope = Q(pk__in=[])
        if user.person_id:
            scope |= Q(pk__in=CouncilMember.objects.filter(person=user.person_id).values("council"))
        for path in user.scope_paths():
            scope |= Q(unit__path__startswith=path)
        return self.filter(scope)


class Council(models.Model):
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị", related_name="councils")
    name = models.CharField("tên", max_length=200)
    decision = models.CharField("quyết định thành lập", max_length=200)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = CouncilQuerySet.as_manager()

    class Meta:
        ordering = ["unit__sort", "name"]

    def __str__(self) -> str:
        return self.name

    def members_on(self, on: date) -> models.QuerySet["CouncilMember"]:
        return self.members.in_force(on).select_related("person").order_by("sort", "pk")

    def regulation_on(self, on: date) -> "Regulation | None":
        return self.regulations.in_force(on).first()

    def decision_on(self, on: date):
        """The decision the council rests on, on a day: that which founded it, or the last that changed it."""
        return self.decisions.filter(effective_on__lte=on).select_related("standing_organ").first()


class CouncilMember(DatedRow):
    dated_key = ("council", "person")

    council = models.ForeignKey(Council, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="council_seats")
    function = models.CharField("chức danh trong Hội đồng", max_length=12, choices=MemberFunction)
    position = models.CharField("chức vụ", max_length=120, help_text="Chức vụ ghi trong quyết định thành lập.")
    is_standing = models.BooleanField("trong Thường trực Hội đồng", default=False)
    sort = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta(DatedRow.Meta):
        ordering = ["sort", "pk"]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_function_display()}"

    @property
    def audit_unit(self) -> Unit:
        return self.council.unit


class Regulation(DatedRow):
    """Quy chế: quorum and threshold of one council, or of the meetings of one cluster; fractions, never percents."""

    council = models.ForeignKey(Council, models.PROTECT, null=True, blank=True, related_name="regulations")
    cluster = models.ForeignKey(Cluster, models.PROTECT, null=True, blank=True, related_name="regulations")
    name = models.CharField("tên văn bản", max_length=200)
    quorum_num = models.PositiveSmallIntegerField()
    quorum_den = models.PositiveSmallIntegerField()
    threshold_num = models.PositiveSmallIntegerField()
    threshold_den = models.PositiveSmallIntegerField()
    threshold_op = models.CharField(max_length=2, choices=[(">=", "từ … trở lên"), (">", "trên")], default=">=")
    base = models.CharField("tính trên", max_length=15, choices=VoteBase, default=VoteBase.ALL_MEMBERS)
    legal_basis = models.CharField("điều, khoản", max_length=200)
    substitutes = models.CharField("dự thay", max_length=6, choices=Substitutes, default=Substitutes.NONE)
    substitute_basis = models.CharField("điều, khoản về dự thay", max_length=200, blank=True)
    # The law says nothing of these; each organisation says it once, here.
    quorum_of = models.CharField("đủ số theo", max_length=15, choices=QuorumOf, default=QuorumOf.PRESENT)
    recusal = models.CharField("người không tham gia", max_length=6, choices=Recused, default=Recused.KEEP)
    recuses_nominee = models.BooleanField("không bỏ phiếu về chính mình", default=True)
    recuses_family = models.BooleanField("không bỏ phiếu về người thân đã khai", default=True)
    recuses_own_unit = models.BooleanField("không bỏ phiếu về đơn vị mình", default=False)
    written_votes = models.CharField("người vắng", max_length=10, choices=WrittenVotes, default=WrittenVotes.NAMED)
    runoffs = models.PositiveSmallIntegerField("số lần bỏ phiếu lại khi bằng phiếu", default=2)
    retention_days = models.PositiveSmallIntegerField("giữ phiếu sau khi công bố (ngày)", default=90)

    class Meta(DatedRow.Meta):
        ordering = ["-valid_from"]
        constraints = [
            *DatedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(council__isnull=True) ^ Q(cluster__isnull=True),
                name="regulation_of_one_body",
                violation_error_message="Quy chế là của một Hội đồng hoặc của một cụm.",
            ),
            models.CheckConstraint(
                condition=Q(
                    quorum_den__gt=0,
                    threshold_den__gt=0,
                    quorum_num__lte=models.F("quorum_den"),
                    threshold_num__lte=models.F("threshold_den"),
                ),
                name="regulation_fractions",
                violation_error_message="Tỷ lệ là một phân số từ 0 đến 1, mẫu số khác 0.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_unit(self) -> Unit:
        return self.council.unit if self.council_id else self.cluster.organiser

    @property
    def threshold_words(self) -> str:
        """`từ 80% tổng số thành viên trở lên`."""
        return threshold_words(self.threshold_num, self.threshold_den, self.threshold_op, self.get_base_display())

    @property
    def quorum_words(self) -> str:
        return f"{self.quorum_num}/{self.quorum_den} tổng số thành viên"

    @property
    def basis_words(self) -> str:
        """`Quy chế Hội đồng, Điều 6`: name of the document, then the clause."""
        return ", ".join(part for part in (self.name, self.legal_basis) if part)


class ConferenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Conferences of the councils and clusters the user may see, those where the user has a seat (as whoever comes
        for a member) and those where the user counts ballots."""
        scope = (
            Q(council__in=Council.objects.visible_to(user).values("pk"))
            | Q(cluster__in=Cluster.objects.visible_to(user).values("pk"))
            | Q(pk__in=Conference.objects.filter(rounds__tellers__user=user).values("pk"))
        )
        if user.person_id:
            scope |= Q(pk__in=Attendee.objects.filter(person=user.person_id).values("conference"))
        return self.filter(scope)


class Conference(models.Model):
    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="conferences")
    council = models.ForeignKey(Council, models.PROTECT, null=True, blank=True, related_name="conferences")
    cluster = models.ForeignKey(Cluster, models.PROTECT, null=True, blank=True, related_name="conferences")
    name = models.CharField("tên hội nghị", max_length=250)
    starts_at = models.DateTimeField("thời gian")
    ends_at = models.DateTimeField("bế mạc lúc", null=True, blank=True)
    place = models.CharField("địa điểm", max_length=200)
    host = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị chủ trì", related_name="hosted_conferences")
    chair_text = models.CharField("chủ trì", max_length=200)
    secretary_text = models.CharField("thư ký", max_length=200, blank=True)
    state = models.CharField("trạng thái", max_length=12, choices=ConferenceState, default=ConferenceState.PREPARING)
    discussion = models.TextField("thảo luận", blank=True)
    conclusion = models.TextField("kết luận", blank=True)
    hall = models.CharField("màn chiếu", max_length=10, choices=Hall, default=Hall.AUTO)
    checkin_secret = models.CharField(max_length=40, blank=True)  # while set, members mark themselves by its codes
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(council__isnull=True) ^ Q(cluster__isnull=True),
                name="conference_of_one_body",
                violation_error_message="Hội nghị là của một Hội đồng hoặc của một cụm.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unit(self) -> Unit:
        """Whose business it is: the council's unit, or the organiser of the cluster."""
        return self.council.unit if self.council_id else self.cluster.organiser

    @property
    def short_name(self) -> str:
        """`Hội nghị 18/10/2023`, for the way back from deep pages."""
        return f"Hội nghị {self.held_on:%d/%m/%Y}"

    @property
    def body(self) -> Council | Cluster:
        """Who meets."""
        return self.council if self.council_id else self.cluster

    @property
    def member_noun(self) -> str:
        """What a seat is called: a member of the council, a unit of the cluster."""
        return "thành viên" if self.council_id else "đơn vị"

    @property
    def held_on(self) -> date:
        return timezone.localtime(self.starts_at).date()

    @property
    def starts_hour(self) -> time:
        return timezone.localtime(self.starts_at).time()

    @property
    def regulation(self) -> Regulation | None:
        """The regulation in force on the day of the conference."""
        return self.body.regulations.in_force(self.held_on).first()

    @property
    def is_adopted(self) -> bool:
        return self.state == ConferenceState.ADOPTED

    @property
    def is_sitting(self) -> bool:
        return self.state == ConferenceState.IN_SESSION

    @property
    def takes_attendance(self) -> bool:
        return self.state in (ConferenceState.PREPARING, ConferenceState.IN_SESSION)

    @property
    def current_item(self) -> "ProgrammeItem | None":
        """The first item not finished, while the conference sits."""
        return self.programme.filter(done_at=None).first() if self.is_sitting else None

    @property
    def current_speech(self):
        """Who has the floor."""
        return self.speeches.filter(started_at__isnull=False, ended_at__isnull=True).first()

    @property
    def next_speech(self):
        """Who gets it next."""
        return self.speeches.filter(started_at__isnull=True).first()

    @property
    def code_now(self) -> str:
        """`123 456`: what members type to mark themselves, at this moment; empty while codes are not taken."""
        if not self.checkin_secret or not self.takes_attendance:
            return ""
        digits = codes.code_at(self.checkin_secret, clock.now())
        return f"{digits[:3]} {digits[3:]}"

    @property
    def code_path(self) -> str:
        """The page the QR picture of the code leads to."""
        return f"{reverse('awards:conferences.check_in', args=[self.pk])}?ma={self.code_now.replace(' ', '')}"

    @property
    def code_seconds(self) -> int:
        """How long the code is still shown."""
        return codes.seconds_left(clock.now())

    def quorum(self) -> Quorum | None:
        """Attendance against the regulation of the day; None while there is no regulation."""
        regulation = self.regulation
        if regulation is None:
            return None
        counts = self.attendees.aggregate(
            members=models.Count("pk"), present=models.Count("pk", filter=Q(presence=Presence.PRESENT))
        )
        return Quorum(**counts, num=regulation.quorum_num, den=regulation.quorum_den, basis=regulation.basis_words)


class ProgrammeItem(models.Model):
    conference = models.ForeignKey(Conference, models.PROTECT, related_name="programme")
    sort = models.PositiveSmallIntegerField("thứ tự", default=0)
    starts_at = models.TimeField("giờ")
    title = models.CharField("nội dung", max_length=250)
    owner = models.CharField("người thực hiện", max_length=150, blank=True)
    note = models.TextField("ghi biên bản", blank=True)
    done_at = models.DateTimeField("xong lúc", null=True, blank=True)

    class Meta:
        ordering = ["sort", "starts_at"]

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M} {self.title}"


class Attendee(models.Model):
    """Somebody with a seat and a vote: a member of the council, or the delegate of a unit of the cluster."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="attendees")
    member = models.ForeignKey(CouncilMember, models.PROTECT, null=True, blank=True, related_name="attendances")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="delegations")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="attendances")
    name = models.CharField("họ và tên, hoặc chức vụ", max_length=150)
    role = models.CharField("tư cách", max_length=150)
    presence = models.CharField("điểm danh", max_length=10, choices=Presence, default=Presence.EXPECTED)
    arrived_at = models.DateTimeField("đến lúc", null=True, blank=True)
    absence_reason = models.CharField("lý do vắng", max_length=200, blank=True)
    mandate = models.CharField("giấy ủy quyền", max_length=200, blank=True)  # of whoever sits here for the member
    sort = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["sort", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=True) ^ Q(unit__isnull=True),
                name="attendee_one_capacity",
                violation_error_message="Đại biểu dự họp là thành viên Hội đồng hoặc đại diện một đơn vị.",
            ),
            models.UniqueConstraint(
                fields=["conference", "member"],
                condition=Q(member__isnull=False),
                name="one_seat_per_member",
                violation_error_message="Thành viên này đã có tên trong danh sách dự họp.",
            ),
            models.UniqueConstraint(
                fields=["conference", "unit"],
                condition=Q(unit__isnull=False),
                name="one_delegate_per_unit",
                violation_error_message="Mỗi đơn vị một đại biểu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"

    @property
    def is_present(self) -> bool:
        return self.presence == Presence.PRESENT

    @property
    def title(self) -> str:
        """What the list is read by: the post of a member, the name of a unit. Needs `member` and `unit` loaded."""
        return self.member.position if self.member_id else self.unit.short_name


class Handover(models.Model):
    """Bàn giao cụm trưởng: a checklist, minutes signed by both sides, the day from which the new lead leads."""

    conference = models.OneToOneField(Conference, models.PROTECT, related_name="handover")
    from_unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="bên giao", related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="bên nhận", related_name="+")
    takes_effect_on = models.DateField("hiệu lực từ ngày")
    checklist = models.JSONField("danh mục bàn giao", default=list)  # [{"text": str, "done": bool}]
    minutes = models.TextField("nội dung biên bản", blank=True)
    state = models.CharField("trạng thái", max_length=6, choices=HandoverState, default=HandoverState.DRAFT)
    from_signed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="người ký bên giao", null=True, blank=True, related_name="+"
    )
    from_signed_at = models.DateTimeField("bên giao ký lúc", null=True, blank=True)
    to_signed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="người ký bên nhận", null=True, blank=True, related_name="+"
    )
    to_signed_at = models.DateTimeField("bên nhận ký lúc", null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_unit=models.F("to_unit")),
                name="handover_two_units",
                violation_error_message="Bên giao và bên nhận phải là hai đơn vị khác nhau.",
            ),
            models.CheckConstraint(
                condition=Q(from_signed_by__isnull=True)
                | Q(to_signed_by__isnull=True)
                | ~Q(from_signed_by=models.F("to_signed_by")),
                name="handover_two_signers",
                violation_error_message="Hai bên phải do hai người khác nhau ký.",
            ),
        ]

    def __str__(self) -> str:
        return f"Bàn giao cụm trưởng {self.conference.cluster}"

    @property
    def is_done(self) -> bool:
        return self.state == HandoverState.DONE

    @property
    def open_items(self) -> list[str]:
        """What of the checklist has not been handed over yet."""
        return [item["text"] for item in self.checklist if not item["done"]]

    @property
    def audit_unit(self) -> Unit:
        return self.conference.unit
