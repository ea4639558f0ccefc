"""Figures and drawings of the home pages, for the year and unit looked at."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from awards.conferences.enums import ConferenceState
from awards.conferences.models import Conference
from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion
from awards.decisions.models import AwardRecord
from awards.nominations.board import BoardRow, quota_board
from awards.nominations.enums import Eligibility, ListState, NominationState
from awards.nominations.models import Nomination, NominationList
from awards.results.enums import SheetState
from awards.results.models import ResultSheet
from awards.results.queries import Grid, Square, assigned_counts, grid_of, squares_of
from awards.scoring.board_tables import tops_of
from awards.scoring.enums import BoardState
from awards.scoring.models import CriterionScore, HandScore, ScoreBoard, UnitScore
from awards.scoring.queries import cluster_rows, stages
from awards.years.enums import PeriodState, Step, TermState
from awards.years.library import BestPractice
from awards.years.models import EmulationPeriod, ReportingTerm
from thidua import clock
from thidua.charts import Bullet, Chart, bullets, dot_plot, median, stacked_columns
from thidua.numbers import cut_percent
from thidua.templatetags.ui import relative_days, vn_number
from thidua.widgets import Fig, HistoryRow, Milestone, Month
from units.accounts.enums import Role
from units.audit.models import AuditEvent, AuditSeal
from units.audit.queries import event_list, history_row
from units.models import Cluster, RoleGrant, Unit, User

SENT = (SheetState.SUBMITTED, SheetState.VERIFIED)
LABEL = 18  # letters beside a drawing
MANY = 8  # units in trouble shown on the leader's page


@dataclass
class OfficeBoard:
    """What the office and the auditor see of a year."""

    figs: list[Fig]
    months: Chart | None
    quotas: Chart | None
    scores: Chart | None
    milestones: list[Milestone]
    units: int
    is_provisional: bool
    over_quota: list[str]

    @property
    def scores_title(self) -> str:
        return "Điểm tạm tính theo cụm" if self.is_provisional else "Điểm theo cụm"

    @property
    def units_words(self) -> str:
        return f"{self.units} đơn vị"

    @property
    def quota_words(self) -> str:
        over = f" Vượt: {', '.join(self.over_quota)}." if self.over_quota else ""
        return f"Nét đứt là chỉ tiêu.{over}"


@dataclass
class Trouble:
    """A unit in red or amber: what is wrong with it, in words."""

    unit: Unit
    tone: str
    text: str
    url: str


@dataclass
class LeaderBoard:
    """What the commander judges the year by in one minute: figures against last year, and only what is not well."""

    figs: list[Fig]
    troubles: list[Trouble]
    models: list[BestPractice]
    milestones: list[Milestone]
    quotas: Chart | None


@dataclass
class ClusterUnit:
    """One unit of the cluster: months verified, the month going on, points by hand, provisional percent."""

    unit: Unit
    verified: int
    months: int
    square: Square | None
    hand: int | None
    score: UnitScore | None
    is_lead: bool
    is_own: bool

    @property
    def percent_words(self) -> str:
        return f"{percent_words(self.score.percent)}%" if self.score is not None else "–"


@dataclass
class ClusterBoard:
    cluster: Cluster
    units: list[ClusterUnit]
    steps: list[Milestone]
    by_hand: int
    board: ScoreBoard | None

    @property
    def enters(self) -> bool:
        """Whether the units enter figures every month; a cluster of provinces may be scored by hand alone."""
        return any(row.months for row in self.units)


@dataclass(frozen=True)
class GroupScore:
    """Points of one group of criteria out of what is assigned; percent, and the median of the cluster in percent."""

    name: str
    points: Decimal
    maximum: Decimal
    percent: Decimal
    middle: Decimal


@dataclass
class UnitBoard:
    """What one unit sees of its year. grid: the month to enter, or the last one there is."""

    grid: Grid | None = None
    groups: list[tuple[str, int, int]] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)
    score: UnitScore | None = None
    middle: Decimal | None = None
    score_groups: list[GroupScore] = field(default_factory=list)
    proposed: list[tuple[str, int, int]] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)

    @property
    def entry_url(self) -> str:
        """Where the month that still has to be sent is entered; empty when none has."""
        if self.grid is None or self.grid.term.state != TermState.OPEN or self.grid.sheet.state != SheetState.DRAFT:
            return ""
        if self.closed:
            return ""
        return reverse("awards:results.entry", args=[self.grid.term.pk, self.grid.unit.code])

    @property
    def closed(self) -> str:
        """Why the open month can no longer be entered, its days of grace being over; empty when it can."""
        if self.grid is None or self.grid.term.state != TermState.OPEN or self.grid.sheet.state != SheetState.DRAFT:
            return ""
        return self.grid.sheet.why_closed()

    @property
    def due_at(self) -> datetime | None:
        """The unit's own deadline of the month in the grid."""
        return self.grid.term.due_for(self.grid.unit) if self.grid is not None else None

    @property
    def score_words(self) -> str:
        return percent_words(self.score.percent) if self.score is not None else ""

    @property
    def middle_words(self) -> str:
        return percent_words(self.middle) if self.middle is not None else "–"


