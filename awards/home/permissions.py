"""WHO may look at letters before they leave: the officer and the administrator of the receiver's unit."""

from awards.home.models import OutboxMail
from thidua.permissions import permission
from units.accounts.enums import Role
from units.models import User

REVIEWERS = (Role.OFFICER, Role.ADMINISTRATOR)


@permission("awards.review_mail", who="trợ lý thi đua hoặc quản trị của đơn vị nhận thư")
def review_mail(user: User, mail: OutboxMail | None) -> bool:
    """Edit, approve, drop, send again. None asks whether the user may anywhere."""
    return user.holds(*REVIEWERS, over=mail.unit) if mail is not None else user.holds(*REVIEWERS)
