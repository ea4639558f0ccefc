"""`manage.py follow_holds`: proposals wait while something is looked into and go on when it is over."""

from django.core.management.base import BaseCommand

from awards.nominations.holding import follow_holds


class Command(BaseCommand):
    help = "Judge afresh the proposals whose hold has begun or ended. Safe to repeat."

    def handle(self, *args, **options):
        self.stdout.write(f"Đề nghị đã xét lại vì việc đang xem xét bắt đầu, kết thúc: {follow_holds()}.")
