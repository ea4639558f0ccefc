"""The slip that hands an invitation over."""

from django.utils import timezone

from thidua.documents import Box, Document, Fields, Heading, OfficialHeading, Paragraph
from units.accounts.models import Invitation


def slip(invitation: Invitation, code: str, link: str) -> Document:
    """A sheet for one person. link: the whole address, code included; code: the same, for the eye."""
    user = invitation.user
    until = timezone.localtime(invitation.expires_at)
    steps = [
        f"Mở trình duyệt, nhập địa chỉ: {link}",
        "Đặt mật khẩu riêng, ít nhất mười ký tự, không báo cho ai.",
        "Đăng nhập bằng tên đăng nhập ở trên và mật khẩu vừa đặt.",
    ]
    return Document(
        slug=f"giay-moi-{user.username}",
        kind="Giấy mời sử dụng hệ thống",
        subject="Quản lý thi đua, khen thưởng",
        heading=OfficialHeading(organ=user.unit.name if user.unit else "Bộ đội Biên phòng"),
        blocks=[
            Fields(
                [
                    ("Người nhận", user.display_name),
                    ("Tên đăng nhập", user.username),
                    ("Mã mời", code),
                    ("Dùng được đến", f"{until:%H:%M, %d/%m/%Y}"),
                ]
            ),
            Heading("Cách làm"),
            *[Paragraph(step, lead=f"{number}.") for number, step in enumerate(steps, 1)],
            Box("Mã chỉ dùng một lần. Trao tận tay; mất giấy thì báo người quản trị thu hồi mã."),
        ],
        date=timezone.localtime(invitation.invited_at).date(),
    )
