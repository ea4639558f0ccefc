"""Whether a paper may be cast line by line, and what that costs: a token, an envelope and a cast for every line.

It takes away what a paper with many lines is without any name: a pattern. Whoever can dictate forty marks and sees the
opened ballots finds them again; of lines that lie apart nobody can tell which came from one voter. Papers of paper
beside it stay whole, and the lines of a title of which some are chosen stay together: they are one choice.
"""

from awards.ballots.models import ContestGroup, VotingRound
from awards.catalogue.enums import VoteBase

# Blind signatures made while papers are given out (7 ms each), and about as many casts in one burst: a quarter of a
# minute, for which a hall waits once. 17 members with 46 lines need 1,012 and 25 with 60 lines 1,800; 300 with 214
# lines would need 65,270: minutes, twice. It is half of what one round takes in at once (limits.casts).
MOST_SIGNATURES = 2000
KEY_WORTH = 5  # to draw the key of a line takes as long as signing so many papers (34 ms)
DEPENDS_ON_THE_BOX = (VoteBase.RETURNED, VoteBase.VALID)
ONLY_DEVICES = "Bỏ từng dòng chỉ có ở phiếu điện tử."


def signatures(members: int, slips: int) -> int:
    """How much work it is to give the slips out, in signatures."""
    return slips * (members + KEY_WORTH)


def slips_of(group: ContestGroup) -> int:
    return 1 if group.is_pick else len(group.lines.all())


def too_dear(ballot: VotingRound) -> list[str]:
    """Looked at when the paper is prepared, and again when it is frozen: members may have come."""
    if not ballot.is_by_line:
        return []
    members = ballot.conference.attendees.count()
    slips = sum(slips_of(group) for group in ballot.groups.prefetch_related("lines"))
    work = signatures(members, slips)
    if work <= MOST_SIGNATURES:
        return []
    return [
        f"{members} thành viên, {slips} dòng: bỏ từng dòng thì lúc nhận phiếu máy chủ phải ký {work} lần, quá "
        f"{MOST_SIGNATURES} lần là cả hội nghị phải chờ. Chọn cả tờ một phiếu, hoặc chia thành nhiều phiếu ngắn hơn."
    ]


def senseless(ballot: VotingRound) -> list[str]:
    """Titles whose lines cannot be told apart, and papers on which nothing would be."""
    groups, found = list(ballot.groups.prefetch_related("lines").order_by("sort")), []
    for group in groups:
        if group.seats is not None and not group.is_pick:
            found.append(
                f"“{group.title}” lấy {group.seats} dòng nhiều phiếu nhất: các dòng so với nhau nên không bỏ từng dòng "
                "được. Chọn cả tờ một phiếu."
            )
        elif group.base in DEPENDS_ON_THE_BOX:
            found.append(
                f"“{group.title}” tính đạt trên {group.base_words}: bỏ từng dòng thì mỗi dòng một mẫu số. "
                "Chọn cả tờ một phiếu."
            )
    if all(group.is_pick for group in groups) or sum(map(slips_of, groups)) < 2:
        found.append(
            "Phiếu không có dòng nào để tách: danh hiệu chọn một số trong danh sách thì các lựa chọn đi cùng nhau. "
            "Chọn cả tờ một phiếu."
        )
    return found


def refusals(ballot: VotingRound) -> list[str]:
    """Why a draft cannot be cast line by line; empty where it can, and where it is not to be."""
    return (senseless(ballot) or too_dear(ballot)) if ballot.is_by_line else []
