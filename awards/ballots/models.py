"""Rounds of voting. One round = one paper for one electorate; the paper holds contest groups, one per title.

Tables of the secret box (envelope, box record) come with the electronic channel; what is here never holds a mark of
one voter: paper counts are totals of a batch.
"""

import uuid

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q

from awards.ballots.enums import BatchState, Channel, ContestKind, Outcome, RoundKind, RoundState
from awards.catalogue.enums import VoteBase
from awards.catalogue.models import Award
from awards.conferences.models import Attendee, Conference
from thidua import clock
from units.models import Unit, User


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(conference__in=Conference.objects.visible_to(user))


class VotingRound(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField("vòng", default=1)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="follow_ups")
    name = models.CharField("tên phiếu", max_length=200)
    kind = models.CharField("cách bỏ phiếu", max_length=20, choices=RoundKind, default=RoundKind.SECRET_PAPER)
    state = models.CharField("trạng thái", max_length=10, choices=RoundState, default=RoundState.DRAFT)
    # Frozen with the list: the exact text of the paper, its hash, and the quorum rule that held.
    paper = models.TextField(blank=True)
    paper_hash = models.CharField(max_length=64, blank=True)
    quorum = models.JSONField(null=True, blank=True)  # {"num", "den", "op", "of"} of tally/1
    legal_basis = models.CharField("căn cứ", max_length=200, blank=True)
    members = models.PositiveSmallIntegerField("tổng số thành viên", null=True, blank=True)
    present = models.PositiveSmallIntegerField("có mặt khi mở bỏ phiếu", null=True, blank=True)
    result = models.JSONField(null=True, blank=True)  # {"groups": {id: tally/1 result}}
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.CharField("lý do hủy", max_length=300, blank=True)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["conference", "number"]
        constraints = [models.UniqueConstraint(fields=["conference", "number"], name="one_round_number")]

    def __str__(self) -> str:
        return self.name

    @property
    def unit(self) -> Unit:
        return self.conference.unit


class ContestGroup(models.Model):
    """One title on the paper with its own rule and seats; the tally runs once for each."""

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="groups")
    sort = models.PositiveSmallIntegerField(default=0)
    title = models.CharField("tên", max_length=200)
    award = models.ForeignKey(Award, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField("loại", max_length=8, choices=ContestKind, default=ContestKind.APPROVE)
    seats = models.PositiveSmallIntegerField("số lượng", null=True, blank=True)
    threshold_num = models.PositiveSmallIntegerField(null=True, blank=True)
    threshold_den = models.PositiveSmallIntegerField(null=True, blank=True)
    threshold_op = models.CharField(max_length=2, default=">=")
    base = models.CharField("tính trên", max_length=15, choices=VoteBase, default=VoteBase.ALL_MEMBERS)
    recusal = models.CharField(max_length=6, choices=[("keep", "giữ nguyên"), ("reduce", "trừ ra")], default="keep")
    legal_basis = models.CharField("căn cứ", max_length=200, blank=True)

    class Meta:
        ordering = ["sort"]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="pick") | Q(seats__isnull=False), name="pick_has_seats"),
        ]

    def __str__(self) -> str:
        return self.title


class ContestLine(models.Model):
    """One line of the paper. The subject is anything voted on: a nomination, a unit of the cluster, the next lead."""

    group = models.ForeignKey(ContestGroup, models.PROTECT, related_name="lines")
    sort = models.PositiveSmallIntegerField("số thứ tự", default=0)
    label = models.CharField("tên", max_length=200)
    detail = models.CharField("chi tiết", max_length=300, blank=True)
    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey()
    votes_for = models.PositiveSmallIntegerField("đồng ý", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("không đồng ý", null=True, blank=True)
    blank = models.PositiveSmallIntegerField("để trống", null=True, blank=True)
    invalid = models.PositiveSmallIntegerField("không hợp lệ", null=True, blank=True)
    percent = models.CharField("tỷ lệ", max_length=8, blank=True)
    outcome = models.CharField("kết quả", max_length=12, choices=Outcome, blank=True)

    class Meta:
        ordering = ["group", "sort"]
        constraints = [
            models.UniqueConstraint(fields=["group", "sort"], name="one_line_number"),
            models.UniqueConstraint(fields=["group", "content_type", "object_id"], name="one_line_per_subject"),
        ]

    def __str__(self) -> str:
        return self.label


class RoundElector(models.Model):
    """The roll. Without any time: who holds a paper of which channel, never what was marked."""

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="electors")
    attendee = models.ForeignKey(Attendee, models.PROTECT, related_name="rolls")
    channel = models.CharField("nhận phiếu", max_length=10, choices=Channel, default=Channel.NONE)
    signed_paper = models.BooleanField("đã ký nhận phiếu giấy", default=False)

    class Meta:
        ordering = ["attendee__sort"]
        constraints = [models.UniqueConstraint(fields=["round", "attendee"], name="one_roll_row")]

    def __str__(self) -> str:
        return f"{self.attendee}: {self.get_channel_display()}"


