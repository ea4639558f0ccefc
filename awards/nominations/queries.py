"""Reads of the list: its lines for the pages, what is on record of one subject."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from django.core.paginator import Paginator
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from awards.catalogue.models import RuleSet
from awards.nominations.dossiers import Checklist, checklists
from awards.nominations.enums import Eligibility, NominationState, Verdict
from awards.nominations.models import ConditionCheck, Nomination, NominationList
from awards.nominations.rules import SAID_AGAINST, subject_key
from awards.nominations.states import IN_THE_RUNNING, RUNNING, WON
from awards.years.models import EmulationPeriod
from thidua.forms import FilterForm
from thidua.lists import ListPage
from units.models import (
    Initiative,
    InitiativeAuthor,
    Person,
    Unit,
    User,
)

N = NominationState


def list_of(period: EmulationPeriod | None) -> NominationList | None:
    """The list of a year, with its unit."""
    if period is None:
        return None
    return NominationList.objects.filter(period=period).select_related("period__unit").first()


def other_law_on(nomination_list: NominationList, day: date) -> str:
    """What to know before a paper of the list is signed on a day under another law than the one it was judged by."""
    laws = list(RuleSet.objects.order_by("-valid_from"))
    judged, now = (next((law for law in laws if law.holds_on(one)), None) for one in (nomination_list.rule_day, day))
    if judged is None or now is None or judged == now:
        return ""
    words = f"Danh sách được xét theo {judged}, {nomination_list.rule_day_words}; ngày {day:%d/%m/%Y} thuộc {now}. "
    return words + "Kết quả xét giữ nguyên; mức thưởng tính theo ngày ký."


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


@dataclass(frozen=True)
class Row:
    """One line of the table. have, need: papers of its dossier; percent: share of the vote at the unit, None without
    one."""

    line: Nomination
    url: str
    elig: Shown
    state: NominationState
    have: int
    need: int
    percent: Decimal | None
    post: str
    edit_url: str = ""
    why_url: str = ""

    @property
    def because(self) -> str:
        """What was said against it; what the checks found stands in a column of its own."""
        return self.line.why_not if self.line.state in SAID_AGAINST else ""


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

    known: the same counts without any filter. One query and two for the dossiers; with a filter one more.
    """
    rows, verdicts = filters.narrow(rows), known
    if filters.active():
        verdicts = dict(rows.order_by().values_list("eligibility").annotate(n=Count("pk")))
    shown = rows.select_related("proposer", "award").defer("citation", "search_key")
    shown = shown.annotate(
        has_citation=ExpressionWrapper(~Q(citation=""), output_field=BooleanField()),
        law_from=F("rule_set__valid_from"),
        law_to=F("rule_set__valid_to"),
    )
    paginator = Paginator(shown, per_page)
    paginator.count = sum(verdicts.values())
    page = paginator.get_page(request.GET.get("trang"))
    lines = list(page.object_list)
    for line in lines:
        line.nomination_list = listing
    papers = checklists(listing, lines)
    page.object_list = [_row(request.user, line, papers[line.pk]) for line in lines]
    query = request.GET.copy()
    query.pop("trang", None)
    return ListPage(page, paginator.count, filters, query.urlencode()), verdicts


def _row(user: User, line: Nomination, papers: Checklist) -> Row:
    return Row(
        line,
        _address("detail", line.pk),
        shown_eligibility(line),
        N(line.state),
        papers.have,
        papers.need,
        vote_share(line),
        post_of(line, line.proposer),
        _address("edit", line.pk) if may_edit(user, line) else "",
        _why(line),
    )


def _why(line: Nomination) -> str:
    """Where the line is explained, under the law of its list."""
    day = f"{line.nomination_list.rule_day:%d/%m/%Y}"
    subject = subject_key(line.person_id, line.unit_id)
    way = _pattern("why", "p0").replace("p0", subject)
    return f"{way}?{urlencode({'danh_hieu': line.award.code, 'ngay': day})}"


@cache
def _pattern(view: str, argument: int | str = 0) -> str:
    return reverse(f"awards:nominations.{view}", args=[argument])


def _address(view: str, pk: int) -> str:
    """Address of a page of one line, without asking the whole map of addresses for every row."""
    return _pattern(view).replace("/0/", f"/{pk}/")


def may_edit(user: User, line: Nomination) -> bool:
    """Whether the papers of a line can be changed by the user now."""
    is_open = line.state in (N.DRAFT, N.RETURNED) and not line.nomination_list.is_locked
    return is_open and user.has_perm("awards.edit_nomination", line)


def may_override(user: User, line: Nomination) -> bool:
    """Whether the user can make exceptions on a line now."""
    is_open = line.state in RUNNING and not line.nomination_list.is_locked
    return is_open and user.has_perm("awards.override_condition", line)


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


def event_list(user: User, period: EmulationPeriod) -> list[NominationList]:
    """Lists of events of a year, the newest first, each with how many lines the user may see, sent and won."""
    seen = Q() if user.sees(period.unit) else Q(lines__in=Nomination.objects.visible_to(user))
    live = seen & ~Q(lines__state=N.WITHDRAWN)
    rows = NominationList.every.filter(period=period).exclude(event="").select_related("achievement")
    rows = rows.annotate(
        put_forward=Count("lines", filter=live, distinct=True),
        won=Count("lines", filter=live & Q(lines__state__in=WON), distinct=True),
    )
    return list(rows.order_by("-pk"))


# Lines of one subject -------------------------------------------------------------------------------------------------


def lines_of_subject(
    listing: NominationList, *, person: Person | None = None, unit: Unit | None = None
) -> list[Nomination]:
    """Every line of one subject on one list that was not withdrawn."""
    lines = listing.lines.filter(person=person, unit=unit).exclude(state=N.WITHDRAWN)
    return list(lines.select_related("award", "proposer"))


def lines_in_the_way(listing: NominationList, awards: set[int]) -> QuerySet[Nomination]:
    """Lines beside which the same subject cannot be put forward: on this list; for the same achievement on any."""
    lines = Nomination.objects.filter(award__in=awards).exclude(state=N.WITHDRAWN)
    if listing.achievement_id:
        return lines.filter(kind=listing.kind, achievement=listing.achievement_id)
    return lines.filter(nomination_list=listing)


def others_of(line: Nomination, user: User) -> list[Nomination]:
    """Other lines of the same subject in the same year that the user may see."""
    same = Nomination.objects.visible_to(user).filter(
        nomination_list=line.nomination_list, person=line.person_id, unit=line.unit_id
    )
    return list(same.exclude(pk=line.pk).select_related("award"))


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
