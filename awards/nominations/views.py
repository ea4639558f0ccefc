"""Pages of the list of proposals: the list, one line, a new one, the year's titles, the lock."""

from collections.abc import Callable
from datetime import datetime, time

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from awards.catalogue.models import Award, AwardRule
from awards.nominations import candidates, forms, offering, queries, services
from awards.nominations.board import BoardRow, quota_board, titles_of
from awards.nominations.course import conditions_shown, course_of, exceptions_of, moves_of
from awards.nominations.dossiers import asks_for_vote
from awards.nominations.enums import Eligibility
from awards.nominations.facts import preview
from awards.nominations.frames import (
    crumbs_of_line,
    crumbs_of_list,
    dossier_context,
    line_of,
    list_to_fill,
    listing_of,
)
from awards.nominations.kinds import kind_of
from awards.nominations.many import REFUSED
from awards.nominations.meeting_states import result_of
from awards.nominations.models import Nomination, NominationList
from awards.nominations.states import LIST, missing_for_council, unsettled, why_unsettled
from awards.nominations.station_queries import line_stations, may_amend
from awards.nominations.why import why_url
from awards.years.enums import Step
from awards.years.models import EmulationPeriod
from awards.years.scope import follow, scope_of
from thidua.errors import Forbidden, RuleViolation, StateConflict
from thidua.http import back, form_status, shows_domain_errors
from thidua.permissions import REGISTRY, require
from thidua.widgets import Milestone
from thidua.workflow import Move
from units.audit.queries import history_row, history_url
from units.models import Person, Unit

ORDERS = {
    "ten": ("sort_key", "pk"),
    "-ten": ("-sort_key", "-pk"),
    "don-vi": ("proposer__sort", "proposer__code", "sort_key", "pk"),
    "-don-vi": ("-proposer__sort", "-proposer__code", "sort_key", "pk"),
}
ORDER_WORDS = {"ten": "xếp theo tên", "-ten": "xếp theo tên", "don-vi": "xếp theo đơn vị", "-don-vi": "xếp theo đơn vị"}
OPEN_SHOWN = 50
EXPORTS = (("xlsx", "Tệp Excel", "file-spreadsheet"), ("pdf", "Tệp PDF", "file-text"))


# The list -------------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The lines of the year looked at, one title at a time."""
    scope = scope_of(request)
    titles = titles_of(scope.period)
    if not titles:
        return _no_list(request, scope.period)
    listing = titles[0].nomination_list
    user, part = request.user, _part(scope.unit, listing)
    board = quota_board(listing, part, titles)
    current = _current(board, request.GET.get("danh_hieu"))
    order = request.GET.get("xep") if request.GET.get("xep") in ORDERS else "ten"
    rows = queries.line_list(user, listing).filter(award=current.award).order_by(*ORDERS[order])
    if part is not None:
        rows = rows.filter(proposer__path__startswith=part.path)
    filters = forms.LineFilter(request.GET, user=user, listing=listing, one_unit=part is not None)
    shown, verdicts = queries.line_page(request, listing, rows, filters, current.verdicts)
    runs = user.has_perm("awards.run_nominations", listing)
    proposes = _may_propose(request, listing)
    context = {
        "listing": listing,
        "list": shown,
        "summary": queries.verdict_summary(verdicts),
        "quotas": [_tab(request, row, board, current) for row in board],
        "current": current,
        "order": order,
        "order_words": ORDER_WORDS[order],
        "runs": runs,
        "export_unit": part or listing.unit,
        "formats": EXPORTS,
        "may_add": not listing.is_locked and proposes,
        "may_suggest": proposes,
        "may_pick": runs and not listing.is_locked,
        "law": next((row.line for row in shown), None),
        "list_moves": [LIST["reopen"]] if runs and listing.is_locked and not _is_settled(listing, board) else [],
        "refused": request.session.pop(REFUSED, None) if REFUSED in request.session else None,
    }
    return render(request, "awards/nominations/index.html", context)


def _no_list(request: HttpRequest, period: EmulationPeriod | None) -> HttpResponse:
    may_open = (
        period is not None
        and not period.is_closed
        and request.user.has_perm("awards.run_nominations", NominationList(period=period))
    )
    context = {"listing": None, "period": period, "may_open": may_open}
    return render(request, "awards/nominations/index.html", context)


