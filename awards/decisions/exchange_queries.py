"""Reads of the exchange: what a package says, how it meets what is known here, what could be sent."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award
from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.exchange_enums import Direction, LineMatch, PackageKind, PackageState
from awards.decisions.exchange_files import ShownFile, report_shown, shown_files
from awards.decisions.exchange_format import Package, Refused, number_of, open_archive, read_head, text_of, vouch
from awards.decisions.exchange_models import ExchangePackage, ExchangePartner, ReceivedLine
from awards.decisions.models import AwardRecord, Decision, DecisionLine
from awards.nominations.enums import NominationState
from awards.nominations.models import ConditionCheck, Nomination
from awards.nominations.states import council_votes
from awards.years.models import EmulationPeriod
from thidua.errors import StateConflict
from units.accounts.enums import Role
from units.models import Person, Unit, User

LOST = "Tệp của gói không còn nguyên trên máy chủ. Tải lại gói từ nơi gửi."


def partner_list(user: User) -> QuerySet[ExchangePartner]:
    """Those in use first, with how many packages went each way."""
    rows = ExchangePartner.objects.visible_to(user).select_related("owner", "unit", "created_by")
    there = ~Q(packages__state=PackageState.DROPPED)
    return rows.annotate(
        sent=Count("packages", filter=Q(packages__direction=Direction.OUT)),
        came=Count("packages", filter=Q(packages__direction=Direction.IN) & there),
    ).order_by("ended_on", "their_code", "-pk")


def package_list(user: User) -> QuerySet[ExchangePackage]:
    rows = ExchangePackage.objects.visible_to(user).select_related("partner__unit", "partner__owner", "by")
    open_lines = Count("received", filter=Q(received__answer=None))
    return rows.annotate(unanswered=open_lines).order_by("-pk")


def owners_for(user: User) -> QuerySet[Unit]:
    """Commands in whose name the user may keep keys: those whose office the user is."""
    run = EmulationPeriod.objects.filter(cluster=None).values("unit")
    own = Q(pk__in=[])
    for path in user.scope_paths(Role.OFFICER):
        own |= Q(path=path) | Q(path__startswith=path, pk__in=run)
    return Unit.objects.filter(own, closed_on__isnull=True).order_by("sort", "code")


def to_send(user: User) -> list[Decision]:
    """Signed submissions of commands with a partner that have no package yet; newest first."""
    partners = ExchangePartner.objects.visible_to(user).filter(ended_on=None)
    owners = set(partners.values_list("owner", flat=True))
    papers = Decision.objects.visible_to(user).filter(kind=PaperKind.SUBMISSION, state=PaperState.SIGNED)
    papers = papers.filter(period__unit__in=owners, exchange_packages=None)
    return list(papers.select_related("period__unit", "issuer").annotate(size=Count("lines")).order_by("-decided_on"))


# What goes into a package ---------------------------------------------------------------------------------------------


def lines_of(submission: Decision, dossiers: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every line with its subject, papers, votes and the conditions as they were judged. dossiers: line -> files and
    report, as `exchange_files.dossiers_of` tells them."""
    checks = Prefetch("nomination__checks", ConditionCheck.objects.order_by("sort"))
    rows = submission.lines.select_related(
        "nomination__award", "nomination__person__unit", "nomination__unit", "nomination__proposer",
        "nomination__rule_set", "nomination__nomination_list__period",
    ).prefetch_related(checks)  # fmt: skip
    lines = [row.nomination for row in rows.order_by("nomination__award__sort", "nomination__sort_key")]
    numbers = [line.pk for line in lines]
    votes = {pk: count for source in council_votes for pk, count in source(numbers).items()}
    return [{**_line(line, votes.get(line.pk)), **dossiers.get(line.pk, {})} for line in lines]


