"""Facts that weigh on awards: discipline, what is under examination, yearly grades and tests."""

from datetime import date
from typing import Any

from django.db import transaction

from thidua import clock
from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record, record_many
from units.checks import checked
from units.people.enums import DisciplineKind, Grade, HoldKind
from units.people.models import CompletionGrade, DisciplineRecord, Hold, Person, TestResult
from units.people.persons import needs_why
from units.structure.models import Unit

Subject = Person | Unit


def record_discipline(
    person: Person,
    *,
    by,
    kind: str,
    valid_from: date,
    valid_to: date | None = None,
    decision: str = "",
    reason: str = "",
) -> DisciplineRecord:
    """A form of discipline from a day; valid_to is the last day of its term, empty while it is not known."""
    row = {
        "person": person,
        "kind": kind,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "decision": decision,
        "reason": reason,
    }
    return record_disciplines([row], by=by)[0]


@transaction.atomic
def record_disciplines(rows: list[dict], *, by) -> list[DisciplineRecord]:
    """Many at once; keys of a row are the arguments of record_discipline, with `person`."""
    may_record(by, [row["person"] for row in rows])
    made = [DisciplineRecord(**row) for row in rows]
    check_all(made)
    for one in made:
        if one.valid_from > clock.today():
            raise RuleViolation("Ngày kỷ luật không được sau hôm nay.", field="valid_from")
    DisciplineRecord.objects.bulk_create(made, batch_size=500)
    record_many(
        by,
        "people.record_discipline",
        (
            (
                one.person,
                {
                    "after": {
                        "discipline": DisciplineKind(one.kind).label,
                        "valid_from": one.valid_from,
                        "valid_to": one.valid_to,
                        "decision": one.decision,
                    },
                    "reason": one.reason,
                    "acted_on": one.valid_from,
                },
            )
            for one in made
        ),
    )
    return made


def record_hold(subject: Subject, *, by, kind: str, valid_from: date, note: str = "") -> Hold:
    """A fact that makes every proposal for a person or unit wait, until end_hold."""
    return record_holds([{"subject": subject, "kind": kind, "valid_from": valid_from, "note": note}], by=by)[0]


@transaction.atomic
def record_holds(rows: list[dict], *, by) -> list[Hold]:
    """Many at once; keys: subject, kind, valid_from, note, and valid_to for a hold already over."""
    may_record(by, [row["subject"] for row in rows])
    made = [Hold(**_about(row)) for row in rows]
    check_all(made)
    for one in made:
        if one.valid_from > clock.today():
            raise RuleViolation("Ngày bắt đầu không được sau hôm nay.", field="valid_from")
    Hold.objects.bulk_create(made, batch_size=500)
    record_many(
        by,
        "people.record_hold",
        (
            (
                one.person or one.unit,
                {
                    "after": {"hold": HoldKind(one.kind).label, "valid_from": one.valid_from, "note": one.note},
                    "acted_on": one.valid_from,
                },
            )
            for one in made
        ),
    )
    return made


@transaction.atomic
def end_hold(hold: Hold, *, by, on: date, reason: str = "") -> Hold:
    """The fact is over; `on` is its last day, proposals go on from the next."""
    row = lock(hold)
    subject = row.person or row.unit
    require(by, "units.record_fact", subject)
    if row.valid_to is not None:
        raise RuleViolation(f"Đã kết thúc ngày {row.valid_to:%d/%m/%Y}.", field="on")
    if on > clock.today():
        raise RuleViolation("Ngày kết thúc không được sau hôm nay.", field="on")
    if on < row.valid_from:
        raise RuleViolation(f"Ngày kết thúc không được trước ngày {row.valid_from:%d/%m/%Y}.", field="on")
    row.valid_to = hold.valid_to = on
    row.save()
    record(
        by,
        "people.end_hold",
        subject,
        before={"valid_to": None},
        after={"valid_to": on},
        reason=reason,
        acted_on=on,
        hold=str(row),
    )
    return row


