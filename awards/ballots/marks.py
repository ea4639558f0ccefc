"""What one voter leaves on one electronic paper: the text that is committed to, signed and counted.

A body is one JSON text and has exactly one way of being written, so that nothing can be hidden in blanks, in the order
of keys or in the form of a number:

    {"v":1,"round":"<id>","paper":"<SHA-256 of the paper>","m":[…],"nonce":"<64 hex digits>"}

`m` holds one mark for each contest in the order of the paper: each line to approve is a contest and is marked "A"
(agreed), "D" (not agreed) or "" (left blank); a title of which some are chosen is one contest, marked with the
ascending list of the numbers of the lines that were chosen.

A paper that is cast line by line says `"granularity":"line"`. Each of its contests is a slip: a ballot of its own with
one mark, a token, an envelope and a nonce of its own, whose `round` is `<id>/<place of the contest, from 1>`. Nothing
that is kept says which slips came from one voter, so that a pattern over many lines, dictated to be known again, is
nowhere to be seen. Lines of which some are chosen stay together: that is one contest, and one slip.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

AGREE, DISAGREE, BLANK = "A", "D", ""
LINE_MARKS = (AGREE, DISAGREE, BLANK)
BY_LINE = "line"  # what a paper says that is cast line by line
HEX_32 = re.compile(r"[0-9a-f]{64}")

Mark = str | list[int]


class MarksError(ValueError):
    """A body that no honest browser writes; the text says which rule it breaks."""


@dataclass(frozen=True)
class Group:
    """One title as it stands on the paper: its lines by their numbers; most: how many may be chosen, None = approve."""

    lines: tuple[int, ...]
    most: int | None = None

    @property
    def contests(self) -> int:
        return len(self.lines) if self.most is None else 1


@dataclass(frozen=True)
class Paper:
    """A frozen paper, or one slip of it: exactly the text of the paper, and what may be marked. by_line: what is cast
    are its slips."""

    text: str
    groups: tuple[Group, ...]
    by_line: bool = False

    @cached_property
    def hash(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def contests(self) -> int:
        return sum(group.contests for group in self.groups)

    @cached_property
    def slips(self) -> tuple["Paper", ...]:
        """What each ballot marks: the paper itself, or one contest of it."""
        if not self.by_line:
            return (self,)
        parts = [
            part
            for group in self.groups
            for part in ([Group((line,)) for line in group.lines] if group.most is None else [group])
        ]
        return tuple(Paper(self.text, (part,)) for part in parts)

    def name(self, round_id: str, place: int) -> str:
        """What the slip at a place, from 0, calls itself in its token, its body and its acknowledgement."""
        return slip_name(round_id, place + 1) if self.by_line else round_id

    def place_of(self, body: str, round_id: str) -> int:
        """Which slip a body claims to be, from 0; everything else about it is still to be checked."""
        if not self.by_line:
            return 0
        found = re.match(rf'\{{"v":1,"round":"{re.escape(round_id)}/([1-9][0-9]{{0,4}})"', body)
        if not found or int(found[1]) > self.contests:
            raise MarksError("another round")
        return int(found[1]) - 1


def slip_name(round_id: str, place: int) -> str:
    """place: from 1."""
    return f"{round_id}/{place}"


def read_paper(text: str) -> Paper:
    """The paper of a round from its frozen text."""
    groups, content = [], json.loads(text)
    for group in content["groups"]:
        lines = tuple(line["n"] for line in group["lines"])
        groups.append(Group(lines, group["rule"]["pick"]["k"] if group["kind"] == "pick" else None))
    return Paper(text, tuple(groups), content.get("granularity") == BY_LINE)


@dataclass(frozen=True)
class Body:
    """A body that is written as it must be and fits its paper, or the slip `place` of it."""

    text: str
    marks: tuple[Mark, ...]
    nonce: str
    place: int = 0

    @property
    def commitment(self) -> str:
        return commitment(self.text)


def by_contest(paper: Paper, bodies: Iterable[Body]) -> list[list[Mark]]:
    """For each contest of a paper the marks that were left there, in the order of `bodies`."""
    found: list[list[Mark]] = [[] for _ in range(paper.contests)]
    for body in bodies:
        for number, mark in enumerate(body.marks, body.place):
            found[number].append(mark)
    return found


def commitment(body: str) -> str:
    """What the voter keeps, and what the box is sorted by."""
    return hashlib.sha256(body.encode()).hexdigest()


def write_body(round_id: str, paper_hash: str, marks: Sequence[Mark], nonce: str) -> str:
    """The one way to write a body."""
    content = {"v": 1, "round": round_id, "paper": paper_hash, "m": list(marks), "nonce": nonce}
    return json.dumps(content, separators=(",", ":"))


def read_body(text: str, *, round_id: str, paper: Paper) -> Body:
    """Read a body of this round and paper. Raises MarksError for everything else."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MarksError("not JSON") from error
    if not isinstance(content, dict) or list(content) != ["v", "round", "paper", "m", "nonce"]:
        raise MarksError("other keys")
    marks, nonce = content["m"], content["nonce"]
    if content["round"] != round_id:
        raise MarksError("another round")
    if content["paper"] != paper.hash:
        raise MarksError("another paper")
    if not isinstance(nonce, str) or not HEX_32.fullmatch(nonce):
        raise MarksError("nonce")
    _check_marks(marks, paper)
    if write_body(round_id, paper.hash, marks, nonce) != text:
        raise MarksError("not written in the one way")
    return Body(text, tuple(marks), nonce)


def read_slip(text: str, *, round_id: str, paper: Paper) -> Body:
    """Read a body of this round and paper, or of whichever slip of it the body says to be. Raises MarksError."""
    place = paper.place_of(text, round_id)
    body = read_body(text, round_id=paper.name(round_id, place), paper=paper.slips[place])
    return replace(body, place=place)


def _check_marks(marks: Any, paper: Paper) -> None:
    if not isinstance(marks, list) or len(marks) != paper.contests:
        raise MarksError("number of marks")
    place = 0
    for group in paper.groups:
        mine = marks[place : place + group.contests]
        place += group.contests
        if group.most is None:
            if any(not isinstance(mark, str) or mark not in LINE_MARKS for mark in mine):
                raise MarksError("unknown mark")
            continue
        chosen = mine[0]
        if not isinstance(chosen, list) or any(type(number) is not int for number in chosen):
            raise MarksError("unknown mark")
        if len(chosen) > group.most:
            raise MarksError("too many chosen")
        if any(number not in group.lines for number in chosen):
            raise MarksError("unknown line")
        if any(a >= b for a, b in zip(chosen, chosen[1:], strict=False)):
            raise MarksError("not in ascending order")


def longest_body(round_id: str, paper: Paper) -> str:
    """A body no other of this paper is longer than; envelopes are measured by it."""
    marks: list[Mark] = []
    for group in paper.groups:
        if group.most is None:
            marks += [AGREE] * len(group.lines)
        else:
            longest = sorted(group.lines, key=lambda number: -len(str(number)))[: group.most]
            marks.append(sorted(longest))
    return write_body(round_id, paper.hash, marks, "0" * 64)
