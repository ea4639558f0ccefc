"""Pages of accounts. Login, logout and the change of one's password are django-allauth's (thidua/urls.py)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from thidua import clock
from thidua.http import form_status, shows_domain_errors
from thidua.lists import list_page
from thidua.permissions import require
from units.accounts import queries, services
from units.accounts.forms import (
    AccountFactsForm,
    AccountFilter,
    AccountForm,
    DeactivateForm,
    EndGrantForm,
    GrantForm,
    SubstituteForm,
    WithdrawForm,
)
from units.accounts.lockout import locked_until
from units.accounts.models import RoleGrant, User
from units.accounts.rules import one_time_password
from units.audit.queries import history_of, history_url


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """What everybody sees of the own account: who, roles in words, what was done to it."""
    context = {"duties": queries.duties_of(request.user), "history": history_of(request.user)}
    return render(request, "units/accounts/profile.html", context)


@login_required
def index(request: HttpRequest) -> HttpResponse:
    require(request.user, "units.manage_accounts")
    filters = AccountFilter(request.GET, user=request.user)
    context = {"list": list_page(request, queries.user_list(request.user), filters)}
    return render(request, "units/accounts/index.html", context)


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = _account(request, pk)
    context = {
        "account": user,
        "crumbs": _crumbs(user),
        "duties": queries.duties_of(user),
        "locked_until": locked_until(user.username),
        "history": history_of(user),
        "history_url": history_url(request.user, user),
    }
    return render(request, "units/accounts/detail.html", context)


@login_required
@never_cache
@sensitive_variables("password")
def create(request: HttpRequest) -> HttpResponse:
    """A new account; the answer to the POST shows its one-time password, which is kept nowhere."""
    require(request.user, "units.manage_accounts")
    form = AccountForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        password = one_time_password()
        if form.perform(services.create_user, by=request.user, password=password, **form.cleaned_data):
            return _show_password(request, form.result, password)
    way = [("Tài khoản", reverse("units:accounts.index")), ("Tạo tài khoản", "")]
    context = {"form": form, "crumbs": way, "back": way[0][1]}
    return render(request, "units/accounts/create.html", context, status=form_status(form))


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = _account(request, pk)
    initial = {
        "display_name": user.display_name,
        "unit": user.unit,
        "person": user.person.service_number if user.person else "",
    }
    form = AccountFactsForm(request.POST or None, user=request.user, initial=initial)
    if form.done(request, services.edit_user, user):
        messages.success(request, f"Đã lưu tài khoản {user.username}.")
        return redirect("units:accounts.detail", pk)
    return _form_page(request, "edit", user, form)


@login_required
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    user = _account(request, pk)
    form = GrantForm(request.POST or None, user=request.user, initial={"valid_from": clock.today(), "unit": user.unit})
    if form.done(request, services.grant_role, user):
        messages.success(request, f"Đã cấp vai trò {form.result.get_role_display()}.")
        return redirect("units:accounts.detail", pk)
    return _form_page(request, "grant", user, form)


@login_required
def end_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the last day of a role; `pk` is the grant's."""
    row = _grant(request, pk)
    form = EndGrantForm(request.POST or None, initial={"on": row.valid_to or clock.today()})
    if form.done(request, services.end_grant, row):
        messages.success(request, f"Vai trò kết thúc hết ngày {row.valid_to:%d/%m/%Y}.")
        return redirect("units:accounts.detail", row.user_id)
    return _form_page(request, "end_grant", row.user, form, grant=row)


@login_required
def substitute(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody exercise a role while its holder is absent; `pk` is the grant's."""
    row = _grant(request, pk)
    form = SubstituteForm(request.POST or None, by=request.user, initial={"valid_from": clock.today()})
    if form.done(request, services.substitute, row):
        messages.success(request, f"{form.result.user} thay {row.user} đến hết ngày {form.result.valid_to:%d/%m/%Y}.")
        return redirect("units:accounts.detail", row.user_id)
    return _form_page(request, "substitute", row.user, form, grant=row)


@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away at once; `pk` is the grant's."""
    row = _grant(request, pk)
    form = WithdrawForm(request.POST or None)
    if form.done(request, services.withdraw_grant, row):
        messages.success(request, "Đã thu hồi vai trò.")
        return redirect("units:accounts.detail", row.user_id)
    return _form_page(request, "withdraw", row.user, form, grant=row)


@login_required
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    user = _account(request, pk)
    form = DeactivateForm(request.POST or None)
    if form.done(request, services.deactivate, user):
        messages.success(request, f"Đã khóa tài khoản {user.username}.")
        return redirect("units:accounts.detail", pk)
    return _form_page(request, "deactivate", user, form)


@login_required
@require_POST
@shows_domain_errors
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    user = _account(request, pk)
    services.reactivate(user, by=request.user)
    messages.success(request, f"Đã mở lại tài khoản {user.username}.")
    return redirect("units:accounts.detail", pk)


@login_required
@require_POST
@never_cache
@shows_domain_errors
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one-time password, shown in the answer and kept nowhere."""
    user = _account(request, pk)
    return _show_password(request, user, services.reset_password(user, by=request.user))


@sensitive_variables("password")
def _show_password(request: HttpRequest, user: User, password: str) -> HttpResponse:
    way = [*_crumbs(user, deeper=True), ("Mật khẩu tạm", "")]
    context = {"account": user, "password": password, "crumbs": way}
    return render(request, "units/accounts/_password.html", context)


def _account(request: HttpRequest, pk: int) -> User:
    """An account of those the administrator looks after; one's own is looked after by somebody else."""
    require(request.user, "units.manage_accounts")
    user = get_object_or_404(User.objects.visible_to(request.user).select_related("unit", "person"), pk=pk)
    require(request.user, "units.manage_accounts", user)
    return user


def _grant(request: HttpRequest, pk: int) -> RoleGrant:
    require(request.user, "units.manage_accounts")
    seen = User.objects.visible_to(request.user)
    rows = RoleGrant.objects.filter(user__in=seen).select_related(
        "user__unit", "unit", "cluster__organiser", "stands_for__user"
    )
    row = get_object_or_404(rows, pk=pk)
    require(request.user, "units.manage_accounts", row.user)
    return row


def _crumbs(user: User, *, deeper: bool = False) -> list[tuple[str, str]]:
    own = reverse("units:accounts.detail", args=[user.pk]) if deeper else ""
    return [("Tài khoản", reverse("units:accounts.index")), (user.username, own)]


def _form_page(request: HttpRequest, name: str, user: User, form, **more) -> HttpResponse:
    way = _crumbs(user, deeper=True)
    context = {"account": user, "form": form, "crumbs": way, "back": way[-1][1], **more}
    return render(request, f"units/accounts/{name}.html", context, status=form_status(form))
