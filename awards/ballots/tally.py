"""The count of a secret ballot: a pure function over one document of the format `tally/1`.

`tally(doc)` takes the rule, the electorate, the contests and everything found in the box, and says what was decided:
integers and texts only, no database, no clock, no float, and the document is left as it was. The chapter's pages, the
recount and `manage.py tally` all come here, so that there is one count.

The input, `?` marking what may be left out (null counts as left out):

    rule        base           all_members | present | participating | issued | returned | valid
                threshold?     {num, den, op: ">=" | ">"}, a share from 0 to 1; with lines to approve it must be
                               written, if only as null, because without one everybody passes
                recusal?       keep (default) | reduce        abstain_allowed?  false (default)
                blank_is?      valid (default) | invalid      seats?            a quota; none = unlimited
                pick?          {k, min? = 1, exact? = false}  needed by contests of the kind pick
                quorum?        {num, den, op? = ">=", of: present | participating | returned}
    electorate  members, present, written, recused: {members, present}
    contests    [{id, kind: "approve"} | {id, kind: "pick", options: [text, in paper order]}]
    channels    [{channel: "electronic" | "written", issued, ballots: [{x? = 1, marks: {contest: mark}}
                                                                       | {x?, whole_invalid: true}]}
                | {channel: "paper", batches: [{id, signed, handed, spoiled, returned, counter_1, counter_2}]}]
    counter     whole_invalid, lines?: {contest: {agree, disagree, abstain, blank, invalid}},
                picks?: {contest: {valid, blank, invalid, votes: {option: number, left out = 0}}}

Numbers are whole and not negative. A document of another shape raises `TallyError`, which names the place. An unknown
key is refused where a misspelt optional key would change the count (`rule`, `pick`, `quorum`, a ballot) and where it
names a contest or an option that does not exist; elsewhere it is a remark and is passed over. A mark is never a fault
of the document: whatever the voter left there is counted, if need be as invalid. The tellers' figures are added as they
stand, an abstention too: `abstain_allowed` says how a mark is read, and they have read theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from awards.catalogue.rules import OPERATORS, required_votes

BASES = ("all_members", "present", "participating", "issued", "returned", "valid")
LINE_VERDICTS = ("agree", "disagree", "abstain", "blank", "invalid")
PICK_VERDICTS = ("valid", "blank", "invalid")


class TallyError(ValueError):
    """The document has not the shape of `tally/1`: `path` is the place ("" = the whole), `reason` says why."""

    def __init__(self, path: str, reason: str):
        super().__init__(f"{path or 'gốc tài liệu'}: {reason}")
        self.path = path
        self.reason = reason


# --- The arithmetic of a vote -------------------------------------------------------------------------------------


def reaches(votes: int, required: int | None) -> bool:
    """Whether `votes` are enough; nothing is enough where nothing can be required (required None)."""
    return required is not None and votes >= required


def percent_text(part: int, base: int) -> str | None:
    """part/base in percent, cut and never rounded to two decimals: 10 of 15 is "66.66"; None if base ≤ 0.

    For the eye only: no decision is taken from it.
    """
    if base <= 0:
        return None
    whole, hundredths = divmod(part * 10_000 // base, 100)
    return f"{whole}.{hundredths:02d}"


def fill_seats(votes: Mapping[str, int], eligible: Collection[str], seats: int | None) -> dict[str, Any]:
    """Give the seats to the eligible with most votes; a group of equals that does not fit whole stays out, tied.

    votes: name → votes of everybody on the paper, in paper order; eligible: those who reached the required number;
    seats: quota, None = unlimited. Returns {selected, tied, not_selected, seats_left, runoff}, names in paper order,
    runoff {options, seats} or None. Seats may stay empty.
    """
    selected, tied = set(eligible), set()
    if seats is not None and len(eligible) > seats:
        best_left_out = sorted((votes[name] for name in eligible), reverse=True)[seats]
        selected = {name for name in eligible if votes[name] > best_left_out}
        if len(selected) < seats:
            tied = {name for name in eligible if votes[name] == best_left_out}
    seats_left = None if seats is None else seats - len(selected)
    ties = [name for name in votes if name in tied]
    return {
        "selected": [name for name in votes if name in selected],
        "tied": ties,
        "not_selected": [name for name in votes if name not in selected and name not in tied],
        "seats_left": seats_left,
        "runoff": {"options": ties, "seats": seats_left} if ties else None,
    }


def before_the_vote(rule: dict[str, Any], electorate: dict[str, Any]) -> dict[str, int | None]:
    """What can be announced before anybody votes: {base, required}, None where it depends on what is in the box.

    rule, electorate: these two parts of a `tally/1` document. Raises TallyError like `tally`.
    """
    the_rule, people = _read_rule(_Node(rule, "rule")), _read_electorate(_Node(electorate, "electorate"))
    base = people.base(the_rule.base, the_rule.recusal)
    if base is None:
        return {"base": None, "required": None if the_rule.threshold else 0}
    return {"base": base, "required": the_rule.required(base)}


# --- What a document says -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Threshold:
    """The share of the base that must agree: num/den, reached (`>=`) or exceeded (`>`)."""

    num: int
    den: int
    op: str

    def required(self, base: int) -> int | None:
        return required_votes(self.num, self.den, self.op, base)


@dataclass(frozen=True)
class Quorum:
    """The share of all members that `of` (present, participating, returned) must reach for the vote to stand."""

    share: Threshold
    of: str


@dataclass(frozen=True)
class Pick:
    """How many options a paper may name: from `fewest` to `k`."""

    k: int
    fewest: int


@dataclass(frozen=True)
class Rule:
    base: str
    threshold: Threshold | None
    recusal: str
    abstain_allowed: bool
    blank_is: str
    seats: int | None
    pick: Pick | None
    quorum: Quorum | None

    def required(self, base: int) -> int | None:
        """Votes needed: 0 where the rule has no threshold, whatever the base."""
        return self.threshold.required(base) if self.threshold else 0


@dataclass(frozen=True)
class Electorate:
    """Heads: `recused_members` of the council do not take part, `recused_present` of these sit in the room."""

    members: int
    present: int
    written: int
    recused_members: int
    recused_present: int

    def base(self, name: str, recusal: str) -> int | None:
        """The base that is known before anybody votes; None for those that depend on the box (issued, returned, valid).

        Under `reduce` the recused leave it: the council loses all of them, the room those who sit in it.
        """
        reduce = recusal == "reduce"
        if name == "all_members":
            return self.members - (self.recused_members if reduce else 0)
        if name == "present":
            return self.present - (self.recused_present if reduce else 0)
        if name == "participating":
            return self.present + self.written - (self.recused_present if reduce else 0)
        return None


@dataclass(frozen=True)
class Contest:
    """One thing voted on: a line to approve (options None) or options to pick from, in paper order."""

    id: str
    options: tuple[str, ...] | None

    @property
    def verdicts(self) -> tuple[str, ...]:
        return LINE_VERDICTS if self.options is None else PICK_VERDICTS


@dataclass(frozen=True)
class Ballot:
    """`x` equal ballots; marks None = the whole paper is invalid."""

    x: int
    marks: dict[str, Any] | None


@dataclass(frozen=True)
class Box:
    """The electronic or the written channel."""

    name: str
    issued: int
    ballots: tuple[Ballot, ...]

    @property
    def returned(self) -> int:
        return sum(ballot.x for ballot in self.ballots)


@dataclass(frozen=True)
class Figures:
    """What was found for one contest: papers by verdict and, for a pick contest, votes by option."""

    papers: Counter[str]
    votes: Counter[str]


@dataclass(frozen=True)
class Count:
    """One counter's entry for a batch; `contests`: contest id → figures. Equal entries compare equal."""

    whole_invalid: int
    contests: dict[str, Figures]


