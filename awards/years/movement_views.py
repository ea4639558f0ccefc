"""Pages of movements: the list of the year, one movement, its acts; units put themselves down and report."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from awards.years import campaigns, states
from awards.years.enums import ReviewStage
from awards.years.movement_forms import (
    ExtendMovementForm,
    JoinForm,
    MovementFilter,
    MovementForm,
    MovementReportForm,
    ReviewForm,
)
from awards.years.movement_queries import Standing, is_register_over, movement_list, standings, turnout
from awards.years.movements import Movement
from awards.years.scope import follow, scope_of
from thidua import clock
from thidua.http import form_status, send_private, shows_domain_errors
from thidua.lists import list_page
from thidua.permissions import allowed, require
from units.accounts.enums import Role
from units.audit.queries import history_of, history_url
from units.models import Unit

LIST = "awards:years.movements"


def _movement(request: HttpRequest, pk: int) -> Movement:
    visible = Movement.objects.visible_to(request.user).select_related("period__unit", "period__cluster")
    found = get_object_or_404(visible.prefetch_related("units", "clusters"), pk=pk)
    follow(request, found.period)
    return found


def _crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Phong trào thi đua", reverse(LIST)), *rest]


def _page(request: HttpRequest, movement: Movement, view: str, form, title: str, **more) -> HttpResponse:
    """The page of one act on a movement."""
    home = reverse("awards:years.movement", args=[movement.pk])
    context = {"movement": movement, "form": form, "title": title, "back": home, **more}
    context["crumbs"] = _crumbs((movement.name, home), (title, ""))
    return render(request, f"awards/years/{view}.html", context, status=form_status(form))


@login_required
def movements(request: HttpRequest) -> HttpResponse:
    """Movements of the year looked at."""
    period = scope_of(request).period
    shown = list_page(request, movement_list(request.user, period), MovementFilter(request.GET), per_page=30)
    may_add = period is not None and not period.is_closed and allowed(request.user, "awards.run_period", period)
    return render(request, "awards/years/movements.html", {"list": shown, "period": period, "may_add": may_add})


@login_required
def movement(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is about, what it is rewarded with, who takes part and what came of it."""
    found = _movement(request, pk)
    runs = allowed(request.user, "awards.run_movement", found)
    rows = standings(found)
    mine = _rows_of(request, found, rows, runs)
    told = turnout(rows)
    context = {
        "movement": found,
        "crumbs": _crumbs((found.name, "")),
        "runs": runs and not found.period.is_closed,
        "obstacles": found.missing_to_launch() if runs and found.state == "draft" else [],
        "workflow": states.MOVEMENT,
        "rows": mine,
        "own": [row for row in mine if row.is_own] if found.is_running and not found.period.is_closed else [],
        "turnout": told,
        "missing": told.asked - told.joined,
        "register_over": is_register_over(found),
        "reviews": list(found.reviews.select_related("by")),
        "awards": list(found.awards.select_related("award")),
        "history": history_of(found, limit=12),
        "history_url": history_url(request.user, found),
    }
    return render(request, "awards/years/movement.html", context)


def _rows_of(request: HttpRequest, movement: Movement, rows: list[Standing], runs: bool) -> list[Standing]:
    """Every unit for whoever runs the year or leads its cluster; the units inside one's own scope for others."""
    user = request.user
    for row in rows:
        row.is_own = user.holds(Role.CLERK, Role.UNIT_LEADER, over=row.unit)
    whole = runs or (movement.period.cluster_id is not None and movement.period.cluster_id in user.cluster_ids())
    return rows if whole else [row for row in rows if user.sees(row.unit)]


@login_required
def movement_create(request: HttpRequest) -> HttpResponse:
    period = scope_of(request).period
    if period is None:
        raise Http404
    require(request.user, "awards.run_period", period)
    if period.is_closed:
        messages.error(request, f"Năm thi đua {period.year} đã khóa, chỉ còn để xem.")
        return redirect(LIST)
    start = {"starts_on": max(period.starts_on, min(clock.today(), period.ends_on)), "ends_on": period.ends_on}
    form = MovementForm(request.POST or None, request.FILES or None, period=period, initial=start)
    if form.done(request, campaigns.create_movement, period):
        messages.success(request, "Đã lưu bản soạn. Đặt cơ cấu khen thưởng, xem lại rồi phát động.")
        return redirect("awards:years.movement", form.result.pk)
    title = "Soạn phong trào thi đua"
    context = {"form": form, "title": title, "back": reverse(LIST), "crumbs": _crumbs((title, ""))}
    return render(request, "awards/years/movement_create.html", context, status=form_status(form))


@login_required
def movement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _movement(request, pk)
    require(request.user, "awards.run_movement", found)
    start = {name: getattr(found, name) for name in campaigns.FACTS}
    start |= {"units": list(found.units.all()), "clusters": list(found.clusters.all())}
    form = MovementForm(
        request.POST or None, request.FILES or None, period=found.period, movement=found, initial=start
    )  # fmt: skip
    if form.done(request, campaigns.edit_movement, found):
        messages.success(request, f"Đã lưu “{form.result.name}”.")
        return redirect("awards:years.movement", pk)
    return _page(request, found, "movement_edit", form, "Sửa phong trào")


