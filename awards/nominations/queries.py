"""Reads of the list: facts for the checks, meters against the quota, lines for the pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from django.core.paginator import Paginator
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from awards.catalogue import rules as law
from awards.catalogue.enums import QuotaBase, SubjectKind
from awards.catalogue.models import Award, AwardRule, Prerequisite, RuleSet
from awards.catalogue.queries import quotas_that_apply, rules_on
from awards.nominations.eligibility import (
    Condition,
    DatedFact,
    Facts,
    Judgement,
    judge,
    overall,
    standing,
)
from awards.nominations.enums import Eligibility, NominationState, Severity, Verdict
from awards.nominations.models import AwardInYear, ConditionCheck, Nomination, NominationList
from awards.nominations.quota import Meter
from awards.nominations.states import BY_HAND, LINE, RUNNING, WON
from awards.scoring.enums import BoardState
from awards.scoring.models import UnitScore
from awards.years.enums import Step
from awards.years.models import EmulationPeriod, Phase
from thidua import clock, text
from thidua.forms import FilterForm
from thidua.lists import ListPage
from thidua.numbers import is_number
from thidua.widgets import Milestone, Quota, Reason
from thidua.workflow import Move
from units.accounts.enums import Role
from units.audit.models import AuditEvent
from units.models import (
    CompletionGrade,
    DisciplineRecord,
    Hold,
    Initiative,
    InitiativeAuthor,
    Person,
    Posting,
    TestResult,
    Unit,
    User,
)
from units.people.models import whose
from units.people.rules import months_in_post
from units.structure.lineage import confirmed_forebears

N = NominationState
IN_THE_RUNNING = [state for state in RUNNING if state != N.REJECTED]
LOST = (N.NOT_PASSED, N.REFUSED_ABOVE)
AT_ONCE = 500  # more subjects than this are named to the database by a query, not one by one
EMPTY: frozenset[int] = frozenset()


# Conditions -----------------------------------------------------------------------------------------------------------


def conditions_by_award(listing: NominationList) -> dict[int, list[Condition]]:
    """Award id → its conditions under the law of the list's day, the principles of the law first. Two queries."""
    law_in_force = RuleSet.objects.in_force(listing.rule_day).order_by("-valid_from").first()
    principles = [_principle(row) for row in law_in_force.principles] if law_in_force else []
    found: dict[int, list[Condition]] = defaultdict(lambda: list(principles))
    rows = Prerequisite.objects.filter(
        Q(rule__valid_to__isnull=True) | Q(rule__valid_to__gte=listing.rule_day), rule__valid_from__lte=listing.rule_day
    )
    for row in rows.select_related("rule").order_by("rule", "sort", "pk"):
        params = row.value if isinstance(row.value, dict) else {} if row.value is None else {"value": row.value}
        basis = row.legal_basis or row.rule.legal_basis
        found[row.rule.award_id].append(Condition(row.code, row.text, params, basis[:300], row.confidence))
    return found


def _principle(row: dict) -> Condition:
    return Condition(
        row["code"], row["text"], row.get("value") or {}, row.get("legal_basis", "")[:300], row.get("confidence", "B")
    )


# Facts ----------------------------------------------------------------------------------------------------------------


@dataclass
class FactBook:
    """Everything the checks of some lines need, read in a fixed number of queries."""

    people: dict[int, Facts]
    units: dict[int, Facts]

    def of(self, line: Nomination) -> Facts:
        return self.people[line.person_id] if line.person_id else self.units[line.unit_id]


def fact_book(
    listing: NominationList, lines: Iterable[Nomination], conditions: dict[int, list[Condition]] | None = None
) -> FactBook:
    """Facts of every subject among `lines`. People count for their unit as their own lines were judged last."""
    lines = list(lines)
    people_ids = {line.person_id for line in lines if line.person_id}
    unit_ids = {line.unit_id for line in lines if line.unit_id}
    if conditions is None:
        conditions = conditions_by_award(listing)
    awards = dict(Award.objects.values_list("code", "short_name"))
    people = _people_facts(listing, people_ids, conditions, awards) if people_ids else {}
    return FactBook(people, _unit_facts(listing, unit_ids, conditions, awards) if unit_ids else {})


def _subjects(listing: NominationList, ids: set[int], name: str):
    """The subjects as a filter value: their ids, or for a long list a query that gives at least them."""
    if len(ids) <= AT_ONCE:
        return ids
    return listing.lines.filter(**{f"{name}__isnull": False}).order_by().values(name)


def _blank(listing: NominationList, awards: dict[str, str]) -> Facts:
    period = listing.period
    return Facts(period.year, period.starts_on, period.ends_on, clock.today(), award_names=awards)


def _title_years(name: str, subjects) -> dict[int, dict[str, frozenset[int]]]:
    """Subject id → title → years in which it was given and holds; `name` is person or unit.

    The awards of a person are those of all records of that person. One query.
    """
    found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    about = f"records__{name}"
    which = Q(**{f"{about}__in": Person.objects.records_of(subjects) if name == "person" else subjects})
    rows = Award.objects.filter(which, records__withdrawal__isnull=True)
    subject_of = whose(about) if name == "person" else F(f"{about}_id")
    for code, subject, year in rows.values_list("code", subject_of, "records__year"):
        found[subject][code].add(year)
    return {subject: {code: frozenset(years) for code, years in titles.items()} for subject, titles in found.items()}


