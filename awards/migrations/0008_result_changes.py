from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0007_score_opinions"),
    ]

    operations = [
        migrations.AddField(
            model_name="resultentry",
            name="changed_in",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="resultsheet",
            name="change_no",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
