"""The shape of input at the stations: the route, organs, questions and answers, papers, one field."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django import forms
from django.utils import timezone

from awards.nominations.amendments import Correction
from awards.nominations.models import Nomination
from awards.nominations.organs import Opinion, Organ
from awards.nominations.routes import MOST_DAYS, Stop
from awards.nominations.routing import Choice
from awards.nominations.station_enums import GIVEN, Field, View
from awards.years.forms import HourField
from thidua.filetypes import ACCEPT
from thidua.forms import ActForm, DayField, TextField, WholeNumberField
from units.models import Unit, User

MOST_PEOPLE = Decimal(32_000)


def words(label: str, *, rows: int = 2, longest: int = 300, **more) -> TextField:
    return TextField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more)


class RouteForm(ActForm):
    """For each station its place, whether it is on, its days (`so_`, `bat_`, `ngay_` and the code)."""

    def __init__(self, *args, stops: Sequence[Stop], **kwargs):
        super().__init__(*args, **kwargs)
        self.stops = list(stops)
        for number, stop in enumerate(self.stops, 1):
            self.fields[f"so_{stop.code}"] = WholeNumberField(
                label=f"Thứ tự, {stop.short}", minimum=Decimal(1), maximum=Decimal(99), initial=number
            )
            self.fields[f"bat_{stop.code}"] = forms.BooleanField(
                label=f"Áp dụng {stop.short}", required=False, initial=stop.is_on
            )
            self.fields[f"ngay_{stop.code}"] = WholeNumberField(
                label=f"Số ngày, {stop.short}", required=False, minimum=Decimal(1), maximum=Decimal(MOST_DAYS),
                initial=stop.days,
            )  # fmt: skip
            for kind in ("so", "ngay"):
                field = self.fields[f"{kind}_{stop.code}"]
                field.widget.attrs["aria-label"] = field.label
        self.fields["valid_from"] = DayField(
            label="Áp dụng từ ngày", help_text="Danh sách có hạn nhận đề nghị từ ngày này trở đi đi theo trình tự mới."
        )
        self.fields["basis"] = TextField(label="Căn cứ", max_length=300, help_text="Ví dụ: Quy chế Hội đồng, Điều 5.")
        self.fields["reason"] = words("Lý do")
        self.fields["accepts_warnings"] = forms.BooleanField(
            label="Đã biết trình tự này khác quy định và vẫn áp dụng", required=False
        )

    def rows(self) -> list[dict]:
        kinds = {"place": "so", "on": "bat", "days": "ngay"}
        return [
            {"stop": stop, **{name: self[f"{kind}_{stop.code}"] for name, kind in kinds.items()}} for stop in self.stops
        ]

    @property
    def choices(self) -> list[Choice]:
        data = self.cleaned_data
        order = sorted(self.stops, key=lambda stop: data[f"so_{stop.code}"])
        return [Choice(stop.code, data[f"bat_{stop.code}"], data[f"ngay_{stop.code}"]) for stop in order]

    @property
    def facts(self) -> dict:
        names = ("valid_from", "basis", "reason", "accepts_warnings")
        return {"choices": self.choices, **{name: self.cleaned_data[name] for name in names}}


class OrganForm(ActForm):
    """An organ, who speaks for it, what it is asked."""

    name = TextField(label="Tên cơ quan", max_length=120, help_text="Ví dụ: Phòng Chính trị, Ủy ban Kiểm tra Đảng ủy.")
    seat = forms.ModelChoiceField(
        Unit.objects.none(), label="Phòng, ban", required=False, to_field_name="code",
        help_text="Người có vai trò cơ quan thẩm định công tác ở đây trả lời.",
    )  # fmt: skip
    user = forms.ModelChoiceField(
        User.objects.none(), label="Hoặc tài khoản", required=False, to_field_name="username",
        help_text="Cho cơ quan không có trong cây đơn vị, như ủy ban kiểm tra.",
    )  # fmt: skip
    questions = forms.CharField(
        label="Nội dung hỏi", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Mỗi dòng một nội dung; chỉ cơ quan này thấy.",
    )  # fmt: skip

    def __init__(self, *args, seats, users, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset, self.fields["user"].queryset = seats, users


class EndOrganForm(ActForm):
    valid_to = DayField(label="Lấy ý kiến đến hết ngày")
    reason = words("Lý do")


class DueForm(ActForm):
    """A day and an hour."""

    due_on = DayField(label="Hạn trả lời")
    due_hour = HourField(label="Giờ")

    @property
    def due_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["due_on"], self.cleaned_data["due_hour"]))


class AskForm(DueForm):
    """Which organs, until when, about which titles."""

    organs = forms.ModelMultipleChoiceField(
        Organ.objects.none(), label="Cơ quan", required=False, widget=forms.CheckboxSelectMultiple
    )
    titles = forms.MultipleChoiceField(
        label="Chỉ các danh hiệu", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn: mọi đề nghị đã gửi mà cơ quan chưa được hỏi.",
    )  # fmt: skip
    note = words("Lời nhắn", required=False, longest=500)
    field_order = ("organs", "titles", "due_on", "due_hour", "note")

    def __init__(self, *args, organs, titles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organs"].queryset = organs
        self.fields["titles"].choices = titles


class ExtendForm(DueForm):
    reason = words("Lý do")
    field_order = ("due_on", "due_hour", "reason")


class AnswerForm(ActForm):
    """An opinion a line (`y_kien_`, `ly_do_` and its id), and one for all the rest (`con_lai`)."""

    VIEWS = [(view.value, view.label) for view in GIVEN]

    con_lai = forms.ChoiceField(
        label="Các đề nghị chưa trả lời còn lại", required=False,
        choices=[("", "Để trả lời sau"), *((v.value, v.label) for v in (View.AGREE, View.NONE))],
    )  # fmt: skip

    def __init__(self, *args, opinions: list[Opinion], own: set[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.opinions, self.own = opinions, own
        for one in opinions:
            pk, name = one.nomination_id, one.nomination.subject_name
            if pk in own:
                continue
            self.fields[f"y_kien_{pk}"] = forms.ChoiceField(
                label=f"Ý kiến về {name}", required=False, choices=[("", "–"), *self.VIEWS],
                initial=one.view if one.view in GIVEN else "",
            )  # fmt: skip
            self.fields[f"ly_do_{pk}"] = TextField(
                label=f"Lý do, {name}", required=False, max_length=500, initial=one.reason
            )
            for kind in ("y_kien", "ly_do"):
                field = self.fields[f"{kind}_{pk}"]
                field.widget.attrs["aria-label"] = field.label
            self.fields[f"ly_do_{pk}"].widget.attrs["placeholder"] = "Lý do"

    def rows(self) -> list[dict]:
        return [
            {"opinion": one, "is_own": one.nomination_id in self.own, **self._fields(one.nomination_id)}
            for one in self.opinions
        ]

    def clean(self):
        """Each disagreement without its reason is told beside its own field."""
        data = super().clean()
        for pk in (one.nomination_id for one in self.opinions):
            # A reason that is too long is not in the data, and told already.
            if data.get(f"y_kien_{pk}") == View.DISAGREE and data.get(f"ly_do_{pk}") == "":
                self.add_error(f"ly_do_{pk}", "Ghi lý do không đồng ý.")
        return data

    def _fields(self, pk: int) -> dict:
        return {} if pk in self.own else {"view": self[f"y_kien_{pk}"], "reason": self[f"ly_do_{pk}"]}

    @property
    def facts(self) -> dict:
        data = self.cleaned_data
        pks = [one.nomination_id for one in self.opinions if one.nomination_id not in self.own]
        said = {pk: (data[f"y_kien_{pk}"], data[f"ly_do_{pk}"]) for pk in pks if data[f"y_kien_{pk}"]}
        return {"said": said, "rest": data["con_lai"]}


class RecordForm(ActForm):
    """The paper of a body: all lines agreed but those ticked (`khong_`, with `ly_do_`, and the id)."""

    body = TextField(label="Cơ quan", max_length=200)
    number = TextField(label="Số văn bản", max_length=60, help_text="Ví dụ: 12-NQ/ĐU.")
    held_on = DayField(label="Ngày")
    note = words("Ghi chú", required=False, longest=500)
    upload = forms.FileField(
        label="Bản quét", required=False, help_text="PDF, ảnh, tệp Office. Không bắt buộc.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}), error_messages={"empty": "Tệp rỗng."},
    )  # fmt: skip

    def __init__(self, *args, lines: list[Nomination], refused: dict[int, str], again: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = lines
        if again:
            self.fields["reason"] = words("Lý do ghi lại")
        for line in lines:
            name = line.subject_name
            self.fields[f"khong_{line.pk}"] = forms.BooleanField(
                label=f"Không nhất trí: {name}", required=False, initial=line.pk in refused
            )
            self.fields[f"ly_do_{line.pk}"] = TextField(
                label=f"Lý do, {name}", required=False, max_length=300, initial=refused.get(line.pk, "")
            )
            for kind in ("khong", "ly_do"):
                field = self.fields[f"{kind}_{line.pk}"]
                field.widget.attrs["aria-label"] = field.label
            self.fields[f"ly_do_{line.pk}"].widget.attrs["placeholder"] = "Lý do"

    @property
    def head(self) -> list:
        names = ("body", "number", "held_on", "note", "upload", "reason")
        return [self[name] for name in names if name in self.fields]

    def rows(self) -> list[dict]:
        return [
            {"line": line, "refused": self[f"khong_{line.pk}"], "reason": self[f"ly_do_{line.pk}"]}
            for line in self.lines
        ]

    @property
    def facts(self) -> dict:
        data = self.cleaned_data
        refused = {line.pk: data[f"ly_do_{line.pk}"] for line in self.lines if data[f"khong_{line.pk}"]}
        names = ("body", "number", "held_on", "note", "upload", "reason")
        return {"refused": refused, **{name: data[name] for name in names if name in data}}


class DowngradeForm(ActForm):
    award = forms.ChoiceField(label="Chuyển xuống", widget=forms.RadioSelect)
    reason = words("Lý do", help_text="Lý do được lưu vào lịch sử và gửi cho đơn vị.")

    def __init__(self, *args, titles: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["award"].choices = titles
        if len(titles) == 1:
            self.fields["award"].initial = titles[0][0]


class AskCorrectionForm(ActForm):
    field = forms.ChoiceField(label="Mục cần sửa", choices=Field.choices, widget=forms.RadioSelect)
    question = words("Cần sửa gì", longest=500, help_text="Đơn vị thấy câu này bên cạnh mục phải sửa.")


class AnswerCorrectionForm(ActForm):
    """Nothing but the field that was asked for."""

    def __init__(self, *args, correction: Correction, **kwargs):
        super().__init__(*args, **kwargs)
        line = correction.nomination
        if correction.field == Field.VOTES:
            for name, label in (("unit_votes_for", "Số tán thành ở đơn vị"), ("unit_votes_total", "Số tham gia")):
                self.fields[name] = WholeNumberField(
                    label=label, minimum=Decimal(0), maximum=MOST_PEOPLE, initial=getattr(line, name)
                )
        elif correction.field == Field.DETAIL:
            self.fields["text"] = TextField(
                label=correction.get_field_display(), max_length=300, initial=line.subject_detail
            )
        else:
            self.fields["text"] = forms.CharField(
                label=correction.get_field_display(), max_length=4000, initial=line.citation,
                widget=forms.Textarea(attrs={"rows": 8}),
            )  # fmt: skip
