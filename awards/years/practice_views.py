"""Pages of the library: the list, one model, its acts, pictures, and the units that took it up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from awards.years import keeping, states
from awards.years.library import BestPractice, PracticeAdoption, PracticePicture
from awards.years.library_queries import adopters, adoptions_of, practice_list, practice_units
from awards.years.models import EmulationPeriod
from awards.years.practice_forms import AdoptForm, PictureForm, PracticeFilter, PracticeForm
from awards.years.scope import follow, scope_of
from thidua import clock
from thidua.errors import RuleViolation
from thidua.filetypes import KINDS
from thidua.forms import ReasonForm
from thidua.http import back, form_status, send_private, shows_domain_errors
from thidua.lists import list_page
from thidua.permissions import allowed, require
from units.audit.queries import history_of

LIST = "awards:years.practices"
FACTS = (
    "unit", "name", "field", "summary", "source", "movement", "recognised_by", "recognised_on", "keywords",
)  # fmt: skip


def _practice(request: HttpRequest, pk: int) -> BestPractice:
    visible = BestPractice.objects.visible_to(request.user)
    found = get_object_or_404(visible.select_related("unit", "period__unit", "period__cluster", "movement"), pk=pk)
    follow(request, found.period)
    return found


def _crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Mô hình, cách làm hay", reverse(LIST)), *rest]


def _home(practice: BestPractice) -> HttpResponse:
    return redirect("awards:years.practice", practice.pk)


@login_required
def practices(request: HttpRequest) -> HttpResponse:
    """Good examples of the year looked at, or of every year."""
    period = scope_of(request).period
    filters = PracticeFilter(request.GET, period=period)
    shown = list_page(request, practice_list(request.user, period, all_years=filters.all_years), filters, per_page=30)
    may_add = period is not None and not period.is_closed and _may_add_practice(request, period)
    context = {"list": shown, "period": period, "may_add": may_add, "all_years": filters.all_years}
    return render(request, "awards/years/practices.html", context)


def _may_add_practice(request: HttpRequest, period: EmulationPeriod) -> bool:
    return practice_units(request.user, period).exists() or request.user.has_perm("awards.run_period", period)


@login_required
def practice(request: HttpRequest, pk: int) -> HttpResponse:
    found = _practice(request, pk)
    edits = allowed(request.user, "awards.edit_practice", found) and not found.period.is_closed
    adoptions = adoptions_of(found)
    for row in adoptions:
        row.is_mine = row.ended_on is None and allowed(request.user, "awards.adopt_practice", (found, row.unit))
    context = {
        "practice": found,
        "crumbs": _crumbs((found.name, "")),
        "may_edit": edits and found.state != "withdrawn",
        "moves": states.PRACTICE.open_to(request.user, found) if not found.period.is_closed else [],
        "missing": found.missing_to_send() if edits and found.state == "draft" else [],
        "sees_unit": found.unit is not None and request.user.sees(found.unit),
        "figures": list(found.figures.all()),
        "credits": list(found.credits.select_related("unit", "person__unit")),
        "pictures": list(found.pictures.kept()),
        "adoptions": adoptions,
        "adopted": sum(row.ended_on is None for row in adoptions),
        "may_adopt": found.state == "library" and adopters(request.user, found).exists(),
        "history": history_of(found, limit=12),
    }
    return render(request, "awards/years/practice.html", context)


@login_required
def practice_create(request: HttpRequest) -> HttpResponse:
    period = scope_of(request).period
    if period is None:
        raise Http404
    if not _may_add_practice(request, period):
        require(request.user, "awards.add_practice", (period, None))
    if period.is_closed:
        messages.error(request, f"Năm thi đua {period.year} đã khóa, chỉ còn để xem.")
        return redirect(LIST)
    form = PracticeForm(request.POST or None, user=request.user, period=period)
    if form.done(request, keeping.add_best_practice, period):
        messages.success(request, f"Đã thêm “{form.result.name}”.")
        return _home(form.result)
    return _practice_form(request, "practice_create", form, "Thêm mô hình, cách làm hay", reverse(LIST))


@login_required
def practice_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _practice(request, pk)
    require(request.user, "awards.edit_practice", found)
    credits = list(found.credits.select_related("unit", "person"))
    start = {name: getattr(found, name) for name in FACTS}
    start["credit_units"] = [one.unit.code for one in credits if one.unit_id]
    people = [f"{one.person.service_number} {one.role}".strip() for one in credits if one.person_id]
    form = PracticeForm(
        request.POST or None, user=request.user, period=found.period, practice=found,
        initial=start | {"credit_people": "\n".join(people)},
    )  # fmt: skip
    if form.done(request, keeping.edit_best_practice, found):
        messages.success(request, f"Đã lưu “{form.result.name}”.")
        return _home(found)
    leave = reverse("awards:years.practice", args=[pk])
    return _practice_form(request, "practice_edit", form, f"Sửa “{found.name}”", leave)


def _practice_form(request: HttpRequest, view: str, form: PracticeForm, title: str, leave: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": leave, "crumbs": _crumbs((title, ""))}
    return render(request, f"awards/years/{view}.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def practice_spread(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a model for other units, or (`undo`) take the proposal back."""
    found = _practice(request, pk)
    proposed = "undo" not in request.POST
    if not proposed and not found.proposed_to_spread:
        raise RuleViolation("Mô hình này chưa được đề nghị nhân rộng.")
    keeping.propose_to_spread(found, by=request.user, proposed=proposed)
    messages.success(request, "Đã đề nghị nhân rộng." if proposed else "Đã rút đề nghị nhân rộng.")
    return back(request, reverse("awards:years.practice", args=[pk]))


