"""A new row of the law as a form: fixed fields, and as many conditions and caps as it has."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from awards.catalogue.condition_forms import LEAVE_OUT, ConditionRows, confidence_field, many_field, words_field
from awards.catalogue.conditions import KINDS
from awards.catalogue.enums import (
    CommendationType,
    Confidence,
    DecidingLevel,
    Item,
    QuotaBase,
    QuotaGroup,
    Rounding,
    SubjectKind,
    VoteBase,
)
from awards.catalogue.models import AwardRule, VoteRule
from awards.catalogue.versions import OF_A_RULE, OF_A_VOTE, QuotaPart, RuleParts, parts_of
from thidua.forms import ActForm, DayField, NumberField, TextField, WholeNumberField
from thidua.numbers import typed

NOTHING = RuleParts({"commendation_types": [CommendationType.MERIT]})


def _shown(number: Decimal | None) -> str:
    return "" if number is None else typed(number)


class RuleForm(ConditionRows):
    """Everything one dated row says, beginning with what the row in force says; with nothing where there is none.

    Caps are numbered by the hidden values `q`. subject: whom the title is for, when no row says so.
    """

    valid_from = DayField(label="Có hiệu lực từ ngày")
    reason = words_field("Lý do, văn bản quy định thay đổi", 500, required=True)
    deciding_level = forms.ChoiceField(label="Cấp quyết định", choices=DecidingLevel.choices)
    deciding_authority = TextField(label="Người quyết định", max_length=200)
    commendation_types = many_field("Loại hình khen thưởng", CommendationType.choices)
    items = many_field("Vật phẩm kèm theo", Item.choices)
    legal_basis = words_field("Căn cứ", 1000, required=True)
    confidence = confidence_field()
    notes = words_field("Ghi chú", 1000)
    bonus_multiple = NumberField(
        label="Hệ số thưởng", minimum=Decimal(0), maximum=Decimal(999), required=False,
        help_text="Nhân với mức lương cơ sở của ngày quyết định. Để trống khi không có tiền thưởng.",
    )  # fmt: skip
    bonus_multiple_collective = NumberField(
        label="Hệ số thưởng tập thể", minimum=Decimal(0), maximum=Decimal(999), required=False,
        help_text="Để trống khi bằng hệ số thưởng.",
    )  # fmt: skip
    bonus_basis = TextField(label="Căn cứ mức thưởng", max_length=200, required=False)
    bonus_confidence = confidence_field(required=False)
    has_vote = forms.BooleanField(label="Văn bản đặt ngưỡng phiếu", required=False)
    vote_numerator = WholeNumberField(label="Tử số", minimum=Decimal(1), maximum=Decimal(1000), required=False)
    vote_denominator = WholeNumberField(label="Mẫu số", minimum=Decimal(1), maximum=Decimal(1000), required=False)
    vote_operator = forms.ChoiceField(
        label="Mức đạt", choices=VoteRule._meta.get_field("operator").choices, required=False
    )
    vote_base = forms.ChoiceField(label="Tính trên", choices=VoteBase.choices, required=False)
    vote_is_secret = forms.BooleanField(label="Bỏ phiếu kín", required=False)
    vote_legal_basis = TextField(label="Căn cứ", max_length=300, required=False)
    vote_confidence = confidence_field(required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        rule: AwardRule | None = None,
        subject: str = SubjectKind.BOTH,
        unsent: bool = False,
    ):
        self.unsent = unsent
        parts = parts_of(rule) if rule else NOTHING
        initial = {**parts.fields, "has_vote": parts.vote is not None}
        for name in ("bonus_multiple", "bonus_multiple_collective"):
            initial[name] = _shown(initial.get(name))
        if parts.vote:
            initial |= {f"vote_{name}": value for name, value in parts.vote.items()}
        super().__init__(data, initial=initial)
        if (rule.award.subject if rule else subject) != SubjectKind.BOTH:
            del self.fields["bonus_multiple_collective"]
        self.begin(data, rule.prerequisites.all() if rule else [])
        self.quotas = dict(self._quotas(data, parts))

    # Caps -------------------------------------------------------------------------------------------------------------

    def _quotas(self, data, parts: RuleParts) -> Iterator[tuple[str, None]]:
        for number in self.numbers(data, "q", len(parts.quotas)):
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
        self.fields[f"{p}group"] = forms.ChoiceField(
            label="Đối tượng", choices=QuotaGroup.choices, required=False, initial=row.group if row else ""
        )
        self.fields[f"{p}scope"] = TextField(label="Phạm vi", max_length=120, required=False, initial=row and row.scope)
        choices = [(pk, award.short_name) for pk, award in self.awards.items()]
        self.fields[f"{p}includes"] = many_field("Tính cả người đạt", choices)
        self.fields[f"{p}includes"].initial = [str(award.pk) for award in row.includes] if row else []
        self.fields[f"{p}applies"] = forms.BooleanField(
            label="Áp dụng cho bộ đội", required=False, initial=row.applies if row else True,
            help_text="Bỏ chọn với tỷ lệ chỉ nêu để đối chiếu.",
        )  # fmt: skip
        self.fields[f"{p}legal_basis"] = TextField(
            label="Căn cứ", max_length=300, required=False, initial=row and row.legal_basis
        )
        self.fields[f"{p}confidence"] = confidence_field()
        self.fields[f"{p}confidence"].initial = row.confidence if row else Confidence.VERIFIED
        self.fields[f"{p}drop"] = forms.BooleanField(label=LEAVE_OUT, required=False)

    def quota_rows(self) -> list[dict[str, Any]]:
        return [{"number": number, **{name: self[f"q{number}_{name}"] for name in _QUOTA}} for number in self.quotas]

    # What was sent ----------------------------------------------------------------------------------------------------

    def clean(self):
        data = super().clean()
        self.clean_conditions(data)
        for number in self.quotas:
            if data.get(f"q{number}_drop"):
                self.forgive(f"q{number}_")
            elif not data.get(f"q{number}_percent") and data.get(f"q{number}_base") != QuotaBase.NUMBER_SET_YEARLY:
                self.want(f"q{number}_percent")
        self._clean_bonus(data)
        if data.get("has_vote"):
            wanted = ("vote_numerator", "vote_denominator", "vote_operator", "vote_base", "vote_confidence")
            for name in wanted:
                if not data.get(name):
                    self.want(name)
            if (data.get("vote_numerator") or 0) > (data.get("vote_denominator") or 10**6):
                self.add_error("vote_numerator", "Tử số không quá mẫu số, ví dụ 4/5.")
        return data

    def _clean_bonus(self, data: dict) -> None:
        if data.get("bonus_multiple") is None:
            data["bonus_basis"] = data["bonus_confidence"] = ""
            if data.get("bonus_multiple_collective") is not None:
                self.want("bonus_multiple")
            return
        for name in ("bonus_basis", "bonus_confidence"):
            if not data.get(name):
                self.want(name)

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        fields = {name: data.get(name) for name in OF_A_RULE}
        vote = {name: data[f"vote_{name}"] for name in OF_A_VOTE} if data["has_vote"] else None
        quotas = tuple(self._quota(number) for number in self.quotas if not data.get(f"q{number}_drop"))
        return {
            "valid_from": data["valid_from"],
            "reason": data["reason"],
            "parts": RuleParts(fields, self.condition_parts(), quotas, vote),
        }

    def _quota(self, number: str) -> QuotaPart:
        data, p = self.cleaned_data, f"q{number}_"
        includes = tuple(self.awards[pk] for pk in data[f"{p}includes"])
        percent = data[f"{p}percent"] if data[f"{p}base"] != QuotaBase.NUMBER_SET_YEARLY else None
        return QuotaPart(
            data[f"{p}base"], data[f"{p}confidence"], percent, data[f"{p}scope"], includes, data[f"{p}applies"],
            data[f"{p}legal_basis"], data[f"{p}group"],
        )  # fmt: skip


class SalaryForm(ActForm):
    """A new base salary from a day."""

    valid_from = DayField(label="Có hiệu lực từ ngày")
    amount = WholeNumberField(
        label="Mức lương cơ sở (đồng/tháng)", minimum=Decimal(100_000), maximum=Decimal(100_000_000),
        help_text="Ví dụ 2.530.000.",
    )  # fmt: skip
    legal_basis = TextField(label="Căn cứ", max_length=200, help_text="Ví dụ Nghị định 161/2026/NĐ-CP.")
    confidence = confidence_field()
    reason = words_field("Lý do", 500, required=True)


class RoundingForm(ActForm):
    """Another way of rounding from a day."""

    valid_from = DayField(label="Có hiệu lực từ ngày")
    rounding = forms.ChoiceField(label="Làm tròn", choices=Rounding.choices)
    legal_basis = TextField(label="Căn cứ", max_length=200)
    reason = words_field("Lý do", 500, required=True)


class FundShareForm(ActForm):
    """Another share of a fund for organising from a day."""

    valid_from = DayField(label="Có hiệu lực từ ngày")
    percent = WholeNumberField(
        label="Tỷ lệ chi tổ chức (%)", minimum=Decimal(1), maximum=Decimal(100),
        help_text="Phần trăm số thu của quỹ trong năm.",
    )  # fmt: skip
    legal_basis = TextField(label="Căn cứ", max_length=200, help_text="Ví dụ Thông tư 28/2025/TT-BTC.")
    confidence = confidence_field()
    reason = words_field("Lý do", 500, required=True)


_QUOTA = ("percent", "base", "group", "scope", "includes", "applies", "legal_basis", "confidence", "drop")


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
