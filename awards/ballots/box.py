"""The opened box: its ballots sorted by what commits to them, chained, counted, and written into one file.

`box.json` (format `tdkt-box/1`) is all that a recount needs, and names nobody:

    format    "tdkt-box/1"
    round     id of the round
    paper     exact text of the paper
    pub       public key of the papers given out, PEM; of a paper cast line by line one for each slip, in their order
    roll      {"epoch", "issued", "members", "present", "recused_members", "recused_present"}
    records   [{"c": commitment, "rec": text of the record}], ascending by c
    head      the end of the chain, read out and written into the minutes before any result is shown
    counted   one row for each title of the paper: {"lines": [{"agree", "disagree", "blank"}]}, or where some are chosen
              {"valid", "blank", "votes": [n for each line]}

Of a paper cast line by line a record is one slip, and `issued` is how many of each slip were given out.

The file is written in one way only: sorted keys, no blanks, accents as they are.

The chain: h0 = SHA-256("tdkt-box-v1|" round "|" roll "|" paper "|" pub), h(i) = SHA-256(h(i−1) SHA-256(record i)), roll
as the text it has in the file. The roll is in it so that the number of papers given out cannot be told otherwise later.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from awards.ballots import rules, sealing
from awards.ballots.marks import AGREE, BLANK, DISAGREE, Body, Group, Mark, Paper, by_contest
from awards.ballots.sealing import BadBallot, Ballot, Issuer

FORMAT = "tdkt-box/1"


@dataclass(frozen=True)
class Roll:
    """Heads as they stood when voting began."""

    issued: int
    epoch: int
    members: int
    present: int
    recused_members: int = 0
    recused_present: int = 0

    def as_document(self) -> dict[str, Any]:
        return {
            "epoch": self.epoch,
            "issued": self.issued,
            "members": self.members,
            "present": self.present,
            "recused_members": self.recused_members,
            "recused_present": self.recused_present,
        }


@dataclass(frozen=True)
class Box:
    """An opened box, whole: `records` in order of their commitments, `bodies` beside them."""

    issuer: Issuer
    paper: Paper
    roll: Roll
    records: tuple[str, ...]
    bodies: tuple[Body, ...]
    head: str

    @property
    def papers(self) -> int:
        """Ballots in it; of lines cast each for itself, of the line that most came for."""
        return max(map(len, by_contest(self.paper, self.bodies)), default=0)

    def document(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "round": self.issuer.round_id,
            "paper": self.paper.text,
            "pub": self.issuer.pem,
            "roll": self.roll.as_document(),
            "records": [
                {"c": body.commitment, "rec": record} for body, record in zip(self.bodies, self.records, strict=True)
            ],
            "head": self.head,
            "counted": counted(self.paper, self.bodies),
        }

    def text(self) -> str:
        """`box.json`."""
        return rules.canonical(self.document())


def assemble(issuer: Issuer, paper: Paper, roll: Roll, records: Iterable[str]) -> Box:
    """Check every record once more, sort, chain. Raises BadBallot or NotEntitled for a record that does not belong
    here, and BadBallot for more ballots than papers given out or two ballots of one paper."""
    found = []
    for record in records:
        ballot = sealing.read_record(record)
        found.append((ballot, record, sealing.check(ballot, issuer, paper)))
    if any(len(mine) > roll.issued for mine in by_contest(paper, (body for _, _, body in found))):
        raise BadBallot("more ballots than papers")
    if len({ballot.key for ballot, _, _ in found}) < len(found):
        raise BadBallot("two ballots of one paper")
    found.sort(key=lambda row: row[2].commitment)
    ordered = tuple(record for _, record, _ in found)
    return Box(
        issuer=issuer,
        paper=paper,
        roll=roll,
        records=ordered,
        bodies=tuple(body for _, _, body in found),
        head=chain(issuer, paper, roll, ordered),
    )


def chain(issuer: Issuer, paper: Paper, roll: Roll, records: Sequence[str]) -> str:
    """The end of the chain over `records` as they lie."""
    beginning = "|".join(["tdkt-box-v1", issuer.round_id, rules.canonical(roll.as_document()), paper.text, issuer.pem])
    link = hashlib.sha256(beginning.encode()).digest()
    for record in records:
        link = hashlib.sha256(link + hashlib.sha256(record.encode()).digest()).digest()
    return link.hex()


def counted(paper: Paper, bodies: Iterable[Body]) -> list[dict[str, Any]]:
    """How often each mark lies in the box, title by title in paper order."""
    found: list[dict[str, Any]] = []
    for group, columns in _by_title(paper, bodies):
        if group.most is None:
            found.append({"lines": [_line(given) for given in columns]})
            continue
        mine = columns[0]
        blank = sum(not chosen for chosen in mine)
        votes = [sum(line in chosen for chosen in mine) for line in group.lines]
        found.append({"valid": len(mine) - blank, "blank": blank, "votes": votes})
    return found


def _by_title(paper: Paper, bodies: Iterable[Body]) -> list[tuple[Group, list[list[Mark]]]]:
    """Each title with the marks left at each of its contests."""
    columns, found, place = by_contest(paper, bodies), [], 0
    for group in paper.groups:
        found.append((group, columns[place : place + group.contests]))
        place += group.contests
    return found


def _line(given: Sequence[Mark]) -> dict[str, int]:
    return {
        "agree": given.count(AGREE),
        "disagree": given.count(DISAGREE),
        "blank": given.count(BLANK),
    }


def receipts(records: Iterable[str]) -> list[str]:
    """What every open page compares itself with: all commitments, ascending."""
    return sorted(sealing.read_record(record).commitment for record in records)


def tally_ballots(contest: rules.Contest, place: int, paper: Paper, bodies: Iterable[Body]) -> list[Mapping[str, Any]]:
    """Ballots of the `place`-th title as `tally/1` reads them; the ids of its lines follow the order of the paper. Not
    for lines that were cast each for itself: of these there may be more at one than at another, see `tally_slips`."""
    group, columns = _by_title(paper, bodies)[place]
    if group.most is not None:
        names = dict(zip(group.lines, contest.lines, strict=True))
        return [{"marks": {contest.id: [names[line] for line in chosen]}} for chosen in columns[0]]
    return [{"marks": dict(zip(contest.lines, given, strict=True))} for given in zip(*columns, strict=True)]


def tally_slips(contest: rules.Contest, place: int, paper: Paper, bodies: Iterable[Body]) -> dict[str, list[Any]]:
    """Line id → its ballots as `tally/1` reads them, of a title whose lines were cast each for itself."""
    _, columns = _by_title(paper, bodies)[place]
    lines = zip(contest.lines, columns, strict=True)
    return {line: [{"marks": {line: mark}} for mark in given] for line, given in lines}


__all__ = ["Ballot", "Box", "Roll", "assemble", "chain", "counted", "receipts", "tally_ballots", "tally_slips"]
