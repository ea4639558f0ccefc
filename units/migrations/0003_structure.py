import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import thidua.clock


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0002_audit_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="StructureAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("create", "Thành lập"),
                            ("rename", "Đổi tên"),
                            ("move", "Chuyển cấp trên"),
                            ("reclass", "Đổi loại, cấp quyết định"),
                            ("merge", "Sáp nhập"),
                            ("split", "Chia, tách"),
                            ("close", "Giải thể"),
                        ],
                        max_length=8,
                        verbose_name="việc",
                    ),
                ),
                ("title", models.CharField(max_length=500, verbose_name="nội dung")),
                ("effective_on", models.DateField(verbose_name="có hiệu lực từ ngày")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="quyết định")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
                ("journal", models.JSONField(default=list, editable=False)),
                ("summary", models.JSONField(default=list, editable=False)),
                ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="lúc ghi")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="hoàn lại lúc")),
                ("undo_reason", models.CharField(blank=True, max_length=500, verbose_name="lý do hoàn lại")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="units.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["-effective_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ActUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="touched_by", to="units.unit"
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="touched", to="units.structureact"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("act", "unit"),
                        name="one_unit_per_act",
                        violation_error_message="Đơn vị đã có trong quyết định này.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitLineage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="xác nhận lúc")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="units.structureact"
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="heirs", to="units.unit"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="forebears", to="units.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("act", "predecessor", "successor"),
                        name="one_line_per_act",
                        violation_error_message="Hai đơn vị này đã nối với nhau trong quyết định này.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                        name="nobody_follows_oneself",
                        violation_error_message="Một đơn vị không kế thừa chính mình.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitStatus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ")),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        help_text="Để trống: cấp trên trực tiếp.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decides_for",
                        to="units.unit",
                        verbose_name="cấp quyết định khen thưởng",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unitkind",
                        verbose_name="loại đơn vị",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statuses", to="units.unit"
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
                        name="units_unitstatus_dates_in_order",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    )
                ],
            },
        ),
    ]
