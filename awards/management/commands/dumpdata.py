"""`manage.py dumpdata`, as Django's, without the tables of the ballot box and the roll: a copy somebody keeps at home
must not hold what the house itself gives to nobody."""

from django.core.management.commands import dumpdata

KEPT_IN = ("awards.Envelope", "awards.BoxRecord", "awards.VoidToken", "awards.RoundElector")


class Command(dumpdata.Command):
    def handle(self, *labels, **options):
        options["exclude"] = [*(options["exclude"] or []), *KEPT_IN]
        super().handle(*labels, **options)
