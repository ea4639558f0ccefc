"""Pages of ranks, postings and transfers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua import clock
from thidua.http import form_status, shows_domain_errors
from thidua.lists import list_page
from thidua.permissions import require
from units.people import queries, services
from units.people.forms import PromoteForm, ReceiveTransferForm, SendTransferForm, TransferFilter, TransferForm
from units.people.frames import form_page, person_of
from units.people.models import Transfer
from units.people.rules import MONTHS_FOR_REMARK
from units.people.states import TRANSFER


@login_required
def promote(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request, pk, "units.edit_person")
    form = PromoteForm(request.POST or None)
    if form.done(request, services.promote, person):
        messages.success(request, f"Đã ghi cấp bậc {form.result}.")
        return redirect("units:people.detail", pk)
    return form_page(request, "promote", person, form)


@login_required
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request, pk, "units.edit_person")
    names = ("unit", "position", "is_commander", "is_party_secretary")
    initial = {name: getattr(person, name) for name in names}
    form = TransferForm(request.POST or None, user=request.user, initial=initial)
    if form.done(request, services.transfer, person):
        messages.success(request, f"Đã ghi điều động: {form.result}.")
        return redirect("units:people.detail", pk)
    return form_page(request, "transfer", person, form)


@login_required
def send_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """To a unit that another officer looks after."""
    person = person_of(request, pk, "units.edit_person")
    form = SendTransferForm(request.POST or None, units=queries.receivers(request.user, person.unit))
    if form.done(request, services.send_transfer, person):
        messages.success(request, f"Đã gửi lệnh điều động, chờ {form.result.to_unit} tiếp nhận.")
        return redirect("units:people.detail", pk)
    months = queries.months_at(person.unit, person.postings.all(), clock.today())
    return form_page(request, "send_transfer", person, form, months=months, needs_remark=months >= MONTHS_FOR_REMARK)


@login_required
def transfers(request: HttpRequest) -> HttpResponse:
    """Who comes and who goes."""
    filters = TransferFilter(request.GET, user=request.user)
    shown = list_page(request, queries.transfer_list(request.user), filters)
    context = {
        "list": shown,
        "readable": queries.readable(request.user, (row.person_id for row in shown)),
        "refuse": [TRANSFER["refuse_transfer"]],
        "withdraw": [TRANSFER["withdraw_transfer"]],
        "today": clock.today(),
        "crumbs": [("Cá nhân", reverse("units:people.index")), ("Chuyển đến, chuyển đi", "")],
    }
    return render(request, "units/people/transfers.html", context)


@login_required
def receive_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    row = _transfer_of(request, pk, "units.receive_transfer")
    form = ReceiveTransferForm(request.POST or None, user=request.user, transfer=row, initial={"unit": row.to_unit_id})
    if form.done(request, services.receive_transfer, row):
        messages.success(request, f"Đã tiếp nhận {row.person}: {form.result}.")
        return redirect("units:people.detail", row.person_id)
    back = reverse("units:people.transfers")
    context = {"transfer": row, "form": form, "back": back}
    context["crumbs"] = [
        ("Cá nhân", reverse("units:people.index")),
        ("Chuyển đến, chuyển đi", back),
        (f"Tiếp nhận {row.person}", ""),
    ]
    return render(request, "units/people/receive_transfer.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def refuse_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    row = _transfer_of(request, pk, "units.receive_transfer")
    services.refuse_transfer(row, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, f"Đã trả lời không tiếp nhận {row.person}.")
    return redirect("units:people.transfers")


@login_required
@require_POST
@shows_domain_errors
def withdraw_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    row = _transfer_of(request, pk, "units.send_transfer")
    services.withdraw_transfer(row, by=request.user)
    messages.success(request, f"Đã rút lệnh điều động {row.person}.")
    return redirect("units:people.transfers")


def _transfer_of(request: HttpRequest, pk: int, permission: str) -> Transfer:
    row = get_object_or_404(queries.transfer_list(request.user), pk=pk)
    require(request.user, permission, row)
    return row
