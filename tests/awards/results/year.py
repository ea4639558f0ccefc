"""A small year for tests: a province, its reporting units, a locked table of criteria, months."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from awards.criteria.enums import Accumulation, CriterionKind, SetState
from awards.models import CriteriaSet, Criterion, EmulationPeriod, ReportingTerm, ResultEntry, ResultSheet, Target
from awards.results import services
from awards.results.enums import SheetState
from awards.years.enums import TermState
from tests.factories import ClusterFactory, PeriodFactory, UnitFactory, UserFactory, join_cluster
from units.accounts.enums import Role
from units.models import Cluster, Unit, User


@dataclass
class Year:
    """province with its officer; units with a clerk each; leaves of the table; terms oldest first."""

    period: EmulationPeriod
    province: Unit
    officer: User
    units: list[Unit]
    clerks: list[User]
    cluster: Cluster
    criteria_set: CriteriaSet
    group: Criterion
    leaves: list[Criterion]
    terms: list[ReportingTerm]
    extra: dict = field(default_factory=dict)

    @property
    def term(self) -> ReportingTerm:
        """The last month: the one that is being entered."""
        return self.terms[-1]

    def sheet(self, number: int = 0, term: ReportingTerm | None = None) -> ResultSheet:
        return services.sheet_for(term or self.term, self.units[number], by=self.clerks[number])

    def fill(self, number: int = 0, term: ReportingTerm | None = None, value: str = "10", **texts: str) -> ResultSheet:
        """Enter `value` everywhere, `texts` (c<index>="…") where given."""
        sheet = self.sheet(number, term)
        cells = {leaf.pk: value for leaf in sheet.assigned_criteria()}
        cells |= {self.leaves[int(name[1:])].pk: text for name, text in texts.items()}
        services.enter_many(sheet, cells, by=self.clerks[number])
        return sheet

    def verified(self, number: int = 0, term: ReportingTerm | None = None, value: str = "10", **texts) -> ResultSheet:
        """A verified month without walking through the services: for tests about what comes after."""
        term = term or self.term
        sheet, _ = ResultSheet.objects.update_or_create(
            term=term, unit=self.units[number], defaults={"state": SheetState.VERIFIED}
        )
        sheet.entries.all().delete()
        values = {leaf.pk: value for leaf in sheet.assigned_criteria()}
        values |= {self.leaves[int(name[1:])].pk: text for name, text in texts.items()}
        ResultEntry.objects.bulk_create(
            ResultEntry(sheet=sheet, criterion_id=pk, value=Decimal(text), entered_by=self.clerks[number])
            for pk, text in values.items()
        )
        return sheet


def months(first: date, count: int) -> list[date]:
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)]


def make_year(
    *,
    units: int = 2,
    criteria: int = 3,
    terms: int = 3,
    kinds: list[str] | None = None,
    target: str | None = "120",
    max_points: str = "5",
    due_at: datetime | None = None,
) -> Year:
    """kinds: one per leaf, quantitative when not said. target: of every unit and quantitative leaf; None = none."""
    province = UnitFactory(code="LA", name="BĐBP tỉnh Long An", short_name="BĐBP tỉnh Long An", is_reporting=False)
    members = [
        UnitFactory(code=f"LA-{n:02d}", parent=province, sort=n, short_name=f"Đồn BP số {n}")
        for n in range(1, units + 1)
    ]
    cluster = ClusterFactory(code="LA-C1", name="Cụm thi đua số 1", organiser=province)
    join_cluster(cluster, *members)
    period = PeriodFactory(unit=province)
    kinds = kinds or [CriterionKind.QUANTITATIVE] * criteria
    criteria_set = CriteriaSet.objects.create(
        period=period, name="Bảng điểm 2023", state=SetState.LOCKED, total_points=Decimal(max_points) * len(kinds)
    )
    group = Criterion.objects.create(
        criteria_set=criteria_set,
        code="I",
        name="Quản lý, bảo vệ chủ quyền lãnh thổ, an ninh biên giới",
        kind=CriterionKind.GROUP,
        max_points=criteria_set.total_points,
        sort=0,
    )
    leaves = [
        Criterion.objects.create(
            criteria_set=criteria_set,
            parent=group,
            code=f"1.{n}",
            name=f"Tiêu chí số {n}",
            kind=kind,
            max_points=Decimal(max_points),
            measure="lượt",
            accumulation=Accumulation.SUM,
            sort=n,
        )
        for n, kind in enumerate(kinds, 1)
    ]
    if target is not None:
        Target.objects.bulk_create(
            Target(criterion=leaf, unit=unit, value=Decimal(target))
            for leaf in leaves
            if leaf.kind == CriterionKind.QUANTITATIVE
            for unit in members
        )
    last_due = due_at or timezone.now() + timedelta(days=2)
    starts = months(period.starts_on, terms)
    made = [
        ReportingTerm.objects.create(
            period=period,
            month=month,
            opens_on=month,
            due_at=last_due - timedelta(days=30 * (terms - 1 - n)) + timedelta(days=400 * (n < terms - 1)),
            state=TermState.OPEN,
        )
        for n, month in enumerate(starts)
    ]
    return Year(
        period=period,
        province=province,
        officer=UserFactory(username="tro-ly-tinh", role=Role.OFFICER, over=province),
        units=members,
        clerks=[UserFactory(role=Role.CLERK, over=unit) for unit in members],
        cluster=cluster,
        criteria_set=criteria_set,
        group=group,
        leaves=leaves,
        terms=made,
    )
