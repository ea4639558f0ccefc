"""`manage.py tend`: everything that time brings, in one command; `manage.py serve` runs it every ten minutes."""

from django.core.management import BaseCommand, call_command

CHORES = ("reap_jobs", "settle_results", "follow_holds", "note_silence", "remind", "seal_audit", "sweep_keys")


class Command(BaseCommand):
    help = f"Run {', '.join(CHORES)} one after another. Each is safe to repeat."

    def handle(self, **options):
        for chore in CHORES:
            call_command(chore, stdout=self.stdout, stderr=self.stderr)
