"""`manage.py remind`: once a day, by cron or a timer. Running it again on the same day tells nobody twice."""

from django.core.management import BaseCommand

from awards.home.outbox import deliver
from awards.home.reminders import remind_daily


class Command(BaseCommand):
    help = "Put today's reminders at the bells and send the approved letters."

    def handle(self, **options):
        told = remind_daily()
        done = deliver()
        self.stdout.write(f"Đã nhắc {told} người, gửi {done.sent} thư, {done.failed} thư lỗi.")
        if done.problem:
            self.stdout.write(done.problem)
