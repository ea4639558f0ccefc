"""Pages of prizes and of the fund: what is paid and why, marking it paid, money and things that go back."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from awards.decisions import money_queries, paying
from awards.decisions.models import SEES_DRAFTS, Decision
from awards.decisions.money_enums import PaymentState
from awards.decisions.money_forms import FundForm, PayForm, RefundForm, ThingsForm
from awards.decisions.money_models import SEES_OWN_MONEY, FundEntry, Payment, PaymentList, Recovery, dong
from awards.years.scope import follow, scope_of
from thidua import clock
from thidua.errors import Forbidden
from thidua.forms import ReasonForm
from thidua.http import form_status, shows_domain_errors
from thidua.lists import list_page
from thidua.numbers import is_number
from thidua.permissions import REGISTRY, require
from units.models import Unit

FUND = "awards:decisions.fund"
FORMATS = (("pdf", "PDF", "file-text"), ("xlsx", "Excel", "file-spreadsheet"))
MOST_SHOWN = 300  # prizes on one page; of more, those of one unit at a time


def _paper(request: HttpRequest, pk: int) -> Decision:
    """A signed decision of ours whose money the user may read."""
    rows = Decision.objects.visible_to(request.user).select_related("issuer", "period__unit", "period__cluster")
    paper = get_object_or_404(rows, pk=pk)
    if not money_queries.paid_out(paper):
        raise Http404("nothing is paid by this paper")
    require(request.user, "awards.read_money", paper)
    follow(request, paper.period)
    return paper


def _crumbs(paper: Decision, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    here = ("Tiền thưởng", reverse("awards:decisions.money", args=[paper.pk]) if rest else "")
    detail = (f"Quyết định {paper.code}", reverse("awards:decisions.detail", args=[paper.pk]))
    return [("Văn bản", reverse("awards:decisions.index")), detail, here, *rest]


# One decision ---------------------------------------------------------------------------------------------------------


@login_required
def money(request: HttpRequest, pk: int) -> HttpResponse:
    """Every prize of a decision with why it is so much, unit by unit; paid, not paid, to be handed back."""
    paper = _paper(request, pk)
    drawn = PaymentList.objects.filter(paper=paper).select_related("drawn_by").first()
    rows = money_queries.payments_of(paper) if drawn else money_queries.figures_of(paper)
    shares, asked = money_queries.shares(rows), request.GET.get("don_vi", "")
    context = {
        "paper": paper, "drawn": drawn, "shares": shares, "size": len(rows),
        "one": next((one for one in shares if is_number(asked) and one.unit.pk == int(asked)), None),
        "is_long": len(rows) > MOST_SHOWN,
        "titles": money_queries.by_title(rows),
        "total": sum(row.amount for row in rows), "sums": money_queries.sums_of(rows) if drawn else None,
        "missing": [] if drawn else money_queries.without_rule(rows, paper.decided_on),
        "recoveries": list(Recovery.objects.filter(line__decision=paper).select_related("line__nomination", "paper")),
        "may_run": request.user.has_perm("awards.run_money", paper),
        "balance": money_queries.balance_of(paper.issuer), "formats": FORMATS, "crumbs": _crumbs(paper),
    }  # fmt: skip
    return render(request, "awards/decisions/money.html", context)


@login_required
@require_GET
def unit_money(request: HttpRequest, pk: int) -> HttpResponse:
    """What units of the own scope are paid by a decision, to read; nothing of other units is there."""
    papers = Decision.objects.visible_to(request.user).select_related("issuer", "period__unit", "period__cluster")
    paper = get_object_or_404(papers, pk=pk)
    rows = money_queries.payments_of(paper, request.user)
    if not rows:
        raise Http404("nothing is paid to these units")
    follow(request, paper.period)
    shares = money_queries.shares(rows)
    detail = (f"Quyết định {paper.code}", reverse("awards:decisions.detail", args=[paper.pk]))
    context = {
        "paper": paper, "shares": shares, "sums": money_queries.sums_of(rows), "size": len(rows),
        "total": sum(share.total for share in shares), "titles": money_queries.by_title(rows), "formats": FORMATS,
        "code": _code(request, paper, shares),
        "crumbs": [("Văn bản", reverse("awards:decisions.index")), detail, ("Tiền thưởng của đơn vị", "")],
    }  # fmt: skip
    return render(request, "awards/decisions/unit_money.html", context)


def _code(request: HttpRequest, paper: Decision, shares: list[money_queries.UnitShare]) -> str:
    """The unit in whose name the list is asked for: the highest the user works for, at most that of the year."""
    own = [grant.unit for grant in request.user.grants if grant.unit_id and grant.role in SEES_OWN_MONEY]
    above = [unit for unit in own if any(share.unit.is_under(unit) for share in shares)]
    highest = min(above, key=lambda unit: len(unit.path))
    return paper.period.holder.code if paper.period.unit.is_under(highest) else highest.code


@login_required
@require_POST
@shows_domain_errors
def draw_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the figures as a payment list."""
    paying.draw_up(_paper(request, pk), by=request.user)
    messages.success(request, "Đã lập bảng tiền thưởng.")
    return redirect("awards:decisions.money", pk)


