"""`manage.py compact_ballots`: give back the room of destroyed ballots, by the owner of the database."""

from django.core.management import BaseCommand, CommandError

from awards.ballots.destroying import compact


class Command(BaseCommand):
    help = (
        "Give back the room destroyed ballots lay in. The act of two does it by itself; needed where the program does "
        "not own its tables, or somebody held one at that moment. Safe to repeat."
    )

    def handle(self, **options):
        if left := compact():
            raise CommandError(f"Not compacted: {', '.join(left)}. Run this as the owner of the database.")
        self.stdout.write("The room of destroyed ballots has been given back.")
