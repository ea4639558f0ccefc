"""Background work of results: terms of explanation end by themselves, without a timer being set up."""

from django.core.cache import cache
from django_tasks import task

from awards.results.judging import let_overdue_stand

EVERY_SECONDS = 600


@task()
def settle_explanations() -> None:
    """Let corrections stand whose term has passed; safe to run twice."""
    let_overdue_stand()


def settle_soon() -> None:
    """Ask for it, at most once in ten minutes; called where sheets are judged and entered."""
    if cache.add("results:settling", True, EVERY_SECONDS):
        settle_explanations.enqueue()
