"""The paper, the counters' figures and the documents handed to the tally: pure functions, no database, no clock.

Figures of one counter for a whole paper (the shape kept in `PaperCount.data`):

    {"whole_invalid": 0,
     "lines": {line id: {"agree": 12, "disagree": 2, "blank": 0, "invalid": 0}},
     "picks": {group id: {"valid": 14, "blank": 0, "invalid": 0, "votes": {line id: 13}}}}

Ids are texts, because JSON has no other keys. While a counter is still typing, a figure may be None or left out.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from awards.ballots.tally import percent_text, reaches
from awards.conferences.rules import share_words, threshold_words

APPROVE, PICK = "approve", "pick"
LINE_FIGURES = ("agree", "disagree", "blank", "invalid")
PICK_FIGURES = ("valid", "blank", "invalid")
# What may be left out because it is nearly always nought; the others must be typed.
USUALLY_NOUGHT = ("blank", "invalid")
FEW = 3  # fewer papers than this tell the counters who chose what
GENESIS = hashlib.sha256(b"thidua-round-v1").hexdigest()


def canonical(content: Any) -> str:
    """One text for one content: sorted keys, no blanks, accents as they are."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def event_hash(previous: str, facts: Mapping[str, Any]) -> str:
    """The link after `previous`: changing any earlier event changes every hash behind it."""
    return sha256(previous + canonical(facts))


def turnout_shown(done: int, total: int) -> int:
    """What the hall may see: steps of at least three until all are done, so that nobody pairs a face with a number."""
    return done if done >= total else done - done % FEW


