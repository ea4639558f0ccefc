"""A rehearsal while it is acted out: every round of a paper, the lines taken out of it included, from the papers to the
publication. What is around it (what is rehearsed, that all is undone, the report) is in rehearsing.py.
"""

import json
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from awards.ballots import box_queries, boxing, casting, dealing, keys, queries, recusing, sealing, services
from awards.ballots.casting import NotOpen, TokenSpent
from awards.ballots.dealing import Figures
from awards.ballots.enums import Act, Channel, Granularity, RoundKind
from awards.ballots.envelopes import BallotBox, BoxRecord, Envelope
from awards.ballots.marks import Mark
from awards.ballots.models import ContestLine, RoundElector, RoundEvent, VotingRound
from awards.ballots.phones import Device
from awards.ballots.queries import GroupSpec
from awards.ballots.rehearsals import Finding
from awards.ballots.sealing import Ballot
from awards.conferences.enums import ConferenceState, Presence
from awards.conferences.models import Attendee, Conference
from thidua.documents import Document
from thidua.errors import StateConflict
from units.models import Person, User
from units.people.enums import ObjectGroup, Rank

RECOUNT_SECONDS = 300
MARK = "dien-tap-"  # how the login names of made-up people begin
WHY = "diễn tập"


@dataclass
class Played:
    """How far it came. round_ids: of rounds that are nowhere any more."""

    voters: int = 0
    lines: int = 0
    round_ids: list[str] = field(default_factory=list)
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


@dataclass
class Script:
    """What is rehearsed: the titles of the whole paper, each line a stand-in known by its number; who takes no part in
    which line, or in anything, by the seat of the real conference; and how the real round is cast."""

    name: str
    specs: list[GroupSpec]
    out_of_lines: list[tuple[int, int]] = field(default_factory=list)  # (number of the line, id of the seat)
    out_of_all: list[int] = field(default_factory=list)
    granularity: str = Granularity.PAPER
    two_keys: bool = False


@dataclass
class Part:
    """One round of the paper: its box, the devices of whoever takes part in it, and what these will cast."""

    ballot: VotingRound
    box: BallotBox
    users: list[User]
    devices: list[Device] = field(default_factory=list)
    chosen: list[list[Mark]] = field(default_factory=list)
    ballots: list[list[Ballot]] = field(default_factory=list)  # of each device; one, or one for each line

    @property
    def round_id(self) -> str:
        return str(self.ballot.pk)

    @property
    def cast(self) -> list[Ballot]:
        return [one for mine in self.ballots for one in mine]


