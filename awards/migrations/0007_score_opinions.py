"""What people say about points, by stage; points by hand given before become the first opinions, with their times."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import thidua.clock


def keep_points_given(apps, schema_editor):
    """Every row of points by hand as an opinion of its giver's stage: who, when and why stay as they are."""
    roles = {}
    for user_id, role in apps.get_model("units", "RoleGrant").objects.values_list("user_id", "role"):
        roles.setdefault(user_id, set()).add(role)

    def stage(user_id):
        held = roles.get(user_id, set())
        return "office" if "officer" in held else "cluster" if "cluster_lead" in held else "organ"

    opinion = apps.get_model("awards", "PointOpinion")
    rows = apps.get_model("awards", "HandScore").objects.order_by("pk").iterator(2000)
    opinion.objects.bulk_create(
        (
            opinion(
                period_id=row.period_id,
                unit_id=row.unit_id,
                criterion_id=row.criterion_id,
                stage=stage(row.given_by_id),
                points=row.points,
                reason=row.reason,
                given_by_id=row.given_by_id,
                given_at=row.given_at,
            )
            for row in rows
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0006_criteria"),
        ("units", "0006_accounts_clusters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AppealTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField(verbose_name="hạn khiếu nại điểm")),
                ("set_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                (
                    "period",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeal_term",
                        to="awards.emulationperiod",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PointOpinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("given_at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="lúc")),
                ("is_current", models.BooleanField(default=True, editable=False)),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="point_opinions",
                        to="awards.criterion",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="point_opinions", to="units.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["given_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ScoreAppeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("filed_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                ("answer", models.CharField(blank=True, max_length=1000, verbose_name="trả lời")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc")),
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
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="score_appeals", to="awards.criterion"
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="score_appeals", to="units.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["-filed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ScoreSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="score_sheets",
                        to="awards.emulationperiod",
                    ),
                ),
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
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="score_sheets", to="units.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CrossCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Chờ kiểm tra chéo"), ("sent", "Đã kiểm tra chéo")],
                        default="open",
                        max_length=5,
                        verbose_name="trạng thái",
                    ),
                ),
                ("set_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do đổi")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="gửi lúc")),
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
                    "checker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks_made",
                        to="units.unit",
                        verbose_name="đơn vị kiểm tra",
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cross_checks", to="units.cluster"
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
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
            name="PointDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    models.DecimalField(blank=True, decimal_places=3, max_digits=8, null=True, verbose_name="điểm"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="giải trình")),
                ("written_at", models.DateTimeField(default=thidua.clock.now, editable=False)),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="point_drafts", to="awards.criterion"
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="awards.emulationperiod"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="point_drafts", to="units.unit"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
        migrations.AddIndex(
            model_name="pointopinion",
            index=models.Index(fields=["period", "unit", "criterion"], name="opinion_of_cell"),
        ),
        migrations.AddConstraint(
            model_name="pointopinion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("period", "unit", "criterion", "stage"),
                name="one_current_opinion",
                violation_error_message="Khâu này đã có điểm của tiêu chí.",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoreappeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("period", "unit", "criterion"),
                name="one_waiting_appeal",
                violation_error_message="Tiêu chí này đang có khiếu nại chờ trả lời.",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoresheet",
            constraint=models.UniqueConstraint(
                fields=("period", "unit"),
                name="one_score_sheet",
                violation_error_message="Đơn vị đã có phiếu tự chấm của năm này.",
            ),
        ),
        migrations.RunPython(keep_points_given, migrations.RunPython.noop),
    ]
