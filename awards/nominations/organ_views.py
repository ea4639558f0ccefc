"""Pages of the organs: who is asked what, asking, answering, giving longer. An organ finds its own question only."""

from datetime import date, timedelta
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from awards.nominations import asking
from awards.nominations.frames import listing_of, way_of
from awards.nominations.models import NominationList
from awards.nominations.organs import Inquiry, Organ
from awards.nominations.routes import ORGANS, deadlines
from awards.nominations.station_enums import InquiryState, View
from awards.nominations.station_forms import AnswerForm, AskForm, EndOrganForm, ExtendForm, OrganForm
from awards.nominations.station_states import stops_of
from awards.years.rules import USUAL_HOUR
from awards.years.scope import follow, scope_of
from thidua import clock
from thidua.forms import ReasonForm
from thidua.http import form_status
from thidua.permissions import require
from units.accounts.enums import Role
from units.audit.queries import history_of, history_url
from units.models import Unit, User

HOME = "awards:nominations.organs"
USUAL_DAYS = 7  # offered when the route gives organs no days


# Which organs there are -----------------------------------------------------------------------------------------------


def _unit(request: HttpRequest) -> Unit:
    """The command that runs the year looked at."""
    period = scope_of(request).period
    if period is None:
        raise Http404("no year to look at")
    require(request.user, "awards.set_route", period.unit)
    return period.unit


def _organ(request: HttpRequest, pk: int) -> Organ:
    seen = Unit.objects.visible_to(request.user)
    organ = get_object_or_404(Organ.objects.filter(unit__in=seen).select_related("unit", "seat", "user"), pk=pk)
    require(request.user, "awards.set_route", organ.unit)
    return organ


def _form(request: HttpRequest, unit: Unit, organ: Organ | None = None) -> OrganForm:
    seats = Unit.objects.filter(path__startswith=unit.path, closed_on__isnull=True).exclude(pk=unit.pk).in_order()
    reviewers = User.objects.filter(
        role_grants__role=Role.VERIFIER, role_grants__unit__in=unit.ancestor_ids(), is_active=True
    ).distinct()
    first = {}
    if organ is not None:
        first = {
            "name": organ.name, "questions": organ.questions, "seat": organ.seat and organ.seat.code,
            "user": organ.user and organ.user.username,
        }  # fmt: skip
    return OrganForm(request.POST or None, seats=seats, users=reviewers.order_by("username"), initial=first)


def _page(request: HttpRequest, name: str, title: str, form, **more) -> HttpResponse:
    crumbs = way_of(None, ("Cơ quan lấy ý kiến", reverse(HOME)), (title, ""))
    context = {"title": title, "form": form, "crumbs": crumbs, "back": reverse(HOME), **more}
    return render(request, f"awards/nominations/{name}.html", context, status=form_status(form))


@login_required
@require_GET
def organs(request: HttpRequest) -> HttpResponse:
    unit = _unit(request)
    rows = Organ.objects.filter(unit=unit).select_related("seat", "user").annotate(asked=Count("inquiries"))
    today = clock.today()
    context = {
        "unit": unit,
        "rows": [(row, row.holds_on(today)) for row in rows],
        "crumbs": way_of(None, ("Cơ quan lấy ý kiến", "")),
    }
    return render(request, "awards/nominations/organs.html", context)


@login_required
def organ_create(request: HttpRequest) -> HttpResponse:
    unit = _unit(request)
    form = _form(request, unit)
    if form.done(request, asking.create_organ, unit):
        messages.success(request, f"Đã thêm {form.result}.")
        return redirect(HOME)
    return _page(request, "organ_create", "Thêm cơ quan", form)


@login_required
def organ_edit(request: HttpRequest, pk: int) -> HttpResponse:
    organ = _organ(request, pk)
    form = _form(request, organ.unit, organ)
    if form.done(request, asking.edit_organ, organ):
        messages.success(request, f"Đã lưu {form.result}.")
        return redirect(HOME)
    return _page(request, "organ_edit", f"Sửa {organ}", form)


@login_required
def organ_end(request: HttpRequest, pk: int) -> HttpResponse:
    organ = _organ(request, pk)
    form = EndOrganForm(request.POST or None, initial={"valid_to": clock.today()})
    if form.done(request, asking.end_organ, organ):
        messages.success(request, f"Thôi lấy ý kiến {organ}.")
        return redirect(HOME)
    return _page(request, "organ_end", f"Thôi lấy ý kiến {organ}", form, organ=organ)


# Asking ---------------------------------------------------------------------------------------------------------------


