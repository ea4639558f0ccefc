"""What waits for whom: one list, computed from the states of things and from who may move them.

Each source answers for one kind of work in a fixed number of queries. The list is over all open years of the user, not
only the one looked at: a teller counts today whatever year the page shows. Whoever runs a year is who holds the role
on the organising unit itself; an office above sees the years below by choosing them, not in its own list of work.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from awards.ballots.enums import Channel, RoundState
from awards.ballots.models import Teller, TwoPersonAct, VotingRound
from awards.ballots.permissions import sides_are_complete
from awards.ballots.queries import batch_rows, seat_of
from awards.conferences.enums import ConferenceState, Presence
from awards.conferences.models import Attendee, Conference, Handover
from awards.conferences.permissions import signing_side
from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion, Target
from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import Decision
from awards.home import todo_results
from awards.home.todo_scoring import own_points, points_to_appraise
from awards.nominations.enums import ListState, NominationState
from awards.nominations.models import Nomination, NominationList
from awards.results.enums import SheetState
from awards.results.models import ResultSheet
from awards.results.queries import assigned_counts
from awards.scoring.models import HandScore
from awards.scoring.queries import ClusterRow, cluster_rows
from awards.years.enums import PeriodState, Step, TermState
from awards.years.models import EmulationPeriod, Phase, ReportingTerm
from thidua import clock
from thidua.templatetags.ui import relative_days
from thidua.widgets import Task
from units.accounts.enums import Role
from units.models import Cluster, ClusterMembership, Unit, User

MOST_UNITS = 12  # a clerk looks after one unit or a few; more than this is the office, which has its own tasks
MOST_LINES = 3  # lines named one by one; more become one task with their number
MOST_ACTS = 10
NEAR = timedelta(days=7)
AHEAD = timedelta(days=30)
SENT = (SheetState.SUBMITTED, SheetState.VERIFIED)


@dataclass(frozen=True)
class Waiting:
    """One thing to do.

    due None = no deadline: shown after those that have one. when: words in place of the deadline for what goes on at
    this very moment (`Đang họp`); such a thing belongs to today.
    """

    title: str
    icon: str
    url: str
    action: str
    text: str = ""
    due: datetime | None = None
    tone: str = "info"
    when: str = ""

    @property
    def is_overdue(self) -> bool:
        return not self.when and self.due is not None and self.due < clock.now()

    @property
    def rank(self) -> tuple:
        """Overdue first, then what goes on now (an act before a sitting), then by deadline, then what has none."""
        order = 0 if self.is_overdue else 1 if self.when else 2 if self.due is not None else 3
        return order, self.due is not None, self.due or clock.now()


@dataclass(frozen=True)
class Section:
    """Tasks under one heading: overdue, today, this week, later."""

    title: str
    tasks: list[Task]
    is_overdue: bool = False


class Desk:
    """Who asks, with what several sources need, read once."""

    def __init__(self, user: User):
        self.user = user

    @cached_property
    def offices(self) -> list[int]:
        """Units whose own officer the user is."""
        return sorted({g.unit_id for g in self.user.grants if g.role == Role.OFFICER and g.unit_id})

    @cached_property
    def led(self) -> list[int]:
        return self.user.cluster_ids(Role.CLUSTER_LEAD)

    @cached_property
    def years(self) -> list[EmulationPeriod]:
        """Years not closed that the user runs, the oldest first; with their steps."""
        if not (self.offices or self.led):
            return []
        return list(
            EmulationPeriod.objects.filter(Q(unit__in=self.offices) | Q(cluster__in=self.led))
            .exclude(state=PeriodState.CLOSED)
            .select_related("unit", "cluster")
            .prefetch_related("phases")
            .order_by("year", "pk")
        )

    @cached_property
    def open_years(self) -> list[EmulationPeriod]:
        return [period for period in self.years if period.is_open]

    @cached_property
    def ranked_years(self) -> list[EmulationPeriod]:
        """Open years in which clusters are ranked that the user keeps the table of: also a lead inside a province."""
        found = {period.pk: period for period in self.open_years}
        if self.led:
            organisers = Cluster.objects.filter(pk__in=self.led).values("organiser")
            more = EmulationPeriod.objects.filter(cluster=None, unit__in=organisers, state=PeriodState.OPEN)
            more = more.select_related("unit", "cluster").prefetch_related("phases")
            found |= {period.pk: period for period in more.order_by("year", "pk")}
        return list(found.values())

    @cached_property
    def own_units(self) -> list[Unit]:
        """Reporting units the user enters results for and puts people forward from."""
        paths = self.user.scope_paths(Role.CLERK, Role.UNIT_LEADER)
        if not paths:
            return []
        scope = Q(pk__in=[])
        for path in paths:
            scope |= Q(path__startswith=path)
        return list(Unit.objects.reporting().filter(scope).in_order()[: MOST_UNITS + 1])


def waiting_for(user: User) -> list[Waiting]:
    """Everything that waits for the user, the most pressing first."""
    desk = Desk(user)
    return sorted((item for source in SOURCES for item in source(desk)), key=lambda item: item.rank)


def sections(items: Iterable[Waiting], *, primary: bool = True) -> list[Section]:
    """The list under its headings. primary: the first task carries the page's one filled button."""
    today = clock.today()
    groups: dict[str, list[Waiting]] = {"Quá hạn": [], "Hôm nay": [], "Trong tuần": [], "Sau đó": [], "Chờ xử lý": []}
    for item in items:
        if item.is_overdue:
            groups["Quá hạn"].append(item)
        elif item.when:
            groups["Hôm nay"].append(item)
        elif item.due is None:
            groups["Chờ xử lý"].append(item)
        else:
            day = timezone.localtime(item.due).date()
            groups["Hôm nay" if day == today else "Trong tuần" if day - today < NEAR else "Sau đó"].append(item)
    shown = []
    for title, rows in groups.items():
        if rows:
            tasks = [_task(item, primary=primary and not shown and number == 0) for number, item in enumerate(rows)]
            shown.append(Section(title, tasks, is_overdue=title == "Quá hạn"))
    return shown


