"""A rehearsal of a secret ballot: the real lists, invented votes, phones that are none; acted out and never kept.

Everything is done by the acts of a real round, on the real database with its triggers and in the real folder of keys,
but on a conference and with people made up for it, and inside one transaction that is undone at the end whatever
happens: no table, no letter and no notice can keep anything of it, and the real round is never touched. Keys are the
one thing a database cannot undo: they are destroyed at the end, and by the sweep where the machine died before that.
"""

import json
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from django.db import connection, transaction

from awards.ballots import box_queries, boxing, casting, dealing, keys, preflight, queries, sealing, services
from awards.ballots.casting import NotOpen, TokenSpent
from awards.ballots.dealing import Figures, Impossible
from awards.ballots.enums import Act, RoundKind, RoundState
from awards.ballots.envelopes import BallotBox, BoxRecord, Envelope
from awards.ballots.marks import Mark
from awards.ballots.models import VOID, ContestGroup, ContestLine, RoundElector, RoundEvent, VotingRound
from awards.ballots.phones import Phone
from awards.ballots.queries import GroupSpec, LineSpec
from awards.ballots.rehearsals import Finding, Rehearsal, verdict_of
from awards.ballots.sealing import Ballot
from awards.conferences.enums import ConferenceState, Presence
from awards.conferences.models import Attendee, Conference
from thidua.documents import Document, render
from thidua.errors import DomainError, RuleViolation, StateConflict
from thidua.permissions import require
from units.audit.services import record
from units.models import Person, User
from units.people.enums import ObjectGroup, Rank

Progress = Callable[[int, int, str], None]
Paper = Callable[[VotingRound, User], Document]

# Papers that are laid out at a rehearsal, by name; later chapters, which know how to, put them here.
papers: dict[str, Paper] = {}

RECOUNT_SECONDS = 300
MARK = "dien-tap-"  # how the login names of made-up people begin
VOTING = (RoundState.CHECKIN, RoundState.OPEN)


@dataclass
class Played:
    """How far it came. round_id: of a round that is nowhere any more."""

    voters: int = 0
    lines: int = 0
    round_id: str = ""
    head: str = ""
    findings: list[Finding] = field(default_factory=list)
    titles: list[dict[str, Any]] = field(default_factory=list)  # {"title", "lines", "passed", "agree"}
    documents: dict[str, Document] = field(default_factory=dict)
    made_up: list[tuple[Any, Any]] = field(default_factory=list)  # (model, key) of what must be gone

    def tell(self, title: str, words: str, *, is_good: bool = True) -> None:
        self.findings.append(Finding(title, words, "ok" if is_good else "bad", "played"))

    @property
    def is_good(self) -> bool:
        return all(finding.tone == "ok" for finding in self.findings)


# What is rehearsed ----------------------------------------------------------------------------------------------------


def round_to_rehearse(conference: Conference) -> VotingRound | None:
    """The next round that waits to be voted; else the last one that was."""
    rounds = list(conference.rounds.exclude(state__in=VOID).order_by("number"))
    waiting = [ballot for ballot in rounds if ballot.state in (RoundState.DRAFT, RoundState.READY)]
    return (waiting or rounds[-1:] or [None])[0]


def specs_of(conference: Conference, ballot: VotingRound | None) -> list[GroupSpec]:
    """The titles of the paper, or of the locked list before there is a paper; each line a stand-in that is nobody's."""
    if ballot is None:
        if conference.cluster_id:
            raise RuleViolation("Lập phiếu bầu của cụm rồi diễn tập.")
        found = queries.groups_from_list(conference)
    else:
        found = [_spec(group) for group in queries.ballot_lines(ballot)]
    number = 0
    specs = []
    for spec in found:
        lines = []
        for line in spec.lines:
            number += 1
            lines.append(LineSpec(ContestLine(pk=number), line.label, line.detail))
        specs.append(replace(spec, lines=lines))
    return specs


def _spec(group: ContestGroup) -> GroupSpec:
    return GroupSpec(
        title=group.title,
        lines=[LineSpec(line, line.label, line.detail) for line in group.lines.all()],
        award=group.award,
        kind=group.kind,
        seats=group.seats,
        threshold=group.threshold,
        base=group.base,
        legal_basis=group.legal_basis,
        no_threshold=group.threshold is None,
        recusal=group.recusal,
    )


