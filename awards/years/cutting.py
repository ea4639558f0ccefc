"""A running year ends early because its unit merges or ends; the rest becomes a year of its own. And back again.

The rest may bear the number of the year that was cut, for it is a year of another unit: the heir. One unit, and one
cluster, has one year of a number only, also after a cut. Titles are considered once for a year, so two years of one
number would decide about the same titles twice (`AwardRecord.year` is that number), and everything that names a year by
number and holder (addresses, papers, the command line, comparison with the year before) would name two. A unit that
goes on needs no second year: which units and clusters belong to its year is dated, and a cut made in error is taken
back. Days nobody wants in the old year go into a longer year of the next number.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from awards.years import rules
from awards.years.enums import TermState
from awards.years.models import EmulationPeriod, PeriodCut, ReportingTerm
from awards.years.services import require_not_closed
from thidua import clock, text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User

DAY = timedelta(days=1)


@transaction.atomic
def cut_period(period: EmulationPeriod, *, by: User, ends_on: date, reason: str) -> PeriodCut:
    """End a year before its time, when its unit ends or merges; the rest is opened as a year of its own (a stub).

    Months that begin later go, as long as nothing was opened or entered in them; everything else of the year stays.
    """
    row = lock(period)
    require(by, "awards.run_period", row)
    require_not_closed(row)
    _refuse_day(row, ends_on)
    if not text.clean(reason):
        raise RuleViolation("Ghi lý do, quyết định cắt năm thi đua.", field="reason")
    later = row.terms.filter(month__gt=ends_on)
    used = later.filter(~Q(state=TermState.FUTURE) | Q(sheets__isnull=False)).distinct()
    if reasons := [f"Kỳ {term.label} đã mở hoặc đã có kết quả." for term in used]:
        raise RuleViolation("Chưa thể cắt năm thi đua.", reasons=reasons)
    going = list(later)
    cut = PeriodCut(
        period=row, was_ends_on=row.ends_on, ends_on=ends_on, reason=text.clean(reason), by=by,
        months=[_kept(term) for term in going], summary=_in_words(row, ends_on, going),
    )  # fmt: skip
    cut.save()
    later.delete()
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    record(
        by, "years.cut", row, before={"ends_on": cut.was_ends_on}, after={"ends_on": ends_on}, reason=cut.reason,
        acted_on=min(ends_on, clock.today()),
    )  # fmt: skip
    return cut


def _refuse_day(row: EmulationPeriod, ends_on: date) -> None:
    """The year keeps its number even when it now ends before the calendar year of that number begins."""
    if not row.starts_on < ends_on < row.ends_on:
        raise RuleViolation(
            f"Ngày kết thúc mới phải nằm giữa {row.starts_on:%d/%m/%Y} và {row.ends_on:%d/%m/%Y}.", field="ends_on"
        )


def _kept(term: ReportingTerm) -> dict[str, str]:
    return {name: getattr(term, name).isoformat() for name in ("month", "opens_on", "due_at")}


def _in_words(row: EmulationPeriod, ends_on: date, going: list[ReportingTerm]) -> list[dict]:
    """What changes, as the preview shows it: [{"title", "icon", "lines"}]."""
    told = [("Năm thi đua", "calendar-x", [f"Hết ngày {row.ends_on:%d/%m/%Y} → hết ngày {ends_on:%d/%m/%Y}"])]
    if going:
        lines = [f"{term.label[:1].upper()}{term.label[1:]}, hạn {_when(term.due_at)}" for term in going]
        told.append(("Kỳ chưa mở được bỏ", "archive", lines))
    late = [phase for phase in row.phases.filter(finished_on=None) if timezone.localtime(phase.due_at).date() > ends_on]
    if late:
        lines = [f"{phase.step}. {phase.get_step_display()}: {_when(phase.due_at)}" for phase in late]
        told.append(("Hạn của bước giữ nguyên, dời khi cần", "calendar-clock", lines))
    rest = f"{ends_on + DAY:%d/%m/%Y} – {row.ends_on:%d/%m/%Y}: mở thành năm thi đua riêng của đơn vị mới"
    told.append(("Phần còn lại", "plus", [rest]))
    return [{"title": title, "icon": icon, "lines": lines} for title, icon, lines in told]


def _when(moment: datetime) -> str:
    return rules.when(timezone.localtime(moment))


# --- take back ------------------------------------------------------------------------------------------------------


@transaction.atomic
def undo_cut(cut: PeriodCut, *, by: User, reason: str) -> PeriodCut:
    """The year has its old end and its months again, while nothing rests on the cut; the cut stays, marked."""
    period = lock(cut.period)
    row = lock(cut)
    require(by, "awards.run_period", period)
    if row.is_undone:
        raise StateConflict("Việc này đã được hoàn lại.")
    if not text.clean(reason):
        raise RuleViolation("Ghi lý do hoàn lại.", field="reason")
    if reasons := what_rests_on(row):
        raise RuleViolation("Chưa thể hoàn lại.", reasons=reasons)
    ReportingTerm.objects.bulk_create([_month(period, kept) for kept in row.months])
    period.ends_on = row.was_ends_on
    period.save(update_fields=["ends_on"])
    row.undone_by, row.undone_at, row.undo_reason = by, clock.now(), text.clean(reason)
    row.save(update_fields=["undone_by", "undone_at", "undo_reason"])
    record(
        by, "years.undo_cut", period, before={"ends_on": row.ends_on}, after={"ends_on": row.was_ends_on},
        reason=row.undo_reason,
    )  # fmt: skip
    return row


def _month(period: EmulationPeriod, kept: dict[str, str]) -> ReportingTerm:
    return ReportingTerm(
        period=period,
        month=date.fromisoformat(kept["month"]),
        opens_on=date.fromisoformat(kept["opens_on"]),
        due_at=datetime.fromisoformat(kept["due_at"]),
    )


def what_rests_on(cut: PeriodCut) -> list[str]:
    """Everything that forbids taking a cut back, in sentences; a number of queries that does not grow."""
    period = cut.period
    found = [f"Năm thi đua {period.year} đã khóa."] if period.is_closed else []
    later = period.cuts.standing().filter(pk__gt=cut.pk).order_by("pk").first()
    if later is not None:
        found.append(f"Năm đã cắt tiếp đến hết ngày {later.ends_on:%d/%m/%Y}: hoàn lại việc ấy trước.")
    heirs = Unit.objects.filter(forebears__predecessor=period.unit_id)
    own = Q(cluster=period.cluster_id) if period.cluster_id else Q(unit=period.unit_id, cluster=None)
    stubs = EmulationPeriod.objects.filter(
        own | Q(unit__in=heirs, cluster=None), starts_on__lte=cut.was_ends_on, ends_on__gt=cut.ends_on
    )
    found += [
        f"Đã mở năm thi đua {stub.year} của {stub.holder} ({stub.starts_on:%d/%m/%Y} – {stub.ends_on:%d/%m/%Y})."
        for stub in stubs.exclude(pk=period.pk).select_related("unit", "cluster").order_by("starts_on", "pk").distinct()
    ]
    boards = period.boards.filter(frozen_at__gte=cut.at).select_related("cluster", "period")
    found += [f"{board} đã chốt sau khi cắt." for board in boards]
    listing = period.nomination_lists.first()
    if listing is not None and listing.locked_at is not None and listing.locked_at >= cut.at:
        found.append("Danh sách đề nghị khen thưởng đã khóa sau khi cắt.")
    return found
