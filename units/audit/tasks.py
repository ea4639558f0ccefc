"""Background work of the record."""

from django.core.cache import cache
from django_tasks import task

from units.audit.services import seal

EVERY_SECONDS = 600


@task()
def seal_record() -> None:
    """Chain what is not yet sealed; safe to run twice."""
    seal()


def seal_soon() -> None:
    """Ask for a sealing, at most once in ten minutes; called at each login, so that no timer has to be set up."""
    if cache.add("audit:sealing", True, EVERY_SECONDS):
        seal_record.enqueue()