def figures_once_counted(ballot: VotingRound) -> list[list[Figures]] | None:
    """What the lines got in a round that is published; None before."""
    if not ballot.is_published:
        return None
    groups = queries.ballot_lines(ballot)
    return [[Figures(line.votes_for or 0, line.votes_against or 0) for line in group.lines.all()] for group in groups]


# The act --------------------------------------------------------------------------------------------------------------


def refuse_while_voting(conference: Conference) -> None:
    """SQLite has one writer: there nobody may be voting anywhere while a rehearsal writes."""
    running = VotingRound.objects.filter(state__in=VOTING)
    if connection.vendor != "sqlite":
        running = running.filter(conference=conference)
    if ballot := running.select_related("conference").first():
        raise StateConflict(f"“{ballot.name}” {ballot.get_state_display().lower()}: diễn tập sau khi đóng phiếu.")


def rehearse(
    conference: Conference, *, by: User, place: preflight.Place, progress: Progress = lambda *told: None
) -> Rehearsal:
    """Look at everything, act the ballot out, keep the report. place: how the page was reached."""
    require(by, "awards.prepare_ballot", VotingRound(conference=conference))
    refuse_while_voting(conference)
    steps = len(preflight.LOOKS) + 3
    findings: list[Finding] = []
    ballot = round_to_rehearse(conference)
    for number, (name, look) in enumerate(preflight.LOOKS):
        progress(number, steps, f"Kiểm tra: {name}")
        findings += look(preflight.Subject(conference, ballot, place))
    progress(steps - 3, steps, "Diễn tập: phát phiếu, bỏ phiếu, kiểm phiếu")
    played = act_out(conference, by=by, ballot=ballot)
    progress(steps - 2, steps, "Dàn trang phiếu bầu, biên bản kiểm phiếu")
    lay_out(played)
    progress(steps - 1, steps, "Xóa mọi thứ của buổi diễn tập")
    prove_gone(played)
    return _keep(conference, by, [*findings, *played.findings], played)


@transaction.atomic
def _keep(conference: Conference, by: User, findings: Sequence[Finding], played: Played) -> Rehearsal:
    verdict = verdict_of(list(findings))
    kept = Rehearsal.objects.create(
        conference=conference,
        by=by,
        state=verdict,
        report={
            "findings": [finding.as_document() for finding in findings],
            "titles": played.titles,
            "voters": played.voters,
            "lines": played.lines,
        },
    )
    trouble = [finding.title for finding in findings if finding.tone == "bad"]
    facts = {"verdict": verdict.label, "voters": played.voters, "lines": played.lines, "trouble": trouble}
    record(by, "conference.rehearse", conference, **facts)
    return kept


def act_out(
    conference: Conference,
    *,
    by: User,
    ballot: VotingRound | None,
    wanted: Sequence[Sequence[Figures]] | None = None,
    dice: Random | None = None,
) -> Played:
    """A whole round with invented votes, undone at the end. wanted: figures the votes shall come to; left out, those of
    the published round, else votes by chance."""
    played = Played()
    if wanted is None and ballot is not None:
        wanted = figures_once_counted(ballot)
    try:
        with transaction.atomic():
            try:
                _Stage(conference, by, ballot, played, dice or secrets.SystemRandom()).play(wanted)
            except DomainError as error:
                played.tell("Diễn tập dừng lại", " ".join([str(error), *getattr(error, "reasons", [])]), is_good=False)
            except Impossible:
                played.tell("Diễn tập dừng lại", "Không có lá phiếu nào cho ra số liệu đã ghi.", is_good=False)
            transaction.set_rollback(True)
    finally:
        if played.round_id:
            keys.destroy(played.round_id)
    return played


