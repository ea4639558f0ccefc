"""The shape of input about dossiers, events and the papers a command asks for."""

from datetime import datetime

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from awards.catalogue.models import AwardRule
from awards.nominations.demanding import CHOICES
from awards.nominations.dossier import Achievement
from awards.nominations.enums import PaperLevel
from awards.nominations.kinds import kinds
from awards.nominations.merits import Section
from awards.nominations.writing import LONGEST
from awards.years.forms import HourField
from thidua.forms import ActForm, DayField, TextField
from units.models import Unit
from units.structure.forms import UnitField

LEVELS = [(level.value, level.label) for level in CHOICES]


class ReportForm(ActForm):
    """Every part of a report, as it stands; `seen_…` is what the page showed."""

    def __init__(self, *args, sections: list[Section], **kwargs):
        super().__init__(*args, **kwargs)
        self.sections = sections
        for section in sections:
            rows = min(16, max(3, section.text.count("\n") + len(section.text) // 110 + 2))
            self.fields[section.code] = forms.CharField(
                label=section.title, required=False, max_length=LONGEST, initial=section.text,
                widget=forms.Textarea(attrs={"rows": rows, "class": "form-control"}),
            )  # fmt: skip
            self.fields[f"seen_{section.code}"] = forms.CharField(
                required=False, max_length=16, initial=section.seal, widget=forms.HiddenInput()
            )

    def seal(self, code: str):
        return self[f"seen_{code}"]

    def clean(self) -> dict:
        data = super().clean()
        codes = [section.code for section in self.sections if section.code in data]
        return {
            "texts": {code: data[code] for code in codes},
            "seen": {code: data.get(f"seen_{code}", "") for code in codes},
        }


class AchievementForm(ActForm):
    achievement = forms.ModelChoiceField(
        queryset=Achievement.objects.none(), label="Thành tích", required=False, empty_label="Không nêu riêng",
        help_text="Chọn khi đề nghị dựa vào một thành tích cụ thể đã ghi trong năm.",
    )  # fmt: skip

    def __init__(self, *args, choices: QuerySet[Achievement], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["achievement"].queryset = choices


class EventForm(ActForm):
    """A list for one event: type, name, forms, until when proposals are taken."""

    kind = forms.ChoiceField(label="Loại hình khen thưởng")
    event = TextField(
        label="Đợt, vụ việc", max_length=200,
        help_text="Ví dụ: Bắt giữ 12 kg ma túy tổng hợp. Với đột xuất, phong trào: đây là thành tích được khen.",
    )  # fmt: skip
    happened_on = DayField(
        label="Ngày lập thành tích", required=False, help_text="Cần với khen đột xuất, phong trào thi đua."
    )
    awards = forms.MultipleChoiceField(label="Hình thức", widget=forms.CheckboxSelectMultiple)
    due_on = DayField(label="Hạn nhận đề nghị")
    due_at = HourField(label="Giờ")
    unit = UnitField(label="Đơn vị")

    def __init__(self, *args, rules: list[AwardRule], places: QuerySet[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        given = {type_ for rule in rules for type_ in rule.commendation_types}
        own = [kind for kind in kinds().values() if kind.own_list and kind.type in given]
        self.fields["kind"].choices = [(kind.type.value, kind.label.capitalize()) for kind in own]
        self.awards = {str(rule.award_id): rule.award for rule in rules}
        words = {kind.type: kind.label for kind in own}
        self.fields["awards"].choices = [
            (
                str(rule.award_id),
                f"{rule.award.name} ({', '.join(words[t] for t in rule.commendation_types if t in words)})",
            )
            for rule in rules
            if any(t in words for t in rule.commendation_types)
        ]
        self.fields["unit"].queryset = places
        if len(places) == 1:
            self.fields["unit"].widget = forms.HiddenInput()

    def clean(self) -> dict:
        data = super().clean()
        if self.errors:
            return data
        due = timezone.make_aware(datetime.combine(data.pop("due_on"), data.pop("due_at")))
        return {**data, "awards": [self.awards[pk] for pk in data["awards"]], "due_at": due}


class LevelForm(ActForm):
    """What is asked of one paper, from when, and why."""

    level = forms.ChoiceField(label="Yêu cầu", choices=LEVELS)
    valid_from = DayField(
        label="Áp dụng từ ngày", help_text="Danh sách có hạn nhận từ ngày này trở đi theo yêu cầu mới."
    )
    reason = TextField(label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class OwnPaperForm(LevelForm):
    """A paper of the command's own."""

    name = TextField(label="Tên giấy tờ", max_length=200)
    legal_basis = TextField(label="Căn cứ", max_length=300, required=False)
    field_order = ["name", "level", "valid_from", "legal_basis", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [pair for pair in LEVELS if pair[0] != PaperLevel.OFF]
