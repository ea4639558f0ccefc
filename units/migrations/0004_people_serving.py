"""How many serve in a unit is told from an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0003_imports"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("left_on__isnull", True)), fields=["unit", "merged_into"], name="people_serving"
            ),
        ),
    ]
