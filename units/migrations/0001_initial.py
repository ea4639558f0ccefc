import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import thidua.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField(unique=True)),
                ("count", models.PositiveIntegerField()),
                ("holes", models.JSONField(default=list)),
                ("late", models.JSONField(default=list)),
                ("previous_hash", models.CharField(max_length=64, unique=True)),
                ("hash", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
            ],
            options={
                "ordering": ["last_id"],
            },
        ),
        migrations.CreateModel(
            name="UnitKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(unique=True, verbose_name="mã")),
                ("name", models.CharField(max_length=100, verbose_name="tên")),
                ("sort", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
            ],
            options={
                "ordering": ["sort", "name"],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30, unique=True, verbose_name="mã đơn vị")),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="units.unitkind",
                        verbose_name="loại đơn vị",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="units.unit",
                        verbose_name="đơn vị cấp trên",
                    ),
                ),
                ("path", models.CharField(editable=False, max_length=255, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="tên")),
                ("short_name", models.CharField(max_length=80, verbose_name="tên gọi tắt")),
                ("search_key", models.CharField(db_index=True, editable=False, max_length=300)),
                ("sort", models.PositiveIntegerField(default=0, verbose_name="thứ tự")),
                ("place", models.CharField(blank=True, max_length=60, verbose_name="địa danh trên văn bản")),
                ("is_reporting", models.BooleanField(default=False, verbose_name="là đầu mối báo cáo kết quả")),
                ("is_border", models.BooleanField(default=False, verbose_name="ở biên giới, biển, đảo")),
                ("strength", models.PositiveIntegerField(blank=True, null=True, verbose_name="quân số")),
                ("founded_on", models.DateField(verbose_name="ngày thành lập")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="ngày kết thúc")),
                ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
            ],
            options={
                "ordering": ["sort", "code"],
            },
        ),
        migrations.CreateModel(
            name="Cluster",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30, unique=True, verbose_name="mã cụm")),
                ("name", models.CharField(max_length=150, verbose_name="tên cụm")),
                (
                    "organiser",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clusters",
                        to="units.unit",
                        verbose_name="cấp tổ chức",
                    ),
                ),
                ("sort", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
            ],
            options={
                "ordering": ["sort", "code"],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("service_number", models.CharField(max_length=20, unique=True, verbose_name="số hiệu")),
                ("full_name", models.CharField(max_length=100, verbose_name="họ và tên")),
                (
                    "sex",
                    models.CharField(
                        choices=[("male", "Nam"), ("female", "Nữ")],
                        default="male",
                        max_length=6,
                        verbose_name="giới tính",
                    ),
                ),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="ngày sinh")),
                (
                    "rank",
                    models.CharField(
                        choices=[
                            ("binh-nhi", "Binh nhì"),
                            ("binh-nhat", "Binh nhất"),
                            ("ha-si", "Hạ sĩ"),
                            ("trung-si", "Trung sĩ"),
                            ("thuong-si", "Thượng sĩ"),
                            ("thieu-uy", "Thiếu úy"),
                            ("trung-uy", "Trung úy"),
                            ("thuong-uy", "Thượng úy"),
                            ("dai-uy", "Đại úy"),
                            ("thieu-ta", "Thiếu tá"),
                            ("trung-ta", "Trung tá"),
                            ("thuong-ta", "Thượng tá"),
                            ("dai-ta", "Đại tá"),
                            ("thieu-tuong", "Thiếu tướng"),
                            ("trung-tuong", "Trung tướng"),
                            ("thuong-tuong", "Thượng tướng"),
                            ("dai-tuong", "Đại tướng"),
                            ("vcqp", "Viên chức quốc phòng"),
                        ],
                        max_length=20,
                        verbose_name="cấp bậc",
                    ),
                ),
                ("position", models.CharField(max_length=120, verbose_name="chức vụ")),
                ("is_commander", models.BooleanField(default=False, verbose_name="cán bộ chủ trì")),
                (
                    "object_group",
                    models.CharField(
                        choices=[
                            ("officer", "Sĩ quan"),
                            ("professional", "Quân nhân chuyên nghiệp"),
                            ("soldier", "Hạ sĩ quan, binh sĩ"),
                            ("civilian", "Công nhân, viên chức quốc phòng"),
                        ],
                        max_length=12,
                        verbose_name="nhóm đối tượng",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="units.unit",
                        verbose_name="đơn vị",
                    ),
                ),
                ("joined_on", models.DateField(blank=True, null=True, verbose_name="ngày nhập ngũ")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="ngày thôi phục vụ")),
                ("sort_key", models.CharField(db_index=True, editable=False, max_length=300)),
                ("search_key", models.CharField(db_index=True, editable=False, max_length=200)),
                ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
            ],
            options={
                "ordering": ["sort_key", "service_number"],
            },
        ),
        migrations.CreateModel(
            name="DisciplineRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="discipline_records",
                        to="units.person",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("khien-trach", "Khiển trách"),
                            ("canh-cao", "Cảnh cáo"),
                            ("giang-cap", "Giáng cấp, giáng chức"),
                            ("tuoc-quan-tich", "Tước quân tịch"),
                        ],
                        max_length=20,
                        verbose_name="hình thức",
                    ),
                ),
                ("decision", models.CharField(blank=True, max_length=120, verbose_name="quyết định")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
            ],
            options={
                "ordering": ["-valid_from"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="units_disciplinerecord_dates_in_order",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=60, unique=True, verbose_name="tên đăng nhập")),
                ("display_name", models.CharField(max_length=100, verbose_name="tên hiển thị")),
                (
                    "person",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="user",
                        to="units.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="units.unit",
                        verbose_name="đơn vị công tác",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="đang dùng")),
                ("must_change_password", models.BooleanField(default=True, verbose_name="phải đổi mật khẩu lần đầu")),
                ("search_key", models.CharField(db_index=True, editable=False, max_length=200)),
                ("created_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
            ],
            options={
                "ordering": ["username"],
            },
        ),
        migrations.CreateModel(
            name="RankPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ranks", to="units.person"
                    ),
                ),
                (
                    "rank",
                    models.CharField(
                        choices=[
                            ("binh-nhi", "Binh nhì"),
                            ("binh-nhat", "Binh nhất"),
                            ("ha-si", "Hạ sĩ"),
                            ("trung-si", "Trung sĩ"),
                            ("thuong-si", "Thượng sĩ"),
                            ("thieu-uy", "Thiếu úy"),
                            ("trung-uy", "Trung úy"),
                            ("thuong-uy", "Thượng úy"),
                            ("dai-uy", "Đại úy"),
                            ("thieu-ta", "Thiếu tá"),
                            ("trung-ta", "Trung tá"),
                            ("thuong-ta", "Thượng tá"),
                            ("dai-ta", "Đại tá"),
                            ("thieu-tuong", "Thiếu tướng"),
                            ("trung-tuong", "Trung tướng"),
                            ("thuong-tuong", "Thượng tướng"),
                            ("dai-tuong", "Đại tướng"),
                            ("vcqp", "Viên chức quốc phòng"),
                        ],
                        max_length=20,
                        verbose_name="cấp bậc",
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
                        name="units_rankperiod_dates_in_order",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TestResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="test_results", to="units.person"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                ("passed_percent", models.PositiveSmallIntegerField(verbose_name="tỷ lệ đạt (%)")),
                ("good_percent", models.PositiveSmallIntegerField(verbose_name="tỷ lệ khá, giỏi (%)")),
            ],
            options={
                "ordering": ["-year"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "year"),
                        name="one_test_result_per_person_year",
                        violation_error_message="Người này đã có kết quả kiểm tra của năm.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("good_percent__lte", 100), ("passed_percent__lte", 100)),
                        name="test_result_percent_in_range",
                        violation_error_message="Tỷ lệ phải từ 0 đến 100.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("clerk", "Trợ lý thi đua đơn vị"),
                            ("unit_leader", "Chỉ huy đơn vị"),
                            ("verifier", "Cơ quan thẩm định"),
                            ("officer", "Trợ lý thi đua cấp tỉnh"),
                            ("secretary", "Thư ký Hội đồng"),
                            ("member", "Thành viên Hội đồng"),
                            ("teller", "Tổ kiểm phiếu"),
                            ("cluster_lead", "Cụm trưởng"),
                            ("commander", "Người ký"),
                            ("auditor", "Kiểm tra, giám sát"),
                            ("administrator", "Quản trị hệ thống"),
                        ],
                        max_length=15,
                        verbose_name="vai trò",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_grants",
                        to="units.unit",
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_grants",
                        to="units.cluster",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="thu hồi lúc")),
            ],
            options={
                "ordering": ["role", "valid_from"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="units_rolegrant_dates_in_order",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__isnull", True), ("cluster__isnull", True), _connector="XOR"),
                        name="role_grant_on_unit_or_cluster",
                        violation_error_message="Chọn một đơn vị hoặc một cụm cho vai trò này.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="postings", to="units.person"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="postings", to="units.unit"
                    ),
                ),
                ("position", models.CharField(max_length=120, verbose_name="chức vụ")),
                ("is_commander", models.BooleanField(default=False, verbose_name="cán bộ chủ trì")),
            ],
            options={
                "ordering": ["-valid_from"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="units_posting_dates_in_order",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="units.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="units.unit",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("discipline", "Đang xem xét kỷ luật"),
                            ("inspection", "Đang thanh tra, kiểm tra, điều tra"),
                            ("complaint", "Đơn khiếu nại, tố cáo đang xác minh"),
                        ],
                        max_length=12,
                        verbose_name="loại",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="nội dung")),
            ],
            options={
                "ordering": ["-valid_from"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="units_hold_dates_in_order",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person__isnull", True), ("unit__isnull", True), _connector="XOR"),
                        name="units_hold_one_subject",
                        violation_error_message="Chọn một cá nhân hoặc một đơn vị.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CompletionGrade",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="units.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="units.unit",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("htxsnv", "Hoàn thành xuất sắc nhiệm vụ"),
                            ("httnv", "Hoàn thành tốt nhiệm vụ"),
                            ("htnv", "Hoàn thành nhiệm vụ"),
                            ("khtnv", "Không hoàn thành nhiệm vụ"),
                        ],
                        max_length=8,
                        verbose_name="mức độ",
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ")),
            ],
            options={
                "ordering": ["-year"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person__isnull", True), ("unit__isnull", True), _connector="XOR"),
                        name="units_completiongrade_one_subject",
                        violation_error_message="Chọn một cá nhân hoặc một đơn vị.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("person", "year"),
                        name="one_grade_per_person_year",
                        violation_error_message="Người này đã có mức độ hoàn thành của năm.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("unit__isnull", False)),
                        fields=("unit", "year"),
                        name="one_grade_per_unit_year",
                        violation_error_message="Đơn vị đã có mức độ hoàn thành của năm.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClusterTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="units.cluster"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cluster_terms", to="units.unit"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("lead", "Cụm trưởng"), ("deputy", "Cụm phó")],
                        default="lead",
                        max_length=6,
                        verbose_name="vai trò",
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ")),
            ],
            options={
                "ordering": ["-valid_from"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="units_clusterterm_dates_in_order",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClusterMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="units.cluster"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cluster_memberships", to="units.unit"
                    ),
                ),
                ("sort", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
            ],
            options={
                "ordering": ["sort", "unit__sort"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="units_clustermembership_dates_in_order",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="names", to="units.unit"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="tên")),
                ("short_name", models.CharField(max_length=80, verbose_name="tên gọi tắt")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ")),
            ],
            options={
                "ordering": ["-valid_from"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="units_unitname_dates_in_order",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitParent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parents", to="units.unit"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="child_periods",
                        to="units.unit",
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ")),
            ],
            options={
                "ordering": ["-valid_from"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="units_unitparent_dates_in_order",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="lúc ghi")),
                ("acted_on", models.DateField(verbose_name="ngày làm")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("actor_name", models.CharField(max_length=120, verbose_name="người làm")),
                ("action", models.CharField(db_index=True, max_length=60, verbose_name="việc")),
                ("target_type", models.CharField(max_length=60)),
                ("target_id", models.CharField(max_length=40)),
                ("target_text", models.CharField(max_length=200, verbose_name="đối tượng")),
                ("unit_path", models.CharField(blank=True, db_index=True, max_length=255)),
                ("changes", models.JSONField(default=dict)),
                ("facts", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["target_type", "target_id"], name="units_audit_target__70bfce_idx")],
            },
        ),
        migrations.CreateModel(
            name="Initiative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300, verbose_name="tên")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("co-so", "Cấp cơ sở"),
                            ("toan-quan", "Cấp toàn quân"),
                            ("toan-quoc", "Cấp toàn quốc"),
                        ],
                        default="co-so",
                        max_length=12,
                        verbose_name="cấp công nhận",
                    ),
                ),
                ("certificate", models.CharField(blank=True, max_length=120, verbose_name="quyết định công nhận")),
                ("recognised_on", models.DateField(blank=True, null=True, verbose_name="ngày công nhận")),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
            ],
            options={
                "ordering": ["-year", "name"],
            },
        ),
        migrations.CreateModel(
            name="InitiativeAuthor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("initiative", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="units.initiative")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="units.person")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("initiative", "person"),
                        name="one_authorship",
                        violation_error_message="Người này đã là tác giả của sáng kiến.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="initiative",
            name="authors",
            field=models.ManyToManyField(
                related_name="initiatives", through="units.InitiativeAuthor", to="units.person"
            ),
        ),
    ]
