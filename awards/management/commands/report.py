"""`manage.py report NAME --year Y --unit CODE [--object ID] --format pdf|xlsx --out FILE`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from awards.reports.queries import year_of
from awards.reports.registry import Scope, reports
from awards.reports.services import make, order
from thidua.errors import DomainError
from thidua.numbers import is_number


class Command(BaseCommand):
    help = "Write one report into a file: the same bytes as the download on the page."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("name", help="see `manage.py reports`")
        parser.add_argument("--year", required=True, help="emulation year, 2023")
        parser.add_argument("--unit", required=True, help="code of a unit or of a cluster, LA or CUM-2")
        parser.add_argument("--object", default="", help="id of one object; without it the year's latest of its kind")
        parser.add_argument("--format", default="pdf", help="pdf or xlsx (default: %(default)s)")
        parser.add_argument("--out", required=True, help="file to write")

    def handle(self, *args, name: str, year: str, unit: str, format: str, out: str, **options):
        report = reports().get(name)
        if report is None:
            raise CommandError(f"Không có báo cáo “{name}”. Xem các tên bằng: manage.py reports")
        if not is_number(year) or len(year) != 4:
            raise CommandError(f"“{year}” không phải là năm. Ghi bốn chữ số, ví dụ 2023.")
        found = year_of(int(year), unit)
        if found is None:
            raise CommandError(f"Không tìm thấy năm thi đua {year} của đơn vị hoặc cụm có mã “{unit}”.")
        try:
            file = make(order(report, Scope(*found), format=format, object_id=options["object"] or None))
        except DomainError as error:
            raise CommandError(str(error)) from None
        try:
            Path(out).write_bytes(file.content)
        except OSError as error:
            raise CommandError(f"Không ghi được {out}: {error.strerror}.") from None
        self.stdout.write(f"{out}: {len(file.content)} byte")
