"""What waits for whom: one list, computed from the states of things and from who may move them.

Each source answers for one kind of work in a fixed number of queries. The list is over all open years of the user, not
only the one looked at: a teller counts today whatever year the page shows.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from awards.ballots.enums import RoundState
from awards.ballots.models import PaperCount, Teller, TwoPersonAct, VotingRound
from awards.ballots.permissions import sides_are_complete
from awards.conferences.enums import ConferenceState, HandoverState
from awards.conferences.models import Attendee, Conference, Handover
from awards.decisions.enums import PaperState
from awards.decisions.models import Decision
from awards.nominations.enums import ListState, NominationState
from awards.nominations.models import Nomination, NominationList
from awards.results.enums import SheetState
from awards.results.models import ResultSheet
from awards.years.enums import PeriodState, TermState
from awards.years.models import EmulationPeriod, ReportingTerm
from thidua import clock
from thidua.templatetags.ui import relative_days
from thidua.widgets import Task
from units.accounts.enums import Role
from units.models import Unit, User

MOST_UNITS = 12  # a clerk looks after one unit or a few; more than this is the office, which has its own tasks
NEAR = timedelta(days=7)


@dataclass(frozen=True)
class Waiting:
    """One thing to do. due None = no deadline: shown after those that have one."""

    title: str
    icon: str
    url: str
    action: str
    text: str = ""
    due: datetime | None = None
    tone: str = "info"

    @property
    def is_overdue(self) -> bool:
        return self.due is not None and self.due < clock.now()


@dataclass(frozen=True)
class Section:
    """Tasks under one heading: overdue, today, this week, later."""

    title: str
    tasks: list[Task]
    is_overdue: bool = False


def waiting_for(user: User) -> list[Waiting]:
    """Everything that waits for the user, the most pressing first."""
    found = [item for source in SOURCES for item in source(user)]
    return sorted(found, key=lambda item: (item.due is None, item.due or clock.now()))


def sections(items: Iterable[Waiting]) -> list[Section]:
    """The list under its headings; the first task carries the page's one filled button."""
    today = clock.today()
    groups: dict[str, list[Waiting]] = {"Quá hạn": [], "Hôm nay": [], "Trong tuần": [], "Sau đó": [], "Chờ xử lý": []}
    for item in items:
        if item.due is None:
            groups["Chờ xử lý"].append(item)
        elif item.is_overdue:
            groups["Quá hạn"].append(item)
        else:
            day = timezone.localtime(item.due).date()
            name = "Hôm nay" if day == today else "Trong tuần" if day - today < NEAR else "Sau đó"
            groups[name].append(item)
    first = True
    shown = []
    for title, rows in groups.items():
        tasks = []
        for item in rows:
            tasks.append(_task(item, primary=first))
            first = False
        if tasks:
            shown.append(Section(title, tasks, is_overdue=title == "Quá hạn"))
    return shown


def _task(item: Waiting, *, primary: bool) -> Task:
    due, note = "", ""
    if item.due is not None:
        local = timezone.localtime(item.due)
        today = local.date() == clock.today()
        due = f"{local:%H:%M}" if today else f"{local:%d/%m}"
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


# --- results ----------------------------------------------------------------------------------------------------------


def _own_units(user: User) -> list[Unit]:
    """Reporting units the user enters results for."""
    scope = Q(pk__in=[])
    for path in user.scope_paths(Role.CLERK, Role.UNIT_LEADER):
        scope |= Q(path__startswith=path)
    return list(Unit.objects.reporting().filter(scope).in_order()[: MOST_UNITS + 1])


def months_to_enter(user: User) -> list[Waiting]:
    """Open months of the own units that are not sent yet, and sheets that came back."""
    units = _own_units(user)
    if not units or len(units) > MOST_UNITS:
        return []
    running = ReportingTerm.objects.filter(state=TermState.OPEN, period__state=PeriodState.OPEN)
    terms = list(running.select_related("period__unit", "period__cluster").order_by("due_at"))
    sheets = {
        (sheet.term_id, sheet.unit_id): sheet
        for sheet in ResultSheet.objects.filter(term__in=terms, unit__in=units).annotate(
            entered=Count("entries", filter=Q(entries__value__isnull=False)),
            back=Count("entries", filter=~Q(entries__return_reason="")),
        )
    }
    items = []
    for term in terms:
        for unit in units:
            if term.period.cluster_id or not unit.path.startswith(term.period.unit.path):
                continue
            if item := _month(term, unit, sheets.get((term.pk, unit.pk)), many=len(units) > 1):
                items.append(item)
    return items