@login_required
@require_GET
def movement_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The launching paper, for those who may see the movement; `?xem=1` shows it instead of saving it."""
    found = _movement(request, pk)
    return send_private(found.file, found.file_name, found.filetype, inline=request.GET.get("xem") == "1")


@login_required
@require_POST
@shows_domain_errors
def movement_launch(request: HttpRequest, pk: int) -> HttpResponse:
    found = campaigns.launch(_movement(request, pk), by=request.user)
    messages.success(request, f"Đã phát động “{found.name}”. Các đơn vị trong phạm vi được báo.")
    return redirect("awards:years.movement", pk)


@login_required
@require_POST
@shows_domain_errors
def movement_drop(request: HttpRequest, pk: int) -> HttpResponse:
    campaigns.drop(_movement(request, pk), by=request.user)
    messages.success(request, "Đã bỏ bản soạn.")
    return redirect(LIST)


@login_required
def movement_extend(request: HttpRequest, pk: int) -> HttpResponse:
    found = _movement(request, pk)
    require(request.user, "awards.run_movement", found)
    form = ExtendMovementForm(request.POST or None)
    if form.done(request, campaigns.extend, found):
        messages.success(request, f"Phong trào kéo dài đến hết ngày {form.result.ends_on:%d/%m/%Y}.")
        return redirect("awards:years.movement", pk)
    lead = f"Đang đến hết ngày {found.ends_on:%d/%m/%Y}."
    return _page(request, found, "movement_extend", form, "Kéo dài phong trào", verb="Kéo dài", lead=lead)


@login_required
def movement_review(request: HttpRequest, pk: int) -> HttpResponse:
    found = _movement(request, pk)
    require(request.user, "awards.run_movement", found)
    form = ReviewForm(request.POST or None, initial={"on": clock.today()})
    if form.done(request, campaigns.review, found):
        messages.success(request, "Đã ghi sơ kết.")
        return redirect("awards:years.movement", pk)
    rows = standings(found)
    return _page(
        request, found, "movement_review", form, "Sơ kết phong trào", verb="Ghi sơ kết", rows=rows, stage="mid"
    )


@login_required
def movement_end(request: HttpRequest, pk: int) -> HttpResponse:
    found = _movement(request, pk)
    require(request.user, "awards.run_movement", found)
    form = ReviewForm(request.POST or None, initial={"on": clock.today()})
    if form.done(request, campaigns.end, found):
        messages.success(request, f"Đã tổng kết “{found.name}”.")
        return redirect("awards:years.movement", pk)
    lead = "Sau tổng kết, đơn vị không đăng ký, báo cáo được nữa."
    rows = standings(found)
    return _page(
        request,
        found,
        "movement_end",
        form,
        "Tổng kết phong trào",
        verb="Tổng kết",
        lead=lead,
        rows=rows,
        stage="final",
    )


@login_required
@require_POST
@shows_domain_errors
def movement_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = campaigns.reopen(_movement(request, pk), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, f"Đã mở lại “{found.name}”.")
    return redirect("awards:years.movement", pk)


@login_required
@require_POST
@shows_domain_errors
def movement_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the units that have not put themselves down."""
    done = campaigns.remind(_movement(request, pk), by=request.user)
    messages.add_message(request, messages.SUCCESS if done.people else messages.INFO, done.words)
    return redirect("awards:years.movement", pk)


def _unit(request: HttpRequest, movement: Movement, code: str) -> Unit:
    """A unit asked to take part that the user may see, for those who act for it."""
    unit = next((one for one in movement.units_asked() if one.code == code), None)
    if unit is None or not Unit.objects.visible_to(request.user).filter(pk=unit.pk).exists():
        raise Http404("no such unit in this movement")
    require(request.user, "awards.join_movement", (movement, unit))
    return unit


@login_required
def movement_join(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The unit puts itself down, or changes what it put down."""
    found = _movement(request, pk)
    unit = _unit(request, found, code)
    entry = found.entries.filter(unit=unit).first()
    start = {"people": entry.people, "content": entry.content} if entry else {"people": unit.strength}
    form = JoinForm(request.POST or None, initial=start)
    if form.done(request, campaigns.join, found, unit):
        messages.success(request, f"{unit} đã đăng ký tham gia.")
        return redirect("awards:years.movement", pk)
    title = "Sửa đăng ký tham gia" if entry else "Đăng ký tham gia"
    late = ""
    if entry is None and is_register_over(found):
        late = f"Đã quá hạn đăng ký {found.register_by:%d/%m/%Y}: đăng ký được ghi là muộn."
    told = history_of(entry) if entry else []
    return _page(request, found, "movement_join", form, title, verb="Đăng ký", unit=unit, lead=late, history=told)


@login_required
def movement_report(request: HttpRequest, pk: int, code: str, stage: str) -> HttpResponse:
    """What came of it in the unit; `stage` is `mid` or `final`."""
    found = _movement(request, pk)
    unit = _unit(request, found, code)
    if stage not in ReviewStage.values:
        raise Http404("no such stage")
    entry = found.entries.filter(unit=unit).first()
    told = entry.reports.filter(stage=stage).first() if entry else None
    start = {"people": entry.people if entry else None}
    if told:
        start = {name: getattr(told, name) for name in ("people", "figures", "content")}
    form = MovementReportForm(request.POST or None, initial=start)
    if form.done(request, campaigns.report, found, unit, stage):
        messages.success(request, f"Đã báo cáo kết quả của {unit}.")
        return redirect("awards:years.movement", pk)
    title = f"Báo cáo {ReviewStage(stage).label.lower()}"
    lead = "" if entry else "Đơn vị chưa đăng ký tham gia phong trào này. Đăng ký rồi mới báo cáo."
    return _page(request, found, "movement_report", form, title, verb="Gửi báo cáo", unit=unit, lead=lead)
