"""Pages of unit meetings: the list, one meeting, its people, its votes, its close, what it must reach."""

from datetime import time

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from awards.nominations import conferring, meeting_queries
from awards.nominations.enums import MeetingState, Origin
from awards.nominations.meeting_forms import (
    CloseForm,
    MeetingFilter,
    MeetingForm,
    MeetingRuleForm,
    ScanForm,
    VotesForm,
    first_votes,
)
from awards.nominations.meeting_rules import offered_rules, set_meeting_rule
from awards.nominations.meeting_states import MEETING, list_problems, missing_to_close
from awards.nominations.meetings import MeetingRule, UnitMeeting
from awards.nominations.models import NominationList
from awards.nominations.queries import list_of
from awards.years.scope import follow, scope_of
from thidua import clock
from thidua.errors import Forbidden, RuleViolation
from thidua.forms import ReasonForm
from thidua.http import form_status, send_private, shows_domain_errors
from thidua.lists import list_page
from thidua.permissions import REGISTRY, allowed, require
from units.audit.queries import history_of, history_url
from units.models import Person, Unit

LIST = "awards:nominations.meetings"
USUAL_HOUR = time(8)
HEAD = (
    "place", "chair_name", "chair_post", "secretary_name", "secretary_post", "called", "present", "absence_note", "way",
)  # fmt: skip