def _month(term: ReportingTerm, unit: Unit, sheet: ResultSheet | None, *, many: bool) -> Waiting | None:
    state = sheet.state if sheet else SheetState.DRAFT
    whose = f" – {unit.short_name}" if many else ""
    url = reverse("awards:results.entry", args=[term.pk, unit.code])
    if state == SheetState.RETURNED:
        cells = f"{sheet.back} số liệu " if sheet.back else ""
        return Waiting(
            f"Bổ sung {cells}{term.label} bị trả lại{whose}", "corner-up-left", url, "Bổ sung",
            sheet.return_reason, term.due_at, "warn",
        )  # fmt: skip
    if state != SheetState.DRAFT:
        return None
    entered = f"Đã nhập {sheet.entered} ô" if sheet and sheet.entered else "Chưa nhập"
    return Waiting(
        f"Nhập kết quả {term.label}{whose}", "table-2", url, "Tiếp tục nhập" if sheet else "Nhập", entered, term.due_at,
        "warn",
    )  # fmt: skip


def sheets_to_verify(user: User) -> list[Waiting]:
    """Sheets sent and not yet looked through, a task for each month."""
    scope = Q(pk__in=[])
    for path in user.scope_paths(Role.VERIFIER, Role.OFFICER):
        scope |= Q(unit__path__startswith=path)
    sent = ResultSheet.objects.filter(scope, state=SheetState.SUBMITTED, term__period__state=PeriodState.OPEN)
    if user.unit_id:
        sent = sent.exclude(unit=user.unit_id)
    counts: Counter[int] = Counter()
    oldest: dict[int, datetime] = {}
    for term_id, at in sent.values_list("term_id", "submitted_at"):
        counts[term_id] += 1
        oldest[term_id] = min(oldest.get(term_id, at), at)
    terms = ReportingTerm.objects.in_bulk(list(counts))
    return [
        Waiting(
            f"Xác minh kết quả {terms[term_id].label} của {count} đơn vị", "search-check",
            reverse("awards:results.queue"), "Xác minh",
            f"Gửi sớm nhất {timezone.localtime(oldest[term_id]):%d/%m}", terms[term_id].due_at + timedelta(days=4),
        )
        for term_id, count in counts.items()
    ]  # fmt: skip


def units_that_are_late(user: User) -> list[Waiting]:
    """Open months near or past their day, with how many units have not sent anything."""
    paths = user.scope_paths(Role.OFFICER)
    if not paths:
        return []
    scope = Q(pk__in=[])
    for path in paths:
        scope |= Q(period__unit__path__startswith=path)
    terms = list(
        ReportingTerm.objects.filter(
            scope, state=TermState.OPEN, period__state=PeriodState.OPEN, period__cluster__isnull=True,
            due_at__lt=clock.now() + NEAR,
        ).select_related("period__unit")
    )  # fmt: skip
    if not terms:
        return []
    reporting = list(Unit.objects.reporting().values_list("pk", "path"))
    done = set(
        ResultSheet.objects.filter(
            term__in=terms, state__in=[SheetState.SUBMITTED, SheetState.VERIFIED]
        ).values_list("term_id", "unit_id")
    )  # fmt: skip
    items = []
    for term in terms:
        late = [pk for pk, path in reporting if path.startswith(term.period.unit.path) and (term.pk, pk) not in done]
        if late:
            items.append(
                Waiting(
                    f"{len(late)} đơn vị chưa gửi kết quả {term.label}", "bell-ring", reverse("awards:results.index"),
                    "Xem đơn vị", str(term.period), term.due_at, "warn",
                )
            )  # fmt: skip
    return items


# --- nominations ------------------------------------------------------------------------------------------------------


def lines_to_mend(user: User) -> list[Waiting]:
    """Lines of the own units that came back, or were begun and not sent."""
    scope = Q(pk__in=[])
    for path in user.scope_paths(Role.CLERK, Role.UNIT_LEADER):
        scope |= Q(proposer__path__startswith=path)
    lines = Nomination.objects.filter(
        scope,
        nomination_list__state=ListState.OPEN,
        nomination_list__period__state=PeriodState.OPEN,
        state__in=[NominationState.RETURNED, NominationState.DRAFT],
    ).select_related("award", "nomination_list")
    items = []
    for line in lines[:20]:
        back = line.state == NominationState.RETURNED
        items.append(
            Waiting(
                f"{'Bổ sung' if back else 'Gửi'} đề nghị {line.award.short_name}: {line.subject_name}",
                "file-plus" if back else "send", reverse("awards:nominations.detail", args=[line.pk]),
                "Bổ sung" if back else "Xem", line.outcome_reason if back else "Còn là bản nháp",
                line.nomination_list.due_at, "warn" if back else "info",
            )
        )  # fmt: skip
    return items


