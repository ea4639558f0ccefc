"""What the pages of a list and of its lines share: which one, and the way there."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode

from awards.nominations.models import Nomination, NominationList
from awards.years.models import EmulationPeriod


def line_of(request: HttpRequest, pk: int) -> Nomination:
    rows = Nomination.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("award", "proposer", "person__unit", "unit", "rule_set", "nomination_list__period__unit"),
        pk=pk,
    )


def listing_of(request: HttpRequest, pk: int) -> NominationList:
    """A list of a year the user may see; a list below another unit is not there."""
    visible = EmulationPeriod.objects.visible_to(request.user).values("pk")
    rows = NominationList.objects.filter(period__in=visible).select_related("period__unit")
    return get_object_or_404(rows, pk=pk)


def crumbs_of_line(line: Nomination, *more: tuple[str, str]) -> list[tuple[str, str]]:
    listing = reverse("awards:nominations.index")
    way = [
        ("Đề nghị khen thưởng", listing),
        (line.award.short_name, f"{listing}?{urlencode({'danh_hieu': line.award.code})}"),
    ]
    if not more:
        return [*way, (line.subject_name, "")]
    return [*way, (line.subject_name, reverse("awards:nominations.detail", args=[line.pk])), *more]
