"""Prizes of a signed decision as they are paid out, and the fund they come from.

Figures are frozen when the list is drawn up, each with what it was reckoned from; only what becomes of a payment moves
on. The book of the fund is append-only: a wrong entry is reversed by another.
"""

from django.db import models
from django.db.models import F, Q

from awards.catalogue.enums import Rounding
from awards.catalogue.models import AwardRule
from awards.catalogue.rules import money
from awards.decisions.models import SEES_DRAFTS, Decision, DecisionLine
from awards.decisions.money_enums import FundSide, FundSource, PaymentState
from thidua import clock
from thidua.documents.vietnamese import number
from units.accounts.enums import Role
from units.models import Unit, User

SEES_OWN_MONEY = (Role.CLERK, Role.UNIT_LEADER, *SEES_DRAFTS)


class PaymentList(models.Model):
    """The prizes of one signed decision, drawn up once."""

    paper = models.OneToOneField(
        Decision, models.PROTECT, verbose_name="quyết định", related_name="payment_list", primary_key=True
    )
    drawn_by = models.ForeignKey(User, models.PROTECT, verbose_name="người lập", related_name="+")
    drawn_at = models.DateTimeField("lập lúc", default=clock.now, editable=False)

    def __str__(self) -> str:
        return f"Bảng tiền thưởng {self.paper.code}"


class PaymentQuerySet(models.QuerySet):
    def of_units_of(self, user: User):
        """Prizes that go through units the user works for, or looks after papers for."""
        scope = Q(pk__in=[])
        for path in user.scope_paths(*SEES_OWN_MONEY):
            scope |= Q(unit__path__startswith=path)
        return self.filter(scope)


class Payment(models.Model):
    """One prize: what it was reckoned from, what becomes of it.

    unit: which it goes through; why: when nothing is paid, or what to look at.
    """

    payment_list = models.ForeignKey(PaymentList, models.PROTECT, related_name="payments")
    line = models.OneToOneField(DecisionLine, models.PROTECT, verbose_name="đối tượng", related_name="payment")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị nhận", related_name="+")
    rule = models.ForeignKey(AwardRule, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("đối tượng", max_length=200)
    multiple = models.DecimalField("hệ số", max_digits=6, decimal_places=2, null=True, blank=True)
    base_salary = models.PositiveIntegerField("mức lương cơ sở", null=True, blank=True)
    salary_basis = models.CharField("căn cứ mức lương", max_length=200, blank=True)
    multiple_basis = models.CharField("căn cứ hệ số", max_length=200, blank=True)
    rounding = models.CharField("làm tròn", max_length=12, choices=Rounding, blank=True)
    raw = models.PositiveBigIntegerField("trước khi làm tròn", null=True, blank=True)
    amount = models.PositiveBigIntegerField("số tiền")
    why = models.CharField("lý do", max_length=300, blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=PaymentState, default=PaymentState.DUE)
    paid_on = models.DateField("ngày chi", null=True, blank=True)
    paid_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="người ghi chi", null=True, blank=True, related_name="+"
    )
    receiver = models.CharField("người nhận", max_length=150, blank=True)
    refunded_on = models.DateField("ngày nộp lại", null=True, blank=True)
    refunded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path", "line__nomination__award__sort", "line__golden_book_no", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[PaymentState.PAID, PaymentState.REFUND_DUE, PaymentState.REFUNDED])
                | Q(paid_on__isnull=False, paid_by__isnull=False),
                name="paid_on_a_day_by_somebody",
                violation_error_message="Đã chi thì phải có ngày chi, người ghi.",
            ),
            models.CheckConstraint(
                condition=Q(state=PaymentState.NOTHING) | Q(amount__gt=0),
                name="payment_has_an_amount",
                violation_error_message="Khoản phải chi có số tiền lớn hơn 0.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.amount}"

    @property
    def explained(self) -> str:
        """`Hệ số 0,3 × 1.800.000 (mức lương cơ sở …) = 540.000 đồng. Làm tròn …: 540.000 đồng.`"""
        return explain(self)


class Recovery(models.Model):
    """Things that go back after a revocation: certificate, frame, badge … of one line."""

    line = models.OneToOneField(DecisionLine, models.PROTECT, verbose_name="đối tượng", related_name="recovery")
    paper = models.ForeignKey(Decision, models.PROTECT, verbose_name="quyết định thu hồi", related_name="recoveries")
    things = models.CharField("hiện vật", max_length=200)
    returned_on = models.DateField("nộp lại ngày", null=True, blank=True)
    returned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.line.nomination.subject_name}: {self.things}"


class FundEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Entries of the funds of units the user writes, signs or looks after papers for."""
        scope = Q(pk__in=[])
        for path in user.scope_paths(*SEES_DRAFTS):
            scope |= Q(unit__path__startswith=path)
        return self.filter(scope)


class FundEntry(models.Model):
    """Money into or out of the fund of a unit. reverses: the entry this one takes back."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="quỹ của", related_name="fund_entries")
    side = models.CharField("thu, chi", max_length=7, choices=FundSide)
    source = models.CharField("khoản", max_length=12, choices=FundSource)
    on = models.DateField("ngày")
    amount = models.PositiveBigIntegerField("số tiền")
    text = models.CharField("nội dung", max_length=300)
    voucher = models.CharField("chứng từ", max_length=80, blank=True)
    paper = models.ForeignKey(
        Decision, models.PROTECT, verbose_name="quyết định", null=True, blank=True, related_name="fund_entries"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, verbose_name="ghi đảo của", null=True, blank=True, related_name="reversed_by"
    )
    by = models.ForeignKey(User, models.PROTECT, verbose_name="người ghi", related_name="+")
    at = models.DateTimeField("ghi lúc", default=clock.now, editable=False)
    is_demo = models.BooleanField("dữ liệu minh hoạ", default=False)

    objects = FundEntryQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="fund_entry_has_an_amount",
                violation_error_message="Số tiền phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("pk")),
                name="fund_entry_reverses_another",
                violation_error_message="Bút toán không tự đảo chính nó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.amount} ngày {self.on:%d/%m/%Y}"

    @property
    def dialog(self) -> str:
        """Id of the question asked on its row."""
        return f"but-toan-{self.pk}"

    @property
    def signed_amount(self) -> int:
        """Into the fund above nothing, out of it below."""
        return self.amount if self.side == FundSide.INCOME else -self.amount


def dong(value: int) -> str:
    return f"{number(value)} đồng"


def explain(one) -> str:
    """Why a prize is what it is, in one line; `one`: a payment or what will become one."""
    if one.multiple is None or one.base_salary is None:
        return one.why
    times = f"{one.multiple.normalize():f}".replace(".", ",")
    basis = f", {one.salary_basis}" if one.salary_basis else ""
    told = f"Hệ số {times} × {dong(one.base_salary)} (mức lương cơ sở ngày quyết định{basis}) = {dong(one.raw)}."
    if one.rounding != Rounding.NONE:
        told += f" {Rounding(one.rounding).label}: {dong(money(one.multiple, one.base_salary, one.rounding).paid)}."
    told += f" Hệ số theo {one.multiple_basis}." if one.multiple_basis else ""
    return f"{one.why} {told}" if one.why else told
