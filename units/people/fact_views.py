"""Pages of dated facts about people and units: discipline, holds, grades, tests; correcting one row."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Model
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from thidua.forms import ReasonForm
from thidua.http import form_status
from thidua.permissions import require
from units.people import services
from units.people.forms import (
    DisciplineForm,
    DisciplineRowForm,
    EndDisciplineForm,
    EndHoldForm,
    GradeForm,
    GradeRowForm,
    HoldForm,
    HoldRowForm,
    PostingRowForm,
    RankRowForm,
    TestResultForm,
    TestResultRowForm,
)
from units.people.frames import home_of, person_act, unit_act, way_of
from units.people.models import CompletionGrade, DisciplineRecord, Hold, Person, Posting, RankPeriod, TestResult
from units.structure.models import Unit

GRADED = "Đã ghi mức độ hoàn thành nhiệm vụ."
HELD = "Đã ghi việc đang xem xét; đề nghị khen thưởng tạm dừng."


@login_required
def discipline(request: HttpRequest, pk: int) -> HttpResponse:
    return person_act(
        request, pk, "discipline", "units.record_fact", DisciplineForm, services.record_discipline, "Đã ghi kỷ luật."
    )


@login_required
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    return person_act(request, pk, "hold", "units.record_fact", HoldForm, services.record_hold, HELD)


@login_required
def grade(request: HttpRequest, pk: int) -> HttpResponse:
    return person_act(request, pk, "grade", "units.record_fact", GradeForm, services.record_grade, GRADED)


@login_required
def test_result(request: HttpRequest, pk: int) -> HttpResponse:
    return person_act(
        request,
        pk,
        "test_result",
        "units.record_fact",
        TestResultForm,
        services.record_test_result,
        "Đã ghi kết quả kiểm tra.",
    )


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
        return redirect(home_of(subject))
    context = {"row": row, "subject": subject, "noun": what.noun, "form": form, "back": home_of(subject)}
    context["crumbs"] = [*way_of(request, subject), (f"Sửa {what.noun}", "")]
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
def unit_grade(request: HttpRequest, pk: int) -> HttpResponse:
    """The yearly grade of a unit; `pk` is the unit's."""
    return unit_act(request, pk, "unit_grade", GradeForm, services.record_grade, GRADED)


@login_required
def unit_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """What makes proposals for a unit wait; `pk` is the unit's."""
    return unit_act(request, pk, "unit_hold", HoldForm, services.record_hold, HELD)


@login_required
def end_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """End a hold on a person or a unit; `pk` is the hold's."""
    row = get_object_or_404(Hold.objects.visible_to(request.user).select_related("person__unit", "unit"), pk=pk)
    subject = row.person or row.unit
    require(request.user, "units.record_fact", subject)
    form = EndHoldForm(request.POST or None)
    if form.done(request, services.end_hold, row):
        messages.success(request, "Đã kết thúc; đề nghị khen thưởng được xét tiếp.")
        return redirect(home_of(subject))
    context = {"hold": row, "subject": subject, "form": form, "back": home_of(subject)}
    context["crumbs"] = [*way_of(request, subject), ("Kết thúc việc đang xem xét", "")]
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
        return redirect(home_of(heir))
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
        return redirect(home_of(row.unit))
    return _carried_page(request, row.carried_from, row.unit, form, drops=True)


def _carried_page(request: HttpRequest, source: Hold, unit: Unit, form, *, drops: bool = False) -> HttpResponse:
    context = {"source": source, "unit": unit, "form": form, "drops": drops, "back": home_of(unit)}
    context["crumbs"] = [*way_of(request, unit), ("Việc đang xem xét kế tục", "")]
    return render(request, "units/people/carry_hold.html", context, status=form_status(form))


@login_required
def end_discipline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when the term of a discipline is over; `pk` is the discipline's."""
    row, person = _row_and_subject(request, DisciplineRecord, pk)
    require(request.user, "units.record_fact", person)
    form = EndDisciplineForm(request.POST or None)
    if form.done(request, services.end_discipline, row):
        messages.success(request, "Đã ghi ngày hết thời hạn kỷ luật.")
        return redirect(home_of(person))
    context = {"row": row, "person": person, "form": form, "back": home_of(person)}
    context["crumbs"] = [*way_of(request, person), ("Kết thúc kỷ luật", "")]
    return render(request, "units/people/end_discipline.html", context, status=form_status(form))
