"""Two blind counts of every pile, the count of an opened box, and the signatures under the result."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from awards.ballots import count_queries, round_queries, rules
from awards.ballots.enums import BatchState, RoundState
from awards.ballots.journal import event as _event
from awards.ballots.journal import refuse_follower
from awards.ballots.journal import told as _told
from awards.ballots.models import (
    VOID,
    ContestLine,
    PaperBatch,
    PaperCount,
    Teller,
    VotingRound,
)
from awards.ballots.states import ROUND
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.models import User


@transaction.atomic
def save_count(batch: PaperBatch, *, by: User, data: dict[str, Any]) -> PaperCount:
    """Keep what one teller has typed so far; shape: see rules.py. The first two tellers of a batch are its counters."""
    ballot = lock(batch.round)
    require(by, "awards.tell_ballot", ballot)
    row = lock(batch)
    count = _my_count(ballot, row, by)
    contests = [group.contest for group in round_queries.ballot_lines(ballot)]
    try:
        count.data = rules.tidy(data, contests)
    except (ValueError, AttributeError, TypeError) as error:
        raise RuleViolation("Số phiếu là số nguyên từ 0 trở lên.") from error
    count.save()
    if row.state != BatchState.COUNTING:
        row.state = batch.state = BatchState.COUNTING
        row.save(update_fields=["state"])
    return count


def _my_count(ballot: VotingRound, batch: PaperBatch, by: User) -> PaperCount:
    """The user's own open sheet of the attempt going on; a new one while a place of the two is free."""
    if not ballot.is_counting:
        raise StateConflict("Chỉ nhập số liệu sau khi đóng phiếu và trước khi có kết quả.")
    if batch.is_reconciled:
        raise StateConflict(f"{batch} đã khớp, không nhập lại.")
    if batch.returned is None:
        raise StateConflict(f"Ghi số phiếu thu về của {batch} trước khi mở phiếu.")
    if batch.state == BatchState.OPEN and (reasons := round_queries.missing_to_unfold(list(ballot.batches.all()))):
        raise RuleViolation("Chưa mở phiếu ra kiểm được.", reasons=reasons)
    counts = list(batch.counts.defer("data"))
    attempt = round_queries.attempt_of(batch, counts)
    now = [count for count in counts if count.attempt == attempt]
    mine = next((count for count in now if count.user_id == by.pk), None)
    if mine is not None and mine.is_locked:
        raise StateConflict("Đồng chí đã khóa số liệu của mình; chờ người thứ hai.")
    if mine is not None:
        return mine
    free = sorted({1, 2} - {count.counter for count in now})
    if not free:
        raise StateConflict(f"{batch} đã có hai người kiểm.")
    return PaperCount(batch=batch, counter=free[0], attempt=attempt, user=by)


@transaction.atomic
def lock_count(batch: PaperBatch, *, by: User) -> PaperBatch:
    """Lock the own sheet; refused while a figure is missing or a sum is not the number of papers found in the box.

    The second lock compares: equal sheets reconcile the batch, and the last batch brings the round to its result;
    different ones send both counters back to count again, the attempt stays on file.
    """
    ballot = lock(batch.round)
    require(by, "awards.tell_ballot", ballot)
    row = lock(batch)
    count = _my_count(ballot, row, by)
    if count.pk is None:
        raise RuleViolation("Chưa nhập số liệu nào.")
    contests = [group.contest for group in round_queries.ballot_lines(ballot)]
    if found := rules.faults(count.data, contests, row.returned):
        raise RuleViolation("Chưa thể khóa số liệu.", reasons=_fault_words(ballot, found))
    count.data, count.is_locked = rules.settle(count.data), True
    count.save()
    _told(ballot, by, "lock_count", batch=row.label, attempt=count.attempt)
    sheets = list(row.counts.filter(attempt=count.attempt, is_locked=True).order_by("counter"))
    if len(sheets) == 2:
        _compare(ballot, row, sheets, contests, by)
    batch.refresh_from_db()
    return row


