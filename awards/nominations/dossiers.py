"""The checklist of a dossier: which papers its type, title and command ask for, what is there, what is missing."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import CharField, Value

from awards.nominations.dossier import Attachment, PaperRule, ReportSection
from awards.nominations.enums import MeetingState, NominationState, PaperLevel, PaperSource, Verdict
from awards.nominations.kinds import Kind, Paper, kind_of, subject_word
from awards.nominations.meetings import MeetingLine
from awards.nominations.models import ConditionCheck, Nomination, NominationList
from thidua.text import small
from units.models import Unit

VOTED = (
    NominationState.PASSED, NominationState.NOT_PASSED, NominationState.PROPOSED_UP, NominationState.DECIDED,
    NominationState.REFUSED_ABOVE, NominationState.REVOKED,
)  # fmt: skip
INITIATIVE = ("any_of", "initiative_scope")  # conditions that an initiative fulfils


@dataclass(frozen=True)
class Item:
    """One paper of a dossier. done: it is there; how: what it is fulfilled by, in words; files: those attached."""

    paper: Paper
    done: bool
    how: str = ""
    files: list[Attachment] = field(default_factory=list)
    reason: str = ""

    @property
    def must(self) -> bool:
        return self.paper.level == PaperLevel.MUST

    @property
    def later(self) -> bool:
        return self.paper.level == PaperLevel.LATER

    @property
    def takes_files(self) -> bool:
        return self.paper.source not in (PaperSource.CITATION, PaperSource.UNIT_VOTE, PaperSource.COUNCIL_VOTE)

    @property
    def missing(self) -> str:
        """`Chưa có báo cáo thành tích.`"""
        return f"Chưa có {small(self.paper.text)}."


@dataclass(frozen=True)
class Checklist:
    items: list[Item]

    @property
    def asked(self) -> list[Item]:
        """What has to be there before the council, without what only comes later."""
        return [item for item in self.items if not item.later]

    @property
    def have(self) -> int:
        return sum(item.done for item in self.asked)

    @property
    def need(self) -> int:
        return len(self.asked)

    @property
    def is_complete(self) -> bool:
        return self.have == self.need

    @property
    def missing(self) -> list[str]:
        """What keeps the line from going on."""
        return [item.missing for item in self.asked if item.must and not item.done]


# Which papers ---------------------------------------------------------------------------------------------------------


def rules_of(unit: Unit, day: date) -> dict[tuple[str, str], PaperRule]:
    """(type, paper) → what the nearest command above says of it on a day; one query."""
    rows = PaperRule.objects.in_force(day).filter(unit__in=unit.ancestor_ids()).order_by("unit__path")
    return {(row.kind, row.code): row for row in rows}


def papers_of(kind: Kind, day: date, rules: dict[tuple[str, str], PaperRule]) -> list[Paper]:
    """Papers of a type on a day as the command has them: levels changed, papers of its own at the end."""
    law = kind.papers_on(day)
    found = [
        replace(paper, level=PaperLevel(rule.level)) if (rule := rules.get((kind.type, paper.code))) else paper
        for paper in law
    ]
    known = {paper.code for paper in law}
    return found + [
        Paper(
            row.valid_from, row.valid_to, row.code, row.text, PaperSource.FILE, PaperLevel(row.level), frozenset(), "",
            row.legal_basis, row.confidence,
        )
        for (type_, code), row in rules.items()
        if type_ == kind.type and code not in known and is_own(code)
    ]  # fmt: skip


def is_own(code: str) -> bool:
    """Whether a paper is one the command added."""
    return code.startswith("own-")


def papers_for(line: Nomination, rules: dict[tuple[str, str], PaperRule]) -> list[Paper]:
    papers = papers_of(kind_of(line.kind), line.nomination_list.rule_day, rules)
    subject = subject_word(line.person_id)
    return [
        paper for paper in papers if paper.level != PaperLevel.OFF and paper.is_for(line.award.code, subject)
    ]  # fmt: skip


def paper_name(line: Nomination, code: str) -> str:
    """What a paper of a line is called, asked for today or not."""
    law = kind_of(line.kind).papers
    found = next((paper.text for paper in law if paper.code == code), "")
    own = PaperRule.objects.filter(kind=line.kind, code=code, unit__in=line.nomination_list.unit.ancestor_ids())
    return found or own.values_list("text", flat=True).first() or code


def asks_for_vote(line: Nomination) -> bool:
    """Whether the type of a line asks for a vote at the unit."""
    return kind_of(line.kind).stations.unit_vote


# What is there --------------------------------------------------------------------------------------------------------


There = set[tuple[int, str]]  # (line, code of a paper that has a file, or what else is there)
WRITTEN, MINUTES, NAMED = "=report", "=minutes", "=initiative"  # no code of a paper begins like this


def _there(lines: Iterable[Nomination]) -> There:
    """What lies in some dossiers, without the files themselves; one query."""
    ids = [line.pk for line in lines]
    files = Attachment.objects.kept().filter(nomination__in=ids)
    sources = {
        WRITTEN: ReportSection.objects.filter(nomination__in=ids),
        MINUTES: MeetingLine.objects.filter(nomination__in=ids, meeting__state=MeetingState.CLOSED),
        NAMED: ConditionCheck.objects.filter(
            nomination__in=ids, code__in=INITIATIVE, verdict=Verdict.MET, have__contains="sáng kiến “"
        ),
    }
    rows = [
        query.order_by().annotate(what=Value(what, output_field=CharField())).values_list("nomination", "what")
        for what, query in sources.items()
    ]
    return set(files.order_by().values_list("nomination", "paper").union(*rows))


def _fulfilled(line: Nomination, paper: Paper, there: There) -> str:
    """What fulfils a paper besides files, in words; empty when nothing does."""
    if paper.source == PaperSource.CITATION:
        # A long list leaves the words themselves in the database and asks only whether there are any.
        there_is = line.has_citation if hasattr(line, "has_citation") else bool(line.citation.strip())
        return "Có trong đề nghị" if there_is else ""
    if paper.source == PaperSource.UNIT_VOTE:
        told = f"{line.unit_votes_for}/{line.unit_votes_total} tán thành"
        return told if line.unit_votes_total is not None else ""
    if paper.source == PaperSource.MINUTES:
        return "Biên bản họp xét trong phần mềm" if (line.pk, MINUTES) in there else ""
    if paper.source == PaperSource.REPORT:
        return "Lập trong phần mềm" if (line.pk, WRITTEN) in there else ""
    if paper.source == PaperSource.INITIATIVE:
        return "Sáng kiến được công nhận trong hồ sơ cá nhân" if (line.pk, NAMED) in there else ""
    if paper.source == PaperSource.COUNCIL_VOTE:
        return "Có kết quả bỏ phiếu của Hội đồng" if line.state in VOTED else ""
    return ""


def _checklist_of(
    line: Nomination, there: There, rules: dict[tuple[str, str], PaperRule], files: dict[str, list[Attachment]]
) -> Checklist:
    items = []
    for paper in papers_for(line, rules):
        how = _fulfilled(line, paper, there)
        rule = rules.get((line.kind, paper.code))
        done = bool(how) or (line.pk, paper.code) in there
        items.append(Item(paper, done, how, files.get(paper.code, []), rule.reason if rule else ""))
    return Checklist(items)


def checklist(line: Nomination) -> Checklist:
    """The dossier of one line with its files; three queries."""
    files = defaultdict(list)
    for row in line.attachments.kept().select_related("added_by"):
        files[row.paper].append(row)
    rules = rules_of(line.nomination_list.unit, line.nomination_list.rule_day)
    return _checklist_of(line, _there([line]), rules, files)


def checklists(listing: NominationList, lines: Collection[Nomination]) -> dict[int, Checklist]:
    """Line → its checklist without the files, in two queries for any number of lines of one list."""
    there, rules = _there(lines), rules_of(listing.unit, listing.rule_day)
    return {line.pk: _checklist_of(line, there, rules, {}) for line in lines}


IN_THE_LINE = (PaperSource.CITATION, PaperSource.UNIT_VOTE)


def papers_missing(line: Nomination) -> list[str]:
    """What the dossier still lacks before it may go on; files are looked for only where one is a must."""
    rules = rules_of(line.nomination_list.unit, line.nomination_list.rule_day)
    musts = [paper for paper in papers_for(line, rules) if paper.level == PaperLevel.MUST]
    there = _there([line]) if any(paper.source not in IN_THE_LINE for paper in musts) else set()
    return _checklist_of(line, there, rules, {}).missing
