"""A conference's papers laid beside each other: the same names, in the same order, the same numbers and sums.

What each paper says is read from the very Document that is printed, never from the tables behind it, so that a name put
right after the vote, a line forgotten on a draft or a paper left behind shows here, before anybody signs.
"""

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from fractions import Fraction

from awards.ballots.models import TOLD, VotingRound
from awards.conferences.models import Conference
from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import Decision
from awards.decisions.papers import paper_document
from awards.nominations.enums import NominationState
from awards.nominations.models import AwardInYear, Nomination
from awards.reports import (
    award_list,
    ballot_paper,
    count_minutes,
    nominations,
    paper_facts,
    payment_list,
    score_overview,
    year_summary,
)
from awards.reports.conference_minutes import minutes_document, sheet_of
from awards.reports.paper_facts import Money, Told, What
from awards.reports.parts import listed
from awards.reports.queries import KEPT, boards_of, scores_of
from awards.reports.registry import Nothing, Scope
from thidua.documents.vietnamese import cut_ratio, number

MOST_NAMED = 5
BOARDS = "Bảng điểm"
OURS = (PaperKind.DECISION, PaperKind.SUBMISSION)


@dataclass(frozen=True)
class Count:
    """One number of one title: what every paper says, and whether they say the same."""

    what: What
    told: list[Told]
    again: Set[str] = frozenset()  # papers of lines that had been voted on before

    @property
    def number(self) -> str:
        """The number, or the numbers where papers differ; papers that share a title are added up."""
        if self.what == What.ON_PAPER:
            return str(sum(one.size for one in self.told)) if self.told else ""
        if self.what == What.PASSED:  # every round names those that passed in it
            named = [one.size for one in self.told if one.names is not None]
            sizes = ([sum(named)] if named else []) + [one.size for one in self.told if one.names is None]
        else:
            sizes = [one.size for one in self.told if one.paper not in self.again]
        return " / ".join(dict.fromkeys(map(str, sizes)))

    @property
    def papers(self) -> str:
        return listed(f"{one.paper} ({one.size})" for one in self.told)


@dataclass
class Agreement:
    """What was compared. mismatches: sentences; waiting: what has no paper yet, which is no mismatch."""

    conference: Conference
    papers: list[str] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    money: list[Money] = field(default_factory=list)
    points: dict[str, dict[str, Fraction]] = field(default_factory=dict)  # paper → unit → share of its points
    mismatches: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)  # units under another name on a later paper, which is no mismatch
    again: set[str] = field(default_factory=set)  # papers of lines that had been voted on before: fewer lines are right
    apart: set[tuple[str, str]] = field(default_factory=set)  # title, name of lines with a ballot of their own
    replaced: set[str] = field(default_factory=set)  # papers another one stands in for, or is about to

    @property
    def agrees(self) -> bool:
        return not self.mismatches

    def of(self, title: str, what: What) -> list[Told]:
        """What the papers that stand say of one number of one title."""
        told = [one for one in self.told if one.title == title and one.what == what]
        return [one for one in told if one.paper not in self.replaced]

    def titles(self) -> list[str]:
        """Titles the conference voted on, in the order of the ballot paper."""
        return list(dict.fromkeys(one.title for one in self.told if one.what == What.BALLOT))

    def rows(self) -> list[tuple[str, list[Count]]]:
        """Title → its numbers, for the page."""
        return [(title, [Count(what, self.of(title, what), self.again) for what in What]) for title in self.titles()]

    def add(self, paper: str, told: list[Told]) -> None:
        self.papers.append(paper)
        self.told += told


# Which papers there are -----------------------------------------------------------------------------------------------


def agreement_of(conference: Conference) -> Agreement:
    """Everything the papers of a conference say, and where they do not say the same. Raises Nothing before a result."""
    counted = _counted(conference)
    if not counted:
        raise Nothing("Hội nghị chưa công bố kết quả kiểm phiếu nào để đối chiếu.")
    period = conference.period
    scope, found = Scope(period, period.unit), Agreement(conference)
    if conference.council_id:
        name = "Danh sách đề nghị"
        found.add(name, paper_facts.of_nominations(name, nominations.build(scope, None)))
    mains = [ballot for ballot in counted if ballot.main_id is None]
    again = [ballot for ballot in mains if any(one.pk == ballot.parent_id for one in mains)]
    for ballot in mains:
        subs = [one for one in counted if one.main_id == ballot.pk]
        name = f" vòng {ballot.number}" if len(mains) > 1 else ""
        _add_round(found, scope, ballot, subs, end=name, again=ballot in again)
    short = _short_names(conference)
    _add_minutes(found, {sheet_of(one) for one in counted if one in again or one.main in again}, short)
    if conference.council_id:
        _add_boards(found, scope)
        _add_year(found, scope, short)
        for paper in _papers(conference):
            _add_paper(found, paper)
    _same_units(found)
    _compare(found)
    return found


