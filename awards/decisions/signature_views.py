"""Pages of digital signatures: sign with a file, take the file to a token and back, look at what is there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from awards.decisions import digital_signatures as reads
from awards.decisions import digital_signing
from awards.decisions.enums import PaperState
from awards.decisions.models import Decision
from awards.decisions.queries import file_stem
from awards.decisions.signature_forms import BringBackForm, KeyFileForm
from awards.decisions.signature_models import PaperSignature
from awards.years.scope import follow
from thidua import signatures
from thidua.filetypes import KINDS
from thidua.http import download, form_status, send_private, shows_domain_errors
from thidua.permissions import require


def _paper(request: HttpRequest, pk: int) -> Decision:
    papers = Decision.objects.visible_to(request.user).filter(state=PaperState.SIGNED).exclude(pdf="")
    paper = get_object_or_404(papers.select_related("issuer__kind", "period__unit", "period__cluster"), pk=pk)
    follow(request, paper.period)
    return paper


@login_required
@require_GET
def signature(request: HttpRequest, pk: int) -> HttpResponse:
    """The digital signatures of a paper, and the ways to add one."""
    return _page(request, _paper(request, pk))


def _page(request: HttpRequest, paper: Decision, key_form=None, back_form=None) -> HttpResponse:
    rows = reads.shown(paper)
    context = {
        "paper": paper,
        "rows": rows,
        "names": [words for row in rows if (words := reads.another_name(paper, row.row.signer))],
        "may_sign": request.user.has_perm("awards.sign_paper", paper),
        "key_form": key_form or KeyFileForm(),
        "back_form": back_form or BringBackForm(),
        "has_roots": bool(signatures.trusted_roots()),
        "crumbs": [
            ("Văn bản", reverse("awards:decisions.index")),
            (f"{paper.get_kind_display()} {paper.code}", reverse("awards:decisions.detail", args=[paper.pk])),
            ("Chữ ký số", ""),
        ],
    }
    bad = next((form for form in (key_form, back_form) if form is not None), None)
    return render(request, "awards/decisions/signature.html", context, status=form_status(bad) if bad else 200)


@sensitive_post_parameters("password")
@login_required
@require_POST
@shows_domain_errors
def sign_with_file(request: HttpRequest, pk: int) -> HttpResponse:
    paper, form = _paper(request, pk), KeyFileForm(request.POST, request.FILES)
    require(request.user, "awards.sign_paper", paper)
    if form.done(request, digital_signing.sign_with_file, paper):
        messages.success(request, f"Đã ký số bằng chứng thư của {form.result.signer}.")
        return redirect("awards:decisions.signature", pk)
    return _page(request, paper, key_form=form)


@login_required
@require_GET
@shows_domain_errors
def signature_prepared(request: HttpRequest, pk: int) -> HttpResponse:
    """The file to be signed by the program of a token."""
    paper = _paper(request, pk)
    content = digital_signing.prepared(paper, by=request.user)
    return download(content, f"{file_stem(paper)}-cho-ky-so.pdf", KINDS["pdf"].content_type)


@login_required
@require_POST
@shows_domain_errors
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    paper, form = _paper(request, pk), BringBackForm(request.POST, request.FILES)
    require(request.user, "awards.sign_paper", paper)
    if form.done(request, digital_signing.bring_back, paper):
        messages.success(request, f"Đã nhận bản ký số của {form.result.signer}.")
        return redirect("awards:decisions.signature", pk)
    return _page(request, paper, back_form=form)


@login_required
@require_GET
def signature_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A digitally signed file. pk: of the signature."""
    papers = Decision.objects.visible_to(request.user)
    row = get_object_or_404(PaperSignature.objects.select_related("decision").filter(decision__in=papers), pk=pk)
    content = reads.content_of(row)
    if content is None:
        raise Http404("the file is gone or was changed")
    return send_private(ContentFile(content), f"{file_stem(row.decision)}-ky-so.pdf", KINDS["pdf"])
