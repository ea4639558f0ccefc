"""Work on letters: those that wait for somebody's eye, those that did not arrive."""

from django.db.models import Count, Q
from django.urls import reverse

from awards.home.enums import MailState
from awards.home.models import OutboxMail
from awards.home.permissions import REVIEWERS
from awards.home.todo.desk import Desk, Waiting


def letters_to_review(desk: Desk) -> list[Waiting]:
    """One query for whoever may look at letters, none for others."""
    if not desk.user.holds(*REVIEWERS):
        return []
    counts = (
        OutboxMail.objects.visible_to(desk.user)
        .order_by()
        .aggregate(
            waiting=Count("pk", filter=Q(state=MailState.WAITING)), failed=Count("pk", filter=Q(state=MailState.FAILED))
        )
    )
    url, items = reverse("awards:home.outbox"), []
    if counts["waiting"]:
        title = f"Duyệt {counts['waiting']} thư chờ gửi"
        items.append(Waiting(title, "mail", f"{url}?trang_thai=waiting", "Duyệt", "Thư nhắc qua thư điện tử"))
    if counts["failed"]:
        title = f"{counts['failed']} thư không gửi được"
        items.append(Waiting(title, "mail", f"{url}?trang_thai=failed", "Xem", "Xem lỗi, gửi lại", tone="warn"))
    return items
