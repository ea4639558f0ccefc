"""A list of proposals may be judged by another law than that of its deadline, with a reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0006_catalogue_versions"),
    ]

    operations = [
        migrations.AddField(
            model_name="nominationlist",
            name="law_day",
            field=models.DateField(
                blank=True,
                help_text="Để trống: quy định của ngày hết hạn nhận đề nghị.",
                null=True,
                verbose_name="xét theo quy định ngày",
            ),
        ),
        migrations.AddField(
            model_name="nominationlist",
            name="law_reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="lý do chọn quy định"),
        ),
    ]
