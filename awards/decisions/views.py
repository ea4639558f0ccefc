"""Pages of papers: the register, a draft, the signature, the answer from above."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from awards.decisions import queries, services, tasks
from awards.decisions.digital_signatures import shown as shown_signatures
from awards.decisions.enums import PaperKind
from awards.decisions.forms import AnswerForm, PaperFilter, PaperForm, SignForm, TextsForm
from awards.decisions.medals import place_of
from awards.decisions.models import SEES_DRAFTS, Decision, DecisionLine
from awards.decisions.money_queries import paid_out, pays_units_of
from awards.decisions.papers import HEAVY
from awards.decisions.register import kept_for, next_number
from awards.decisions.states import BY_BUTTON, PAPER
from awards.decisions.upward_queries import on_its_way
from awards.years.scope import follow, scope_of
from thidua import clock
from thidua.errors import RuleViolation
from thidua.http import download as send_file
from thidua.http import form_status, shows_domain_errors
from thidua.jobs import services as jobs
from thidua.jobs.models import Job
from thidua.jobs.queries import job_rows
from thidua.lists import list_page
from thidua.numbers import is_number
from thidua.permissions import require
from units.audit.queries import history_of, history_url

KINDS = (PaperKind.DECISION, PaperKind.SUBMISSION)  # what is written here; answers come from above


def _paper(request: HttpRequest, pk: int) -> Decision:
    visible = Decision.objects.visible_to(request.user).select_related(
        "issuer__kind", "period__unit", "period__cluster", "conference__council", "conference__cluster", "answers",
        "signed_by", "created_by", "amends",
    )  # fmt: skip
    paper = get_object_or_404(visible, pk=pk)
    follow(request, paper.period)
    return paper


def _title(paper: Decision) -> str:
    return f"{paper.get_kind_display()} {paper.code}".strip()


def _crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Văn bản", reverse("awards:decisions.index")), *rest]


# The register ---------------------------------------------------------------------------------------------------------


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Sổ văn bản: every paper the user may see, of every year."""
    scope = scope_of(request)
    period = scope.period
    may_draft = period is not None and not period.is_closed and request.user.has_perm("awards.draft_paper", period)
    shown = list_page(request, queries.paper_list(request.user), PaperFilter(request.GET))
    context = {"list": shown, "period": period, "may_draft": may_draft}
    context["may_read_register"] = request.user.holds(*SEES_DRAFTS)
    if period is not None and period.cluster_id is None:
        context["may_read_medals"] = place_of(request.user, period, scope.unit) is not None
    if may_draft:
        context["waiting"] = [
            (kind, len(lines)) for kind in KINDS if (lines := queries.candidates(period, kind))
        ]  # fmt: skip
    return render(request, "awards/decisions/index.html", context)


