"""Pages of awards decided earlier on paper: the list, one decision, entering one by one and by a block, corrections."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from awards.decisions import back_entering, back_queries, correcting
from awards.decisions.back_forms import (
    BackEntryForm,
    ConfidenceForm,
    CorrectEntryForm,
    CorrectPaperForm,
    EntryFilter,
    PaperFactsForm,
    PasteForm,
    ScanForm,
    WhyForm,
)
from awards.decisions.enums import EntryConfidence, EntrySource
from awards.decisions.finding import found_one, subject_choices, subject_within
from awards.decisions.old_papers import BackEntry, OldPaper, OldPaperScan, number_key
from awards.decisions.pasting import paste
from thidua.http import form_status, send_private
from thidua.lists import list_page
from thidua.numbers import is_number
from thidua.permissions import require
from units.audit.queries import history_of, history_url
from units.imports import tasks

HOME = "awards:decisions.old"


def _crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Văn bản", reverse("awards:decisions.index")), ("Khen thưởng đã có", reverse(HOME)), *rest]


def _paper(request: HttpRequest, pk: int, *, to_write: bool = False) -> OldPaper:
    paper = get_object_or_404(back_queries.papers_of(request.user), pk=pk)
    if to_write:
        require(request.user, "awards.record_award", paper.unit)
    return paper


def _paper_crumb(paper: OldPaper) -> tuple[str, str]:
    return (paper.number, reverse("awards:decisions.old_paper", args=[paper.pk]))


# The list -------------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def old(request: HttpRequest) -> HttpResponse:
    """Every award entered afterwards, with where it was found and how sure it is."""
    filters = EntryFilter(request.GET, user=request.user)
    context = {
        "list": list_page(request, back_queries.entry_list(request.user), filters),
        "to_check": back_queries.to_check(request.user),
        "crumbs": [("Văn bản", reverse("awards:decisions.index")), ("Khen thưởng đã có", "")],
    }
    return render(request, "awards/decisions/old.html", context)


# Entering -------------------------------------------------------------------------------------------------------------


@login_required
def old_create(request: HttpRequest) -> HttpResponse:
    """A decision with one award for one or several; `?quyet_dinh=` adds to one entered before, `?doi_tuong=p12` names
    whom. The button `dan` enters the decision alone and goes on to the block."""
    require(request.user, "awards.record_award")
    asked = request.GET.get("quyet_dinh", "")
    paper = _paper(request, int(asked), to_write=True) if is_number(asked) else None
    if paper is None and "dan" in request.POST:
        return _paper_alone(request)
    looks = "tim" in request.POST  # somebody is looked for without script: what was typed is shown again, unjudged
    initial = {"source": EntrySource.PAPER, "confidence": EntryConfidence.UNCHECKED}
    initial |= {"subjects": [request.GET["doi_tuong"]] if "doi_tuong" in request.GET else []}
    if looks:
        initial |= request.POST.dict() | {"subjects": request.POST.getlist("subjects")}
    data, files = (request.POST, request.FILES) if request.method == "POST" and not looks else (None, None)
    form = BackEntryForm(data, files, user=request.user, paper=paper, initial=initial)
    if data is not None and form.is_valid() and form.perform(_enter, request, form):
        made = form.result
        messages.success(request, f"Đã ghi {len(made)} khen thưởng theo {made[0].paper.words}.")
        return redirect("awards:decisions.old_paper", made[0].paper_id)
    return _create_page(request, form, paper)


def _enter(request: HttpRequest, form: BackEntryForm) -> list[BackEntry]:
    sure = form.cleaned_data["sure"]
    if form.paper is not None:
        return back_entering.enter_awards(form.paper, form.rows(), by=request.user, sure=sure)
    units = [getattr(one, "unit", one) for one in form.subjects]
    unit = back_entering.office_unit(request.user, units)
    return back_entering.enter_from_paper(
        unit, form.rows(), by=request.user, sure=sure, upload=form.cleaned_data["upload"], **form.facts()
    )


def _paper_alone(request: HttpRequest) -> HttpResponse:
    """The decision and its scan, then the page of the block."""
    form = BackEntryForm(request.POST, request.FILES, user=request.user)
    facts = PaperFactsForm(request.POST)
    if facts.is_valid() and form.perform(_record_alone, request, facts.cleaned_data):
        return redirect("awards:decisions.old_paste", form.result.pk)
    for name, sentences in facts.errors.items():
        form.errors.pop(name, None)
        form.add_error(name, sentences)
    for name in [name for name in form.errors if name not in (*PaperFactsForm.base_fields, "upload")]:
        del form.errors[name]
    return _create_page(request, form, None)


def _record_alone(request: HttpRequest, facts: dict) -> OldPaper:
    unit = back_entering.office_unit(request.user)
    try:
        paper = back_entering.record_paper(unit, by=request.user, **facts)
    except back_entering.AlreadyEntered as known:
        if known.paper.decided_on != facts["decided_on"]:
            raise
        paper = known.paper
    if upload := request.FILES.get("upload"):
        back_entering.attach_scan(paper, by=request.user, upload=upload)
    return paper


def _create_page(request: HttpRequest, form: BackEntryForm, paper: OldPaper | None) -> HttpResponse:
    typed = request.POST.get("tim_doi_tuong", "")[:80]
    title = "Thêm khen thưởng vào quyết định" if paper else "Nhập quyết định đã có"
    context = {
        "form": form, "paper": paper, "title": title, "typed": typed,
        "subjects": _choices(request, form.chosen(), typed), "known": _known(request, form),
        "crumbs": _crumbs(*([_paper_crumb(paper)] if paper else []), (title, "")),
        "back": reverse("awards:decisions.old_paper", args=[paper.pk]) if paper else reverse(HOME),
    }  # fmt: skip
    return render(request, "awards/decisions/old_create.html", context, status=form_status(form))


def _known(request: HttpRequest, form: BackEntryForm) -> OldPaper | None:
    """The decision entered before that a refused form names by its number."""
    if not form.is_bound or "number" not in form.errors:
        return None
    rows = OldPaper.objects.visible_to(request.user).open().filter(number_key=number_key(form.data.get("number", "")))
    return rows.order_by("-decided_on").first()


def _choices(request: HttpRequest, chosen: list[str], typed: str) -> list[tuple]:
    """(found, ticked): those ticked already, then those whose name, number or code holds every word typed."""
    picked = [found_one(one) for key in chosen if (one := subject_within(request.user, key)) is not None]
    there = {one.key for one in picked}
    found = [one for one in subject_choices(request.user, typed) if one.key not in there]
    return [(one, True) for one in picked] + [(one, False) for one in found]


@login_required
@require_GET
def old_find(request: HttpRequest) -> HttpResponse:
    """The part of the form that offers subjects."""
    require(request.user, "awards.record_award")
    typed = request.GET.get("tim_doi_tuong", "")[:80]
    chosen = list(dict.fromkeys(request.GET.getlist("subjects")))[:100]
    context = {"subjects": _choices(request, chosen, typed), "typed": typed}
    return render(request, "awards/decisions/_old_subjects.html", context)


@login_required
def old_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Many at once: a block of names for one decision, on to the preview of every file."""
    paper = _paper(request, pk, to_write=True)
    form = PasteForm(request.POST or None, initial={"source": EntrySource.PAPER, "confidence": EntryConfidence.SURE})
    if form.done(request, paste, paper):
        tasks.begin(form.result, by=request.user, task=tasks.read_import, name="Đọc")
        return redirect("units:imports.detail", form.result.pk)
    title = "Dán danh sách"
    context = {
        "form": form, "paper": paper, "title": title, "crumbs": _crumbs(_paper_crumb(paper), (title, "")),
        "back": reverse("awards:decisions.old_paper", args=[pk]),
    }  # fmt: skip
    return render(request, "awards/decisions/old_paste.html", context, status=form_status(form))


