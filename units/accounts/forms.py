"""The shape of input for accounts."""

from decimal import Decimal

from allauth.account.forms import ChangePasswordForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.core.cache import cache

from thidua import clock
from thidua.forms import ActForm, DayField, FilterForm, ReasonForm, TextField, WholeNumberField
from thidua.permissions import Place
from thidua.text import clean, search_key
from units.accounts import lockout
from units.accounts.enums import Role
from units.accounts.models import RoleGrant, User
from units.accounts.queries import account_for_questions
from units.accounts.rules import ATTEMPTS, CODE_REMEMBERED, LOCKED_FOR, SUBJECT_LENGTH
from units.clusters.models import Cluster
from units.people.models import Person
from units.structure.forms import UnitField, UnitFilterField, open_units
from units.structure.models import Unit


class PasswordChangeForm(ChangePasswordForm):
    """The form of django-allauth with our sentence for two passwords that differ."""

    def clean(self):
        data = forms.Form.clean(self)  # past the mixin that says the same in English
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", "Hai lần nhập mật khẩu mới không giống nhau.")
        return data


class _GuardedCode:
    """A code is tried five times before a pause, and taken once: the library alone would do neither."""

    def clean_code(self) -> str:
        name = f"{self.user.username}#2"
        if lockout.locked_until(name) or not lockout.take_attempt(name):
            raise _too_often()
        try:
            code = super().clean_code()
        except forms.ValidationError as error:
            if lockout.failed(name):
                raise _too_often() from error
            raise
        if not cache.add(f"{name}:{code}", True, CODE_REMEMBERED):
            raise get_adapter().validation_error("incorrect_code")
        lockout.open_again(name)
        return code


def _too_often() -> forms.ValidationError:
    minutes = int(LOCKED_FOR.total_seconds() // 60)
    return forms.ValidationError(f"Nhập sai mã {ATTEMPTS} lần: thử lại sau {minutes} phút.")


class CodeForm(_GuardedCode, AuthenticateForm):
    """The second step of signing in."""


class CodeAgainForm(_GuardedCode, ReauthenticateForm):
    """The same, before something that matters."""


class FirstCodeForm(_GuardedCode, ActivateTOTPForm):
    """The first code of an application just set up."""


class AccountFilter(FilterForm):
    q = TextField(label="Tên đăng nhập hoặc tên hiển thị", required=False, max_length=80)
    don_vi = UnitFilterField(label="Đơn vị", required=False, empty_label="Mọi đơn vị", to_field_name="code")
    vai_tro = forms.ChoiceField(label="Vai trò", required=False, choices=[("", "Mọi vai trò"), *Role.choices])
    tinh_trang = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Mọi tình trạng"), ("dung", "Đang dùng"), ("khoa", "Đã khóa")],
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].queryset = Unit.objects.visible_to(user)

    def filter_q(self, rows, value):
        return rows.filter(search_key__contains=search_key(value))

    def filter_don_vi(self, rows, value):
        return rows.filter(unit__path__startswith=value.path)

    def filter_vai_tro(self, rows, value):
        return rows.filter(pk__in=RoleGrant.objects.in_force(clock.today()).filter(role=value).values("user"))

    def filter_tinh_trang(self, rows, value):
        return rows.filter(is_active=value == "dung")


class RightsForm(ActForm):
    """Whose rights are asked about, and where. From the address, so that an answer can be passed on."""

    tk = TextField(label="Tên đăng nhập", max_length=60)
    don_vi = UnitField(label="Ở đơn vị", required=False, empty_label="Không chọn", to_field_name="code")
    cum = forms.ModelChoiceField(
        Cluster.objects.none(), label="hoặc cụm", required=False, empty_label="Không chọn", to_field_name="code"
    )
    ca_nhan = TextField(label="hoặc số hiệu cá nhân", required=False, max_length=20)
    nam = WholeNumberField(label="Năm thi đua", minimum=Decimal(1990), maximum=Decimal(2100))

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["don_vi"].queryset = Unit.objects.visible_to(user)
        self.fields["cum"].queryset = Cluster.objects.visible_to(user).select_related("organiser")

    def clean_tk(self) -> User:
        name = clean(self.cleaned_data["tk"]).lower()
        found = account_for_questions(self.user, name)
        if found is None:
            raise forms.ValidationError(f"Không có tài khoản {name} trong phạm vi.")
        return found

    def clean_ca_nhan(self) -> Person | None:
        number = clean(self.cleaned_data["ca_nhan"] or "").upper()
        if not number:
            return None
        found = Person.objects.visible_to(self.user).select_related("unit").filter(service_number=number).first()
        if found is None:
            raise forms.ValidationError(f"Không có số hiệu {number} trong phạm vi.")
        return found

    def clean(self):
        data = super().clean()
        chosen = [name for name in ("don_vi", "cum", "ca_nhan") if data.get(name)]
        if len(chosen) != 1 and not self.errors:
            self.add_error("don_vi", "Chọn đúng một nơi: đơn vị, cụm hoặc cá nhân.")
        return data

    def place(self) -> Place:
        data = self.cleaned_data
        person, cluster = data["ca_nhan"], data["cum"]
        unit = data["don_vi"] or (person.unit if person else cluster.organiser)
        return Place(unit, data["nam"], cluster=cluster, person=person)


