"""Pages of certificates: what a decision gives, the printing, the golden book, where the fields stand."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from awards.decisions import certificate_tasks as tasks
from awards.decisions import certificates as reads
from awards.decisions import certifying, placing
from awards.decisions.certificate_enums import CertificateKind, Stock
from awards.decisions.certificate_forms import LayoutForm, PrintForm
from awards.decisions.certificate_models import CertificateLayout, CertificateRun
from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import Decision
from awards.decisions.papers import verify_address
from awards.years.scope import follow
from thidua import clock
from thidua.errors import StateConflict
from thidua.filetypes import KINDS
from thidua.http import download, form_status, send_private, shows_domain_errors
from thidua.jobs import services as jobs
from thidua.jobs.enums import JobState
from thidua.jobs.models import Job
from thidua.jobs.queries import job_rows
from thidua.numbers import is_number
from thidua.permissions import require
from units.accounts.enums import Role
from units.models import Unit


def _decision(request: HttpRequest, pk: int) -> Decision:
    papers = Decision.objects.visible_to(request.user).filter(kind=PaperKind.DECISION, state=PaperState.SIGNED)
    paper = get_object_or_404(papers.select_related("issuer__kind", "period__unit", "period__cluster"), pk=pk)
    require(request.user, "awards.print_certificates", paper)
    follow(request, paper.period)
    return paper


def _way(paper: Decision | None = None, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    way = [("Văn bản", reverse("awards:decisions.index"))]
    if paper is not None:
        way.append((f"Quyết định {paper.code}", reverse("awards:decisions.detail", args=[paper.pk])))
    return [*way, *rest]


# Certificates of a decision -------------------------------------------------------------------------------------------


@login_required
@require_GET
def certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """What this decision gives, by the catalogue; who has been printed; the longest names first."""
    return _page(request, _decision(request, pk))


def _page(request: HttpRequest, paper: Decision, form: PrintForm | None = None) -> HttpResponse:
    asked = form["stock"].value() if form else request.GET.get("giay", "")
    stock = asked if asked in Stock.values else Stock.PLAIN
    rows = reads.rows_of(paper, stock, clock.today())
    runs = reads.runs_of(paper)
    ticked = set(request.POST.getlist("lines")) if form else None
    for row in rows:
        row.line.ticked = str(row.line.pk) in ticked if ticked is not None else row.is_printable and not row.copies
    context = {
        "paper": paper,
        "rows": rows,
        "stock": Stock(stock),
        "stocks": list(Stock),
        "longest": reads.longest_first(rows)[: reads.PREVIEWED],
        "too_long": [row for row in rows if row.too_long],
        "layouts": _layouts_used(paper, rows, stock),
        "runs": runs,
        "without_file": _without_file(runs),
        "jobs": job_rows(_jobs(request, tasks.print_certificates, "run", [run.pk for run in runs[:3]])),
        "form": form or PrintForm(initial={"stock": stock}),
        "bare_code": not verify_address("0" * 16).startswith("http"),
        "crumbs": _way(paper, ("Giấy khen, bằng", "")),
    }
    answer = form_status(form) if form else 200
    return render(request, "awards/decisions/certificates.html", context, status=answer)


def _without_file(runs: list[CertificateRun]) -> set[int]:
    """Ids of printings that have no file and none on the way; one query."""
    made = Job.objects.filter(task=tasks.print_certificates.module_path, arguments__run__in=[run.pk for run in runs])
    alive = made.filter(state__in=[JobState.QUEUED, JobState.RUNNING, JobState.DONE, JobState.EXPIRED])
    return {run.pk for run in runs} - {job["run"] for job in alive.values_list("arguments", flat=True)}


def _jobs(request: HttpRequest, task, name: str, values: list[int]) -> list[Job]:
    """The user's own jobs of a task about some things, newest first."""
    mine = Job.objects.visible_to(request.user).filter(task=task.module_path, **{f"arguments__{name}__in": values})
    return list(mine.order_by("-pk")[:3])


def _layouts_used(paper: Decision, rows, stock: str) -> list[tuple[CertificateKind, CertificateLayout | None]]:
    held = reads.layouts_for([paper.issuer], clock.today())
    return [(kind, held.get((paper.issuer_id, kind, stock))) for kind in dict.fromkeys(row.kind for row in rows)]


@login_required
@require_POST
@shows_domain_errors
def print_certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the printing down, then lay it out in the background."""
    paper, form = _decision(request, pk), PrintForm(request.POST)
    wanted = [int(key) for key in request.POST.getlist("lines") if is_number(key)]
    if not form.is_valid() or not form.perform(
        certifying.order_prints, paper, by=request.user, lines=wanted, **form.cleaned_data
    ):
        return _page(request, paper, form)
    run = form.result
    _start(request, run, len(set(wanted)))
    return redirect(f"{reverse('awards:decisions.certificates', args=[pk])}?giay={run.stock}")


@login_required
@require_POST
@shows_domain_errors
def print_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a printing whose job was lost or stopped before it had one. pk: of the printing."""
    runs = CertificateRun.objects.filter(decision__in=Decision.objects.visible_to(request.user))
    run = get_object_or_404(runs.select_related("decision__issuer"), pk=pk)
    require(request.user, "awards.print_certificates", run.decision)
    if Job.objects.filter(task=tasks.print_certificates.module_path, arguments__run=pk, state=JobState.DONE).exists():
        raise StateConflict("Lần in này đã có tệp. Cần in nữa thì chọn các bản, ghi lý do in lại.")
    _start(request, run, run.prints.count())
    return redirect(f"{reverse('awards:decisions.certificates', args=[run.decision_id])}?giay={run.stock}")


