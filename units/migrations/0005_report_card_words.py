"""What the report of achievements tells of a person and no rule asks for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0004_people_serving"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="native_place",
            field=models.CharField(blank=True, default="", max_length=150, verbose_name="quê quán"),
        ),
        migrations.AddField(
            model_name="person",
            name="residence",
            field=models.CharField(blank=True, default="", max_length=150, verbose_name="trú quán"),
        ),
        migrations.AddField(
            model_name="person",
            name="schooling",
            field=models.CharField(
                blank=True, default="", max_length=150, verbose_name="trình độ chuyên môn, nghiệp vụ"
            ),
        ),
    ]