@dataclass
class Watch:
    """What auditors and administrators look after: figures and the newest acts."""

    title: str
    figs: list[Fig]
    acts_title: str
    acts: list[HistoryRow]
    url: str


def office_board(user: User, period: EmulationPeriod) -> OfficeBoard:
    """Figures, three drawings and the next steps of a year; a fixed number of queries."""
    terms = list(period.terms.order_by("month"))
    units = list(period.reporting_units())
    counts = {
        (term_id, state): number
        for term_id, state, number in ResultSheet.objects.filter(term__period=period, unit__in=units)
        .values_list("term", "state")
        .annotate(n=Count("pk"))
        .order_by()
    }
    if period.state == PeriodState.CLOSED and not counts:
        terms = []  # a year that was never reported month by month, as a cluster's own: no months to show
    boards = _boards(user, period)
    quotas = _quotas(period)
    return OfficeBoard(
        figs=_figs(period, terms, len(units), counts),
        months=_months_chart(terms, len(units), counts),
        quotas=_quota_chart(quotas),
        scores=_score_chart(boards),
        milestones=milestones(period),
        units=len(units),
        is_provisional=any(not board.is_final for board in boards),
        over_quota=[row.award.short_name for row in quotas if row.meter.over],
    )


def current_term(period: EmulationPeriod) -> ReportingTerm | None:
    """The month being entered: the last open one, else the last that was."""
    return _current(list(period.terms.order_by("month")))


def _current(terms: list[ReportingTerm]) -> ReportingTerm | None:
    """The month being entered: the last open one, else the last that was."""
    opened = [term for term in terms if term.state == TermState.OPEN]
    begun = opened or [term for term in terms if term.state == TermState.LOCKED]
    return begun[-1] if begun else None


def _share(part: Decimal | int, whole: Decimal | int) -> Decimal:
    return Decimal(part) * 100 / whole if whole else Decimal(0)


def _figs(period: EmulationPeriod, terms, units: int, counts: dict) -> list[Fig]:
    figs = []
    term = _current(terms)
    if term is not None:
        sent = sum(counts.get((term.pk, state), 0) for state in SENT)
        verified = counts.get((term.pk, SheetState.VERIFIED), 0)
        figs.append(
            Fig(
                f"Đã gửi {term.label}", str(sent), f"/ {units} đơn vị", _share(sent, units),
                note=f"{verified} đã xác minh, {sent - verified} chờ", url=reverse("awards:results.index"),
            )
        )  # fmt: skip
    waiting = sum(number for (_, state), number in counts.items() if state == SheetState.SUBMITTED)
    figs.append(
        Fig(
            "Chờ xác minh", str(waiting), "bảng kết quả", note="Không có bảng nào chờ" if not waiting else "",
            tone="warn" if waiting else "", url=reverse("awards:results.queue"),
        )
    )  # fmt: skip
    figs += _nomination_figs(period)
    figs += _conference_fig(period)
    return figs


