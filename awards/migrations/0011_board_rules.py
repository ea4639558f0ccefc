"""The rule for equal percents, published before a freeze; who froze a board, and why a version was made."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0010_deadlines_notices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="scoreboard",
            name="frozen_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scoreboard",
            name="reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="lý do lập bản này"),
        ),
        migrations.AddField(
            model_name="unitscore",
            name="place_note",
            field=models.TextField(blank=True, verbose_name="vì sao ở hạng này"),
        ),
        migrations.CreateModel(
            name="TieBreakRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    "period",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tie_rule",
                        to="awards.emulationperiod",
                    ),
                ),
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
        ),
        migrations.CreateModel(
            name="TieBreakKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="keys", to="awards.tiebreakrule"
                    ),
                ),
            ],
            options={
                "ordering": ["sort"],
            },
        ),
        migrations.AddField(
            model_name="scoreboard",
            name="tie_rule",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="boards",
                to="awards.tiebreakrule",
                verbose_name="quy định khi bằng điểm",
            ),
        ),
        migrations.AddConstraint(
            model_name="tiebreakrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                    _connector="OR",
                ),
                name="tie_rule_published_by_somebody",
                violation_error_message="Quy định đã công bố phải ghi ai công bố, lúc nào.",
            ),
        ),
        migrations.AddConstraint(
            model_name="tiebreakkey",
            constraint=models.UniqueConstraint(
                fields=("rule", "kind", "code"),
                name="one_tie_key",
                violation_error_message="Điều này đã có trong thứ tự xét.",
            ),
        ),
        migrations.AddConstraint(
            model_name="tiebreakkey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "group"), models.Q(("code", ""), _negated=True)),
                    models.Q(models.Q(("kind", "group"), _negated=True), ("code", "")),
                    _connector="OR",
                ),
                name="tie_key_of_a_group_names_it",
                violation_error_message="Chọn nhóm tiêu chí để xét điểm nhóm.",
            ),
        ),
    ]