def _is_settled(listing: NominationList, board: list[BoardRow]) -> bool:
    """Whether a ballot has spoken, or the year is over: then nobody opens the list again."""
    return listing.period.is_closed or any(row.is_voted for row in board)


def _part(unit: Unit | None, listing: NominationList) -> Unit | None:
    """The unit looked at, when it is only a part of the province."""
    return unit if unit is not None and unit.pk != listing.unit.pk and unit.is_under(listing.unit) else None


def _current(board: list[BoardRow], code: str | None) -> BoardRow:
    return next((row for row in board if row.award.code == code), board[0])


def _tab(request: HttpRequest, row: BoardRow, board: list[BoardRow], current: BoardRow):
    query = {key: value for key, value in request.GET.items() if key in ("nam", "dv", "q", "don_vi", "xep")}
    url = f"{request.path}?{urlencode({**query, 'danh_hieu': row.award.code})}"
    names = {one.award.code: one.award.short_name for one in board}
    also = ", ".join(names[code] for code in row.year_award.counted_with if code in names)
    return row.quota(url=url, current=row is current, also_name=also)


def _may_propose(request: HttpRequest, listing: NominationList) -> bool:
    """Whether the user may put somebody forward for some unit of the year."""
    user = request.user
    if user.has_perm("awards.put_forward", listing.unit):
        return True
    own = [grant.unit for grant in user.grants if grant.unit_id and grant.unit.is_under(listing.unit)]
    return any(user.has_perm("awards.put_forward", unit) for unit in own)


# One line -------------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: its conditions, papers and way."""
    line = line_of(request, pk)
    listing = line.nomination_list
    follow(request, listing.period)
    stations = line_stations(line, request.user)
    course, moves = course_of(line, stations), moves_of(request.user, line)
    if stations.touched:
        moves = [move for move in moves if move.name != "recall"]
    missing = missing_for_council(line) if line.state in ("sent", "on_hold") and not listing.is_locked else []
    waits = next((move for move in moves if move.name in ("to_council", "agree")), None) if missing else None
    rule = AwardRule.objects.in_force(listing.rule_day).filter(award=line.award_id).order_by("-valid_from").first()
    context = {
        "line": line,
        "listing": listing,
        "crumbs": crumbs_of_line(line),
        "conditions": conditions_shown(
            line.checks.all(), exceptions_of(line), queries.may_override(request.user, line)
        ),
        "milestones": course.milestones(),
        "stations": stations,
        "may_amend": may_amend(request.user, line),
        "row": course.row,
        "rule": rule,
        "moves": [move for move in moves if move is not waits],
        "primary": _primary(moves, waits),
        "waits": waits,
        "missing": missing,
        "share": queries.vote_share(line),
        "told": result_of(line),
        "may_edit": queries.may_edit(request.user, line),
        "may_check": line.state in services.RUNNING
        and not listing.is_locked
        and request.user.has_perm("awards.edit_nomination", line),
        "why_url": why_url(line.person or line.unit, award=line.award.code, day=listing.rule_day),
        "why_tone": WHY_TONES.get(line.state, "warn"),
        "is_own_case": line.person_id is not None and line.person_id == request.user.person_id,
        "others": queries.others_of(line, request.user),
        **dossier_context(request.user, line),
        "history": [history_row(event) for event in course.events[:20]],
        "history_url": history_url(request.user, line),
    }
    return render(request, "awards/nominations/detail.html", context)


WHY_TONES = {"rejected": "bad", "not_passed": "info", "refused_above": "info"}  # any other is a warning


