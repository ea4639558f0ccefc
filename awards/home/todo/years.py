"""Work on the year itself: an installation that begins, a year to prepare, a step that is late."""

from django.urls import reverse

from awards.home.todo.desk import Desk, Waiting, due_of, lower_first
from awards.years.enums import Step
from awards.years.models import Phase
from thidua import clock
from units.accounts.enums import Role
from units.models import Unit, User


def first_steps(desk: Desk) -> list[Waiting]:
    """An installation or an office that has only begun: units, accounts, the first year."""
    user, items = desk.user, []
    if user.holds(Role.ADMINISTRATOR):
        if not Unit.objects.visible_to(user).filter(parent__isnull=False).exists():
            items.append(
                Waiting(
                    "Thêm đơn vị cấp dưới", "building-2", reverse("units:structure.create"), "Thêm đơn vị",
                    "Cây đơn vị mới có đơn vị đầu tiên",
                )
            )  # fmt: skip
        if not User.objects.visible_to(user).exclude(pk=user.pk).exists():
            items.append(
                Waiting(
                    "Tạo tài khoản cho trợ lý thi đua", "user-cog", reverse("units:accounts.create"), "Tạo tài khoản",
                    "Mới có tài khoản quản trị; trợ lý thi đua mở năm và giao chỉ tiêu",
                )
            )  # fmt: skip
    if desk.offices:
        without = Unit.objects.filter(
            pk__in=desk.offices, periods__isnull=True, children__is_reporting=True, closed_on__isnull=True
        )
        items += [
            Waiting(
                f"Mở năm thi đua đầu tiên của {unit.short_name}", "calendar-days", reverse("awards:years.create"),
                "Mở năm", "Ngày đầu, ngày cuối, hạn từng bước",
            )
            for unit in without.distinct().in_order()
        ]  # fmt: skip
    return items


def years_to_run(desk: Desk) -> list[Waiting]:
    """A year still being prepared; the earliest step of an open one whose deadline has passed."""
    items = []
    for period in desk.years:
        if not period.is_open:
            items.append(
                Waiting(
                    f"Chuẩn bị và bắt đầu năm {period.year}", "flag", reverse("awards:years.detail", args=[period.pk]),
                    "Xem", f"{period.holder}: bảng tiêu chí, chỉ tiêu, mốc thời gian", due_of(period, Step.LAUNCH),
                )
            )  # fmt: skip
            continue
        step: Phase | None = next((phase for phase in period.phases.all() if phase.finished_on is None), None)
        if step is not None and step.due_at < clock.now():
            items.append(
                Waiting(
                    f"Kết thúc bước {step.step}: {lower_first(step.get_step_display())}", "flag",
                    reverse("awards:years.detail", args=[period.pk]), "Xem", str(period), step.due_at,
                )
            )  # fmt: skip
    return items
