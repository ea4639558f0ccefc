"""Dated rows of the law that the office writes itself: who, when and why; one row from a day."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0005_suggestions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="awardrule",
            name="made_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ghi lúc"),
        ),
        migrations.AddField(
            model_name="awardrule",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người ghi",
            ),
        ),
        migrations.AddField(
            model_name="awardrule",
            name="reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="lý do"),
        ),
        migrations.AddField(
            model_name="basesalary",
            name="made_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ghi lúc"),
        ),
        migrations.AddField(
            model_name="basesalary",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người ghi",
            ),
        ),
        migrations.AddField(
            model_name="basesalary",
            name="reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="lý do"),
        ),
        migrations.AddField(
            model_name="moneyrule",
            name="made_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ghi lúc"),
        ),
        migrations.AddField(
            model_name="moneyrule",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người ghi",
            ),
        ),
        migrations.AddField(
            model_name="moneyrule",
            name="reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="lý do"),
        ),
        migrations.AddConstraint(
            model_name="awardrule",
            constraint=models.UniqueConstraint(
                fields=("award", "valid_from"),
                name="one_rule_of_an_award_from_a_day",
                violation_error_message="Danh hiệu, hình thức này đã có quy định từ ngày ấy.",
            ),
        ),
        migrations.AddConstraint(
            model_name="basesalary",
            constraint=models.UniqueConstraint(
                fields=("valid_from",),
                name="one_base_salary_from_a_day",
                violation_error_message="Đã có mức lương cơ sở từ ngày ấy.",
            ),
        ),
        migrations.AddConstraint(
            model_name="moneyrule",
            constraint=models.UniqueConstraint(
                fields=("valid_from",),
                name="one_rounding_from_a_day",
                violation_error_message="Đã có cách làm tròn từ ngày ấy.",
            ),
        ),
    ]