def _start(request: HttpRequest, run: CertificateRun, sheets: int) -> None:
    jobs.start(
        owner=request.user,
        name=f"Giấy khen, bằng theo Quyết định {run.decision.code}, {sheets} bản",
        task=tasks.print_certificates,
        arguments={"run": run.pk},
    )
    messages.info(request, "Đã ghi lần in. Tệp PDF đang được dàn trang; xong thì tải ở dòng Tệp in.")


@login_required
@require_GET
@shows_domain_errors
def certificate_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """The longest names as they would be printed, marked as a trial."""
    paper = _decision(request, pk)
    stock = request.GET.get("giay", "")
    content = certifying.trial_file(paper, stock if stock in Stock.values else Stock.PLAIN)
    return download(content, f"xem-thu-{paper.number}.pdf", KINDS["pdf"].content_type)


# The golden book ------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def golden_books(request: HttpRequest) -> HttpResponse:
    """Every decision with numbers, and the numbers of one of them."""
    books = reads.books(request.user)
    asked = request.GET.get("qd", "")
    chosen = next((one for one in books if str(one.pk) == asked), books[0] if books else None)
    context = {
        "books": books,
        "book": reads.golden_book(chosen) if chosen is not None else None,
        "crumbs": _way(None, ("Sổ vàng", "")),
    }
    return render(request, "awards/decisions/golden_books.html", context)


# Where the fields stand -----------------------------------------------------------------------------------------------


def _commands(request: HttpRequest) -> list[Unit]:
    """Units whose office the user is, and those below that have an arrangement of their own."""
    own = {grant.unit_id for grant in request.user.grants if grant.role == Role.OFFICER and grant.unit_id}
    arranged = CertificateLayout.objects.visible_to(request.user).values_list("unit", flat=True)
    return list(Unit.objects.filter(pk__in=own | set(arranged)).order_by("path"))


@login_required
@require_GET
def layouts(request: HttpRequest) -> HttpResponse:
    """Which arrangement holds for whom, its own or from above; where strangers check codes."""
    require(request.user, "awards.arrange_certificates", None)
    commands = _commands(request)
    held = reads.layouts_for(commands, clock.today())
    units = [
        (unit, [(kind, stock, held.get((unit.pk, kind, stock))) for kind in CertificateKind for stock in Stock])
        for unit in commands
    ]
    exports = _jobs(request, tasks.export_verify, "unit", [unit.pk for unit, _ in units])
    context = {
        "units": units,
        "address": verify_address("MÃ"),
        "bare_code": not verify_address("0" * 16).startswith("http"),
        "jobs": job_rows(exports),
        "crumbs": _way(None, ("Bố cục giấy khen", "")),
    }
    return render(request, "awards/decisions/layouts.html", context)


@login_required
def layout(request: HttpRequest, pk: int, kind: str, stock: str) -> HttpResponse:
    """The fields over a picture of the paper: moved by mouse, by keys, by numbers. pk: of the unit."""
    if kind not in CertificateKind.values or stock not in Stock.values:
        raise Http404("no such certificate")
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    require(request.user, "awards.arrange_certificates", unit)
    today = clock.today()
    row = reads.layout_for(unit, kind, stock, today)
    places = reads.places_of(kind, stock, today, row)
    form = LayoutForm(request.POST or None, request.FILES or None, places=places, stock=stock)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(certifying.arrange, unit, by=request.user, kind=kind, stock=stock, **form.act)
    ):
        messages.success(request, f"Đã lưu bố cục của {unit}, dùng từ ngày {form.result.valid_from:%d/%m/%Y}.")
        return redirect("awards:decisions.layout", pk, kind, stock)
    context = {
        "unit": unit,
        "kind": CertificateKind(kind),
        "stock": Stock(stock),
        "row": row,
        "is_own": row is not None and row.unit_id == unit.pk,
        "law": placing.law_on(kind, today),
        "form": form,
        "rows": form.rows(),
        "crumbs": _way(None, ("Bố cục giấy khen", reverse("awards:decisions.layouts")), (str(unit), "")),
    }
    return render(request, "awards/decisions/layout.html", context, status=form_status(form))


@login_required
@require_GET
def layout_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of the pre-printed stock, for the office and the offices below that use it."""
    row = get_object_or_404(CertificateLayout.objects.select_related("unit"), pk=pk)
    if not any(row.unit_id in unit.ancestor_ids() for unit in _commands(request)):
        raise Http404("not yours")
    return send_private(row.picture, "phoi.jpg", KINDS["jpg"], inline=True)


@login_required
@require_POST
@shows_domain_errors
def export_verify(request: HttpRequest, pk: int) -> HttpResponse:
    """The public pages of a command as one archive, for a server elsewhere. pk: of the unit."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    require(request.user, "awards.arrange_certificates", unit)
    jobs.start(
        owner=request.user, name=f"Trang xác minh của {unit}", task=tasks.export_verify, arguments={"unit": unit.pk}
    )
    messages.info(request, "Đang ghi trang xác minh. Xong thì tải tệp .zip ở dòng bên dưới.")
    return redirect("awards:decisions.layouts")
