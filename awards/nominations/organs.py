"""Organs that are asked about a list, what each is asked, and what each said of every line."""

from django.db import models
from django.db.models import Q

from awards.nominations.models import Nomination, NominationList
from awards.nominations.station_enums import InquiryState, View
from thidua import clock
from thidua.dates import DatedRow
from units.accounts.enums import Role
from units.models import Unit, User

READERS = (Role.OFFICER, Role.SECRETARY, Role.MEMBER, Role.COMMANDER, Role.AUDITOR)  # who read all opinions


class Organ(DatedRow):
    """An organ a command asks before its council sits, and what it is asked to look at.

    seat: the unit whose reviewers speak for it; user: one account that does, for organs outside the tree of units.
    questions: one a line.
    """

    dated_key = ("unit", "name")

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="đơn vị hỏi", related_name="organs_asked")
    name = models.CharField("cơ quan", max_length=120)
    seat = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="phòng, ban", null=True, blank=True, related_name="organ_seats"
    )
    user = models.ForeignKey(
        User, models.PROTECT, verbose_name="tài khoản trả lời", null=True, blank=True, related_name="organ_seats"
    )
    questions = models.TextField("nội dung hỏi")
    sort = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta(DatedRow.Meta):
        ordering = ["sort", "name"]
        constraints = [
            *DatedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(seat__isnull=False) | Q(user__isnull=False),
                name="somebody_speaks_for_an_organ",
                violation_error_message="Chọn phòng, ban hoặc tài khoản trả lời.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_unit(self) -> Unit:
        return self.unit

    @property
    def question_list(self) -> list[str]:
        return [line for line in self.questions.splitlines() if line.strip()]


def spoken_for_by(user: User) -> Q:
    """Inquiries of the organs a user speaks for; the command must lie in what the user reviews."""
    reviewed = Q(pk__in=[])
    for path in user.scope_paths(Role.VERIFIER):
        reviewed |= Q(organ__unit__path__startswith=path)
    seats = user.unit.ancestor_ids() if user.unit_id else []
    return reviewed & (Q(organ__user=user.pk) | Q(organ__seat__in=seats))


class InquiryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An organ sees its own and nobody else's; those who prepare and decide see all of their command."""
        whole = Q(pk__in=[])
        for path in user.scope_paths(*READERS):
            whole |= Q(nomination_list__period__unit__path__startswith=path)
        return self.filter(whole | spoken_for_by(user))

    def in_force(self):
        return self.exclude(state=InquiryState.WITHDRAWN)


class Inquiry(models.Model):
    """One organ asked about lines of a list until a moment. organ_name, questions: as they stood that day."""

    nomination_list = models.ForeignKey(NominationList, models.PROTECT, related_name="inquiries")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="inquiries")
    organ_name = models.CharField("cơ quan", max_length=120)
    questions = models.JSONField("nội dung hỏi", default=list)
    note = models.CharField("lời nhắn", max_length=500, blank=True)
    due_at = models.DateTimeField("hạn trả lời")
    state = models.CharField("trạng thái", max_length=10, choices=InquiryState, default=InquiryState.WAITING)
    asked_by = models.ForeignKey(User, models.PROTECT, verbose_name="người hỏi", related_name="+")
    asked_at = models.DateTimeField("hỏi lúc", default=clock.now, editable=False)
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = InquiryQuerySet.as_manager()

    locked_with = ("organ__unit", "organ__seat", "nomination_list__period__unit")

    class Meta:
        ordering = ["organ__sort", "organ_name", "-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination_list", "organ"],
                name="one_open_inquiry_of_an_organ",
                condition=Q(state="waiting"),
                violation_error_message="Cơ quan này đang được hỏi về danh sách.",
            )
        ]

    def __str__(self) -> str:
        return f"Lấy ý kiến {self.organ_name}"

    @property
    def audit_unit(self) -> Unit:
        return self.nomination_list.unit

    @property
    def is_overdue(self) -> bool:
        return self.state == InquiryState.WAITING and clock.now() > self.due_at


class Opinion(models.Model):
    """What one organ says of one line; while nobody has answered it waits, past its time it is silence."""

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="opinions")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="opinions")
    view = models.CharField("ý kiến", max_length=8, choices=View, default=View.WAITING)
    reason = models.CharField("lý do", max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="người trả lời", null=True, blank=True, related_name="+")
    at = models.DateTimeField("trả lời lúc", null=True, blank=True)

    class Meta:
        ordering = ["nomination__award__sort", "nomination__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry", "nomination"],
                name="one_opinion_of_a_line",
                violation_error_message="Cơ quan đã được hỏi về đề nghị này.",
            ),
            models.CheckConstraint(
                condition=~Q(view="disagree") | ~Q(reason=""),
                name="a_disagreement_has_its_reason",
                violation_error_message="Ghi lý do không đồng ý.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.get_view_display()}"
