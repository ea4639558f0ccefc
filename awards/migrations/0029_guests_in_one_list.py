"""The guests of a conference stand in one list: lines once typed into a box of their own become rows of it."""

from django.db import migrations


def _rows_of_lines(apps, schema_editor):
    Conference, Guest = (apps.get_model("awards", name) for name in ("Conference", "Guest"))
    for conference in Conference.objects.exclude(guests="").order_by("pk"):
        listed = {(guest.name.casefold(), guest.post.casefold()) for guest in conference.guest_rows.all()}
        # The minutes named everybody in the box as having been there.
        came = conference.state != "preparing"
        for name, post in _named(conference.guests):
            if (name.casefold(), post.casefold()) in listed:
                continue
            listed.add((name.casefold(), post.casefold()))
            Guest.objects.create(
                conference=conference, sort=len(listed), name=name, post=post,
                presence="present" if came else "expected", arrived_at=conference.starts_at if came else None,
            )  # fmt: skip


def _named(box):
    """(name, post) of everybody in the box; what does not fit in one row goes on in the next: no word is lost."""
    for line in box.replace(";", "\n").split("\n"):
        line = line.strip(" -.,\t\r")
        name, _, post = (part.strip() for part in line.partition(","))
        if len(name) <= 150 and len(post) <= 200:
            if name:
                yield name, post
            continue
        for start in range(0, len(line), 150):
            yield line[start : start + 150].strip(), ""


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0028_ballot_lines"),
    ]

    operations = [
        migrations.RunPython(_rows_of_lines, migrations.RunPython.noop),
        migrations.RemoveField(model_name="conference", name="guests"),
    ]
