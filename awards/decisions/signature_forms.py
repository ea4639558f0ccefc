"""The shape of what is sent to sign digitally."""

from django import forms

from thidua.forms import ActForm


class KeyFileForm(ActForm):
    """A certificate file and its password: used once, kept nowhere."""

    key_file = forms.FileField(
        label="Tệp chứng thư", help_text="Tệp .p12 hoặc .pfx. Dùng một lần trong bộ nhớ, không lưu lại.",
        widget=forms.FileInput(attrs={"accept": ".p12,.pfx"}),
    )  # fmt: skip
    password = forms.CharField(
        label="Mật khẩu của tệp", strip=False, max_length=200, required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class BringBackForm(ActForm):
    """A file signed by the program of a token."""

    upload = forms.FileField(
        label="Bản đã ký số", help_text="Tệp PDF do chương trình ký của token ghi ra từ bản chờ ký.",
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
    )  # fmt: skip
