"""`manage.py export_verify FOLDER --unit CODE`: the public pages of a command, for a server elsewhere."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from awards.decisions.verifying import static_files
from units.models import Unit


class Command(BaseCommand):
    help = "Write the public pages of certificates and decisions into a folder: one small page for each code."

    def add_arguments(self, parser):
        parser.add_argument("folder", help="folder to write into; made when it is not there")
        parser.add_argument("--unit", required=True, help="code of the command, e.g. LA")

    def handle(self, *args, folder: str, unit: str, **options):
        command = Unit.objects.filter(code__iexact=unit).first()
        if command is None:
            raise CommandError(f"No unit has the code {unit}.")
        target, count = Path(folder), 0
        target.mkdir(parents=True, exist_ok=True)
        for name, content in static_files(command):
            (target / name).write_bytes(content)
            count += name.endswith(".html")
        self.stdout.write(f"{count - 2} codes written to {target}.")
