"""Reads of papers: the register, what may go onto a new one, one paper as a page shows it, who holds what."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from awards.ballots.enums import RoundState
from awards.ballots.models import ContestLine
from awards.catalogue.differences import Use
from awards.catalogue.models import Award
from awards.conferences.enums import MemberFunction
from awards.conferences.models import Conference
from awards.decisions.amend_queries import amendments_of, let_fall, points_of, told_of
from awards.decisions.amendments import AmendPoint
from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import AwardRecord, Decision, DecisionLine
from awards.decisions.papers import PaperGroup, groups_of, lines_in_order, organ_name, usual_bases
from awards.nominations import commanders
from awards.nominations.enums import NominationState
from awards.nominations.models import AwardInYear, Nomination, NominationList
from awards.nominations.queries import other_law_on
from awards.years.models import EmulationPeriod
from thidua import clock
from thidua.errors import RuleViolation
from thidua.text import search_key
from units.accounts.enums import Role
from units.models import Person, RoleGrant, Unit, User
from units.structure.lineage import confirmed_forebears

CONSIDERED = (
    NominationState.DRAFT,
    NominationState.SENT,
    NominationState.RETURNED,
    NominationState.TO_COUNCIL,
    NominationState.ON_HOLD,
    NominationState.PASSED,
    NominationState.PROPOSED_UP,
)
LIVE = (PaperState.DRAFT, PaperState.TO_SIGN, PaperState.SIGNED)

SERIES = {PaperKind.DECISION: "QĐ-BCH", PaperKind.SUBMISSION: "TTr-BCH"}

# The register ---------------------------------------------------------------------------------------------------------


def paper_list(user: User) -> QuerySet[Decision]:
    """Every paper the user may see, with the number of its lines; drafts first, then the newest number."""
    return (
        Decision.objects.visible_to(user)
        .select_related("issuer", "period__unit", "period__cluster", "signed_by")
        .annotate(line_count=Count("lines"), point_count=points_count())
        .order_by(F("decided_on").desc(nulls_first=True), F("number").desc(nulls_first=True), "-pk")
    )


def points_count() -> Subquery:
    """How many points a paper about another one has; None for every other paper."""
    rows = AmendPoint.objects.filter(paper=OuterRef("pk")).order_by().values("paper")
    return Subquery(rows.annotate(n=Count("pk")).values("n"))


# A new paper ----------------------------------------------------------------------------------------------------------


def candidates(period: EmulationPeriod, kind: str) -> list[Nomination]:
    """Lines that passed and belong on a paper of this kind: decided here, or proposed upward; not yet on a live one."""
    titles = AwardInYear.objects.filter(nomination_list__period=period, proposed_upward=True)
    upward = set(titles.values_list("nomination_list", "award"))  # the list of the year and an event may differ
    lines = (
        Nomination.objects.filter(nomination_list__period=period, state=NominationState.PASSED)
        .exclude(pk__in=DecisionLine.objects.filter(decision__state__in=LIVE).values("nomination"))
        .select_related("award", "proposer")
        .order_by("award__sort", "award", "sort_key", "pk")
    )
    above = kind == PaperKind.SUBMISSION
    return [line for line in lines if ((line.nomination_list_id, line.award_id) in upward) == above]


def _list(period: EmulationPeriod) -> NominationList | None:
    """The year's own list of proposals; lists of single events are not asked about their heads."""
    return NominationList.of_year(period)


def barred_commanders(paper: Decision, lines: list[Nomination]) -> list[str]:
    """Commanders whose unit has not got its title, where the command has made that a binding rule."""
    listing = _list(paper.period)
    found = commanders.barred(listing, lines) if listing is not None else {}
    return [found[line.pk] for line in lines if line.pk in found]


def commanders_to_see(period: EmulationPeriod, lines: Iterable[Nomination]) -> list[str]:
    """Commanders on a paper, or about to be, who stand there without the result of their unit."""
    listing, lines = _list(period), list(lines)
    if listing is None:
        return []
    return commanders.told(lines, commanders.without_unit(listing, [line.pk for line in lines]))


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


def conference_behind(lines: Iterable[Nomination]) -> Conference | None:
    """The conference whose published ballot carried these lines: the one a paper about them rests on."""
    voted = ContestLine.objects.filter(
        content_type=ContentType.objects.get_for_model(Nomination),
        object_id__in=[line.pk for line in lines],
        group__round__state=RoundState.PUBLISHED,
    )
    found = voted.values_list("group__round__conference").annotate(n=Count("pk")).order_by("-n").first()
    return Conference.objects.select_related("council", "cluster").get(pk=found[0]) if found else None