@transaction.atomic
def end_discipline(row: DisciplineRecord, *, by, on: date, reason: str = "") -> DisciplineRecord:
    """The term of a discipline is over; `on` is its last day, achievements count again from the next."""
    fresh = lock(row)
    require(by, "units.record_fact", fresh.person)
    if fresh.valid_to is not None:
        raise RuleViolation(f"Thời hạn đã ghi đến hết ngày {fresh.valid_to:%d/%m/%Y}.", field="on")
    if on < fresh.valid_from:
        raise RuleViolation(f"Ngày kết thúc không được trước ngày {fresh.valid_from:%d/%m/%Y}.", field="on")
    fresh.valid_to = row.valid_to = on
    fresh.save()
    record(
        by,
        "people.end_discipline",
        fresh.person,
        before={"valid_to": None},
        after={"valid_to": on},
        reason=reason,
        acted_on=min(on, clock.today()),
        row=str(fresh),
    )
    return fresh


def record_grade(subject: Subject, *, by, year: int, grade: str, basis: str = "") -> CompletionGrade:
    """Yearly completion grade of a person or unit; a second one for the year replaces the first, both stay recorded."""
    return record_grades([{"subject": subject, "year": year, "grade": grade, "basis": basis}], by=by)[0]


@transaction.atomic
def record_grades(rows: list[dict], *, by) -> list[CompletionGrade]:
    """Many at once, one per subject and year; keys: subject, year, grade, basis."""
    may_record(by, [row["subject"] for row in rows])
    present = {
        (Person if one.person_id else Unit, one.person_id or one.unit_id, one.year): one
        for one in _about_any(CompletionGrade, [row["subject"] for row in rows])
    }
    new, changed, acts = [], [], []
    for row in rows:
        subject, year = row["subject"], row["year"]
        past_year(year)
        one = present.get((type(subject), subject.pk, year))
        before = None if one is None else {"grade": one.get_grade_display(), "basis": one.basis}
        if one is None:
            one = CompletionGrade(**_about(row))
            new.append(one)
        else:
            one.grade, one.basis = row["grade"], row.get("basis", "")
            changed.append(one)
        checked(one)
        after = {"grade": Grade(one.grade).label, "basis": one.basis}
        acts.append((subject, {"before": before, "after": after, "year": year}))
    CompletionGrade.objects.bulk_create(new, batch_size=500)
    CompletionGrade.objects.bulk_update(changed, ["grade", "basis"], batch_size=500)
    record_many(by, "people.record_grade", acts)
    return [*new, *changed]


def record_test_result(person: Person, *, by, year: int, passed_percent: int, good_percent: int) -> TestResult:
    """Share of the year's tests passed, and good or better, in whole percent; replaces an earlier entry."""
    row = {"person": person, "year": year, "passed_percent": passed_percent, "good_percent": good_percent}
    return record_test_results([row], by=by)[0]


@transaction.atomic
def record_test_results(rows: list[dict], *, by) -> list[TestResult]:
    """Many at once, one per person and year; keys of a row are the arguments of record_test_result, with `person`."""
    may_record(by, [row["person"] for row in rows])
    present = {(one.person_id, one.year): one for one in _about_any(TestResult, [row["person"] for row in rows])}
    new, changed, acts = [], [], []
    for row in rows:
        past_year(row["year"])
        _check_percents(row["passed_percent"], row["good_percent"])
        after = {"passed_percent": row["passed_percent"], "good_percent": row["good_percent"]}
        one = present.get((row["person"].pk, row["year"]))
        before = None if one is None else {name: getattr(one, name) for name in after}
        if one is None:
            new.append(TestResult(**row))
        else:
            one.passed_percent, one.good_percent = row["passed_percent"], row["good_percent"]
            changed.append(one)
        acts.append((row["person"], {"before": before, "after": after, "year": row["year"]}))
    TestResult.objects.bulk_create(new, batch_size=500)
    TestResult.objects.bulk_update(changed, ["passed_percent", "good_percent"], batch_size=500)
    record_many(by, "people.record_test_result", acts)
    return [*new, *changed]


FACT_FIELDS = {
    DisciplineRecord: ("kind", "valid_from", "valid_to", "decision", "reason"),
    Hold: ("kind", "valid_from", "valid_to", "note"),
    CompletionGrade: ("year", "grade", "basis"),
    TestResult: ("year", "passed_percent", "good_percent"),
}
Fact = DisciplineRecord | Hold | CompletionGrade | TestResult


