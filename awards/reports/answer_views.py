"""Answers about titles: who holds one for years, and where one came from."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from awards.decisions.models import AwardRecord
from awards.reports import tasks
from awards.reports.answer_forms import HoldersForm
from awards.reports.origins import holders, origin_of
from awards.years.models import EmulationPeriod
from thidua.http import form_status
from thidua.jobs import services as jobs
from thidua.permissions import require

MOST = 500  # holders on one page of answers


@login_required
def title_years(request: HttpRequest) -> HttpResponse:
    """Title X for N (consecutive) years, within what the reader may see."""
    form = HoldersForm(request.GET if "danh_hieu" in request.GET else None, initial={"so_nam": 2, "lien_tuc": True})
    found = None
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        found = holders(
            request.user, award=asked["danh_hieu"], count=asked["so_nam"], consecutive=asked["lien_tuc"],
            people=asked["ai"] == "ca-nhan", until=asked["den_nam"],
        )  # fmt: skip
    context = {
        "form": form, "found": found and found[:MOST], "more": max(0, len(found or ()) - MOST),
        "asked": found is not None,
        "crumbs": [("Báo cáo", reverse("awards:reports.index")), ("Danh hiệu nhiều năm", "")],
    }  # fmt: skip
    return render(request, "awards/reports/title_years.html", context, status=form_status(form))


@login_required
def origin(request: HttpRequest, pk: int) -> HttpResponse:
    """By which decision, which vote, which score, on which evidence."""
    records = AwardRecord.objects.visible_to(request.user).select_related(
        "award", "person", "unit", "withdrawal", "back_entry", "line__decision", "line__nomination__award",
        "line__nomination__achievement", "line__nomination__nomination_list",
    )  # fmt: skip
    record = get_object_or_404(records.distinct(), pk=pk)
    context = {
        "origin": origin_of(record, request.user), "record": record,
        "crumbs": [
            ("Báo cáo", reverse("awards:reports.index")),
            ("Danh hiệu nhiều năm", reverse("awards:reports.title_years")),
            (f"{record.award.short_name} {record.year}", ""),
        ],
    }  # fmt: skip
    return render(request, "awards/reports/origin.html", context)


@login_required
@require_POST
def year_book(request: HttpRequest, pk: int) -> HttpResponse:
    """All papers of the year as one archive, made in the background."""
    periods = EmulationPeriod.objects.visible_to(request.user).select_related("unit", "cluster")
    period = get_object_or_404(periods, pk=pk)
    require(request.user, "awards.report_year", period)
    name = f"Kỷ yếu năm {period.year}, {period.holder}"
    jobs.start(owner=request.user, name=name, task=tasks.make_book, arguments={"period": period.pk})
    messages.info(request, f"Đang lập {name}. Có thể rời trang; tệp xong nằm ở Tệp đã xuất.")
    return redirect("awards:reports.index")