# Drafts ---------------------------------------------------------------------------------------------------------------


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """A new paper of the year looked at; `?loai=` chooses its kind, before that the page asks."""
    period = scope_of(request).period
    if period is None:
        raise Http404("no year")
    require(request.user, "awards.draft_paper", period)
    kind = request.GET.get("loai", "")
    context = {"period": period, "crumbs": _crumbs(("Lập văn bản", ""))}
    if kind not in KINDS:
        context["options"] = [(option, len(queries.candidates(period, option))) for option in KINDS]
        return render(request, "awards/decisions/create.html", context)
    lines = queries.candidates(period, kind)
    conference = queries.conference_behind(lines)
    initial = queries.texts_for_new(period, kind, conference)
    form = PaperForm(request.POST or None, kind=kind, candidates=lines, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(
            services.draft_paper,
            by=request.user,
            kind=kind,
            period=period,
            issuer=period.unit,
            conference=queries.conference_behind(form.cleaned_data["lines"]),
            **form.cleaned_data,
        )
    ):
        messages.success(request, f"Đã lập dự thảo với {len(form.cleaned_data['lines'])} đối tượng.")
        return redirect("awards:decisions.detail", form.result.pk)
    context |= {
        "form": form,
        "kind": PaperKind(kind),
        "groups": queries.candidate_groups(lines),
        "conference": conference,
        "commanders": queries.commanders_to_see(period, lines),
        "next_number": next_number(period.unit, initial["series"], clock.today().year),
        "series": initial["series"],
    }
    return render(request, "awards/decisions/create.html", context, status=form_status(form))


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    paper = _paper(request, pk)
    require(request.user, "awards.edit_paper", paper)
    texts = {name: getattr(paper, name) for name in TextsForm.base_fields}
    form = TextsForm(request.POST or None, kind=paper.kind, initial=texts)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(services.edit_paper, paper, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Đã lưu dự thảo.")
        return redirect("awards:decisions.detail", pk)
    groups = _more_lines(paper)
    context = {
        "form": form,
        "paper": paper,
        "groups": groups,
        "waiting": sum(len(group.lines) for group in groups),
        "crumbs": _crumbs((_title(paper), reverse("awards:decisions.detail", args=[pk])), ("Sửa", "")),
    }
    return render(request, "awards/decisions/edit.html", context, status=form_status(form))


def _more_lines(paper: Decision) -> list:
    """Lines that may still go onto a draft, title by title."""
    open_to_more = paper.is_draft and paper.kind in KINDS
    return queries.candidate_groups(queries.candidates(paper.period, paper.kind)) if open_to_more else []


@login_required
@require_POST
@shows_domain_errors
def add_lines(request: HttpRequest, pk: int) -> HttpResponse:
    """Put ticked lines onto a draft."""
    paper = _paper(request, pk)
    wanted = {int(key) for key in request.POST.getlist("lines") if is_number(key)}
    lines = [line for line in queries.candidates(paper.period, paper.kind) if line.pk in wanted]
    if not lines or len(lines) != len(wanted):
        raise RuleViolation("Chọn đối tượng trong danh sách đang chờ văn bản.")
    services.add_lines(paper, by=request.user, lines=lines)
    messages.success(request, f"Đã thêm {len(lines)} đối tượng.")
    return redirect("awards:decisions.detail", pk)


@login_required
@require_POST
@shows_domain_errors
def drop_line(request: HttpRequest, pk: int) -> HttpResponse:
    visible = DecisionLine.objects.filter(decision__in=Decision.objects.visible_to(request.user))
    line = get_object_or_404(visible.select_related("decision__period__unit", "nomination__award"), pk=pk)
    services.drop_line(line, by=request.user)
    messages.success(request, f"Đã bỏ {line.nomination.subject_name} khỏi dự thảo.")
    return redirect("awards:decisions.detail", line.decision_id)


# One paper ------------------------------------------------------------------------------------------------------------


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail_page(request, _paper(request, pk))


def _detail_page(request: HttpRequest, paper: Decision, form: SignForm | None = None) -> HttpResponse:
    """The page of a paper. form: the signature as it was refused."""
    user = request.user
    page = queries.paper_page(paper)
    signs = paper.waits_for_hand and user.has_perm("awards.sign_paper", paper)
    signing = _signing_jobs(user, paper) if signs else []
    obstacles = PAPER["to_sign"].obstacles(paper) if paper.is_draft else []
    moves = [move for move in PAPER.open_to(user, paper) if move.name in BY_BUTTON]
    kept = kept_for(paper, clock.today().year) if not paper.is_signed else None
    if signs and form is None:
        year = clock.today().year
        number = kept.number if kept else next_number(paper.issuer, paper.series, year)
        form = SignForm(initial={"number": number, "decided_on": clock.today()})
    upward = on_its_way(paper, page.waiting) if page.answers else None
    for row in page.answers:
        row.steps = upward.told_of(row.line.pk)
    context = {
        "paper": paper,
        "page": page,
        "title": _title(paper),
        "crumbs": _crumbs((_title(paper), "")),
        "may_edit": user.has_perm("awards.edit_paper", paper),
        "moves": [move for move in moves if move.name != "cancel" and not (obstacles and move.name == "to_sign")],
        "cancel": [move for move in moves if move.name == "cancel"],
        "obstacles": obstacles,
        "other_law": queries.other_law(paper),
        "commanders": _commanders(paper, page, obstacles),
        "sign_form": form if signs else None,
        "kept": kept,
        "may_keep": _may_keep(user, paper),
        "signing": job_rows(signing),
        "upward": upward,
        "may_answer": page.waiting > 0 and user.has_perm("awards.record_answer", paper),
        "may_amend": _may_amend(user, paper, page),
        "may_read_money": paid_out(paper) and user.has_perm("awards.read_money", paper),
        "pays_own_unit": paid_out(paper) and pays_units_of(paper, user),
        "report": _report_of(paper),
        "signatures": shown_signatures(paper) if paper.is_signed and paper.pdf else [],
        "may_sign_digitally": paper.is_signed and bool(paper.pdf) and user.has_perm("awards.sign_paper", paper),
        "history": history_of(paper),
        "history_url": history_url(user, paper),
    }
    return render(request, "awards/decisions/detail.html", context, status=form_status(form) if form else 200)


def _may_amend(user, paper: Decision, page) -> dict[str, bool]:
    """Which papers about this signed one the user may begin."""
    if not paper.is_signed:
        return {}
    ours = paper.kind in (*KINDS, PaperKind.REVOCATION) and user.has_perm("awards.draft_paper", paper.period)
    whole = paper.kind == PaperKind.DECISION and bool(page.standing)
    above = paper.kind == PaperKind.ANSWER and not paper.amends_id and user.has_perm("awards.record_answer", paper)
    found = {"correct": ours, "replace": ours and whole, "revoke": ours and whole, "above": above}
    return found if any(found.values()) else {}


def _report_of(paper: Decision) -> str:
    """Name of the report that prints this paper."""
    if paper.kind in KINDS:
        return paper.kind
    return "" if paper.kind == PaperKind.ANSWER else "amendment"


def _may_keep(user, paper: Decision) -> bool:
    waits = paper.is_draft or paper.waits_for_hand
    return waits and paper.kind != PaperKind.ANSWER and user.has_perm("awards.keep_register", paper.issuer)


def _commanders(paper: Decision, page, obstacles: list[str]) -> list[str]:
    """Commanders to look at before the paper is signed; those told as obstacles already are not told twice."""
    if paper.is_signed:
        return []
    lines = [line.nomination for group in page.groups for line in group.lines]
    return [one for one in queries.commanders_to_see(paper.period, lines) if one not in obstacles]


def _signing_jobs(user, paper: Decision) -> list[Job]:
    """The user's own attempts to sign this paper in the background that still run, or the last one that failed."""
    mine = Job.objects.visible_to(user).filter(task=tasks.sign_paper.module_path, arguments__paper=paper.pk)
    return [job for job in mine.order_by("-pk")[:1] if not job.has_file]


@login_required
@require_POST
@shows_domain_errors
def to_sign(request: HttpRequest, pk: int) -> HttpResponse:
    services.to_sign(_paper(request, pk), by=request.user)
    messages.success(request, "Đã trình ký.")
    return redirect("awards:decisions.detail", pk)


@login_required
@require_POST
@shows_domain_errors
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    services.take_back(_paper(request, pk), by=request.user)
    messages.success(request, "Đã lấy lại để sửa.")
    return redirect("awards:decisions.detail", pk)


@login_required
@require_POST
@shows_domain_errors
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    services.cancel(_paper(request, pk), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, "Đã hủy dự thảo. Các đối tượng đưa được vào văn bản khác.")
    return redirect("awards:decisions.detail", pk)


@login_required
@require_POST
@shows_domain_errors
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign and issue; a long paper is laid out in the background, its refusals are told before that all the same."""
    paper = _paper(request, pk)
    require(request.user, "awards.sign_paper", paper)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _detail_page(request, paper, form)
    asked = form.cleaned_data
    if max(paper.lines.count(), paper.points.count()) <= HEAVY:
        if not form.perform(services.sign, paper, by=request.user, **asked):
            return _detail_page(request, _paper(request, pk), form)
        messages.success(request, f"Đã ký, ban hành {paper.get_kind_display().lower()} số {paper.code}.")
        return redirect("awards:decisions.detail", pk)
    if not form.perform(services.check_sign, paper, by=request.user, **asked):
        return _detail_page(request, paper, form)
    jobs.start(
        owner=request.user,
        name=f"Ký {paper.get_kind_display().lower()} số {asked['number']:02d}/{paper.series}",
        task=tasks.sign_paper,
        arguments={"paper": paper.pk, "number": asked["number"], "decided_on": asked["decided_on"].isoformat()},
    )
    messages.info(request, "Đang dàn trang bản ký. Có thể rời trang; văn bản ban hành khi xong.")
    return redirect("awards:decisions.detail", pk)


# From above, and out --------------------------------------------------------------------------------------------------


@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the superior decided on our submission."""
    paper = _paper(request, pk)
    if paper.kind != PaperKind.SUBMISSION or not paper.is_signed:
        raise Http404("no answer to this paper")
    require(request.user, "awards.record_answer", paper)
    waiting = [row.line for row in queries.answers_to(paper) if row.is_granted is None]
    reads = "doc" in request.POST  # a pasted block is read into the form, to be looked at before anything is written
    if reads:
        form = AnswerForm.reading(request.POST, submission=paper, waiting=waiting)
    else:
        form = AnswerForm(request.POST or None, submission=paper, waiting=waiting)
    if (
        request.method == "POST"
        and not reads
        and form.is_valid()
        and form.perform(services.record_answer, paper, by=request.user, **form.act)
    ):
        messages.success(request, f"Đã ghi quyết định số {form.result.code}.")
        return redirect("awards:decisions.detail", pk)
    crumbs = _crumbs((_title(paper), reverse("awards:decisions.detail", args=[pk])), ("Ghi kết quả", ""))
    context = {"form": form, "paper": paper, "crumbs": crumbs, "reads": reads}
    return render(request, "awards/decisions/answer.html", context, status=form_status(form))


@login_required
@require_GET
@shows_domain_errors
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed file exactly as it was frozen; a file that was changed on the disk is never handed out."""
    paper = _paper(request, pk)
    if not paper.is_signed or not paper.pdf:
        raise Http404("no signed file")
    return send_file(queries.signed_file(paper), f"{queries.file_stem(paper)}.pdf", "application/pdf")
