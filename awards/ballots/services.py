"""Acts on a round of voting, paper mode: prepare, freeze, hand out, two-person acts, two blind counts, sign, publish.

Every act locks the round first, so two people pressing at once are one after the other and the second is told.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from awards.ballots import boxing, queries, rules
from awards.ballots.enums import Act, BatchState, Channel, ContestKind, Outcome, RoundKind, RoundState
from awards.ballots.journal import event as _event
from awards.ballots.journal import told as _told
from awards.ballots.models import (
    TIES_SETTLED,
    ContestGroup,
    ContestLine,
    PaperBatch,
    PaperCount,
    RoundElector,
    Teller,
    TwoPersonAct,
    VotingRound,
)
from awards.ballots.permissions import direct_ballot, prepare_ballot, sides_are_complete
from awards.ballots.queries import GroupSpec, LineSpec
from awards.ballots.states import MIN_TELLERS, ROUND
from awards.catalogue.enums import VoteBase
from awards.catalogue.queries import rules_on
from awards.conferences.enums import Presence
from awards.conferences.models import Attendee, Conference
from awards.nominations.models import Nomination
from awards.nominations.services import record_outcome
from awards.scoring.enums import BoardState
from awards.scoring.models import ScoreBoard
from awards.scoring.services import confirm_board
from thidua import clock, text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.models import User

__all__ = ["GroupSpec", "LineSpec"]


# Prepare and freeze ---------------------------------------------------------------------------------------------------


@transaction.atomic
def prepare_round(
    conference: Conference,
    *,
    by: User,
    name: str,
    groups: Iterable[GroupSpec],
    tellers: Iterable[User],
    parent: VotingRound | None = None,
    kind: RoundKind = RoundKind.SECRET_PAPER,
) -> VotingRound:
    """A draft paper for one conference. groups: at least one; the first teller heads the count.

    Rules left out of a group come from the decree, else from the regulation of the body, in force on the day.
    """
    sitting = lock(conference)
    require(by, "awards.prepare_ballot", VotingRound(conference=sitting))
    if not sitting.takes_attendance:
        raise StateConflict("Hội nghị đã bế mạc, không lập phiếu được nữa.")
    name, specs = text.clean(name), list(groups)
    if not name:
        raise RuleViolation("Ghi tên phiếu.", field="name")
    if not specs:
        raise RuleViolation("Chọn ít nhất một nội dung bỏ phiếu.", field="groups")
    if any(isinstance(line.subject, Nomination) for spec in specs for line in spec.lines):
        queries.refuse_another_council(sitting)
    last = sitting.rounds.order_by("-number").values_list("number", flat=True).first() or 0
    ballot = VotingRound.objects.create(
        conference=sitting, number=last + 1, name=name, kind=kind, parent=parent, is_demo=sitting.is_demo
    )
    decree, regulation = rules_on(sitting.held_on), sitting.regulation
    for number, spec in enumerate(specs, 1):
        _add_group(ballot, number, spec, queries.rule_for(spec, regulation, decree))
    chosen = _set_tellers(ballot, tellers)
    _told(
        ballot,
        by,
        "prepare",
        groups=len(specs),
        lines=sum(len(spec.lines) for spec in specs),
        tellers=[str(user) for user in chosen],
    )
    return ballot


def _add_group(ballot: VotingRound, number: int, spec: GroupSpec, rule: queries.VotingRule) -> None:
    if spec.is_pick and not spec.seats:
        raise RuleViolation(f"“{spec.title}”: ghi số lượng được chọn.", field="groups")
    if spec.is_pick and spec.seats > len(spec.lines):
        raise RuleViolation(f"“{spec.title}”: chọn {spec.seats} trong {len(spec.lines)} dòng.", field="groups")
    subjects = {(type(line.subject), line.subject.pk) for line in spec.lines}
    if len(subjects) < len(spec.lines):
        raise RuleViolation(f"“{spec.title}”: có dòng trùng nhau.", field="groups")
    group = ContestGroup.objects.create(
        round=ballot,
        sort=number,
        title=text.clean(spec.title)[:200],
        award=spec.award,
        kind=spec.kind,
        seats=spec.seats,
        threshold_num=rule.threshold and rule.threshold[0],
        threshold_den=rule.threshold and rule.threshold[1],
        threshold_op=rule.threshold[2] if rule.threshold else ">=",
        base=rule.base,
        recusal=spec.recusal,
        legal_basis=rule.legal_basis[:200],
    )
    ContestLine.objects.bulk_create(
        ContestLine(
            group=group,
            sort=place,
            label=line.label[:200],
            detail=line.detail[:300],
            content_type=ContentType.objects.get_for_model(line.subject),
            object_id=line.subject.pk,
        )
        for place, line in enumerate(spec.lines, 1)
    )


def _set_tellers(ballot: VotingRound, tellers: Iterable[User]) -> list[User]:
    chosen = list(dict.fromkeys(tellers))
    if len(chosen) < MIN_TELLERS:
        raise RuleViolation(f"Tổ kiểm phiếu cần ít nhất {MIN_TELLERS} người khác nhau.", field="tellers")
    if gone := [str(user) for user in chosen if not user.is_active]:
        raise RuleViolation(f"Tài khoản đã khóa: {', '.join(gone)}.", field="tellers")
    standing = queries.people_on(ballot)
    reasons = [
        f"{user} điều hành vòng này nên không ở tổ kiểm phiếu." for user in chosen if direct_ballot(user, ballot)
    ]
    reasons += [f"{user} có tên trên phiếu nên không ở tổ kiểm phiếu." for user in chosen if user.person_id in standing]
    if reasons:
        raise RuleViolation("Chọn người khác vào tổ kiểm phiếu.", reasons=reasons, field="tellers")
    ballot.tellers.all().delete()
    for place, user in enumerate(chosen):
        Teller.objects.create(round=ballot, user=user, is_head=place == 0)
    return chosen


@transaction.atomic
def set_tellers(ballot: VotingRound, *, by: User, tellers: Iterable[User]) -> VotingRound:
    """Choose the tellers anew, until the round is opened."""
    row = lock(ballot)
    require(by, "awards.prepare_ballot", row)
    if row.state not in (RoundState.DRAFT, RoundState.READY):
        raise StateConflict("Tổ kiểm phiếu đã chốt khi mở bỏ phiếu.")
    chosen = _set_tellers(row, tellers)
    _told(row, by, "replace_teller", tellers=[str(user) for user in chosen])
    return row


@transaction.atomic
def freeze_round(ballot: VotingRound, *, by: User) -> VotingRound:
    """Draft → ready: text of the paper with its hash, rule and roll stand from now on, in the database too."""
    row = lock(ballot)
    if row.is_draft:
        require(by, "awards.prepare_ballot", row)
        # One after the other with whoever opens the list again, and with another paper of the same lines.
        for listing in queries.lists_of(row):
            lock(listing)
        seats = list(row.conference.attendees.order_by("sort"))
        regulation = row.conference.regulation
        row.paper = rules.canonical(queries.paper_of(row))
        row.paper_hash = rules.sha256(row.paper)
        row.quorum, row.members = queries.quorum_rule(regulation), len(seats)
        row.legal_basis = regulation.basis_words[:200] if regulation else ""
        row.save(update_fields=["paper", "paper_hash", "quorum", "members", "legal_basis"])
        RoundElector.objects.bulk_create(RoundElector(round=row, attendee=seat) for seat in seats)
    ROUND.make("freeze", row, by=by, facts={"paper_hash": row.paper_hash})
    _event(row, by, "freeze", paper_hash=row.paper_hash, members=row.members, tellers=row.tellers.count())
    ballot.refresh_from_db()
    return row


@transaction.atomic
def discard_round(ballot: VotingRound, *, by: User, reason: str) -> VotingRound:
    """Put a draft aside. It stays on file without ever having been a ballot."""
    row = ROUND.make("discard", ballot, by=by, reason=reason, cancelled_reason=reason.strip()[:300])
    _event(row, by, "discard", reason=reason.strip())
    return row


# Two-person acts ------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(ballot: VotingRound, action: str, *, by: User, reason: str = "") -> TwoPersonAct:
    """Ask for open, close, publish, cancel or annul; a second person of the other side confirms.

    What stands in the way is told at once, and looked at again when it is confirmed.
    """
    row = lock(ballot)
    require(by, "awards.act_on_ballot", row)
    action = Act(action)
    _refuse_impossible(row, action, reason)
    if pending := _pending(row, action):
        raise StateConflict(f"{pending.asked_by} đã đề nghị {action.label.lower()}; chờ người thứ hai xác nhận.")
    act = TwoPersonAct.objects.create(round=row, action=action, reason=reason.strip()[:300], asked_by=by)
    _told(row, by, "ask", act=action.label)
    return act


def _refuse_impossible(row: VotingRound, action: Act, reason: str) -> None:
    move = ROUND[action]
    if row.state not in move.sources:
        raise StateConflict(f"Không thể {move.label.lower()}: {row.name} {row.get_state_display().lower()}.")
    if move.needs_reason and not reason.strip():
        raise RuleViolation("Ghi lý do trước khi thực hiện.", field="reason")
    if obstacles := list(move.obstacles(row)) if move.obstacles else []:
        raise RuleViolation(f"Chưa thể {move.label.lower()}.", reasons=obstacles)


def _pending(row: VotingRound, action: str) -> TwoPersonAct | None:
    waiting = row.two_person_acts.filter(action=action, confirmed_by=None, withdrawn_at=None)
    return waiting.select_related("asked_by").first()


@transaction.atomic
def withdraw(ballot: VotingRound, action: str, *, by: User) -> None:
    """Take an act back that has not been confirmed; either side may."""
    row = lock(ballot)
    require(by, "awards.act_on_ballot", row)
    act = _pending(row, Act(action))
    if act is None:
        raise StateConflict("Đề nghị này đã xác nhận hoặc đã rút.")
    act.withdrawn_at = clock.now()
    act.save(update_fields=["withdrawn_at"])
    _told(row, by, "withdraw", act=act.get_action_display())


@transaction.atomic
def confirm(ballot: VotingRound, action: str, *, by: User) -> VotingRound:
    """The second person: another account, and of the other side. Only now does the round move.

    Pressed twice, or by two people at once, the first one counts and the second is told.
    """
    row = lock(ballot)
    require(by, "awards.act_on_ballot", row)
    action = Act(action)
    act = _pending(row, action)
    if act is None:
        raise StateConflict("Đề nghị này đã xác nhận hoặc đã rút; tải lại trang để xem.")
    if act.asked_by_id == by.pk:
        raise RuleViolation("Việc này cần hai người khác nhau: người thứ hai xác nhận trên tài khoản của mình.")
    if not sides_are_complete(act.asked_by, by, row):
        raise RuleViolation("Cần một người điều hành (chủ trì hoặc thư ký) và một người của tổ kiểm phiếu.")
    act.confirmed_by, act.confirmed_at = by, clock.now()
    act.save(update_fields=["confirmed_by", "confirmed_at"])
    PERFORM[action](row, act)
    for other in row.two_person_acts.filter(confirmed_by=None, withdrawn_at=None):
        if row.state not in ROUND[other.action].sources:
            other.withdrawn_at = clock.now()
            other.save(update_fields=["withdrawn_at"])
    ballot.refresh_from_db()
    ballot.__dict__.pop("electorate", None)
    return row


def _open(row: VotingRound, act: TwoPersonAct) -> None:
    """Fix who is in the room; the quorum is looked at under the lock of the conference."""
    conference = lock(row.conference)
    row.conference = conference
    present = conference.attendees.filter(presence=Presence.PRESENT).count()
    if row.is_electronic:
        _refuse_impossible(row, Act.OPEN, act.reason)
    papers = boxing.fix_roll(row, present)
    _move(row, act, present=present, opened_at=clock.now())
    _event(row, act.confirmed_by, "open", **_pair(act), present=present, members=row.members, **papers)


def _close(row: VotingRound, act: TwoPersonAct) -> None:
    """Nobody receives a paper any more; those who never came are absent on the roll."""
    absent = row.electors.filter(channel=Channel.NONE).exclude(attendee__presence=Presence.PRESENT)
    absent.update(channel=Channel.ABSENT)
    if row.is_electronic:
        _refuse_impossible(row, Act.CLOSE, act.reason)
    box = boxing.open_box(row)
    _move(row, act, closed_at=clock.now())
    _event(row, act.confirmed_by, "close", **_pair(act), signed=row.electors.filter(signed_paper=True).count(), **box)


def _cancel(row: VotingRound, act: TwoPersonAct) -> None:
    _move(row, act, cancelled_reason=act.reason)
    _event(row, act.confirmed_by, act.action, **_pair(act), reason=act.reason)
    boxing.throw_away(row)


def _publish(row: VotingRound, act: TwoPersonAct) -> None:
    """Write the result onto the lines, say it to whatever was voted on, show it to everybody."""
    counted = _write_lines(row)
    _move(row, act, published_at=clock.now())
    _event(row, act.confirmed_by, "publish", **_pair(act), result_hash=rules.sha256(rules.canonical(row.result)))
    boxing.clear(row)
    # Lines are settled in the name of the office where it is one of the two, else of the chair.
    pair = [user for user in (act.asked_by, act.confirmed_by) if direct_ballot(user, row)]
    director = next((user for user in pair if prepare_ballot(user, row)), pair[0])
    _tell_subjects(counted, by=director)


PERFORM: dict[Act, Callable[[VotingRound, TwoPersonAct], None]] = {
    Act.OPEN: _open,
    Act.CLOSE: _close,
    Act.PUBLISH: _publish,
    Act.CANCEL: _cancel,
    Act.ANNUL: _cancel,
}


def _move(row: VotingRound, act: TwoPersonAct, **changes: Any) -> None:
    ROUND.make(
        act.action, row, by=act.confirmed_by, reason=act.reason, facts={"asked_by": str(act.asked_by)}, **changes
    )


def _pair(act: TwoPersonAct) -> dict[str, str]:
    return {"asked_by": str(act.asked_by), "confirmed_by": str(act.confirmed_by)}


# The roll and the papers ----------------------------------------------------------------------------------------------


@transaction.atomic
def set_recused(elector: RoundElector, *, by: User, recused: bool = True, reason: str = "") -> RoundElector:
    """Somebody takes no part in this round, or does after all; decided before it is opened."""
    ballot = lock(elector.round)
    require(by, "awards.prepare_ballot", ballot)
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
        _told(ballot, by, "recuse", attendee=str(row.attendee), recused=recused, reason=reason.strip())
    return row


@transaction.atomic
def hand_papers(
    ballot: VotingRound, *, by: User, batch_label: str, attendees: Sequence[Attendee], spoiled: int = 0
) -> PaperBatch:
    """Give each attendee one paper against signature. spoiled: papers taken back torn or wrongly marked and replaced,
    unopened; each replacement is one more handed out. All refusals at once, nothing is handed out then."""
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
    if not people and not spoiled:
        raise RuleViolation("Chọn người ký nhận phiếu.", field="attendees")
    roll = {elector.attendee_id: elector for elector in row.electors.select_related("attendee")}
    if reasons := [sentence for seat in people if (sentence := _why_no_paper(row, roll.get(seat.pk), seat))]:
        raise RuleViolation("Chưa phát được phiếu.", reasons=reasons, field="attendees")
    _refuse_more_than_present(row, roll.values(), len(people))
    batch = PaperBatch.objects.select_for_update().filter(round=row, label=label).first()
    batch = batch or PaperBatch(round=row, label=label)
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
def take_back(elector: RoundElector, *, by: User, batch: PaperBatch) -> PaperBatch:
    """Somebody was ticked by mistake and holds no paper; possible until the round is opened."""
    ballot = lock(elector.round)
    require(by, "awards.act_on_ballot", ballot)
    if not ballot.is_before_opening:
        raise StateConflict("Danh sách nhận phiếu đã chốt khi mở bỏ phiếu.")
    row, pile = lock(elector), lock(batch)
    if row.channel != Channel.PAPER or pile.round_id != ballot.pk or pile.in_hands < 1:
        raise RuleViolation(f"{row.attendee.name} chưa nhận phiếu của {pile}.")
    row.channel, row.signed_paper = Channel.NONE, False
    row.save(update_fields=["channel", "signed_paper"])
    pile.signed -= 1
    pile.handed -= 1
    pile.save()
    _told(ballot, by, "take_back", batch=pile.label, attendee=str(row.attendee))
    return pile


@transaction.atomic
def record_returned(batch: PaperBatch, *, by: User, returned: int) -> PaperBatch:
    """Papers found in the box, counted before any is unfolded; changeable until somebody begins to count marks."""
    ballot = lock(batch.round)
    require(by, "awards.tell_ballot", ballot)
    if not ballot.is_counting:
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


# Two blind counts -----------------------------------------------------------------------------------------------------


@transaction.atomic
def save_count(batch: PaperBatch, *, by: User, data: dict[str, Any]) -> PaperCount:
    """Keep what one teller has typed so far; shape: see rules.py. The first two tellers of a batch are its counters."""
    ballot = lock(batch.round)
    require(by, "awards.tell_ballot", ballot)
    row = lock(batch)
    count = _my_count(ballot, row, by)
    contests = [group.contest for group in queries.ballot_lines(ballot)]
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
    if batch.state == BatchState.OPEN and (reasons := queries.missing_to_unfold(list(ballot.batches.all()))):
        raise RuleViolation("Chưa mở phiếu ra kiểm được.", reasons=reasons)
    counts = list(batch.counts.defer("data"))
    attempt = queries.attempt_of(batch, counts)
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
    contests = [group.contest for group in queries.ballot_lines(ballot)]
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
    outcome = queries.reconcile(ballot)
    if not outcome.is_ok:
        return
    ballot.result = {"groups": outcome.results, "whole_invalid": outcome.whole_invalid}
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
    if reasons := queries.trouble_of(row):
        raise RuleViolation(reasons[0], reasons=reasons[1:])
    ballot.refresh_from_db()
    return row


# Sign and publish -----------------------------------------------------------------------------------------------------


@transaction.atomic
def sign(ballot: VotingRound, *, by: User) -> Teller:
    """A teller signs the counted result; all of them sign before it is published."""
    row = lock(ballot)
    require(by, "awards.tell_ballot", row)
    if not row.is_counted:
        raise StateConflict(f"Không ký được: {row.name} {row.get_state_display().lower()}.")
    teller = row.tellers.select_for_update().get(user=by)
    if teller.signed_at is not None:
        raise StateConflict("Đồng chí đã ký.")
    teller.signed_at = clock.now()
    teller.save(update_fields=["signed_at"])
    _told(row, by, "sign", signatures=row.tellers.exclude(signed_at=None).count())
    return teller


def _write_lines(row: VotingRound) -> list[tuple[ContestLine, str, str]]:
    """Store the result on every line. Returns (line, outcome, reason in words)."""
    told, changed = [], []
    for group in row.groups.prefetch_related("lines__content_type"):
        counted = rules.read_result(group.contest, row.result["groups"][str(group.pk)])
        for line in group.lines.all():
            count = counted.lines[str(line.pk)]
            line.votes_for, line.votes_against = count.agree, count.disagree
            line.blank, line.invalid = count.blank, count.invalid
            line.percent, line.outcome = count.percent, count.outcome
            changed.append(line)
            told.append((line, count.outcome, rules.outcome_words(count, counted, group.seats)))
    fields = ["votes_for", "votes_against", "blank", "invalid", "percent", "outcome"]
    ContestLine.objects.bulk_update(changed, fields, batch_size=100)
    return told


def _tell_subjects(counted: Iterable[tuple[ContestLine, str, str]], *, by: User) -> None:
    """Nominations learn that they passed or not, a cluster's table that its places are recognised. A tie waits."""
    told = [(line, outcome, words) for line, outcome, words in counted if outcome != Outcome.TIED]
    nominations = Nomination.objects.in_bulk(
        [line.object_id for line, _, _ in told if line.content_type.model == "nomination"]
    )
    for line, outcome, words in told:
        if line.content_type.model == "nomination":
            record_outcome(nominations[line.object_id], outcome == Outcome.PASSED, by=by, reason=words)
        elif line.content_type.model == "scoreboard" and outcome == Outcome.PASSED:
            board = ScoreBoard.objects.get(pk=line.object_id)
            if board.state == BoardState.FROZEN:
                confirm_board(board, by=by)