def _with_forebears(years: dict[int, dict[str, frozenset[int]]], ids: set[int]) -> dict[int, dict[str, frozenset[int]]]:
    """Titles of the units before a merger or split count too, where an officer has confirmed it.

    Of several merged into one, a year counts when one of those confirmed has it: the officer answers for the choice.
    """
    before = confirmed_forebears(ids)
    if not before:
        return years
    theirs = _title_years("unit", {pk for units in before.values() for pk in units})
    joined = dict(years)
    for unit, units in before.items():
        titles: dict[str, frozenset[int]] = dict(joined.get(unit, {}))
        for pk in units:
            for code, given in theirs.get(pk, {}).items():
                titles[code] = titles.get(code, EMPTY) | given
        joined[unit] = titles
    return joined


def _wanted_below(conditions: dict[int, list[Condition]]) -> set[str]:
    """Codes of the titles that some other title asks for in the same year."""
    return {
        code
        for rows in conditions.values()
        for row in rows
        if row.code == "holds_title_same_period"
        for code in row.params.get("titles", [])
    }


def _people_facts(
    listing: NominationList, ids: set[int], conditions: dict[int, list[Condition]], awards: dict[str, str]
) -> dict[int, Facts]:
    """Eight queries for any number of people."""
    period, blank = listing.period, _blank(listing, awards)
    some = _subjects(listing, ids, "person")
    groups = dict(Person.objects.filter(pk__in=some).values_list("pk", "object_group"))
    grades = dict(CompletionGrade.objects.filter(person__in=some, year=period.year).values_list("person_id", "grade"))
    tests = {
        person: (passed, good)
        for person, passed, good in TestResult.objects.filter(person__in=some, year=period.year).values_list(
            "person_id", "passed_percent", "good_percent"
        )
    }
    recognised, pending = defaultdict(list), defaultdict(list)
    authors = InitiativeAuthor.objects.filter(person__in=some, initiative__year=period.year).order_by(
        "initiative__name"
    )
    for person, name, day in authors.values_list("person_id", "initiative__name", "initiative__recognised_on"):
        (recognised if day else pending)[person].append(name)
    discipline = defaultdict(list)
    for row in DisciplineRecord.objects.touching(period.starts_on, period.ends_on).filter(person__in=some):
        discipline[row.person_id].append(DatedFact(str(row), row.valid_from, row.valid_to, row.kind))
    holds = _holds("person", some, blank)
    posts = defaultdict(list)
    for row in Posting.objects.touching(period.starts_on, period.ends_on).filter(person__in=some):
        posts[row.person_id].append((row.valid_from, row.valid_to))
    months = {pk: months_in_post(spans, period.starts_on, period.ends_on) for pk, spans in posts.items()}
    years = _title_years("person", some)

    wanted = _wanted_below(conditions)
    lower = {code: conditions[pk] for pk, code in Award.objects.filter(code__in=wanted).values_list("pk", "code")}
    found = {}
    for pk in ids:
        passed, good = tests.get(pk, (None, None))
        facts = replace(
            blank,
            grade=grades.get(pk),
            tests_passed_percent=passed,
            tests_good_percent=good,
            discipline=tuple(discipline.get(pk, ())),
            holds=tuple(holds.get(pk, ())),
            initiatives=tuple(recognised.get(pk, ())),
            pending_initiatives=tuple(pending.get(pk, ())),
            object_group=groups.get(pk),
            months_in_post=months.get(pk),
            title_years=years.get(pk, {}),
        )
        stands = {
            code: Verdict.MET if period.year in facts.title_years.get(code, EMPTY) else standing(judge(rows, facts))
            for code, rows in lower.items()
        }
        found[pk] = replace(facts, lower_titles=stands)
    return found


def _holds(name: str, subjects, blank: Facts) -> dict[int, list[DatedFact]]:
    found = defaultdict(list)
    for row in Hold.objects.in_force(blank.on).filter(**{f"{name}__in": subjects}):
        found[getattr(row, f"{name}_id")].append(DatedFact(str(row), row.valid_from, row.valid_to))
    return found


