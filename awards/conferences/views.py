"""Pages of conferences and of the handover of a cluster's lead."""

from datetime import time

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from awards.conferences import (
    agenda,
    checking_in,
    compiling,
    forms,
    permissions,
    queries,
    room_queries,
    services,
    states,
)
from awards.conferences.enums import Hall
from awards.conferences.frames import (
    WITH,
    attendee_of,
    crumbs,
    form_page,
    in_its_year,
    visible,
)
from awards.conferences.models import (
    Attendee,
    Conference,
    Council,
    Handover,
    ProgrammeItem,
)
from awards.conferences.rules import HANDOVER_CHECKLIST, usual_programme
from awards.years.scope import scope_of
from thidua import clock
from thidua.errors import Forbidden
from thidua.http import form_status, shows_domain_errors
from thidua.lists import list_page
from thidua.numbers import is_number
from thidua.permissions import allowed, require
from units.audit.queries import history_of, history_url
from units.clusters.queries import proposal_for
from units.models import Cluster

# Conferences ----------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Conferences of the year looked at."""
    period = scope_of(request).period
    rows = list_page(request, queries.conference_list(request.user, period), forms.ConferenceFilter(request.GET))
    context = {
        "list": rows,
        "period": period,
        "bodies": queries.bodies_of(request.user, period),
        "live_elsewhere": queries.live_elsewhere(request.user, period),
    }
    return render(request, "awards/conferences/index.html", context)


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """Call a conference of `?hd=` (a council) or `?cum=` (a cluster) in the year looked at."""
    period = scope_of(request).period
    bodies = queries.bodies_of(request.user, period)
    if not bodies:
        raise Forbidden(f"{permissions.OFFICE}, {permissions.LEAD}", "awards.convene")
    if period is None:
        raise Http404("no year to hold a conference in")
    body = _body_of(request, bodies)
    if body is None:
        return render(request, "awards/conferences/create.html", {"bodies": bodies, "crumbs": crumbs("Lập hội nghị")})
    is_council = isinstance(body, Council)
    initial = {"hour": time(8, 0), "usual": True}
    if is_council:
        initial |= {"place": body.unit.place} | queries.led_by(body, clock.today())
    form = forms.NewConferenceForm(request.POST or None, body=body, on=clock.today(), initial=initial)
    if request.method == "POST" and form.is_valid():
        usual = form.cleaned_data["usual"]
        programme = usual_programme(form.cleaned_data["hour"], is_cluster=not is_council) if usual else []
        kind = "council" if is_council else "cluster"
        if form.perform(
            services.create_conference,
            by=request.user,
            period=period,
            programme=programme,
            **{kind: body},
            **form.facts,
        ):
            messages.success(request, f"Đã lập {form.result}.")
            return redirect("awards:conferences.detail", form.result.pk)
    context = {"form": form, "body": body, "period": period, "crumbs": crumbs("Lập hội nghị")}
    return render(request, "awards/conferences/create.html", context, status=form_status(form))


def _body_of(request: HttpRequest, bodies: list[Council | Cluster]) -> Council | Cluster | None:
    wanted = (request.GET.get("hd"), request.GET.get("cum"))
    for body in bodies:
        key = (str(body.pk), None) if isinstance(body, Council) else (None, str(body.pk))
        if key == wanted:
            return body
    return bodies[0] if len(bodies) == 1 else None


