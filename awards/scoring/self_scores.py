"""Acts on what units say about points: the own sheet, the cross-check, the agreement of the appraisers."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from awards.criteria.enums import CriterionKind, SetState
from awards.criteria.models import CriteriaSet, Criterion
from awards.results.rules import plain
from awards.scoring.enums import CheckState, ScoreSheetState, Stage
from awards.scoring.models import ScoreBoard
from awards.scoring.opinions import Say, give, require_open, stage_of
from awards.scoring.recompute import lock_clusters
from awards.scoring.rules import rotation
from awards.scoring.services import give_points_many
from awards.scoring.sheet_queries import computed_lines, given_points, said_by_unit
from awards.scoring.sheet_states import CHECK, SELF
from awards.scoring.sheets import CrossCheck, PointDraft, ScoreSheet, leaves_of, points_range
from awards.years.models import EmulationPeriod
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Cluster, Unit, User

Typed = Mapping[int, tuple[Decimal | None, str]]  # criterion id -> points, None = not yet; reason
HUNDREDTH = Decimal("0.01")


class WrongLines(RuleViolation):
    """Lines of a sheet that cannot be taken. faults: criterion id -> (`points` or `reason`, sentence)."""

    def __init__(self, message: str, faults: Mapping[int, tuple[str, str]], codes: Mapping[int, str]):
        self.faults = faults
        super().__init__(message, reasons=[f"{codes.get(pk, '?')}: {words}" for pk, (_, words) in faults.items()])


# The own sheet --------------------------------------------------------------------------------------------------------


@transaction.atomic
def sheet_of(period: EmulationPeriod, unit: Unit, *, by: User) -> ScoreSheet:
    """The sheet on which a unit scores itself; made when the unit first writes on it."""
    require(by, "awards.self_score", ScoreSheet(period=period, unit=unit))
    ScoreSheet.objects.bulk_create([ScoreSheet(period=period, unit=unit)], ignore_conflicts=True)
    sheet = ScoreSheet.objects.get(period=period, unit=unit)
    sheet.period, sheet.unit = period, unit
    return sheet


@transaction.atomic
def save_self(period: EmulationPeriod, unit: Unit, typed: Typed, *, by: User) -> ScoreSheet:
    """Keep what the unit typed for criteria judged by hand; computed points are never taken from outside.

    Raises WrongLines for points outside 0 – maximum, StateConflict once the sheet was sent.
    """
    sheet = _open_sheet(period, unit, by)
    leaves = _by_hand(sheet)
    faults = _bounds(leaves, typed)
    if faults:
        raise WrongLines("Chưa lưu được phiếu tự chấm.", faults, _codes(leaves))
    if before_after := _keep(sheet.period, unit, Stage.SELF, leaves, typed, by=by):
        before, after = before_after
        record(by, "scoring.save_self", sheet, before=before, after=after)
    return sheet


@transaction.atomic
def send_self(period: EmulationPeriod, unit: Unit, *, by: User) -> ScoreSheet:
    """Send the own points: computed by the server where figures speak, as typed where people judge.

    Raises WrongLines for everything missing: points not typed, a difference without its reason.
    """
    sheet = _open_sheet(period, unit, by)
    lines = computed_lines(period, unit)
    if lines is None:
        raise RuleViolation(f"{unit} chưa ở cụm thi đua nào của năm nên chưa chấm điểm được.")
    lock_clusters(period, [unit])
    leaves = leaves_of(period.pk, unit.pk)
    drafts = {row.criterion_id: row for row in PointDraft.objects.filter(period=period, unit=unit, stage=Stage.SELF)}
    given = given_points(period, unit)
    faults, says = {}, []
    for leaf in leaves:
        if leaf.kind != CriterionKind.BY_HAND:
            says.append((Stage.SELF, Say(leaf, unit, lines[leaf.pk].points)))
            continue
        draft = drafts.get(leaf.pk)
        if draft is None or draft.points is None:
            faults[leaf.pk] = ("points", "Chưa tự chấm. Nhập điểm, kể cả 0.")
        elif why := reason_wanted(leaf, draft.points, given.get(leaf.pk)) if not draft.reason else "":
            faults[leaf.pk] = ("reason", why)
        else:
            says.append((Stage.SELF, Say(leaf, unit, draft.points, draft.reason)))
    if faults:
        raise WrongLines("Chưa thể gửi tự chấm.", faults, _codes(leaves))
    row = SELF.make("send_self", sheet, by=by, sent_at=clock.now(), sent_by=by)
    give(period, says, by=by)
    return row


def reason_wanted(leaf: Criterion, points: Decimal, given: Decimal | None) -> str:
    """Why own points need a reason: they differ from those given before, else from the maximum; empty when not."""
    if given is not None:
        return f"Khác {plain(given)} điểm đã thẩm định. Ghi giải trình." if points != given else ""
    if points != leaf.max_points:
        return f"Dưới điểm tối đa {plain(leaf.max_points)}. Ghi phần chưa đạt vào giải trình."
    return ""


def recall_self(sheet: ScoreSheet, *, by: User) -> ScoreSheet:
    """Take the sheet back while nobody has begun to look at it."""
    return SELF.make("recall_self", sheet, by=by, sent_at=None, sent_by=None)


@transaction.atomic
def agree(sheet: ScoreSheet, *, by: User) -> ScoreSheet:
    """Thống nhất điểm: nothing is open any more between those who gave points to this unit."""
    require_open(sheet.period)
    return SELF.make("agree", sheet, by=by, agreed_at=clock.now(), agreed_by=by)


def _open_sheet(period: EmulationPeriod, unit: Unit, by: User) -> ScoreSheet:
    """The sheet, locked, while the unit may write on it."""
    require_open(period)
    sheet = lock(sheet_of(period, unit, by=by))
    if not CriteriaSet.objects.filter(period=period, state=SetState.LOCKED).exists():
        raise RuleViolation("Bảng tiêu chí của năm chưa khóa, chưa tự chấm được.")
    if sheet.state != ScoreSheetState.DRAFT:
        words = f"Phiếu đang ở trạng thái “{sheet.get_state_display()}”."
        raise StateConflict(f"{words} Rút lại trước khi sửa.")
    return sheet


def _by_hand(sheet: ScoreSheet) -> dict[int, Criterion]:
    leaves = leaves_of(sheet.period_id, sheet.unit_id)
    return {leaf.pk: leaf for leaf in leaves if leaf.kind == CriterionKind.BY_HAND}


def _codes(leaves) -> dict[int, str]:
    rows = leaves.values() if isinstance(leaves, dict) else leaves
    return {leaf.pk: leaf.code for leaf in rows}


def _bounds(leaves: Mapping[int, Criterion], typed: Typed) -> dict[int, tuple[str, str]]:
    """What is wrong with points as numbers: criterion id -> (`points`, sentence)."""
    faults = {}
    for pk, (points, _) in typed.items():
        leaf = leaves.get(pk)
        if leaf is None:
            faults[pk] = ("points", "Tiêu chí này không tự nhập điểm.")
            continue
        if points is None:
            continue
        least, most = points_range(leaf)
        if not points.is_finite() or points < least:
            faults[pk] = ("points", f"Nhập điểm từ {plain(least)} đến {plain(most)}.")
        elif points > most:
            faults[pk] = ("points", f"{plain(points)} vượt điểm tối đa {plain(most)}.")
        elif points != points.quantize(HUNDREDTH):
            faults[pk] = ("points", "Điểm có tối đa 2 chữ số sau dấu phẩy.")
    return faults


def _keep(period, unit, stage: str, leaves: Mapping[int, Criterion], typed: Typed, *, by: User) -> tuple | None:
    """Write drafts that differ from the stored ones; returns (before, after) for the record, None without any."""
    stored = {row.criterion_id: row for row in PointDraft.objects.filter(period=period, unit=unit, stage=stage)}
    made, changed, before, after = [], [], {}, {}
    for pk, (points, reason) in typed.items():
        reason = clean(reason)[:300]
        row = stored.get(pk) or PointDraft(period=period, unit=unit, criterion=leaves[pk], stage=stage)
        if (row.points, row.reason) == (points, reason):
            continue
        before[leaves[pk].code] = _told(row.points, row.reason)
        row.points, row.reason, row.written_by, row.written_at = points, reason, by, clock.now()
        after[leaves[pk].code] = _told(points, reason)
        (changed if row.pk else made).append(row)
    PointDraft.objects.bulk_create(made, batch_size=500)
    PointDraft.objects.bulk_update(changed, ["points", "reason", "written_by", "written_at"], batch_size=200)
    return (before, after) if made or changed else None


def _told(points: Decimal | None, reason: str) -> str:
    words = "" if points is None else plain(points)
    return f"{words} ({reason})" if reason else words


# The cross-check ------------------------------------------------------------------------------------------------------


@transaction.atomic
def rotate_checks(period: EmulationPeriod, cluster: Cluster, *, by: User) -> int:
    """Give every unit without a checker one: each checks the next in the order of the cluster. Returns how many."""
    require(by, "awards.compute_board", ScoreBoard(period=period, cluster=cluster))
    require_open(period)
    members = list(cluster.members_on(period.ends_on))
    if len(members) < 2:
        raise RuleViolation("Cụm có ít hơn hai đơn vị nên không kiểm tra chéo được.")
    have = set(CrossCheck.objects.filter(period=period, checked__in=members).values_list("checked_id", flat=True))
    made = [
        CrossCheck(period=period, cluster=cluster, checker=checker, checked=checked, set_by=by)
        for checker, checked in rotation(members)
        if checked.pk not in have
    ]
    CrossCheck.objects.bulk_create(made)
    if made:
        after = {row.checked.code: row.checker.code for row in made}
        record(by, "scoring.set_checker", cluster, after=after, year=period.year)
    return len(made)


@transaction.atomic
def set_checker(
    period: EmulationPeriod, cluster: Cluster, checked: Unit, checker: Unit, *, by: User, reason: str = ""
) -> CrossCheck:
    """Name the unit that checks another one; changing it needs a reason, and ends once the check was sent."""
    require(by, "awards.compute_board", ScoreBoard(period=period, cluster=cluster))
    require_open(period)
    reason = clean(reason)[:300]
    members = {unit.pk for unit in cluster.members_on(period.ends_on)}
    if checker.pk == checked.pk:
        raise RuleViolation("Đơn vị không tự kiểm tra chéo chính mình. Chọn đơn vị khác.", field="checker")
    if not {checker.pk, checked.pk} <= members:
        raise RuleViolation("Chỉ chọn đơn vị trong cụm.", field="checker")
    row = CrossCheck.objects.select_for_update(of=("self",)).filter(period=period, checked=checked).first()
    if row is None:
        row = CrossCheck.objects.create(
            period=period, cluster=cluster, checker=checker, checked=checked, set_by=by, reason=reason
        )
        record(by, "scoring.set_checker", row, after={checked.code: checker.code}, reason=reason)
        return row
    if row.checker_id == checker.pk:
        return row
    if row.state == CheckState.SENT:
        raise StateConflict(f"{row.checker} đã gửi kết quả kiểm tra chéo, không đổi được nữa.")
    if not reason:
        raise RuleViolation("Ghi lý do đổi đơn vị kiểm tra chéo.", field="reason")
    before = {checked.code: row.checker.code}
    row.checker, row.reason, row.set_by, row.set_at = checker, reason, by, clock.now()
    row.save(update_fields=["checker", "reason", "set_by", "set_at"])
    record(by, "scoring.set_checker", row, before=before, after={checked.code: checker.code}, reason=reason)
    return row


@transaction.atomic
def save_check(check: CrossCheck, typed: Typed, *, by: User, send: bool = False) -> CrossCheck:
    """What the checker thinks of the other unit's own points; a line left out or equal to them agrees.

    send: then every line becomes an opinion, and other points than the unit's own need a reason. Raises WrongLines,
    StateConflict when the unit has not sent its sheet, or took it back.
    """
    row = lock(check)
    require(by, "awards.cross_check", row)
    require_open(row.period)
    if row.state != CheckState.OPEN:
        raise StateConflict("Kết quả kiểm tra chéo đã gửi, chỉ xem được.")
    sheet = ScoreSheet.objects.select_for_update(of=("self",)).filter(period=row.period, unit=row.checked).first()
    if sheet is None or sheet.state != ScoreSheetState.SENT:
        raise StateConflict(f"{row.checked} chưa gửi tự chấm hoặc đã thống nhất điểm, chưa kiểm tra chéo được.")
    leaves = {leaf.pk: leaf for leaf in leaves_of(row.period_id, row.checked_id)}
    said = said_by_unit(row.period, row.checked)
    faults = _bounds(leaves, {pk: line for pk, line in typed.items() if line[0] != said.get(pk)})
    if faults:
        raise WrongLines("Chưa lưu được kiểm tra chéo.", faults, _codes(leaves))
    if before_after := _keep(row.period, row.checked, Stage.CROSS, leaves, typed, by=by):
        before, after = before_after
        record(by, "scoring.save_check", row, before=before, after=after)
    if not send:
        return row
    drafts = {
        draft.criterion_id: draft
        for draft in PointDraft.objects.filter(period=row.period, unit=row.checked, stage=Stage.CROSS)
    }
    says = []
    for pk, own in said.items():
        draft = drafts.get(pk)
        points = own if draft is None or draft.points is None else draft.points
        reason = draft.reason if draft else ""
        if points != own and not reason:
            faults[pk] = ("reason", f"Khác {plain(own)} điểm tự chấm. Ghi lý do.")
        elif pk in leaves:
            says.append((Stage.CROSS, Say(leaves[pk], row.checked, points, reason)))
    if faults:
        raise WrongLines("Chưa thể gửi kiểm tra chéo.", faults, _codes(leaves))
    lock_clusters(row.period, [row.checked])
    give(row.period, says, by=by)
    return CHECK.make("send_check", check, by=by, sent_at=clock.now(), sent_by=by)


# The appraisal --------------------------------------------------------------------------------------------------------


@transaction.atomic
def appraise(
    period: EmulationPeriod, unit: Unit, criterion: Criterion, points: Decimal, *, by: User, reason: str = ""
) -> None:
    """The word of an appraiser on one criterion of a unit: points by hand, or that the computed points stay.

    Raises RuleViolation for other points than the computed ones: there the figures have to be mended.
    """
    if criterion.kind == CriterionKind.BY_HAND:
        give_points_many(period, [(criterion, unit, points, reason)], by=by)
        return
    require(by, "awards.agree_points", ScoreSheet(period=period, unit=unit))
    require_open(period)
    lock_clusters(period, [unit])
    line = (computed_lines(period, unit) or {}).get(criterion.pk)
    if line is None or line.points is None:
        raise RuleViolation(f"{criterion.code}: không giao cho đơn vị.")
    if points != line.points:
        raise RuleViolation(
            f"{criterion.code} tính từ số liệu được {plain(line.points)} điểm. Trả lại tháng có số sai để đơn vị sửa.",
            field="points",
        )
    say = Say(criterion, unit, line.points, clean(reason)[:300] or "Giữ điểm tính từ số liệu")
    if give(period, [(stage_of(by, period, unit), say)], by=by):
        told = {criterion.code: _told(say.points, say.reason)}
        record(by, "scoring.give_points", unit, after=told, year=period.year)