def _unit_facts(
    listing: NominationList, ids: set[int], conditions: dict[int, list[Condition]], awards: dict[str, str]
) -> dict[int, Facts]:
    """Ten queries for any number of units; two more once lines of descent are confirmed."""
    period, blank = listing.period, _blank(listing, awards)
    some = _subjects(listing, ids, "unit")
    units = [unit for unit in Unit.objects.filter(pk__in=some) if unit.pk in ids]
    grades = dict(CompletionGrade.objects.filter(unit__in=some, year=period.year).values_list("unit_id", "grade"))

    def over(path: str) -> set[int]:
        """Which of the units the place of this path belongs to."""
        return ids.intersection(int(part) for part in path.strip("/").split("/"))

    discipline, strengths, holders = defaultdict(list), Counter(), defaultdict(lambda: defaultdict(set))
    inside = Q(person__unit__path__startswith=listing.unit.path)
    rows = DisciplineRecord.objects.touching(period.starts_on, period.ends_on).filter(inside)
    for row in rows.select_related("person__unit"):
        fact = DatedFact(f"{row.person}, {_small(str(row))}", row.valid_from, row.valid_to, row.kind)
        for pk in over(row.person.unit.path):
            discipline[pk].append(fact)
    holds = _holds("unit", some, blank)
    years = _with_forebears(_title_years("unit", some), ids)
    serving = Person.objects.filter(left_on__isnull=True, unit__path__startswith=listing.unit.path)
    for path, count in serving.order_by().values_list("unit__path").annotate(n=Count("pk")):
        strengths.update(dict.fromkeys(over(path), count))
    for path, title, person in _holders(listing, conditions):
        for pk in over(path):
            holders[pk][title].add(person)
    scores = UnitScore.objects.filter(
        unit__in=some, board__period=period, board__state__in=[BoardState.FROZEN, BoardState.CONFIRMED]
    )
    ranks = dict(scores.values_list("unit_id", "rank"))
    return {
        unit.pk: replace(
            blank,
            grade=grades.get(unit.pk),
            of_members=tuple(discipline[unit.pk]),
            holds=tuple(holds.get(unit.pk, ())),
            holders={title: frozenset(people) for title, people in holders[unit.pk].items()},
            # A unit whose people are not all written down keeps its official strength as the base.
            people=max(strengths[unit.pk], unit.strength or 0) or None,
            leads_cluster=ranks[unit.pk] == 1 if unit.pk in ranks else None,
            title_years=years.get(unit.pk, {}),
        )
        for unit in units
    }


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def _holders(listing: NominationList, conditions: dict[int, list[Condition]]) -> list[tuple[str, str, int]]:
    """(path of the unit, title, person) of everybody put forward and not barred; who is put forward for a title that
    asks for a lower one in the same year holds the lower one as well."""
    below = {
        award: [code for row in rows if row.code == "holds_title_same_period" for code in row.params.get("titles", [])]
        for award, rows in conditions.items()
    }
    lines = (
        listing.lines.filter(state__in=[*IN_THE_RUNNING, *WON], person__isnull=False)
        .exclude(eligibility=Eligibility.INELIGIBLE)
        .order_by()
    )
    found = []
    for person, award, code, path in lines.values_list("person_id", "award_id", "award__code", "person__unit__path"):
        found += [(path, title, person) for title in (code, *below.get(award, ()))]
    return found


def preview(
    listing: NominationList, award: Award, *, person: Person | None = None, unit: Unit | None = None
) -> tuple[Eligibility, list[Judgement]]:
    """How somebody would be judged today, before any line is written: the verdict and every condition."""
    conditions = conditions_by_award(listing)
    line = Nomination(nomination_list=listing, award=award, person=person, unit=unit)
    judgements = judge(conditions[award.pk], fact_book(listing, [line], conditions).of(line))
    return overall(judgements)[0], judgements


# The quota board ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BoardRow:
    """One title of the year with its meter: the tabs of the list.

    states: all lines by state. verdicts: lines not withdrawn by eligibility, of the unit looked at; own: their number.
    """

    year_award: AwardInYear
    meter: Meter
    states: Counter = field(default_factory=Counter)
    verdicts: Counter = field(default_factory=Counter)
    own: int | None = None

    @property
    def award(self) -> Award:
        return self.year_award.award

    @property
    def to_council(self) -> int:
        return self.states[N.TO_COUNCIL]

    @property
    def is_voted(self) -> bool:
        """Whether a ballot has settled any of the lines."""
        return any(self.states[state] for state in (*WON, *LOST))

    def quota(self, *, url: str = "", current: bool = False, also_name: str = "") -> Quota:
        """The meter as a component of the page."""
        meter, notes = self.meter, []
        if meter.over:
            notes.append(f"có {meter.rejected} đề nghị loại" if meter.rejected else "Hội đồng bỏ phiếu chọn")
        if meter.also:
            notes.append(f"tính cả {meter.also} {also_name}".strip())
        if self.own is not None:
            notes.append(f"đơn vị {self.own}")
        return Quota(self.award.short_name, meter.counted, meter.quota, ", ".join(notes), url, current)


def titles_of(period: EmulationPeriod | None) -> list[AwardInYear]:
    """Titles of the year's list in the order of the papers, each with its award and the list itself; one query."""
    if period is None:
        return []
    rows = AwardInYear.objects.filter(nomination_list__period=period).select_related("award", "nomination_list")
    rows = list(rows.order_by("sort", "pk"))
    for row in rows:
        row.nomination_list = rows[0].nomination_list
        row.nomination_list.period = period
    return rows


DOUBLED = "*"  # in the place of a state: not a count, but somebody who is on more than one list