@login_required
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Organs are asked about the list, all at the same time."""
    listing = listing_of(request, pk)
    follow(request, listing.period)
    require(request.user, "awards.ask_organs", listing)
    found = Organ.objects.in_force(clock.today()).filter(unit=listing.unit)
    lines = listing.lines.filter(state__in=asking.ASKED_ABOUT).order_by()
    titles = lines.values_list("award__code", "award__short_name").annotate(n=Count("pk")).order_by("award__sort")
    form = AskForm(
        request.POST or None, organs=found,
        titles=[(code, f"{name}: {count} đề nghị") for code, name, count in titles],
        initial={"organs": _not_asked(listing, found), "due_on": _usual_day(listing), "due_hour": USUAL_HOUR},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["titles"]
        facts = {"due_at": form.due_at, "note": form.cleaned_data["note"]}
        if chosen:
            facts["lines"] = list(listing.lines.filter(award__code__in=chosen))
        if form.perform(asking.ask, listing, form.cleaned_data["organs"], by=request.user, **facts):
            names = ", ".join(one.organ_name for one in form.result)
            messages.success(request, f"Đã lấy ý kiến {names}.")
            return redirect("awards:nominations.stations", pk)
    context = {
        "listing": listing,
        "form": form,
        "has_organs": found.exists(),
        "has_lines": bool(titles),
        "may_set": request.user.has_perm("awards.set_route", listing.unit),
        "back": reverse("awards:nominations.stations", args=[pk]),
        "crumbs": way_of(listing, ("Lấy ý kiến cơ quan", "")),
    }
    return render(request, "awards/nominations/ask.html", context, status=form_status(form))


def _not_asked(listing: NominationList, found) -> list[Organ]:
    """Organs nobody has asked about this list yet: ticked from the start."""
    return list(found.exclude(pk__in=listing.inquiries.in_force().values("organ")))


def _usual_day(listing: NominationList) -> date:
    """What the route gives, when that still lies ahead; else a week."""
    due = deadlines(stops_of(listing), listing.received_on, {}).get(ORGANS)
    return due if due and due > clock.today() else clock.today() + timedelta(days=USUAL_DAYS)


# Answering ------------------------------------------------------------------------------------------------------------


def _inquiry(request: HttpRequest, pk: int) -> Inquiry:
    """A question the user may see: another organ's is not there."""
    related = ("organ__unit", "organ__seat", "nomination_list__period__unit", "asked_by", "closed_by")
    return get_object_or_404(Inquiry.objects.visible_to(request.user).select_related(*related), pk=pk)


@login_required
def inquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: the organ answers here, the office reads."""
    found = _inquiry(request, pk)
    listing = found.nomination_list
    follow(request, listing.period)
    if request.method == "POST":
        require(request.user, "awards.give_opinion", found)
    opinions = list(found.opinions.select_related("nomination__award", "nomination__proposer", "by"))
    mine = request.user.person_id
    own = {one.nomination_id for one in opinions if mine and one.nomination.person_id == mine}
    form = AnswerForm(request.POST or None, opinions=opinions, own=own)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(asking.answer, found, by=request.user, **form.facts)
    ):
        done = form.result.state == InquiryState.ANSWERED
        messages.success(request, "Đã gửi ý kiến." if done else "Đã ghi ý kiến, còn đề nghị chưa trả lời.")
        return redirect("awards:nominations.inquiry", pk)
    speaks = request.user.has_perm("awards.give_opinion", found)
    manages = request.user.has_perm("awards.extend_inquiry", found) and not listing.is_locked
    context = {
        "inquiry": found,
        "listing": listing,
        "form": form,
        "rows": form.rows(),
        "counts": [(view, n) for view in View if (n := sum(one.view == view for one in opinions))],
        "may_answer": speaks and found.state == InquiryState.WAITING and not found.is_overdue,
        "speaks": speaks,
        "manages": manages and found.state in (InquiryState.WAITING, InquiryState.SILENT),
        "history": history_of(found, limit=10),
        "history_url": history_url(request.user, found),
        "crumbs": way_of(listing, (found.organ_name, "")),
    }
    return render(request, "awards/nominations/inquiry.html", context, status=form_status(form))


@login_required
def extend_inquiry(request: HttpRequest, pk: int) -> HttpResponse:
    found = _inquiry(request, pk)
    require(request.user, "awards.extend_inquiry", found)
    local = timezone.localtime(found.due_at)
    form = ExtendForm(request.POST or None, initial={"due_on": local.date(), "due_hour": local.time()})
    if request.method == "POST" and form.is_valid():
        act = partial(asking.extend, due_at=form.due_at, reason=form.cleaned_data["reason"])
        if form.perform(act, found, by=request.user):
            messages.success(request, f"Đã gia hạn cho {found.organ_name}.")
            return redirect("awards:nominations.inquiry", pk)
    return _inquiry_page(request, found, "extend_inquiry", "Gia hạn", form)


@login_required
def withdraw_inquiry(request: HttpRequest, pk: int) -> HttpResponse:
    found = _inquiry(request, pk)
    require(request.user, "awards.extend_inquiry", found)
    form = ReasonForm(request.POST or None)
    if form.done(request, asking.withdraw, found):
        messages.success(request, f"Đã rút câu hỏi gửi {found.organ_name}.")
        return redirect("awards:nominations.stations", found.nomination_list_id)
    return _inquiry_page(request, found, "withdraw_inquiry", "Rút câu hỏi", form)


def _inquiry_page(request: HttpRequest, found: Inquiry, name: str, title: str, form) -> HttpResponse:
    follow(request, found.nomination_list.period)
    back = reverse("awards:nominations.inquiry", args=[found.pk])
    context = {
        "inquiry": found,
        "form": form,
        "title": title,
        "back": back,
        "crumbs": way_of(found.nomination_list, (found.organ_name, back), (title, "")),
    }
    return render(request, f"awards/nominations/{name}.html", context, status=form_status(form))