class AccountFactsForm(ActForm):
    display_name = TextField(label="Tên hiển thị", max_length=100)
    unit = UnitField(label="Đơn vị công tác")
    person = TextField(
        label="Số hiệu cá nhân",
        required=False,
        max_length=20,
        help_text="Gắn tài khoản với hồ sơ cá nhân; để trống nếu tài khoản của cơ quan.",
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["unit"].queryset = open_units(user)

    def clean_person(self) -> Person | None:
        number = clean(self.cleaned_data["person"] or "").upper()
        if not number:
            return None
        found = Person.objects.visible_to(self.user).filter(service_number=number).first()
        if found is None:
            raise forms.ValidationError(f"Không có số hiệu {number} trong phạm vi.")
        return found


class AccountForm(AccountFactsForm):
    """A new account; its first password is made by the machine and shown once."""

    username = TextField(
        label="Tên đăng nhập",
        max_length=60,
        help_text="Chữ thường không dấu, chữ số và . _ -, ví dụ nguyenvana. Không đổi về sau.",
    )
    way = forms.ChoiceField(
        label="Trao lần đầu",
        required=False,
        initial="invitation",
        choices=[
            ("invitation", "Giấy mời: người dùng tự đặt mật khẩu bằng mã dùng một lần"),
            ("password", "Mật khẩu tạm: phải đổi ở lần đăng nhập đầu"),
        ],
        widget=forms.RadioSelect,
    )

    field_order = ("username", "display_name", "unit", "person")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if settings.OIDC is not None:
            self.fields["way"].choices += [("provider", f"Không cấp mật khẩu: đăng nhập bằng {settings.OIDC.label}")]


class AcceptForm(ActForm):
    """The first password, set by whoever holds the code of an invitation."""

    password1 = forms.CharField(label="Mật khẩu mới", max_length=128, strip=False, widget=forms.PasswordInput)
    password2 = forms.CharField(label="Nhập lại mật khẩu mới", max_length=128, strip=False, widget=forms.PasswordInput)

    def clean(self):
        data = super().clean()
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", "Hai lần nhập mật khẩu mới không giống nhau.")
        return data


class SlipForm(forms.Form):
    """The code of an invitation, on its way from the page that shows it once to the printed slip."""

    code = TextField(max_length=60)


class IdentityForm(ActForm):
    subject = TextField(
        label="Mã định danh",
        max_length=SUBJECT_LENGTH,
        help_text="Người dùng thấy mã này ở trang “Chưa có tài khoản” sau khi đăng nhập ở nơi xác nhận. Đúng từng chữ.",
    )


class GrantForm(ActForm):
    role = forms.ChoiceField(label="Vai trò", choices=[("", "Chọn vai trò"), *Role.choices])
    unit = UnitField(
        label="Trên đơn vị", required=False, empty_label="Không chọn", help_text="Gồm cả đơn vị trực thuộc."
    )
    cluster = forms.ModelChoiceField(
        Cluster.objects.none(), label="hoặc trên cụm", required=False, empty_label="Không chọn"
    )
    valid_from = DayField(label="Từ ngày")
    valid_to = DayField(label="Đến hết ngày", required=False, help_text="Để trống nếu chưa định ngày kết thúc.")

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = open_units(user)
        self.fields["cluster"].queryset = Cluster.objects.visible_to(user)


class SubstituteForm(ActForm):
    """Who exercises the role of somebody absent."""

    user = TextField(
        label="Tên đăng nhập của người thay", max_length=60, help_text="Người thay cần có tài khoản riêng."
    )
    valid_from = DayField(label="Thay từ ngày")
    valid_to = DayField(label="Đến hết ngày", help_text="Hết ngày này việc thay tự kết thúc.")

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_user(self) -> User:
        name = clean(self.cleaned_data["user"]).lower()
        found = User.objects.visible_to(self.by).select_related("unit").filter(username=name).first()
        if found is None:
            raise forms.ValidationError(f"Không có tài khoản {name} trong phạm vi.")
        return found


class EndGrantForm(ActForm):
    on = DayField(label="Ngày cuối cùng")


class WithdrawForm(ReasonForm):
    """Why a role is taken away at once."""


class DeactivateForm(ReasonForm):
    """Why an account is locked."""