@dataclass(frozen=True)
class Batch:
    """A batch of paper: people who signed, papers handed out, spoiled and exchanged, found in the box; two counts."""

    id: str
    signed: int
    handed: int
    spoiled: int
    returned: int
    counts: tuple[Count, Count]

    @property
    def in_hands(self) -> int:
        """Papers that can come back."""
        return self.handed - self.spoiled


@dataclass(frozen=True)
class Document:
    rule: Rule
    electorate: Electorate
    contests: tuple[Contest, ...]
    channels: tuple[Box | Batch, ...]  # in channel order; the paper channel as its batches

    @property
    def boxes(self) -> list[Box]:
        return [part for part in self.channels if isinstance(part, Box)]

    @property
    def batches(self) -> list[Batch]:
        return [part for part in self.channels if isinstance(part, Batch)]

    @property
    def issued(self) -> int:
        return sum(box.issued for box in self.boxes) + sum(batch.signed for batch in self.batches)

    @property
    def returned(self) -> int:
        return sum(part.returned for part in self.channels)


# --- The count ----------------------------------------------------------------------------------------------------


def tally(doc: dict[str, Any]) -> dict[str, Any]:
    """Count a `tally/1` document and say what it decided.

    Returns {status, issues, lines, picks, quota} and, only when status is "ok", {returned, issued}:
    lines {contest: {agree, disagree, abstain, blank, invalid, base, required, pct, outcome: "pass" | "fail"}};
    picks {contest: {valid, blank, invalid, votes: {option: n}, base, required, selected, tied, not_selected,
    seats_left, runoff}}; quota None or {selected, tied, not_selected, seats_left, runoff} over the approved lines.
    Status void_overcount, unreconciled or void_no_quorum comes with its issues and without a single figure.
    Raises TallyError when the document has another shape.
    """
    document = read_document(doc)
    for status, find_issues in (
        ("void_overcount", _overcounts),
        ("unreconciled", _unreconciled),
        ("void_no_quorum", _missing_quorum),
    ):
        if issues := list(find_issues(document)):
            return {"status": status, "issues": issues, "lines": {}, "picks": {}, "quota": None}
    return _result(document)


