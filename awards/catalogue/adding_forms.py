"""Forms for what the catalogue does not have yet: a title, a rule for days without one, a whole rule set."""

from typing import Any

from django import forms
from django.http import QueryDict

from awards.catalogue.condition_forms import ConditionRows, StoredRow, many_field, words_field
from awards.catalogue.enums import AwardKind, Confidence, SubjectKind
from awards.catalogue.models import Award, RuleSet
from awards.catalogue.queries import rules_with_parts
from awards.catalogue.version_forms import RuleForm
from thidua import clock
from thidua.forms import ActForm, DayField, TextField

CODE_HELP = "Chữ hoa không dấu, số, dấu _; không đổi được về sau."


def _asked_confidence() -> forms.ChoiceField:
    """How sure it is must be said: nothing is offered as read in the text by itself."""
    return forms.ChoiceField(label="Mức tin cậy", choices=[("", "Chọn"), *Confidence.choices])


class NewRuleForm(RuleForm):
    """What the law says of a title on days for which the catalogue says nothing."""

    reason = words_field("Lý do, văn bản quy định", 500, required=True)
    confidence = _asked_confidence()


class AwardForm(NewRuleForm):
    """A new title or form, and what the law says of it from a day on."""

    code = TextField(label="Mã", max_length=30, help_text=f"{CODE_HELP} Ví dụ BK_TINH.")
    name = TextField(label="Tên đầy đủ", max_length=150)
    short_name = TextField(label="Tên gọi tắt", max_length=60)
    kind = forms.ChoiceField(label="Loại", choices=AwardKind.choices)
    subject = forms.ChoiceField(label="Đối tượng", choices=SubjectKind.choices)
    after = forms.ModelChoiceField(Award.objects.all(), label="Đứng sau", required=False, empty_label="Cuối danh mục")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["after"].label_from_instance = lambda award: award.short_name

    def clean(self):
        data = super().clean()
        if data.get("subject") != SubjectKind.BOTH and data.get("bonus_multiple_collective") is not None:
            self.add_error("bonus_multiple_collective", "Để trống: chỉ ghi khi tặng cả cá nhân và tập thể.")
        return data

    def arguments(self) -> dict[str, Any]:
        own = ("code", "name", "short_name", "kind", "subject", "after")
        return {**super().arguments(), **{name: self.cleaned_data[name] for name in own}}


class EndForm(ActForm):
    """The last day of a rule, and why."""

    valid_to = DayField(label="Có hiệu lực đến hết ngày")
    reason = words_field("Lý do, văn bản bãi bỏ", 500, required=True)


class RuleSetForm(ConditionRows):
    """A new law with its general conditions, which begin as those of the law before it."""

    valid_from = DayField(label="Có hiệu lực từ ngày")
    code = TextField(label="Mã", max_length=10, help_text=f"{CODE_HELP} Ví dụ R2028.")
    name = TextField(label="Tên", max_length=200, help_text="Ví dụ Luật Thi đua, khen thưởng 2028.")
    legal_basis = words_field("Căn cứ", 1000, required=True)
    confidence = _asked_confidence()
    reason = words_field("Lý do", 500, required=True)
    copied_as = forms.ChoiceField(
        label="Mức tin cậy của các dòng chép sang", required=False,
        choices=[("", "Giữ như đang áp dụng"), *Confidence.choices],
        help_text="Quy định do đơn vị đặt vẫn giữ là quy định của đơn vị.",
    )  # fmt: skip
    left_out = many_field("Danh hiệu, hình thức không còn theo bộ quy định mới", [])

    def __init__(self, data: QueryDict | None = None, *, base: RuleSet | None, unsent: bool = False):
        self.unsent = unsent
        super().__init__(data, initial={"copied_as": Confidence.BACKGROUND})
        rows = rules_with_parts().filter(rule_set=base).order_by("award__sort", "award__code") if base else []
        self.titles_there = {str(row.award_id): row.award for row in rows}
        self.fields["left_out"].choices = [(pk, award.short_name) for pk, award in self.titles_there.items()]
        self.begin(data, _stored(base))

    def clean(self):
        data = super().clean()
        self.clean_conditions(data)
        return data

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        own = ("valid_from", "code", "name", "legal_basis", "confidence", "reason", "copied_as")
        return {
            **{name: data[name] for name in own},
            "principles": self.condition_parts(),
            "left_out": [self.titles_there[pk] for pk in data["left_out"]],
        }


def _stored(base: RuleSet | None) -> list[StoredRow]:
    """General conditions of a law as rows of the form."""
    rows = enumerate(base.principles if base else [], 1)
    return [
        StoredRow(
            number, row["code"], row["text"], row.get("legal_basis", ""),
            row.get("confidence", Confidence.BACKGROUND), row.get("value"),
        )
        for number, row in rows
    ]  # fmt: skip


def latest_law() -> RuleSet | None:
    """The law a new one is begun from: that of today, else the last there is."""
    in_force = RuleSet.objects.in_force(clock.today()).order_by("-valid_from").first()
    return in_force or RuleSet.objects.order_by("-valid_from").first()