def _fault_words(ballot: VotingRound, found: Sequence[rules.Fault]) -> list[str]:
    """At most twelve sentences with the names of the lines; the page marks every place."""
    labels = {str(line.pk): line.label for line in ContestLine.objects.filter(group__round=ballot)}
    titles = {str(group.pk): group.title for group in ballot.groups.all()}
    words = []
    for fault in found[:12]:
        place = labels.get(fault.line) or titles.get(fault.group)
        words.append(f"{place}: {fault.sentence}" if place else fault.sentence)
    if len(found) > 12:
        words.append(f"Và {len(found) - 12} chỗ nữa.")
    return words


def _compare(
    ballot: VotingRound, row: PaperBatch, sheets: Sequence[PaperCount], contests: Sequence[rules.Contest], by: User
) -> None:
    doubtful = rules.differences(sheets[0].data, sheets[1].data, contests)
    row.state = BatchState.DIFFERENT if doubtful else BatchState.RECONCILED
    row.save(update_fields=["state"])
    if doubtful:
        _told(ballot, by, "counts_differ", batch=row.label, attempt=sheets[0].attempt)
    elif not ballot.batches.exclude(state=BatchState.RECONCILED).exists():
        _finish_count(ballot, by)


def _finish_count(ballot: VotingRound, by: User) -> None:
    """Every batch agrees: run the tally; any outcome but a result leaves the round where it is, without a figure."""
    outcome = count_queries.reconcile(ballot)
    if not outcome.is_ok:
        return
    ballot.result = {
        "groups": outcome.results,
        "whole_invalid": outcome.whole_invalid,
        "counters": count_queries.counters_of(ballot),  # stays when the sheets are destroyed
    }
    ballot.save(update_fields=["result"])
    ROUND.make("count", ballot, by=by)
    # No hash of the result before publication: so few results are possible that it could be found by trying.
    _event(ballot, by, "count")


@transaction.atomic
def count_box(ballot: VotingRound, *, by: User) -> VotingRound:
    """A teller counts an opened box once its seal was read out; where papers were handed out as well, the last batch
    that agrees counts both."""
    row = lock(ballot)
    require(by, "awards.tell_ballot", row)
    if not row.is_electronic or not row.is_counting:
        raise StateConflict(f"Không kiểm hòm phiếu được: {row.name} {row.get_state_display().lower()}.")
    if waiting := list(row.batches.exclude(state=BatchState.RECONCILED)):
        raise RuleViolation("Kiểm xong phiếu giấy trước.", reasons=[f"{batch} chưa khớp." for batch in waiting])
    _finish_count(row, by)
    if reasons := count_queries.trouble_of(row):
        raise RuleViolation(reasons[0], reasons=reasons[1:])
    for sub in row.sub_rounds.select_for_update(of=("self",)).filter(state=RoundState.CLOSED):
        if not sub.batches.exclude(state=BatchState.RECONCILED).exists():
            _finish_count(sub, by)
    ballot.refresh_from_db()
    return row


@transaction.atomic
def sign(ballot: VotingRound, *, by: User) -> Teller:
    """A teller signs the counted result, with the lines taken out of it; all of them sign before it is published.

    Refused while any sum does not hold: that nothing is signed that does not add up is looked at here once more.
    """
    row = lock(ballot)
    require(by, "awards.tell_ballot", row)
    refuse_follower(row)
    if not row.is_counted:
        raise StateConflict(f"Không ký được: {row.name} {row.get_state_display().lower()}.")
    rounds = [row, *row.sub_rounds.select_for_update(of=("self",)).exclude(state__in=VOID).order_by("number")]
    if waiting := [f"{one.name}: chưa kiểm phiếu xong." for one in rounds if not one.is_counted]:
        raise RuleViolation("Chưa thể ký.", reasons=waiting)
    if faults := [f"{one.name}: {sentence}" for one in rounds for sentence in count_queries.faults_of(one)]:
        raise RuleViolation("Số liệu không khớp, không ký được.", reasons=faults)
    return [_sign(one, by) for one in rounds][0]


def _sign(row: VotingRound, by: User) -> Teller:
    teller = row.tellers.select_for_update().get(user=by)
    if teller.signed_at is not None:
        raise StateConflict("Đồng chí đã ký.")
    teller.signed_at = clock.now()
    teller.save(update_fields=["signed_at"])
    _told(row, by, "sign", signatures=row.tellers.exclude(signed_at=None).count())
    return teller
