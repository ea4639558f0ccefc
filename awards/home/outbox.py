"""Letters: looked at, changed, approved or dropped by a person, then carried out of the house once at most.

The carrier claims one letter after another with an UPDATE that names the state before, so that of two carriers one
wins, and sends it outside any transaction. A letter whose carrier died on the way is never sent again by itself.
"""

from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from awards.home.enums import MailState
from awards.home.models import OutboxMail
from awards.home.states import MAIL
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import User

LOST_AFTER = timedelta(minutes=10)
LOST = "Máy dừng khi đang gửi, không rõ thư đã đi chưa. Hỏi người nhận trước khi gửi lại."


@dataclass(frozen=True)
class Delivered:
    """What a round did. problem: why it ended before its time, in words; empty when it did not."""

    sent: int = 0
    failed: int = 0
    problem: str = ""


def approve(mail: OutboxMail, *, by: User) -> OutboxMail:
    return MAIL.make("approve_mail", mail, by=by)


def approve_all(user: User) -> int:
    """Everything that waits and that the user may look at."""
    waiting = OutboxMail.objects.visible_to(user).filter(state=MailState.WAITING)
    done = 0
    with transaction.atomic():
        for mail in waiting.select_related("unit", "to").order_by("pk"):
            approve(mail, by=user)
            done += 1
    return done


def retry(mail: OutboxMail, *, by: User) -> OutboxMail:
    return MAIL.make("retry_mail", mail, by=by, error="")


def drop(mail: OutboxMail, *, by: User, reason: str) -> OutboxMail:
    return MAIL.make("drop_mail", mail, by=by, reason=reason)


@transaction.atomic
def edit(mail: OutboxMail, *, by: User, subject: str, body: str) -> OutboxMail:
    """Change the words of a letter that has not left."""
    row = lock(mail)
    require(by, "awards.review_mail", row)
    if row.state not in (MailState.WAITING, MailState.READY, MailState.FAILED):
        raise StateConflict(f"Thư ở trạng thái “{row.get_state_display()}”, không sửa được.")
    subject, body = clean(subject), body.strip()
    if not subject or not body:
        raise RuleViolation("Ghi tiêu đề và nội dung.", field="body" if subject else "subject")
    before, after = {"subject": row.subject, "body": row.body}, {"subject": subject, "body": body}
    if before != after:
        row.subject, row.body = subject, body
        row.save(update_fields=["subject", "body"])
        record(by, "home.edit_mail", row, before=before, after=after)
    return row


def deliver(progress=None) -> Delivered:
    """Carry out every approved letter. Never inside a transaction: a letter sent must be known to be sent.

    progress(done, total, words) is told after each. A server that cannot be reached leaves all letters as they are.
    """
    if not settings.MAIL_ON:
        return Delivered(problem="Chưa đặt máy chủ thư (THIDUA_EMAIL_URL); thư nằm lại trong hộp.")
    _give_up_lost()
    total = OutboxMail.objects.filter(state=MailState.READY).count()
    if not total:
        return Delivered()
    server = get_connection(timeout=settings.EMAIL_TIMEOUT)
    try:
        server.open()
    except Exception as error:
        return Delivered(problem=f"Không nối được máy chủ thư: {_words(error)}")
    sent = failed = 0
    try:
        while (mail := _claim()) is not None:
            error = _send(mail, server)
            sent, failed = sent + (error is None), failed + (error is not None)
            if isinstance(error, SMTPServerDisconnected):
                return Delivered(sent, failed, f"Máy chủ thư ngắt giữa chừng: {_words(error)}")
            if progress is not None:
                progress(min(sent + failed, total), total, f"Đã gửi {sent} thư")
    finally:
        server.close()
    return Delivered(sent, failed)


def _claim() -> OutboxMail | None:
    """The next letter, ours alone; None when nothing is left."""
    while pk := OutboxMail.objects.filter(state=MailState.READY).order_by("pk").values_list("pk", flat=True).first():
        ours = OutboxMail.objects.filter(pk=pk, state=MailState.READY)
        if ours.update(state=MailState.SENDING, claimed_at=clock.now()):
            return OutboxMail.objects.get(pk=pk)
    return None


def _send(mail: OutboxMail, server) -> Exception | None:
    """Send a claimed letter and write down what became of it."""
    ours = OutboxMail.objects.filter(pk=mail.pk, state=MailState.SENDING)
    try:
        EmailMessage(mail.subject, mail.body, to=[mail.address], connection=server).send()
    except Exception as error:
        ours.update(state=MailState.FAILED, error=_words(error))
        return error
    ours.update(state=MailState.SENT, sent_at=clock.now())
    return None


def _give_up_lost() -> int:
    lost = OutboxMail.objects.filter(state=MailState.SENDING, claimed_at__lt=clock.now() - LOST_AFTER)
    return lost.update(state=MailState.FAILED, error=LOST)


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:300]