def _line(line: Nomination, votes: int | None) -> dict[str, Any]:
    person, unit = line.person, line.unit
    return {
        "code": line.code,
        "award": {"code": line.award.code, "name": line.award.name, "short_name": line.award.short_name},
        "subject": {
            "kind": "person" if person else "unit",
            "name": line.subject_name,
            "detail": line.subject_detail,
            "service_number": person.service_number if person else "",
            "unit": (person.unit if person else unit).code,
        },
        "proposer": {"code": line.proposer.code, "name": line.proposer.name},
        "citation": line.citation,
        "unit_votes": {"for": line.unit_votes_for, "total": line.unit_votes_total},
        "council_votes": votes,
        "law": line.rule_set.code,
        "eligibility": {"verdict": line.get_eligibility_display(), "reason": line.eligibility_reason},
        "facts": [
            {
                "text": one.text, "verdict": one.get_verdict_display(), "need": one.need, "have": one.have,
                "basis": one.legal_basis,
            }
            for one in line.checks.all()
        ],
    }  # fmt: skip


# What came in ---------------------------------------------------------------------------------------------------------


def read(package: ExchangePackage, *, keep: Collection[str] | None = (), whole: bool = True) -> Package:
    """The package as it lies in the store, vouched for once more: the file may have been changed since.

    keep, whole: as `vouch` has them; unless told otherwise every file is checked and none kept.
    """
    try:
        with package.file.open("rb") as content, open_archive(content) as archive:
            return vouch(archive, read_head(archive), package.partner.key, keep=keep, whole=whole)
    except (Refused, FileNotFoundError):
        raise StateConflict(LOST) from None


@dataclass(frozen=True)
class Shown:
    """One line of a package for its page. match: how it meets what is known here; told: why, or what became of it."""

    code: str
    name: str
    detail: str
    award: str
    match: LineMatch | None
    told: str
    facts: tuple[Mapping[str, str], ...] = ()
    citation: str = ""
    votes: str = ""
    files: tuple[ShownFile, ...] = ()
    report: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Known:
    """What of a dossier is known here: code of a title, service number, code of a unit; lines that came before."""

    awards: Mapping[str, Award]
    people: Mapping[str, Person]
    units: Mapping[str, Unit]
    before: Mapping[str, ExchangePackage]
    held: frozenset[tuple[int, str, int]]


def known_of(package: ExchangePackage, lines: list[dict]) -> Known:
    """Five queries for any number of lines. Only people and units of the command that keeps the key are looked at."""
    owner, partner = package.partner.owner, package.partner
    codes = {text_of(one, "award", "code") for one in lines}
    awards = {award.code: award for award in Award.objects.filter(code__in=codes)}
    numbers = {text_of(one, "subject", "service_number", most=40) for one in lines} - {""}
    people = Person.objects.filter(service_number__in=numbers, unit__path__startswith=owner.path)
    people = {person.service_number: person for person in people}
    places = {text_of(one, "subject", "unit", most=40) for one in lines if _is_unit(one)}
    units = {unit.code: unit for unit in Unit.objects.under(owner).filter(code__in=places)}
    taken = ReceivedLine.objects.filter(package__partner__their_code=partner.their_code, package__partner__owner=owner)
    taken = taken.filter(code__in=[text_of(one, "code", most=40) for one in lines]).exclude(package=package)
    before = {row.code: row.package for row in taken.select_related("package")}
    given = AwardRecord.objects.standing().filter(year=package.year, award__in=awards.values())
    given = given.filter(Q(person__in=people.values()) | Q(unit__in=units.values()))
    held = frozenset(
        (award, "p" if person else "u", person or unit)
        for award, person, unit in given.values_list("award", "person", "unit")
    )
    return Known(awards, people, units, before, held)


def _is_unit(line: Mapping) -> bool:
    return text_of(line, "subject", "kind") == "unit"


@dataclass(frozen=True)
class Met:
    """One line of a dossier beside what is known here."""

    line: Mapping[str, Any]
    award: Award | None
    person: Person | None
    unit: Unit | None
    match: LineMatch
    told: str


