"""Two more things people are told of: a new common part of the table, background work that has ended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reminder", "Nhắc hạn"),
                    ("deadline", "Hạn bị dời, được gia hạn"),
                    ("returned", "Kết quả, đề nghị bị trả lại"),
                    ("verified", "Kết quả đã xác minh"),
                    ("criteria", "Phần chung của bảng điểm có bản mới"),
                    ("job", "Việc chạy nền đã xong hoặc không xong"),
                ],
                max_length=10,
                verbose_name="loại",
            ),
        ),
        migrations.AlterField(
            model_name="notificationchoice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reminder", "Nhắc hạn"),
                    ("deadline", "Hạn bị dời, được gia hạn"),
                    ("returned", "Kết quả, đề nghị bị trả lại"),
                    ("verified", "Kết quả đã xác minh"),
                    ("criteria", "Phần chung của bảng điểm có bản mới"),
                    ("job", "Việc chạy nền đã xong hoặc không xong"),
                ],
                max_length=10,
                verbose_name="loại",
            ),
        ),
    ]
