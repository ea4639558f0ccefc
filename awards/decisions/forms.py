"""The shape of input for papers."""

from django import forms
from django.db.models import Q

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award
from awards.decisions.answers_read import OTHER, RESULTS, YES, read_answers
from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import Decision
from awards.decisions.queries import superiors
from awards.results.paste import BlockTooLarge, split_block
from thidua.forms import ActForm, DayField, FilterForm, TextField, WholeNumberField
from thidua.numbers import is_number
from thidua.text import clean, search_key

ROWS = 3


class PaperFilter(FilterForm):
    q = TextField(label="Số, trích yếu, người ký", required=False, max_length=80)
    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Mọi loại"), *PaperKind.choices])
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Mọi trạng thái"), *PaperState.choices]
    )
    tu_ngay = DayField(label="Ký từ ngày", required=False)
    tu_ngay.widget.attrs["placeholder"] = "Ký từ dd/mm/yyyy"

    def filter_q(self, rows, value):
        """`31/QĐ` and `1431` find a number; anything else is looked for in the texts, as written or in capitals."""
        wanted = Q(subject_line__icontains=value) | Q(signer_name__icontains=value) | Q(issuer_text__icontains=value)
        head, _, series = value.partition("/")
        if is_number(head) and len(head) < 7:
            wanted |= Q(number=int(head), series__icontains=series.strip())
        return rows.filter(wanted | Q(series__icontains=value))

    def filter_loai(self, rows, value):
        return rows.filter(kind=value)

    def filter_trang_thai(self, rows, value):
        return rows.filter(state=value)

    def filter_tu_ngay(self, rows, value):
        return rows.filter(decided_on__gte=value)


class _Lines(forms.MultipleChoiceField):
    """Ticked lines; drawn by the template, title by title."""

    default_error_messages = {
        "required": "Chọn ít nhất một đối tượng.",
        "invalid_choice": "Có đối tượng không còn chờ văn bản. Tải lại trang để xem danh sách mới.",
    }


class TextsForm(ActForm):
    """Texts of a draft."""

    subject_line = TextField(label="Trích yếu", max_length=300)
    series = TextField(label="Ký hiệu", max_length=40)
    place = TextField(label="Nơi ký", max_length=60)
    issuer_text = forms.CharField(
        label="Tên cơ quan trên văn bản",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Có thể xuống dòng, in đúng như vậy.",
    )
    addressee = TextField(label="Kính gửi", max_length=200)
    signer_authority = TextField(
        label="Quyền hạn ký",
        required=False,
        max_length=60,
        help_text="TM. Bộ Chỉ huy, KT. Chỉ huy trưởng; để trống khi người đứng đầu ký.",
    )
    signer_post = TextField(label="Chức vụ người ký", max_length=120)
    signer_rank = TextField(label="Cấp bậc", required=False, max_length=40)
    signer_name = TextField(label="Họ và tên người ký", max_length=120)
    legal_bases = forms.CharField(
        label="Căn cứ ban hành",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Mỗi căn cứ một dòng. Để trống thì lấy luật có hiệu lực vào ngày ký.",
    )
    recipients = forms.CharField(
        label="Nơi nhận",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": ROWS}),
        help_text="Mỗi nơi một dòng. Để trống thì ghi nơi nhận thường lệ.",
    )

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        if kind != PaperKind.SUBMISSION:
            del self.fields["addressee"]

    def clean_issuer_text(self):
        return "\n".join(filter(None, map(clean, self.cleaned_data["issuer_text"].splitlines())))


class PaperForm(TextsForm):
    """A new paper: its texts and its lines."""

    lines = _Lines(label="Đối tượng")

    def __init__(self, *args, kind: str, candidates, **kwargs):
        super().__init__(*args, kind=kind, **kwargs)
        self.candidates = {str(line.pk): line for line in candidates}
        self.fields["lines"].choices = [(key, str(line)) for key, line in self.candidates.items()]

    def clean_lines(self):
        return [self.candidates[key] for key in self.cleaned_data["lines"]]

    @property
    def ticked(self) -> set[int]:
        """Ids of the lines that are ticked now; all of them on a fresh form."""
        chosen = self.data.getlist("lines") if self.is_bound else self.candidates
        return {int(key) for key in chosen if is_number(str(key))}


class SignForm(ActForm):
    number = WholeNumberField(label="Số", required=True, error_messages={"required": "Ghi số văn bản."})
    decided_on = DayField(label="Ngày ký", error_messages={"required": "Ghi ngày ký."})


