"""Electronic papers are given out, given back, given out anew, and cast (the design of it: README, “Secret ballot”).

While papers are given out the house knows who asks and sees only something blinded; when a ballot comes it sees the
ballot and does not know who sends it. Nothing is written down that both have in common: no time, no order, no record of
a cast. Papers and ballots never overlap: none is given out once voting has begun.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db import connection, transaction

from awards.ballots import blind, keys, locking, queries, sealing
from awards.ballots.enums import Channel, RoundState
from awards.ballots.envelopes import BallotBox, Envelope, VoidToken
from awards.ballots.journal import event, refuse_follower, told
from awards.ballots.marks import Paper
from awards.ballots.models import RoundElector, VotingRound
from awards.ballots.sealing import Ballot, Issuer, NotEntitled
from awards.ballots.states import ROUND
from thidua.errors import DomainError, Forbidden, RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.models import User

GIVEN_OUT_ANEW = "Phiếu đã phát lại. Trang tự nhận phiếu mới."


class OtherDevice(StateConflict):
    """Another device of this member holds the paper."""


class NotOpen(DomainError):
    """Nothing is accepted now: voting has not begun, is over, or its key is gone."""


class TokenSpent(DomainError):
    """This paper has been cast with other marks."""


# Give papers out ------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_checkin(ballot: VotingRound, *, by: User) -> VotingRound:
    """Ready → check-in: a teller has every signed-in device of the members fetch its paper by itself."""
    main = lock(ballot)
    refuse_follower(main)
    codes = _codes(main)
    rows = [main, *main.sub_rounds.filter(state=RoundState.READY).order_by("number")]
    for row in rows:
        ROUND.make("checkin", row, by=by)
        box = _renew(BallotBox(round=row, epoch=1), codes)
        box.save(force_insert=True)
        event(row, by, "checkin", digits=box.digits)
    _keep_codes(main, 1, codes)
    ballot.refresh_from_db()
    return rows[0]


@transaction.atomic
def rekey(ballot: VotingRound, *, by: User, reason: str = "") -> BallotBox:
    """Give all papers out anew: a lost phone, another device, anything wrong before voting begins. Nothing has been
    cast, so nothing is lost; devices fetch their new papers by themselves."""
    main = lock(ballot)
    require(by, "awards.tell_ballot", main)
    refuse_follower(main)
    codes = _codes(main)
    rows = [main, *main.sub_rounds.filter(state=RoundState.CHECKIN)]
    boxes = [_rekey(one, by, reason, codes) for one in rows]
    _keep_codes(main, boxes[0].epoch, codes)
    return boxes[0]


def _codes(main: VotingRound) -> dict[int, str]:
    """A new code for each teller, where two of them open the box; one set for the lines taken out as well."""
    return {teller: locking.new_code() for teller in main.tellers.values_list("user", flat=True) if main.two_keys}


def _keep_codes(main: VotingRound, epoch: int, codes: Mapping[int, str]) -> None:
    for teller, code in codes.items():
        keys.hold_code(main.pk, epoch, teller, code)
    main.tellers.update(has_code=False)


@transaction.atomic
def take_code(ballot: VotingRound, *, by: User) -> str:
    """A teller's own code, shown once and kept nowhere from then on. Lost: papers are given out anew, or the round is
    cancelled and prepared again."""
    row = lock(ballot)
    require(by, "awards.tell_ballot", row)
    refuse_follower(row)
    _refuse_unless_checkin(row)
    if not row.two_keys:
        raise StateConflict("Hòm phiếu của vòng này không mở bằng mã.")
    code = keys.take_code(row.pk, row.box.epoch, by.pk)
    if code is None:
        raise StateConflict("Mã đã hiện một lần và không còn ở đâu. Mất mã: phát lại phiếu điện tử để có mã mới.")
    row.tellers.filter(user=by).update(has_code=True)
    told(row, by, "take_code")
    return locking.spaced(code)


def _rekey(row: VotingRound, by: User, reason: str, codes: Mapping[int, str]) -> BallotBox:
    _refuse_unless_checkin(row)
    box = lock(row.box)
    old, box.epoch = box.epoch, box.epoch + 1
    _renew(box, codes).save()
    holders = row.electors.filter(channel=Channel.ELECTRONIC)
    holders.update(channel=Channel.NONE, blinded_hash="", is_ready=False)
    told(row, by, "rekey", epoch=box.epoch, digits=box.digits, reason=reason.strip()[:300])
    transaction.on_commit(lambda: keys.destroy(row.pk, epoch=old))
    return box


def _renew(box: BallotBox, codes: Mapping[int, str]) -> BallotBox:
    box.pub = keys.make(box.round_id, box.epoch, len(box.paper.slips))
    box.lock = locking.make(list(codes.values())) if codes else None
    grown = locking.length_of if codes else None
    box.envelope_length = sealing.envelope_length(box.issuer, box.paper, grown)
    return box


def _refuse_unless_checkin(row: VotingRound) -> None:
    if not row.is_checkin:
        raise StateConflict(f"Không nhận phiếu điện tử được: {row.name} {row.get_state_display().lower()}.")


def _seat(row: VotingRound, by: User) -> RoundElector:
    """The member's own row on the roll, locked."""
    found = queries.seat_of(row, by)
    if found is None:
        raise Forbidden("Thành viên có tên trong danh sách bỏ phiếu", "awards.receive_ballot")
    return lock(found)


