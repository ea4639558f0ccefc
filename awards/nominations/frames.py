"""What the pages of a list and of its lines share: which one, and the way there."""

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode

from awards.nominations.dossiers import checklist
from awards.nominations.filing import GIVES_BACK, TAKES_FILES
from awards.nominations.kinds import kind_of
from awards.nominations.models import Nomination, NominationList
from awards.nominations.queries import list_of
from awards.years.models import EmulationPeriod
from awards.years.scope import follow, scope_of
from thidua.filetypes import ACCEPT
from thidua.numbers import is_number
from units.models import User


def line_of(request: HttpRequest, pk: int) -> Nomination:
    rows = Nomination.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("award", "proposer", "person__unit", "unit", "rule_set", "nomination_list__period__unit"),
        pk=pk,
    )


def ticked(request: HttpRequest) -> list[Nomination]:
    """The lines that were ticked (`dong`), as far as the user sees them, in the order of the papers."""
    numbers = [int(pk) for pk in request.POST.getlist("dong") if is_number(pk)]
    lines = Nomination.objects.visible_to(request.user).filter(pk__in=numbers)
    related = lines.select_related("award", "proposer", "nomination_list__period__unit")
    return list(related.order_by("award__sort", "sort_key", "pk"))


def listing_of(request: HttpRequest, pk: int) -> NominationList:
    """A list of a year or of an event the user may see; a list below another unit is not there."""
    visible = EmulationPeriod.objects.visible_to(request.user).values("pk")
    rows = NominationList.every.filter(period__in=visible).select_related("period__unit")
    return get_object_or_404(rows, pk=pk)


def list_to_fill(request: HttpRequest) -> NominationList | None:
    """The list a new line goes on: of the event that `?dot=` names, else of the year looked at."""
    pk = request.GET.get("dot", "")
    if not is_number(pk):
        return list_of(scope_of(request).period)
    listing = listing_of(request, int(pk))
    follow(request, listing.period)
    return listing


def crumbs_of_list(listing: NominationList) -> list[tuple[str, str]]:
    way = [("Đề nghị khen thưởng", reverse("awards:nominations.index"))]
    if listing.event:
        way.append((listing.event, reverse("awards:nominations.event", args=[listing.pk])))
    return way


def dossier_context(user: User, line: Nomination) -> dict:
    """What the part of the dossier shows: its papers with their files, and what the reader may do about them."""
    edits = not line.nomination_list.is_locked and user.has_perm("awards.edit_nomination", line)
    return {
        "checklist": checklist(line),
        "kind": kind_of(line.kind),
        "files": edits and line.state in TAKES_FILES,
        "unfiles": edits and line.state in GIVES_BACK,
        "accept": ACCEPT,
        "most": settings.EVIDENCE_MB,
        "removed_files": list(line.attachments.filter(removed_at__isnull=False).select_related("removed_by")),
    }


def crumbs_of_line(line: Nomination, *more: tuple[str, str]) -> list[tuple[str, str]]:
    listing = reverse("awards:nominations.index")
    way = [("Đề nghị khen thưởng", listing), place_of(line, listing)]
    if not more:
        return [*way, (line.subject_name, "")]
    return [*way, (line.subject_name, reverse("awards:nominations.detail", args=[line.pk])), *more]


def place_of(line: Nomination, listing: str) -> tuple[str, str]:
    """Words and address of the list a line stands on: its title in the year, or the event."""
    own = line.nomination_list
    if own.event:
        return own.event, reverse("awards:nominations.event", args=[own.pk])
    return line.award.short_name, f"{listing}?{urlencode({'danh_hieu': line.award.code})}"


def way_of(listing: NominationList | None, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """To a page below the stations of a list."""
    way = [("Đề nghị khen thưởng", reverse("awards:nominations.index"))]
    if listing is not None:
        way.append(("Các bước xét", reverse("awards:nominations.stations", args=[listing.pk])))
    return [*way, *more]