def _primary(moves: list[Move], waits: Move | None) -> str:
    """The one filled button: to the council for the office, sending for the unit."""
    if waits is not None:
        return ""
    return next((move.name for move in moves if move.name in ("to_council", "agree", "send")), "")


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the papers of a draft or of a line that was returned."""
    line = line_of(request, pk)
    require(request.user, "awards.edit_nomination", line)
    if request.method != "POST" and not queries.may_edit(request.user, line):
        messages.error(request, f"Không sửa được đề nghị đang ở trạng thái “{line.get_state_display()}”.")
        return redirect("awards:nominations.detail", pk)
    follow(request, line.nomination_list.period)
    names = ("citation", "unit_votes_for", "unit_votes_total")
    initial = {name: getattr(line, name) for name in names} | {"seen": services.fingerprint(line)}
    form = forms.EditForm(request.POST or None, initial=initial, asks_vote=asks_for_vote(line))
    if (told := result_of(line)) is not None:
        form.take_votes_of(told.meeting.held_on)
    stale = False
    if request.method == "POST" and form.is_valid():
        try:
            services.edit(line, by=request.user, **form.cleaned_data)
        except StateConflict as conflict:
            form.add_error(None, str(conflict))
            line.refresh_from_db()
            form.data = {**form.data.dict(), "seen": services.fingerprint(line)}  # the page shows the newer text now
            stale = True
        except RuleViolation as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, "Đã lưu đề nghị.")
            return redirect("awards:nominations.detail", pk)
    context = {
        "form": form,
        "line": line,
        "stale": stale,
        "crumbs": crumbs_of_line(line, ("Sửa", "")),
        "back": reverse("awards:nominations.detail", args=[pk]),
    }
    status = 409 if stale else form_status(form)
    return render(request, "awards/nominations/edit.html", context, status=status)


@login_required
@require_POST
@shows_domain_errors
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge the line afresh with the records of today."""
    line = services.check(line_of(request, pk), by=request.user)
    messages.success(request, f"Đã kiểm tra lại: {line.get_eligibility_display().lower()}.")
    return redirect("awards:nominations.detail", pk)


def _moved(request: HttpRequest, pk: int, act: Callable[..., Nomination], said: str, **facts) -> HttpResponse:
    line = line_of(request, pk)
    act(line, by=request.user, **facts)
    messages.success(request, said)
    return redirect("awards:nominations.detail", pk)


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")


@login_required
@require_POST
@shows_domain_errors
def send(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, services.send, "Đã gửi đề nghị.")


@login_required
@require_POST
@shows_domain_errors
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, services.send_back, "Đã trả lại đơn vị.", reason=_reason(request))


@login_required
@require_POST
@shows_domain_errors
def to_council(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, services.to_council, "Đã trình Hội đồng.")


@login_required
@require_POST
@shows_domain_errors
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, services.hold, "Đã tạm dừng xét.", reason=_reason(request))


@login_required
@require_POST
@shows_domain_errors
def release(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, services.release, "Đề nghị được xét tiếp.")


@login_required
@require_POST
@shows_domain_errors
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, services.reject, "Đã đề nghị loại.", reason=_reason(request))


@login_required
@require_POST
@shows_domain_errors
def reconsider(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, services.reconsider, "Đề nghị được xét lại.")


@login_required
@require_POST
@shows_domain_errors
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, services.withdraw, "Đã rút đề nghị.", reason=_reason(request))


# A new line -----------------------------------------------------------------------------------------------------------


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """Title, then whom, then papers: `?danh_hieu=CSTT&doi_tuong=p12` say how far the user has come."""
    listing = list_to_fill(request)
    if listing is None:
        raise Http404("no list to put anybody on")
    if not _may_propose(request, listing):
        raise Forbidden(REGISTRY["awards.put_forward"].who, "awards.put_forward")
    award = Award.objects.filter(years__nomination_list=listing, code=request.GET.get("danh_hieu", "")).first()
    subject = candidates.subject_of(request.user, listing, award, request.GET.get("doi_tuong", "")) if award else None
    if subject is not None:
        return _papers(request, listing, award, subject)
    context = {"listing": listing, "award": award, **_step(listing, award, None)}
    if award is None:
        context["board"] = quota_board(listing)
        context["closed"] = _closed(request, listing)
    else:
        search = forms.SubjectSearch(request.GET)
        context["search"] = search
        context["candidates"], context["more"] = candidates.candidates(request.user, listing, award, search.wanted)
        context["kinds"] = candidates.subject_kinds(award)
    return render(request, "awards/nominations/create.html", context)


def _closed(request: HttpRequest, listing: NominationList) -> str:
    """Why nothing can be added now; empty when something can."""
    if listing.is_locked:
        return services.LOCKED
    if listing.is_overdue and not request.user.has_perm("awards.run_nominations", listing):
        return "Đã quá hạn nhận đề nghị. Liên hệ trợ lý thi đua cấp tỉnh."
    return ""


