"""The shape of input for accounts."""

from allauth.account.forms import ChangePasswordForm
from django import forms


class PasswordChangeForm(ChangePasswordForm):
    """The form of django-allauth with our sentence for two passwords that differ."""

    def clean(self):
        data = forms.Form.clean(self)  # past the mixin that says the same in English
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", "Hai lần nhập mật khẩu mới không giống nhau.")
        return data
