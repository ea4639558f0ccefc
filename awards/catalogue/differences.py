"""A rule in words, field by field; what is other in a new one, and what rests on a dated row."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from awards.catalogue.conditions import value_in_words
from awards.catalogue.enums import Confidence
from awards.catalogue.models import Award, AwardRule, Prerequisite, QuotaRule, VoteRule
from thidua.numbers import typed
from thidua.text import capital
from units.models import User

LABELS = {
    "deciding_level": "cấp quyết định",
    "deciding_authority": "người quyết định",
    "bonus": "hệ số thưởng",
    "bonus_basis": "căn cứ mức thưởng",
    "items": "vật phẩm kèm theo",
    "types": "loại hình khen thưởng",
    "conditions": "điều kiện",
    "quotas": "tỷ lệ, số lượng tối đa",
    "vote": "phiếu bầu",
    "legal_basis": "căn cứ",
    "confidence": "mức tin cậy",
    "notes": "ghi chú",
}


# A rule in words ------------------------------------------------------------------------------------------------------


def rule_in_words(rule: AwardRule | None, names: Mapping[str, str]) -> dict[str, str | list[str]]:
    """Everything one row says, by the keys of LABELS; lists for conditions and quotas. rule: prefetched parts."""
    if rule is None:
        return dict.fromkeys(LABELS, "")
    vote = getattr(rule, "vote_rule", None)
    return {
        "deciding_level": rule.get_deciding_level_display(),
        "deciding_authority": rule.deciding_authority,
        "bonus": _bonus(rule),
        "bonus_basis": _sourced(rule.bonus_basis, rule.bonus_confidence),
        "items": rule.item_words,
        "types": rule.type_words,
        "conditions": [_condition(row, names) for row in rule.prerequisites.all()],
        "quotas": [_quota(row) for row in rule.quotas.all()],
        "vote": _vote(vote) if vote else "",
        "legal_basis": rule.legal_basis,
        "confidence": rule.get_confidence_display(),
        "notes": rule.notes,
    }


def _bonus(rule: AwardRule) -> str:
    rows = ((rule.bonus_multiple, ""), (rule.bonus_multiple_collective, "tập thể "))
    return ", ".join(f"{what}{typed(value)} × lương cơ sở" for value, what in rows if value is not None)


def _sourced(basis: str, confidence: str) -> str:
    sure = str(Confidence(confidence).label) if confidence in Confidence.values else ""
    return f"{basis} ({sure.lower()})" if basis and sure else basis


def _condition(row: Prerequisite, names: Mapping[str, str]) -> str:
    value = value_in_words(row.code, row.value, names)
    return _sourced(f"{row.text} [{value}]" if value else row.text, row.confidence) + _basis(row.legal_basis)


def _quota(row: QuotaRule) -> str:
    more = [row.scope] if row.scope else []
    more += [f"tính cả {award.short_name}" for award in row.includes.all()]
    more += [] if row.applies else ["nêu để đối chiếu"]
    words = f"{row.words}, {', '.join(more)}" if more else row.words
    return _sourced(words, row.confidence) + _basis(row.legal_basis)


def _vote(row: VoteRule) -> str:
    words = f"{row.words}, {'bỏ phiếu kín' if row.is_secret else 'không bắt buộc phiếu kín'}"
    return _sourced(words, row.confidence) + _basis(row.legal_basis)


def _basis(text: str) -> str:
    return f", {text}" if text else ""


def title_names() -> dict[str, str]:
    return dict(Award.objects.values_list("code", "short_name"))


def changes(before: Mapping, after: Mapping) -> list[tuple[str, str, str]]:
    """(label, before, after) of what differs; of lists only the lines that go or come."""
    gone, come = what_differs(before, after)
    told = [(label, _lines(gone[key]), _lines(come[key])) for key, label in LABELS.items()]
    return [(capital(label), old, new) for label, old, new in told if old != new]


def _lines(words: str | list[str]) -> str:
    return "\n".join(words) if isinstance(words, list) else words or ""


def what_differs(before: Mapping, after: Mapping) -> tuple[dict, dict]:
    """Both for the record: of lists only the lines that go or come."""
    gone, come = dict(before), dict(after)
    for key in LABELS:
        if isinstance(before[key], list) and isinstance(after[key], list):
            gone[key] = [line for line in before[key] if line not in after[key]]
            come[key] = [line for line in after[key] if line not in before[key]]
    return gone, come


# What rests on a row --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Use:
    """Something that reads a dated row of the law.

    text: what it is. fixed: it was settled by that row and stays; else it is open and follows the law. verdicts: what
    is judged by the row, id of the line → (who, verdict in words); who is empty for a user who may not see the line.
    quota: how many the row allows there.
    """

    key: str
    text: str
    fixed: bool = False
    quota: str = ""
    verdicts: Mapping[int, tuple[str, str]] = field(default_factory=dict)


# Later chapters say what they have: function(award ids, or None for the base salary; from, to; user) -> uses.
USERS: list[Callable[[Collection[int] | None, date, date | None, User], list[Use]]] = []
MOST_NAMED = 30


def uses_of(awards: Collection[int] | None, since: date, until: date | None, by: User) -> list[Use]:
    """Everything that reads the rows of these titles between two days."""
    return [use for user in USERS for use in user(awards, since, until, by)]


def settled(uses: Collection[Use]) -> list[str]:
    """What was settled by the law of a day, in sentences."""
    return [use.text for use in uses if use.fixed]


def judged_differently(before: Collection[Use], after: Collection[Use]) -> list[str]:
    """Open lists that follow the new row: how many of their lines come out differently, and which."""
    was, told = {use.key: use for use in before}, []
    for use in after:
        old = was[use.key].verdicts if use.key in was else {}
        other = [
            (name, f"{old[pk][1]} → {verdict}")
            for pk, (name, verdict) in use.verdicts.items()
            if pk in old and old[pk][1] != verdict
        ]
        if not use.fixed:
            count = f"{len(other)}/{len(use.verdicts)} đề nghị xét khác đi" if use.verdicts else ""
            told.append(f"{use.text}: {count}" if count else use.text)
            if use.key in was and was[use.key].quota != use.quota:
                told.append(f"Chỉ tiêu: {was[use.key].quota} → {use.quota}")
            named = [f"{name}: {way}" for name, way in other if name]
            told += named[:MOST_NAMED]
            hidden = Counter(way for name, way in other if not name)
            told += [f"{number} đề nghị ngoài phạm vi được xem: {way}" for way, number in hidden.items()]
            told += [f"và {len(named) - MOST_NAMED} đề nghị khác"] if len(named) > MOST_NAMED else []
    return told