def _step(listing: NominationList, award: Award | None, subject: Person | Unit | None) -> dict:
    """The three steps of a new line, and the way back."""
    event = {"dot": listing.pk} if listing.event else {}
    create = reverse("awards:nominations.create")
    start = f"{create}?{urlencode(event)}" if event else create
    chosen = f"{create}?{urlencode({**event, 'danh_hieu': award.code})}" if award else ""
    last = "Thành tích, biểu quyết" if kind_of(listing.kind).stations.unit_vote else "Thành tích"
    steps = [Milestone("Danh hiệu", state="now"), Milestone("Đối tượng"), Milestone(last)]
    if award is not None:
        steps[:2] = [Milestone(award.short_name, state="ok", url=start), Milestone("Đối tượng", state="now")]
    if subject is not None:
        steps[1:] = [Milestone(str(subject), state="ok", url=chosen), Milestone(last, state="now")]
    return {
        "steps": steps,
        "crumbs": [*crumbs_of_list(listing), ("Thêm đề nghị", "")],
        "start": start,
        "joint": "&" if event else "?",
        "chosen": chosen,
    }


def _papers(request: HttpRequest, listing: NominationList, award: Award, subject: Person | Unit) -> HttpResponse:
    """The last step: what the unit says, beside what the records say."""
    who = {"person": subject} if isinstance(subject, Person) else {"unit": subject}
    places = candidates.places_to_propose(request.user, listing)
    place = subject.unit if isinstance(subject, Person) else subject
    places = places.filter(pk__in=place.ancestor_ids())
    initial = {"proposer": candidates.usual_proposer(request.user, listing, subject)}
    votes = kind_of(listing.kind).stations.unit_vote
    form = forms.NominationForm(request.POST or None, places=places, initial=initial, asks_vote=votes)
    first = _there_already(listing, award, who)
    if request.method == "POST" and form.is_valid():
        if first is not None and _is_same(first, form.cleaned_data, request.user):
            return redirect("awards:nominations.detail", first.pk)  # the button was pressed twice
        if form.perform(services.nominate, listing, award, by=request.user, **who, **form.cleaned_data):
            return _nominated(request, listing, form.result)
        first = _there_already(listing, award, who)
    verdict, judgements = preview(listing, award, **who)
    context = {
        "listing": listing,
        "award": award,
        "subject": subject,
        "form": form,
        "first": first,
        "conditions": conditions_shown(judgements),
        "verdict": verdict,
        "closed": _closed(request, listing),
        "also": [line for line in queries.lines_of_subject(listing, **who) if line.award_id != award.pk],
        **_step(listing, award, subject),
    }
    return render(request, "awards/nominations/create.html", context, status=form_status(form))


def _there_already(listing: NominationList, award: Award, who: dict) -> Nomination | None:
    lines = queries.lines_of_subject(listing, **who)
    return next((line for line in lines if line.award_id == award.pk), None)


def _is_same(line: Nomination, facts: dict, user) -> bool:
    return line.created_by_id == user.pk and all(getattr(line, name) == value for name, value in facts.items())


def _nominated(request: HttpRequest, listing: NominationList, line: Nomination) -> HttpResponse:
    """Say what came of it: sent, kept as a draft with its reasons, over the quota."""
    fit = line.eligibility in (Eligibility.ELIGIBLE, Eligibility.LOOK)
    if "gui" in request.POST and fit:
        services.send(line, by=request.user)
        messages.success(request, f"Đã gửi đề nghị {line.award.short_name} cho {line.subject_name}.")
    elif fit:
        messages.success(request, f"Đã lưu nháp đề nghị {line.award.short_name} cho {line.subject_name}.")
    else:
        messages.warning(
            request, f"Đã lưu nháp. {line.get_eligibility_display()}: {line.eligibility_reason}. Chưa gửi đề nghị này."
        )
    row = next(row for row in quota_board(listing) if row.award.pk == line.award_id)
    if row.meter.over:
        messages.warning(
            request,
            f"{row.award.short_name} vượt chỉ tiêu {row.meter.over} ({row.meter.counted}/{row.meter.quota}). "
            "Đề nghị vẫn được nhận, Hội đồng bỏ phiếu chọn.",
        )
    return redirect("awards:nominations.detail", line.pk)


# The year's titles, the lock ------------------------------------------------------------------------------------------


