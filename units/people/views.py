"""Pages of people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from thidua import providers
from thidua.frame import Link
from thidua.http import form_status
from thidua.lists import list_page
from thidua.permissions import require
from units.audit.queries import history_of, history_url
from units.people import queries, services
from units.people.forms import (
    DisciplineForm,
    EndHoldForm,
    GradeForm,
    HoldForm,
    InitiativeForm,
    LeaveForm,
    PeopleFilter,
    PersonFactsForm,
    PersonForm,
    PromoteForm,
    TestResultForm,
    TransferForm,
)
from units.people.models import Hold, Person
from units.structure.forms import open_units
from units.structure.models import Unit
from units.structure.queries import crumbs as way_to_unit


@login_required
def index(request: HttpRequest) -> HttpResponse:
    filters = PeopleFilter(request.GET, user=request.user)
    context = {"list": list_page(request, queries.person_list(request.user), filters)}
    return render(request, "units/people/index.html", context)


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user).select_related("unit__kind"), pk=pk)
    panels = [found for panel in providers.person_panels if (found := panel(request.user, person))]
    context = {
        "person": person,
        "crumbs": _crumbs(request, person),
        "sees_unit": request.user.sees(person.unit),
        "facts": queries.facts_about(person),
        "panels": [panel for panel in panels if panel.get("place") != "side"],
        "side_panels": [panel for panel in panels if panel.get("place") == "side"],
        "history": history_of(person),
        "history_url": history_url(request.user, person),
        "changes": _links(person, CHANGES),
        "records": _links(person, RECORDS),
    }
    return render(request, "units/people/detail.html", context)


CHANGES = (
    ("Thay đổi cấp bậc", "promote", "trending-up"),
    ("Điều động", "transfer", "arrow-right-left"),
    ("Thôi phục vụ", "leave", "log-out"),
)
RECORDS = (
    ("Mức độ hoàn thành nhiệm vụ", "grade", "award"),
    ("Kết quả kiểm tra", "test_result", "clipboard-check"),
    ("Sáng kiến, đề tài", "initiative", "lightbulb"),
    ("Kỷ luật", "discipline", "shield-alert"),
    ("Việc đang xem xét", "hold", "hourglass"),
)


def _links(person: Person, rows: tuple) -> list[Link]:
    return [Link(label, reverse(f"units:people.{name}", args=[person.pk]), icon) for label, name, icon in rows]


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """Somebody new in one of the units the officer stands over; `?don_vi=` chooses it."""
    unit = open_units(request.user).filter(code=request.GET.get("don_vi", "")).first()
    require(request.user, "units.edit_person", unit)
    form = PersonForm(request.POST or None, user=request.user, initial={"unit": unit})
    if form.done(request, services.create_person):
        messages.success(request, f"Đã thêm {form.result}.")
        return redirect("units:people.detail", form.result.pk)
    context = {
        "form": form,
        "crumbs": [("Cá nhân", reverse("units:people.index")), ("Thêm cá nhân", "")],
        "back": reverse("units:people.index"),
    }
    return render(request, "units/people/create.html", context, status=form_status(form))


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.edit_person")
    names = ("service_number", "full_name", "sex", "birth_date", "object_group", "joined_on")
    form = PersonFactsForm(request.POST or None, initial={name: getattr(person, name) for name in names})
    if form.done(request, services.edit_person, person):
        messages.success(request, f"Đã lưu {person}.")
        return redirect("units:people.detail", pk)
    return _form_page(request, "edit", person, form)


@login_required
def promote(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.edit_person")
    form = PromoteForm(request.POST or None)
    if form.done(request, services.promote, person):
        messages.success(request, f"Đã ghi cấp bậc {person.get_rank_display()}.")
        return redirect("units:people.detail", pk)
    return _form_page(request, "promote", person, form)


@login_required
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.edit_person")
    initial = {"unit": person.unit, "position": person.position, "is_commander": person.is_commander}
    form = TransferForm(request.POST or None, user=request.user, initial=initial)
    if form.done(request, services.transfer, person):
        messages.success(request, f"Đã ghi điều động: {person.position}, {person.unit}.")
        return redirect("units:people.detail", pk)
    return _form_page(request, "transfer", person, form)


@login_required
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.edit_person")
    form = LeaveForm(request.POST or None)
    if form.done(request, services.end_service, person):
        messages.success(request, f"Đã ghi {person} thôi phục vụ.")
        return redirect("units:people.detail", pk)
    return _form_page(request, "leave", person, form)


@login_required
def discipline(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.record_fact")
    form = DisciplineForm(request.POST or None)
    if form.done(request, services.record_discipline, person):
        messages.success(request, "Đã ghi kỷ luật.")
        return redirect("units:people.detail", pk)
    return _form_page(request, "discipline", person, form)


@login_required
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.record_fact")
    form = HoldForm(request.POST or None)
    if form.done(request, services.record_hold, person):
        messages.success(request, "Đã ghi việc đang xem xét; đề nghị khen thưởng tạm dừng.")
        return redirect("units:people.detail", pk)
    return _form_page(request, "hold", person, form)


@login_required
def grade(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.record_fact")
    form = GradeForm(request.POST or None)
    if form.done(request, services.record_grade, person):
        messages.success(request, "Đã ghi mức độ hoàn thành nhiệm vụ.")
        return redirect("units:people.detail", pk)
    return _form_page(request, "grade", person, form)


@login_required
def test_result(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.record_fact")
    form = TestResultForm(request.POST or None)
    if form.done(request, services.record_test_result, person):
        messages.success(request, "Đã ghi kết quả kiểm tra.")
        return redirect("units:people.detail", pk)
    return _form_page(request, "test_result", person, form)


@login_required
def initiative(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.record_fact")
    form = InitiativeForm(request.POST or None, user=request.user, person=person)
    if request.method == "POST" and form.is_valid():
        fields = {key: value for key, value in form.cleaned_data.items() if key != "others"}
        if form.perform(services.record_initiative, by=request.user, authors=form.authors(), **fields):
            messages.success(request, "Đã ghi sáng kiến.")
            return redirect("units:people.detail", pk)
    return _form_page(request, "initiative", person, form)


@login_required
def unit_grade(request: HttpRequest, pk: int) -> HttpResponse:
    """The yearly grade of a unit; `pk` is the unit's."""
    unit = _unit_of(request, pk)
    form = GradeForm(request.POST or None)
    if form.done(request, services.record_grade, unit):
        messages.success(request, "Đã ghi mức độ hoàn thành nhiệm vụ.")
        return redirect("units:structure.detail", pk)
    return _unit_form_page(request, "unit_grade", unit, form)


