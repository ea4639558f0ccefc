"""A ceremony of awards: which signed decisions are handed over, who is called in which order. Shared by its papers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from awards.catalogue.models import Award
from awards.conferences.models import Conference
from awards.decisions.certificate_enums import Standing
from awards.decisions.certificates import certified_awards, who_of
from awards.decisions.enums import AmendPart, PaperKind, PaperState
from awards.decisions.models import Decision, DecisionLine
from awards.decisions.papers import organ_name, superior_name
from awards.decisions.standing import put_right, standings
from awards.nominations.models import AwardInYear, NominationList
from awards.reports.parts import slug
from awards.reports.registry import Nothing, Scope
from thidua.documents import OfficialHeading
from thidua.documents.vietnamese import count

ON_STAGE = 10  # called to the stage at once
ROW_SEATS = 10  # seats in a row of the hall
LATER = 9_999


@dataclass(frozen=True)
class Called:
    """Somebody called: the line of a decision, or of the answer from above. turn: running number over everything."""

    turn: int
    line: DecisionLine
    award: Award
    right: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_collective(self) -> bool:
        return self.line.nomination.unit_id is not None

    @property
    def name(self) -> str:
        """`Đại úy Nguyễn Văn A`, `Đồn Biên phòng …`."""
        name = self.right.get(AmendPart.NAME, self.line.nomination.subject_name)
        return name if self.is_collective else f"{who_of(self.line, self.right)[0]} {name}".strip()

    @property
    def place(self) -> str:
        """Post and unit of a person; of a collective who comes for it."""
        if self.is_collective:
            return "đại diện tập thể"
        _, post, unit = who_of(self.line, self.right)
        return ", ".join(filter(None, (post, unit)))


@dataclass(frozen=True)
class Group:
    """Everybody called for one title by one decision."""

    award: Award
    decision: Decision
    is_collective: bool
    called: list[Called]
    has_certificate: bool

    @property
    def size(self) -> str:
        return f"{count(len(self.called))} {'tập thể' if self.is_collective else 'cá nhân'}"

    @property
    def parties(self) -> list[list[Called]]:
        """Those who stand on the stage together."""
        return [self.called[start : start + ON_STAGE] for start in range(0, len(self.called), ON_STAGE)]


@dataclass
class Ceremony:
    """The signed decisions of one conference, of one event, or of a year without either."""

    key: str
    label: str
    decisions: list[Decision]
    conference: Conference | None = None

    @property
    def period(self):
        return self.decisions[0].period

    @property
    def day(self) -> date:
        """No day of its own is known before the ceremony: that of the last decision."""
        return max(paper.decided_on for paper in self.decisions)

    @cached_property
    def groups(self) -> list[Group]:
        """In the order of the titles on the list of the year, then of the paper; only what still holds is called."""
        found: dict[tuple, list[DecisionLine]] = {}
        lines = _lines(self.decisions)
        ids = [line.pk for line in lines]
        stand, right = standings(ids), put_right(ids)
        papers = {paper.pk: paper for paper in self.decisions}
        order = _order(lines)
        for line in sorted(lines, key=lambda one: order[one.pk]):
            if stand[line.pk] == Standing.VALID:
                is_unit = line.nomination.unit_id is not None
                found.setdefault((line.award, line.decision_id, is_unit), []).append(line)
        certified = {
            paper.pk: certified_awards(paper.decided_on, {award for award, _, _ in found}) for paper in self.decisions
        }
        groups, turn = [], 0
        for (award, paper, is_unit), rows in found.items():
            called = [Called(turn + place, line, award, right.get(line.pk, {})) for place, line in enumerate(rows, 1)]
            turn += len(rows)
            groups.append(Group(award, papers[paper], is_unit, called, award.pk in certified[paper]))
        return groups

    @property
    def called(self) -> list[Called]:
        return [one for group in self.groups for one in group.called]


def _lines(decisions: Iterable[Decision]) -> list[DecisionLine]:
    """Lines of decisions, of answers from above those granted."""
    rows = DecisionLine.objects.filter(decision__in=[paper.pk for paper in decisions]).exclude(is_granted=False)
    rows = rows.select_related(
        "decision",
        "given_award",
        "nomination__award",
        "nomination__person__unit",
        "nomination__unit",
        "nomination__achievement",
    )
    return list(rows.prefetch_related("nomination__person__postings__unit__names"))


def _order(lines: list[DecisionLine]) -> dict[int, tuple]:
    """Line id → its place: the order of titles on its list of that year, then that of the paper."""
    lists = {line.nomination.nomination_list_id for line in lines}
    sorts = {
        (row["nomination_list"], row["award"]): row["sort"]
        for row in AwardInYear.objects.filter(nomination_list__in=lists).values("nomination_list", "award", "sort")
    }

    def place(line: DecisionLine) -> tuple:
        given = line.nomination
        award = line.award
        dated = sorts.get((given.nomination_list_id, award.pk), LATER)
        return (
            dated, award.sort, award.pk, line.decision.decided_on, line.decision_id,
            line.golden_book_no or LATER, given.sort_key, line.pk,
        )  # fmt: skip

    return {line.pk: place(line) for line in lines}


def ceremonies(scope: Scope) -> list[Ceremony]:
    """What can be handed over in the year: conferences, events, the rest; the newest decision first.

    Four papers stand on the page of reports: they are found once for the year as it was read for that page.
    """
    known = vars(scope.period).setdefault("_ceremonies", {})
    if scope.reader not in known:
        known[scope.reader] = _found(scope)
    return known[scope.reader]


def _found(scope: Scope) -> list[Ceremony]:
    papers = scope.visible(Decision.objects.all()).filter(
        period=scope.period, state=PaperState.SIGNED, kind__in=[PaperKind.DECISION, PaperKind.ANSWER]
    )
    found: dict[str, Ceremony] = {}
    events = _events(scope)
    papers = papers.select_related("conference", "period__unit__kind", "issuer__kind")
    for paper in papers.order_by("-decided_on", "-pk"):
        key, label = _place_of(paper, events)
        found.setdefault(key, Ceremony(key, label, [], paper.conference)).decisions.append(paper)
    for one in found.values():
        one.decisions.reverse()
    return list(found.values())


def _events(scope: Scope) -> dict[int, NominationList]:
    """Decision id → the list of the one event all its lines stand on."""
    rows = DecisionLine.objects.filter(decision__period=scope.period).exclude(nomination__nomination_list__event="")
    ids = dict(rows.values_list("decision", "nomination__nomination_list"))
    lists = NominationList.every.in_bulk(set(ids.values()))
    return {paper: lists[pk] for paper, pk in ids.items()}


def _place_of(paper: Decision, events: dict[int, NominationList]) -> tuple[str, str]:
    if paper.conference_id:
        return f"hn-{paper.conference_id}", f"{paper.conference.name}, {paper.conference.held_on:%d/%m/%Y}"
    if paper.pk in events:
        return f"dot-{events[paper.pk].pk}", events[paper.pk].event
    return "nam", f"Các quyết định khác năm {paper.period.year}"


def heading(scope: Scope, ceremony: Ceremony, kind: str) -> OfficialHeading:
    unit, on = scope.period.unit, ceremony.day
    ours = next((paper.issuer_text for paper in ceremony.decisions if paper.issuer_id == unit.pk), "")
    organ = ours or organ_name(unit, on)
    return OfficialHeading(superior=superior_name(unit, on), organ=organ, number=f"/{kind}-TĐKT", place=unit.place)


def common(scope: Scope, ceremony: Ceremony, kind: str, subject: str, code: str) -> dict:
    """What every paper of a ceremony carries. Raises Nothing when nobody is called."""
    if not ceremony.called:
        raise Nothing("Các quyết định này không còn tập thể, cá nhân nào để trao.")
    return {
        "slug": slug(kind, subject, scope.period.year, ceremony.key),
        "kind": kind,
        "subject": f"{subject}\n{ceremony.label}",
        "heading": heading(scope, ceremony, code),
        "demo": scope.period.is_demo,
        "date": ceremony.day,
    }


def weight(scope: Scope, ceremony: Ceremony) -> int:
    return DecisionLine.objects.filter(decision__in=[paper.pk for paper in ceremony.decisions]).count()


# What every report of a ceremony says to the registry.
ABOUT = {
    "about": "lễ trao thưởng",
    "nothing": "Chưa có quyết định khen thưởng nào được ký",
    "subjects": ceremonies,
    "key": lambda ceremony: ceremony.key,
    "label": lambda ceremony: ceremony.label,
    "may": lambda scope, ceremony: ("awards.report_year", scope.period),
    "size": weight,
    "needs_whole": True,
}
