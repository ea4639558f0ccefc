"""The grid of targets: what somebody typed or pasted into it, beside what is stored."""

import json
from collections.abc import Mapping
from decimal import Decimal

from django import forms

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion, Target
from awards.criteria.queries import Cell, GridLine, Line, stored_value, target_text
from awards.criteria.target_sheets import parse_target
from thidua.forms import ActForm, TextField
from units.models import Unit

SEEN = "da_thay"  # what the page showed, as JSON: cell name → text


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


class UploadForm(ActForm):
    file = forms.FileField(
        label="Tệp Excel",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Chọn tệp Excel (.xlsx) đã điền.", "empty": "Tệp rỗng. Chọn tệp Excel đã điền."},
    )


class ManyForm(ActForm):
    """One value for a whole row of the grid."""

    SHOWN, EVERY = "dang-xem", "moi-don-vi"

    criterion = forms.ModelChoiceField(Criterion.objects.none(), label="Tiêu chí", empty_label="Chọn tiêu chí")
    value = TextField(label="Chỉ tiêu", max_length=20, help_text="Số, hoặc “k” là không giao.")
    where = forms.ChoiceField(label="Đặt cho", choices=[(SHOWN, "Các đơn vị đang xem"), (EVERY, "Mọi đơn vị của năm")])
    only_empty = forms.BooleanField(label="Chỉ những ô chưa giao", required=False, initial=True)

    def __init__(self, *args, criteria_set, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["criterion"].queryset = criteria_set.criteria.exclude(kind=CriterionKind.GROUP)

    def clean(self):
        data = super().clean()
        if data.get("criterion") is not None and data.get("value"):
            try:
                data["target"] = parse_target(data["value"], data["criterion"])
            except ValueError as error:
                self.add_error("value", str(error))
        return data
