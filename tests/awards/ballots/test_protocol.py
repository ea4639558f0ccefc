"""The protocol as a machine: any order of acts, drops and repeats, and what must hold after each of them (PM1–PM20)."""

from copy import deepcopy

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from awards.ballots import boxing, casting, keys, limits, recount, services
from awards.ballots.casting import NotOpen, OtherDevice, TokenSpent
from awards.ballots.phones import Device
from awards.ballots.sealing import Ballot, NotEntitled
from awards.models import BoxRecord, Envelope, RoundElector, RoundEvent, VotingRound
from tests.awards.ballots.voters import MIXED, NO, YES, Hall, hall
from thidua.errors import DomainError, StateConflict

MEMBERS = 4
MOST_RUNS = 6  # a run of six examples by chance now and then ends before the box is closed
people = st.integers(0, MEMBERS - 1)
choices = st.sampled_from([YES, NO, MIXED])
WAYS = {
    "ready": {"checkin", "cancelled"},
    "checkin": {"open", "cancelled"},
    "open": {"closed", "cancelled"},
    "closed": {"counted", "annulled"},
    "counted": {"annulled", "published"},
}


OVER = {"closed", "counted", "cancelled"}
OUT_OF_TURN = {
    "open_checkin": {"checkin", "open"} | OVER,
    "rekey": {"ready", "open"} | OVER,
    "open": {"ready", "open"} | OVER,
    "close": {"ready", "checkin"} | OVER,
    "cancel": OVER,
    "count": {"ready", "checkin", "open", "counted", "cancelled"},
}


def holds(device: Device) -> bool:
    """Whether it holds a paper: every slip of it."""
    return all(phone.token for phone in device.phones)