def _task(item: Waiting, *, primary: bool) -> Task:
    due, note = item.when, ""
    if not due and item.due is not None:
        local = timezone.localtime(item.due)
        due = f"{local:%H:%M}" if local.date() == clock.today() else f"{local:%d/%m}"
        note = relative_days(item.due)
    return Task(
        title=item.title,
        icon=item.icon,
        url=item.url,
        text=item.text,
        due=due,
        due_note=note,
        action=item.action,
        tone="bad" if item.is_overdue else item.tone,
        overdue=item.is_overdue,
        primary=primary,
    )


def in_year(name: str, period: EmulationPeriod) -> str:
    """A page of a year with that year in its address: the list of work is over years, the page looks at one."""
    code = period.cluster.code if period.cluster else period.unit.code
    return f"{reverse(name)}?{urlencode({'nam': period.year, 'dv': code})}"


def lower_first(name: str) -> str:
    """A name in the middle of a sentence: `Hội nghị xét …` → `hội nghị xét …`."""
    return name[:1].lower() + name[1:]


def _due(period: EmulationPeriod, step: Step) -> datetime | None:
    """Deadline of a step that is not finished; None for a finished one."""
    phase = next((phase for phase in period.phases.all() if phase.step == step), None)
    return phase.due_at if phase is not None and phase.finished_on is None else None


# --- the year ---------------------------------------------------------------------------------------------------------


