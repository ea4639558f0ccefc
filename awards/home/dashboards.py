"""Figures and drawings of the home pages, for the year and unit looked at."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from awards.conferences.enums import ConferenceState
from awards.conferences.models import Conference
from awards.decisions.models import AwardRecord
from awards.nominations.enums import Eligibility, ListState, NominationState
from awards.nominations.models import NominationList
from awards.nominations.queries import quota_board
from awards.results.enums import SheetState
from awards.results.models import ResultSheet
from awards.results.queries import Grid, grid_of
from awards.scoring.enums import BoardState
from awards.scoring.models import ScoreBoard, UnitScore
from awards.years.enums import TermState
from awards.years.models import EmulationPeriod, ReportingTerm
from thidua import clock
from thidua.charts import Bullet, Chart, bullets, dot_plot, median, stacked_columns
from thidua.numbers import cut_percent
from thidua.templatetags.ui import relative_days
from thidua.widgets import Fig, Milestone, Month
from units.models import Unit, User

SENT = (SheetState.SUBMITTED, SheetState.VERIFIED)


@dataclass
class OfficeBoard:
    """What the office, the leader and the auditor see of a year."""

    figs: list[Fig]
    months: Chart | None
    quotas: Chart | None
    scores: Chart | None
    milestones: list[Milestone]


@dataclass
class UnitBoard:
    """What one unit sees of its year. hero: the month to enter, or the last one there is."""

    grid: Grid | None = None
    groups: list[tuple[str, int, int]] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)
    score: UnitScore | None = None
    middle: Decimal | None = None


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
    boards = _boards(user, period)
    return OfficeBoard(
        figs=_figs(period, terms, len(units), counts),
        months=_months_chart(terms, len(units), counts),
        quotas=_quota_chart(period),
        scores=_score_chart(boards),
        milestones=milestones(period),
    )


def _current(terms: list[ReportingTerm]) -> ReportingTerm | None:
    """The month being entered: the last open one, else the last that was."""
    opened = [term for term in terms if term.state == TermState.OPEN]
    begun = opened or [term for term in terms if term.state == TermState.LOCKED]
    return begun[-1] if begun else None


def _share(part: int, whole: int) -> Decimal:
    return Decimal(part) * 100 / whole if whole else Decimal(0)


def _figs(period: EmulationPeriod, terms, units: int, counts: dict) -> list[Fig]:
    figs = []
    term = _current(terms)
    if term is not None:
        sent = sum(counts.get((term.pk, state), 0) for state in SENT)
        verified = counts.get((term.pk, SheetState.VERIFIED), 0)
        figs.append(
            Fig(
                f"Đã gửi kết quả {term.label}", str(sent), f"/ {units} đơn vị", _share(sent, units),
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
    coming = (
        Conference.objects.filter(period=period, council__isnull=False)
        .exclude(state=ConferenceState.ADOPTED)
        .order_by("starts_at")
        .first()
    )
    if coming is None:
        held = Conference.objects.filter(period=period, council__isnull=False).order_by("-starts_at").first()
        if held is None:
            return []
        awards = AwardRecord.objects.filter(line__decision__period=period).count()
        return [
            Fig(
                "Đã có quyết định", str(awards), "danh hiệu", note=f"Hội nghị {held.held_on:%d/%m/%Y}",
                url=reverse("awards:decisions.index"),
            )
        ]  # fmt: skip
    days = (coming.held_on - clock.today()).days
    value, unit = (str(days), "ngày nữa") if days > 0 else ("Hôm nay" if days == 0 else "Chưa xong", "")
    return [
        Fig(
            "Hội nghị Hội đồng", value, unit, note=coming.get_state_display(),
            url=reverse("awards:conferences.detail", args=[coming.pk]),
        )
    ]  # fmt: skip


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


def _quota_chart(period: EmulationPeriod) -> Chart | None:
    listing = NominationList.objects.filter(period=period).first()
    if listing is None:
        return None
    rows = [Bullet(row.award.short_name, row.meter.counted, row.meter.quota) for row in quota_board(listing)]
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
        (board.cluster.name.partition(" – ")[0], [score.percent for score in board.unit_scores.all()])
        for board in boards
        if board.unit_scores.all()
    ]
    if not rows:
        return None
    lowest = min(min(values) for _, values in rows)
    low = max(0, int(lowest) // 10 * 10)
    return dot_plot("Điểm theo cụm, % điểm được giao", rows, low=low, high=100, step=5 if low >= 70 else 10)


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
    terms = list(period.terms.order_by("month"))
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
        said, look = ("quá hạn", "late") if term.due_at < clock.now() else ("đang nhập", "now")
    elif term.state == TermState.LOCKED:
        said, look = "đã khóa, chưa gửi", "lock"
    else:
        said, look = "chưa mở", ""
    url = reverse("awards:results.entry", args=[term.pk, unit.code]) if term.state != TermState.FUTURE else ""
    return Month(f"T{term.month.month}", said, look, url)


def _score(board: UnitBoard, period: EmulationPeriod, unit: Unit) -> None:
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


def percent_words(value: Decimal) -> str:
    """`88,61` of a percent stored as a number."""
    return cut_percent(value, 100)
