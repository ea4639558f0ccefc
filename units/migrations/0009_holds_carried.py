import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0008_people_records"),
    ]

    operations = [
        migrations.AddField(
            model_name="hold",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_on",
                to="units.hold",
                verbose_name="kế tục từ",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                fields=("carried_from", "unit"),
                name="one_hold_carried_on",
                violation_error_message="Việc này đã được xác nhận kế tục.",
            ),
        ),
    ]
