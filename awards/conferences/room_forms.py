"""The shape of input for the room: guests, substitutes, opinions, papers, speakers, tasks, corrections, renewal."""

from django import forms

from awards.conferences.enums import GuestKind, MemberFunction
from awards.conferences.forms import PersonField
from thidua import clock
from thidua.filetypes import ACCEPT, TAKEN
from thidua.forms import ActForm, DayField, FilterForm, TextField, WholeNumberField
from units.models import Person, Unit

LISTED = [(GuestKind.GUEST.value, GuestKind.GUEST.label), (GuestKind.DELEGATE.value, GuestKind.DELEGATE.label)]


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class UploadField(forms.FileField):
    """A paper: what it is, is told by its content."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", f"{TAKEN}.")
        super().__init__(
            widget=forms.FileInput(attrs={"accept": ACCEPT}), error_messages={"empty": "Tệp rỗng."}, **kwargs
        )


class GuestForm(ActForm):
    name = TextField(label="Họ và tên, hoặc chức vụ", max_length=150)
    post = TextField(label="Chức vụ, đơn vị", max_length=200, required=False)
    kind = forms.ChoiceField(label="Thành phần", choices=LISTED, initial=GuestKind.GUEST)


class SubstituteForm(ActForm):
    """Whoever comes for a member."""

    name = TextField(label="Người dự thay", max_length=150, help_text="Cấp bậc, họ và tên.")
    post = TextField(label="Chức vụ", max_length=200, required=False)
    person = PersonField(
        label="Người trong danh sách đơn vị",
        required=False,
        help_text="Họ và tên hoặc số hiệu, để người dự thay điểm danh, bỏ phiếu bằng tài khoản của mình.",
    )
    mandate = TextField(label="Giấy ủy quyền", max_length=120, help_text="Số, ngày.")
    reason = TextField(label="Lý do thành viên vắng", max_length=120)

    def __init__(self, *args, conference, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].people = Person.objects.filter(
            unit__path__startswith=conference.unit.path, left_on__isnull=True
        )


class OpinionForm(ActForm):
    text = forms.CharField(label="Nội dung ý kiến", widget=_long(5))
    received_on = DayField(label="Nhận ngày")
    upload = UploadField(label="Bản chụp", required=False)


class CodeForm(ActForm):
    code = forms.CharField(
        label="Mã điểm danh", max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "6 chữ số"}),
        help_text="Sáu chữ số đang hiện trên màn chiếu của hội trường.",
    )  # fmt: skip


class TalkForm(ActForm):
    title = TextField(label="Tên tham luận", max_length=250)
    speaker = TextField(label="Người trình bày", max_length=200)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị", required=False, empty_label="Không ghi")
    upload = UploadField(label="Tệp tham luận", required=False)

    def __init__(self, *args, units, needs_file: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["upload"].required = needs_file


class SpeechForm(ActForm):
    name = TextField(
        label="Người phát biểu", max_length=150, required=False, help_text="Để trống nếu trình bày tham luận."
    )
    post = TextField(label="Chức vụ, đơn vị", max_length=200, required=False)
    minutes = WholeNumberField(label="Số phút", minimum=1, maximum=240, required=False)
    talk = forms.ModelChoiceField(
        Unit.objects.none(), label="Trình bày tham luận", required=False, empty_label="Không, phát biểu tự do"
    )
    item = forms.ModelChoiceField(Unit.objects.none(), label="Ở mục", required=False, empty_label="Không ghi")

    def __init__(self, *args, conference, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["talk"].queryset = conference.talks.kept().filter(speeches=None)
        self.fields["item"].queryset = conference.programme.all()


class SummaryForm(ActForm):
    summary = forms.CharField(label="Nội dung phát biểu", required=False, widget=_long(6))


class TaskForm(ActForm):
    text_of = TextField(label="Nội dung việc giao", max_length=500, widget=_long(3))
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị thực hiện", empty_label="Chọn đơn vị")
    person = PersonField(
        label="Người chịu trách nhiệm", required=False, help_text="Họ và tên hoặc số hiệu; để trống: đơn vị."
    )
    due_on = DayField(label="Thời hạn")

    def __init__(self, *args, conference, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["person"].people = Person.objects.filter(
            unit__path__startswith=conference.unit.path, left_on__isnull=True
        )


class ResultForm(ActForm):
    result = forms.CharField(label="Kết quả thực hiện", widget=_long(5))


class AgainForm(ActForm):
    reason = TextField(label="Lý do giao làm lại", max_length=300)
    due_on = DayField(label="Thời hạn mới")


class WhyForm(ActForm):
    reason = TextField(label="Lý do", max_length=500)


class TaskFilter(FilterForm):
    q = TextField(label="Nội dung, đơn vị", required=False)
    tt = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[
            ("", "Mọi tình trạng"), ("mo", "Đang thực hiện"), ("tre", "Quá hạn"), ("xong", "Đã xong"),
            ("bo", "Không thực hiện nữa"),
        ],
    )  # fmt: skip

    def filter_q(self, rows, value):
        return rows.filter(text__icontains=value) | rows.filter(unit__name__icontains=value)

    def filter_tt(self, rows, value):
        if value == "tre":
            return rows.filter(state="open", due_on__lt=clock.today())
        return rows.filter(state={"mo": "open", "xong": "done", "bo": "dropped"}[value])


class RenewForm(ActForm):
    """A decision that changes who sits on a council; one line for each who sits there now."""

    text_of = TextField(label="Quyết định kiện toàn", max_length=200, help_text="Số, ngày và cơ quan ban hành.")
    effective_on = DayField(label="Hiệu lực từ ngày")
    standing_organ = forms.ModelChoiceField(
        Unit.objects.none(), label="Cơ quan thường trực", required=False, empty_label="Như cũ"
    )

    def __init__(self, *args, council, seats, **kwargs):
        super().__init__(*args, **kwargs)
        self.seats = seats
        self.fields["standing_organ"].queryset = Unit.objects.filter(
            path__startswith=council.unit.path, closed_on__isnull=True
        ).order_by("path")
        for seat in seats:
            self.fields[f"stays_{seat.pk}"] = forms.BooleanField(label="Tiếp tục", required=False, initial=True)
            self.fields[f"function_{seat.pk}"] = forms.ChoiceField(
                label=f"Chức danh của {seat.person.full_name}", choices=MemberFunction.choices, initial=seat.function
            )
            self.fields[f"standing_{seat.pk}"] = forms.BooleanField(
                label="Thường trực", required=False, initial=seat.is_standing
            )

    def lines(self):
        """(seat, stays, function, standing) as bound fields, in the order of the council."""
        return [
            (seat, self[f"stays_{seat.pk}"], self[f"function_{seat.pk}"], self[f"standing_{seat.pk}"])
            for seat in self.seats
        ]

    @property
    def facts(self) -> dict:
        """What the service takes."""
        data = self.cleaned_data
        return {
            "text_of": data["text_of"],
            "effective_on": data["effective_on"],
            "standing_organ": data["standing_organ"],
            "leaving": [seat for seat in self.seats if not data[f"stays_{seat.pk}"]],
            "functions": {seat.pk: data[f"function_{seat.pk}"] for seat in self.seats},
            "standing": [seat for seat in self.seats if data[f"standing_{seat.pk}"]],
        }
