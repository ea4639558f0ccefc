"""The conditions of every title on a day, read from the catalogue and from what a command has added."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

from django.db.models import Q

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award, Prerequisite, RuleSet
from awards.nominations.models import ExtraCondition, Nomination, NominationList, Override
from awards.nominations.rules import Condition
from units.models import Unit

By = dict[int, list[Condition]]  # award id → its conditions


def conditions_by_award(listing: NominationList) -> By:
    """Award id → its conditions under the law of the list's day. Three queries."""
    return conditions_on(listing.rule_day, listing.unit)


def conditions_on(day: date, unit: Unit) -> By:
    """Award id → its conditions on a day: the principles of the law, what the command adds, those of the title.

    0 → what stands before every title.
    """
    law = RuleSet.objects.in_force(day).order_by("-valid_from").first()
    principles = [_principle(row, law) for row in law.principles] if law else []
    extra = [_extra(row) for row in ExtraCondition.objects.in_force(day).filter(unit__in=unit.ancestor_ids())]
    found: By = defaultdict(lambda: [*principles, *extra])
    found[0] = [*principles, *extra]
    rows = Prerequisite.objects.filter(
        Q(rule__valid_to__isnull=True) | Q(rule__valid_to__gte=day), rule__valid_from__lte=day
    )
    for row in rows.select_related("rule__award").order_by("rule", "sort", "pk"):
        rule = row.rule
        if rule.award_id not in found:
            kept = [one for one in extra if _is_for(one, rule.award)]
            found[rule.award_id] = [replace(one, award=rule.award.code) for one in (*principles, *kept)]
        params = row.value if isinstance(row.value, dict) else {} if row.value is None else {"value": row.value}
        basis = (row.legal_basis or rule.legal_basis)[:300]
        found[rule.award_id].append(
            Condition(
                row.code, row.text, params, basis, row.confidence, rule.valid_from, rule.valid_to, rule.award.code
            )
        )
    return found


def _is_for(one: Condition, award: Award) -> bool:
    """Whether a condition the command added speaks of such a title: some are for people, for titles or forms alone."""
    if one.params.get("subject") == SubjectKind.INDIVIDUAL and award.subject == SubjectKind.COLLECTIVE:
        return False
    return one.params.get("kind") in (None, award.kind)


def _principle(row: dict, law: RuleSet) -> Condition:
    basis, sure = row.get("legal_basis", "")[:300], row.get("confidence", "B")
    value = row.get("value") or {}
    return Condition(row["code"], row["text"], value, basis, sure, law.valid_from, law.valid_to, general=True)


def _extra(row: ExtraCondition) -> Condition:
    return Condition(
        row.code, row.text, row.value, row.legal_basis, row.confidence, row.valid_from, row.valid_to, general=True
    )


def accepted_for(lines: list[Nomination]) -> dict[int, dict[tuple[str, str], str]]:
    """Line → what was let pass on it: (code, text) → reason. One query."""
    found: dict[int, dict[tuple[str, str], str]] = defaultdict(dict)
    for one in Override.objects.standing().filter(nomination__in=lines):
        found[one.nomination_id][one.code, one.text] = one.reason
    return found
