"""Papers against signature, and papers found in the box: the roll of a round and its piles."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from awards.ballots import rules
from awards.ballots.enums import BatchState, Channel, RoundState
from awards.ballots.journal import refuse_follower
from awards.ballots.journal import told as _told
from awards.ballots.models import (
    PaperBatch,
    RoundElector,
    VotingRound,
)
from awards.ballots.recusing import recused_seats
from awards.catalogue.enums import VoteBase
from awards.conferences.models import Attendee
from thidua import text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.models import User


@transaction.atomic
def set_recused(elector: RoundElector, *, by: User, recused: bool = True, reason: str = "") -> RoundElector:
    """Somebody takes no part in this round, or does after all; decided before it is opened."""
    ballot = lock(elector.round)
    require(by, "awards.prepare_ballot", ballot)
    refuse_follower(ballot)
    if ballot.state != RoundState.READY:
        raise StateConflict("Chỉ ghi không tham gia trước khi mở bỏ phiếu.")
    row = lock(elector)
    if recused and row.channel == Channel.PAPER:
        raise StateConflict(f"{row.attendee.name} đã ký nhận phiếu; thu lại phiếu trước.")
    if recused and not reason.strip():
        raise RuleViolation("Ghi lý do không tham gia bỏ phiếu.", field="reason")
    wanted = Channel.RECUSED if recused else Channel.NONE
    if row.channel != wanted:
        row.channel = wanted
        row.save(update_fields=["channel"])
        _follow(ballot, row, wanted)
        _told(ballot, by, "recuse", attendee=str(row.attendee), recused=recused, reason=reason.strip())
    return row


def _follow(ballot: VotingRound, row: RoundElector, wanted: Channel) -> None:
    """Whoever takes no part in a round takes none in the lines taken out of it either."""
    for other in RoundElector.objects.filter(round__main=ballot, attendee=row.attendee_id).select_related("round"):
        if other.attendee_id not in recused_seats(other.round):
            other.channel = wanted
            other.save(update_fields=["channel"])


@transaction.atomic
def hand_papers(
    ballot: VotingRound, *, by: User, batch_label: str, attendees: Sequence[Attendee], spoiled: int = 0
) -> PaperBatch:
    """Give each attendee one paper against signature, and one of the lines taken out that he takes part in.

    spoiled: papers taken back torn or wrongly marked and replaced, unopened; each replacement is one more handed out.
    All refusals at once, nothing is handed out then.
    """
    row = lock(ballot)
    require(by, "awards.act_on_ballot", row)
    if not row.hands_out_papers:
        raise StateConflict(f"Không phát phiếu được: {row.name} {row.get_state_display().lower()}.")
    label = text.clean(batch_label).upper()[:20]
    if not label:
        raise RuleViolation("Ghi ký hiệu tập phiếu, ví dụ A.", field="batch_label")
    if spoiled < 0:
        raise RuleViolation("Số phiếu đổi lại không thể âm.", field="spoiled")
    people = list(dict.fromkeys(attendees))
    if people:
        refuse_follower(row)
    if not people and not spoiled:
        raise RuleViolation("Chọn người ký nhận phiếu.", field="attendees")
    batch = _hand_out(row, by, label, people, spoiled)
    for sub in row.sub_rounds.select_for_update(of=("self",)).order_by("number"):
        recused = set(sub.electors.filter(channel=Channel.RECUSED).values_list("attendee", flat=True))
        voting = [seat for seat in people if seat.pk not in recused]
        if voting and sub.hands_out_papers:
            _hand_out(sub, by, label, voting, 0)
    return batch


def _hand_out(row: VotingRound, by: User, label: str, people: Sequence[Attendee], spoiled: int) -> PaperBatch:
    roll = {elector.attendee_id: elector for elector in row.electors.select_related("attendee")}
    if reasons := [sentence for seat in people if (sentence := _why_no_paper(row, roll.get(seat.pk), seat))]:
        raise RuleViolation("Chưa phát được phiếu.", reasons=reasons, field="attendees")
    _refuse_more_than_present(row, roll.values(), len(people))
    batch = PaperBatch.objects.select_for_update().filter(round=row, label=label).first()
    batch = batch or PaperBatch(round=row, label=label)
    if batch.returned is not None:
        raise StateConflict(f"Đã ghi số thu về của {batch}: phát phiếu vào tập khác.")
    if spoiled > batch.in_hands + len(people):
        raise RuleViolation(
            f"Đổi lại {spoiled} phiếu, nhiều hơn {batch.in_hands + len(people)} phiếu đang ở người bỏ phiếu.",
            field="spoiled",
        )
    batch.signed += len(people)
    batch.handed += len(people) + spoiled
    batch.spoiled += spoiled
    batch.save()
    row.electors.filter(attendee__in=people).update(channel=Channel.PAPER, signed_paper=True)
    _told(row, by, "hand_papers", batch=label, signed=batch.signed, handed=batch.handed, spoiled=batch.spoiled)
    return batch


def _refuse_more_than_present(row: VotingRound, roll: Iterable[RoundElector], more: int) -> None:
    """Where heads in the room are the base, no more papers go out than heads were counted at the opening: no share of
    them can pass 100%."""
    if row.present is None or not _counts_heads_in_room(row):
        return
    most = row.electorate.present - row.electorate.recused_present
    signed = sum(elector.signed_paper or elector.channel == Channel.ELECTRONIC for elector in roll)
    if signed + more > most:
        raise RuleViolation(
            f"Khi mở bỏ phiếu có {most} người được nhận phiếu; đã phát {signed}, không phát thêm {more} phiếu được.",
            field="attendees",
        )


def _counts_heads_in_room(row: VotingRound) -> bool:
    return row.groups.filter(base__in=[VoteBase.PRESENT, VoteBase.PARTICIPATING]).exists()


def _why_no_paper(row: VotingRound, elector: RoundElector | None, seat: Attendee) -> str:
    if elector is None:
        return f"{seat.name} không có trong danh sách bỏ phiếu."
    if elector.channel == Channel.PAPER:
        return f"{seat.name} đã nhận phiếu."
    if elector.channel != Channel.NONE:
        return f"{seat.name}: {elector.get_channel_display().lower()}."
    if not elector.attendee.is_present:
        return f"{seat.name} chưa điểm danh có mặt."
    arrived = elector.attendee.arrived_at
    if row.opened_at and arrived and arrived > row.opened_at and _counts_heads_in_room(row):
        return f"{seat.name} đến sau khi mở bỏ phiếu: tỷ lệ tính trên số có mặt lúc mở nên không nhận phiếu vòng này."
    return ""


@transaction.atomic
def take_back(elector: RoundElector, *, by: User, batch: PaperBatch | None) -> PaperBatch:
    """Somebody was ticked by mistake and holds no paper; possible until the round is opened. A pile of which nobody
    holds a paper any more is none: two people would have to count it. batch: None for one that is gone."""
    ballot = lock(elector.round)
    require(by, "awards.act_on_ballot", ballot)
    refuse_follower(ballot)
    if not ballot.is_before_opening:
        raise StateConflict("Danh sách nhận phiếu đã chốt khi mở bỏ phiếu.")
    if batch is None:
        raise RuleViolation(f"{elector.attendee.name} chưa nhận phiếu của tập này.")
    found = _take_back(ballot, elector, batch, by)
    others = RoundElector.objects.filter(round__main=ballot, attendee=elector.attendee_id, signed_paper=True)
    for other in others.select_related("round"):
        _take_back(other.round, other, other.round.batches.get(label=batch.label), by)
    return found


def _take_back(ballot: VotingRound, elector: RoundElector, batch: PaperBatch, by: User) -> PaperBatch:
    row = lock(elector)
    pile = ballot.batches.select_for_update().filter(pk=batch.pk).first()
    if row.channel != Channel.PAPER or pile is None or pile.in_hands < 1:
        raise RuleViolation(f"{row.attendee.name} chưa nhận phiếu của tập {batch.label}.")
    row.channel, row.signed_paper = Channel.NONE, False
    row.save(update_fields=["channel", "signed_paper"])
    pile.signed -= 1
    pile.handed -= 1
    if pile.handed:
        pile.save()
    else:
        pile.delete()
    _told(ballot, by, "take_back", batch=pile.label, attendee=str(row.attendee))
    return pile


@transaction.atomic
def record_returned(batch: PaperBatch, *, by: User, returned: int) -> PaperBatch:
    """Papers found in the box, counted before any is unfolded; changeable until somebody begins to count marks."""
    ballot = lock(batch.round)
    require(by, "awards.tell_ballot", ballot)
    if not (ballot.is_counting or ballot.counts_before_closing):
        raise StateConflict("Chỉ ghi số phiếu thu về sau khi đóng phiếu.")
    row = lock(batch)
    if row.state != BatchState.OPEN:
        raise StateConflict("Đã bắt đầu kiểm tập này, số thu về không đổi được nữa.")
    if returned < 0:
        raise RuleViolation("Số thu về không thể âm.", field="returned")
    if returned > row.in_hands:
        raise RuleViolation(
            f"Thu về {returned} phiếu, nhiều hơn {row.in_hands} phiếu đã phát (trừ phiếu đổi lại). Đếm lại.",
            field="returned",
        )
    others = ballot.batches.exclude(pk=row.pk)
    if returned < rules.FEW and others.exclude(state=BatchState.OPEN).exists():
        raise StateConflict(
            f"Tập khác đã mở ra kiểm nên {row} không gộp được nữa; {returned} phiếu thì người kiểm sẽ biết ai chọn gì. "
            "Đếm lại; nếu đúng thì hủy kết quả và bỏ phiếu lại."
        )
    if row.returned != returned:
        row.returned = batch.returned = returned
        row.save(update_fields=["returned"])
        _told(ballot, by, "returned", batch=row.label, returned=returned, not_returned=row.not_returned)
    return row


@transaction.atomic
def merge_batches(batch: PaperBatch, *, by: User, into: PaperBatch) -> PaperBatch:
    """Put a pile into another before either is unfolded, so that no small pile tells who chose what."""
    ballot = lock(batch.round)
    require(by, "awards.tell_ballot", ballot)
    if batch.pk == into.pk or into.round_id != ballot.pk:
        raise RuleViolation("Chọn một tập khác của vòng này để gộp vào.", field="into")
    if not (ballot.hands_out_papers or ballot.is_counting):
        raise StateConflict(f"Không gộp tập phiếu được: {ballot.name} {ballot.get_state_display().lower()}.")
    source, target = lock(batch), lock(into)
    if source.state != BatchState.OPEN or target.state != BatchState.OPEN:
        raise StateConflict("Tập đã bắt đầu kiểm thì không gộp được.")
    if (source.returned is None) != (target.returned is None):
        raise RuleViolation("Ghi số thu về của cả hai tập rồi gộp, hoặc gộp trước khi đếm.")
    target.signed += source.signed
    target.handed += source.handed
    target.spoiled += source.spoiled
    if source.returned is not None:
        target.returned += source.returned
    source.delete()
    target.save()
    _told(ballot, by, "merge", batch=source.label, into=target.label, handed=target.handed)
    return target
