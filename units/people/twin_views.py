"""Pages of records that may be one person: merged, or told apart."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.http import form_status, shows_domain_errors
from thidua.lists import list_page
from thidua.permissions import require
from units.people import merging, queries, services
from units.people.forms import ApartForm, MergeForm, PairForm
from units.people.frames import person_of
from units.people.models import Apart


@login_required
def duplicates(request: HttpRequest) -> HttpResponse:
    """Records that may be one person; `?so_1=&so_2=` leads to the preview of two given numbers."""
    require(request.user, "units.edit_person")
    form = PairForm(request.GET if "so_1" in request.GET else None, user=request.user)
    if form.is_valid():
        return redirect("units:people.merge", form.cleaned_data["so_1"].pk, form.cleaned_data["so_2"].pk)
    told = list_page(request, queries.apart_list(request.user)) if request.GET.get("xem") == "khac" else None
    context = {
        "form": form,
        "told": told,
        "told_count": queries.apart_list(request.user).count(),
        "pairs": queries.duplicate_pairs(request.user) if told is None else [],
        "most": queries.PAIRS_SHOWN,
        "crumbs": [("Cá nhân", reverse("units:people.index")), ("Hồ sơ trùng", "")],
    }
    return render(request, "units/people/duplicates.html", context, status=form_status(form))


@login_required
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """What merging `other` into the person would do, and the act; `pk` is the record that stays."""
    kept, second = (person_of(request, one, "units.edit_person") for one in (pk, other))
    plan = merging.plan_merge(kept, second)
    form = MergeForm(request.POST or None, plan=plan, initial={"seen": plan.seen})
    if form.done(request, merging.merge_people, kept, second):
        messages.success(request, f"Đã gộp hồ sơ {second.service_number} vào {kept}, số hiệu {kept.service_number}.")
        return redirect("units:people.detail", pk)
    context = {
        "kept": kept,
        "other": second,
        "plan": plan,
        "form": form,
        "cards": [
            (label, getattr(kept, name), getattr(second, name))
            for label, name in (
                ("Số hiệu", "service_number"),
                ("Ngày sinh", "birth_date"),
                ("Nhập ngũ", "joined_on"),
                ("Thôi phục vụ", "left_on"),
            )
        ],
        "crumbs": [
            ("Cá nhân", reverse("units:people.index")),
            ("Hồ sơ trùng", reverse("units:people.duplicates")),
            (f"Gộp {kept}", ""),
        ],
    }
    return render(request, "units/people/merge.html", context, status=form_status(form))


@login_required
def tell_apart(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Say that two records are two people."""
    first, second = (person_of(request, one, "units.edit_person") for one in (pk, other))
    form = ApartForm(request.POST or None)
    if form.done(request, services.tell_apart, first, second):
        messages.success(request, f"Đã ghi {first.service_number} và {second.service_number} là hai người khác nhau.")
        return redirect("units:people.duplicates")
    back = reverse("units:people.duplicates")
    context = {"first": first, "second": second, "form": form, "back": back}
    context["crumbs"] = [
        ("Cá nhân", reverse("units:people.index")),
        ("Hồ sơ trùng", back),
        ("Hai người khác nhau", ""),
    ]
    return render(request, "units/people/tell_apart.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def untell_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that two records are two people; `pk` is that word's."""
    row = get_object_or_404(Apart.objects.visible_to(request.user).select_related("first", "second"), pk=pk)
    services.untell_apart(row, by=request.user)
    messages.success(request, f"Đã rút lại: {row} có thể là một người.")
    return redirect("units:people.duplicates")
