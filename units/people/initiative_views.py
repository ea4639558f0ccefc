"""Pages of initiatives."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from thidua.http import form_status
from thidua.lists import list_page
from thidua.permissions import require
from thidua.templatetags.ui import vn_size
from thidua.widgets import FileRow
from units.audit.queries import history_of, history_url
from units.people import queries, services
from units.people.forms import CertificateForm, InitiativeFilter, InitiativeForm
from units.people.frames import home_of
from units.people.models import Initiative, Person
from units.people.rules import CERTIFICATE_BYTES


@login_required
def initiatives(request: HttpRequest) -> HttpResponse:
    """Initiatives and studies of the people in scope, and what each was used for."""
    shown = list_page(request, queries.initiative_list(request.user), InitiativeFilter(request.GET, user=request.user))
    rows = list(shown)
    uses = queries.uses_of(request.user, rows) if rows else {}
    context = {
        "list": shown,
        "rows": [(one, uses.get(one.pk, [])) for one in rows],
        "crumbs": [("Cá nhân", reverse("units:people.index")), ("Sáng kiến, đề tài", "")],
    }
    return render(request, "units/people/initiatives.html", context)


@login_required
def initiative_create(request: HttpRequest) -> HttpResponse:
    """A new initiative; `?tac_gia=` names the first author."""
    require(request.user, "units.record_fact")
    first = request.GET.get("tac_gia", "")
    author = Person.objects.visible_to(request.user).filter(pk=first).first() if first.isdecimal() else None
    form = InitiativeForm(
        None if "tim" in request.POST else request.POST or None,
        user=request.user,
        initial=_typed(request) if "tim" in request.POST else {"authors": [author.pk] if author else []},
    )
    if "tim" not in request.POST and form.done(request, services.record_initiative):
        messages.success(request, "Đã ghi sáng kiến. Gắn giấy chứng nhận nếu có.")
        return redirect("units:people.initiative_detail", form.result.pk)
    back = home_of(author) if author else reverse("units:people.initiatives")
    return _initiative_page(request, "initiative_create", form, [("Thêm sáng kiến", "")], back=back)


@login_required
def initiative_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _initiative_of(request, pk, "units.edit_initiative")
    names = ("name", "year", "level", "certificate", "recognised_on")
    initial = {name: getattr(row, name) for name in names}
    initial["authors"] = [person.pk for person in row.authors.all()]
    form = InitiativeForm(
        None if "tim" in request.POST else request.POST or None,
        user=request.user,
        initial=_typed(request) if "tim" in request.POST else initial,
    )
    if "tim" not in request.POST and form.done(request, services.edit_initiative, row):
        messages.success(request, "Đã lưu sáng kiến.")
        return redirect("units:people.initiative_detail", pk)
    home = reverse("units:people.initiative_detail", args=[pk])
    return _initiative_page(request, "initiative_edit", form, [(row.name, home), ("Sửa", "")], back=home, row=row)


def _typed(request: HttpRequest) -> dict:
    """What was typed so far, when an author is looked for without script."""
    return {**request.POST.dict(), "authors": request.POST.getlist("authors")}


def _initiative_page(request: HttpRequest, name: str, form: InitiativeForm, way: list, **more) -> HttpResponse:
    typed = request.POST.get("tac_gia", "")
    context = {
        "form": form,
        "authors": queries.author_choices(request.user, form.chosen(), typed),
        "typed": typed,
        "crumbs": [
            ("Cá nhân", reverse("units:people.index")),
            ("Sáng kiến, đề tài", reverse("units:people.initiatives")),
            *way,
        ],
        **more,
    }
    return render(request, f"units/people/{name}.html", context, status=form_status(form))


@login_required
@require_GET
def find_authors(request: HttpRequest) -> HttpResponse:
    """The part of the form that offers authors: those ticked, and those whose name or number matches."""
    require(request.user, "units.record_fact")
    chosen = [int(value) for value in request.GET.getlist("authors") if value.isdecimal()]
    typed = request.GET.get("tac_gia", "")[:80]
    context = {"authors": queries.author_choices(request.user, chosen, typed), "typed": typed}
    return render(request, "units/people/_authors.html", context)


@login_required
def initiative_detail(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.initiative_list(request.user), pk=pk)
    return _show_initiative(request, row, CertificateForm())


def _show_initiative(request: HttpRequest, row: Initiative, form: CertificateForm) -> HttpResponse:
    file = None
    if row.file:
        kind = "pdf" if row.content_type == "application/pdf" else "img"
        file = FileRow(
            row.file_name, kind, vn_size(row.file_size), reverse("units:people.initiative_file", args=[row.pk])
        )
    uses = queries.uses_of(request.user, [row]).get(row.pk, [])
    context = {
        "row": row,
        "readable": queries.readable(request.user, [person.pk for person in row.authors.all()]),
        "uses": uses,
        "used_twice": queries.is_used_twice(uses),
        "files": [file] if file else [],
        "form": form,
        "hint": f"PDF, JPG hoặc PNG, đến {CERTIFICATE_BYTES // 1024 // 1024} MB",
        "history": history_of(row),
        "history_url": history_url(request.user, row),
        "crumbs": [
            ("Cá nhân", reverse("units:people.index")),
            ("Sáng kiến, đề tài", reverse("units:people.initiatives")),
            (row.name, ""),
        ],
    }
    return render(request, "units/people/initiative_detail.html", context, status=form_status(form))


@login_required
@require_POST
def initiative_attach(request: HttpRequest, pk: int) -> HttpResponse:
    row = _initiative_of(request, pk, "units.edit_initiative")
    form = CertificateForm(request.POST, request.FILES)
    if form.done(request, services.attach_certificate, row):
        messages.success(request, "Đã gắn giấy chứng nhận.")
        return redirect("units:people.initiative_detail", pk)
    return _show_initiative(request, row, form)


@login_required
@require_GET
def initiative_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate, for those who may read the initiative."""
    row = get_object_or_404(Initiative.objects.visible_to(request.user), pk=pk)
    if not row.file:
        raise Http404("no file")
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        raise Http404("no file") from None
    answer = FileResponse(content, as_attachment=True, filename=row.file_name, content_type=row.content_type)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _initiative_of(request: HttpRequest, pk: int, permission: str) -> Initiative:
    row = get_object_or_404(queries.initiative_list(request.user), pk=pk)
    require(request.user, permission, row)
    return row
