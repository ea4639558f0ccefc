"""What the pages of scoring share: the cluster and year of an address, the unit in it, the way there."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from awards.scoring import sheet_queries as queries
from awards.years.models import EmulationPeriod
from awards.years.scope import follow, scope_of
from units.models import Cluster, Unit


def place_of(request: HttpRequest, code: str) -> tuple[EmulationPeriod, Cluster]:
    """The cluster of the address, as far as the user may look, and the year it is looked at in."""
    cluster = get_object_or_404(Cluster.objects.visible_to(request.user).select_related("organiser"), code=code)
    periods = EmulationPeriod.objects.visible_to(request.user).select_related("unit", "cluster")
    scope = scope_of(request)
    own = [
        p for p in periods if p.cluster_id == cluster.pk or (p.cluster_id is None and p.unit_id == cluster.organiser_id)
    ]
    if not own:
        raise Http404
    wanted = scope.period.pk if scope.period else None
    return max(own, key=lambda p: (p.pk == wanted, p.is_open, p.year)), cluster


def of_unit(request: HttpRequest, code: str, unit: str) -> tuple[EmulationPeriod, Cluster, Unit]:
    """The unit of an address in the cluster and year that the user looks at; 404 when it is none of its members."""
    period, cluster = place_of(request, code)
    follow(request, period)
    found = get_object_or_404(cluster.members_on(period.ends_on), code=unit)
    return period, cluster, found


def crumbs(cluster: Cluster, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        ("Hội nghị cụm", reverse("awards:scoring.index")),
        (str(cluster), reverse("awards:scoring.cluster_board", args=[cluster.code])),
        ("Tự chấm, thẩm định điểm", reverse("awards:scoring.sheets", args=[cluster.code])),
        *more,
    ]


def page_or_404(period: EmulationPeriod, cluster: Cluster, unit: Unit, *, drafts: str = "") -> queries.Sheet:
    page = queries.sheet_page(period, cluster, unit, drafts=drafts)
    if page is None:
        raise Http404
    return page