@transaction.atomic
def correct_fact(row: Fact, *, by, why: str, **changes: Any) -> Fact:
    """Correct a fact that was written down wrongly: before, after and the reason stay in the record.

    changes: fields of FACT_FIELDS for the kind of row.
    """
    fresh = lock(row)
    subject = fresh.person or getattr(fresh, "unit", None)
    require(by, "units.record_fact", subject)
    needs_why(why)
    names = FACT_FIELDS[type(fresh)]
    before = _in_labels(fresh, names)
    for name in names:
        if name in changes:
            setattr(fresh, name, changes[name])
    _check_fact(fresh)
    after = _in_labels(fresh, names)
    if before == after:
        raise RuleViolation("Chưa có gì thay đổi.")
    fresh.save()
    record(
        by, "people.correct_row", subject, before=before, after=after, reason=clean(why),
        row=str(fresh),
    )  # fmt: skip
    return fresh


def _in_labels(row: Fact, names: tuple[str, ...]) -> dict:
    """Fields as the record tells them: the label of a choice rather than its code."""
    shown = {name: getattr(row, f"get_{name}_display", lambda name=name: getattr(row, name))() for name in names}
    if isinstance(row, DisciplineRecord):
        shown["discipline"] = shown.pop("kind")
    elif isinstance(row, Hold):
        shown["hold"] = shown.pop("kind")
    return shown


def _check_fact(row: Fact) -> None:
    """Everything a fact must be, whoever wrote it before."""
    if isinstance(row, DisciplineRecord | Hold):
        check_all([row])
        if row.valid_from > clock.today():
            raise RuleViolation("Ngày bắt đầu không được sau hôm nay.", field="valid_from")
        if isinstance(row, Hold) and row.valid_to is not None and row.valid_to > clock.today():
            raise RuleViolation("Ngày kết thúc không được sau hôm nay.", field="valid_to")
        return
    checked(row)
    past_year(row.year)
    about = {name: getattr(row, name) for name in ("person", "unit") if getattr(row, name, None)}
    other = type(row).objects.filter(year=row.year, **about).exclude(pk=row.pk).first()
    if other is not None:
        raise RuleViolation(f"Năm {row.year} đã có dòng khác ({other}): sửa dòng đó.", field="year")
    if isinstance(row, TestResult):
        _check_percents(row.passed_percent, row.good_percent)


def _check_percents(passed: int, good: int) -> None:
    for name, value in (("passed_percent", passed), ("good_percent", good)):
        if not 0 <= value <= 100:
            raise RuleViolation("Tỷ lệ phải từ 0 đến 100.", field=name)
    if good > passed:
        raise RuleViolation("Tỷ lệ khá, giỏi không thể lớn hơn tỷ lệ đạt.", field="good_percent")


def may_record(by, subjects: list[Subject]) -> None:
    """Ask once per unit, not once per row."""
    for unit in {subject.unit if isinstance(subject, Person) else subject for subject in subjects}:
        require(by, "units.record_fact", unit)


def _about(row: dict) -> dict:
    """Fields of a fact about a person or a unit: `subject` becomes one of the two."""
    fields = dict(row)
    subject = fields.pop("subject")
    return {**fields, ("person" if isinstance(subject, Person) else "unit"): subject}


def _about_any(model, subjects: list[Subject]):
    """Rows of `model` about any of the subjects."""
    people = [one.pk for one in subjects if isinstance(one, Person)]
    for start in range(0, len(people), 500):
        yield from model.objects.filter(person__in=people[start : start + 500])
    units = [one.pk for one in subjects if isinstance(one, Unit)]
    if units:
        yield from model.objects.filter(unit__in=units)


def check_all(rows: list) -> None:
    for one in rows:
        checked(one)
        if one.valid_to is not None and one.valid_to < one.valid_from:
            raise RuleViolation("Ngày kết thúc phải sau ngày bắt đầu.", field="valid_to")


def past_year(year: int) -> None:
    if not 1945 <= year <= clock.today().year:
        raise RuleViolation(f"Năm phải từ 1945 đến {clock.today().year}.", field="year")
