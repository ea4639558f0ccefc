"""Pages of the dossier of a line: its files, its report of achievements, for which achievement it is."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from awards.nominations import filing, writing
from awards.nominations.dossier import Attachment
from awards.nominations.dossier_forms import AchievementForm, ReportForm
from awards.nominations.filing import TAKES_FILES
from awards.nominations.frames import crumbs_of_line, line_of
from awards.nominations.merits import report_of
from awards.nominations.models import Nomination
from awards.nominations.occasions import EDITABLE, name_achievement, to_choose
from awards.years.scope import follow
from thidua.http import form_status, send_private, shows_domain_errors
from thidua.permissions import require

DOSSIER = "#ho-so"


def _home(pk: int) -> str:
    return reverse("awards:nominations.detail", args=[pk]) + DOSSIER


@login_required
@require_POST
@shows_domain_errors
def attach(request: HttpRequest, pk: int, paper: str) -> HttpResponse:
    """Files for one paper of the dossier; what is refused is told by name, the rest is kept."""
    kept = filing.attach(line_of(request, pk), paper, request.FILES.getlist("files"), by=request.user)
    if kept.files:
        messages.success(request, f"Đã thêm {len(kept.files)} tệp vào hồ sơ.")
    for name, why in kept.refused:
        messages.error(request, f"Chưa nhận “{name}”: {why}")
    return redirect(_home(pk))


def _file(request: HttpRequest, pk: int) -> Attachment:
    rows = Attachment.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("nomination__nomination_list__period__unit"), pk=pk)


@login_required
@require_GET
def dossier_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes, for those who may see the line; `?xem=1` shows papers and pictures instead of saving them."""
    row = _file(request, pk)
    return send_private(row.file, row.name, row.filetype, inline=request.GET.get("xem") == "1")


@login_required
@require_POST
@shows_domain_errors
def remove_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = _file(request, pk)
    filing.remove(row, by=request.user)
    messages.success(request, f"Đã gỡ {row.name}.")
    return redirect(_home(row.nomination_id))


# The report of achievements -------------------------------------------------------------------------------------------


@login_required
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the report; those who may, write its parts."""
    line = line_of(request, pk)
    follow(request, line.nomination_list.period)
    found = report_of(line)
    writes = _may_write(request, line)
    if request.method == "POST":
        require(request.user, "awards.edit_nomination", line)
    form = ReportForm(request.POST or None, sections=found.sections)
    if request.method == "POST" and form.done(request, writing.write_report, line):
        changed = form.result
        messages.success(request, f"Đã lưu báo cáo, sửa {changed} mục." if changed else "Đã lưu báo cáo thành tích.")
        return redirect("awards:nominations.report", pk)
    context = {
        "line": line, "report": found, "form": form, "writes": writes,
        "rows": [(section, form[section.code]) for section in found.sections],
        "crumbs": crumbs_of_line(line, ("Báo cáo thành tích", "")), "back": _home(pk),
        "year": line.nomination_list.period.year,
    }  # fmt: skip
    return render(request, "awards/nominations/report.html", context, status=form_status(form))


def _may_write(request: HttpRequest, line: Nomination) -> bool:
    is_open = line.state in TAKES_FILES and not line.nomination_list.is_locked
    return is_open and request.user.has_perm("awards.edit_nomination", line)


@login_required
@require_POST
@shows_domain_errors
def reset_report(request: HttpRequest, pk: int) -> HttpResponse:
    """One part in the words of the records again."""
    writing.reset_report(line_of(request, pk), by=request.user, code=request.POST.get("muc", ""))
    messages.success(request, "Đã lấy lại nội dung theo hồ sơ.")
    return redirect("awards:nominations.report", pk)


# For which achievement ------------------------------------------------------------------------------------------------


@login_required
def achievement(request: HttpRequest, pk: int) -> HttpResponse:
    """For which achievement a line of the year is: nothing is rewarded twice."""
    line = line_of(request, pk)
    require(request.user, "awards.edit_nomination", line)
    if request.method != "POST" and (line.state not in EDITABLE or line.nomination_list.is_locked):
        messages.error(request, f"Không sửa được đề nghị đang ở trạng thái “{line.get_state_display()}”.")
        return redirect("awards:nominations.detail", pk)
    follow(request, line.nomination_list.period)
    choices = to_choose(line.nomination_list.period)
    form = AchievementForm(request.POST or None, choices=choices, initial={"achievement": line.achievement_id})
    if form.done(request, partial(name_achievement), line):
        messages.success(request, "Đã ghi thành tích và kiểm tra lại điều kiện.")
        return redirect(_home(pk))
    context = {"line": line, "form": form, "crumbs": crumbs_of_line(line, ("Thành tích", "")), "back": _home(pk)}
    return render(request, "awards/nominations/achievement.html", context, status=form_status(form))
