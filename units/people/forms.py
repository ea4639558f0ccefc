"""The shape of input for people."""

from django import forms
from django.db.models import Q

from thidua import clock
from thidua.forms import ActForm, DayField, FilterForm, TextField, WholeNumberField
from thidua.text import search_key
from units.people.enums import (
    DisciplineKind,
    Grade,
    HoldKind,
    InitiativeLevel,
    ObjectGroup,
    Rank,
    Sex,
    TransferState,
)
from units.people.merging import KEEP, TAKE, Plan
from units.people.models import InitiativeAuthor, Person, Transfer
from units.people.rules import MONTHS_FOR_REMARK, groups_of
from units.structure.forms import UnitField, UnitFilterField, open_units
from units.structure.models import Unit


def _choices(kind, empty: str) -> list[tuple[str, str]]:
    return [("", empty), *kind.choices]


class PeopleFilter(FilterForm):
    q = TextField(label="Họ tên hoặc số hiệu", required=False, max_length=80)
    don_vi = UnitFilterField(label="Đơn vị", required=False, empty_label="Mọi đơn vị", to_field_name="code")
    nhom = forms.ChoiceField(label="Đối tượng", required=False, choices=_choices(ObjectGroup, "Mọi đối tượng"))
    tinh_trang = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Đang công tác"), ("thoi", "Đã thôi phục vụ"), ("moi", "Tất cả")],
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].queryset = Unit.objects.visible_to(user)

    def filter_q(self, rows, value):
        return rows.filter(search_key__contains=search_key(value))

    def filter_don_vi(self, rows, value):
        return rows.filter(unit__path__startswith=value.path)

    def filter_nhom(self, rows, value):
        return rows.filter(object_group=value)

    def narrow(self, rows):
        """Those who have left are left out until they are asked for."""
        rows = super().narrow(rows)
        shown = self.cleaned_data.get("tinh_trang") or ""
        if shown == "moi":
            return rows
        return rows.filter(left_on__isnull=shown != "thoi")


class _PersonFacts(ActForm):
    service_number = TextField(label="Số hiệu", max_length=20, help_text="Mỗi người một số hiệu, không cấp lại.")
    full_name = TextField(label="Họ và tên", max_length=100)
    sex = forms.ChoiceField(label="Giới tính", choices=Sex.choices)
    birth_date = DayField(label="Ngày sinh", required=False)
    object_group = forms.ChoiceField(
        label="Nhóm đối tượng",
        required=False,
        choices=_choices(ObjectGroup, "Theo cấp bậc"),
        help_text="Chỉ cần chọn từ Thiếu úy đến Thượng tá: sĩ quan hay quân nhân chuyên nghiệp.",
    )
    joined_on = DayField(label="Ngày nhập ngũ", required=False)
    native_place = TextField(label="Quê quán", required=False, max_length=150)
    residence = TextField(label="Trú quán", required=False, max_length=150)
    schooling = TextField(
        label="Trình độ chuyên môn, nghiệp vụ",
        required=False,
        max_length=150,
        help_text="Ba dòng này in ở phần lý lịch của báo cáo thành tích.",
    )


class PersonForm(_PersonFacts):
    """Somebody new, with the first posting."""

    rank = forms.ChoiceField(label="Cấp bậc", choices=_choices(Rank, "Chọn cấp bậc"))
    unit = UnitField(label="Đơn vị")
    position = TextField(label="Chức vụ", max_length=120)
    is_commander = forms.BooleanField(label="Là cán bộ chủ trì của đơn vị", required=False)
    is_party_secretary = forms.BooleanField(label="Là bí thư cấp ủy, chi bộ của đơn vị", required=False)

    field_order = ("service_number", "full_name", "sex", "birth_date", "rank", "object_group", "joined_on", "unit")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = open_units(user)


class PersonFactsForm(_PersonFacts):
    """The card of somebody already there. The object group is only asked for where the rank does not tell it."""

    def __init__(self, *args, person: Person, **kwargs):
        super().__init__(*args, **kwargs)
        groups = groups_of(Rank(person.rank))
        if len(groups) == 1:
            del self.fields["object_group"]
        else:
            field = self.fields["object_group"]
            field.choices, field.required = [(group.value, group.label) for group in groups], True
            field.help_text = f"Cấp bậc {person.get_rank_display()} có ở cả hai nhóm."