class Teller(models.Model):
    """Tổ kiểm phiếu of a round; the first is its head."""

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="tellers")
    user = models.ForeignKey(User, models.PROTECT, related_name="tellings")
    is_head = models.BooleanField("tổ trưởng", default=False)
    signed_at = models.DateTimeField("ký biên bản lúc", null=True, blank=True)

    class Meta:
        ordering = ["-is_head", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "user"], name="one_teller_row")]

    def __str__(self) -> str:
        return str(self.user)


class TwoPersonAct(models.Model):
    """Open, close, cancel and publish need two accounts: the first asks, the second confirms."""

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="two_person_acts")
    action = models.CharField(max_length=12)
    reason = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "action"],
                name="one_pending_act",
                condition=Q(confirmed_by__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")),
                name="two_different_people",
                violation_error_message="Việc này cần hai người khác nhau.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.asked_by}"


class PaperBatch(models.Model):
    """A pile of papers counted together. signed: people who signed for a paper; handed: papers given out in all,
    replacements included; spoiled: taken back and replaced; returned: found in the box."""

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="batches")
    label = models.CharField("tập phiếu", max_length=20)
    signed = models.PositiveSmallIntegerField("số người ký nhận", default=0)
    handed = models.PositiveSmallIntegerField("phát ra", default=0)
    spoiled = models.PositiveSmallIntegerField("hỏng, đổi lại", default=0)
    returned = models.PositiveSmallIntegerField("thu về", null=True, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=BatchState, default=BatchState.OPEN)

    class Meta:
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(fields=["round", "label"], name="one_batch_label"),
            models.CheckConstraint(
                condition=Q(spoiled__lte=F("handed")),
                name="batch_spoiled",
                violation_error_message="Số phiếu hỏng không thể vượt số phát ra.",
            ),
            models.CheckConstraint(
                condition=Q(returned__isnull=True) | Q(returned__lte=F("handed") - F("spoiled")),
                name="batch_returned",
                violation_error_message="Số thu về không thể vượt số phát ra trừ số đổi lại.",
            ),
            models.CheckConstraint(
                condition=Q(handed__lte=F("signed") + F("spoiled")),
                name="batch_signed",
                violation_error_message="Số phát ra trừ số đổi lại không thể vượt số người ký nhận.",
            ),
        ]

    def __str__(self) -> str:
        return f"Tập {self.label}"


class PaperCount(models.Model):
    """One counter's figures for a batch, in the shape of a tally/1 counter per group: {group id: {...}}."""

    batch = models.ForeignKey(PaperBatch, models.PROTECT, related_name="counts")
    counter = models.PositiveSmallIntegerField(choices=[(1, "Người đếm 1"), (2, "Người đếm 2")])
    attempt = models.PositiveSmallIntegerField("lần", default=1)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)
    is_locked = models.BooleanField("đã khóa", default=False)

    class Meta:
        ordering = ["attempt", "counter"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "counter", "attempt"], name="one_count_per_counter"),
            models.UniqueConstraint(fields=["batch", "user", "attempt"], name="two_counters_differ"),
        ]

    def __str__(self) -> str:
        return f"{self.batch}, lần {self.attempt}, người đếm {self.counter}"


class RoundEvent(models.Model):
    """What happened to the round as a whole; never a cast, never one voter's paper."""

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    action = models.CharField(max_length=30)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now, editable=False)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["round", "seq"]
        constraints = [models.UniqueConstraint(fields=["round", "seq"], name="one_event_number")]

    def __str__(self) -> str:
        return f"{self.seq}. {self.action}"
