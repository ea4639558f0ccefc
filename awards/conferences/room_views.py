"""Pages of the room: guests, whoever comes for a member, the codes of the hall, written opinions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from awards.conferences import checking_in, guests, queries, room_forms
from awards.conferences.frames import attendee_of, crumbs, form_page, visible
from awards.conferences.models import Conference
from awards.conferences.records import Guest, WrittenOpinion
from awards.years.scope import scope_of
from thidua import clock
from thidua.http import form_status, is_only_here, send_private, shows_domain_errors
from thidua.permissions import require

# Guests ---------------------------------------------------------------------------------------------------------------


@login_required
def guests_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who is invited, with the form for one more."""
    conference = visible(request, pk)
    require(request.user, "awards.run_conference", conference)
    form = room_forms.GuestForm(request.POST or None)
    if form.done(request, guests.add_guest, conference):
        messages.success(request, f"Đã thêm {form.result.name}.")
        return redirect("awards:conferences.guests_page", pk)
    place = scope_of(request).unit
    guest_rows = list(conference.guest_rows.all())
    seats = list(conference.attendees.select_related("member", "unit").order_by("sort", "pk"))
    for key, rows in (("khach", guest_rows), ("cho", seats)):
        for row in rows:
            row.letter = queries.paper_url(conference, place, "invitations", f"{conference.pk}-{key}-{row.pk}")
    context = {
        "conference": conference,
        "guests": guest_rows,
        "seats": seats,
        "year": conference.period.year,
        "code": (conference.period.cluster or place or conference.period.unit).code,
        "form": form,
        "crumbs": crumbs("Khách mời, giấy mời", conference),
    }
    return render(request, "awards/conferences/guests_page.html", context, status=form_status(form))


def _guest(request: HttpRequest, pk: int) -> Guest:
    seen = Conference.objects.visible_to(request.user).values("pk")
    rows = Guest.objects.filter(conference__in=seen)
    return get_object_or_404(rows.select_related("conference__council__unit", "conference__cluster__organiser"), pk=pk)


@login_required
def edit_guest(request: HttpRequest, pk: int) -> HttpResponse:
    guest = _guest(request, pk)
    require(request.user, "awards.run_conference", guest.conference)
    initial = {"name": guest.name, "post": guest.post, "kind": guest.kind}
    form = room_forms.GuestForm(request.POST or None, initial=initial)
    if guest.instead_of_id:
        del form.fields["kind"]
    if form.done(request, guests.edit_guest, guest):
        messages.success(request, f"Đã sửa {form.result.name}.")
        return redirect("awards:conferences.guests_page", guest.conference_id)
    back = reverse("awards:conferences.guests_page", args=[guest.conference_id])
    return form_page(request, "edit_guest", form, guest.conference, "Sửa khách mời", back=back)


@login_required
@require_POST
@shows_domain_errors
def remove_guest(request: HttpRequest, pk: int) -> HttpResponse:
    guest = _guest(request, pk)
    guests.remove_guest(guest, by=request.user)
    messages.success(request, f"Đã xóa {guest.name} khỏi danh sách mời.")
    return redirect("awards:conferences.guests_page", guest.conference_id)


@login_required
@require_POST
@shows_domain_errors
def mark_guest(request: HttpRequest, pk: int) -> HttpResponse:
    """`co-mat`: 1 when the guest has come, 0 to take the mark back."""
    guest = _guest(request, pk)
    guests.mark_guest(guest, by=request.user, present=request.POST.get("co-mat") == "1")
    return redirect(f"{reverse('awards:conferences.detail', args=[guest.conference_id])}#khach-moi")


# Whoever comes for a member -------------------------------------------------------------------------------------------


