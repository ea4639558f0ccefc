"""Acts on the rule for equal percents: written as a draft, published once."""

from collections.abc import Sequence

from django.db import transaction

from awards.scoring.cluster_facts import members_of_year
from awards.scoring.enums import TieKind, TieRuleState
from awards.scoring.facts import TieFact
from awards.scoring.opinions import require_open
from awards.scoring.recompute import lock_clusters, recompute
from awards.scoring.states import TIES
from awards.scoring.ties import TieBreakKey, TieBreakRule, groups_of, why_closed
from awards.years.models import EmulationPeriod
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from units.audit.services import record
from units.models import User


@transaction.atomic
def set_tie_rule(
    period: EmulationPeriod, keys: Sequence[TieFact], *, by: User, basis: str, decision: str = ""
) -> TieBreakRule:
    """Write what is looked at between equal percents, in this order; the same again changes nothing.

    Raises StateConflict once the rule is published or a board of the year was frozen, RuleViolation for nothing to
    look at, the same twice, a group that is not in the year's table, and a rule without its basis.
    """
    require(by, "awards.set_tie_rule", TieBreakRule(period=period))
    EmulationPeriod.objects.select_for_update(of=("self",), no_key=True).get(pk=period.pk)
    require_open(period)
    rule = TieBreakRule.objects.select_for_update(of=("self",)).filter(period=period).first()
    if rule is not None and rule.is_published:
        raise StateConflict("Quy định khi bằng điểm đã công bố, không sửa được.")
    if reasons := why_closed(period):
        raise StateConflict(reasons[0])
    keys, basis, decision = list(keys), clean(basis)[:300], clean(decision)[:300]
    names = _checked(period, keys)
    if not basis:
        raise RuleViolation("Ghi căn cứ của quy định.", field="basis")
    rule = rule or TieBreakRule(period=period)
    before = _told(rule)
    rule.period, rule.basis, rule.decision = period, basis, decision
    if before == {**_told_of(rule), "thứ tự": _order(keys)}:
        return rule
    rule.save()
    rule.keys.all().delete()  # of a draft nobody was told yet
    TieBreakKey.objects.bulk_create(
        TieBreakKey(rule=rule, sort=number, kind=key.kind, code=key.code, name=names.get(key.code, ""))
        for number, key in enumerate(keys, 1)
    )
    record(by, "scoring.set_tie_rule", rule, before=before, after=_told(rule), year=period.year)
    return rule


def _checked(period: EmulationPeriod, keys: list[TieFact]) -> dict[str, str]:
    """Code of a group -> its name. Raises RuleViolation for keys that cannot stand."""
    if not keys:
        raise RuleViolation("Chọn ít nhất một điều để xét khi bằng điểm.", field="key1")
    names = {group.code: group.name for group in groups_of(period)}
    for number, key in enumerate(keys, 1):
        if key in keys[: number - 1]:
            raise RuleViolation(f"“{key.words}” chọn hai lần. Chọn điều khác.", field=f"key{number}")
        if key.kind == TieKind.GROUP and key.code not in names:
            raise RuleViolation(f"Bảng tiêu chí của năm không có nhóm {key.code}.", field=f"key{number}")
    return names


@transaction.atomic
def publish_tie_rule(rule: TieBreakRule, *, by: User) -> TieBreakRule:
    """Announce the rule: from now on it ranks every board of the year, and nobody changes it any more.

    Raises RuleViolation once a board of the year was frozen: a place is never judged by a rule that came after it.
    """
    require(by, "awards.set_tie_rule", rule)
    period = rule.period
    units = members_of_year(period)
    lock_clusters(period, units)  # before the rule: a freeze holds its cluster as well
    require_open(period)
    row = TIES.make(
        "publish_tie_rule", rule, by=by, published_at=clock.now(), published_by=by, facts={"năm": period.year}
    )
    recompute(period, units)
    return row


def _order(keys: Sequence[TieFact]) -> str:
    return "; ".join(f"{number}. {key.words}" for number, key in enumerate(keys, 1))


def _told_of(rule: TieBreakRule) -> dict[str, str]:
    return {"căn cứ": rule.basis, "văn bản": rule.decision}


def _told(rule: TieBreakRule) -> dict[str, str]:
    """The rule as the record tells it."""
    if rule.pk is None or rule.state != TieRuleState.DRAFT:
        return {}
    return {**_told_of(rule), "thứ tự": _order([key.fact for key in rule.keys.all()])}