# Another round --------------------------------------------------------------------------------------------------------


@transaction.atomic
def prepare_runoff(ballot: VotingRound, *, by: User, tellers: Iterable[User] | None = None) -> VotingRound:
    """A second round between equal votes: the tied lines for the seats that are left, threshold as before."""
    row = lock(ballot)
    require(by, "awards.prepare_ballot", row)
    if not row.is_published:
        raise StateConflict("Bỏ phiếu lại giữa các dòng bằng phiếu sau khi đã công bố.")
    _refuse_second_follow_up(row)
    if row.events.filter(action=TIES_SETTLED).exists():
        raise StateConflict("Chủ trì đã quyết định giữa các dòng bằng phiếu.")
    specs = []
    for group in row.groups.prefetch_related("lines__content_type").select_related("award"):
        tied = [line for line in group.lines.all() if line.outcome == Outcome.TIED]
        if tied:
            left = rules.read_result(group.contest, row.result["groups"][str(group.pk)]).seats_left
            specs.append(_again(group, tied, kind=ContestKind.PICK, seats=left))
    if not specs:
        raise RuleViolation("Không có dòng nào bằng phiếu.")
    return prepare_round(
        row.conference,
        by=by,
        name=f"Bỏ phiếu lại: {row.name}"[:200],
        groups=specs,
        tellers=_tellers_of(row, tellers),
        parent=row,
        kind=row.kind,
    )


