"""Prizes of a decision, reckoned or as they are being paid; the book of the fund with its balance."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When, Window

from awards.catalogue.models import AwardRule, BaseSalary, FundShare
from awards.catalogue.queries import base_salary_on, fund_share_on, rounding_on, rules_on
from awards.catalogue.rules import money
from awards.decisions.enums import PaperKind
from awards.decisions.models import AwardRecord, Decision, DecisionLine
from awards.decisions.money_enums import FundSide, FundSource, PaymentState
from awards.decisions.money_models import FundEntry, Payment, dong, explain
from awards.decisions.papers import groups_of, lines_in_order
from units.models import Unit, User

HIGHEST = "Cùng thời điểm, cùng thời gian đạt được: chỉ nhận mức của danh hiệu cao nhất, “{}”."
NO_MONEY = "Quy định không có tiền thưởng cho danh hiệu, hình thức này."
P = PaymentState


@dataclass(frozen=True)
class Figure:
    """One prize as it is reckoned on the day of the decision, with everything it is reckoned from."""

    line: DecisionLine
    unit: Unit
    name: str
    amount: int
    rule: AwardRule | None = None
    multiple: Decimal | None = None
    base_salary: int | None = None
    salary_basis: str = ""
    multiple_basis: str = ""
    rounding: str = ""
    raw: int | None = None
    why: str = ""

    @property
    def explained(self) -> str:
        return explain(self)


def figures_of(paper: Decision) -> list[Figure]:
    """The prizes of a signed decision, in the order of the paper; a constant number of queries."""
    day = paper.decided_on
    rules, salary, rounding = rules_on(day), base_salary_on(day), rounding_on(day)
    fallen = AwardRecord.objects.filter(line__decision=paper, withdrawal__isnull=False)
    gone = set(fallen.values_list("line", flat=True))
    lines = lines_in_order(paper)
    groups_of(paper, lines=lines)  # tells each line its prize, and which one is paid instead
    known = _elsewhere(paper, lines)
    found = [_figure(line, rules.get(line.award.pk), salary, rounding) for line in lines if line.pk not in gone]
    return [_beside(one, known) for one in found]


def _figure(line: DecisionLine, rule: AwardRule | None, salary: BaseSalary | None, rounding: str) -> Figure:
    subject = "collective" if line.nomination.unit_id else "individual"
    multiple = rule.multiple_for(subject) if rule else None
    common = {"line": line, "unit": line.nomination.proposer, "name": line.name, "rule": rule}
    if rule is None or multiple is None or salary is None:
        return Figure(**common, amount=0, why=NO_MONEY)
    raw = money(multiple, salary.amount, rounding).raw
    return Figure(
        **common, amount=line.prize or 0, multiple=multiple, base_salary=salary.amount,
        salary_basis=salary.legal_basis, multiple_basis=rule.bonus_basis, rounding=rounding, raw=raw,
        why=HIGHEST.format(line.instead) if line.instead else "",
    )  # fmt: skip


def _elsewhere(paper: Decision, lines: list[DecisionLine]) -> dict[tuple, list[Payment]]:
    """Prizes of the same year the same people and units were paid by other decisions; one query."""
    people = {line.nomination.person_id for line in lines} - {None}
    units = {line.nomination.unit_id for line in lines} - {None}
    rows = Payment.objects.filter(payment_list__paper__period=paper.period_id).exclude(payment_list=paper.pk)
    rows = rows.filter(Q(line__nomination__person__in=people) | Q(line__nomination__unit__in=units))
    found: dict[tuple, list[Payment]] = {}
    rows = rows.filter(state__in=[P.DUE, P.PAID]).select_related("line__nomination__award", "payment_list__paper")
    for one in rows:
        given = one.line.nomination
        found.setdefault((given.person_id, given.unit_id), []).append(one)
    return found


def _beside(one: Figure, known: dict[tuple, list[Payment]]) -> Figure:
    """What was paid already for the same line by the decision this one replaces; what else of the year there is."""
    given = one.line.nomination
    others = known.get((given.person_id, given.unit_id), [])
    same = next((p for p in others if p.line.nomination_id == given.pk and p.state == P.PAID), None)
    if same is not None:
        paper = same.payment_list.paper
        why = f"Đã chi theo {paper.code} ngày {same.paid_on:%d/%m/%Y}, không chi lại."
        return replace(one, amount=0, why=why)
    more = [p for p in others if p.line.nomination_id != given.pk]
    told = [f"{p.line.award.short_name} ({p.payment_list.paper.code})" for p in more]
    if told and not one.why:
        return replace(one, why=f"Cùng năm còn nhận {', '.join(told)}, quyết định ngày khác.")
    return one


def without_rule(figures: Iterable[Figure], day: date) -> list[str]:
    """Titles whose prize can not be reckoned because the catalogue lacks a row of that day."""
    missing = dict.fromkeys(one.line.award.short_name for one in figures if one.rule is None)
    told = [f"{name}: danh mục không có quy định của ngày {day:%d/%m/%Y}." for name in missing]
    if base_salary_on(day) is None:
        told.append(f"Chưa có mức lương cơ sở của ngày {day:%d/%m/%Y}.")
    return told


# Pages ----------------------------------------------------------------------------------------------------------------


@dataclass
class UnitShare:
    """What goes through one unit."""

    unit: Unit
    rows: list

    @property
    def total(self) -> int:
        return sum(row.amount for row in self.rows)

    @property
    def open(self) -> int:
        return sum(row.amount for row in self.rows if getattr(row, "state", "") == P.DUE)

    @property
    def owed(self) -> bool:
        """Whether somebody of the unit is to hand a prize back."""
        return any(getattr(row, "state", "") == P.REFUND_DUE for row in self.rows)

    @property
    def people(self) -> int:
        return sum(row.line.nomination.person_id is not None for row in self.rows)

    @property
    def units(self) -> int:
        return len(self.rows) - self.people


def shares(rows: Iterable) -> list[UnitShare]:
    """Prizes unit by unit, in the order of the tree; within a unit as they stand on the paper."""
    found: dict[int, UnitShare] = {}
    for row in rows:
        found.setdefault(row.unit.pk, UnitShare(row.unit, [])).rows.append(row)
    return sorted(found.values(), key=lambda one: (one.unit.sort, one.unit.code))


@dataclass(frozen=True)
class TitleShare:
    """What one title costs."""

    name: str
    size: int
    total: int


def by_title(rows: Iterable) -> list[TitleShare]:
    found: dict[str, list[int]] = {}
    for row in rows:
        found.setdefault(row.line.award.short_name, []).append(row.amount)
    return [TitleShare(name, sum(amount > 0 for amount in some), sum(some)) for name, some in found.items()]


def payments_of(paper: Decision, of_units_of: User | None = None) -> list[Payment]:
    """Payments of a list with what their rows show; two queries. of_units_of: only those that user may read."""
    seen = Payment.objects.all() if of_units_of is None else Payment.objects.of_units_of(of_units_of)
    rows = seen.filter(payment_list=paper.pk).select_related(
        "unit", "paid_by", "line__nomination__award", "line__nomination__person__unit", "line__given_award"
    ).prefetch_related("line__nomination__person__postings__unit__names")  # fmt: skip
    return list(rows.order_by("line__nomination__award__sort", "line__golden_book_no", "pk"))


def pays_units_of(paper: Decision, user: User) -> bool:
    """Whether a list that was drawn up pays units whose prizes the user may read."""
    return Payment.objects.of_units_of(user).filter(payment_list=paper.pk).exists()


@dataclass(frozen=True)
class Sums:
    """Đồng by what became of them."""

    total: int = 0
    due: int = 0
    paid: int = 0
    refund_due: int = 0
    refunded: int = 0


def sums_of(payments: Iterable[Payment]) -> Sums:
    found = dict.fromkeys(P.values, 0)
    for one in payments:
        found[one.state] += one.amount
    total = found[P.DUE] + found[P.PAID] + found[P.REFUND_DUE] + found[P.REFUNDED]
    return Sums(total, found[P.DUE], found[P.PAID], found[P.REFUND_DUE], found[P.REFUNDED])


def paid_out(paper: Decision) -> bool:
    """Whether prizes of this paper are paid here: our own decisions."""
    return paper.kind == PaperKind.DECISION and paper.is_signed


# The fund -------------------------------------------------------------------------------------------------------------

SIGNED = Case(When(side=FundSide.INCOME, then=F("amount")), default=Value(0) - F("amount"))


def fund_of(unit: Unit) -> QuerySet[FundEntry]:
    """The book of a fund with `balance` after each entry, newest first."""
    running = Window(Sum(SIGNED), order_by=[F("on").asc(), F("pk").asc()])
    rows = FundEntry.objects.filter(unit=unit).select_related("by", "paper", "reverses", "reversed_by")
    return rows.annotate(balance=running).order_by("-on", "-pk")


def balance_of(unit: Unit, on: date | None = None) -> int:
    rows = FundEntry.objects.filter(unit=unit)
    rows = rows.filter(on__lte=on) if on else rows
    return rows.aggregate(n=Sum(SIGNED))["n"] or 0


def turnover_of(unit: Unit, year: int) -> tuple[int, int]:
    """Into and out of a fund in a calendar year; entries that were reversed stand against each other."""
    rows = FundEntry.objects.filter(unit=unit, on__year=year, reverses__isnull=True, reversed_by__isnull=True)
    found = dict(rows.order_by().values_list("side").annotate(n=Sum("amount")))
    return found.get(FundSide.INCOME, 0), found.get(FundSide.EXPENSE, 0)


@dataclass(frozen=True)
class Organising:
    """What of a fund went into organising in a calendar year, beside what the law of the day lets it.

    income: what came in but prizes handed back; entries that were reversed count for nothing.
    """

    year: int
    share: FundShare
    income: int
    spent: int

    @property
    def limit(self) -> int:
        return self.income * self.share.percent // 100

    @property
    def room(self) -> int:
        return max(self.limit - self.spent, 0)

    @property
    def over(self) -> int:
        return max(self.spent - self.limit, 0)

    @property
    def told(self) -> str:
        """`Chi tổ chức năm 2026: … đồng, vượt … đồng so với 20 % số thu trong năm (…).`"""
        law = f"{self.share.percent} % số thu trong năm ({dong(self.limit)} của {dong(self.income)})"
        beside = f"vượt {dong(self.over)} so với {law}" if self.over else f"trong mức {law}"
        basis = f"{self.share.legal_basis}, mức tin cậy: {self.share.get_confidence_display().lower()}"
        return f"Chi tổ chức năm {self.year}: {dong(self.spent)}, {beside}. Căn cứ {basis}."


def organising_of(unit: Unit, on: date, more: int = 0) -> Organising | None:
    """Spent on organising in the year of a day, as the law of that day sees it; None where it says nothing.

    more: what is about to be spent besides. Two queries.
    """
    share = fund_share_on(on)
    if share is None:
        return None
    rows = FundEntry.objects.filter(unit=unit, on__year=on.year, reverses__isnull=True, reversed_by__isnull=True)
    found = rows.aggregate(
        income=Sum("amount", filter=Q(side=FundSide.INCOME) & ~Q(source=FundSource.REFUND)),
        spent=Sum("amount", filter=Q(side=FundSide.EXPENSE, source=FundSource.ORGANISING)),
    )
    return Organising(on.year, share, found["income"] or 0, (found["spent"] or 0) + more)


def fund_units(user: User) -> list[Unit]:
    """Units whose fund the user reads and that have one, highest first."""
    seen = FundEntry.objects.visible_to(user).order_by().values("unit").distinct()
    return list(Unit.objects.filter(pk__in=seen).order_by("path"))
