"""The shape of input for units."""

from django import forms
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue

from thidua.forms import ActForm, DayField, FilterForm, TextField, WholeNumberField
from thidua.text import search_key
from units.structure.models import Unit, UnitKind
from units.structure.queries import flat_tree

INDENT = "\u2003"  # a blank that a select keeps


class _TreeIterator(ModelChoiceIterator):
    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for node in flat_tree(self.queryset.order_by("sort", "code")):
            label = f"{INDENT * node.depth}{self.field.label_from_instance(node.unit)}"
            yield (ModelChoiceIteratorValue(self.field.prepare_value(node.unit), node.unit), label)


class UnitField(forms.ModelChoiceField):
    """A select of units as a tree; the form gives it the units its user may choose."""

    iterator = _TreeIterator

    def __init__(self, **kwargs):
        kwargs.setdefault("empty_label", "Chọn đơn vị")
        kwargs.setdefault("error_messages", {"invalid_choice": "Đơn vị này không có trong phạm vi được chọn."})
        super().__init__(queryset=Unit.objects.none(), **kwargs)

    def label_from_instance(self, unit: Unit) -> str:
        return unit.short_name


def open_units(user):
    """Units a form may offer: those the user sees and that have not ended."""
    return Unit.objects.visible_to(user).filter(closed_on__isnull=True)


class UnitFilter(FilterForm):
    q = TextField(label="Tên hoặc mã đơn vị", required=False, max_length=80)
    loai = forms.ModelChoiceField(UnitKind.objects.all(), label="Loại", required=False, empty_label="Mọi loại")
    dau_moi = forms.ChoiceField(label="Đầu mối", required=False, choices=[("", "Mọi đơn vị"), ("1", "Đầu mối báo cáo")])
    tinh_trang = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[("", "Đang hoạt động"), ("het", "Đã kết thúc"), ("moi", "Tất cả")]
    )

    def filter_q(self, rows, value):
        return rows.filter(search_key__contains=search_key(value))

    def filter_loai(self, rows, value):
        return rows.filter(kind=value)

    def filter_dau_moi(self, rows, value):
        return rows.filter(is_reporting=True)

    def narrow(self, rows):
        """Units that have ended are left out until they are asked for."""
        rows = super().narrow(rows)
        shown = self.cleaned_data.get("tinh_trang") or ""
        if shown == "moi":
            return rows
        return rows.filter(closed_on__isnull=shown != "het")

    @property
    def is_plain(self) -> bool:
        """Nothing asked for: the page shows the tree rather than a list."""
        return not self.active()


class _UnitFacts(ActForm):
    kind = forms.ModelChoiceField(UnitKind.objects.all(), label="Loại đơn vị", empty_label="Chọn loại")
    sort = WholeNumberField(label="Thứ tự", required=False, minimum=0, maximum=100_000)
    place = TextField(
        label="Địa danh trên văn bản", required=False, max_length=60, help_text="Ghi trước ngày tháng, ví dụ Long An."
    )
    strength = WholeNumberField(label="Quân số", required=False, minimum=0, maximum=1_000_000)
    is_reporting = forms.BooleanField(label="Là đầu mối báo cáo kết quả", required=False)
    is_border = forms.BooleanField(label="Ở biên giới, biển, đảo", required=False)

    def clean_sort(self):
        return self.cleaned_data["sort"] or 0


class UnitForm(_UnitFacts):
    """A new unit."""

    parent = UnitField(label="Đơn vị cấp trên")
    code = TextField(
        label="Mã đơn vị", max_length=30, help_text="Chữ in hoa không dấu, chữ số, gạch nối. Không đổi về sau."
    )
    name = TextField(label="Tên đầy đủ", max_length=200)
    short_name = TextField(label="Tên gọi tắt", max_length=80)
    founded_on = DayField(label="Ngày thành lập")
    basis = TextField(label="Quyết định thành lập", required=False, max_length=200)

    field_order = ("parent", "kind", "code", "name", "short_name", "founded_on", "basis", "place", "strength", "sort")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = open_units(user)


class UnitFactsForm(_UnitFacts):
    """Facts without a date of an existing unit."""


class RenameForm(ActForm):
    name = TextField(label="Tên mới", max_length=200)
    short_name = TextField(label="Tên gọi tắt mới", max_length=80)
    from_day = DayField(label="Có hiệu lực từ ngày", help_text="Văn bản trước ngày này vẫn in tên cũ.")
    basis = TextField(label="Quyết định đổi tên", max_length=200, help_text="Số, ngày, nơi ban hành.")


class MoveForm(ActForm):
    parent = UnitField(label="Đơn vị cấp trên mới")
    from_day = DayField(label="Có hiệu lực từ ngày")
    basis = TextField(label="Quyết định", max_length=200, help_text="Số, ngày, nơi ban hành.")

    def __init__(self, *args, user, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = open_units(user).exclude(path__startswith=unit.path)


class CloseForm(ActForm):
    on = DayField(label="Ngày hoạt động cuối cùng")
    basis = TextField(label="Quyết định giải thể, sáp nhập", max_length=200, help_text="Số, ngày, nơi ban hành.")
