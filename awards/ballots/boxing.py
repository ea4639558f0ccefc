"""The electronic box from the beginning of voting to its end: the roll is fixed, all is opened at one stroke, keys go.

Called by the acts of two people in services.py, under the lock of the round; keys are destroyed once the act stands.
"""

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import OperationalError, connection, transaction

from awards.ballots import box as boxes
from awards.ballots import keys, locking, sealing
from awards.ballots.box import Roll
from awards.ballots.enums import Channel, RoundState
from awards.ballots.envelopes import BallotBox, BoxRecord, Envelope
from awards.ballots.journal import told
from awards.ballots.models import VotingRound
from awards.ballots.sealing import BadBallot, NotEntitled
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.models import User

SWEEP_SECONDS = 60
STRANGERS_SECONDS = 3600
ENDED = (
    RoundState.CLOSED,
    RoundState.COUNTED,
    RoundState.PUBLISHED,
    RoundState.CANCELLED,
    RoundState.ANNULLED,
    RoundState.DESTROYED,
)


def fix_roll(row: VotingRound, present: int) -> dict[str, Any]:
    """Before voting begins: how many papers are out, and in which room. From now on nobody can give one out, because
    the key that signs them goes. Returns facts for the record; none where the round has no electronic channel."""
    if not row.is_electronic:
        return {}
    box = lock(row.box)
    row.present = present
    row.__dict__.pop("electorate", None)
    people = row.electorate
    box.issued = row.electors.filter(channel=Channel.ELECTRONIC).count()
    box.roll = Roll(
        issued=box.issued,
        epoch=box.epoch,
        members=people.members,
        present=people.present,
        recused_members=people.recused_members,
        recused_present=people.recused_present,
    ).as_document()
    box.save(update_fields=["issued", "roll"])
    transaction.on_commit(lambda: keys.destroy(row.pk, only=keys.ISSUE))
    return {"issued": box.issued, "digits": box.digits}


def open_box(row: VotingRound, codes: Sequence[str] = ()) -> dict[str, Any]:
    """The end of voting: every envelope is opened and proved, the ballots sorted, chained and written at one stroke.

    Sorted by what commits to them, so that the box tells nothing of who came when. codes: of two tellers, where the box
    needs them. Returns facts for the record.
    """
    if not row.is_electronic:
        return {}
    box = lock(row.box)
    box.round = row
    found = boxes.assemble(box.issuer, box.paper, box.rolled, _unsealed(box, codes))
    BoxRecord.objects.bulk_create(
        [
            BoxRecord(c=body.commitment, round=row, rec=record)
            for body, record in zip(found.bodies, found.records, strict=True)
        ],
        batch_size=200,
    )
    box.count, box.head = found.papers, found.head
    box.save(update_fields=["count", "head"])
    transaction.on_commit(lambda: _forget(row))
    return {"ballots": box.count, "head": box.head}


def _unlocked(box: BallotBox, codes: Sequence[str]) -> X25519PrivateKey | None:
    if box.lock is None:
        return None
    try:
        return locking.unlock(box.lock, codes)
    except locking.BadCode as error:
        raise RuleViolation("Mã không đúng: cần mã của hai người kiểm phiếu khác nhau.", field="codes") from error


def _unsealed(box: BallotBox, codes: Sequence[str]) -> list[str]:
    seal_key = keys.sealing(box.round_id, box.epoch)
    if seal_key is None:
        raise RuleViolation("Khóa của hòm phiếu điện tử đã mất, phiếu trong hòm không mở được. Hủy vòng rồi bỏ lại.")
    private, found = _unlocked(box, codes), []
    try:
        for envelope in Envelope.objects.filter(round=box.round_id).order_by("pk"):
            number = bytes.fromhex(envelope.pk)
            inside = sealing.unseal(seal_key, str(box.round_id), number, bytes(envelope.sealed))
            found.append(box.record_of(inside, number, private))
        return found
    except (BadBallot, NotEntitled, locking.BadCode) as error:
        raise RuleViolation("Có phong bì trong hòm không phải do phần mềm bỏ vào. Hủy vòng rồi bỏ lại.") from error


def _forget(row: VotingRound) -> None:
    keys.destroy(row.pk)
    if connection.vendor == "sqlite":
        # Tidiness alone: while somebody reads, the log stays until the next time.
        with suppress(OperationalError), connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def throw_away(row: VotingRound) -> None:
    """A round that is cancelled: the keys go first, then nobody can ever open an envelope, then the envelopes."""
    if row.is_electronic:
        keys.destroy(row.pk)
        Envelope.objects.filter(round=row).delete()


def clear(row: VotingRound) -> None:
    """A published or annulled round needs its envelopes no more; the box stays on file."""
    if row.is_electronic:
        Envelope.objects.filter(round=row).delete()


def sweep() -> int:
    """Destroy every key that should be gone: a worker may have died between an act and the end of its keys. Returns how
    many files went. Safe at any time; keys made by an act that has not come to its end are left alone."""
    held = keys.held()
    boxes_by_round = BallotBox.objects.filter(round__in=list(held)).values_list("round", "epoch", "round__state")
    gone = 0
    for round_id, epoch, state in boxes_by_round:
        mine = held[str(round_id)]
        for place, names in mine.items():
            wanted = set()
            if state == RoundState.OPEN and place == epoch:
                wanted = {keys.SEAL}
            elif state not in ENDED and place >= epoch:
                continue
            for name in names - wanted:
                keys.destroy(round_id, only=name) if wanted else keys.destroy(round_id, epoch=place)
                gone += 1
    return gone + _sweep_strangers(held)


def _sweep_strangers(held: dict[str, dict[int, set[str]]]) -> int:
    """Keys of rounds that are nowhere: a rehearsal whose machine died. One going on is not seen from here, so only keys
    that nobody touched for an hour go."""
    if not held:
        return 0
    known = {str(pk) for pk in VotingRound.objects.filter(pk__in=list(held)).values_list("pk", flat=True)}
    gone = 0
    for round_id in set(held) - known:
        if keys.untouched(round_id, STRANGERS_SECONDS):
            gone += sum(len(names) for names in held[round_id].values())
            keys.destroy(round_id)
    return gone


_swept_at: list = []


def sweep_now_and_then() -> None:
    """Sweep at most once a minute in this process: devices that ask how things stand keep it going all through a
    sitting, also where nobody runs `manage.py tend`."""
    at = time.monotonic()
    if not _swept_at or at - _swept_at[0] >= SWEEP_SECONDS:
        _swept_at[:] = [at]
        sweep()


# The file of the box --------------------------------------------------------------------------------------------------


def opened(row: VotingRound) -> boxes.Box:
    """The box as it was opened, from its records; proved once more while it is read."""
    box = row.box
    records = BoxRecord.objects.filter(round=row).order_by("pk").values_list("rec", flat=True)
    return boxes.assemble(box.issuer, box.paper, box.rolled, records)


@transaction.atomic
def hand_over(ballot: VotingRound, *, by: User) -> str:
    """`box.json` for a teller's recount; that it was taken is written down."""
    row = lock(ballot)
    require(by, "awards.tell_ballot", row)
    if not row.is_electronic or row.state not in (RoundState.COUNTED, RoundState.PUBLISHED):
        raise StateConflict("Tệp hòm phiếu có sau khi kiểm phiếu xong.")
    found = opened(row)
    told(row, by, "box_download", head=found.head)
    return found.text()