@login_required
def send_substitute(request: HttpRequest, pk: int) -> HttpResponse:
    attendee = attendee_of(request, pk)
    conference = attendee.conference
    require(request.user, "awards.run_conference", conference)
    form = room_forms.SubstituteForm(request.POST or None, conference=conference)
    if form.done(request, guests.send_substitute, attendee):
        messages.success(request, f"Đã ghi người dự thay {attendee.title}.")
        return redirect("awards:conferences.detail", conference.pk)
    return form_page(
        request, "send_substitute", form, conference, "Cử người dự thay", attendee=attendee, rule=conference.regulation
    )


@login_required
@require_POST
@shows_domain_errors
def end_substitute(request: HttpRequest, pk: int) -> HttpResponse:
    attendee = attendee_of(request, pk)
    guests.end_substitute(attendee, by=request.user)
    messages.success(request, f"{attendee.title} dự họp, không cử người thay.")
    return redirect("awards:conferences.detail", attendee.conference_id)


# Marking oneself ------------------------------------------------------------------------------------------------------


@login_required
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """A member's own page; `?ma=` comes from the QR picture, so that one tap is left."""
    conference = visible(request, pk)
    seat = checking_in.seat_of(conference, request.user)
    form = room_forms.CodeForm(request.POST or None, initial={"code": request.GET.get("ma", "")[:12]})
    if form.done(request, checking_in.check_in, conference):
        messages.success(request, "Đã điểm danh: có mặt.")
        return redirect("awards:conferences.check_in", pk)
    return form_page(request, "check_in", form, conference, "Tự điểm danh", seat=seat)


@login_required
@require_GET
def checkin_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code and its QR picture, large; the page asks for the next code by itself."""
    conference = visible(request, pk)
    require(request.user, "awards.run_conference", conference)
    context = {
        "conference": conference,
        "sitting": queries.sitting(conference),
        "is_only_here": is_only_here(request),
        "crumbs": crumbs("Mã điểm danh", conference),
    }
    part = "_checkin_code.html" if request.headers.get("hx-request") else "checkin_code.html"
    return render(request, f"awards/conferences/{part}", context)


@login_required
@require_POST
@shows_domain_errors
def open_checkin(request: HttpRequest, pk: int) -> HttpResponse:
    checking_in.open_checkin(visible(request, pk), by=request.user)
    return redirect("awards:conferences.checkin_code", pk)


@login_required
@require_POST
@shows_domain_errors
def close_checkin(request: HttpRequest, pk: int) -> HttpResponse:
    checking_in.close_checkin(visible(request, pk), by=request.user)
    messages.success(request, "Đã đóng mã điểm danh.")
    return redirect("awards:conferences.detail", pk)


# Written opinions -----------------------------------------------------------------------------------------------------


@login_required
def keep_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    attendee = attendee_of(request, pk)
    require(request.user, "awards.run_conference", attendee.conference)
    found = WrittenOpinion.objects.filter(attendee=attendee).first()
    initial = {"text": found.text, "received_on": found.received_on} if found else {"received_on": clock.today()}
    form = room_forms.OpinionForm(request.POST or None, request.FILES or None, initial=initial)
    if form.done(request, checking_in.keep_opinion, attendee):
        messages.success(request, f"Đã ghi ý kiến bằng văn bản của {attendee.name}.")
        return redirect("awards:conferences.detail", attendee.conference_id)
    return form_page(
        request, "keep_opinion", form, attendee.conference, "Ý kiến bằng văn bản", attendee=attendee, found=found
    )


@login_required
@require_GET
def opinion_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan, for those who may see the conference's papers."""
    seen = Conference.objects.visible_to(request.user).values("pk")
    rows = WrittenOpinion.objects.filter(attendee__conference__in=seen)
    found = get_object_or_404(rows.select_related("attendee__conference__council__unit"), pk=pk)
    if not found.attendee.conference.is_adopted:
        require(request.user, "awards.run_conference", found.attendee.conference)
    return send_private(found.file, found.file_name, found.filetype, inline=request.GET.get("xem") == "1")