class PromoteForm(ActForm):
    rank = forms.ChoiceField(label="Cấp bậc", choices=_choices(Rank, "Chọn cấp bậc"))
    object_group = forms.ChoiceField(
        label="Nhóm đối tượng",
        required=False,
        choices=_choices(ObjectGroup, "Theo cấp bậc và nhóm đang giữ"),
        help_text="Chỉ chọn khi chuyển nhóm, ví dụ từ hạ sĩ quan sang sĩ quan.",
    )
    from_day = DayField(label="Từ ngày", help_text="Ngày trước đây cũng được: dòng mới giữ đến khi dòng sau bắt đầu.")
    basis = TextField(label="Quyết định", required=False, max_length=120, help_text="Số, ngày, nơi ban hành.")


class _PostingFields(ActForm):
    unit = UnitField(label="Đơn vị")
    position = TextField(label="Chức vụ", max_length=120)
    is_commander = forms.BooleanField(label="Là cán bộ chủ trì của đơn vị", required=False)
    is_party_secretary = forms.BooleanField(label="Là bí thư cấp ủy, chi bộ của đơn vị", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = self.units(user)

    def units(self, user):
        """Units that have ended as well: a posting of the past may lie in one."""
        return Unit.objects.visible_to(user)


class TransferForm(_PostingFields):
    from_day = DayField(label="Từ ngày", help_text="Ngày trước đây cũng được: dòng mới giữ đến khi dòng sau bắt đầu.")
    basis = TextField(label="Quyết định", required=False, max_length=120, help_text="Số, ngày, nơi ban hành.")


class SendTransferForm(ActForm):
    to_unit = UnitField(label="Đơn vị nhận")
    from_day = DayField(label="Từ ngày", help_text="Từ ngày này đơn vị nhận đọc được hồ sơ và tiếp nhận.")
    decision = TextField(label="Quyết định điều động", max_length=120, help_text="Số, ngày, nơi ban hành.")
    remark = TextField(
        label="Nhận xét của đơn vị chuyển",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"Cần khi người này công tác ở đơn vị từ {MONTHS_FOR_REMARK} tháng trở lên trong năm thi đua.",
    )

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_unit"].queryset = units


class ReceiveTransferForm(_PostingFields):
    def __init__(self, *args, transfer: Transfer, **kwargs):
        self.transfer = transfer
        super().__init__(*args, **kwargs)

    def units(self, user):
        return open_units(user).under(self.transfer.to_unit)


class TransferFilter(FilterForm):
    q = TextField(label="Họ tên hoặc số hiệu", required=False, max_length=80)
    huong = forms.ChoiceField(
        label="Hướng",
        required=False,
        choices=[("", "Chuyển đến và chuyển đi"), ("den", "Chuyển đến"), ("di", "Chuyển đi")],
    )
    tinh_trang = forms.ChoiceField(
        label="Tình trạng", required=False, choices=_choices(TransferState, "Mọi tình trạng")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def filter_q(self, rows, value):
        return rows.filter(person__search_key__contains=search_key(value))

    def filter_huong(self, rows, value):
        side = "to_unit" if value == "den" else "from_unit"
        return rows.filter(**{f"{side}__in": Unit.objects.visible_to(self.user)})

    def filter_tinh_trang(self, rows, value):
        return rows.filter(state=value)


class LeaveForm(ActForm):
    on = DayField(label="Ngày công tác cuối cùng")
    reason = TextField(label="Lý do", max_length=300, help_text="Ví dụ: nghỉ hưu, chuyển ngành, xuất ngũ, từ trần.")


class TakeBackLeavingForm(ActForm):
    reason = TextField(label="Lý do hủy", max_length=300, help_text="Ví dụ: ghi nhầm người; quyết định đã hủy.")


class PhotoForm(ActForm):
    upload = forms.FileField(
        label="Ảnh", error_messages={"required": "Chọn tệp.", "empty": "Tệp rỗng.", "missing": "Chọn tệp."}
    )


class ApartForm(ActForm):
    reason = TextField(
        label="Căn cứ", max_length=300, help_text="Vì sao biết là hai người. Ví dụ: khác quê quán, khác căn cước."
    )


class DisciplineForm(ActForm):
    kind = forms.ChoiceField(label="Hình thức", choices=_choices(DisciplineKind, "Chọn hình thức"))
    valid_from = DayField(label="Từ ngày")
    valid_to = DayField(
        label="Đến hết ngày", required=False, help_text="Ngày cuối của thời hạn; để trống khi chưa có kết luận xóa."
    )
    decision = TextField(label="Quyết định", max_length=120, help_text="Số, ngày, nơi ban hành.")
    reason = TextField(label="Lý do", required=False, max_length=300)


class EndDisciplineForm(ActForm):
    on = DayField(label="Ngày cuối của thời hạn", help_text="Từ ngày hôm sau, thành tích được tính lại.")
    reason = TextField(label="Kết luận, quyết định", max_length=300)


class HoldForm(ActForm):
    kind = forms.ChoiceField(label="Việc", choices=_choices(HoldKind, "Chọn việc"))
    valid_from = DayField(label="Từ ngày")
    note = TextField(label="Nội dung", required=False, max_length=300)


class EndHoldForm(ActForm):
    on = DayField(label="Ngày kết thúc", help_text="Từ ngày hôm sau, đề nghị khen thưởng được xét tiếp.")
    reason = TextField(label="Kết luận", max_length=300)


class YearField(WholeNumberField):
    """A year up to this one."""

    def __init__(self, **kwargs):
        super().__init__(label="Năm", minimum=1945, initial=lambda: clock.today().year, **kwargs)


class GradeForm(ActForm):
    year = YearField()
    grade = forms.ChoiceField(label="Mức độ", choices=_choices(Grade, "Chọn mức độ"))
    basis = TextField(label="Căn cứ", required=False, max_length=200, help_text="Văn bản công nhận mức độ hoàn thành.")


class TestResultForm(ActForm):
    __test__ = False

    year = YearField()
    passed_percent = WholeNumberField(label="Tỷ lệ đạt (%)", minimum=0, maximum=100)
    good_percent = WholeNumberField(label="Tỷ lệ khá, giỏi (%)", minimum=0, maximum=100)


class _Correction(ActForm):
    """What every correction asks at its end."""

    why = TextField(
        label="Lý do sửa", max_length=300, help_text="Nội dung trước, sau khi sửa và lý do được giữ trong lịch sử."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "why"])


class _ChainDays(ActForm):
    from_day = DayField(label="Từ ngày")
    to_day = DayField(
        label="Đến hết ngày", required=False, help_text="Để trống: đến khi dòng sau bắt đầu, hoặc đến nay."
    )
    basis = TextField(label="Quyết định", required=False, max_length=120)


class PostingRowForm(_Correction, _ChainDays, _PostingFields):
    """Correct a posting."""


class RankRowForm(_Correction, _ChainDays):
    """Correct a rank."""

    rank = forms.ChoiceField(label="Cấp bậc", choices=Rank.choices)
    object_group = forms.ChoiceField(
        label="Nhóm đối tượng", required=False, choices=_choices(ObjectGroup, "Theo cấp bậc")
    )
    field_order = ("rank", "object_group", "from_day", "to_day", "basis", "why")


class DisciplineRowForm(_Correction, DisciplineForm):
    """Correct a discipline."""


class HoldRowForm(_Correction, HoldForm):
    """Correct a hold; its end as well."""

    valid_to = DayField(label="Đến hết ngày", required=False, help_text="Để trống khi chưa có kết luận.")
    field_order = ("kind", "valid_from", "valid_to", "note", "why")


class GradeRowForm(_Correction, GradeForm):
    """Correct a yearly grade."""


class TestResultRowForm(_Correction, TestResultForm):
    """Correct the results of a year."""

    __test__ = False


class InitiativeFilter(FilterForm):
    q = TextField(label="Tên sáng kiến, số quyết định, tác giả", required=False, max_length=80)
    nam = WholeNumberField(label="Năm", required=False, minimum=1945, maximum=2999)
    cap = forms.ChoiceField(label="Cấp công nhận", required=False, choices=_choices(InitiativeLevel, "Mọi cấp"))
    don_vi = UnitFilterField(label="Đơn vị", required=False, empty_label="Mọi đơn vị", to_field_name="code")

    field_order = ("q", "cap", "don_vi", "nam")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].queryset = Unit.objects.visible_to(user)
        self.fields["nam"].widget.attrs |= {"placeholder": "Năm", "maxlength": 4}

    def filter_q(self, rows, value):
        typed = search_key(value)
        authors = InitiativeAuthor.objects.filter(person__search_key__contains=typed)
        return rows.filter(Q(search_key__contains=typed) | Q(pk__in=authors.values("initiative")))

    def filter_nam(self, rows, value):
        return rows.filter(year=value)

    def filter_cap(self, rows, value):
        return rows.filter(level=value)

    def filter_don_vi(self, rows, value):
        authors = InitiativeAuthor.objects.filter(person__unit__path__startswith=value.path)
        return rows.filter(pk__in=authors.values("initiative"))