def quota_board(
    listing: NominationList, own: Unit | None = None, titles: list[AwardInYear] | None = None
) -> list[BoardRow]:
    """Every title of the year against its quota, in the order of the papers; two queries, one with `titles`.

    own: a unit whose lines are counted apart. titles: what `titles_of` gave.
    """
    rows = list(listing.awards.select_related("award").order_by("sort", "pk")) if titles is None else titles
    mine = Count("pk", filter=Q(proposer__path__startswith=own.path)) if own else Count("pk")
    counts = listing.lines.order_by().values_list("award_id", "state", "eligibility").annotate(n=Count("pk"), part=mine)
    alive = [*IN_THE_RUNNING, *WON]
    if any(row.counted_with or row.percent_base == QuotaBase.HOLDERS_OF_LOWER_TITLE for row in rows):
        # The few people on more than one list come along in the same query, so that each is counted once.
        lines = listing.lines.filter(person__isnull=False, state__in=alive).order_by()
        more = lines.values("person").annotate(many=Count("pk")).filter(many__gt=1).values("person")
        people = lines.filter(person__in=more).values_list("award_id", Value(DOUBLED), Value(""), "person_id")
        counts = counts.union(people.annotate(part=Value(0)), all=True)
    states, verdicts = defaultdict(Counter), defaultdict(Counter)
    own_counts, several = Counter(), defaultdict(set)
    for award, state, eligibility, number, part in counts:
        if state == DOUBLED:
            several[number].add(award)
            continue
        states[award][state] += number
        if state != N.WITHDRAWN:
            verdicts[award][eligibility] += part
            own_counts[award] += part
    people = _Union(rows, {award: sum(found[state] for state in alive) for award, found in states.items()}, several)
    return [
        BoardRow(
            row,
            Meter(
                used=sum(n for state, n in states[row.award_id].items() if state != N.WITHDRAWN),
                quota=people.quota_of(row),
                also=people.also(row),
                rejected=states[row.award_id][N.REJECTED],
            ),
            states[row.award_id],
            verdicts[row.award_id],
            own_counts[row.award_id] if own else None,
        )
        for row in rows
    ]


class _Union:
    """Different people over several titles: counts of live lines by title, and the few who have more than one."""

    def __init__(self, rows: list[AwardInYear], counts: dict[int, int], several: dict[int, set[int]]):
        self.ids = {row.award.code: row.award_id for row in rows}
        self.counts, self.several = counts, several

    def size(self, awards: set[int]) -> int:
        """How many different people have a live line for one of the titles."""
        doubled = sum(max(0, len(titles & awards) - 1) for titles in self.several.values())
        return sum(self.counts.get(award, 0) for award in awards) - doubled

    def also(self, row: AwardInYear) -> int:
        """Holders of the titles counted with this one who have no line for this one."""
        others = {self.ids[code] for code in row.counted_with if code in self.ids}
        return self.size(others | {row.award_id}) - self.size({row.award_id}) if others else 0

    def quota_of(self, row: AwardInYear) -> int | None:
        """The fixed quota, or the cap on the people who hold a lower title as the list stands now."""
        if row.quota is not None or row.percent is None:
            return row.quota
        below = {self.ids[code] for code in row.lower_titles if code in self.ids}
        return law.quota(row.percent, self.size(below | {row.award_id}))


@dataclass(frozen=True)
class Cap:
    """The quota of a title as it goes into the year: number, or percent with its base; how, in words."""

    quota: int | None = None
    how: str = ""
    percent: Decimal | None = None
    base: str = ""
    counted_with: tuple[str, ...] = ()


def cap_of(rule: AwardRule | None, period: EmulationPeriod, yearly_number: int | None = None) -> Cap:
    """The number set for the year, else the tightest cap of the law that applies here. rule: prefetched parts."""
    quotas = [quota for quota in quotas_that_apply(rule) if quota.percent is not None] if rule else []
    if yearly_number is not None:
        with_these = {award.code for quota in quotas for award in quota.includes.all()}
        return Cap(yearly_number, f"Số giao năm {period.year}", counted_with=tuple(sorted(with_these)))
    strength = period.unit.strength
    fixed = [
        (law.quota(quota.percent, strength), quota)
        for quota in quotas
        if quota.base == QuotaBase.TOTAL_STRENGTH and strength is not None
    ]
    if fixed:
        number, quota = min(fixed, key=lambda pair: pair[0])
        how = f"{_percent(quota.percent)} của {strength} quân số, làm tròn xuống"
        return Cap(number, how, quota.percent, quota.base, tuple(sorted(a.code for a in quota.includes.all())))
    moving = [quota for quota in quotas if quota.base == QuotaBase.HOLDERS_OF_LOWER_TITLE]
    if moving:
        quota = min(moving, key=lambda one: one.percent)
        how = f"{_percent(quota.percent)} của số người đạt danh hiệu thấp hơn, làm tròn xuống"
        return Cap(None, how, quota.percent, quota.base)
    return Cap()


def _percent(number: Decimal) -> str:
    return f"{format(number.normalize(), 'f').replace('.', ',')}%"


def lower_titles(rule: AwardRule | None) -> list[str]:
    """Codes of the titles this one asks for in the same year. rule: prefetched parts."""
    rows = rule.prerequisites.all() if rule else []
    return [
        code
        for row in rows
        if row.code == "holds_title_same_period" and isinstance(row.value, dict)
        for code in row.value.get("titles", [])
    ]


# Pages ----------------------------------------------------------------------------------------------------------------


def list_of(period: EmulationPeriod | None) -> NominationList | None:
    """The list of a year, with its unit."""
    if period is None:
        return None
    return NominationList.objects.filter(period=period).select_related("period__unit").first()


def line_list(user: User, listing: NominationList) -> QuerySet[Nomination]:
    """Lines of one list that the user may see, in the order of the papers."""
    lines = Nomination.objects.filter(nomination_list=listing)
    if not user.sees(listing.unit):
        lines = lines.visible_to(user)
    return lines.order_by("award__sort", "sort_key", "pk")


