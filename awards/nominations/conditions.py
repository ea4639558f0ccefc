"""The conditions of every title on a day, read from the catalogue and from what a command has added."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

from django.db.models import F

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award, AwardRule, RuleSet
from awards.nominations.kinds import kind_of, type_for
from awards.nominations.models import ExtraCondition, Nomination, NominationList, Override
from awards.nominations.rules import Condition
from units.models import Unit

OWN = ("code", "text", "value", "legal_basis", "confidence")  # of a condition
By = dict[int, list[Condition]]  # award id → its conditions


def conditions_by_award(listing: NominationList) -> By:
    """Award id → its conditions under the law of the list's day. Three queries."""
    return conditions_on(listing.rule_day, listing.unit, listing.kind if listing.event else "")


def conditions_on(day: date, unit: Unit, type_: str = "") -> By:
    """Award id → its conditions on a day: the principles of the law, what the command adds, those of the type of
    commendation, those of the title.

    0 → what stands before every title. type_: of the list of an event; without, the title's own.
    """
    law = RuleSet.objects.in_force(day).order_by("-valid_from").first()
    principles = [_principle(row, law) for row in law.principles] if law else []
    extra = [_extra(row) for row in ExtraCondition.objects.in_force(day).filter(unit__in=unit.ancestor_ids())]
    found: By = defaultdict(lambda: [*principles, *extra])
    found[0] = [*principles, *extra]
    # A row for every condition of a title, and one for a title without any.
    rows = AwardRule.objects.in_force(day).select_related("award")
    rows = rows.annotate(**{f"own_{name}": F(f"prerequisites__{name}") for name in OWN})
    for rule in rows.order_by("pk", "prerequisites__sort", "prerequisites__pk"):
        if rule.award_id not in found:
            of_type = kind_of(type_ or type_for(rule.commendation_types)).conditions_on(day)
            codes = {one.code for one in of_type}
            kept = [one for one in (*extra, *of_type) if _is_for(one, rule.award)]
            kept = [one for one in kept if one in of_type or one.code not in codes]  # said once
            found[rule.award_id] = [_of(one, rule.award) for one in (*principles, *kept)]
        if rule.own_code is None:
            continue
        value, basis = rule.own_value, (rule.own_legal_basis or rule.legal_basis)[:300]
        params = value if isinstance(value, dict) else {} if value is None else {"value": value}
        words = (rule.own_code, rule.own_text, params, basis, rule.own_confidence)
        found[rule.award_id].append(Condition(*words, rule.valid_from, rule.valid_to, rule.award.code))
    return found


BY_TITLE = ("initiative_once",)  # conditions that read which title they are asked for


def _of(one: Condition, award: Award) -> Condition:
    """A condition before every title as one of them has it: the same one for all titles, so that it is judged once."""
    return replace(one, award=award.code) if one.code in BY_TITLE else one


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
