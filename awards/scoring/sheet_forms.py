"""The shape of what the pages of self scores, cross-checks and appeals send."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion
from awards.results.rules import plain
from awards.scoring.self_scores import WrongLines
from awards.scoring.sheet_queries import PointRow
from awards.scoring.sheets import ScoreAppeal, points_range
from thidua.errors import DomainError
from thidua.forms import ActForm, DayField, NumberField, TextField
from units.models import Unit


class LinesForm(ActForm):
    """Points under many criteria of one unit: `p<criterion>` points, `r<criterion>` the words beside them."""

    def __init__(self, *args, rows: list[PointRow], words: str = "Giải trình", initial_of=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {row.criterion.pk: row for row in rows}
        for pk, row in self.rows.items():
            points = row.own if row.own is not None else initial_of(row) if initial_of else None
            code = row.criterion.code
            least, most = points_range(row.criterion)
            self.fields[f"p{pk}"] = NumberField(
                label=f"Điểm {code}",
                required=False,
                places=3 if initial_of and not row.by_hand else 2,
                minimum=least,
                maximum=most,
                initial=None if points is None else plain(points),
                widget=_line(f"Điểm tiêu chí {code}", inputmode="decimal"),
            )
            self.fields[f"r{pk}"] = TextField(
                label=f"{words} {code}",
                required=False,
                max_length=300,
                initial=row.why,
                widget=_line(f"{words} tiêu chí {code}", placeholder=words),
            )
            row.points, row.reason = self[f"p{pk}"], self[f"r{pk}"]

    def typed(self) -> dict[int, tuple[Decimal | None, str]]:
        """Lines that were sent with the form; what the page did not show stays as it is."""
        return {
            pk: (self.cleaned_data[f"p{pk}"], self.cleaned_data[f"r{pk}"])
            for pk in self.rows
            if f"p{pk}" in self.data or f"r{pk}" in self.data
        }

    def perform(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Run a service; every wrong line gets its sentence beside its field."""
        try:
            self.result = act(*args, **kwargs)
        except WrongLines as wrong:
            for pk, (where, words) in wrong.faults.items():
                name = f"{'r' if where == 'reason' else 'p'}{pk}"
                self.add_error(name if name in self.fields else None, words)
            return False
        except DomainError as refused:
            self.add_error(None, [refused.message, *refused.reasons])
            return False
        return True


def _line(label: str, **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", "aria-label": label, **attrs})


class CheckerForm(ActForm):
    """Which unit checks another one, and why it is changed."""

    checked = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị được kiểm tra", empty_label="Chọn đơn vị")
    checker = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị kiểm tra", empty_label="Chọn đơn vị")
    reason = TextField(label="Lý do đổi", required=False, max_length=300)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["checked"].queryset = self.fields["checker"].queryset = units


class AppealTermForm(ActForm):
    """The last day on which units may object to points."""

    due_on = DayField(label="Hạn khiếu nại điểm, hết ngày")


class AppealForm(ActForm):
    """A unit objects to the points of one criterion."""

    criterion = forms.ModelChoiceField(Criterion.objects.none(), label="Tiêu chí", empty_label="Chọn tiêu chí")
    reason = TextField(label="Lý do", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    evidence = TextField(
        label="Căn cứ, minh chứng",
        required=False,
        max_length=300,
        help_text="Số văn bản, hoặc địa chỉ trang minh chứng trong hệ thống (bắt đầu bằng /).",
    )

    def __init__(self, *args, criteria, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["criterion"].queryset = criteria


class AnswerForm(ActForm):
    """The answer of the office: yes with new points, or no, always in words."""

    decision = forms.ChoiceField(
        label="Kết luận", choices=[("accept", "Chấp nhận"), ("refuse", "Không chấp nhận")], widget=forms.RadioSelect
    )
    points = NumberField(label="Điểm mới", required=False, places=2, minimum=Decimal(0))
    answer = TextField(label="Trả lời đơn vị", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, appeal: ScoreAppeal, **kwargs):
        super().__init__(*args, **kwargs)
        criterion = appeal.criterion
        if criterion.kind == CriterionKind.BY_HAND:
            self.fields["points"].maximum = criterion.max_points.normalize()
            self.fields["points"].help_text = f"Chỉ khi chấp nhận; từ 0 đến {plain(criterion.max_points)}."
        else:
            del self.fields["points"]