class Protocol(RuleBasedStateMachine):
    """A council of four. `tokens`: the newest paper each device holds; `sent`: what of it was cast, slip by slip.
    by_line: every line is a slip of its own, and a device may be cut off between two of them."""

    by_line = False
    built: Hall  # as it stands before the check-in; every example begins with a copy of it

    def __init__(self):
        super().__init__()
        self.found: Hall | None = None
        self.tokens: dict[int, Device] = {}
        self.old: list[Device] = []
        self.sent: dict[int, list[Ballot]] = {}
        self.arrived: set[tuple[int, int]] = set()
        self.acknowledged: set[str] = set()
        self.before = "ready"
        self.turns = 0
        self.roll: list[tuple] = []
        # Each example in a block of its own, undone afterwards.
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self):
        """Nothing is left to the next example, which has the same round: no row, no key, nothing kept in memory."""
        keys.destroy(self.built.ballot.pk)
        casting._open_rounds.clear()
        limits.papers.forget()
        limits.casts.forget()
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize()
    def prepare(self):
        keys.rsa.from_the_first()  # no key of another example is there any more (tests/shortcuts.py)
        self.found = deepcopy(self.built)

    def device(self) -> Device:
        return Device(self.found.box.issuer, self.found.paper)

    @property
    def state(self) -> str:
        return VotingRound.objects.get(pk=self.found.ballot.pk).state

    def user(self, who: int):
        return self.found.members[who]

    @precondition(lambda self: self.before == "ready")
    @rule()
    def open_checkin(self):
        try:
            casting.open_checkin(self.found.ballot, by=self.found.teller)
        except StateConflict:
            assert self.before != "ready"

    @precondition(lambda self: self.before == "checkin")
    @rule(who=people, is_lost=st.booleans())
    def fetch_one(self, who, is_lost):
        self.fetch(who, is_lost)

    def fetch(self, who, is_lost):
        """A device asks for its paper; the answer may be lost, and it asks again with the same."""
        if self.state == "ready":
            return
        one = self.tokens.get(who) or self.device()
        asked = {"epoch": one.issuer.epoch, "by": self.user(who), "blinded": one.blinded}
        try:
            answer = casting.issue(self.found.ballot, **asked)
        except StateConflict:
            assert self.state != "checkin" or one.issuer.epoch < self.found.box.epoch
            return
        assert self.state == "checkin"
        self.tokens[who] = one
        if not is_lost:
            assert casting.issue(self.found.ballot, **asked) == answer
            one.unblind(answer)
            casting.mark_ready(self.found.ballot, by=self.user(who))

    @precondition(lambda self: self.before == "checkin" and self.ready < MEMBERS)
    @rule()
    def fetch_all(self):
        """As it goes in a hall: every device, by itself."""
        for who in range(MEMBERS):
            self.fetch(who, False)

    @precondition(lambda self: self.before == "checkin")
    @rule(who=people)
    def fetch_with_another_device(self, who):
        if who not in self.tokens or self.state == "ready":
            return
        try:
            casting.issue(
                self.found.ballot,
                epoch=self.found.box.epoch,
                by=self.user(who),
                blinded=self.device().blinded,
            )
        except OtherDevice:
            return
        except StateConflict:
            assert self.state != "checkin"
            return
        raise AssertionError("two papers for one member")

    @precondition(lambda self: self.before == "checkin" and self.turns % 5 == 0)
    @rule()
    def rekey(self):
        try:
            casting.rekey(self.found.ballot, by=self.found.teller)
        except StateConflict:
            assert self.state != "checkin"
            return
        self.old += [one for one in self.tokens.values() if holds(one)]
        self.tokens.clear()

    @precondition(lambda self: self.before == "checkin")
    @rule(who=people)
    def surrender(self, who):
        one = self.tokens.get(who)
        if one is None or not holds(one):
            return
        try:
            casting.surrender(self.found.ballot, by=self.user(who), **one.proof)
        except StateConflict:
            assert self.state != "checkin"
            return
        self.old.append(self.tokens.pop(who))

    def act(self, action: str) -> bool:
        try:
            with self.capture(execute=True):
                self.found.act(action, "lý do")
        except DomainError:
            for act in self.found.ballot.two_person_acts.filter(confirmed_by=None, withdrawn_at=None):
                services.withdraw(self.found.ballot, act.action, by=self.found.teller)
            return False
        return True

    @property
    def ready(self) -> int:
        return sum(holds(one) for one in self.tokens.values())

    @precondition(lambda self: self.before == "checkin" and self.ready >= 3)
    @rule()
    def open(self):
        waiting = RoundElector.objects.filter(round=self.found.ballot, channel="electronic", is_ready=False).exists()
        if self.act("open"):
            assert not waiting, "voting began while a device was half way to its paper"

    @precondition(lambda self: self.before == "open")
    @rule(who=people, chosen=choices, times=st.integers(1, 3), cut=st.sampled_from([None, None, 1, 2]))
    def cast(self, who, chosen, times, cut):
        """cut: only so many ballots of the paper get through before the device is cut off."""
        one = self.tokens.get(who)
        if one is None or not holds(one):
            return
        ballots = self.sent.get(who) or one.ballots(chosen)
        state = self.state
        for _ in range(times):
            for place, ballot in enumerate(ballots[:cut]):
                try:
                    receipt = self.found.send(ballot)
                except NotOpen:
                    assert state != "open"
                    return
                assert state == "open"
                assert receipt.is_new is ((who, place) not in self.arrived)
                assert receipt.c == ballot.commitment
                self.sent[who] = ballots
                self.arrived.add((who, place))
                self.acknowledged.add(receipt.c)

    @precondition(lambda self: self.sent)
    @rule(who=people, chosen=choices)
    def cast_something_else(self, who, chosen):
        if who not in self.sent:
            return
        try:
            self.found.send(self.tokens[who].ballots(chosen)[0])
        except TokenSpent:
            assert self.state == "open"
        except NotOpen:
            assert self.state != "open"
        else:
            raise AssertionError("two ballots of one paper")

    @precondition(lambda self: self.old)
    @rule(chosen=choices)
    def cast_an_old_paper(self, chosen):
        try:
            self.found.send(self.old[-1].ballots(chosen)[-1])
        except (NotEntitled, NotOpen):
            return
        raise AssertionError("an old paper was taken")

    @precondition(lambda self: self.before == "open" and len(self.sent) > 1)
    @rule()
    def close(self):
        self.act("close")

    @precondition(lambda self: self.before == "open" and self.sent and self.turns % 4 == 0)
    @rule()
    def cancel(self):
        self.act("cancel")

    @precondition(lambda self: self.before == "closed")
    @rule()
    def count(self):
        try:
            services.count_box(self.found.ballot, by=self.found.teller)
        except StateConflict:
            assert self.before != "closed"

    @precondition(lambda self: self.turns % 3 == 0)
    @rule(
        who=people, chosen=choices, name=st.sampled_from(["open_checkin", "rekey", "open", "close", "cancel", "count"])
    )
    def out_of_turn(self, who, chosen, name):
        """Whatever is pressed too early or too late: it is refused, and nothing changes."""
        if self.before in OUT_OF_TURN[name]:
            getattr(self, name)()
        if self.before not in ("checkin", "ready"):
            self.fetch(who, False)
            self.surrender(who)
        if self.before in ("checkin", "closed", "counted", "cancelled"):
            self.cast(who, chosen, 1, None)

    @invariant()
    def everything_holds(self):
        if self.found is None:
            return
        self.turns += 1
        ballot = VotingRound.objects.get(pk=self.found.ballot.pk)
        assert ballot.state == self.before or ballot.state in WAYS[self.before]  # PM18
        self.before = ballot.state
        self.reached.add((ballot.state, bool(self.acknowledged)))
        self.found.ballot.refresh_from_db()
        roll = RoundElector.objects.filter(round=ballot)
        assert roll.count() == MEMBERS
        assert roll.filter(channel="electronic").count() <= MEMBERS  # PM2, PM17
        lengths = {len(one.sealed) for one in Envelope.objects.filter(round=ballot)}
        assert len(lengths) <= 1  # PM9
        assert not RoundEvent.objects.filter(round=ballot, action__in=["cast", "issue"]).exists()  # PM15
        names = {name for files in keys.held().get(str(ballot.pk), {}).values() for name in files}
        if ballot.state == "open":
            self.roll = self.roll or list(roll.order_by("pk").values_list())
            assert list(roll.order_by("pk").values_list()) == self.roll  # PM13
            assert "issue.pem" not in names  # PM7
            assert Envelope.objects.filter(round=ballot).count() == len(self.acknowledged)  # PM1, PM4
        records = set(BoxRecord.objects.filter(round=ballot).values_list("c", flat=True))
        if ballot.state in ("closed", "counted"):
            assert not names  # PM8
            assert records == self.acknowledged  # PM1, PM3
            places = [place for _, place in self.arrived]
            count = max((places.count(place) for place in set(places)), default=0)
            assert self.found.box.count == count <= self.found.box.issued  # PM2
            assert self.by_line or count == len(records)
            opened = boxing.opened(ballot)
            assert recount.recount(opened.text(), self.found.box.head)  # PM12
            assert [body.commitment for body in opened.bodies] == sorted(records)  # PM10
        else:
            assert not records  # PM19
        if ballot.state == "cancelled":
            assert not names
            assert not Envelope.objects.filter(round=ballot).exists()


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("by_line", [False, True], ids=["paper", "line"])
def test_any_order_of_acts_keeps_what_the_protocol_promises(django_capture_on_commit_callbacks, tmp_path, by_line):
    reached: set[tuple[str, bool]] = set()
    built = hall(MEMBERS, checkin=False, by_line=by_line)
    capture = staticmethod(django_capture_on_commit_callbacks)
    machine = type("Machine", (Protocol,), {"capture": capture, "reached": reached, "by_line": by_line, "built": built})
    wanted = {("open", True), ("closed", True), ("counted", True), ("cancelled", True)}
    for number in range(MOST_RUNS):
        with override_settings(BALLOT_KEYS=tmp_path / f"keys-{number}"):
            run_state_machine_as_test(
                seed(number)(machine),  # other orders each time, the same on every desk
                settings=settings(max_examples=6, stateful_step_count=32, suppress_health_check=list(HealthCheck)),
            )
        if wanted <= reached:
            break
    assert wanted <= reached, "the machine stayed at the door"
