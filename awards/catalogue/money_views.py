"""Base salary, rounding and the share of a fund over the years; new rows are shown before they are written."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from awards.catalogue import money_versions, queries
from awards.catalogue.models import BaseSalary, FundShare, MoneyRule
from awards.catalogue.version_forms import FundShareForm, RoundingForm, SalaryForm
from awards.catalogue.versions import AlreadyMade
from thidua import clock
from thidua.forms import ReasonForm
from thidua.http import form_status
from thidua.permissions import require
from units.structure.previews import kept, tried

HERE = "Lương cơ sở, làm tròn, tỷ lệ chi"


def _crumbs(title: str = "") -> list[tuple[str, str]]:
    here = (HERE, reverse("awards:catalogue.money") if title else "")
    return [("Quy định, danh hiệu", reverse("awards:catalogue.index")), here, *([(title, "")] if title else [])]


@login_required
def money(request: HttpRequest) -> HttpResponse:
    """Every base salary and way of rounding there has been: when, how much, by what, who wrote it."""
    context = {
        "title": HERE,
        "crumbs": _crumbs(),
        "today": clock.today(),
        "salaries": list(queries.salaries()),
        "roundings": list(queries.roundings()),
        "shares": list(queries.fund_shares()),
    }
    return render(request, "awards/catalogue/money.html", context)


def _act(request: HttpRequest, form, template: str, title: str, do: Callable, *args) -> HttpResponse:
    """One form, its preview, the act."""
    try:
        draft = tried(request, form, do, *args)
    except AlreadyMade:
        messages.info(request, "Dòng này đã được lưu.")
        return redirect("awards:catalogue.money")
    if draft and draft.act:
        messages.success(request, f"Đã lưu. {draft.title}.")
        return redirect("awards:catalogue.money")
    context = {
        "form": form,
        "draft": draft,
        "changed": bool(draft and request.POST.get("xac_nhan")),
        "kept": kept(request),
        "title": title,
        "crumbs": _crumbs(title),
        "back": reverse("awards:catalogue.money"),
    }
    return render(request, f"awards/catalogue/{template}.html", context, status=form_status(form))


@login_required
def add_salary(request: HttpRequest) -> HttpResponse:
    """A new base salary from a day; the prizes before and after are shown first."""
    require(request.user, "awards.edit_catalogue")
    form = SalaryForm(request.POST or None)
    return _act(request, form, "add_salary", "Mức lương cơ sở mới", money_versions.add_salary)


@login_required
def add_rounding(request: HttpRequest) -> HttpResponse:
    """Another way of rounding from a day."""
    require(request.user, "awards.edit_catalogue")
    form = RoundingForm(request.POST or None)
    return _act(request, form, "add_salary", "Cách làm tròn mới", money_versions.add_rounding)


@login_required
def add_fund_share(request: HttpRequest) -> HttpResponse:
    """Another share of a fund for organising from a day."""
    require(request.user, "awards.edit_catalogue")
    form = FundShareForm(request.POST or None)
    return _act(request, form, "add_salary", "Tỷ lệ chi tổ chức mới", money_versions.add_fund_share)


@login_required
def withdraw_fund_share(request: HttpRequest, pk: int) -> HttpResponse:
    """A share that does not hold yet is taken back."""
    require(request.user, "awards.edit_catalogue")
    row = get_object_or_404(FundShare, pk=pk)
    form = ReasonForm(request.POST or None)
    title = f"Rút tỷ lệ chi tổ chức từ ngày {row.valid_from:%d/%m/%Y}"
    return _act(request, form, "withdraw_salary", title, money_versions.withdraw_money, row)


@login_required
def withdraw_salary(request: HttpRequest, pk: int) -> HttpResponse:
    """A base salary that does not hold yet is taken back."""
    require(request.user, "awards.edit_catalogue")
    row = get_object_or_404(BaseSalary, pk=pk)
    form = ReasonForm(request.POST or None)
    title = f"Rút mức lương cơ sở từ ngày {row.valid_from:%d/%m/%Y}"
    return _act(request, form, "withdraw_salary", title, money_versions.withdraw_money, row)


@login_required
def withdraw_rounding(request: HttpRequest, pk: int) -> HttpResponse:
    """A way of rounding that does not hold yet is taken back."""
    require(request.user, "awards.edit_catalogue")
    row = get_object_or_404(MoneyRule, pk=pk)
    form = ReasonForm(request.POST or None)
    title = f"Rút cách làm tròn từ ngày {row.valid_from:%d/%m/%Y}"
    return _act(request, form, "withdraw_salary", title, money_versions.withdraw_money, row)