def issue(ballot: VotingRound, *, by: User, blinded: str, epoch: int) -> str:
    """Sign a member's paper blindly. The same request again gets the same answer, another one is refused.

    blinded and result in hex, of a paper cast line by line every slip after the other, with a comma between them: a
    member has all of them or none. epoch: the giving-out the device drew it for. Asked for before papers were given out
    anew and read after, it would bind the member to a paper nobody can use. Writes nothing but the member's row on the
    roll.
    """
    messages = _several(blinded)
    digest = hashlib.sha256(b"".join(messages)).hexdigest()
    with transaction.atomic():
        row = lock(ballot)
        _refuse_unless_checkin(row)
        seat = _seat(row, by)
        box = row.box
        if epoch != box.epoch:
            raise StateConflict(GIVEN_OUT_ANEW)
        _refuse_messages(messages, box.issuer.slips(box.paper))
        _refuse_seat(seat)
        if seat.blinded_hash and seat.blinded_hash != digest:
            raise OtherDevice("Máy khác đã nhận phiếu của đồng chí. Gọi tổ kiểm phiếu.")
        if not seat.blinded_hash:
            seat.channel, seat.blinded_hash = Channel.ELECTRONIC, digest
            seat.save(update_fields=["channel", "blinded_hash"])
    issue = keys.issuing(box.round_id, box.epoch)
    if issue is None:
        raise StateConflict(GIVEN_OUT_ANEW)
    return ",".join(blind.blind_sign(key, one).hex() for key, one in zip(issue, messages, strict=True))


def _refuse_messages(messages: Sequence[bytes], issuers: Sequence[Issuer]) -> None:
    fits = len(messages) == len(issuers) and all(
        len(one) == blind.size_of(issuer.public) and 1 < int.from_bytes(one) < issuer.public.n - 1
        for one, issuer in zip(messages, issuers, strict=True)
    )
    if not fits:
        raise RuleViolation("Máy gửi yêu cầu không hợp lệ. Tải lại trang.")


def _several(text: str) -> list[bytes]:
    """The parts of a text with commas between them, each in hex."""
    if not isinstance(text, str):
        raise RuleViolation("Máy gửi yêu cầu không hợp lệ. Tải lại trang.")
    return [_hex(one) for one in text.split(",")]


