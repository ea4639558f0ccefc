"""Voters without a browser (awards/ballots/phones.py), and boxes they fill."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from awards.ballots import blind, casting, marks, services
from awards.ballots.box import Box, Roll, assemble
from awards.ballots.enums import Granularity, RoundKind
from awards.ballots.marks import Mark, Paper
from awards.ballots.phones import Device
from awards.ballots.phones import Phone as Voter
from awards.ballots.queries import groups_from_list
from awards.ballots.rules import canonical
from awards.ballots.sealing import Ballot, Issuer
from awards.models import BallotBox, VotingRound
from tests.factories import UserFactory, ballots
from units.accounts.enums import Role
from units.models import User

ROUND = "6f6d0c3e-0f6c-4c55-9f3a-0d5e3f0c7a11"
OTHER_ROUND = "11111111-2222-4333-8444-555555555555"


@cache
def rsa_key(number: int = 0) -> rsa.RSAPrivateKey:
    """One key for each number, made once: a quarter of a second each."""
    return rsa.generate_private_key(65537, 2048)


def issuer(round_id: str = ROUND, epoch: int = 1, key: rsa.RSAPrivateKey | None = None) -> Issuer:
    public = (key or rsa_key()).public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Issuer(round_id, epoch, pem.decode())


def paper(*titles: tuple[int, int | None], round_id: str = ROUND) -> Paper:
    """A paper with (lines, most that may be chosen or None) for each title."""
    groups = []
    for number, (lines, most) in enumerate(titles, 1):
        rule: dict[str, Any] = {"base": "all_members", "threshold": {"num": 4, "den": 5, "op": ">="}}
        if most is not None:
            rule["pick"] = {"k": most}
        rows = [{"n": n, "label": f"Đơn vị {n}", "detail": ""} for n in range(1, lines + 1)]
        kind = "approve" if most is None else "pick"
        groups.append({"title": f"Danh hiệu {number}", "kind": kind, "rule": rule, "basis": "", "lines": rows})
    content = {"v": 1, "round": round_id, "name": "Phiếu bầu", "number": 1, "groups": groups}
    return marks.read_paper(canonical(content))


def voter(found: Issuer | None = None, key: rsa.RSAPrivateKey | None = None) -> Voter:
    """A voter with a token."""
    one = Voter(found or issuer())
    return one.unblind(blind.blind_sign((key or rsa_key()).private_numbers(), one.blinded))


@cache
def _voter(place: int) -> Voter:
    return voter()


def voters(number: int) -> tuple[Voter, ...]:
    """The first voters of one round that all tests share."""
    return tuple(_voter(place) for place in range(number))


def roll(issued: int = 20, **others: Any) -> Roll:
    return replace(Roll(issued=issued, epoch=1, members=20, present=20), **others)


def full_box(one: Paper, chosen: Sequence[Sequence[Mark]], issued: int = 20) -> Box:
    """A box with one ballot for each row of `chosen`."""
    found = [who.ballot(one, marks) for who, marks in zip(voters(20), chosen, strict=False)]
    return assemble(issuer(), one, roll(issued), [ballot.record() for ballot in found])


# A council that votes on its own devices ----------------------------------------------------------------------------


@dataclass
class Hall:
    """A council with a round on electronic papers, an account and a device for each member in the room."""

    sitting: ballots.Sitting
    ballot: VotingRound
    members: list[User]
    devices: dict[int, Any] = field(default_factory=dict)

    @property
    def box(self) -> BallotBox:
        return BallotBox.objects.select_related("round").get(round=self.ballot)

    @property
    def paper(self) -> Paper:
        return self.box.paper

    @property
    def teller(self) -> User:
        return self.sitting.tellers[0]

    def fetch(self, user: User) -> Voter:
        """A device fetches its paper and says that it holds it."""
        if self.ballot.is_by_line:
            self.devices[user.pk] = self.fetch_slips(user)
            return self.devices[user.pk]
        one = Voter(self.box.issuer)
        answer = casting.issue(self.ballot, epoch=self.box.epoch, by=user, blinded=one.blinded.hex())
        self.devices[user.pk] = one.unblind(bytes.fromhex(answer))
        casting.mark_ready(self.ballot, by=user)
        return one

    def fetch_slips(self, user: User, device: Device | None = None) -> Device:
        """The same where every line is cast for itself."""
        device = device or Device(self.box.issuer, self.paper)
        answer = casting.issue(self.ballot, epoch=self.box.epoch, by=user, blinded=device.blinded)
        casting.mark_ready(self.ballot, by=user)
        return device.unblind(answer)

    def act(self, action: str, reason: str = "") -> VotingRound:
        """One of those who direct and one of the tellers, both together."""
        self.ballot = ballots.two_persons(self.ballot, action, self.sitting.secretary, self.teller, reason)
        return self.ballot

    def cast(self, user: User, chosen: Sequence[Mark], nonce: str = "") -> casting.Receipt:
        return self.send(self.devices[user.pk].ballot(self.paper, chosen, nonce))

    def cast_slips(self, user: User, chosen: Sequence[Mark]) -> list[casting.Receipt]:
        """One mark for each contest of the paper, each a ballot of its own."""
        return [self.send(ballot) for ballot in self.devices[user.pk].ballots(chosen)]

    def send(self, ballot: Ballot) -> casting.Receipt:
        return casting.cast(str(self.ballot.pk), json.loads(ballot.record()))


def hall(
    members: int = 5,
    counts: dict | None = None,
    *,
    checkin: bool = True,
    fetched: int = 0,
    is_open: bool = False,
    regulation: dict[str, Any] | None = None,
    two_keys: bool = False,
    by_line: bool = False,
) -> Hall:
    """A frozen round; then checked in, then with papers on the first devices, then open."""
    sitting = ballots.council_sitting(members=members, present=members, regulation=regulation)
    ballots.locked_list(sitting, counts or {"ĐVQT": (4, 2), "ĐVTT": (2, None)})
    round_ = services.prepare_round(
        sitting.conference,
        by=sitting.secretary,
        name="Phiếu bầu danh hiệu thi đua năm 2023",
        groups=groups_from_list(sitting.conference),
        tellers=sitting.tellers,
        kind=RoundKind.MIXED,
        two_keys=two_keys,
        granularity=Granularity.LINE if by_line else Granularity.PAPER,
    )
    services.freeze_round(round_, by=sitting.secretary)
    others = [
        UserFactory(role=Role.MEMBER, over=sitting.province, person=seat.person) for seat in sitting.attendees[1:]
    ]
    found = Hall(sitting, VotingRound.objects.get(pk=round_.pk), [sitting.chair, *others])
    if checkin:
        casting.open_checkin(found.ballot, by=found.teller)
        found.ballot.refresh_from_db()
        for user in found.members[: fetched or (members if is_open else 0)]:
            found.fetch(user)
    if is_open:
        found.act("open")
    return found


# The pace of a member's page, so that a test need not wait as a hall does.
QUICK = "window.tdBallotPace = {poll: 150, jitter: 50, wait: 0, again: 100}"
YES = [[1, 2], "A", "A"]
NO = [[], "D", "D"]
MIXED = [[3], "A", ""]


def pieces_on_disk(folder: Path, words: Sequence[str]) -> list[str]:
    """Pieces of these long words of chance that stand in any file below, as text of one or two bytes a letter: in
    pieces, because a browser may pack what it writes."""
    files = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    pieces = [word[at : at + 12] for word in words for at in range(0, len(word) - 11, 12)]
    return [one for one in pieces if any(one.encode() in file or one.encode("utf-16-le") in file for file in files)]