def proposers(user: User, listing: NominationList) -> list[tuple[str, str]]:
    """Code and name of the units with lines the user may see, in official order."""
    units = Unit.objects.filter(pk__in=line_list(user, listing).order_by().values("proposer"))
    return list(units.order_by("sort", "code").values_list("code", "short_name"))


@dataclass(frozen=True)
class Shown:
    """Verdict of a line in a table (components/elig.html)."""

    tone: str
    icon: str
    label: str
    reason: str = ""
    citation: str = ""


def shown_eligibility(line: Nomination) -> Shown:
    verdict = Eligibility(line.eligibility)
    if verdict == Eligibility.ELIGIBLE:
        return Shown(verdict.tone, verdict.icon, verdict.label)
    return Shown(
        verdict.tone, verdict.icon, verdict.label, line.eligibility_reason, short_basis(line.eligibility_basis)
    )


ABBREVIATIONS = (
    ("Hướng dẫn công tác thi đua, khen thưởng", "Hướng dẫn"),
    ("Luật Thi đua, khen thưởng", "Luật TĐKT"),
    ("Nghị định", "NĐ"),
    ("Thông tư", "TT"),
    ("Quyết định", "QĐ"),
)
ASIDE = re.compile(r" \([^)]*\)")
ISSUER = re.compile(r"(\d{4})/(?:NĐ|TT|QĐ)-\w+")


def short_basis(basis: str) -> str:
    """The first text of a legal basis, as short as people say it: `TT 151/2018, Điều 12`."""
    first = ASIDE.sub("", basis).partition(";")[0].strip()
    for long, short in ABBREVIATIONS:
        first = first.replace(long, short)
    return ISSUER.sub(r"\1", first)


PAPERS = 3  # citation, vote at the unit, checks


@dataclass(frozen=True)
class Row:
    """One line of the table. percent: share of the vote at the unit, None without a vote."""

    line: Nomination
    url: str
    elig: Shown
    state: NominationState
    have: int
    percent: Decimal | None
    post: str
    edit_url: str = ""

    @property
    def need(self) -> int:
        return PAPERS


def vote_share(line: Nomination) -> Decimal | None:
    """Percent in favour at the unit; None without a vote."""
    if not line.unit_votes_total:
        return None
    return Decimal(line.unit_votes_for or 0) * 100 / line.unit_votes_total


def post_of(line: Nomination, unit: Unit) -> str:
    """Rank and post without the name of `unit`, which stands beside it; the unit's cluster line for collectives."""
    return line.subject_detail.removesuffix(f", {unit.name}")


def line_page(
    request: HttpRequest,
    listing: NominationList,
    rows: QuerySet[Nomination],
    filters: FilterForm,
    known: dict[str, int],
    *,
    per_page: int = 50,
) -> tuple[ListPage, dict[str, int]]:
    """One page of lines as `Row`, and how many lines came out how (`Eligibility` → count).

    known: the same counts without any filter. One query; with a filter two.
    """
    rows, verdicts = filters.narrow(rows), known
    if filters.active():
        verdicts = dict(rows.order_by().values_list("eligibility").annotate(n=Count("pk")))
    shown = rows.select_related("proposer").defer("citation", "search_key", "outcome_reason")
    shown = shown.annotate(
        has_citation=ExpressionWrapper(~Q(citation=""), output_field=BooleanField()),
        law_from=F("rule_set__valid_from"),
        law_to=F("rule_set__valid_to"),
    )
    paginator = Paginator(shown, per_page)
    paginator.count = sum(verdicts.values())
    page = paginator.get_page(request.GET.get("trang"))
    page.object_list = [_row(request.user, listing, line) for line in page.object_list]
    query = request.GET.copy()
    query.pop("trang", None)
    return ListPage(page, paginator.count, filters, query.urlencode()), verdicts


def _row(user: User, listing: NominationList, line: Nomination) -> Row:
    line.nomination_list = listing
    return Row(
        line,
        _address("detail", line.pk),
        shown_eligibility(line),
        N(line.state),
        sum([bool(line.has_citation), line.unit_votes_total is not None, line.checked_at is not None]),
        vote_share(line),
        post_of(line, line.proposer),
        _address("edit", line.pk) if may_edit(user, line) else "",
    )


@cache
def _pattern(view: str) -> str:
    return reverse(f"awards:nominations.{view}", args=[0])


def _address(view: str, pk: int) -> str:
    """Address of a page of one line, without asking the whole map of addresses for every row."""
    return _pattern(view).replace("/0/", f"/{pk}/")


def may_edit(user: User, line: Nomination) -> bool:
    """Whether the papers of a line can be changed by the user now."""
    is_open = line.state in (N.DRAFT, N.RETURNED) and not line.nomination_list.is_locked
    return is_open and user.has_perm("awards.edit_nomination", line)


def verdict_summary(verdicts: dict[str, int]) -> str:
    """`44 đủ, 4 cần xem, 1 chưa đủ điều kiện`."""
    words = {
        Eligibility.ELIGIBLE: "đủ",
        Eligibility.LOOK: "cần xem",
        Eligibility.HELD: "tạm dừng",
        Eligibility.INELIGIBLE: "chưa đủ",
    }
    told = [(verdicts[verdict], word) for verdict, word in words.items() if verdicts.get(verdict)]
    parts = ", ".join(f"{count} {word}" for count, word in told)
    return f"{parts} điều kiện" if told and told[-1][1].endswith("đủ") else parts


