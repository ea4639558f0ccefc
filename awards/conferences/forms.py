"""The shape of input for councils, conferences and the handover."""

from dataclasses import fields
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from awards.catalogue.enums import VoteBase
from awards.conferences import queries
from awards.conferences.enums import ConferenceState, MemberFunction, QuorumOf, Recused, Substitutes, WrittenVotes
from awards.conferences.models import Council
from awards.conferences.rules import HouseRules
from thidua import text
from thidua.forms import ActForm, DayField, FilterForm, TextField, WholeNumberField
from units.models import Person, Unit
from units.structure.forms import UnitField


class ConferenceFilter(FilterForm):
    q = TextField(label="Tên hội nghị, địa điểm", required=False)
    loai = forms.ChoiceField(
        label="Loại", required=False, choices=[("", "Mọi hội nghị"), ("hoi-dong", "Hội đồng"), ("cum", "Cụm thi đua")]
    )
    tt = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Mọi trạng thái"), *ConferenceState.choices]
    )

    def filter_q(self, rows, value):
        return rows.filter(name__icontains=value) | rows.filter(place__icontains=value)

    def filter_loai(self, rows, value):
        return rows.filter(council__isnull=value == "cum")

    def filter_tt(self, rows, value):
        return rows.filter(state=value)


class HourField(forms.TimeField):
    """An hour as 13:30."""

    widget = forms.TimeInput(format="%H:%M", attrs={"placeholder": "13:30", "autocomplete": "off", "inputmode": "text"})

    def __init__(self, **kwargs):
        super().__init__(
            input_formats=["%H:%M", "%Hh%M", "%H giờ %M"],
            error_messages={"invalid": "Nhập giờ dạng 13:30."},
            **kwargs,
        )


