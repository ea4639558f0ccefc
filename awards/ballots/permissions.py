"""WHO may prepare, direct, count and see a round. Two kinds of people: those who direct it, and its tellers."""

from awards.ballots.models import VotingRound
from awards.conferences.enums import MemberFunction
from awards.conferences.permissions import LEAD, OFFICE, run_conference
from thidua.permissions import permission
from units.models import User

TELLER = "Tổ kiểm phiếu của vòng này"
CHAIRS = (MemberFunction.CHAIR, MemberFunction.VICE_CHAIR)
DIRECTOR = f"Chủ tịch Hội đồng, {OFFICE}, {LEAD}"


@permission("awards.prepare_ballot", who=f"{OFFICE}, {LEAD}")
def prepare_ballot(user: User, ballot: VotingRound) -> bool:
    """Make the paper, choose the tellers, freeze it."""
    return run_conference(user, ballot.conference)


@permission("awards.direct_ballot", who=DIRECTOR)
def direct_ballot(user: User, ballot: VotingRound) -> bool:
    """The chair's side of an act of two: the secretary's office, or the chair himself."""
    return prepare_ballot(user, ballot) or _chairs(user, ballot)


def _chairs(user: User, ballot: VotingRound) -> bool:
    council = ballot.conference.council
    if council is None or user.person_id is None:
        return False
    seats = council.members.in_force(ballot.conference.held_on).filter(person=user.person_id)
    return seats.filter(function__in=CHAIRS).exists()


@permission("awards.tell_ballot", who=TELLER)
def tell_ballot(user: User, ballot: VotingRound) -> bool:
    """Count papers and sign the result: only the tellers chosen for this round, whatever other role they hold."""
    return ballot.tellers.filter(user=user).exists()


@permission("awards.act_on_ballot", who=f"{DIRECTOR}, {TELLER}")
def act_on_ballot(user: User, ballot: VotingRound) -> bool:
    """Ask for, or confirm, an act of two; hand out papers."""
    return direct_ballot(user, ballot) or tell_ballot(user, ballot)


@permission("awards.see_count", who=f"{TELLER} (những người khác sau khi công bố)")
def see_count(user: User, ballot: VotingRound) -> bool:
    """Figures: nobody while papers are counted, the tellers once both counts agree, everybody after publication."""
    return ballot.is_published or (ballot.is_counted and tell_ballot(user, ballot))


def _has_seat(user: User, ballot: VotingRound) -> bool:
    return user.person_id is not None and ballot.conference.attendees.filter(person=user.person_id).exists()


SEAT = "Thành viên có tên trong danh sách dự họp"


@permission("awards.declare_interest", who=SEAT)
def declare_interest(user: User, ballot: VotingRound) -> bool:
    """Say that one takes no part in a line, and who one's relatives are."""
    return _has_seat(user, ballot)


@permission("awards.see_interests", who=f"{DIRECTOR}, {TELLER}, {SEAT}")
def see_interests(user: User, ballot: VotingRound) -> bool:
    """Who takes no part in which line; it stands in the minutes of the count later."""
    return act_on_ballot(user, ballot) or _has_seat(user, ballot)


def sides_are_complete(first: User, second: User, ballot: VotingRound) -> bool:
    """Whether two different people stand for both sides: one directs, the other counts."""
    if first.pk == second.pk:
        return False
    return (direct_ballot(first, ballot) and tell_ballot(second, ballot)) or (
        tell_ballot(first, ballot) and direct_ballot(second, ballot)
    )
