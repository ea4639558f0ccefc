"""People in full: object group and decision of each rank, transfers, certificates, duplicates."""

import django.db.models.deletion
from django.db import migrations, models

import thidua.clock


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0003_structure_rows"),
    ]

    operations = [
        migrations.AddField(
            model_name="initiative",
            name="content_type",
            field=models.CharField(blank=True, editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name="initiative",
            name="file",
            field=models.FileField(blank=True, null=True, upload_to="initiatives/%Y/", verbose_name="giấy chứng nhận"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="file_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="tên tệp"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="file_size",
            field=models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="dung lượng"),
        ),
        migrations.AddField(
            model_name="initiative",
            name="search_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=430),
        ),
        migrations.AddField(
            model_name="person",
            name="is_party_secretary",
            field=models.BooleanField(default=False, verbose_name="bí thư cấp ủy"),
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_people",
                to="units.person",
                verbose_name="gộp vào",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="number_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=20),
        ),
        migrations.AddField(
            model_name="person",
            name="other_numbers",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="số hiệu khác"),
        ),
        migrations.AddField(
            model_name="person",
            name="twin_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=120),
        ),
        migrations.AddField(
            model_name="posting",
            name="basis",
            field=models.CharField(blank=True, max_length=120, verbose_name="quyết định"),
        ),
        migrations.AddField(
            model_name="posting",
            name="is_party_secretary",
            field=models.BooleanField(default=False, verbose_name="bí thư cấp ủy"),
        ),
        migrations.AddField(
            model_name="rankperiod",
            name="basis",
            field=models.CharField(blank=True, max_length=120, verbose_name="quyết định"),
        ),
        migrations.AddField(
            model_name="rankperiod",
            name="object_group",
            field=models.CharField(
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
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_day", models.DateField(verbose_name="từ ngày")),
                ("decision", models.CharField(max_length=120, verbose_name="quyết định")),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="nhận xét của đơn vị chuyển")),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transfers", to="units.person"
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
    ]
