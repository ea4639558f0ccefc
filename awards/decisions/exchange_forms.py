"""The shape of what is typed and sent on the pages of the exchange."""

from decimal import Decimal
from typing import Any

from django import forms

from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award
from awards.decisions.answers_read import NO, OTHER, RESULTS, YES
from awards.decisions.exchange_files import Load
from awards.decisions.exchange_format import MB, MOST_PACKED
from awards.decisions.exchange_models import ExchangePackage, ExchangePartner, ReceivedLine
from awards.decisions.exchange_queries import owners_for
from thidua.forms import ActForm, DayField, TextField, WholeNumberField
from units.models import Unit, User


class PartnerForm(ActForm):
    """With whom, under which codes, with which key."""

    owner = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị ta", empty_label=None)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị bên kia", empty_label="Chọn đơn vị")
    our_code = TextField(label="Mã bên ta", max_length=40, help_text="Hai bên thống nhất, ví dụ LA.")
    their_code = TextField(label="Mã bên kia", max_length=40, help_text="Ví dụ BTL.")
    key = TextField(
        label="Khóa bên kia trao", required=False, max_length=90,
        help_text="Để trống thì máy lập khóa mới, rồi trao tận tay cho bên kia.",
    )  # fmt: skip
    max_days = WholeNumberField(
        label="Nhận gói lập trong vòng (ngày)", minimum=Decimal(1), maximum=Decimal(3660), initial=60
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        owners = owners_for(user)
        self.fields["owner"].queryset = owners
        near = {pk for owner in owners for pk in owner.ancestor_ids()}
        below = Unit.objects.filter(parent__in=owners).values_list("pk", flat=True)
        others = Unit.objects.filter(pk__in=near | set(below), closed_on__isnull=True)
        self.fields["unit"].queryset = others.order_by("sort", "code")


class SendForm(ActForm):
    """To whom a submission is sent."""

    partner = forms.ModelChoiceField(ExchangePartner.objects.none(), label="Gửi cho", empty_label=None)
    with_files = forms.BooleanField(
        label="Kèm tệp đính kèm của hồ sơ", required=False, initial=True,
        help_text="Bỏ chọn thì gói chỉ ghi tên, loại, dung lượng và mã kiểm tra của tệp.",
    )  # fmt: skip

    def __init__(self, *args, partners, load: Load, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = partners
        if not load.files:
            del self.fields["with_files"]


class PackageForm(ActForm):
    """A package that came on a disk."""

    file = forms.FileField(
        label="Gói nhận được", help_text=f"Tệp .zip, nhiều nhất {MOST_PACKED // MB} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
    )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        return {"upload": self.cleaned_data["file"]}


class DossierAnswerForm(ActForm):
    """What was decided on the lines of a dossier: number and day once, a result for each line."""

    number = WholeNumberField(label="Số", minimum=Decimal(1), maximum=Decimal(99_999))
    series = TextField(label="Ký hiệu", max_length=40, help_text="Ví dụ QĐ-BTL.")
    decided_on = DayField(label="Ngày ký")
    signer_post = TextField(label="Chức vụ người ký", max_length=120)
    signer_name = TextField(label="Họ và tên người ký", max_length=120)

    def __init__(self, *args, package: ExchangePackage, **kwargs):
        super().__init__(*args, **kwargs)
        self.waiting = list(package.received.filter(answer=None).order_by("sort"))
        self.titles = {award.code: award for award in Award.objects.order_by("sort", "code")}
        for line in self.waiting:
            self.fields[f"r{line.pk}"] = forms.ChoiceField(
                label=f"Kết quả: {line.subject_name}", required=False, choices=RESULTS
            )
            self.fields[f"g{line.pk}"] = forms.ChoiceField(
                label=f"Danh hiệu khác: {line.subject_name}", required=False,
                choices=[("", "Chọn danh hiệu"), *self._titles_for(line)],
            )  # fmt: skip
            self.fields[f"w{line.pk}"] = TextField(
                label="Lý do không tặng", max_length=200, required=False,
                widget=forms.TextInput(attrs={"placeholder": "Lý do không tặng"}),
            )  # fmt: skip

    def _titles_for(self, line: ReceivedLine) -> list[tuple[str, str]]:
        """Titles for such a subject but the proposed one; all of them where it is not known what the subject is."""
        kind = SubjectKind.COLLECTIVE if line.unit_id else SubjectKind.INDIVIDUAL if line.person_id else None
        fit = [one for one in self.titles.values() if kind is None or one.subject in (kind, SubjectKind.BOTH)]
        return [(one.code, one.short_name) for one in fit if one.pk != line.award_id]

    def rows(self) -> list[dict]:
        return [
            {
                "line": one, "result": self[f"r{one.pk}"], "given": self[f"g{one.pk}"], "reason": self[f"w{one.pk}"],
            }
            for one in self.waiting
        ]  # fmt: skip

    def clean(self):
        data = super().clean()
        for line in self.waiting:
            if data.get(f"r{line.pk}") == NO and not data.get(f"w{line.pk}"):
                self.add_error(f"w{line.pk}", "Ghi lý do không tặng.")
            if data.get(f"r{line.pk}") == OTHER and not data.get(f"g{line.pk}"):
                self.add_error(f"g{line.pk}", "Chọn danh hiệu được tặng.")
        if not self.errors and not any(data.get(f"r{line.pk}") for line in self.waiting):
            self.add_error(None, "Chọn kết quả cho ít nhất một đối tượng.")
        return data

    @property
    def act(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        names = ("number", "series", "decided_on", "signer_post", "signer_name")
        chosen = {one.pk: data[f"r{one.pk}"] for one in self.waiting if data.get(f"r{one.pk}")}
        return {
            **{name: data[name] for name in names},
            "granted": {pk: result in (YES, OTHER) for pk, result in chosen.items()},
            "reasons": {pk: data[f"w{pk}"] for pk, result in chosen.items() if result == NO},
            "given": {pk: self.titles[data[f"g{pk}"]] for pk, result in chosen.items() if result == OTHER},
        }
