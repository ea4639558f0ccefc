"""The shape of input for models and good examples."""

from decimal import Decimal

from django import forms

from awards.years.enums import MovementState, PracticeField, PracticeState
from awards.years.library import BestPractice
from awards.years.library_queries import adopters, practice_units
from awards.years.models import EmulationPeriod
from awards.years.movements import Movement
from thidua import clock
from thidua.forms import ActForm, DayField, FilterForm, NumberField, TextField
from thidua.numbers import typed
from thidua.text import search_key
from units.models import Cluster, ClusterMembership, Person, Unit, User


class PracticeFilter(FilterForm):
    q = TextField(label="Tên mô hình, đơn vị, từ khóa", required=False, max_length=80)
    ky = forms.ChoiceField(label="Năm", required=False, choices=[("", "Năm đang xem"), ("moi-nam", "Mọi năm")])
    don_vi = forms.ModelChoiceField(
        Unit.objects.none(), label="Đơn vị", required=False, empty_label="Mọi đơn vị", to_field_name="code"
    )
    linh_vuc = forms.ChoiceField(
        label="Lĩnh vực", required=False, choices=[("", "Mọi lĩnh vực"), *PracticeField.choices]
    )
    cum = forms.ModelChoiceField(
        Cluster.objects.none(), label="Cụm", required=False, empty_label="Mọi cụm", to_field_name="code"
    )
    nhan_rong = forms.ChoiceField(
        label="Nhân rộng",
        required=False,
        choices=[("", "Tất cả"), ("1", "Đề nghị nhân rộng"), ("ap-dung", "Có đơn vị áp dụng")],
    )
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Mọi trạng thái"), *PracticeState.choices]
    )

    def __init__(self, *args, period: EmulationPeriod | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.period = period
        if period is not None:
            ids = BestPractice.objects.filter(period=period).values("unit")
            self.fields["don_vi"].queryset = Unit.objects.filter(pk__in=ids).in_order()
            self.fields["cum"].queryset = period.clusters()

    @property
    def all_years(self) -> bool:
        self.is_valid()
        return self.cleaned_data.get("ky") == "moi-nam"

    def filter_q(self, rows, value):
        return rows.filter(search_key__contains=search_key(value))

    def filter_don_vi(self, rows, value):
        return rows.filter(unit=value)

    def filter_linh_vuc(self, rows, value):
        return rows.filter(field=value)

    def filter_cum(self, rows, value):
        on = min(self.period.ends_on, clock.today())
        return rows.filter(unit__in=ClusterMembership.objects.in_force(on).filter(cluster=value).values("unit"))

    def filter_nhan_rong(self, rows, value):
        return rows.filter(adopted__gt=0) if value == "ap-dung" else rows.filter(proposed_to_spread=True)

    def filter_trang_thai(self, rows, value):
        return rows.filter(state=value)


class PracticeForm(ActForm):
    """A model with up to six measured results, each a number with its unit of measure."""

    FIGURES = 6

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị", empty_label="Chọn đơn vị")
    name = TextField(label="Tên mô hình, cách làm hay", max_length=200)
    field = forms.ChoiceField(label="Lĩnh vực", required=False, choices=[("", "Chưa xếp"), *PracticeField.choices])
    summary = forms.CharField(
        label="Nội dung",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Làm gì, từ khi nào, kết quả ra sao.",
    )
    movement = forms.ModelChoiceField(
        Movement.objects.none(), label="Từ phong trào", required=False, empty_label="Không từ phong trào nào"
    )
    recognised_by = TextField(label="Được công nhận bởi", max_length=200, required=False)
    recognised_on = DayField(label="Ngày công nhận", required=False)
    keywords = TextField(label="Từ khóa", max_length=200, required=False, help_text="Cách nhau dấu phẩy.")
    credit_units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="Đơn vị cùng làm", required=False, to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    credit_people = forms.CharField(
        label="Người có công", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng một người: số hiệu, rồi vai trò nếu có. Ví dụ: MH000123 tác giả.",
    )  # fmt: skip
    source = TextField(
        label="Nguồn", max_length=200, required=False, help_text="Báo cáo, bài viết, văn bản nêu mô hình này."
    )

    def __init__(self, *args, user: User, period: EmulationPeriod, practice: BestPractice | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        field = self.fields["unit"]
        field.queryset = found = practice_units(user, period)
        units = list(found[:2])
        if len(units) == 1 and practice is None:
            field.initial = units[0].pk
        if user.has_perm("awards.run_period", period):
            field.required, field.empty_label = False, "Nhiều đơn vị cùng làm"
        told = Movement.objects.visible_to(user).filter(period=period)
        self.fields["movement"].queryset = told.exclude(state__in=[MovementState.DRAFT, MovementState.DROPPED])
        self.fields["credit_units"].queryset = Unit.objects.filter(pk__in=period.reporting_units().values("pk"))
        figures = list(practice.figures.all()) if practice else []
        for number in range(1, max(self.FIGURES, len(figures)) + 1):
            self._add_figure(number, figures[number - 1] if number <= len(figures) else None)

    def _add_figure(self, number: int, figure) -> None:
        known = {name: getattr(figure, name) if figure else None for name in ("name", "before", "value", "label")}
        texts = {name: TextField(required=False, max_length=most, initial=known[name]) for name, most in
                 (("name", 120), ("label", 60))}  # fmt: skip
        numbers = {
            name: NumberField(
                required=False, minimum=Decimal(0),
                initial=typed(known[name]) if known[name] is not None else None,
            )
            for name in ("before", "value")
        }  # fmt: skip
        words = {"name": "Nội dung đo", "before": "Trước", "value": "Số", "label": "Đơn vị tính"}
        for name, label in words.items():
            made = texts.get(name) or numbers[name]
            made.label = f"{label} {number}"
            self.fields[f"{name}_{number}"] = made

    def figure_rows(self):
        """Bound fields of each figure for the template: what, before, now, unit of measure."""
        numbers = [name.removeprefix("value_") for name in self.fields if name.startswith("value_")]
        return [tuple(self[f"{name}_{n}"] for name in ("name", "before", "value", "label")) for n in numbers]

    def clean(self):
        data = super().clean()
        figures = []
        for number in [name.removeprefix("value_") for name in self.fields if name.startswith("value_")]:
            what, before, value, label = (data.pop(f"{n}_{number}", None) for n in ("name", "before", "value", "label"))
            if value is not None and not label:
                self.add_error(f"label_{number}", "Ghi đơn vị tính, ví dụ tổ, lượt, kg.")
            elif (label or what or before is not None) and value is None:
                if f"value_{number}" not in self.errors:
                    self.add_error(f"value_{number}", f"Ghi số cho “{label or what or 'dòng này'}”.")
            elif label:
                figures.append((value, label, what or "", before))
        data["figures"] = figures
        data["credits"] = [(unit, "") for unit in data.pop("credit_units", [])]
        data["credits"] += self._people(data.pop("credit_people", ""))
        return data

    def _people(self, lines: str) -> list[tuple[Person, str]]:
        wanted = [line.strip().split(maxsplit=1) for line in lines.splitlines() if line.strip()]
        numbers = [words[0].strip(",;:").upper() for words in wanted]
        seen = Person.objects.visible_to(self.user).filter(service_number__in=numbers)
        known = {person.service_number: person for person in seen}
        if missing := [number for number in numbers if number not in known]:
            self.add_error(
                "credit_people", f"Không có số hiệu {', '.join(missing)} trong phạm vi. Xem lại ở trang Cá nhân."
            )
            return []
        roles = [words[1].strip(" ,;:–-") if len(words) > 1 else "" for words in wanted]
        return list(zip((known[number] for number in numbers), roles, strict=True))


class PictureForm(ActForm):
    upload = forms.FileField(
        label="Ảnh", widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.webp"}),
        error_messages={"required": "Chọn ảnh.", "empty": "Tệp rỗng.", "missing": "Chọn ảnh."},
    )  # fmt: skip
    caption = TextField(label="Chú thích", max_length=300, help_text="Ảnh chụp gì, ở đâu, khi nào.")
    alt = TextField(
        label="Mô tả ảnh",
        max_length=300,
        required=False,
        help_text="Cho người không xem được ảnh; để trống: chú thích.",
    )


class AdoptForm(ActForm):
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="Đơn vị áp dụng", to_field_name="code", empty_label="Chọn đơn vị"
    )
    since = DayField(label="Áp dụng từ ngày")
    result = forms.CharField(label="Kết quả", required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 4}))
    contact = TextField(label="Đầu mối liên hệ", max_length=200, required=False, help_text="Ai, chức vụ, điện thoại.")

    def __init__(self, *args, user: User, practice: BestPractice, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = found = adopters(user, practice)
        units = list(found[:2])
        if len(units) == 1:
            self.fields["unit"].initial = units[0].code
