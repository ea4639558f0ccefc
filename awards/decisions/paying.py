"""Acts on prizes and on the fund: a list is drawn up, prizes are paid, money and things go back."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import IntegrityError, transaction

from awards.catalogue.enums import Item
from awards.catalogue.queries import rules_on
from awards.decisions.enums import PaperKind
from awards.decisions.models import Decision, DecisionLine
from awards.decisions.money_enums import FundSide, FundSource, PaymentState
from awards.decisions.money_models import FundEntry, Payment, PaymentList, Recovery, dong
from awards.decisions.money_queries import figures_of, organising_of, paid_out, without_rule
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User

P = PaymentState
MOST = 10**12
TWICE = 60  # seconds in which the very same entry is a form sent twice


@transaction.atomic
def draw_up(paper: Decision, *, by: User) -> PaymentList:
    """Freeze the prizes of a signed decision with what they were reckoned from. A second time is refused."""
    row = _paper(paper, by)
    if not paid_out(row):
        raise StateConflict("Bảng tiền thưởng lập cho quyết định của đơn vị đã ban hành.")
    if PaymentList.objects.filter(paper=row).exists():
        raise StateConflict("Quyết định này đã có bảng tiền thưởng.")
    figures = figures_of(row)
    if missing := without_rule(figures, row.decided_on):
        raise RuleViolation("Chưa tính được tiền thưởng.", reasons=missing)
    if not figures:
        raise RuleViolation("Mọi đối tượng của quyết định này đã thu hồi, thay thế.")
    made = PaymentList.objects.create(paper=row, drawn_by=by)
    Payment.objects.bulk_create(
        [
            Payment(
                payment_list=made, line=one.line, unit=one.unit, rule=one.rule, name=one.name[:200],
                multiple=one.multiple, base_salary=one.base_salary, salary_basis=one.salary_basis,
                multiple_basis=one.multiple_basis, rounding=one.rounding, raw=one.raw, amount=one.amount,
                why=one.why[:300], state=P.DUE if one.amount else P.NOTHING,
            )
            for one in figures
        ],
        batch_size=500,
    )  # fmt: skip
    record(by, "decision.draw_up", row, after={"amount": dong(sum(one.amount for one in figures))}, lines=len(figures))
    return made


@transaction.atomic
def pay(
    paper: Decision, *, by: User, payments: Iterable[Payment], paid_on: date, receiver: str = "", voucher: str = ""
) -> FundEntry:
    """Prizes were handed out on a day; the fund has so much less. Refused when one of them was paid meanwhile."""
    row, rows = _locked(paper, by, payments, P.DUE, "Chọn khoản chưa chi.")
    if paid_on < row.decided_on or paid_on > clock.today():
        raise RuleViolation(f"Ngày chi từ {row.decided_on:%d/%m/%Y} đến hôm nay.", field="paid_on")
    facts = {"state": P.PAID, "paid_on": paid_on, "paid_by": by, "receiver": clean(receiver)[:150]}
    Payment.objects.filter(pk__in=[one.pk for one in rows]).update(**facts)
    total = sum(one.amount for one in rows)
    entry = FundEntry.objects.create(
        unit=row.issuer, side=FundSide.EXPENSE, source=FundSource.PRIZE, on=paid_on, amount=total, by=by, paper=row,
        voucher=clean(voucher)[:80], text=f"Chi tiền thưởng theo {row.code}: {_whom(rows)}"[:300], is_demo=row.is_demo,
    )  # fmt: skip
    record(
        by, "decision.pay", row, acted_on=paid_on, after={"amount": dong(total), "paid_on": paid_on}, lines=len(rows)
    )
    return entry


@transaction.atomic
def unpay(payment: Payment, *, by: User, reason: str) -> Payment:
    """It was not paid after all: the mark goes, the fund gets it back by an entry of its own."""
    row, rows = _locked(payment.payment_list.paper, by, [payment], P.PAID, "Khoản này không ở tình trạng đã chi.")
    why = _said(reason)
    one = rows[0]
    Payment.objects.filter(pk=one.pk).update(state=P.DUE, paid_on=None, paid_by=None, receiver="")
    FundEntry.objects.create(
        unit=row.issuer, side=FundSide.INCOME, source=FundSource.PRIZE, on=clock.today(), amount=one.amount, by=by,
        paper=row, text=f"Ghi nhầm đã chi cho {one.name}: {why}"[:300], is_demo=row.is_demo,
    )  # fmt: skip
    record(
        by,
        "decision.unpay",
        row,
        before={"amount": dong(one.amount)},
        after={"amount": dong(0)},
        reason=why,
        whom=one.name,
    )
    return one


@transaction.atomic
def refund(paper: Decision, *, by: User, payments: Iterable[Payment], on: date, voucher: str = "") -> FundEntry:
    """Prizes of revoked awards came back to the fund."""
    row, rows = _locked(paper, by, payments, P.REFUND_DUE, "Chọn khoản phải nộp lại.")
    first = max(one.paid_on for one in rows)
    if on < first or on > clock.today():
        raise RuleViolation(f"Ngày nộp lại từ {first:%d/%m/%Y} đến hôm nay.", field="on")
    facts = {"state": P.REFUNDED, "refunded_on": on, "refunded_by": by}
    Payment.objects.filter(pk__in=[one.pk for one in rows]).update(**facts)
    total = sum(one.amount for one in rows)
    entry = FundEntry.objects.create(
        unit=row.issuer, side=FundSide.INCOME, source=FundSource.REFUND, on=on, amount=total, by=by, paper=row,
        voucher=clean(voucher)[:80], text=f"Nộp lại tiền thưởng theo {row.code}: {_whom(rows)}"[:300],
        is_demo=row.is_demo,
    )  # fmt: skip
    record(by, "decision.refund", row, acted_on=on, after={"amount": dong(total)}, lines=len(rows))
    return entry


@transaction.atomic
def take_things_back(recovery: Recovery, *, by: User, on: date) -> Recovery:
    """Certificate and things of a revoked award were handed back. A second time changes nothing."""
    row = lock(recovery)
    require(by, "awards.run_money", row.line.decision)
    if row.returned_on is not None:
        return row
    if on < row.paper.decided_on or on > clock.today():
        raise RuleViolation(f"Ngày nộp lại từ {row.paper.decided_on:%d/%m/%Y} đến hôm nay.", field="on")
    row.returned_on, row.returned_by = on, by
    row.save(update_fields=["returned_on", "returned_by"])
    record(by, "decision.things_back", row.line.decision, acted_on=on, after={"things": row.things}, whom=str(row.line))
    return row


def _paper(paper: Decision, by: User) -> Decision:
    """The locked paper; its issuer, whose fund is written, comes first, as with every signature."""
    lock(paper.issuer)
    row = lock(paper)
    require(by, "awards.run_money", row)
    return row


def _locked(
    paper: Decision, by: User, payments: Iterable[Payment], state: str, empty: str
) -> tuple[Decision, list[Payment]]:
    """The paper and its chosen payments, locked; refused when one of them is in another state by now."""
    row = _paper(paper, by)
    ids = {one.pk for one in payments}
    rows = list(Payment.objects.select_for_update(of=("self",)).filter(pk__in=ids, payment_list=row.pk).order_by("pk"))
    if not rows or len(rows) != len(ids):
        raise RuleViolation(empty, field="payments")
    if other := [f"{one.name}: {one.get_state_display().lower()}." for one in rows if one.state != state]:
        raise StateConflict("Có khoản đã được ghi. Tải lại trang.", reasons=other[:12])
    return row, rows


def _whom(rows: Sequence[Payment]) -> str:
    return rows[0].name if len(rows) == 1 else f"{len(rows)} đối tượng"


def _said(reason: str) -> str:
    if not (why := clean(reason)):
        raise RuleViolation("Ghi lý do.", field="reason")
    return why


# When awards fall -----------------------------------------------------------------------------------------------------


def follow_fall(paper: Decision, lines: Sequence[DecisionLine], by: User) -> None:
    """A prize not yet paid is dropped; one that was paid goes back, unless the new decision carries the award on.

    Things that went with a fallen award are to be handed back.
    """
    going_on = set(paper.lines.values_list("nomination", flat=True))
    fallen = [line for line in lines if line.nomination_id not in going_on]
    Payment.objects.filter(line__in=lines, state=P.DUE).update(state=P.DROPPED)
    Payment.objects.filter(line__in=fallen, state=P.PAID).update(state=P.REFUND_DUE)
    if paper.kind == PaperKind.ANSWER or not fallen:
        return
    rules = rules_on(fallen[0].decision.decided_on)
    made = []
    for line in fallen:
        rule = rules.get(line.award.pk)
        things = [Item(one).label for one in rule.items if one in Item.values] if rule else []
        if things:
            made.append(Recovery(line=line, paper=paper, things=", ".join(things)[:200]))
    Recovery.objects.bulk_create(made)


# The fund -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def book(
    unit: Unit, *, by: User, side: str, source: str, on: date, amount: int, text: str, voucher: str = "",
    sure: bool = False,
) -> FundEntry:  # fmt: skip
    """Money into or out of the fund. The same entry with the same voucher is refused.

    Refused once (field `sure`) where organising would cost more of the fund than the law of the day says; entered all
    the same, and on record as such, when sure.
    """
    fund = lock(unit)
    require(by, "awards.run_fund", fund)
    words = clean(text)
    if not words:
        raise RuleViolation("Ghi nội dung.", field="text")
    if not 1 <= amount < MOST:
        raise RuleViolation("Số tiền phải lớn hơn 0.", field="amount")
    if on > clock.today():
        raise RuleViolation("Ngày không được sau hôm nay.", field="on")
    if source in (FundSource.REFUND, FundSource.PRIZE):
        raise RuleViolation("Tiền thưởng ghi ở trang tiền thưởng của quyết định.", field="source")
    facts = {"side": side, "source": source, "on": on, "amount": amount, "text": words[:300]}
    facts["voucher"] = clean(voucher)[:80]
    there = FundEntry.objects.filter(unit=fund, reversed_by__isnull=True, reverses__isnull=True, **facts).first()
    if there is not None and (there.voucher or (clock.now() - there.at).total_seconds() < TWICE):
        raise RuleViolation(f"Đã ghi khoản này ngày {there.on:%d/%m/%Y}.", field="voucher")
    too_much = _too_much(fund, side, source, on, amount)
    if too_much and not sure:
        raise RuleViolation(too_much, field="sure")
    entry = FundEntry.objects.create(unit=fund, by=by, is_demo=fund.is_demo, **facts)
    record(
        by, "fund.book", fund, acted_on=on, reason=too_much,
        after={"amount": dong(entry.signed_amount), "text": entry.text},
    )  # fmt: skip
    return entry


def _too_much(fund: Unit, side: str, source: str, on: date, amount: int) -> str:
    """In words, when an expense goes beyond the share of the fund for organising; empty when it does not."""
    if (side, source) != (FundSide.EXPENSE, FundSource.ORGANISING):
        return ""
    found = organising_of(fund, on, more=amount)
    return found.told if found is not None and found.over else ""


@transaction.atomic
def reverse(entry: FundEntry, *, by: User, reason: str) -> FundEntry:
    """A wrong entry is taken back by another one of today; both stay."""
    fund = lock(entry.unit)
    require(by, "awards.run_fund", fund)
    why = _said(reason)
    if entry.reverses_id is not None:
        raise StateConflict("Bút toán đảo không đảo lại. Ghi bút toán mới.")
    if entry.source in (FundSource.REFUND, FundSource.PRIZE):
        raise StateConflict("Khoản tiền thưởng sửa ở trang tiền thưởng của quyết định.")
    other = FundSide.EXPENSE if entry.side == FundSide.INCOME else FundSide.INCOME
    try:
        with transaction.atomic():
            made = FundEntry.objects.create(
                unit=fund, side=other, source=entry.source, on=clock.today(), amount=entry.amount, by=by,
                text=f"Đảo bút toán ngày {entry.on:%d/%m/%Y}: {why}"[:300], reverses=entry, is_demo=entry.is_demo,
            )  # fmt: skip
    except IntegrityError as error:
        raise StateConflict("Bút toán này đã được đảo.") from error
    record(by, "fund.reverse", fund, before={"amount": dong(entry.amount)}, after={"amount": "0"}, reason=why)
    return made