def lists_to_run(user: User) -> list[Waiting]:
    """Lines waiting for the office, and lists to be locked soon."""
    scope = Q(pk__in=[])
    for path in user.scope_paths(Role.OFFICER):
        scope |= Q(period__unit__path__startswith=path)
    lists = NominationList.objects.filter(scope, state=ListState.OPEN, period__state=PeriodState.OPEN).annotate(
        sent=Count("lines", filter=Q(lines__state=NominationState.SENT)),
    )
    items = []
    for listing in lists.select_related("period__unit"):
        url = reverse("awards:nominations.index")
        if listing.sent:
            items.append(
                Waiting(
                    f"Thẩm định {listing.sent} đề nghị khen thưởng", "award", url, "Xem", str(listing.period),
                    listing.due_at,
                )
            )  # fmt: skip
        elif listing.due_at < clock.now() + NEAR:
            items.append(Waiting("Khóa danh sách đề nghị", "lock", url, "Xem", str(listing.period), listing.due_at))
    return items


# --- conferences and ballots ------------------------------------------------------------------------------------------


def conferences_to_run(user: User) -> list[Waiting]:
    """Conferences the user prepares or runs, and minutes that are not adopted."""
    places = Q(pk__in=[])
    for path in user.scope_paths(Role.OFFICER, Role.SECRETARY):
        places |= Q(council__unit__path__startswith=path) | Q(cluster__organiser__path__startswith=path)
    if led := user.cluster_ids(Role.CLUSTER_LEAD):
        places |= Q(cluster__in=led)
    words = {
        ConferenceState.PREPARING: ("Chuẩn bị", "Soạn", "calendar-check"),
        ConferenceState.IN_SESSION: ("Điều hành", "Vào họp", "landmark"),
        ConferenceState.CLOSED: ("Hoàn thành biên bản", "Soạn", "file-pen-line"),
    }
    rows = Conference.objects.filter(places, state__in=list(words), period__state=PeriodState.OPEN)
    return [
        Waiting(
            f"{words[row.state][0]} {row.name[:1].lower()}{row.name[1:]}", words[row.state][2],
            reverse("awards:conferences.detail", args=[row.pk]), words[row.state][1], row.place,
            _when(row), "warn" if row.state == ConferenceState.IN_SESSION else "info",
        )
        for row in rows.distinct()
    ]  # fmt: skip


def _when(row: Conference) -> datetime:
    """A sitting that began today is for today, not overdue."""
    if row.state == ConferenceState.IN_SESSION and row.held_on == clock.today():
        return clock.now() + timedelta(minutes=1)
    return row.starts_at


def conferences_to_attend(user: User) -> list[Waiting]:
    """Sittings the user has a seat at."""
    if not user.person_id:
        return []
    seats = Attendee.objects.filter(
        person=user.person_id, conference__state__in=[ConferenceState.PREPARING, ConferenceState.IN_SESSION]
    ).select_related("conference")
    return [
        Waiting(
            f"Dự {seat.conference.name[:1].lower()}{seat.conference.name[1:]}", "users",
            reverse("awards:conferences.detail", args=[seat.conference_id]), "Xem", seat.conference.place,
            _when(seat.conference),
        )
        for seat in seats
    ]  # fmt: skip


def papers_to_vote_on(user: User) -> list[Waiting]:
    """An open ballot of a conference the user has a seat at."""
    if not user.person_id:
        return []
    rounds = VotingRound.objects.filter(state=RoundState.OPEN, conference__attendees__person=user.person_id)
    return [
        Waiting(
            f"Bỏ phiếu: {row.name}", "vote", reverse("awards:ballots.vote", args=[row.pk]), "Xem phiếu",
            "Nhận phiếu giấy tại bàn tổ kiểm phiếu", clock.now() + timedelta(minutes=1), "warn",
        )
        for row in rounds.distinct()
    ]  # fmt: skip


