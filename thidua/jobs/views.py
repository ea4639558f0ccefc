"""What the owner of a job sees: its row while it runs, its file, everything made so far."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from thidua import providers
from thidua.http import back, shows_domain_errors
from thidua.jobs import queries, services
from thidua.jobs.enums import JobState
from thidua.jobs.models import KEPT_FOR, Job
from thidua.lists import list_page


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Tệp đã xuất: every job of the user."""
    page = list_page(request, queries.job_list(request.user))
    context = {
        "list": page,
        "rows": queries.job_rows(page),
        "kept_days": KEPT_FOR.days,
        "crumbs": [("Báo cáo", reverse("awards:reports.index")), ("Tệp đã xuất", "")],
    }
    return render(request, "jobs/index.html", context)


@login_required
@never_cache
@require_GET
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """One job as a row; a running one asks again by itself. When work without a file is done, the page shows it."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    answer = render(request, "components/job.html", {"job": queries.job_rows([job])[0]})
    if job.state == JobState.DONE and not job.file_name and request.headers.get("hx-request"):
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_POST
@shows_domain_errors
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = services.cancel(get_object_or_404(Job.objects.visible_to(request.user), pk=pk), by=request.user)
    if request.headers.get("hx-request"):
        return render(request, "components/job.html", {"job": queries.job_rows([job])[0]})
    messages.success(request, f"Đã hủy: {job.name}.")
    return back(request)


@login_required
@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The result, for its owner only."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    guard = providers.file_guards.get(job.task)
    if not job.has_file or (guard is not None and not guard(job)):
        raise Http404("no file")
    try:
        content = job.file.open("rb")
    except FileNotFoundError:
        raise Http404("no file") from None
    answer = FileResponse(content, as_attachment=True, filename=job.file_name, content_type=job.content_type)
    answer["Cache-Control"] = "private, no-store"
    return answer
