"""`manage.py verify_audit`: walk the whole chain; exit code 1 when a link is broken."""

from django.core.management.base import BaseCommand, CommandError

from units.audit.services import verify


class Command(BaseCommand):
    help = "Check every link of the audit chain; fails on a broken link, tells what is not sealed yet."

    def handle(self, *args, **options):
        report = verify()
        for sentence in report.sentences:
            self.stdout.write(sentence)
        if report.broken:
            raise CommandError("Nhật ký đã bị sửa.")
