"""A conference and a paper ballot from opening to publication, for every story of the demo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from awards.ballots import conflicts, recusing
from awards.ballots import services as ballots
from awards.ballots.enums import Act
from awards.ballots.models import VotingRound
from awards.ballots.queries import GroupSpec
from awards.conferences import agenda
from awards.conferences import services as conferences
from awards.conferences.models import Conference
from awards.management.demo.world import moment
from thidua import clock
from units.models import User

Votes = Mapping[int, int] | Mapping[str, Mapping[int, int]]  # subject id -> "đồng ý"; or by title of the group


@dataclass
class Hall:
    """Who runs a conference, and when its hours fall. director: secretary's office; tellers: the first heads them."""

    director: User
    tellers: list[User]
    day: date
    hour: int
    minute: int = 0

    def at(self, minutes: int):
        """The clock, so many minutes after the beginning."""
        return clock.at(moment(self.day, self.hour, self.minute) + timedelta(minutes=minutes))


def sit(conference: Conference, hall: Hall, *, absent: Mapping[int, str] | None = None) -> None:
    """Take attendance and open. absent: place in the list (from 1) -> reason."""
    absent = absent or {}
    for position, attendee in enumerate(conference.attendees.order_by("sort"), 1):
        with hall.at(-25 + position):
            if position in absent:
                conferences.mark_absent(attendee, by=hall.director, reason=absent[position])
            else:
                conferences.mark_present(attendee, by=hall.director)
    with hall.at(0):
        conferences.open_session(conference, by=hall.director)


def vote_on_paper(
    conference: Conference,
    hall: Hall,
    *,
    name: str,
    groups: list[GroupSpec],
    votes: Votes,
    random: Random,
    begin: int,
    batches: int = 2,
    slip: bool = False,
) -> VotingRound:
    """One round on paper: frozen, opened, handed out, closed, counted twice, signed, published.

    votes: what each line gets. slip: the two counters first differ by one vote in one line and count again.
    """
    director, (head, second) = hall.director, hall.tellers[:2]
    with hall.at(begin):
        ballot = ballots.prepare_round(conference, by=director, name=name, groups=groups, tellers=hall.tellers)
        ballots.freeze_round(ballot, by=director)
        _two(ballot, Act.OPEN, director, head)
    present = [seat for seat in conference.attendees.order_by("sort") if seat.is_present]
    share = -(-len(present) // batches)
    with hall.at(begin + 5):
        piles = [
            ballots.hand_papers(
                ballot, by=head, batch_label=chr(ord("A") + number), attendees=present[start : start + share]
            )
            for number, start in enumerate(range(0, len(present), share))
        ]
    with hall.at(begin + 25):
        _two(ballot, Act.CLOSE, director, head)
        for pile in piles:
            ballots.record_returned(pile, by=head, returned=pile.in_hands)
    sheets = _spread(ballot, [pile.in_hands for pile in piles], votes, random)
    with hall.at(begin + 35):
        for number, (pile, sheet) in enumerate(zip(piles, sheets, strict=True)):
            if slip and number == 0:
                _count(pile, head, sheet)
                _count(pile, second, _with_a_slip(sheet))
            for teller in (head, second):
                _count(pile, teller, sheet)
    with hall.at(begin + 45):
        ballot.refresh_from_db()
        for teller in hall.tellers:
            ballots.sign(ballot, by=teller)
        _two(ballot, Act.PUBLISH, director, head)
    return ballot


def leave_out(ballot: VotingRound, hall: Hall) -> None:
    """Members on the list take no part in their own lines, which are voted on apart."""
    if pairs := [(one.line, one.attendee) for one in conflicts.unresolved(ballot)]:
        recusing.decide(ballot, by=hall.director, pairs=pairs)


def _two(ballot: VotingRound, act: Act, first: User, second: User) -> None:
    ballots.ask(ballot, act, by=first)
    ballots.confirm(ballot, act, by=second)


def _count(pile, teller: User, sheet: dict) -> None:
    ballots.save_count(pile, by=teller, data=sheet)
    ballots.lock_count(pile, by=teller)


def _with_a_slip(sheet: dict) -> dict:
    """The same figures with one vote counted the other way in the first line that has any."""
    lines = {key: dict(figures) for key, figures in sheet["lines"].items()}
    figures = next(figures for figures in lines.values() if figures["agree"])
    figures["agree"], figures["disagree"] = figures["agree"] - 1, figures["disagree"] + 1
    return {**sheet, "lines": lines}


def _spread(ballot: VotingRound, sizes: list[int], votes: Votes, random: Random) -> list[dict]:
    """Figures of each pile that add up to `votes`, in the shape of a counter's sheet."""
    sheets = [{"whole_invalid": 0, "lines": {}, "picks": {}} for _ in sizes]
    for group in ballot.groups.prefetch_related("lines"):
        lines = list(group.lines.all())
        agreed = votes.get(group.title, votes)
        wanted = [agreed[line.object_id] for line in lines]
        if group.kind == "pick":
            _spread_pick(group, lines, wanted, sizes, sheets)
            continue
        for line, agree in zip(lines, wanted, strict=True):
            left, papers = agree, sum(sizes)
            for sheet, size in zip(sheets, sizes, strict=True):
                papers -= size
                part = random.randint(max(0, left - papers), min(size, left))
                left -= part
                sheet["lines"][str(line.pk)] = {"agree": part, "disagree": size - part, "blank": 0, "invalid": 0}
    return sheets


def _spread_pick(group, lines, wanted: list[int], sizes: list[int], sheets: list[dict]) -> None:
    """Papers of a pick: each names at most `seats` lines, so a pile's votes stay within seats × papers."""
    left = list(wanted)
    for position, (sheet, size) in enumerate(zip(sheets, sizes, strict=True)):
        last = position == len(sizes) - 1
        room = group.seats * size
        part = []
        for number, count in enumerate(left):
            later = sum(sizes[position + 1 :])
            take = count if last else max(count - later, min(size, count, room // max(1, len(left) - number)))
            take = min(take, size)
            room -= take
            part.append(take)
        left = [before - taken for before, taken in zip(left, part, strict=True)]
        named = size if sum(part) >= size else sum(part)
        sheet["picks"][str(group.pk)] = {
            "valid": named,
            "blank": size - named,
            "invalid": 0,
            "votes": {str(line.pk): count for line, count in zip(lines, part, strict=True)},
        }


def rise(conference: Conference, hall: Hall, *, after: int, discussion: str, conclusion: str) -> None:
    """Tick the programme off, close, write and adopt the minutes."""
    for number, item in enumerate(conference.programme.order_by("sort")):
        with hall.at(min(number * 12, after)):
            agenda.finish_item(item, by=hall.director)
    with hall.at(after):
        conferences.close_session(conference, by=hall.director)
    with hall.at(after + 30):
        conferences.write_minutes(conference, by=hall.director, discussion=discussion, conclusion=conclusion)
        conferences.adopt_minutes(conference, by=hall.director)
