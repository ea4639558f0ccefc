"""The electronic ballot box: papers given out blindly, envelopes while it is open, records once it is opened."""

import django.db.models.deletion
from django.db import migrations, models


def _round():
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="awards.votinground")


class Migration(migrations.Migration):
    dependencies = [("awards", "0013_law_gaps")]

    operations = [
        migrations.AddField(
            model_name="roundelector",
            name="blinded_hash",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="roundelector",
            name="is_ready",
            field=models.BooleanField(default=False, verbose_name="phiếu đã ở trên máy"),
        ),
        migrations.AddConstraint(
            model_name="roundelector",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("blinded_hash", ""), ("is_ready", False)), ("channel", "electronic"), _connector="OR"
                ),
                name="roll_electronic_only",
                violation_error_message="Chỉ người nhận phiếu điện tử có phiếu trên máy.",
            ),
        ),
        migrations.CreateModel(
            name="BallotBox",
            fields=[
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="box",
                        serialize=False,
                        to="awards.votinground",
                    ),
                ),
                ("epoch", models.PositiveSmallIntegerField(default=1, verbose_name="lần phát")),
                ("pub", models.TextField(verbose_name="khóa công khai")),
                ("envelope_length", models.PositiveIntegerField()),
                ("issued", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số phiếu đã phát")),
                ("roll", models.JSONField(blank=True, null=True)),
                ("count", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số phiếu trong hòm")),
                ("head", models.CharField(blank=True, max_length=64, verbose_name="mã niêm phong")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("count__isnull", True), ("count__lte", models.F("issued")), _connector="OR"
                        ),
                        name="box_not_more_than_issued",
                        violation_error_message="Số phiếu trong hòm không thể nhiều hơn số phiếu đã phát.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("count__isnull", True), ("head", "")),
                            models.Q(models.Q(("head", ""), _negated=True), ("count__isnull", False)),
                            _connector="OR",
                        ),
                        name="box_head_and_count",
                        violation_error_message="Mã niêm phong và số phiếu trong hòm ghi cùng một lúc.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoidToken",
            fields=[
                ("id", models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
                ("round", _round()),
            ],
        ),
        migrations.CreateModel(
            name="Envelope",
            fields=[
                ("id", models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
                ("round", _round()),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="BoxRecord",
            fields=[
                ("c", models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
                ("round", _round()),
                ("rec", models.TextField()),
            ],
        ),
    ]