def meet(lines: list[dict], known: Known) -> list[Met]:
    """Every line in the order of the package; unknown things are told and do not keep a line out."""
    found = []
    for line in lines:
        award = known.awards.get(text_of(line, "award", "code"))
        number, place = text_of(line, "subject", "service_number", most=40), text_of(line, "subject", "unit", most=40)
        person = None if _is_unit(line) else known.people.get(number)
        unit = known.units.get(place) if _is_unit(line) else None
        code = text_of(line, "code", most=40)
        subject = ("u", unit.pk) if unit else ("p", person.pk) if person else None
        if code in known.before:
            match, told = LineMatch.THERE, f"Đã nhận trong gói {known.before[code].number[:8]}"
        elif award and subject and (award.pk, *subject) in known.held:
            match, told = LineMatch.THERE, "Đã được tặng danh hiệu này trong năm"
        else:
            unknown = [] if award else [f"danh mục chưa có mã {text_of(line, 'award', 'code', most=30)}"]
            if subject is None:
                unknown.append(
                    f"chưa có đơn vị mã {place}" if _is_unit(line) else f"chưa có hồ sơ số hiệu {number or '(trống)'}"
                )
            match = LineMatch.UNKNOWN if unknown else LineMatch.NEW
            told = "; ".join(unknown)
            told = told[:1].upper() + told[1:]
        found.append(Met(line, award, person, unit, match, told))
    return found


def votes_of(line: Mapping) -> str:
    """`đơn vị 10/12; Hội đồng 13`."""
    parts, total = [], number_of(line, "unit_votes", "total")
    if total:
        parts.append(f"đơn vị {number_of(line, 'unit_votes', 'for') or 0}/{total}")
    if (council := number_of(line, "council_votes")) is not None:
        parts.append(f"Hội đồng {council}")
    return "; ".join(parts)


def facts_of(line: Mapping) -> list[dict[str, str]]:
    """Conditions as they were judged below, each as short texts."""
    rows = line.get("facts")
    names = ("text", "verdict", "need", "have", "basis")
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [{name: text_of(row, name, most=400) for name in names} for row in rows[:60]]


def dossier_shown(package: ExchangePackage) -> list[Shown]:
    """A dossier from below before it is taken: each line with its match."""
    content = read(package)
    return [_shown(one.line, one.match, one.told) for one in meet(content.lines, known_of(package, content.lines))]


def sent_shown(package: ExchangePackage) -> list[Shown]:
    """What went out: a dossier as it was put together, an answer with its results."""
    lines = read(package).lines
    if package.kind == PackageKind.DOSSIER:
        return [_shown(line, None, "") for line in lines]
    names = {line.code: line for line in package.answered_lines.all()}
    found = []
    for line in lines:
        code, row = text_of(line, "code", most=40), names.get(text_of(line, "code", most=40))
        name, detail, award = (row.subject_name, row.subject_detail, row.award_name) if row else (code, "", "")
        told = result_words(line.get("granted") is True, text_of(line, "reason", most=200), given_name(line))
        found.append(Shown(code, name, detail, award, None, told))
    return found


def _shown(line: Mapping, match: LineMatch | None, told: str) -> Shown:
    return Shown(
        text_of(line, "code", most=40), text_of(line, "subject", "name"), text_of(line, "subject", "detail"),
        text_of(line, "award", "short_name", most=60) or text_of(line, "award", "name"), match, told,
        tuple(facts_of(line)), text_of(line, "citation", most=4000), votes_of(line),
        tuple(shown_files(line)), tuple(report_shown(line)),
    )  # fmt: skip


def received_shown(package: ExchangePackage) -> tuple[list[ReceivedLine], str]:
    """Lines that were taken with the files and the report the package has for them, and why it has none any more."""
    rows = list(package.received.select_related("answer", "person", "unit", "given_award"))
    if not rows:
        return rows, ""
    try:
        lines = {text_of(line, "code", most=40): line for line in read(package, whole=False).lines}
        lost = ""
    except StateConflict as gone:
        lines, lost = {}, gone.message
    for row in rows:
        line = lines.get(row.code, {})
        row.files, row.report = shown_files(line), report_shown(line)
    return rows, lost


