"""Laws the office adds itself; a list judged by the day of signing; places for commanders beside the quota; packages
that installations hand each other."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import thidua.clock


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0012_dossier"),
        ("units", "0004_people_serving"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="ruleset",
            name="made_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ghi lúc"),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người ghi",
            ),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="lý do"),
        ),
        migrations.AddField(
            model_name="awardinyear",
            name="commanders_apart",
            field=models.BooleanField(default=False, verbose_name="riêng cán bộ chủ trì ngoài chỉ tiêu chung"),
        ),
        migrations.AlterField(
            model_name="quotarule",
            name="group",
            field=models.CharField(
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
        migrations.AddField(
            model_name="nominationlist",
            name="law_by_signing",
            field=models.BooleanField(default=False, verbose_name="xét theo ngày ký quyết định"),
        ),
        migrations.CreateModel(
            name="ExchangePartner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            },
        ),
        migrations.CreateModel(
            name="ExchangePackage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            },
        ),
        migrations.CreateModel(
            name="ReceivedLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            ],
            options={
                "ordering": ["package", "sort"],
            },
        ),
        migrations.AddConstraint(
            model_name="exchangepartner",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)),
                fields=("our_code", "their_code"),
                name="one_key_between_two_installations",
                violation_error_message="Hai mã này đang có khóa. Thôi dùng khóa cũ trước.",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchangepartner",
            constraint=models.CheckConstraint(
                condition=models.Q(("our_code", models.F("their_code")), _negated=True),
                name="exchange_with_somebody_else",
                violation_error_message="Mã bên ta và mã bên kia phải khác nhau.",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchangepackage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "dropped"), _negated=True),
                fields=("direction", "number"),
                name="one_package_a_number",
                violation_error_message="Gói này đã nhận.",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchangepackage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("direction", "out"), ("kind", "dossier")),
                fields=("partner", "submission"),
                name="one_dossier_a_submission",
                violation_error_message="Tờ trình này đã có gói hồ sơ.",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedline",
            constraint=models.UniqueConstraint(
                fields=("package", "code"),
                name="one_line_a_code_in_a_package",
                violation_error_message="Đối tượng này đã có trong gói.",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedline",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__isnull", True), ("is_granted__isnull", False), _connector="OR"),
                name="an_answer_says_yes_or_no",
                violation_error_message="Dòng đã trả lời phải ghi được tặng hay không.",
            ),
        ),
    ]
