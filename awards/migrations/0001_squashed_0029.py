"""The tables as the migrations up to 0029 leave them, laid at once: a new database has them in a quarter of the time. One
that has some of them goes on one after the other."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import awards.years.models
import thidua.clock
from thidua.schema import CreateTables


class Migration(migrations.Migration):
    replaces = [
        ("awards", "0001_initial"),
        ("awards", "0002_notice_kinds"),
        ("awards", "0003_extra_conditions"),
        ("awards", "0004_overrides"),
        ("awards", "0005_suggestions"),
        ("awards", "0006_catalogue_versions"),
        ("awards", "0007_law_of_a_list"),
        ("awards", "0008_quota_sharing"),
        ("awards", "0009_unit_meeting"),
        ("awards", "0010_back_entry"),
        ("awards", "0011_stations"),
        ("awards", "0012_dossier"),
        ("awards", "0013_law_gaps"),
        ("awards", "0014_box"),
        ("awards", "0015_conference_in_full"),
        ("awards", "0016_rehearsals"),
        ("awards", "0017_number_register"),
        ("awards", "0018_submissions_followed"),
        ("awards", "0019_amending_papers"),
        ("awards", "0020_prizes_paid"),
        ("awards", "0021_certificates"),
        ("awards", "0022_ballot_in_full"),
        ("awards", "0023_paper_words"),
        ("awards", "0024_digital_signatures"),
        ("awards", "0025_two_keys"),
        ("awards", "0026_another_title"),
        ("awards", "0027_fund_share"),
        ("awards", "0028_ballot_lines"),
        ("awards", "0029_guests_in_one_list"),
    ]

    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("units", "0005_report_card_words"),
    ]

    operations = [
        CreateTables(
            models=[
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
                        (
                            "made_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ghi lúc"),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
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
                        (
                            "made_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ghi lúc"),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
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
                            ),
                            models.UniqueConstraint(
                                fields=("award", "valid_from"),
                                name="one_rule_of_an_award_from_a_day",
                                violation_error_message="Danh hiệu, hình thức này đã có quy định từ ngày ấy.",
                            ),
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
                                    ("TITLE_QUOTA", "chỉ tiêu của danh hiệu"),
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
                        (
                            "group",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Mọi đối tượng"),
                                    ("commanders", "Riêng cán bộ chủ trì"),
                                    ("apart", "Riêng cán bộ chủ trì, ngoài chỉ tiêu chung"),
                                ],
                                default="",
                                max_length=12,
                                verbose_name="đối tượng",
                            ),
                        ),
                    ],
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
                        (
                            "made_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ghi lúc"),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
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
                            ),
                            models.UniqueConstraint(
                                fields=("valid_from",),
                                name="one_base_salary_from_a_day",
                                violation_error_message="Đã có mức lương cơ sở từ ngày ấy.",
                            ),
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
                        (
                            "made_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ghi lúc"),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
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
                            ),
                            models.UniqueConstraint(
                                fields=("valid_from",),
                                name="one_rounding_from_a_day",
                                violation_error_message="Đã có cách làm tròn từ ngày ấy.",
                            ),
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
                        ("is_standing", models.BooleanField(default=False, verbose_name="trong Thường trực Hội đồng")),
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
                        (
                            "substitute_basis",
                            models.CharField(blank=True, max_length=200, verbose_name="điều, khoản về dự thay"),
                        ),
                        (
                            "substitutes",
                            models.CharField(
                                choices=[
                                    ("none", "Không cử người dự thay"),
                                    ("speaks", "Người dự thay được phát biểu, không biểu quyết"),
                                    ("votes", "Người dự thay được biểu quyết, tính là ý kiến của thành viên"),
                                ],
                                default="none",
                                max_length=6,
                                verbose_name="dự thay",
                            ),
                        ),
                        (
                            "quorum_of",
                            models.CharField(
                                choices=[
                                    ("present", "số có mặt"),
                                    ("participating", "số có mặt và gửi ý kiến bằng văn bản"),
                                    ("returned", "số phiếu thu về"),
                                ],
                                default="present",
                                max_length=15,
                                verbose_name="đủ số theo",
                            ),
                        ),
                        (
                            "recusal",
                            models.CharField(
                                choices=[("keep", "vẫn tính trong tổng số"), ("reduce", "trừ khỏi tổng số")],
                                default="keep",
                                max_length=6,
                                verbose_name="người không tham gia",
                            ),
                        ),
                        (
                            "recuses_family",
                            models.BooleanField(default=True, verbose_name="không bỏ phiếu về người thân đã khai"),
                        ),
                        (
                            "recuses_nominee",
                            models.BooleanField(default=True, verbose_name="không bỏ phiếu về chính mình"),
                        ),
                        (
                            "recuses_own_unit",
                            models.BooleanField(default=False, verbose_name="không bỏ phiếu về đơn vị mình"),
                        ),
                        (
                            "retention_days",
                            models.PositiveSmallIntegerField(
                                default=90, verbose_name="giữ phiếu sau khi công bố (ngày)"
                            ),
                        ),
                        (
                            "runoffs",
                            models.PositiveSmallIntegerField(
                                default=2, verbose_name="số lần bỏ phiếu lại khi bằng phiếu"
                            ),
                        ),
                        (
                            "written_votes",
                            models.CharField(
                                choices=[
                                    ("none", "Không nhận ý kiến bằng văn bản"),
                                    ("named", "Ý kiến có tên, ghi trong biên bản, được tính"),
                                    ("anonymous", "Phiếu kín trong hai lớp phong bì, bỏ vào hòm khi đóng phiếu"),
                                ],
                                default="named",
                                max_length=10,
                                verbose_name="người vắng",
                            ),
                        ),
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
                        ("checkin_secret", models.CharField(blank=True, max_length=40)),
                        (
                            "hall",
                            models.CharField(
                                choices=[
                                    ("auto", "Tự theo diễn biến"),
                                    ("programme", "Chương trình, người phát biểu"),
                                    ("paused", "Tạm dừng màn chiếu"),
                                ],
                                default="auto",
                                max_length=10,
                                verbose_name="màn chiếu",
                            ),
                        ),
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
                        ("mandate", models.CharField(blank=True, max_length=200, verbose_name="giấy ủy quyền")),
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
                        ("destroyed_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy phiếu lưu lúc")),
                        (
                            "main",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sub_rounds",
                                to="awards.votinground",
                            ),
                        ),
                        (
                            "two_keys",
                            models.BooleanField(default=False, verbose_name="mở hòm bằng mã của hai người kiểm phiếu"),
                        ),
                        (
                            "granularity",
                            models.CharField(
                                choices=[("paper", "Cả tờ là một phiếu"), ("line", "Mỗi dòng là một phiếu")],
                                default="paper",
                                max_length=5,
                                verbose_name="một phiếu điện tử là",
                            ),
                        ),
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("two_keys", False),
                                    models.Q(("kind", "secret_paper"), _negated=True),
                                    _connector="OR",
                                ),
                                name="two_keys_of_a_box",
                                violation_error_message="Chỉ hòm phiếu điện tử mở bằng mã.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("granularity", "paper"),
                                    models.Q(
                                        ("granularity", "line"), models.Q(("kind", "secret_paper"), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="lines_of_a_box",
                                violation_error_message="Chỉ phiếu điện tử bỏ được từng dòng.",
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
                        ("blinded_hash", models.CharField(blank=True, default="", max_length=64)),
                        ("is_ready", models.BooleanField(default=False, verbose_name="phiếu đã ở trên máy")),
                    ],
                    options={
                        "ordering": ["attendee__sort"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "attendee"),
                                name="one_roll_row",
                                violation_error_message="Đại biểu này đã có trong danh sách bỏ phiếu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("blinded_hash", ""), ("is_ready", False)),
                                    ("channel", "electronic"),
                                    _connector="OR",
                                ),
                                name="roll_electronic_only",
                                violation_error_message="Chỉ người nhận phiếu điện tử có phiếu trên máy.",
                            ),
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
                        ("has_code", models.BooleanField(default=False, verbose_name="đã nhận mã mở hòm")),
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
                                    ("destroy", "Hủy phiếu đã lưu"),
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
                        (
                            "written",
                            models.PositiveSmallIntegerField(default=0, verbose_name="phong bì của người vắng"),
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
                            models.CheckConstraint(
                                condition=models.Q(("written__lte", models.F("signed"))),
                                name="batch_written",
                                violation_error_message="Số phong bì của người vắng không thể vượt số người ký nhận.",
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
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="nomination_lists",
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
                        (
                            "law_day",
                            models.DateField(
                                blank=True,
                                help_text="Để trống: quy định của ngày hết hạn nhận đề nghị.",
                                null=True,
                                verbose_name="xét theo quy định ngày",
                            ),
                        ),
                        (
                            "law_reason",
                            models.CharField(blank=True, max_length=500, verbose_name="lý do chọn quy định"),
                        ),
                        (
                            "event",
                            models.CharField(blank=True, default="", max_length=200, verbose_name="đợt, vụ việc"),
                        ),
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
                                default="CONG_TRANG",
                                max_length=10,
                                verbose_name="loại hình",
                            ),
                        ),
                        (
                            "achievement",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lists",
                                to="awards.achievement",
                                verbose_name="thành tích",
                            ),
                        ),
                        (
                            "law_by_signing",
                            models.BooleanField(default=False, verbose_name="xét theo ngày ký quyết định"),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("event", "")),
                                fields=("period",),
                                name="one_list_per_year",
                                violation_error_message="Năm này đã có danh sách đề nghị.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("event", ""), _negated=True),
                                fields=("period", "kind", "event"),
                                name="one_list_per_event",
                                violation_error_message="Đợt khen thưởng này đã có.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("event", ""),
                                    models.Q(("kind__in", ["DOT_XUAT", "PHONG_TRAO"]), _negated=True),
                                    ("achievement__isnull", False),
                                    _connector="OR",
                                ),
                                name="event_list_names_achievement",
                                violation_error_message="Ghi thành tích của đợt khen thưởng.",
                            ),
                        ],
                        "base_manager_name": "every",
                    },
                    managers=[
                        ("objects", django.db.models.manager.Manager()),
                        ("every", django.db.models.manager.Manager()),
                    ],
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
                                    ("TITLE_QUOTA", "chỉ tiêu của danh hiệu"),
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
                        (
                            "commander_percent",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=5,
                                null=True,
                                verbose_name="tỷ lệ riêng cán bộ chủ trì (%)",
                            ),
                        ),
                        (
                            "commander_quota",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="chỉ tiêu riêng cán bộ chủ trì"
                            ),
                        ),
                        (
                            "commander_text",
                            models.CharField(blank=True, max_length=200, verbose_name="cách tính riêng cán bộ chủ trì"),
                        ),
                        (
                            "commanders_apart",
                            models.BooleanField(
                                default=False, verbose_name="riêng cán bộ chủ trì ngoài chỉ tiêu chung"
                            ),
                        ),
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
                                    ("revoked", "Đã thu hồi"),
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
                                default="CONG_TRANG",
                                max_length=10,
                                verbose_name="loại hình",
                            ),
                        ),
                        (
                            "achievement",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="awards.achievement",
                                verbose_name="thành tích",
                            ),
                        ),
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("unit_votes_for__isnull", True),
                                    ("unit_votes_for__lte", models.F("unit_votes_total")),
                                    _connector="OR",
                                ),
                                name="unit_votes_add_up",
                                violation_error_message="Số tán thành không thể vượt số tham gia.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("person__isnull", False),
                                    models.Q(("state", "withdrawn"), _negated=True),
                                    models.Q(("kind__in", ["DOT_XUAT", "PHONG_TRAO"]), _negated=True),
                                ),
                                fields=("nomination_list", "award", "person"),
                                name="one_line_per_person",
                                violation_error_message="Đồng chí này đã có trong danh sách đề nghị danh hiệu này.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("person__isnull", False),
                                    models.Q(("state", "withdrawn"), _negated=True),
                                    ("kind__in", ["DOT_XUAT", "PHONG_TRAO"]),
                                ),
                                fields=("award", "person", "achievement"),
                                name="one_line_per_person_and_achievement",
                                violation_error_message="Đồng chí này đã được đề nghị hình thức này cho thành tích này.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("unit__isnull", False),
                                    models.Q(("state", "withdrawn"), _negated=True),
                                    models.Q(("kind__in", ["DOT_XUAT", "PHONG_TRAO"]), _negated=True),
                                ),
                                fields=("nomination_list", "award", "unit"),
                                name="one_line_per_unit",
                                violation_error_message="Đơn vị này đã có trong danh sách đề nghị danh hiệu này.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("unit__isnull", False),
                                    models.Q(("state", "withdrawn"), _negated=True),
                                    ("kind__in", ["DOT_XUAT", "PHONG_TRAO"]),
                                ),
                                fields=("award", "unit", "achievement"),
                                name="one_line_per_unit_and_achievement",
                                violation_error_message="Đơn vị này đã được đề nghị hình thức này cho thành tích này.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind__in", ["DOT_XUAT", "PHONG_TRAO"]), _negated=True),
                                    ("achievement__isnull", False),
                                    _connector="OR",
                                ),
                                name="line_names_achievement",
                                violation_error_message="Ghi thành tích được đề nghị khen thưởng.",
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
                                choices=[
                                    ("met", "Đạt"),
                                    ("not_met", "Chưa đạt"),
                                    ("held", "Tạm dừng"),
                                    ("unknown", "Chưa có số liệu"),
                                ],
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
                                    ("correction", "Quyết định đính chính"),
                                    ("revocation", "Quyết định thu hồi"),
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
                        ("amend_reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
                        (
                            "amends",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amended_by",
                                to="awards.decision",
                                verbose_name="văn bản được sửa",
                            ),
                        ),
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind__in", ["correction", "revocation"]), _negated=True),
                                    ("amends__isnull", False),
                                    _connector="OR",
                                ),
                                name="amending_paper_names_the_other",
                                violation_error_message="Đính chính, thu hồi phải nêu văn bản được sửa.",
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
                        (
                            "given_award",
                            models.ForeignKey(
                                blank=True,
                                help_text="Khi cấp trên tặng danh hiệu khác danh hiệu đề nghị.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="awards.award",
                                verbose_name="danh hiệu được tặng",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["decision", "nomination__award__sort", "golden_book_no", "nomination__sort_key"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("decision", "nomination"),
                                name="one_line_per_nomination",
                                violation_error_message="Đối tượng này đã có trong văn bản.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("given_award__isnull", True), ("is_granted", True), _connector="OR"
                                ),
                                name="another_title_only_when_granted",
                                violation_error_message="Chỉ ghi danh hiệu khác khi được tặng.",
                            ),
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
                        (
                            "paper",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="withdrawals",
                                to="awards.decision",
                                verbose_name="theo văn bản",
                            ),
                        ),
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
                                    ("criteria", "Phần chung của bảng điểm có bản mới"),
                                    ("quota", "Chỉ tiêu khen thưởng được giao"),
                                    ("job", "Việc chạy nền đã xong hoặc không xong"),
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
                                    ("criteria", "Phần chung của bảng điểm có bản mới"),
                                    ("quota", "Chỉ tiêu khen thưởng được giao"),
                                    ("job", "Việc chạy nền đã xong hoặc không xong"),
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
                migrations.CreateModel(
                    name="ExtraCondition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("code", models.CharField(max_length=60, verbose_name="điều kiện")),
                        ("text", models.CharField(max_length=400, verbose_name="lời văn")),
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
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                        (
                            "switched_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người bật",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="extra_conditions",
                                to="units.unit",
                                verbose_name="đơn vị áp dụng",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["code", "-valid_from"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="awards_extracondition_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Override",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=60)),
                        ("text", models.CharField(max_length=400, verbose_name="điều kiện")),
                        ("found", models.CharField(blank=True, max_length=300, verbose_name="chưa đạt")),
                        ("legal_basis", models.CharField(blank=True, max_length=300, verbose_name="căn cứ")),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="ghi lúc")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi",
                            ),
                        ),
                        (
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="overrides",
                                to="awards.nomination",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="OverrideWithdrawal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="rút lúc")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người rút",
                            ),
                        ),
                        (
                            "override",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="withdrawal",
                                to="awards.override",
                                verbose_name="ngoại lệ",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Suggestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("unit_number", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="đơn vị")),
                        ("subject_name", models.CharField(max_length=200, verbose_name="đối tượng")),
                        (
                            "subject_detail",
                            models.CharField(blank=True, max_length=200, verbose_name="cấp bậc, chức vụ"),
                        ),
                        ("home_name", models.CharField(max_length=100, verbose_name="nơi công tác")),
                        ("home_path", models.CharField(max_length=300)),
                        (
                            "group",
                            models.CharField(
                                choices=[
                                    ("ready", "Đủ điều kiện, chưa ai đề nghị"),
                                    ("look", "Cần xem, chưa ai đề nghị"),
                                    ("held", "Tạm dừng xét"),
                                    ("near", "Thiếu một điều kiện"),
                                    ("next", "Có thể đạt năm sau"),
                                    ("far", "Thiếu nhiều điều kiện"),
                                    ("not_for", "Không thuộc đối tượng"),
                                    ("on_list", "Đã đề nghị"),
                                ],
                                max_length=8,
                                verbose_name="nhóm",
                            ),
                        ),
                        ("missing", models.PositiveSmallIntegerField(default=0, verbose_name="số điều kiện chưa đạt")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                        ("legal_basis", models.CharField(blank=True, max_length=300, verbose_name="căn cứ")),
                        ("sort_key", models.CharField(max_length=320)),
                        ("search_key", models.CharField(max_length=520)),
                        (
                            "made_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="tính lúc"),
                        ),
                        (
                            "award",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="awards.award"
                            ),
                        ),
                        (
                            "nomination_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="suggestions",
                                to="awards.nominationlist",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["sort_key", "pk"],
                        "indexes": [
                            models.Index(
                                fields=["nomination_list", "award", "group", "sort_key"], name="suggestions_in_order"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PreferenceOrder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="awards_preferenceorder_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PreferenceKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="keys",
                                to="awards.preferenceorder",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["sort"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("order", "code"),
                                name="one_key_of_an_order",
                                violation_error_message="Điều này đã có trong thứ tự.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuotaDistribution",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="lần")),
                        ("quota", models.PositiveIntegerField(verbose_name="chỉ tiêu")),
                        ("quota_text", models.CharField(blank=True, max_length=200, verbose_name="cách tính")),
                        (
                            "commander_quota",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="chỉ tiêu riêng cán bộ chủ trì"
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                        (
                            "made_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="phân bổ lúc"),
                        ),
                        (
                            "award",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="awards.award"
                            ),
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("nomination_list", "award", "number"),
                                name="one_distribution_a_time",
                                violation_error_message="Chỉ tiêu này vừa được phân bổ lại.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuotaShare",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("distribution", "unit"),
                                name="one_share_of_a_unit",
                                violation_error_message="Đơn vị đã có chỉ tiêu trong lần phân bổ này.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("commanders__isnull", True),
                                    ("commanders__lte", models.F("number")),
                                    _connector="OR",
                                ),
                                name="commanders_within_the_share",
                                violation_error_message="Số cán bộ chủ trì không thể quá chỉ tiêu giao.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeetingRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("num", models.PositiveSmallIntegerField(verbose_name="tử số")),
                        ("den", models.PositiveSmallIntegerField(verbose_name="mẫu số")),
                        ("strict", models.BooleanField(default=True, verbose_name="phải quá tỷ lệ")),
                        (
                            "base",
                            models.CharField(
                                choices=[("present", "số có mặt"), ("called", "số triệu tập")],
                                default="present",
                                max_length=8,
                                verbose_name="tính trên",
                            ),
                        ),
                        (
                            "quorum_num",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="tử số dự họp"),
                        ),
                        (
                            "quorum_den",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="mẫu số dự họp"),
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
                        (
                            "set_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="đặt lúc"),
                        ),
                        (
                            "award",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meeting_rules",
                                to="awards.award",
                                verbose_name="danh hiệu",
                            ),
                        ),
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người đặt",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meeting_rules",
                                to="units.unit",
                                verbose_name="đơn vị áp dụng",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["award__sort", "-valid_from"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="awards_meetingrule_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("den__gt", 0), ("num__lte", models.F("den"))),
                                name="meeting_share_of_the_whole",
                                violation_error_message="Tỷ lệ phải từ 0 đến 1.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitMeeting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Đang ghi"),
                                    ("closed", "Đã chốt biên bản"),
                                    ("replaced", "Đã có bản đính chính"),
                                    ("dropped", "Đã bỏ"),
                                ],
                                default="draft",
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("held_at", models.DateTimeField(verbose_name="bắt đầu")),
                        ("ended_at", models.TimeField(blank=True, null=True, verbose_name="kết thúc")),
                        ("place", models.CharField(max_length=200, verbose_name="địa điểm")),
                        ("chair_name", models.CharField(max_length=120, verbose_name="chủ trì")),
                        ("chair_post", models.CharField(blank=True, max_length=200, verbose_name="chức vụ chủ trì")),
                        ("secretary_name", models.CharField(max_length=120, verbose_name="thư ký")),
                        ("secretary_post", models.CharField(blank=True, max_length=200, verbose_name="chức vụ thư ký")),
                        ("called", models.PositiveSmallIntegerField(verbose_name="số triệu tập")),
                        ("present", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số có mặt")),
                        ("absence_note", models.CharField(blank=True, max_length=500, verbose_name="vắng, lý do")),
                        (
                            "way",
                            models.CharField(
                                choices=[("hands", "Giơ tay"), ("ballot", "Phiếu kín")],
                                default="hands",
                                max_length=6,
                                verbose_name="cách biểu quyết",
                            ),
                        ),
                        (
                            "issued",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="phiếu phát ra"),
                        ),
                        (
                            "returned",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="phiếu thu về"),
                        ),
                        ("tellers", models.CharField(blank=True, max_length=300, verbose_name="người kiểm phiếu")),
                        ("discussion", models.TextField(blank=True, verbose_name="thảo luận")),
                        ("conclusion", models.TextField(blank=True, verbose_name="kết luận")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                        (
                            "scan",
                            models.FileField(blank=True, upload_to="meetings/%Y/%m/", verbose_name="bản chụp biên bản"),
                        ),
                        ("scan_name", models.CharField(blank=True, max_length=200)),
                        ("scan_kind", models.CharField(blank=True, max_length=8)),
                        ("scan_size", models.PositiveIntegerField(blank=True, null=True)),
                        ("scan_sha256", models.CharField(blank=True, editable=False, max_length=64)),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("created_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="chốt lúc")),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người chốt",
                            ),
                        ),
                        (
                            "corrects",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="awards.unitmeeting",
                                verbose_name="đính chính biên bản",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người lập",
                            ),
                        ),
                        (
                            "nomination_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meetings",
                                to="awards.nominationlist",
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="awards.meetingrule",
                                verbose_name="tỷ lệ đạt",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merit_meetings",
                                to="units.unit",
                                verbose_name="đơn vị",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-held_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["nomination_list", "state", "held_at"], name="meetings_of_a_list")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("present__isnull", True), ("present__lte", models.F("called")), _connector="OR"
                                ),
                                name="meeting_present_were_called",
                                violation_error_message="Số có mặt không thể quá số triệu tập.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("returned__isnull", True), ("returned__lte", models.F("issued")), _connector="OR"
                                ),
                                name="meeting_papers_add_up",
                                violation_error_message="Số phiếu thu về không thể quá số phát ra.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("corrects__isnull", True), models.Q(("state", "dropped"), _negated=True)
                                ),
                                fields=("nomination_list", "unit", "held_at"),
                                name="one_meeting_at_a_time",
                                violation_error_message="Đơn vị đã có cuộc họp vào lúc này.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("corrects__isnull", False), models.Q(("state", "dropped"), _negated=True)
                                ),
                                fields=("corrects",),
                                name="one_correction_of_minutes",
                                violation_error_message="Biên bản này đã có bản đính chính.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeetingPresence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="họ tên")),
                        ("detail", models.CharField(blank=True, max_length=300, verbose_name="cấp bậc, chức vụ")),
                        ("is_present", models.BooleanField(default=False, verbose_name="có mặt")),
                        ("sort", models.PositiveSmallIntegerField(default=0)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.person"
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="people",
                                to="awards.unitmeeting",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["sort", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("meeting", "person"),
                                name="called_once_to_a_meeting",
                                violation_error_message="Đồng chí này đã có trong danh sách triệu tập.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeetingLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_candidate", models.BooleanField(default=False, verbose_name="chưa có đề nghị")),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("line", "Đề nghị đang soạn"),
                                    ("registered", "Đã đăng ký"),
                                    ("suggested", "Gợi ý"),
                                    ("unit", "Tập thể đơn vị"),
                                    ("added", "Thêm ở cuộc họp"),
                                ],
                                default="line",
                                max_length=10,
                                verbose_name="từ",
                            ),
                        ),
                        ("subject_name", models.CharField(max_length=200, verbose_name="đối tượng")),
                        (
                            "subject_detail",
                            models.CharField(blank=True, max_length=300, verbose_name="cấp bậc, chức vụ"),
                        ),
                        ("report", models.TextField(blank=True, verbose_name="báo công")),
                        ("agree", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="đồng ý")),
                        (
                            "disagree",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="không đồng ý"),
                        ),
                        ("opinion", models.CharField(blank=True, max_length=500, verbose_name="ý kiến")),
                        ("needed", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="cần")),
                        ("passed", models.BooleanField(blank=True, null=True, verbose_name="đạt")),
                        ("sort", models.PositiveSmallIntegerField(default=0)),
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
                            "nomination",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meeting_lines",
                                to="awards.nomination",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.person",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.unit",
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="awards.meetingrule",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="awards.unitmeeting",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["sort", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("person__isnull", True), ("unit__isnull", True), _connector="XOR"),
                                name="meeting_line_one_subject",
                                violation_error_message="Chọn một cá nhân hoặc một tập thể.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("agree__isnull", True), ("disagree__isnull", True)),
                                    models.Q(("agree__isnull", False), ("disagree__isnull", False)),
                                    _connector="OR",
                                ),
                                name="meeting_votes_both_or_none",
                                violation_error_message="Ghi cả số đồng ý và số không đồng ý.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("person__isnull", False)),
                                fields=("meeting", "award", "person"),
                                name="one_meeting_line_per_person",
                                violation_error_message="Đồng chí này đã có trong cuộc họp cho danh hiệu này.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("unit__isnull", False)),
                                fields=("meeting", "award", "unit"),
                                name="one_meeting_line_per_unit",
                                violation_error_message="Tập thể này đã có trong cuộc họp cho danh hiệu này.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OldPaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                help_text="Số và ký hiệu, ví dụ 12/QĐ-BCH.", max_length=80, verbose_name="số quyết định"
                            ),
                        ),
                        ("decided_on", models.DateField(verbose_name="ngày ký")),
                        ("authority", models.CharField(blank=True, max_length=150, verbose_name="cơ quan ban hành")),
                        ("signer", models.CharField(blank=True, max_length=150, verbose_name="người ký")),
                        ("legal_basis", models.CharField(blank=True, max_length=300, verbose_name="căn cứ")),
                        ("number_key", models.CharField(editable=False, max_length=80)),
                        ("authority_key", models.CharField(editable=False, max_length=150)),
                        ("year", models.PositiveSmallIntegerField(editable=False, verbose_name="năm ký")),
                        ("search_key", models.CharField(default="", editable=False, max_length=420)),
                        (
                            "created_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="nhập lúc"),
                        ),
                        (
                            "closed_at",
                            models.DateTimeField(
                                blank=True, editable=False, null=True, verbose_name="không còn dùng từ"
                            ),
                        ),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người nhập",
                            ),
                        ),
                        (
                            "rule_set",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="awards.ruleset",
                                verbose_name="quy định của ngày ký",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="old_papers",
                                to="units.unit",
                                verbose_name="đơn vị nhập",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-decided_on", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=("unit", "number_key", "authority_key", "year"),
                                name="one_old_paper_per_number_year",
                                violation_error_message="Quyết định có số này của năm đã nhập.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BackEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("paper", "Từ bản giấy"),
                                    ("file", "Từ hồ sơ cán bộ"),
                                    ("book", "Từ sổ, danh sách"),
                                    ("word", "Theo lời khai"),
                                ],
                                max_length=10,
                                verbose_name="nguồn",
                            ),
                        ),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("sure", "Chắc chắn"),
                                    ("unchecked", "Chưa kiểm chứng"),
                                    ("doubted", "Có nghi vấn"),
                                ],
                                max_length=10,
                                verbose_name="mức tin cậy",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                        (
                            "entered_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="nhập lúc"),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người nhập",
                            ),
                        ),
                        (
                            "record",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="back_entry",
                                to="awards.awardrecord",
                                verbose_name="khen thưởng",
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="awards.backentry",
                                verbose_name="sửa cho",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="awards.oldpaper",
                                verbose_name="quyết định",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "indexes": [models.Index(fields=["confidence"], name="back_entries_to_check")],
                    },
                ),
                migrations.CreateModel(
                    name="OldPaperScan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("file", models.FileField(upload_to="old-papers/%Y/", verbose_name="bản chụp")),
                        ("name", models.CharField(max_length=200, verbose_name="tên tệp")),
                        ("kind", models.CharField(max_length=10, verbose_name="loại")),
                        ("size", models.PositiveIntegerField(verbose_name="dung lượng")),
                        ("sha256", models.CharField(max_length=64, verbose_name="mã kiểm tra")),
                        (
                            "added_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="gắn lúc"),
                        ),
                        ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="gỡ lúc")),
                        ("remove_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do gỡ")),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người gắn",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="awards.oldpaper"
                            ),
                        ),
                        (
                            "removed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người gỡ",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at__isnull", True)),
                                fields=("paper", "sha256"),
                                name="one_scan_of_a_content",
                                violation_error_message="Tệp này đã gắn vào quyết định.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceBreak",
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
                                    ("left", "Thôi phục vụ rồi trở lại"),
                                    ("uncounted", "Nghỉ không tính thời gian công tác"),
                                    ("absent", "Vắng mặt trái phép"),
                                ],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("basis", models.CharField(max_length=200, verbose_name="căn cứ")),
                        (
                            "recorded_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="ghi lúc"),
                        ),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="rút lúc")),
                        ("withdraw_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do rút")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="service_breaks",
                                to="units.person",
                                verbose_name="cá nhân",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi",
                            ),
                        ),
                        (
                            "withdrawn_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người rút",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["valid_from", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="service_break_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Downgrade",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("was_there", models.BooleanField(default=False, verbose_name="đã có sẵn")),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        (
                            "at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="chuyển lúc"),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người chuyển",
                            ),
                        ),
                        (
                            "new",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="downgraded_from",
                                to="awards.nomination",
                            ),
                        ),
                        (
                            "old",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="downgraded_to",
                                to="awards.nomination",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Organ",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("name", models.CharField(max_length=120, verbose_name="cơ quan")),
                        ("questions", models.TextField(verbose_name="nội dung hỏi")),
                        ("sort", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                        (
                            "seat",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="organ_seats",
                                to="units.unit",
                                verbose_name="phòng, ban",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="organs_asked",
                                to="units.unit",
                                verbose_name="đơn vị hỏi",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="organ_seats",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="tài khoản trả lời",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["sort", "name"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="awards_organ_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("seat__isnull", False), ("user__isnull", False), _connector="OR"),
                                name="somebody_speaks_for_an_organ",
                                violation_error_message="Chọn phòng, ban hoặc tài khoản trả lời.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Inquiry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("organ_name", models.CharField(max_length=120, verbose_name="cơ quan")),
                        ("questions", models.JSONField(default=list, verbose_name="nội dung hỏi")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="lời nhắn")),
                        ("due_at", models.DateTimeField(verbose_name="hạn trả lời")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Chờ ý kiến"),
                                    ("answered", "Đã trả lời"),
                                    ("silent", "Không trả lời trong hạn"),
                                    ("withdrawn", "Đã rút"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "asked_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="hỏi lúc"),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="kết thúc lúc")),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người hỏi",
                            ),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "nomination_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inquiries",
                                to="awards.nominationlist",
                            ),
                        ),
                        (
                            "organ",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="inquiries", to="awards.organ"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["organ__sort", "organ_name", "-asked_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting")),
                                fields=("nomination_list", "organ"),
                                name="one_open_inquiry_of_an_organ",
                                violation_error_message="Cơ quan này đang được hỏi về danh sách.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Route",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("basis", models.CharField(max_length=300, verbose_name="căn cứ")),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        (
                            "set_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="đặt lúc"),
                        ),
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người đặt",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="routes",
                                to="units.unit",
                                verbose_name="đơn vị áp dụng",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-valid_from"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="awards_route_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RouteStation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sort", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                        ("code", models.CharField(max_length=20, verbose_name="bước")),
                        ("text", models.CharField(max_length=200, verbose_name="lời văn")),
                        ("short", models.CharField(max_length=60, verbose_name="tên ngắn")),
                        ("is_on", models.BooleanField(default=True, verbose_name="áp dụng")),
                        ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số ngày")),
                        ("obligatory", models.BooleanField(default=False, verbose_name="bắt buộc")),
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
                            "route",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="stations", to="awards.route"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["sort"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("route", "code"),
                                name="one_station_of_a_route",
                                violation_error_message="Bước này đã có trong trình tự.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StationRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=20, verbose_name="bước")),
                        ("body", models.CharField(max_length=200, verbose_name="cơ quan")),
                        ("number", models.CharField(max_length=60, verbose_name="số văn bản")),
                        ("held_on", models.DateField(verbose_name="ngày")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                        ("file", models.FileField(blank=True, upload_to="stations/%Y/%m/", verbose_name="bản quét")),
                        ("file_name", models.CharField(blank=True, editable=False, max_length=200)),
                        ("file_kind", models.CharField(blank=True, editable=False, max_length=5)),
                        ("file_size", models.PositiveIntegerField(default=0, editable=False)),
                        ("sha256", models.CharField(blank=True, editable=False, max_length=64)),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do ghi lại")),
                        (
                            "recorded_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="ghi lúc"),
                        ),
                        (
                            "nomination_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="station_records",
                                to="awards.nominationlist",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi",
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="awards.stationrecord",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-held_on", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("replaces__isnull", True)),
                                fields=("nomination_list", "code", "number", "held_on"),
                                name="one_record_of_a_paper",
                                violation_error_message="Văn bản này đã được ghi.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StationResult",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("agreed", models.BooleanField(verbose_name="nhất trí")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                        (
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="station_results",
                                to="awards.nomination",
                            ),
                        ),
                        (
                            "record",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="results",
                                to="awards.stationrecord",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["nomination__award__sort", "nomination__sort_key"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("record", "nomination"),
                                name="one_result_of_a_line",
                                violation_error_message="Đề nghị này đã có kết quả trong văn bản.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("agreed", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                                ),
                                name="a_refusal_has_its_reason",
                                violation_error_message="Ghi lý do không nhất trí.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Correction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "field",
                            models.CharField(
                                choices=[
                                    ("citation", "Tóm tắt thành tích"),
                                    ("subject_detail", "Cấp bậc, chức vụ, đơn vị"),
                                    ("votes", "Kết quả biểu quyết ở đơn vị"),
                                ],
                                max_length=14,
                                verbose_name="mục",
                            ),
                        ),
                        ("question", models.CharField(max_length=500, verbose_name="cần sửa gì")),
                        ("old_value", models.TextField(blank=True, verbose_name="trước khi sửa")),
                        ("new_value", models.TextField(blank=True, verbose_name="sau khi sửa")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Chờ đơn vị sửa"),
                                    ("answered", "Đơn vị đã sửa"),
                                    ("withdrawn", "Đã rút yêu cầu"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        (
                            "asked_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="yêu cầu lúc"),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="kết thúc lúc")),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người yêu cầu",
                            ),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="awards.nomination",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("nomination", "field"),
                                name="one_open_correction_of_a_field",
                                violation_error_message="Đã yêu cầu đơn vị sửa mục này.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Opinion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "view",
                            models.CharField(
                                choices=[
                                    ("waiting", "Chưa trả lời"),
                                    ("agree", "Đồng ý"),
                                    ("disagree", "Không đồng ý"),
                                    ("none", "Không có ý kiến"),
                                    ("silent", "Không trả lời trong hạn"),
                                ],
                                default="waiting",
                                max_length=8,
                                verbose_name="ý kiến",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
                        ("at", models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc")),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người trả lời",
                            ),
                        ),
                        (
                            "inquiry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opinions",
                                to="awards.inquiry",
                            ),
                        ),
                        (
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opinions",
                                to="awards.nomination",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["nomination__award__sort", "nomination__sort_key", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("inquiry", "nomination"),
                                name="one_opinion_of_a_line",
                                violation_error_message="Cơ quan đã được hỏi về đề nghị này.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("view", "disagree"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_disagreement_has_its_reason",
                                violation_error_message="Ghi lý do không đồng ý.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Achievement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="thành tích")),
                        ("happened_on", models.DateField(verbose_name="ngày lập thành tích")),
                        ("search_key", models.CharField(editable=False, max_length=210)),
                        (
                            "recorded_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="ghi lúc"),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="achievements",
                                to="awards.emulationperiod",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-happened_on", "name"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("period", "search_key", "happened_on"),
                                name="one_achievement_of_a_day",
                                violation_error_message="Thành tích này đã được ghi.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("paper", models.CharField(max_length=40, verbose_name="giấy tờ")),
                        ("file", models.FileField(upload_to="dossiers/%Y/", verbose_name="tệp")),
                        ("name", models.CharField(max_length=200, verbose_name="tên tệp")),
                        ("kind", models.CharField(max_length=8)),
                        ("size", models.PositiveIntegerField(verbose_name="dung lượng")),
                        ("sha256", models.CharField(max_length=64)),
                        ("added_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="awards.nomination",
                            ),
                        ),
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
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at__isnull", True)),
                                fields=("nomination", "paper", "sha256"),
                                name="one_file_per_paper",
                                violation_error_message="Tệp này đã có trong hồ sơ.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperRule",
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
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paper_rules",
                                to="units.unit",
                                verbose_name="đơn vị áp dụng",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["kind", "code", "-valid_from"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="awards_paperrule_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportSection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=30, verbose_name="mục")),
                        ("text", models.TextField(blank=True, verbose_name="nội dung")),
                        ("base", models.TextField(blank=True)),
                        ("written_at", models.DateTimeField(default=thidua.clock.now, verbose_name="viết lúc")),
                        (
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="report_sections",
                                to="awards.nomination",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người viết",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("nomination", "code"),
                                name="one_text_per_section",
                                violation_error_message="Mục này của báo cáo đã được viết.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExchangePartner",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("our_code", models.CharField(max_length=40, verbose_name="mã bên ta")),
                        ("their_code", models.CharField(max_length=40, verbose_name="mã bên kia")),
                        ("key", models.CharField(max_length=64, verbose_name="khóa")),
                        ("since", models.DateField(verbose_name="trao khóa ngày")),
                        (
                            "max_days",
                            models.PositiveSmallIntegerField(
                                default=60,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(3660),
                                ],
                                verbose_name="số ngày còn nhận một gói",
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="thôi dùng ngày")),
                        ("created_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exchange_partners",
                                to="units.unit",
                                verbose_name="đơn vị ta",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.unit",
                                verbose_name="đơn vị bên kia",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["ended_on", "their_code", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True)),
                                fields=("our_code", "their_code"),
                                name="one_key_between_two_installations",
                                violation_error_message="Hai mã này đang có khóa. Thôi dùng khóa cũ trước.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("our_code", models.F("their_code")), _negated=True),
                                name="exchange_with_somebody_else",
                                violation_error_message="Mã bên ta và mã bên kia phải khác nhau.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExchangePackage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=32, verbose_name="mã gói")),
                        (
                            "direction",
                            models.CharField(
                                choices=[("out", "Gửi đi"), ("in", "Nhận về")], max_length=3, verbose_name="chiều"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("dossier", "Hồ sơ trình"), ("answer", "Kết quả trả lời")],
                                max_length=8,
                                verbose_name="loại",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("made", "Đã lập"),
                                    ("waiting", "Chờ xem"),
                                    ("taken", "Đã nhận"),
                                    ("dropped", "Đã bỏ"),
                                ],
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("subject", models.CharField(max_length=300, verbose_name="nội dung")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm thi đua")),
                        ("lines", models.PositiveIntegerField(verbose_name="số đối tượng")),
                        ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                        ("file", models.FileField(upload_to="exchange/%Y/", verbose_name="tệp")),
                        ("size", models.PositiveBigIntegerField(verbose_name="dung lượng")),
                        ("sha256", models.CharField(max_length=64, verbose_name="mã kiểm tra")),
                        ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="ghi lúc")),
                        (
                            "answers",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answered_by",
                                to="awards.exchangepackage",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người lập, nhận",
                            ),
                        ),
                        (
                            "submission",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exchange_packages",
                                to="awards.decision",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="packages",
                                to="awards.exchangepartner",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "dropped"), _negated=True),
                                fields=("direction", "number"),
                                name="one_package_a_number",
                                violation_error_message="Gói này đã nhận.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("direction", "out"), ("kind", "dossier")),
                                fields=("partner", "submission"),
                                name="one_dossier_a_submission",
                                violation_error_message="Tờ trình này đã có gói hồ sơ.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReceivedLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40, verbose_name="mã đề nghị")),
                        ("award_name", models.CharField(max_length=150, verbose_name="danh hiệu, hình thức")),
                        ("subject_name", models.CharField(max_length=200, verbose_name="đối tượng")),
                        (
                            "subject_detail",
                            models.CharField(blank=True, max_length=300, verbose_name="cấp bậc, chức vụ, đơn vị"),
                        ),
                        ("proposer_name", models.CharField(blank=True, max_length=200, verbose_name="đơn vị đề nghị")),
                        ("citation", models.TextField(blank=True, verbose_name="tóm tắt thành tích")),
                        ("votes", models.CharField(blank=True, max_length=100, verbose_name="phiếu")),
                        ("facts", models.JSONField(blank=True, default=list, verbose_name="điều kiện đã xét")),
                        ("sort", models.PositiveIntegerField(default=0)),
                        ("is_granted", models.BooleanField(null=True, verbose_name="được tặng")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="lý do")),
                        (
                            "answer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answered_lines",
                                to="awards.exchangepackage",
                            ),
                        ),
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
                            "package",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="received",
                                to="awards.exchangepackage",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.person",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.unit",
                            ),
                        ),
                        (
                            "given_award",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="awards.award",
                                verbose_name="danh hiệu được tặng, khi khác đề nghị",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["package", "sort"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("package", "code"),
                                name="one_line_a_code_in_a_package",
                                violation_error_message="Đối tượng này đã có trong gói.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answer__isnull", True), ("is_granted__isnull", False), _connector="OR"
                                ),
                                name="an_answer_says_yes_or_no",
                                violation_error_message="Dòng đã trả lời phải ghi được tặng hay không.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("given_award__isnull", True),
                                    models.Q(("is_granted", True), ("is_granted__isnull", False)),
                                    _connector="OR",
                                ),
                                name="another_title_in_an_answer_is_a_grant",
                                violation_error_message="Dòng ghi danh hiệu khác phải là dòng được tặng.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BallotBox",
                    fields=[
                        (
                            "round",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="box",
                                serialize=False,
                                to="awards.votinground",
                            ),
                        ),
                        ("epoch", models.PositiveSmallIntegerField(default=1, verbose_name="lần phát")),
                        ("pub", models.TextField(verbose_name="khóa công khai")),
                        ("envelope_length", models.PositiveIntegerField()),
                        (
                            "issued",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số phiếu đã phát"),
                        ),
                        ("roll", models.JSONField(blank=True, null=True)),
                        (
                            "count",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số phiếu trong hòm"),
                        ),
                        ("head", models.CharField(blank=True, max_length=64, verbose_name="mã niêm phong")),
                        ("lock", models.JSONField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("count__isnull", True), ("count__lte", models.F("issued")), _connector="OR"
                                ),
                                name="box_not_more_than_issued",
                                violation_error_message="Số phiếu trong hòm không thể nhiều hơn số phiếu đã phát.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("count__isnull", True), ("head", "")),
                                    models.Q(models.Q(("head", ""), _negated=True), ("count__isnull", False)),
                                    _connector="OR",
                                ),
                                name="box_head_and_count",
                                violation_error_message="Mã niêm phong và số phiếu trong hòm ghi cùng một lúc.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VoidToken",
                    fields=[
                        ("id", models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="awards.votinground"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Envelope",
                    fields=[
                        ("id", models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="awards.votinground"
                            ),
                        ),
                        ("sealed", models.BinaryField()),
                        ("slip", models.PositiveSmallIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="BoxRecord",
                    fields=[
                        ("c", models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="awards.votinground"
                            ),
                        ),
                        ("rec", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Guest",
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
                                    ("guest", "Khách mời"),
                                    ("delegate", "Đại biểu dự"),
                                    ("substitute", "Dự thay thành viên"),
                                ],
                                default="guest",
                                max_length=10,
                                verbose_name="thành phần",
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="họ và tên, hoặc chức vụ")),
                        ("post", models.CharField(blank=True, max_length=200, verbose_name="chức vụ, đơn vị")),
                        ("sort", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
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
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="guest_rows",
                                to="awards.conference",
                            ),
                        ),
                        (
                            "instead_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stand_ins",
                                to="awards.attendee",
                                verbose_name="dự thay",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["sort", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Talk",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=250, verbose_name="tên tham luận")),
                        ("speaker", models.CharField(max_length=200, verbose_name="người trình bày")),
                        ("file", models.FileField(blank=True, upload_to="talks/%Y/%m/", verbose_name="tệp")),
                        ("file_name", models.CharField(blank=True, max_length=200)),
                        ("file_kind", models.CharField(blank=True, max_length=10)),
                        ("file_size", models.PositiveIntegerField(default=0)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("added_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="talks",
                                to="awards.conference",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="talks",
                                to="units.unit",
                                verbose_name="đơn vị",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["added_at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="WrittenOpinion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField(verbose_name="ý kiến")),
                        ("received_on", models.DateField(verbose_name="nhận ngày")),
                        ("file", models.FileField(blank=True, upload_to="opinions/%Y/%m/", verbose_name="bản chụp")),
                        ("file_name", models.CharField(blank=True, max_length=200)),
                        ("file_kind", models.CharField(blank=True, max_length=10)),
                        ("file_size", models.PositiveIntegerField(default=0)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        (
                            "attendee",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opinion",
                                to="awards.attendee",
                            ),
                        ),
                        (
                            "kept_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CouncilDecision",
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
                                choices=[("founding", "Thành lập"), ("renewal", "Kiện toàn")],
                                max_length=10,
                                verbose_name="loại",
                            ),
                        ),
                        (
                            "text",
                            models.CharField(
                                help_text="Số, ngày và cơ quan ban hành.", max_length=200, verbose_name="quyết định"
                            ),
                        ),
                        ("effective_on", models.DateField(verbose_name="hiệu lực từ ngày")),
                        ("made_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="awards.council",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "standing_organ",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.unit",
                                verbose_name="cơ quan thường trực",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-effective_on", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("council", "effective_on"),
                                name="one_council_decision_a_day",
                                violation_error_message="Hội đồng đã có quyết định có hiệu lực ngày này.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FollowUp",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.CharField(max_length=500, verbose_name="nội dung")),
                        ("due_on", models.DateField(verbose_name="thời hạn")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Đang thực hiện"),
                                    ("done", "Đã xong"),
                                    ("dropped", "Không thực hiện nữa"),
                                ],
                                default="open",
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("sort", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                        ("result", models.TextField(blank=True, verbose_name="kết quả")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                        ("made_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="awards.conference",
                            ),
                        ),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.person",
                                verbose_name="người chịu trách nhiệm",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conference_tasks",
                                to="units.unit",
                                verbose_name="đơn vị thực hiện",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_on", "sort", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "open"),
                                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="ended_task_says_when",
                                violation_error_message="Việc đã xong phải ghi lúc xong và người báo.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MinutesVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="bản số")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Đang soạn"),
                                    ("adopted", "Chờ ký"),
                                    ("half", "Còn một người chưa ký"),
                                    ("signed", "Đã ký"),
                                    ("dropped", "Đã bỏ"),
                                ],
                                default="draft",
                                max_length=8,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("discussion", models.TextField(blank=True, verbose_name="thảo luận")),
                        ("conclusion", models.TextField(blank=True, verbose_name="kết luận")),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do sửa")),
                        ("made_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        ("adopted_at", models.DateTimeField(blank=True, null=True, verbose_name="thông qua lúc")),
                        ("secretary_signed_at", models.DateTimeField(blank=True, null=True)),
                        ("chair_signed_at", models.DateTimeField(blank=True, null=True)),
                        ("pdf", models.FileField(blank=True, upload_to="minutes/%Y/", verbose_name="bản đã ký")),
                        ("sha256", models.CharField(blank=True, max_length=64, verbose_name="mã kiểm tra")),
                        (
                            "chair_signed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="chủ trì ký",
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="awards.conference",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "secretary_signed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="thư ký ký",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("conference", "number"),
                                name="one_minutes_version_a_number",
                                violation_error_message="Hội nghị đã có bản biên bản số này.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("secretary_signed_by__isnull", True),
                                    ("chair_signed_by__isnull", True),
                                    models.Q(("secretary_signed_by", models.F("chair_signed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="minutes_two_signers",
                                violation_error_message="Thư ký và chủ trì phải là hai người khác nhau.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "signed"), _negated=True),
                                    models.Q(
                                        ("chair_signed_by__isnull", False),
                                        ("secretary_signed_by__isnull", False),
                                        models.Q(("pdf", ""), _negated=True),
                                        models.Q(("sha256", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="signed_minutes_are_complete",
                                violation_error_message="Biên bản đã ký phải có đủ hai chữ ký và bản lưu.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Speech",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=150, verbose_name="người phát biểu")),
                        ("post", models.CharField(blank=True, max_length=200, verbose_name="chức vụ, đơn vị")),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="thời lượng (phút)"),
                        ),
                        ("sort", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                        ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="bắt đầu lúc")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="kết thúc lúc")),
                        ("summary", models.TextField(blank=True, verbose_name="nội dung phát biểu")),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="speeches",
                                to="awards.conference",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="speeches",
                                to="awards.programmeitem",
                                verbose_name="mục chương trình",
                            ),
                        ),
                        (
                            "talk",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="speeches",
                                to="awards.talk",
                                verbose_name="tham luận",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "phát biểu",
                        "ordering": ["sort", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True), ("started_at__isnull", False)),
                                fields=("conference",),
                                name="one_speaker_at_a_time",
                                violation_error_message="Đang có người khác phát biểu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", True),
                                    models.Q(("ended_at__gte", models.F("started_at")), ("started_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="speech_ends_after_it_began",
                                violation_error_message="Giờ kết thúc phát biểu phải sau giờ bắt đầu.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rehearsal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="lúc")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("ready", "Sẵn sàng"),
                                    ("look", "Cần xem lại"),
                                    ("not_ready", "Chưa sẵn sàng"),
                                ],
                                max_length=10,
                                verbose_name="kết luận",
                            ),
                        ),
                        ("report", models.JSONField(default=dict)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người diễn tập",
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rehearsals",
                                to="awards.conference",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["ready", "look", "not_ready"])),
                                name="rehearsal_verdict_known",
                                violation_error_message="Kết luận của buổi diễn tập không hợp lệ.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NumberMark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("series", models.CharField(max_length=40, verbose_name="ký hiệu")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                        ("number", models.PositiveIntegerField(verbose_name="số")),
                        (
                            "use",
                            models.CharField(
                                choices=[("reserved", "Đang giữ"), ("void", "Bỏ, không dùng")],
                                max_length=10,
                                verbose_name="tình trạng",
                            ),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="ghi lúc")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="thôi giữ lúc")),
                        ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do thôi giữ")),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi",
                            ),
                        ),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "issuer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="number_marks",
                                to="units.unit",
                                verbose_name="cơ quan ban hành",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="number_marks",
                                to="awards.decision",
                                verbose_name="dự thảo",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["issuer", "series", "year", "number", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("issuer", "series", "year", "number"),
                                name="one_mark_of_a_number",
                                violation_error_message="Số này đã được giữ hoặc đã bỏ.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("number__gte", 1)),
                                name="marked_number_from_one",
                                violation_error_message="Số văn bản bắt đầu từ 1.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UpwardStep",
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
                                    ("sent", "Đã gửi"),
                                    ("received", "Cấp trên đã nhận"),
                                    ("more_asked", "Yêu cầu bổ sung"),
                                    ("more_sent", "Đã gửi bổ sung"),
                                    ("reminded", "Đã nhắc"),
                                    ("note", "Ghi chú"),
                                ],
                                max_length=12,
                                verbose_name="việc",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="ngày")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="nội dung")),
                        ("remind_on", models.DateField(blank=True, null=True, verbose_name="nhắc lại từ ngày")),
                        ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="ghi lúc")),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="awards.decisionline",
                                verbose_name="đối tượng",
                            ),
                        ),
                        (
                            "submission",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="awards.decision",
                                verbose_name="tờ trình",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["on", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="AmendPoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("name", "Họ và tên, tên gọi"),
                                    ("rank", "Cấp bậc"),
                                    ("post", "Chức vụ"),
                                    ("unit", "Đơn vị"),
                                    ("subject", "Trích yếu"),
                                    ("bases", "Căn cứ"),
                                    ("other", "Nội dung khác"),
                                ],
                                max_length=10,
                                verbose_name="phần",
                            ),
                        ),
                        ("wrong", models.CharField(blank=True, max_length=300, verbose_name="đã ghi")),
                        ("right", models.CharField(blank=True, max_length=300, verbose_name="sửa là")),
                        (
                            "line",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="points",
                                to="awards.decisionline",
                                verbose_name="đối tượng",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="points",
                                to="awards.decision",
                                verbose_name="văn bản",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("line__isnull", False)),
                                fields=("paper", "line", "part"),
                                name="one_point_of_a_line_and_part",
                                violation_error_message="Đối tượng này đã có trong văn bản.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("part", ""), ("line__isnull", False)),
                                    models.Q(
                                        models.Q(("part", ""), _negated=True), models.Q(("right", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="point_names_a_line_or_words",
                                violation_error_message="Chọn đối tượng, hoặc ghi nội dung sửa.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentList",
                    fields=[
                        (
                            "paper",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="payment_list",
                                serialize=False,
                                to="awards.decision",
                                verbose_name="quyết định",
                            ),
                        ),
                        (
                            "drawn_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="lập lúc"),
                        ),
                        (
                            "drawn_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người lập",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Recovery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("things", models.CharField(max_length=200, verbose_name="hiện vật")),
                        ("returned_on", models.DateField(blank=True, null=True, verbose_name="nộp lại ngày")),
                        (
                            "line",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recovery",
                                to="awards.decisionline",
                                verbose_name="đối tượng",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recoveries",
                                to="awards.decision",
                                verbose_name="quyết định thu hồi",
                            ),
                        ),
                        (
                            "returned_by",
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
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="FundEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[("income", "Thu"), ("expense", "Chi")], max_length=7, verbose_name="thu, chi"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("budget", "Ngân sách cấp"),
                                    ("gift", "Đóng góp, ủng hộ"),
                                    ("refund", "Tiền thưởng nộp lại"),
                                    ("prize", "Chi tiền thưởng"),
                                    ("things", "Chi in ấn, làm hiện vật"),
                                    ("organising", "Chi tổ chức, chỉ đạo, sơ kết, tổng kết"),
                                    ("other", "Khác"),
                                ],
                                max_length=12,
                                verbose_name="khoản",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="ngày")),
                        ("amount", models.PositiveBigIntegerField(verbose_name="số tiền")),
                        ("text", models.CharField(max_length=300, verbose_name="nội dung")),
                        ("voucher", models.CharField(blank=True, max_length=80, verbose_name="chứng từ")),
                        ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="ghi lúc")),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fund_entries",
                                to="awards.decision",
                                verbose_name="quyết định",
                            ),
                        ),
                        (
                            "reverses",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversed_by",
                                to="awards.fundentry",
                                verbose_name="ghi đảo của",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fund_entries",
                                to="units.unit",
                                verbose_name="quỹ của",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)),
                                name="fund_entry_has_an_amount",
                                violation_error_message="Số tiền phải lớn hơn 0.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reverses__isnull", True),
                                    models.Q(("reverses", models.F("pk")), _negated=True),
                                    _connector="OR",
                                ),
                                name="fund_entry_reverses_another",
                                violation_error_message="Bút toán không tự đảo chính nó.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Payment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="đối tượng")),
                        (
                            "multiple",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="hệ số"
                            ),
                        ),
                        (
                            "base_salary",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="mức lương cơ sở"),
                        ),
                        ("salary_basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ mức lương")),
                        ("multiple_basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ hệ số")),
                        (
                            "rounding",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("CEIL_10K", "Làm tròn lên hàng chục nghìn đồng"),
                                    ("NEAREST_10K", "Làm tròn đến hàng chục nghìn đồng"),
                                    ("NONE", "Không làm tròn"),
                                ],
                                max_length=12,
                                verbose_name="làm tròn",
                            ),
                        ),
                        (
                            "raw",
                            models.PositiveBigIntegerField(blank=True, null=True, verbose_name="trước khi làm tròn"),
                        ),
                        ("amount", models.PositiveBigIntegerField(verbose_name="số tiền")),
                        ("why", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("due", "Chưa chi"),
                                    ("paid", "Đã chi"),
                                    ("nothing", "Không chi"),
                                    ("dropped", "Thôi chi"),
                                    ("refund_due", "Phải nộp lại"),
                                    ("refunded", "Đã nộp lại"),
                                ],
                                default="due",
                                max_length=10,
                                verbose_name="tình trạng",
                            ),
                        ),
                        ("paid_on", models.DateField(blank=True, null=True, verbose_name="ngày chi")),
                        ("receiver", models.CharField(blank=True, max_length=150, verbose_name="người nhận")),
                        ("refunded_on", models.DateField(blank=True, null=True, verbose_name="ngày nộp lại")),
                        (
                            "line",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payment",
                                to="awards.decisionline",
                                verbose_name="đối tượng",
                            ),
                        ),
                        (
                            "paid_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi chi",
                            ),
                        ),
                        (
                            "refunded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="awards.awardrule",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.unit",
                                verbose_name="đơn vị nhận",
                            ),
                        ),
                        (
                            "payment_list",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="awards.paymentlist",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["unit__path", "line__nomination__award__sort", "line__golden_book_no", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["paid", "refund_due", "refunded"]), _negated=True),
                                    models.Q(("paid_by__isnull", False), ("paid_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="paid_on_a_day_by_somebody",
                                violation_error_message="Đã chi thì phải có ngày chi, người ghi.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state", "nothing"), ("amount__gt", 0), _connector="OR"),
                                name="payment_has_an_amount",
                                violation_error_message="Khoản phải chi có số tiền lớn hơn 0.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CertificateLayout",
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
                                choices=[("merit", "Giấy khen"), ("title", "Bằng danh hiệu thi đua")],
                                max_length=8,
                                verbose_name="mẫu",
                            ),
                        ),
                        (
                            "stock",
                            models.CharField(
                                choices=[("plain", "Giấy trắng"), ("printed", "Phôi in sẵn")],
                                max_length=8,
                                verbose_name="giấy",
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="dùng từ ngày")),
                        ("places", models.JSONField(default=dict, verbose_name="vị trí các ô")),
                        (
                            "picture",
                            models.FileField(blank=True, null=True, upload_to="certificates/", verbose_name="ảnh phôi"),
                        ),
                        (
                            "emblem",
                            models.FileField(
                                blank=True, null=True, upload_to="certificates/", verbose_name="tệp Quốc huy"
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                        (
                            "made_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="ghi lúc"),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificate_layouts",
                                to="units.unit",
                                verbose_name="đơn vị",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-valid_from", "-pk"],
                        "indexes": [
                            models.Index(
                                fields=["unit", "kind", "stock", "valid_from"], name="awards_cert_unit_id_5c8f03_idx"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CertificateRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "stock",
                            models.CharField(
                                choices=[("plain", "Giấy trắng"), ("printed", "Phôi in sẵn")],
                                max_length=8,
                                verbose_name="giấy",
                            ),
                        ),
                        ("day", models.DateField(verbose_name="ngày in")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do in lại")),
                        ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="ghi lúc")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người in",
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificate_runs",
                                to="awards.decision",
                                verbose_name="quyết định",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CertificatePrint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("copy", models.PositiveSmallIntegerField(default=1, verbose_name="bản in thứ")),
                        (
                            "layout",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="prints",
                                to="awards.certificatelayout",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificate_prints",
                                to="awards.decisionline",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="prints",
                                to="awards.certificaterun",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["run", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("line", "copy"),
                                name="one_print_a_copy",
                                violation_error_message="Bản in này đã ghi. Tải lại trang rồi thử lại.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublicCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=16, unique=True, verbose_name="mã xác minh")),
                        (
                            "made_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="lập lúc"),
                        ),
                        (
                            "decision",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="public_code",
                                to="awards.decision",
                                verbose_name="văn bản",
                            ),
                        ),
                        (
                            "line",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="public_code",
                                to="awards.decisionline",
                                verbose_name="dòng",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("line__isnull", True), ("decision__isnull", True), _connector="XOR"
                                ),
                                name="a_code_of_one_thing",
                                violation_error_message="Mã xác minh là của một giấy khen hoặc một văn bản.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Kinship",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("relation", models.CharField(max_length=60, verbose_name="quan hệ")),
                        ("declared_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        (
                            "declared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="declared_kin",
                                to="units.person",
                                verbose_name="người khai",
                            ),
                        ),
                        (
                            "relative",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.person",
                                verbose_name="người thân",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["relative__full_name", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("person", "relative"),
                                name="one_kinship",
                                violation_error_message="Người này đã được khai.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("person", models.F("relative")), _negated=True),
                                name="kinship_two_people",
                                violation_error_message="Không khai chính mình là người thân.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recusal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("nominee", "Là người được xét"),
                                    ("family", "Người thân được xét"),
                                    ("own_unit", "Đơn vị mình được xét"),
                                    ("declared", "Tự khai"),
                                ],
                                max_length=8,
                                verbose_name="căn cứ",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                        ("takes_part", models.BooleanField(default=False, verbose_name="vẫn bỏ phiếu")),
                        ("decided_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        (
                            "attendee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recusals",
                                to="awards.attendee",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recusals",
                                to="awards.contestline",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["attendee__sort", "line"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("line", "attendee"),
                                name="one_recusal",
                                violation_error_message="Thành viên này đã được ghi ở dòng này.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("takes_part", False), models.Q(("reason", ""), _negated=True), _connector="OR"
                                ),
                                name="recusal_refused_with_reason",
                                violation_error_message="Ghi lý do khi thành viên vẫn bỏ phiếu.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WrittenVote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[("named", "Có tên"), ("anonymous", "Phiếu kín trong phong bì")],
                                max_length=10,
                                verbose_name="cách gửi",
                            ),
                        ),
                        ("received_on", models.DateField(verbose_name="nhận ngày")),
                        ("is_accepted", models.BooleanField(default=True, verbose_name="được tính")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do không tính")),
                        ("marks", models.JSONField(blank=True, null=True)),
                        ("kept_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        (
                            "elector",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="written_vote",
                                to="awards.roundelector",
                            ),
                        ),
                        (
                            "kept_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["elector__attendee__sort"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("mode", "named"), ("marks__isnull", True), _connector="OR"),
                                name="written_sealed_has_no_marks",
                                violation_error_message="Phiếu kín trong phong bì không ghi lựa chọn.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_accepted", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                                ),
                                name="written_refused_with_reason",
                                violation_error_message="Ghi lý do không tính ý kiến.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperLayout",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(verbose_name="bản")),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        (
                            "set_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="đặt lúc"),
                        ),
                        ("tokens", models.JSONField(blank=True, default=dict, verbose_name="thông số")),
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người đặt",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.unit",
                                verbose_name="đơn vị áp dụng",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-version"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "version"),
                                name="one_layout_version",
                                violation_error_message="Vừa có người sửa thể thức. Tải lại trang rồi làm lại.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperWording",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(verbose_name="bản")),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                        (
                            "set_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="đặt lúc"),
                        ),
                        ("slot", models.CharField(max_length=60, verbose_name="chỗ trên văn bản")),
                        ("text", models.TextField(blank=True, verbose_name="câu chữ")),
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người đặt",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="units.unit",
                                verbose_name="đơn vị áp dụng",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["slot", "-version"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "slot", "version"),
                                name="one_wording_version",
                                violation_error_message="Vừa có người sửa câu chữ này. Tải lại trang rồi làm lại.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SummaryText",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=60, verbose_name="đoạn")),
                        ("version", models.PositiveIntegerField(verbose_name="bản")),
                        ("text", models.TextField(blank=True, verbose_name="câu chữ")),
                        ("generated", models.TextField(blank=True, verbose_name="số liệu khi viết")),
                        (
                            "written_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="viết lúc"),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="summary_texts",
                                to="awards.emulationperiod",
                                verbose_name="năm thi đua",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người viết",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["key", "-version"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("period", "key", "version"),
                                name="one_summary_version",
                                violation_error_message="Vừa có người sửa đoạn này. Tải lại trang rồi làm lại.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperSignature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "method",
                            models.CharField(
                                choices=[("file", "Tệp chứng thư"), ("token", "Ký ngoài, tải lên")],
                                max_length=5,
                                verbose_name="cách ký",
                            ),
                        ),
                        ("file", models.FileField(upload_to="signatures/%Y/", verbose_name="tệp")),
                        ("sha256", models.CharField(max_length=64, verbose_name="mã kiểm tra")),
                        ("field", models.CharField(max_length=80, verbose_name="ô chữ ký")),
                        ("signer", models.CharField(max_length=200, verbose_name="tên trên chứng thư")),
                        ("issuer", models.CharField(max_length=200, verbose_name="cơ quan chứng thực")),
                        ("serial", models.CharField(max_length=64, verbose_name="số chứng thư")),
                        ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="ghi lúc")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ký, tải lên",
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="digital_signatures",
                                to="awards.decision",
                                verbose_name="văn bản",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("decision", "sha256"),
                                name="one_signed_file_once",
                                violation_error_message="Tệp đã ký số này đã được nhận.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FundShare",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="từ ngày")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
                        (
                            "made_at",
                            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ghi lúc"),
                        ),
                        ("percent", models.PositiveSmallIntegerField(verbose_name="tỷ lệ chi tổ chức, phần trăm")),
                        ("legal_basis", models.CharField(max_length=200, verbose_name="căn cứ")),
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
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="người ghi",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["valid_from"],
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="awards_fundshare_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            ),
                            models.UniqueConstraint(
                                fields=("valid_from",),
                                name="one_fund_share_from_a_day",
                                violation_error_message="Đã có tỷ lệ chi tổ chức từ ngày ấy.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("percent__gte", 1), ("percent__lte", 100)),
                                name="fund_share_is_a_percentage",
                                violation_error_message="Tỷ lệ từ 1 đến 100 phần trăm.",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
