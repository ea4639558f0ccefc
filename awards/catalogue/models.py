"""The law as dated rows: rule sets, titles and forms, their conditions, quotas, vote rules, money."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from awards.catalogue.enums import (
    AwardKind,
    CommendationType,
    Confidence,
    DecidingLevel,
    Item,
    QuotaBase,
    QuotaGroup,
    Rounding,
    SubjectKind,
    VoteBase,
)
from awards.years.movements import Movement
from thidua import text
from thidua.dates import DatedRow
from units.models import Unit, User


class MadeByOffice(models.Model):
    """Who wrote a dated row of the law and why; all empty for the rows the program came with."""

    reason = models.CharField("lý do", max_length=500, blank=True)
    made_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="người ghi", null=True, blank=True, related_name="+", editable=False
    )
    made_at = models.DateTimeField("ghi lúc", null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class RuleSet(MadeByOffice, DatedRow):
    """Which law holds when: R2003, R2022, R2022b, R2026."""

    code = models.CharField("mã", max_length=10, unique=True)
    name = models.CharField("tên", max_length=200)
    legal_basis = models.TextField("căn cứ")
    principles = models.JSONField(
        "điều kiện chung",
        default=list,
        blank=True,
        help_text="Điều kiện của mọi danh hiệu: code, text, legal_basis, confidence như một điều kiện của danh hiệu.",
    )
    confidence = models.CharField("mức tin cậy", max_length=1, choices=Confidence)

    class Meta(DatedRow.Meta):
        ordering = ["valid_from"]

    def __str__(self) -> str:
        return self.code


class Award(models.Model):
    """A title or form as such, whatever the law says of it in a given year."""

    code = models.CharField("mã", max_length=30, unique=True)
    name = models.CharField("tên", max_length=150)
    short_name = models.CharField("tên gọi tắt", max_length=60)
    kind = models.CharField("loại", max_length=12, choices=AwardKind)
    subject = models.CharField("đối tượng", max_length=10, choices=SubjectKind)
    sort = models.PositiveSmallIntegerField("thứ tự", default=0)
    search_key = models.CharField(max_length=260, editable=False, db_index=True)

    class Meta:
        ordering = ["sort", "code"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.search_key = text.search_key(f"{self.name} {self.short_name} {self.code}")
        super().save(*args, **kwargs)


class AwardRule(MadeByOffice, DatedRow):
    """What the law in force says of one title or form. A change is a new row from a day, never an edit."""

    dated_key = ("award",)

    award = models.ForeignKey(Award, models.PROTECT, related_name="rules")
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="award_rules")
    deciding_level = models.CharField("cấp quyết định", max_length=20, choices=DecidingLevel)
    deciding_authority = models.CharField("người quyết định", max_length=200)
    bonus_multiple = models.DecimalField("hệ số thưởng", max_digits=6, decimal_places=2, null=True, blank=True)
    bonus_multiple_collective = models.DecimalField(
        "hệ số thưởng tập thể", max_digits=6, decimal_places=2, null=True, blank=True
    )
    bonus_basis = models.CharField("căn cứ mức thưởng", max_length=200, blank=True)
    bonus_confidence = models.CharField("mức tin cậy của mức thưởng", max_length=1, choices=Confidence, blank=True)
    items = models.JSONField("vật phẩm kèm theo", default=list, blank=True)
    commendation_types = models.JSONField("loại hình khen thưởng", default=list, blank=True)
    legal_basis = models.TextField("căn cứ")
    confidence = models.CharField("mức tin cậy", max_length=1, choices=Confidence)
    notes = models.TextField("ghi chú", blank=True)

    class Meta(DatedRow.Meta):
        ordering = ["award", "valid_from"]
        constraints = [
            *DatedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["award", "valid_from"],
                name="one_rule_of_an_award_from_a_day",
                violation_error_message="Danh hiệu, hình thức này đã có quy định từ ngày ấy.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award} ({self.rule_set})"

    def multiple_for(self, subject: str) -> Decimal | None:
        """Multiple of the base salary for "individual" or "collective"; None when the law gives no money.

        A form that is given to both is worth twice as much to a collective (NĐ 91/2017 Đ73, NĐ 152/2025 Đ54), unless
        its row says another number; titles have rows of their own.
        """
        if subject != SubjectKind.COLLECTIVE or self.bonus_multiple is None:
            return self.bonus_multiple
        if self.bonus_multiple_collective is not None:
            return self.bonus_multiple_collective
        doubled = self.award.kind == AwardKind.FORM and self.award.subject == SubjectKind.BOTH
        return self.bonus_multiple * 2 if doubled else self.bonus_multiple

    @property
    def item_words(self) -> str:
        """`bằng, giấy chứng nhận; khung`: what is handed over besides money."""
        return "; ".join(str(Item(item).label) for item in self.items if item in Item.values)

    @property
    def type_words(self) -> str:
        return ", ".join(
            str(CommendationType(t).label) for t in self.commendation_types if t in CommendationType.values
        )


class Prerequisite(models.Model):
    """One condition of a title, with its value and how sure it is."""

    rule = models.ForeignKey(AwardRule, models.PROTECT, related_name="prerequisites")
    code = models.CharField("điều kiện", max_length=60)
    value = models.JSONField("giá trị", null=True, blank=True)
    text = models.CharField("lời văn", max_length=400)
    legal_basis = models.CharField("căn cứ", max_length=300, blank=True)
    confidence = models.CharField("mức tin cậy", max_length=1, choices=Confidence)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort"]

    def __str__(self) -> str:
        return self.text


class QuotaRule(models.Model):
    """A cap: percent of a base, cut down to a whole number so that it is never exceeded."""

    rule = models.ForeignKey(AwardRule, models.PROTECT, related_name="quotas")
    percent = models.DecimalField("tỷ lệ (%)", max_digits=5, decimal_places=2, null=True, blank=True)
    base = models.CharField("tính trên", max_length=30, choices=QuotaBase)
    group = models.CharField("đối tượng", max_length=12, choices=QuotaGroup, blank=True, default=QuotaGroup.ALL)
    scope = models.CharField("phạm vi", max_length=120, blank=True)
    includes = models.ManyToManyField(
        Award,
        blank=True,
        related_name="+",
        verbose_name="tính cả người đạt",
        help_text="Danh hiệu cao hơn mà người đạt cũng được tính vào chỉ tiêu này.",
    )
    applies = models.BooleanField(
        "áp dụng cho bộ đội", default=True, help_text="Bỏ chọn với tỷ lệ chỉ nêu để đối chiếu, ví dụ của khối dân sự."
    )
    legal_basis = models.CharField("căn cứ", max_length=300, blank=True)
    confidence = models.CharField("mức tin cậy", max_length=1, choices=Confidence)

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """`tối đa 40 % tổng quân số`, `số giao hằng năm`, `cán bộ chủ trì tối đa 30 % chỉ tiêu của danh hiệu`."""
        whom = "cán bộ chủ trì " if self.group != QuotaGroup.ALL else ""
        beside = ", ngoài chỉ tiêu chung" if self.group == QuotaGroup.APART else ""
        if self.percent is None:
            return f"{whom}{self.get_base_display()}{beside}"
        return f"{whom}tối đa {self.percent.normalize():f}% {self.get_base_display()}".replace(".", ",") + beside


class VoteRule(models.Model):
    """Threshold of a title in the decree; the council's own regulation may add one where the decree is silent."""

    rule = models.OneToOneField(AwardRule, models.PROTECT, related_name="vote_rule")
    numerator = models.PositiveSmallIntegerField()
    denominator = models.PositiveSmallIntegerField()
    operator = models.CharField(max_length=2, choices=[(">=", "từ … trở lên"), (">", "trên")], default=">=")
    base = models.CharField("tính trên", max_length=15, choices=VoteBase, default=VoteBase.ALL_MEMBERS)
    is_secret = models.BooleanField("bỏ phiếu kín", default=True)
    legal_basis = models.CharField("căn cứ", max_length=300, blank=True)
    confidence = models.CharField("mức tin cậy", max_length=1, choices=Confidence)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(denominator__gt=0),
                name="vote_rule_denominator",
                violation_error_message="Mẫu số của ngưỡng phiếu phải lớn hơn 0.",
            )
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """`từ 4/5 tổng số thành viên trở lên`, `trên 1/2 số phiếu hợp lệ`."""
        share = f"{self.numerator}/{self.denominator} {self.get_base_display()}"
        return f"từ {share} trở lên" if self.operator == ">=" else f"trên {share}"


