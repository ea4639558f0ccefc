"""Pages of the exchange with installations without a connection: keys, packages out and in, the answer."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from awards.decisions import exchange_files as files
from awards.decisions import exchange_queries as reads
from awards.decisions import exchanging
from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.exchange_enums import Direction, PackageKind, PackageState
from awards.decisions.exchange_format import PAPER
from awards.decisions.exchange_forms import DossierAnswerForm, PackageForm, PartnerForm, SendForm
from awards.decisions.exchange_models import ExchangePackage, ExchangePartner
from awards.decisions.models import Decision
from thidua.filetypes import KINDS, FileKind
from thidua.forms import ReasonForm
from thidua.http import download, form_status, send_private, shows_domain_errors
from thidua.lists import list_page
from thidua.permissions import require
from units.audit.queries import history_of, history_url

HOME = "awards:decisions.exchange"
ZIP = FileKind("zip", "Gói trao đổi", "application/zip", "zip", ("zip",))


def _way(title: str = "") -> list[tuple[str, str]]:
    way = [("Văn bản", reverse("awards:decisions.index"))]
    here = "Trao đổi hồ sơ"
    return [*way, (here, reverse(HOME)), (title, "")] if title else [*way, (here, "")]


def _partner(request: HttpRequest, pk: int) -> ExchangePartner:
    rows = ExchangePartner.objects.visible_to(request.user).select_related("owner", "unit", "created_by")
    return get_object_or_404(rows, pk=pk)


def _package(request: HttpRequest, pk: int) -> ExchangePackage:
    rows = ExchangePackage.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("partner__owner", "partner__unit", "submission", "answers", "by"), pk=pk
    )


@login_required
@require_GET
def exchange(request: HttpRequest) -> HttpResponse:
    """Whom we exchange with, what could be sent, every package that went or came."""
    require(request.user, "awards.exchange")
    page = list_page(request, reads.package_list(request.user), per_page=20)
    context = {
        "partners": list(reads.partner_list(request.user)),
        "papers": reads.to_send(request.user),
        "list": page,
        "crumbs": _way(),
    }
    return render(request, "awards/decisions/exchange.html", context)


# Keys -----------------------------------------------------------------------------------------------------------------


@login_required
def add_partner(request: HttpRequest) -> HttpResponse:
    require(request.user, "awards.exchange")
    form = PartnerForm(request.POST or None, user=request.user)
    if form.done(request, exchanging.add_partner):
        messages.success(request, "Đã thêm nơi trao đổi. Xem khóa để trao tận tay cho bên kia.")
        return redirect("awards:decisions.partner", form.result.pk)
    context = {"form": form, "title": "Thêm nơi trao đổi", "crumbs": _way("Thêm nơi trao đổi"), "back": reverse(HOME)}
    return render(request, "awards/decisions/add_partner.html", context, status=form_status(form))


def _partner_page(request: HttpRequest, row: ExchangePartner, *, key: str = "", form=None) -> HttpResponse:
    context = {
        "partner": row,
        "key": " ".join(key[start : start + 8] for start in range(0, len(key), 8)),
        "form": form or ReasonForm(),
        "crumbs": _way(str(row.unit)),
        "history": history_of(row),
        "history_url": history_url(request.user, row),
    }
    answer = render(request, "awards/decisions/partner.html", context, status=form_status(form) if form else 200)
    if key:
        answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_GET
def partner(request: HttpRequest, pk: int) -> HttpResponse:
    return _partner_page(request, _partner(request, pk))


@login_required
@require_POST
@shows_domain_errors
@sensitive_variables("key")
def show_key(request: HttpRequest, pk: int) -> HttpResponse:
    """The key on the page, this once; that it was looked at is on record."""
    row = _partner(request, pk)
    key = exchanging.show_key(row, by=request.user)
    return _partner_page(request, row, key=key)


@login_required
@require_POST
def end_partner(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = _partner(request, pk), ReasonForm(request.POST)
    if form.done(request, exchanging.end_partner, row):
        messages.success(request, "Đã thôi dùng khóa với nơi này.")
        return redirect(HOME)
    return _partner_page(request, row, form=form)


# Out ------------------------------------------------------------------------------------------------------------------


@login_required
def export_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """pk: a signed submission."""
    require(request.user, "awards.exchange")
    papers = Decision.objects.visible_to(request.user).filter(kind=PaperKind.SUBMISSION, state=PaperState.SIGNED)
    paper = get_object_or_404(papers.select_related("period__unit", "issuer"), pk=pk)
    open_ones = ExchangePartner.objects.visible_to(request.user).filter(ended_on=None, owner=paper.period.unit)
    partners = open_ones.select_related("unit")
    load = files.Load.of(files.attachments_of(paper))
    form = SendForm(request.POST or None, partners=partners, load=load)
    if request.method == "POST" and form.is_valid():
        chosen, along = form.cleaned_data["partner"], form.cleaned_data.get("with_files", True)
        if form.perform(exchanging.export_dossier, paper, chosen, by=request.user, with_files=along):
            messages.success(request, f"Đã lập gói hồ sơ cho {chosen.unit}. Tải tệp và chuyển cho bên kia.")
            return redirect("awards:decisions.package", form.result.pk)
    context = {
        "paper": paper,
        "form": form,
        "load": load,
        "has_partner": partners.exists(),
        "crumbs": _way("Lập gói hồ sơ"),
        "back": reverse(HOME),
    }
    return render(request, "awards/decisions/export_dossier.html", context, status=form_status(form))


# In -------------------------------------------------------------------------------------------------------------------


@login_required
def import_package(request: HttpRequest) -> HttpResponse:
    require(request.user, "awards.exchange")
    form = PackageForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = PackageForm(request.POST, request.FILES)
        if form.is_valid() and form.perform(exchanging.receive, form.cleaned_data["file"], by=request.user):
            return redirect("awards:decisions.package", form.result.pk)
    context = {"form": form, "crumbs": _way("Nhận gói"), "back": reverse(HOME)}
    return render(request, "awards/decisions/import_package.html", context, status=form_status(form))


def _package_page(request: HttpRequest, row: ExchangePackage, form=None) -> HttpResponse:
    is_in = row.direction == Direction.IN
    is_dossier = row.kind == PackageKind.DOSSIER
    received, lost = reads.received_shown(row) if row.state == PackageState.TAKEN else ([], "")
    context = {
        "package": row,
        "is_in": is_in,
        "is_dossier": is_dossier,
        "shown": _shown(row, is_in, is_dossier) if not received and row.state != PackageState.DROPPED else [],
        "received": received,
        "lost": lost,
        "opens": files.may_open(row),
        "waiting": sum(line.answer_id is None for line in received),
        "answered_by": list(row.answered_by.exclude(state=PackageState.DROPPED).order_by("pk")),
        "form": form or ReasonForm(),
        "crumbs": _way("Gói"),
        "history": history_of(row),
        "history_url": history_url(request.user, row),
    }
    return render(request, "awards/decisions/package.html", context, status=form_status(form) if form else 200)


def _shown(row: ExchangePackage, is_in: bool, is_dossier: bool) -> list[reads.Shown]:
    if not is_in:
        return reads.sent_shown(row)
    return reads.dossier_shown(row) if is_dossier else reads.answer_shown(row)


@login_required
@require_GET
@shows_domain_errors
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """One package: before it is taken, each line beside what is known here."""
    return _package_page(request, _package(request, pk))


@login_required
@require_POST
@shows_domain_errors
def take_package(request: HttpRequest, pk: int) -> HttpResponse:
    row = exchanging.take(_package(request, pk), by=request.user)
    words = "Đã nhận hồ sơ." if row.kind == PackageKind.DOSSIER else "Đã ghi kết quả của cấp trên."
    messages.success(request, words)
    return redirect("awards:decisions.package", pk)


@login_required
@require_POST
@shows_domain_errors
def drop_package(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = _package(request, pk), ReasonForm(request.POST)
    if form.done(request, exchanging.drop, row):
        messages.success(request, "Đã bỏ gói. Có thể đưa lại khi cần.")
        return redirect(HOME)
    return _package_page(request, row, form)


@login_required
def answer_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """What was decided on a dossier from below; the package that carries it back is made at once."""
    row = _package(request, pk)
    if not reads.is_dossier_in(row) or row.state != PackageState.TAKEN:
        raise Http404("nothing to answer")
    require(request.user, "awards.exchange", row)
    form = DossierAnswerForm(request.POST or None, package=row)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(exchanging.answer_dossier, row, by=request.user, **form.act)
    ):
        messages.success(request, "Đã lập gói trả lời. Tải tệp và chuyển cho bên kia.")
        return redirect("awards:decisions.package", form.result.pk)
    context = {
        "package": row, "form": form, "crumbs": _way("Trả lời hồ sơ"),
        "back": reverse("awards:decisions.package", args=[pk]),
    }  # fmt: skip
    return render(request, "awards/decisions/answer_dossier.html", context, status=form_status(form))


# Files ----------------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def package_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The package itself, as it was made or came."""
    row = _package(request, pk)
    return send_private(row.file, row.file_name, ZIP)


@login_required
@require_GET
@shows_domain_errors
def package_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed paper inside a dossier, once the package is vouched for."""
    row = _package(request, pk)
    content = reads.read(row, keep=(PAPER,), whole=False).files.get(PAPER, b"")
    if not BytesIO(content).read(5) == b"%PDF-":
        raise Http404("no paper in it")
    return download(content, f"to-trinh-{row.number[:8]}.pdf", KINDS["pdf"].content_type)


@login_required
@require_GET
@shows_domain_errors
def dossier_member(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A file of a line, vouched for once more; of what came in only once the package was taken. `?xem=1` shows it."""
    row = _package(request, pk)
    if not files.may_open(row):
        raise Http404("not taken")
    found = next((one for one in files.told_in(reads.read(row, whole=False).lines) if one.number == number), None)
    if found is None:
        raise Http404("no such file")
    content = reads.read(row, keep=(found.member,), whole=False).files[found.member]
    inline = request.GET.get("xem") == "1"
    return send_private(ContentFile(content), found.name, KINDS.get(found.kind), inline=inline)
