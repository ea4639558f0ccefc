"""The shape of a unit's meeting: who met, who is heard, the votes, the close, what it must reach."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from awards.catalogue.enums import Confidence
from awards.catalogue.models import Award
from awards.nominations.conferring import Vote, WrongNumbers
from awards.nominations.enums import MeetingBase, MeetingState, Origin, VoteWay
from awards.nominations.forms import LONGEST_CITATION, MOST_PEOPLE, PlainSelect
from awards.nominations.meeting_queries import Subject, Verdict, people_by_number
from awards.nominations.meetings import MeetingLine, UnitMeeting
from awards.years.forms import HourField
from thidua.forms import ActForm, DayField, FilterForm, TextField, WholeNumberField
from units.models import Person, Unit


class NumbersForm(ActForm):
    """A form whose refusals stand beside the number each of them is about."""

    def perform(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        wrong: list[WrongNumbers] = []

        def tried(*args, **kwargs):
            try:
                return act(*args, **kwargs)
            except WrongNumbers as error:
                wrong.append(error)

        done = super().perform(tried, *args, **kwargs)
        for field, sentence in wrong[0].problems if wrong else ():
            self.add_error(field if field in self.fields else None, sentence)
        return done and not wrong


def count_field(label: str, *, required: bool = False, help_text: str = "", least: int = 0) -> WholeNumberField:
    return WholeNumberField(
        label=label, required=required, minimum=Decimal(least), maximum=MOST_PEOPLE, help_text=help_text
    )


class MeetingFilter(FilterForm):
    """Meetings by unit and state; what was dropped is left out until it is asked for."""

    don_vi = forms.ChoiceField(label="Đơn vị", required=False, widget=PlainSelect)
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Mọi trạng thái"), *MeetingState.choices], widget=PlainSelect
    )

    def __init__(self, *args, units: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        if len(units) < 2:
            del self.fields["don_vi"]
        else:
            self.fields["don_vi"].choices = [("", "Mọi đơn vị"), *units]

    def narrow(self, rows: QuerySet) -> QuerySet:
        rows = super().narrow(rows)
        return rows if self.cleaned_data.get("trang_thai") else rows.exclude(state=MeetingState.DROPPED)

    def filter_don_vi(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(unit__code=value)

    def filter_trang_thai(self, rows: QuerySet, value: str) -> QuerySet:
        return rows.filter(state=value)


class MeetingForm(NumbersForm):
    """Time, place, people, and whom the meeting hears. Others of the unit are added by their service number."""

    held_on = DayField(label="Ngày họp")
    held_at = HourField(label="Giờ")
    place = TextField(label="Địa điểm", max_length=200)
    chair_name = TextField(label="Chủ trì", max_length=120)
    chair_post = TextField(label="Cấp bậc, chức vụ", max_length=200, required=False)
    secretary_name = TextField(label="Thư ký", max_length=120)
    secretary_post = TextField(label="Cấp bậc, chức vụ", max_length=200, required=False)
    called = count_field("Số triệu tập", required=True)
    present = count_field("Số có mặt", help_text="Để trống khi đánh dấu từng người, hoặc khi chưa họp.")
    absence_note = TextField(label="Vắng, lý do", max_length=500, required=False)
    way = forms.ChoiceField(label="Cách biểu quyết", choices=VoteWay.choices)
    attendees = forms.TypedMultipleChoiceField(label="Người có mặt", required=False, coerce=int)
    subjects = forms.MultipleChoiceField(label="Đưa ra bình xét", required=False)
    add_award = forms.ModelChoiceField(
        Award.objects.none(), label="Thêm người khác cho danh hiệu", required=False, empty_label="Chọn danh hiệu"
    )
    add_people = TextField(
        label="Số hiệu", required=False, max_length=1000, help_text="Cách nhau dấu phẩy. Ví dụ: MH000123, MH000124."
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args, unit: Unit, people: list[Person], subjects: list[Subject], awards: list[Award], **kwargs):
        super().__init__(*args, **kwargs)
        self.unit, self.people, self.offered = unit, people, {one.key: one for one in subjects}
        self.fields["attendees"].choices = [(person.pk, person.full_name) for person in people]
        self.fields["subjects"].choices = [(one.key, one.name) for one in subjects]
        field = self.fields["add_award"]
        field.queryset = Award.objects.filter(pk__in=[one.pk for one in awards]).exclude(subject="collective")
        field.label_from_instance = lambda award: award.short_name

    def _chosen(self, name: str) -> set[str]:
        return {str(value) for value in self[name].value() or ()}

    def people_rows(self) -> list[tuple[Person, bool]]:
        """Everybody of the unit, and whether ticked."""
        chosen = self._chosen("attendees")
        return [(person, str(person.pk) in chosen) for person in self.people]

    def groups(self) -> list[tuple[Origin, list[tuple[Subject, bool]]]]:
        """Whom the meeting may hear, by where they come from."""
        chosen, found = self._chosen("subjects"), []
        for origin in Origin:
            rows = [(one, one.key in chosen) for one in self.offered.values() if one.origin == origin]
            found += [(origin, rows)] if rows else []
        return found

    def clean(self):
        data = super().clean()
        numbers = [word.strip().upper() for word in (data.get("add_people") or "").split(",") if word.strip()]
        award = data.get("add_award")
        if numbers and award is None and "add_award" not in self.errors:
            self.add_error("add_award", "Chọn danh hiệu cho những người thêm.")
        if award is not None and not numbers and "add_people" not in self.errors:
            self.add_error("add_people", "Ghi số hiệu của người thêm.")
        found = people_by_number(self.unit, numbers) if numbers and award else {}
        if award and (missing := [number for number in numbers if number not in found]):
            self.add_error("add_people", f"Không có số hiệu {', '.join(missing)} ở {self.unit}.")
        data["added"] = [Subject(award, Origin.ADDED, person=person) for person in found.values()]
        return data

    @property
    def facts(self) -> dict:
        """Arguments of the services."""
        data = self.cleaned_data
        named = [self.offered[key] for key in data["subjects"]]
        added = [one for one in data["added"] if one.who not in {other.who for other in named}]
        kept = ("place", "chair_name", "chair_post", "secretary_name", "secretary_post", "called", "present",
                "absence_note", "way", "attendees")  # fmt: skip
        return {
            "held_at": timezone.make_aware(datetime.combine(data["held_on"], data["held_at"])),
            "subjects": [*named, *added],
            **{name: data[name] for name in kept},
        }


class VotesForm(NumbersForm):
    """Two numbers and an opinion for each line (`agree_7`, `disagree_7`, `opinion_7`); the summary of a candidate."""

    def __init__(self, *args, meeting: UnitMeeting, lines: list[MeetingLine], **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting, self.lines = meeting, lines
        for line in lines:
            self._add(f"agree_{line.pk}", count_field(f"Đồng ý, {line.subject_name}"))
            self._add(f"disagree_{line.pk}", count_field(f"Không đồng ý, {line.subject_name}"))
            opinion = TextField(label=f"Ý kiến, {line.subject_name}", required=False, max_length=500)
            opinion.widget.attrs |= {"placeholder": "Ý kiến"}
            self._add(f"opinion_{line.pk}", opinion)
            if line.is_candidate:
                report = forms.CharField(
                    label=f"Báo công, {line.subject_name}", required=False, max_length=LONGEST_CITATION,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )  # fmt: skip
                self._add(f"report_{line.pk}", report)
        if meeting.by_ballot:
            self.fields["issued"] = count_field("Phiếu phát ra")
            self.fields["returned"] = count_field("Phiếu thu về")
            self.fields["tellers"] = TextField(label="Người kiểm phiếu", required=False, max_length=300)
        for name, label in (("discussion", "Thảo luận"), ("conclusion", "Kết luận")):
            area = forms.Textarea(attrs={"rows": 3})
            self.fields[name] = forms.CharField(label=label, required=False, max_length=5000, widget=area)
        self.fields["seen"] = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def _add(self, name: str, field: forms.Field) -> None:
        field.widget.attrs |= {"aria-label": field.label}
        self.fields[name] = field

    @property
    def head(self) -> list:
        """Fields about papers, when papers are cast."""
        return [self[name] for name in ("issued", "returned", "tellers") if name in self.fields]

    def rows(self, verdicts: list[Verdict]) -> list[dict]:
        """Bound fields of each line beside how it stands."""
        return [
            {
                "line": one.line, "verdict": one,
                **{kind: self[f"{kind}_{one.line.pk}"] for kind in ("agree", "disagree", "opinion")},
                "report": self[f"report_{one.line.pk}"] if one.line.is_candidate else None,
            }
            for one in verdicts
        ]  # fmt: skip

    @property
    def facts(self) -> dict:
        """Arguments of the service but the meeting."""
        data = self.cleaned_data
        votes = {
            line.pk: Vote(*(data.get(f"{kind}_{line.pk}") for kind in ("agree", "disagree")),
                          data[f"opinion_{line.pk}"], data.get(f"report_{line.pk}") or "")
            for line in self.lines
        }  # fmt: skip
        more = ("issued", "returned", "tellers", "discussion", "conclusion", "seen")
        return {"votes": votes, **{name: data[name] for name in more if name in data}}


def first_votes(meeting: UnitMeeting, lines: list[MeetingLine], *, all_agree: bool) -> dict:
    """Initial values of `VotesForm`. all_agree: lines without votes are filled in as agreed by everybody, unsaved."""
    names = ("issued", "returned", "tellers", "discussion", "conclusion")
    first = {name: getattr(meeting, name) for name in names} | {"seen": meeting.version}
    for line in lines:
        for kind in ("agree", "disagree", "opinion", "report"):
            first[f"{kind}_{line.pk}"] = getattr(line, kind)
        if all_agree and not line.is_voted:
            first |= {f"agree_{line.pk}": meeting.voters[0], f"disagree_{line.pk}": 0}
    return first


class CloseForm(ActForm):
    """When it ended, and which candidates become lines."""

    ended_at = HourField(label="Kết thúc lúc", required=False)
    put_forward = forms.TypedMultipleChoiceField(label="Lập bản nháp đề nghị cho", required=False, coerce=int)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args, candidates: list[Verdict], **kwargs):
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        self.fields["put_forward"].choices = [(one.line.pk, str(one.line)) for one in candidates]

    def rows(self) -> list[tuple[Verdict, bool]]:
        chosen = {str(value) for value in self["put_forward"].value() or ()}
        return [(one, str(one.line.pk) in chosen) for one in self.candidates]


class ScanForm(ActForm):
    """The signed minutes."""

    upload = forms.FileField(
        label="Bản chụp biên bản đã ký", widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp"}),
        error_messages={"required": "Chọn tệp.", "empty": "Tệp rỗng.", "missing": "Chọn tệp."},
    )  # fmt: skip


class MeetingRuleForm(ActForm):
    """The share a meeting must reach, since when, by what."""

    SURE = (Confidence.LOCAL, Confidence.VERIFIED, Confidence.SECONDARY, Confidence.BACKGROUND)

    award = forms.ModelChoiceField(
        Award.objects.none(), label="Danh hiệu", required=False, empty_label="Mọi danh hiệu chưa đặt riêng"
    )
    strict = forms.TypedChoiceField(
        label="Phải", choices=[("1", "quá"), ("0", "từ")], coerce=lambda value: value == "1"
    )
    num = WholeNumberField(label="Tử số", minimum=Decimal(0), maximum=Decimal(1000))
    den = WholeNumberField(label="Mẫu số", minimum=Decimal(0), maximum=Decimal(1000))
    base = forms.ChoiceField(label="Tính trên", choices=MeetingBase.choices)
    quorum_num = WholeNumberField(label="Dự họp ít nhất: tử số", required=False, maximum=Decimal(1000))
    quorum_den = WholeNumberField(label="mẫu số", required=False, maximum=Decimal(1000))
    valid_from = DayField(label="Áp dụng cho cuộc họp từ ngày")
    legal_basis = TextField(label="Căn cứ", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    confidence = forms.ChoiceField(
        label="Mức tin cậy",
        choices=[(one.value, one.label) for one in SURE],
        help_text="“Quy định của đơn vị”, “Đọc trong văn bản”: không đạt thì chưa gửi được. Mức khác: chỉ nhắc.",
    )
    reason = TextField(label="Lý do", max_length=300)

    def __init__(self, *args, awards: list[Award], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["award"].queryset = Award.objects.filter(pk__in=[one.pk for one in awards])
        self.fields["award"].label_from_instance = lambda award: award.short_name

    def clean(self):
        data = super().clean()
        if data.get("num") == 0 or data.get("den") == 0:
            raise ValidationError("Tỷ lệ phải lớn hơn 0.")
        return data