def _counted(conference: Conference) -> list[VotingRound]:
    rounds = conference.rounds.select_related(
        "conference__council__unit__kind", "conference__cluster__organiser__kind", "conference__host", "main"
    )
    return [ballot for ballot in rounds.order_by("number") if ballot.state in TOLD]


def _short_names(conference: Conference) -> dict[str, str]:
    rows = AwardInYear.objects.filter(nomination_list__period=conference.period_id).select_related("award")
    return {row.award.name: row.award.short_name for row in rows}


def _add_round(
    found: Agreement, scope: Scope, ballot: VotingRound, subs: list[VotingRound], *, end: str, again: bool
) -> None:
    """A round with the ballots of those lines some take no part in: blank papers together, and its minutes.

    The minutes of the count of the round tell of those ballots too.
    """
    name, minutes = f"Phiếu bầu{end}", f"Biên bản kiểm phiếu{end}"
    aside = [one for sub in subs for one in paper_facts.of_ballot(name, ballot_paper.build(scope, sub))]
    blank = paper_facts.of_ballot(name, ballot_paper.build(scope, ballot))
    found.apart |= {(one.title, line) for one in aside for line in one.names}
    found.add(name, paper_facts.together([*blank, *aside]))
    found.add(minutes, paper_facts.together(paper_facts.of_count(minutes, count_minutes.build(scope, ballot))))
    if again:
        found.again |= {name, minutes}


def _add_minutes(found: Agreement, again: set[str], short: dict[str, str]) -> None:
    """The minutes of the meeting, its rounds added up: lines voted on again are counted once, those passed in both."""
    name, document = "Biên bản hội nghị", minutes_document(found.conference, None)
    told = [
        one
        for table in document.tables()
        for one in paper_facts.of_sum_table(name, table, short)
        if table.sheet not in again or one.what == What.PASSED
    ]
    found.add(name, paper_facts.together(told))
    found.told += paper_facts.of_choices(name, document, short)


def _add_boards(found: Agreement, scope: Scope) -> None:
    """Shares of points by the frozen boards, under the names and the short names of the units."""
    boards = [board for board in boards_of(scope.period) if board.is_final]
    if not boards:
        return
    found.papers.append(BOARDS)
    on, points = scope.period.ends_on, {}
    for board in boards:
        points |= paper_facts.points_of(score_overview.build(scope, board))
    units = [score.unit for rows in scores_of(boards).values() for score in rows]
    for unit in units:
        if (share := points.get(unit.short_name_on(on))) is not None:
            points[unit.name_on(on)] = share
    found.points[BOARDS] = points


def _add_year(found: Agreement, scope: Scope, short: dict[str, str]) -> None:
    """Papers of the year, where this conference is the one they tell of."""
    if year_summary.main_conference(scope.period) != found.conference:
        return
    name, document = "Báo cáo tổng kết", year_summary.build(scope, None)
    found.add(name, paper_facts.of_sums(name, document, short))
    found.points[name] = paper_facts.points_of(document)
    name = "Danh sách được khen"
    found.add(name, paper_facts.of_annexes(name, award_list.build(scope, None), What.KEPT))


def _papers(conference: Conference) -> list[Decision]:
    """Our papers of the conference that are not put aside, signed ones first."""
    rows = Decision.objects.filter(conference=conference, kind__in=OURS).exclude(state=PaperState.CANCELLED)
    rows = rows.select_related(
        "period__unit__kind",
        "issuer__kind",
        "conference__council",
        "conference__cluster",
        "payment_list",
        "amends__issuer",
    )
    return sorted(rows, key=lambda paper: (not paper.is_signed, paper.pk))


def _named_as(paper: Decision) -> str:
    kind = paper.get_kind_display()
    return f"{kind} {paper.code}" if paper.number else f"{kind} dự thảo {paper.pk}"


def _add_paper(found: Agreement, paper: Decision) -> None:
    name, document = _named_as(paper), paper_document(paper)
    if paper.amends_id and paper.kind == PaperKind.DECISION:
        found.replaced.add(_named_as(paper.amends))
    found.points[name] = paper_facts.points_of(document)
    if paper.kind == PaperKind.SUBMISSION:
        found.add(name, paper_facts.of_submission(name, document))
        return
    found.add(name, paper_facts.of_annexes(name, document, What.ON_PAPER))
    if money := paper_facts.money_of(name, document):
        if hasattr(paper, "payment_list"):
            found.papers.append(f"Bảng chi tiền thưởng theo {paper.code}")
            scope = Scope(paper.period, paper.period.unit)
            money = replace(money, paid=paper_facts.paid_by(payment_list.build(scope, paper)))
        found.money.append(money)


