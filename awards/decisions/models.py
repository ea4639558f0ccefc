"""Papers that settle a line: our own decision, our submission upward, the answer from above; and the awards given."""

from collections import Counter

from django.db import models
from django.db.models import Q

from awards.catalogue.models import Award
from awards.conferences.models import Conference
from awards.decisions.enums import PaperKind, PaperState
from awards.nominations.kinds import NAMING
from awards.nominations.models import Nomination
from awards.years.models import EmulationPeriod
from thidua import clock
from units.accounts.enums import Role
from units.models import Person, Unit, User
from units.people.models import whose

SEES_DRAFTS = (Role.OFFICER, Role.COMMANDER, Role.SECRETARY, Role.AUDITOR)


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Signed papers of the years the user may see; drafts for those who write, sign or look after them."""
        scope = Q(state=PaperState.SIGNED, period__in=EmulationPeriod.objects.visible_to(user).values("pk"))
        for path in user.scope_paths(*SEES_DRAFTS):
            scope |= Q(period__unit__path__startswith=path)
        if led := user.cluster_ids(Role.CLUSTER_LEAD):
            scope |= Q(period__cluster__in=led)
        return self.filter(scope)


class Decision(models.Model):
    """A numbered paper. Unique per issuer, series and year; frozen with its hash when signed."""

    kind = models.CharField("loại", max_length=10, choices=PaperKind)
    period = models.ForeignKey(EmulationPeriod, models.PROTECT, related_name="decisions")
    conference = models.ForeignKey(Conference, models.PROTECT, null=True, blank=True, related_name="decisions")
    issuer = models.ForeignKey(Unit, models.PROTECT, verbose_name="cơ quan ban hành", related_name="issued")
    issuer_text = models.CharField(
        "tên cơ quan trên văn bản", max_length=200, blank=True, help_text="Ví dụ Bộ Chỉ huy BĐBP tỉnh Long An."
    )
    series = models.CharField("ký hiệu", max_length=40, help_text="Ví dụ QĐ-BCH, TTr-BCH.")
    number = models.PositiveIntegerField("số", null=True, blank=True)
    number_year = models.PositiveSmallIntegerField("năm ban hành", null=True, blank=True)
    subject_line = models.CharField("trích yếu", max_length=300)
    legal_bases = models.TextField(
        "căn cứ ban hành", blank=True, help_text="Mỗi căn cứ một dòng. Để trống thì lấy luật có hiệu lực vào ngày ký."
    )
    decided_on = models.DateField("ngày ký", null=True, blank=True)
    place = models.CharField("nơi ký", max_length=60)
    signer_authority = models.CharField(
        "quyền hạn ký", max_length=60, blank=True, help_text="Ví dụ KT. CHỈ HUY TRƯỞNG."
    )
    signer_post = models.CharField("chức vụ người ký", max_length=120)
    signer_rank = models.CharField("cấp bậc người ký", max_length=40, blank=True)
    signer_name = models.CharField("người ký", max_length=120)
    addressee = models.CharField("kính gửi", max_length=200, blank=True)
    recipients = models.TextField(
        "nơi nhận", blank=True, help_text="Mỗi nơi một dòng. Để trống thì ghi nơi nhận thường lệ."
    )
    # The signed paper this one puts right, replaces or revokes; why.
    amends = models.ForeignKey(
        "self", models.PROTECT, verbose_name="văn bản được sửa", null=True, blank=True, related_name="amended_by"
    )
    amend_reason = models.CharField("lý do", max_length=500, blank=True)
    answers = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="answered_by")
    state = models.CharField("trạng thái", max_length=10, choices=PaperState, default=PaperState.DRAFT)
    signed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="tài khoản ký", null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField("ký lúc", null=True, blank=True)
    pdf = models.FileField("bản đã ký", upload_to="decisions/%Y/", null=True, blank=True)
    sha256 = models.CharField("mã kiểm tra", max_length=64, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "series", "number_year", "number"],
                name="one_number_per_issuer_series_year",
                condition=Q(number__isnull=False),
                violation_error_message="Số này đã dùng trong năm.",
            ),
            models.CheckConstraint(
                name="signed_paper_is_complete",
                condition=~Q(state="signed")
                | Q(number__isnull=False, number__gte=1, number_year__isnull=False, decided_on__isnull=False)
                & (Q(kind="answer") | Q(pdf__isnull=False) & ~Q(pdf="") & ~Q(sha256="")),
                violation_error_message="Văn bản đã ký phải có số, ngày và bản lưu.",
            ),
            models.CheckConstraint(
                name="number_only_when_signed",
                condition=Q(state="signed") | Q(number__isnull=True),
                violation_error_message="Số chỉ cấp khi ký.",
            ),
            models.CheckConstraint(
                name="amending_paper_names_the_other",
                condition=~Q(kind__in=[PaperKind.CORRECTION, PaperKind.REVOCATION]) | Q(amends__isnull=False),
                violation_error_message="Đính chính, thu hồi phải nêu văn bản được sửa.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}".strip()

    @property
    def code(self) -> str:
        """`05/QĐ-BCH`; below ten with a leading zero (NĐ 30/2020)."""
        return f"{self.number:02d}/{self.series}" if self.number else ""

    @property
    def unit(self) -> Unit:
        return self.period.unit

    @property
    def is_replacement(self) -> bool:
        """A decision that takes the place of an earlier one."""
        return self.kind == PaperKind.DECISION and self.amends_id is not None

    @property
    def is_draft(self) -> bool:
        return self.state == PaperState.DRAFT

    @property
    def is_signed(self) -> bool:
        return self.state == PaperState.SIGNED

    @property
    def waits_for_hand(self) -> bool:
        return self.state == PaperState.TO_SIGN


class DecisionLine(models.Model):
    """One line of a paper: the nomination it settles, its golden-book number, what the answer said."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="lines")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="decision_lines")
    golden_book_no = models.PositiveIntegerField("số sổ vàng", null=True, blank=True)
    is_granted = models.BooleanField("được tặng", null=True)
    given_award = models.ForeignKey(
        Award, models.PROTECT, verbose_name="danh hiệu được tặng", null=True, blank=True, related_name="+",
        help_text="Khi cấp trên tặng danh hiệu khác danh hiệu đề nghị.",
    )  # fmt: skip
    reason = models.CharField("lý do", max_length=200, blank=True)

    class Meta:
        ordering = ["decision", "nomination__award__sort", "golden_book_no", "nomination__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "nomination"],
                name="one_line_per_nomination",
                violation_error_message="Đối tượng này đã có trong văn bản.",
            ),
            models.CheckConstraint(
                condition=Q(given_award__isnull=True) | Q(is_granted=True),
                name="another_title_only_when_granted",
                violation_error_message="Chỉ ghi danh hiệu khác khi được tặng.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination} trong {self.decision}"

    @property
    def award(self) -> Award:
        """What the line gives: what was proposed, unless the superior gave another title."""
        return self.given_award or self.nomination.award


class AwardRecordQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Awards of units and people inside the subtrees the user has a role on; one's own always.

        An award left on a record that was merged goes with the person: the record that stays decides as well.
        """
        mine = user.person_id
        scope = Q(person=mine) | Q(person__merged_into=mine) if mine else Q(pk__in=[])
        for path in user.scope_paths():
            scope |= Q(unit__path__startswith=path) | Q(person__unit__path__startswith=path)
            scope |= Q(person__merged_into__unit__path__startswith=path)
        return self.filter(scope)

    def standing(self):
        """Awards that count: not those brought in by mistake, revoked or replaced."""
        return self.filter(withdrawal__isnull=True)

    def of_people(self, people):
        """Awards of people, whichever of their records they were written for. people: ids, or a query of them."""
        return self.filter(person__in=Person.objects.records_of(people))

    def with_holder(self):
        """With `holder`: the id of the person as one record; None for a unit."""
        return self.annotate(holder=whose())

    def give(self, records: list["AwardRecord"]) -> list["AwardRecord"]:
        """Write awards into the history: each beside those of the same title and year that were withdrawn, or that were
        given for another achievement. Two queries.

        Raises IntegrityError when one of them is held already.
        """
        rows = self.filter(award__in={one.award_id for one in records}, year__in={one.year for one in records})
        there, aside = Counter(), Counter()  # all awards of a title and year; those another one may stand beside
        for *key, gone, kind in rows.values_list(
            "award", "person", "unit", "year", "withdrawal", "line__nomination__kind"
        ):
            there[tuple(key)] += 1
            aside[tuple(key)] += gone is not None or kind in NAMING
        for one in records:
            key = (one.award_id, one.person_id, one.unit_id, one.year)
            names = one.line_id is not None and one.line.nomination.kind in NAMING
            one.edition = there[key] if names else aside[key]
            there[key] += 1
            aside[key] += names
        return self.bulk_create(records, batch_size=500)


class AwardRecord(models.Model):
    """The history: who holds what, of which year, by which decision. Never deleted; a withdrawal is a new record."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="records")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="award_records")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="award_records")
    year = models.PositiveSmallIntegerField("năm")
    decision_text = models.CharField("quyết định", max_length=200)
    decided_on = models.DateField("ngày")
    line = models.OneToOneField(DecisionLine, models.PROTECT, null=True, blank=True, related_name="record")
    # How many of the same title and year were withdrawn before, or given for another achievement: the number keeps the
    # constraints below while nothing is deleted.
    edition = models.PositiveSmallIntegerField("lần ghi", default=0, editable=False)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = AwardRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "award__sort"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(unit__isnull=True),
                name="award_record_one_subject",
                violation_error_message="Chọn một cá nhân hoặc một tập thể.",
            ),
            models.UniqueConstraint(
                fields=["award", "person", "year", "edition"],
                condition=Q(person__isnull=False),
                name="one_award_per_person_year",
                violation_error_message="Người này đã có danh hiệu này trong năm.",
            ),
            models.UniqueConstraint(
                fields=["award", "unit", "year", "edition"],
                condition=Q(unit__isnull=False),
                name="one_award_per_unit_year",
                violation_error_message="Đơn vị đã có danh hiệu này trong năm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award} năm {self.year}"


class AwardWithdrawal(models.Model):
    """An award that counts for nothing any more: brought in by mistake, or revoked, replaced by a signed paper.

    It is shown with the reason, and never changed. paper: that paper, for awards that a signed paper gave.
    """

    record = models.OneToOneField(AwardRecord, models.PROTECT, verbose_name="khen thưởng", related_name="withdrawal")
    paper = models.ForeignKey(
        Decision, models.PROTECT, verbose_name="theo văn bản", null=True, blank=True, related_name="withdrawals"
    )
    reason = models.CharField("lý do", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="người rút", related_name="+")
    at = models.DateTimeField("rút lúc", default=clock.now, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.record}: {self.reason}"