def _nomination_figs(period: EmulationPeriod) -> list[Fig]:
    listing = NominationList.objects.filter(period=period).first()
    if listing is None:
        return [Fig("Đề nghị khen thưởng", "–", note="Chưa mở danh sách", url=reverse("awards:nominations.index"))]
    states = listing.lines.exclude(state=NominationState.WITHDRAWN).aggregate(
        all=Count("pk"),
        draft=Count("pk", filter=Q(state=NominationState.DRAFT)),
        look=Count("pk", filter=~Q(eligibility=Eligibility.ELIGIBLE)),
    )
    received = states["all"] - states["draft"]
    locked = listing.state == ListState.LOCKED
    due = f"Hạn nhận {timezone.localtime(listing.due_at):%d/%m}"
    return [
        Fig(
            "Đề nghị đã nhận", str(received), f"/ {states['all']}", _share(received, states["all"]),
            note="Đã khóa danh sách" if locked else due, url=reverse("awards:nominations.index"),
        ),
        Fig(
            "Cần xem điều kiện", str(states["look"]), "đề nghị", note="Chưa đủ, tạm dừng hoặc thiếu số liệu",
            tone="warn" if states["look"] else "", url=reverse("awards:nominations.index"),
        ),
    ]  # fmt: skip


def _conference_fig(period: EmulationPeriod) -> list[Fig]:
    """The council that is coming; after it, what was decided; before it is called, the days to its deadline."""
    rows = list(Conference.objects.filter(period=period, council__isnull=False).order_by("starts_at"))
    coming = next((row for row in rows if row.state != ConferenceState.ADOPTED), None)
    if coming is not None:
        url = reverse("awards:conferences.detail", args=[coming.pk])
        value, unit = _days_to(coming.held_on)
        return [Fig("Hội nghị Hội đồng", value, unit, note=coming.get_state_display(), url=url)]
    if rows:
        held, awards = rows[-1], AwardRecord.objects.standing().filter(line__decision__period=period).count()
        return [
            Fig(
                "Đã có quyết định", str(awards), "danh hiệu", note=f"Hội nghị {held.held_on:%d/%m/%Y}",
                url=reverse("awards:decisions.index"),
            )
        ]  # fmt: skip
    phase = period.phases.filter(step=Step.COUNCIL).first()
    if phase is None or period.cluster_id:
        return []
    day = timezone.localtime(phase.due_at).date()
    value, unit = _days_to(day)
    note = f"Chưa lập, hạn {day:%d/%m/%Y}"
    return [Fig("Hội nghị Hội đồng", value, unit, note=note, url=reverse("awards:conferences.index"))]


def _days_to(day: date) -> tuple[str, str]:
    days = (day - clock.today()).days
    if days > 0:
        return str(days), "ngày nữa"
    return ("Hôm nay", "") if days == 0 else (str(-days), "ngày trước")


def _months_chart(terms, units: int, counts: dict) -> Chart | None:
    if not terms or not units:
        return None
    verified = [counts.get((term.pk, SheetState.VERIFIED), 0) for term in terms]
    sent = [counts.get((term.pk, SheetState.SUBMITTED), 0) for term in terms]
    begun = [term.state != TermState.FUTURE for term in terms]
    missing = [units - v - s if b else 0 for v, s, b in zip(verified, sent, begun, strict=True)]
    current = _current(terms)
    notes = {
        position: str(term.month.year)
        for position, term in enumerate(terms)
        if position == 0 or term.month.month == 1
    }  # fmt: skip
    return stacked_columns(
        "Gửi và xác minh theo tháng",
        [str(term.month.month) for term in terms],
        [("Đã xác minh", verified), ("Chờ xác minh", sent), ("Chưa gửi", missing)],
        top=units,
        current=terms.index(current) if current in terms else None,
        notes=notes,
    )


def _quotas(period: EmulationPeriod) -> list[BoardRow]:
    listing = NominationList.objects.filter(period=period).select_related("period").first()
    return quota_board(listing) if listing is not None else []


def _quota_chart(quotas: list[BoardRow]) -> Chart | None:
    rows = [Bullet(row.award.short_name, row.meter.counted, row.meter.quota) for row in quotas]
    return bullets("Đề nghị so với chỉ tiêu", rows) if rows else None