class AnswerForm(ActForm):
    """What the superior decided on our submission, line by line. read, unread: of a pasted block."""

    read: int = 0
    unread: tuple | list = ()

    issuer = forms.ModelChoiceField(label="Cơ quan quyết định", queryset=None, empty_label=None)
    number = WholeNumberField(label="Số", required=True, error_messages={"required": "Ghi số quyết định."})
    series = TextField(label="Ký hiệu", max_length=40, help_text="Ví dụ QĐ-BTL.")
    decided_on = DayField(label="Ngày ký", error_messages={"required": "Ghi ngày quyết định."})
    signer_post = TextField(label="Chức vụ người ký", max_length=120)
    signer_name = TextField(label="Họ và tên người ký", max_length=120)
    pasted = forms.CharField(
        label="Dán kết quả từ Excel, Word",
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": ROWS}),
        help_text="Mỗi dòng: tên, kết quả, lý do hoặc danh hiệu khác. Đọc xong, xem lại từng dòng rồi ghi.",
    )

    def __init__(self, *args, submission: Decision, waiting, **kwargs):
        super().__init__(*args, **kwargs)
        self.waiting = list(waiting)
        above = superiors(submission.issuer, submission.decided_on)
        self.fields["issuer"].queryset = type(submission.issuer).objects.filter(pk__in=[unit.pk for unit in above])
        self.fields["issuer"].initial = above[0].pk if above else None
        self.titles = {award.code: award for award in Award.objects.order_by("sort", "code")}
        for line in self.waiting:
            self.fields[self.granted_name(line)] = forms.ChoiceField(
                label=f"Kết quả: {line.nomination.subject_name}", required=False, choices=RESULTS
            )
            self.fields[self.given_name(line)] = forms.ChoiceField(
                label=f"Danh hiệu khác: {line.nomination.subject_name}",
                required=False,
                choices=[("", "Chọn danh hiệu")] + self._titles_for(line.nomination),
            )
            self.fields[self.reason_name(line)] = TextField(
                label=f"Lý do không tặng: {line.nomination.subject_name}",
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"placeholder": "Lý do không tặng"}),
            )

    @staticmethod
    def granted_name(line) -> str:
        return f"granted_{line.nomination_id}"

    @staticmethod
    def reason_name(line) -> str:
        return f"reason_{line.nomination_id}"

    @staticmethod
    def given_name(line) -> str:
        return f"given_{line.nomination_id}"

    def _titles_for(self, line) -> list[tuple[str, str]]:
        """Titles for such a subject but the proposed one."""
        kind = SubjectKind.COLLECTIVE if line.unit_id else SubjectKind.INDIVIDUAL
        fit = [one for one in self.titles.values() if one.subject in (kind, SubjectKind.BOTH)]
        return [(one.code, one.short_name) for one in fit if one.pk != line.award_id]

    @property
    def head(self) -> list:
        """Fields of the decision itself."""
        return [self[name] for name in ("issuer", "number", "series", "decided_on", "signer_post", "signer_name")]

    @property
    def rows(self) -> list[tuple]:
        """(line, field of the result, field of the other title, field of the reason)."""
        names = (self.granted_name, self.given_name, self.reason_name)
        return [(line, *(self[name(line)] for name in names)) for line in self.waiting]

    @classmethod
    def reading(cls, data, *, submission: Decision, waiting) -> "AnswerForm":
        """The form as it was typed, with what the pasted block says filled in; nothing is judged yet."""
        waiting = list(waiting)
        form = cls(submission=submission, waiting=waiting)
        ids: dict[str, list[int]] = {}
        for line in waiting:
            ids.setdefault(search_key(line.nomination.subject_name), []).append(line.nomination_id)
        codes = {search_key(name): one.code for one in form.titles.values() for name in (one.name, one.short_name)}
        proposed = {line.nomination_id: line.nomination.award.code for line in waiting}
        try:
            said, form.unread = read_answers(split_block(data.get("pasted", "")), ids, codes, proposed)
        except BlockTooLarge as error:
            said, form.unread = {}, [str(error)]
        form.initial = {**form.initial, **{name: data.get(name) for name in form.fields if data.get(name)}}
        for line in waiting:
            if one := said.get(line.nomination_id):
                form.initial |= {
                    cls.granted_name(line): one.result,
                    cls.given_name(line): one.award if one.result == OTHER else "",
                    cls.reason_name(line): one.reason,
                }
        form.read = len(said)
        return form

    def clean(self):
        data = super().clean()
        for line in self.waiting:
            if data.get(self.granted_name(line)) == "no" and not data.get(self.reason_name(line)):
                self.add_error(self.reason_name(line), "Ghi lý do không tặng.")
            if data.get(self.granted_name(line)) == OTHER and not data.get(self.given_name(line)):
                self.add_error(self.given_name(line), "Chọn danh hiệu được tặng.")
        if not self.errors and not self._answered(data):
            self.add_error(None, "Chọn kết quả cho ít nhất một đối tượng.")
        return data

    def _answered(self, data) -> dict[int, str]:
        answers = {line.nomination_id: data.get(self.granted_name(line)) for line in self.waiting}
        return {key: said for key, said in answers.items() if said}

    @property
    def act(self) -> dict:
        """Keyword arguments of services.record_answer."""
        data = self.cleaned_data
        head = ("issuer", "number", "series", "decided_on", "signer_post", "signer_name")
        said = self._answered(data)
        return {
            **{name: data[name] for name in head},
            "granted": {key: answer in (YES, OTHER) for key, answer in said.items()},
            "given": {
                line.nomination_id: self.titles[data[self.given_name(line)]]
                for line in self.waiting
                if said.get(line.nomination_id) == OTHER
            },
            "reasons": {line.nomination_id: data.get(self.reason_name(line), "") for line in self.waiting},
        }