# One line -------------------------------------------------------------------------------------------------------------


def moves_of(user: User, line: Nomination) -> list[Move]:
    """Moves the user may start by hand now, the most usual first; none once the list is locked."""
    if line.nomination_list.is_locked:
        return []
    open_now = {move.name: move for move in LINE.open_to(user, line)}
    if "reject" in open_now:
        open_now.pop("withdraw", None)  # the office rejects, the unit withdraws
    return [open_now[name] for name in BY_HAND if name in open_now]


@dataclass(frozen=True)
class Conditions:
    """The checks of a line for its page: those read from the records, and those only a person can judge."""

    reasons: list[Reason]
    by_hand: list[str]

    @property
    def met(self) -> int:
        return sum(reason.tone == "ok" for reason in self.reasons)


def conditions_shown(judgements: Iterable[Judgement | ConditionCheck]) -> Conditions:
    """From stored checks or fresh judgements: both carry text, verdict, severity, need, have and legal_basis."""
    reasons, by_hand = [], []
    for one in judgements:
        if one.severity == Severity.INFO:
            by_hand.append(one.text)
            continue
        tone = {Verdict.MET: "ok", Verdict.UNKNOWN: "warn"}.get(one.verdict)
        tone = tone or ("bad" if one.severity == Severity.BLOCK else "warn")
        reasons.append(Reason(tone, one.text, evidence(one), short_basis(one.legal_basis)))
    return Conditions(reasons, by_hand)


def evidence(one: Judgement | ConditionCheck) -> str:
    """`Cần từ 75% nội dung kiểm tra khá, giỏi; có 80% khá, giỏi`; the need only when the condition does not say it."""
    need, have = one.need, one.have
    if not need or need.lower() in one.text.lower():
        return have[:1].upper() + have[1:]
    return f"Cần {need}; {'có ' if have[:1].isdigit() else ''}{have}"


STARTED = (N.DRAFT, N.RETURNED)
APPRAISED = (N.SENT, N.ON_HOLD)
AFTER_COUNCIL = (*WON, *LOST)


@dataclass(frozen=True)
class Course:
    """What the timeline of a line is drawn from. events: the record of the line, newest first."""

    line: Nomination
    events: list[AuditEvent]
    row: BoardRow | None
    due: dict[int, datetime]  # step of the year → deadline

    def last(self, *moves: str) -> AuditEvent | None:
        """The newest event of one of the moves."""
        actions = {f"nomination.{move}" for move in moves}
        return next((event for event in self.events if event.action in actions), None)

    def milestones(self) -> list[Milestone]:
        stages = [self._proposal()]
        if self.line.state == N.WITHDRAWN:
            return [*stages, self._ended("Đơn vị rút đề nghị", "withdraw")]
        stages.append(self._appraisal())
        if self.line.state == N.REJECTED:
            return [*stages, self._ended("Đề nghị loại", "reject")]
        stages.append(self._council())
        if self.line.state != N.NOT_PASSED:
            stages += self._decision()
        return stages

    def _proposal(self) -> Milestone:
        line, sent = self.line, self.last("send")
        when = (
            f"{_moment(sent.at)}, {sent.actor_name}"
            if sent
            else f"Chưa gửi, hạn {_moment(line.nomination_list.due_at)}"
        )
        state = "warn" if line.state == N.RETURNED else "now" if line.state == N.DRAFT else "ok"
        if line.state == N.RETURNED:
            text = f"Trả lại: {line.outcome_reason}"
        elif line.unit_votes_total:
            text = f"Họp xét: {line.unit_votes_for}/{line.unit_votes_total} tán thành"
        else:
            text = "Chưa có kết quả biểu quyết ở đơn vị"
        return Milestone("Đơn vị đề nghị", when, state, text)

    def _appraisal(self) -> Milestone:
        line = self.line
        if line.state in STARTED:
            return Milestone("Thẩm định", f"Trước {_moment(line.nomination_list.due_at)}")
        if line.state in APPRAISED:
            held = line.state == N.ON_HOLD
            since = self.last("hold" if held else "send", "release", "reconsider")
            when = f"Từ {_moment(since.at)}" if since else ""
            text = f"Tạm dừng: {line.outcome_reason}" if held else ""
            return Milestone("Thẩm định", when, "warn" if held else "now", text)
        done = self.last("to_council", "reject")
        return Milestone("Thẩm định", f"{_moment(done.at)}, {done.actor_name}" if done else "", "ok")

    def _ended(self, title: str, move: str) -> Milestone:
        event = self.last(move)
        when = f"{_moment(event.at)}, {event.actor_name}" if event else ""
        return Milestone(title, when, "warn", self.line.outcome_reason)

    def _council(self) -> Milestone:
        line = self.line
        if line.state in AFTER_COUNCIL:
            event = self.last("pass", "fail")
            text = "Không đạt" if line.state == N.NOT_PASSED else "Đạt"
            text = f"{text}: {event.reason}" if event and event.reason else text
            return Milestone("Hội đồng bỏ phiếu", _day(event.acted_on) if event else "", "ok", text)
        due, text = self.due.get(Step.COUNCIL), ""
        if self.row is not None and line.state == N.TO_COUNCIL:
            waiting, quota = self.row.states[N.TO_COUNCIL], self.row.meter.quota
            text = f"{waiting} đề nghị"
            text += f", chọn tối đa {quota}" if quota is not None and waiting > quota else ""
        when = f"Đến {_moment(due)}" if due else ""
        return Milestone("Hội đồng bỏ phiếu", when, "now" if line.state == N.TO_COUNCIL else "", text)

    def _decision(self) -> list[Milestone]:
        line, upward, proposed = (
            self.line,
            bool(self.row and self.row.year_award.proposed_upward),
            self.last("propose_up"),
        )
        stages = [Milestone("Trình cấp trên", _day(proposed.acted_on), "ok")] if proposed else []
        title = "Quyết định của cấp trên" if upward else "Quyết định khen thưởng"
        if line.state in (N.DECIDED, N.REFUSED_ABOVE):
            event = self.last("decide", "refuse_above")
            text = "" if line.state == N.DECIDED else f"Không tặng: {line.outcome_reason}"
            return [*stages, Milestone(title, _day(event.acted_on) if event else "", "ok", text)]
        if line.state == N.PROPOSED_UP:
            return [*stages, Milestone(title, state="now", text="Chờ cấp trên quyết định")]
        due = self.due.get(Step.DECISIONS)
        title = "Trình cấp trên" if upward else title
        return [Milestone(title, f"Đến {_moment(due)}" if due else "", "now" if line.state == N.PASSED else "")]


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M, %d/%m/%Y}"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def course_of(line: Nomination) -> Course:
    """Events, deadlines and the title's place in the year for the page of one line."""
    listing = line.nomination_list
    row = next((row for row in quota_board(listing) if row.award.pk == line.award_id), None)
    due = dict(Phase.objects.filter(period=listing.period).values_list("step", "due_at"))
    return Course(line, list(AuditEvent.objects.about(line)), row, due)


