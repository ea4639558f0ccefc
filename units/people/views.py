"""Pages of people."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Model
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from thidua import clock, providers
from thidua.forms import ReasonForm
from thidua.frame import Link
from thidua.http import form_status, shows_domain_errors
from thidua.lists import list_page
from thidua.permissions import require
from thidua.templatetags.ui import vn_size
from thidua.widgets import FileRow
from units.audit.queries import history_of, history_url
from units.people import merging, queries, services
from units.people.enums import TransferState
from units.people.forms import (
    CertificateForm,
    DisciplineForm,
    DisciplineRowForm,
    EndDisciplineForm,
    EndHoldForm,
    GradeForm,
    GradeRowForm,
    HoldForm,
    HoldRowForm,
    InitiativeFilter,
    InitiativeForm,
    LeaveForm,
    MergeForm,
    PairForm,
    PeopleFilter,
    PersonFactsForm,
    PersonForm,
    PostingRowForm,
    PromoteForm,
    RankRowForm,
    ReceiveTransferForm,
    SendTransferForm,
    TestResultForm,
    TestResultRowForm,
    TransferFilter,
    TransferForm,
)
from units.people.models import (
    CompletionGrade,
    DisciplineRecord,
    Hold,
    Initiative,
    Person,
    Posting,
    RankPeriod,
    TestResult,
    Transfer,
)
from units.people.rules import CERTIFICATE_BYTES, MONTHS_FOR_REMARK
from units.people.states import TRANSFER
from units.structure.forms import open_units
from units.structure.models import Unit
from units.structure.queries import crumbs as way_to_unit


@login_required
def index(request: HttpRequest) -> HttpResponse:
    filters = PeopleFilter(request.GET, user=request.user)
    context = {
        "list": list_page(request, queries.person_list(request.user), filters),
        "waiting": queries.waiting_transfers(request.user),
        "more": [
            Link("Sáng kiến, đề tài", reverse("units:people.initiatives"), "lightbulb"),
            Link("Chuyển đến, chuyển đi", reverse("units:people.transfers"), "arrow-right-left"),
        ],
    }
    if request.user.has_perm("units.edit_person"):
        context["more"].append(Link("Hồ sơ trùng", reverse("units:people.duplicates"), "git-merge"))
    return render(request, "units/people/index.html", context)


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(
        Person.objects.readable_by(request.user).select_related("unit__kind", "merged_into"), pk=pk
    )
    panels = [found for panel in providers.person_panels if (found := panel(request.user, person))]
    context = {
        "person": person,
        "crumbs": _crumbs(request, person),
        "sees_unit": request.user.sees(person.unit),
        "facts": queries.facts_about(person),
        "panels": [panel for panel in panels if panel.get("place") != "side"],
        "side_panels": [panel for panel in panels if panel.get("place") == "side"],
        "history": history_of(person),
        "history_url": history_url(request.user, person),
        "twin": _twin_of(request, person),
        "leaving": person.transfers.filter(state=TransferState.SENT).select_related("from_unit", "to_unit").first(),
        "changes": _links(person, CHANGES),
        "records": _links(person, RECORDS),
        "add_initiative": _initiative_by(person) if request.user.has_perm("units.record_fact", person) else "",
    }
    return render(request, "units/people/detail.html", context)


def _twin_of(request: HttpRequest, person: Person) -> Person | None:
    """Another record of the same person, told to those who may merge the two."""
    if not request.user.has_perm("units.edit_person", person):
        return None
    return queries.duplicate_of(request.user, person)


def _initiative_by(person: Person) -> str:
    return f"{reverse('units:people.initiative_create')}?{urlencode({'tac_gia': person.pk})}"


CHANGES = (
    ("Thay đổi cấp bậc", "promote", "trending-up"),
    ("Điều động, bổ nhiệm", "transfer", "arrow-right-left"),
    ("Chuyển đi đơn vị khác tỉnh", "send_transfer", "send"),
    ("Thôi phục vụ", "leave", "log-out"),
)
RECORDS = (
    ("Mức độ hoàn thành nhiệm vụ", "grade", "award"),
    ("Kết quả kiểm tra", "test_result", "clipboard-check"),
    ("Kỷ luật", "discipline", "shield-alert"),
    ("Việc đang xem xét", "hold", "hourglass"),
)


def _links(person: Person, rows: tuple) -> list[Link]:
    return [Link(label, reverse(f"units:people.{name}", args=[person.pk]), icon) for label, name, icon in rows]


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """Somebody new in one of the units the officer stands over; `?don_vi=` chooses it."""
    unit = open_units(request.user).filter(code=request.GET.get("don_vi", "")).first()
    require(request.user, "units.edit_person", unit)
    form = PersonForm(request.POST or None, user=request.user, initial={"unit": unit})
    if form.done(request, services.create_person):
        messages.success(request, f"Đã thêm {form.result}.")
        return redirect("units:people.detail", form.result.pk)
    context = {
        "form": form,
        "crumbs": [("Cá nhân", reverse("units:people.index")), ("Thêm cá nhân", "")],
        "back": reverse("units:people.index"),
    }
    return render(request, "units/people/create.html", context, status=form_status(form))


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.edit_person")
    names = ("service_number", "full_name", "sex", "birth_date", "object_group", "joined_on")
    initial = {name: getattr(person, name) for name in names}
    form = PersonFactsForm(request.POST or None, person=person, initial=initial)
    if form.done(request, services.edit_person, person):
        messages.success(request, f"Đã lưu {person}.")
        return redirect("units:people.detail", pk)
    return _form_page(request, "edit", person, form)


@login_required
def promote(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.edit_person")
    form = PromoteForm(request.POST or None)
    if form.done(request, services.promote, person):
        messages.success(request, f"Đã ghi cấp bậc {form.result}.")
        return redirect("units:people.detail", pk)
    return _form_page(request, "promote", person, form)


@login_required
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.edit_person")
    names = ("unit", "position", "is_commander", "is_party_secretary")
    initial = {name: getattr(person, name) for name in names}
    form = TransferForm(request.POST or None, user=request.user, initial=initial)
    if form.done(request, services.transfer, person):
        messages.success(request, f"Đã ghi điều động: {form.result}.")
        return redirect("units:people.detail", pk)
    return _form_page(request, "transfer", person, form)


@login_required
def send_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """To a unit that another officer looks after."""
    person = _of(request, pk, "units.edit_person")
    form = SendTransferForm(request.POST or None, units=queries.receivers(request.user, person.unit))
    if form.done(request, services.send_transfer, person):
        messages.success(request, f"Đã gửi lệnh điều động, chờ {form.result.to_unit} tiếp nhận.")
        return redirect("units:people.detail", pk)
    months = queries.months_at(person.unit, person.postings.all(), clock.today())
    return _form_page(request, "send_transfer", person, form, months=months, needs_remark=months >= MONTHS_FOR_REMARK)


@login_required
def transfers(request: HttpRequest) -> HttpResponse:
    """Who comes and who goes."""
    filters = TransferFilter(request.GET, user=request.user)
    shown = list_page(request, queries.transfer_list(request.user), filters)
    context = {
        "list": shown,
        "readable": queries.readable(request.user, (row.person_id for row in shown)),
        "refuse": [TRANSFER["refuse_transfer"]],
        "withdraw": [TRANSFER["withdraw_transfer"]],
        "today": clock.today(),
        "crumbs": [("Cá nhân", reverse("units:people.index")), ("Chuyển đến, chuyển đi", "")],
    }
    return render(request, "units/people/transfers.html", context)


@login_required
def receive_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    row = _transfer_of(request, pk, "units.receive_transfer")
    form = ReceiveTransferForm(request.POST or None, user=request.user, transfer=row, initial={"unit": row.to_unit_id})
    if form.done(request, services.receive_transfer, row):
        messages.success(request, f"Đã tiếp nhận {row.person}: {form.result}.")
        return redirect("units:people.detail", row.person_id)
    back = reverse("units:people.transfers")
    context = {"transfer": row, "form": form, "back": back}
    context["crumbs"] = [
        ("Cá nhân", reverse("units:people.index")),
        ("Chuyển đến, chuyển đi", back),
        (f"Tiếp nhận {row.person}", ""),
    ]
    return render(request, "units/people/receive_transfer.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def refuse_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    row = _transfer_of(request, pk, "units.receive_transfer")
    services.refuse_transfer(row, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, f"Đã trả lời không tiếp nhận {row.person}.")
    return redirect("units:people.transfers")


@login_required
@require_POST
@shows_domain_errors
def withdraw_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    row = _transfer_of(request, pk, "units.send_transfer")
    services.withdraw_transfer(row, by=request.user)
    messages.success(request, f"Đã rút lệnh điều động {row.person}.")
    return redirect("units:people.transfers")


def _transfer_of(request: HttpRequest, pk: int, permission: str) -> Transfer:
    row = get_object_or_404(queries.transfer_list(request.user), pk=pk)
    require(request.user, permission, row)
    return row


@dataclass(frozen=True)
class RowKind:
    """A kind of dated row and how it is corrected. fields: those of the row that the form shows as they are."""

    model: type[Model]
    form: type[Form]
    service: Callable
    permission: str
    noun: str
    fields: tuple[str, ...]
    has_units: bool = False  # the form offers the units of its user


_CHAIN = ("from_day", "to_day", "basis")
ROWS = {
    "posting": RowKind(
        Posting, PostingRowForm, services.correct_posting, "units.edit_person", "đơn vị, chức vụ",
        ("unit", "position", "is_commander", "is_party_secretary", *_CHAIN), has_units=True,
    ),
    "rank": RowKind(
        RankPeriod, RankRowForm, services.correct_rank, "units.edit_person", "cấp bậc",
        ("rank", "object_group", *_CHAIN),
    ),
    "discipline": RowKind(
        DisciplineRecord, DisciplineRowForm, services.correct_fact, "units.record_fact", "kỷ luật",
        ("kind", "valid_from", "valid_to", "decision", "reason"),
    ),
    "hold": RowKind(
        Hold, HoldRowForm, services.correct_fact, "units.record_fact", "việc đang xem xét",
        ("kind", "valid_from", "valid_to", "note"),
    ),
    "grade": RowKind(
        CompletionGrade, GradeRowForm, services.correct_fact, "units.record_fact", "mức độ hoàn thành nhiệm vụ",
        ("year", "grade", "basis"),
    ),
    "test-result": RowKind(
        TestResult, TestResultRowForm, services.correct_fact, "units.record_fact", "kết quả kiểm tra",
        ("year", "passed_percent", "good_percent"),
    ),
}  # fmt: skip
_ROW_DAYS = {"from_day": "valid_from", "to_day": "valid_to"}


@login_required
def correct(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Correct one dated row of a person, or of a unit for grades and holds; `pk` is the row's."""
    if kind not in ROWS:
        raise Http404("no such kind of row")
    what = ROWS[kind]
    row, subject = _row_and_subject(request, what.model, pk)
    require(request.user, what.permission, subject)
    initial = {name: getattr(row, _ROW_DAYS.get(name, name)) for name in what.fields}
    own = {"user": request.user} if what.has_units else {}
    form = what.form(request.POST or None, initial=initial, **own)
    if form.done(request, what.service, row):
        messages.success(request, f"Đã sửa {what.noun}.")
        return redirect(_home(subject))
    context = {"row": row, "subject": subject, "noun": what.noun, "form": form, "back": _home(subject)}
    context["crumbs"] = [*_way(request, subject), (f"Sửa {what.noun}", "")]
    return render(request, "units/people/correct.html", context, status=form_status(form))