def first_steps(desk: Desk) -> list[Waiting]:
    """An installation or an office that has only begun: units, accounts, the first year."""
    user, items = desk.user, []
    if user.holds(Role.ADMINISTRATOR):
        if not Unit.objects.visible_to(user).filter(parent__isnull=False).exists():
            items.append(
                Waiting(
                    "Thêm đơn vị cấp dưới", "building-2", reverse("units:structure.create"), "Thêm đơn vị",
                    "Cây đơn vị mới có đơn vị đầu tiên",
                )
            )  # fmt: skip
        if not User.objects.visible_to(user).exclude(pk=user.pk).exists():
            items.append(
                Waiting(
                    "Tạo tài khoản cho trợ lý thi đua", "user-cog", reverse("units:accounts.create"), "Tạo tài khoản",
                    "Mới có tài khoản quản trị; trợ lý thi đua mở năm và giao chỉ tiêu",
                )
            )  # fmt: skip
    if desk.offices:
        without = Unit.objects.filter(
            pk__in=desk.offices, periods__isnull=True, children__is_reporting=True, closed_on__isnull=True
        )
        items += [
            Waiting(
                f"Mở năm thi đua đầu tiên của {unit.short_name}", "calendar-days", reverse("awards:years.create"),
                "Mở năm", "Ngày đầu, ngày cuối, hạn từng bước",
            )
            for unit in without.distinct().in_order()
        ]  # fmt: skip
    return items


def years_to_run(desk: Desk) -> list[Waiting]:
    """A year still being prepared; the earliest step of an open one whose deadline has passed."""
    items = []
    for period in desk.years:
        if not period.is_open:
            items.append(
                Waiting(
                    f"Chuẩn bị và bắt đầu năm {period.year}", "flag", reverse("awards:years.detail", args=[period.pk]),
                    "Xem", f"{period.holder}: bảng tiêu chí, chỉ tiêu, mốc thời gian", _due(period, Step.LAUNCH),
                )
            )  # fmt: skip
            continue
        step: Phase | None = next((phase for phase in period.phases.all() if phase.finished_on is None), None)
        if step is not None and step.due_at < clock.now():
            items.append(
                Waiting(
                    f"Kết thúc bước {step.step}: {lower_first(step.get_step_display())}", "flag",
                    reverse("awards:years.detail", args=[period.pk]), "Xem", str(period), step.due_at,
                )
            )  # fmt: skip
    return items


# --- results ----------------------------------------------------------------------------------------------------------


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
                items += [item] if item else []
    return items


def _inside(unit: Unit, period: EmulationPeriod) -> bool:
    return unit.path.startswith(period.unit.path)


def _month(term: ReportingTerm, unit: Unit, sheet: ResultSheet | None, *, many: bool) -> Waiting | None:
    state = sheet.state if sheet else SheetState.DRAFT
    whose = f" – {unit.short_name}" if many else ""
    url = reverse("awards:results.entry", args=[term.pk, unit.code])
    if state == SheetState.RETURNED:
        cells = f"{sheet.back} số liệu " if sheet.back else ""
        return Waiting(
            f"Bổ sung {cells}{term.label} bị trả lại{whose}", "corner-up-left", url, "Bổ sung",
            f"“{sheet.return_reason}”" if sheet.return_reason else "", term.due_at, "warn",
        )  # fmt: skip
    if state != SheetState.DRAFT:
        return None
    entered = f"Đã nhập {sheet.entered} ô" if sheet and sheet.entered else "Chưa nhập"
    return Waiting(
        f"Nhập kết quả {term.label}{whose}", "table", url, "Tiếp tục nhập" if sheet else "Nhập", entered, term.due_at,
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
    sent = todo_results.still_mine(user, sent)
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
        )
        for term in terms
    ]  # fmt: skip


def cells_to_settle(desk: Desk) -> list[Waiting]:
    """Figures to explain, explanations to answer, months to unlock."""
    return [Waiting(**row) for row in todo_results.rows(desk.user, desk.offices, desk.led)]


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
    states = {
        (term, unit): state
        for term, unit, state in ResultSheet.objects.filter(term__in=terms).values_list("term", "unit", "state")
    }
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
                    in_year("awards:results.index", period), "Xem đơn vị", str(period), term.due_at, "warn",
                )
            )  # fmt: skip
        elif verified and term.due_at < now:
            items.append(
                Waiting(
                    f"Khóa kết quả {term.label}", "lock", calendar, "Khóa", f"{period}: mọi đơn vị đã được xác minh"
                )
            )
    return items


def _entering(period: EmulationPeriod) -> list[int]:
    """Units of a year that have figures to enter."""
    units = list(period.reporting_units())
    assigned = assigned_counts(period, units)
    return [unit.pk for unit in units if assigned[unit.pk]]


