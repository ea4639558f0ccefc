"""`manage.py load_catalogue`: titles, forms and their rules into a database without the demo; safe to repeat."""

from django.core.management.base import BaseCommand

from awards.catalogue.services import load_catalogue


class Command(BaseCommand):
    help = "Load the catalogue of titles and forms; rows already there are left as they are."

    def handle(self, *args, **options):
        added = load_catalogue()
        self.stdout.write(f"{added} rules added.")