def _overcounts(document: Document) -> Iterator[str]:
    """More papers than people, channel by channel in the order of the document, then over the whole council."""
    for part in document.channels:
        if isinstance(part, Box):
            if part.returned > part.issued:
                yield f"overcount:{part.name}"
        elif part.in_hands > part.signed or part.returned > part.in_hands:
            yield f"overcount:paper:{part.id}"
    electorate = document.electorate
    if document.issued > electorate.members - electorate.recused_members:
        yield "overcount:electorate"


def _unreconciled(document: Document) -> Iterator[str]:
    """Batches whose two counters differ, or agree on figures that do not add up to the papers in the box."""
    for batch in document.batches:
        first, second = batch.counts
        if first != second:
            yield f"counters_differ:{batch.id}"
            continue
        for contest in document.contests:
            figures = first.contests[contest.id]
            adds_up = figures.papers.total() + first.whole_invalid == batch.returned
            if not adds_up or not (contest.options is None or _votes_possible(figures, document.rule.pick)):
                yield f"sum:{batch.id}:{contest.id}"


def _votes_possible(figures: Figures, pick: Pick) -> bool:
    """Whether the valid papers can carry these votes: an option once a paper, a paper between `fewest` and `k`."""
    valid, votes = figures.papers["valid"], figures.votes
    return max(votes.values(), default=0) <= valid and valid * pick.fewest <= votes.total() <= valid * pick.k


def _missing_quorum(document: Document) -> Iterator[str]:
    """The quorum is a share of all members; a recused member who sits in the room counts towards it."""
    quorum, electorate = document.rule.quorum, document.electorate
    if quorum is None:
        return
    value = document.returned if quorum.of == "returned" else electorate.base(quorum.of, "keep")
    if not reaches(value, quorum.share.required(electorate.members)):
        yield f"quorum:{value}"