@login_required
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark prizes paid; `?don_vi=` ticks those of one unit, else all that are due."""
    paper = _paper(request, pk)
    require(request.user, "awards.run_money", paper)
    rows = [row for row in money_queries.payments_of(paper) if row.state == PaymentState.DUE]
    asked = request.GET.get("don_vi", "")
    ticked = [row.pk for row in rows if not is_number(asked) or row.unit_id == int(asked)]
    form = PayForm(request.POST or None, rows=rows, initial={"payments": ticked, "paid_on": clock.today()})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(paying.pay, paper, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Đã ghi chi {len(form.cleaned_data['payments'])} khoản.")
        return redirect("awards:decisions.money", pk)
    return _payments(request, paper, form, rows, "pay", "Ghi chi tiền thưởng", "Ghi đã chi")


@login_required
def refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Prizes of revoked awards came back."""
    paper = _paper(request, pk)
    require(request.user, "awards.run_money", paper)
    rows = [row for row in money_queries.payments_of(paper) if row.state == PaymentState.REFUND_DUE]
    form = RefundForm(request.POST or None, rows=rows, initial={"payments": [r.pk for r in rows], "on": clock.today()})
    if form.done(request, paying.refund, paper):
        messages.success(request, "Đã ghi nộp lại quỹ.")
        return redirect("awards:decisions.money", pk)
    return _payments(request, paper, form, rows, "refund", "Ghi nộp lại tiền thưởng", "Ghi đã nộp lại")


def _payments(request, paper: Decision, form, rows: list[Payment], template: str, title: str, verb: str):
    context = {
        "form": form, "paper": paper, "shares": money_queries.shares(rows), "title": title, "verb": verb,
        "back": reverse("awards:decisions.money", args=[paper.pk]), "crumbs": _crumbs(paper, (title, "")),
    }  # fmt: skip
    return render(request, f"awards/decisions/{template}.html", context, status=form_status(form))


@login_required
def unpay(request: HttpRequest, pk: int) -> HttpResponse:
    """It was not paid after all."""
    rows = Payment.objects.filter(payment_list__paper__in=Decision.objects.visible_to(request.user))
    payment = get_object_or_404(rows.select_related("payment_list__paper__issuer"), pk=pk)
    paper = payment.payment_list.paper
    require(request.user, "awards.run_money", paper)
    form = ReasonForm(request.POST or None)
    if form.done(request, paying.unpay, payment):
        messages.success(request, "Đã bỏ ghi đã chi, quỹ ghi lại khoản này.")
        return redirect("awards:decisions.money", paper.pk)
    context = {
        "form": form, "title": "Bỏ ghi đã chi", "verb": "Bỏ ghi đã chi", "meta": payment.name,
        "told": f"{payment.name}, {dong(payment.amount)}: quỹ ghi lại khoản này vào hôm nay.",
        "back": reverse("awards:decisions.money", args=[paper.pk]), "crumbs": _crumbs(paper, ("Bỏ ghi đã chi", "")),
    }  # fmt: skip
    return render(request, "awards/decisions/unpay.html", context, status=form_status(form))


