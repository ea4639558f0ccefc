"""Reads of the stations: how far a list has come, what organs and bodies said of one line."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from awards.nominations import routes
from awards.nominations.amendments import Correction, Downgrade
from awards.nominations.enums import ListState, NominationState
from awards.nominations.models import Nomination, NominationList
from awards.nominations.organs import READERS, Inquiry, Opinion
from awards.nominations.routes import COUNCIL, LAST, ORGANS, RECORDED, Stop
from awards.nominations.states import LOST, WON
from awards.nominations.station_enums import CorrectionState, InquiryState, StationState, View
from awards.nominations.station_permissions import speaks_for
from awards.nominations.station_states import results_of, route_of, usual_stops
from awards.nominations.stations import Route, StationRecord, StationResult
from awards.years.enums import Step
from awards.years.models import Phase
from thidua import clock
from thidua.text import small
from thidua.widgets import Milestone
from units.models import User

N, S = NominationState, StationState
NOT_SENT = (N.DRAFT, N.RETURNED)
BEFORE_COUNCIL = (N.SENT, N.ON_HOLD, N.TO_COUNCIL)


# A list ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Station:
    """One station of a list. told: what there is to say of it; act, act_label: the next thing to do, and its words."""

    stop: Stop
    state: StationState
    due: date | None = None
    told: str = ""
    act: str = ""
    act_label: str = ""
    inquiries: list[Inquiry] = field(default_factory=list)
    records: list[StationRecord] = field(default_factory=list)

    @property
    def is_late(self) -> bool:
        return self.state == S.OPEN and self.due is not None and self.due < clock.today()


@dataclass(frozen=True)
class Progress:
    """The stations of a list in their order. route: None when its command has set none."""

    route: Route | None
    stations: list[Station]

    @property
    def next(self) -> Station | None:
        """The first station something is to be done at."""
        return next((one for one in self.stations if one.state == S.OPEN), None)


def progress(listing: NominationList, user: User) -> Progress:
    """Seven queries, however long the list and however many organs."""
    route = route_of(listing)
    stops = route.stops if route else list(usual_stops(listing.rule_day))
    counts = Counter(dict(listing.lines.order_by().values_list("state").annotate(n=Count("pk"))))
    inquiries = list(_inquiries(listing))
    records = defaultdict(list)
    results = Count("results"), Count("results", filter=Q(results__agreed=False))
    rows = StationRecord.objects.visible_to(user).filter(nomination_list=listing)
    for one in rows.standing().annotate(lines=results[0], refused=results[1]).select_related("recorded_by"):
        records[one.code].append(one)
    told = dict(_said_by(listing))
    days = {step: timezone.localtime(at).date() for step, at in _phases(listing).items()}
    steps = ((COUNCIL, Step.COUNCIL), (LAST, Step.DECISIONS))
    fixed = {code: days[step] for code, step in steps if step in days}
    dues = routes.deadlines(stops, listing.received_on, fixed)
    seen = _Seen(listing, user, counts, inquiries, records, told, stops)
    return Progress(route, [seen.station(stop, dues.get(stop.code)) for stop in stops])


def _inquiries(listing: NominationList):
    """The questions of a list, each with its figures."""
    views = {view.value: Count("opinions", filter=Q(opinions__view=view)) for view in View}
    rows = Inquiry.objects.filter(nomination_list=listing).in_force()
    rows = rows.annotate(size=Count("opinions"), **{f"n_{name}": count for name, count in views.items()})
    return rows.select_related("organ__unit", "organ__seat", "asked_by")


def _said_by(listing: NominationList):
    """Station → how many different lines its papers speak of."""
    rows = StationResult.objects.filter(record__nomination_list=listing, record__replaced_by__isnull=True)
    return rows.order_by().values_list("record__code").annotate(n=Count("nomination", distinct=True))


def _phases(listing: NominationList) -> dict:
    return dict(Phase.objects.filter(period=listing.period).values_list("step", "due_at"))


@dataclass(frozen=True)
class _Seen:
    """What the stations of one list are read from."""

    listing: NominationList
    user: User
    counts: Counter
    inquiries: list[Inquiry]
    records: Mapping[str, list[StationRecord]]
    told: Mapping[str, int]
    stops: list[Stop]

    def station(self, stop: Stop, due: date | None) -> Station:
        """A station that is switched off is skipped, unless something was done there all the same."""
        if stop.code == ORGANS:
            found = self._organs(stop)
        elif stop.code in RECORDED:
            found = self._recorded(stop)
        else:
            found = getattr(self, f"_{stop.code}")()
        state, told, act, label = found
        if not stop.is_on and state != S.DONE and not (stop.code == ORGANS and self.inquiries):
            return Station(stop, S.SKIPPED)
        shown = [one for one in self.inquiries if self._reads_all or speaks_for(self.user, one.organ)]
        inquiries = shown if stop.code == ORGANS else []
        return Station(stop, state, due, told, act, label, inquiries, self.records.get(stop.code, []))

    def _n(self, *states: str) -> int:
        return sum(self.counts[state] for state in states)

    def _may(self, permission: str) -> bool:
        return self.user.has_perm(permission, self.listing)

    def _page(self, state: str) -> str:
        query = {"nam": self.listing.period.year, "dv": self.listing.unit.code, "trang_thai": state}
        return f"{reverse('awards:nominations.index')}?{urlencode(query)}"

    def _unit_meeting(self) -> tuple:
        begun, whole = self._n(*NOT_SENT), self._n(*N.values) - self._n(N.WITHDRAWN)
        if self.listing.state == ListState.LOCKED:
            return S.DONE, f"{whole} đề nghị", "", ""
        told = f"{whole - begun}/{whole} đề nghị đã gửi" if whole else "Chưa có đề nghị nào"
        state = S.OPEN if begun or not whole else S.DONE
        label = "Xem đề nghị chưa gửi" if begun else ""
        return state, told, self._page(N.RETURNED if self.counts[N.RETURNED] else N.DRAFT) if begun else "", label

    def _secretariat(self) -> tuple:
        waiting, held = self._n(N.SENT), self._n(N.ON_HOLD)
        through = self._n(N.TO_COUNCIL, N.REJECTED, *WON, *LOST)
        told = [f"{waiting} đề nghị chờ thẩm định"] if waiting else [f"{through} đề nghị đã xét"] if through else []
        told += [f"{held} tạm dừng"] if held else []
        state = S.OPEN if waiting else S.DONE if through else S.WAITING
        may = waiting and self._may("awards.run_nominations")
        return state, ", ".join(told), self._page(N.SENT) if may else "", f"Thẩm định {waiting} đề nghị" if may else ""

    def _organs(self, stop: Stop) -> tuple:
        asked, lines = self.inquiries, self._n(*BEFORE_COUNCIL)
        waiting = [one for one in asked if one.state == InquiryState.WAITING]
        silent = [one for one in asked if one.state == InquiryState.SILENT]
        may = self._may("awards.ask_organs") and not self.listing.is_locked and lines
        act = reverse("awards:nominations.ask", args=[self.listing.pk]) if may else ""
        if not asked:
            state = S.WAITING if not lines or self.listing.is_locked else S.OPEN
            return state, "Chưa hỏi cơ quan nào" if stop.is_on else "", act, "Lấy ý kiến" if act else ""
        state = S.OPEN if waiting else S.SILENT if silent else S.DONE
        told = f"{len(asked) - len(waiting) - len(silent)}/{len(asked)} câu hỏi đã được trả lời"
        told += f", {len(silent)} không trả lời trong hạn" if silent else ""
        return state, told, act, "Hỏi thêm" if act else ""

    @property
    def _reads_all(self) -> bool:
        return self.user.holds(*READERS, over=self.listing.unit)

    def _recorded(self, stop: Stop) -> tuple:
        after = stop.code in {one.code for one in routes.after_council(self.stops)}
        here = self._n(N.PASSED) if after else 0 if self.listing.is_locked else self._n(*BEFORE_COUNCIL)
        spoken = self.told.get(stop.code, 0)
        whole = self._n(*WON, *LOST) if after else self._n(*BEFORE_COUNCIL, N.REJECTED, *WON, *LOST)
        left = min(here, max(0, whole - spoken)) if spoken else here
        state = S.OPEN if left else S.DONE if spoken else S.WAITING
        told = f"{spoken} đề nghị có kết quả" if spoken else ""
        told += f"{', ' if told else ''}{left} đề nghị chờ" if left else ""
        may = left and self._may("awards.record_station") and not self.listing.period.is_closed
        act = reverse("awards:nominations.record_station", args=[self.listing.pk, stop.code]) if may else ""
        return state, told, act, "Ghi kết quả" if act else ""

    def _council(self) -> tuple:
        voted, waiting = self._n(*WON, *LOST), self._n(N.TO_COUNCIL)
        if voted and not (waiting and self.listing.is_locked):
            return S.DONE, f"{voted} đề nghị đã bỏ phiếu", "", ""
        if not self.listing.is_locked:
            told = f"{waiting} đề nghị trình Hội đồng" if waiting else ""
            may = waiting and self._may("awards.run_nominations")
            act = reverse("awards:nominations.lock", args=[self.listing.pk]) if may else ""
            return S.WAITING, told, act, "Khóa danh sách" if act else ""
        query = urlencode({"nam": self.listing.period.year, "dv": self.listing.unit.code})
        act = f"{reverse('awards:conferences.index')}?{query}"
        return S.OPEN if waiting else S.WAITING, f"{waiting} đề nghị trên phiếu", act, "Hội nghị"

    def _decision(self) -> tuple:
        waiting, above = self._n(N.PASSED), self._n(N.PROPOSED_UP)
        settled = self._n(N.DECIDED, N.REFUSED_ABOVE, N.REVOKED)
        told = [
            f"{n} {words}" for n, words in ((settled, "có kết quả"), (above, "chờ cấp trên"), (waiting, "chờ ký")) if n
        ]
        state = S.OPEN if waiting or above else S.DONE if settled else S.WAITING
        query = urlencode({"nam": self.listing.period.year, "dv": self.listing.unit.code})
        act = f"{reverse('awards:decisions.index')}?{query}" if state == S.OPEN else ""
        return state, ", ".join(told), act, "Văn bản" if act else ""


# One line -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LineStations:
    """What organs and bodies said of a line, as its reader may see it, and what is asked of its unit.

    before, middle, after: for the timeline, before the appraisal, before the council, after it.
    """

    before: list[Milestone] = field(default_factory=list)
    middle: list[Milestone] = field(default_factory=list)
    after: list[Milestone] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    downgrade: Downgrade | None = None
    upgrades: list[Downgrade] = field(default_factory=list)
    touched: bool = False  # somebody was asked about the line, or a body has spoken of it

    @property
    def open_corrections(self) -> list[Correction]:
        return [one for one in self.corrections if one.state == CorrectionState.OPEN]


def line_stations(line: Nomination, user: User) -> LineStations:
    """Six queries; opinions by name only for those who may read them."""
    listing = line.nomination_list
    route = route_of(listing)
    stops = route.stops if route else list(usual_stops(listing.rule_day))
    stops = [] if listing.event else stops  # the type of an event names its own few stations
    asked = Opinion.objects.filter(nomination=line).exclude(inquiry__state=InquiryState.WITHDRAWN)
    opinions = list(asked.select_related("inquiry__organ__unit", "inquiry__organ__seat", "by").order_by("inquiry_id"))
    results = results_of([line], RECORDED)
    corrections = list(line.corrections.select_related("asked_by", "closed_by"))
    moved = Downgrade.objects.filter(Q(old=line) | Q(new=line)).select_related("old__award", "new__award", "by")
    moved = list(moved)
    reads_all, whole = user.holds(*READERS, over=listing.unit), user.sees(listing.unit)
    mine = [one for one in opinions if reads_all or speaks_for(user, one.inquiry.organ)]
    found: dict[str, list[Milestone]] = {"before": [], "middle": [], "after": []}
    for stop in stops:
        mark = None
        if stop.code == ORGANS and (stop.is_on or opinions):
            mark = _organs_mark(stop, opinions, mine, reads_all)
        elif stop.code in RECORDED and (stop.is_on or (line.pk, stop.code) in results):
            mark = _result_mark(stop, results.get((line.pk, stop.code)), whole)
        if mark is not None:
            found[_place(stop, stops)].append(mark)
    return LineStations(
        **found,
        opinions=mine,
        corrections=corrections,
        downgrade=next((one for one in moved if one.old_id == line.pk), None),
        upgrades=[one for one in moved if one.new_id == line.pk],
        touched=bool(opinions or results or corrections),
    )


def _place(stop: Stop, stops: list[Stop]) -> str:
    codes = [one.code for one in stops]
    if codes.index(stop.code) > codes.index(COUNCIL):
        return "after"
    return "middle" if codes.index(stop.code) > codes.index("secretariat") else "before"


def _organs_mark(stop: Stop, opinions: list[Opinion], mine: list[Opinion], reads_all: bool) -> Milestone:
    """Who reads all reads who said what; an organ its own word; others only how many have answered."""
    if not opinions:
        return Milestone(stop.short)
    due = max(one.inquiry.due_at for one in opinions)
    waiting = sum(one.view == View.WAITING for one in opinions)
    shown = opinions if reads_all else mine
    words = "; ".join(_said(one) for one in shown)
    if not words:
        answered = sum(one.view not in (View.WAITING, View.SILENT) for one in opinions)
        words = f"{answered}/{len(opinions)} cơ quan đã trả lời"
    warned = any(one.view in (View.DISAGREE, View.SILENT) for one in shown)
    when = f"Hạn {timezone.localtime(due):%H:%M, %d/%m/%Y}" if waiting else ""
    return Milestone(stop.short, when, "now" if waiting else "warn" if warned else "ok", words)


def _said(one: Opinion) -> str:
    told = f"{one.inquiry.organ_name}: {small(one.get_view_display())}"
    return f"{told} ({one.reason})" if one.reason else told


def _result_mark(stop: Stop, row: StationResult | None, whole: bool) -> Milestone:
    if row is None:
        return Milestone(stop.short)
    paper = row.record
    text = f"{paper.body}, số {paper.number}: {'nhất trí' if row.agreed else f'không nhất trí ({row.reason})'}"
    url = reverse("awards:nominations.station_record", args=[paper.pk]) if whole else ""
    return Milestone(stop.short, f"{paper.held_on:%d/%m/%Y}", "ok" if row.agreed else "warn", text, url)


def may_amend(user: User, line: Nomination) -> bool:
    """Whether the user can send a line on for the lower title or ask for one field of it now."""
    is_open = line.state in BEFORE_COUNCIL and not line.nomination_list.is_locked
    return is_open and user.has_perm("awards.appraise_nomination", line)
