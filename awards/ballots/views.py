"""Pages of a round of voting: prepare, direct, count blind, result, the hall's screen, the member's page."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from awards.ballots import box_queries, forms, keys, queries, rules, services, states
from awards.ballots.enums import Act
from awards.ballots.models import PaperBatch, RoundElector, VotingRound
from awards.conferences.models import Conference
from awards.conferences.queries import paper_url
from awards.nominations.commanders import told_of
from awards.nominations.queries import list_of
from awards.years.enums import Step
from awards.years.scope import follow, place_in, scope_of, years_of
from thidua import clock
from thidua.errors import DomainError, RuleViolation, StateConflict
from thidua.http import form_status, is_safe, shows_domain_errors
from thidua.numbers import cut_percent
from thidua.permissions import allowed, require
from thidua.widgets import Milestone
from units.audit.queries import history_of, history_url


def _rounds(request: HttpRequest):
    rows = VotingRound.objects.visible_to(request.user)
    return rows.select_related(*(f"conference__{path}" for path in WITH))


WITH = ("council__unit", "cluster__organiser", "host", "period__unit", "period__cluster")


def _in_its_year(request: HttpRequest, conference: Conference) -> None:
    """Let the frame show the year of the conference, where the user sees that year, and the step it belongs to."""
    place_in(request, Step.CLUSTERS if conference.cluster_id else Step.COUNCIL)
    if any(period.pk == conference.period_id for period in years_of(request)):
        follow(request, conference.period)


def _ballot(request: HttpRequest, pk: UUID) -> VotingRound:
    found = get_object_or_404(_rounds(request), pk=pk)
    _in_its_year(request, found.conference)
    return found


def _batch(request: HttpRequest, pk: int) -> PaperBatch:
    visible = VotingRound.objects.visible_to(request.user).values("pk")
    rows = PaperBatch.objects.filter(round__in=visible)
    found = get_object_or_404(rows.select_related(*(f"round__conference__{path}" for path in WITH)), pk=pk)
    _in_its_year(request, found.round.conference)
    return found


def _conference(request: HttpRequest, pk: int) -> Conference:
    rows = Conference.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related(*WITH), pk=pk)
    _in_its_year(request, found)
    return found


def _crumbs(last: str, conference: Conference, ballot: VotingRound | None = None) -> list[tuple[str, str]]:
    crumbs = [(conference.short_name, reverse("awards:conferences.detail", args=[conference.pk]))]
    if ballot is not None:
        crumbs.append((ballot.name, reverse("awards:ballots.detail", args=[ballot.pk])))
    return [*crumbs, (last, "")]


# Prepare --------------------------------------------------------------------------------------------------------------


@login_required
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft from the locked list (a council) or from the units (a cluster): one page, one press."""
    conference = _conference(request, pk)
    require(request.user, "awards.prepare_ballot", VotingRound(conference=conference))
    if conference.cluster_id:
        return _prepare_for_cluster(request, conference)
    try:
        rows = queries.proposals(conference, queries.groups_from_list(conference))
    except DomainError as error:
        context = {"conference": conference, "refusal": error, "crumbs": _crumbs("Lập phiếu bầu", conference)}
        return render(request, "awards/ballots/prepare.html", context)
    form = forms.PrepareForm(
        request.POST or None,
        conference=conference,
        proposals=rows,
        initial={"name": f"Phiếu bầu danh hiệu thi đua năm {conference.period.year}"},
    )
    if request.method == "POST" and form.is_valid():
        chosen = [rows[int(number)].spec for number in form.cleaned_data["titles"]]
        if _prepared(form, conference, request, chosen):
            return redirect("awards:ballots.detail", form.result.pk)
    context = {"conference": conference, "form": form, "rows": rows, "crumbs": _crumbs("Lập phiếu bầu", conference)}
    return render(request, "awards/ballots/prepare.html", context, status=form_status(form))