def _result(document: Document) -> dict[str, Any]:
    lines, picks = {}, {}
    for contest in document.contests:
        figures = _count(contest, document)
        if contest.options is None:
            lines[contest.id] = _line_result(figures, document)
        else:
            picks[contest.id] = _pick_result(contest.options, figures, document)
    return {
        "status": "ok",
        "issues": [],
        "lines": lines,
        "picks": picks,
        "quota": _quota(lines, document.rule.seats),
        "returned": document.returned,
        "issued": document.issued,
    }


def _line_result(figures: Figures, document: Document) -> dict[str, Any]:
    base = _base(figures, document)
    required = document.rule.required(base)
    agree = figures.papers["agree"]
    return {
        **{verdict: figures.papers[verdict] for verdict in LINE_VERDICTS},
        "base": base,
        "required": required,
        "pct": percent_text(agree, base),
        "outcome": "pass" if reaches(agree, required) else "fail",
    }


def _pick_result(options: tuple[str, ...], figures: Figures, document: Document) -> dict[str, Any]:
    base = _base(figures, document)
    required = document.rule.required(base)
    votes = {option: figures.votes[option] for option in options}
    eligible = [option for option in options if votes[option] >= 1 and reaches(votes[option], required)]
    return {
        **{verdict: figures.papers[verdict] for verdict in PICK_VERDICTS},
        "votes": votes,
        "base": base,
        "required": required,
        **fill_seats(votes, eligible, document.rule.seats),
    }


def _quota(lines: dict[str, dict[str, Any]], seats: int | None) -> dict[str, Any] | None:
    """The quota over the list of lines: lines that passed compete for the seats."""
    if seats is None or not lines:
        return None
    passed = [line for line, result in lines.items() if result["outcome"] == "pass"]
    return fill_seats({line: result["agree"] for line, result in lines.items()}, passed, seats)


def _base(figures: Figures, document: Document) -> int:
    """The number the threshold is a share of."""
    rule = document.rule
    if rule.base == "issued":
        return document.issued
    if rule.base == "returned":
        return document.returned
    if rule.base == "valid":
        blank = figures.papers["blank"] if rule.blank_is == "invalid" else 0
        return figures.papers.total() - figures.papers["invalid"] - blank
    return document.electorate.base(rule.base, rule.recusal)


def _count(contest: Contest, document: Document) -> Figures:
    """Add the channels up. A wholly invalid paper is invalid for every contest."""
    papers, votes = Counter(), Counter()
    for box in document.boxes:
        for ballot in box.ballots:
            mark = None if ballot.marks is None else ballot.marks.get(contest.id)
            verdict = "invalid" if ballot.marks is None else judge_mark(mark, contest, document.rule)
            papers[verdict] += ballot.x
            if verdict == "valid":
                votes.update(dict.fromkeys(mark, ballot.x))
    for batch in document.batches:
        count = batch.counts[0]
        papers.update(count.contests[contest.id].papers)
        papers["invalid"] += count.whole_invalid
        votes.update(count.contests[contest.id].votes)
    return Figures(papers, votes)


def judge_mark(mark: Any, contest: Contest, rule: Rule) -> str:
    """What one mark is worth: one of `contest.verdicts`. A wrong mark spoils its own contest only.

    "T" (không ý kiến) is a legal mark only where the rule allows to abstain.
    """
    if mark is None or mark == "":
        return "blank"
    if contest.options is not None:
        return _judge_pick(mark, contest.options, rule.pick)
    if mark == "A":
        return "agree"
    if mark == "D":
        return "disagree"
    return "abstain" if mark == "T" and rule.abstain_allowed else "invalid"


