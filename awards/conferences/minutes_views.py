"""Pages of the versions of the minutes: sign, correct, fetch; and of the decisions that change a council."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from awards.conferences import compiling, forms, permissions, record_states, recording, renewing, room_forms
from awards.conferences.frames import council_crumbs, council_of, crumbs, form_page, visible
from awards.conferences.models import Conference
from awards.conferences.records import MinutesVersion
from thidua import clock
from thidua.http import download, form_status, shows_domain_errors
from thidua.permissions import allowed, require


def _version(request: HttpRequest, pk: int) -> MinutesVersion:
    seen = Conference.objects.visible_to(request.user).values("pk")
    rows = MinutesVersion.objects.filter(conference__in=seen)
    related = (*MinutesVersion.locked_with, "secretary_signed_by", "chair_signed_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@login_required
def correct_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next version, with the reason."""
    conference = visible(request, pk)
    require(request.user, "awards.run_conference", conference)
    form = room_forms.WhyForm(request.POST or None)
    if form.done(request, recording.begin_correction, conference):
        messages.success(request, f"Đã lập bản {form.result.number}. Sửa nội dung rồi thông qua.")
        return redirect("awards:conferences.minutes_version", form.result.pk)
    return form_page(request, "correct_minutes", form, conference, "Sửa biên bản đã ký")


@login_required
def minutes_version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: its words, its signatures; while it is written, the form."""
    version = _version(request, pk)
    conference = version.conference
    if not permissions.may_read_version(request.user, version):
        raise Http404("a draft of those who write it")
    may_write = version.state == "draft" and allowed(request.user, "awards.run_conference", version)
    if request.method == "POST":
        require(request.user, "awards.run_conference", version)
    initial = {"discussion": version.discussion, "conclusion": version.conclusion}
    form = forms.MinutesForm(request.POST or None, initial=initial)
    if form.done(request, recording.write_version, version):
        messages.success(request, f"Đã lưu bản {version.number}.")
        return redirect("awards:conferences.minutes_version", pk)
    context = {
        "version": version,
        "conference": conference,
        "form": form,
        "may_write": may_write,
        "may_sign": _may_sign(request, version),
        "moves": [
            move
            for move in record_states.MINUTES.open_to(request.user, version)
            if move.permission != "awards.sign_minutes"
        ],
        "crumbs": crumbs(str(version), conference),
    }
    return render(request, "awards/conferences/minutes_version.html", context, status=form_status(form))


def _may_sign(request: HttpRequest, version: MinutesVersion) -> bool:
    hand = permissions.minutes_hand(request.user, version)
    return bool(hand) and version.state in ("adopted", "half") and getattr(version, f"{hand}_signed_by_id") is None


@login_required
@require_POST
@shows_domain_errors
def adopt_version(request: HttpRequest, pk: int) -> HttpResponse:
    version = recording.adopt_version(_version(request, pk), by=request.user)
    messages.success(request, f"Đã thông qua bản {version.number}, chờ hai người ký.")
    return redirect("awards:conferences.minutes_version", pk)


@login_required
@require_POST
@shows_domain_errors
def drop_version(request: HttpRequest, pk: int) -> HttpResponse:
    version = recording.drop_version(_version(request, pk), by=request.user)
    messages.success(request, f"Đã bỏ bản {version.number}.")
    return redirect("awards:conferences.minutes", version.conference_id)


@login_required
@require_POST
@shows_domain_errors
def sign_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    version = recording.sign(_version(request, pk), by=request.user)
    messages.success(request, "Biên bản đã đủ hai chữ ký." if version.is_signed else "Đã ký. Chờ người kia ký.")
    return redirect("awards:conferences.minutes_version", pk)


@login_required
@require_GET
@shows_domain_errors
def minutes_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen file of one version, from its first signature on."""
    version = _version(request, pk)
    if not version.is_frozen:
        raise Http404("no file yet")
    name = f"bien-ban-hoi-nghi-{version.conference_id}-ban-{version.number}.pdf"
    return download(compiling.signed_file(version), name, "application/pdf")


# Decisions on a council -----------------------------------------------------------------------------------------------


@login_required
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Kiện toàn: who leaves, who changes function, from a day on, by one decision."""
    council = council_of(request, pk)
    require(request.user, "awards.manage_council", council)
    seats = list(council.members_on(clock.today()))
    form = room_forms.RenewForm(
        request.POST or None, council=council, seats=seats, initial={"effective_on": clock.today()}
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(renewing.renew, council, by=request.user, **form.facts)
    ):
        messages.success(request, f"Đã kiện toàn theo {form.result}. Thêm thành viên mới nếu có.")
        return redirect("awards:conferences.council", pk)
    context = {"form": form, "council": council, "crumbs": council_crumbs("Kiện toàn", council)}
    return render(request, "awards/conferences/renew.html", context, status=form_status(form))
