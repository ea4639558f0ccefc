"""Judging the lines of a list and keeping what came out."""

from collections import defaultdict

from awards.nominations.conditions import accepted_for, conditions_by_award
from awards.nominations.eligibility import accept, judge, overall
from awards.nominations.facts import fact_book
from awards.nominations.models import ConditionCheck, Nomination, NominationList
from awards.nominations.rules import Judgement
from thidua import clock


def check_lines(listing: NominationList, lines: list[Nomination]) -> None:
    """Judge `lines` and keep every judgement; a fixed number of queries whatever their number.

    People first: whoever is barred does not count for the title of the unit. Only what came out differently is written.
    """
    conditions = conditions_by_award(listing)
    for some in ([line for line in lines if line.person_id], [line for line in lines if not line.person_id]):
        if some:
            _check_some(listing, some, conditions)
    Nomination.objects.filter(pk__in=[line.pk for line in lines]).update(checked_at=clock.now())


KEPT = ("code", "verdict", "severity", "text", "need", "have", "legal_basis")  # of a judgement, in its order
VERDICT = ("eligibility", "eligibility_reason", "eligibility_basis")


def _check_some(listing: NominationList, lines: list[Nomination], conditions: dict) -> None:
    book, stored, accepted = fact_book(listing, lines, conditions), _stored_checks(lines), accepted_for(lines)
    changed, renewed, rows = [], [], []
    for line in lines:
        judgements = accept(judge(conditions[line.award_id], book.of(line)), accepted[line.pk])
        result, because = overall(judgements)
        verdict = (result, reason_of(because)[:300], because.legal_basis[:300] if because else "")
        line.checked_at = clock.now()
        if verdict != tuple(getattr(line, name) for name in VERDICT):
            line.eligibility, line.eligibility_reason, line.eligibility_basis = verdict
            changed.append(line)
        found = [
            (j.code, j.verdict, j.severity, j.text, j.need[:200], j.have[:300], j.legal_basis[:300]) for j in judgements
        ]
        if found != stored.get(line.pk):
            renewed.append(line)
            rows += [
                ConditionCheck(nomination=line, sort=sort, **dict(zip(KEPT, values, strict=True)))
                for sort, values in enumerate(found)
            ]
    ConditionCheck.objects.filter(nomination__in=renewed).delete()
    ConditionCheck.objects.bulk_create(rows, batch_size=2000)
    Nomination.objects.bulk_update(changed, VERDICT, batch_size=1000)


def _stored_checks(lines: list[Nomination]) -> dict[int, list[tuple]]:
    """What was found last time, line → its judgements in their order."""
    stored: dict[int, list[tuple]] = defaultdict(list)
    rows = ConditionCheck.objects.filter(nomination__in=lines).order_by("nomination", "sort")
    for line, *values in rows.values_list("nomination_id", *KEPT):
        stored[line].append(tuple(values))
    return stored


def reason_of(because: Judgement | None) -> str:
    """The sentence of the list: what is not met, or what was let pass and why."""
    if because is None:
        return ""
    return f"Ngoại lệ: {because.accepted}. Chưa đạt: {because.why}" if because.accepted else because.why


def judgements_of(listing: NominationList, line: Nomination) -> list[Judgement]:
    """The conditions of one line as they come out now, with what was let pass."""
    conditions = conditions_by_award(listing)
    fresh = judge(conditions[line.award_id], fact_book(listing, [line], conditions).of(line))
    return accept(fresh, accepted_for([line])[line.pk])