def _prepare_for_cluster(request: HttpRequest, conference: Conference) -> HttpResponse:
    board = queries.frozen_board(conference)
    form = forms.ClusterPrepareForm(
        request.POST or None,
        conference=conference,
        has_board=board is not None,
        initial={"name": f"Phiếu bầu của {conference.cluster} năm {conference.period.year}", "with_ranking": True},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            specs = queries.groups_from_cluster(
                conference,
                flag=data["flag"],
                flag_seats=data["flag_seats"] or 1,
                form=data["form"],
                with_ranking=data.get("with_ranking", False),
            )
        except RuleViolation as error:
            form.add_error(None, error.message)
            specs = []
        if specs and _prepared(form, conference, request, specs):
            return redirect("awards:ballots.detail", form.result.pk)
    context = {
        "conference": conference,
        "form": form,
        "board": board,
        "regulation": conference.regulation,
        "units": list(conference.cluster.members_on(conference.held_on)),
        "crumbs": _crumbs("Lập phiếu bầu", conference),
    }
    return render(request, "awards/ballots/prepare.html", context, status=form_status(form))


def _prepared(form, conference: Conference, request: HttpRequest, groups) -> bool:
    done = form.perform(
        services.prepare_round,
        conference,
        by=request.user,
        name=form.cleaned_data["name"],
        groups=groups,
        tellers=form.cleaned_data["tellers"],
        kind=form.cleaned_data["kind"],
    )
    if done:
        messages.success(request, "Đã lập phiếu. Xem lại danh sách rồi chốt phiếu.")
    return done


@login_required
def tellers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose the tellers anew, until the round is opened."""
    ballot = _ballot(request, pk)
    require(request.user, "awards.prepare_ballot", ballot)
    now = list(ballot.tellers.values_list("user", flat=True))
    form = forms.TellersForm(
        request.POST or None,
        conference=ballot.conference,
        initial={"tellers": now, "head": now[0] if now else None},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(services.set_tellers, ballot, by=request.user, tellers=form.cleaned_data["tellers"])
    ):
        messages.success(request, "Đã đổi tổ kiểm phiếu.")
        return redirect("awards:ballots.detail", pk)
    context = {"form": form, "ballot": ballot, "crumbs": _crumbs("Tổ kiểm phiếu", ballot.conference, ballot)}
    return render(request, "awards/ballots/tellers.html", context, status=form_status(form))


# The page of a round --------------------------------------------------------------------------------------------------

STAGES = (
    ("draft", "Lập phiếu"),
    ("ready", "Chốt phiếu, phát phiếu"),
    ("open", "Bỏ phiếu"),
    ("closed", "Kiểm phiếu"),
    ("counted", "Ký kết quả"),
    ("published", "Công bố"),
)


def _stages(ballot: VotingRound) -> list[Milestone]:
    """The stepper of a round that was not cancelled."""
    order = [state for state, _ in STAGES]
    state_now = "ready" if ballot.is_checkin else ballot.state
    at = order.index(state_now) if state_now in order else len(order)
    moments = {"open": ballot.opened_at, "closed": ballot.closed_at, "published": ballot.published_at}
    shown = []
    for place, (state, title) in enumerate(STAGES):
        moment = moments.get(state)
        when = f"{timezone.localtime(moment):%H:%M}" if moment else ""
        done = place < at or ballot.is_published
        shown.append(Milestone(title, when=when, state="ok" if done else "now" if place == at else ""))
    return shown


@login_required
@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Direct the round: what is on the paper, the roll, the batches, what waits for a second person."""
    ballot = _ballot(request, pk)
    page = queries.panel(ballot, request.user)
    may_prepare = allowed(request.user, "awards.prepare_ballot", ballot)
    events = list(ballot.events.select_related("actor").order_by("seq")) if page.acts else []
    context = {
        "ballot": ballot,
        "page": page,
        "stamp": _stamp(ballot, page),
        "conference": ballot.conference,
        "stages": [] if ballot.is_void else _stages(ballot),
        "moves": [m for m in states.ROUND.open_to(request.user, ballot) if m.name in ("freeze", "discard")],
        "acts": _acts(ballot, page),
        "may_prepare": may_prepare,
        "box": box_queries.box_of(ballot),
        "readiness": box_queries.readiness(ballot) if ballot.is_checkin else None,
        "hand_first": _hands_first(ballot, page),
        "hand_form": forms.HandForm(conference=ballot.conference, initial={"batch_label": _next_label(page)}),
        "trouble": queries.trouble_of(ballot),
        "may_see": allowed(request.user, "awards.see_count", ballot),
        "has_ties": ballot.is_published and VotingRound.objects.with_open_ties().filter(pk=pk).exists(),
        "follow_up": ballot.follow_ups.order_by("-number").first(),
        "told_apart": box_queries.told_apart(ballot),
        "events": events[::-1],
        "broken": queries.broken_link(events),
        "history": history_of(ballot, 10),
        "history_url": history_url(request.user, ballot),
        "paper_pdf": paper_url(ballot.conference, scope_of(request).unit, "ballot-paper", pk) if page.acts else "",
        "crumbs": _crumbs(ballot.name, ballot.conference),
    }
    return render(request, "awards/ballots/detail.html", context)


def _next_label(page: queries.Panel) -> str:
    return page.batches[-1].batch.label if page.batches else "A"


def _hands_first(ballot: VotingRound, page: queries.Panel) -> bool:
    """While the box is open and somebody waits for a paper, handing it out is the next thing to do."""
    return ballot.state == "open" and bool(page.waiting_for_paper)


def _acts(ballot: VotingRound, page: queries.Panel) -> list[dict]:
    """Acts of two the user can ask for now, that nobody has asked for yet."""
    if not page.acts:
        return []
    asked = {act.action for act in page.pending}
    return [
        {
            "act": act,
            "move": states.ROUND[act],
            "primary": act not in (Act.CANCEL, Act.ANNUL) and not _hands_first(ballot, page),
        }
        for act in queries.ACTS_BY_STATE.get(ballot.state, ())
        if act not in asked and not (act == Act.OPEN and ballot.is_electronic and not ballot.is_checkin)
    ]


@login_required
@require_GET
def pending(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What waits for a second person, polled by the page; `?tt=` is the state the page was drawn in."""
    ballot = _ballot(request, pk)
    page = queries.panel(ballot, request.user)
    stamp = _stamp(ballot, page)
    response = render(request, "awards/ballots/_pending.html", {"ballot": ballot, "page": page, "stamp": stamp})
    if request.GET.get("tt") and request.GET["tt"] != stamp:
        response.headers["HX-Refresh"] = "true"
    return response


def _stamp(ballot: VotingRound, page: queries.Panel) -> str:
    """Changes whenever the page of the round would look different, without saying what changed."""
    locked = sum(has_locked for row in page.batches for _, has_locked in row.counters)
    acts = "".join(str(act.pk) for act in page.pending)
    devices = sum(row.is_ready for row in page.roll) if ballot.is_checkin else 0
    return (
        f"{ballot.state}.{page.signed}.{devices}.{locked}.{sum(t.signed_at is not None for t in page.tellers)}.{acts}"
    )


@login_required
@require_POST
@shows_domain_errors
def freeze(request: HttpRequest, pk: UUID) -> HttpResponse:
    services.freeze_round(_ballot(request, pk), by=request.user)
    messages.success(request, "Đã chốt phiếu. In phiếu, phát phiếu, rồi mở bỏ phiếu bằng hai người.")
    return redirect("awards:ballots.detail", pk)


@login_required
@require_POST
@shows_domain_errors
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    ballot = _ballot(request, pk)
    services.discard_round(ballot, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, "Đã bỏ bản nháp.")
    return redirect("awards:conferences.detail", ballot.conference_id)


def _act(action: str) -> Act:
    try:
        return Act(action)
    except ValueError as error:
        raise Http404("no such act") from error


@login_required
@require_POST
@shows_domain_errors
def ask(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """The first of two people."""
    act = services.ask(_ballot(request, pk), _act(action), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, f"Đã đề nghị {act.get_action_display().lower()}. Chờ người thứ hai xác nhận.")
    return redirect("awards:ballots.detail", pk)


@login_required
@require_POST
@shows_domain_errors
def confirm(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """The second of two people."""
    act = _act(action)
    services.confirm(_ballot(request, pk), act, by=request.user)
    messages.success(request, f"{act.label}: đã thực hiện.")
    return redirect("awards:ballots.result" if act == Act.PUBLISH else "awards:ballots.detail", pk)


@login_required
@require_POST
@shows_domain_errors
def withdraw(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    services.withdraw(_ballot(request, pk), _act(action), by=request.user)
    messages.success(request, "Đã rút đề nghị.")
    return redirect("awards:ballots.detail", pk)


# Papers ---------------------------------------------------------------------------------------------------------------


def _sentences(form) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


@login_required
@require_POST
@shows_domain_errors
def hand_papers(request: HttpRequest, pk: UUID) -> HttpResponse:
    ballot = _ballot(request, pk)
    form = forms.HandForm(request.POST, conference=ballot.conference)
    if not form.is_valid():
        raise RuleViolation("Chưa phát được phiếu.", reasons=_sentences(form))
    batch = services.hand_papers(ballot, by=request.user, **form.cleaned_data)
    messages.success(request, f"{batch}: {batch.signed} người đã ký nhận, phát {batch.handed} phiếu.")
    return redirect(f"{reverse('awards:ballots.detail', args=[pk])}#phat-phieu")


def _elector(request: HttpRequest, pk: int) -> RoundElector:
    visible = VotingRound.objects.visible_to(request.user).values("pk")
    rows = RoundElector.objects.filter(round__in=visible)
    return get_object_or_404(
        rows.select_related(
            "round__conference__council__unit",
            "round__conference__cluster__organiser",
            "attendee__member",
            "attendee__unit",
        ),
        pk=pk,
    )


@login_required
@require_POST
@shows_domain_errors
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """`tap`: id of the batch the paper was of."""
    elector = _elector(request, pk)
    number = request.POST.get("tap", "")
    batch = get_object_or_404(elector.round.batches, pk=int(number) if number.isdecimal() else 0)
    services.take_back(elector, by=request.user, batch=batch)
    messages.success(request, f"Đã thu lại phiếu của {elector.attendee.name}.")
    return redirect("awards:ballots.detail", elector.round_id)


@login_required
def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody takes no part in this round; a second press takes it back."""
    elector = _elector(request, pk)
    ballot = elector.round
    require(request.user, "awards.prepare_ballot", ballot)
    form = forms.ReasonOnlyForm(request.POST or None)
    undo = elector.channel == "recused"
    if request.method == "POST":
        try:
            if undo:
                services.set_recused(elector, by=request.user, recused=False)
                return redirect("awards:ballots.detail", ballot.pk)
        except StateConflict as error:
            messages.error(request, str(error))
            return redirect("awards:ballots.detail", ballot.pk)
    if form.done(request, services.set_recused, elector):
        messages.success(request, f"{elector.attendee.name} không tham gia bỏ phiếu vòng này.")
        return redirect("awards:ballots.detail", ballot.pk)
    context = {
        "form": form,
        "elector": elector,
        "ballot": ballot,
        "crumbs": _crumbs("Không tham gia bỏ phiếu", ballot.conference, ballot),
    }
    return render(request, "awards/ballots/recuse.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def record_returned(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    form = forms.ReturnedForm(request.POST)
    if not form.is_valid():
        raise RuleViolation(" ".join(_sentences(form)))
    row = services.record_returned(batch, by=request.user, returned=form.cleaned_data["returned"])
    messages.success(request, f"{row}: thu về {row.returned} phiếu.")
    return redirect(f"{reverse('awards:ballots.detail', args=[batch.round_id])}#kiem-phieu")


@login_required
@require_POST
@shows_domain_errors
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """`vao`: id of the batch that takes this one in."""
    batch = _batch(request, pk)
    number = request.POST.get("vao", "")
    into = get_object_or_404(batch.round.batches, pk=int(number) if number.isdecimal() else 0)
    services.merge_batches(batch, by=request.user, into=into)
    messages.success(request, f"Đã gộp {batch} vào {into}.")
    return redirect(f"{reverse('awards:ballots.detail', args=[batch.round_id])}#kiem-phieu")


# Two blind counts -----------------------------------------------------------------------------------------------------


def _count_page(
    request: HttpRequest, batch: PaperBatch, entry: forms.CountEntry, *, sentence: str = ""
) -> HttpResponse:
    rows = {row.batch.pk: row for row in queries.batch_rows(batch.round, request.user)}
    context = {
        "batch": batch,
        "ballot": batch.round,
        "conference": batch.round.conference,
        "entry": entry,
        "sheet": entry.sheet,
        "row": rows[batch.pk],
        "refusal": sentence,
        "wrong": list(entry.errors.items()),
        "crumbs": _crumbs(f"Kiểm phiếu tập {batch.label}", batch.round.conference, batch.round),
    }
    status = 422 if sentence or entry.errors else 200
    return render(request, "awards/ballots/count.html", context, status=status)


@login_required
@require_GET
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """One counter's own sheet. Nothing of the other counter's figures is on it, before or after."""
    batch = _batch(request, pk)
    require(request.user, "awards.tell_ballot", batch.round)
    if batch.returned is None or not batch.round.is_counting:
        messages.error(
            request,
            "Ghi số phiếu thu về trước khi kiểm."
            if batch.round.is_counting
            else f"{batch.round.name}: {batch.round.get_state_display().lower()}, không nhập số liệu được.",
        )
        return redirect("awards:ballots.detail", batch.round_id)
    if batch.state == "open" and (reasons := queries.missing_to_unfold(list(batch.round.batches.all()))):
        messages.error(request, " ".join(["Chưa mở phiếu ra kiểm được.", *reasons]))
        return redirect("awards:ballots.detail", batch.round_id)
    return _count_page(request, batch, forms.CountEntry(queries.count_sheet(batch, request.user)))


@login_required
@require_POST
@shows_domain_errors
def save_count(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a draft; boxes that cannot be read are told and not kept."""
    batch = _batch(request, pk)
    require(request.user, "awards.tell_ballot", batch.round)
    entry = forms.CountEntry(queries.count_sheet(batch, request.user), request.POST.dict())
    services.save_count(batch, by=request.user, data=entry.data)
    if request.headers.get("hx-request"):
        context = {"at": clock.now(), "unread": len(entry.errors)}
        return render(request, "awards/ballots/_saved.html", context)
    if entry.errors:
        return _count_page(request, batch, entry)
    messages.success(request, "Đã lưu nháp.")
    return redirect("awards:ballots.count", pk)


@login_required
@require_POST
@shows_domain_errors
def lock_count(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock the own sheet as typed; what keeps it from being locked stands beside the boxes."""
    batch = _batch(request, pk)
    require(request.user, "awards.tell_ballot", batch.round)
    entry = forms.CountEntry(queries.count_sheet(batch, request.user), request.POST.dict())
    if entry.errors:
        return _count_page(request, batch, entry, sentence="Chưa thể khóa số liệu.")
    services.save_count(batch, by=request.user, data=entry.data)
    if found := rules.faults(entry.data, entry.sheet.contests, batch.returned):
        entry.blame(found)
        return _count_page(request, batch, entry, sentence="Chưa thể khóa số liệu.")
    row = services.lock_count(batch, by=request.user)
    ballot = VotingRound.objects.get(pk=batch.round_id)
    if ballot.is_counted:
        messages.success(request, "Hai người đếm khớp nhau. Đã có kết quả kiểm phiếu.")
        return redirect("awards:ballots.result", ballot.pk)
    if row.state == "different":
        messages.warning(request, "Hai người đếm khác nhau. Cả hai kiểm lại những dòng được nêu.")
        return redirect("awards:ballots.count", pk)
    messages.success(request, f"{row} đã khớp." if row.is_reconciled else "Đã khóa số liệu. Chờ người thứ hai khóa.")
    return redirect("awards:ballots.detail", ballot.pk)


# The result -----------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Counted figures: for the tellers once counted, for everybody once published. `?nhom=` picks the title shown."""
    ballot = _ballot(request, pk)
    require(request.user, "awards.see_count", ballot)
    found = queries.result_of(ballot, viewer=request.user)
    wanted = request.GET.get("nhom", "")
    group = next((row for row in found.groups if str(row.id) == wanted), found.groups[0])
    page = queries.panel(ballot, request.user)
    context = {
        "ballot": ballot,
        "conference": ballot.conference,
        "result": found,
        "group": group,
        "page": page,
        "stamp": _stamp(ballot, page),
        "mine": next((teller for teller in found.tellers if teller.user_id == request.user.pk), None),
        "acts": _acts(ballot, page),
        "waiting": len(found.tellers) - found.signatures,
        "waiting_words": f"Chờ {len(found.tellers) - found.signatures} chữ ký",
        "valid_percent": cut_percent(found.valid, found.returned).removesuffix(",00"),
        "show_blank": any(line.blank or line.invalid for line in group.lines),
        "may_prepare": allowed(request.user, "awards.prepare_ballot", ballot),
        "follow_up": ballot.follow_ups.order_by("-number").first(),
        "minutes_pdf": paper_url(ballot.conference, scope_of(request).unit, "count-minutes", pk),
        "minutes_xlsx": paper_url(ballot.conference, scope_of(request).unit, "count-minutes", pk, "xlsx"),
        "commanders": _commanders(ballot, found),
        "crumbs": _crumbs("Kiểm phiếu", ballot.conference, ballot),
    }
    return render(request, "awards/ballots/result.html", context)


def _commanders(ballot: VotingRound, found: queries.RoundResult) -> list[str]:
    """Commanders who passed while their unit did not get its title; told once the result is published."""
    passed = [line for group in found.groups for line in group.passed if line.subject_type == "nomination"]
    if not ballot.is_published or not passed:
        return []
    return told_of(list_of(ballot.conference.period), [line.subject_id for line in passed])


@login_required
@require_POST
@shows_domain_errors
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    services.sign(_ballot(request, pk), by=request.user)
    messages.success(request, "Đã ký kết quả kiểm phiếu.")
    return redirect("awards:ballots.result", pk)


@login_required
@require_POST
@shows_domain_errors
def runoff(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A second round between equal votes."""
    ballot = services.prepare_runoff(_ballot(request, pk), by=request.user)
    messages.success(request, "Đã lập phiếu bỏ lại cho các dòng bằng phiếu.")
    return redirect("awards:ballots.detail", ballot.pk)


@login_required
def settle_ties(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down the chair's decision between equal votes, instead of a second round."""
    ballot = _ballot(request, pk)
    require(request.user, "awards.prepare_ballot", ballot)
    groups = queries.tied_groups(ballot) if ballot.is_published else []
    if not groups:
        messages.error(request, "Không có dòng nào bằng phiếu còn chờ quyết định.")
        return redirect("awards:ballots.detail", pk)
    form = forms.SettleForm(request.POST or None, groups=groups)
    if form.done(request, services.settle_ties, ballot):
        messages.success(request, "Đã ghi quyết định của chủ trì về các dòng bằng phiếu.")
        return redirect("awards:ballots.result", pk)
    context = {"form": form, "ballot": ballot, "crumbs": _crumbs("Dòng bằng phiếu", ballot.conference, ballot)}
    return render(request, "awards/ballots/settle_ties.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def rerun(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same paper again after a cancelled round."""
    ballot = services.prepare_rerun(_ballot(request, pk), by=request.user)
    messages.success(request, "Đã lập lại phiếu.")
    return redirect("awards:ballots.detail", ballot.pk)


# The hall, and the member ---------------------------------------------------------------------------------------------


@login_required
@require_GET
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The projector of a conference: no controls, no names, no partial result; asks for its body every few seconds."""
    found = queries.screen_of(_conference(request, pk))
    context = {"screen": found, "conference": found.conference, "now": clock.now()}
    part = "_screen.html" if request.headers.get("hx-request") else "screen.html"
    return render(request, f"awards/ballots/{part}", context)


@login_required
@require_GET
def vote(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is on the paper and how to fill it in; the page of a member for the whole sitting, of a draft only for
    those who prepare it."""
    ballot = _ballot(request, pk)
    if ballot.is_draft and not allowed(request.user, "awards.act_on_ballot", ballot):
        raise Http404("the paper is not frozen")
    seat = queries.seat_of(ballot, request.user)
    is_device = bool(seat and ballot.is_electronic and not ballot.is_draft)
    context = {
        "ballot": ballot,
        "conference": ballot.conference,
        "groups": queries.ballot_lines(ballot),
        "seat": seat,
        # With it the page is the device of a member: what the house signs an accepted ballot with.
        "ack": keys.ack_public() if is_device and is_safe(request) else "",
        "is_unsafe": is_device and not is_safe(request),
        "safe_site": settings.SITE_URL if settings.SITE_URL.startswith("https://") else "",
    }
    return render(request, "awards/ballots/vote.html", context)