def _way(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    home = ("Đề nghị khen thưởng", reverse("awards:nominations.index"))
    return [home, ("Họp bình xét", reverse(LIST)), *rest] if rest else [home, ("Họp bình xét", "")]


def _way_of(meeting: UnitMeeting, title: str) -> list[tuple[str, str]]:
    return _way((_name(meeting), reverse("awards:nominations.meeting", args=[meeting.pk])), (title, ""))


def _name(meeting: UnitMeeting) -> str:
    return f"{meeting.unit}, {meeting.held_on:%d/%m/%Y}"


def _meeting(request: HttpRequest, pk: int) -> UnitMeeting:
    rows = UnitMeeting.objects.visible_to(request.user)
    rows = rows.select_related("unit", "nomination_list__period__unit", "rule", "corrects__unit", "closed_by")
    found = get_object_or_404(rows, pk=pk)
    follow(request, found.nomination_list.period)
    return found


def _to(meeting: UnitMeeting) -> HttpResponse:
    return redirect("awards:nominations.meeting", meeting.pk)


def _refused(request: HttpRequest, meeting: UnitMeeting) -> HttpResponse | None:
    """Why a draft cannot be written now, told where one comes from; None when it can."""
    require(request.user, "awards.record_meeting", meeting)
    reasons = list_problems(meeting.nomination_list)
    if not meeting.is_draft:
        reasons = [f"Không sửa được cuộc họp ở trạng thái “{meeting.get_state_display()}”."]
    if not reasons or request.method == "POST":
        return None
    messages.error(request, reasons[0])
    return _to(meeting)


# The list -------------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings of the year looked at: those of the own unit, for the office all below."""
    scope = scope_of(request)
    listing = list_of(scope.period)
    if listing is None:
        return redirect("awards:nominations.index")
    part = scope.unit if scope.unit is not None and scope.unit.pk != listing.unit.pk else None
    rows = meeting_queries.meeting_list(request.user, listing, part)
    filters = MeetingFilter(request.GET, units=meeting_queries.units_with_meetings(request.user, listing))
    rules = meeting_queries.rules_of(listing.unit, clock.today())
    context = {
        "listing": listing,
        "list": list_page(request, rows, filters),
        "waiting": meeting_queries.without_origin(request.user, listing, part),
        "may_add": not list_problems(listing) and meeting_queries.units_that_meet(request.user, listing).exists(),
        "rules": rules.all,
        "crumbs": _way(),
    }
    return render(request, "awards/nominations/meetings.html", context)


@login_required
@require_GET
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: who met, what each line got, what came of it, the papers."""
    found = _meeting(request, pk)
    lines = meeting_queries.lines_of(found)
    verdicts = meeting_queries.verdicts(found, lines)
    may_record = allowed(request.user, "awards.record_meeting", found)
    is_open = not list_problems(found.nomination_list)
    context = {
        "meeting": found,
        "name": _name(found),
        "groups": _by_award(verdicts),
        "verdicts": verdicts,
        "passed": sum(one.passed is True for one in verdicts),
        "fell": sum(one.passed is False for one in verdicts),
        "absent": found.absent(list(found.people.all())),
        "may_write": may_record and found.is_draft and is_open,
        "may_correct": may_record and found.state == MeetingState.CLOSED and is_open,
        "scan_form": ScanForm() if may_record and found.state == MeetingState.CLOSED else None,
        "moves": [MEETING["meeting_drop"]] if may_record and found.is_draft else [],
        "missing": missing_to_close(found) if found.is_draft else [],
        "corrections": list(found.corrections.exclude(state=MeetingState.DROPPED)),
        "files": _files(found),
        "history": history_of(found, limit=12),
        "history_url": history_url(request.user, found),
        "crumbs": _way((_name(found), "")),
    }
    return render(request, "awards/nominations/meeting.html", context)


def _by_award(verdicts: list) -> list[tuple]:
    found: dict = {}
    for one in verdicts:
        found.setdefault(one.line.award, []).append(one)
    return list(found.items())


def _files(meeting: UnitMeeting) -> list[tuple[str, str, str]]:
    """Address, words and icon of each paper."""
    query = urlencode({"nam": meeting.nomination_list.period.year, "dv": meeting.unit.code, "object": meeting.pk})
    kinds = (("pdf", "Biên bản PDF", "file-text"), ("xlsx", "Tệp Excel", "file-spreadsheet"))
    return [
        (f"{reverse('awards:reports.download', args=['unit-meeting', kind])}?{query}", words, icon)
        for kind, words, icon in kinds
    ]


# Called and written down ----------------------------------------------------------------------------------------------


@login_required
def meeting_create(request: HttpRequest) -> HttpResponse:
    """A new meeting of a unit (`?don_vi=MH-D1`; asked for where there are several)."""
    listing = list_of(scope_of(request).period)
    if listing is None:
        raise Http404("no list to meet about")
    units = list(meeting_queries.units_that_meet(request.user, listing))
    if not units:
        raise Forbidden(REGISTRY["awards.record_meeting"].who, "awards.record_meeting")
    if reasons := list_problems(listing):
        messages.error(request, reasons[0])
        return redirect(LIST)
    code = request.GET.get("don_vi", "")
    unit = next((one for one in units if one.code == code), units[0] if len(units) == 1 else None)
    if unit is None:
        context = {"listing": listing, "units": units, "crumbs": _way(("Lập cuộc họp", ""))}
        return render(request, "awards/nominations/meeting_create.html", context)
    people = list(meeting_queries.people_called(unit))
    subjects = meeting_queries.subjects_for(listing, unit)
    form = _form(request, listing, unit, people, subjects, _first(unit, people, subjects))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(conferring.call_meeting, listing, unit, by=request.user, **form.facts)
    ):
        messages.success(request, "Đã lập cuộc họp.")
        return _to(form.result)
    crumbs = _way(("Lập cuộc họp", ""))
    context = {"listing": listing, "unit": unit, "form": form, "crumbs": crumbs, "back": reverse(LIST)}
    return render(request, "awards/nominations/meeting_create.html", context, status=form_status(form))


def _form(request, listing: NominationList, unit: Unit, people: list[Person], subjects: list, initial: dict):
    awards = [row.award for row in listing.awards.select_related("award")]
    return MeetingForm(
        request.POST or None, unit=unit, people=people, subjects=subjects, awards=awards, initial=initial
    )


def _first(unit: Unit, people: list[Person], subjects: list) -> dict:
    """What a new meeting begins with: today, the head of the unit, everybody called, the lines begun."""
    head = next((person for person in people if person.is_commander and person.unit_id == unit.pk), None)
    return {
        "held_on": clock.today(),
        "held_at": USUAL_HOUR,
        "place": f"Hội trường {unit.short_name}",
        "chair_name": head.full_name if head else "",
        "chair_post": meeting_queries.post_of(head) if head else "",
        "called": len(people) or None,
        "subjects": [one.key for one in subjects if one.origin in (Origin.LINE, Origin.REGISTERED)],
    }


@login_required
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Time, place, people and who is heard of a draft."""
    found = _meeting(request, pk)
    if refused := _refused(request, found):
        return refused
    listing, unit = found.nomination_list, found.unit
    people = list(meeting_queries.people_called(unit))
    local = timezone.localtime(found.held_at)
    initial = {
        **{name: getattr(found, name) for name in HEAD},
        "held_on": local.date(),
        "held_at": local.time(),
        "attendees": [one.person_id for one in found.people.all() if one.is_present],
        "subjects": [line.key for line in meeting_queries.lines_of(found)],
        "seen": found.version,
    }
    form = _form(request, listing, unit, people, meeting_queries.subjects_for(listing, unit, found), initial)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        if form.perform(conferring.edit_meeting, found, by=request.user, seen=seen, **form.facts):
            messages.success(request, "Đã lưu cuộc họp.")
            return _to(found)
    back = reverse("awards:nominations.meeting", args=[pk])
    context = {"meeting": found, "unit": unit, "form": form, "crumbs": _way_of(found, "Sửa"), "back": back}
    return render(request, "awards/nominations/meeting_edit.html", context, status=form_status(form))


# Votes ----------------------------------------------------------------------------------------------------------------


@login_required
def meeting_votes(request: HttpRequest, pk: int) -> HttpResponse:
    """Votes, opinions, discussion; `?dien=1` fills empty boxes as agreed by all, unsaved."""
    found = _meeting(request, pk)
    if refused := _refused(request, found):
        return refused
    lines = meeting_queries.lines_of(found)
    initial = first_votes(found, lines, all_agree=request.GET.get("dien") == "1")
    form = VotesForm(request.POST or None, meeting=found, lines=lines, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.facts
        if form.perform(conferring.record_votes, found, facts.pop("votes"), by=request.user, **facts):
            messages.success(request, "Đã lưu phiếu.")
            return _to(found)
    verdicts = meeting_queries.verdicts(found, lines)
    context = {
        "meeting": found,
        "form": form,
        "rows": form.rows(verdicts),
        "rules": list(dict.fromkeys(one.rule for one in verdicts if one.rule)),
        "crumbs": _way_of(found, "Ghi phiếu"),
        "back": reverse("awards:nominations.meeting", args=[pk]),
    }
    return render(request, "awards/nominations/meeting_votes.html", context, status=form_status(form))


# Closed, dropped, put right -------------------------------------------------------------------------------------------


@login_required
def meeting_close(request: HttpRequest, pk: int) -> HttpResponse:
    """What the minutes will say and do, then the close."""
    found = _meeting(request, pk)
    if refused := _refused(request, found):
        return refused
    verdicts = meeting_queries.verdicts(found, meeting_queries.lines_of(found))
    candidates = [one for one in verdicts if one.line.nomination_id is None and one.line.is_voted]
    first = {"put_forward": [one.line.pk for one in candidates if one.passed is not False], "seen": found.version}
    form = CloseForm(request.POST or None, candidates=candidates, initial=first)
    if form.done(request, conferring.close_meeting, found):
        made = found.lines.filter(is_candidate=True, nomination__isnull=False).count()
        more = f" Đã lập {made} bản nháp đề nghị." if made else ""
        messages.success(request, f"Đã chốt biên bản, phiếu được ghi vào đề nghị.{more}")
        return _to(found)
    if request.method == "POST":
        found.refresh_from_db()
    context = {
        "meeting": found,
        "form": form,
        "lines": [one for one in verdicts if one.line.nomination_id],
        "missing": missing_to_close(found),
        "fell": [one for one in verdicts if one.passed is False],
        "crumbs": _way_of(found, "Chốt biên bản"),
        "back": reverse("awards:nominations.meeting", args=[pk]),
    }
    return render(request, "awards/nominations/meeting_close.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def meeting_drop(request: HttpRequest, pk: int) -> HttpResponse:
    found = _meeting(request, pk)
    conferring.drop_meeting(found, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, "Đã bỏ cuộc họp.")
    return redirect(LIST)


@login_required
def meeting_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Why closed minutes are put right; the new draft begins with what they say."""
    found = _meeting(request, pk)
    require(request.user, "awards.record_meeting", found)
    form = ReasonForm(request.POST or None)
    if form.done(request, conferring.correct_meeting, found):
        messages.success(request, "Đã lập bản đính chính. Sửa phiếu rồi chốt; biên bản cũ còn giá trị đến lúc đó.")
        return _to(form.result)
    back = reverse("awards:nominations.meeting", args=[pk])
    context = {"meeting": found, "form": form, "crumbs": _way_of(found, "Đính chính"), "back": back}
    return render(request, "awards/nominations/meeting_correct.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def meeting_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the signed minutes."""
    found = _meeting(request, pk)
    require(request.user, "awards.record_meeting", found)
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        raise RuleViolation(form.errors["upload"][0], field="upload")
    conferring.attach_scan(found, by=request.user, upload=form.cleaned_data["upload"])
    messages.success(request, "Đã gắn bản chụp biên bản.")
    return _to(found)


@login_required
@require_GET
def meeting_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed minutes, for those who may see the meeting; `?xem=1` shows them instead of saving them."""
    found = _meeting(request, pk)
    return send_private(found.scan, found.scan_name, found.scan_filetype, inline=request.GET.get("xem") == "1")


# What it must reach ---------------------------------------------------------------------------------------------------


@login_required
def meeting_rule(request: HttpRequest) -> HttpResponse:
    """What meetings must reach: read by all, set by the office; `?mau=` begins with a share read of somewhere."""
    period = scope_of(request).period
    if period is None:
        raise Http404("no year to look at")
    unit = period.unit
    if request.method == "POST":
        require(request.user, "awards.set_meeting_rule", unit)
    listing, offered = list_of(period), offered_rules()
    awards = [row.award for row in listing.awards.select_related("award").order_by("sort")] if listing else []
    wanted = request.GET.get("mau", "")
    model = next((one for one in offered if one["code"] == wanted), offered[0])
    form = MeetingRuleForm(request.POST or None, awards=awards, initial=_model(model))
    if form.done(request, set_meeting_rule, unit):
        messages.success(request, "Đã đặt tỷ lệ đạt.")
        return redirect("awards:nominations.meeting_rule")
    today = clock.today()
    rows = list(MeetingRule.objects.filter(unit=unit).select_related("award", "set_by"))
    context = {
        "unit": unit,
        "rows": [row for row in rows if row.valid_to is None or row.valid_to >= today],
        "past": [row for row in rows if row.valid_to is not None and row.valid_to < today],
        "form": form,
        "offered": offered,
        "model": model,
        "may_set": request.user.has_perm("awards.set_meeting_rule", unit),
        "crumbs": _way(("Tỷ lệ đạt", "")),
    }
    return render(request, "awards/nominations/meeting_rule.html", context, status=form_status(form))


def _model(one: dict) -> dict:
    names = ("num", "den", "base", "quorum_num", "quorum_den", "legal_basis", "confidence")
    return {**{name: one[name] for name in names}, "strict": "1" if one["strict"] else "0", "valid_from": clock.today()}
