"""What follows the decision of Long An 2023: numbers of the register, the way of the submission, prizes, the fund.

All of it is invented, as marked.
"""

from datetime import date

from awards.decisions import numbering, paying, upward
from awards.decisions.enums import UpwardKind
from awards.decisions.models import Decision
from awards.decisions.money_enums import FundSide, FundSource
from awards.decisions.money_queries import payments_of
from units.models import Unit, User

BUDGET = 300_000_000
PRINTING = 12_600_000


def follow_up(submission: Decision, *, by: User) -> None:
    """Sent by messenger, received, more asked for and sent."""
    for kind, day, note in (
        (UpwardKind.SENT, date(2023, 10, 26), "Gửi quân bưu và gói hồ sơ (minh hoạ)"),
        (UpwardKind.MORE_ASKED, date(2023, 11, 6), "Bản sao biên bản kiểm phiếu có dấu (minh hoạ)"),
        (UpwardKind.MORE_SENT, date(2023, 11, 9), ""),
    ):
        upward.follow(submission, by=by, kind=kind, on=day, note=note)


def keep_numbers(unit: Unit, *, by: User) -> None:
    """One number spoilt before the decision, one kept after it."""
    numbering.leave_out(
        unit, by=by, series="QĐ-BCH", year=2023, number=1430, reason="In hỏng, đã hủy bản in (minh hoạ)"
    )
    numbering.reserve(unit, by=by, series="QĐ-BCH", year=2023, number=1432, reason="Khen thưởng đột xuất (minh hoạ)")


def fill_fund(unit: Unit, *, by: User) -> None:
    paying.book(
        unit, by=by, side=FundSide.INCOME, source=FundSource.BUDGET, on=date(2023, 1, 16), amount=BUDGET,
        text="Kinh phí thi đua, khen thưởng năm 2023 (minh hoạ)", voucher="PT-03",
    )  # fmt: skip
    paying.book(
        unit, by=by, side=FundSide.EXPENSE, source=FundSource.THINGS, on=date(2023, 10, 30), amount=PRINTING,
        text="In giấy chứng nhận, khung (minh hoạ)", voucher="PC-41",
    )  # fmt: skip


def pay_out(decision: Decision, *, by: User) -> None:
    """Every unit but the last has fetched its prizes."""
    paying.draw_up(decision, by=by)
    rows = payments_of(decision)
    last = max(rows, key=lambda row: row.unit.sort).unit_id
    paying.pay(
        decision, by=by, payments=[row for row in rows if row.unit_id != last and row.amount],
        paid_on=date(2023, 11, 20), voucher="PC-58",
    )  # fmt: skip