class BaseSalary(MadeByOffice, DatedRow):
    """Mức lương cơ sở, đồng a month, by the date of the decision."""

    dated_key = ()

    amount = models.PositiveIntegerField("mức lương cơ sở (đồng)")
    legal_basis = models.CharField("căn cứ", max_length=200, blank=True)
    confidence = models.CharField("mức tin cậy", max_length=1, choices=Confidence)

    class Meta(DatedRow.Meta):
        ordering = ["valid_from"]
        constraints = [
            *DatedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["valid_from"],
                name="one_base_salary_from_a_day",
                violation_error_message="Đã có mức lương cơ sở từ ngày ấy.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} từ {self.valid_from:%d/%m/%Y}"


class FundShare(MadeByOffice, DatedRow):
    """Largest share of a fund that may go into organising, directing and reviewing, by the day it is spent."""

    percent = models.PositiveSmallIntegerField("tỷ lệ chi tổ chức, phần trăm")
    legal_basis = models.CharField("căn cứ", max_length=200)
    confidence = models.CharField("mức tin cậy", max_length=1, choices=Confidence)

    class Meta(DatedRow.Meta):
        ordering = ["valid_from"]
        constraints = [
            *DatedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["valid_from"],
                name="one_fund_share_from_a_day",
                violation_error_message="Đã có tỷ lệ chi tổ chức từ ngày ấy.",
            ),
            models.CheckConstraint(
                condition=models.Q(percent__gte=1, percent__lte=100),
                name="fund_share_is_a_percentage",
                violation_error_message="Tỷ lệ từ 1 đến 100 phần trăm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % từ {self.valid_from:%d/%m/%Y}"


class MoneyRule(MadeByOffice, DatedRow):
    """How an amount is rounded (NĐ 91/2017 Đ68, NĐ 152/2025 Đ49)."""

    rounding = models.CharField("làm tròn", max_length=12, choices=Rounding, default=Rounding.CEIL_10K)
    legal_basis = models.CharField("căn cứ", max_length=200)

    class Meta(DatedRow.Meta):
        ordering = ["valid_from"]
        constraints = [
            *DatedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["valid_from"],
                name="one_rounding_from_a_day",
                violation_error_message="Đã có cách làm tròn từ ngày ấy.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_rounding_display()


class MovementAward(models.Model):
    """What a movement is rewarded with: a title or form, for how many collectives and people.

    Here and not with the movement, because only this chapter knows what a title is. quota_text: the words of the
    quota in force when the row was written, as papers of that day print them.
    """

    movement = models.ForeignKey(Movement, models.PROTECT, related_name="awards")
    award = models.ForeignKey(Award, models.PROTECT, verbose_name="danh hiệu, hình thức", related_name="+")
    collectives = models.PositiveSmallIntegerField("số tập thể", default=0)
    people = models.PositiveSmallIntegerField("số cá nhân", default=0)
    quota_text = models.CharField("quy định về số lượng", max_length=400, blank=True)

    class Meta:
        ordering = ["award__sort", "award__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["movement", "award"],
                name="one_award_per_movement",
                violation_error_message="Hình thức này đã có trong cơ cấu khen thưởng.",
            ),
            models.CheckConstraint(
                condition=Q(collectives__gt=0) | Q(people__gt=0),
                name="movement_award_for_somebody",
                violation_error_message="Ghi số tập thể hoặc số cá nhân.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award.short_name}: {self.words}"

    @property
    def audit_unit(self) -> Unit:
        return self.movement.audit_unit

    @property
    def words(self) -> str:
        """`05 tập thể, 12 cá nhân`."""
        parts = [(self.collectives, "tập thể"), (self.people, "cá nhân")]
        return ", ".join(f"{count:02d} {noun}" for count, noun in parts if count)
