"""The shape of input for the score table and the grid of targets."""

import re
from decimal import Decimal

from crispy_forms.layout import HTML, Column, Div, Layout, Row
from django import forms

from awards.catalogue.models import Award
from awards.criteria import rules
from awards.criteria.enums import WITH_FIGURE, WITH_STEPS, WITHOUT_POINTS, Accumulation, Compare, CriterionKind
from awards.criteria.models import CriteriaSet, Criterion
from awards.criteria.rules import points_text
from thidua.forms import ActForm, NumberField, TextField, WholeNumberField
from thidua.numbers import parse_number
from units.models import Unit

MOST_POINTS = Decimal(10_000)


class SetForm(ActForm):
    """Heading of a table."""

    name = TextField(label="Tên bảng điểm", max_length=200)
    basis = TextField(label="Căn cứ", max_length=200, required=False, help_text="Văn bản ban hành bảng điểm.")
    total_points = NumberField(label="Tổng điểm", minimum=Decimal("0.01"), maximum=MOST_POINTS, initial=100)
    is_common = forms.BooleanField(
        label="Là phần chung cho cấp dưới",
        required=False,
        help_text="Khi bảng đã khóa, đơn vị cấp dưới lấy các dòng này vào bảng của mình, chỉ xem, và thêm dòng riêng.",
    )


