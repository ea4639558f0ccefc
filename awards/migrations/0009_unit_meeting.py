"""Meetings of units: who was heard, the votes, the share to be reached."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import thidua.clock


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0008_quota_sharing"),
        ("units", "0004_people_serving"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MeetingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("quorum_num", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="tử số dự họp")),
                ("quorum_den", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="mẫu số dự họp")),
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
                ("set_at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="đặt lúc")),
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
            },
        ),
        migrations.CreateModel(
            name="UnitMeeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("issued", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="phiếu phát ra")),
                ("returned", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="phiếu thu về")),
                ("tellers", models.CharField(blank=True, max_length=300, verbose_name="người kiểm phiếu")),
                ("discussion", models.TextField(blank=True, verbose_name="thảo luận")),
                ("conclusion", models.TextField(blank=True, verbose_name="kết luận")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                ("scan", models.FileField(blank=True, upload_to="meetings/%Y/%m/", verbose_name="bản chụp biên bản")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="meetings", to="awards.nominationlist"
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
            },
        ),
        migrations.CreateModel(
            name="MeetingPresence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="họ tên")),
                ("detail", models.CharField(blank=True, max_length=300, verbose_name="cấp bậc, chức vụ")),
                ("is_present", models.BooleanField(default=False, verbose_name="có mặt")),
                ("sort", models.PositiveSmallIntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.person"),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="people", to="awards.unitmeeting"
                    ),
                ),
            ],
            options={
                "ordering": ["sort", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MeetingLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("subject_detail", models.CharField(blank=True, max_length=300, verbose_name="cấp bậc, chức vụ")),
                ("report", models.TextField(blank=True, verbose_name="báo công")),
                ("agree", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="đồng ý")),
                ("disagree", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="không đồng ý")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="awards.unitmeeting"
                    ),
                ),
            ],
            options={
                "ordering": ["sort", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="meetingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="awards_meetingrule_dates_in_order",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("den__gt", 0), ("num__lte", models.F("den"))),
                name="meeting_share_of_the_whole",
                violation_error_message="Tỷ lệ phải từ 0 đến 1.",
            ),
        ),
        migrations.AddIndex(
            model_name="unitmeeting",
            index=models.Index(fields=["nomination_list", "state", "held_at"], name="meetings_of_a_list"),
        ),
        migrations.AddConstraint(
            model_name="unitmeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("present__isnull", True), ("present__lte", models.F("called")), _connector="OR"),
                name="meeting_present_were_called",
                violation_error_message="Số có mặt không thể quá số triệu tập.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitmeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("returned__isnull", True), ("returned__lte", models.F("issued")), _connector="OR"),
                name="meeting_papers_add_up",
                violation_error_message="Số phiếu thu về không thể quá số phát ra.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitmeeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects__isnull", True), models.Q(("state", "dropped"), _negated=True)),
                fields=("nomination_list", "unit", "held_at"),
                name="one_meeting_at_a_time",
                violation_error_message="Đơn vị đã có cuộc họp vào lúc này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitmeeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects__isnull", False), models.Q(("state", "dropped"), _negated=True)),
                fields=("corrects",),
                name="one_correction_of_minutes",
                violation_error_message="Biên bản này đã có bản đính chính.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingpresence",
            constraint=models.UniqueConstraint(
                fields=("meeting", "person"),
                name="called_once_to_a_meeting",
                violation_error_message="Đồng chí này đã có trong danh sách triệu tập.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingline",
            constraint=models.CheckConstraint(
                condition=models.Q(("person__isnull", True), ("unit__isnull", True), _connector="XOR"),
                name="meeting_line_one_subject",
                violation_error_message="Chọn một cá nhân hoặc một tập thể.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agree__isnull", True), ("disagree__isnull", True)),
                    models.Q(("agree__isnull", False), ("disagree__isnull", False)),
                    _connector="OR",
                ),
                name="meeting_votes_both_or_none",
                violation_error_message="Ghi cả số đồng ý và số không đồng ý.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("meeting", "award", "person"),
                name="one_meeting_line_per_person",
                violation_error_message="Đồng chí này đã có trong cuộc họp cho danh hiệu này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unit__isnull", False)),
                fields=("meeting", "award", "unit"),
                name="one_meeting_line_per_unit",
                violation_error_message="Tập thể này đã có trong cuộc họp cho danh hiệu này.",
            ),
        ),
    ]