def lines_of_subject(
    listing: NominationList, *, person: Person | None = None, unit: Unit | None = None
) -> list[Nomination]:
    """Every line of one subject on one list that was not withdrawn."""
    lines = listing.lines.filter(person=person, unit=unit).exclude(state=N.WITHDRAWN)
    return list(lines.select_related("award", "proposer"))


def others_of(line: Nomination, user: User) -> list[Nomination]:
    """Other lines of the same subject in the same year that the user may see."""
    same = Nomination.objects.visible_to(user).filter(
        nomination_list=line.nomination_list, person=line.person_id, unit=line.unit_id
    )
    return list(same.exclude(pk=line.pk).select_related("award"))


# Somebody to put forward ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """A person or unit found for a title. line: the line there already; also: other titles of the year."""

    key: str
    name: str
    detail: str
    unit: str
    line: Nomination | None = None
    also: tuple[str, ...] = ()


MOST_FOUND = 30


def places_to_propose(user: User, listing: NominationList) -> QuerySet[Unit]:
    """Units of the year in whose name the user may put somebody forward."""
    scope = Q(pk__in=[])
    for path in user.scope_paths(Role.CLERK, Role.UNIT_LEADER, Role.OFFICER):
        scope |= Q(path__startswith=path)
    return Unit.objects.under(listing.unit).filter(scope, closed_on__isnull=True).order_by("sort", "code")


def subject_kinds(award: Award) -> tuple[str, ...]:
    """`person`, `unit` or both: whom a title may be given to."""
    return {SubjectKind.INDIVIDUAL: ("person",), SubjectKind.COLLECTIVE: ("unit",)}.get(
        SubjectKind(award.subject), ("person", "unit")
    )


def people_to_propose(user: User, listing: NominationList) -> QuerySet[Person]:
    units = places_to_propose(user, listing).order_by().values("pk")
    return Person.objects.filter(unit__in=units, left_on__isnull=True).select_related("unit").in_order()


def candidates(user: User, listing: NominationList, award: Award, wanted: str) -> tuple[list[Candidate], bool]:
    """People and units that match, at most thirty, and whether there are more."""
    kinds, key = subject_kinds(award), text.search_key(wanted)
    found: list[Person | Unit] = []
    if "unit" in kinds:
        units = places_to_propose(user, listing)
        found += units.filter(search_key__contains=key)[: MOST_FOUND + 1]
    if "person" in kinds:
        people = people_to_propose(user, listing)
        # A person is also found by post and unit: `doi truong my quy tay`.
        for word in key.split():
            people = people.filter(Q(search_key__contains=word) | Q(unit__search_key__contains=word))
        found += people[: MOST_FOUND + 1]
    more, found = len(found) > MOST_FOUND, found[:MOST_FOUND]
    lines = _lines_about(listing, found)
    return [_candidate(one, award, lines) for one in found], more


def _lines_about(listing: NominationList, found: list[Person | Unit]) -> dict[str, list[Nomination]]:
    people = [one.pk for one in found if isinstance(one, Person)]
    units = [one.pk for one in found if isinstance(one, Unit)]
    lines = listing.lines.filter(Q(person__in=people) | Q(unit__in=units)).exclude(state=N.WITHDRAWN)
    about = defaultdict(list)
    for line in lines.select_related("award", "proposer"):
        about[subject_key(line.person_id, line.unit_id)].append(line)
    return about


