"""Pages of the medals of service: who is due, one person's time of service, the list, the record with the paper."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from awards.decisions import honouring
from awards.decisions import medals as service
from awards.decisions.back_forms import WhyForm
from awards.decisions.medal_forms import BreakForm, GivenForm, MedalFilter
from awards.decisions.medals import Medal, Row
from awards.decisions.old_papers import BackEntry
from awards.nominations import breaking
from awards.nominations.models import NominationList
from awards.nominations.service_breaks import ServiceBreak
from awards.nominations.why import told, year_for
from awards.years.models import EmulationPeriod
from awards.years.scope import scope_of
from thidua.errors import Forbidden, RuleViolation
from thidua.http import back, form_status, shows_domain_errors
from thidua.lists import list_page
from thidua.permissions import REGISTRY, require
from units.models import Person, Unit, User

HOME = "awards:decisions.medals"
REFUSED = "medals-refused"


def _scope(request: HttpRequest) -> tuple[EmulationPeriod, Unit]:
    """The year looked at and the unit whose people are; 403 for those who read no unit of it."""
    scope = scope_of(request)
    if scope.period is None or scope.period.cluster_id is not None:
        raise Http404("no year of a command")
    place = service.place_of(request.user, scope.period, scope.unit)
    if place is None:
        raise Forbidden(REGISTRY["awards.read_medals"].who, "awards.read_medals")
    return scope.period, place


def _crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    here = ("Huy chương niên hạn", reverse(HOME) if rest else "")
    return [("Văn bản", reverse("awards:decisions.index")), here, *rest]


def _medal(period: EmulationPeriod, data) -> Medal:
    """The medal a form names."""
    found = service.medals_on(service.law_day(period))
    medal = next((one for one in found if one.award.code == data.get("huy_chuong", "")), None)
    if medal is None:
        raise RuleViolation("Chọn huy chương.")
    return medal


@login_required
@require_GET
def medals(request: HttpRequest) -> HttpResponse:
    """`?huy_chuong=HCCSVV_2&nhom=due`: one medal, one group; every group with its number."""
    period, place = _scope(request)
    found = service.medals_on(service.law_day(period))
    if (medal := service.chosen(found, request.GET.get("huy_chuong", ""))) is None:
        context = {"period": period, "place": place, "law_day": service.law_day(period), "crumbs": _crumbs()}
        return render(request, "awards/decisions/medals.html", context)
    listing = honouring.list_for(period, medal)
    shown = list_page(
        request, service.in_order(service.grouped(place, medal, period)), MedalFilter(request.GET, place=place)
    )
    user = request.user
    context = {
        "period": period, "place": place, "medal": medal, "list": shown, "law_day": service.law_day(period),
        "rows": service.rows_of(shown, medal, period), "groups": service.counts(place, medal, period),
        "tabs": [(one, one.award.pk == medal.award.pk) for one in found], "listing": listing,
        "event": honouring.event_of(period, medal)[1], "may_list": _may_list(user, period, listing),
        "may_record": user.has_perm("awards.record_award", place), "crumbs": _crumbs(),
        "may_export": user.has_perm("awards.report_unit", place),
        "formats": (("pdf", "PDF", "file-text"), ("xlsx", "Excel", "file-spreadsheet")),
        "refused": request.session.pop(REFUSED, None) if REFUSED in request.session else None,
    }  # fmt: skip
    return render(request, "awards/decisions/medals.html", context)


def _may_list(user: User, period: EmulationPeriod, listing: NominationList | None) -> bool:
    """Whether somebody may still be put on the list, which may have to be opened first."""
    is_open = not period.is_closed and (listing is None or not listing.is_locked)
    return is_open and user.has_perm("awards.run_nominations", listing or NominationList(period=period))


@login_required
@require_POST
@shows_domain_errors
def medals_take(request: HttpRequest) -> HttpResponse:
    """Drafts on the year's list of such medals for the people ticked (`nguoi`)."""
    period, place = _scope(request)
    require(request.user, "awards.run_nominations", NominationList(period=period))
    medal = _medal(period, request.POST)
    people = service.ticked(place, medal, period, request.POST.getlist("nguoi"))
    if not people:
        raise RuleViolation("Chọn ít nhất một người đến hạn, chưa được tặng và chưa có trong danh sách.")
    handled = honouring.put_on_list(period, medal, service.rows_of(people, medal, period), by=request.user)
    if handled.done:
        event = handled.done[0].nomination_list.event
        words = f"Đã đưa {len(handled.done)} người được đề nghị {medal.award.short_name} vào đợt “{event}”."
        messages.success(request, words)
    if handled.refused:
        request.session[REFUSED] = [(line.subject_name, why) for line, why in handled.refused]
    return back(request, reverse(HOME))