# Into the library and out ---------------------------------------------------------------------------------------------


@login_required
@require_POST
@shows_domain_errors
def practice_send(request: HttpRequest, pk: int) -> HttpResponse:
    found = keeping.send(_practice(request, pk), by=request.user)
    messages.success(request, "Đã gửi cơ quan thi đua đưa vào thư viện.")
    return _home(found)


@login_required
@require_POST
@shows_domain_errors
def practice_recall(request: HttpRequest, pk: int) -> HttpResponse:
    found = keeping.recall(_practice(request, pk), by=request.user)
    messages.success(request, "Đã rút lại để sửa.")
    return _home(found)


@login_required
@require_POST
@shows_domain_errors
def practice_approve(request: HttpRequest, pk: int) -> HttpResponse:
    found = keeping.approve(_practice(request, pk), by=request.user)
    messages.success(request, f"Đã đưa “{found.name}” vào thư viện.")
    return _home(found)


@login_required
@require_POST
@shows_domain_errors
def practice_return(request: HttpRequest, pk: int) -> HttpResponse:
    found = keeping.give_back(_practice(request, pk), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, "Đã trả lại đơn vị.")
    return _home(found)


@login_required
@require_POST
@shows_domain_errors
def practice_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = keeping.withdraw(_practice(request, pk), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, f"Đã rút “{found.name}” khỏi thư viện.")
    return _home(found)


@login_required
@require_POST
@shows_domain_errors
def practice_restore(request: HttpRequest, pk: int) -> HttpResponse:
    found = keeping.restore(_practice(request, pk), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, f"“{found.name}” lại có trong thư viện.")
    return _home(found)


# Pictures -------------------------------------------------------------------------------------------------------------


def _act(request: HttpRequest, view: str, practice: BestPractice, form, title: str, verb: str) -> HttpResponse:
    home = reverse("awards:years.practice", args=[practice.pk])
    crumbs = _crumbs((practice.name, home), (title, ""))
    context = {"practice": practice, "form": form, "title": title, "verb": verb, "back": home, "crumbs": crumbs}
    return render(request, f"awards/years/{view}.html", context, status=form_status(form))


@login_required
def picture_add(request: HttpRequest, pk: int) -> HttpResponse:
    found = _practice(request, pk)
    require(request.user, "awards.edit_practice", found)
    form = PictureForm(request.POST or None, request.FILES or None)
    if form.done(request, keeping.add_picture, found):
        messages.success(request, "Đã thêm ảnh.")
        return _home(found)
    return _act(request, "picture_add", found, form, "Thêm ảnh", "Thêm ảnh")


def _picture(request: HttpRequest, pk: int) -> PracticePicture:
    rows = PracticePicture.objects.visible_to(request.user).kept()
    return get_object_or_404(rows.select_related("practice__period__unit", "practice__period__cluster"), pk=pk)


@login_required
@require_GET
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture itself, for those who may see its model."""
    row = _picture(request, pk)
    return send_private(row.file, f"anh-{row.pk}.jpg", KINDS["jpg"], inline=True)


@login_required
@require_POST
@shows_domain_errors
def picture_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _picture(request, pk)
    keeping.remove_picture(row, by=request.user)
    messages.success(request, "Đã gỡ ảnh.")
    return _home(row.practice)


# Other units ----------------------------------------------------------------------------------------------------------


@login_required
def practice_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a unit works by the model, or what came of it there; `dv` proposes the unit."""
    found = _practice(request, pk)
    if not adopters(request.user, found).exists():
        require(request.user, "awards.adopt_practice", (found, None))
    start = {"since": clock.today()}
    code = request.GET.get("don_vi", "")
    known = found.adoptions.filter(unit__code=code, ended_on__isnull=True).first() if code else None
    if known is not None:
        start = {"unit": code, "since": known.since, "result": known.result, "contact": known.contact}
    form = AdoptForm(request.POST or None, user=request.user, practice=found, initial=start)
    if form.done(request, keeping.adopt, found):
        messages.success(request, f"Đã ghi {form.result.unit} áp dụng mô hình.")
        return _home(found)
    return _act(request, "practice_adopt", found, form, "Đơn vị áp dụng mô hình", "Ghi áp dụng")


@login_required
def adoption_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit no longer works by it; `pk` is the adoption's."""
    seen = PracticeAdoption.objects.filter(practice__in=BestPractice.objects.visible_to(request.user))
    related = ("unit", "practice__unit", "practice__period__unit", "practice__period__cluster")
    row = get_object_or_404(seen.select_related(*related), pk=pk)
    follow(request, row.practice.period)
    require(request.user, "awards.adopt_practice", (row.practice, row.unit))
    form = ReasonForm(request.POST or None)
    if form.done(request, keeping.end_adoption, row):
        messages.success(request, f"{row.unit} thôi áp dụng mô hình.")
        return _home(row.practice)
    return _act(request, "adoption_end", row.practice, form, f"{row.unit} thôi áp dụng", "Thôi áp dụng")