@login_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The sitting on one screen: programme, attendance with its quorum, ballots."""
    conference = visible(request, pk)
    sitting = queries.sitting(conference)
    ballots = list(conference.rounds.with_groups().order_by("number"))
    context = {
        "conference": conference,
        "sitting": sitting,
        "seats": sitting.absent if request.GET.get("vang") else sitting.seats,
        "ballots": ballots,
        "running": next((one for one in reversed(ballots) if not one.is_over and one.main_id is None), None),
        "may_run": allowed(request.user, "awards.run_conference", conference),
        "sees_body": queries.sees_body(request.user, conference),
        "room": room_queries.room_of(conference),
        "seat": checking_in.seat_of(conference, request.user),
        "substitutes": sitting.lets_substitute,
        "may_talk": not conference.is_adopted and allowed(request.user, "awards.send_talk", conference),
        "halls": Hall.choices,
        "item_form": forms.ItemForm(),
        "moves": states.CONFERENCE.open_to(request.user, conference),
        "history": history_of(conference, 8),
        "history_url": history_url(request.user, conference),
    }
    return render(request, "awards/conferences/detail.html", context)


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    conference = visible(request, pk)
    require(request.user, "awards.run_conference", conference)
    local = timezone.localtime(conference.starts_at)
    initial = {field: getattr(conference, field) for field in ("name", "place", "host", "chair_text", "secretary_text")}
    initial |= {"day": local.date(), "hour": local.time()}
    form = forms.ConferenceForm(request.POST or None, body=conference.body, on=conference.held_on, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(services.edit_conference, conference, by=request.user, **form.facts)
    ):
        messages.success(request, "Đã lưu hội nghị.")
        return redirect("awards:conferences.detail", pk)
    context = {"form": form, "conference": conference, "crumbs": crumbs("Sửa hội nghị", conference)}
    return render(request, "awards/conferences/edit.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def open_session(request: HttpRequest, pk: int) -> HttpResponse:
    services.open_session(visible(request, pk), by=request.user)
    messages.success(request, "Hội nghị đã khai mạc.")
    return redirect("awards:conferences.detail", pk)


@login_required
@require_POST
@shows_domain_errors
def close_session(request: HttpRequest, pk: int) -> HttpResponse:
    services.close_session(visible(request, pk), by=request.user)
    messages.success(request, "Hội nghị đã bế mạc.")
    return redirect("awards:conferences.minutes", pk)


# Programme ------------------------------------------------------------------------------------------------------------


@login_required
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Add items and put them in order."""
    conference = visible(request, pk)
    require(request.user, "awards.run_conference", conference)
    form = forms.ItemForm(request.POST or None)
    if form.done(request, agenda.add_item, conference):
        messages.success(request, f"Đã thêm {form.result}.")
        return redirect("awards:conferences.programme", pk)
    context = {
        "conference": conference,
        "items": list(conference.programme.order_by("sort", "starts_at")),
        "form": form,
        "crumbs": crumbs("Chương trình", conference),
    }
    return render(request, "awards/conferences/programme.html", context, status=form_status(form))


def _item(request: HttpRequest, pk: int) -> ProgrammeItem:
    seen = Conference.objects.visible_to(request.user).values("pk")
    return get_object_or_404(ProgrammeItem.objects.filter(conference__in=seen).select_related("conference"), pk=pk)


