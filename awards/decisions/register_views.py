"""Pages of the register of numbers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from awards.decisions import numbering, register
from awards.decisions.models import SEES_DRAFTS, Decision
from awards.decisions.number_marks import NumberMark
from awards.decisions.register_forms import LEAVE_OUT, MarkForm
from awards.years.scope import scope_of
from thidua import clock
from thidua.errors import Forbidden
from thidua.http import form_status, shows_domain_errors
from thidua.permissions import REGISTRY, require
from units.models import Unit

HOME = "awards:decisions.number_register"


def _issuer(request: HttpRequest, books: list[register.Book]) -> Unit:
    """The unit whose register is looked at: of the book, of the year, or the highest one the user reads."""
    if books:
        return books[0].issuer
    period = scope_of(request).period
    if period is not None and request.user.has_perm("awards.read_register", period.unit):
        return period.unit
    own = [g.unit for g in request.user.grants if g.unit_id and g.role in SEES_DRAFTS]
    if not own:
        raise Forbidden(REGISTRY["awards.read_register"].who, "awards.read_register")
    return min(own, key=lambda unit: (len(unit.path), unit.path))


def _crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    here = ("Sổ số văn bản", reverse(HOME) if rest else "")
    return [("Văn bản", reverse("awards:decisions.index")), here, *rest]


@login_required
def number_register(request: HttpRequest) -> HttpResponse:
    """Every number of a series and a year, with the paper it went to, kept, left out or missing; `?so=` names it."""
    if not request.user.holds(*SEES_DRAFTS):
        raise Forbidden(REGISTRY["awards.read_register"].who, "awards.read_register")
    books = register.books_of(request.user)
    book = register.chosen(books, request.GET.get("so", ""))
    issuer = book.issuer if book else _issuer(request, books)
    rows = register.rows_of(book) if book else []
    scope = scope_of(request)
    context = {
        "books": books, "book": book, "rows": rows, "issuer": issuer,
        "figures": register.figures_of(book, rows) if book else None,
        "may_keep": request.user.has_perm("awards.keep_register", issuer),
        "several": len({one.issuer for one in books}) > 1, "period": scope.period, "crumbs": _crumbs(),
    }  # fmt: skip
    return render(request, "awards/decisions/number_register.html", context)


@login_required
def number_mark(request: HttpRequest) -> HttpResponse:
    """Keep a number or leave it out; `?so=` names the register, `?so_van_ban=` the number."""
    books = register.books_of(request.user) if request.user.holds(*SEES_DRAFTS) else []
    book = register.chosen(books, request.GET.get("so", ""))
    issuer = book.issuer if book else _issuer(request, books)
    require(request.user, "awards.keep_register", issuer)
    initial = {"series": book.series, "year": book.year} if book else {"year": clock.today().year}
    if "so_van_ban" in request.GET:
        initial |= {"number": request.GET["so_van_ban"][:5], "act": LEAVE_OUT}
    form = MarkForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and form.perform(_mark, request, issuer, form.cleaned_data):
        made = form.result
        messages.success(request, f"Số {made.code} năm {made.year}: {made.get_use_display().lower()}.")
        key = register.Book(issuer, made.series, made.year).key
        return redirect(f"{reverse(HOME)}?so={key}")
    title = "Giữ số, bỏ số"
    context = {"form": form, "title": title, "issuer": issuer, "verb": "Ghi vào sổ", "back": reverse(HOME)}
    context["crumbs"] = _crumbs((title, ""))
    return render(request, "awards/decisions/number_mark.html", context, status=form_status(form))


def _mark(request: HttpRequest, issuer: Unit, asked: dict) -> NumberMark:
    act = numbering.leave_out if asked["act"] == LEAVE_OUT else numbering.reserve
    given = {name: asked[name] for name in ("series", "year", "number", "reason")}
    return act(issuer, by=request.user, **given)


@login_required
@require_POST
@shows_domain_errors
def number_release(request: HttpRequest, pk: int) -> HttpResponse:
    """The number is free again."""
    mark = get_object_or_404(NumberMark.objects.visible_to(request.user).select_related("issuer"), pk=pk)
    numbering.let_go(mark, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, f"Số {mark.code} năm {mark.year} dùng lại được.")
    return redirect(f"{reverse(HOME)}?so={register.Book(mark.issuer, mark.series, mark.year).key}")


@login_required
@require_POST
@shows_domain_errors
def keep_number(request: HttpRequest, pk: int) -> HttpResponse:
    """The next number, kept for this draft."""
    paper = get_object_or_404(Decision.objects.visible_to(request.user).select_related("issuer"), pk=pk)
    mark = numbering.reserve(
        paper.issuer, by=request.user, series=paper.series, year=clock.today().year, paper=paper,
        reason=f"Giữ cho {paper.subject_line}"[:300],
    )  # fmt: skip
    messages.success(request, f"Đã giữ số {mark.code} cho dự thảo này.")
    return redirect("awards:decisions.detail", pk)
