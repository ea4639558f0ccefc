"""Pages of accounts. Login, logout and the change of one's password are django-allauth's (thidua/urls.py)."""

from collections.abc import Callable
from functools import partial

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from thidua import clock, providers
from thidua.documents import CONTENT_TYPES, file_name
from thidua.documents import render as render_document
from thidua.errors import RuleViolation
from thidua.http import download, form_status, shows_domain_errors
from thidua.lists import list_page
from thidua.permissions import require
from units.accounts import identities, papers, queries, services
from units.accounts.forms import (
    AcceptForm,
    AccountFactsForm,
    AccountFilter,
    AccountForm,
    DeactivateForm,
    EndGrantForm,
    GrantForm,
    IdentityForm,
    RightsForm,
    SlipForm,
    SubstituteForm,
    WithdrawForm,
)
from units.accounts.lockout import locked_until
from units.accounts.models import Invitation, RoleGrant, User
from units.accounts.oidc import switched_on
from units.accounts.passwords import minimum_length
from units.accounts.rules import one_time_password
from units.audit.queries import history_of, history_url


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """What everybody sees of the own account: who, roles in words, what was done to it."""
    context = {
        "duties": queries.duties_of(request.user),
        "logins": queries.logins_of(request.user, request.session.session_key),
        "two_factor": queries.has_two_factor(request.user),
        "oidc": settings.OIDC,
        "identity": identities.link_of(request.user),
        "must_have_two": services.needs_two_factor(request.user),
        "history": history_of(request.user),
        "panels": [found for panel in providers.profile_panels if (found := panel(request.user))],
    }
    return render(request, "units/accounts/profile.html", context)


@login_required
@require_POST
@shows_domain_errors
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the own sessions; `pk` is its row in the list."""
    mine = UserSession.objects.filter(user=request.user).select_related("user")
    services.end_session(get_object_or_404(mine, pk=pk), by=request.user)
    messages.success(request, "Đã kết thúc phiên đăng nhập.")
    return redirect("units:accounts.profile")


@login_required
@require_POST
@shows_domain_errors
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    ended = services.end_sessions(request.user, by=request.user, keep=request.session.session_key)
    messages.success(request, f"Đã kết thúc {ended} phiên khác." if ended else "Không còn phiên nào khác.")
    return redirect("units:accounts.profile")


@login_required
def index(request: HttpRequest) -> HttpResponse:
    require(request.user, "units.manage_accounts")
    filters = AccountFilter(request.GET, user=request.user)
    context = {"list": list_page(request, queries.user_list(request.user), filters)}
    return render(request, "units/accounts/index.html", context)


@login_required
def rights(request: HttpRequest) -> HttpResponse:
    """What an account may do at a place: `?tk=&don_vi=|cum=|ca_nhan=&nam=`, from the registry the code asks."""
    require(request.user, "units.examine_rights")
    given = request.GET if "tk" in request.GET else None
    initial = {"nam": clock.today().year, "don_vi": request.user.unit.code if request.user.unit else None}
    form = RightsForm(given, user=request.user, initial=initial)
    context = {"form": form}
    if given is not None and form.is_valid():
        account, place = form.cleaned_data["tk"], form.place()
        answers = queries.rights_at(account, place)
        context |= {
            "account": account,
            "place": place,
            "sees": queries.sees_place(account, place),
            "groups": [
                ("Được làm", "sm ok", "circle-check", [one for one in answers if one.yes]),
                ("Không được làm", "sm bad", "ban", [one for one in answers if one.yes is False]),
                ("Chưa có gì để làm", "sm", "circle-minus", [one for one in answers if one.yes is None]),
            ],
        }
    return render(request, "units/accounts/rights.html", context, status=form_status(form))


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = _account(request, pk)
    context = {
        "account": user,
        "crumbs": _crumbs(user),
        "duties": queries.duties_of(user),
        "locked_until": locked_until(user.username),
        "invitation": user.invitations.open().first(),
        "oidc": settings.OIDC,
        "identity": identities.link_of(user),
        "by_name": identities.opens_by_name(user),
        "logins": queries.logins_of(user, request.session.session_key),
        "two_factor": queries.has_two_factor(user),
        "year": str(clock.today().year),
        "history": history_of(user),
        "history_url": history_url(request.user, user),
    }
    return render(request, "units/accounts/detail.html", context)


@login_required
@never_cache
@sensitive_variables("password")
@transaction.atomic
def create(request: HttpRequest) -> HttpResponse:
    """A new account; the answer to the POST shows its one-time password, which is kept nowhere."""
    require(request.user, "units.manage_accounts")
    form = AccountForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        way = given.pop("way") or "password"
        given["password"] = one_time_password() if way == "password" else None
        given["must_change_password"] = way != "provider"
        if form.perform(services.create_user, by=request.user, **given):
            return _hand_over(request, form.result, way, given["password"])
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
    return _form_act(request, "edit", form, services.edit_user, user, lambda _: f"Đã lưu tài khoản {user.username}.")


@login_required
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    user = _account(request, pk)
    form = GrantForm(request.POST or None, user=request.user, initial={"valid_from": clock.today(), "unit": user.unit})
    return _form_act(
        request, "grant", form, services.grant_role, user, lambda made: f"Đã cấp vai trò {made.get_role_display()}."
    )


@login_required
def end_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the last day of a role; `pk` is the grant's."""
    row = _grant(request, pk)
    form = EndGrantForm(request.POST or None, initial={"on": row.valid_to or clock.today()})
    return _form_act(
        request,
        "end_grant",
        form,
        services.end_grant,
        row,
        lambda made: f"Vai trò kết thúc hết ngày {made.valid_to:%d/%m/%Y}.",
    )


