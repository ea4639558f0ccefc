"""The electronic box of a round: its key and head, the envelopes while it is open, the records once it is opened.

Nothing here names a voter, and nothing but the box itself has a time or a number that counts up: an envelope is known
by a number that looks random, a record by what commits to it. Rows are written by awards/ballots/casting.py and
boxing.py alone. On SQLite both tables are laid without row ids, which would tell the order of casting.
"""

from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import models
from django.db.models import Q

from awards.ballots import box, locking, marks, sealing
from awards.ballots.models import VotingRound


class BallotBox(models.Model):
    """The electronic half of a round, from the moment papers are given out. pub: public key of the papers of `epoch`;
    issued, roll: fixed when voting begins; head, count: fixed when the box is opened. Of a paper that is cast line by
    line `pub` holds a key for each slip, and `count` is how many ballots the line has that most came for."""

    round = models.OneToOneField(VotingRound, models.PROTECT, primary_key=True, related_name="box")
    epoch = models.PositiveSmallIntegerField("lần phát", default=1)
    pub = models.TextField("khóa công khai")
    envelope_length = models.PositiveIntegerField()
    lock = models.JSONField(null=True, blank=True)  # of a box that two tellers open, see locking.py
    issued = models.PositiveSmallIntegerField("số phiếu đã phát", null=True, blank=True)
    roll = models.JSONField(null=True, blank=True)
    count = models.PositiveSmallIntegerField("số phiếu trong hòm", null=True, blank=True)
    head = models.CharField("mã niêm phong", max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(count__isnull=True) | Q(count__lte=models.F("issued")),
                name="box_not_more_than_issued",
                violation_error_message="Số phiếu trong hòm không thể nhiều hơn số phiếu đã phát.",
            ),
            models.CheckConstraint(
                condition=Q(head="", count__isnull=True) | (~Q(head="") & Q(count__isnull=False)),
                name="box_head_and_count",
                violation_error_message="Mã niêm phong và số phiếu trong hòm ghi cùng một lúc.",
            ),
        ]

    def __str__(self) -> str:
        return f"Hòm phiếu điện tử: {self.round}"

    @property
    def issuer(self) -> sealing.Issuer:
        return sealing.Issuer(str(self.round_id), self.epoch, self.pub)

    @cached_property
    def paper(self) -> marks.Paper:
        return marks.read_paper(self.round.paper)

    def inside(self, seal_key: bytes, number: bytes, ballot: sealing.Ballot) -> str:
        """What lies in the envelope of a ballot: its record, closed once more where two tellers open the box."""
        if self.lock is None:
            return ballot.record()
        closed = locking.close(self.lock, self._about(number), ballot.record())
        return sealing.mark_of(seal_key, ballot.commitment) + closed

    def holds(self, inside: str, seal_key: bytes, ballot: sealing.Ballot) -> bool:
        """Whether it is this very ballot, told without opening it where two tellers open the box."""
        if self.lock is None:
            return sealing.read_record(inside).body == ballot.body
        return inside.startswith(sealing.mark_of(seal_key, ballot.commitment))

    def record_of(self, inside: str, number: bytes, private: X25519PrivateKey | None) -> str:
        """The record in an opened envelope; private: what the codes of two tellers unlocked."""
        if private is None:
            return inside
        return locking.reopen(private, self._about(number), inside[locking.MARK_LENGTH :])

    def _about(self, number: bytes) -> bytes:
        return str(self.round_id).encode() + number

    @property
    def rolled(self) -> box.Roll:
        """The roll as fixed when voting began."""
        return box.Roll(**self.roll)

    @property
    def digits(self) -> str:
        """The mark to compare with the screen of the hall: `482 107`."""
        digits = self.issuer.fingerprint
        return f"{digits[:3]} {digits[3:]}"

    @property
    def short_head(self) -> str:
        """The first sixteen characters as they are read out: `9C41 E07B 55A2 D8F3`."""
        return " ".join(self.head[place : place + 4] for place in range(0, 16, 4)).upper().strip()

    @property
    def not_returned(self) -> int | None:
        return None if self.count is None else self.issued - self.count


class VoidToken(models.Model):
    """A paper given back before voting began: the number of the envelope it may never fill."""

    id = models.CharField(primary_key=True, max_length=64, editable=False)
    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.id[:8]


class Envelope(models.Model):
    """One cast ballot, sealed. id: follows from the token under the round's key; all are of one length. slip: which
    line it is for, from 0, where the paper is cast line by line: how many papers came back whole is known before
    anything is opened."""

    id = models.CharField(primary_key=True, max_length=64, editable=False)
    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    slip = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.id[:8]


class BoxRecord(models.Model):
    """One ballot of an opened box, known by its commitment; written together with all others, in this order."""

    c = models.CharField(primary_key=True, max_length=64, editable=False)
    round = models.ForeignKey(VotingRound, models.PROTECT, related_name="+")
    rec = models.TextField()

    def __str__(self) -> str:
        return self.c[:8]