class Stage:
    """One rehearsal; `papers` lay out what will be printed, by name."""

    def __init__(self, conference: Conference, by: User, script: Script, played: Played, dice: Random, papers: Mapping):
        self.real, self.by, self.script, self.played, self.dice = conference, by, script, played, dice
        self.papers, self.codes = papers, []

    def play(self, wanted: Mapping[int, Figures] | None) -> None:
        """wanted: number of the line → the figures its votes shall come to; None: by chance."""
        self.conference = self._make_conference()
        self.members = self._make_people(self.conference)
        self.tellers = [self._make_user(f"kiem-phieu-{number}", "Kiểm phiếu (diễn tập)") for number in (1, 2)]
        self.round = self._make_round()
        self.give_out()
        self.begin()
        self.choose(wanted)
        self.vote()
        self.look_into_the_box()
        self.end()
        self.count()
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
        self.seats: dict[int, Attendee] = {}  # seat of the real conference -> the one made up for it
        for number, seat in enumerate(seats, 1):
            user = self._make_user(f"{number}", seat.name, with_person=True)
            here = seat.pk in in_room
            self.seats[seat.pk] = Attendee.objects.create(
                conference=conference, sort=number, member=seat.member, unit=seat.unit, person=user.person,
                name=seat.name, role=seat.role, presence=Presence.PRESENT if here else Presence.ABSENT,
                arrived_at=conference.starts_at if here else None, absence_reason="" if here else WHY,
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
        """The paper and, once it is frozen, the rounds of lines that were taken out of it."""
        script = self.script
        made = services.prepare_round(
            self.conference, by=self.by, name=script.name, groups=script.specs, tellers=self.tellers,
            kind=RoundKind.MIXED, two_keys=script.two_keys, granularity=script.granularity,
        )  # fmt: skip
        lines = {line.object_id: line for line in ContestLine.objects.filter(group__round=made)}
        if pairs := [(lines[line], self.seats[seat]) for line, seat in script.out_of_lines]:
            recusing.decide(made, by=self.by, pairs=pairs, reason=WHY)
        services.freeze_round(made, by=self.by)
        for seat in script.out_of_all:
            elector = made.electors.get(attendee=self.seats[seat])
            services.set_recused(elector, by=self.by, reason=WHY)
        for one in (made, *made.sub_rounds.all()):
            self.played.round_ids.append(str(one.pk))
            self.played.made_up += [(VotingRound, one.pk), (BallotBox, one.pk)]
        self.played.lines = sum(len(spec.lines) for spec in script.specs)
        return VotingRound.objects.get(pk=made.pk)

    def _two(self, act: Act) -> None:
        """One who directs and one who counts, as in earnest; then what follows the end of an act: keys go."""
        services.ask(self.round, act, by=self.by)
        codes = self.codes if act == Act.CLOSE else []
        services.confirm(self.round, act, by=self.tellers[0], codes=codes)
        boxing.sweep()
        self.round = VotingRound.objects.get(pk=self.round.pk)
        for part in self.parts:
            part.ballot.refresh_from_db()

    def _key_files(self, part: Part) -> set[str]:
        return {name for names in keys.held().get(part.round_id, {}).values() for name in names}

    # Acted out

    def give_out(self) -> None:
        casting.open_checkin(self.round, by=self.tellers[0])
        self.round.refresh_from_db()
        if self.script.two_keys:
            self.codes = [casting.take_code(self.round, by=teller) for teller in self.tellers]
        self.parts = [self._part(one) for one in (self.round, *self.round.sub_rounds.order_by("number"))]
        is_same = True
        for part in self.parts:
            for user in part.users:
                device = Device(part.box.issuer, part.box.paper)
                asked = {"by": user, "blinded": device.blinded, "epoch": part.box.epoch}
                answer = casting.issue(part.ballot, **asked)
                is_same = is_same and casting.issue(part.ballot, **asked) == answer  # its answer was lost
                part.devices.append(device.unblind(answer))
                casting.mark_ready(part.ballot, by=user)
        main = self.parts[0]
        self.played.voters = len({user.pk for part in self.parts for user in part.users})
        screen = queries.screen_of(self.conference)
        seen = screen.readiness is not None and screen.readiness.ready == len(main.devices)
        self.played.tell(
            "Nhận phiếu",
            f"{self.played.voters} máy giả nhận phiếu ký mù, dấu hòm phiếu {main.box.digits}{self._apart()}; "
            "máy mất trả lời hỏi lại thì nhận đúng phiếu cũ.",
            is_good=is_same and seen,
        )

    def _part(self, ballot: VotingRound) -> Part:
        box = BallotBox.objects.select_related("round").get(round=ballot)
        out = set(ballot.electors.filter(channel=Channel.RECUSED).values_list("attendee__person", flat=True))
        return Part(ballot, box, [user for user in self.members if user.person_id not in out])

    def _apart(self) -> str:
        """` và 2 hòm của phiếu riêng, mỗi dòng một phiếu`"""
        several = f" và {len(self.parts) - 1} hòm của phiếu riêng" if len(self.parts) > 1 else ""
        by_line = ", mỗi dòng một phiếu" if self.script.granularity == Granularity.LINE else ""
        return several + by_line

    def begin(self) -> None:
        self._two(Act.OPEN)
        is_refused = is_gone = True
        for part in self.parts:
            late = Device(part.box.issuer, part.box.paper)
            try:
                casting.issue(part.ballot, by=part.users[0], blinded=late.blinded, epoch=part.box.epoch)
                is_refused = False
            except StateConflict:
                pass
            is_gone = is_gone and self._key_files(part) == {keys.SEAL}
        self.played.tell(
            "Mở bỏ phiếu",
            "Hai người cùng mở; khóa phát phiếu đã hủy, không phát thêm được phiếu nào."
            if is_gone and is_refused
            else "Khóa phát phiếu còn sau khi mở bỏ phiếu.",
            is_good=is_gone and is_refused,
        )

    def choose(self, wanted: Mapping[int, Figures] | None) -> None:
        for part in self.parts:
            paper, voters = part.box.paper, len(part.devices)
            if wanted is None:
                part.chosen = dealing.invented(paper, voters, self.dice)
            else:
                groups = queries.ballot_lines(part.ballot)
                figures = [[wanted[line.object_id] for line in group.lines.all()] for group in groups]
                part.chosen = dealing.dealt(paper, figures, voters, self.dice)
            pairs = zip(part.devices, part.chosen, strict=True)
            part.ballots = [device.ballots(marks) for device, marks in pairs]

    def vote(self) -> None:
        """Everybody, in an order of chance and twice: the first answer is lost. A second choice is refused."""
        order = [(part, ballot) for part in self.parts for ballot in part.cast]
        self.dice.shuffle(order)
        before, is_good = self._written(), True
        for part, ballot in order:
            answers = [self._send(part, ballot) for _ in range(2)]
            is_good = is_good and [answer.is_new for answer in answers] == [True, False]
        for part in self.parts:
            other = part.devices[0].ballots([*part.chosen[0]])[0]  # of the same paper, with another nonce
            try:
                self._send(part, other)
                is_good = False
            except TokenSpent:
                pass
        is_there = all(queries.in_box(part.ballot) == len(part.devices) for part in self.parts)
        self.played.tell(
            "Bỏ phiếu",
            f"{len(order)} phiếu, mỗi phiếu gửi hai lần chỉ vào hòm một lần; đổi lựa chọn bị từ chối; "
            "danh sách bỏ phiếu và nhật ký không đổi chữ nào.",
            is_good=is_good and is_there and self._written() == before,
        )

    def _send(self, part: Part, ballot: Ballot) -> casting.Receipt:
        return casting.cast(part.round_id, json.loads(ballot.record()))

    def _written(self) -> tuple[list[tuple], int]:
        """The rolls, and how many events there are."""
        rounds = [part.ballot for part in self.parts]
        roll = list(RoundElector.objects.filter(round__in=rounds).order_by("pk").values_list())
        return roll, RoundEvent.objects.filter(round__in=rounds).count()

    def look_into_the_box(self) -> None:
        """Whether anything of a ballot can be read before the end; then whether the same search finds it in one."""
        found, is_able = 0, True
        for part in self.parts:
            envelopes = list(Envelope.objects.filter(round=part.ballot).order_by("pk"))
            pile = b"".join(bytes(one.sealed) for one in envelopes)
            needles = [
                needle
                for one in part.cast
                for needle in (one.body.encode(), one.key, one.tsig, one.commitment.encode())
            ]
            found += sum(needle in pile for needle in needles)
            seal_key, number = keys.sealing(part.round_id, part.box.epoch), bytes.fromhex(envelopes[0].pk)
            inside = sealing.unseal(seal_key, part.round_id, number, bytes(envelopes[0].sealed))
            is_able = is_able and any(part.box.holds(inside, seal_key, one) for one in part.cast)
        screen = queries.screen_of(self.conference)
        is_quiet = screen.phase == "open" and screen.result is None
        self.played.tell(
            "Trong lúc bỏ phiếu",
            "Phong bì trong hòm không đọc được gì; màn chiếu chỉ hiện số phiếu, không tên, không kết quả."
            if found == 0
            else f"Đọc được {found} mảnh của phiếu trong hòm chưa mở.",
            is_good=found == 0 and is_able and is_quiet,
        )

    def end(self) -> None:
        self._two(Act.CLOSE)
        is_whole = is_late = True
        for part in self.parts:
            part.box.refresh_from_db()
            stored = list(BoxRecord.objects.filter(round=part.ballot).order_by("pk").values_list("pk", flat=True))
            is_whole = is_whole and stored == sorted(one.commitment for one in part.cast) and not self._key_files(part)
            try:
                self._send(part, part.cast[0])
                is_late = False
            except NotOpen:
                pass
        main = self.parts[0].box
        self.played.head = main.head
        self.played.tell(
            "Đóng phiếu",
            f"{sum(len(part.cast) for part in self.parts)} phiếu trong hòm{self._apart()}, mỗi máy thấy phiếu của "
            f"mình; khóa đã hủy; mã niêm phong {main.short_head}.",
            is_good=is_whole and is_late,
        )

    def count(self) -> None:
        """The house's count against one by hand, and the script that shares no code, for every box."""
        services.count_box(self.round, by=self.tellers[0])
        self.round.refresh_from_db()
        words, is_same = "", True
        for part in self.parts:
            part.ballot.refresh_from_db()
            result = queries.result_of(part.ballot, viewer=self.tellers[0])
            by_hand = dealing.figures_of(part.box.paper, part.chosen)
            counted = [
                [(line.agree, None if group.is_pick else line.disagree) for line in group.lines]
                for group in result.groups
            ]
            said, is_proved = recount(boxing.hand_over(part.ballot, by=self.tellers[0]), part.box.head)
            is_whole = result.returned == len(part.chosen)  # a blank ballot that is lost changes no other figure
            words, is_same = words or said, is_same and is_proved and is_whole and counted == by_hand
            apart = "" if part is self.parts[0] else ", phiếu riêng"
            self.played.titles += [
                {
                    "title": group.title + apart,
                    "lines": len(group.lines),
                    "passed": [line.label for line in group.passed],
                    "agree": [line.agree for line in group.lines],
                }
                for group in result.groups
            ]
        self.played.tell(
            "Kiểm phiếu",
            f"Kết quả của {self.played.lines} dòng đúng với phiếu giả; chương trình đếm lại độc lập: {words}",
            is_good=is_same,
        )
        self.played.documents = {name: make(self.round, self.tellers[0]) for name, make in self.papers.items()}

    def publish(self) -> None:
        for teller in self.tellers:
            services.sign(self.round, by=teller)
        self._two(Act.PUBLISH)
        screen = queries.screen_of(self.conference)
        rounds = [part.ballot for part in self.parts]
        is_clear = not Envelope.objects.filter(round__in=rounds).exists()
        is_told = all(one.is_published for one in rounds)
        self.played.tell(
            "Công bố",
            "Tổ kiểm phiếu ký, hai người công bố, màn chiếu hiện kết quả.",
            is_good=screen.phase == "published" and screen.result is not None and is_clear and is_told,
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
