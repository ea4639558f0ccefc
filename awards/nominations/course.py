"""One line: what may be done with it, how its conditions came out, how far it has come."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from awards.nominations.board import BoardRow, quota_board
from awards.nominations.dossiers import asks_for_vote
from awards.nominations.eligibility import (
    Judgement,
    key_of,
    may_accept,
)
from awards.nominations.enums import NominationState, Severity, Verdict
from awards.nominations.models import ConditionCheck, Nomination, Override
from awards.nominations.queries import short_basis
from awards.nominations.states import BY_HAND, LINE, LOST, WON, passes_the_council
from awards.nominations.station_queries import LineStations
from awards.years.enums import Step
from awards.years.models import Phase
from thidua.text import capital
from thidua.widgets import Milestone, Reason
from thidua.workflow import Move
from units.audit.models import AuditEvent
from units.models import (
    User,
)

N = NominationState


def moves_of(user: User, line: Nomination) -> list[Move]:
    """Moves the user may start by hand now, the most usual first; none once the list is locked."""
    if line.nomination_list.is_locked:
        return []
    open_now = {move.name: move for move in LINE.open_to(user, line)}
    for name in ("agree", "call_back") if passes_the_council(line) else ("to_council",):
        open_now.pop(name, None)
    if "reject" in open_now:
        open_now.pop("withdraw", None)  # the office rejects, the unit withdraws and takes back
        open_now.pop("recall", None)
    return [open_now[name] for name in BY_HAND if name in open_now]


@dataclass(frozen=True)
class Conditions:
    """The checks of a line for its page: those read from the records, and those only a person can judge."""

    reasons: list[Reason]
    by_hand: list[str]
    past: list[Override] = field(default_factory=list)

    @property
    def met(self) -> int:
        return sum(reason.tone == "ok" for reason in self.reasons)


@dataclass(frozen=True)
class Exceptions:
    """What was let pass on a line. standing: (code, text) → the exception; past: those taken back, newest first."""

    standing: dict[tuple[str, str], Override]
    past: list[Override]


def exceptions_of(line: Nomination) -> Exceptions:
    """One query."""
    rows = list(line.overrides.select_related("by", "withdrawal__by"))
    gone = [row for row in rows if hasattr(row, "withdrawal")]
    return Exceptions({(row.code, row.text): row for row in rows if row not in gone}, gone[::-1])


def conditions_shown(
    judgements: Iterable[Judgement | ConditionCheck], exceptions: Exceptions | None = None, may: bool = False
) -> Conditions:
    """From stored checks or fresh judgements: both carry text, verdict, severity, need, have and legal_basis.

    may: the reader can make exceptions and take them back.
    """
    reasons, by_hand = [], []
    for one in judgements:
        if one.severity == Severity.INFO:
            by_hand.append(one.text)
            continue
        tone = {Verdict.MET: "ok", Verdict.UNKNOWN: "warn"}.get(one.verdict)
        tone = tone or ("bad" if one.severity == Severity.BLOCK else "warn")
        made = exceptions.standing.get((one.code, one.text)) if exceptions else None
        note, act, act_label = "", "", ""
        if made is not None:
            note = f"Ngoại lệ, {made.by}, {_moment(made.at)}: {made.reason}"
            act, act_label = reverse("awards:nominations.withdraw_override", args=[made.pk]), "Rút ngoại lệ"
        elif exceptions is not None and may_accept(one):
            way = reverse("awards:nominations.override", args=[one.nomination_id])
            act, act_label = f"{way}?{urlencode({'dieu_kien': key_of(one)})}", "Ghi ngoại lệ"
        reasons.append(
            Reason(
                tone, one.text, evidence(one), short_basis(one.legal_basis),
                note=note, act=act if may else "", act_label=act_label,
            )
        )  # fmt: skip
    return Conditions(reasons, by_hand, exceptions.past if exceptions else [])


def evidence(one: Judgement | ConditionCheck) -> str:
    """`Cần từ 75% nội dung kiểm tra khá, giỏi; có 80% khá, giỏi`; the need only when the condition does not say it."""
    need, have = one.need, one.have
    if not need or need.lower() in one.text.lower():
        return capital(have)
    return f"Cần {need}; {'có ' if have[:1].isdigit() else ''}{have}"


STARTED = (N.DRAFT, N.RETURNED)
APPRAISED = (N.SENT, N.ON_HOLD)
AFTER_COUNCIL = (*WON, *LOST)


@dataclass(frozen=True)
class Course:
    """What the timeline of a line is drawn from. events: the record of the line, newest first."""

    line: Nomination
    events: list[AuditEvent]
    row: BoardRow | None
    due: dict[int, datetime]  # step of the year → deadline
    stations: LineStations = field(default_factory=LineStations)

    def last(self, *moves: str) -> AuditEvent | None:
        """The newest event of one of the moves."""
        actions = {f"nomination.{move}" for move in moves}
        return next((event for event in self.events if event.action in actions), None)

    def milestones(self) -> list[Milestone]:
        way = self.stations
        stages = [self._proposal()]
        if self.line.state == N.WITHDRAWN and way.downgrade is not None:
            return [*stages, self._ended("Chuyển xuống danh hiệu thấp hơn", "downgrade")]
        if self.line.state == N.WITHDRAWN:
            return [*stages, self._ended("Rút đề nghị", "withdraw")]
        stages += [*way.before, self._appraisal(), *way.middle]
        if self.line.state == N.REJECTED:
            return [*stages, self._ended("Kết quả thẩm định", "reject")]
        if passes_the_council(self.line):
            stages.append(self._council())
        stages += way.after
        if self.line.state != N.NOT_PASSED:
            stages += self._decision()
        return stages

    def _proposal(self) -> Milestone:
        line, sent = self.line, self.last("send")
        when = (
            f"{_moment(sent.at)}, {sent.actor_name}"
            if sent
            else f"Chưa gửi, hạn {_moment(line.nomination_list.due_at)}"
        )
        state = "warn" if line.state == N.RETURNED else "now" if line.state == N.DRAFT else "ok"
        if line.state == N.RETURNED:
            text = line.why_not
        elif line.unit_votes_total:
            text = f"Họp xét: {line.unit_votes_for}/{line.unit_votes_total} tán thành"
        else:
            text = "Chưa có kết quả biểu quyết ở đơn vị" if asks_for_vote(line) else ""
        return Milestone("Đơn vị đề nghị", when, state, text)

    def _appraisal(self) -> Milestone:
        line = self.line
        if line.state in STARTED:
            return Milestone("Thẩm định", f"Trước {_moment(line.nomination_list.due_at)}")
        if line.state in APPRAISED:
            held = line.state == N.ON_HOLD
            since = self.last("hold" if held else "send", "release", "reconsider", "call_back")
            when = f"Từ {_moment(since.at)}" if since else ""
            text = line.why_not if held else ""
            if since and since.action == "nomination.call_back":
                text = f"Lấy lại từ người quyết định: {since.reason}"
            return Milestone("Thẩm định", when, "warn" if held else "now", text)
        done = self.last("to_council", "agree", "reject")
        return Milestone("Thẩm định", f"{_moment(done.at)}, {done.actor_name}" if done else "", "ok")

    def _ended(self, title: str, move: str) -> Milestone:
        event = self.last(move)
        when = f"{_moment(event.at)}, {event.actor_name}" if event else ""
        return Milestone(title, when, "warn", self.line.why_not)

    def _council(self) -> Milestone:
        line = self.line
        if line.state in AFTER_COUNCIL:
            event = self.last("pass", "fail")
            lost = line.state == N.NOT_PASSED and (event is None or event.action == "nomination.fail")
            text = f"Đạt: {event.reason}" if event and event.reason else "Đạt"
            text = line.why_not if lost else text
            return Milestone("Hội đồng bỏ phiếu", _day(event.acted_on) if event else "", "ok", text)
        due, text = self.due.get(Step.COUNCIL), ""
        if self.row is not None and line.state == N.TO_COUNCIL:
            waiting, quota = self.row.states[N.TO_COUNCIL], self.row.meter.quota
            text = f"{waiting} đề nghị"
            text += f", chọn tối đa {quota}" if quota is not None and waiting > quota else ""
        when = f"Đến {_moment(due)}" if due else ""
        return Milestone("Hội đồng bỏ phiếu", when, "now" if line.state == N.TO_COUNCIL else "", text)

    def _decision(self) -> list[Milestone]:
        line, upward, proposed = (
            self.line,
            bool(self.row and self.row.year_award.proposed_upward),
            self.last("propose_up"),
        )
        stages = [Milestone("Trình cấp trên", _day(proposed.acted_on), "ok")] if proposed else []
        title = "Quyết định của cấp trên" if upward else "Quyết định khen thưởng"
        if line.state in (N.DECIDED, N.REFUSED_ABOVE, N.REVOKED):
            event = self.last("revoke", "decide", "refuse_above")
            text = line.why_not
            return [*stages, Milestone(title, _day(event.acted_on) if event else "", "ok", text)]
        if line.state == N.PROPOSED_UP:
            return [*stages, Milestone(title, state="now", text="Chờ cấp trên quyết định")]
        due = self.due.get(Step.DECISIONS)
        title = "Trình cấp trên" if upward else title
        return [Milestone(title, f"Đến {_moment(due)}" if due else "", "now" if line.state == N.PASSED else "")]


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M, %d/%m/%Y}"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def course_of(line: Nomination, stations: LineStations) -> Course:
    """Events, deadlines and the title's place in the year for the page of one line, with the stations it was at."""
    listing = line.nomination_list
    row = next((row for row in quota_board(listing) if row.award.pk == line.award_id), None)
    due = dict(Phase.objects.filter(period=listing.period).values_list("step", "due_at"))
    return Course(line, list(AuditEvent.objects.about(line)), row, due, stations)
