"""Files that were brought in, row by row; after the jobs that read them, which belong to accounts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import thidua.clock
from thidua.schema import CreateTables


class Migration(migrations.Migration):
    replaces = [("units", "0005_imports")]  # its name while the program was being written

    dependencies = [
        ("thidua", "0001_initial"),
        ("units", "0002_days_and_words"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Import",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=30, verbose_name="loại")),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="imports",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người nhập",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.unit",
                                verbose_name="phạm vi",
                            ),
                        ),
                        ("file", models.FileField(blank=True, null=True, upload_to="imports/", verbose_name="tệp")),
                        ("file_name", models.CharField(max_length=150, verbose_name="tên tệp")),
                        ("size", models.PositiveBigIntegerField(verbose_name="dung lượng")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reading", "Đang đọc"),
                                    ("ready", "Chờ xác nhận"),
                                    ("refused", "Không đọc được"),
                                    ("done", "Đã nhập"),
                                    ("undone", "Đã hoàn tác"),
                                    ("discarded", "Đã bỏ"),
                                ],
                                default="reading",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("error", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
                        ("notes", models.JSONField(default=list)),
                        ("counts", models.JSONField(default=dict)),
                        (
                            "job",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="thidua.job",
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="nhập lúc")),
                        ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="hoàn tác lúc")),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "indexes": [models.Index(fields=["owner", "-id"], name="units_impor_owner_i_1d8bb3_idx")],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="units.import"
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="dòng")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "Mới"),
                                    ("changed", "Thay đổi"),
                                    ("same", "Giữ nguyên"),
                                    ("warning", "Cảnh báo"),
                                    ("error", "Lỗi"),
                                ],
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "act",
                            models.CharField(
                                choices=[
                                    ("new", "Mới"),
                                    ("changed", "Thay đổi"),
                                    ("same", "Giữ nguyên"),
                                    ("warning", "Cảnh báo"),
                                    ("error", "Lỗi"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("label", models.CharField(blank=True, max_length=300, verbose_name="nội dung")),
                        ("search_key", models.CharField(blank=True, editable=False, max_length=300)),
                        ("cells", models.JSONField(default=dict)),
                        ("problems", models.JSONField(default=list)),
                        ("before", models.JSONField(default=dict)),
                        ("after", models.JSONField(default=dict)),
                        ("written", models.JSONField(default=dict)),
                    ],
                    options={
                        "ordering": ["number"],
                        "indexes": [
                            models.Index(fields=["batch", "state", "number"], name="units_impor_batch_i_814434_idx")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("batch", "number"),
                                name="one_import_row_per_number",
                                violation_error_message="Dòng này đã được đọc.",
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
