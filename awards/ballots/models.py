"""Rounds of voting. One round = one paper for one electorate; the paper holds contest groups, one per title.

Tables of the secret box (envelope, box record) come with the electronic channel; what is here never holds a mark of
one voter: paper counts are totals of a batch.
"""

import uuid
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from awards.ballots import rules, tally
from awards.ballots.enums import Act, BatchState, Channel, ContestKind, Granularity, Outcome, RoundKind, RoundState
from awards.catalogue.enums import SubjectKind, VoteBase
from awards.catalogue.models import Award
from awards.conferences.enums import QuorumOf
from awards.conferences.models import Attendee, Conference
from awards.conferences.rules import share_words
from thidua import clock, providers
from units.models import Unit, User

OVER = (RoundState.PUBLISHED, RoundState.CANCELLED, RoundState.ANNULLED, RoundState.DESTROYED)
VOID = (RoundState.CANCELLED, RoundState.ANNULLED)
TOLD = (RoundState.PUBLISHED, RoundState.DESTROYED)
# Frozen, and without a result that is told yet.
LIVE = (RoundState.READY, RoundState.CHECKIN, RoundState.OPEN, RoundState.CLOSED, RoundState.COUNTED)
RETENTION_DAYS = 90  # where no regulation is in force
BEFORE_OPENING = (RoundState.READY, RoundState.CHECKIN)
TIES_SETTLED = "settle_ties"  # the event that says how the chair decided between equal votes


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rounds of the conferences the user may see."""
        return self.filter(conference__in=Conference.objects.visible_to(user).values("pk"))

    def unsettled(self):
        """Rounds that have not come to an end, drafts included."""
        return self.exclude(state__in=OVER)

    def tie_choices(self) -> dict[uuid.UUID, dict[str, Any]]:
        """Round → what was decided between its equal votes: chosen and left_out (labels), reason, and since the ids are
        written down too, lines (of the chosen). One query."""
        events = RoundEvent.objects.filter(round__in=self.values("pk"), action=TIES_SETTLED)
        return dict(events.values_list("round", "payload"))

    def elected_lead(self) -> Unit | None:
        """The unit these rounds chose to lead its cluster next: a choice of units, no title; by votes, or by the chair
        between equal ones. A tie alone chose nobody. Three queries or fewer."""
        chosen = [line for told in self.tie_choices().values() for line in told.get("lines", ())]
        lines = ContestLine.objects.filter(
            Q(outcome=Outcome.PASSED) | Q(pk__in=chosen),
            group__round__in=self.filter(state__in=TOLD), group__award=None, group__kind=ContestKind.PICK,
            content_type__app_label="units", content_type__model="unit",
        )  # fmt: skip
        line = lines.order_by("-group__round__number").first()
        return Unit.objects.get(pk=line.object_id) if line else None

    def with_open_ties(self):
        """Published rounds with equal votes on a line that neither a later round of the conference nor its chair has
        decided."""
        tied = ContestLine.objects.filter(group__round=models.OuterRef("pk"), outcome=Outcome.TIED)
        again = ContestLine.objects.filter(
            content_type=models.OuterRef("content_type"),
            object_id=models.OuterRef("object_id"),
            group__title=models.OuterRef("group__title"),
            group__round__conference=models.OuterRef("group__round__conference"),
            group__round__number__gt=models.OuterRef("group__round__number"),
            group__round__state__in=TOLD,
        )
        settled = RoundEvent.objects.filter(round=models.OuterRef("pk"), action=TIES_SETTLED)
        return self.filter(models.Exists(tied.filter(~models.Exists(again))), ~models.Exists(settled), state__in=TOLD)

    def with_groups(self):
        """Rounds with their groups, the number of lines of each and the heads, for lists: five queries at most."""
        groups = ContestGroup.objects.annotate(
            line_count=models.Count("lines"),
            passed_count=models.Count("lines", filter=Q(lines__outcome=Outcome.PASSED)),
        ).order_by("sort")
        return self.prefetch_related(
            models.Prefetch("groups", queryset=groups), "electors", "conference__attendees"
        ).select_related("conference__council", "conference__cluster")


class VotingRound(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField("vòng", default=1)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="follow_ups")
    # The round whose lines were taken out because some members take no part in them: it goes its whole way with it.
    main = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="sub_rounds")
    # The opened box needs the codes of two tellers, see locking.py.
    two_keys = models.BooleanField("mở hòm bằng mã của hai người kiểm phiếu", default=False)
    # Whether a device casts the paper as one ballot or every line as one of its own, see granularity.py.
    granularity = models.CharField("một phiếu điện tử là", max_length=5, choices=Granularity, default=Granularity.PAPER)
    name = models.CharField("tên phiếu", max_length=200)
    kind = models.CharField("cách bỏ phiếu", max_length=20, choices=RoundKind, default=RoundKind.SECRET_PAPER)
    state = models.CharField("trạng thái", max_length=10, choices=RoundState, default=RoundState.DRAFT)
    # Frozen with the list: the exact text of the paper, its hash, and the quorum rule that held.
    paper = models.TextField("nội dung phiếu", blank=True)
    paper_hash = models.CharField("mã phiếu", max_length=64, blank=True)
    quorum = models.JSONField(null=True, blank=True)  # {"num", "den", "op", "of"} of tally/1
    legal_basis = models.CharField("căn cứ", max_length=200, blank=True)
    members = models.PositiveSmallIntegerField("tổng số thành viên", null=True, blank=True)
    present = models.PositiveSmallIntegerField("có mặt khi mở bỏ phiếu", null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    opened_at = models.DateTimeField("mở bỏ phiếu lúc", null=True, blank=True)
    closed_at = models.DateTimeField("đóng phiếu lúc", null=True, blank=True)
    published_at = models.DateTimeField("công bố lúc", null=True, blank=True)
    destroyed_at = models.DateTimeField("hủy phiếu lưu lúc", null=True, blank=True)
    cancelled_reason = models.CharField("lý do hủy", max_length=300, blank=True)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["conference", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "number"],
                name="one_round_number",
                violation_error_message="Hội nghị đã có vòng bỏ phiếu mang số này.",
            ),
            models.CheckConstraint(
                condition=Q(two_keys=False) | ~Q(kind=RoundKind.SECRET_PAPER),
                name="two_keys_of_a_box",
                violation_error_message="Chỉ hòm phiếu điện tử mở bằng mã.",
            ),
            models.CheckConstraint(
                condition=Q(granularity=Granularity.PAPER)
                | (Q(granularity=Granularity.LINE) & ~Q(kind=RoundKind.SECRET_PAPER)),
                name="lines_of_a_box",
                violation_error_message="Chỉ phiếu điện tử bỏ được từng dòng.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RoundState.values),
                name="round_state_known",
                violation_error_message="Trạng thái của vòng bỏ phiếu không hợp lệ.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unit(self) -> Unit:
        return self.conference.unit

    @property
    def is_draft(self) -> bool:
        return self.state == RoundState.DRAFT

    @property
    def is_electronic(self) -> bool:
        """Whether members may vote on their own devices; paper is always there beside it."""
        return self.kind != RoundKind.SECRET_PAPER

    @property
    def is_by_line(self) -> bool:
        return self.granularity == Granularity.LINE

    @property
    def is_checkin(self) -> bool:
        return self.state == RoundState.CHECKIN

    @property
    def is_before_opening(self) -> bool:
        return self.state in BEFORE_OPENING

    @property
    def hands_out_papers(self) -> bool:
        return self.is_before_opening or self.state == RoundState.OPEN

    @property
    def is_counting(self) -> bool:
        return self.state == RoundState.CLOSED

    @property
    def is_counted(self) -> bool:
        return self.state == RoundState.COUNTED

    @property
    def is_published(self) -> bool:
        """Also once its papers are destroyed; never when the result was struck before."""
        return self.published_at is not None and self.state in TOLD

    @property
    def is_void(self) -> bool:
        return self.state in VOID or (self.state == RoundState.DESTROYED and self.published_at is None)

    @property
    def counts_returned_first(self) -> bool:
        """Whether the quorum is of the papers that come back, so that these are counted before anything is opened."""
        return bool(self.quorum) and self.quorum["of"] == QuorumOf.RETURNED

    @property
    def counts_before_closing(self) -> bool:
        return self.counts_returned_first and self.state == RoundState.OPEN

    @property
    def kept_until(self) -> date:
        """The last day on which papers and the opened box are kept."""
        regulation = self.conference.regulation
        days = regulation.retention_days if regulation else RETENTION_DAYS
        ended = self.published_at or self.closed_at
        return timezone.localtime(ended).date() + timedelta(days=days)

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def short_hash(self) -> str:
        """First eight characters of the hash, printed on the paper and read out."""
        return self.paper_hash[:8]

    @cached_property
    def electorate(self) -> rules.Electorate:
        """Heads as frozen; before the freeze, as the conference stands now. Present counts once the round is open."""
        seats = list(self.conference.attendees.all())
        in_room = {seat.pk for seat in seats if seat.is_present}
        roll = list(self.electors.all())
        recused = [row.attendee_id for row in roll if row.channel == Channel.RECUSED]
        return rules.Electorate(
            members=len(seats) if self.members is None else self.members,
            present=len(in_room) if self.present is None else self.present,
            recused_members=len(recused),
            recused_present=sum(seat in in_room for seat in recused),
            written=sum(row.channel == Channel.WRITTEN for row in roll),
        )


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
            models.CheckConstraint(
                condition=~Q(kind="pick") | Q(seats__isnull=False),
                name="pick_has_seats",
                violation_error_message="Phiếu chọn phải ghi số lượng được chọn.",
            ),
            models.CheckConstraint(
                condition=Q(seats__isnull=True) | Q(seats__gte=1),
                name="group_seats_positive",
                violation_error_message="Số lượng được chọn phải từ 1 trở lên.",
            ),
            models.CheckConstraint(
                condition=Q(threshold_num__isnull=True, threshold_den__isnull=True)
                | Q(threshold_num__lte=F("threshold_den"), threshold_den__gt=0),
                name="group_threshold_is_a_share",
                violation_error_message="Ngưỡng đạt là một phân số từ 0 đến 1.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_pick(self) -> bool:
        return self.kind == ContestKind.PICK

    @property
    def noun(self) -> str:
        """What its lines are: `tập thể`, `cá nhân`, or just `dòng`. Needs `award` loaded."""
        subject = self.award.subject if self.award_id else ""
        return {SubjectKind.COLLECTIVE: "tập thể", SubjectKind.INDIVIDUAL: "cá nhân"}.get(subject, "dòng")

    @property
    def threshold(self) -> tuple[int, int, str] | None:
        if self.threshold_num is None:
            return None
        return (self.threshold_num, self.threshold_den, self.threshold_op)

    @property
    def contest(self) -> rules.Contest:
        """The group as the count needs it; reads its lines (prefetch them)."""
        return rules.Contest(
            id=str(self.pk),
            kind=self.kind,
            lines=tuple(str(line.pk) for line in self.lines.all()),
            seats=self.seats,
            threshold=self.threshold,
            base=self.base,
            recusal=self.recusal,
            title=self.title,
        )

    @property
    def rule_words(self) -> str:
        """`từ 80% tổng số thành viên trở lên`."""
        return rules.rule_words(rules.Contest(str(self.pk), self.kind, (), threshold=self.threshold), self.base_words)

    @property
    def base_words(self) -> str:
        return self.get_base_display()

    @property
    def share_words(self) -> str:
        """`80% (12/15)`: the share, and what it comes to where that is known before the vote."""
        if self.threshold is None:
            return "nhiều phiếu hơn"
        num, den, op = self.threshold
        share = f"{'trên ' if op == '>' else ''}{share_words(num, den)}"
        base, required = self.announced["base"], self.announced["required"]
        return share if base is None else f"{share} ({required}/{base})"

    @cached_property
    def announced(self) -> dict[str, int | None]:
        """{base, required} as they can be announced for this very round."""
        return self.before_the_vote(self.round.electorate)

    @property
    def required_words(self) -> str:
        """`12/15`; the rule alone where the base depends on what is in the box."""
        if self.threshold is None:
            return "nhiều phiếu hơn"
        base, required = self.announced["base"], self.announced["required"]
        return self.rule_words if base is None else f"{required}/{base}"

    def before_the_vote(self, electorate: rules.Electorate) -> dict[str, int | None]:
        """{base, required} that can be announced before anybody votes; None where it depends on the box."""
        rule = rules.Contest(str(self.pk), self.kind, (), self.seats, self.threshold, self.base, self.recusal).rule()
        return tally.before_the_vote(rule, electorate.as_document())


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
            models.UniqueConstraint(
                fields=["group", "sort"],
                name="one_line_number",
                violation_error_message="Số thứ tự trên phiếu bị trùng.",
            ),
            models.UniqueConstraint(
                fields=["group", "content_type", "object_id"],
                name="one_line_per_subject",
                violation_error_message="Đối tượng này đã có trên phiếu.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ElectorQuerySet(models.QuerySet):
    def holding_paper(self):
        """Rows that signed for a paper, or hold an electronic one, of a round that still counts."""
        holding = Q(signed_paper=True) | Q(channel=Channel.ELECTRONIC)
        return self.filter(holding).exclude(round__state__in=VOID)

    def before_opening(self):
        """Rows of rounds whose heads have not been fixed yet."""
        return self.filter(round__state__in=BEFORE_OPENING)


class RoundElector(models.Model):
    """The roll. Without any time: who holds a paper of which channel, never what was marked. blinded_hash: SHA-256 of
    what the device had signed blindly, to know a lost answer from a second paper; is_ready: the device holds it."""

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="electors")
    attendee = models.ForeignKey(Attendee, models.PROTECT, related_name="rolls")
    channel = models.CharField("nhận phiếu", max_length=10, choices=Channel, default=Channel.NONE)
    signed_paper = models.BooleanField("đã ký nhận phiếu giấy", default=False)
    blinded_hash = models.CharField(max_length=64, blank=True, default="")
    is_ready = models.BooleanField("phiếu đã ở trên máy", default=False)

    objects = ElectorQuerySet.as_manager()

    class Meta:
        ordering = ["attendee__sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "attendee"],
                name="one_roll_row",
                violation_error_message="Đại biểu này đã có trong danh sách bỏ phiếu.",
            ),
            models.CheckConstraint(
                condition=Q(blinded_hash="", is_ready=False) | Q(channel=Channel.ELECTRONIC),
                name="roll_electronic_only",
                violation_error_message="Chỉ người nhận phiếu điện tử có phiếu trên máy.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendee}: {self.get_channel_display()}"


class Teller(models.Model):
    """Tổ kiểm phiếu of a round; the first is its head."""

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="tellers")
    user = models.ForeignKey(User, models.PROTECT, related_name="tellings")
    is_head = models.BooleanField("tổ trưởng", default=False)
    signed_at = models.DateTimeField("ký biên bản lúc", null=True, blank=True)
    has_code = models.BooleanField("đã nhận mã mở hòm", default=False)

    class Meta:
        ordering = ["-is_head", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "user"],
                name="one_teller_row",
                violation_error_message="Người này đã ở trong tổ kiểm phiếu.",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class TwoPersonAct(models.Model):
    """Open, close, cancel and publish need two accounts: the first asks, the second confirms."""

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="two_person_acts")
    action = models.CharField("việc", max_length=12, choices=Act)
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
                violation_error_message="Việc này đang chờ người thứ hai xác nhận.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")),
                name="two_different_people",
                violation_error_message="Việc này cần hai người khác nhau.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.asked_by}"


class PaperBatch(models.Model):
    """A pile of papers counted together. signed: people who signed for a paper; handed: papers given out in all,
    replacements included; spoiled: taken back and replaced; returned: found in the box."""

    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="batches")
    label = models.CharField("tập phiếu", max_length=20)
    signed = models.PositiveSmallIntegerField("số người ký nhận", default=0)
    handed = models.PositiveSmallIntegerField("phát ra", default=0)
    spoiled = models.PositiveSmallIntegerField("hỏng, đổi lại", default=0)
    returned = models.PositiveSmallIntegerField("thu về", null=True, blank=True)
    written = models.PositiveSmallIntegerField("phong bì của người vắng", default=0)  # inside `signed` and `handed`
    state = models.CharField("trạng thái", max_length=10, choices=BatchState, default=BatchState.OPEN)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "label"],
                name="one_batch_label",
                violation_error_message="Đã có tập phiếu mang ký hiệu này.",
            ),
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
            models.CheckConstraint(
                condition=Q(written__lte=F("signed")),
                name="batch_written",
                violation_error_message="Số phong bì của người vắng không thể vượt số người ký nhận.",
            ),
        ]

    def __str__(self) -> str:
        return f"Tập {self.label}"

    @property
    def in_hands(self) -> int:
        """Papers that members hold or held: what can come back at most."""
        return self.handed - self.spoiled

    @property
    def not_returned(self) -> int | None:
        return None if self.returned is None else self.in_hands - self.returned

    @property
    def is_small(self) -> bool:
        """So few papers that whoever counts them learns who chose what."""
        return (self.in_hands if self.returned is None else self.returned) < rules.FEW

    @property
    def is_reconciled(self) -> bool:
        return self.state == BatchState.RECONCILED


class PaperCount(models.Model):
    """One counter's figures for a batch, in the shape told in rules.py; nobody else reads them before both lock."""

    batch = models.ForeignKey(PaperBatch, models.PROTECT, related_name="counts")
    counter = models.PositiveSmallIntegerField(choices=[(1, "Người đếm 1"), (2, "Người đếm 2")])
    attempt = models.PositiveSmallIntegerField("lần", default=1)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)
    is_locked = models.BooleanField("đã khóa", default=False)

    class Meta:
        ordering = ["attempt", "counter"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "counter", "attempt"],
                name="one_count_per_counter",
                violation_error_message="Vị trí người đếm này đã có người.",
            ),
            models.UniqueConstraint(
                fields=["batch", "user", "attempt"],
                name="two_counters_differ",
                violation_error_message="Hai người đếm phải là hai người khác nhau.",
            ),
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
        constraints = [
            models.UniqueConstraint(
                fields=["round", "seq"],
                name="one_event_number",
                violation_error_message="Nhật ký đã có việc mang số này.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.seq}. {self.action}"

    @property
    def label(self) -> str:
        """What the act is called."""
        return providers.action_labels.get(f"ballot.{self.action}", self.action)
