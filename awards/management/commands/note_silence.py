"""`manage.py note_silence`: organs that let their time pass are on record as silent, never as agreeing."""

from django.core.management.base import BaseCommand

from awards.nominations.asking import note_silence


class Command(BaseCommand):
    help = "Put the silence of organs whose time to answer is past on record. Safe to repeat."

    def handle(self, *args, **options):
        self.stdout.write(f"Cơ quan không trả lời trong hạn: {note_silence()}.")