class NewSetForm(SetForm):
    """A new table: empty, or the published one of 1,000 points. Copies have a page of their own."""

    EMPTY, PUBLISHED = "trong", "1000"

    start = forms.ChoiceField(
        label="Bắt đầu từ",
        choices=[(EMPTY, "Bảng trống"), (PUBLISHED, "Bảng mẫu 1.000 điểm (176 tiêu chí)")],
        widget=forms.RadioSelect,
        initial=EMPTY,
    )
    field_order = ["start", "name", "basis", "total_points"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["is_common"]
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


GATES = 4  # conditions of titles on one page: ĐVQT, ĐVTT and two more


class CriterionForm(ActForm):
    """One row of the table. What only some kinds have is shown by the style sheet for those kinds (`data-kinds`)."""

    parent = forms.ModelChoiceField(
        Criterion.objects.none(), label="Thuộc nhóm", required=False, empty_label="Nhóm lớn, không thuộc nhóm nào"
    )
    code = TextField(label="Số thứ tự", max_length=12)
    name = TextField(label="Nội dung", max_length=300)
    kind = forms.ChoiceField(label="Cách chấm", choices=CriterionKind.choices)
    max_points = NumberField(
        label="Điểm tối đa", minimum=Decimal(0), maximum=MOST_POINTS, required=False,
    )  # fmt: skip
    organ = forms.ModelChoiceField(
        Unit.objects.none(), label="Cơ quan phụ trách", required=False, empty_label="Chưa giao cơ quan nào"
    )
    guidance = TextField(
        label="Hướng dẫn chấm", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    evidence_required = forms.BooleanField(label="Cần minh chứng kèm theo", required=False)
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
    lower_is_better = forms.BooleanField(label="Số càng thấp càng tốt", required=False)
    steps = forms.CharField(
        label="Mức và điểm",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": "100: 10\n90: 8\n80: 6", "spellcheck": "false"}),
        help_text="Mỗi dòng một mức: số thấp nhất của mức (hoặc thứ bậc), dấu hai chấm, điểm. Dán được từ Excel.",
    )
    per_occurrence = NumberField(
        label="Điểm mỗi lần",
        minimum=-MOST_POINTS,
        required=False,
        help_text="Số dương là thưởng, số âm là phạt, ví dụ -3. Cả nhóm không vượt điểm tối đa của nhóm, không dưới 0.",
    )
    by_pass = forms.BooleanField(label="Ghi Đạt / Không thay cho số", required=False)

    def __init__(self, *args, criteria_set: CriteriaSet, criterion: Criterion | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if criterion is None:
            self.fields["parent"].queryset = criteria_set.criteria.filter(
                kind=CriterionKind.GROUP, inherited_from__isnull=True
            )
        else:
            del self.fields["parent"]
        inside = Unit.objects.under(criteria_set.unit).filter(closed_on__isnull=True)
        self.fields["organ"].queryset = inside.in_order()
        titles = [("", "Không đặt"), *Award.objects.filter(kind="title").values_list("pk", "short_name")]
        gates = list(criterion.gates.all()) if criterion is not None else []
        for number in range(GATES):
            gate = gates[number] if number < len(gates) else None
            self._add_gate(number, titles, gate)
        self.is_new = criterion is None

    def _add_gate(self, number: int, titles: list, gate) -> None:
        self.fields[f"award{number}"] = forms.TypedChoiceField(
            label="Danh hiệu", choices=titles, coerce=int, empty_value=None, required=False,
            initial=gate.award_id if gate else "",
        )  # fmt: skip
        self.fields[f"compare{number}"] = forms.ChoiceField(
            label="So sánh", choices=Compare.choices, required=False, initial=gate.compare if gate else Compare.AT_LEAST
        )
        self.fields[f"value{number}"] = NumberField(
            label="Mức cần đạt", required=False, initial=typed(gate.value) if gate else None
        )

    @property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            *(["parent"] if self.is_new else []),
            Row(Column("code", css_class="col-md-3"), Column("name", css_class="col-md-9")),
            Row(
                Column("kind", css_class="col-md-6"),
                Column("max_points", css_class="col-md-6", data_kinds=_kinds(but=WITHOUT_POINTS)),
            ),
            Div(
                Row(Column("measure", css_class="col-md-4"), Column("accumulation", css_class="col-md-4"),
                    Column("places", css_class="col-md-4")),
                Row(
                    Column("maximum_value", css_class="col-md-4"),
                    Column("deduction", css_class="col-md-4", data_kinds=CriterionKind.QUANTITATIVE.value),
                    Column("per_occurrence", css_class="col-md-8", data_kinds=CriterionKind.BONUS.value),
                    Column("by_pass", css_class="col-md-8", data_kinds=CriterionKind.GATE.value),
                ),
                data_kinds=_kinds(WITH_FIGURE),
            ),
            Div(
                HTML('<p class="form-text">Nhóm chỉ gồm thưởng, phạt: điểm tối đa là mức trần, ngoài tổng điểm.</p>'),
                data_kinds=CriterionKind.GROUP.value,
            ),
            Div("steps", "lower_is_better", data_kinds=_kinds(WITH_STEPS)),
            Div(
                HTML('<p class="form-label">Điều kiện của danh hiệu</p>'),
                *(
                    Row(
                        Column(f"award{n}", css_class="col-5"), Column(f"compare{n}", css_class="col-3"),
                        Column(f"value{n}", css_class="col-4"), css_class="td-gate-row",
                    )
                    for n in range(GATES)
                ),
                data_kinds=CriterionKind.GATE.value,
            ),
            Div("evidence_required", data_kinds=_kinds(but=(CriterionKind.GROUP,))),
            "organ",
            "guidance",
        )  # fmt: skip
        return helper

    def clean_steps(self) -> list[tuple[Decimal, Decimal]]:
        return read_steps(self.cleaned_data["steps"])

    def clean(self):
        data = super().clean()
        if data.get("places") is None:
            data["places"] = 0
        kind, points, deduction = data.get("kind"), data.get("max_points"), data.get("deduction")
        if kind in WITHOUT_POINTS:
            data["max_points"] = points = Decimal(0)
        elif points is None and "max_points" not in self.errors:
            self.add_error("max_points", "Ghi điểm tối đa.")
        elif kind != CriterionKind.GROUP and points == 0:
            self.add_error("max_points", "Điểm tối đa phải lớn hơn 0.")
        if kind == CriterionKind.QUANTITATIVE and deduction is not None and points is not None and deduction > points:
            self.add_error("deduction", f"Điểm trừ không quá điểm tối đa {points_text(points)}.")
        self._check_kind(data, kind, points)
        data["gates"] = self._gates(data, kind)
        return data

    def _check_kind(self, data: dict, kind: str | None, points: Decimal | None) -> None:
        if points is None or "steps" in self.errors or kind not in (*WITH_STEPS, CriterionKind.BONUS):
            return
        steps = [rules.Step(*step) for step in data.get("steps") or ()]
        problem = rules.kind_problem(
            kind, points, steps, data.get("lower_is_better", False), data.get("per_occurrence")
        )
        if problem:
            field = "per_occurrence" if kind == CriterionKind.BONUS else "steps"
            self.add_error(field, problem[:1].upper() + problem[1:])

    def _gates(self, data: dict, kind: str | None) -> list[tuple[Award, str, Decimal | None]]:
        """The conditions typed; the names of their fields leave the cleaned data."""
        typed_in = [
            (data.pop(f"award{n}", None), data.pop(f"compare{n}", ""), data.pop(f"value{n}", None))
            for n in range(GATES)
        ]
        if kind != CriterionKind.GATE:
            return []
        by_pass, found, seen = data.get("by_pass", False), [], set()
        awards = Award.objects.in_bulk([award for award, _, _ in typed_in if award])
        for number, (award, compare, value) in enumerate(typed_in):
            if award is None:
                continue
            if award in seen:
                self.add_error(f"award{number}", "Danh hiệu này đã có điều kiện ở trên.")
            elif by_pass:
                found.append((awards[award], Compare.MET, None))
            elif compare == Compare.MET:
                self.add_error(f"compare{number}", "“Đạt” chỉ dùng khi ghi Đạt / Không thay cho số.")
            elif value is None:
                if f"value{number}" not in self.errors:
                    self.add_error(f"value{number}", "Ghi mức cần đạt, ví dụ 95.")
            else:
                found.append((awards[award], compare, value))
            seen.add(award)
        return found


def _kinds(only: tuple = tuple(CriterionKind), but: tuple = ()) -> str:
    return " ".join(kind.value for kind in only if kind not in but)


STEP = re.compile(r"^\s*(?P<threshold>[^:;\t=]+?)\s*(?::|;|\t|=)\s*(?P<points>.+?)\s*$")


def read_steps(text: str) -> list[tuple[Decimal, Decimal]]:
    """Lines `90: 8` (or two columns pasted from a spreadsheet) as (threshold, points); empty lines are left out."""
    found: dict[Decimal, Decimal] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        match = STEP.match(line)
        if match is None:
            raise forms.ValidationError(f"Dòng {number} “{line.strip()}” chưa rõ. Ghi mức, dấu hai chấm, điểm: 90: 8.")
        try:
            threshold, points = (parse_number(match[name]) for name in ("threshold", "points"))
        except ValueError as error:
            raise forms.ValidationError(f"Dòng {number}: {error}") from error
        if threshold is None or points is None or points < 0:
            raise forms.ValidationError(f"Dòng {number} “{line.strip()}”: mức và điểm đều là số, điểm không âm.")
        if threshold in found:
            raise forms.ValidationError(f"Dòng {number}: mức {points_text(threshold)} đã có ở trên.")
        found[threshold] = points
    return list(found.items())


def steps_text(criterion: Criterion) -> str:
    """The stored steps as they are typed."""
    return "\n".join(str(step) for step in criterion.steps.all())


class VersionForm(ActForm):
    """Why a new version is written."""

    reason = TextField(
        label="Lý do lập bản mới", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ghi văn bản điều chỉnh hoặc lý do. Bản đang dùng giữ nguyên cho đến khi bản mới có hiệu lực.",
    )  # fmt: skip


class CopyForm(ActForm):
    """Which table to copy, how, and under what name."""

    COPY, COMMON = "chep", "chung"

    source = forms.ModelChoiceField(CriteriaSet.objects.none(), label="Chép từ", empty_label="Chọn bảng điểm")
    way = forms.ChoiceField(
        label="Cách lấy",
        choices=[
            (COPY, "Chép thành bảng riêng, sửa được mọi dòng"),
            (COMMON, "Lấy làm phần chung, chỉ xem, thêm dòng riêng"),
        ],
        widget=forms.RadioSelect,
        initial=COPY,
    )
    name = TextField(label="Tên bảng điểm mới", max_length=200)
    with_targets = forms.BooleanField(
        label="Chép cả chỉ tiêu, không giao", required=False, help_text="Của những đơn vị báo cáo trong cả hai năm."
    )

    def __init__(self, *args, sources, commons: set[int], **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        field.queryset = sources
        field.label_from_instance = lambda table: (
            f"{table.of_period.year}, {table.of_period.holder}: {table.name}"
            + (" (phần chung)" if table.pk in commons else "")
        )
        self.commons = commons

    def clean(self):
        data = super().clean()
        source = data.get("source")
        if source and data.get("way") == self.COMMON and source.pk not in self.commons:
            self.add_error("way", "Bảng này chưa được cấp trên đánh dấu là phần chung của cùng năm, hoặc chưa khóa.")
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
