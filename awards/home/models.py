"""What people are told: notices in the app, each person's choice of the way, and letters waiting to be sent."""

from django.db import models
from django.db.models import Q

from awards.home.enums import ICONS, Channel, MailState, NoticeKind
from thidua import clock
from units.accounts.enums import Role
from units.models import Unit, User


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A notice is for one person only."""
        return self.filter(user=user)

    def unread(self):
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """One line at somebody's bell. key: what it is about, so that nobody is told the same thing twice."""

    user = models.ForeignKey(User, models.PROTECT, related_name="notifications")
    kind = models.CharField("loại", max_length=10, choices=NoticeKind)
    text = models.CharField("nội dung", max_length=500)
    link = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField("lúc", default=clock.now, editable=False)
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], name="one_notice_per_thing", violation_error_message="Đã báo việc này rồi."
            )
        ]
        indexes = [models.Index(fields=["user", "read_at"]), models.Index(fields=["user", "-created_at"])]

    def __str__(self) -> str:
        return self.text

    @property
    def icon(self) -> str:
        return ICONS[NoticeKind(self.kind)]


class NotificationChoice(models.Model):
    """How somebody wants one kind of notice; without a row, in the app."""

    user = models.ForeignKey(User, models.PROTECT, related_name="notification_choices")
    kind = models.CharField("loại", max_length=10, choices=NoticeKind)
    channel = models.CharField("cách báo", max_length=4, choices=Channel, default=Channel.APP)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], name="one_choice_per_kind", violation_error_message="Loại này đã chọn rồi."
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_channel_display()}"


class OutboxQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Letters to people of the units whose officer or administrator the user is."""
        scope = Q(pk__in=[])
        for path in user.scope_paths(Role.OFFICER, Role.ADMINISTRATOR):
            scope |= Q(unit__path__startswith=path)
        return self.filter(scope)


class OutboxMail(models.Model):
    """A letter that somebody may look at before it leaves; it leaves once at most."""

    to = models.ForeignKey(User, models.PROTECT, verbose_name="người nhận", related_name="+")
    address = models.EmailField("địa chỉ")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị", related_name="+")
    subject = models.CharField("tiêu đề", max_length=200)
    body = models.TextField("nội dung")
    key = models.CharField(max_length=120)
    state = models.CharField("trạng thái", max_length=8, choices=MailState, default=MailState.WAITING)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField("lập lúc", default=clock.now, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    error = models.CharField("lỗi", max_length=300, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["to", "key"], name="one_letter_per_thing", violation_error_message="Thư này đã lập rồi."
            ),
            models.CheckConstraint(
                condition=Q(state__in=MailState.values),
                name="letter_state_known",
                violation_error_message="Trạng thái thư không có.",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error=""),
                name="failed_letter_says_why",
                violation_error_message="Thư lỗi phải có lý do.",
            ),
        ]
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return f"{self.subject} – {self.to}"

    @property
    def audit_unit(self) -> Unit:
        return self.unit
