"""The shape of input for clusters."""

from django import forms

from thidua.forms import ActForm, DayField, TextField, WholeNumberField
from units.clusters.models import Cluster, ClusterTerm
from units.clusters.rules import read_targets
from units.structure.forms import UnitField, open_units
from units.structure.models import Unit
from units.structure.queries import flat_tree


class ClusterForm(ActForm):
    """A new cluster with its first members."""

    organiser = UnitField(label="Cấp tổ chức")
    code = TextField(label="Mã cụm", max_length=30, help_text="Chữ in hoa không dấu, chữ số, gạch nối, ví dụ CUM-2.")
    name = TextField(label="Tên cụm", max_length=150)
    sort = WholeNumberField(label="Thứ tự", required=False, minimum=0, maximum=10_000)
    from_day = DayField(label="Tham gia từ ngày")
    members = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="Thành viên", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organiser"].queryset = open_units(user)
        units = open_units(user).filter(is_reporting=True)
        self.fields["members"].queryset = units
        ordered = flat_tree(units.order_by("sort", "code"))
        self.fields["members"].choices = [(node.unit.pk, node.unit.name) for node in ordered]

    def clean_sort(self):
        return self.cleaned_data["sort"] or 0

    def clean_members(self) -> list[Unit]:
        return sorted(self.cleaned_data["members"], key=lambda unit: (unit.sort, unit.code))


class ClusterFactsForm(ActForm):
    name = TextField(label="Tên cụm", max_length=150)
    sort = WholeNumberField(label="Thứ tự", required=False, minimum=0, maximum=10_000)

    def clean_sort(self):
        return self.cleaned_data["sort"] or 0


class AddMemberForm(ActForm):
    unit = UnitField(label="Đơn vị")
    from_day = DayField(label="Tham gia từ ngày")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = open_units(user)


class _MemberForm(ActForm):
    """An act on one of the members."""

    unit = UnitField(label="Đơn vị")

    def __init__(self, *args, cluster: Cluster, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(
            cluster_memberships__cluster=cluster, cluster_memberships__valid_to__isnull=True
        ).distinct()


class RemoveMemberForm(_MemberForm):
    on = DayField(label="Ngày tham gia cuối cùng")


class LeadForm(_MemberForm):
    role = forms.ChoiceField(label="Vai trò", choices=ClusterTerm.Role.choices)
    from_day = DayField(label="Từ ngày", help_text="Nhiệm kỳ trước kết thúc hôm trước ngày này.")
    basis = TextField(label="Căn cứ", required=False, max_length=200, help_text="Biên bản hội nghị hoặc quyết định.")


class EndDeputyForm(ActForm):
    on = DayField(label="Ngày cuối cùng của nhiệm kỳ")


class NumberForm(ActForm):
    number = WholeNumberField(label="Số cụm", minimum=1, maximum=999)
    from_day = DayField(label="Từ ngày", help_text="Số trước hết hôm trước ngày này.")
    basis = TextField(label="Căn cứ", required=False, max_length=200, help_text="Quyết định chia cụm.")


class PledgeFactsForm(ActForm):
    text = forms.CharField(
        label="Nội dung giao ước", max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Mỗi dòng một đoạn của văn bản.",
    )  # fmt: skip
    targets = forms.CharField(
        label="Chỉ tiêu", max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Mỗi dòng một chỉ tiêu: nội dung = mức phấn đấu. Ví dụ: Tuần tra biên giới = 100% kế hoạch.",
    )  # fmt: skip

    def clean_targets(self) -> list[tuple[str, str]]:
        targets, faults = read_targets(self.cleaned_data["targets"])
        if faults:
            raise forms.ValidationError(faults)
        if any(len(name) > 200 or len(value) > 100 for name, value in targets):
            raise forms.ValidationError("Nội dung dài nhất 200 ký tự, mức phấn đấu dài nhất 100 ký tự.")
        return targets


class PledgeForm(PledgeFactsForm):
    year = WholeNumberField(label="Năm thi đua", minimum=1990, maximum=2100)

    field_order = ("year", "text", "targets")
