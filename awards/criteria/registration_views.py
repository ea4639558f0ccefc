"""Pages of registrations: all units of the year, one unit's own, names behind a number."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from awards.criteria import registering, states
from awards.criteria.enums import RegistrationState
from awards.criteria.registration_forms import NamesForm, RegistrationForm
from awards.criteria.registration_queries import (
    due_words,
    is_late,
    open_titles,
    registered_of,
    registration_of,
    standings,
    targets_of,
    units_shown,
)
from awards.criteria.registrations import RegisteredTitle, Registration, registration_phase
from awards.years.enums import Step
from awards.years.models import EmulationPeriod
from awards.years.scope import follow, place_in, scope_of
from thidua.http import form_status, shows_domain_errors
from thidua.permissions import allowed, require
from units.audit.queries import history_of, history_url
from units.models import Unit

LIST = "awards:criteria.registrations"
FILTERS = {"cho": "Chưa gửi", "muon": "Gửi muộn", "xong": "Đã xác nhận"}


@login_required
def registrations(request: HttpRequest) -> HttpResponse:
    """Units of the year with what each registered; whoever sees one unit only goes straight to it."""
    place_in(request, Step.LAUNCH)
    period = scope_of(request).period
    if period is None:
        return render(request, "awards/criteria/registrations.html", {"period": None})
    units = units_shown(request.user, period)
    if len(units) == 1 and "tat-ca" not in request.GET and not request.user.sees(period.unit):
        return redirect("awards:criteria.registration", period.pk, units[0].code)
    rows = standings(period, units)
    chosen = request.GET.get("loc", "")
    runs = allowed(request.user, "awards.run_period", period) and period.is_open
    missing = [row for row in rows if not row.is_sent]
    context = {
        "period": period,
        "phase": registration_phase(period),
        "rows": [row for row in rows if _fits(row, chosen)],
        "filters": [(key, label, sum(_fits(row, key) for row in rows)) for key, label in FILTERS.items()],
        "chosen": chosen if chosen in FILTERS else "",
        "total": len(rows),
        "sent": len(rows) - len(missing),
        "missing": len(missing),
        "runs": runs,
    }
    return render(request, "awards/criteria/registrations.html", context)


def _fits(row, key: str) -> bool:
    if key == "cho":
        return not row.is_sent
    if key == "muon":
        return row.was_late
    if key == "xong":
        return row.registration is not None and row.registration.state == RegistrationState.CONFIRMED
    return True


def _period(request: HttpRequest, pk: int) -> EmulationPeriod:
    periods = EmulationPeriod.objects.visible_to(request.user).select_related("unit", "cluster")
    return get_object_or_404(periods, pk=pk)


def _place(request: HttpRequest, pk: int, code: str) -> tuple[EmulationPeriod, Unit]:
    period = _period(request, pk)
    unit = next((one for one in units_shown(request.user, period) if one.code == code), None)
    if unit is None:
        raise Http404("no such unit in this year")
    follow(request, period)
    place_in(request, Step.LAUNCH)
    return period, unit


@login_required
def registration(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What one unit registers for. POST saves; with `gui` it also goes to the head of the unit."""
    period, unit = _place(request, pk, code)
    row = registration_of(period, unit)
    if request.method == "POST":
        require(request.user, "awards.write_registration", row)
    phase = registration_phase(period)
    late, stored = is_late(phase, row), registered_of(row)
    form = RegistrationForm(
        request.POST or None, titles=open_titles(period, unit), targets=targets_of(period, unit), stored=stored,
        late=late, initial={"note": row.note, "late_reason": row.late_reason},
    )  # fmt: skip
    sends = "gui" in request.POST
    if request.method == "POST" and form.is_valid() and form.perform(_written, request, period, unit, form, sends):
        messages.success(request, "Đã gửi chỉ huy đơn vị xác nhận." if sends else "Đã lưu bản đăng ký.")
        return redirect("awards:criteria.registration", pk, code)
    writes = allowed(request.user, "awards.write_registration", row) and row.is_open and not row.why_closed()
    title = f"Đăng ký thi đua năm {period.year}"
    context = {
        "period": period, "unit": unit, "row": row, "form": form, "writes": writes, "late": late,
        "due": due_words(phase, unit), "titles": list(stored[0].values()), "closed": row.why_closed(),
        "title": title, "workflow": states.REGISTRATION, "is_form": writes or form.is_bound,
        "moves": [m for m in states.REGISTRATION.open_to(request.user, row) if m.name != "register_send"]
        if row.pk and not row.why_closed() else [],
        "figures": [(target, stored[1].get(target.criterion.code)) for target in form.targets],
        "history": history_of(row, limit=12) if row.pk else [],
        "history_url": history_url(request.user, row) if row.pk else "",
        "crumbs": [("Đăng ký thi đua", f"{reverse(LIST)}?tat-ca=1"), (str(unit), "")],
    }  # fmt: skip
    return render(request, "awards/criteria/registration.html", context, status=form_status(form))


