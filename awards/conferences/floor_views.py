"""Pages of the floor: papers laid before a conference, speakers in order, the screen of the hall, tasks given."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from awards.conferences import following, room_forms, room_queries, speaking
from awards.conferences.frames import crumbs, form_page, visible
from awards.conferences.models import Conference
from awards.conferences.records import FollowUp, Speech, Talk
from awards.years.scope import scope_of
from thidua.http import form_status, send_private, shows_domain_errors
from thidua.lists import list_page
from thidua.permissions import allowed, require
from units.audit.queries import history_of, history_url

# Papers ---------------------------------------------------------------------------------------------------------------


@login_required
def add_talk(request: HttpRequest, pk: int) -> HttpResponse:
    conference = visible(request, pk)
    require(request.user, "awards.send_talk", conference)
    runs = allowed(request.user, "awards.run_conference", conference)
    form = room_forms.TalkForm(
        request.POST or None, request.FILES or None,
        units=room_queries.units_of(conference, None if runs else request.user), needs_file=not runs,
    )  # fmt: skip
    if form.done(request, speaking.add_talk, conference):
        messages.success(request, f"Đã gửi tham luận “{form.result.title}”.")
        return redirect("awards:conferences.detail", pk)
    return form_page(request, "add_talk", form, conference, "Gửi tham luận")


def _talk(request: HttpRequest, pk: int) -> Talk:
    seen = Conference.objects.visible_to(request.user).values("pk")
    rows = Talk.objects.kept().filter(conference__in=seen)
    return get_object_or_404(rows.select_related("conference__council__unit", "conference__cluster__organiser"), pk=pk)


@login_required
@require_GET
def talk_file(request: HttpRequest, pk: int) -> HttpResponse:
    talk = _talk(request, pk)
    return send_private(talk.file, talk.file_name, talk.filetype, inline=request.GET.get("xem") == "1")


@login_required
@require_POST
@shows_domain_errors
def remove_talk(request: HttpRequest, pk: int) -> HttpResponse:
    talk = _talk(request, pk)
    speaking.remove_talk(talk, by=request.user)
    messages.success(request, f"Đã gỡ tham luận “{talk.title}”.")
    return redirect("awards:conferences.detail", talk.conference_id)


# The floor ------------------------------------------------------------------------------------------------------------


@login_required
def speeches(request: HttpRequest, pk: int) -> HttpResponse:
    """Who asked for the floor, in order, and who has it; the form for one more."""
    conference = visible(request, pk)
    require(request.user, "awards.run_conference", conference)
    form = room_forms.SpeechForm(request.POST or None, conference=conference)
    if form.done(request, speaking.add_speech, conference):
        messages.success(request, f"Đã ghi {form.result.name} đăng ký phát biểu.")
        return redirect("awards:conferences.speeches", pk)
    context = {
        "conference": conference,
        "speeches": list(conference.speeches.select_related("talk", "item")),
        "form": form,
        "crumbs": crumbs("Phát biểu", conference),
    }
    return render(request, "awards/conferences/speeches.html", context, status=form_status(form))


def _speech(request: HttpRequest, pk: int) -> Speech:
    seen = Conference.objects.visible_to(request.user).values("pk")
    rows = Speech.objects.filter(conference__in=seen)
    return get_object_or_404(rows.select_related("conference__council__unit", "conference__cluster__organiser"), pk=pk)


def _to_speeches(speech: Speech) -> HttpResponse:
    return redirect("awards:conferences.speeches", speech.conference_id)


@login_required
@require_POST
@shows_domain_errors
def move_speech(request: HttpRequest, pk: int) -> HttpResponse:
    """`huong`: len or xuong."""
    speech = _speech(request, pk)
    speaking.move_speech(speech, by=request.user, up=request.POST.get("huong") == "len")
    return _to_speeches(speech)


@login_required
@require_POST
@shows_domain_errors
def start_speech(request: HttpRequest, pk: int) -> HttpResponse:
    speech = _speech(request, pk)
    speaking.start_speech(speech, by=request.user)
    messages.success(request, f"Mời {speech.name} phát biểu.")
    return _to_speeches(speech)


@login_required
@require_POST
@shows_domain_errors
def end_speech(request: HttpRequest, pk: int) -> HttpResponse:
    speech = _speech(request, pk)
    speaking.end_speech(speech, by=request.user)
    return _to_speeches(speech)


@login_required
@require_POST
@shows_domain_errors
def remove_speech(request: HttpRequest, pk: int) -> HttpResponse:
    speech = _speech(request, pk)
    speaking.remove_speech(speech, by=request.user)
    messages.success(request, f"Đã xóa {speech.name} khỏi danh sách phát biểu.")
    return _to_speeches(speech)


@login_required
def note_speech(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said, for the minutes."""
    speech = _speech(request, pk)
    require(request.user, "awards.run_conference", speech.conference)
    form = room_forms.SummaryForm(request.POST or None, initial={"summary": speech.summary})
    if form.done(request, speaking.note_speech, speech):
        messages.success(request, f"Đã ghi nội dung phát biểu của {speech.name}.")
        return _to_speeches(speech)
    back = reverse("awards:conferences.speeches", args=[speech.conference_id])
    return form_page(request, "note_speech", form, speech.conference, "Ghi phát biểu", speech=speech, back=back)