def subject_key(person_id: int | None, unit_id: int | None) -> str:
    """`p12` or `u7`: how an address names a subject."""
    return f"p{person_id}" if person_id else f"u{unit_id}"


def _candidate(one: Person | Unit, award: Award, lines: dict[str, list[Nomination]]) -> Candidate:
    is_person = isinstance(one, Person)
    key = subject_key(one.pk if is_person else None, None if is_person else one.pk)
    own = lines.get(key, [])
    here = next((line for line in own if line.award_id == award.pk), None)
    also = tuple(line.award.short_name for line in own if line.award_id != award.pk)
    if is_person:
        return Candidate(key, one.full_name, f"{one.get_rank_display()}, {one.position}", str(one.unit), here, also)
    return Candidate(key, one.name, "Tập thể", one.code, here, also)


def subject_of(user: User, listing: NominationList, award: Award, key: str) -> Person | Unit | None:
    """The person or unit an address names, when the user may put it forward for this title; else None."""
    kind, number = key[:1], key[1:]
    if not is_number(number):
        return None
    if kind == "p" and "person" in subject_kinds(award):
        return people_to_propose(user, listing).filter(pk=int(number)).first()
    if kind == "u" and "unit" in subject_kinds(award):
        return places_to_propose(user, listing).filter(pk=int(number)).first()
    return None


def usual_proposer(user: User, listing: NominationList, subject: Person | Unit) -> Unit | None:
    """The reporting unit that the subject belongs to and the user may act for; else the nearest such unit."""
    unit = subject.unit if isinstance(subject, Person) else subject
    above = places_to_propose(user, listing).filter(pk__in=unit.ancestor_ids())
    ordered = sorted(above, key=lambda one: len(one.path), reverse=True)
    return next((one for one in ordered if one.is_reporting), ordered[0] if ordered else None)


# Setting up the year --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """A title the law of the day knows, as the set-up page shows it. cap: what the law alone gives."""

    award: Award
    rule: AwardRule
    cap: Cap
    row: AwardInYear | None = None


def offers(period: EmulationPeriod, on: date, listing: NominationList | None = None) -> list[Offer]:
    """Titles and forms in force on a day, those of the list with their row."""
    rows = {row.award_id: row for row in listing.awards.all()} if listing else {}
    rules = sorted(rules_on(on).values(), key=lambda rule: (rule.award.sort, rule.award.code))
    return [Offer(rule.award, rule, cap_of(rule, period), rows.get(rule.award_id)) for rule in rules]


def titles_of_last_year(period: EmulationPeriod) -> list[AwardInYear]:
    """Titles of the latest list of the same unit before this year: the proposal for this one."""
    last = (
        NominationList.objects.filter(period__unit=period.unit, period__cluster=period.cluster)
        .filter(period__year__lt=period.year)
        .order_by("-period__year")
        .first()
    )
    return list(last.awards.select_related("award").order_by("sort")) if last else []


# Panels on the pages of people and units ------------------------------------------------------------------------------


def lines_about(user: User, *, person: Person | None = None, unit: Unit | None = None) -> list[Nomination]:
    """Lines of a person or unit that the user may see, newest year first; at most twenty."""
    about = {"unit": unit} if person is None else {"person__in": Person.objects.records_of([person.pk])}
    lines = Nomination.objects.visible_to(user).filter(**about)
    lines = lines.select_related("award", "nomination_list__period", "proposer")
    return list(lines.order_by("-nomination_list__period__year", "award__sort")[:20])


# Initiatives ----------------------------------------------------------------------------------------------------------


def initiative_uses(user: User, initiatives: list[Initiative]) -> dict[int, list[tuple[str, str, int]]]:
    """Initiative id → (line, url, author's id) of every line that stands on it and that the user may see; two queries.

    A line stands on the initiative that the check of its condition named, as long as the line was not given up.
    """
    years = {one.year for one in initiatives}
    authors = defaultdict(set)
    for initiative, person in InitiativeAuthor.objects.filter(initiative__in=initiatives).values_list(
        "initiative_id", "person_id"
    ):
        authors[initiative].add(person)
    checks = (
        ConditionCheck.objects.filter(
            verdict=Verdict.MET,
            have__contains="sáng kiến “",
            nomination__in=Nomination.objects.visible_to(user),
            nomination__state__in=[*IN_THE_RUNNING, *WON],
            nomination__nomination_list__period__year__in=years,
            nomination__person__initiatives__in=initiatives,
        )
        .select_related("nomination__award", "nomination__nomination_list__period")
        .order_by("-nomination__nomination_list__period__year", "nomination__award__sort", "nomination__sort_key")
        .distinct()
    )
    found: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
    for check in checks:
        line = check.nomination
        year = line.nomination_list.period.year
        label = f"{line.subject_name}: {line.award.short_name} năm {year}"
        for one in initiatives:
            named = f"sáng kiến “{one.name}”" in check.have and one.year == year and line.person_id in authors[one.pk]
            use = (label, reverse("awards:nominations.detail", args=[line.pk]), line.person_id)
            if named and use not in found[one.pk]:
                found[one.pk].append(use)
    return {pk: uses for pk, uses in found.items() if uses}