def _same_units(found: Agreement) -> None:
    """A unit that got another name between vote and decision is the same unit: its names are read as one, and told."""
    lines = Nomination.objects.filter(nomination_list__period=found.conference.period_id, unit__isnull=False)
    owners: dict[str, set[int]] = {}  # name → units that bear or bore it
    chosen: dict[int, str] = {}
    for unit, name, other in lines.order_by("pk").values_list("unit", "subject_name", "unit__names__name"):
        chosen.setdefault(unit, name)
        for one in (name, other):
            owners.setdefault(one, set()).add(unit)
    first = {name: chosen[min(units)] for name, units in owners.items() if len(units) == 1}
    told = []
    for one in found.told:
        names = one.names and tuple(first.get(name, name) for name in one.names)
        for was, now in zip(names or (), one.names or (), strict=True):
            if was != now:
                found.renamed.append(f"{one.paper} ghi “{now}”, khi đề nghị là “{was}”: đơn vị đã đổi tên.")
        told.append(replace(one, names=names))
    found.told = told


# Where they differ ----------------------------------------------------------------------------------------------------


def _compare(found: Agreement) -> None:
    outside, fallen = _outside(found.conference), _fallen(found.conference)
    for title in found.titles():
        for what in (What.PUT, What.BALLOT):
            first = [one for one in found.of(title, what) if one.paper not in found.again]
            found.mismatches += _differences(title, first, found)
        passed = _passed(found, title)
        if passed is None:
            continue
        found.mismatches += _differences(title, [passed, *_only_numbers(found.of(title, What.PASSED))], found)
        found.mismatches += _below(title, passed, found, fallen, outside)
        for listing in found.of(title, What.KEPT):
            found.mismatches += _kept(passed, listing, found, fallen, outside)
    found.mismatches += [sentence for one in found.money for sentence in _sums(one)]
    found.mismatches += _points(found.points)


def _only_numbers(told: Sequence[Told]) -> list[Told]:
    return [one for one in told if one.names is None]


def _passed(found: Agreement, title: str) -> Told | None:
    """Who passed in all rounds, in the order of the first paper: by the minutes of the count, between equal votes by
    those of the meeting."""
    told = [one for one in found.of(title, What.PASSED) if one.names is not None]
    if not told:
        return None
    papers = [one for one in found.of(title, What.BALLOT) if one.names is not None and one.paper not in found.again]
    place = {name: number for number, name in enumerate(papers[0].names)} if papers else {}
    names = tuple(sorted((name for one in told for name in one.names), key=lambda name: place.get(name, len(place))))
    return Told("Biên bản kiểm phiếu", title, What.PASSED, len(names), names)


def _differences(title: str, told: Sequence[Told], found: Agreement) -> list[str]:
    """Every paper beside the first one: the number, the names, their order."""
    if len(told) < 2:
        return []
    first, *others = told
    sentences = []
    for other in others:
        if first.names is not None and other.names is not None and Counter(first.names) != Counter(other.names):
            sentences.append(f"“{title}”, {first.what}: {_named(first, other)}.")
        elif first.size != other.size:
            sentences.append(
                f"“{title}”, {first.what}: {first.paper} ghi {first.size}, {other.paper} ghi {other.size}."
            )
        elif first.names is not None and other.names is not None:
            pairs = zip(_in_row(first, found), _in_row(other, found), strict=True)
            wrong = next(((place, name) for place, (right, name) in enumerate(pairs, 1) if right != name), None)
            if wrong:
                sentences.append(
                    f"“{title}”, {first.what}: thứ tự ở {other.paper} khác {first.paper} từ dòng {wrong[0]} "
                    f"({wrong[1]})."
                )
    return sentences


def _in_row(told: Told, found: Agreement) -> list[str]:
    """The names whose order is told: lines with a ballot of their own stand anywhere."""
    return [name for name in told.names if (told.title, name) not in found.apart]


def _named(first: Told, other: Told) -> str:
    """`Biên bản kiểm phiếu ghi 46, Quyết định ghi 45; không có ở Quyết định: A`."""
    less, more = Counter(first.names) - Counter(other.names), Counter(other.names) - Counter(first.names)
    words = [f"{first.paper} ghi {first.size}, {other.paper} ghi {other.size}"]
    if less:
        words.append(f"không có ở {other.paper}: {_some(less)}")
    if more:
        words.append(f"chỉ có ở {other.paper}: {_some(more)}")
    return "; ".join(words)


def _some(names: Counter) -> str:
    found = sorted(names.elements())
    more = len(found) - MOST_NAMED
    return ", ".join(found[:MOST_NAMED]) + (f" và {more} tên nữa" if more > 0 else "")


