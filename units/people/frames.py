"""What the pages of this chapter share: whose page it is, the way there, the page of one form."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from thidua.forms import ActForm
from thidua.http import form_status
from thidua.permissions import require
from units.people import queries
from units.people.models import Person
from units.structure.models import Unit
from units.structure.queries import crumbs as way_to_unit


def person_of(request: HttpRequest, pk: int, permission: str) -> Person:
    person = get_object_or_404(Person.objects.visible_to(request.user).select_related("unit"), pk=pk)
    require(request.user, permission, person)
    return person


def unit_of(request: HttpRequest, pk: int) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    require(request.user, "units.record_fact", unit)
    return unit


def home_of(subject: Person | Unit) -> str:
    name = "people" if isinstance(subject, Person) else "structure"
    return reverse(f"units:{name}.detail", args=[subject.pk])


def way_of(request: HttpRequest, subject: Person | Unit) -> list[tuple[str, str]]:
    if isinstance(subject, Person):
        return crumbs_of(request, subject, deeper=True)
    return way_to_unit(subject, request.user, deeper=True)


def crumbs_of(request: HttpRequest, person: Person, *, deeper: bool = False) -> list[tuple[str, str]]:
    people = reverse("units:people.index")
    way = [("Cá nhân", people)]
    way += [(label, f"{people}?{urlencode({'don_vi': code})}") for label, code in queries.way_to(person, request.user)]
    return [*way, (person.full_name, home_of(person) if deeper else "")]


def form_page(request: HttpRequest, name: str, person: Person, form, **more) -> HttpResponse:
    context = {"person": person, "form": form, "crumbs": way_of(request, person), "back": home_of(person), **more}
    return render(request, f"units/people/{name}.html", context, status=form_status(form))


def unit_form_page(request: HttpRequest, name: str, unit: Unit, form) -> HttpResponse:
    context = {"unit": unit, "form": form, "crumbs": way_of(request, unit), "back": home_of(unit)}
    return render(request, f"units/people/{name}.html", context, status=form_status(form))


def person_act(
    request: HttpRequest, pk: int, name: str, permission: str, form_class: type[ActForm], service: Callable, said: str
) -> HttpResponse:
    """A page of one form about a person: shown, or done by `service` and told in `said`."""
    person = person_of(request, pk, permission)
    form = form_class(request.POST or None)
    if form.done(request, service, person):
        messages.success(request, said.format(person))
        return redirect("units:people.detail", pk)
    return form_page(request, name, person, form)


def unit_act(
    request: HttpRequest, pk: int, name: str, form_class: type[ActForm], service: Callable, said: str
) -> HttpResponse:
    """The same about a unit."""
    unit = unit_of(request, pk)
    form = form_class(request.POST or None)
    if form.done(request, service, unit):
        messages.success(request, said)
        return redirect("units:structure.detail", pk)
    return unit_form_page(request, name, unit, form)