# One decision ---------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def old_paper(request: HttpRequest, pk: int) -> HttpResponse:
    return _paper_page(request, _paper(request, pk))


def _paper_page(
    request: HttpRequest, paper: OldPaper, *, scan: ScanForm | None = None, check: ConfidenceForm | None = None
) -> HttpResponse:
    may = paper.closed_at is None and request.user.has_perm("awards.record_award", paper.unit)
    refused = next((form for form in (scan, check) if form is not None), None)
    context = {
        "paper": paper, "view": back_queries.paper_view(request.user, paper), "may_write": may,
        "scan_form": scan or ScanForm(), "check_form": check or ConfidenceForm(initial={"confidence": "sure"}),
        "ticked": request.POST.getlist("dong") if check is not None else [],
        "history": history_of(paper), "history_url": history_url(request.user, paper),
        "crumbs": _crumbs((paper.number, "")),
    }  # fmt: skip
    status = form_status(refused) if refused is not None else 200
    return render(request, "awards/decisions/old_paper.html", context, status=status)


@login_required
def old_correct_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Another number, day or authority for everything the decision gave."""
    paper = _paper(request, pk, to_write=True)
    facts = {name: getattr(paper, name) for name in PaperFactsForm.base_fields}
    form = CorrectPaperForm(request.POST or None, initial=facts)
    if form.done(request, correcting.correct_paper, paper):
        messages.success(request, "Đã sửa quyết định. Bản cũ còn trong lịch sử.")
        return redirect("awards:decisions.old_paper", form.result.pk)
    return _form_page(request, "old_correct_paper", form, paper, "Sửa quyết định", "Lưu bản sửa")


@login_required
@require_POST
def old_attach(request: HttpRequest, pk: int) -> HttpResponse:
    paper = _paper(request, pk, to_write=True)
    form = ScanForm(request.POST, request.FILES)
    if form.done(request, back_entering.attach_scan, paper):
        messages.success(request, f"Đã gắn {form.result}.")
        return redirect("awards:decisions.old_paper", pk)
    return _paper_page(request, paper, scan=form)


def _scan(request: HttpRequest, pk: int) -> OldPaperScan:
    seen = OldPaper.objects.visible_to(request.user)
    return get_object_or_404(OldPaperScan.objects.filter(paper__in=seen).select_related("paper__unit"), pk=pk)


@login_required
def old_detach(request: HttpRequest, pk: int) -> HttpResponse:
    """A wrong scan is no longer shown."""
    scan = _scan(request, pk)
    require(request.user, "awards.record_award", scan.paper.unit)
    form = WhyForm(request.POST or None)
    if form.done(request, back_entering.detach_scan, scan):
        messages.success(request, f"Đã gỡ {scan}.")
        return redirect("awards:decisions.old_paper", scan.paper_id)
    more = {"told": f"Gỡ tệp “{scan}”: không còn hiện, vẫn được lưu cùng người gỡ và lý do."}
    return _form_page(request, "old_detach", form, scan.paper, "Gỡ bản chụp", "Gỡ bản chụp", **more)


@login_required
@require_GET
def old_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, for those who may read the decision; `?xem=1` shows it in the browser."""
    scan = _scan(request, pk)
    return send_private(scan.file, scan.name, scan.file_kind, inline="xem" in request.GET)