@login_required
def edit_item(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    require(request.user, "awards.run_conference", item.conference)
    initial = {field: getattr(item, field) for field in ("starts_at", "title", "owner")}
    form = forms.ItemForm(request.POST or None, initial=initial)
    if form.done(request, agenda.edit_item, item):
        messages.success(request, f"Đã sửa {form.result}.")
        return redirect("awards:conferences.programme", item.conference_id)
    back = reverse("awards:conferences.programme", args=[item.conference_id])
    return form_page(request, "edit_item", form, item.conference, "Sửa mục chương trình", back=back)


@login_required
@require_POST
@shows_domain_errors
def move_item(request: HttpRequest, pk: int) -> HttpResponse:
    """`huong`: len or xuong."""
    item = _item(request, pk)
    agenda.move_item(item, by=request.user, up=request.POST.get("huong") == "len")
    return redirect("awards:conferences.programme", item.conference_id)


@login_required
@require_POST
@shows_domain_errors
def remove_item(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    agenda.remove_item(item, by=request.user)
    messages.success(request, "Đã xóa mục khỏi chương trình.")
    return redirect("awards:conferences.programme", item.conference_id)


@login_required
@require_POST
@shows_domain_errors
def finish_item(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    agenda.finish_item(item, by=request.user, note=request.POST.get("note", ""))
    messages.success(request, f"Xong: {item.title}.")
    return redirect("awards:conferences.detail", item.conference_id)


@login_required
def note_item(request: HttpRequest, pk: int) -> HttpResponse:
    """What the minutes say of one item."""
    item = _item(request, pk)
    require(request.user, "awards.run_conference", item.conference)
    form = forms.NoteForm(request.POST or None, initial={"note": item.note})
    if form.done(request, agenda.note_item, item):
        messages.success(request, "Đã ghi biên bản của mục.")
        return redirect("awards:conferences.detail", item.conference_id)
    context = {"form": form, "item": item, "crumbs": crumbs("Ghi biên bản", item.conference)}
    return render(request, "awards/conferences/note_item.html", context, status=form_status(form))


# Attendance -----------------------------------------------------------------------------------------------------------


def _marked(request: HttpRequest, attendee: Attendee, *, form: forms.AbsenceForm | None = None) -> HttpResponse:
    """The row that was tapped, with quorum and counts; without htmx the whole page at that row."""
    if not request.headers.get("hx-request"):
        return redirect(f"{reverse('awards:conferences.detail', args=[attendee.conference_id])}#cho-{attendee.pk}")
    sitting = queries.sitting(attendee.conference)
    seat = next(seat for seat in sitting.seats if seat.pk == attendee.pk)
    context = {
        "conference": attendee.conference,
        "sitting": sitting,
        "seat": seat,
        "number": sitting.seats.index(seat) + 1,
        "may_run": True,
        "substitutes": sitting.lets_substitute,
        "is_answer": form is None,
        "absence": form,
    }
    return render(request, "awards/conferences/_seat.html", context, status=200 if form is None else form_status(form))


@login_required
@require_POST
@shows_domain_errors
def mark_present(request: HttpRequest, pk: int) -> HttpResponse:
    attendee = attendee_of(request, pk)
    services.mark_present(attendee, by=request.user)
    return _marked(request, attendee)


@login_required
@require_POST
@shows_domain_errors
def unmark(request: HttpRequest, pk: int) -> HttpResponse:
    attendee = attendee_of(request, pk)
    services.unmark(attendee, by=request.user)
    return _marked(request, attendee)


@login_required
def mark_absent(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks why in the row itself, without script on a page of its own."""
    attendee = attendee_of(request, pk)
    require(request.user, "awards.run_conference", attendee.conference)
    form = forms.AbsenceForm(request.POST or None, initial={"reason": attendee.absence_reason})
    if form.done(request, services.mark_absent, attendee):
        return _marked(request, attendee)
    if request.headers.get("hx-request"):
        return _marked(request, attendee, form=form)
    context = {"form": form, "attendee": attendee, "crumbs": crumbs("Vắng mặt", attendee.conference)}
    return render(request, "awards/conferences/mark_absent.html", context, status=form_status(form))


@login_required
def set_delegate(request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes for a unit of the cluster."""
    attendee = attendee_of(request, pk)
    require(request.user, "awards.run_conference", attendee.conference)
    form = forms.DelegateForm(request.POST or None, initial={"name": attendee.name, "role": attendee.role})
    if form.done(request, services.set_delegate, attendee):
        messages.success(request, f"Đại biểu của {attendee.title}: {form.result.name}.")
        return redirect("awards:conferences.detail", attendee.conference_id)
    context = {"form": form, "attendee": attendee, "crumbs": crumbs("Cử đại biểu", attendee.conference)}
    return render(request, "awards/conferences/set_delegate.html", context, status=form_status(form))


# Minutes --------------------------------------------------------------------------------------------------------------


@login_required
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes by section: what is known already, and what the secretary writes."""
    conference = visible(request, pk)
    may_run = allowed(request.user, "awards.run_conference", conference)
    if request.method == "POST":
        require(request.user, "awards.run_conference", conference)
    initial = {
        "discussion": conference.discussion or compiling.discussion_of(conference),
        "conclusion": conference.conclusion or compiling.conclusion_of(conference),
    }
    form = forms.MinutesForm(request.POST or None, initial=initial)
    if form.done(request, services.write_minutes, conference):
        messages.success(request, "Đã lưu biên bản.")
        return redirect("awards:conferences.minutes", pk)
    room = room_queries.room_of(conference)
    rounds, choices = conference.rounds.with_groups().order_by("number"), conference.rounds.tie_choices()
    context = {
        "conference": conference,
        "may_run": may_run,
        "may_correct": may_run and bool(room.versions) and room.versions[-1].is_signed,
        "minutes": queries.minutes_of(conference),
        "ballots": [(ballot, choices.get(ballot.pk)) for ballot in rounds if ballot.paper],
        "room": room,
        "new_lines": compiling.new_lines(conference) if may_run and not conference.is_adopted else [],
        "is_compiled": may_run and not conference.discussion.strip() and bool(initial["discussion"]),
        "form": form,
        "may_write": may_run and not conference.is_adopted,
        "paper": queries.paper(conference, scope_of(request).unit, "conference-minutes", pk)
        if may_run or conference.is_adopted
        else None,
        "moves": [move for move in states.CONFERENCE.open_to(request.user, conference) if move.name == "adopt_minutes"],
        "missing": states.missing_to_adopt(conference) if may_run and not conference.is_adopted else [],
        "crumbs": crumbs("Biên bản", conference),
    }
    return render(request, "awards/conferences/minutes.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def adopt_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    services.adopt_minutes(visible(request, pk), by=request.user)
    messages.success(request, "Biên bản đã thông qua và khóa.")
    return redirect("awards:conferences.minutes", pk)


# Handover -------------------------------------------------------------------------------------------------------------


@login_required
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """The handover of the cluster's lead at this conference: prepare, tick, sign."""
    conference = get_object_or_404(
        Conference.objects.visible_to(request.user).select_related(*WITH), pk=pk, cluster__isnull=False
    )
    in_its_year(request, conference)
    found = Handover.objects.filter(conference=conference).select_related("from_unit", "to_unit").first()
    may_run = allowed(request.user, "awards.run_conference", conference)
    if request.method == "POST":
        require(request.user, "awards.run_conference", conference)
    elected = conference.rounds.elected_lead()
    turn = None
    if may_run and not (found or elected):  # whoever only reads is not asked for a unit
        turn = proposal_for(conference.cluster, list(conference.cluster.members_on(conference.held_on)))
    initial = {"checklist": "\n".join(HANDOVER_CHECKLIST), "to_unit": elected or (turn.unit if turn else None)}
    if found is not None:
        initial = {
            "to_unit": found.to_unit_id,
            "takes_effect_on": found.takes_effect_on,
            "checklist": "\n".join(item["text"] for item in found.checklist),
            "minutes": found.minutes,
        }
    form = forms.HandoverForm(request.POST or None, conference=conference, initial=initial)
    if form.done(request, services.prepare_handover, conference):
        messages.success(request, "Đã lưu nội dung bàn giao.")
        return redirect("awards:conferences.handover", pk)
    side = permissions.signing_side(request.user, found) if found is not None else None
    context = {
        "conference": conference,
        "handover": found,
        "lead": found.from_unit if found else conference.cluster.lead_on(conference.held_on),
        "form": form if may_run and (found is None or found.state == "draft") else None,
        "elected": elected,
        "turn": turn,
        "may_run": may_run,
        "may_sign": bool(side) and not found.is_done and getattr(found, f"{side}_signed_by_id") is None,
        "missing": states.missing_to_sign(found) if found is not None and not found.is_done else [],
        "pdf": queries.paper_url(conference, scope_of(request).unit, "handover-minutes", found.pk)
        if found is not None and allowed(request.user, "awards.read_minutes", conference)
        else "",
        "history": history_of(found) if found is not None else [],
        "crumbs": crumbs("Bàn giao cụm trưởng", conference),
    }
    return render(request, "awards/conferences/handover.html", context, status=form_status(form))


def _handover(request: HttpRequest, pk: int) -> Handover:
    seen = Conference.objects.visible_to(request.user).values("pk")
    return get_object_or_404(
        Handover.objects.filter(conference__in=seen).select_related("conference", "from_unit", "to_unit"), pk=pk
    )


@login_required
@require_POST
@shows_domain_errors
def tick_handover(request: HttpRequest, pk: int) -> HttpResponse:
    """`so`: number of the item; `xong`: 1 or 0."""
    found = _handover(request, pk)
    number = request.POST.get("so", "")
    services.tick_handover(
        found,
        by=request.user,
        number=int(number) if is_number(number) else 0,
        done=request.POST.get("xong") == "1",
    )
    return redirect("awards:conferences.handover", found.conference_id)


@login_required
@require_POST
@shows_domain_errors
def sign_handover(request: HttpRequest, pk: int) -> HttpResponse:
    found = _handover(request, pk)
    row = services.sign_handover(found, by=request.user)
    messages.success(
        request,
        f"Đã bàn giao: {row.to_unit} là cụm trưởng từ {row.takes_effect_on:%d/%m/%Y}."
        if row.is_done
        else "Đã ký. Chờ bên kia ký.",
    )
    return redirect("awards:conferences.handover", found.conference_id)