def _judge_pick(mark: Any, options: tuple[str, ...], pick: Pick) -> str:
    if mark == []:
        return "blank"
    if not isinstance(mark, list) or any(option not in options for option in mark) or len(set(mark)) < len(mark):
        return "invalid"
    return "valid" if pick.fewest <= len(mark) <= pick.k else "invalid"


# --- Reading a document: the shape and nothing but the shape ------------------------------------------------------


def read_document(doc: dict[str, Any]) -> Document:
    """A checked copy of a `tally/1` document; raises TallyError at the first place that has another shape."""
    node = _Node(doc)
    if (version := node.maybe("format")) is not None:
        version.one_of("tally/1")
    rule = _read_rule(node["rule"])
    contests = tuple(_read_contest(contest) for contest in node["contests"].items())
    _refuse_twins(node["contests"], [contest.id for contest in contests], "id")
    kinds = {contest.options is None for contest in contests}
    if True in kinds and not node["rule"].has("threshold"):
        node["rule"].refuse("thiếu mục “threshold” (không đặt tỷ lệ thì ghi null)")
    if False in kinds and rule.pick is None:
        node["rule"].refuse("thiếu mục “pick”")
    by_id = {contest.id: contest for contest in contests}
    channels = tuple(part for channel in node["channels"].items() for part in _read_channel(channel, by_id))
    _refuse_twins(node["channels"], [part.id for part in channels if isinstance(part, Batch)], "batches[].id")
    return Document(rule, _read_electorate(node["electorate"]), contests, channels)


@dataclass(frozen=True)
class _Node:
    """A value of the document together with its path, so that every refusal names its place."""

    value: Any
    path: str = ""

    def refuse(self, reason: str) -> NoReturn:
        raise TallyError(self.path, reason)

    def _object(self) -> dict[str, Any]:
        return self.value if isinstance(self.value, dict) else self.refuse("phải là một đối tượng {…}")

    def has(self, key: str) -> bool:
        return key in self._object()

    def __getitem__(self, key: str) -> _Node:
        if not self.has(key):
            self.refuse(f"thiếu mục “{key}”")
        return _Node(self.value[key], f"{self.path}.{key}" if self.path else key)

    def maybe(self, key: str) -> _Node | None:
        return self[key] if self._object().get(key) is not None else None

    def only(self, keys: Collection[str]) -> None:
        for key in self._object():
            if key not in keys:
                self.refuse(f"mục “{key}” không có trong quy định của tài liệu này")

    def items(self) -> list[_Node]:
        if not isinstance(self.value, list):
            self.refuse("phải là một danh sách […]")
        return [_Node(value, f"{self.path}[{index}]") for index, value in enumerate(self.value)]

    def number(self) -> int:
        if type(self.value) is not int or self.value < 0:  # a bool is an int to isinstance
            self.refuse("phải là số nguyên không âm")
        return self.value

    def flag(self) -> bool:
        return self.value if isinstance(self.value, bool) else self.refuse("phải là true hoặc false")

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value:
            self.refuse("phải là chuỗi ký tự khác rỗng")
        return self.value

    def one_of(self, *words: str) -> str:
        return self.value if self.value in words else self.refuse(f"phải là một trong: {', '.join(words)}")


def _refuse_twins(node: _Node, names: list[str], what: str) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            node.refuse(f"{what} “{name}” có {times} lần")


def _read_rule(node: _Node) -> Rule:
    node.only(("base", "threshold", "recusal", "abstain_allowed", "blank_is", "seats", "pick", "quorum"))
    threshold, recusal, blank_is = node.maybe("threshold"), node.maybe("recusal"), node.maybe("blank_is")
    abstain, seats, pick, quorum = (node.maybe(key) for key in ("abstain_allowed", "seats", "pick", "quorum"))
    return Rule(
        base=node["base"].one_of(*BASES),
        threshold=_read_share(threshold, threshold["op"]) if threshold else None,
        recusal=recusal.one_of("keep", "reduce") if recusal else "keep",
        abstain_allowed=abstain.flag() if abstain else False,
        blank_is=blank_is.one_of("valid", "invalid") if blank_is else "valid",
        seats=seats.number() if seats else None,
        pick=_read_pick(pick) if pick else None,
        quorum=_read_quorum(quorum) if quorum else None,
    )


