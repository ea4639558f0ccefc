"""Numbers of clusters by period, and their pledges."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import thidua.clock


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0006_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pledge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm thi đua")),
                ("text", models.TextField(verbose_name="nội dung giao ước")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Dự thảo"), ("signing", "Đang ký")],
                        default="draft",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                ("opened_on", models.DateField(blank=True, null=True, verbose_name="ngày đưa ra ký")),
                ("created_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pledges", to="units.cluster"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-year"],
            },
        ),
        migrations.CreateModel(
            name="PledgeSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signer_name", models.CharField(max_length=120, verbose_name="người ký")),
                ("signer_post", models.CharField(max_length=160, verbose_name="chức vụ người ký")),
                ("signed_on", models.DateField(verbose_name="ngày ký")),
                (
                    "pledge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="units.pledge"
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"),
                ),
            ],
            options={
                "ordering": ["signed_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PledgeTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("name", models.CharField(max_length=200, verbose_name="nội dung")),
                ("value", models.CharField(max_length=100, verbose_name="mức phấn đấu")),
                (
                    "pledge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="units.pledge"
                    ),
                ),
            ],
            options={
                "ordering": ["sort"],
            },
        ),
        migrations.CreateModel(
            name="ClusterNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                ("number", models.PositiveSmallIntegerField(verbose_name="số cụm")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ")),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="numbers", to="units.cluster"
                    ),
                ),
            ],
            options={
                "ordering": ["-valid_from"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="units_clusternumber_dates_in_order",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="pledge",
            constraint=models.UniqueConstraint(
                fields=("cluster", "year"),
                name="one_pledge_per_cluster_year",
                violation_error_message="Cụm đã có giao ước của năm này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pledgesignature",
            constraint=models.UniqueConstraint(
                fields=("pledge", "unit"),
                name="one_signature_per_member",
                violation_error_message="Đơn vị đã ký giao ước này.",
            ),
        ),
    ]
