"""Acts on whole tables: copied from elsewhere, a new version beside the one in use, the common part of the level above.

Why a table has versions, and how they stay clean. The version in force is the only one whose `period` is set, so every
reader of "the criteria of the year" finds its rows and no others. When a new version comes into force the figures that
were entered follow to the row with the same code, if it measures the same thing; the others stay with the row of the
old version, readable there and counted nowhere, and the preview says how many. Boards keep the version they were scored
by (`ScoreBoard.criteria_set`): a frozen one still says what was frozen. A common part that was taken in below is
changed in the same way only: its next version is told to those below and taken in by them, never put under their rows.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Case, Count, Value, When

from awards.criteria import states
from awards.criteria.arrange import copied, copy_details
from awards.criteria.enums import CriterionKind, SetState
from awards.criteria.models import CriteriaSet, Criterion, CriterionGate, CriterionStep, Target
from awards.criteria.queries import commons_for, follows, next_version, outline
from awards.criteria.services import draft, renumber
from awards.years.models import EmulationPeriod
from thidua import clock, text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import User

DETAILS = (Target, CriterionStep, CriterionGate)  # rows that go with a row of a draft

# What hangs on a criterion and goes on with it into a new version: (related name, whether it is points, not a figure).
# A later chapter that keeps something per criterion adds its own line, in its panels.py.
FOLLOWERS: list[tuple[str, bool]] = [("entries", False), ("hand_scores", True)]


# Copies ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def copy_set(
    period: EmulationPeriod, source: CriteriaSet, *, by: User, name: str, with_targets: bool = False
) -> CriteriaSet:
    """A draft table for a year from the table of another year or unit.

    with_targets: also the targets, and "không giao", of units that report in both years.
    """
    table = _new_table(period, by, name=name, basis=source.basis, total_points=source.total_points)
    made = _copy_rows(outline(source), table)
    count = _copy_targets(made, set(period.reporting_units().values_list("pk", flat=True))) if with_targets else 0
    record(by, "criteria.create_set", table, source=_named(source), rows=len(made), targets=count)
    return table


def _new_table(period: EmulationPeriod, by: User, **fields) -> CriteriaSet:
    require(by, "awards.edit_criteria", period)
    if lock(period).is_closed:
        raise StateConflict(f"Năm thi đua {period.year} đã khóa, chỉ còn để xem.")
    if CriteriaSet.objects.filter(of_period=period).exists():
        raise RuleViolation(f"Năm thi đua {period.year} đã có bảng điểm.", field="name")
    fields["name"] = text.clean(fields["name"])
    return CriteriaSet.objects.create(period=period, of_period=period, **fields)


def _named(table: CriteriaSet) -> str:
    return f"{table.name}, năm {table.of_period.year}, {table.of_period.holder}"


def _copy_rows(
    rows: list[Criterion], table: CriteriaSet, *, inherited: bool = False, keeps_common: bool = False
) -> dict[int, Criterion]:
    """Copies of rows, groups first; id of a row → its copy. Few queries, however many rows.

    inherited: the rows are the common part of the level above. keeps_common: what is so already stays so.
    """
    made: dict[int, Criterion] = {}
    levels: dict[int, list[Criterion]] = {}
    for row in rows:
        made[row.pk] = copy = copied(row, table, None, code=row.code)
        copy.above = row.parent_id
        copy.inherited_from_id = row.pk if inherited else row.inherited_from_id if keeps_common else None
        levels.setdefault(len(row.line), []).append(copy)
    for level in sorted(levels):
        for copy in levels[level]:
            copy.parent = made.get(copy.above)
        Criterion.objects.bulk_create(levels[level])
    copy_details(made)
    return made


def _copy_targets(made: dict[int, Criterion], units: set[int] | None = None) -> int:
    """Targets of rows onto their copies, of these units only when given; how many."""
    rows = Target.objects.filter(criterion__in=made)
    copies = [
        Target(criterion=made[row.criterion_id], unit_id=row.unit_id, is_assigned=row.is_assigned, value=row.value)
        for row in rows
        if units is None or row.unit_id in units
    ]
    Target.objects.bulk_create(copies, batch_size=500)
    return len(copies)


# The common part of the level above -----------------------------------------------------------------------------------


@transaction.atomic
def start_with_common(period: EmulationPeriod, common: CriteriaSet, *, by: User, name: str) -> CriteriaSet:
    """A draft table for a year that begins with the common part of a unit above; own rows are added beside it."""
    table = _new_table(period, by, name=name, basis=common.basis, total_points=common.total_points)
    take_in_common(table, common, by=by)
    return table


@transaction.atomic
def take_in_common(criteria_set: CriteriaSet, common: CriteriaSet, *, by: User) -> int:
    """Put the rows of a common part before the own rows of a draft, to be read only; how many rows.

    Also a later version of the common part in place of the one the draft has: targets stay with rows that measure the
    same, and the others are given anew.
    """
    table = draft(criteria_set, by)
    if table.common_id is not None and not table.common_is_old:
        raise StateConflict("Bảng điểm đã có phần chung của cấp trên.")
    lock(common)  # nobody unlocks it between this look and the copy
    offered = commons_for(by, table.of_period).filter(pk=common.pk)
    if table.common is not None:
        offered = offered.filter(of_period=table.common.of_period_id)
    if not offered.exists():
        raise RuleViolation("Bảng này không phải phần chung của cấp trên trong cùng năm, hoặc chưa khóa.")
    rows, mine = outline(common), table.criteria.filter(inherited_from__isnull=True)
    own = set(mine.values_list("code", flat=True))
    if double := [row.code for row in rows if row.code in own]:
        raise RuleViolation(f"Mã {', '.join(double[:10])} có cả trong phần chung và trong bảng. Đổi mã của dòng riêng.")
    old = [row for row in outline(table) if row.inherited_from_id is not None]
    if _something_hangs_on(old):
        raise StateConflict("Phần chung cũ đã có đăng ký, kết quả hoặc điểm. Khóa bảng điểm, lập bản mới rồi lấy.")
    targets = list(Target.objects.filter(criterion__in=old))
    _remove_rows(old)
    last = max((row.sort for row in rows), default=0)
    moved = list(mine)
    for row in moved:
        row.sort += last + 10
    Criterion.objects.bulk_update(moved, ["sort"], batch_size=200)
    made = _copy_rows(rows, table, inherited=True)
    _keep_targets(targets, old, made.values())
    table.common = criteria_set.common = common
    table.save(update_fields=["common"])
    renumber(table)
    record(by, "criteria.take_in", table, source=_named(common), version=common.version, rows=len(made))
    return len(made)


def _keep_targets(targets: list[Target], old: list[Criterion], new: Iterable[Criterion]) -> None:
    """Targets of rows that are gone onto the rows of the same code that measure the same."""
    was, now = {row.pk: row for row in old}, {row.code: row for row in new}
    kept = []
    for target in targets:
        row = was[target.criterion_id]
        if follows(row, now.get(row.code)):
            is_assigned, value = target.is_assigned, target.value
            kept.append(Target(criterion=now[row.code], unit_id=target.unit_id, is_assigned=is_assigned, value=value))
    Target.objects.bulk_create(kept, batch_size=500)


def _something_hangs_on(rows: list[Criterion]) -> bool:
    """Whether anything but details of the table itself, or rows of a level below, points at these rows."""
    for relation in Criterion._meta.related_objects if rows else ():
        model, name = relation.related_model, relation.field.name
        if model not in DETAILS and name != "parent" and model._base_manager.filter(**{f"{name}__in": rows}).exists():
            return True
    return False


def _remove_rows(rows: list[Criterion]) -> None:
    """Rows of a draft with their details, the innermost first."""
    pks = [row.pk for row in reversed(rows)]
    for details in DETAILS:
        details.objects.filter(criterion__in=pks).delete()
    Criterion.objects.filter(pk__in=pks).update(parent=None)
    Criterion.objects.filter(pk__in=pks).delete()


# Versions -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def new_version(criteria_set: CriteriaSet, *, by: User, reason: str) -> CriteriaSet:
    """A draft copy of the locked table in force, with its targets, to be changed and then put in its place."""
    require(by, "awards.edit_criteria", criteria_set)
    old = lock(criteria_set)
    _refuse_version(old, reason)
    table = CriteriaSet.objects.create(
        of_period=old.of_period,
        version=next_version(old.of_period),
        reason=text.clean(reason)[:500],
        name=old.name,
        basis=old.basis,
        total_points=old.total_points,
        is_common=old.is_common,
        common=old.common,
    )
    made = _copy_rows(outline(old), table, keeps_common=True)
    _copy_targets(made)
    record(by, "criteria.new_version", table, rows=len(made), reason=table.reason)
    return table


def _refuse_version(old: CriteriaSet, reason: str) -> None:
    if old.of_period.is_closed:
        raise StateConflict(f"Năm thi đua {old.of_period.year} đã khóa, chỉ còn để xem.")
    if not old.is_in_force or old.state != SetState.LOCKED:
        raise StateConflict("Chỉ lập bản mới từ bảng điểm đang dùng đã khóa.")
    waiting = CriteriaSet.objects.filter(of_period=old.of_period, period__isnull=True, state=SetState.DRAFT).first()
    if waiting is not None:
        raise StateConflict(f"Bản {waiting.version} đang soạn. Sửa tiếp bản đó hoặc bỏ nó.")
    if not text.clean(reason):
        raise RuleViolation("Ghi lý do lập bản mới.", field="reason")


@transaction.atomic
def drop_version(criteria_set: CriteriaSet, *, by: User) -> None:
    """Throw away a version that was never in force; the one in force stays as it is."""
    table = draft(criteria_set, by)
    if not table.waits:
        raise StateConflict("Đây là bảng điểm đang dùng, không bỏ được.")
    rows = outline(table)
    _remove_rows(rows)
    record(by, "criteria.drop_version", table.of_period, version=table.version, reason=table.reason, rows=len(rows))
    table.delete()


@transaction.atomic
def put_in_force(criteria_set: CriteriaSet, *, by: User) -> CriteriaSet:
    """The waiting version takes the place of the one in force; entered figures follow by code (see above).

    Raises RuleViolation with every sum and target that is missing, as locking does.
    """
    require(by, "awards.edit_criteria", criteria_set)
    new = lock(criteria_set)
    if not new.waits:
        raise StateConflict("Bản này không phải là bản đang chờ có hiệu lực.")
    period = lock(new.of_period)
    if period.is_closed:
        raise StateConflict(f"Năm thi đua {period.year} đã khóa, chỉ còn để xem.")
    old = CriteriaSet.objects.get(period=period)
    states.RENEWAL.make("replace", old, by=by, reason=f"Bản {new.version}: {new.reason}")
    CriteriaSet.objects.filter(pk=old.pk).update(period=None)
    CriteriaSet.objects.filter(pk=new.pk).update(period=period)
    aside = _follow(outline(old), {row.code: row for row in outline(new)})
    # Locked last: whoever follows the lock (the boards) finds the figures in their new places.
    locked = states.SET.make("lock", new, by=by, in_force_since=clock.now())
    criteria_set.period = period
    record(by, "criteria.put_in_force", locked, reason=new.reason, version=new.version, kept_aside=aside)
    return locked


def _follow(old: Iterable[Criterion], new: dict[str, Criterion]) -> int:
    """Let what hangs on the old rows go on to the new ones; how many figures and points stay behind."""
    old = list(old)
    figures = {row.pk: new[row.code].pk for row in old if follows(row, new.get(row.code))}
    points = {
        row.pk: new[row.code].pk
        for row in old
        if row.pk in figures and row.kind == CriterionKind.BY_HAND and new[row.code].max_points >= row.max_points
    }
    aside = 0
    for name, is_points in FOLLOWERS:
        model = Criterion._meta.get_field(name).related_model
        ways = points if is_points else figures
        hanging = model._base_manager.filter(criterion__in=old)
        going = hanging.filter(criterion__in=ways)
        aside += hanging.aggregate(count=Count("pk"))["count"] - going.aggregate(count=Count("pk"))["count"]
        if ways:
            going.update(criterion=Case(*[When(criterion=was, then=Value(now)) for was, now in ways.items()]))
    return aside