@dataclass(frozen=True)
class Contest:
    """One group of the paper as the count needs it. seats of a pick: also the most names a paper may choose."""

    id: str
    kind: str
    lines: tuple[str, ...]
    seats: int | None = None
    threshold: tuple[int, int, str] | None = None
    base: str = "all_members"
    recusal: str = "keep"
    title: str = ""

    @property
    def is_pick(self) -> bool:
        return self.kind == PICK

    def rule(self, quorum: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Its rule as `tally/1` writes it."""
        threshold = self.threshold and dict(zip(("num", "den", "op"), self.threshold, strict=True))
        rule = {"base": self.base, "threshold": threshold, "recusal": self.recusal, "seats": self.seats}
        if self.is_pick:
            rule["pick"] = {"k": self.seats}
        if quorum:
            rule["quorum"] = dict(quorum)
        return rule


def rule_words(contest: Contest, base_words: str) -> str:
    """`từ 80% tổng số thành viên trở lên`; without a threshold the most votes win."""
    if contest.threshold is None:
        return "nhiều phiếu hơn"
    num, den, op = contest.threshold
    return threshold_words(num, den, op, base_words)


def working(threshold: tuple[int, int, str] | None, base: int, required: int | None) -> str:
    """How the required number came about: `2/3 × 17 = 11,33, nên cần 12 phiếu`; empty without a threshold."""
    if threshold is None or not required:
        return ""
    num, den, op = threshold
    whole, rest = divmod(num * base, den)
    share = f"{share_words(num, den)} × {base} = {whole}"
    if rest:
        return f"{share},{rest * 100 // den:02d}, nên cần {required} phiếu"
    return f"{share}, phải trên số này nên cần {required} phiếu" if op == ">" else f"{share} phiếu"


# The figures of a counter ---------------------------------------------------------------------------------------------


def empty_figures(contests: Iterable[Contest]) -> dict[str, Any]:
    """A sheet with nothing typed yet."""
    contests = list(contests)
    return {
        "whole_invalid": None,
        "lines": {line: dict.fromkeys(LINE_FIGURES) for c in contests if not c.is_pick for line in c.lines},
        "picks": {
            c.id: {**dict.fromkeys(PICK_FIGURES), "votes": dict.fromkeys(c.lines)} for c in contests if c.is_pick
        },
    }


def tidy(data: Mapping[str, Any], contests: Iterable[Contest]) -> dict[str, Any]:
    """`data` in the full shape: what was not typed is None, what does not belong to the paper is dropped.

    Raises ValueError when a figure is not a whole number from 0 up.
    """
    sheet = empty_figures(contests)
    sheet["whole_invalid"] = _number(data.get("whole_invalid"))
    typed_lines = {str(key): value for key, value in (data.get("lines") or {}).items()}
    for line, figures in sheet["lines"].items():
        sheet["lines"][line] = {key: _number((typed_lines.get(line) or {}).get(key)) for key in figures}
    typed_picks = {str(key): value for key, value in (data.get("picks") or {}).items()}
    for group, figures in sheet["picks"].items():
        typed = typed_picks.get(group) or {}
        votes = {str(key): value for key, value in (typed.get("votes") or {}).items()}
        for key in PICK_FIGURES:
            figures[key] = _number(typed.get(key))
        figures["votes"] = {line: _number(votes.get(line)) for line in figures["votes"]}
    return sheet


def _number(value: Any) -> int | None:
    if value is None:
        return None
    if type(value) is not int or value < 0:
        raise ValueError(f"not a count: {value!r}")
    return value


def settle(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """The sheet as it is locked: figures that are nearly always nought and were left empty are nought."""
    return {
        "whole_invalid": sheet["whole_invalid"] or 0,
        "lines": {line: _noughts(figures) for line, figures in sheet["lines"].items()},
        "picks": {
            group: {**_noughts({k: figures[k] for k in PICK_FIGURES}), "votes": dict(figures["votes"])}
            for group, figures in sheet["picks"].items()
        },
    }


def _noughts(figures: Mapping[str, int | None]) -> dict[str, int | None]:
    return {key: 0 if value is None and key in USUALLY_NOUGHT else value for key, value in figures.items()}


@dataclass(frozen=True)
class Fault:
    """Something that keeps a sheet from being locked. line or group: where it stands; field: the figure to look at."""

    sentence: str
    line: str = ""
    group: str = ""
    field: str = ""


def faults(sheet: Mapping[str, Any], contests: Iterable[Contest], returned: int) -> list[Fault]:
    """Everything missing from one counter's sheet and every sum that is not the number of papers found in the box."""
    sheet = settle(sheet)
    whole = sheet["whole_invalid"]
    found: list[Fault] = []
    if whole > returned:
        found.append(Fault(f"Số phiếu hỏng cả tờ ({whole}) nhiều hơn số thu về ({returned}).", field="whole_invalid"))
    for contest in contests:
        if contest.is_pick:
            found += _pick_faults(sheet["picks"][contest.id], contest, returned, whole)
            continue
        for line in contest.lines:
            figures = sheet["lines"][line]
            if (missing := next((k for k in LINE_FIGURES if figures[k] is None), None)) is not None:
                found.append(Fault("Chưa nhập.", line=line, group=contest.id, field=missing))
            elif (total := sum(figures.values()) + whole) != returned:
                found.append(Fault(_sum_words(total, returned, whole), line=line, group=contest.id, field="agree"))
    return found


def _sum_words(total: int, returned: int, whole: int) -> str:
    spoiled = f" (kể cả {whole} phiếu hỏng cả tờ)" if whole else ""
    return f"Cộng được {total}{spoiled}, số thu về là {returned}."


def _pick_faults(figures: Mapping[str, Any], contest: Contest, returned: int, whole: int) -> Iterable[Fault]:
    votes = figures["votes"]
    missing = [line for line in contest.lines if votes[line] is None]
    yield from (Fault("Chưa nhập.", line=line, group=contest.id, field="votes") for line in missing)
    if (empty := next((k for k in PICK_FIGURES if figures[k] is None), None)) is not None:
        yield Fault("Chưa nhập số phiếu hợp lệ.", group=contest.id, field=empty)
        return
    valid = figures["valid"]
    if (total := sum(figures[key] for key in PICK_FIGURES) + whole) != returned:
        yield Fault(_sum_words(total, returned, whole), group=contest.id, field="valid")
    if missing:
        return
    for line in contest.lines:
        if votes[line] > valid:
            yield Fault(
                f"{votes[line]} đồng ý nhiều hơn {valid} phiếu hợp lệ.", line=line, group=contest.id, field="votes"
            )
    total = sum(votes.values())
    if not valid <= total <= valid * contest.seats:
        yield Fault(
            f"Tổng {total} lượt chọn không khớp {valid} phiếu hợp lệ, mỗi phiếu chọn từ 1 đến {contest.seats}.",
            group=contest.id,
            field="valid",
        )


def differences(first: Mapping[str, Any], second: Mapping[str, Any], contests: Iterable[Contest]) -> list[str]:
    """Where two locked sheets differ, without a figure: line ids, `group:<id>` for its papers, `whole` for whole ones.

    In paper order, so that the list says nothing of who is right.
    """
    found = ["whole"] if first["whole_invalid"] != second["whole_invalid"] else []
    for contest in contests:
        if not contest.is_pick:
            found += [line for line in contest.lines if first["lines"][line] != second["lines"][line]]
            continue
        one, two = first["picks"][contest.id], second["picks"][contest.id]
        if any(one[key] != two[key] for key in PICK_FIGURES):
            found.append(f"group:{contest.id}")
        found += [line for line in contest.lines if one["votes"][line] != two["votes"][line]]
    return found


def without(sheet: Mapping[str, Any], places: Iterable[str]) -> dict[str, Any]:
    """A counter's own sheet to start the recount from: what differed is empty again."""
    doubtful = set(places)
    return {
        "whole_invalid": None if "whole" in doubtful else sheet["whole_invalid"],
        "lines": {
            line: dict.fromkeys(figures) if line in doubtful else dict(figures)
            for line, figures in sheet["lines"].items()
        },
        "picks": {
            group: {
                **{key: None if f"group:{group}" in doubtful else figures[key] for key in PICK_FIGURES},
                "votes": {line: None if line in doubtful else n for line, n in figures["votes"].items()},
            }
            for group, figures in sheet["picks"].items()
        },
    }


# The document of the tally --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Electorate:
    """Heads of one round: who has a vote, who sat in the room when it was opened, who takes no part."""

    members: int
    present: int
    recused_members: int = 0
    recused_present: int = 0
    written: int = 0

    def as_document(self) -> dict[str, Any]:
        return {
            "members": self.members,
            "present": self.present,
            "written": self.written,
            "recused": {"members": self.recused_members, "present": self.recused_present},
        }


@dataclass(frozen=True)
class Batch:
    """A pile of papers with the figures of both counters."""

    label: str
    signed: int
    handed: int
    spoiled: int
    returned: int
    first: Mapping[str, Any]
    second: Mapping[str, Any]


def document(
    contest: Contest,
    electorate: Electorate,
    batches: Sequence[Batch],
    quorum: Mapping[str, Any] | None,
    electronic: Mapping[str, Any] | None = None,
    written: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """`tally/1` for one group: its slice of the papers; a wholly invalid paper counts in every group.

    electronic, written: {"issued", "ballots"} of the electronic box and of the named opinions for this group, where the
    round has them.
    """
    contests = (
        [{"id": contest.id, "kind": PICK, "options": list(contest.lines)}]
        if contest.is_pick
        else [{"id": line, "kind": APPROVE} for line in contest.lines]
    )
    return {
        "format": "tally/1",
        "rule": contest.rule(quorum),
        "electorate": electorate.as_document(),
        "contests": contests,
        "channels": [
            *([{"channel": "electronic", **electronic}] if electronic is not None else []),
            {
                "channel": "paper",
                "batches": [
                    {
                        "id": batch.label,
                        "signed": batch.signed,
                        "handed": batch.handed,
                        "spoiled": batch.spoiled,
                        "returned": batch.returned,
                        "counter_1": _slice(batch.first, contest),
                        "counter_2": _slice(batch.second, contest),
                    }
                    for batch in batches
                ],
            },
            *([{"channel": "written", **written}] if written is not None else []),
        ],
    }


def marks_of(contest: Contest, marks: Mapping[str, Any]) -> dict[str, Any]:
    """What one member wrote, as far as it concerns this group."""
    names = [contest.id] if contest.is_pick else list(contest.lines)
    return {name: marks[name] for name in names if marks.get(name)}


def tidy_marks(marks: Mapping[str, Any], contests: Iterable[Contest]) -> dict[str, Any]:
    """The marks of a named opinion without blanks, line by line or, of a pick, the lines it names.

    Raises ValueError with a sentence for a pick of too many and for what stands on no paper of these.
    """
    kept: dict[str, Any] = {}
    for contest in contests:
        if contest.is_pick:
            chosen = [line for line in contest.lines if line in marks.get(contest.id, ())]
            if len(chosen) > contest.seats:
                raise ValueError(f"“{contest.title}”: đồng ý {len(chosen)}, tối đa {contest.seats}.")
            if chosen:
                kept[contest.id] = chosen
        else:
            kept |= {line: marks[line] for line in contest.lines if marks.get(line) in ("A", "D")}
    return kept


def _slice(sheet: Mapping[str, Any], contest: Contest) -> dict[str, Any]:
    if contest.is_pick:
        return {
            "whole_invalid": sheet["whole_invalid"],
            "lines": {},
            "picks": {contest.id: dict(sheet["picks"][contest.id])},
        }
    return {
        "whole_invalid": sheet["whole_invalid"],
        "lines": {line: {**sheet["lines"][line], "abstain": 0} for line in contest.lines},
        "picks": {},
    }


def issue_words(issue: str, names: Mapping[str, str]) -> str:
    """A sentence for an issue of the tally, without any figure of the count. names: line or group id → what it is."""
    kind, _, rest = issue.partition(":")
    if kind == "overcount":
        place, _, label = rest.partition(":")
        if place == "paper":
            return f"Tập {label}: số phiếu phát ra hoặc thu về nhiều hơn số người ký nhận."
        return "Số phiếu phát ra nhiều hơn số người được bỏ phiếu."
    if kind == "counters_differ":
        return f"Tập {rest}: hai người đếm khác nhau."
    if kind == "sum":
        label, _, contest = rest.partition(":")
        return f"Tập {label}: “{names.get(contest, contest)}” không cộng đủ số phiếu thu về."
    if kind == "quorum":
        return "Chưa đủ số thành viên theo quy chế, kết quả không có giá trị."
    return issue


STATUS_WORDS = {
    "unreconciled": "Số liệu chưa khớp, chưa thể ra kết quả.",
    "void_overcount": "Số phiếu nhiều hơn số người bỏ phiếu: vòng này không có giá trị.",
    "void_no_quorum": "Không đủ số thành viên: vòng này không có giá trị.",
}


# What a result says of each line --------------------------------------------------------------------------------------

PASSED, FAILED, TIED, NOT_SELECTED = "passed", "failed", "tied", "not_selected"


@dataclass(frozen=True)
class LineCount:
    """One line of a counted group. percent: cut to two decimals, `86,66`; empty where there is no base."""

    agree: int
    disagree: int
    blank: int
    invalid: int
    percent: str
    outcome: str


@dataclass(frozen=True)
class GroupCount:
    """A counted group: base and required as the tally used them, the cut, and whoever must be voted on again."""

    base: int
    required: int | None
    lines: dict[str, LineCount]
    seats_left: int | None
    tied: tuple[str, ...]


def read_result(contest: Contest, result: Mapping[str, Any]) -> GroupCount:
    """The `tally/1` result of one group, line by line. On a pick, whoever a paper did not name was not agreed to."""
    if contest.is_pick:
        return _read_pick(contest, result["picks"][contest.id])
    lines, quota = result["lines"], result["quota"]
    counted = {}
    for line in contest.lines:
        figures = lines[line]
        counted[line] = LineCount(
            agree=figures["agree"],
            disagree=figures["disagree"] + figures["abstain"],
            blank=figures["blank"],
            invalid=figures["invalid"],
            percent=(figures["pct"] or "").replace(".", ","),
            outcome=_outcome(line, figures["outcome"] == "pass", quota),
        )
    first = lines[contest.lines[0]]
    return GroupCount(
        first["base"],
        first["required"],
        counted,
        quota["seats_left"] if quota else None,
        tuple(quota["tied"]) if quota else (),
    )


def _read_pick(contest: Contest, figures: Mapping[str, Any]) -> GroupCount:
    base, required = figures["base"], figures["required"]
    counted = {}
    for line in contest.lines:
        agree = figures["votes"][line]
        enough = agree >= 1 and reaches(agree, required)
        counted[line] = LineCount(
            agree=agree,
            disagree=figures["valid"] - agree,
            blank=figures["blank"],
            invalid=figures["invalid"],
            percent=(percent_text(agree, base) or "").replace(".", ","),
            outcome=_outcome(line, enough, figures),
        )
    return GroupCount(base, required, counted, figures["seats_left"], tuple(figures["tied"]))


def _outcome(line: str, enough: bool, cut: Mapping[str, Any] | None) -> str:
    if not enough:
        return FAILED
    if cut is None or line in cut["selected"]:
        return PASSED
    return TIED if line in cut["tied"] else NOT_SELECTED


def outcome_words(count: LineCount, group: GroupCount, seats: int | None) -> str:
    """Why a line passed or not, for its record: `13/15 phiếu đồng ý (86,66%)`."""
    votes = f"{count.agree}/{group.base} phiếu đồng ý"
    if count.percent:
        votes += f" ({count.percent}%)"
    if count.outcome == FAILED and group.required:
        return f"{votes}, cần {group.required}"
    if count.outcome == NOT_SELECTED:
        return f"{votes}, ngoài số lượng {seats}"
    return votes