class _Stage:
    """One rehearsal while it is acted out; see `act_out`."""

    def __init__(self, conference: Conference, by: User, ballot: VotingRound | None, played: Played, dice: Random):
        self.real, self.by, self.played, self.dice = conference, by, played, dice
        self.specs = specs_of(conference, ballot)
        self.name = ballot.name if ballot else "Phiếu bầu"

    def play(self, wanted: Sequence[Sequence[Figures]] | None) -> None:
        self.conference = self._make_conference()
        self.members = self._make_people(self.conference)
        self.tellers = [self._make_user(f"kiem-phieu-{number}", "Kiểm phiếu (diễn tập)") for number in (1, 2)]
        self.round = self._make_round()
        self.give_out()
        self.begin()
        chosen = self.choose(wanted)
        ballots = self.vote(chosen)
        self.look_into_the_box(ballots)
        self.end(ballots)
        self.count(chosen)
        self.publish()

    # Made up

    def _make_conference(self) -> Conference:
        real = self.real
        copied = {
            name: getattr(real, name)
            for name in ("period", "council", "cluster", "name", "starts_at", "place", "host", "chair_text")
        }
        made = Conference.objects.create(state=ConferenceState.IN_SESSION, is_demo=True, **copied)
        self.played.made_up.append((Conference, made.pk))
        return made

    def _make_people(self, conference: Conference) -> list[User]:
        """A made-up person with an account for each seat; in the room are those who are in it, else everybody."""
        seats = list(self.real.attendees.order_by("sort"))
        in_room = {seat.pk for seat in seats if seat.is_present} or {seat.pk for seat in seats}
        users = []
        for number, seat in enumerate(seats, 1):
            user = self._make_user(f"{number}", seat.name, with_person=True)
            here = seat.pk in in_room
            Attendee.objects.create(
                conference=conference, sort=number, member=seat.member, unit=seat.unit, person=user.person,
                name=seat.name, role=seat.role, presence=Presence.PRESENT if here else Presence.ABSENT,
                arrived_at=conference.starts_at if here else None, absence_reason="" if here else "diễn tập",
            )  # fmt: skip
            if here:
                users.append(user)
        return users

    def _make_user(self, login: str, name: str, *, with_person: bool = False) -> User:
        unit, tag = self.real.unit, secrets.token_hex(5)
        person = None
        if with_person:
            person = Person.objects.create(
                service_number=f"DT-{tag}", full_name=name[:100], rank=Rank.PRIVATE, position="Diễn tập",
                object_group=ObjectGroup.OFFICER, unit=unit, is_demo=True,
            )  # fmt: skip
            self.played.made_up.append((Person, person.pk))
        user = User.objects.create(
            username=f"{MARK}{tag}-{login}"[:60], display_name=name[:100], person=person, unit=unit, password="!"
        )
        self.played.made_up.append((User, user.pk))
        return user

    def _make_round(self) -> VotingRound:
        made = services.prepare_round(
            self.conference, by=self.by, name=self.name, groups=self.specs, tellers=self.tellers, kind=RoundKind.MIXED
        )
        self.played.round_id = str(made.pk)
        self.played.made_up += [(VotingRound, made.pk), (BallotBox, made.pk)]
        services.freeze_round(made, by=self.by)
        self.played.lines = sum(len(spec.lines) for spec in self.specs)
        return VotingRound.objects.get(pk=made.pk)

    def _two(self, act: Act) -> None:
        """One who directs and one who counts, as in earnest; then what follows the end of an act: keys go."""
        services.ask(self.round, act, by=self.by)
        services.confirm(self.round, act, by=self.tellers[0])
        boxing.sweep()
        self.round = VotingRound.objects.get(pk=self.round.pk)

    def _key_files(self) -> set[str]:
        return {name for names in keys.held().get(str(self.round.pk), {}).values() for name in names}

    # Acted out

    def give_out(self) -> None:
        casting.open_checkin(self.round, by=self.tellers[0])
        self.round.refresh_from_db()
        self.box = BallotBox.objects.select_related("round").get(round=self.round)
        self.phones = []
        is_same = True
        for user in self.members:
            phone = Phone(self.box.issuer)
            asked = {"by": user, "blinded": phone.blinded.hex(), "epoch": self.box.epoch}
            answer = casting.issue(self.round, **asked)
            is_same = is_same and casting.issue(self.round, **asked) == answer  # its answer was lost
            phone.unblind(bytes.fromhex(answer))
            casting.mark_ready(self.round, by=user)
            self.phones.append(phone)
        self.played.voters = len(self.phones)
        screen = queries.screen_of(self.conference)
        seen = screen.readiness is not None and screen.readiness.ready == len(self.phones)
        self.played.tell(
            "Nhận phiếu",
            f"{len(self.phones)} máy giả nhận phiếu ký mù, dấu hòm phiếu {self.box.digits}; "
            "máy mất trả lời hỏi lại thì nhận đúng phiếu cũ.",
            is_good=is_same and seen,
        )

    def begin(self) -> None:
        self._two(Act.OPEN)
        try:
            late = Phone(self.box.issuer)
            casting.issue(self.round, by=self.members[0], blinded=late.blinded.hex(), epoch=self.box.epoch)
            is_refused = False
        except StateConflict:
            is_refused = True
        is_gone = self._key_files() == {keys.SEAL}
        self.played.tell(
            "Mở bỏ phiếu",
            "Hai người cùng mở; khóa phát phiếu đã hủy, không phát thêm được phiếu nào."
            if is_gone and is_refused
            else "Khóa phát phiếu còn sau khi mở bỏ phiếu.",
            is_good=is_gone and is_refused,
        )

    def choose(self, wanted: Sequence[Sequence[Figures]] | None) -> list[list[Mark]]:
        if wanted is None:
            return dealing.invented(self.box.paper, len(self.phones), self.dice)
        return dealing.dealt(self.box.paper, wanted, len(self.phones), self.dice)

    def vote(self, chosen: Sequence[Sequence[Mark]]) -> list[Ballot]:
        """Everybody, in an order of chance and twice: the first answer is lost. A second choice is refused."""
        ballots = [phone.ballot(self.box.paper, marks) for phone, marks in zip(self.phones, chosen, strict=True)]
        order = list(range(len(ballots)))
        self.dice.shuffle(order)
        roll, events = self._roll(), RoundEvent.objects.filter(round=self.round).count()
        is_good = True
        for number in order:
            answers = [self._send(ballots[number]) for _ in range(2)]
            is_good = is_good and [answer.is_new for answer in answers] == [True, False]
        try:
            other = self.phones[0].ballot(self.box.paper, [*chosen[0]])
            self._send(other)
            is_good = False
        except TokenSpent:
            pass
        is_quiet = self._roll() == roll and RoundEvent.objects.filter(round=self.round).count() == events
        self.played.tell(
            "Bỏ phiếu",
            f"{len(ballots)} phiếu, mỗi phiếu gửi hai lần chỉ vào hòm một lần; đổi lựa chọn bị từ chối; "
            "danh sách bỏ phiếu và nhật ký không đổi chữ nào.",
            is_good=is_good and is_quiet and queries.in_box(self.round) == len(ballots),
        )
        return ballots

    def _send(self, ballot: Ballot) -> casting.Receipt:
        return casting.cast(str(self.round.pk), json.loads(ballot.record()))

    def _roll(self) -> list[tuple]:
        return list(RoundElector.objects.filter(round=self.round).order_by("pk").values_list())

    def look_into_the_box(self, ballots: Sequence[Ballot]) -> None:
        """Whether anything of a ballot can be read before the end; then whether the same search finds it in one."""
        pile = b"".join(
            bytes(sealed) for sealed in Envelope.objects.filter(round=self.round).values_list("sealed", flat=True)
        )
        needles = [part for one in ballots for part in (one.body.encode(), one.key, one.tsig, one.commitment.encode())]
        found = sum(needle in pile for needle in needles)
        box_key = keys.sealing(self.round.pk, self.box.epoch)
        first = Envelope.objects.filter(round=self.round).order_by("pk").first()
        opened = sealing.unseal(box_key, str(self.round.pk), bytes.fromhex(first.pk), bytes(first.sealed))
        is_able = any(one.record() == opened for one in ballots)
        screen = queries.screen_of(self.conference)
        is_quiet = screen.phase == "open" and screen.result is None
        self.played.tell(
            "Trong lúc bỏ phiếu",
            "Phong bì trong hòm không đọc được gì; màn chiếu chỉ hiện số phiếu, không tên, không kết quả."
            if found == 0
            else f"Đọc được {found} mảnh của phiếu trong hòm chưa mở.",
            is_good=found == 0 and is_able and is_quiet,
        )

    def end(self, ballots: Sequence[Ballot]) -> None:
        self._two(Act.CLOSE)
        self.box.refresh_from_db()
        self.played.head = self.box.head
        stored = list(BoxRecord.objects.filter(round=self.round).order_by("pk").values_list("pk", flat=True))
        mine = sorted(one.commitment for one in ballots)
        is_gone = not self._key_files()
        try:
            self._send(ballots[0])
            is_late = False
        except NotOpen:
            is_late = True
        self.played.tell(
            "Đóng phiếu",
            f"{len(stored)} phiếu trong hòm, mỗi máy thấy phiếu của mình; khóa đã hủy; "
            f"mã niêm phong {self.box.short_head}.",
            is_good=stored == mine and is_gone and is_late,
        )

    def count(self, chosen: Sequence[Sequence[Mark]]) -> None:
        services.count_box(self.round, by=self.tellers[0])
        self.round.refresh_from_db()
        result = queries.result_of(self.round, viewer=self.tellers[0])
        by_hand = dealing.figures_of(self.box.paper, chosen)
        counted = [
            [(line.agree, None if group.is_pick else line.disagree) for line in group.lines] for group in result.groups
        ]
        said, is_same = recount(boxing.hand_over(self.round, by=self.tellers[0]), self.box.head)
        self.played.tell(
            "Kiểm phiếu",
            f"Kết quả của {self.played.lines} dòng đúng với phiếu giả; chương trình đếm lại độc lập: {said}",
            is_good=counted == by_hand and is_same,
        )
        self.played.titles = [
            {
                "title": group.title,
                "lines": len(group.lines),
                "passed": [line.label for line in group.passed],
                "agree": [line.agree for line in group.lines],
            }
            for group in result.groups
        ]
        self.played.documents = {name: make(self.round, self.tellers[0]) for name, make in papers.items()}

    def publish(self) -> None:
        for teller in self.tellers:
            services.sign(self.round, by=teller)
        self._two(Act.PUBLISH)
        screen = queries.screen_of(self.conference)
        is_clear = not Envelope.objects.filter(round=self.round).exists()
        self.played.tell(
            "Công bố",
            "Tổ kiểm phiếu ký, hai người công bố, màn chiếu hiện kết quả.",
            is_good=screen.phase == "published" and screen.result is not None and is_clear,
        )


