"""Dossiers: types of commendation, lists of events, achievements, files, reports, the papers a command asks for."""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import thidua.clock


def types_of_old_lines(apps, schema_editor):
    """A line of before stands on the list of the year: công trạng where its title knows it, else the title's own type."""
    AwardRule = apps.get_model("awards", "AwardRule")
    Nomination = apps.get_model("awards", "Nomination")
    for award, types in AwardRule.objects.order_by("valid_from").values_list("award", "commendation_types"):
        if types and types[0] in ("CONG_HIEN", "NIEN_HAN", "DOI_NGOAI"):
            Nomination.objects.filter(award=award).update(kind=types[0])


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0011_stations"),
        ("units", "0004_people_serving"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Achievement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="thành tích")),
                ("happened_on", models.DateField(verbose_name="ngày lập thành tích")),
                ("search_key", models.CharField(editable=False, max_length=210)),
                ("recorded_at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="ghi lúc")),
            ],
            options={
                "ordering": ["-happened_on", "name"],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("paper", models.CharField(max_length=40, verbose_name="giấy tờ")),
                ("file", models.FileField(upload_to="dossiers/%Y/", verbose_name="tệp")),
                ("name", models.CharField(max_length=200, verbose_name="tên tệp")),
                ("kind", models.CharField(max_length=8)),
                ("size", models.PositiveIntegerField(verbose_name="dung lượng")),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PaperRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CONG_TRANG", "công trạng"),
                            ("DOT_XUAT", "đột xuất"),
                            ("PHONG_TRAO", "phong trào thi đua"),
                            ("CONG_HIEN", "quá trình cống hiến"),
                            ("NIEN_HAN", "niên hạn"),
                            ("DOI_NGOAI", "đối ngoại"),
                        ],
                        max_length=10,
                        verbose_name="loại hình",
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="giấy tờ")),
                ("text", models.CharField(max_length=200, verbose_name="tên giấy tờ")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("must", "Bắt buộc"),
                            ("should", "Nên có"),
                            ("later", "Bổ sung sau"),
                            ("off", "Không yêu cầu"),
                        ],
                        max_length=8,
                        verbose_name="yêu cầu",
                    ),
                ),
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
                ("reason", models.CharField(max_length=300, verbose_name="lý do")),
            ],
            options={
                "ordering": ["kind", "code", "-valid_from"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReportSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30, verbose_name="mục")),
                ("text", models.TextField(blank=True, verbose_name="nội dung")),
                ("base", models.TextField(blank=True)),
                ("written_at", models.DateTimeField(default=thidua.clock.now, verbose_name="viết lúc")),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="nominationlist",
            options={"base_manager_name": "every"},
        ),
        migrations.AlterModelManagers(
            name="nominationlist",
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("every", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="nomination",
            name="one_line_per_person",
        ),
        migrations.RemoveConstraint(
            model_name="nomination",
            name="one_line_per_unit",
        ),
        migrations.AddField(
            model_name="nomination",
            name="kind",
            field=models.CharField(
                choices=[
                    ("CONG_TRANG", "công trạng"),
                    ("DOT_XUAT", "đột xuất"),
                    ("PHONG_TRAO", "phong trào thi đua"),
                    ("CONG_HIEN", "quá trình cống hiến"),
                    ("NIEN_HAN", "niên hạn"),
                    ("DOI_NGOAI", "đối ngoại"),
                ],
                default="CONG_TRANG",
                max_length=10,
                verbose_name="loại hình",
            ),
        ),
        migrations.RunPython(types_of_old_lines, migrations.RunPython.noop),
        migrations.AddField(
            model_name="nominationlist",
            name="event",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="đợt, vụ việc"),
        ),
        migrations.AddField(
            model_name="nominationlist",
            name="kind",
            field=models.CharField(
                choices=[
                    ("CONG_TRANG", "công trạng"),
                    ("DOT_XUAT", "đột xuất"),
                    ("PHONG_TRAO", "phong trào thi đua"),
                    ("CONG_HIEN", "quá trình cống hiến"),
                    ("NIEN_HAN", "niên hạn"),
                    ("DOI_NGOAI", "đối ngoại"),
                ],
                default="CONG_TRANG",
                max_length=10,
                verbose_name="loại hình",
            ),
        ),
        migrations.AlterField(
            model_name="nominationlist",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="nomination_lists",
                to="awards.emulationperiod",
            ),
        ),
        migrations.AddField(
            model_name="achievement",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="achievements", to="awards.emulationperiod"
            ),
        ),
        migrations.AddField(
            model_name="achievement",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người ghi",
            ),
        ),
        migrations.AddField(
            model_name="nomination",
            name="achievement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="awards.achievement",
                verbose_name="thành tích",
            ),
        ),
        migrations.AddField(
            model_name="nominationlist",
            name="achievement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lists",
                to="awards.achievement",
                verbose_name="thành tích",
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("person__isnull", False),
                    models.Q(("state", "withdrawn"), _negated=True),
                    models.Q(("kind__in", ["DOT_XUAT", "PHONG_TRAO"]), _negated=True),
                ),
                fields=("nomination_list", "award", "person"),
                name="one_line_per_person",
                violation_error_message="Đồng chí này đã có trong danh sách đề nghị danh hiệu này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("person__isnull", False),
                    models.Q(("state", "withdrawn"), _negated=True),
                    ("kind__in", ["DOT_XUAT", "PHONG_TRAO"]),
                ),
                fields=("award", "person", "achievement"),
                name="one_line_per_person_and_achievement",
                violation_error_message="Đồng chí này đã được đề nghị hình thức này cho thành tích này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("unit__isnull", False),
                    models.Q(("state", "withdrawn"), _negated=True),
                    models.Q(("kind__in", ["DOT_XUAT", "PHONG_TRAO"]), _negated=True),
                ),
                fields=("nomination_list", "award", "unit"),
                name="one_line_per_unit",
                violation_error_message="Đơn vị này đã có trong danh sách đề nghị danh hiệu này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("unit__isnull", False),
                    models.Q(("state", "withdrawn"), _negated=True),
                    ("kind__in", ["DOT_XUAT", "PHONG_TRAO"]),
                ),
                fields=("award", "unit", "achievement"),
                name="one_line_per_unit_and_achievement",
                violation_error_message="Đơn vị này đã được đề nghị hình thức này cho thành tích này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["DOT_XUAT", "PHONG_TRAO"]), _negated=True),
                    ("achievement__isnull", False),
                    _connector="OR",
                ),
                name="line_names_achievement",
                violation_error_message="Ghi thành tích được đề nghị khen thưởng.",
            ),
        ),
        migrations.AddConstraint(
            model_name="nominationlist",
            constraint=models.UniqueConstraint(
                condition=models.Q(("event", "")),
                fields=("period",),
                name="one_list_per_year",
                violation_error_message="Năm này đã có danh sách đề nghị.",
            ),
        ),
        migrations.AddConstraint(
            model_name="nominationlist",
            constraint=models.UniqueConstraint(
                condition=models.Q(("event", ""), _negated=True),
                fields=("period", "kind", "event"),
                name="one_list_per_event",
                violation_error_message="Đợt khen thưởng này đã có.",
            ),
        ),
        migrations.AddConstraint(
            model_name="nominationlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("event", ""),
                    models.Q(("kind__in", ["DOT_XUAT", "PHONG_TRAO"]), _negated=True),
                    ("achievement__isnull", False),
                    _connector="OR",
                ),
                name="event_list_names_achievement",
                violation_error_message="Ghi thành tích của đợt khen thưởng.",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="nomination",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="awards.nomination"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="removed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paperrule",
            name="set_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người ghi",
            ),
        ),
        migrations.AddField(
            model_name="paperrule",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="paper_rules",
                to="units.unit",
                verbose_name="đơn vị áp dụng",
            ),
        ),
        migrations.AddField(
            model_name="reportsection",
            name="nomination",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="report_sections", to="awards.nomination"
            ),
        ),
        migrations.AddField(
            model_name="reportsection",
            name="written_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người viết",
            ),
        ),
        migrations.AddConstraint(
            model_name="achievement",
            constraint=models.UniqueConstraint(
                fields=("period", "search_key", "happened_on"),
                name="one_achievement_of_a_day",
                violation_error_message="Thành tích này đã được ghi.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("nomination", "paper", "sha256"),
                name="one_file_per_paper",
                violation_error_message="Tệp này đã có trong hồ sơ.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="awards_paperrule_dates_in_order",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportsection",
            constraint=models.UniqueConstraint(
                fields=("nomination", "code"),
                name="one_text_per_section",
                violation_error_message="Mục này của báo cáo đã được viết.",
            ),
        ),
    ]
