"""`manage.py install`: the first unit and administrator of an empty database; all others are made on the site."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError

from thidua.errors import DomainError
from units.accounts.rules import one_time_password
from units.accounts.services import install


class Command(BaseCommand):
    help = "Make the first unit and its administrator in a database without accounts; prints a one-time password."

    def add_arguments(self, parser):
        parser.add_argument("--code", required=True, help="code of the unit, e.g. LA")
        parser.add_argument("--name", required=True, help="full name of the unit")
        parser.add_argument("--short-name", required=True)
        parser.add_argument("--kind", default="bo-chi-huy", help="kind of the unit (units/structure/data/kinds.json)")
        parser.add_argument("--founded-on", required=True, type=date.fromisoformat, help="YYYY-MM-DD")
        parser.add_argument("--place", default="", help="place named on papers")
        parser.add_argument("--username", default="quantri")

    def handle(self, *args, **options):
        password = one_time_password()
        try:
            user = install(
                code=options["code"],
                kind=options["kind"],
                name=options["name"],
                short_name=options["short_name"],
                founded_on=options["founded_on"],
                place=options["place"],
                username=options["username"],
                password=password,
                display_name="Quản trị hệ thống",
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Đã tạo {user.unit.name}.")
        self.stdout.write(f"Tên đăng nhập: {user.username}")
        self.stdout.write(f"Mật khẩu tạm (phải đổi ngay): {password}")
