"""The shape of input for movements."""

from decimal import Decimal

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.db.models import Q

from awards.years.enums import MovementKind, MovementState
from awards.years.models import EmulationPeriod
from awards.years.movements import Movement
from thidua.filetypes import ACCEPT
from thidua.forms import ActForm, DayField, FilterForm, TextField, WholeNumberField
from thidua.text import search_key
from units.models import Cluster, Unit


def long_text(label: str, *, required: bool = False, rows: int = 4, help_text: str = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=6000, widget=area, help_text=help_text)


class MovementForm(ActForm):
    """A movement: what, by which paper, for whom, when."""

    kind = forms.ChoiceField(label="Loại", choices=MovementKind.choices)
    name = TextField(label="Tên phong trào", max_length=200)
    slogan = TextField(label="Khẩu hiệu", max_length=200, required=False)
    decision_number = TextField(label="Số văn bản phát động", max_length=60, required=False)
    decision_on = DayField(label="Ngày văn bản", required=False)
    issuer = TextField(label="Nơi ban hành", max_length=200, required=False)
    upload = forms.FileField(
        label="Tệp văn bản", required=False, help_text="PDF, ảnh, tệp Office; chỉ người xem được phong trào mở được.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}), error_messages={"empty": "Tệp rỗng."},
    )  # fmt: skip
    starts_on = DayField(label="Từ ngày")
    ends_on = DayField(label="Đến hết ngày")
    register_by = DayField(label="Hạn đăng ký tham gia", required=False)
    purpose = long_text("Mục đích, yêu cầu", rows=3)
    targets = long_text("Nội dung, chỉ tiêu thi đua", rows=5)
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="Chỉ các đơn vị", required=False, widget=forms.CheckboxSelectMultiple,
        to_field_name="code", help_text="Không chọn đơn vị, cụm nào: mọi đơn vị trong năm. Chọn đơn vị là cả bên dưới.",
    )  # fmt: skip
    clusters = forms.ModelMultipleChoiceField(
        Cluster.objects.none(), label="Chỉ các cụm", required=False, widget=forms.CheckboxSelectMultiple,
        to_field_name="code",
    )  # fmt: skip
    reason = TextField(label="Lý do điều chỉnh", max_length=500, help_text="Các đơn vị đọc được lý do này.")

    def __init__(self, *args, period: EmulationPeriod, movement: Movement | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if period.cluster_id:
            del self.fields["clusters"]
            self.fields["units"].queryset = Unit.objects.filter(pk__in=period.reporting_units().values("pk")).in_order()
        else:
            inside = Unit.objects.within(period.unit, period.starts_on, period.ends_on).exclude(pk=period.unit_id)
            asked = Q(is_reporting=True) | Q(children__is_reporting=True)
            ids = inside.filter(asked).exclude(closed_on__lt=period.starts_on).values("pk")
            self.fields["units"].queryset = Unit.objects.filter(pk__in=ids).in_order()
            self.fields["clusters"].queryset = period.clusters()
        if movement is None or not movement.is_running:
            del self.fields["reason"]
        else:
            self.fields["ends_on"].disabled = True
            self.fields["ends_on"].help_text = "Đổi bằng nút Kéo dài."

    @property
    def helper(self):
        helper = super().helper
        rows = [
            Row(Column("kind", css_class="col-md-4"), Column("name", css_class="col-md-8")), "slogan",
            Row(
                Column("decision_number", css_class="col-md-4"), Column("decision_on", css_class="col-md-3"),
                Column("issuer", css_class="col-md-5"),
            ),
            "upload",
            Row(*(Column(name, css_class="col-md-4") for name in ("starts_on", "ends_on", "register_by"))),
            "purpose", "targets", "units",
        ]  # fmt: skip
        rows += [name for name in ("clusters", "reason") if name in self.fields]
        helper.layout = Layout(*rows)
        return helper

    def clean(self):
        """What was not asked about is not passed on."""
        return {"clusters": [], **super().clean()}


class ExtendMovementForm(ActForm):
    ends_on = DayField(label="Đến hết ngày")
    reason = TextField(label="Lý do", max_length=500, help_text="Các đơn vị đọc được lý do này.")


class ReviewForm(ActForm):
    """Sơ kết, tổng kết."""

    on = DayField(label="Ngày")
    content = long_text(
        "Nội dung", required=True, rows=8, help_text="Kết quả chung, đơn vị nổi bật, hạn chế, việc phải làm tiếp."
    )


class JoinForm(ActForm):
    people = WholeNumberField(label="Số người tham gia", minimum=Decimal(1), maximum=Decimal(100_000))
    content = long_text("Nội dung, chỉ tiêu của đơn vị", help_text="Đơn vị đăng ký làm gì, đạt mức nào, xong khi nào.")


class MovementReportForm(ActForm):
    people = WholeNumberField(label="Số người đã tham gia", minimum=Decimal(0), maximum=Decimal(100_000))
    figures = TextField(
        label="Số liệu chính", max_length=300, required=False, help_text="Ví dụ: 12 công trình, 340 ngày công."
    )
    content = long_text("Kết quả", required=True, rows=6)


class MovementFilter(FilterForm):
    q = TextField(label="Tên phong trào, khẩu hiệu, số văn bản", required=False, max_length=80)
    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Mọi loại"), *MovementKind.choices])
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Mọi trạng thái"), *MovementState.choices]
    )

    def filter_q(self, rows, value):
        return rows.filter(search_key__contains=search_key(value))

    def filter_loai(self, rows, value):
        return rows.filter(kind=value)

    def filter_trang_thai(self, rows, value):
        return rows.filter(state=value)