class InitiativeForm(ActForm):
    name = TextField(label="Tên sáng kiến, đề tài", max_length=300)
    year = YearField()
    level = forms.ChoiceField(label="Cấp công nhận", choices=InitiativeLevel.choices)
    certificate = TextField(
        label="Quyết định, số giấy chứng nhận", required=False, max_length=120, help_text="Số, ngày, nơi ban hành."
    )
    recognised_on = DayField(label="Ngày công nhận", required=False, help_text="Để trống khi đang chờ công nhận.")
    authors = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label="Tác giả",
        error_messages={
            "required": "Chọn ít nhất một tác giả.",
            "invalid_choice": "Người này không có trong phạm vi.",
            "invalid_pk_value": "Người này không có trong phạm vi.",
        },
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authors"].queryset = Person.objects.visible_to(user).select_related("unit")

    def chosen(self) -> list[int]:
        """Ids of the authors as they were sent, or as the page began."""
        sent = self.data.getlist("authors") if self.is_bound else self.initial.get("authors", [])
        return [int(value) for value in sent if str(value).isdecimal()]


class CertificateForm(ActForm):
    upload = forms.FileField(
        label="Giấy chứng nhận, quyết định công nhận",
        error_messages={"required": "Chọn tệp.", "empty": "Tệp rỗng.", "missing": "Chọn tệp."},
    )