def papers_to_count(user: User) -> list[Waiting]:
    """Rounds the user is a teller of: papers to count, minutes to sign."""
    mine = Teller.objects.filter(user=user, round__state__in=[RoundState.CLOSED, RoundState.COUNTED]).select_related(
        "round"
    )
    locked = PaperCount.objects.filter(batch=OuterRef("pk"), user=user, is_locked=True)
    items = []
    for teller in mine:
        row = teller.round
        soon = clock.now() + timedelta(minutes=1)
        if row.state == RoundState.CLOSED:
            batches = row.batches.exclude(state="reconciled").annotate(done=Exists(locked))
            left = [batch for batch in batches if not batch.done or batch.state == "different"]
            if left:
                items.append(
                    Waiting(
                        f"Kiểm {len(left)} tập phiếu: {row.name}", "calculator",
                        reverse("awards:ballots.detail", args=[row.pk]), "Kiểm phiếu",
                        "Hai người đếm riêng, không xem số của nhau", soon, "warn",
                    )
                )  # fmt: skip
        elif teller.signed_at is None:
            items.append(
                Waiting(
                    f"Ký biên bản kiểm phiếu: {row.name}", "pen-line", reverse("awards:ballots.result", args=[row.pk]),
                    "Xem và ký", "", soon, "warn",
                )
            )  # fmt: skip
    return items


def acts_to_confirm(user: User) -> list[Waiting]:
    """Acts of two that lack the second person, where the user may be that person."""
    if not user.holds(Role.OFFICER, Role.SECRETARY, Role.TELLER, Role.CLUSTER_LEAD, Role.MEMBER):
        return []
    pending = TwoPersonAct.objects.filter(
        confirmed_by=None, withdrawn_at=None, round__in=VotingRound.objects.visible_to(user)
    ).exclude(asked_by=user)
    return [
        Waiting(
            f"Xác nhận {act.get_action_display().lower()}: {act.round.name}", "users",
            reverse("awards:ballots.detail", args=[act.round_id]), "Xem và xác nhận",
            f"{act.asked_by} đã đề nghị", clock.now() + timedelta(minutes=1), "warn",
        )
        for act in pending.select_related("round__conference__council", "round__conference__cluster", "asked_by")[:10]
        if sides_are_complete(act.asked_by, user, act.round)
    ]  # fmt: skip


def handovers_to_sign(user: User) -> list[Waiting]:
    rows = Handover.objects.exclude(state=HandoverState.DONE).select_related(
        "conference__cluster", "from_unit", "to_unit"
    )
    return [
        Waiting(
            f"Ký bàn giao cụm trưởng: {row.conference.cluster}", "pen-line",
            reverse("awards:conferences.handover", args=[row.conference_id]), "Xem và ký",
            f"{row.from_unit} giao, {row.to_unit} nhận",
        )
        for row in rows[:10]
        if user.has_perm("awards.sign_handover", row)
    ]  # fmt: skip


# --- papers -----------------------------------------------------------------------------------------------------------


def papers_to_sign(user: User) -> list[Waiting]:
    scope = Q(pk__in=[])
    for path in user.scope_paths(Role.COMMANDER):
        scope |= Q(issuer__path__startswith=path)
    papers = Decision.objects.filter(scope, state=PaperState.TO_SIGN).annotate(size=Count("lines"))
    return [
        Waiting(
            f"Ký {paper.get_kind_display().lower()}", "pen-line",
            reverse("awards:decisions.detail", args=[paper.pk]), "Xem và ký",
            f"{paper.subject_line}, {paper.size} đối tượng", tone="warn",
        )
        for paper in papers
    ]  # fmt: skip


def lines_without_paper(user: User) -> list[Waiting]:
    """Lines that passed and are on no paper yet, by year."""
    scope = Q(pk__in=[])
    for path in user.scope_paths(Role.OFFICER):
        scope |= Q(nomination_list__period__unit__path__startswith=path)
    live = [PaperState.DRAFT, PaperState.TO_SIGN, PaperState.SIGNED]
    counts = (
        Nomination.objects.filter(
            scope, state=NominationState.PASSED, nomination_list__period__state=PeriodState.OPEN
        )
        .exclude(decision_lines__decision__state__in=live)
        .values_list("nomination_list__period")
        .annotate(n=Count("pk"))
        .order_by()
    )  # fmt: skip
    found = dict(counts)
    periods = EmulationPeriod.objects.select_related("unit", "cluster").in_bulk(list(found))
    return [
        Waiting(
            f"Soạn quyết định, tờ trình cho {number} đối tượng đạt phiếu", "file-text",
            reverse("awards:decisions.index"), "Soạn", str(periods[pk]),
        )
        for pk, number in found.items()
    ]  # fmt: skip


SOURCES: tuple[Callable[[User], list[Waiting]], ...] = (
    months_to_enter,
    sheets_to_verify,
    units_that_are_late,
    lines_to_mend,
    lists_to_run,
    conferences_to_run,
    conferences_to_attend,
    papers_to_vote_on,
    papers_to_count,
    acts_to_confirm,
    handovers_to_sign,
    papers_to_sign,
    lines_without_paper,
)
