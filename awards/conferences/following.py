"""Tasks a conference gives: to whom, until when; reported, given again, dropped with a reason."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from awards.conferences.models import Conference
from awards.conferences.record_states import TASK
from awards.conferences.records import FollowUp
from awards.conferences.services import editable
from thidua import clock, providers, text
from thidua.errors import RuleViolation
from units.audit.services import record
from units.models import Person, Unit, User


@transaction.atomic
def give_task(
    conference: Conference, *, by: User, text_of: str, unit: Unit, due_on: date, person: Person | None = None
) -> FollowUp:
    """A task that follows from what was concluded; its unit is told."""
    row = editable(conference, by)
    words = text.clean(text_of)
    if not words:
        raise RuleViolation("Ghi nội dung việc giao.", field="text_of")
    if due_on < row.held_on:
        raise RuleViolation("Thời hạn không thể trước ngày họp.", field="due_on")
    if person is not None and not person.unit.path.startswith(unit.path):
        raise RuleViolation(f"{person} không thuộc {unit}.", field="person")
    if row.tasks.filter(text__iexact=words, unit=unit).exists():
        raise RuleViolation(f"Việc này đã giao {unit}.", field="text_of")
    last = row.tasks.aggregate(last=Max("sort"))["last"] or 0
    task = FollowUp.objects.create(
        conference=row, text=words[:500], unit=unit, person=person, due_on=due_on, sort=last + 1, made_by=by
    )
    record(by, "task.give", task, after={"task": task.text, "unit": unit, "due_on": due_on, "person": person})
    _tell(task, f"{row.name} giao: {task}. Hạn {due_on:%d/%m/%Y}.", f"task:{task.pk}", by)
    return task


def _tell(task: FollowUp, words: str, key: str, by: User) -> None:
    providers.tell([task.unit], "deadline", words, key=key, thing=task, by=by)


def report_done(task: FollowUp, *, by: User, result: str) -> FollowUp:
    """The unit says what came of it."""
    if not result.strip():
        raise RuleViolation("Ghi kết quả thực hiện.", field="result")
    return TASK.make("done", task, by=by, result=result.strip(), ended_at=clock.now(), ended_by=by)


@transaction.atomic
def give_again(task: FollowUp, *, by: User, reason: str, due_on: date) -> FollowUp:
    """Not done well enough, or wanted after all: open again until another day. The record keeps the report."""
    if due_on < clock.today():
        raise RuleViolation("Thời hạn mới không thể ở quá khứ.", field="due_on")
    row = TASK.make("reopen", task, by=by, reason=reason, due_on=due_on, ended_at=None, ended_by=None)
    key = f"task:{row.pk}:{clock.now().isoformat()}"
    _tell(row, f"Giao làm lại: {row}. {reason.strip().rstrip('.')}. Hạn {due_on:%d/%m/%Y}.", key, by)
    return row


def drop(task: FollowUp, *, by: User, reason: str) -> FollowUp:
    """No longer wanted; the reason stands with the task."""
    return TASK.make("drop", task, by=by, reason=reason, result=reason.strip(), ended_at=clock.now(), ended_by=by)
