"""Work on monthly results: to enter, to verify, to open, to ask for and to lock."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from awards.home.todo.cells import still_mine
from awards.home.todo.desk import MOST_UNITS, NEAR, SENT, Desk, Waiting, in_year
from awards.results.enums import SheetState
from awards.results.models import ResultSheet
from awards.results.queries import assigned_counts
from awards.years.enums import PeriodState, Step, TermState
from awards.years.models import EmulationPeriod, ReportingTerm
from thidua import clock
from units.accounts.enums import Role
from units.models import ClusterMembership, Unit


def months_to_enter(desk: Desk) -> list[Waiting]:
    """Open months of the own units that are not sent yet, and sheets that came back."""
    units = desk.own_units
    if not units or len(units) > MOST_UNITS:
        return []
    above = {pk for unit in units for pk in unit.ancestor_ids()}
    clusters = defaultdict(set)
    for cluster, unit in (
        ClusterMembership.objects.in_force(clock.today()).filter(unit__in=units).values_list("cluster", "unit")
    ):
        clusters[cluster].add(unit)
    terms = list(
        ReportingTerm.objects.filter(
            Q(period__cluster__isnull=True, period__unit__in=above) | Q(period__cluster__in=list(clusters)),
            state=TermState.OPEN,
            period__state=PeriodState.OPEN,
        )
        .select_related("period__unit", "period__cluster")
        .prefetch_related("extensions")
        .order_by("due_at")
    )
    assigned = {period: assigned_counts(period, units) for period in {term.period for term in terms}}
    sheets = {
        (sheet.term_id, sheet.unit_id): sheet
        for sheet in ResultSheet.objects.filter(term__in=terms, unit__in=units).annotate(
            entered=Count("entries", filter=Q(entries__value__isnull=False)),
            back=Count("entries", filter=~Q(entries__return_reason="")),
        )
    }
    items = []
    for term in terms:
        period = term.period
        for unit in units:
            inside = unit.pk in clusters[period.cluster_id] if period.cluster_id else _inside(unit, period)
            if inside and assigned[period][unit.pk]:
                item = _month(term, unit, sheets.get((term.pk, unit.pk)), many=len(units) > 1)
                items += [replace(item, phase=(period.pk, Step.RESULTS))] if item else []
    return items


def _inside(unit: Unit, period: EmulationPeriod) -> bool:
    return unit.path.startswith(period.unit.path)


def _month(term: ReportingTerm, unit: Unit, sheet: ResultSheet | None, *, many: bool) -> Waiting | None:
    state = sheet.state if sheet else SheetState.DRAFT
    whose = f" – {unit.short_name}" if many else ""
    url, due = reverse("awards:results.entry", args=[term.pk, unit.code]), term.due_for(unit)
    if state == SheetState.RETURNED:
        cells = f"{sheet.back} số liệu " if sheet.back else ""
        return Waiting(
            f"Bổ sung {cells}{term.label} bị trả lại{whose}", "corner-up-left", url, "Bổ sung",
            f"“{sheet.return_reason}”" if sheet.return_reason else "", due, "warn",
        )  # fmt: skip
    if state != SheetState.DRAFT:
        return None
    entered = f"Đã nhập {sheet.entered} ô" if sheet and sheet.entered else "Chưa nhập"
    closes = term.closes_for(unit) if due < clock.now() and not (sheet and sheet.submitted_at) else None
    if closes is not None and closes < clock.now():
        return Waiting(
            f"Xin gia hạn {term.label}: đã đóng nhập{whose}",
            "lock",
            url,
            "Xem",
            "Hết số ngày được gửi muộn",
            due,
            "bad",
        )
    if due != term.due_at:
        entered += ", được gia hạn"
    elif due < clock.now():
        entered += ". Gửi muộn, ghi lý do"
    return Waiting(
        f"Nhập kết quả {term.label}{whose}", "table", url, "Tiếp tục nhập" if sheet else "Nhập", entered, due,
        "warn",
    )  # fmt: skip


def sheets_to_verify(desk: Desk) -> list[Waiting]:
    """Sheets sent and not yet looked through, a task for each month; never those of the own unit."""
    user = desk.user
    if not user.holds(Role.VERIFIER, Role.OFFICER, Role.CLUSTER_LEAD):
        return []
    scope = Q(term__period__unit__in=desk.offices) | Q(term__period__cluster__in=desk.led)
    for path in user.scope_paths(Role.VERIFIER):
        scope |= Q(unit__path__startswith=path)
    sent = ResultSheet.objects.filter(scope, state=SheetState.SUBMITTED, term__period__state=PeriodState.OPEN)
    if user.unit is not None:
        sent = sent.exclude(unit__in=user.unit.ancestor_ids())
    sent = still_mine(user, sent)
    counts: Counter[int] = Counter()
    oldest: dict[int, datetime] = {}
    for term_id, at in sent.values_list("term_id", "submitted_at"):
        counts[term_id] += 1
        oldest[term_id] = min(oldest.get(term_id, at), at)
    terms = ReportingTerm.objects.filter(pk__in=list(counts)).select_related("period__unit", "period__cluster")
    return [
        Waiting(
            f"Xác minh kết quả {term.label} của {counts[term.pk]} đơn vị", "search-check",
            in_year("awards:results.queue", term.period), "Xác minh",
            f"Gửi sớm nhất {timezone.localtime(oldest[term.pk]):%d/%m}{_waited(oldest[term.pk])}",
            phase=(term.period_id, Step.VERIFY),
        )
        for term in terms
    ]  # fmt: skip


def _waited(since: datetime) -> str:
    days = (clock.today() - timezone.localtime(since).date()).days
    return f", đã chờ {days} ngày" if days > 0 else ""


def months_to_run(desk: Desk) -> list[Waiting]:
    """For the office: a month to open, units that have not sent theirs, a month to lock."""
    years = {period.pk: period for period in desk.open_years}
    if not years:
        return []
    now, today = clock.now(), clock.today()
    terms = ReportingTerm.objects.filter(period__in=years).exclude(state=TermState.LOCKED)
    terms = [
        term
        for term in terms.order_by("month")
        if (term.opens_on <= today if term.state == TermState.FUTURE else term.due_at < now + NEAR)
    ]
    states, begun = {}, Counter()
    rows = ResultSheet.objects.filter(term__in=terms).annotate(entered=Count("entries"))
    for term_id, unit_id, state, entered in rows.values_list("term", "unit", "state", "entered"):
        states[term_id, unit_id] = state
        begun[term_id] += state not in SENT and entered > 0
    units = {pk: _entering(years[pk]) for pk in {term.period_id for term in terms}}
    items = []
    for term in terms:
        period = years[term.period_id]
        if not units[period.pk]:
            continue
        calendar = reverse("awards:years.calendar", args=[period.pk])
        if term.state == TermState.FUTURE:
            items.append(Waiting(f"Mở nhập kết quả {term.label}", "calendar-days", calendar, "Mở", str(period)))
            continue
        late = sum(states.get((term.pk, unit)) not in SENT for unit in units[period.pk])
        verified = all(states.get((term.pk, unit)) == SheetState.VERIFIED for unit in units[period.pk])
        if late:
            items.append(
                Waiting(
                    f"{late} đơn vị chưa gửi kết quả {term.label}", "bell-ring",
                    reverse("awards:home.remind", args=[term.pk]), "Gửi nhắc", _begun(begun[term.pk], late),
                    term.due_at, "warn", button=f"Nhắc {late} đơn vị",
                )
            )  # fmt: skip
        elif verified and term.due_at < now:
            items.append(
                Waiting(
                    f"Khóa kết quả {term.label}", "lock", calendar, "Khóa", f"{period}: mọi đơn vị đã được xác minh"
                )
            )
    return items


def _begun(begun: int, late: int) -> str:
    """`3 đơn vị đang nhập, 5 đơn vị chưa mở bảng`."""
    words = [f"{begun} đơn vị đang nhập"] if begun else []
    words += [f"{late - begun} đơn vị chưa mở bảng"] if late > begun else []
    return ", ".join(words)


def _entering(period: EmulationPeriod) -> list[int]:
    """Units of a year that have figures to enter."""
    units = list(period.reporting_units())
    assigned = assigned_counts(period, units)
    return [unit.pk for unit in units if assigned[unit.pk]]
