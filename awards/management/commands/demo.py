"""Load the demo years into an empty database: `manage.py demo`."""

from time import monotonic

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from awards.management.demo import cluster_two, long_an_awards, open_year, world
from units.audit import services as audit
from units.models import User


class Command(BaseCommand):
    help = "Load the demo: two real conferences and one open year. Everything invented in it says so."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is any account already")
        parser.add_argument("--accounts", action="store_true", help="only print the demo accounts")

    def handle(self, *args, **options):
        if options["accounts"]:
            self._accounts()
            return
        if User.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("Cơ sở dữ liệu đã có tài khoản: bản minh hoạ chỉ nạp vào cơ sở dữ liệu trống.")
        start = monotonic()
        with transaction.atomic():  # a killed load leaves nothing behind
            story = world.found()
            cluster = cluster_two.tell(story)
            province = long_an_awards.tell(story)
            open_year.tell(story, [province.unit], [cluster])
            audit.seal()
        self.stdout.write(f"Đã nạp bản minh hoạ trong {monotonic() - start:.0f} giây.")

    def _accounts(self):
        """Login names of the demo, one a role, as far as they are there."""
        there = {user.username: user for user in User.objects.filter(username__in=[name for name, _ in world.SHOWN])}
        if not there:
            self.stdout.write("Cơ sở dữ liệu này không có tài khoản minh hoạ.")
            return
        self.stdout.write(f"Tài khoản minh hoạ, mật khẩu chung: {world.PASSWORD}")
        for username, use in world.SHOWN:
            if user := there.get(username):
                roles = ", ".join(dict.fromkeys(grant.get_role_display() for grant in user.grants))
                self.stdout.write(f"  {username:<14} {roles}: {use}")
