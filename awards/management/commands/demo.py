"""Load the demo years into an empty database: `manage.py demo`."""

from time import monotonic

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from awards.management.demo import cluster_two, long_an, long_an_awards, world
from units.models import User


class Command(BaseCommand):
    help = "Load the demo: two real conferences and one open year. Everything invented in it says so."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is any account already")
        parser.add_argument("--accounts", action="store_true", help="only print the demo accounts")

    def handle(self, *args, **options):
        if User.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("Cơ sở dữ liệu đã có tài khoản: bản minh hoạ chỉ nạp vào cơ sở dữ liệu trống.")
        start = monotonic()
        with transaction.atomic():  # a killed load leaves nothing behind
            story = world.found()
            cluster_two.tell(story)
            province = long_an.organise(story)
            self.stdout.write(f"organised {monotonic() - start:.1f}")
            long_an.run_year(story, province)
            tellers = long_an_awards.tellers_of(story, province)
            council = long_an_awards.found_council(story, province)
            lists = long_an_awards.put_forward(story, province)
            long_an_awards.hold_cluster_conferences(story, province, tellers)
            conference = long_an_awards.hold_council(story, province, lists, council, tellers)
            long_an_awards.decide(story, province, conference)
        self.stdout.write(f"Đã nạp bản minh hoạ trong {monotonic() - start:.0f} giây.")