class PairForm(ActForm):
    """Two records that are one person, by their numbers."""

    so_1 = TextField(label="Số hiệu thứ nhất", max_length=20)
    so_2 = TextField(label="Số hiệu thứ hai", max_length=20)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def _found(self, name: str) -> Person:
        number = self.cleaned_data[name].upper()
        person = Person.objects.visible_to(self.user).filter(service_number=number).first()
        if person is None:
            raise forms.ValidationError(f"Không có số hiệu {number} trong phạm vi.")
        return person

    def clean_so_1(self) -> Person:
        return self._found("so_1")

    def clean_so_2(self) -> Person:
        person = self._found("so_2")
        if person == self.cleaned_data.get("so_1"):
            raise forms.ValidationError("Hai số hiệu phải khác nhau.")
        return person


class MergeForm(ActForm):
    """What only the officer can say before two records become one."""

    reason = TextField(label="Lý do gộp", max_length=300, help_text="Ví dụ: cùng một người, số hiệu cũ gõ thiếu số.")
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        for conflict in plan.conflicts:
            self.fields[conflict.name] = forms.ChoiceField(
                label=conflict.title,
                choices=[(KEEP, conflict.keep), (TAKE, conflict.take)],
                widget=forms.RadioSelect,
                error_messages={"required": "Chọn một trong hai."},
            )
        self.order_fields([*(conflict.name for conflict in plan.conflicts), "reason", "seen"])