def clusters_to_score(desk: Desk) -> list[Waiting]:
    """Points by hand that are missing; after the year, boards to freeze, and the conference that recognises them."""
    items = []
    for period in desk.ranked_years:
        due = _due(period, Step.CLUSTERS)
        if due is None:
            continue
        over = clock.today() > period.ends_on
        offices = period.unit_id in desk.offices
        for row in cluster_rows(period, desk.user):
            leads = row.cluster.pk in desk.led
            if leads or (offices and (over or due < clock.now() + AHEAD)):
                items += _cluster(desk.user, row, period, due, over=over)
    return items


def _cluster(user: User, row: ClusterRow, period: EmulationPeriod, due: datetime, *, over: bool) -> list[Waiting]:
    cluster = row.cluster
    missing = row.hand - row.hand_done
    if missing > 0:
        missing -= _own_missing(user, row, period)  # nobody scores the own unit: that is somebody else's work
    if missing > 0:
        url = f"{reverse('awards:scoring.hand_scores', args=[cluster.code])}?{urlencode({'nam': period.year})}"
        return [
            Waiting(
                f"Chấm trực tiếp {missing} ô của {lower_first(cluster.name)}", "pencil", url, "Chấm",
                f"Đã chấm {row.hand_done}/{row.hand} ô", due,
            )
        ]  # fmt: skip
    unfinished = row.months_done < row.months or row.hand_done < row.hand
    if not over or unfinished or (row.board is not None and row.board.is_final):
        return []
    url = f"{reverse('awards:scoring.cluster_board', args=[cluster.code])}?{urlencode({'nam': period.year})}"
    return [
        Waiting(
            f"Tính và chốt bảng điểm {lower_first(cluster.name)}", "lock", url, "Xem bảng điểm",
            "Kết quả đã xác minh đủ", due,
        )
    ]  # fmt: skip


def _own_missing(user: User, row: ClusterRow, period: EmulationPeriod) -> int:
    """Cells by hand still empty at the unit the user works in."""
    own = [unit for unit in row.members if user.belongs_to(unit)]
    if not own:
        return 0
    by_hand = Criterion.objects.filter(criteria_set__period=period, kind=CriterionKind.BY_HAND)
    free = Target.objects.filter(criterion__in=by_hand, unit__in=own, is_assigned=False).count()
    given = HandScore.objects.filter(period=period, unit__in=own).count()
    return by_hand.count() * len(own) - free - given


# --- nominations ------------------------------------------------------------------------------------------------------


def lines_to_mend(desk: Desk) -> list[Waiting]:
    """Lines of the own units that came back, or were begun and not sent; many of a kind are one task."""
    paths = desk.user.scope_paths(Role.CLERK, Role.UNIT_LEADER)
    if not paths:
        return []
    scope = Q(pk__in=[])
    for path in paths:
        scope |= Q(proposer__path__startswith=path)
    lines = Nomination.objects.filter(
        scope,
        nomination_list__state=ListState.OPEN,
        nomination_list__period__state=PeriodState.OPEN,
        state__in=[NominationState.RETURNED, NominationState.DRAFT],
    ).select_related("award", "nomination_list__period__unit", "nomination_list__period__cluster")
    kinds: dict[tuple, list[Nomination]] = defaultdict(list)
    for line in lines.order_by("nomination_list", "pk"):
        kinds[line.nomination_list_id, line.state].append(line)
    items = []
    for (_, state), rows in kinds.items():
        listing, back = rows[0].nomination_list, state == NominationState.RETURNED
        icon, verb = ("file-plus", "Bổ sung") if back else ("send", "Gửi")
        tone = "warn" if back else "info"
        if len(rows) > MOST_LINES:
            said = f"{len(rows)} đề nghị bị trả lại" if back else f"{len(rows)} đề nghị còn là bản nháp"
            url = in_year("awards:nominations.index", listing.period)
            items.append(Waiting(f"{verb} {said}", icon, url, "Xem", str(listing.period), listing.due_at, tone))
            continue
        for line in rows:
            url = reverse("awards:nominations.detail", args=[line.pk])
            why = f"“{line.outcome_reason}”" if back and line.outcome_reason else "" if back else "Còn là bản nháp"
            items.append(
                Waiting(
                    f"{verb} đề nghị {line.award.short_name}: {line.subject_name}", icon, url,
                    "Bổ sung" if back else "Xem", why, listing.due_at, tone,
                )
            )  # fmt: skip
    return items


