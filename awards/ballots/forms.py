"""The shape of input for rounds: preparing, papers, and one counter's sheet."""

from dataclasses import dataclass, field
from typing import Any

from django import forms

from awards.ballots import queries, rules
from awards.ballots.enums import Granularity, RoundKind
from awards.ballots.granularity import ONLY_DEVICES
from awards.ballots.models import ContestLine
from awards.ballots.queries import CountSheet
from awards.catalogue.models import Award
from thidua.forms import ActForm, TextField, WholeNumberField
from thidua.numbers import parse_number
from units.models import User


class _TellerField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})

    def label_from_instance(self, user: User) -> str:
        return f"{user.display_name} ({user.unit})" if user.unit else str(user)


class TellersForm(ActForm):
    """Who counts; the head is one of them."""

    tellers = _TellerField(User.objects.none(), label="Tổ kiểm phiếu (từ hai người)")
    head = forms.ModelChoiceField(User.objects.none(), label="Tổ trưởng", required=False, empty_label="Người đầu tiên")

    def __init__(self, *args, conference, **kwargs):
        super().__init__(*args, **kwargs)
        people = queries.teller_candidates(conference)
        self.fields["tellers"].queryset = people
        self.fields["head"].queryset = people

    def clean(self):
        data = super().clean()
        chosen, head = list(data.get("tellers") or []), data.get("head")
        if head is not None and head not in chosen:
            self.add_error("head", "Tổ trưởng phải là một người của tổ kiểm phiếu.")
        if head is not None:
            chosen = [head, *(user for user in chosen if user != head)]
        data["tellers"] = chosen
        return data