# The answer -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answered:
    """One line of an answer beside our own: row is None for a code that is not on our submission."""

    code: str
    row: DecisionLine | None
    granted: bool
    reason: str
    match: LineMatch
    told: str
    award: Award | None = None

    @property
    def result(self) -> str:
        return result_words(self.granted, self.reason, self.award.name if self.award else "")


def result_words(granted: bool, reason: str, given: str) -> str:
    """What an answer says of one line. given: name of the title given instead of the proposed one."""
    if given:
        return f"Tặng danh hiệu khác: {given}"
    return "Được tặng" if granted else f"Không tặng: {reason}"


def given_name(line: Mapping) -> str:
    return text_of(line, "given", "name", most=150) or text_of(line, "given", "code", most=30)


NUMBER = re.compile(r"ĐN-[0-9]{4}-0*([0-9]{1,12})")


def answer_met(submission: Decision, lines: Iterable[Mapping]) -> list[Answered]:
    """Every line of an answer beside the line of our submission it speaks of; two queries, three with other titles."""
    rows = submission.lines.select_related(
        "nomination__award", "nomination__nomination_list__period", "nomination__person", "nomination__unit"
    )
    ours, lines = {row.nomination.code: row for row in rows}, list(lines)
    codes = {text_of(line, "given", "code", most=30) for line in lines if "given" in line}
    awards = {award.code: award for award in Award.objects.filter(code__in=codes)} if codes else {}
    found = []
    for line in lines:
        code, granted = text_of(line, "code", most=40), line.get("granted")
        row, reason = ours.get(code), text_of(line, "reason", most=200)
        award = awards.get(text_of(line, "given", "code", most=30)) if "given" in line else None
        match, told = LineMatch.NEW, ""
        if row is None:
            match, told = LineMatch.WRONG, "Không có trong tờ trình của đơn vị"
        elif not isinstance(granted, bool) or (not granted and not reason):
            match, told = LineMatch.WRONG, "Thiếu kết quả hoặc lý do không tặng"
        elif "given" in line and (why := why_not_given(row.nomination, line, award)):
            match, told = LineMatch.WRONG, why
        elif row.nomination.state != NominationState.PROPOSED_UP:
            match, told = LineMatch.THERE, f"Đã ghi: {row.nomination.get_state_display().lower()}"
        if award is not None and row is not None and award.pk == row.nomination.award_id:
            award = None  # what was proposed
        found.append(Answered(code, row, granted is True, reason, match, told, award))
    return found


def why_not_given(line: Nomination, said: Mapping, award: Award | None) -> str:
    """Why another title cannot be written down for one of ours; empty when it can."""
    if award is None:
        return f"Danh mục chưa có danh hiệu được tặng: {given_name(said) or 'không ghi mã'}"
    kind = SubjectKind.COLLECTIVE if line.unit_id else SubjectKind.INDIVIDUAL
    if said.get("granted") is not True:
        return "Ghi không tặng nhưng kèm danh hiệu được tặng"
    return "" if award.subject in (kind, SubjectKind.BOTH) else f"{award} không tặng {kind.label.lower()}"


def answer_shown(package: ExchangePackage) -> list[Shown]:
    content = read(package)
    return [
        Shown(
            one.code,
            one.row.nomination.subject_name if one.row else one.code,
            one.row.nomination.subject_detail if one.row else "",
            one.row.nomination.award.short_name if one.row else "",
            one.match,
            f"{one.result}. {one.told}" if one.told else one.result,
        )
        for one in answer_met(package.submission, content.lines)
    ]


def decision_of(package: Package) -> dict[str, str]:
    """The superior's decision as the answer names it: series, number, day, who signed."""
    said = package.head.subject.get("decision")
    said = said if isinstance(said, dict) else {}
    names = ("series", "decided_on", "signer_post", "signer_name", "issuer")
    return {**{name: text_of(said, name, most=120) for name in names}, "number": str(number_of(said, "number") or "")}


def is_dossier_in(package: ExchangePackage) -> bool:
    return (package.direction, package.kind) == (Direction.IN, PackageKind.DOSSIER)
