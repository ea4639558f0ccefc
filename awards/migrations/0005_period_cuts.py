import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import thidua.clock


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0004_award_withdrawals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PeriodCut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("was_ends_on", models.DateField(verbose_name="ngày cuối trước khi cắt")),
                ("ends_on", models.DateField(verbose_name="đến hết ngày")),
                ("reason", models.CharField(max_length=500, verbose_name="lý do, quyết định")),
                ("months", models.JSONField(default=list, editable=False)),
                ("summary", models.JSONField(default=list, editable=False)),
                ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="lúc ghi")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="hoàn lại lúc")),
                ("undo_reason", models.CharField(blank=True, max_length=500, verbose_name="lý do hoàn lại")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cuts", to="awards.emulationperiod"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__lt", models.F("was_ends_on"))),
                        name="a_cut_makes_shorter",
                        violation_error_message="Ngày kết thúc mới phải trước ngày kết thúc cũ.",
                    )
                ],
            },
        ),
    ]