class KindForm(TellersForm):
    """Who counts, and whether members may vote on their own devices; paper is always there beside it."""

    KINDS = (
        (RoundKind.SECRET_PAPER.value, "Phiếu giấy"),
        (RoundKind.MIXED.value, "Phiếu điện tử trên máy của từng người; ai không dùng máy thì nhận phiếu giấy"),
    )
    kind = forms.ChoiceField(
        label="Cách bỏ phiếu",
        choices=KINDS,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial=RoundKind.SECRET_PAPER.value,
        required=False,
    )

    two_keys = forms.BooleanField(
        label="Hòm phiếu điện tử chỉ mở bằng mã của hai người kiểm phiếu",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    granularity = forms.ChoiceField(
        label="Một phiếu điện tử là",
        choices=Granularity,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial=Granularity.PAPER.value,
        required=False,
    )

    def clean(self):
        data = super().clean()
        if data.get("two_keys") and data.get("kind") == RoundKind.SECRET_PAPER:
            self.add_error("two_keys", "Mã mở hòm chỉ dùng khi có phiếu điện tử.")
        if data.get("granularity") == Granularity.LINE and data.get("kind") == RoundKind.SECRET_PAPER:
            self.add_error("granularity", ONLY_DEVICES)
        return data

    def clean_granularity(self) -> Granularity:
        return Granularity(self.cleaned_data["granularity"] or Granularity.PAPER)

    def clean_kind(self) -> RoundKind:
        return RoundKind(self.cleaned_data["kind"] or RoundKind.SECRET_PAPER)


class PrepareForm(KindForm):
    """A paper from the locked list: which titles, how, and who counts."""

    name = TextField(label="Tên phiếu", max_length=200)
    titles = forms.MultipleChoiceField(label="Danh hiệu, hình thức trên phiếu", widget=forms.CheckboxSelectMultiple)

    field_order = ["name", "titles", "kind", "tellers", "head"]

    def __init__(self, *args, proposals, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["titles"].choices = [(str(number), row.spec.title) for number, row in enumerate(proposals)]
        self.fields["titles"].initial = [str(number) for number in range(len(proposals))]


class ClusterPrepareForm(KindForm):
    """A paper for the units of a cluster."""

    name = TextField(label="Tên phiếu", max_length=200)
    with_ranking = forms.BooleanField(label="Công nhận kết quả chấm điểm, xếp hạng", required=False)
    flag = forms.ModelChoiceField(
        Award.objects.none(), label="Đề nghị tặng (chọn tối đa)", required=False, empty_label="Không bỏ phiếu"
    )
    flag_seats = WholeNumberField(label="Số lượng", minimum=1, maximum=1000, initial=1, required=False)
    form = forms.ModelChoiceField(
        Award.objects.none(),
        label="Hình thức khen thưởng cho từng đơn vị",
        required=False,
        empty_label="Không bỏ phiếu",
    )

    field_order = ["name", "with_ranking", "flag", "flag_seats", "form", "kind", "tellers", "head"]

    def __init__(self, *args, has_board: bool, **kwargs):
        super().__init__(*args, **kwargs)
        awards = queries.cluster_awards()
        self.fields["flag"].queryset = awards
        self.fields["form"].queryset = awards
        if not has_board:
            del self.fields["with_ranking"]

    def clean(self):
        data = super().clean()
        if data.get("flag") and not data.get("flag_seats"):
            self.add_error("flag_seats", "Ghi số đơn vị được chọn.")
        return data


class HandForm(ActForm):
    """Papers against signature."""

    batch_label = TextField(label="Tập phiếu", max_length=20, initial="A")
    spoiled = WholeNumberField(label="Phiếu hỏng đổi lại", minimum=0, maximum=10_000, required=False)
    attendees = forms.ModelMultipleChoiceField(queryset=None, required=False)

    def __init__(self, *args, conference, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["attendees"].queryset = conference.attendees.select_related("member", "unit")

    def clean_spoiled(self) -> int:
        return self.cleaned_data["spoiled"] or 0


class ReturnedForm(ActForm):
    returned = WholeNumberField(label="Số phiếu thu về", minimum=0, maximum=100_000)


class ReasonOnlyForm(ActForm):
    reason = TextField(label="Lý do", max_length=300)


class _LinesField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})

    def label_from_instance(self, line: ContestLine) -> str:
        return f"{line.label}, {line.votes_for} phiếu ({line.group.title})"


class SettleForm(ActForm):
    """How the chair decided between lines with equal votes."""

    chosen = _LinesField(ContestLine.objects.none(), label="Được chọn", required=False)
    reason = TextField(label="Ai quyết định, lý do", max_length=300)

    def __init__(self, *args, groups: list[queries.TiedGroup], **kwargs):
        super().__init__(*args, **kwargs)
        lines = [line.pk for group in groups for line in group.tied]
        self.fields["chosen"].queryset = ContestLine.objects.filter(pk__in=lines).select_related("group")
        self.fields["chosen"].help_text = "; ".join(f"{group.title}: còn {group.seats_left} chỗ" for group in groups)


# One counter's sheet --------------------------------------------------------------------------------------------------

CELL = {
    "agree": ("a", "đồng ý"),
    "disagree": ("d", "không đồng ý"),
    "blank": ("b", "để trống"),
    "invalid": ("i", "không hợp lệ"),
    "valid": ("v", "phiếu hợp lệ"),
}


@dataclass
class Cell:
    """One box of the sheet: its name in the form, what stands in it, and what is wrong with it."""

    name: str
    label: str
    text: str = ""
    error: str = ""
    key: str = ""

    @property
    def is_optional(self) -> bool:
        """Left empty it counts as nought."""
        return self.key in rules.USUALLY_NOUGHT or self.name == "w"


@dataclass
class SheetLine:
    number: int
    label: str
    detail: str
    cells: list[Cell]
    is_doubtful: bool = False

    @property
    def error(self) -> str:
        return next((cell.error for cell in self.cells if cell.error), "")


@dataclass
class SheetGroup:
    id: str
    title: str
    is_pick: bool
    seats: int | None
    lines: list[SheetLine]
    papers: list[Cell] = field(default_factory=list)  # of a pick: valid, blank, invalid
    is_doubtful: bool = False


class CountEntry:
    """The sheet of one counter as typed: reads the boxes, keeps what was typed, names every box that is wrong."""

    def __init__(self, sheet: CountSheet, typed: dict[str, str] | None = None):
        self.sheet = sheet
        self.typed = typed
        self.errors: dict[str, str] = {}
        self.data: dict[str, Any] = rules.empty_figures(sheet.contests)
        if typed is None:
            self.data = sheet.figures
        else:
            self._read()

    def _read(self) -> None:
        self.data["whole_invalid"] = self._number("w")
        for group in self.sheet.groups:
            key = str(group.pk)
            for line in group.lines.all():
                place = str(line.pk)
                if group.is_pick:
                    self.data["picks"][key]["votes"][place] = self._number(f"a-{place}")
                else:
                    for figure in rules.LINE_FIGURES:
                        self.data["lines"][place][figure] = self._number(f"{CELL[figure][0]}-{place}")
            if group.is_pick:
                for figure in rules.PICK_FIGURES:
                    self.data["picks"][key][figure] = self._number(f"p{CELL[figure][0]}-{key}")

    def _number(self, name: str) -> int | None:
        text = (self.typed.get(name) or "").strip()
        try:
            number = parse_number(text, places=0)
        except ValueError as error:
            self.errors[name] = str(error)
            return None
        if number is not None and number < 0:
            self.errors[name] = "Số phiếu không thể âm."
            return None
        if number is not None and number > 100_000:
            self.errors[name] = f"“{text}” quá lớn."
            return None
        return None if number is None else int(number)

    def blame(self, faults: list[rules.Fault]) -> None:
        """Put what keeps the sheet from being locked beside the boxes."""
        pick_groups = {str(group.pk) for group in self.sheet.groups if group.is_pick}
        for fault in faults:
            if fault.field == "whole_invalid":
                name = "w"
            elif not fault.line:
                name = f"p{CELL[fault.field][0]}-{fault.group}"
            elif fault.group in pick_groups:
                name = f"a-{fault.line}"
            else:
                name = f"{CELL[fault.field][0]}-{fault.line}"
            self.errors.setdefault(name, fault.sentence)

    @property
    def whole(self) -> Cell:
        return self._cell("w", "Phiếu hỏng cả tờ", self.data["whole_invalid"])

    @property
    def groups(self) -> list[SheetGroup]:
        doubtful = set(self.sheet.doubtful)
        return [self._group(group, doubtful) for group in self.sheet.groups]

    def _group(self, group, doubtful: set[str]) -> SheetGroup:
        key = str(group.pk)
        lines = []
        for line in group.lines.all():
            place = str(line.pk)
            if group.is_pick:
                figures, keys = {"agree": self.data["picks"][key]["votes"][place]}, ["agree"]
            else:
                figures, keys = self.data["lines"][place], list(rules.LINE_FIGURES)
            cells = [
                self._cell(f"{CELL[k][0]}-{place}", f"{line.label}: {CELL[k][1]}", figures[k], key=k) for k in keys
            ]
            lines.append(SheetLine(line.sort, line.label, line.detail, cells, place in doubtful))
        papers = []
        if group.is_pick:
            papers = [
                self._cell(f"p{CELL[k][0]}-{key}", CELL[k][1].capitalize(), self.data["picks"][key][k], key=k)
                for k in rules.PICK_FIGURES
            ]
        return SheetGroup(key, group.title, group.is_pick, group.seats, lines, papers, f"group:{key}" in doubtful)

    def _cell(self, name: str, label: str, number: int | None, key: str = "") -> Cell:
        text = "" if number is None else str(number)
        if self.typed is not None:
            text = self.typed.get(name) or ""
        return Cell(name, label, text, self.errors.get(name, ""), key)