def texts_for_new(period: EmulationPeriod, kind: str, conference: Conference | None) -> dict[str, str]:
    """What a new paper begins with: as the last one of its kind was written, else from the unit and its commander."""
    unit, today = period.unit, clock.today()
    last = Decision.objects.filter(issuer=unit, kind=kind, state=PaperState.SIGNED).order_by("-pk").first()
    texts = {
        "issuer_text": organ_name(unit, today),
        "place": unit.place,
        "series": SERIES[kind],
        **_signer(unit, kind, conference),
    }
    above = unit.authority_on(today)
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


def _commanders(unit: Unit) -> QuerySet[RoleGrant]:
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
    given: Award | None = None


def answers_to(submission: Decision, lines: list[DecisionLine] | None = None) -> list[AnswerRow]:
    """Every line of a submission with its answer, in the order of the paper; two queries."""
    lines = lines_in_order(submission) if lines is None else lines
    said = {
        line.nomination_id: line
        for line in DecisionLine.objects.filter(decision__answers=submission).select_related("decision", "given_award")
    }
    return [
        AnswerRow(line, found.is_granted, found.reason, found.decision, found.given_award)
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
    points: list[AmendPoint] = field(default_factory=list)
    let_fall: list[DecisionLine] = field(default_factory=list)
    amendments: list[Decision] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Lines, or points of a paper about another one."""
        return sum(len(group.lines) for group in self.groups) or len(self.points)

    @property
    def standing(self) -> int:
        """Lines that no signed paper has revoked or replaced."""
        return sum(not line.has_fallen for group in self.groups for line in group.lines)

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
    if paper.amends_id:
        page.points = points_of(paper)
        page.let_fall = let_fall(paper) if paper.is_replacement else []
    page.amendments = amendments_of(paper) if paper.is_signed else []
    told = told_of(lines) if page.amendments else {}
    for line in lines:
        line.told = told.get(line.pk, [])
        line.has_fallen = any(one.tone != "info" for one in line.told)
    if paper.kind == PaperKind.SUBMISSION and paper.is_signed:
        page.answers = answers_to(paper, lines)
        page.answered_by = list(paper.answered_by.select_related("issuer").order_by("decided_on", "pk"))
    return page


def file_stem(paper: Decision) -> str:
    """`quyet-dinh-1431`: name of the signed file without its ending."""
    kind = search_key(paper.get_kind_display().split(" đề nghị")[0].split(" khen thưởng")[0]).replace(" ", "-")
    return f"{kind}-{paper.number}"


def signed_file(paper: Decision) -> bytes:
    """The frozen PDF of a signed paper. Raises RuleViolation when the file is gone or no longer what was signed."""
    try:
        with paper.pdf.open("rb") as file:
            content = file.read()
    except FileNotFoundError:
        raise RuleViolation(
            f"Không tìm thấy tệp của văn bản số {paper.code} trên máy chủ. "
            "Báo quản trị hệ thống khôi phục từ bản sao lưu."
        ) from None
    if not hmac.compare_digest(hashlib.sha256(content).hexdigest(), paper.sha256):
        raise RuleViolation(
            f"Tệp của văn bản số {paper.code} đã bị thay đổi sau khi ký (mã kiểm tra không khớp), không phát ra được. "
            "Báo quản trị hệ thống."
        )
    return content


def superiors(unit: Unit, on: date) -> list[Unit]:
    """Who can answer a submission: the level that decides on awards, those above it, then those above the unit."""
    ids: list[int] = []
    for above in (unit.authority_on(on), unit.parent_on(on)):
        ids += [pk for pk in reversed(above.ancestor_ids() if above else []) if pk not in ids]
    found = {row.pk: row for row in Unit.objects.filter(pk__in=ids)}
    return [found[pk] for pk in ids]


# Who holds what -------------------------------------------------------------------------------------------------------

YEARS_SHOWN = 10


@dataclass
class YearCell:
    """One title in one year: how often it was given, by which papers, or that it is being considered."""

    year: int
    records: list[AwardRecord] = field(default_factory=list)
    is_pending: bool = False

    @property
    def is_unsure(self) -> bool:
        """Whether nobody is sure of any of them: entered afterwards, and not checked."""
        return bool(self.records) and all(_is_unsure(one) for one in self.records)

    @property
    def words(self) -> str:
        if self.records:
            told = "; ".join(
                f"{one.decision_text}, {one.decided_on:%d/%m/%Y}{f', {one.unit}' if one.is_inherited else ''}"
                f"{', chưa chắc chắn' if _is_unsure(one) else ''}"
                for one in self.records
            )
            return f"Được tặng năm {self.year}: {told}"
        return f"Đang đề nghị năm {self.year}" if self.is_pending else ""


def _is_unsure(record: AwardRecord) -> bool:
    return hasattr(record, "back_entry") and not record.back_entry.is_sure


@dataclass
class AwardHistory:
    """Titles of one person or unit over the last years; older: what was given before them, newest first.

    total: given to the person or unit itself; withdrawn: what was brought in by mistake and counts no longer; before:
    units whose titles count for it, as an officer has confirmed.
    """

    years: list[int]
    rows: list[tuple[Award, list[YearCell]]]
    older: list[AwardRecord]
    total: int
    withdrawn: list[AwardRecord] = field(default_factory=list)
    before: list[Unit] = field(default_factory=list)
    entered: list[AwardRecord] = field(default_factory=list)  # afterwards, by the office

    @property
    def has_unsure(self) -> bool:
        return any(not one.back_entry.is_sure for one in self.entered)

    @property
    def has_pending(self) -> bool:
        return any(cell.is_pending for _, cells in self.rows for cell in cells)


def award_history(user: User, *, person: Person | None = None, unit: Unit | None = None) -> AwardHistory | None:
    """What somebody holds, by title and year, each with its decision where the user may see it; three queries.

    A person holds what was given to any record of that person. For a unit one query more: titles of the units before it
    count where their line is confirmed. None when nothing was given and nothing is being considered.
    """
    mine = {"unit": unit} if person is None else {"person__in": Person.objects.records_of([person.pk])}
    given = mine
    if unit is not None:
        given = {"unit__in": {unit.pk, *confirmed_forebears([unit.pk]).get(unit.pk, ())}}
    written = list(
        AwardRecord.objects.visible_to(user)
        .filter(**given)
        .select_related("award", "line", "unit", "withdrawal__by", "withdrawal__paper", "back_entry")
        .order_by("-year", "award__sort", "pk")
    )
    withdrawn = [row for row in written if hasattr(row, "withdrawal")]
    records = [row for row in written if not hasattr(row, "withdrawal")]
    for row in records:
        row.is_inherited = unit is not None and row.unit_id != unit.pk
    pending = list(
        Nomination.objects.visible_to(user)
        .filter(**mine, state__in=CONSIDERED)
        .select_related("award", "nomination_list__period")
    )
    if not written and not pending:
        return None
    newest = max([row.year for row in written] + [line.nomination_list.period.year for line in pending])
    years = list(range(newest - YEARS_SHOWN + 1, newest + 1))
    table: dict[Award, dict[int, YearCell]] = {}

    def cell(award: Award, year: int) -> YearCell:
        return table.setdefault(award, {}).setdefault(year, YearCell(year))

    for row in records:
        if row.year in years:
            cell(row.award, row.year).records.append(row)
    for line in pending:
        found = cell(line.award, line.nomination_list.period.year)
        found.is_pending = not found.records
    rows = [
        (award, [cells.get(year) or YearCell(year) for year in years])
        for award, cells in sorted(table.items(), key=lambda pair: (pair[0].sort, pair[0].code))
    ]
    older = [row for row in records if row.year < years[0]]
    before = sorted({row.unit for row in records if row.is_inherited}, key=lambda one: one.code)
    total = len({(row.award_id, row.year) for row in records if not row.is_inherited})
    entered = [row for row in records if hasattr(row, "back_entry")]
    return AwardHistory(years, rows, older, total, withdrawn, before, entered)


# What the law of a day has settled ------------------------------------------------------------------------------------

MOST_TOLD = 5


def other_law(paper: Decision) -> str:
    """What to know before a draft is signed today under another law than the one its lines were judged by."""
    listing = _list(paper.period) if paper.amends_id is None else None
    return other_law_on(listing, clock.today()) if listing is not None and not paper.is_signed else ""


def signed_under(awards: Collection[int] | None, since: date, until: date | None, by: User) -> list[Use]:
    """Papers signed between two days, for some titles or (None) with any prize; at most five are told."""
    papers = Decision.objects.filter(state=PaperState.SIGNED, decided_on__gte=since)
    papers = papers.filter(decided_on__lte=until) if until is not None else papers
    if awards is None:
        papers = papers.filter(kind=PaperKind.DECISION)
    else:
        papers = papers.filter(lines__nomination__award__in=awards)
    found = []
    for paper in papers.select_related("period__unit").order_by("decided_on", "pk").distinct()[:MOST_TOLD]:
        name = str(paper) if by.sees(paper.unit) else "Văn bản ngoài phạm vi được xem"
        found.append(Use(f"paper {paper.pk}", f"{name}, ký ngày {paper.decided_on:%d/%m/%Y}.", fixed=True))
    return found
