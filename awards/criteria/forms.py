"""The shape of input for the score table and the grid of targets."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms

from awards.criteria.enums import Accumulation, CriterionKind
from awards.criteria.models import CriteriaSet, Criterion, Target
from awards.criteria.queries import Cell, GridLine, Line, stored_value, target_text
from awards.criteria.rules import NOT_ASSIGNED, points_text
from thidua.forms import ActForm, NumberField, TextField, WholeNumberField
from thidua.numbers import parse_number
from thidua.text import search_key
from units.models import Unit

MOST_POINTS = Decimal(10_000)


class SetForm(ActForm):
    """Heading of a table."""

    name = TextField(label="Tên bảng điểm", max_length=200)
    basis = TextField(label="Căn cứ", max_length=200, required=False, help_text="Văn bản ban hành bảng điểm.")
    total_points = NumberField(label="Tổng điểm", minimum=Decimal("0.01"), maximum=MOST_POINTS, initial=100)


class NewSetForm(SetForm):
    """A new table: empty, or the published one of 1,000 points."""

    EMPTY, PUBLISHED = "trong", "1000"

    start = forms.ChoiceField(
        label="Bắt đầu từ",
        choices=[(EMPTY, "Bảng trống"), (PUBLISHED, "Bảng 1.000 điểm công bố (176 tiêu chí)")],
        widget=forms.RadioSelect,
        initial=EMPTY,
    )
    field_order = ["start", "name", "basis", "total_points"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("name", "total_points"):
            self.fields[name].required = False

    def clean(self):
        data = super().clean()
        if data.get("start") == self.EMPTY:
            if not data.get("name") and "name" not in self.errors:
                self.add_error("name", "Ghi tên bảng điểm.")
            if data.get("total_points") is None and "total_points" not in self.errors:
                self.add_error("total_points", "Ghi tổng điểm của bảng.")
        return data


class CriterionForm(ActForm):
    """One row of the table."""

    parent = forms.ModelChoiceField(
        Criterion.objects.none(), label="Thuộc nhóm", required=False, empty_label="Nhóm lớn, không thuộc nhóm nào"
    )
    code = TextField(label="Số thứ tự", max_length=12)
    name = TextField(label="Nội dung", max_length=300)
    kind = forms.ChoiceField(label="Cách chấm", choices=CriterionKind.choices)
    max_points = NumberField(label="Điểm tối đa", minimum=Decimal(0), maximum=MOST_POINTS)
    organ = forms.ModelChoiceField(
        Unit.objects.none(), label="Cơ quan phụ trách", required=False, empty_label="Chưa giao cơ quan nào"
    )
    guidance = TextField(
        label="Hướng dẫn chấm", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    measure = TextField(label="Đơn vị tính", max_length=40, required=False, help_text="Ví dụ lượt, vụ, kg, %.")
    accumulation = forms.ChoiceField(label="Cách tính lũy kế", choices=Accumulation.choices, initial=Accumulation.SUM)
    places = WholeNumberField(
        label="Số chữ số sau dấu phẩy", minimum=Decimal(0), maximum=Decimal(2), required=False, initial=0
    )
    maximum_value = NumberField(
        label="Giá trị lớn nhất", minimum=Decimal(0), required=False, help_text="Ví dụ 100 với tỷ lệ %."
    )
    deduction = NumberField(
        label="Điểm trừ mỗi vụ, lượt",
        minimum=Decimal("0.01"),
        required=False,
        help_text="Chỉ điền khi càng ít càng tốt: bằng 0 thì đủ điểm.",
    )

    def __init__(self, *args, criteria_set: CriteriaSet, criterion: Criterion | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if criterion is None:
            groups = criteria_set.criteria.filter(kind=CriterionKind.GROUP)
            self.fields["parent"].queryset = groups
        else:
            del self.fields["parent"]
        inside = Unit.objects.under(criteria_set.unit).filter(closed_on__isnull=True)
        self.fields["organ"].queryset = inside.in_order()
        self.is_new = criterion is None

    @property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            *(["parent"] if self.is_new else []),
            Row(Column("code", css_class="col-md-3"), Column("name", css_class="col-md-9")),
            Row(Column("kind", css_class="col-md-6"), Column("max_points", css_class="col-md-6")),
            Fieldset(
                "Chỉ dùng với tiêu chí định lượng",
                Row(
                    Column("measure", css_class="col-md-4"),
                    Column("accumulation", css_class="col-md-4"),
                    Column("places", css_class="col-md-4"),
                ),
                Row(Column("maximum_value", css_class="col-md-4"), Column("deduction", css_class="col-md-4")),
            ),
            "organ",
            "guidance",
        )
        return helper

    def clean(self):
        data = super().clean()
        if data.get("places") is None:
            data["places"] = 0
        kind, points, deduction = data.get("kind"), data.get("max_points"), data.get("deduction")
        if kind != CriterionKind.GROUP and points == 0:
            self.add_error("max_points", "Điểm tối đa phải lớn hơn 0.")
        if deduction is not None and points is not None and deduction > points:
            self.add_error("deduction", f"Điểm trừ không quá điểm tối đa {points_text(points)}.")
        return data


def typed(value):
    """A stored value as the form shows it: a number without idle zeros and with a comma, anything else as it is."""
    return points_text(value) if isinstance(value, Decimal) else value


def next_code(criteria_set: CriteriaSet, parent: Criterion | None) -> str:
    """A code for a new row: the last one of the group counted on (`1.3` → `1.4`, `I` → `II`); empty when unclear."""
    last = criteria_set.criteria.filter(parent=parent).order_by("sort").last()
    if last is None:
        return ""
    taken = set(criteria_set.criteria.values_list("code", flat=True))
    if last.code in ROMAN:
        following = ROMAN[(ROMAN.index(last.code) + 1) % len(ROMAN)]
    elif found := re.fullmatch(r"(.*?)(\d+)", last.code):
        following = f"{found[1]}{int(found[2]) + 1}"
    else:
        following = ""
    return "" if following in taken else following


ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


# The grid of targets --------------------------------------------------------------------------------------------------

NOT_ASSIGNED_WORDS = {"khong giao", "khong", "kg", "k", "x"}
SEEN = "da_thay"  # what the page showed, as JSON: cell name → text


def parse_target(text: str, criterion: Criterion) -> Decimal | str | None:
    """What somebody typed into a cell; ValueError with one Vietnamese sentence when it cannot be a target."""
    if search_key(text) in NOT_ASSIGNED_WORDS:
        return NOT_ASSIGNED
    number = parse_number(text, places=criterion.places)
    if number is not None and (problem := criterion.target_problem(number)):
        raise ValueError(problem[:1].upper() + problem[1:])
    return number


class TargetGrid:
    """Criteria × units. Bound to posted data it knows what changed, what is wrong, and keeps every text as typed."""

    def __init__(
        self,
        lines: list[Line],
        units: list[Unit],
        stored: Mapping[tuple[int, int], Target],
        editable: set[int],
        data: Mapping[str, str] | None = None,
    ):
        self.units, self.data = units, data
        self.seen = self._seen(data)
        self.targets: dict[tuple[str, str], Decimal | str | None] = {}
        self.expected: dict[tuple[str, str], Decimal | str | None] = {}
        self.rows = [self._row(line, stored, editable) for line in lines]

    @staticmethod
    def _seen(data: Mapping[str, str] | None) -> dict[str, str]:
        """What the posted page had shown; a page without it counts as having shown what is stored now."""
        try:
            seen = json.loads(data.get(SEEN, "")) if data is not None else {}
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}

    def _row(self, line: Line, stored: Mapping[tuple[int, int], Target], editable: set[int]) -> GridLine:
        row = GridLine(line)
        if line.criterion.is_leaf:
            row.cells = [self._cell(line.criterion, unit, stored, editable) for unit in self.units]
        return row

    def _cell(self, criterion: Criterion, unit: Unit, stored, editable: set[int]) -> Cell:
        name, target = f"c{criterion.pk}-{unit.pk}", stored.get((criterion.pk, unit.pk))
        cell = Cell(
            name,
            f"{criterion.code} {criterion.name}, {unit.short_name}",
            text=target_text(target),
            stored=target_text(target),
            hint=_hint(criterion),
            fixed=unit.pk not in editable,
        )
        if self.data is not None and name in self.data and not cell.fixed:
            cell.text = self.data[name].strip()
            seen = str(self.seen.get(name, cell.stored))
            if cell.text != seen:
                self._read(cell, criterion, unit, seen, target)
        return cell

    def _read(self, cell: Cell, criterion: Criterion, unit: Unit, seen: str, target: Target | None) -> None:
        try:
            self.targets[criterion.code, unit.code] = parse_target(cell.text, criterion)
        except ValueError as error:
            cell.error = str(error)
            return
        # Texts the page showed were made by us: equal text means the stored value is still the one that was seen.
        key = (criterion.code, unit.code)
        try:
            self.expected[key] = stored_value(target) if seen == cell.stored else parse_target(seen, criterion)
        except ValueError:
            self.expected[key] = None

    @property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells]

    @property
    def errors(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.error]

    @property
    def seen_json(self) -> str:
        """For the hidden field: what this page shows as stored; shown again for errors, it keeps its first look."""
        first_look = self.seen if self.errors else {}
        return json.dumps({c.name: first_look.get(c.name, c.stored) for c in self.cells if not c.fixed})


def _hint(criterion: Criterion) -> str:
    if criterion.kind != CriterionKind.QUANTITATIVE:
        return "được giao"
    return "0" if criterion.deduction is not None else ""