def _long_text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ConferenceForm(ActForm):
    """When, where and led by whom. `body` is chosen on a page before."""

    name = TextField(label="Tên hội nghị", max_length=250)
    day = DayField(label="Ngày họp")
    hour = HourField(label="Giờ khai mạc")
    place = TextField(label="Địa điểm", max_length=200)
    host = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị chủ trì", empty_label=None)
    chair_text = TextField(label="Chủ trì", max_length=200, help_text="Ví dụ: Đại tá Nguyễn Văn A, Chính ủy.")
    secretary_text = TextField(label="Thư ký", max_length=200, required=False)

    def __init__(self, *args, body, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = queries.hosts_of(body, on)

    def clean(self):
        data = super().clean()
        if data.get("day") and data.get("hour"):
            data["starts_at"] = timezone.make_aware(datetime.combine(data["day"], data["hour"]))
        return data

    @property
    def facts(self) -> dict:
        """What the services take."""
        return {key: value for key, value in self.cleaned_data.items() if key not in ("day", "hour", "usual")}


class GuestLines(forms.CharField):
    """Who is invited, one to a line: (name, post) each, the post behind the first comma; the same one once."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=_long_text(3), **kwargs)

    def clean(self, value) -> list[tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        for line in filter(None, (text.clean(line).strip(" -;.") for line in super().clean(value).splitlines())):
            name, _, post = (part.strip() for part in line.partition(","))
            if not name:
                raise ValidationError(f"Dòng “{line[:40]}” thiếu họ tên, hoặc chức vụ, trước dấu phẩy.")
            if len(name) > 150 or len(post) > 200:
                raise ValidationError(f"Dòng “{line[:40]}…” quá dài: họ tên tối đa 150 ký tự, chức vụ 200.")
            found.setdefault(f"{name}, {post}".casefold(), (name, post))
        return list(found.values())


class NewConferenceForm(ConferenceForm):
    guests = GuestLines(
        label="Khách mời", help_text="Mỗi dòng một người: họ và tên, chức vụ. Thêm, in giấy mời sau khi lập."
    )
    usual = forms.BooleanField(
        label="Điền sẵn chương trình thường lệ", required=False, initial=True, help_text="Sửa từng mục sau khi lập."
    )


class ItemForm(ActForm):
    starts_at = HourField(label="Giờ")
    title = TextField(label="Nội dung", max_length=250)
    owner = TextField(label="Người thực hiện", max_length=150, required=False)


class NoteForm(ActForm):
    note = forms.CharField(label="Ghi biên bản", required=False, widget=_long_text(3))


class AbsenceForm(ActForm):
    reason = TextField(label="Lý do vắng", max_length=200, required=False)


class DelegateForm(ActForm):
    name = TextField(label="Họ và tên đại biểu", max_length=150)
    role = TextField(label="Chức vụ", max_length=150, required=False)


class MinutesForm(ActForm):
    discussion = forms.CharField(label="Thảo luận", required=False, widget=_long_text(8))
    conclusion = forms.CharField(label="Kết luận", required=False, widget=_long_text(6))


class CouncilForm(ActForm):
    unit = UnitField(label="Đơn vị")
    name = TextField(label="Tên Hội đồng", max_length=200)
    decision = TextField(label="Quyết định thành lập", max_length=200, help_text="Số, ngày và cơ quan ban hành.")
    valid_from = DayField(label="Từ ngày")
    standing_organ = UnitField(
        label="Cơ quan thường trực", required=False, empty_label="Không ghi", help_text="Ví dụ: Phòng Chính trị."
    )

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = self.fields["standing_organ"].queryset = units


class PersonField(forms.CharField):
    """Somebody by service number or full name; names need no accents. The form says whom it may be."""

    def __init__(self, **kwargs):
        super().__init__(max_length=120, **kwargs)
        self.people = Person.objects.none()
        self.widget.attrs["autocomplete"] = "off"

    def clean(self, value) -> Person | None:
        typed = super().clean(value).rsplit("–", 1)[-1].strip()
        if not typed and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if not typed:
            return None
        if (found := self.people.filter(service_number__iexact=typed).first()) is not None:
            return found
        called = self.people.in_order().called(typed)
        if not called:
            raise ValidationError(f"Không có ai tên hoặc số hiệu “{typed}” trong đơn vị.")
        if len(called) > 1:
            numbers = ", ".join(one.service_number for one in called[:5])
            raise ValidationError(f"Có {len(called)} người tên “{typed}”: gõ số hiệu ({numbers}).")
        return called[0]


class MemberForm(ActForm):
    person = PersonField(label="Họ và tên, hoặc số hiệu", help_text="Gõ vài chữ rồi chọn trong danh sách.")
    function = forms.ChoiceField(label="Trong Hội đồng", choices=MemberFunction.choices, initial=MemberFunction.MEMBER)
    position = TextField(
        label="Chức vụ ghi trong quyết định", max_length=120, required=False, help_text="Để trống: chức vụ hiện nay."
    )
    valid_from = DayField(label="Từ ngày")

    def __init__(self, *args, council: Council, **kwargs):
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(unit__path__startswith=council.unit.path, left_on__isnull=True)
        self.fields["person"].people = people
        self.fields["person"].widget.attrs["list"] = "nguoi"
        seated = council.members.filter(valid_to__isnull=True).values("person")
        self.options = people.filter(object_group="officer").exclude(pk__in=seated).in_order()


class EndMemberForm(ActForm):
    on = DayField(label="Ngày cuối")
    reason = TextField(label="Lý do", max_length=300)


def _tick(label: str) -> forms.BooleanField:
    return forms.BooleanField(
        label=label, required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )


class RegulationForm(ActForm):
    """Fractions, never percents: two thirds has none."""

    name = TextField(label="Tên văn bản", max_length=200, help_text="Ví dụ: Quy chế hoạt động của Hội đồng.")
    legal_basis = TextField(label="Điều, khoản", max_length=200)
    valid_from = DayField(label="Có hiệu lực từ ngày")
    quorum_num = WholeNumberField(label="Tỷ lệ có mặt, tử số", minimum=1, maximum=1000)
    quorum_den = WholeNumberField(label="Tỷ lệ có mặt, mẫu số", minimum=1, maximum=1000)
    threshold_op = forms.ChoiceField(label="Đạt khi đồng ý", choices=[(">=", "từ"), (">", "trên")])
    threshold_num = WholeNumberField(label="Tỷ lệ đạt, tử số", minimum=1, maximum=1000)
    threshold_den = WholeNumberField(label="Tỷ lệ đạt, mẫu số", minimum=1, maximum=1000)
    base = forms.ChoiceField(label="Tính trên", choices=VoteBase.choices)
    substitutes = forms.ChoiceField(
        label="Thành viên vắng cử người dự thay", required=False, choices=Substitutes.choices
    )
    substitute_basis = TextField(
        label="Điều, khoản về dự thay", max_length=200, required=False, help_text="Để trống: theo điều, khoản trên."
    )

    quorum_of = forms.ChoiceField(label="Đủ số theo", required=False, choices=QuorumOf.choices)
    recuses_nominee = _tick("Người được xét không bỏ phiếu về chính mình")
    recuses_family = _tick("Không bỏ phiếu về người thân đã khai")
    recuses_own_unit = _tick("Không bỏ phiếu về đơn vị mình")
    recusal = forms.ChoiceField(label="Người không tham gia một dòng", required=False, choices=Recused.choices)
    written_votes = forms.ChoiceField(label="Thành viên vắng", required=False, choices=WrittenVotes.choices)
    runoffs = WholeNumberField(label="Bỏ phiếu lại khi bằng phiếu, tối đa", minimum=0, maximum=5, required=False)
    retention_days = WholeNumberField(label="Giữ phiếu sau công bố (ngày)", minimum=1, maximum=3650, required=False)

    HOUSE = tuple(one.name for one in fields(HouseRules))

    @property
    def grounds(self) -> list:
        return [self[name] for name in ("recuses_nominee", "recuses_family", "recuses_own_unit")]

    @property
    def house(self) -> HouseRules:
        """What was left out holds as it does without a word of the regulation; a box left empty is a no."""
        return HouseRules(
            **{key: self.cleaned_data[key] for key in self.HOUSE if self.cleaned_data[key] not in ("", None)}
        )

    @property
    def facts(self) -> dict:
        data = self.cleaned_data
        return {
            "house": self.house,
            "name": data["name"],
            "legal_basis": data["legal_basis"],
            "valid_from": data["valid_from"],
            "quorum": (data["quorum_num"], data["quorum_den"]),
            "threshold": (data["threshold_num"], data["threshold_den"]),
            "threshold_op": data["threshold_op"],
            "base": data["base"],
            "substitutes": data["substitutes"] or Substitutes.NONE,
            "substitute_basis": data["substitute_basis"],
        }


class HandoverForm(ActForm):
    to_unit = forms.ModelChoiceField(Unit.objects.none(), label="Bên nhận", empty_label="Chọn đơn vị")
    takes_effect_on = DayField(label="Hiệu lực từ ngày")
    checklist = forms.CharField(
        label="Nội dung bàn giao", widget=_long_text(5), help_text="Mỗi dòng một nội dung, đánh dấu từng dòng sau."
    )
    minutes = forms.CharField(label="Nội dung biên bản bàn giao", required=False, widget=_long_text(4))

    def __init__(self, *args, conference, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_unit"].queryset = conference.cluster.members_on(conference.held_on)

    def clean_checklist(self) -> list[str]:
        return self.cleaned_data["checklist"].splitlines()
