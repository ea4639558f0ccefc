"""The shape of input for medals of service."""

from django import forms
from django.db.models import Q

from awards.decisions.back_forms import PaperFactsForm, UploadField, year_field
from awards.decisions.enums import MedalGroup
from awards.nominations.enums import BreakKind
from thidua.forms import ActForm, DayField, FilterForm, TextField
from thidua.text import search_key
from units.models import Unit

TO_SEE = (MedalGroup.OVERDUE, MedalGroup.DUE, MedalGroup.NEXT, MedalGroup.UNKNOWN)


class MedalFilter(FilterForm):
    """The medal is the tab and stays; who has it or is on the list is left out until asked for."""

    q = TextField(label="Họ tên, số hiệu", required=False, max_length=80)
    don_vi = forms.ChoiceField(label="Đơn vị", required=False)
    nhom = forms.ChoiceField(label="Nhóm", required=False, choices=[("", "Chưa tặng"), *MedalGroup.choices])

    def __init__(self, *args, place: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        below = Unit.objects.under(place).filter(closed_on__isnull=True).exclude(pk=place.pk).order_by("sort", "code")
        self.units = {unit.code: unit for unit in below}
        if self.units:
            names = [(unit.code, unit.short_name) for unit in self.units.values()]
            self.fields["don_vi"].choices = [("", "Mọi đơn vị"), *names]
        else:
            del self.fields["don_vi"]

    def narrow(self, rows):
        rows = super().narrow(rows)
        return rows if self.cleaned_data.get("nhom") else rows.filter(group__in=TO_SEE)

    def filter_q(self, rows, value):
        for word in search_key(value).split():
            rows = rows.filter(Q(search_key__contains=word))
        return rows

    def filter_don_vi(self, rows, value):
        return rows.filter(unit__path__startswith=self.units[value].path)

    def filter_nhom(self, rows, value):
        return rows.filter(group=value)


class GivenForm(PaperFactsForm):
    """The decision that gave the medals."""

    year = year_field(help_text="Năm được tặng.")
    upload = UploadField(label="Bản chụp quyết định", required=False)
    sure = forms.BooleanField(label="Đã xem lại, vẫn ghi", required=False)

    @property
    def has_doubts(self) -> bool:
        return "sure" in self.errors


class BreakForm(ActForm):
    """Days out of service."""

    kind = forms.ChoiceField(label="Loại", choices=BreakKind.choices)
    valid_from = DayField(label="Từ ngày")
    valid_to = DayField(label="Đến hết ngày", required=False, help_text="Để trống khi chưa trở lại.")
    basis = TextField(label="Căn cứ", max_length=200, help_text="Quyết định, hồ sơ nào ghi.")
