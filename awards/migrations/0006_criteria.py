"""Kinds of criteria with their steps and conditions; versions of the table, and which one a board was scored by."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery


def fill(apps, schema_editor):
    """Every table is the first version of its own year; boards were scored by the only table there was."""
    tables, boards = apps.get_model("awards", "CriteriaSet"), apps.get_model("awards", "ScoreBoard")
    tables.objects.update(of_period=F("period"))
    own = tables.objects.filter(period=OuterRef("period")).values("pk")[:1]
    boards.objects.update(criteria_set=Subquery(own))
    if schema_editor.connection.vendor == "postgresql":  # the columns are altered next, in the same transaction
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0005_period_cuts"),
    ]

    operations = [
        migrations.CreateModel(
            name="CriterionGate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            },
        ),
        migrations.CreateModel(
            name="CriterionStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("threshold", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="mức")),
                ("points", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="điểm")),
            ],
            options={
                "ordering": ["criterion", "-points", "threshold"],
            },
        ),
        migrations.AlterModelOptions(
            name="criteriaset",
            options={"ordering": ["of_period", "version"]},
        ),
        migrations.AddField(
            model_name="criteriaset",
            name="common",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="taken_by",
                to="awards.criteriaset",
                verbose_name="phần chung lấy từ",
            ),
        ),
        migrations.AddField(
            model_name="criteriaset",
            name="in_force_since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="thay bản trước từ lúc"),
        ),
        migrations.AddField(
            model_name="criteriaset",
            name="is_common",
            field=models.BooleanField(
                default=False,
                help_text="Đơn vị cấp dưới lấy các dòng này làm phần chung.",
                verbose_name="phần chung cho cấp dưới",
            ),
        ),
        migrations.AddField(
            model_name="criteriaset",
            name="of_period",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="criteria_versions",
                to="awards.emulationperiod",
            ),
        ),
        migrations.AddField(
            model_name="criteriaset",
            name="reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="lý do thay bản trước"),
        ),
        migrations.AddField(
            model_name="criteriaset",
            name="version",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="bản"),
        ),
        migrations.AddField(
            model_name="criterion",
            name="by_pass",
            field=models.BooleanField(
                default=False,
                help_text="Với điều kiện danh hiệu không đo bằng số.",
                verbose_name="ghi Đạt / Không thay cho số",
            ),
        ),
        migrations.AddField(
            model_name="criterion",
            name="evidence_required",
            field=models.BooleanField(default=False, verbose_name="cần minh chứng"),
        ),
        migrations.AddField(
            model_name="criterion",
            name="inherited_from",
            field=models.ForeignKey(
                blank=True,
                help_text="Dòng lấy từ phần chung của cấp trên, chỉ xem.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="taken_as",
                to="awards.criterion",
                verbose_name="dòng của phần chung",
            ),
        ),
        migrations.AddField(
            model_name="criterion",
            name="lower_is_better",
            field=models.BooleanField(default=False, verbose_name="càng thấp càng tốt"),
        ),
        migrations.AddField(
            model_name="criterion",
            name="per_occurrence",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="Với tiêu chí thưởng, phạt: số dương là thưởng, số âm là phạt.",
                max_digits=7,
                null=True,
                verbose_name="điểm mỗi lần",
            ),
        ),
        migrations.AddField(
            model_name="scoreboard",
            name="criteria_set",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="boards",
                to="awards.criteriaset",
                verbose_name="bản bảng điểm đã dùng",
            ),
        ),
        migrations.AlterField(
            model_name="criteriaset",
            name="period",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="criteria_set",
                to="awards.emulationperiod",
            ),
        ),
        migrations.AlterField(
            model_name="criteriaset",
            name="state",
            field=models.CharField(
                choices=[("draft", "Đang soạn"), ("locked", "Đã khóa"), ("replaced", "Đã có bản thay")],
                default="draft",
                max_length=8,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AlterField(
            model_name="criterion",
            name="kind",
            field=models.CharField(
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
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="criteriaset",
            name="of_period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="criteria_versions",
                to="awards.emulationperiod",
            ),
        ),
        migrations.AddConstraint(
            model_name="criteriaset",
            constraint=models.UniqueConstraint(
                fields=("of_period", "version"),
                name="one_table_version",
                violation_error_message="Năm thi đua đã có bản này của bảng điểm.",
            ),
        ),
        migrations.AddConstraint(
            model_name="criteriaset",
            constraint=models.CheckConstraint(
                condition=models.Q(("period__isnull", True), ("period", models.F("of_period")), _connector="OR"),
                name="table_in_force_of_its_year",
                violation_error_message="Bảng điểm chỉ có hiệu lực trong năm của nó.",
            ),
        ),
        migrations.AddField(
            model_name="criteriongate",
            name="award",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="awards.award",
                verbose_name="danh hiệu",
            ),
        ),
        migrations.AddField(
            model_name="criteriongate",
            name="criterion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="gates", to="awards.criterion"
            ),
        ),
        migrations.AddField(
            model_name="criterionstep",
            name="criterion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="awards.criterion"
            ),
        ),
        migrations.AddConstraint(
            model_name="criteriongate",
            constraint=models.UniqueConstraint(
                fields=("criterion", "award"),
                name="one_gate_per_award",
                violation_error_message="Danh hiệu này đã có điều kiện trong tiêu chí.",
            ),
        ),
        migrations.AddConstraint(
            model_name="criteriongate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("compare", "met"), ("value__isnull", True)),
                    models.Q(models.Q(("compare", "met"), _negated=True), ("value__isnull", False)),
                    _connector="OR",
                ),
                name="gate_value_with_figures",
                violation_error_message="Điều kiện bằng số cần mức cần đạt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="criterionstep",
            constraint=models.UniqueConstraint(
                fields=("criterion", "threshold"),
                name="one_step_per_threshold",
                violation_error_message="Mức này đã có trong tiêu chí.",
            ),
        ),
        migrations.AddConstraint(
            model_name="criterionstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__gte", 0)),
                name="step_points_not_negative",
                violation_error_message="Điểm của mức không được âm.",
            ),
        ),
    ]