def lists_to_run(desk: Desk) -> list[Waiting]:
    """For the office: the list to open, lines that wait for a look, the list to lock, the council to call."""
    years = [period for period in desk.open_years if period.unit_id in desk.offices and period.cluster_id is None]
    if not years:
        return []
    lists = {
        listing.period_id: listing
        for listing in NominationList.objects.filter(period__in=years).annotate(
            sent=Count("lines", filter=Q(lines__state=NominationState.SENT)), size=Count("lines")
        )
    }
    called = set(Conference.objects.filter(period__in=years, council__isnull=False).values_list("period_id", flat=True))
    items = []
    for period in years:
        url, listing = in_year("awards:nominations.index", period), lists.get(period.pk)
        due, council = _due(period, Step.NOMINATIONS), _due(period, Step.COUNCIL)
        if listing is None:
            if due is not None and due < clock.now() + AHEAD:
                items.append(Waiting("Mở danh sách đề nghị khen thưởng", "award", url, "Mở", str(period), due))
        elif listing.state == ListState.OPEN:
            if listing.sent:
                title = f"Thẩm định {listing.sent} đề nghị khen thưởng"
                items.append(Waiting(title, "award", url, "Xem", str(period), listing.due_at))
            elif listing.size and listing.due_at < clock.now() + NEAR:
                items.append(Waiting("Khóa danh sách đề nghị", "lock", url, "Xem", str(period), listing.due_at))
        elif period.pk not in called and council is not None:
            items.append(
                Waiting(
                    "Triệu tập hội nghị Hội đồng", "landmark", in_year("awards:conferences.index", period),
                    "Lập hội nghị", f"{period}: danh sách đã khóa", council,
                )
            )  # fmt: skip
    return items


# --- conferences and ballots ------------------------------------------------------------------------------------------


CONFERENCE_WORDS = {
    ConferenceState.PREPARING: ("Chuẩn bị", "Soạn", "calendar-check"),
    ConferenceState.IN_SESSION: ("Điều hành", "Vào họp", "landmark"),
    ConferenceState.CLOSED: ("Hoàn thành biên bản", "Soạn", "file-pen"),
}


def conferences(desk: Desk) -> list[Waiting]:
    """Conferences the user prepares, runs or writes the minutes of; else those where a seat waits."""
    user = desk.user
    run = {row.pk: row for row in _conferences_run(desk)}
    items = [_conference(row, *CONFERENCE_WORDS[row.state]) for row in run.values()]
    if user.person_id:
        seats = Attendee.objects.filter(
            person=user.person_id,
            conference__state__in=[ConferenceState.PREPARING, ConferenceState.IN_SESSION],
            conference__period__state=PeriodState.OPEN,
        ).exclude(presence=Presence.ABSENT)
        items += [
            _conference(seat.conference, "Dự", "Xem", "users")
            for seat in seats.select_related("conference")
            if seat.conference_id not in run
        ]
    return items


def _conferences_run(desk: Desk) -> list[Conference]:
    user = desk.user
    secretary = [g.unit_id for g in user.grants if g.role == Role.SECRETARY and g.unit_id]
    if not (secretary or desk.offices or desk.led):
        return []
    places = (
        Q(council__unit__in=[*secretary, *desk.offices])
        | Q(cluster__organiser__in=desk.offices)
        | Q(cluster__in=desk.led)
    )
    rows = Conference.objects.filter(places, state__in=list(CONFERENCE_WORDS), period__state=PeriodState.OPEN)
    return list(rows.order_by("starts_at"))