def _read_share(node: _Node, op: _Node | None) -> Threshold:
    num, den = node["num"].number(), node["den"].number()
    if den == 0 or num > den:
        node.refuse("num/den phải là phân số từ 0 đến 1")
    return Threshold(num, den, op.one_of(*OPERATORS) if op else ">=")


def _read_quorum(node: _Node) -> Quorum:
    node.only(("num", "den", "op", "of"))
    of = node["of"].one_of("present", "participating", "returned")
    return Quorum(_read_share(node, node.maybe("op")), of)


def _read_pick(node: _Node) -> Pick:
    node.only(("k", "min", "exact"))
    k, fewest, exact = node["k"].number(), node.maybe("min"), node.maybe("exact")
    least = fewest.number() if fewest else 1
    if k < 1 or least > k:
        node.refuse("k phải từ 1 trở lên và không nhỏ hơn min")
    return Pick(k, k if exact and exact.flag() else least)


def _read_electorate(node: _Node) -> Electorate:
    recused = node["recused"]
    return Electorate(
        members=node["members"].number(),
        present=node["present"].number(),
        written=node["written"].number(),
        recused_members=recused["members"].number(),
        recused_present=recused["present"].number(),
    )


def _read_contest(node: _Node) -> Contest:
    name = node["id"].text()
    if node["kind"].one_of("approve", "pick") == "approve":
        return Contest(name, None)
    options = [option.text() for option in node["options"].items()]
    _refuse_twins(node["options"], options, "phương án")
    return Contest(name, tuple(options))


def _read_channel(node: _Node, contests: Mapping[str, Contest]) -> list[Box | Batch]:
    name = node["channel"].one_of("electronic", "written", "paper")
    if name == "paper":
        return [_read_batch(batch, contests) for batch in node["batches"].items()]
    ballots = tuple(_read_ballot(ballot, contests) for ballot in node["ballots"].items())
    return [Box(name, node["issued"].number(), ballots)]


def _read_ballot(node: _Node, contests: Mapping[str, Contest]) -> Ballot:
    node.only(("x", "marks", "whole_invalid"))
    x, whole_invalid = node.maybe("x"), node.maybe("whole_invalid")
    times = x.number() if x else 1
    if whole_invalid and whole_invalid.flag():
        return Ballot(times, None)
    marks = node["marks"]
    marks.only(contests)
    return Ballot(times, dict(marks.value))


def _read_batch(node: _Node, contests: Mapping[str, Contest]) -> Batch:
    return Batch(
        id=node["id"].text(),
        signed=node["signed"].number(),
        handed=node["handed"].number(),
        spoiled=node["spoiled"].number(),
        returned=node["returned"].number(),
        counts=(_read_count(node["counter_1"], contests), _read_count(node["counter_2"], contests)),
    )


def _read_count(node: _Node, contests: Mapping[str, Contest]) -> Count:
    figures: dict[str, Figures] = {}
    for key, picking in (("lines", False), ("picks", True)):
        asked = {name: contest for name, contest in contests.items() if (contest.options is not None) is picking}
        entered = node.maybe(key) or _Node({}, f"{node.path}.{key}")
        entered.only(asked)
        figures |= {name: _read_figures(entered[name], contest) for name, contest in asked.items()}
    return Count(node["whole_invalid"].number(), figures)


def _read_figures(node: _Node, contest: Contest) -> Figures:
    papers = Counter({verdict: node[verdict].number() for verdict in contest.verdicts})
    if contest.options is None:
        return Figures(papers, Counter())
    votes = node["votes"]
    votes.only(contest.options)
    return Figures(papers, Counter({option: votes[option].number() for option in votes.value}))