@login_required
@shows_domain_errors
def medals_record(request: HttpRequest) -> HttpResponse:
    """The decision that gave the people ticked their medal; the first time it is asked for, an empty form."""
    period, place = _scope(request)
    require(request.user, "awards.record_award", place)
    asked = request.POST if request.method == "POST" else request.GET
    medal = _medal(period, asked)
    people = service.ticked(place, medal, period, asked.getlist("nguoi"))
    is_sent = request.method == "POST" and "number" in request.POST
    initial = {"year": service.law_day(period).year, "authority": medal.rule.deciding_authority}
    data, files = (request.POST, request.FILES) if is_sent else (None, None)
    form = GivenForm(data, files, initial=initial)
    rows = service.rows_of(people, medal, period) if is_sent else []
    if is_sent and form.is_valid() and form.perform(_given, request, form, medal, rows):
        made = form.result
        messages.success(request, f"Đã ghi {len(made)} người được tặng {medal.award.short_name}.")
        return redirect("awards:decisions.old_paper", made[0].paper_id)
    title = f"Ghi {medal.award.short_name} đã được tặng"
    context = {
        "form": form, "medal": medal, "people": people, "title": title, "crumbs": _crumbs((title, "")),
        "back": f"{reverse(HOME)}?huy_chuong={medal.award.code}",
    }  # fmt: skip
    return render(request, "awards/decisions/medals_record.html", context, status=form_status(form))


def _given(request: HttpRequest, form: GivenForm, medal: Medal, rows: list[Row]) -> list[BackEntry]:
    return honouring.record_given(medal, rows, by=request.user, **form.cleaned_data)


@login_required
@require_GET
def medal_person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: time of service, breaks, discipline, every medal with what each condition says."""
    person = _person(request, pk)
    period = year_for(person, scope_of(request).period)
    if period is None:
        raise Http404("no year to look at")
    found = service.all_of(person, period)
    may = request.user.has_perm("units.record_fact", person)
    context = {
        "person": person, "period": period, "may_record": may, "law_day": service.law_day(period),
        "medals": [(one, told(one.row.judgements) if one.row else []) for one in found],
        "breaks": ServiceBreak.objects.filter(person__in=Person.objects.records_of([person.pk])).select_related(
            "recorded_by", "withdrawn_by"
        ),
        "discipline": person.discipline_records.order_by("valid_from"),
        "crumbs": _crumbs((person.full_name, "")),
    }  # fmt: skip
    return render(request, "awards/decisions/medal_person.html", context)


def _person(request: HttpRequest, pk: int) -> Person:
    people = Person.objects.visible_to(request.user).kept().select_related("unit")
    person = get_object_or_404(people, pk=pk)
    require(request.user, "awards.read_medals", person.unit)
    return person


@login_required
def break_record(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    require(request.user, "units.record_fact", person)
    form = BreakForm(request.POST or None)
    if form.done(request, breaking.record_break, person):
        messages.success(request, "Đã ghi thời gian gián đoạn.")
        return redirect("awards:decisions.medal_person", pk)
    return _form_page(request, "break_record", form, person, "Ghi thời gian gián đoạn")


@login_required
def break_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ServiceBreak.objects.visible_to(request.user).select_related("person__unit"), pk=pk)
    require(request.user, "units.record_fact", row.person)
    form = WhyForm(request.POST or None)
    person = row.person.merged_into or row.person
    if form.done(request, breaking.withdraw_break, row):
        messages.success(request, "Đã rút dòng này: còn trong lịch sử, không tính nữa.")
        return redirect("awards:decisions.medal_person", person.pk)
    return _form_page(request, "break_withdraw", form, person, "Rút thời gian gián đoạn", told=str(row))


def _form_page(request: HttpRequest, name: str, form, person: Person, title: str, **more) -> HttpResponse:
    here = reverse("awards:decisions.medal_person", args=[person.pk])
    context = {
        "form": form, "person": person, "title": title, "verb": title, "back": here,
        "crumbs": _crumbs((person.full_name, here), (title, "")), **more,
    }  # fmt: skip
    return render(request, f"awards/decisions/{name}.html", context, status=form_status(form))
