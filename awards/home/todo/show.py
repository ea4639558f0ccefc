"""The list of work as the page shows it: under its headings, overdue first."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from awards.home.todo.desk import NEAR, Waiting
from thidua import clock
from thidua.templatetags.ui import relative_days
from thidua.widgets import Task


@dataclass(frozen=True)
class Section:
    """Tasks under one heading: overdue, today, this week, later."""

    title: str
    tasks: list[Task]
    is_overdue: bool = False


def sections(items: Iterable[Waiting], *, primary: bool = True) -> list[Section]:
    """The list under its headings. primary: the first task carries the page's one filled button."""
    today = clock.today()
    groups: dict[str, list[Waiting]] = {"Quá hạn": [], "Hôm nay": [], "Trong tuần": [], "Sau đó": [], "Chờ xử lý": []}
    for item in items:
        if item.is_overdue:
            groups["Quá hạn"].append(item)
        elif item.when:
            groups["Hôm nay"].append(item)
        elif item.due is None:
            groups["Chờ xử lý"].append(item)
        else:
            day = timezone.localtime(item.due).date()
            groups["Hôm nay" if day == today else "Trong tuần" if day - today < NEAR else "Sau đó"].append(item)
    shown = []
    for title, rows in groups.items():
        if rows:
            tasks = [_task(item, primary=primary and not shown and number == 0) for number, item in enumerate(rows)]
            shown.append(Section(title, tasks, is_overdue=title == "Quá hạn"))
    return shown


def _task(item: Waiting, *, primary: bool) -> Task:
    due, note = item.when, ""
    if not due and item.due is not None:
        local = timezone.localtime(item.due)
        due = f"{local:%H:%M}" if local.date() == clock.today() else f"{local:%d/%m}"
        note = relative_days(item.due)
    return Task(
        title=item.title,
        icon=item.icon,
        url=item.url,
        text=item.text,
        due=due,
        due_note=note,
        action=item.action,
        tone="bad" if item.is_overdue else item.tone,
        overdue=item.is_overdue,
        primary=primary,
    )
