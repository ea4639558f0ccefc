"""A quota shared out to units, a separate cap for those who command, the published order of a command."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import thidua.clock


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0007_law_of_a_list"),
        ("units", "0004_people_serving"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="awardinyear",
            name="commander_percent",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="tỷ lệ riêng cán bộ chủ trì (%)"
            ),
        ),
        migrations.AddField(
            model_name="awardinyear",
            name="commander_quota",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="chỉ tiêu riêng cán bộ chủ trì"),
        ),
        migrations.AddField(
            model_name="awardinyear",
            name="commander_text",
            field=models.CharField(blank=True, max_length=200, verbose_name="cách tính riêng cán bộ chủ trì"),
        ),
        migrations.AddField(
            model_name="quotarule",
            name="group",
            field=models.CharField(
                blank=True,
                choices=[("", "Mọi đối tượng"), ("commanders", "Riêng cán bộ chủ trì")],
                default="",
                max_length=12,
                verbose_name="đối tượng",
            ),
        ),
        migrations.AlterField(
            model_name="awardinyear",
            name="percent_base",
            field=models.CharField(
                blank=True,
                choices=[
                    ("TOTAL_STRENGTH", "tổng quân số"),
                    ("HOLDERS_OF_LOWER_TITLE", "số đạt danh hiệu thấp hơn"),
                    ("ELIGIBLE_COLLECTIVES", "số tập thể đủ điều kiện"),
                    ("QUALIFIED_FOR_CTD_BQP", "số tập thể đủ điều kiện tặng Cờ Bộ Quốc phòng"),
                    ("NUMBER_SET_YEARLY", "số giao hằng năm"),
                    ("TITLE_QUOTA", "chỉ tiêu của danh hiệu"),
                ],
                max_length=30,
                verbose_name="tính trên",
            ),
        ),
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reminder", "Nhắc hạn"),
                    ("deadline", "Hạn bị dời, được gia hạn"),
                    ("returned", "Kết quả, đề nghị bị trả lại"),
                    ("verified", "Kết quả đã xác minh"),
                    ("criteria", "Phần chung của bảng điểm có bản mới"),
                    ("quota", "Chỉ tiêu khen thưởng được giao"),
                    ("job", "Việc chạy nền đã xong hoặc không xong"),
                ],
                max_length=10,
                verbose_name="loại",
            ),
        ),
        migrations.AlterField(
            model_name="notificationchoice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reminder", "Nhắc hạn"),
                    ("deadline", "Hạn bị dời, được gia hạn"),
                    ("returned", "Kết quả, đề nghị bị trả lại"),
                    ("verified", "Kết quả đã xác minh"),
                    ("criteria", "Phần chung của bảng điểm có bản mới"),
                    ("quota", "Chỉ tiêu khen thưởng được giao"),
                    ("job", "Việc chạy nền đã xong hoặc không xong"),
                ],
                max_length=10,
                verbose_name="loại",
            ),
        ),
        migrations.AlterField(
            model_name="quotarule",
            name="base",
            field=models.CharField(
                choices=[
                    ("TOTAL_STRENGTH", "tổng quân số"),
                    ("HOLDERS_OF_LOWER_TITLE", "số đạt danh hiệu thấp hơn"),
                    ("ELIGIBLE_COLLECTIVES", "số tập thể đủ điều kiện"),
                    ("QUALIFIED_FOR_CTD_BQP", "số tập thể đủ điều kiện tặng Cờ Bộ Quốc phòng"),
                    ("NUMBER_SET_YEARLY", "số giao hằng năm"),
                    ("TITLE_QUOTA", "chỉ tiêu của danh hiệu"),
                ],
                max_length=30,
                verbose_name="tính trên",
            ),
        ),
        migrations.CreateModel(
            name="PreferenceOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                ("basis", models.CharField(max_length=300, verbose_name="căn cứ")),
                ("decision", models.CharField(blank=True, max_length=300, verbose_name="văn bản công bố")),
                ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                (
                    "published_at",
                    models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="công bố lúc"),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người công bố",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="preference_orders",
                        to="units.unit",
                        verbose_name="đơn vị áp dụng",
                    ),
                ),
            ],
            options={
                "ordering": ["-valid_from"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PreferenceKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("code", models.CharField(max_length=30, verbose_name="xét")),
                ("text", models.CharField(max_length=200, verbose_name="lời văn")),
                ("value", models.JSONField(blank=True, default=dict, verbose_name="giá trị")),
                ("legal_basis", models.CharField(max_length=300, verbose_name="căn cứ")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("V", "Đọc trong văn bản"),
                            ("S", "Nguồn thứ cấp"),
                            ("B", "Chưa kiểm chứng"),
                            ("I", "Suy ra"),
                            ("L", "Quy định của đơn vị"),
                        ],
                        max_length=1,
                        verbose_name="mức tin cậy",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="keys", to="awards.preferenceorder"
                    ),
                ),
            ],
            options={
                "ordering": ["sort"],
            },
        ),
        migrations.CreateModel(
            name="QuotaDistribution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="lần")),
                ("quota", models.PositiveIntegerField(verbose_name="chỉ tiêu")),
                ("quota_text", models.CharField(blank=True, max_length=200, verbose_name="cách tính")),
                (
                    "commander_quota",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="chỉ tiêu riêng cán bộ chủ trì"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                ("made_at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="phân bổ lúc")),
                (
                    "award",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="awards.award"),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người phân bổ",
                    ),
                ),
                (
                    "nomination_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="distributions",
                        to="awards.nominationlist",
                    ),
                ),
            ],
            options={
                "ordering": ["award__sort", "-number"],
            },
        ),
        migrations.CreateModel(
            name="QuotaShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="chỉ tiêu giao")),
                (
                    "commanders",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="trong đó cán bộ chủ trì"),
                ),
                (
                    "distribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="awards.quotadistribution",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quota_shares",
                        to="units.unit",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={
                "ordering": ["unit__sort", "unit__code"],
            },
        ),
        migrations.AddConstraint(
            model_name="preferenceorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="awards_preferenceorder_dates_in_order",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="preferencekey",
            constraint=models.UniqueConstraint(
                fields=("order", "code"),
                name="one_key_of_an_order",
                violation_error_message="Điều này đã có trong thứ tự.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotadistribution",
            constraint=models.UniqueConstraint(
                fields=("nomination_list", "award", "number"),
                name="one_distribution_a_time",
                violation_error_message="Chỉ tiêu này vừa được phân bổ lại.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotashare",
            constraint=models.UniqueConstraint(
                fields=("distribution", "unit"),
                name="one_share_of_a_unit",
                violation_error_message="Đơn vị đã có chỉ tiêu trong lần phân bổ này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotashare",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("commanders__isnull", True), ("commanders__lte", models.F("number")), _connector="OR"
                ),
                name="commanders_within_the_share",
                violation_error_message="Số cán bộ chủ trì không thể quá chỉ tiêu giao.",
            ),
        ),
    ]
