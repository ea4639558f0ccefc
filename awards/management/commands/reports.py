"""`manage.py reports`: the names `manage.py report` knows."""

from django.core.management.base import BaseCommand

from awards.reports.registry import reports


class Command(BaseCommand):
    help = "List the reports with their formats and what --object names."

    def handle(self, *args, **options):
        for report in reports().values():
            about = f"; --object: {report.about}" if report.about else ""
            self.stdout.write(f"{report.name:20}{report.title} ({', '.join(report.formats)}{about})")
