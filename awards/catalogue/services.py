"""Loading of the catalogue: the law as it was read, from awards/catalogue/data/."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import (
    Award,
    AwardRule,
    BaseSalary,
    FundShare,
    MoneyRule,
    MovementAward,
    Prerequisite,
    QuotaRule,
    RuleSet,
    VoteRule,
)
from awards.catalogue.queries import quotas_that_apply, rules_on
from awards.years.enums import MovementState
from awards.years.movements import Movement
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import User

DATA = Path(__file__).parent / "data"


def _read(name: str) -> list[dict]:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _days(row: dict) -> dict:
    return {"valid_from": _day(row["valid_from"]), "valid_to": _day(row["valid_to"])}


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@transaction.atomic
def load_catalogue() -> int:
    """Bring in every row that is not there yet; rows already there stay as they are, so it may run at every start.

    Returns how many rules of titles and forms were added.
    """
    for row in _read("rule_sets"):
        RuleSet.objects.get_or_create(code=row.pop("code"), defaults={**row, **_days(row)})
    for row in _read("awards"):
        Award.objects.get_or_create(code=row.pop("code"), defaults=row)
    for row in _read("base_salaries"):
        BaseSalary.objects.get_or_create(valid_from=_day(row["valid_from"]), defaults={**row, **_days(row)})
    for row in _read("fund_shares"):
        FundShare.objects.get_or_create(valid_from=_day(row["valid_from"]), defaults={**row, **_days(row)})
    for row in _read("money_rules"):
        MoneyRule.objects.get_or_create(valid_from=_day(row["valid_from"]), defaults={**row, **_days(row)})
    return _load_rules()


def _load_rules() -> int:
    awards = {award.code: award for award in Award.objects.all()}
    rule_sets = {rule_set.code: rule_set for rule_set in RuleSet.objects.all()}
    there = set(AwardRule.objects.values_list("award__code", "rule_set__code"))
    added = 0
    for row in expanded_rules(_read("award_rules")):
        if (row["award"], row["rule_set"]) not in there:
            _add_rule(row, awards, rule_sets[row["rule_set"]])
            added += 1
    return added


def expanded_rules(rows: list[dict]) -> Iterator[dict]:
    """Every row, then its copies for later rule sets.

    A copy names what differs: `confidence` lowers every part at once, `bonus_…` and `vote_…` change only that part.
    """
    for row in rows:
        copies = row.pop("copies", {})
        yield row
        for code, changes in copies.items():
            yield _copy(row, code, changes)


def _copy(row: dict, rule_set: str, changes: dict) -> dict:
    sure = changes.get("confidence")
    notes = " ".join(filter(None, [row["notes"], changes.get("notes", "")]))
    copy = {**row, "rule_set": rule_set, "confidence": sure or row["confidence"], "notes": notes}
    for name in ("bonus", "vote"):
        if part := row.get(name):
            own = {key: changes[f"{name}_{key}"] for key in ("confidence", "legal_basis") if f"{name}_{key}" in changes}
            copy[name] = {**part, **own, **({"confidence": sure} if sure else {})}
    if sure:
        for name in ("prerequisites", "quotas"):
            copy[name] = [{**part, "confidence": sure} for part in row.get(name, [])]
    return copy


def _add_rule(row: dict, awards: dict[str, Award], rule_set: RuleSet) -> None:
    bonus, vote = row.get("bonus", {}), row.get("vote")
    rule = AwardRule.objects.create(
        award=awards[row["award"]],
        rule_set=rule_set,
        valid_from=rule_set.valid_from,
        valid_to=rule_set.valid_to,
        deciding_level=row["deciding_level"],
        deciding_authority=row["deciding_authority"],
        bonus_multiple=_number(bonus.get("multiple")),
        bonus_multiple_collective=_number(bonus.get("collective")),
        bonus_basis=bonus.get("legal_basis", ""),
        bonus_confidence=bonus.get("confidence", ""),
        items=row["items"],
        commendation_types=row["commendation_types"],
        legal_basis=row["legal_basis"],
        confidence=row["confidence"],
        notes=row["notes"],
    )
    Prerequisite.objects.bulk_create(
        [Prerequisite(rule=rule, sort=number, **part) for number, part in enumerate(row.get("prerequisites", []), 1)]
    )
    for part in row.get("quotas", []):
        includes = [awards[code] for code in part.get("includes", [])]
        fields = {key: value for key, value in part.items() if key not in ("includes", "percent")}
        quota = QuotaRule.objects.create(rule=rule, percent=_number(part["percent"]), **fields)
        quota.includes.set(includes)
    if vote:
        VoteRule.objects.create(rule=rule, **vote)


# What a movement is rewarded with -------------------------------------------------------------------------------------


@transaction.atomic
def set_movement_awards(movement: Movement, *, by: User, rows: Iterable[tuple[Award, int, int]]) -> list[MovementAward]:
    """The whole structure at once: (award, collectives, people). The same rows again change nothing.

    All problems are told together; a title for people only is not promised to collectives, nor the other way round.
    """
    row = lock(movement)
    require(by, "awards.run_movement", row)
    if row.period.is_closed or row.state in (MovementState.ENDED, MovementState.DROPPED):
        raise StateConflict(f"Phong trào ở trạng thái “{row.get_state_display()}”, không sửa cơ cấu khen thưởng được.")
    rows, law = list(rows), rules_on(row.starts_on)
    if problems := _structure_problems(rows, law):
        raise RuleViolation("Cơ cấu khen thưởng chưa đúng.", reasons=problems)
    before = [str(one) for one in row.awards.select_related("award")]
    made = [
        MovementAward(
            movement=row, award=award, collectives=collectives, people=people,
            quota_text="; ".join(quota.words for quota in quotas_that_apply(law[award.pk]))[:400],
        )
        for award, collectives, people in rows
    ]  # fmt: skip
    row.awards.all().delete()  # a plan, replaced whole; the record keeps what stood there
    MovementAward.objects.bulk_create(made)
    after = [str(one) for one in row.awards.select_related("award")]
    if before != after:
        told = {"before": {"awards": "; ".join(before)}, "after": {"awards": "; ".join(after)}}
        record(by, "years.movement_awards", row, **told)
    return made


def _structure_problems(rows: list[tuple[Award, int, int]], law: dict) -> list[str]:
    problems, seen = [], set()
    for award, collectives, people in rows:
        name = award.short_name
        if award.pk in seen:
            problems.append(f"{name} ghi hai lần.")
        seen.add(award.pk)
        if award.pk not in law:
            problems.append(f"{name} không có trong quy định vào ngày bắt đầu phong trào.")
        if not collectives and not people:
            problems.append(f"{name}: ghi số tập thể hoặc số cá nhân.")
        if collectives and award.subject == SubjectKind.INDIVIDUAL:
            problems.append(f"{name} chỉ tặng cá nhân, không ghi số tập thể.")
        if people and award.subject == SubjectKind.COLLECTIVE:
            problems.append(f"{name} chỉ tặng tập thể, không ghi số cá nhân.")
    return problems
