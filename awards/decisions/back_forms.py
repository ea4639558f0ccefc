"""The shape of input for awards decided earlier on paper."""

from decimal import Decimal

from django import forms
from django.db.models import Q

from awards.catalogue.models import Award
from awards.decisions.back_entering import FIRST_YEAR
from awards.decisions.enums import EntryConfidence, EntrySource
from awards.decisions.finding import subject_within
from awards.decisions.old_papers import OldPaper
from thidua.forms import ActForm, DayField, FilterForm, TextField, WholeNumberField
from thidua.text import search_key
from units.models import Unit, User

MOST_SUBJECTS = 60  # ticked one by one; more are pasted
STANDING, GONE = "standing", "gone"


def year_field(**more) -> WholeNumberField:
    return WholeNumberField(label="Năm", minimum=Decimal(FIRST_YEAR), maximum=Decimal(2999), **more)


def _awards(label: str = "Danh hiệu, hình thức", **more) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(Award.objects.order_by("sort", "code"), label=label, empty_label="Chọn", **more)


class UploadField(forms.FileField):
    default_error_messages = {"required": "Chọn tệp.", "empty": "Tệp rỗng.", "missing": "Chọn tệp."}


class EntryFilter(FilterForm):
    q = TextField(label="Họ tên, số hiệu, đơn vị, số quyết định", required=False, max_length=80)
    don_vi = forms.ChoiceField(label="Đơn vị", required=False)
    danh_hieu = forms.ChoiceField(label="Danh hiệu", required=False)
    nguon = forms.ChoiceField(label="Nguồn", required=False, choices=[("", "Mọi nguồn"), *EntrySource.choices])
    tin_cay = forms.ChoiceField(
        label="Mức tin cậy", required=False, choices=[("", "Mọi mức tin cậy"), *EntryConfidence.choices]
    )
    trang_thai = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[("", "Đang tính"), (GONE, "Đã rút, đã sửa")]
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in Unit.objects.visible_to(user).filter(closed_on__isnull=True)}
        if len(self.units) < 2:
            del self.fields["don_vi"]
        else:
            places = sorted(self.units.values(), key=lambda unit: (unit.sort, unit.code))
            names = [(unit.code, unit.short_name) for unit in places]
            self.fields["don_vi"].choices = [("", "Mọi đơn vị"), *names]
        names = Award.objects.order_by("sort", "code").values_list("code", "short_name")
        self.fields["danh_hieu"].choices = [("", "Mọi danh hiệu"), *names]

    def narrow(self, rows):
        """What was withdrawn or corrected is left out until it is asked for."""
        rows = super().narrow(rows)
        return rows.filter(record__withdrawal__isnull=self.cleaned_data.get("trang_thai") != GONE)

    def filter_q(self, rows, value):
        for word in search_key(value).split():
            found = [f"record__{name}__search_key__contains" for name in ("person", "unit", "person__unit")]
            wanted = Q(paper__search_key__contains=word)
            for name in found:
                wanted |= Q(**{name: word})
            rows = rows.filter(wanted)
        return rows

    def filter_don_vi(self, rows, value):
        path = self.units[value].path
        here = Q(record__person__unit__path__startswith=path)
        return rows.filter(here | Q(record__unit__path__startswith=path))

    def filter_danh_hieu(self, rows, value):
        return rows.filter(record__award__code=value)

    def filter_nguon(self, rows, value):
        return rows.filter(source=value)

    def filter_tin_cay(self, rows, value):
        return rows.filter(confidence=value)


class PaperFactsForm(ActForm):
    """Number, day, authority of a decision."""

    number = TextField(label="Số, ký hiệu quyết định", max_length=80, help_text="Ví dụ 12/QĐ-BCH.")
    decided_on = DayField(label="Ngày ký")
    authority = TextField(label="Cơ quan ban hành", max_length=150, help_text="Ví dụ Bộ Chỉ huy BĐBP tỉnh.")
    signer = TextField(label="Người ký", max_length=150, required=False, help_text="Cấp bậc, họ tên, chức vụ.")
    legal_basis = TextField(
        label="Căn cứ", max_length=300, required=False,
        help_text="Ghi khi quyết định nêu căn cứ; quy định của ngày ký tự tìm.",
    )  # fmt: skip


class CorrectPaperForm(PaperFactsForm):
    reason = TextField(label="Lý do sửa", max_length=300)