@login_required
def substitute(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody exercise a role while its holder is absent; `pk` is the grant's."""
    row = _grant(request, pk)
    form = SubstituteForm(request.POST or None, by=request.user, initial={"valid_from": clock.today()})
    return _form_act(
        request,
        "substitute",
        form,
        services.substitute,
        row,
        lambda made: f"{made.user} thay {row.user} đến hết ngày {made.valid_to:%d/%m/%Y}.",
    )


@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away at once; `pk` is the grant's."""
    row = _grant(request, pk)
    form = WithdrawForm(request.POST or None)
    return _form_act(request, "withdraw", form, services.withdraw_grant, row, lambda _: "Đã thu hồi vai trò.")


@login_required
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    user = _account(request, pk)
    form = DeactivateForm(request.POST or None)
    told = f"Đã khóa tài khoản {user.username}."
    return _form_act(request, "deactivate", form, services.deactivate, user, lambda _: told)


@login_required
@switched_on
def link_identity(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an identity of the provider open an account."""
    user = _account(request, pk)
    form = IdentityForm(request.POST or None)
    act = partial(identities.link, issuer=settings.OIDC.issuer)
    told = f"{user.username} đăng nhập được bằng {settings.OIDC.label}."
    return _form_act(request, "link_identity", form, act, user, lambda _: told, oidc=settings.OIDC)


@login_required
@switched_on
@require_POST
def end_identity_link(request: HttpRequest, pk: int) -> HttpResponse:
    act = partial(identities.end_link, issuer=settings.OIDC.issuer)
    return _act(request, pk, act, "Đã bỏ liên kết của {user}.")


@login_required
@require_POST
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.reactivate, "Đã mở lại tài khoản {user}.")


@login_required
@require_POST
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign an account out everywhere."""
    act = partial(services.end_sessions, keep=request.session.session_key)
    return _act(request, pk, act, "Đã kết thúc {result} phiên của {user}.")


@login_required
@require_POST
def reset_two_factor(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.reset_two_factor, "Đã gỡ đăng nhập hai lớp của {user}.")


@login_required
@require_POST
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.withdraw_invitation, "Mã mời của {user} không dùng được nữa.")


@login_required
@require_POST
@never_cache
@shows_domain_errors
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one-time password, shown in the answer and kept nowhere."""
    user = _account(request, pk)
    return _show_password(request, user, services.reset_password(user, by=request.user))


@login_required
@require_POST
@never_cache
@shows_domain_errors
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """A new invitation; the answer shows its code once."""
    user = _account(request, pk)
    return _show_invitation(request, *services.invite(user, by=request.user))


@login_required
@require_POST
@shows_domain_errors
@never_cache
@sensitive_post_parameters()
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip to hand over, as PDF. The code comes from the page that showed it: here only its hash is known."""
    user = _account(request, pk)
    form = SlipForm(request.POST)
    invitation = services.open_invitation(form.cleaned_data["code"]) if form.is_valid() else None
    if invitation is None or invitation.user_id != user.pk:
        raise RuleViolation("Mã mời này không dùng được nữa; tạo lời mời mới rồi in.")
    code = form.cleaned_data["code"]
    paper = papers.slip(invitation, code, request.build_absolute_uri(_way_in(code)))
    return download(render_document(paper, "pdf"), file_name(paper, "pdf"), CONTENT_TYPES["pdf"])


@never_cache
@sensitive_post_parameters()
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Where an invitation leads: public, and known only to whoever holds the code."""
    invitation = services.open_invitation(code)
    if invitation is None:
        return render(request, "units/accounts/accept.html", {"invitation": None}, status=404)
    form = AcceptForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    if sent and form.perform(services.accept_invitation, code, password=form.cleaned_data["password1"]):
        messages.success(request, "Đã đặt mật khẩu. Đăng nhập để bắt đầu.")
        return redirect("account_login")
    context = {"invitation": invitation, "form": form, "least_text": str(minimum_length())}
    return render(request, "units/accounts/accept.html", context, status=form_status(form))


def _way_in(code: str) -> str:
    return reverse("units:accounts.accept", args=[code])


@sensitive_variables("password")
def _hand_over(request: HttpRequest, user: User, way: str, password: str | None) -> HttpResponse:
    """What follows the making of an account: its password once, an invitation, or the link to an identity."""
    if way == "password":
        return _show_password(request, user, password)
    if way == "invitation":
        return _show_invitation(request, *services.invite(user, by=request.user))
    messages.success(request, f"Đã tạo tài khoản {user.username}, không có mật khẩu.")
    return redirect("units:accounts.detail", user.pk)


@sensitive_variables("code")
def _show_invitation(request: HttpRequest, invitation: Invitation, code: str) -> HttpResponse:
    user = invitation.user
    context = {
        "account": user,
        "invitation": invitation,
        "code": code,
        "link": request.build_absolute_uri(_way_in(code)),
        "crumbs": [*_crumbs(user, deeper=True), ("Lời mời", "")],
    }
    return render(request, "units/accounts/_invitation.html", context)


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


def _form_act(
    request: HttpRequest, name: str, form, act: Callable, thing: User | RoleGrant, told: Callable, **more
) -> HttpResponse:
    """A page with one form about an account or a role of it; once done, back to the account with what `told` says."""
    user = thing.user if isinstance(thing, RoleGrant) else thing
    if form.done(request, act, thing):
        messages.success(request, told(form.result))
        return redirect("units:accounts.detail", user.pk)
    way = _crumbs(user, deeper=True)
    context = {"account": user, "grant": thing, "form": form, "crumbs": way, "back": way[-1][1], **more}
    return render(request, f"units/accounts/{name}.html", context, status=form_status(form))


@shows_domain_errors
def _act(request: HttpRequest, pk: int, act: Callable, told: str) -> HttpResponse:
    """Something done to an account that asks nothing; `told` may name the `user` and the `result`."""
    user = _account(request, pk)
    result = act(user, by=request.user)
    messages.success(request, told.format(user=user.username, result=result))
    return redirect("units:accounts.detail", pk)
