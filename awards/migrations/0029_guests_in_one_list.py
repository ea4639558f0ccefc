"""The guests of a conference stand in one list: lines once typed into a box of their own become rows of it."""

from django.db import migrations


def _rows_of_lines(apps, schema_editor):
    Conference, Guest = (apps.get_model("awards", name) for name in ("Conference", "Guest"))
    for conference in Conference.objects.exclude(guests="").order_by("pk"):
        last = Guest.objects.filter(conference=conference).count()
        # The minutes named everybody in the box as having been there.
        came = conference.state != "preparing"
        lines = [line.strip(" -;.\t\r") for line in conference.guests.split("\n")]
        for number, line in enumerate(filter(None, lines), last + 1):
            name, _, post = (part.strip() for part in line.partition(","))
            if len(name) > 150 or len(post) > 200:
                name, post = line[:150], line[150:350]
            Guest.objects.create(
                conference=conference, sort=number, name=name, post=post, presence="present" if came else "expected",
                arrived_at=conference.starts_at if came else None,
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0028_ballot_lines"),
    ]

    operations = [
        migrations.RunPython(_rows_of_lines, migrations.RunPython.noop),
        migrations.RemoveField(model_name="conference", name="guests"),
    ]
