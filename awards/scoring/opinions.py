"""Points that people give, kept apart by stage: appended, never changed; which of them count follows from the stage."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from awards.criteria.models import Criterion
from awards.scoring.enums import Stage
from awards.scoring.models import HandScore
from awards.scoring.rules import APPRAISERS, in_force
from awards.scoring.sheets import PointOpinion
from awards.years.enums import PeriodState
from awards.years.models import EmulationPeriod
from thidua import clock
from thidua.errors import StateConflict
from units.accounts.enums import Role
from units.models import ClusterMembership, Unit, User


@dataclass(frozen=True)
class Say:
    """What one side says about one cell. points: of the criterion's own scale, up to thousandths."""

    criterion: Criterion
    unit: Unit
    points: Decimal
    reason: str = ""


def stage_of(user: User, period: EmulationPeriod, unit: Unit) -> str:
    """As what somebody appraises a unit: the office that runs the year, the lead of its cluster, else an organ."""
    if user.holds(Role.OFFICER, over=unit) or user.holds(Role.OFFICER, over=period.unit):
        return Stage.OFFICE
    led = user.cluster_ids(Role.CLUSTER_LEAD)
    if led and ClusterMembership.objects.in_force(period.ends_on).filter(cluster__in=led, unit=unit).exists():
        return Stage.CLUSTER
    return Stage.ORGAN


def give(period: EmulationPeriod, says: Iterable[tuple[str, Say]], *, by: User) -> list[PointOpinion]:
    """Append opinions, each with its stage; the same again appends nothing. Four queries. Returns those appended.

    Whoever asks has checked who may, the bounds, and holds the lock of the unit's cluster.
    """
    says = list(says)
    current = {
        (row.criterion_id, row.unit_id, row.stage): row
        for row in PointOpinion.objects.current().filter(
            period=period,
            unit__in={say.unit.pk for _, say in says},
            criterion__in={say.criterion.pk for _, say in says},
        )
    }
    replaced, made = [], []
    now = clock.now()
    for stage, say in says:
        old = current.get((say.criterion.pk, say.unit.pk, stage))
        if old is not None and (old.points, old.reason) == (say.points, say.reason):
            continue
        if old is not None:
            replaced.append(old.pk)
        made.append(
            PointOpinion(
                period=period, unit=say.unit, criterion=say.criterion, stage=stage, points=say.points,
                reason=say.reason, given_by=by, given_at=now,
            )
        )  # fmt: skip
    PointOpinion.objects.filter(pk__in=replaced).update(is_current=False)
    return PointOpinion.objects.bulk_create(made, batch_size=500)


def put_in_force(period: EmulationPeriod, units: Iterable[int], criteria: Iterable[int]) -> None:
    """Let the points by hand that the board counts follow from the opinions about these cells."""
    cells: dict[tuple[int, int], dict[str, PointOpinion]] = {}
    of_cells = {"period": period, "unit__in": set(units), "criterion__in": set(criteria)}
    for opinion in PointOpinion.objects.current().filter(stage__in=APPRAISERS, **of_cells):
        cells.setdefault((opinion.criterion_id, opinion.unit_id), {})[opinion.stage] = opinion
    stored = {(row.criterion_id, row.unit_id): row for row in HandScore.objects.filter(**of_cells)}
    made, changed = [], []
    for (criterion_id, unit_id), opinions in cells.items():
        counts = in_force(opinions)
        row = stored.get((criterion_id, unit_id))
        if row is None:
            row = HandScore(period=period, criterion_id=criterion_id, unit_id=unit_id)
        elif (row.points, row.reason, row.given_at) == (counts.points, counts.reason, counts.given_at):
            continue
        row.points, row.reason = counts.points, counts.reason
        row.given_by_id, row.given_at = counts.given_by_id, counts.given_at
        (changed if row.pk else made).append(row)
    HandScore.objects.bulk_create(made, batch_size=500)
    HandScore.objects.bulk_update(changed, ["points", "reason", "given_by", "given_at"], batch_size=200)


def require_open(period: EmulationPeriod) -> None:
    """Raise StateConflict once the year is closed, whatever the object at hand still says."""
    if EmulationPeriod.objects.filter(pk=period.pk, state=PeriodState.CLOSED).exists():
        raise StateConflict("Năm thi đua đã khóa, chỉ xem được.")