def _row_and_subject(request: HttpRequest, model: type[Model], pk: int) -> tuple[Model, Person | Unit]:
    """A row about a person or unit whom the user may see."""
    related = [name for name in ("person__unit", "unit") if hasattr(model, name.split("__")[0])]
    row = get_object_or_404(model.objects.select_related(*related), pk=pk)
    if row.person_id is None:
        return row, get_object_or_404(Unit.objects.visible_to(request.user), pk=row.unit_id)
    get_object_or_404(Person.objects.visible_to(request.user), pk=row.person_id)
    return row, row.person


@login_required
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.edit_person")
    form = LeaveForm(request.POST or None)
    if form.done(request, services.end_service, person):
        messages.success(request, f"Đã ghi {person} thôi phục vụ.")
        return redirect("units:people.detail", pk)
    return _form_page(request, "leave", person, form)


@login_required
def discipline(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.record_fact")
    form = DisciplineForm(request.POST or None)
    if form.done(request, services.record_discipline, person):
        messages.success(request, "Đã ghi kỷ luật.")
        return redirect("units:people.detail", pk)
    return _form_page(request, "discipline", person, form)


@login_required
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.record_fact")
    form = HoldForm(request.POST or None)
    if form.done(request, services.record_hold, person):
        messages.success(request, "Đã ghi việc đang xem xét; đề nghị khen thưởng tạm dừng.")
        return redirect("units:people.detail", pk)
    return _form_page(request, "hold", person, form)


@login_required
def grade(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.record_fact")
    form = GradeForm(request.POST or None)
    if form.done(request, services.record_grade, person):
        messages.success(request, "Đã ghi mức độ hoàn thành nhiệm vụ.")
        return redirect("units:people.detail", pk)
    return _form_page(request, "grade", person, form)


@login_required
def test_result(request: HttpRequest, pk: int) -> HttpResponse:
    person = _of(request, pk, "units.record_fact")
    form = TestResultForm(request.POST or None)
    if form.done(request, services.record_test_result, person):
        messages.success(request, "Đã ghi kết quả kiểm tra.")
        return redirect("units:people.detail", pk)
    return _form_page(request, "test_result", person, form)


@login_required
def initiatives(request: HttpRequest) -> HttpResponse:
    """Initiatives and studies of the people in scope, and what each was used for."""
    shown = list_page(request, queries.initiative_list(request.user), InitiativeFilter(request.GET, user=request.user))
    rows = list(shown)
    uses = queries.uses_of(request.user, rows) if rows else {}
    context = {
        "list": shown,
        "rows": [(one, uses.get(one.pk, [])) for one in rows],
        "crumbs": [("Cá nhân", reverse("units:people.index")), ("Sáng kiến, đề tài", "")],
    }
    return render(request, "units/people/initiatives.html", context)


@login_required
def initiative_create(request: HttpRequest) -> HttpResponse:
    """A new initiative; `?tac_gia=` names the first author."""
    require(request.user, "units.record_fact")
    first = request.GET.get("tac_gia", "")
    author = Person.objects.visible_to(request.user).filter(pk=first).first() if first.isdecimal() else None
    form = InitiativeForm(
        None if "tim" in request.POST else request.POST or None,
        user=request.user,
        initial=_typed(request) if "tim" in request.POST else {"authors": [author.pk] if author else []},
    )
    if "tim" not in request.POST and form.done(request, services.record_initiative):
        messages.success(request, "Đã ghi sáng kiến. Gắn giấy chứng nhận nếu có.")
        return redirect("units:people.initiative_detail", form.result.pk)
    back = _home(author) if author else reverse("units:people.initiatives")
    return _initiative_page(request, "initiative_create", form, [("Thêm sáng kiến", "")], back=back)


@login_required
def initiative_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _initiative_of(request, pk, "units.edit_initiative")
    names = ("name", "year", "level", "certificate", "recognised_on")
    initial = {name: getattr(row, name) for name in names}
    initial["authors"] = [person.pk for person in row.authors.all()]
    form = InitiativeForm(
        None if "tim" in request.POST else request.POST or None,
        user=request.user,
        initial=_typed(request) if "tim" in request.POST else initial,
    )
    if "tim" not in request.POST and form.done(request, services.edit_initiative, row):
        messages.success(request, "Đã lưu sáng kiến.")
        return redirect("units:people.initiative_detail", pk)
    home = reverse("units:people.initiative_detail", args=[pk])
    return _initiative_page(request, "initiative_edit", form, [(row.name, home), ("Sửa", "")], back=home, row=row)


def _typed(request: HttpRequest) -> dict:
    """What was typed so far, when an author is looked for without script."""
    return {**request.POST.dict(), "authors": request.POST.getlist("authors")}


def _initiative_page(request: HttpRequest, name: str, form: InitiativeForm, way: list, **more) -> HttpResponse:
    typed = request.POST.get("tac_gia", "")
    context = {
        "form": form,
        "authors": queries.author_choices(request.user, form.chosen(), typed),
        "typed": typed,
        "crumbs": [
            ("Cá nhân", reverse("units:people.index")),
            ("Sáng kiến, đề tài", reverse("units:people.initiatives")),
            *way,
        ],
        **more,
    }
    return render(request, f"units/people/{name}.html", context, status=form_status(form))


@login_required
@require_GET
def find_authors(request: HttpRequest) -> HttpResponse:
    """The part of the form that offers authors: those ticked, and those whose name or number matches."""
    require(request.user, "units.record_fact")
    chosen = [int(value) for value in request.GET.getlist("authors") if value.isdecimal()]
    typed = request.GET.get("tac_gia", "")[:80]
    context = {"authors": queries.author_choices(request.user, chosen, typed), "typed": typed}
    return render(request, "units/people/_authors.html", context)


@login_required
def initiative_detail(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.initiative_list(request.user), pk=pk)
    return _show_initiative(request, row, CertificateForm())


def _show_initiative(request: HttpRequest, row: Initiative, form: CertificateForm) -> HttpResponse:
    file = None
    if row.file:
        kind = "pdf" if row.content_type == "application/pdf" else "img"
        file = FileRow(
            row.file_name, kind, vn_size(row.file_size), reverse("units:people.initiative_file", args=[row.pk])
        )
    uses = queries.uses_of(request.user, [row]).get(row.pk, [])
    context = {
        "row": row,
        "readable": queries.readable(request.user, [person.pk for person in row.authors.all()]),
        "uses": uses,
        "used_twice": queries.is_used_twice(uses),
        "files": [file] if file else [],
        "form": form,
        "hint": f"PDF, JPG hoặc PNG, đến {CERTIFICATE_BYTES // 1024 // 1024} MB",
        "history": history_of(row),
        "history_url": history_url(request.user, row),
        "crumbs": [
            ("Cá nhân", reverse("units:people.index")),
            ("Sáng kiến, đề tài", reverse("units:people.initiatives")),
            (row.name, ""),
        ],
    }
    return render(request, "units/people/initiative_detail.html", context, status=form_status(form))


@login_required
@require_POST
def initiative_attach(request: HttpRequest, pk: int) -> HttpResponse:
    row = _initiative_of(request, pk, "units.edit_initiative")
    form = CertificateForm(request.POST, request.FILES)
    if form.done(request, services.attach_certificate, row):
        messages.success(request, "Đã gắn giấy chứng nhận.")
        return redirect("units:people.initiative_detail", pk)
    return _show_initiative(request, row, form)


@login_required
@require_GET
def initiative_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate, for those who may read the initiative."""
    row = get_object_or_404(Initiative.objects.visible_to(request.user), pk=pk)
    if not row.file:
        raise Http404("no file")
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        raise Http404("no file") from None
    answer = FileResponse(content, as_attachment=True, filename=row.file_name, content_type=row.content_type)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _initiative_of(request: HttpRequest, pk: int, permission: str) -> Initiative:
    row = get_object_or_404(queries.initiative_list(request.user), pk=pk)
    require(request.user, permission, row)
    return row


@login_required
def duplicates(request: HttpRequest) -> HttpResponse:
    """Records that may be one person; `?so_1=&so_2=` leads to the preview of two given numbers."""
    require(request.user, "units.edit_person")
    form = PairForm(request.GET if "so_1" in request.GET else None, user=request.user)
    if form.is_valid():
        return redirect("units:people.merge", form.cleaned_data["so_1"].pk, form.cleaned_data["so_2"].pk)
    context = {
        "form": form,
        "pairs": queries.duplicate_pairs(request.user),
        "most": queries.PAIRS_SHOWN,
        "crumbs": [("Cá nhân", reverse("units:people.index")), ("Hồ sơ trùng", "")],
    }
    return render(request, "units/people/duplicates.html", context, status=form_status(form))


@login_required
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """What merging `other` into the person would do, and the act; `pk` is the record that stays."""
    kept, second = (_of(request, one, "units.edit_person") for one in (pk, other))
    plan = merging.plan_merge(kept, second)
    form = MergeForm(request.POST or None, plan=plan, initial={"seen": plan.seen})
    if form.done(request, merging.merge_people, kept, second):
        messages.success(request, f"Đã gộp hồ sơ {second.service_number} vào {kept}, số hiệu {kept.service_number}.")
        return redirect("units:people.detail", pk)
    context = {
        "kept": kept,
        "other": second,
        "plan": plan,
        "form": form,
        "cards": [
            (label, getattr(kept, name), getattr(second, name))
            for label, name in (
                ("Số hiệu", "service_number"),
                ("Ngày sinh", "birth_date"),
                ("Nhập ngũ", "joined_on"),
                ("Thôi phục vụ", "left_on"),
            )
        ],
        "crumbs": [
            ("Cá nhân", reverse("units:people.index")),
            ("Hồ sơ trùng", reverse("units:people.duplicates")),
            (f"Gộp {kept}", ""),
        ],
    }
    return render(request, "units/people/merge.html", context, status=form_status(form))


@login_required
def unit_grade(request: HttpRequest, pk: int) -> HttpResponse:
    """The yearly grade of a unit; `pk` is the unit's."""
    unit = _unit_of(request, pk)
    form = GradeForm(request.POST or None)
    if form.done(request, services.record_grade, unit):
        messages.success(request, "Đã ghi mức độ hoàn thành nhiệm vụ.")
        return redirect("units:structure.detail", pk)
    return _unit_form_page(request, "unit_grade", unit, form)


@login_required
def unit_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """What makes proposals for a unit wait; `pk` is the unit's."""
    unit = _unit_of(request, pk)
    form = HoldForm(request.POST or None)
    if form.done(request, services.record_hold, unit):
        messages.success(request, "Đã ghi việc đang xem xét; đề nghị khen thưởng tạm dừng.")
        return redirect("units:structure.detail", pk)
    return _unit_form_page(request, "unit_hold", unit, form)


@login_required
def end_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """End a hold on a person or a unit; `pk` is the hold's."""
    row = get_object_or_404(Hold.objects.visible_to(request.user).select_related("person__unit", "unit"), pk=pk)
    subject = row.person or row.unit
    require(request.user, "units.record_fact", subject)
    form = EndHoldForm(request.POST or None)
    if form.done(request, services.end_hold, row):
        messages.success(request, "Đã kết thúc; đề nghị khen thưởng được xét tiếp.")
        return redirect(_home(subject))
    context = {"hold": row, "subject": subject, "form": form, "back": _home(subject)}
    context["crumbs"] = [*_way(request, subject), ("Kết thúc việc đang xem xét", "")]
    return render(request, "units/people/end_hold.html", context, status=form_status(form))


@login_required
def carry_hold(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """Say that something looked into at a unit before goes on at this one; `pk` is the old hold's."""
    heir = get_object_or_404(Unit.objects.visible_to(request.user), pk=unit)
    row = get_object_or_404(Hold.objects.select_related("unit"), pk=pk, unit__heirs__successor=heir)
    require(request.user, "units.record_fact", heir)
    form = ReasonForm(request.POST or None)
    if form.done(request, services.carry_hold, row, heir):
        messages.success(request, f"Đã xác nhận kế tục từ {row.unit}; đề nghị khen thưởng tạm dừng.")
        return redirect(_home(heir))
    return _carried_page(request, row, heir, form)


@login_required
def drop_carried(request: HttpRequest, pk: int) -> HttpResponse:
    """Take that word back; `pk` is the hold's of the successor."""
    carried = Hold.objects.visible_to(request.user).filter(carried_from__isnull=False)
    row = get_object_or_404(carried.select_related("unit", "carried_from__unit"), pk=pk)
    require(request.user, "units.record_fact", row.unit)
    form = ReasonForm(request.POST or None)
    if form.done(request, services.drop_carried, row):
        messages.success(request, f"Đã bỏ xác nhận kế tục từ {row.carried_from.unit}.")
        return redirect(_home(row.unit))
    return _carried_page(request, row.carried_from, row.unit, form, drops=True)


def _carried_page(request: HttpRequest, source: Hold, unit: Unit, form, *, drops: bool = False) -> HttpResponse:
    context = {"source": source, "unit": unit, "form": form, "drops": drops, "back": _home(unit)}
    context["crumbs"] = [*_way(request, unit), ("Việc đang xem xét kế tục", "")]
    return render(request, "units/people/carry_hold.html", context, status=form_status(form))


@login_required
def end_discipline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when the term of a discipline is over; `pk` is the discipline's."""
    row, person = _row_and_subject(request, DisciplineRecord, pk)
    require(request.user, "units.record_fact", person)
    form = EndDisciplineForm(request.POST or None)
    if form.done(request, services.end_discipline, row):
        messages.success(request, "Đã ghi ngày hết thời hạn kỷ luật.")
        return redirect(_home(person))
    context = {"row": row, "person": person, "form": form, "back": _home(person)}
    context["crumbs"] = [*_way(request, person), ("Kết thúc kỷ luật", "")]
    return render(request, "units/people/end_discipline.html", context, status=form_status(form))


def _of(request: HttpRequest, pk: int, permission: str) -> Person:
    person = get_object_or_404(Person.objects.visible_to(request.user).select_related("unit"), pk=pk)
    require(request.user, permission, person)
    return person


def _unit_of(request: HttpRequest, pk: int) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    require(request.user, "units.record_fact", unit)
    return unit


def _home(subject: Person | Unit) -> str:
    name = "people" if isinstance(subject, Person) else "structure"
    return reverse(f"units:{name}.detail", args=[subject.pk])


def _way(request: HttpRequest, subject: Person | Unit) -> list[tuple[str, str]]:
    if isinstance(subject, Person):
        return _crumbs(request, subject, deeper=True)
    return way_to_unit(subject, request.user, deeper=True)


def _crumbs(request: HttpRequest, person: Person, *, deeper: bool = False) -> list[tuple[str, str]]:
    people = reverse("units:people.index")
    way = [("Cá nhân", people)]
    way += [(label, f"{people}?{urlencode({'don_vi': code})}") for label, code in queries.way_to(person, request.user)]
    return [*way, (person.full_name, _home(person) if deeper else "")]


def _form_page(request: HttpRequest, name: str, person: Person, form, **more) -> HttpResponse:
    context = {"person": person, "form": form, "crumbs": _way(request, person), "back": _home(person), **more}
    return render(request, f"units/people/{name}.html", context, status=form_status(form))


def _unit_form_page(request: HttpRequest, name: str, unit: Unit, form) -> HttpResponse:
    context = {"unit": unit, "form": form, "crumbs": _way(request, unit), "back": _home(unit)}
    return render(request, f"units/people/{name}.html", context, status=form_status(form))
