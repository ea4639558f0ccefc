"""The way of a list: routes, organs that are asked, papers of bodies, fields to correct, lower titles."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import thidua.clock


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0010_back_entry"),
        ("units", "0004_people_serving"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Downgrade",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("was_there", models.BooleanField(default=False, verbose_name="đã có sẵn")),
                ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="chuyển lúc")),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            },
        ),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("asked_at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="hỏi lúc")),
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
            },
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                ("basis", models.CharField(max_length=300, verbose_name="căn cứ")),
                ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                ("set_at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="đặt lúc")),
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
            },
        ),
        migrations.CreateModel(
            name="RouteStation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            },
        ),
        migrations.CreateModel(
            name="StationRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("recorded_at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="ghi lúc")),
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
            },
        ),
        migrations.CreateModel(
            name="StationResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="awards.stationrecord"
                    ),
                ),
            ],
            options={
                "ordering": ["nomination__award__sort", "nomination__sort_key"],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="awards.nomination"
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="opinions", to="awards.inquiry"
                    ),
                ),
                (
                    "nomination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opinions", to="awards.nomination"
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
        migrations.AddConstraint(
            model_name="organ",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="awards_organ_dates_in_order",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organ",
            constraint=models.CheckConstraint(
                condition=models.Q(("seat__isnull", False), ("user__isnull", False), _connector="OR"),
                name="somebody_speaks_for_an_organ",
                violation_error_message="Chọn phòng, ban hoặc tài khoản trả lời.",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("nomination_list", "organ"),
                name="one_open_inquiry_of_an_organ",
                violation_error_message="Cơ quan này đang được hỏi về danh sách.",
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="awards_route_dates_in_order",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="routestation",
            constraint=models.UniqueConstraint(
                fields=("route", "code"),
                name="one_station_of_a_route",
                violation_error_message="Bước này đã có trong trình tự.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stationrecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", True)),
                fields=("nomination_list", "code", "number", "held_on"),
                name="one_record_of_a_paper",
                violation_error_message="Văn bản này đã được ghi.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stationresult",
            constraint=models.UniqueConstraint(
                fields=("record", "nomination"),
                name="one_result_of_a_line",
                violation_error_message="Đề nghị này đã có kết quả trong văn bản.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stationresult",
            constraint=models.CheckConstraint(
                condition=models.Q(("agreed", True), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="a_refusal_has_its_reason",
                violation_error_message="Ghi lý do không nhất trí.",
            ),
        ),
    ]
