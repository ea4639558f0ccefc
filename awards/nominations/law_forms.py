"""The question under which law a list is judged."""

from django import forms

from awards.catalogue.models import RuleSet
from thidua.forms import ActForm, DayField, TextField


class LawForm(ActForm):
    """Which rule set, and why."""

    rule_set = forms.ModelChoiceField(
        RuleSet.objects.all(), label="Xét theo quy định", required=False, to_field_name="code",
        empty_label="Quy định của ngày hết hạn nhận đề nghị",
    )  # fmt: skip
    signed_on = DayField(
        label="Hoặc xét theo ngày ký quyết định", required=False,
        help_text="Ngày dự kiến ký. Để trống khi xét theo ngày hết hạn nhận đề nghị hoặc bộ quy định chọn ở trên.",
    )  # fmt: skip
    reason = TextField(label="Lý do", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rule_set"].label_from_instance = lambda one: f"{one.code}: {one.name}"
