"""What is asked of the history of awards."""

from django import forms

from awards.catalogue.models import Award
from thidua import clock
from thidua.forms import ActForm, WholeNumberField


class HoldersForm(ActForm):
    """Title X for N (consecutive) years, people or units."""

    danh_hieu = forms.ModelChoiceField(
        Award.objects.order_by("sort", "code"), label="Danh hiệu, hình thức", to_field_name="code"
    )
    so_nam = WholeNumberField(label="Số năm", minimum=1, maximum=60)
    lien_tuc = forms.BooleanField(label="Liên tục", required=False)
    ai = forms.ChoiceField(label="Ai", choices=[("ca-nhan", "Cá nhân"), ("tap-the", "Tập thể")])
    den_nam = WholeNumberField(label="Tính đến hết năm", minimum=1945, maximum=2200, required=False)

    def clean_den_nam(self) -> int | None:
        year = self.cleaned_data["den_nam"]
        if year is not None and year > clock.today().year:
            raise forms.ValidationError(f"Năm {year} chưa tới.")
        return year