class _WithDoubts(ActForm):
    """The box that says a second look was taken is shown once there is something to look at."""

    sure = forms.BooleanField(label="Đã xem lại, vẫn ghi", required=False)

    @property
    def has_doubts(self) -> bool:
        return "sure" in self.errors


class BackEntryForm(PaperFactsForm, _WithDoubts):
    """One decision with one award for one or several people or units; into a paper entered before, the award alone."""

    award = _awards()
    year = year_field(help_text="Năm của danh hiệu, không phải năm ký.")
    source = forms.ChoiceField(label="Nguồn", choices=EntrySource.choices)
    confidence = forms.ChoiceField(
        label="Mức tin cậy", choices=EntryConfidence.choices, help_text="Chỉ “Chắc chắn” được tính là đã đạt."
    )
    note = TextField(label="Ghi chú", max_length=300, required=False)
    upload = UploadField(label="Bản chụp quyết định", required=False)

    def __init__(self, *args, user: User, paper: OldPaper | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.paper = user, paper
        if paper is not None:
            for name in (*PaperFactsForm.base_fields, "upload"):
                del self.fields[name]

    def chosen(self) -> list[str]:
        """Keys of the subjects as they were sent, or as the page began."""
        sent = self.data.getlist("subjects") if self.is_bound else self.initial.get("subjects", [])
        return list(dict.fromkeys(sent))[: MOST_SUBJECTS + 1]

    def clean(self):
        data = super().clean()
        keys = self.chosen()
        self.subjects = [one for key in keys if (one := subject_within(self.user, key)) is not None]
        if not keys:
            self.add_error(None, "Chọn cá nhân hoặc tập thể được khen.")
        elif len(keys) > MOST_SUBJECTS:
            self.add_error(None, f"Chọn nhiều nhất {MOST_SUBJECTS} đối tượng; nhiều hơn thì dán danh sách.")
        elif len(self.subjects) < len(keys):
            self.add_error(None, "Có đối tượng không có trong phạm vi của đồng chí. Chọn lại.")
        return data

    def rows(self) -> list[dict]:
        data = self.cleaned_data
        return [
            {
                "award": data["award"], "year": data["year"], "source": data["source"],
                "confidence": data["confidence"], "note": data["note"],
                "person": None if isinstance(one, Unit) else one, "unit": one if isinstance(one, Unit) else None,
            }
            for one in self.subjects
        ]  # fmt: skip

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in PaperFactsForm.base_fields}


class CorrectEntryForm(PaperFactsForm, _WithDoubts):
    """Everything that may have been entered wrongly; the subject is another only by withdrawing and entering anew."""

    award = _awards()
    year = year_field()
    source = forms.ChoiceField(label="Nguồn", choices=EntrySource.choices)
    confidence = forms.ChoiceField(label="Mức tin cậy", choices=EntryConfidence.choices)
    note = TextField(label="Ghi chú", max_length=300, required=False)
    reason = TextField(label="Lý do sửa", max_length=300)


class PasteForm(ActForm):
    """A block of names for one decision."""

    award = _awards()
    year = year_field()
    source = forms.ChoiceField(label="Nguồn", choices=EntrySource.choices)
    confidence = forms.ChoiceField(
        label="Mức tin cậy", choices=EntryConfidence.choices, help_text="Chỉ “Chắc chắn” được tính là đã đạt."
    )
    text = forms.CharField(
        label="Danh sách", widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}), max_length=400_000,
        help_text="Chép từ Excel, Word: mỗi dòng một người hoặc một tập thể, có số hiệu hoặc họ tên và đơn vị.",
    )  # fmt: skip


class ConfidenceForm(ActForm):
    """How sure somebody is of the ticked awards after a look."""

    confidence = forms.ChoiceField(label="Mức tin cậy", choices=EntryConfidence.choices)
    source = forms.ChoiceField(label="Nguồn", required=False, choices=[("", "Giữ nguồn"), *EntrySource.choices])
    reason = TextField(label="Căn cứ kiểm chứng", max_length=300, help_text="Ví dụ đã đối chiếu bản chụp quyết định.")


class ScanForm(ActForm):
    upload = UploadField(label="Bản chụp quyết định")


class WhyForm(ActForm):
    reason = TextField(label="Lý do", max_length=300)
