"""The shape of input for papers about signed papers."""

from collections.abc import Sequence

from django import forms

from awards.decisions.amending import Words
from awards.decisions.enums import AmendPart
from awards.decisions.models import DecisionLine
from thidua.forms import ActForm, DayField, TextField, WholeNumberField
from thidua.numbers import is_number

PLACES = 6  # places put right on one form; more stand on a second paper


class _Reason(ActForm):
    reason = TextField(
        label="Lý do", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="In trong quyết định mới."
    )


class LinesForm(_Reason):
    """Lines of a signed paper, ticked. ticked: ids that are on."""

    subject_line = TextField(label="Trích yếu", required=False, max_length=300)
    lines = forms.MultipleChoiceField(
        label="Đối tượng",
        error_messages={
            "required": "Chọn ít nhất một đối tượng.",
            "invalid_choice": "Có đối tượng đã thu hồi hoặc thay thế. Tải lại trang.",
        },
    )

    def __init__(self, *args, standing: Sequence[DecisionLine], **kwargs):
        super().__init__(*args, **kwargs)
        self.standing = {str(line.pk): line for line in standing}
        self.fields["lines"].choices = [(key, line.nomination.subject_name) for key, line in self.standing.items()]

    def clean_lines(self) -> list[DecisionLine]:
        return [self.standing[key] for key in self.cleaned_data["lines"]]

    @property
    def ticked(self) -> set[int]:
        chosen = self.data.getlist("lines") if self.is_bound else self.initial.get("lines", ())
        return {int(key) for key in chosen if is_number(str(key))}


class KeepForm(LinesForm):
    """Who goes on by the new decision; nobody is allowed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lines"].required = False


class AboveForm(LinesForm):
    """The same by a superior's decision: its number, its day, who signed it."""

    field_order = ("number", "series", "decided_on", "signer_post", "signer_name", "reason", "lines")

    number = WholeNumberField(label="Số", required=True, error_messages={"required": "Ghi số quyết định."})
    series = TextField(label="Ký hiệu", max_length=40, help_text="Ví dụ QĐ-BTL.")
    decided_on = DayField(label="Ngày ký", error_messages={"required": "Ghi ngày quyết định."})
    signer_post = TextField(label="Chức vụ người ký", max_length=120)
    signer_name = TextField(label="Họ và tên người ký", max_length=120)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["subject_line"]


class CorrectForm(_Reason):
    """Places of a signed paper that are put right, each a row: whose, which part, old and new words."""

    def __init__(self, *args, lines: Sequence[DecisionLine], **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = {str(line.pk): line for line in lines}
        whose = [("", "Cả văn bản"), *((key, line.nomination.subject_name) for key, line in self.lines.items())]
        for place in range(PLACES):
            self.fields[f"line_{place}"] = forms.ChoiceField(label="Đối tượng", required=False, choices=whose)
            self.fields[f"part_{place}"] = forms.ChoiceField(
                label="Phần", required=False, choices=[("", "Chọn phần"), *AmendPart.choices]
            )
            self.fields[f"wrong_{place}"] = TextField(label="Đã ghi", required=False, max_length=300)
            self.fields[f"right_{place}"] = TextField(label="Sửa là", required=False, max_length=300)

    @property
    def rows(self) -> list[list]:
        names = ("line", "part", "wrong", "right")
        return [[self[f"{name}_{place}"] for name in names] for place in range(PLACES)]

    def clean(self):
        data = super().clean()
        self.words = []
        for place in range(PLACES):
            line, part, wrong, right = (data.get(f"{name}_{place}") for name in ("line", "part", "wrong", "right"))
            if not any((line, part, wrong, right)):
                continue
            if not part:
                self.add_error(f"part_{place}", "Chọn phần cần sửa.")
            if not right:
                self.add_error(f"right_{place}", "Ghi nội dung sửa.")
            if part in (AmendPart.NAME, AmendPart.RANK, AmendPart.POST, AmendPart.UNIT) and not line:
                self.add_error(f"line_{place}", "Chọn đối tượng.")
            self.words.append(Words(part or "", right or "", wrong or "", self.lines.get(line or "")))
        if not self.words and not self.errors:
            self.add_error(None, "Ghi ít nhất một chỗ đính chính.")
        return data
