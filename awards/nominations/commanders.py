"""Those who command and the result of their unit, once the ballot has settled both: read at every later step.

Whether a commander is rewarded only with the unit is a condition a command switches on (`ExtraCondition`); a sure one
keeps the line off a paper, an unsure one is told beside it.
"""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from awards.nominations.conditions import accepted_for, conditions_on
from awards.nominations.eligibility import judge
from awards.nominations.enums import Severity, Verdict
from awards.nominations.facts import Frame, read_facts
from awards.nominations.models import ExtraCondition, Nomination, NominationList
from awards.nominations.rules import Judgement
from thidua.text import small

CODE = "commander_with_unit"


def is_asked(listing: NominationList) -> bool:
    """Whether the condition is switched on for a list; one query."""
    above = listing.unit.ancestor_ids()
    return ExtraCondition.objects.in_force(listing.rule_day).filter(unit__in=above, code=CODE).exists()


def without_unit(listing: NominationList, numbers: Iterable[int]) -> dict[int, Judgement]:
    """Line → how its commander stands without the result of the unit; lines that are in order are left out.

    numbers: ids of lines of this list. One query where the condition is off; a fixed number where it is on.
    """
    numbers = list(numbers)
    if not numbers or not is_asked(listing):
        return {}
    leads = Q(person__is_commander=True) | Q(person__is_party_secretary=True)
    lines = list(listing.lines.filter(leads, pk__in=numbers).select_related("award"))
    if not lines:
        return {}
    every = conditions_on(listing.rule_day, listing.unit)
    asked = {line.award_id: [one for one in every[line.award_id] if one.code == CODE] for line in lines}
    book = read_facts(Frame.of(listing), asked, people=[line.person_id for line in lines])
    accepted, found = accepted_for(lines), {}
    for line in lines:
        for one in judge(asked[line.award_id], book.of(line)):
            let_pass = (one.code, one.text) in accepted[line.pk]
            if one.verdict in (Verdict.NOT_MET, Verdict.UNKNOWN) and not let_pass:
                found[line.pk] = one
    return found


def barred(listing: NominationList, lines: Iterable[Nomination]) -> dict[int, str]:
    """Line → why a paper can not take it: a sure rule whose unit has not got its title. lines: with their award."""
    lines = list(lines)
    found = without_unit(listing, [line.pk for line in lines])
    sure = {pk for pk, one in found.items() if one.severity == Severity.BLOCK and one.verdict == Verdict.NOT_MET}
    return {line.pk: sentence(line, found[line.pk]) for line in lines if line.pk in sure}


def told_of(listing: NominationList | None, numbers: Iterable[int]) -> list[str]:
    """The same for lines known by id, in the order of the papers."""
    found = without_unit(listing, numbers) if listing is not None else {}
    lines = Nomination.objects.filter(pk__in=found).select_related("award").order_by("award__sort", "sort_key")
    return told(lines, found)


def told(lines: Iterable[Nomination], found: Mapping[int, Judgement]) -> list[str]:
    """A sentence for every line found, in the order of the lines."""
    return [sentence(line, found[line.pk]) for line in lines if line.pk in found]


def sentence(line: Nomination, one: Judgement) -> str:
    """`Trần Văn A (Chiến sĩ thi đua): cán bộ chủ trì, đơn vị hoàn thành nhiệm vụ, không đạt Đơn vị tiên tiến.`"""
    return f"{line.subject_name} ({line.award.short_name}): {small(one.why)}."
