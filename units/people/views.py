"""Pages of people: the list, the person, the card, the photo, leaving."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from thidua import pictures, providers
from thidua.frame import Link
from thidua.http import form_status, shows_domain_errors
from thidua.lists import list_page
from thidua.permissions import require
from units.audit.queries import history_of, history_url
from units.people import queries, services
from units.people.enums import TransferState
from units.people.forms import LeaveForm, PeopleFilter, PersonFactsForm, PersonForm, PhotoForm, TakeBackLeavingForm
from units.people.frames import crumbs_of, form_page, person_act, person_of
from units.people.models import Person
from units.people.rules import PHOTO_BYTES
from units.structure.forms import open_units


@login_required
def index(request: HttpRequest) -> HttpResponse:
    filters = PeopleFilter(request.GET, user=request.user)
    context = {
        "list": list_page(request, queries.person_list(request.user), filters),
        "waiting": queries.waiting_transfers(request.user),
        "more": [
            Link("Sáng kiến, đề tài", reverse("units:people.initiatives"), "lightbulb"),
            Link("Chuyển đến, chuyển đi", reverse("units:people.transfers"), "arrow-right-left"),
        ],
    }
    if request.user.has_perm("units.edit_person"):
        context["more"].append(Link("Hồ sơ trùng", reverse("units:people.duplicates"), "git-merge"))
    return render(request, "units/people/index.html", context)


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(
        Person.objects.readable_by(request.user).select_related("unit__kind", "merged_into"), pk=pk
    )
    panels = [found for panel in providers.person_panels if (found := panel(request.user, person))]
    context = {
        "person": person,
        "crumbs": crumbs_of(request, person),
        "sees_unit": request.user.sees(person.unit),
        "facts": queries.facts_about(person),
        "panels": [panel for panel in panels if panel.get("place") != "side"],
        "side_panels": [panel for panel in panels if panel.get("place") == "side"],
        "history": history_of(person),
        "history_url": history_url(request.user, person),
        "twin": _twin_of(request, person),
        "leaving": person.transfers.filter(state=TransferState.SENT).select_related("from_unit", "to_unit").first(),
        "photo": queries.photo_of(person),
        "merged": person.merged_people.order_by("service_number"),
        "changes": _links(person, CHANGES),
        "records": _links(person, RECORDS),
        "add_initiative": _initiative_by(person) if _may_add(request, person) else "",
    }
    return render(request, "units/people/detail.html", context)


def _twin_of(request: HttpRequest, person: Person) -> Person | None:
    """Another record of the same person, told to those who may merge the two."""
    if not request.user.has_perm("units.edit_person", person):
        return None
    return queries.duplicate_of(request.user, person)


def _may_add(request: HttpRequest, person: Person) -> bool:
    return person.merged_into_id is None and request.user.has_perm("units.record_fact", person)


def _initiative_by(person: Person) -> str:
    return f"{reverse('units:people.initiative_create')}?{urlencode({'tac_gia': person.pk})}"


CHANGES = (
    ("Thay đổi cấp bậc", "promote", "trending-up"),
    ("Điều động, bổ nhiệm", "transfer", "arrow-right-left"),
    ("Chuyển đi đơn vị khác tỉnh", "send_transfer", "send"),
    ("Thôi phục vụ", "leave", "log-out"),
)
RECORDS = (
    ("Mức độ hoàn thành nhiệm vụ", "grade", "award"),
    ("Kết quả kiểm tra", "test_result", "clipboard-check"),
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
    person = person_of(request, pk, "units.edit_person")
    initial = {name: getattr(person, name) for name in PersonFactsForm.base_fields}
    form = PersonFactsForm(request.POST or None, person=person, initial=initial)
    if form.done(request, services.edit_person, person):
        messages.success(request, f"Đã lưu {person}.")
        return redirect("units:people.detail", pk)
    return form_page(request, "edit", person, form)


@login_required
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    return person_act(
        request, pk, "leave", "units.edit_person", LeaveForm, services.end_service, "Đã ghi {} thôi phục vụ."
    )


@login_required
def take_back_leaving(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody was marked as having left by mistake."""
    return person_act(
        request,
        pk,
        "take_back_leaving",
        "units.edit_person",
        TakeBackLeavingForm,
        services.take_back_leaving,
        "Đã hủy ghi thôi phục vụ: {} đang công tác.",
    )


@login_required
def set_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a photo of the person, or another one."""
    person = person_of(request, pk, "units.edit_person")
    form = PhotoForm(request.POST or None, request.FILES or None)
    if form.done(request, services.set_photo, person):
        messages.success(request, "Đã đặt ảnh.")
        return redirect("units:people.detail", pk)
    hint = f"JPG, PNG hoặc WebP, đến {PHOTO_BYTES // 1024 // 1024} MB"
    return form_page(request, "set_photo", person, form, hint=hint, photo=queries.photo_of(person))


@login_required
@require_POST
@shows_domain_errors
def remove_photo(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request, pk, "units.edit_person")
    services.remove_photo(person, by=request.user)
    messages.success(request, "Đã bỏ ảnh.")
    return redirect("units:people.detail", pk)


@login_required
@require_GET
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The photo, for those who may read the person."""
    person = get_object_or_404(Person.objects.readable_by(request.user), pk=pk)
    shown = queries.photo_of(person)
    if shown is None:
        raise Http404("no photo")
    try:
        content = shown.file.open("rb")
    except FileNotFoundError:
        raise Http404("no photo") from None
    answer = FileResponse(content, content_type=pictures.CONTENT_TYPE)
    answer["Cache-Control"] = "private, no-store"
    return answer
