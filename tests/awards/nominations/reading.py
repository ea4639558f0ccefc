"""Facts and conditions for the tests of the engine: the shipped rows, read without a database."""

import json
from datetime import date
from pathlib import Path

from awards.catalogue.services import expanded_rules
from awards.nominations import eligibility
from awards.nominations.eligibility import judge, overall
from awards.nominations.enums import Eligibility, Verdict
from awards.nominations.rules import Condition, Facts

DATA = Path(eligibility.__file__).parents[1] / "catalogue" / "data"
NAMES = {"CSTT": "Chiến sĩ tiên tiến", "LDTT": "Lao động tiên tiến", "CSTDCS": "Chiến sĩ thi đua"}
START, END = date(2022, 10, 1), date(2023, 9, 30)
MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


def facts(**known) -> Facts:
    return Facts(2023, START, END, date(2023, 10, 10), award_names=NAMES, **known)


def conditions(award: str, rule_set: str) -> list[Condition]:
    """The conditions of a title as the loaded catalogue has them, principles of the law first."""
    laws = json.loads((DATA / "rule_sets.json").read_text(encoding="utf-8"))
    rows = next(law["principles"] for law in laws if law["code"] == rule_set)
    for rule in expanded_rules(json.loads((DATA / "award_rules.json").read_text(encoding="utf-8"))):
        if (rule["award"], rule["rule_set"]) == (award, rule_set):
            rows = [*rows, *rule["prerequisites"]]
    return [
        Condition(
            row["code"],
            row["text"],
            value if isinstance(value := row.get("value"), dict) else {"value": value} if value else {},
            row.get("legal_basis", ""),
            row["confidence"],
        )
        for row in rows
    ]


def read(code: str, known: Facts, confidence: str = "V", **params):
    (judgement,) = judge([Condition(code, "Điều kiện", params, "Điều 1", confidence)], known)
    return judgement


def verdict(award: str, rule_set: str, known: Facts) -> tuple[Eligibility, str]:
    result, because = overall(judge(conditions(award, rule_set), known))
    return result, because.why if because else ""


def holders(count: int) -> dict[str, frozenset[int]]:
    return {"CSTT": frozenset(range(count))}
