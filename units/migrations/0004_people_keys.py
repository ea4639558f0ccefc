"""Keys of search and duplicates, and the object group of each rank, for what is already written."""

from django.db import migrations

from thidua.text import search_key
from units.people.rules import group_of, number_key, twin_key


def fill(apps, schema_editor):
    """Keys of what is already there, and the object group of each rank: told by the rank, else the person's own."""
    person_model, rank_model, initiative_model = (
        apps.get_model("units", name) for name in ("Person", "RankPeriod", "Initiative")
    )

    def write(rows, model, fields, change):
        part = []
        for row in rows.iterator(chunk_size=1000):
            change(row)
            part.append(row)
            if len(part) == 1000:
                model.objects.bulk_update(part, fields, batch_size=200)
                part = []
        model.objects.bulk_update(part, fields, batch_size=200)

    def keys(person):
        person.number_key = number_key(person.service_number)
        person.twin_key = twin_key(person.full_name, person.birth_date)

    def group(row):
        row.object_group = group_of(row.rank) or row.person.object_group

    def search(initiative):
        initiative.search_key = search_key(f"{initiative.name} {initiative.certificate}")[:430]

    write(person_model.objects.order_by("pk"), person_model, ["number_key", "twin_key"], keys)
    write(rank_model.objects.select_related("person").order_by("pk"), rank_model, ["object_group"], group)
    write(initiative_model.objects.order_by("pk"), initiative_model, ["search_key"], search)


class Migration(migrations.Migration):
    dependencies = [("units", "0004_people")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
