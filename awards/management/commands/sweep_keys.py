"""`manage.py sweep_keys`: destroy keys of electronic ballots that a crash left behind."""

from django.core.management import BaseCommand

from awards.ballots.boxing import sweep


class Command(BaseCommand):
    help = "Destroy the keys of closed and cancelled rounds that a crash left behind. Safe to repeat."

    def handle(self, **options):
        if gone := sweep():
            self.stdout.write(f"{gone} key files of electronic ballots were left over and have been destroyed.")
