"""Work on transfers: people another office has sent, to take in or to refuse."""

from django.urls import reverse

from awards.home.todo.desk import Desk, Waiting
from units.accounts.enums import Role
from units.people.models import Transfer


def transfers_to_receive(desk: Desk) -> list[Waiting]:
    """One query for officers, none for others. No deadline: the day stands in the order of each."""
    if not desk.user.holds(Role.OFFICER):
        return []
    count = Transfer.objects.waiting_for(desk.user).count()
    if not count:
        return []
    url = f"{reverse('units:people.transfers')}?huong=den&tinh_trang=sent"
    return [Waiting(f"Tiếp nhận {count} người chuyển đến", "user-check", url, "Xem", "Lệnh điều động của đơn vị khác")]
