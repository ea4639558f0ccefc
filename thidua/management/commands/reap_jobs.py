"""`manage.py reap_jobs`: write off background work whose worker was killed, and clear away old result files."""

from django.core.management.base import BaseCommand

from thidua.jobs.services import reap


class Command(BaseCommand):
    help = "Mark jobs of killed workers as failed and delete result files older than 30 days. Safe to run at any time."

    def handle(self, *args, **options):
        lost, expired = reap()
        self.stdout.write(f"Việc bị bỏ dở: {lost}. Tệp hết hạn đã xóa: {expired}.")
