"""What a conference leaves behind: guests, papers, speeches, opinions, tasks, minutes; decisions on a council."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import thidua.clock

STANDING = ("chair", "vice_chair", "standing", "secretary")


def carry(apps, schema_editor):
    """Councils and adopted minutes of before get what those made from now on have."""
    Council, Decision = apps.get_model("awards", "Council"), apps.get_model("awards", "CouncilDecision")
    for council in Council.objects.all():
        first = council.members.order_by("valid_from").first()
        if first is not None:
            Decision.objects.create(
                council=council, kind="founding", text=council.decision, effective_on=first.valid_from
            )
    apps.get_model("awards", "CouncilMember").objects.filter(function__in=STANDING).update(is_standing=True)
    Minutes = apps.get_model("awards", "MinutesVersion")
    for conference in apps.get_model("awards", "Conference").objects.filter(state="adopted"):
        Minutes.objects.create(
            conference=conference,
            number=1,
            state="adopted",
            discussion=conference.discussion,
            conclusion=conference.conclusion,
            adopted_at=conference.ends_at,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0014_box"),
        ("units", "0004_people_serving"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="attendee",
            name="mandate",
            field=models.CharField(blank=True, max_length=200, verbose_name="giấy ủy quyền"),
        ),
        migrations.AddField(
            model_name="conference",
            name="checkin_secret",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="conference",
            name="hall",
            field=models.CharField(
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
        migrations.AddField(
            model_name="councilmember",
            name="is_standing",
            field=models.BooleanField(default=False, verbose_name="trong Thường trực Hội đồng"),
        ),
        migrations.AddField(
            model_name="regulation",
            name="substitute_basis",
            field=models.CharField(blank=True, max_length=200, verbose_name="điều, khoản về dự thay"),
        ),
        migrations.AddField(
            model_name="regulation",
            name="substitutes",
            field=models.CharField(
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
        migrations.CreateModel(
            name="Guest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        choices=[("expected", "Chưa điểm danh"), ("present", "Có mặt"), ("absent", "Vắng có lý do")],
                        default="expected",
                        max_length=10,
                        verbose_name="điểm danh",
                    ),
                ),
                ("arrived_at", models.DateTimeField(blank=True, null=True, verbose_name="đến lúc")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="guest_rows", to="awards.conference"
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="talks", to="awards.conference"
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="opinion", to="awards.attendee"
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CouncilDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="awards.council"
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500, verbose_name="nội dung")),
                ("due_on", models.DateField(verbose_name="thời hạn")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Đang thực hiện"), ("done", "Đã xong"), ("dropped", "Không thực hiện nữa")],
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="awards.conference"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="awards.conference"
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=150, verbose_name="người phát biểu")),
                ("post", models.CharField(blank=True, max_length=200, verbose_name="chức vụ, đơn vị")),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="thời lượng (phút)")),
                ("sort", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="bắt đầu lúc")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="kết thúc lúc")),
                ("summary", models.TextField(blank=True, verbose_name="nội dung phát biểu")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="speeches", to="awards.conference"
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
        migrations.RunPython(carry, migrations.RunPython.noop),
    ]