@login_required
@require_POST
@shows_domain_errors
def set_hall(request: HttpRequest, pk: int) -> HttpResponse:
    """`man`: what the screen of the hall shows."""
    conference = speaking.set_hall(visible(request, pk), by=request.user, hall=request.POST.get("man", ""))
    messages.success(request, f"Màn chiếu: {conference.get_hall_display().lower()}.")
    return redirect("awards:conferences.detail", pk)


# Tasks ----------------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """Tasks that conferences of the year gave and open ones of other years, as far as the user may see them."""
    period = scope_of(request).period
    rows = room_queries.task_list(request.user, period)
    context = {"list": list_page(request, rows, room_forms.TaskFilter(request.GET)), "period": period}
    context["crumbs"] = crumbs("Việc giao sau hội nghị")
    return render(request, "awards/conferences/tasks.html", context)


@login_required
def give_task(request: HttpRequest, pk: int) -> HttpResponse:
    conference = visible(request, pk)
    require(request.user, "awards.run_conference", conference)
    form = room_forms.TaskForm(
        request.POST or None, conference=conference, units=room_queries.units_of(conference, None)
    )
    if form.done(request, following.give_task, conference):
        messages.success(request, f"Đã giao {form.result.unit}, hạn {form.result.due_on:%d/%m/%Y}.")
        return redirect("awards:conferences.detail", pk)
    return form_page(request, "give_task", form, conference, "Giao việc")


def _task(request: HttpRequest, pk: int) -> FollowUp:
    rows = FollowUp.objects.visible_to(request.user)
    related = ("conference__council__unit", "conference__cluster__organiser", "unit", "person", "ended_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@login_required
@require_GET
def task(request: HttpRequest, pk: int) -> HttpResponse:
    found = _task(request, pk)
    runs = allowed(request.user, "awards.run_conference", found)
    context = {
        "task": found,
        "conference": found.conference,
        "may_report": found.is_open and allowed(request.user, "awards.report_task", found),
        "may_run": runs,
        "sees_conference": Conference.objects.visible_to(request.user).filter(pk=found.conference_id).exists(),
        "history": history_of(found, 12),
        "history_url": history_url(request.user, found),
        "crumbs": _way(str(found)),
    }
    return render(request, "awards/conferences/task.html", context)


def _way(last: str, task: FollowUp | None = None) -> list[tuple[str, str]]:
    way = [("Việc giao sau hội nghị", reverse("awards:conferences.tasks"))]
    if task is not None:
        way.append((str(task), reverse("awards:conferences.task", args=[task.pk])))
    return [*way, (last, "")]


def _act(request: HttpRequest, found: FollowUp, form, act, name: str, title: str, told: str) -> HttpResponse:
    if form.done(request, act, found):
        messages.success(request, told)
        return redirect("awards:conferences.task", found.pk)
    back = reverse("awards:conferences.task", args=[found.pk])
    way = _way(title, found)
    return form_page(request, name, form, found.conference, title, task=found, back=back, crumbs=way)


@login_required
def report_task(request: HttpRequest, pk: int) -> HttpResponse:
    found = _task(request, pk)
    require(request.user, "awards.report_task", found)
    form = room_forms.ResultForm(request.POST or None, initial={"result": found.result})
    return _act(request, found, form, following.report_done, "report_task", "Báo đã xong", "Đã báo kết quả.")


@login_required
def reopen_task(request: HttpRequest, pk: int) -> HttpResponse:
    found = _task(request, pk)
    require(request.user, "awards.run_conference", found)
    form = room_forms.AgainForm(request.POST or None)
    return _act(request, found, form, following.give_again, "reopen_task", "Giao làm lại", "Đã giao làm lại.")


@login_required
def drop_task(request: HttpRequest, pk: int) -> HttpResponse:
    found = _task(request, pk)
    require(request.user, "awards.run_conference", found)
    form = room_forms.WhyForm(request.POST or None)
    return _act(request, found, form, following.drop, "drop_task", "Không thực hiện nữa", "Đã ghi không thực hiện nữa.")
