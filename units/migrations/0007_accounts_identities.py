"""Identities of a provider that open an account."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import thidua.clock


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0006_accounts_clusters"),
    ]

    operations = [
        migrations.CreateModel(
            name="IdentityLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.CharField(max_length=300, verbose_name="nơi cấp")),
                ("subject", models.CharField(max_length=255, verbose_name="mã định danh")),
                (
                    "linked_at",
                    models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="lúc liên kết"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="lúc bỏ")),
                (
                    "linked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identity_links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-linked_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("issuer", "subject"),
                        name="identity_opens_one_account",
                        violation_error_message="Mã này đã liên kết với một tài khoản.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("issuer", "user"),
                        name="account_has_one_identity",
                        violation_error_message="Tài khoản này đã có liên kết; bỏ liên kết cũ trước.",
                    ),
                ],
            },
        ),
    ]