@transaction.atomic
def settle_ties(ballot: VotingRound, *, by: User, chosen: Iterable[ContestLine] = (), reason: str) -> VotingRound:
    """Write down how the chair decided between equal votes instead of voting again: at most as many as seats are left,
    the other tied lines do not pass. The figures of the round stay as they are. reason: who decided, and why so."""
    row = lock(ballot)
    require(by, "awards.prepare_ballot", row)
    _refuse_second_follow_up(row)
    if not VotingRound.objects.with_open_ties().filter(pk=row.pk).exists():
        raise StateConflict("Không có dòng nào bằng phiếu còn chờ quyết định.")
    if not reason.strip():
        raise RuleViolation("Ghi ai quyết định và lý do.", field="reason")
    picked = {line.pk for line in chosen}
    settled = []
    for group in queries.tied_groups(row):
        mine = [line for line in group.tied if line.pk in picked]
        if len(mine) > group.seats_left:
            raise RuleViolation(f"{group.title}: chỉ còn {group.seats_left} chỗ.", field="chosen")
        settled += [(line, line.pk in picked) for line in group.tied]
    if picked - {line.pk for line, _ in settled}:
        raise RuleViolation("Chỉ chọn trong các dòng bằng phiếu.", field="chosen")
    _told(
        row, by, TIES_SETTLED, reason=reason.strip(),
        chosen=[line.label for line, is_chosen in settled if is_chosen],
        left_out=[line.label for line, is_chosen in settled if not is_chosen],
    )  # fmt: skip
    _tell_subjects(
        [
            (line, Outcome.PASSED if is_chosen else Outcome.NOT_SELECTED, f"Bằng phiếu ở số lượng cuối. {reason}")
            for line, is_chosen in settled
        ],
        by=by,
    )
    return row