def _hex(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except (ValueError, TypeError) as error:
        raise RuleViolation("Máy gửi yêu cầu không hợp lệ. Tải lại trang.") from error
    if found.hex() != text:
        raise RuleViolation("Máy gửi yêu cầu không hợp lệ. Tải lại trang.")
    return found


def _refuse_seat(seat: RoundElector) -> None:
    if seat.channel not in (Channel.NONE, Channel.ELECTRONIC):
        raise StateConflict(f"Đồng chí không nhận phiếu điện tử: {seat.get_channel_display().lower()}.")
    if not seat.attendee.is_present:
        raise StateConflict("Đồng chí chưa điểm danh có mặt nên chưa nhận được phiếu.")


@transaction.atomic
def mark_ready(ballot: VotingRound, *, by: User) -> RoundElector:
    """The device says that it holds its paper; the hall counts these, not answered requests."""
    row = lock(ballot)
    _refuse_unless_checkin(row)
    seat = _seat(row, by)
    if not seat.blinded_hash:
        raise StateConflict("Chưa phát phiếu cho máy này.")
    if not seat.is_ready:
        seat.is_ready = True
        seat.save(update_fields=["is_ready"])
    return seat


@transaction.atomic
def surrender(ballot: VotingRound, *, by: User, prep: str, tsig: str) -> RoundElector:
    """A member gives the electronic paper back before voting begins and may sign for one of paper.

    prep, tsig: the paper itself, in hex, as in `issue`; its envelopes can never be filled. Twice is once.
    """
    row = lock(ballot)
    _refuse_unless_checkin(row)
    seat = _seat(row, by)
    box = row.box
    seal_key, tokens = keys.sealing(row.pk, box.epoch), _tokens(prep, tsig)
    issuers = box.issuer.slips(box.paper)
    try:
        if seal_key is None or len(tokens) != len(issuers):
            raise NotEntitled("no key")
        for token, issuer in zip(tokens, issuers, strict=True):
            sealing.check_token(token, issuer)
    except NotEntitled as error:
        raise RuleViolation("Phiếu này không phải của lần phát đang dùng. Tải lại trang.") from error
    numbers = {sealing.envelope_id(seal_key, token.key).hex() for token in tokens}
    is_new = numbers - set(VoidToken.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    VoidToken.objects.bulk_create([VoidToken(id=number, round=row) for number in sorted(is_new)])
    if not is_new:
        return seat
    if seat.channel != Channel.ELECTRONIC:
        raise StateConflict("Đồng chí không giữ phiếu điện tử.")
    seat.channel, seat.blinded_hash, seat.is_ready = Channel.NONE, "", False
    seat.save(update_fields=["channel", "blinded_hash", "is_ready"])
    told(row, by, "surrender", attendee=str(seat.attendee))
    return seat


def _tokens(prep: str, tsig: str) -> list[Ballot]:
    """The rights to the slips of a paper; none where one half is missing."""
    pairs = list(zip_longest(_several(prep), _several(tsig)))
    return [] if any(None in pair for pair in pairs) else [Ballot("", one, other, b"") for one, other in pairs]


# Cast -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Receipt:
    """What the device keeps: its commitment, and the house's signature that this ballot is in the box."""

    c: str
    ack: str
    is_new: bool


@dataclass(frozen=True)
class _OpenRound:
    """What does not change while a round is open, and is no secret: its paper and public key, papers given back."""

    box: BallotBox
    round_id: str
    epoch: int
    issuer: Issuer
    paper: Paper
    envelope_length: int
    void: frozenset[str]


_open_rounds: OrderedDict[str, _OpenRound] = OrderedDict()  # seen open, under their locks, by this process
MOST_OPEN = 16
ROUNDS, ENVELOPES = VotingRound._meta.db_table, Envelope._meta.db_table


def _read_round(round_id: str) -> _OpenRound:
    box = BallotBox.objects.select_related("round").filter(round=round_id).first()
    if box is None:
        raise NotOpen("no such round")
    void = frozenset(VoidToken.objects.filter(round=round_id).values_list("pk", flat=True))
    return _OpenRound(box, str(box.round_id), box.epoch, box.issuer, box.paper, box.envelope_length, void)


def _refuse_unless_open(found: _OpenRound) -> _OpenRound:
    """In the transaction of a cast: the round is open and stays so until its end. Whoever opens, closes or cancels it
    locks the round alone and waits for casts; casts hold it together and do not wait for one another.

    Once seen open here, what is known of it stays in memory: the database itself lets nothing of it change any more.
    Keys are never kept, and the state is asked of the database at every cast.
    """
    with connection.cursor() as cursor:
        together = " FOR SHARE" if connection.features.has_select_for_update else ""
        cursor.execute(f'SELECT "state" FROM "{ROUNDS}" WHERE "id" = %s{together}', [_key(found.round_id)])
        row = cursor.fetchone()
    if row is None or row[0] != RoundState.OPEN:
        raise NotOpen("not open")
    if found.round_id not in _open_rounds:
        again = _read_round(found.round_id)  # papers may have been given back, or given out anew, in this very moment
        if again.epoch != found.epoch:
            raise NotOpen("given out anew")
        _open_rounds[again.round_id] = found = again
        if len(_open_rounds) > MOST_OPEN:
            _open_rounds.popitem(last=False)
    if keys.sealing(found.round_id, found.epoch) is None:
        raise NotOpen("no key")
    return found


def _key(round_id: str) -> Any:
    """The id of a round as the database keeps it."""
    return VotingRound._meta.pk.get_db_prep_value(round_id, connection)


def cast(round_id: str, fields: Mapping[str, object]) -> Receipt:
    """Put a ballot into the box. Nobody is signed in here, and nothing but one envelope is written.

    The same ballot again gets its receipt again. Raises BadBallot, NotEntitled, NotOpen or TokenSpent; what they say
    holds nothing of the ballot.
    """
    ballot = sealing.read_fields(fields)
    found = _open_rounds.get(round_id) or _read_round(round_id)
    body = sealing.check(ballot, found.issuer, found.paper)
    seal_key = keys.sealing(found.round_id, found.epoch)
    if seal_key is None:
        raise NotOpen("no key")
    number = sealing.envelope_id(seal_key, ballot.key)
    inside = found.box.inside(seal_key, number, ballot)
    sealed = sealing.seal(seal_key, found.round_id, number, inside, found.envelope_length)
    is_new = _put_in(found, number.hex(), sealed, body.place)
    if not is_new:
        with transaction.atomic():
            found = _refuse_unless_open(found)
            if number.hex() in found.void:
                raise NotEntitled("given back")
            is_new = _insert(found.round_id, number.hex(), sealed, body.place)
            if not is_new:
                _refuse_other_marks(found, seal_key, number, ballot)
    name = found.paper.name(found.round_id, body.place)
    return Receipt(ballot.commitment, keys.acknowledge(name, ballot.commitment), is_new)


def _put_in(found: _OpenRound, name: str, sealed: bytes, slip: int) -> bool:
    """The usual case in one question that is a transaction of its own: a round this process has seen open, a ballot
    that comes for the first time. On PostgreSQL, where every question is a journey: a seventh of a cast.

    The round is held as in `_refuse_unless_open`: who closes or cancels it waits for this question, or this question
    for him, and then does not find it open. False where nothing was put in: why, is asked step by step.
    """
    if connection.vendor != "postgresql" or found.round_id not in _open_rounds or name in found.void:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            f'WITH found AS (SELECT "id" FROM "{ROUNDS}" WHERE "id" = %s AND "state" = %s FOR SHARE)'
            f' INSERT INTO "{ENVELOPES}" ("id", "round_id", "sealed", "slip") SELECT %s, "id", %s, %s FROM found'
            ' ON CONFLICT ("id") DO NOTHING',
            [_key(found.round_id), RoundState.OPEN, name, sealed, slip],
        )
        is_new = cursor.rowcount == 1
    if is_new and keys.sealing(found.round_id, found.epoch) is None:
        raise NotOpen("no key")  # nobody can ever read what lies in that envelope, and nobody is told that it is there
    return is_new


def _insert(round_id: str, name: str, sealed: bytes, slip: int) -> bool:
    """False where this envelope is there already; of two at the same moment the second waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{ENVELOPES}" ("id", "round_id", "sealed", "slip") VALUES (%s, %s, %s, %s)'
            ' ON CONFLICT ("id") DO NOTHING',
            [name, _key(round_id), sealed, slip],
        )
        return cursor.rowcount == 1


def _refuse_other_marks(found: _OpenRound, seal_key: bytes, number: bytes, ballot: Ballot) -> None:
    """Signed anew, the same ballot is the same ballot; other marks, or another nonce, are not."""
    kept = bytes(Envelope.objects.values_list("sealed", flat=True).get(pk=number.hex()))
    if not found.box.holds(sealing.unseal(seal_key, found.round_id, number, kept), seal_key, ballot):
        raise TokenSpent("other marks")