@login_required
def unit_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """What makes proposals for a unit wait; `pk` is the unit's."""
    unit = _unit_of(request, pk)
    form = HoldForm(request.POST or None)
    if form.done(request, services.record_hold, unit):
        messages.success(request, "Đã ghi việc đang xem xét; đề nghị khen thưởng tạm dừng.")
        return redirect("units:structure.detail", pk)
    return _unit_form_page(request, "unit_hold", unit, form)


@login_required
def end_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """End a hold on a person or a unit; `pk` is the hold's."""
    row = get_object_or_404(Hold.objects.visible_to(request.user).select_related("person__unit", "unit"), pk=pk)
    subject = row.person or row.unit
    require(request.user, "units.record_fact", subject)
    form = EndHoldForm(request.POST or None)
    if form.done(request, services.end_hold, row):
        messages.success(request, "Đã kết thúc; đề nghị khen thưởng được xét tiếp.")
        return redirect(_home(subject))
    context = {"hold": row, "subject": subject, "form": form, "back": _home(subject)}
    context["crumbs"] = [*_way(request, subject), ("Kết thúc việc đang xem xét", "")]
    return render(request, "units/people/end_hold.html", context, status=form_status(form))


def _of(request: HttpRequest, pk: int, permission: str) -> Person:
    person = get_object_or_404(Person.objects.visible_to(request.user).select_related("unit"), pk=pk)
    require(request.user, permission, person)
    return person


def _unit_of(request: HttpRequest, pk: int) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    require(request.user, "units.record_fact", unit)
    return unit


def _home(subject: Person | Unit) -> str:
    name = "people" if isinstance(subject, Person) else "structure"
    return reverse(f"units:{name}.detail", args=[subject.pk])


def _way(request: HttpRequest, subject: Person | Unit) -> list[tuple[str, str]]:
    if isinstance(subject, Person):
        return _crumbs(request, subject, deeper=True)
    return way_to_unit(subject, request.user, deeper=True)


def _crumbs(request: HttpRequest, person: Person, *, deeper: bool = False) -> list[tuple[str, str]]:
    people = reverse("units:people.index")
    way = [("Cá nhân", people)]
    way += [(label, f"{people}?{urlencode({'don_vi': code})}") for label, code in queries.way_to(person, request.user)]
    return [*way, (person.full_name, _home(person) if deeper else "")]


def _form_page(request: HttpRequest, name: str, person: Person, form) -> HttpResponse:
    context = {"person": person, "form": form, "crumbs": _way(request, person), "back": _home(person)}
    return render(request, f"units/people/{name}.html", context, status=form_status(form))


def _unit_form_page(request: HttpRequest, name: str, unit: Unit, form) -> HttpResponse:
    context = {"unit": unit, "form": form, "crumbs": _way(request, unit), "back": _home(unit)}
    return render(request, f"units/people/{name}.html", context, status=form_status(form))
