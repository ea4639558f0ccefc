"""Invented ballots for a rehearsal: marks by chance, or such that every line gets the figures it once got."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from awards.ballots.marks import AGREE, BLANK, DISAGREE, Mark, Paper

CHANCES = ((AGREE, 86), (DISAGREE, 9), (BLANK, 5))  # of a hundred


@dataclass(frozen=True)
class Figures:
    """What one line gets; of a title of which some are chosen only `agree` is looked at."""

    agree: int
    disagree: int = 0


class Impossible(ValueError):
    """No such ballots exist: more votes than there are voters, or than one paper may hold."""


def invented(paper: Paper, voters: int, dice: Random) -> list[list[Mark]]:
    """One list of marks for each voter, by chance."""
    words = [mark for mark, share in CHANCES for _ in range(share)]

    def one() -> list[Mark]:
        chosen: list[Mark] = []
        for group in paper.groups:
            if group.most is None:
                chosen += [dice.choice(words) for _ in group.lines]
            else:
                chosen.append(sorted(dice.sample(group.lines, dice.randint(0, min(group.most, len(group.lines))))))
        return chosen

    return [one() for _ in range(voters)]


def dealt(paper: Paper, wanted: Sequence[Sequence[Figures]], voters: int, dice: Random) -> list[list[Mark]]:
    """One list of marks for each voter, so that each line gets its figures; wanted: by title and line, as on the
    paper. Raises Impossible."""
    ballots: list[list[Mark]] = [[] for _ in range(voters)]
    for group, figures in zip(paper.groups, wanted, strict=True):
        if group.most is not None:
            for ballot, chosen in zip(ballots, _picks(group.lines, group.most, figures, voters, dice), strict=True):
                ballot.append(chosen)
            continue
        for line in figures:
            left = voters - line.agree - line.disagree
            if left < 0:
                raise Impossible(f"{line.agree} + {line.disagree} marks of {voters} voters")
            marks = [AGREE] * line.agree + [DISAGREE] * line.disagree + [BLANK] * left
            dice.shuffle(marks)
            for ballot, mark in zip(ballots, marks, strict=True):
                ballot.append(mark)
    return ballots


def _picks(lines: Sequence[int], most: int, figures: Sequence[Figures], voters: int, dice: Random) -> list[list[int]]:
    """The line with most votes first, each time on the papers that hold fewest: if any way exists, this one works."""
    papers: list[list[int]] = [[] for _ in range(voters)]
    for line, wanted in sorted(zip(lines, figures, strict=True), key=lambda pair: -pair[1].agree):
        if wanted.agree > voters:
            raise Impossible(f"{wanted.agree} votes of {voters} voters")
        dice.shuffle(papers)
        papers.sort(key=len)
        for paper in papers[: wanted.agree]:
            paper.append(line)
    dice.shuffle(papers)
    if any(len(paper) > most for paper in papers):
        raise Impossible(f"more than {most} on one paper")
    return [sorted(paper) for paper in papers]


def figures_of(paper: Paper, ballots: Sequence[Sequence[Mark]]) -> list[list[tuple[int, int | None]]]:
    """What these ballots come to, counted here by hand and not by the house's own count: for every title and line who
    agreed and who did not (None where some are chosen)."""
    found, place = [], 0
    for group in paper.groups:
        if group.most is not None:
            found.append([(sum(line in ballot[place] for ballot in ballots), None) for line in group.lines])
        else:
            columns = [[ballot[place + number] for ballot in ballots] for number in range(len(group.lines))]
            found.append([(column.count(AGREE), column.count(DISAGREE)) for column in columns])
        place += group.contests
    return found