def _conference(row: Conference, verb: str, action: str, icon: str) -> Waiting:
    sitting = row.state == ConferenceState.IN_SESSION
    begun = f"Từ {timezone.localtime(row.starts_at):%H:%M, %d/%m}"
    return Waiting(
        f"{verb} {lower_first(row.name)}", icon, reverse("awards:conferences.detail", args=[row.pk]), action,
        f"{begun}, {lower_first(row.place)}" if sitting else row.place,
        None if row.state == ConferenceState.CLOSED else row.starts_at,
        "warn" if sitting else "info", "Đang họp" if sitting else "",
    )  # fmt: skip


def papers_to_vote_on(desk: Desk) -> list[Waiting]:
    """An open ballot of a conference the user has a seat at, until the paper is in the user's hands."""
    user = desk.user
    if not user.person_id:
        return []
    rounds = VotingRound.objects.filter(state=RoundState.OPEN, conference__attendees__person=user.person_id)
    items = []
    for ballot in rounds.distinct():
        seat = seat_of(ballot, user)
        if seat is not None and seat.channel == Channel.NONE:
            items.append(
                Waiting(
                    f"Bỏ phiếu: {ballot.name}", "vote", reverse("awards:ballots.vote", args=[ballot.pk]), "Xem phiếu",
                    "Nhận phiếu giấy tại bàn tổ kiểm phiếu", None, "warn", "Đang bỏ phiếu",
                )
            )  # fmt: skip
    return items


def papers_to_count(desk: Desk) -> list[Waiting]:
    """Rounds the user was chosen as a teller of: papers to count, results to sign. Three queries for each of them."""
    mine = Teller.objects.filter(user=desk.user, round__state__in=[RoundState.CLOSED, RoundState.COUNTED])
    items = []
    for teller in mine.select_related("round__conference__council__unit", "round__conference__cluster__organiser"):
        ballot = teller.round
        if ballot.state == RoundState.CLOSED:
            left = [row for row in batch_rows(ballot, desk.user) if row.batch.returned is None or row.may_count]
            if left:
                items.append(
                    Waiting(
                        f"Kiểm {len(left)} tập phiếu: {ballot.name}", "calculator",
                        reverse("awards:ballots.detail", args=[ballot.pk]), "Kiểm phiếu",
                        "Hai người đếm riêng, không xem số của nhau", None, "warn", "Hôm nay",
                    )
                )  # fmt: skip
        elif teller.signed_at is None:
            items.append(
                Waiting(
                    f"Ký kết quả kiểm phiếu: {ballot.name}", "pen-line",
                    reverse("awards:ballots.result", args=[ballot.pk]), "Xem và ký", "Số đếm của hai người đã khớp",
                    None, "warn", "Hôm nay",
                )
            )  # fmt: skip
    return items


def acts_to_confirm(desk: Desk) -> list[Waiting]:
    """Acts of two that lack the second person, where the user may be that person."""
    user = desk.user
    pending = (
        TwoPersonAct.objects.filter(
            confirmed_by=None, withdrawn_at=None, round__in=VotingRound.objects.visible_to(user).unsettled()
        )
        .exclude(asked_by=user)
        .select_related("round__conference__council__unit", "round__conference__cluster__organiser", "asked_by")
    )
    return [
        Waiting(
            f"Xác nhận {act.get_action_display().lower()}: {act.round.name}", "users",
            reverse("awards:ballots.detail", args=[act.round_id]), "Xem và xác nhận",
            f"{act.asked_by} đã đề nghị", None, "warn", "Hôm nay",
        )
        for act in pending[:MOST_ACTS]
        if sides_are_complete(act.asked_by, user, act.round)
    ]  # fmt: skip


def handovers_to_sign(desk: Desk) -> list[Waiting]:
    """Handovers of the lead, minutes adopted and everything handed over, that the own side has not signed."""
    rows = Handover.objects.filter(
        conference__in=Conference.objects.visible_to(desk.user),
        conference__state=ConferenceState.ADOPTED,
        conference__period__state=PeriodState.OPEN,
    ).select_related("conference__cluster", "from_unit", "to_unit")
    items = []
    for row in rows.filter(Q(from_signed_at=None) | Q(to_signed_at=None)).order_by("pk")[:MOST_ACTS]:
        side = signing_side(desk.user, row)
        if side is None or getattr(row, f"{side}_signed_at") is not None or row.open_items:
            continue
        items.append(
            Waiting(
                f"Ký bàn giao cụm trưởng: {row.conference.cluster}", "pen-line",
                reverse("awards:conferences.handover", args=[row.conference_id]), "Xem và ký",
                f"{row.from_unit} giao, {row.to_unit} nhận, từ {row.takes_effect_on:%d/%m/%Y}",
            )
        )  # fmt: skip
    return items