def _below(title: str, passed: Told, found: Agreement, fallen: Counter, outside: Counter) -> list[str]:
    """Decisions and submissions hold nobody who did not pass, nobody twice, and in the order of the vote."""
    told = found.of(title, What.ON_PAPER)
    sentences, left = [], Counter(passed.names)
    for one in told:
        own = Counter(one.names) - Counter({name: outside[title, name] for name in one.names})
        if extra := own - left:
            known = Counter({name: passed.names.count(name) for name in extra})
            for words, names in (
                ("có tên không đạt theo Biên bản kiểm phiếu", extra - known),
                ("có tên đã ở văn bản khác", extra & known),
            ):
                if names:
                    sentences.append(f"“{title}”: {one.paper} {words}: {_some(names)}.")
        left -= own
        sentences += _order(passed, one, found)
    left -= Counter({name: fallen[title, name] for name in left})
    if left and told and not any("không đạt theo" in sentence for sentence in sentences):
        found.waiting.append(f"“{title}”: {left.total()} đạt phiếu chưa có trên văn bản nào: {_some(left)}.")
    elif left and told:
        sentences.append(f"“{title}”: đạt phiếu nhưng không có trên văn bản nào: {_some(left)}.")
    elif left:
        found.waiting.append(f"“{title}”: {left.total()} đạt phiếu, chưa lập văn bản.")
    return sentences


def _order(passed: Told, paper: Told, found: Agreement) -> list[str]:
    """In the order of the vote; lines with a ballot of their own stand anywhere."""
    title, place = passed.title, {name: i for i, name in enumerate(passed.names)}
    if len(place) != len(passed.names):
        return []  # namesakes: their order cannot be told apart by name
    known = [place[name] for name in _in_row(paper, found) if name in place]
    for before, after in zip(known, known[1:], strict=False):
        if after < before:
            return [f"“{title}”: thứ tự ở {paper.paper} khác Biên bản kiểm phiếu, từ {passed.names[after]}."]
    return []


def _kept(passed: Told, listing: Told, found: Agreement, fallen: Counter, outside: Counter) -> list[str]:
    """The list of those commended: who passed, without those the superior refused or whose title was revoked."""
    title = passed.title
    gone = Counter({name: fallen[title, name] for name in passed.names})
    names = list((Counter(listing.names) - Counter({name: outside[title, name] for name in listing.names})).elements())
    wanted = list((Counter(passed.names) - gone).elements())
    if Counter(names) == Counter(wanted):
        return _order(passed, listing, found)
    minutes = Told(passed.paper, title, What.KEPT, len(wanted), tuple(wanted))
    other = Told(listing.paper, title, What.KEPT, len(names), tuple(names))
    return [f"“{title}”, {What.KEPT}: {_named(minutes, other)}."]


def _sums(money: Money) -> list[str]:
    told = []
    if money.paid is not None and money.paid != money.listed:
        told.append(
            f"{money.paper}: các danh sách cộng {number(money.listed)} đồng, bảng chi tiền thưởng cộng "
            f"{number(money.paid)} đồng."
        )
    if money.text is not None and money.text != money.listed:
        told.append(
            f"{money.paper}: Điều 2 ghi {number(money.text)} đồng, các danh sách cộng {number(money.listed)} đồng."
        )
    elif money.words and money.words != money.words_of_listed:
        told.append(f"{money.paper}: số tiền bằng chữ “{money.words}” không phải của {number(money.listed)} đồng.")
    return told


def _points(points: dict[str, dict[str, Fraction]]) -> list[str]:
    board = points.get(BOARDS, {})
    return [
        f"{unit}: {BOARDS} ghi {number(cut_ratio(board[unit]))}%, {paper} ghi {number(cut_ratio(share))}%."
        for paper, shares in points.items()
        for unit, share in shares.items()
        if unit in board and cut_ratio(share) != cut_ratio(board[unit])
    ]


def _outside(conference: Conference) -> Counter:
    """(title, name) of lines of events: on papers and lists of the year, never before the council."""
    lines = Nomination.objects.filter(nomination_list__period=conference.period_id, state__in=KEPT)
    rows = lines.exclude(nomination_list__event="").values_list("award__short_name", "subject_name")
    return Counter(rows)


def _fallen(conference: Conference) -> Counter:
    """(title, name) of lines that passed and are commended no longer: refused above, or revoked since."""
    lines = Nomination.objects.filter(
        nomination_list__period=conference.period_id, state__in=(NominationState.REFUSED_ABOVE, NominationState.REVOKED)
    )
    return Counter(lines.values_list("award__short_name", "subject_name"))