@transaction.atomic
def prepare_rerun(ballot: VotingRound, *, by: User, tellers: Iterable[User] | None = None) -> VotingRound:
    """The same paper once more after a cancelled or annulled round; the old one stays on file."""
    row = lock(ballot)
    require(by, "awards.prepare_ballot", row)
    if not row.is_void or not row.paper:
        raise StateConflict("Chỉ lập lại phiếu của vòng đã hủy.")
    _refuse_second_follow_up(row)
    groups = row.groups.prefetch_related("lines__content_type").select_related("award")
    specs = [_again(group, list(group.lines.all()), kind=group.kind, seats=group.seats) for group in groups]
    return prepare_round(
        row.conference,
        by=by,
        name=row.name,
        groups=specs,
        tellers=_tellers_of(row, tellers),
        parent=row,
        kind=row.kind,
    )


def _refuse_second_follow_up(row: VotingRound) -> None:
    if other := row.follow_ups.exclude(state__in=[RoundState.CANCELLED, RoundState.ANNULLED]).first():
        raise StateConflict(f"Đã lập “{other.name}” (vòng {other.number}).")


def _tellers_of(row: VotingRound, tellers: Iterable[User] | None) -> list[User]:
    return list(tellers) if tellers is not None else [t.user for t in row.tellers.select_related("user")]


def _again(group: ContestGroup, lines: Sequence[ContestLine], *, kind: str, seats: int | None) -> GroupSpec:
    return GroupSpec(
        title=group.title,
        lines=[LineSpec(line.subject, line.label, line.detail) for line in lines],
        award=group.award,
        kind=kind,
        seats=seats,
        threshold=group.threshold,
        base=group.base,
        legal_basis=group.legal_basis,
        no_threshold=group.threshold is None,
        recusal=group.recusal,
    )