@login_required
@require_POST
def old_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """How sure the ticked awards are, after a look."""
    paper = _paper(request, pk, to_write=True)
    form = ConfidenceForm(request.POST)
    ticked = [int(one) for one in request.POST.getlist("dong") if is_number(one)]
    rows = list(back_queries.entry_list(request.user).filter(paper=paper, pk__in=ticked))
    if not rows and form.is_valid():
        form.add_error(None, "Chọn ít nhất một dòng.")
    if form.done(request, correcting.set_confidence, rows):
        messages.success(request, f"Đã ghi mức tin cậy của {len(form.result)} khen thưởng.")
        return redirect("awards:decisions.old_paper", pk)
    return _paper_page(request, paper, check=form)


# One award ------------------------------------------------------------------------------------------------------------


def _entry(request: HttpRequest, pk: int) -> BackEntry:
    entry = get_object_or_404(back_queries.entry_list(request.user).select_related("paper__unit"), pk=pk)
    require(request.user, "awards.record_award", entry.paper.unit)
    return entry


@login_required
def old_correct(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    facts = {name: getattr(entry.paper, name) for name in PaperFactsForm.base_fields}
    own = {name: getattr(entry, name) for name in ("source", "confidence", "note")}
    initial = {**facts, **own, "award": entry.record.award_id, "year": entry.record.year}
    form = CorrectEntryForm(request.POST or None, initial=initial)
    if form.done(request, correcting.correct_entry, entry):
        messages.success(request, "Đã ghi lại khen thưởng. Dòng cũ còn trong lịch sử, ghi là đã rút.")
        return redirect("awards:decisions.old_paper", form.result.paper_id)
    return _form_page(request, "old_correct", form, entry.paper, "Sửa khen thưởng", "Lưu bản sửa", entry=entry)


@login_required
def old_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    form = WhyForm(request.POST or None)
    if form.done(request, correcting.withdraw_entry, entry):
        messages.success(request, "Đã rút khen thưởng: còn trong lịch sử, không tính nữa.")
        return redirect("awards:decisions.old_paper", entry.paper_id)
    told = f"{entry.record} của {entry.record.person or entry.record.unit}: còn trong lịch sử, không tính nữa."
    return _form_page(request, "old_withdraw", form, entry.paper, "Rút khen thưởng", "Rút khen thưởng", told=told)


def _form_page(request: HttpRequest, name: str, form, paper: OldPaper, title: str, verb: str, **more) -> HttpResponse:
    context = {
        "form": form, "paper": paper, "title": title, "verb": verb, "crumbs": _crumbs(_paper_crumb(paper), (title, "")),
        "back": reverse("awards:decisions.old_paper", args=[paper.pk]), **more,
    }  # fmt: skip
    return render(request, f"awards/decisions/{name}.html", context, status=form_status(form))
