"""The shape of the rule for equal percents."""

from django import forms

from awards.scoring.enums import TieKind
from awards.scoring.facts import TieFact
from awards.scoring.ties import TieBreakRule, groups_of
from awards.years.models import EmulationPeriod
from thidua.forms import ActForm, TextField

MOST_KEYS = 5


class TieRuleForm(ActForm):
    """Up to five things to look at, in their order; `key1` … `key5`: `full`, `group:<code>`."""

    def __init__(self, *args, period: EmulationPeriod, rule: TieBreakRule | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", "Không xét thêm"), *_choices(period)]
        stored = list(rule.keys.all()) if rule else []
        for number in range(1, MOST_KEYS + 1):
            key = stored[number - 1] if number <= len(stored) else None
            self.fields[f"key{number}"] = forms.ChoiceField(
                label=f"Xét thứ {number}", choices=choices, required=False, initial=_value(key.fact) if key else ""
            )
        self.fields["basis"] = TextField(
            label="Căn cứ",
            max_length=300,
            initial=rule.basis if rule else "",
            help_text="Ví dụ: Quy chế chấm điểm của cụm, Điều 8.",
        )
        self.fields["decision"] = TextField(
            label="Văn bản công bố",
            required=False,
            max_length=300,
            initial=rule.decision if rule else "",
            help_text="Số, ngày của văn bản gửi các đơn vị, nếu có.",
        )

    def keys(self) -> list[TieFact]:
        """What was chosen, in order; empty lines between are left out."""
        chosen = [self.cleaned_data[f"key{number}"] for number in range(1, MOST_KEYS + 1)]
        return [TieFact(kind, code) for kind, _, code in (one.partition(":") for one in chosen if one)]


def _choices(period: EmulationPeriod) -> list[tuple[str, str]]:
    fixed = [TieFact(kind) for kind in TieKind if kind != TieKind.GROUP]
    groups = [
        (_value(TieFact(TieKind.GROUP, one.code)), f"Điểm nhóm {one.code} cao hơn: {one.name}")
        for one in groups_of(period)
    ]
    return [*((_value(key), key.words) for key in fixed), *groups]


def _value(key: TieFact) -> str:
    return f"{key.kind}:{key.code}" if key.code else key.kind
