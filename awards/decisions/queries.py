"""Reads of papers: the register, what may go onto a new one, one paper as a page shows it, who holds what."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from awards.catalogue.models import Award
from awards.conferences.enums import MemberFunction
from awards.conferences.models import Conference
from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import AwardRecord, Decision, DecisionLine
from awards.decisions.papers import PaperGroup, groups_of, lines_in_order, organ_name, parent_on, usual_bases
from awards.nominations.enums import NominationState
from awards.nominations.models import AwardInYear, Nomination
from awards.years.models import EmulationPeriod
from thidua import clock
from units.accounts.enums import Role
from units.models import Person, Unit, User

LIVE = (PaperState.DRAFT, PaperState.TO_SIGN, PaperState.SIGNED)

# The register ---------------------------------------------------------------------------------------------------------


def paper_list(user: User) -> QuerySet[Decision]:
    """Every paper the user may see, with the number of its lines; drafts first, then the newest number."""
    return (
        Decision.objects.visible_to(user)
        .select_related("issuer", "period__unit", "period__cluster", "signed_by")
        .annotate(line_count=Count("lines"))
        .order_by("-number_year", "-decided_on", "-number", "-pk")
    )


def next_number(issuer: Unit, series: str, year: int) -> int:
    """The number after the highest used by this issuer in this series and year."""
    last = (
        Decision.objects.filter(issuer=issuer, series=series, number_year=year)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return (last or 0) + 1


# A new paper ----------------------------------------------------------------------------------------------------------


def candidates(period: EmulationPeriod, kind: str) -> list[Nomination]:
    """Lines that passed and belong on a paper of this kind: decided here, or proposed upward; not yet on a live one."""
    upward = set(
        AwardInYear.objects.filter(nomination_list__period=period, proposed_upward=True).values_list("award", flat=True)
    )
    lines = (
        Nomination.objects.filter(nomination_list__period=period, state=NominationState.PASSED)
        .exclude(pk__in=DecisionLine.objects.filter(decision__state__in=LIVE).values("nomination"))
        .select_related("award", "proposer")
        .order_by("award__sort", "award", "sort_key", "pk")
    )
    return [line for line in lines if (line.award_id in upward) == (kind == PaperKind.SUBMISSION)]


@dataclass(frozen=True)
class CandidateGroup:
    """Lines of one title that may go onto a new paper."""

    award: Award
    lines: list[Nomination]


def candidate_groups(lines: Iterable[Nomination]) -> list[CandidateGroup]:
    by_award: dict[Award, list[Nomination]] = defaultdict(list)
    for line in lines:
        by_award[line.award].append(line)
    return [CandidateGroup(award, rows) for award, rows in by_award.items()]


def conferences_of(period: EmulationPeriod) -> list[Conference]:
    """Conferences of the year whose ballots a paper may rest on, the last one first."""
    return list(period.conferences.select_related("council", "cluster").order_by("-starts_at", "-pk"))


def texts_for_new(period: EmulationPeriod, kind: str, conference: Conference | None) -> dict[str, str]:
    """What a new paper begins with: as the last one of its kind was written, else from the unit and its commander."""
    unit, today = period.unit, clock.today()
    last = Decision.objects.filter(issuer=unit, kind=kind, state=PaperState.SIGNED).order_by("-pk").first()
    texts = {
        "issuer_text": organ_name(unit, today),
        "place": unit.place,
        "series": "QĐ-BCH" if kind == PaperKind.DECISION else "TTr-BCH",
        **_signer(unit, kind, conference),
    }
    above = parent_on(unit, today)
    if kind == PaperKind.SUBMISSION:
        texts["addressee"] = above.name_on(today) if above else ""
        texts["subject_line"] = f"Về việc đề nghị khen thưởng năm {period.year}"
    else:
        texts["subject_line"] = f"Về việc tặng danh hiệu thi đua năm {period.year}"
    if last is not None:
        again = ("issuer_text", "place", "series", "signer_authority", "signer_post", "signer_rank", "signer_name")
        texts |= {name: getattr(last, name) for name in (*again, "addressee", "recipients")}
    draft = Decision(kind=kind, period=period, issuer=unit, conference=conference)
    texts["legal_bases"] = "\n".join(usual_bases(draft, today))
    return texts


def _signer(unit: Unit, kind: str, conference: Conference | None) -> dict[str, str]:
    """Who signs: the commander with an account for a decision, the chair of the council for a submission."""
    person = None
    if kind == PaperKind.SUBMISSION and conference is not None and conference.council_id:
        chair = conference.council.members_on(conference.held_on).filter(function=MemberFunction.CHAIR).first()
        if chair is not None:
            return _signed_by(chair.person, chair.position, "TM. Bộ Chỉ huy")
    signer = (
        User.objects.filter(
            role_grants__in=_commanders(unit), person__isnull=False, is_active=True
        ).select_related("person").order_by("pk").first()
    )  # fmt: skip
    person = signer.person if signer else None
    return _signed_by(person, person.position) if person else {}


def _commanders(unit: Unit):
    from units.models import RoleGrant

    return RoleGrant.objects.in_force(clock.today()).filter(unit=unit, role=Role.COMMANDER)


def _signed_by(person: Person, post: str, authority: str = "") -> dict[str, str]:
    return {
        "signer_post": post,
        "signer_rank": person.get_rank_display(),
        "signer_name": person.full_name,
        "signer_authority": authority,
    }


# One paper ------------------------------------------------------------------------------------------------------------


@dataclass
class AnswerRow:
    """One line of a submission with what the superior said; None while it waits."""

    line: DecisionLine
    is_granted: bool | None = None
    reason: str = ""
    answer: Decision | None = None


def answers_to(submission: Decision, lines: list[DecisionLine] | None = None) -> list[AnswerRow]:
    """Every line of a submission with its answer, in the order of the paper; two queries."""
    lines = lines_in_order(submission) if lines is None else lines
    said = {
        line.nomination_id: line
        for line in DecisionLine.objects.filter(decision__answers=submission).select_related("decision")
    }
    return [
        AnswerRow(line, found.is_granted, found.reason, found.decision)
        if (found := said.get(line.nomination_id))
        else AnswerRow(line)
        for line in lines
    ]


@dataclass
class PaperPage:
    """Everything on the page of one paper."""

    paper: Decision
    groups: list[PaperGroup]
    answers: list[AnswerRow] = field(default_factory=list)
    answered_by: list[Decision] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(len(group.lines) for group in self.groups)

    @property
    def money(self) -> int:
        return sum(group.total for group in self.groups)

    @property
    def waiting(self) -> int:
        """Lines of a submission that the superior has not answered."""
        return sum(row.is_granted is None for row in self.answers)


def paper_page(paper: Decision) -> PaperPage:
    """The page of one paper; a constant number of queries for any number of lines."""
    lines = lines_in_order(paper)
    page = PaperPage(paper, groups_of(paper, lines=lines))
    if paper.kind == PaperKind.SUBMISSION and paper.is_signed:
        page.answers = answers_to(paper, lines)
        page.answered_by = list(paper.answered_by.select_related("issuer").order_by("decided_on", "pk"))
    return page


def superiors(unit: Unit, on: date) -> list[Unit]:
    """Units above, the nearest first: who can answer a submission."""
    above = parent_on(unit, on)
    if above is None:
        return []
    ids = above.ancestor_ids()
    found = {row.pk: row for row in Unit.objects.filter(pk__in=ids)}
    return [found[pk] for pk in reversed(ids)]


# Who holds what -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class YearOfAwards:
    """What somebody received for one year."""

    year: int
    records: list[AwardRecord]


def awards_of(user: User, *, person: Person | None = None, unit: Unit | None = None) -> list[YearOfAwards]:
    """The award history of a person or unit by year, the newest first; each with the paper when the user may see it."""
    mine = Q(person=person) if person is not None else Q(unit=unit)
    records = AwardRecord.objects.visible_to(user).filter(mine).select_related("award", "line__decision")
    years: dict[int, list[AwardRecord]] = defaultdict(list)
    for record in records.order_by("-year", "award__sort", "pk"):
        years[record.year].append(record)
    return [YearOfAwards(year, rows) for year, rows in years.items()]


def paper_urls(user: User, records: Iterable[AwardRecord]) -> dict[int, str]:
    """Record id → address of its decision, where the user may see it; one query."""
    papers = {record.pk: record.line.decision_id for record in records if record.line_id}
    seen = set(Decision.objects.visible_to(user).filter(pk__in=papers.values()).values_list("pk", flat=True))
    return {pk: reverse("awards:decisions.detail", args=[paper]) for pk, paper in papers.items() if paper in seen}
