"""The tables of units, people, clusters and accounts, and of the record."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import thidua.clock
from thidua.schema import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="UnitKind",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                    name="UnitName",
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
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
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="units_unitparent_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitStatus",
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
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="statuses", to="units.unit"
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
                        ("basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ")),
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
                                name="units_unitstatus_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StructureAct",
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
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="units.unit"
                            ),
                        ),
                        ("title", models.CharField(max_length=500, verbose_name="nội dung")),
                        ("effective_on", models.DateField(verbose_name="có hiệu lực từ ngày")),
                        ("basis", models.CharField(blank=True, max_length=200, verbose_name="quyết định")),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
                        ("journal", models.JSONField(default=list, editable=False)),
                        ("summary", models.JSONField(default=list, editable=False)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
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
                        "ordering": ["-effective_on", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ActUnit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "act",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="touched",
                                to="units.structureact",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="touched_by", to="units.unit"
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
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "act",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="units.structureact",
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
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="xác nhận lúc")),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
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
                    name="Cluster",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                    name="ClusterMembership",
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
                            "cluster",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="units.cluster",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cluster_memberships",
                                to="units.unit",
                            ),
                        ),
                        ("sort", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                    ],
                    options={
                        "ordering": ["sort", "unit__sort"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="units_clustermembership_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClusterTerm",
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
                            "cluster",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="units.cluster"
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cluster_terms",
                                to="units.unit",
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="units_clusterterm_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClusterNumber",
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
                            "cluster",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="numbers", to="units.cluster"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="số cụm")),
                        ("basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ")),
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
                                name="units_clusternumber_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pledge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "cluster",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="pledges", to="units.cluster"
                            ),
                        ),
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
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                    ],
                    options={
                        "ordering": ["-year"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("cluster", "year"),
                                name="one_pledge_per_cluster_year",
                                violation_error_message="Cụm đã có giao ước của năm này.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PledgeTarget",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "pledge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="units.pledge"
                            ),
                        ),
                        ("sort", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                        ("name", models.CharField(max_length=200, verbose_name="nội dung")),
                        ("value", models.CharField(max_length=100, verbose_name="mức phấn đấu")),
                    ],
                    options={
                        "ordering": ["sort"],
                    },
                ),
                migrations.CreateModel(
                    name="PledgeSignature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "pledge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="units.pledge",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                            ),
                        ),
                        (
                            "signed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("signer_name", models.CharField(max_length=120, verbose_name="người ký")),
                        ("signer_post", models.CharField(max_length=160, verbose_name="chức vụ người ký")),
                        ("signed_on", models.DateField(verbose_name="ngày ký")),
                    ],
                    options={
                        "ordering": ["signed_on", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("pledge", "unit"),
                                name="one_signature_per_member",
                                violation_error_message="Đơn vị đã ký giao ước này.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        ("is_party_secretary", models.BooleanField(default=False, verbose_name="bí thư cấp ủy")),
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
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged_people",
                                to="units.person",
                                verbose_name="gộp vào",
                            ),
                        ),
                        (
                            "other_numbers",
                            models.CharField(blank=True, editable=False, max_length=200, verbose_name="số hiệu khác"),
                        ),
                        ("number_key", models.CharField(db_index=True, default="", editable=False, max_length=20)),
                        ("twin_key", models.CharField(db_index=True, default="", editable=False, max_length=120)),
                        ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu minh hoạ")),
                    ],
                    options={
                        "ordering": ["sort_key", "service_number"],
                        "indexes": [models.Index(fields=["sort_key", "service_number"], name="people_in_order")],
                    },
                ),
                migrations.CreateModel(
                    name="PersonPhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="units.person"
                            ),
                        ),
                        ("file", models.FileField(upload_to="photos/%Y/", verbose_name="ảnh")),
                        ("file_size", models.PositiveIntegerField(verbose_name="dung lượng")),
                        ("width", models.PositiveSmallIntegerField(verbose_name="rộng")),
                        ("height", models.PositiveSmallIntegerField(verbose_name="cao")),
                        ("sha256", models.CharField(max_length=64, verbose_name="mã kiểm tra")),
                        ("added_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                        ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="bỏ lúc")),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at__isnull", True)),
                                fields=("person",),
                                name="one_photo_shown",
                                violation_error_message="Người này đang có một ảnh.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Apart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="apart_first",
                                to="units.person",
                                verbose_name="hồ sơ thứ nhất",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="apart_second",
                                to="units.person",
                                verbose_name="hồ sơ thứ hai",
                            ),
                        ),
                        ("reason", models.CharField(max_length=300, verbose_name="căn cứ")),
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
                            "made_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="ghi lúc"),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="rút lại lúc")),
                    ],
                    options={
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("first", "second"),
                                name="told_apart_once",
                                violation_error_message="Hai hồ sơ này đã được ghi là hai người khác nhau.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first__lt", models.F("second"))),
                                name="apart_in_order",
                                violation_error_message="Chọn hai hồ sơ khác nhau.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RankPeriod",
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
                        (
                            "object_group",
                            models.CharField(
                                blank=True,
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
                        ("basis", models.CharField(blank=True, max_length=120, verbose_name="quyết định")),
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
                                name="units_rankperiod_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Posting",
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
                        ("is_party_secretary", models.BooleanField(default=False, verbose_name="bí thư cấp ủy")),
                        ("basis", models.CharField(blank=True, max_length=120, verbose_name="quyết định")),
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
                                name="units_posting_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Transfer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="transfers", to="units.person"
                            ),
                        ),
                        (
                            "from_unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transfers_out",
                                to="units.unit",
                                verbose_name="đơn vị chuyển",
                            ),
                        ),
                        (
                            "to_unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transfers_in",
                                to="units.unit",
                                verbose_name="đơn vị nhận",
                            ),
                        ),
                        ("from_day", models.DateField(verbose_name="từ ngày")),
                        ("decision", models.CharField(max_length=120, verbose_name="quyết định")),
                        (
                            "remark",
                            models.CharField(blank=True, max_length=500, verbose_name="nhận xét của đơn vị chuyển"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("sent", "Chờ tiếp nhận"),
                                    ("received", "Đã tiếp nhận"),
                                    ("refused", "Không tiếp nhận"),
                                    ("withdrawn", "Đã rút"),
                                ],
                                default="sent",
                                max_length=10,
                                verbose_name="trạng thái",
                            ),
                        ),
                        ("sent_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                    ],
                    options={
                        "ordering": ["-from_day", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "sent")),
                                fields=("person",),
                                name="one_open_transfer",
                                violation_error_message="Người này đang có một lệnh điều động chờ tiếp nhận.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DisciplineRecord",
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="units_disciplinerecord_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hold",
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
                        (
                            "carried_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="carried_on",
                                to="units.hold",
                                verbose_name="kế tục từ",
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
                                name="units_hold_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("person__isnull", True), ("unit__isnull", True), _connector="XOR"),
                                name="units_hold_one_subject",
                                violation_error_message="Chọn một cá nhân hoặc một đơn vị.",
                            ),
                            models.UniqueConstraint(
                                fields=("carried_from", "unit"),
                                name="one_hold_carried_on",
                                violation_error_message="Việc này đã được xác nhận kế tục.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CompletionGrade",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                    name="TestResult",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="test_results",
                                to="units.person",
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
                    name="Initiative",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        (
                            "certificate",
                            models.CharField(blank=True, max_length=120, verbose_name="quyết định công nhận"),
                        ),
                        ("recognised_on", models.DateField(blank=True, null=True, verbose_name="ngày công nhận")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                        ("search_key", models.CharField(db_index=True, default="", editable=False, max_length=430)),
                        (
                            "file",
                            models.FileField(
                                blank=True, null=True, upload_to="initiatives/%Y/", verbose_name="giấy chứng nhận"
                            ),
                        ),
                        ("file_name", models.CharField(blank=True, max_length=200, verbose_name="tên tệp")),
                        ("content_type", models.CharField(blank=True, editable=False, max_length=40)),
                        (
                            "file_size",
                            models.PositiveIntegerField(
                                blank=True, editable=False, null=True, verbose_name="dung lượng"
                            ),
                        ),
                        (
                            "authors",
                            models.ManyToManyField(
                                related_name="initiatives", through="units.InitiativeAuthor", to="units.person"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-year", "name"],
                    },
                ),
                migrations.CreateModel(
                    name="InitiativeAuthor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "initiative",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="units.initiative"),
                        ),
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
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        (
                            "email",
                            models.EmailField(
                                blank=True,
                                help_text="Chỉ để nhận thông báo.",
                                max_length=254,
                                verbose_name="thư điện tử",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="đang dùng")),
                        (
                            "must_change_password",
                            models.BooleanField(default=True, verbose_name="phải đổi mật khẩu lần đầu"),
                        ),
                        ("search_key", models.CharField(db_index=True, editable=False, max_length=200)),
                        ("created_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                    ],
                    options={
                        "ordering": ["username"],
                    },
                ),
                migrations.CreateModel(
                    name="RoleGrant",
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
                        (
                            "stands_for",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="substitutes",
                                to="units.rolegrant",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["role", "valid_from"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="units_rolegrant_dates_in_order",
                                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("unit__isnull", True), ("cluster__isnull", True), _connector="XOR"),
                                name="role_grant_on_unit_or_cluster",
                                violation_error_message="Chọn một đơn vị hoặc một cụm cho vai trò này.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stands_for__isnull", True), ("valid_to__isnull", False), _connector="OR"
                                ),
                                name="role_grant_substitution_ends",
                                violation_error_message="Việc thay phải có ngày kết thúc.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stands_for__isnull", True),
                                    models.Q(("role__in", ["member", "teller", "administrator"]), _negated=True),
                                    _connector="OR",
                                ),
                                name="role_grant_vote_is_nobody_elses",
                                violation_error_message="Không ai bỏ phiếu, kiểm phiếu hoặc quản trị thay người khác.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
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
                                related_name="invitations",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("code_hash", models.CharField(max_length=64, unique=True)),
                        (
                            "invited_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "invited_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="lúc mời"),
                        ),
                        ("expires_at", models.DateTimeField(verbose_name="hết hạn lúc")),
                        ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="dùng lúc")),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="thu hồi lúc")),
                    ],
                    options={
                        "ordering": ["-invited_at"],
                    },
                ),
                migrations.CreateModel(
                    name="IdentityLink",
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
                                related_name="identity_links",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("issuer", models.CharField(max_length=300, verbose_name="nơi cấp")),
                        ("subject", models.CharField(max_length=255, verbose_name="mã định danh")),
                        (
                            "linked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "linked_at",
                            models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="lúc liên kết"),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="lúc bỏ")),
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
                migrations.CreateModel(
                    name="AuditEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        "indexes": [
                            models.Index(fields=["target_type", "target_id"], name="units_audit_target__70bfce_idx")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditSeal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
            ]
        ),
    ]
