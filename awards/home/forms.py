"""The shape of input: the words of a reminder, the words of a letter, how somebody wants to be told."""

from django import forms

from awards.home.enums import Channel, MailState, NoticeKind
from awards.home.reminders import Late
from thidua.forms import ActForm, FilterForm, TextField
from thidua.text import search_key
from units.models import Unit


class RemindForm(ActForm):
    """Which late units, and what is said to them."""

    subject = TextField(label="Tiêu đề thư", max_length=200)
    text = forms.CharField(
        label="Nội dung", max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Hiện ở chuông của tài khoản đơn vị; ai chọn nhận thư thì có cả thư điện tử.",
    )  # fmt: skip
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), to_field_name="code", error_messages={"required": "Chọn ít nhất một đơn vị."}
    )

    def __init__(self, *args, late: list[Late], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = Unit.objects.filter(pk__in=[one.unit.pk for one in late])
        self.ticked = set(self.data.getlist("units")) if self.is_bound else None


class MailForm(ActForm):
    subject = TextField(label="Tiêu đề", max_length=200)
    body = forms.CharField(label="Nội dung", max_length=4000, widget=forms.Textarea(attrs={"rows": 10}))


class MailFilter(FilterForm):
    q = TextField(label="Người nhận, đơn vị, tiêu đề", required=False, max_length=80)
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Mọi trạng thái"), *MailState.choices]
    )

    def filter_q(self, rows, value):
        key = search_key(value)
        return (
            rows.filter(to__search_key__contains=key)
            | rows.filter(unit__search_key__contains=key)
            | rows.filter(subject__icontains=value)
        )

    def filter_trang_thai(self, rows, value):
        return rows.filter(state=value)


class NoticeFilter(FilterForm):
    loc = forms.ChoiceField(label="Hiện", required=False, choices=[("", "Tất cả"), ("chua-doc", "Chưa đọc")])

    def filter_loc(self, rows, value):
        return rows.filter(read_at__isnull=True)


class ChoicesForm(ActForm):
    """The own address, and the way for each kind of notice."""

    email = forms.EmailField(
        label="Thư điện tử", required=False, max_length=254,
        error_messages={"invalid": "Địa chỉ thư dạng ten@donvi.vn."},
        help_text="Chỉ dùng để gửi thông báo đã chọn bên dưới.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in NoticeKind:
            self.fields[kind.value] = forms.ChoiceField(label=kind.label, choices=Channel.choices)

    def clean(self):
        data = super().clean()
        data["channels"] = {kind.value: data.pop(kind.value, Channel.APP) for kind in NoticeKind}
        if not data.get("email") and "email" not in self.errors and Channel.MAIL in data["channels"].values():
            self.add_error("email", "Ghi địa chỉ để nhận thư, hoặc chọn chỉ báo trong phần mềm.")
        return data