def _listing(request: HttpRequest, pk: int) -> NominationList:
    """A list for those who run it."""
    listing = listing_of(request, pk)
    require(request.user, "awards.run_nominations", listing)
    return listing


@login_required
def open_list(request: HttpRequest) -> HttpResponse:
    """Open the list of the year looked at, with its titles."""
    period = scope_of(request).period
    if period is None:
        raise Http404("no year to open a list in")
    require(request.user, "awards.run_nominations", NominationList(period=period))
    if (listing := queries.list_of(period)) is not None:
        return redirect("awards:nominations.edit_list", listing.pk)
    due_at = _usual_deadline(period)
    offers = offering.offers(period, timezone.localtime(due_at).date())
    last = offering.titles_of_last_year(period)
    taken = {row.award_id: (place, None, row.proposed_upward) for place, row in enumerate(last, 1)}
    form = forms.ListForm(request.POST or None, offers=offers, initial=forms.first_values(offers, due_at, taken))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(services.open_list, period, by=request.user, **form.facts)
    ):
        messages.success(request, "Đã mở danh sách đề nghị.")
        return redirect("awards:nominations.index")
    crumbs = [("Đề nghị khen thưởng", reverse("awards:nominations.index")), ("Mở danh sách", "")]
    context = {"form": form, "period": period, "crumbs": crumbs, "copied": bool(last)}
    return render(request, "awards/nominations/open_list.html", context, status=form_status(form))


def _usual_deadline(period: EmulationPeriod) -> datetime:
    """The deadline of the step of proposals; without one, five in the afternoon of the last day of the year."""
    phase = period.phases.filter(step=Step.NOMINATIONS).first()
    return phase.due_at if phase else timezone.make_aware(datetime.combine(period.ends_on, time(17)))


@login_required
def edit_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Deadline, titles and numbers of a list that is open."""
    listing = _listing(request, pk)
    follow(request, listing.period)
    offers = offering.offers(listing.period, listing.rule_day, listing)
    rows = {offer.award.pk: offer.row for offer in offers if offer.row}
    taken = {award: (row.sort, row.yearly_number, row.proposed_upward) for award, row in rows.items()}
    initial = forms.first_values(offers, listing.due_at, taken)
    form = forms.ListForm(request.POST or None, offers=offers, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(services.edit_list, listing, by=request.user, **form.facts)
    ):
        messages.success(request, "Đã lưu danh hiệu, chỉ tiêu.")
        return redirect("awards:nominations.index")
    crumbs = [("Đề nghị khen thưởng", reverse("awards:nominations.index")), ("Danh hiệu, chỉ tiêu", "")]
    context = {"form": form, "period": listing.period, "listing": listing, "crumbs": crumbs}
    return render(request, "awards/nominations/edit_list.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def check_list(request: HttpRequest, pk: int) -> HttpResponse:
    count = services.check_list(_listing(request, pk), by=request.user)
    messages.success(request, f"Đã kiểm tra lại {count} đề nghị.")
    return back(request, reverse("awards:nominations.index"))


@login_required
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """What is about to be locked, what still keeps it open, and the word that locks it."""
    listing = _listing(request, pk)
    follow(request, listing.period)
    waiting = unsettled(listing)
    form = forms.LockForm(request.POST or None, has_open=waiting.exists())
    if request.method == "POST" and form.is_valid():
        leave_out = form.cleaned_data.get("leave_out", "")
        if form.perform(services.lock_list, listing, by=request.user, leave_out=leave_out):
            messages.success(request, "Đã khóa danh sách.")
            return redirect("awards:nominations.index")
        listing.refresh_from_db()
    count = waiting.count()
    context = {
        "listing": listing,
        "form": form,
        "board": quota_board(listing),
        "waiting": [(line, why_unsettled(line)) for line in waiting[:OPEN_SHOWN]],
        "waiting_count": count,
        "rest": max(0, count - OPEN_SHOWN),
        "crumbs": [("Đề nghị khen thưởng", reverse("awards:nominations.index")), ("Khóa danh sách", "")],
    }
    return render(request, "awards/nominations/lock.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    services.reopen_list(_listing(request, pk), by=request.user, reason=_reason(request))
    messages.success(request, "Đã mở lại danh sách.")
    return redirect("awards:nominations.index")
