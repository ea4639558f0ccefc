"""Conflicts of interest found in the records, and how a paper falls apart into lines that some members take no part in.

Which grounds count is said by the regulation of the body. A member's own unit is the collective he serves in, on a
paper of a cluster the unit he is the delegate of; people of his unit are not meant. Where some of several are chosen,
whoever takes no part in one takes no part in the choice: the others compete with it for the same places.

So a choice of some units of a cluster leaves nobody, where no unit votes on itself: every delegate stands on the paper.
Rounds of their own for each unit's delegates are no way out, and are not offered:

* A cluster seats one delegate for a unit, or two. A box with the ballots of one unit is opened, counted and written
  into the minutes for itself, so it tells what that unit chose; fewer than three papers are not opened at all.
* The places are shared by all: the most votes of all boxes together win them. No round could be counted alone, a
  threshold would have another base for each unit, and the recount of one `box.json` would prove nothing of the result.
* One box for all with a rule that nobody marks the own unit cannot be kept: a ballot without a name does not say whose
  unit may not stand on it.

What works instead is said where it is refused (`missing`): the units vote on all, their own included, which favours
none as each has the same vote; or each unit is answered yes or no, where each line goes its own way without one unit.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from awards.ballots.enums import Channel, Ground
from awards.ballots.interests import Kinship, Recusal
from awards.ballots.models import BEFORE_OPENING, ContestGroup, ContestLine, VotingRound
from awards.ballots.rules import FEW
from awards.conferences.models import Attendee, Regulation
from awards.nominations.models import Nomination
from units.models import Unit

MOST_TOLD = 12


@dataclass(frozen=True)
class Conflict:
    """A member who should take no part in a line, as the records have it."""

    line: ContestLine
    attendee: Attendee
    ground: Ground
    detail: str = ""

    @property
    def words(self) -> str:
        return f"{self.ground.label} ({self.detail})" if self.detail else self.ground.label


@dataclass
class Part:
    """Lines with the same members left out; recused: ids of their seats."""

    recused: frozenset[int]
    lines: dict[int, list[ContestLine]] = field(default_factory=dict)  # id of the group -> its lines, in paper order


def grounds_of(regulation: Regulation | None) -> list[Ground]:
    """The grounds that count by this regulation."""
    if regulation is None:
        return []
    said = {
        Ground.NOMINEE: regulation.recuses_nominee,
        Ground.FAMILY: regulation.recuses_family,
        Ground.OWN_UNIT: regulation.recuses_own_unit,
    }
    return [ground for ground, counts in said.items() if counts]


def found(ballot: VotingRound) -> list[Conflict]:
    """Every conflict in the records that counts, in paper order, then by seat. Six queries at most."""
    grounds = grounds_of(ballot.conference.regulation)
    if not grounds:
        return []
    lines = list(
        ContestLine.objects.filter(group__round=ballot)
        .select_related("group", "content_type")
        .order_by("group__sort", "sort")
    )
    seats = list(ballot.conference.attendees.select_related("person__unit", "unit", "member").order_by("sort"))
    nominations = Nomination.objects.select_related("unit").in_bulk(_ids(lines, "nomination"))
    units = Unit.objects.in_bulk(_ids(lines, "unit"))
    kin = _kin(seats) if Ground.FAMILY in grounds else {}
    conflicts = []
    for line in lines:
        model = line.content_type.model
        nomination = nominations.get(line.object_id) if model == "nomination" else None
        unit = units.get(line.object_id) if model == "unit" else nomination.unit if nomination else None
        person = nomination.person_id if nomination else None
        conflicts += [
            Conflict(line, seat, ground, detail)
            for seat in seats
            for ground, detail in _grounds_between(seat, person, unit, kin)
            if ground in grounds
        ]
    return conflicts


def _ids(lines: Iterable[ContestLine], model: str) -> list[int]:
    return [line.object_id for line in lines if line.content_type.model == model]


def _kin(seats: Iterable[Attendee]) -> dict[tuple[int, int], str]:
    """(member, relative) -> the relation, whoever of the two declared it."""
    people = [seat.person_id for seat in seats if seat.person_id]
    ties = Kinship.objects.filter(Q(person__in=people) | Q(relative__in=people))
    known = {}
    for person, relative, relation in ties.values_list("person", "relative", "relation"):
        known[(person, relative)] = relation
        known.setdefault((relative, person), relation)
    return known


def _grounds_between(seat: Attendee, person: int | None, unit: Unit | None, kin) -> Iterable[tuple[Ground, str]]:
    """At most one ground, the strongest first."""
    if person is not None and person == seat.person_id:
        yield Ground.NOMINEE, ""
    elif person is not None and (seat.person_id, person) in kin:
        yield Ground.FAMILY, kin[(seat.person_id, person)]
    elif unit is not None and _serves_in(seat, unit):
        yield Ground.OWN_UNIT, ""


def _serves_in(seat: Attendee, unit: Unit) -> bool:
    if seat.unit_id:
        return seat.unit_id == unit.pk
    return bool(seat.person_id and seat.person.unit_id and seat.person.unit.path.startswith(unit.path))


def decided(ballot: VotingRound, *, with_parts: bool = False) -> list[Recusal]:
    """What was decided about the lines of a paper, by seat; with_parts: and about those taken out of it."""
    here = Q(line__group__round=ballot)
    rows = Recusal.objects.filter(here | Q(line__group__round__main=ballot) if with_parts else here)
    return list(rows.select_related("line__group", "attendee__member", "attendee__unit", "decided_by"))


def unresolved(ballot: VotingRound) -> list[Conflict]:
    """Conflicts nobody has decided about yet."""
    done = set(Recusal.objects.filter(line__group__round=ballot).values_list("line", "attendee"))
    return [one for one in found(ballot) if (one.line.pk, one.attendee.pk) not in done]


def parts(ballot: VotingRound) -> list[Part]:
    """The paper by who takes no part: first what stays on it, then each set of members of its own."""
    without = defaultdict(set)
    for line, seat in Recusal.objects.filter(line__group__round=ballot, takes_part=False).values_list(
        "line", "attendee"
    ):
        without[line].add(seat)
    made: dict[frozenset[int], Part] = {}
    for group in ballot.groups.prefetch_related("lines").order_by("sort"):
        lines = list(group.lines.all())
        for line in lines:
            seats = set().union(*(without[one.pk] for one in lines)) if _competes(group) else without[line.pk]
            part = made.setdefault(frozenset(seats), Part(frozenset(seats)))
            part.lines.setdefault(group.pk, []).append(line)
    return sorted(made.values(), key=lambda part: bool(part.recused))


def _competes(group: ContestGroup) -> bool:
    return group.is_pick or group.seats is not None


def missing(ballot: VotingRound) -> list[str]:
    """What must be decided before a paper is frozen, and parts that too few would vote on."""
    waiting = unresolved(ballot)
    sentences = [
        f"{one.attendee.name}, “{one.line.label}”: {one.words.lower()}. Ghi không tham gia hoặc lý do vẫn bỏ phiếu."
        for one in waiting[:MOST_TOLD]
    ]
    if len(waiting) > MOST_TOLD:
        sentences.append(f"Và {len(waiting) - MOST_TOLD} trường hợp nữa chưa ghi không tham gia.")
    seats = ballot.conference.attendees.count()
    groups = {group.pk: group for group in ballot.groups.all()}
    for part in parts(ballot):
        if part.recused and seats - len(part.recused) < FEW:
            names = ", ".join(groups[group].title for group in part.lines)
            left = seats - len(part.recused)
            sentences.append(f"“{names}”: trừ người không tham gia chỉ còn {left} người bỏ phiếu.")
            sentences += [_instead(groups[group]) for group in part.lines if _leaves_own_units_out(groups[group])]
    return sentences


def _leaves_own_units_out(group: ContestGroup) -> bool:
    out = Recusal.objects.filter(line__group=group, takes_part=False, ground=Ground.OWN_UNIT)
    return _competes(group) and out.exists()


def _instead(group: ContestGroup) -> str:
    return (
        f"“{group.title}” chọn {group.seats} trong một danh sách chung nên ai không bỏ phiếu về đơn vị mình thì không "
        "chọn được đơn vị nào; phiếu riêng cho từng đơn vị thì hòm chỉ có phiếu của một đơn vị, không còn kín. "
        "Chọn một trong hai cách: ghi lý do các đơn vị vẫn bỏ phiếu về mình (hoặc sửa mục ấy trong quy chế); hoặc lập "
        "phiếu trả lời Đồng ý, Không cho từng đơn vị, mỗi dòng thành phiếu riêng không có đơn vị ấy."
    )


def late(ballot: VotingRound) -> list[Recusal]:
    """Declared after the paper was frozen: its roll still has them. Nothing where the whole round leaves them out."""
    if ballot.state not in BEFORE_OPENING:
        return []
    rows = Recusal.objects.filter(line__group__round=ballot, takes_part=False)
    out = ballot.electors.filter(channel=Channel.RECUSED).values("attendee")
    return list(rows.exclude(attendee__in=out).select_related("line", "attendee"))