@login_required
def things_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Certificate and things of a revoked award were handed back."""
    rows = Recovery.objects.filter(line__decision__in=Decision.objects.visible_to(request.user))
    one = get_object_or_404(rows.select_related("line__decision__issuer", "line__nomination", "paper"), pk=pk)
    paper = one.line.decision
    require(request.user, "awards.run_money", paper)
    form = ThingsForm(request.POST or None, initial={"on": clock.today()})
    if form.done(request, paying.take_things_back, one):
        messages.success(request, "Đã ghi nộp lại hiện vật.")
        return redirect("awards:decisions.money", paper.pk)
    context = {
        "form": form, "title": "Nộp lại hiện vật", "verb": "Ghi đã nộp lại", "meta": str(one),
        "back": reverse("awards:decisions.money", args=[paper.pk]), "crumbs": _crumbs(paper, ("Hiện vật", "")),
    }  # fmt: skip
    return render(request, "awards/decisions/things_back.html", context, status=form_status(form))


# The fund -------------------------------------------------------------------------------------------------------------


def _fund(request: HttpRequest) -> Unit:
    """The unit whose fund is looked at: of the year looked at, else the highest one the user reads."""
    user, period = request.user, scope_of(request).period
    if period is not None and user.holds(*SEES_DRAFTS, over=period.unit):
        return period.unit
    own = [g.unit for g in user.grants if g.unit_id and g.role in SEES_DRAFTS]
    if not own:
        raise Forbidden(REGISTRY["awards.read_money"].who, "awards.read_money")
    return min(own, key=lambda unit: (len(unit.path), unit.path))


@login_required
def fund(request: HttpRequest) -> HttpResponse:
    """The book of the fund, newest first, with the balance after each entry."""
    unit, scope, today = _fund(request), scope_of(request), clock.today()
    year = scope.period.year if scope.period else today.year
    income, expense = money_queries.turnover_of(unit, year)
    context = {
        "unit": unit, "list": list_page(request, money_queries.fund_of(unit)), "year": year, "period": scope.period,
        "income": income, "expense": expense, "balance": money_queries.balance_of(unit),
        "may_run": request.user.has_perm("awards.run_fund", unit),
        "organising": money_queries.organising_of(unit, today if year >= today.year else date(year, 12, 31)),
        "crumbs": [("Văn bản", reverse("awards:decisions.index")), ("Quỹ thi đua, khen thưởng", "")],
    }  # fmt: skip
    return render(request, "awards/decisions/fund.html", context)


@login_required
def fund_book(request: HttpRequest) -> HttpResponse:
    """Write what came into the fund or went out."""
    unit = _fund(request)
    require(request.user, "awards.run_fund", unit)
    form = FundForm(request.POST or None)
    if form.done(request, paying.book, unit):
        messages.success(request, "Đã ghi sổ quỹ.")
        return redirect(FUND)
    context = {
        "organising": money_queries.organising_of(unit, clock.today()),
        "form": form, "title": "Ghi thu, chi quỹ", "verb": "Ghi sổ quỹ", "meta": unit.short_name,
        "back": reverse(FUND), "crumbs": [("Văn bản", reverse("awards:decisions.index")),
        ("Quỹ thi đua, khen thưởng", reverse(FUND)), ("Ghi thu, chi", "")],
    }  # fmt: skip
    return render(request, "awards/decisions/fund_book.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def fund_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """A wrong entry is taken back by another one."""
    entry = get_object_or_404(FundEntry.objects.visible_to(request.user).select_related("unit"), pk=pk)
    paying.reverse(entry, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, "Đã ghi bút toán đảo.")
    return redirect(FUND)
