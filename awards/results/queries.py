"""What the pages and the scoring read."""

from awards.criteria.enums import CriterionKind, SetState
from awards.criteria.models import CriteriaSet, Criterion, Target
from awards.results.models import ResultSheet
from awards.years.models import EmulationPeriod
from thidua.errors import RuleViolation


def criteria_in_use(period: EmulationPeriod) -> list[Criterion]:
    """Every criterion of the year, groups first as in the table. Refuses while the table is still being written."""
    criteria_set = CriteriaSet.objects.filter(period=period).first()
    if criteria_set is None:
        raise RuleViolation("Năm thi đua chưa có bảng tiêu chí.")
    if criteria_set.state != SetState.LOCKED:
        raise RuleViolation("Bảng tiêu chí của năm chưa khóa, chưa nhập được kết quả.")
    return list(criteria_set.criteria.all())


def refusal_of_cell(criterion: Criterion | None, unassigned: set[int]) -> str:
    """Why a criterion takes no figure from this unit; empty when it does."""
    if criterion is None:
        return "Tiêu chí không có trong bảng của năm."
    if criterion.kind == CriterionKind.GROUP:
        return f"{criterion.code} {criterion.name} là nhóm, không nhập số."
    if criterion.kind == CriterionKind.BY_HAND:
        return f"{criterion.code} {criterion.name} chấm điểm trực tiếp, không nhập kết quả."
    if criterion.pk in unassigned:
        return f"{criterion.code} {criterion.name}: không giao cho đơn vị."
    return ""


def unassigned_ids(sheet: ResultSheet) -> set[int]:
    """Criteria of the year that the office did not assign to the unit of the sheet."""
    rows = Target.objects.filter(
        criterion__criteria_set__period=sheet.term.period_id, unit=sheet.unit_id, is_assigned=False
    )
    return set(rows.values_list("criterion_id", flat=True))
