"""`manage.py audit_verify`: walk the whole chain; exit code 1 when a link is broken."""

from django.core.management.base import BaseCommand, CommandError

from units.audit.services import verify


class Command(BaseCommand):
    help = "Check every link of the audit chain; names the first broken one and fails, tells what is not sealed yet."

    def handle(self, *args, **options):
        report = verify()
        for sentence in report.sentences:
            self.stdout.write(sentence)
        if report.broken:
            first, last = report.broken[0]
            raise CommandError(f"Nhật ký đã bị sửa. Mắt xích đứt đầu tiên: việc {first}–{last}.")