# --- papers -----------------------------------------------------------------------------------------------------------


def papers_to_sign(desk: Desk) -> list[Waiting]:
    """Papers laid before the commander of the issuing unit itself."""
    signs_for = [grant.unit_id for grant in desk.user.grants if grant.role == Role.COMMANDER and grant.unit_id]
    if not signs_for:
        return []
    papers = Decision.objects.filter(issuer__in=signs_for, state=PaperState.TO_SIGN).annotate(size=Count("lines"))
    return [
        Waiting(
            f"Ký {lower_first(paper.get_kind_display())}", "pen-line",
            reverse("awards:decisions.detail", args=[paper.pk]), "Xem và ký",
            f"{paper.subject_line}, {paper.size} đối tượng", None, "warn", "Chờ ký",
        )
        for paper in papers.order_by("pk")
    ]  # fmt: skip


def papers_to_write(desk: Desk) -> list[Waiting]:
    """For the office: lines that passed and stand on no paper, drafts, submissions that were answered from above."""
    years = {period.pk: period for period in desk.open_years}
    if not years:
        return []
    live = [PaperState.DRAFT, PaperState.TO_SIGN, PaperState.SIGNED]
    lines = Nomination.objects.filter(nomination_list__period__in=years, state=NominationState.PASSED)
    loose = (
        lines.exclude(decision_lines__decision__state__in=live)
        .values_list("nomination_list__period")
        .annotate(n=Count("pk"))
        .order_by("nomination_list__period")
    )
    items = [
        Waiting(
            f"Soạn quyết định, tờ trình cho {number} đối tượng đạt phiếu", "file-text",
            in_year("awards:decisions.index", years[pk]), "Soạn", str(years[pk]), _due(years[pk], Step.DECISIONS),
        )
        for pk, number in loose
    ]  # fmt: skip
    papers = Decision.objects.filter(period__in=years).filter(
        Q(state=PaperState.DRAFT)
        | Q(state=PaperState.SIGNED, kind=PaperKind.SUBMISSION, lines__nomination__state=NominationState.PROPOSED_UP)
    )
    for paper in papers.distinct().order_by("pk"):
        url = reverse("awards:decisions.detail", args=[paper.pk])
        if paper.state == PaperState.DRAFT:
            title = f"Hoàn thành dự thảo {lower_first(paper.get_kind_display())}"
            items.append(Waiting(title, "file-pen", url, "Soạn", paper.subject_line))
        else:
            title = f"Ghi trả lời của cấp trên về tờ trình {paper.code}"
            items.append(Waiting(title, "file-plus", url, "Xem", paper.subject_line))
    return items


def points_to_agree(desk: Desk) -> list[Waiting]:
    """Own sheets, cross-checks, appraisals and objections: see todo_scoring.py."""
    own = desk.own_units if len(desk.own_units) <= MOST_UNITS else []
    found = own_points(own) + points_to_appraise(desk.ranked_years, desk.led, desk.offices)
    return [Waiting(one.title, one.icon, one.url, one.action, one.text, one.due, one.tone) for one in found]


SOURCES: tuple[Callable[[Desk], list[Waiting]], ...] = (
    first_steps,
    years_to_run,
    months_to_enter,
    sheets_to_verify,
    cells_to_settle,
    months_to_run,
    clusters_to_score,
    lines_to_mend,
    lists_to_run,
    conferences,
    papers_to_vote_on,
    papers_to_count,
    acts_to_confirm,
    handovers_to_sign,
    papers_to_sign,
    papers_to_write,
    points_to_agree,
)
