"""The shape of input for units."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Value
from django.db.models.functions import Length, Replace
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue
from django.utils.html import format_html, format_html_join

from thidua.forms import ActForm, DayField, FilterForm, TextField, WholeNumberField
from thidua.text import search_key
from units.structure.models import Unit, UnitKind
from units.structure.queries import flat_tree
from units.structure.reorganise import Part

INDENT = "\u2003"  # a blank that a select keeps


SELECT_MOST = 200  # units in a select; more are typed
OFFERED = 100  # units offered beneath the box to type in
DEPTH = Length("path") - Length(Replace("path", Value("/"), Value("")))


class _TreeIterator(ModelChoiceIterator):
    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for node in flat_tree(self.field.offered()):
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

    def offered(self) -> Iterable[Unit]:
        """Units of the select, in official order."""
        return self.queryset.in_order()


class _TypedUnit(forms.TextInput):
    """A box in which a unit is typed by name or code, with some units to pick from beneath it."""

    offers: tuple[tuple[str, str], ...] = ()  # code and name

    def render(self, name, value, attrs=None, renderer=None):
        listed = f"{(attrs or {}).get('id', name)}_list"
        box = super().render(name, value, {**(attrs or {}), "list": listed, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', self.offers)
        return format_html('{}<datalist id="{}">{}</datalist>', box, listed, options)


class UnitFilterField(UnitField):
    """Units to filter a list by: a select while there are few, a box to type in above SELECT_MOST.

    Typed is a code, a name or words of a name that fit one unit only. The page need not carry thousands of units.
    """

    tells = True  # the filter bar says what is wrong with what was typed

    @property
    def queryset(self):
        return self._get_queryset()

    @queryset.setter
    def queryset(self, units):
        few = list(units.in_order()[: SELECT_MOST + 1])
        self.is_typed = len(few) > SELECT_MOST
        self.few = [] if self.is_typed else few
        if self.is_typed:
            self.widget = _TypedUnit(attrs={"placeholder": f"{self.empty_label}: gõ tên hoặc mã"})
            self._offer(units.annotate(depth=DEPTH).order_by("depth", "sort", "code"))
        self._set_queryset(units)

    def offered(self) -> Iterable[Unit]:
        return self.few

    def _offer(self, units) -> list[Unit]:
        found = list(units[:OFFERED])
        self.widget.offers = [(unit.code, unit.name) for unit in found]
        return found

    def to_python(self, value):
        if not self.is_typed or value in self.empty_values:
            return super().to_python(value)
        key, rows = search_key(value.replace("\0", " ")), self.queryset
        if (called := rows.filter(code=key.upper()).first()) is not None:
            return called
        for word in key.split():
            rows = rows.filter(search_key__contains=word)
        # The shortest first: what is called just so comes before what has more words.
        found = self._offer(rows.order_by(Length("search_key"), "sort", "code"))
        same = [unit for unit in found if key in (search_key(unit.name), search_key(unit.short_name))] or found
        if len(same) == 1:
            return same[0]
        raise ValidationError(
            "Nhiều đơn vị khớp: chọn trong danh sách gợi ý hoặc gõ mã."
            if found
            else "Không có đơn vị nào khớp: gõ tên hoặc mã, không cần dấu."
        )


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
    sort = WholeNumberField(label="Thứ tự", required=False, minimum=0, maximum=100_000)
    place = TextField(
        label="Địa danh trên văn bản", required=False, max_length=60, help_text="Ghi trước ngày tháng, ví dụ Long An."
    )
    strength = WholeNumberField(label="Quân số", required=False, minimum=0, maximum=1_000_000)
    is_reporting = forms.BooleanField(label="Là đầu mối báo cáo kết quả", required=False)
    is_border = forms.BooleanField(label="Ở biên giới, biển, đảo", required=False)

    def clean_sort(self):
        return self.cleaned_data["sort"] or 0


def _kind(**more):
    return forms.ModelChoiceField(UnitKind.objects.all(), label="Loại đơn vị", empty_label="Chọn loại", **more)


def _day():
    return DayField(label="Có hiệu lực từ ngày", help_text="Văn bản trước ngày này giữ nguyên tên, tổ chức cũ.")


def _basis(label: str, **more):
    return TextField(label=label, max_length=200, help_text="Số, ngày, nơi ban hành.", **more)


def _why():
    return TextField(label="Lý do", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class UnitForm(_UnitFacts):
    """A new unit."""

    parent = UnitField(label="Đơn vị cấp trên")
    kind = _kind()
    code = TextField(
        label="Mã đơn vị", max_length=30, help_text="Chữ in hoa không dấu, chữ số, gạch nối. Không đổi về sau."
    )
    name = TextField(label="Tên đầy đủ", max_length=200)
    short_name = TextField(label="Tên gọi tắt", max_length=80)
    founded_on = DayField(label="Ngày thành lập")
    basis = TextField(label="Quyết định thành lập", required=False, max_length=200)
    reason = _why()

    field_order = (
        "parent", "kind", "code", "name", "short_name", "founded_on", "basis", "reason", "place", "strength", "sort",
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = open_units(user)


class UnitFactsForm(_UnitFacts):
    """Facts without a date of an existing unit."""


class RenameForm(ActForm):
    name = TextField(label="Tên mới", max_length=200)
    short_name = TextField(label="Tên gọi tắt mới", max_length=80)
    from_day = DayField(label="Có hiệu lực từ ngày", help_text="Văn bản trước ngày này vẫn in tên cũ.")
    basis = _basis("Quyết định đổi tên")
    reason = _why()


class MoveForm(ActForm):
    parent = UnitField(label="Đơn vị cấp trên mới")
    from_day = _day()
    basis = _basis("Quyết định")
    reason = _why()

    def __init__(self, *args, user, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = open_units(user).exclude(path__startswith=unit.path)


class ReclassForm(ActForm):
    kind = _kind()
    authority = UnitField(
        label="Cấp quyết định khen thưởng", required=False, empty_label="Cấp trên trực tiếp",
        help_text="Cấp có thẩm quyền quyết định, nhận tờ trình của đơn vị.",
    )  # fmt: skip
    from_day = _day()
    basis = _basis("Quyết định")
    reason = _why()

    def __init__(self, *args, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        above = Unit.objects.filter(closed_on__isnull=True, children__closed_on__isnull=True)
        above = above.exclude(path__startswith=unit.path).filter(children__isnull=False)
        self.fields["authority"].queryset = Unit.objects.filter(pk__in=above.values("pk"))


class CloseForm(ActForm):
    on = DayField(label="Ngày hoạt động cuối cùng")
    basis = _basis("Quyết định giải thể")
    reason = _why()


class _Reorganise(ActForm):
    """What mergers and splits share: day, decision, reason, places in clusters, roles."""

    from_day = _day()
    basis = _basis("Quyết định")
    reason = _why()
    clusters = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="Đơn vị mới vào cụm", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Thay chỗ đơn vị cũ. Cụm không chọn thì bớt một thành viên; lập lại cụm ở mục Cụm thi đua.",
    )  # fmt: skip
    carry_roles = forms.BooleanField(
        label="Chuyển các vai trò trên đơn vị cũ sang đơn vị mới", required=False,
        help_text="Không chọn: vai trò kết thúc cùng đơn vị cũ và được cấp lại ở mục Tài khoản.",
    )  # fmt: skip

    def _limit(self, user, unit: Unit, members: forms.models.ModelChoiceField | list[Unit]) -> None:
        """Clusters in which one of the members is, and roles for whoever grants them."""
        memberships = unit.cluster_memberships.model.objects.filter(unit__in=members, valid_to__isnull=True)
        clusters = unit.cluster_memberships.model._meta.get_field("cluster").related_model.objects
        self.fields["clusters"].queryset = clusters.filter(memberships__in=memberships).distinct()
        if not self.fields["clusters"].queryset.exists():
            del self.fields["clusters"]
        if not user.has_perm("units.manage_accounts", unit):
            del self.fields["carry_roles"]


class MergeForm(_Reorganise):
    """Siblings that become one."""

    others = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="Sáp nhập với", widget=forms.CheckboxSelectMultiple,
        help_text="Đơn vị cùng cấp trên. Đơn vị ở nơi khác: chuyển cấp trên trước.",
        error_messages={"invalid_choice": "Đơn vị này không có trong phạm vi được chọn."},
    )  # fmt: skip
    into = forms.ModelChoiceField(
        Unit.objects.none(), label="Thành", required=False, empty_label="Một đơn vị mới",
        help_text="Chọn một đơn vị đang có nếu đơn vị ấy tiếp tục và nhận các đơn vị kia.",
    )  # fmt: skip
    code = TextField(label="Mã đơn vị mới", max_length=30, required=False)
    name = TextField(label="Tên đầy đủ", max_length=200, required=False)
    short_name = TextField(label="Tên gọi tắt", max_length=80, required=False)
    kind = _kind(required=False)

    field_order = ("others", "into", "code", "name", "short_name", "kind")

    def __init__(self, *args, user, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit = unit
        siblings = open_units(user).filter(parent=unit.parent_id).in_order()
        self.fields["others"].queryset = siblings.exclude(pk=unit.pk)
        self.fields["into"].queryset = siblings
        for name in ("others", "into"):
            self.fields[name].label_from_instance = lambda one: one.name
        self._limit(user, unit, siblings)

    def clean(self):
        given = super().clean()
        if given.get("into") is None and "into" in given:
            for name in ("code", "name", "short_name"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, "Ghi cho đơn vị mới.")
        elif given.get("into") not in (None, self.unit, *(given.get("others") or ())):
            self.add_error("into", "Chọn một trong các đơn vị được sáp nhập.")
        return given

    def arguments(self) -> dict:
        """What services.merge_units asks for."""
        given = dict(self.cleaned_data)
        given["units"] = [self.unit, *given.pop("others")]
        if given["into"] is not None:
            for name in ("code", "name", "short_name", "kind"):
                del given[name]
        return given


PARTS = (1, 2, 3, 4)
STAYS = "0"


class SplitForm(_Reorganise):
    """Up to four new units; then who goes where: `nguoi-<id>` and `don-vi-<id>` hold the number of a part."""

    goes_on = forms.TypedChoiceField(
        label="Đơn vị cũ", choices=[("0", "Kết thúc, chia thành các đơn vị mới"), ("1", "Tiếp tục, tách bớt ra")],
        coerce=lambda value: value == "1", widget=forms.RadioSelect, initial="0",
    )  # fmt: skip

    def __init__(self, *args, user, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit = unit
        for number in PARTS:
            more = {"required": number == 1}
            self.fields[f"code{number}"] = TextField(label=f"Mã đơn vị mới thứ {number}", max_length=30, **more)
            self.fields[f"name{number}"] = TextField(label="Tên đầy đủ", max_length=200, **more)
            self.fields[f"short_name{number}"] = TextField(label="Tên gọi tắt", max_length=80, **more)
        parts = [f"{name}{number}" for number in PARTS for name in ("code", "name", "short_name")]
        self.order_fields(["goes_on", *parts])
        self._limit(user, unit, [unit])

    def clean(self):
        given = super().clean()
        for number in PARTS[1:]:
            names = [f"{name}{number}" for name in ("code", "name", "short_name")]
            if any(given.get(name) for name in names):
                for name in names:
                    if not given.get(name) and name not in self.errors:
                        self.add_error(name, "Ghi đủ mã, tên đầy đủ, tên gọi tắt của đơn vị mới.")
        if given.get("goes_on") is False and not given.get("code2") and not self.errors:
            self.add_error("code2", "Chia thì ghi ít nhất hai đơn vị mới.")
        return given

    def numbers(self) -> list[int]:
        return [number for number in PARTS if self.cleaned_data.get(f"code{number}")]

    def goals(self) -> list[tuple[str, str]]:
        """Where somebody may go: the value of the select and its words; the first is the usual one."""
        stays = [(STAYS, f"Ở lại {self.unit.short_name}")] if self.cleaned_data["goes_on"] else []
        return stays + [(str(number), self.cleaned_data[f"short_name{number}"]) for number in self.numbers()]

    def sent(self, kind: str, number: int) -> frozenset[int]:
        """Ids of the people (`nguoi`) or units (`don-vi`) sent to a part."""
        prefix, found = f"{kind}-", set()
        for key, value in self.data.items():
            if key.startswith(prefix) and value == str(number) and key[len(prefix) :].isdecimal():
                found.add(int(key[len(prefix) :]))
        return frozenset(found)

    def arguments(self) -> dict:
        """What services.split_unit asks for."""
        given = self.cleaned_data
        parts = [
            Part(
                given[f"code{number}"],
                given[f"name{number}"],
                given[f"short_name{number}"],
                self.sent("nguoi", number),
                self.sent("don-vi", number),
            )
            for number in self.numbers()
        ]
        names = ("goes_on", "from_day", "basis", "reason", "clusters", "carry_roles")
        return {"parts": parts, **{name: given[name] for name in names if name in given}}
