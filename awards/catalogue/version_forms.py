"""A new row of the law as a form: fixed fields, and as many conditions and caps as it has."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from awards.catalogue.conditions import BY_REVIEWER, KINDS, Param, fits, gathered, missing, spread
from awards.catalogue.enums import (
    AwardKind,
    CommendationType,
    Confidence,
    DecidingLevel,
    Item,
    QuotaBase,
    Rounding,
    SubjectKind,
    VoteBase,
)
from awards.catalogue.models import Award, AwardRule, VoteRule
from awards.catalogue.versions import OF_A_RULE, OF_A_VOTE, ConditionPart, QuotaPart, RuleParts, parts_of
from thidua.forms import ActForm, DayField, NumberField, TextField, WholeNumberField
from thidua.numbers import typed
from thidua.text import small

MOST_ROWS = 40
LEAVE_OUT = "Bỏ dòng này"


def _confidence(required: bool = True) -> forms.ChoiceField:
    blank = [] if required else [("", "Chọn")]
    return forms.ChoiceField(label="Mức tin cậy", choices=[*blank, *Confidence.choices], required=required)


def _words(label: str, longest: int, rows: int = 2, required: bool = False) -> TextField:
    return TextField(label=label, max_length=longest, required=required, widget=forms.Textarea(attrs={"rows": rows}))


def _many(label: str, choices, required: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, widget=forms.CheckboxSelectMultiple
    )


def _shown(number: Decimal | None) -> str:
    return "" if number is None else typed(number)


class RuleForm(ActForm):
    """Everything one dated row says, beginning with what the row in force says.

    Rows of conditions are numbered by the hidden values `c`, caps by `q`. unsent: what was typed is shown again without
    being judged, because only a line was added.
    """

    valid_from = DayField(label="Có hiệu lực từ ngày")
    reason = _words("Lý do, văn bản quy định thay đổi", 500, required=True)
    deciding_level = forms.ChoiceField(label="Cấp quyết định", choices=DecidingLevel.choices)
    deciding_authority = TextField(label="Người quyết định", max_length=200)
    commendation_types = _many("Loại hình khen thưởng", CommendationType.choices)
    items = _many("Vật phẩm kèm theo", Item.choices)
    legal_basis = _words("Căn cứ", 1000, required=True)
    confidence = _confidence()
    notes = _words("Ghi chú", 1000)
    bonus_multiple = NumberField(
        label="Hệ số thưởng", minimum=Decimal(0), maximum=Decimal(999), required=False,
        help_text="Nhân với mức lương cơ sở của ngày quyết định. Để trống khi không có tiền thưởng.",
    )  # fmt: skip
    bonus_multiple_collective = NumberField(
        label="Hệ số thưởng tập thể", minimum=Decimal(0), maximum=Decimal(999), required=False,
        help_text="Để trống khi bằng hệ số thưởng.",
    )  # fmt: skip
    bonus_basis = TextField(label="Căn cứ mức thưởng", max_length=200, required=False)
    bonus_confidence = _confidence(required=False)
    has_vote = forms.BooleanField(label="Văn bản đặt ngưỡng phiếu", required=False)
    vote_numerator = WholeNumberField(label="Tử số", minimum=Decimal(1), maximum=Decimal(1000), required=False)
    vote_denominator = WholeNumberField(label="Mẫu số", minimum=Decimal(1), maximum=Decimal(1000), required=False)
    vote_operator = forms.ChoiceField(
        label="Mức đạt", choices=VoteRule._meta.get_field("operator").choices, required=False
    )
    vote_base = forms.ChoiceField(label="Tính trên", choices=VoteBase.choices, required=False)
    vote_is_secret = forms.BooleanField(label="Bỏ phiếu kín", required=False)
    vote_legal_basis = TextField(label="Căn cứ", max_length=300, required=False)
    vote_confidence = _confidence(required=False)

    def __init__(self, data: QueryDict | None = None, *, rule: AwardRule, unsent: bool = False):
        self.rule, self.unsent = rule, unsent
        self.kept = {str(row.pk): row for row in rule.prerequisites.all()}
        titles = Award.objects.filter(kind=AwardKind.TITLE)
        self.titles = [(award.code, award.short_name) for award in titles]
        self.awards = {str(award.pk): award for award in titles}
        parts = parts_of(rule)
        initial = {**parts.fields, "has_vote": parts.vote is not None}
        for name in ("bonus_multiple", "bonus_multiple_collective"):
            initial[name] = _shown(initial[name])
        if parts.vote:
            initial |= {f"vote_{name}": value for name, value in parts.vote.items()}
        super().__init__(data, initial=initial)
        if rule.award.subject != SubjectKind.BOTH:
            del self.fields["bonus_multiple_collective"]
        self.conditions = dict(self._conditions(data, parts))
        self.quotas = dict(self._quotas(data, parts))

    def full_clean(self):
        super().full_clean()
        if self.unsent:
            self._errors = ErrorDict()

    # Rows --------------------------------------------------------------------------------------------------------

    def _numbers(self, data: QueryDict | None, name: str, count: int) -> list[str]:
        given = data.getlist(name) if data is not None else map(str, range(1, count + 1))
        return [number for number in dict.fromkeys(given) if number.isdecimal() and len(number) < 4][:MOST_ROWS]

    def _conditions(self, data, parts: RuleParts) -> Iterator[tuple[str, str]]:
        """Number of the row → its kind; "" for a row kept as it stands."""
        rows = list(self.rule.prerequisites.all())
        for number in self._numbers(data, "c", len(rows)):
            if data is not None:
                code, row = data.get(f"c{number}_code", ""), self.kept.get(data.get(f"c{number}_kept", ""))
            else:
                row = rows[int(number) - 1]
                code = row.code if fits(row.code, row.value) else BY_REVIEWER if row.code == BY_REVIEWER else ""
            if code not in KINDS and row is None:
                continue
            self._add_condition(
                number, code if code in KINDS else "", row if data is None or code not in KINDS else None
            )
            yield number, code if code in KINDS else ""

    def _add_condition(self, number: str, code: str, row) -> None:
        p, kind = f"c{number}_", KINDS.get(code)
        hidden = forms.HiddenInput
        self.fields[f"{p}code"] = forms.CharField(required=False, widget=hidden, initial=code)
        kept = str(row.pk) if row and not code else ""
        self.fields[f"{p}kept"] = forms.CharField(required=False, widget=hidden, initial=kept)
        self.fields[f"{p}text"] = _words("Lời văn", 400, required=True)
        self.fields[f"{p}text"].initial = row.text if row else kind.text
        self.fields[f"{p}legal_basis"] = TextField(
            label="Căn cứ", max_length=300, required=False, initial=row.legal_basis if row else ""
        )
        self.fields[f"{p}confidence"] = _confidence()
        self.fields[f"{p}confidence"].initial = row.confidence if row else Confidence.VERIFIED
        self.fields[f"{p}drop"] = forms.BooleanField(label=LEAVE_OUT, required=False)
        given = spread(code, row.value) if row and kind else {}
        for param in kind.params if kind else ():
            made = self._param(param)
            made.initial = given.get(param.name)
            self.fields[f"{p}{param.name or 'value'}"] = made

    def _param(self, param: Param) -> forms.Field:
        blank = [("", "Chọn")]
        if param.kind == "number":
            return WholeNumberField(
                label=param.label, minimum=Decimal(param.least), maximum=Decimal(param.most), required=False
            )
        if param.kind == "yes":
            return forms.BooleanField(label=param.label, required=False)
        if param.kind in ("choices", "titles"):
            return _many(param.label, param.choices or self.titles)
        return forms.ChoiceField(label=param.label, choices=[*blank, *(param.choices or self.titles)], required=False)

    def _quotas(self, data, parts: RuleParts) -> Iterator[tuple[str, None]]:
        for number in self._numbers(data, "q", len(parts.quotas)):
            row = parts.quotas[int(number) - 1] if data is None else None
            self._add_quota(f"q{number}_", row)
            yield number, None

    def _add_quota(self, p: str, row: QuotaPart | None) -> None:
        self.fields[f"{p}percent"] = NumberField(
            label="Tỷ lệ (%)",
            minimum=Decimal(0),
            maximum=Decimal(100),
            required=False,
            initial=_shown(row.percent) if row else "",
        )
        self.fields[f"{p}base"] = forms.ChoiceField(
            label="Tính trên", choices=QuotaBase.choices, initial=row and row.base
        )
        self.fields[f"{p}scope"] = TextField(label="Phạm vi", max_length=120, required=False, initial=row and row.scope)
        choices = [(pk, award.short_name) for pk, award in self.awards.items()]
        self.fields[f"{p}includes"] = _many("Tính cả người đạt", choices)
        self.fields[f"{p}includes"].initial = [str(award.pk) for award in row.includes] if row else []
        self.fields[f"{p}applies"] = forms.BooleanField(
            label="Áp dụng cho bộ đội", required=False, initial=row.applies if row else True,
            help_text="Bỏ chọn với tỷ lệ chỉ nêu để đối chiếu.",
        )  # fmt: skip
        self.fields[f"{p}legal_basis"] = TextField(
            label="Căn cứ", max_length=300, required=False, initial=row and row.legal_basis
        )
        self.fields[f"{p}confidence"] = _confidence()
        self.fields[f"{p}confidence"].initial = row.confidence if row else Confidence.VERIFIED
        self.fields[f"{p}drop"] = forms.BooleanField(label=LEAVE_OUT, required=False)

    def condition_rows(self) -> list[dict[str, Any]]:
        """Rows for the page: number, what kind, its values, and the common fields."""
        return [
            {
                "number": number,
                "label": KINDS[code].label if code else "Ghi bằng lời, người thẩm định xem",
                "values": [self[f"c{number}_{param.name or 'value'}"] for param in KINDS[code].params] if code else [],
                **{name: self[f"c{number}_{name}"] for name in _COMMON},
            }
            for number, code in self.conditions.items()
        ]

    def quota_rows(self) -> list[dict[str, Any]]:
        return [{"number": number, **{name: self[f"q{number}_{name}"] for name in _QUOTA}} for number in self.quotas]

    # What was sent ----------------------------------------------------------------------------------------------------

    def clean(self):
        data = super().clean()
        for number, code in self.conditions.items():
            if data.get(f"c{number}_drop"):
                self._forgive(f"c{number}_")
            elif code:
                for name in missing(code, self._given(data, number, code)):
                    self._want(f"c{number}_{name or 'value'}")
        for number in self.quotas:
            if data.get(f"q{number}_drop"):
                self._forgive(f"q{number}_")
            elif not data.get(f"q{number}_percent") and data.get(f"q{number}_base") != QuotaBase.NUMBER_SET_YEARLY:
                self._want(f"q{number}_percent")
        self._clean_bonus(data)
        if data.get("has_vote"):
            wanted = ("vote_numerator", "vote_denominator", "vote_operator", "vote_base", "vote_confidence")
            for name in wanted:
                if not data.get(name):
                    self._want(name)
            if (data.get("vote_numerator") or 0) > (data.get("vote_denominator") or 10**6):
                self.add_error("vote_numerator", "Tử số không quá mẫu số, ví dụ 4/5.")
        return data

    def _clean_bonus(self, data: dict) -> None:
        if data.get("bonus_multiple") is None:
            data["bonus_basis"] = data["bonus_confidence"] = ""
            if data.get("bonus_multiple_collective") is not None:
                self._want("bonus_multiple")
            return
        for name in ("bonus_basis", "bonus_confidence"):
            if not data.get(name):
                self._want(name)

    def _want(self, name: str) -> None:
        if name not in self.errors:
            field = self.fields[name]
            verb = "Ghi" if isinstance(field.widget, forms.TextInput | forms.Textarea) else "Chọn"
            self.add_error(name, f"{verb} {small(field.label)}.")

    def _forgive(self, prefix: str) -> None:
        """A line that is left out needs no values."""
        for name in [name for name in self._errors if name.startswith(prefix)]:
            del self._errors[name]

    def _given(self, data: dict, number: str, code: str) -> dict[str, Any]:
        return {param.name: data.get(f"c{number}_{param.name or 'value'}") for param in KINDS[code].params}

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        fields = {name: data.get(name) for name in OF_A_RULE}
        vote = {name: data[f"vote_{name}"] for name in OF_A_VOTE} if data["has_vote"] else None
        conditions = tuple(
            self._condition(number, code) for number, code in self.conditions.items() if not data.get(f"c{number}_drop")
        )
        quotas = tuple(self._quota(number) for number in self.quotas if not data.get(f"q{number}_drop"))
        return {
            "valid_from": data["valid_from"],
            "reason": data["reason"],
            "parts": RuleParts(fields, conditions, quotas, vote),
        }

    def _condition(self, number: str, code: str) -> ConditionPart:
        data, p = self.cleaned_data, f"c{number}_"
        if code:
            value = gathered(code, self._given(data, number, code))
        else:
            row = self.kept[data[f"{p}kept"]]
            code, value = row.code, row.value
        return ConditionPart(code, data[f"{p}text"], data[f"{p}confidence"], value, data[f"{p}legal_basis"])

    def _quota(self, number: str) -> QuotaPart:
        data, p = self.cleaned_data, f"q{number}_"
        includes = tuple(self.awards[pk] for pk in data[f"{p}includes"])
        percent = data[f"{p}percent"] if data[f"{p}base"] != QuotaBase.NUMBER_SET_YEARLY else None
        return QuotaPart(
            data[f"{p}base"], data[f"{p}confidence"], percent, data[f"{p}scope"], includes, data[f"{p}applies"],
            data[f"{p}legal_basis"],
        )  # fmt: skip


class SalaryForm(ActForm):
    """A new base salary from a day."""

    valid_from = DayField(label="Có hiệu lực từ ngày")
    amount = WholeNumberField(
        label="Mức lương cơ sở (đồng/tháng)", minimum=Decimal(100_000), maximum=Decimal(100_000_000),
        help_text="Ví dụ 2.530.000.",
    )  # fmt: skip
    legal_basis = TextField(label="Căn cứ", max_length=200, help_text="Ví dụ Nghị định 161/2026/NĐ-CP.")
    confidence = _confidence()
    reason = _words("Lý do", 500, required=True)


class RoundingForm(ActForm):
    """Another way of rounding from a day."""

    valid_from = DayField(label="Có hiệu lực từ ngày")
    rounding = forms.ChoiceField(label="Làm tròn", choices=Rounding.choices)
    legal_basis = TextField(label="Căn cứ", max_length=200)
    reason = _words("Lý do", 500, required=True)


_COMMON = ("code", "kept", "text", "legal_basis", "confidence", "drop")
_QUOTA = ("percent", "base", "scope", "includes", "applies", "legal_basis", "confidence", "drop")


def with_a_line(data: QueryDict, name: str, code: str = "") -> QueryDict:
    """What was typed with one more line of conditions (`c`, of a kind) or caps (`q`), filled in as usual."""
    data = data.copy()
    numbers = [int(one) for one in data.getlist(name) if one.isdecimal()]
    number = max(numbers, default=0) + 1
    data.appendlist(name, str(number))
    usual = {"confidence": Confidence.VERIFIED}
    usual |= (
        {"code": code, "text": KINDS[code].text} if name == "c" else {"applies": "on", "base": QuotaBase.TOTAL_STRENGTH}
    )
    for key, value in usual.items():
        data[f"{name}{number}_{key}"] = str(value)
    return data
