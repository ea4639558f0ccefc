"""The shape of input for submissions on their way up."""

from django import forms
from django.db.models import Q

from awards.decisions.enums import PaperKind, UpwardKind
from awards.decisions.models import Decision
from awards.nominations.enums import NominationState
from thidua import clock
from thidua.forms import ActForm, DayField, FilterForm, TextField

WAITING, ANSWERED = "waiting", "answered"


class UpwardFilter(FilterForm):
    q = TextField(label="Số, trích yếu, nơi gửi", required=False, max_length=80)
    tinh_trang = forms.ChoiceField(
        label="Kết quả",
        required=False,
        choices=[("", "Mọi tờ trình"), (WAITING, "Đang chờ cấp trên"), (ANSWERED, "Đã có đủ kết quả")],
    )

    def filter_q(self, rows, value):
        wanted = Q(subject_line__icontains=value) | Q(addressee__icontains=value) | Q(series__icontains=value)
        head = value.partition("/")[0].strip()
        if head.isdecimal() and len(head) < 7:
            wanted |= Q(number=int(head))
        return rows.filter(wanted)

    def filter_tinh_trang(self, rows, value):
        return rows.filter(waits=value == WAITING)


class FollowForm(ActForm):
    """What happened to a submission, or to one of its lines that wait."""

    kind = forms.ChoiceField(label="Việc", choices=UpwardKind.choices)
    line = forms.ModelChoiceField(
        label="Đối tượng", queryset=None, required=False, empty_label="Cả tờ trình",
        help_text="Để “Cả tờ trình” khi việc chung cho mọi đối tượng.",
    )  # fmt: skip
    on = DayField(label="Ngày", error_messages={"required": "Ghi ngày."})
    note = TextField(
        label="Nội dung", required=False, max_length=300, help_text="Số công văn, người nhận, giấy tờ cần bổ sung."
    )
    remind_on = DayField(
        label="Nhắc lại từ ngày", required=False, help_text="Để trống thì nhắc sau 20 ngày làm việc kể từ ngày gửi."
    )

    def __init__(self, *args, submission: Decision, **kwargs):
        kwargs.setdefault("initial", {}).setdefault("on", clock.today())
        super().__init__(*args, **kwargs)
        waiting = submission.lines.filter(nomination__state=NominationState.PROPOSED_UP)
        field = self.fields["line"]
        field.queryset = waiting.select_related("nomination__award")
        field.label_from_instance = lambda one: f"{one.nomination.subject_name}, {one.nomination.award.short_name}"
        if submission.kind != PaperKind.SUBMISSION:
            field.queryset = waiting.none()
