"""Awards of earlier years brought in by mistake: withdrawn by a row of their own, which the database guards too.

SQLite rebuilds the table of awards and drops its triggers, so all of them are laid again.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import thidua.clock
from awards.decisions.triggers import REFUSALS, WITHDRAWALS, removals, statements


def install(apps, schema_editor):
    for sql in statements(schema_editor.connection.vendor, (*REFUSALS, *WITHDRAWALS)):
        schema_editor.execute(sql, params=None)


def remove(apps, schema_editor):
    for sql in removals(schema_editor.connection.vendor, WITHDRAWALS):
        schema_editor.execute(sql, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0003_paper_triggers"),
        ("units", "0008_people_records"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AwardWithdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                ("at", models.DateTimeField(default=thidua.clock.now, editable=False, verbose_name="rút lúc")),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="awardrecord",
            name="one_award_per_person_year",
        ),
        migrations.RemoveConstraint(
            model_name="awardrecord",
            name="one_award_per_unit_year",
        ),
        migrations.AddField(
            model_name="awardrecord",
            name="edition",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="lần ghi"),
        ),
        migrations.AddConstraint(
            model_name="awardrecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("award", "person", "year", "edition"),
                name="one_award_per_person_year",
                violation_error_message="Người này đã có danh hiệu này trong năm.",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardrecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("unit__isnull", False)),
                fields=("award", "unit", "year", "edition"),
                name="one_award_per_unit_year",
                violation_error_message="Đơn vị đã có danh hiệu này trong năm.",
            ),
        ),
        migrations.AddField(
            model_name="awardwithdrawal",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người rút",
            ),
        ),
        migrations.AddField(
            model_name="awardwithdrawal",
            name="record",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawal",
                to="awards.awardrecord",
                verbose_name="khen thưởng",
            ),
        ),
        migrations.RunPython(install, remove),
    ]