def _boards(user: User, period: EmulationPeriod) -> list[ScoreBoard]:
    """The newest board of each cluster of the year the user may see, with its scores."""
    newest: dict[int, ScoreBoard] = {}
    rows = (
        ScoreBoard.objects.visible_to(user)
        .filter(period=period)
        .exclude(state=BoardState.REPLACED)
        .select_related("cluster")
        .prefetch_related("unit_scores")
        .order_by("cluster__sort", "version")
    )
    for board in rows.distinct():
        newest[board.cluster_id] = board
    return list(newest.values())


def _score_chart(boards: list[ScoreBoard]) -> Chart | None:
    rows = [
        (_short(board.cluster), [score.percent for score in board.unit_scores.all()])
        for board in boards
        if board.unit_scores.all()
    ]
    if not rows:
        return None
    lowest = min(min(values) for _, values in rows)
    low = max(0, int(lowest) // 10 * 10)
    return dot_plot("Điểm theo cụm, % điểm được giao", rows, low=low, high=100, step=5 if low >= 70 else 10)


def _short(cluster: Cluster) -> str:
    """A name that fits beside a drawing: `Cụm Đồn số 1`."""
    name = cluster.name.partition(" – ")[0].replace("Cụm thi đua", "Cụm")
    return name if len(name) <= LABEL else name[: LABEL - 1].rpartition(" ")[0] + "…"


def milestones(period: EmulationPeriod, count: int = 5) -> list[Milestone]:
    """The next steps of the year, the first of them now."""
    found = []
    for phase in period.phases.filter(finished_on=None).order_by("step")[:count]:
        due = timezone.localtime(phase.due_at)
        found.append(
            Milestone(
                phase.get_step_display(), f"{due:%d/%m/%Y, %H:%M}, {relative_days(phase.due_at)}",
                "now" if not found else "", url=reverse("awards:years.detail", args=[period.pk]),
            )
        )  # fmt: skip
    return found


def unit_board(period: EmulationPeriod, unit: Unit) -> UnitBoard:
    """The month to enter with its groups, the strip of months, the score beside the median of the cluster."""
    terms = list(period.terms.order_by("month").prefetch_related("extensions"))
    board = UnitBoard()
    if not unit.is_reporting or not terms:
        return board
    states = dict(ResultSheet.objects.filter(unit=unit, term__in=terms).values_list("term_id", "state"))
    board.months = [_month(term, unit, states.get(term.pk)) for term in terms]
    term = _to_enter(terms, states)
    if term is not None:
        board.grid = grid_of(term, unit)
        board.groups = _groups(board.grid)
    _score(board, period, unit)
    board.proposed = _proposed(period, unit)
    board.milestones = milestones(period, 3)
    return board


def _to_enter(terms: list[ReportingTerm], states: dict) -> ReportingTerm | None:
    """The oldest open month not sent yet, else the last open one."""
    opened = [term for term in terms if term.state == TermState.OPEN]
    for term in opened:
        if states.get(term.pk, SheetState.DRAFT) == SheetState.DRAFT:
            return term
    return opened[-1] if opened else None


def _groups(grid: Grid) -> list[tuple[str, int, int]]:
    """(name, entered, all) of every top group with something assigned."""
    names: dict[int, list] = {}
    owner: dict[int, int] = {}
    for row in grid.rows:
        criterion = row.criterion
        owner[criterion.pk] = owner.get(criterion.parent_id, criterion.pk) if criterion.parent_id else criterion.pk
        if row.is_group:
            if not criterion.parent_id:
                names[criterion.pk] = [criterion.name, 0, 0]
        elif row.is_assigned:
            counter = names.setdefault(owner[criterion.pk], [criterion.name, 0, 0])
            counter[2] += 1
            counter[1] += row.entry is not None and row.entry.value is not None
    return [(name, entered, total) for name, entered, total in names.values() if total]


def _month(term: ReportingTerm, unit: Unit, state: str | None) -> Month:
    words = {
        SheetState.VERIFIED: ("đã xác minh", "ok"),
        SheetState.SUBMITTED: ("đã gửi, chờ xác minh", "sent"),
        SheetState.RETURNED: ("bị trả lại", "back"),
    }
    if state in words:
        said, look = words[state]
    elif term.state == TermState.OPEN:
        said, look = ("quá hạn", "late") if term.is_over_for(unit) else ("đang nhập", "now")
    elif term.state == TermState.LOCKED:
        said, look = "đã khóa, chưa gửi", "lock"
    else:
        said, look = "chưa mở", ""
    url = reverse("awards:results.entry", args=[term.pk, unit.code]) if term.state != TermState.FUTURE else ""
    return Month(f"T{term.month.month}", said, look, url)


def _score(board: UnitBoard, period: EmulationPeriod, unit: Unit) -> None:
    """The unit's own score, group by group, each beside the median of its cluster."""
    mine = (
        UnitScore.objects.filter(board__period=period, unit=unit)
        .exclude(board__state=BoardState.REPLACED)
        .select_related("board__cluster")
        .order_by("-board__version")
        .first()
    )
    if mine is None:
        return
    board.score = mine
    board.middle = median(list(UnitScore.objects.filter(board=mine.board_id).values_list("percent", flat=True)))
    criteria = list(mine.board.criteria())
    top_of = tops_of(criteria)
    sums: dict[int, dict[int, Decimal]] = {}
    full: dict[int, Decimal] = {}
    maxima = {criterion.pk: criterion.max_points for criterion in criteria}
    lines = CriterionScore.objects.filter(unit_score__board=mine.board_id, points__isnull=False)
    for owner, criterion, points in lines.values_list("unit_score_id", "criterion_id", "points"):
        top = top_of[criterion].pk
        groups = sums.setdefault(top, {})
        groups[owner] = groups.get(owner, Decimal(0)) + points
        if owner == mine.pk:
            full[top] = full.get(top, Decimal(0)) + maxima[criterion]
    board.score_groups = [
        GroupScore(
            top.name, sums[top.pk][mine.pk], full[top.pk], _share(sums[top.pk][mine.pk], full[top.pk]),
            _share(median(list(sums[top.pk].values())), top.max_points),
        )
        for top in criteria
        if top.parent_id is None and full.get(top.pk)
    ]  # fmt: skip


def _proposed(period: EmulationPeriod, unit: Unit) -> list[tuple[str, int, int]]:
    """Titles the unit puts forward this year: (name, lines, lines to mend)."""
    lines = Nomination.objects.filter(nomination_list__period=period, proposer__path__startswith=unit.path)
    counts = lines.exclude(state=NominationState.WITHDRAWN).values_list("award__short_name")
    back = Count("pk", filter=Q(state__in=[NominationState.RETURNED, NominationState.DRAFT]))
    return list(counts.annotate(n=Count("pk"), back=back).order_by("award__sort", "award__short_name"))


# The leader -----------------------------------------------------------------------------------------------------------


def leader_board(period: EmulationPeriod) -> LeaderBoard:
    """Four figures against the year before, units in red or amber, good examples proposed for the whole force."""
    before = EmulationPeriod.objects.filter(
        unit=period.unit_id, cluster=period.cluster_id, year=period.year - 1
    ).first()
    return LeaderBoard(
        figs=_compared(period, before),
        troubles=_troubles(period),
        models=list(period.best_practices.in_library().filter(proposed_to_spread=True).select_related("unit")[:MANY]),
        milestones=milestones(period, 3),
        quotas=_quota_chart(_quotas(period)),
    )


def _compared(period: EmulationPeriod, before: EmulationPeriod | None) -> list[Fig]:
    """Verified months, median score, lines put forward, titles decided; each with last year's beside it."""
    years = [year for year in (period, before) if year is not None]
    verified = _by_year(ResultSheet.objects.filter(state=SheetState.VERIFIED), "term__period", years)
    sheets = _by_year(ResultSheet.objects.all(), "term__period", years)
    lines = _by_year(Nomination.objects.exclude(state=NominationState.WITHDRAWN), "nomination_list__period", years)
    awards = _by_year(AwardRecord.objects.standing(), "line__decision__period", years)
    percents: dict[int, list[Decimal]] = {}
    scores = UnitScore.objects.filter(board__period__in=years).exclude(board__state=BoardState.REPLACED)
    for pk, percent in scores.values_list("board__period", "percent"):
        percents.setdefault(pk, []).append(percent)

    def last(words: str) -> str:
        return f"Năm {before.year}: {words}" if before is not None else "Chưa có năm trước"

    def middle(year: EmulationPeriod | None) -> str:
        found = percents.get(year.pk) if year is not None else None
        return f"{percent_words(median(found))}%" if found else "–"

    old = before.pk if before is not None else None
    done = cut_percent(verified.get(old, 0), sheets.get(old, 0))
    return [
        Fig(
            "Kết quả đã xác minh", str(verified.get(period.pk, 0)), f"/ {sheets.get(period.pk, 0)} bảng",
            _share(verified.get(period.pk, 0), sheets.get(period.pk, 0)),
            note=last(done if done == "–" else f"{done}%"), url=reverse("awards:results.index"),
        ),
        Fig("Trung vị điểm", middle(period), "", note=last(middle(before)), url=reverse("awards:scoring.index")),
        Fig(
            "Đề nghị khen thưởng", str(lines.get(period.pk, 0)), "đề nghị", note=last(str(lines.get(old, 0))),
            url=reverse("awards:nominations.index"),
        ),
        Fig(
            "Đã có quyết định", str(awards.get(period.pk, 0)), "danh hiệu", note=last(str(awards.get(old, 0))),
            url=reverse("awards:decisions.index"),
        ),
    ]  # fmt: skip


def _by_year(rows: QuerySet, path: str, years: list[EmulationPeriod]) -> dict[int, int]:
    found = rows.filter(**{f"{path}__in": years}).order_by().values_list(path)
    return dict(found.annotate(n=Count("pk")))


def _troubles(period: EmulationPeriod) -> list[Trouble]:
    """Units that are late with a month (red) or were sent one back (amber); the worst first, each unit once."""
    terms = list(period.terms.filter(state=TermState.OPEN).order_by("month").prefetch_related("extensions"))
    units = list(period.reporting_units())
    assigned = assigned_counts(period, units)
    states = {
        (term, unit): state
        for term, unit, state in ResultSheet.objects.filter(term__in=terms).values_list("term", "unit", "state")
    }
    found = []
    for unit in units:
        late, back = [], []
        for term in terms if assigned[unit.pk] else ():
            state = states.get((term.pk, unit.pk))
            if state == SheetState.RETURNED:
                back.append(term.label)
            elif state not in SENT and term.is_over_for(unit):
                late.append(term.label)
        if late or back:
            words = [f"chậm gửi {', '.join(late)}"] if late else []
            words += [f"bị trả lại {', '.join(back)}"] if back else []
            text = ", ".join(words)
            url = f"{reverse('awards:results.index')}?{urlencode({'nam': period.year, 'dv': unit.code})}"
            found.append(Trouble(unit, "bad" if late else "warn", f"{text[:1].upper()}{text[1:]}", url))
    return sorted(found, key=lambda row: row.tone != "bad")


# The cluster ----------------------------------------------------------------------------------------------------------


def cluster_board(user: User, period: EmulationPeriod) -> ClusterBoard | None:
    """The cluster the user leads, as far as it is ranked in this year."""
    led = user.cluster_ids(Role.CLUSTER_LEAD)
    row = next((row for row in cluster_rows(period, user) if row.cluster.pk in led), None)
    if row is None:
        return None
    terms = list(period.terms.order_by("month"))
    progress = {one.unit.pk: one for one in squares_of(row.members, terms)} if row.months else {}
    now = _current(terms)
    hands = dict(
        HandScore.objects.filter(period=period, unit__in=row.members)
        .order_by()
        .values_list("unit")
        .annotate(n=Count("pk"))
    )
    scores = {score.unit_id: score for score in row.board.unit_scores.all()} if row.board else {}
    by_hand = Criterion.objects.filter(criteria_set__period=period, kind=CriterionKind.BY_HAND).count()
    conference = (
        Conference.objects.filter(period=period, cluster=row.cluster).select_related("handover").order_by("-pk").first()
    )
    handover = getattr(conference, "handover", None) if conference is not None else None
    units = []
    for unit in row.members:
        squares = progress[unit.pk].squares if unit.pk in progress else []
        units.append(
            ClusterUnit(
                unit=unit,
                verified=sum(square.state == "ok" for square in squares),
                months=len(squares),
                square=next((square for square in squares if now is not None and square.term.pk == now.pk), None),
                hand=hands.get(unit.pk, 0) if by_hand else None,
                score=scores.get(unit.pk),
                is_lead=row.lead is not None and unit.pk == row.lead.pk,
                is_own=user.belongs_to(unit),
            )
        )
    return ClusterBoard(row.cluster, units, stages(row, row.board, conference, handover), by_hand, row.board)


# Auditors and administrators ------------------------------------------------------------------------------------------


def record_watch(user: User) -> Watch:
    """The record as far as the user reads it: acts of today and of a week, the last seal, the newest acts."""
    now, events = clock.now(), event_list(user)
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    counts = events.order_by().aggregate(
        all=Count("pk"),
        today=Count("pk", filter=Q(at__gte=today)),
        week=Count("pk", filter=Q(at__gte=today - timedelta(days=6))),
    )
    seal = AuditSeal.objects.order_by("-last_id").first()
    url = reverse("units:audit.index")
    open_acts = AuditEvent.objects.filter(pk__gt=seal.last_id if seal else 0).count()
    sealed = (
        f"Niêm phong lúc {timezone.localtime(seal.sealed_at):%H:%M, %d/%m/%Y}" if seal else "Chưa niêm phong lần nào"
    )
    figs = [
        Fig("Thao tác đã ghi", vn_number(counts["all"]), "mục", note="Trong phạm vi được xem", url=url),
        Fig("Hôm nay", vn_number(counts["today"]), "mục", note=f"7 ngày qua: {vn_number(counts['week'])}", url=url),
        Fig(
            "Chờ niêm phong", vn_number(open_acts), "mục", tone="warn" if open_acts else "", note=sealed,
            note_icon="shield-check" if seal else "",
        ),
    ]  # fmt: skip
    return Watch("Nhật ký", figs, "Thao tác mới nhất", [history_row(event) for event in events[:8]], url)


def accounts_watch(user: User) -> Watch:
    """Accounts the administrator looks after, and the newest acts on them."""
    url = reverse("units:accounts.index")
    in_force = RoleGrant.objects.in_force(clock.today()).filter(user=OuterRef("pk"))
    counts = User.objects.filter(pk__in=User.objects.visible_to(user).values("pk")).aggregate(
        active=Count("pk", filter=Q(is_active=True)),
        off=Count("pk", filter=Q(is_active=False)),
        first=Count("pk", filter=Q(is_active=True, must_change_password=True)),
        bare=Count("pk", filter=Q(is_active=True) & ~Exists(in_force)),
    )
    figs = [
        Fig("Tài khoản đang dùng", str(counts["active"]), "tài khoản", note=f"{counts['off']} đã khóa", url=url),
        Fig(
            "Chưa có vai trò", str(counts["bare"]), "tài khoản", tone="warn" if counts["bare"] else "",
            note="Đăng nhập được, chưa thấy gì" if counts["bare"] else "Tài khoản nào cũng có vai trò", url=url,
        ),
        Fig(
            "Chưa đổi mật khẩu lần đầu", str(counts["first"]), "tài khoản",
            note="Mật khẩu tạm còn hiệu lực" if counts["first"] else "Không còn mật khẩu tạm", url=url,
        ),
    ]  # fmt: skip
    acts = event_list(user).filter(action__startswith="accounts.")[:8]
    return Watch(
        "Tài khoản",
        figs,
        "Thao tác mới nhất trên tài khoản",
        [history_row(event) for event in acts],
        reverse("units:audit.index"),
    )


def recent_conferences(user: User, count: int = 5) -> list[Conference]:
    """The latest conferences the user may look at, for members and tellers."""
    rows = Conference.objects.visible_to(user).select_related("period").distinct()
    return list(rows.order_by("-starts_at")[:count])


def percent_words(value: Decimal) -> str:
    """`88,61` of a percent stored as a number."""
    return cut_percent(value, 100)
