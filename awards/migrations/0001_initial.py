"""The tables of a year: its criteria, results, scores, nominations, conferences, ballots and decisions."""

import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import awards.years.models
import thidua.clock
from thidua.schema import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("units", "0003_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="EmulationPeriod",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="periods",
                                to="units.unit",
                                verbose_name="đơn vị tổ chức",
                            ),
                        ),
                        (
                            "cluster",
                            models.ForeignKey(
                                blank=True,
                                help_text="Chỉ điền khi năm thi đua là của một cụm giữa các tỉnh.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="periods",
                                to="units.cluster",
                                verbose_name="cụm",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm thi đua")),
                        ("starts_on", models.DateField(verbose_name="từ ngày")),
                        ("ends_on", models.DateField(verbose_name="đến hết ngày")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Đang chuẩn bị"),
                                    ("open", "Đang diễn ra"),
                                    ("closed", "Đã khóa năm"),
                                ],
                                default="draft",
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("slogan", models.CharField(blank=True, max_length=200, verbose_name="chủ đề")),
                        (
                            "grace_days",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Sau số ngày này đơn vị không nhập được nữa, trừ khi được gia hạn. Để trống: không đóng.",
                                null=True,
                                verbose_name="số ngày được gửi muộn",
                            ),
                        ),
                        ("grace_from", models.DateField(blank=True, null=True, verbose_name="áp dụng với hạn từ ngày")),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                    ],
                    options={
                        "ordering": ["-year", "unit__sort"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("cluster__isnull", True)),
                                fields=("unit", "year"),
                                name="one_period_per_unit_year",
                                violation_error_message="Đơn vị đã có năm thi đua này.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("cluster__isnull", False)),
                                fields=("cluster", "year"),
                                name="one_period_per_cluster_year",
                                violation_error_message="Cụm đã có năm thi đua này.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                                name="period_days_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("grace_days__isnull", True),
                                    models.Q(("grace_days__lte", 60), ("grace_from__isnull", False)),
                                    _connector="OR",
                                ),
                                name="period_grace_is_dated",
                                violation_error_message="Số ngày được gửi muộn từ 0 đến 60, kèm ngày bắt đầu áp dụng.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Phase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="phases",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "step",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (1, "Phát động, đăng ký"),
                                    (2, "Kết quả theo kỳ"),
                                    (3, "Tự chấm, xác minh"),
                                    (4, "Hội nghị cụm"),
                                    (5, "Đề nghị khen thưởng"),
                                    (6, "Hội nghị Hội đồng"),
                                    (7, "Quyết định, trao thưởng"),
                                    (8, "Tổng kết, báo cáo"),
                                ],
                                verbose_name="bước",
                            ),
                        ),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                        ("due_at", models.DateTimeField(verbose_name="hạn")),
                        ("finished_on", models.DateField(blank=True, null=True, verbose_name="xong ngày")),
                    ],
                    options={
                        "ordering": ["step"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("period", "step"),
                                name="one_phase_per_step",
                                violation_error_message="Bước này đã có trong năm thi đua.",
                            )
                        ],
                    },
                    bases=(awards.years.models.Due, models.Model),
                ),
                migrations.CreateModel(
                    name="ReportingTerm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="terms",
                                to="awards.emulationperiod",
                            ),
                        ),
                        ("month", models.DateField(help_text="ngày đầu tháng", verbose_name="tháng")),
                        ("opens_on", models.DateField(verbose_name="mở từ ngày")),
                        ("due_at", models.DateTimeField(verbose_name="hạn gửi")),
                        (
                            "state",
                            models.CharField(
                                choices=[("future", "Chưa mở"), ("open", "Đang mở"), ("locked", "Đã khóa")],
                                default="future",
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["month"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("period", "month"),
                                name="one_term_per_month",
                                violation_error_message="Kỳ này đã có trong năm thi đua.",
                            )
                        ],
                    },
                    bases=(awards.years.models.Due, models.Model),
                ),
                migrations.CreateModel(
                    name="TermExtension",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.unit",
                                verbose_name="đơn vị",
                            ),
                        ),
                        (
                            "due_at",
                            models.DateTimeField(
                                blank=True, help_text="Trống: thôi gia hạn.", null=True, verbose_name="hạn mới"
                            ),
                        ),
                        ("reason", models.CharField(max_length=500, verbose_name="lý do")),
                        (
                            "granted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người gia hạn",
                            ),
                        ),
                        (
                            "granted_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="gia hạn lúc"),
                        ),
                        (
                            "term",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="extensions",
                                to="awards.reportingterm",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["term", "unit"], name="awards_term_term_id_1895ea_idx")],
                    },
                ),
                migrations.CreateModel(
                    name="PhaseExtension",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.unit",
                                verbose_name="đơn vị",
                            ),
                        ),
                        (
                            "due_at",
                            models.DateTimeField(
                                blank=True, help_text="Trống: thôi gia hạn.", null=True, verbose_name="hạn mới"
                            ),
                        ),
                        ("reason", models.CharField(max_length=500, verbose_name="lý do")),
                        (
                            "granted_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người gia hạn",
                            ),
                        ),
                        (
                            "granted_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="gia hạn lúc"),
                        ),
                        (
                            "phase",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="extensions",
                                to="awards.phase",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["phase", "unit"], name="awards_phas_phase_i_e18a5a_idx")],
                    },
                ),
                migrations.CreateModel(
                    name="ReminderRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reminder_rules",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "about",
                            models.CharField(
                                choices=[("term", "Kết quả theo tháng"), ("phase", "Các bước của năm")],
                                max_length=6,
                                verbose_name="nhắc về",
                            ),
                        ),
                        ("days", models.SmallIntegerField(verbose_name="số ngày so với hạn")),
                    ],
                    options={
                        "ordering": ["about", "days"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("period", "about", "days"),
                                name="one_reminder_per_day",
                                violation_error_message="Ngày nhắc này đã có.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("days__gte", -60), ("days__lte", 60)),
                                name="reminder_within_two_months",
                                violation_error_message="Nhắc trong khoảng 60 ngày trước hoặc sau hạn.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PeriodCut",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cuts",
                                to="awards.emulationperiod",
                            ),
                        ),
                        ("was_ends_on", models.DateField(verbose_name="ngày cuối trước khi cắt")),
                        ("ends_on", models.DateField(verbose_name="đến hết ngày")),
                        ("reason", models.CharField(max_length=500, verbose_name="lý do, quyết định")),
                        ("months", models.JSONField(default=list, editable=False)),
                        ("summary", models.JSONField(default=list, editable=False)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="lúc ghi")),
                        (
                            "undone_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="hoàn lại lúc")),
                        ("undo_reason", models.CharField(blank=True, max_length=500, verbose_name="lý do hoàn lại")),
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
                migrations.CreateModel(
                    name="Movement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="movements",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("regular", "Thường xuyên"), ("thematic", "Theo đợt, chuyên đề")],
                                max_length=8,
                                verbose_name="loại",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="tên phong trào")),
                        ("slogan", models.CharField(blank=True, max_length=200, verbose_name="khẩu hiệu")),
                        (
                            "decision_number",
                            models.CharField(blank=True, max_length=60, verbose_name="số văn bản phát động"),
                        ),
                        ("decision_on", models.DateField(blank=True, null=True, verbose_name="ngày văn bản")),
                        ("issuer", models.CharField(blank=True, max_length=200, verbose_name="nơi ban hành")),
                        (
                            "file",
                            models.FileField(blank=True, upload_to="movements/%Y/%m/", verbose_name="tệp văn bản"),
                        ),
                        ("file_name", models.CharField(blank=True, editable=False, max_length=200)),
                        ("file_kind", models.CharField(blank=True, editable=False, max_length=5)),
                        ("file_size", models.PositiveIntegerField(default=0, editable=False)),
                        ("sha256", models.CharField(blank=True, editable=False, max_length=64)),
                        ("purpose", models.TextField(blank=True, verbose_name="mục đích, yêu cầu")),
                        ("targets", models.TextField(blank=True, verbose_name="nội dung, chỉ tiêu")),
                        ("starts_on", models.DateField(verbose_name="từ ngày")),
                        ("ends_on", models.DateField(verbose_name="đến hết ngày")),
                        ("register_by", models.DateField(blank=True, null=True, verbose_name="hạn đăng ký tham gia")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Đang soạn"),
                                    ("launched", "Đang diễn ra"),
                                    ("extended", "Được kéo dài"),
                                    ("ended", "Đã tổng kết"),
                                    ("dropped", "Đã bỏ"),
                                ],
                                default="draft",
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("search_key", models.CharField(db_index=True, editable=False, max_length=420)),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                        (
                            "units",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="units.unit", verbose_name="đơn vị tham gia"
                            ),
                        ),
                        (
                            "clusters",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="units.cluster", verbose_name="cụm tham gia"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-starts_on", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="movement_days_in_order",
                                violation_error_message="Ngày kết thúc không được trước ngày bắt đầu.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "dropped"), _negated=True),
                                fields=("period", "name"),
                                name="one_movement_name_per_year",
                                violation_error_message="Năm thi đua đã có phong trào này.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MovementEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "movement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="awards.movement",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="movement_entries",
                                to="units.unit",
                            ),
                        ),
                        ("people", models.PositiveIntegerField(verbose_name="số người đăng ký")),
                        ("content", models.TextField(blank=True, verbose_name="nội dung đăng ký")),
                        ("joined_on", models.DateField(verbose_name="ngày đăng ký")),
                        (
                            "joined_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["unit__sort", "unit__code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("movement", "unit"),
                                name="one_entry_per_movement_unit",
                                violation_error_message="Đơn vị đã đăng ký tham gia phong trào này.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MovementReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="awards.movemententry",
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[("mid", "Sơ kết"), ("final", "Tổng kết")], max_length=5, verbose_name="kỳ"
                            ),
                        ),
                        ("people", models.PositiveIntegerField(verbose_name="số người tham gia")),
                        ("figures", models.CharField(blank=True, max_length=300, verbose_name="số liệu chính")),
                        ("content", models.TextField(verbose_name="kết quả")),
                        (
                            "reported_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reported_at", models.DateTimeField(default=thidua.clock.now, verbose_name="báo cáo lúc")),
                    ],
                    options={
                        "ordering": ["stage"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("entry", "stage"),
                                name="one_report_per_movement_stage",
                                violation_error_message="Đơn vị đã báo cáo kỳ này.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MovementReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "movement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="awards.movement",
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[("mid", "Sơ kết"), ("final", "Tổng kết")], max_length=5, verbose_name="kỳ"
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="ngày")),
                        ("content", models.TextField(verbose_name="nội dung")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="lúc ghi")),
                    ],
                    options={
                        "ordering": ["-held_on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="RuleSet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("code", models.CharField(max_length=10, unique=True, verbose_name="mã")),
                        ("name", models.CharField(max_length=200, verbose_name="tên")),
                        ("legal_basis", models.TextField(verbose_name="căn cứ")),
                        (
                            "principles",
                            models.JSONField(
                                blank=True,
                                default=list,
                                help_text="Điều kiện của mọi danh hiệu: code, text, legal_basis, confidence như một điều kiện của danh hiệu.",
                                verbose_name="điều kiện chung",
                            ),
                        ),
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
                    ],
                    options={
                        "ordering": ["valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="awards_ruleset_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Award",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=30, unique=True, verbose_name="mã")),
                        ("name", models.CharField(max_length=150, verbose_name="tên")),
                        ("short_name", models.CharField(max_length=60, verbose_name="tên gọi tắt")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("title", "Danh hiệu thi đua"),
                                    ("form", "Hình thức khen thưởng"),
                                    ("recognition", "Danh hiệu khác"),
                                ],
                                max_length=12,
                                verbose_name="loại",
                            ),
                        ),
                        (
                            "subject",
                            models.CharField(
                                choices=[
                                    ("individual", "Cá nhân"),
                                    ("collective", "Tập thể"),
                                    ("both", "Cá nhân, tập thể"),
                                ],
                                max_length=10,
                                verbose_name="đối tượng",
                            ),
                        ),
                        ("sort", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                        ("search_key", models.CharField(db_index=True, editable=False, max_length=260)),
                    ],
                    options={
                        "ordering": ["sort", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="AwardRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        (
                            "award",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="rules", to="awards.award"
                            ),
                        ),
                        (
                            "rule_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="award_rules",
                                to="awards.ruleset",
                            ),
                        ),
                        (
                            "deciding_level",
                            models.CharField(
                                choices=[
                                    ("UNIT", "Đơn vị được phân cấp"),
                                    ("PROVINCE_COMMAND", "Bộ Chỉ huy BĐBP tỉnh"),
                                    ("SERVICE_COMMAND", "Bộ Tư lệnh và tương đương"),
                                    ("MINISTRY", "Bộ Quốc phòng"),
                                    ("GOVERNMENT", "Chính phủ"),
                                    ("STATE", "Nhà nước"),
                                ],
                                max_length=20,
                                verbose_name="cấp quyết định",
                            ),
                        ),
                        ("deciding_authority", models.CharField(max_length=200, verbose_name="người quyết định")),
                        (
                            "bonus_multiple",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="hệ số thưởng"
                            ),
                        ),
                        (
                            "bonus_multiple_collective",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=6,
                                null=True,
                                verbose_name="hệ số thưởng tập thể",
                            ),
                        ),
                        ("bonus_basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ mức thưởng")),
                        (
                            "bonus_confidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("V", "Đọc trong văn bản"),
                                    ("S", "Nguồn thứ cấp"),
                                    ("B", "Chưa kiểm chứng"),
                                    ("I", "Suy ra"),
                                    ("L", "Quy định của đơn vị"),
                                ],
                                max_length=1,
                                verbose_name="mức tin cậy của mức thưởng",
                            ),
                        ),
                        ("items", models.JSONField(blank=True, default=list, verbose_name="vật phẩm kèm theo")),
                        (
                            "commendation_types",
                            models.JSONField(blank=True, default=list, verbose_name="loại hình khen thưởng"),
                        ),
                        ("legal_basis", models.TextField(verbose_name="căn cứ")),
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
                        ("notes", models.TextField(blank=True, verbose_name="ghi chú")),
                    ],
                    options={
                        "ordering": ["award", "valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="awards_awardrule_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Prerequisite",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="prerequisites",
                                to="awards.awardrule",
                            ),
                        ),
                        ("code", models.CharField(max_length=60, verbose_name="điều kiện")),
                        ("value", models.JSONField(blank=True, null=True, verbose_name="giá trị")),
                        ("text", models.CharField(max_length=400, verbose_name="lời văn")),
                        ("legal_basis", models.CharField(blank=True, max_length=300, verbose_name="căn cứ")),
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
                        ("sort", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["sort"],
                    },
                ),
                migrations.CreateModel(
                    name="QuotaRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="quotas",
                                to="awards.awardrule",
                            ),
                        ),
                        (
                            "percent",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="tỷ lệ (%)"
                            ),
                        ),
                        (
                            "base",
                            models.CharField(
                                choices=[
                                    ("TOTAL_STRENGTH", "tổng quân số"),
                                    ("HOLDERS_OF_LOWER_TITLE", "số đạt danh hiệu thấp hơn"),
                                    ("ELIGIBLE_COLLECTIVES", "số tập thể đủ điều kiện"),
                                    ("QUALIFIED_FOR_CTD_BQP", "số tập thể đủ điều kiện tặng Cờ Bộ Quốc phòng"),
                                    ("NUMBER_SET_YEARLY", "số giao hằng năm"),
                                ],
                                max_length=30,
                                verbose_name="tính trên",
                            ),
                        ),
                        ("scope", models.CharField(blank=True, max_length=120, verbose_name="phạm vi")),
                        (
                            "applies",
                            models.BooleanField(
                                default=True,
                                help_text="Bỏ chọn với tỷ lệ chỉ nêu để đối chiếu, ví dụ của khối dân sự.",
                                verbose_name="áp dụng cho bộ đội",
                            ),
                        ),
                        ("legal_basis", models.CharField(blank=True, max_length=300, verbose_name="căn cứ")),
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
                            "includes",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Danh hiệu cao hơn mà người đạt cũng được tính vào chỉ tiêu này.",
                                related_name="+",
                                to="awards.award",
                                verbose_name="tính cả người đạt",
                            ),
                        ),
                    ],
                    options={},
                ),
                migrations.CreateModel(
                    name="VoteRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "rule",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vote_rule",
                                to="awards.awardrule",
                            ),
                        ),
                        ("numerator", models.PositiveSmallIntegerField()),
                        ("denominator", models.PositiveSmallIntegerField()),
                        (
                            "operator",
                            models.CharField(
                                choices=[(">=", "từ … trở lên"), (">", "trên")], default=">=", max_length=2
                            ),
                        ),
                        (
                            "base",
                            models.CharField(
                                choices=[
                                    ("all_members", "tổng số thành viên"),
                                    ("present", "số có mặt"),
                                    ("participating", "số tham gia biểu quyết"),
                                    ("issued", "số phiếu phát ra"),
                                    ("returned", "số phiếu thu về"),
                                    ("valid", "số phiếu hợp lệ"),
                                ],
                                default="all_members",
                                max_length=15,
                                verbose_name="tính trên",
                            ),
                        ),
                        ("is_secret", models.BooleanField(default=True, verbose_name="bỏ phiếu kín")),
                        ("legal_basis", models.CharField(blank=True, max_length=300, verbose_name="căn cứ")),
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
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("denominator__gt", 0)),
                                name="vote_rule_denominator",
                                violation_error_message="Mẫu số của ngưỡng phiếu phải lớn hơn 0.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BaseSalary",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("amount", models.PositiveIntegerField(verbose_name="mức lương cơ sở (đồng)")),
                        ("legal_basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ")),
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
                    ],
                    options={
                        "ordering": ["valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="awards_basesalary_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MoneyRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        (
                            "rounding",
                            models.CharField(
                                choices=[
                                    ("CEIL_10K", "Làm tròn lên hàng chục nghìn đồng"),
                                    ("NEAREST_10K", "Làm tròn đến hàng chục nghìn đồng"),
                                    ("NONE", "Không làm tròn"),
                                ],
                                default="CEIL_10K",
                                max_length=12,
                                verbose_name="làm tròn",
                            ),
                        ),
                        ("legal_basis", models.CharField(max_length=200, verbose_name="căn cứ")),
                    ],
                    options={
                        "ordering": ["valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="awards_moneyrule_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MovementAward",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "movement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="awards", to="awards.movement"
                            ),
                        ),
                        (
                            "award",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="awards.award",
                                verbose_name="danh hiệu, hình thức",
                            ),
                        ),
                        ("collectives", models.PositiveSmallIntegerField(default=0, verbose_name="số tập thể")),
                        ("people", models.PositiveSmallIntegerField(default=0, verbose_name="số cá nhân")),
                        (
                            "quota_text",
                            models.CharField(blank=True, max_length=400, verbose_name="quy định về số lượng"),
                        ),
                    ],
                    options={
                        "ordering": ["award__sort", "award__code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("movement", "award"),
                                name="one_award_per_movement",
                                violation_error_message="Hình thức này đã có trong cơ cấu khen thưởng.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("collectives__gt", 0), ("people__gt", 0), _connector="OR"),
                                name="movement_award_for_somebody",
                                violation_error_message="Ghi số tập thể hoặc số cá nhân.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Council",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="councils",
                                to="units.unit",
                                verbose_name="đơn vị",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="tên")),
                        ("decision", models.CharField(max_length=200, verbose_name="quyết định thành lập")),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                    ],
                    options={
                        "ordering": ["unit__sort", "name"],
                    },
                ),
                migrations.CreateModel(
                    name="CouncilMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="members", to="awards.council"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="council_seats",
                                to="units.person",
                            ),
                        ),
                        (
                            "function",
                            models.CharField(
                                choices=[
                                    ("chair", "Chủ tịch Hội đồng"),
                                    ("vice_chair", "Phó Chủ tịch Hội đồng"),
                                    ("standing", "Ủy viên thường trực"),
                                    ("member", "Ủy viên"),
                                    ("secretary", "Ủy viên, Thư ký"),
                                ],
                                max_length=12,
                                verbose_name="chức danh trong Hội đồng",
                            ),
                        ),
                        (
                            "position",
                            models.CharField(
                                help_text="Chức vụ ghi trong quyết định thành lập.",
                                max_length=120,
                                verbose_name="chức vụ",
                            ),
                        ),
                        ("sort", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                    ],
                    options={
                        "ordering": ["sort", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="awards_councilmember_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Regulation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        (
                            "council",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="regulations",
                                to="awards.council",
                            ),
                        ),
                        (
                            "cluster",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="regulations",
                                to="units.cluster",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="tên văn bản")),
                        ("quorum_num", models.PositiveSmallIntegerField()),
                        ("quorum_den", models.PositiveSmallIntegerField()),
                        ("threshold_num", models.PositiveSmallIntegerField()),
                        ("threshold_den", models.PositiveSmallIntegerField()),
                        (
                            "threshold_op",
                            models.CharField(
                                choices=[(">=", "từ … trở lên"), (">", "trên")], default=">=", max_length=2
                            ),
                        ),
                        (
                            "base",
                            models.CharField(
                                choices=[
                                    ("all_members", "tổng số thành viên"),
                                    ("present", "số có mặt"),
                                    ("participating", "số tham gia biểu quyết"),
                                    ("issued", "số phiếu phát ra"),
                                    ("returned", "số phiếu thu về"),
                                    ("valid", "số phiếu hợp lệ"),
                                ],
                                default="all_members",
                                max_length=15,
                                verbose_name="tính trên",
                            ),
                        ),
                        ("legal_basis", models.CharField(max_length=200, verbose_name="điều, khoản")),
                    ],
                    options={
                        "ordering": ["-valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="awards_regulation_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("council__isnull", True), ("cluster__isnull", True), _connector="XOR"
                                ),
                                name="regulation_of_one_body",
                                violation_error_message="Quy chế là của một Hội đồng hoặc của một cụm.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("quorum_den__gt", 0),
                                    ("quorum_num__lte", models.F("quorum_den")),
                                    ("threshold_den__gt", 0),
                                    ("threshold_num__lte", models.F("threshold_den")),
                                ),
                                name="regulation_fractions",
                                violation_error_message="Tỷ lệ là một phân số từ 0 đến 1, mẫu số khác 0.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Conference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conferences",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "council",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conferences",
                                to="awards.council",
                            ),
                        ),
                        (
                            "cluster",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conferences",
                                to="units.cluster",
                            ),
                        ),
                        ("name", models.CharField(max_length=250, verbose_name="tên hội nghị")),
                        ("starts_at", models.DateTimeField(verbose_name="thời gian")),
                        ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="bế mạc lúc")),
                        ("place", models.CharField(max_length=200, verbose_name="địa điểm")),
                        (
                            "host",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hosted_conferences",
                                to="units.unit",
                                verbose_name="đơn vị chủ trì",
                            ),
                        ),
                        ("chair_text", models.CharField(max_length=200, verbose_name="chủ trì")),
                        ("secretary_text", models.CharField(blank=True, max_length=200, verbose_name="thư ký")),
                        ("guests", models.TextField(blank=True, verbose_name="đại biểu khách mời")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("preparing", "Đang chuẩn bị"),
                                    ("in_session", "Đang họp"),
                                    ("closed", "Đã bế mạc"),
                                    ("adopted", "Đã thông qua biên bản"),
                                ],
                                default="preparing",
                                max_length=12,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("discussion", models.TextField(blank=True, verbose_name="thảo luận")),
                        ("conclusion", models.TextField(blank=True, verbose_name="kết luận")),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                    ],
                    options={
                        "ordering": ["-starts_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("council__isnull", True), ("cluster__isnull", True), _connector="XOR"
                                ),
                                name="conference_of_one_body",
                                violation_error_message="Hội nghị là của một Hội đồng hoặc của một cụm.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgrammeItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="programme",
                                to="awards.conference",
                            ),
                        ),
                        ("sort", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                        ("starts_at", models.TimeField(verbose_name="giờ")),
                        ("title", models.CharField(max_length=250, verbose_name="nội dung")),
                        ("owner", models.CharField(blank=True, max_length=150, verbose_name="người thực hiện")),
                        ("note", models.TextField(blank=True, verbose_name="ghi biên bản")),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                    ],
                    options={
                        "ordering": ["sort", "starts_at"],
                    },
                ),
                migrations.CreateModel(
                    name="Attendee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendees",
                                to="awards.conference",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="awards.councilmember",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegations",
                                to="units.unit",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="units.person",
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="họ và tên, hoặc chức vụ")),
                        ("role", models.CharField(max_length=150, verbose_name="tư cách")),
                        (
                            "presence",
                            models.CharField(
                                choices=[
                                    ("expected", "Chưa điểm danh"),
                                    ("present", "Có mặt"),
                                    ("absent", "Vắng có lý do"),
                                ],
                                default="expected",
                                max_length=10,
                                verbose_name="điểm danh",
                            ),
                        ),
                        ("arrived_at", models.DateTimeField(blank=True, null=True, verbose_name="đến lúc")),
                        ("absence_reason", models.CharField(blank=True, max_length=200, verbose_name="lý do vắng")),
                        ("sort", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                    ],
                    options={
                        "ordering": ["sort", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("member__isnull", True), ("unit__isnull", True), _connector="XOR"),
                                name="attendee_one_capacity",
                                violation_error_message="Đại biểu dự họp là thành viên Hội đồng hoặc đại diện một đơn vị.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("member__isnull", False)),
                                fields=("conference", "member"),
                                name="one_seat_per_member",
                                violation_error_message="Thành viên này đã có tên trong danh sách dự họp.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("unit__isnull", False)),
                                fields=("conference", "unit"),
                                name="one_delegate_per_unit",
                                violation_error_message="Mỗi đơn vị một đại biểu.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Handover",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "conference",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handover",
                                to="awards.conference",
                            ),
                        ),
                        (
                            "from_unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.unit",
                                verbose_name="bên giao",
                            ),
                        ),
                        (
                            "to_unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.unit",
                                verbose_name="bên nhận",
                            ),
                        ),
                        ("takes_effect_on", models.DateField(verbose_name="hiệu lực từ ngày")),
                        ("checklist", models.JSONField(default=list, verbose_name="danh mục bàn giao")),
                        ("minutes", models.TextField(blank=True, verbose_name="nội dung biên bản")),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Chờ ký"), ("half", "Còn một bên chưa ký"), ("done", "Đã bàn giao")],
                                default="draft",
                                max_length=6,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "from_signed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ký bên giao",
                            ),
                        ),
                        ("from_signed_at", models.DateTimeField(blank=True, null=True, verbose_name="bên giao ký lúc")),
                        (
                            "to_signed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ký bên nhận",
                            ),
                        ),
                        ("to_signed_at", models.DateTimeField(blank=True, null=True, verbose_name="bên nhận ký lúc")),
                        ("created_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("from_unit", models.F("to_unit")), _negated=True),
                                name="handover_two_units",
                                violation_error_message="Bên giao và bên nhận phải là hai đơn vị khác nhau.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("from_signed_by__isnull", True),
                                    ("to_signed_by__isnull", True),
                                    models.Q(("from_signed_by", models.F("to_signed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="handover_two_signers",
                                violation_error_message="Hai bên phải do hai người khác nhau ký.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VotingRound",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="awards.conference",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(default=1, verbose_name="vòng")),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_ups",
                                to="awards.votinground",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="tên phiếu")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("secret_paper", "Phiếu giấy"),
                                    ("secret_electronic", "Phiếu điện tử"),
                                    ("mixed", "Phiếu điện tử và phiếu giấy"),
                                ],
                                default="secret_paper",
                                max_length=20,
                                verbose_name="cách bỏ phiếu",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Đang chuẩn bị"),
                                    ("ready", "Đã chốt phiếu"),
                                    ("checkin", "Đang nhận phiếu"),
                                    ("open", "Đang bỏ phiếu"),
                                    ("closed", "Đang kiểm phiếu"),
                                    ("counted", "Chờ công bố"),
                                    ("published", "Đã công bố"),
                                    ("cancelled", "Đã hủy"),
                                    ("annulled", "Đã hủy kết quả"),
                                    ("destroyed", "Đã hủy phiếu"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("paper", models.TextField(blank=True, verbose_name="nội dung phiếu")),
                        ("paper_hash", models.CharField(blank=True, max_length=64, verbose_name="mã phiếu")),
                        ("quorum", models.JSONField(blank=True, null=True)),
                        ("legal_basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ")),
                        (
                            "members",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="tổng số thành viên"),
                        ),
                        (
                            "present",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="có mặt khi mở bỏ phiếu"
                            ),
                        ),
                        ("result", models.JSONField(blank=True, null=True)),
                        ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="mở bỏ phiếu lúc")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="đóng phiếu lúc")),
                        ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="công bố lúc")),
                        ("cancelled_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do hủy")),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                    ],
                    options={
                        "ordering": ["conference", "number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("conference", "number"),
                                name="one_round_number",
                                violation_error_message="Hội nghị đã có vòng bỏ phiếu mang số này.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "draft",
                                            "ready",
                                            "checkin",
                                            "open",
                                            "closed",
                                            "counted",
                                            "published",
                                            "cancelled",
                                            "annulled",
                                            "destroyed",
                                        ],
                                    )
                                ),
                                name="round_state_known",
                                violation_error_message="Trạng thái của vòng bỏ phiếu không hợp lệ.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContestGroup",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="groups",
                                to="awards.votinground",
                            ),
                        ),
                        ("sort", models.PositiveSmallIntegerField(default=0)),
                        ("title", models.CharField(max_length=200, verbose_name="tên")),
                        (
                            "award",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="awards.award",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("approve", "Đồng ý / Không đồng ý từng dòng"),
                                    ("pick", "Chọn tối đa một số"),
                                ],
                                default="approve",
                                max_length=8,
                                verbose_name="loại",
                            ),
                        ),
                        ("seats", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số lượng")),
                        ("threshold_num", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("threshold_den", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("threshold_op", models.CharField(default=">=", max_length=2)),
                        (
                            "base",
                            models.CharField(
                                choices=[
                                    ("all_members", "tổng số thành viên"),
                                    ("present", "số có mặt"),
                                    ("participating", "số tham gia biểu quyết"),
                                    ("issued", "số phiếu phát ra"),
                                    ("returned", "số phiếu thu về"),
                                    ("valid", "số phiếu hợp lệ"),
                                ],
                                default="all_members",
                                max_length=15,
                                verbose_name="tính trên",
                            ),
                        ),
                        (
                            "recusal",
                            models.CharField(
                                choices=[("keep", "giữ nguyên"), ("reduce", "trừ ra")], default="keep", max_length=6
                            ),
                        ),
                        ("legal_basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ")),
                    ],
                    options={
                        "ordering": ["sort"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "pick"), _negated=True), ("seats__isnull", False), _connector="OR"
                                ),
                                name="pick_has_seats",
                                violation_error_message="Phiếu chọn phải ghi số lượng được chọn.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("seats__isnull", True), ("seats__gte", 1), _connector="OR"),
                                name="group_seats_positive",
                                violation_error_message="Số lượng được chọn phải từ 1 trở lên.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("threshold_den__isnull", True), ("threshold_num__isnull", True)),
                                    models.Q(
                                        ("threshold_den__gt", 0), ("threshold_num__lte", models.F("threshold_den"))
                                    ),
                                    _connector="OR",
                                ),
                                name="group_threshold_is_a_share",
                                violation_error_message="Ngưỡng đạt là một phân số từ 0 đến 1.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContestLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="awards.contestgroup",
                            ),
                        ),
                        ("sort", models.PositiveSmallIntegerField(default=0, verbose_name="số thứ tự")),
                        ("label", models.CharField(max_length=200, verbose_name="tên")),
                        ("detail", models.CharField(blank=True, max_length=300, verbose_name="chi tiết")),
                        (
                            "content_type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="contenttypes.contenttype"
                            ),
                        ),
                        ("object_id", models.PositiveBigIntegerField()),
                        ("votes_for", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="đồng ý")),
                        (
                            "votes_against",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="không đồng ý"),
                        ),
                        ("blank", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="để trống")),
                        (
                            "invalid",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="không hợp lệ"),
                        ),
                        ("percent", models.CharField(blank=True, max_length=8, verbose_name="tỷ lệ")),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("passed", "Đạt"),
                                    ("failed", "Không đạt"),
                                    ("tied", "Bằng phiếu"),
                                    ("not_selected", "Ngoài số lượng"),
                                ],
                                max_length=12,
                                verbose_name="kết quả",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["group", "sort"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("group", "sort"),
                                name="one_line_number",
                                violation_error_message="Số thứ tự trên phiếu bị trùng.",
                            ),
                            models.UniqueConstraint(
                                fields=("group", "content_type", "object_id"),
                                name="one_line_per_subject",
                                violation_error_message="Đối tượng này đã có trên phiếu.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundElector",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="electors",
                                to="awards.votinground",
                            ),
                        ),
                        (
                            "attendee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="rolls", to="awards.attendee"
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("none", "Chưa nhận phiếu"),
                                    ("electronic", "Phiếu điện tử"),
                                    ("paper", "Phiếu giấy"),
                                    ("written", "Ý kiến bằng văn bản"),
                                    ("recused", "Không tham gia"),
                                    ("absent", "Vắng mặt"),
                                ],
                                default="none",
                                max_length=10,
                                verbose_name="nhận phiếu",
                            ),
                        ),
                        ("signed_paper", models.BooleanField(default=False, verbose_name="đã ký nhận phiếu giấy")),
                    ],
                    options={
                        "ordering": ["attendee__sort"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "attendee"),
                                name="one_roll_row",
                                violation_error_message="Đại biểu này đã có trong danh sách bỏ phiếu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Teller",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tellers",
                                to="awards.votinground",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tellings",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("is_head", models.BooleanField(default=False, verbose_name="tổ trưởng")),
                        ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="ký biên bản lúc")),
                    ],
                    options={
                        "ordering": ["-is_head", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "user"),
                                name="one_teller_row",
                                violation_error_message="Người này đã ở trong tổ kiểm phiếu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TwoPersonAct",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="two_person_acts",
                                to="awards.votinground",
                            ),
                        ),
                        (
                            "action",
                            models.CharField(
                                choices=[
                                    ("open", "Mở bỏ phiếu"),
                                    ("close", "Đóng phiếu"),
                                    ("publish", "Công bố"),
                                    ("cancel", "Hủy phiếu"),
                                    ("annul", "Hủy kết quả"),
                                ],
                                max_length=12,
                                verbose_name="việc",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("confirmed_by__isnull", True), ("withdrawn_at__isnull", True)),
                                fields=("round", "action"),
                                name="one_pending_act",
                                violation_error_message="Việc này đang chờ người thứ hai xác nhận.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by__isnull", True),
                                    models.Q(("confirmed_by", models.F("asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="two_different_people",
                                violation_error_message="Việc này cần hai người khác nhau.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperBatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="batches",
                                to="awards.votinground",
                            ),
                        ),
                        ("label", models.CharField(max_length=20, verbose_name="tập phiếu")),
                        ("signed", models.PositiveSmallIntegerField(default=0, verbose_name="số người ký nhận")),
                        ("handed", models.PositiveSmallIntegerField(default=0, verbose_name="phát ra")),
                        ("spoiled", models.PositiveSmallIntegerField(default=0, verbose_name="hỏng, đổi lại")),
                        ("returned", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="thu về")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Chưa kiểm"),
                                    ("counting", "Đang kiểm"),
                                    ("different", "Hai người đếm khác nhau"),
                                    ("reconciled", "Đã khớp"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "label"),
                                name="one_batch_label",
                                violation_error_message="Đã có tập phiếu mang ký hiệu này.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("spoiled__lte", models.F("handed"))),
                                name="batch_spoiled",
                                violation_error_message="Số phiếu hỏng không thể vượt số phát ra.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("returned__isnull", True),
                                    (
                                        "returned__lte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("handed"), "-", models.F("spoiled")
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="batch_returned",
                                violation_error_message="Số thu về không thể vượt số phát ra trừ số đổi lại.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "handed__lte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("signed"), "+", models.F("spoiled")
                                        ),
                                    )
                                ),
                                name="batch_signed",
                                violation_error_message="Số phát ra trừ số đổi lại không thể vượt số người ký nhận.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperCount",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="counts",
                                to="awards.paperbatch",
                            ),
                        ),
                        ("counter", models.PositiveSmallIntegerField(choices=[(1, "Người đếm 1"), (2, "Người đếm 2")])),
                        ("attempt", models.PositiveSmallIntegerField(default=1, verbose_name="lần")),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("data", models.JSONField(default=dict)),
                        ("is_locked", models.BooleanField(default=False, verbose_name="đã khóa")),
                    ],
                    options={
                        "ordering": ["attempt", "counter"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("batch", "counter", "attempt"),
                                name="one_count_per_counter",
                                violation_error_message="Vị trí người đếm này đã có người.",
                            ),
                            models.UniqueConstraint(
                                fields=("batch", "user", "attempt"),
                                name="two_counters_differ",
                                violation_error_message="Hai người đếm phải là hai người khác nhau.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="awards.votinground",
                            ),
                        ),
                        ("seq", models.PositiveIntegerField()),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("action", models.CharField(max_length=30)),
                        ("payload", models.JSONField(default=dict)),
                        ("at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        ("prev_hash", models.CharField(max_length=64)),
                        ("hash", models.CharField(max_length=64)),
                    ],
                    options={
                        "ordering": ["round", "seq"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "seq"),
                                name="one_event_number",
                                violation_error_message="Nhật ký đã có việc mang số này.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CriteriaSet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "of_period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="criteria_versions",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "period",
                            models.OneToOneField(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="criteria_set",
                                to="awards.emulationperiod",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="bản")),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do thay bản trước")),
                        (
                            "in_force_since",
                            models.DateTimeField(blank=True, null=True, verbose_name="thay bản trước từ lúc"),
                        ),
                        (
                            "is_common",
                            models.BooleanField(
                                default=False,
                                help_text="Đơn vị cấp dưới lấy các dòng này làm phần chung.",
                                verbose_name="phần chung cho cấp dưới",
                            ),
                        ),
                        (
                            "common",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="taken_by",
                                to="awards.criteriaset",
                                verbose_name="phần chung lấy từ",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="tên bảng điểm")),
                        ("basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ")),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Đang soạn"), ("locked", "Đã khóa"), ("replaced", "Đã có bản thay")],
                                default="draft",
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("total_points", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="tổng điểm")),
                    ],
                    options={
                        "ordering": ["of_period", "version"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("of_period", "version"),
                                name="one_table_version",
                                violation_error_message="Năm thi đua đã có bản này của bảng điểm.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("period__isnull", True), ("period", models.F("of_period")), _connector="OR"
                                ),
                                name="table_in_force_of_its_year",
                                violation_error_message="Bảng điểm chỉ có hiệu lực trong năm của nó.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Criterion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "criteria_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="criteria",
                                to="awards.criteriaset",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="awards.criterion",
                            ),
                        ),
                        ("code", models.CharField(max_length=12, verbose_name="số thứ tự")),
                        ("name", models.CharField(max_length=300, verbose_name="nội dung")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("group", "Nhóm"),
                                    ("quantitative", "Định lượng theo chỉ tiêu"),
                                    ("pass_fail", "Đạt / không đạt"),
                                    ("by_hand", "Chấm điểm trực tiếp"),
                                    ("bands", "Theo mức"),
                                    ("ranked", "Theo thứ bậc trong cụm"),
                                    ("bonus", "Thưởng, phạt theo lần"),
                                    ("gate", "Điều kiện danh hiệu"),
                                ],
                                max_length=12,
                                verbose_name="cách chấm",
                            ),
                        ),
                        ("max_points", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="điểm tối đa")),
                        ("measure", models.CharField(blank=True, max_length=40, verbose_name="đơn vị tính")),
                        (
                            "accumulation",
                            models.CharField(
                                choices=[("sum", "Cộng dồn"), ("average", "Trung bình"), ("last", "Kỳ cuối")],
                                default="sum",
                                max_length=8,
                                verbose_name="cách tính lũy kế",
                            ),
                        ),
                        (
                            "maximum_value",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                help_text="Ví dụ 100 với tỷ lệ %.",
                                max_digits=14,
                                null=True,
                                verbose_name="giá trị lớn nhất",
                            ),
                        ),
                        ("places", models.PositiveSmallIntegerField(default=0, verbose_name="số chữ số sau dấu phẩy")),
                        (
                            "deduction",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                help_text="Chỉ điền khi càng ít càng tốt: bằng 0 thì đủ điểm, mỗi vụ trừ ngần này điểm.",
                                max_digits=7,
                                null=True,
                                verbose_name="điểm trừ mỗi vụ, lượt",
                            ),
                        ),
                        ("lower_is_better", models.BooleanField(default=False, verbose_name="càng thấp càng tốt")),
                        (
                            "per_occurrence",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                help_text="Với tiêu chí thưởng, phạt: số dương là thưởng, số âm là phạt.",
                                max_digits=7,
                                null=True,
                                verbose_name="điểm mỗi lần",
                            ),
                        ),
                        (
                            "by_pass",
                            models.BooleanField(
                                default=False,
                                help_text="Với điều kiện danh hiệu không đo bằng số.",
                                verbose_name="ghi Đạt / Không thay cho số",
                            ),
                        ),
                        ("evidence_required", models.BooleanField(default=False, verbose_name="cần minh chứng")),
                        (
                            "inherited_from",
                            models.ForeignKey(
                                blank=True,
                                help_text="Dòng lấy từ phần chung của cấp trên, chỉ xem.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="taken_as",
                                to="awards.criterion",
                                verbose_name="dòng của phần chung",
                            ),
                        ),
                        ("guidance", models.CharField(blank=True, max_length=500, verbose_name="hướng dẫn")),
                        (
                            "organ",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.unit",
                                verbose_name="cơ quan phụ trách",
                            ),
                        ),
                        ("sort", models.PositiveIntegerField(default=0, verbose_name="thứ tự")),
                    ],
                    options={
                        "ordering": ["sort"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("criteria_set", "code"),
                                name="one_criterion_code",
                                violation_error_message="Mã tiêu chí đã có trong bảng điểm.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("max_points__gte", 0)),
                                name="criterion_points_not_negative",
                                violation_error_message="Điểm tối đa không được âm.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CriterionStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="awards.criterion"
                            ),
                        ),
                        ("threshold", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="mức")),
                        ("points", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="điểm")),
                    ],
                    options={
                        "ordering": ["criterion", "-points", "threshold"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("criterion", "threshold"),
                                name="one_step_per_threshold",
                                violation_error_message="Mức này đã có trong tiêu chí.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("points__gte", 0)),
                                name="step_points_not_negative",
                                violation_error_message="Điểm của mức không được âm.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CriterionGate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="gates", to="awards.criterion"
                            ),
                        ),
                        (
                            "award",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="awards.award",
                                verbose_name="danh hiệu",
                            ),
                        ),
                        (
                            "compare",
                            models.CharField(
                                choices=[("gte", "≥"), ("gt", ">"), ("lte", "≤"), ("lt", "<"), ("met", "Đạt")],
                                max_length=3,
                                verbose_name="so sánh",
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="mức cần đạt"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["criterion", "award__sort", "award__code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("criterion", "award"),
                                name="one_gate_per_award",
                                violation_error_message="Danh hiệu này đã có điều kiện trong tiêu chí.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("compare", "met"), ("value__isnull", True)),
                                    models.Q(models.Q(("compare", "met"), _negated=True), ("value__isnull", False)),
                                    _connector="OR",
                                ),
                                name="gate_value_with_figures",
                                violation_error_message="Điều kiện bằng số cần mức cần đạt.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Target",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="targets",
                                to="awards.criterion",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="units.unit"
                            ),
                        ),
                        ("is_assigned", models.BooleanField(default=True, verbose_name="được giao")),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="chỉ tiêu"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("criterion", "unit"),
                                name="one_target_per_unit",
                                violation_error_message="Đơn vị đã có chỉ tiêu của tiêu chí này.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("is_assigned", True), ("value__isnull", True), _connector="OR"),
                                name="no_target_when_not_assigned",
                                violation_error_message="Tiêu chí không giao thì không có chỉ tiêu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("value__isnull", True), ("value__gt", 0), _connector="OR"),
                                name="target_above_zero",
                                violation_error_message="Chỉ tiêu phải lớn hơn 0.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Registration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="units.unit",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Đang soạn"),
                                    ("sent", "Chờ chỉ huy xác nhận"),
                                    ("returned", "Trả lại"),
                                    ("confirmed", "Chỉ huy đã xác nhận"),
                                ],
                                default="draft",
                                max_length=9,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="cam kết, biện pháp")),
                        ("late_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do gửi muộn")),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="gửi lúc")),
                        (
                            "sent_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người gửi",
                            ),
                        ),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="xác nhận lúc")),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="chỉ huy xác nhận",
                            ),
                        ),
                        ("return_reason", models.CharField(blank=True, max_length=500, verbose_name="lý do trả lại")),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                    ],
                    options={
                        "ordering": ["unit__sort", "unit__code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("period", "unit"),
                                name="one_registration_per_unit_year",
                                violation_error_message="Đơn vị đã có bản đăng ký của năm này.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RegisteredTitle",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="titles",
                                to="awards.registration",
                            ),
                        ),
                        (
                            "award",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="awards.award",
                                verbose_name="danh hiệu",
                            ),
                        ),
                        ("count", models.PositiveIntegerField(verbose_name="số lượng")),
                        (
                            "people",
                            models.ManyToManyField(
                                blank=True,
                                related_name="registered_titles",
                                through="awards.RegisteredPerson",
                                to="units.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["award__sort", "award__code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("registration", "award"),
                                name="one_registered_title",
                                violation_error_message="Danh hiệu này đã có trong bản đăng ký.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("count__gt", 0)),
                                name="registered_title_above_zero",
                                violation_error_message="Số lượng phải lớn hơn 0.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RegisteredPerson",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "title",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="named",
                                to="awards.registeredtitle",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.person"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("title", "person"),
                                name="named_once_for_a_title",
                                violation_error_message="Người này đã được ghi tên cho danh hiệu này.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RegisteredTarget",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "registration",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="targets",
                                to="awards.registration",
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registered",
                                to="awards.criterion",
                            ),
                        ),
                        ("value", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="số đăng ký")),
                    ],
                    options={
                        "ordering": ["criterion__sort"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("registration", "criterion"),
                                name="one_registered_target",
                                violation_error_message="Tiêu chí này đã có trong bản đăng ký.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NominationList",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="nomination_list",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Đang nhận đề nghị"), ("locked", "Đã khóa danh sách")],
                                default="open",
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("due_at", models.DateTimeField(verbose_name="hạn nhận đề nghị")),
                        ("locked_at", models.DateTimeField(blank=True, null=True, verbose_name="khóa lúc")),
                        (
                            "locked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={},
                ),
                migrations.CreateModel(
                    name="AwardInYear",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "nomination_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="awards",
                                to="awards.nominationlist",
                            ),
                        ),
                        (
                            "award",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="years", to="awards.award"
                            ),
                        ),
                        (
                            "proposed_upward",
                            models.BooleanField(default=False, verbose_name="đề nghị cấp trên quyết định"),
                        ),
                        (
                            "yearly_number",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="số giao trong năm"),
                        ),
                        ("quota", models.PositiveIntegerField(blank=True, null=True, verbose_name="chỉ tiêu")),
                        ("quota_text", models.CharField(blank=True, max_length=200, verbose_name="cách tính")),
                        (
                            "percent",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="tỷ lệ (%)"
                            ),
                        ),
                        (
                            "percent_base",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("TOTAL_STRENGTH", "tổng quân số"),
                                    ("HOLDERS_OF_LOWER_TITLE", "số đạt danh hiệu thấp hơn"),
                                    ("ELIGIBLE_COLLECTIVES", "số tập thể đủ điều kiện"),
                                    ("QUALIFIED_FOR_CTD_BQP", "số tập thể đủ điều kiện tặng Cờ Bộ Quốc phòng"),
                                    ("NUMBER_SET_YEARLY", "số giao hằng năm"),
                                ],
                                max_length=30,
                                verbose_name="tính trên",
                            ),
                        ),
                        (
                            "counted_with",
                            models.JSONField(
                                blank=True,
                                default=list,
                                help_text="Mã danh hiệu mà người đạt cũng tính vào chỉ tiêu này.",
                                verbose_name="tính cả người đạt",
                            ),
                        ),
                        (
                            "lower_titles",
                            models.JSONField(
                                blank=True,
                                default=list,
                                help_text="Mã danh hiệu phải đạt cùng năm.",
                                verbose_name="danh hiệu thấp hơn",
                            ),
                        ),
                        ("sort", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                    ],
                    options={
                        "ordering": ["sort"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("nomination_list", "award"),
                                name="one_award_per_list",
                                violation_error_message="Danh hiệu này đã có trong danh sách của năm.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Nomination",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "nomination_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="awards.nominationlist",
                            ),
                        ),
                        (
                            "award",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="nominations",
                                to="awards.award",
                                verbose_name="danh hiệu, hình thức",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="nominations",
                                to="units.person",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="nominations",
                                to="units.unit",
                            ),
                        ),
                        (
                            "proposer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposed",
                                to="units.unit",
                                verbose_name="đơn vị đề nghị",
                            ),
                        ),
                        ("subject_name", models.CharField(max_length=200, verbose_name="đối tượng")),
                        (
                            "subject_detail",
                            models.CharField(blank=True, max_length=300, verbose_name="cấp bậc, chức vụ, đơn vị"),
                        ),
                        ("sort_key", models.CharField(editable=False, max_length=320)),
                        ("search_key", models.CharField(editable=False, max_length=520)),
                        ("citation", models.TextField(blank=True, verbose_name="tóm tắt thành tích")),
                        (
                            "unit_votes_for",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="tán thành ở đơn vị"),
                        ),
                        (
                            "unit_votes_total",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="tham gia biểu quyết ở đơn vị"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Nháp"),
                                    ("sent", "Đang thẩm định"),
                                    ("returned", "Trả lại bổ sung"),
                                    ("to_council", "Trình Hội đồng"),
                                    ("on_hold", "Tạm dừng xét"),
                                    ("rejected", "Đề nghị loại"),
                                    ("withdrawn", "Đã rút"),
                                    ("passed", "Đạt phiếu"),
                                    ("not_passed", "Không đạt"),
                                    ("proposed_up", "Đã trình cấp trên"),
                                    ("decided", "Có quyết định"),
                                    ("refused_above", "Cấp trên không tặng"),
                                ],
                                default="draft",
                                max_length=14,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "eligibility",
                            models.CharField(
                                choices=[
                                    ("eligible", "Đủ điều kiện"),
                                    ("look", "Cần xem"),
                                    ("held", "Tạm dừng xét"),
                                    ("ineligible", "Chưa đủ điều kiện"),
                                ],
                                default="look",
                                max_length=10,
                                verbose_name="điều kiện",
                            ),
                        ),
                        ("eligibility_reason", models.CharField(blank=True, max_length=300)),
                        ("eligibility_basis", models.CharField(blank=True, max_length=300)),
                        (
                            "rule_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="awards.ruleset"
                            ),
                        ),
                        ("checked_at", models.DateTimeField(blank=True, null=True)),
                        ("outcome_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                    ],
                    options={
                        "ordering": ["award__sort", "sort_key"],
                        "indexes": [
                            models.Index(
                                fields=["nomination_list", "award", "sort_key"], name="awards_nomi_nominat_316075_idx"
                            ),
                            models.Index(fields=["nomination_list", "state"], name="awards_nomi_nominat_89efe2_idx"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("person__isnull", True), ("unit__isnull", True), _connector="XOR"),
                                name="nomination_one_subject",
                                violation_error_message="Chọn một cá nhân hoặc một tập thể.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("person__isnull", False), models.Q(("state", "withdrawn"), _negated=True)
                                ),
                                fields=("nomination_list", "award", "person"),
                                name="one_line_per_person",
                                violation_error_message="Đồng chí này đã có trong danh sách đề nghị danh hiệu này.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("unit__isnull", False), models.Q(("state", "withdrawn"), _negated=True)
                                ),
                                fields=("nomination_list", "award", "unit"),
                                name="one_line_per_unit",
                                violation_error_message="Đơn vị này đã có trong danh sách đề nghị danh hiệu này.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("unit_votes_for__isnull", True),
                                    ("unit_votes_for__lte", models.F("unit_votes_total")),
                                    _connector="OR",
                                ),
                                name="unit_votes_add_up",
                                violation_error_message="Số tán thành không thể vượt số tham gia.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConditionCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="awards.nomination",
                            ),
                        ),
                        ("code", models.CharField(max_length=60)),
                        (
                            "verdict",
                            models.CharField(
                                choices=[("met", "Đạt"), ("not_met", "Chưa đạt"), ("unknown", "Chưa có số liệu")],
                                max_length=8,
                                verbose_name="kết quả",
                            ),
                        ),
                        (
                            "severity",
                            models.CharField(
                                choices=[
                                    ("block", "Không được đề nghị"),
                                    ("hold", "Tạm dừng xét"),
                                    ("warn", "Cần xem"),
                                    ("info", "Ghi nhận"),
                                ],
                                max_length=5,
                                verbose_name="khi chưa đạt",
                            ),
                        ),
                        ("text", models.CharField(max_length=400, verbose_name="điều kiện")),
                        ("need", models.CharField(blank=True, max_length=200, verbose_name="cần")),
                        ("have", models.CharField(blank=True, max_length=300, verbose_name="có")),
                        ("legal_basis", models.CharField(blank=True, max_length=300, verbose_name="căn cứ")),
                        ("sort", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["sort"],
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("decision", "Quyết định khen thưởng"),
                                    ("submission", "Tờ trình đề nghị khen thưởng"),
                                    ("answer", "Quyết định của cấp trên"),
                                ],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="awards.conference",
                            ),
                        ),
                        (
                            "issuer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="issued",
                                to="units.unit",
                                verbose_name="cơ quan ban hành",
                            ),
                        ),
                        (
                            "issuer_text",
                            models.CharField(
                                blank=True,
                                help_text="Ví dụ Bộ Chỉ huy BĐBP tỉnh Long An.",
                                max_length=200,
                                verbose_name="tên cơ quan trên văn bản",
                            ),
                        ),
                        (
                            "series",
                            models.CharField(help_text="Ví dụ QĐ-BCH, TTr-BCH.", max_length=40, verbose_name="ký hiệu"),
                        ),
                        ("number", models.PositiveIntegerField(blank=True, null=True, verbose_name="số")),
                        (
                            "number_year",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="năm ban hành"),
                        ),
                        ("subject_line", models.CharField(max_length=300, verbose_name="trích yếu")),
                        (
                            "legal_bases",
                            models.TextField(
                                blank=True,
                                help_text="Mỗi căn cứ một dòng. Để trống thì lấy luật có hiệu lực vào ngày ký.",
                                verbose_name="căn cứ ban hành",
                            ),
                        ),
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="ngày ký")),
                        ("place", models.CharField(max_length=60, verbose_name="nơi ký")),
                        (
                            "signer_authority",
                            models.CharField(
                                blank=True,
                                help_text="Ví dụ KT. CHỈ HUY TRƯỞNG.",
                                max_length=60,
                                verbose_name="quyền hạn ký",
                            ),
                        ),
                        ("signer_post", models.CharField(max_length=120, verbose_name="chức vụ người ký")),
                        ("signer_rank", models.CharField(blank=True, max_length=40, verbose_name="cấp bậc người ký")),
                        ("signer_name", models.CharField(max_length=120, verbose_name="người ký")),
                        ("addressee", models.CharField(blank=True, max_length=200, verbose_name="kính gửi")),
                        (
                            "recipients",
                            models.TextField(
                                blank=True,
                                help_text="Mỗi nơi một dòng. Để trống thì ghi nơi nhận thường lệ.",
                                verbose_name="nơi nhận",
                            ),
                        ),
                        (
                            "answers",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answered_by",
                                to="awards.decision",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Dự thảo"),
                                    ("to_sign", "Chờ ký"),
                                    ("signed", "Đã ban hành"),
                                    ("cancelled", "Đã hủy"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "signed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="tài khoản ký",
                            ),
                        ),
                        ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="ký lúc")),
                        (
                            "pdf",
                            models.FileField(
                                blank=True, null=True, upload_to="decisions/%Y/", verbose_name="bản đã ký"
                            ),
                        ),
                        ("sha256", models.CharField(blank=True, max_length=64, verbose_name="mã kiểm tra")),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                    ],
                    options={
                        "ordering": ["-decided_on", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("issuer", "series", "number_year", "number"),
                                name="one_number_per_issuer_series_year",
                                violation_error_message="Số này đã dùng trong năm.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "signed"), _negated=True),
                                    models.Q(
                                        ("decided_on__isnull", False),
                                        ("number__gte", 1),
                                        ("number__isnull", False),
                                        ("number_year__isnull", False),
                                        models.Q(
                                            ("kind", "answer"),
                                            models.Q(
                                                ("pdf__isnull", False),
                                                models.Q(("pdf", ""), _negated=True),
                                                models.Q(("sha256", ""), _negated=True),
                                            ),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="signed_paper_is_complete",
                                violation_error_message="Văn bản đã ký phải có số, ngày và bản lưu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state", "signed"), ("number__isnull", True), _connector="OR"),
                                name="number_only_when_signed",
                                violation_error_message="Số chỉ cấp khi ký.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DecisionLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="awards.decision"
                            ),
                        ),
                        (
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decision_lines",
                                to="awards.nomination",
                            ),
                        ),
                        (
                            "golden_book_no",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="số sổ vàng"),
                        ),
                        ("is_granted", models.BooleanField(null=True, verbose_name="được tặng")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="lý do")),
                    ],
                    options={
                        "ordering": ["decision", "nomination__award__sort", "golden_book_no", "nomination__sort_key"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("decision", "nomination"),
                                name="one_line_per_nomination",
                                violation_error_message="Đối tượng này đã có trong văn bản.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AwardRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "award",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="records", to="awards.award"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="award_records",
                                to="units.person",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="award_records",
                                to="units.unit",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                        ("decision_text", models.CharField(max_length=200, verbose_name="quyết định")),
                        ("decided_on", models.DateField(verbose_name="ngày")),
                        (
                            "line",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="record",
                                to="awards.decisionline",
                            ),
                        ),
                        (
                            "edition",
                            models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="lần ghi"),
                        ),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                    ],
                    options={
                        "ordering": ["-year", "award__sort"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("person__isnull", True), ("unit__isnull", True), _connector="XOR"),
                                name="award_record_one_subject",
                                violation_error_message="Chọn một cá nhân hoặc một tập thể.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("person__isnull", False)),
                                fields=("award", "person", "year", "edition"),
                                name="one_award_per_person_year",
                                violation_error_message="Người này đã có danh hiệu này trong năm.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("unit__isnull", False)),
                                fields=("award", "unit", "year", "edition"),
                                name="one_award_per_unit_year",
                                violation_error_message="Đơn vị đã có danh hiệu này trong năm.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AwardWithdrawal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "record",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="withdrawal",
                                to="awards.awardrecord",
                                verbose_name="khen thưởng",
                            ),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người rút",
                            ),
                        ),
                        ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="rút lúc")),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Notification",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notifications",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("reminder", "Nhắc hạn"),
                                    ("deadline", "Hạn bị dời, được gia hạn"),
                                    ("returned", "Kết quả, đề nghị bị trả lại"),
                                    ("verified", "Kết quả đã xác minh"),
                                ],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("text", models.CharField(max_length=500, verbose_name="nội dung")),
                        ("link", models.CharField(blank=True, max_length=300)),
                        ("key", models.CharField(max_length=120)),
                        (
                            "created_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="lúc"),
                        ),
                        ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="đọc lúc")),
                    ],
                    options={
                        "ordering": ["-created_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["user", "read_at"], name="awards_noti_user_id_b2cc95_idx"),
                            models.Index(fields=["user", "-created_at"], name="awards_noti_user_id_7f9586_idx"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "key"),
                                name="one_notice_per_thing",
                                violation_error_message="Đã báo việc này rồi.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NotificationChoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notification_choices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("reminder", "Nhắc hạn"),
                                    ("deadline", "Hạn bị dời, được gia hạn"),
                                    ("returned", "Kết quả, đề nghị bị trả lại"),
                                    ("verified", "Kết quả đã xác minh"),
                                ],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("app", "Trong phần mềm"),
                                    ("mail", "Trong phần mềm và thư điện tử"),
                                    ("none", "Không"),
                                ],
                                default="app",
                                max_length=4,
                                verbose_name="cách báo",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "kind"),
                                name="one_choice_per_kind",
                                violation_error_message="Loại này đã chọn rồi.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutboxMail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "to",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người nhận",
                            ),
                        ),
                        ("address", models.EmailField(max_length=254, verbose_name="địa chỉ")),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.unit",
                                verbose_name="đơn vị",
                            ),
                        ),
                        ("subject", models.CharField(max_length=200, verbose_name="tiêu đề")),
                        ("body", models.TextField(verbose_name="nội dung")),
                        ("key", models.CharField(max_length=120)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Chờ duyệt"),
                                    ("ready", "Sẽ gửi"),
                                    ("sending", "Đang gửi"),
                                    ("sent", "Đã gửi"),
                                    ("failed", "Lỗi"),
                                    ("dropped", "Bỏ"),
                                ],
                                default="waiting",
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="lập lúc"),
                        ),
                        ("claimed_at", models.DateTimeField(blank=True, null=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="gửi lúc")),
                        ("error", models.CharField(blank=True, max_length=300, verbose_name="lỗi")),
                    ],
                    options={
                        "ordering": ["-created_at", "-pk"],
                        "indexes": [models.Index(fields=["state"], name="awards_outb_state_bee543_idx")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("to", "key"),
                                name="one_letter_per_thing",
                                violation_error_message="Thư này đã lập rồi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["waiting", "ready", "sending", "sent", "failed", "dropped"])
                                ),
                                name="letter_state_known",
                                violation_error_message="Trạng thái thư không có.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "failed"), _negated=True),
                                    models.Q(("error", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="failed_letter_says_why",
                                violation_error_message="Thư lỗi phải có lý do.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResultSheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "term",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="awards.reportingterm",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="result_sheets",
                                to="units.unit",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Đang nhập"),
                                    ("submitted", "Đã gửi"),
                                    ("returned", "Trả lại bổ sung"),
                                    ("verified", "Đã xác minh"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="gửi lúc")),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người gửi",
                            ),
                        ),
                        ("late_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do gửi muộn")),
                        ("verified_at", models.DateTimeField(blank=True, null=True, verbose_name="xác minh lúc")),
                        (
                            "verified_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người xác minh",
                            ),
                        ),
                        ("return_reason", models.CharField(blank=True, max_length=500, verbose_name="lý do trả lại")),
                        ("change_no", models.PositiveIntegerField(default=0, editable=False)),
                        ("unlocked_until", models.DateTimeField(blank=True, null=True, verbose_name="mở khóa đến")),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                    ],
                    options={
                        "ordering": ["term", "unit"],
                        "indexes": [models.Index(fields=["term", "state"], name="awards_resu_term_id_e77ed5_idx")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("term", "unit"),
                                name="one_sheet_per_unit_month",
                                violation_error_message="Đơn vị đã có bảng kết quả của tháng này.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResultEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "sheet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="awards.resultsheet",
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="awards.criterion",
                            ),
                        ),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="kết quả"
                            ),
                        ),
                        ("raw", models.CharField(blank=True, max_length=60)),
                        ("problem", models.CharField(blank=True, max_length=200)),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                        ("return_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do trả lại")),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("changed_in", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "entered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        ("on_behalf", models.BooleanField(default=False, verbose_name="cơ quan nhập thay đơn vị")),
                        (
                            "checked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="xem xét lúc")),
                        ("reported", models.CharField(blank=True, max_length=60, verbose_name="số đơn vị báo cáo")),
                        ("reported_value", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        ("explain_by", models.DateTimeField(blank=True, null=True, verbose_name="hạn giải trình")),
                        ("explained_at", models.DateTimeField(blank=True, null=True, verbose_name="giải trình lúc")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("sheet", "criterion"),
                                name="one_entry_per_criterion",
                                violation_error_message="Tiêu chí đã có số liệu trong bảng này.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("value__isnull", True), ("value__gte", 0), _connector="OR"),
                                name="result_not_negative",
                                violation_error_message="Kết quả không được âm.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("problem", ""), ("value__isnull", True), _connector="OR"),
                                name="problem_has_no_value",
                                violation_error_message="Ô còn lỗi thì chưa có số.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Evidence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="awards.resultentry",
                            ),
                        ),
                        ("file", models.FileField(blank=True, upload_to="evidence/%Y/%m/", verbose_name="tệp")),
                        ("name", models.CharField(max_length=200, verbose_name="tên tệp")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("pdf", "PDF"),
                                    ("jpg", "Ảnh JPEG"),
                                    ("png", "Ảnh PNG"),
                                    ("webp", "Ảnh WebP"),
                                    ("docx", "Word"),
                                    ("xlsx", "Excel"),
                                    ("pptx", "PowerPoint"),
                                    ("odt", "Văn bản ODF"),
                                    ("ods", "Bảng tính ODF"),
                                    ("odp", "Trình chiếu ODF"),
                                ],
                                max_length=5,
                                verbose_name="loại",
                            ),
                        ),
                        ("size", models.PositiveIntegerField(verbose_name="dung lượng")),
                        ("sha256", models.CharField(editable=False, max_length=64)),
                        ("caption", models.CharField(blank=True, max_length=300, verbose_name="chú thích")),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("added_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="đã gửi cùng bảng lúc")),
                        ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="gỡ lúc")),
                        (
                            "removed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["added_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at__isnull", True)),
                                fields=("entry", "sha256"),
                                name="one_file_once_per_cell",
                                violation_error_message="Tệp này đã có ở ô.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CellRemark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="remarks",
                                to="awards.resultentry",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("returned", "Trả lại"),
                                    ("corrected", "Sửa số"),
                                    ("explained", "Giải trình"),
                                    ("agreed", "Đồng ý với số thẩm định"),
                                    ("accepted", "Chấp nhận"),
                                    ("upheld", "Giữ số thẩm định"),
                                    ("stood", "Hết hạn giải trình, giữ số thẩm định"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("text", models.CharField(blank=True, max_length=500, verbose_name="nội dung")),
                        ("was", models.CharField(blank=True, max_length=60, verbose_name="số trước")),
                        ("figure", models.CharField(blank=True, max_length=60, verbose_name="số")),
                        ("value", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ExplanationRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="explanation_rule",
                                to="awards.emulationperiod",
                            ),
                        ),
                        ("days", models.PositiveSmallIntegerField(default=3, verbose_name="số ngày giải trình")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("days__lte", 60)),
                                name="explanation_days_in_range",
                                violation_error_message="Số ngày giải trình từ 0 đến 60.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnlockRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "term",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="unlock_requests",
                                to="awards.reportingterm",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="unlock_requests",
                                to="units.unit",
                            ),
                        ),
                        ("reason", models.CharField(max_length=500, verbose_name="lý do")),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "Chờ trả lời"), ("granted", "Đã mở"), ("refused", "Không mở")],
                                default="waiting",
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        ("answer", models.CharField(blank=True, max_length=500, verbose_name="trả lời")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc")),
                        ("open_until", models.DateTimeField(blank=True, null=True, verbose_name="mở đến")),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                    ],
                    options={
                        "ordering": ["-asked_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting")),
                                fields=("term", "unit"),
                                name="one_waiting_unlock",
                                violation_error_message="Đã có yêu cầu mở khóa đang chờ.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HandScore",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hand_scores",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hand_scores",
                                to="awards.criterion",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="hand_scores", to="units.unit"
                            ),
                        ),
                        ("points", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="điểm")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                        (
                            "given_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("given_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("period", "criterion", "unit"),
                                name="one_hand_score",
                                violation_error_message="Đơn vị đã có điểm chấm trực tiếp của tiêu chí này.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("points__gte", 0)),
                                name="hand_score_not_negative",
                                violation_error_message="Điểm chấm trực tiếp không được âm.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Adjustment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adjustments",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="score_adjustments",
                                to="units.unit",
                            ),
                        ),
                        ("points", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="điểm")),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        (
                            "given_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("given_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                    ],
                    options={},
                ),
                migrations.CreateModel(
                    name="ScoreBoard",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="boards",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "cluster",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="boards", to="units.cluster"
                            ),
                        ),
                        (
                            "criteria_set",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="boards",
                                to="awards.criteriaset",
                                verbose_name="bản bảng điểm đã dùng",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="bản")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("provisional", "Tạm tính"),
                                    ("frozen", "Đã chốt điểm"),
                                    ("confirmed", "Đã công nhận xếp hạng"),
                                    ("replaced", "Đã thay bằng bản sau"),
                                ],
                                default="provisional",
                                max_length=12,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("computed_at", models.DateTimeField(default=thidua.clock.now, verbose_name="tính lúc")),
                        ("frozen_at", models.DateTimeField(blank=True, null=True, verbose_name="chốt lúc")),
                        (
                            "frozen_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do lập bản này")),
                        (
                            "tie_rule",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="boards",
                                to="awards.tiebreakrule",
                                verbose_name="quy định khi bằng điểm",
                            ),
                        ),
                        ("checksum", models.CharField(blank=True, max_length=64)),
                    ],
                    options={
                        "ordering": ["cluster", "-version"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("period", "cluster", "version"),
                                name="one_board_version",
                                violation_error_message="Cụm đã có bản này của bảng điểm.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitScore",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "board",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="unit_scores",
                                to="awards.scoreboard",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="unit_scores", to="units.unit"
                            ),
                        ),
                        ("points", models.DecimalField(decimal_places=3, max_digits=8, verbose_name="điểm")),
                        (
                            "applicable",
                            models.DecimalField(decimal_places=2, max_digits=8, verbose_name="điểm tối đa được giao"),
                        ),
                        (
                            "bonus",
                            models.DecimalField(decimal_places=2, default=0, max_digits=7, verbose_name="điểm thưởng"),
                        ),
                        (
                            "penalty",
                            models.DecimalField(decimal_places=2, default=0, max_digits=7, verbose_name="điểm trừ"),
                        ),
                        ("total", models.DecimalField(decimal_places=3, max_digits=8, verbose_name="tổng điểm")),
                        ("percent", models.DecimalField(decimal_places=6, max_digits=9, verbose_name="tỷ lệ")),
                        ("rank", models.PositiveSmallIntegerField(verbose_name="xếp hạng")),
                        ("is_shared_rank", models.BooleanField(default=False, verbose_name="đồng hạng")),
                        ("place_note", models.TextField(blank=True, verbose_name="vì sao ở hạng này")),
                    ],
                    options={
                        "ordering": ["rank", "unit__sort"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("board", "unit"),
                                name="one_unit_score",
                                violation_error_message="Đơn vị đã có dòng trong bảng điểm này.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CriterionScore",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "unit_score",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="awards.unitscore"
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="awards.criterion"
                            ),
                        ),
                        ("target", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ("actual", models.DecimalField(decimal_places=4, max_digits=14, null=True)),
                        ("points", models.DecimalField(decimal_places=3, max_digits=8, null=True)),
                        ("explanation", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "ordering": ["criterion__sort"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit_score", "criterion"),
                                name="one_criterion_score",
                                violation_error_message="Tiêu chí đã có điểm trong dòng này.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScoreSheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="score_sheets",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="score_sheets",
                                to="units.unit",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Đang tự chấm"),
                                    ("sent", "Đã gửi tự chấm"),
                                    ("agreed", "Đã thống nhất điểm"),
                                ],
                                default="draft",
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="gửi lúc")),
                        (
                            "sent_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("agreed_at", models.DateTimeField(blank=True, null=True, verbose_name="thống nhất lúc")),
                        (
                            "agreed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("period", "unit"),
                                name="one_score_sheet",
                                violation_error_message="Đơn vị đã có phiếu tự chấm của năm này.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PointDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="point_drafts",
                                to="units.unit",
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="point_drafts",
                                to="awards.criterion",
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("self", "Tự chấm"),
                                    ("cross", "Kiểm tra chéo"),
                                    ("organ", "Cơ quan phụ trách"),
                                    ("cluster", "Cụm"),
                                    ("office", "Cơ quan thi đua"),
                                ],
                                max_length=8,
                                verbose_name="khâu",
                            ),
                        ),
                        (
                            "points",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=8, null=True, verbose_name="điểm"
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="giải trình")),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("written_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("period", "unit", "criterion", "stage"),
                                name="one_point_draft",
                                violation_error_message="Tiêu chí đã có điểm đang ghi.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PointOpinion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="point_opinions",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="point_opinions",
                                to="units.unit",
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="point_opinions",
                                to="awards.criterion",
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("self", "Tự chấm"),
                                    ("cross", "Kiểm tra chéo"),
                                    ("organ", "Cơ quan phụ trách"),
                                    ("cluster", "Cụm"),
                                    ("office", "Cơ quan thi đua"),
                                ],
                                max_length=8,
                                verbose_name="khâu",
                            ),
                        ),
                        ("points", models.DecimalField(decimal_places=3, max_digits=8, verbose_name="điểm")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                        (
                            "given_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "given_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="lúc"),
                        ),
                        ("is_current", models.BooleanField(default=True, editable=False)),
                    ],
                    options={
                        "ordering": ["given_at", "pk"],
                        "indexes": [models.Index(fields=["period", "unit", "criterion"], name="opinion_of_cell")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_current", True)),
                                fields=("period", "unit", "criterion", "stage"),
                                name="one_current_opinion",
                                violation_error_message="Khâu này đã có điểm của tiêu chí.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CrossCheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cross_checks",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "cluster",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cross_checks",
                                to="units.cluster",
                            ),
                        ),
                        (
                            "checker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks_made",
                                to="units.unit",
                                verbose_name="đơn vị kiểm tra",
                            ),
                        ),
                        (
                            "checked",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks_had",
                                to="units.unit",
                                verbose_name="đơn vị được kiểm tra",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Chờ kiểm tra chéo"), ("sent", "Đã kiểm tra chéo")],
                                default="open",
                                max_length=5,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("set_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do đổi")),
                        (
                            "sent_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="gửi lúc")),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("period", "checked"),
                                name="one_checker_per_unit",
                                violation_error_message="Đơn vị đã có đơn vị kiểm tra chéo.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("checker", models.F("checked")), _negated=True),
                                name="nobody_checks_itself",
                                violation_error_message="Đơn vị không tự kiểm tra chéo chính mình.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AppealTerm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeal_term",
                                to="awards.emulationperiod",
                            ),
                        ),
                        ("due_at", models.DateTimeField(verbose_name="hạn khiếu nại điểm")),
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("set_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                    ],
                    options={},
                ),
                migrations.CreateModel(
                    name="ScoreAppeal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="score_appeals",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="score_appeals",
                                to="units.unit",
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="score_appeals",
                                to="awards.criterion",
                            ),
                        ),
                        (
                            "points_before",
                            models.DecimalField(decimal_places=3, max_digits=8, verbose_name="điểm bị khiếu nại"),
                        ),
                        ("reason", models.CharField(max_length=1000, verbose_name="lý do")),
                        ("evidence", models.CharField(blank=True, max_length=300, verbose_name="căn cứ, minh chứng")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Chờ trả lời"),
                                    ("accepted", "Chấp nhận"),
                                    ("refused", "Không chấp nhận"),
                                    ("withdrawn", "Đơn vị đã rút"),
                                ],
                                default="waiting",
                                max_length=9,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "filed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("filed_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        ("answer", models.CharField(blank=True, max_length=1000, verbose_name="trả lời")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc")),
                        (
                            "opinion",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeal",
                                to="awards.pointopinion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-filed_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting")),
                                fields=("period", "unit", "criterion"),
                                name="one_waiting_appeal",
                                violation_error_message="Tiêu chí này đang có khiếu nại chờ trả lời.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TieBreakRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tie_rule",
                                to="awards.emulationperiod",
                            ),
                        ),
                        ("basis", models.CharField(max_length=300, verbose_name="căn cứ")),
                        ("decision", models.CharField(blank=True, max_length=300, verbose_name="văn bản công bố")),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Đang soạn"), ("published", "Đã công bố")],
                                default="draft",
                                max_length=9,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="công bố lúc")),
                        (
                            "published_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "published"), _negated=True),
                                    models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="tie_rule_published_by_somebody",
                                violation_error_message="Quy định đã công bố phải ghi ai công bố, lúc nào.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TieBreakKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="keys",
                                to="awards.tiebreakrule",
                            ),
                        ),
                        ("sort", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("group", "Điểm nhóm cao hơn"),
                                    ("full", "Tỷ lệ tiêu chí đạt điểm tối đa cao hơn"),
                                    ("bonus", "Nhiều điểm thưởng hơn"),
                                    ("penalty", "Ít điểm trừ hơn"),
                                ],
                                max_length=8,
                                verbose_name="xét",
                            ),
                        ),
                        ("code", models.CharField(blank=True, max_length=12, verbose_name="nhóm tiêu chí")),
                        ("name", models.CharField(blank=True, max_length=300, verbose_name="tên nhóm")),
                    ],
                    options={
                        "ordering": ["sort"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("rule", "kind", "code"),
                                name="one_tie_key",
                                violation_error_message="Điều này đã có trong thứ tự xét.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "group"), models.Q(("code", ""), _negated=True)),
                                    models.Q(models.Q(("kind", "group"), _negated=True), ("code", "")),
                                    _connector="OR",
                                ),
                                name="tie_key_of_a_group_names_it",
                                violation_error_message="Chọn nhóm tiêu chí để xét điểm nhóm.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BestPractice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="best_practices",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                help_text="Để trống khi nhiều đơn vị cùng làm.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="best_practices",
                                to="units.unit",
                                verbose_name="đơn vị",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="tên")),
                        (
                            "field",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("border", "Quản lý, bảo vệ biên giới"),
                                    ("crime", "Phòng, chống tội phạm"),
                                    ("people", "Vận động quần chúng, giúp dân"),
                                    ("training", "Huấn luyện, sẵn sàng chiến đấu"),
                                    ("party", "Xây dựng Đảng, công tác chính trị"),
                                    ("support", "Hậu cần, kỹ thuật, tài chính"),
                                    ("reform", "Cải cách, chuyển đổi số"),
                                    ("other", "Lĩnh vực khác"),
                                ],
                                max_length=8,
                                verbose_name="lĩnh vực",
                            ),
                        ),
                        ("summary", models.TextField(blank=True, verbose_name="nội dung")),
                        ("source", models.CharField(blank=True, max_length=200, verbose_name="nguồn")),
                        (
                            "movement",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="practices",
                                to="awards.movement",
                                verbose_name="từ phong trào",
                            ),
                        ),
                        (
                            "recognised_by",
                            models.CharField(blank=True, max_length=200, verbose_name="được công nhận bởi"),
                        ),
                        ("recognised_on", models.DateField(blank=True, null=True, verbose_name="ngày công nhận")),
                        (
                            "keywords",
                            models.CharField(
                                blank=True, help_text="Cách nhau dấu phẩy.", max_length=200, verbose_name="từ khóa"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Đang soạn"),
                                    ("sent", "Chờ đưa vào thư viện"),
                                    ("library", "Trong thư viện"),
                                    ("withdrawn", "Đã rút"),
                                ],
                                default="library",
                                max_length=9,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("withdrawn_reason", models.CharField(blank=True, max_length=500, verbose_name="lý do rút")),
                        ("proposed_to_spread", models.BooleanField(default=False, verbose_name="đề nghị nhân rộng")),
                        ("search_key", models.CharField(db_index=True, editable=False, max_length=700)),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                    ],
                    options={
                        "ordering": ["unit__sort", "name"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("unit__isnull", False)),
                                fields=("period", "unit", "name"),
                                name="one_best_practice_name",
                                violation_error_message="Đơn vị đã có mô hình này.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("unit__isnull", True)),
                                fields=("period", "name"),
                                name="one_shared_best_practice_name",
                                violation_error_message="Đã có mô hình này.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BestPracticeFigure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "practice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="figures",
                                to="awards.bestpractice",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=120, verbose_name="nội dung đo")),
                        (
                            "before",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="trước"
                            ),
                        ),
                        ("value", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="số")),
                        ("label", models.CharField(max_length=60, verbose_name="đơn vị tính")),
                        ("sort", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["sort"],
                    },
                ),
                migrations.CreateModel(
                    name="PracticeCredit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "practice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="credits",
                                to="awards.bestpractice",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="practice_credits",
                                to="units.unit",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="practice_credits",
                                to="units.person",
                            ),
                        ),
                        ("role", models.CharField(blank=True, max_length=120, verbose_name="vai trò")),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("unit__isnull", True), ("person__isnull", True), _connector="XOR"),
                                name="credit_of_one",
                                violation_error_message="Chọn một đơn vị hoặc một người.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PracticePicture",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "practice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pictures",
                                to="awards.bestpractice",
                            ),
                        ),
                        ("file", models.FileField(upload_to="practices/%Y/%m/", verbose_name="ảnh")),
                        ("size", models.PositiveIntegerField(verbose_name="dung lượng")),
                        ("width", models.PositiveSmallIntegerField()),
                        ("height", models.PositiveSmallIntegerField()),
                        ("sha256", models.CharField(editable=False, max_length=64)),
                        ("caption", models.CharField(max_length=300, verbose_name="chú thích")),
                        ("alt", models.CharField(max_length=300, verbose_name="mô tả ảnh")),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("added_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        (
                            "removed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["added_at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="PracticeAdoption",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "practice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adoptions",
                                to="awards.bestpractice",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adoptions",
                                to="units.unit",
                                verbose_name="đơn vị",
                            ),
                        ),
                        ("since", models.DateField(verbose_name="từ ngày")),
                        ("result", models.TextField(blank=True, verbose_name="kết quả")),
                        ("contact", models.CharField(blank=True, max_length=200, verbose_name="đầu mối liên hệ")),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="thôi áp dụng từ ngày")),
                        ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do thôi")),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("added_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                    ],
                    options={
                        "ordering": ["unit__sort", "unit__code", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True)),
                                fields=("practice", "unit"),
                                name="one_adoption_at_a_time",
                                violation_error_message="Đơn vị đang áp dụng mô hình này.",
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