@transaction.atomic
def _written(request: HttpRequest, period: EmulationPeriod, unit: Unit, form: RegistrationForm, sends: bool):
    """Saved and, when asked, sent: both or neither."""
    row = registering.write_registration(period, unit, by=request.user, **form.written())
    if sends:
        registering.send(row, by=request.user, late_reason=form.cleaned_data.get("late_reason", ""))
    return row


def _registration(request: HttpRequest, pk: int) -> Registration:
    rows = Registration.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related("period__unit", "period__cluster", "unit"), pk=pk)
    follow(request, found.period)
    return found


def _home(row: Registration) -> HttpResponse:
    return redirect("awards:criteria.registration", row.period_id, row.unit.code)


@login_required
@require_POST
@shows_domain_errors
def register_recall(request: HttpRequest, pk: int) -> HttpResponse:
    row = registering.recall(_registration(request, pk), by=request.user)
    messages.success(request, "Đã rút lại bản đăng ký.")
    return _home(row)


@login_required
@require_POST
@shows_domain_errors
def register_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    row = registering.confirm(_registration(request, pk), by=request.user)
    messages.success(request, f"Đã xác nhận bản đăng ký của {row.unit}.")
    return _home(row)


@login_required
@require_POST
@shows_domain_errors
def register_return(request: HttpRequest, pk: int) -> HttpResponse:
    row = registering.give_back(_registration(request, pk), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, "Đã trả lại bản đăng ký.")
    return _home(row)


@login_required
@require_POST
@shows_domain_errors
def register_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    row = registering.reopen(_registration(request, pk), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, f"Đã trả lại bản đăng ký cho {row.unit}.")
    return _home(row)


@login_required
@require_POST
@shows_domain_errors
def register_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the units that have not sent; `pk` is the year's."""
    done = registering.remind(_period(request, pk), by=request.user)
    messages.add_message(request, messages.SUCCESS if done.people else messages.INFO, done.words)
    return redirect(LIST)


@login_required
def register_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who aims at a title; `pk` is the line of the registration."""
    rows = RegisteredTitle.objects.filter(registration__in=Registration.objects.visible_to(request.user))
    related = ("award", "registration__period__unit", "registration__period__cluster", "registration__unit")
    title = get_object_or_404(rows.select_related(*related), pk=pk)
    row = title.registration
    follow(request, row.period)
    place_in(request, Step.LAUNCH)
    require(request.user, "awards.write_registration", row)
    form = NamesForm(request.POST or None, title=title, initial={"people": title.people.all()})
    if request.method == "POST" and not request.POST.getlist("people"):
        form = NamesForm({"people": []}, title=title)
    if form.done(request, registering.name_people, title):
        messages.success(request, f"Đã ghi tên {len(form.cleaned_data['people'])} người cho {title.award.short_name}.")
        return _home(row)
    home = reverse("awards:criteria.registration", args=[row.period_id, row.unit.code])
    words = f"Người đăng ký {title.award.short_name}"
    crumbs = [("Đăng ký thi đua", f"{reverse(LIST)}?tat-ca=1"), (str(row.unit), home), (words, "")]
    context = {"title": title, "row": row, "form": form, "words": words, "back": home, "crumbs": crumbs}
    return render(request, "awards/criteria/register_people.html", context, status=form_status(form))