def recount(box: str, head: str) -> tuple[str, bool]:
    """The last words of the script that shares no code with the house, run as a teller would run it."""
    with tempfile.TemporaryDirectory(prefix="thidua-") as folder:
        file = Path(folder) / "box.json"
        file.write_text(box, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-I", str(box_queries.RECOUNT), str(file), head[:16]],
            capture_output=True, encoding="utf-8", timeout=RECOUNT_SECONDS, check=False,
        )  # fmt: skip
    lines = (done.stdout + done.stderr).strip().splitlines()
    return (lines[-1] if lines else ""), done.returncode == 0


def lay_out(played: Played) -> None:
    """The papers that will be printed, from what was counted; the round itself is gone by now."""
    for name, document in played.documents.items():
        content = render(document, "pdf")
        played.tell(name, f"Dàn trang được, {len(content) // 1024} KB.", is_good=content.startswith(b"%PDF"))


def prove_gone(played: Played) -> None:
    """That nothing is left: no row of what was made up, no key."""
    left = [model._meta.verbose_name for model, key in played.made_up if model._base_manager.filter(pk=key).exists()]
    users = User.objects.filter(username__startswith=MARK).count()
    has_keys = bool(played.round_id) and played.round_id in keys.held()
    is_gone = not left and not users and not has_keys
    played.tell(
        "Xóa dấu vết",
        "Không còn dòng nào trong cơ sở dữ liệu, không còn khóa nào; phiếu thật không bị đụng đến."
        if is_gone
        else "Còn sót lại của buổi diễn tập; báo quản trị hệ thống.",
        is_good=is_gone,
    )
