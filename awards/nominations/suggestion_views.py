"""Who could be put forward and is not: worked out when asked for, shown by group, taken up with one click."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from awards.nominations import suggesting
from awards.nominations.enums import Chance
from awards.nominations.forms import SuggestionFilter
from awards.nominations.models import NominationList, Suggestion
from awards.nominations.queries import list_of
from awards.nominations.suggested import groups_of, place_for, suggestion_page, titles_with
from awards.nominations.tasks import work_out
from awards.years.scope import scope_of
from thidua.errors import Forbidden, RuleViolation
from thidua.http import back, shows_domain_errors
from thidua.jobs import queries as jobs
from thidua.jobs.models import Job
from thidua.jobs.services import start
from thidua.numbers import is_number
from thidua.permissions import REGISTRY
from units.models import Unit

REFUSED = "suggestions-refused"


def _scope(request: HttpRequest) -> tuple[NominationList, Unit]:
    """The list of the year looked at and the unit suggestions are looked at for; for those who may put forward."""
    scope = scope_of(request)
    listing = list_of(scope.period)
    if listing is None:
        raise Http404("no list to suggest anybody for")
    place = place_for(request.user, listing, scope.unit)
    if place is None:
        raise Forbidden(REGISTRY["awards.put_forward"].who, "awards.put_forward")
    return listing, place


@login_required
@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    """`?danh_hieu=CSTT&nhom=ready`: one title, one group; every group with its number, nobody left out."""
    listing, place = _scope(request)
    titles = titles_with(listing, place, request.GET)
    current = next((row for row in titles if row.current), None)
    counts = groups_of(listing, place, current.award) if current else []
    filters = SuggestionFilter(request.GET)
    job = Job.objects.visible_to(request.user).unfinished().filter(task=work_out.module_path).order_by("-pk").first()
    context = {
        "listing": listing,
        "place": place,
        "titles": titles,
        "current": current,
        "groups": counts,
        "list": suggestion_page(request, listing, place, current.award, filters) if current else None,
        "made_at": suggesting.oldest(listing, place),
        "may_add": not listing.is_locked
        and (not listing.is_overdue or request.user.has_perm("awards.run_nominations", listing)),
        "takes": {Chance.READY.value, Chance.LOOK.value},
        "jobs": jobs.job_rows([job]) if job else [],
        "crumbs": [("Đề nghị khen thưởng", reverse("awards:nominations.index")), ("Gợi ý đề nghị", "")],
        "refused": request.session.pop(REFUSED, None) if REFUSED in request.session else None,
    }
    return render(request, "awards/nominations/suggestions.html", context)


@login_required
@require_POST
@shows_domain_errors
def suggest(request: HttpRequest) -> HttpResponse:
    """Work the suggestions out for the unit looked at: at once for few people, else in the background."""
    listing, place = _scope(request)
    if suggesting.is_long(place):
        name = f"Gợi ý đề nghị năm {listing.period.year}, {place}"
        start(owner=request.user, name=name, task=work_out, arguments={"list": listing.pk, "unit": place.pk})
        messages.info(request, "Đang rà soát trong nền. Có thể làm việc khác, kết quả hiện ở trang này.")
    else:
        count = suggesting.refresh(listing, place, by=request.user)
        messages.success(request, f"Đã rà soát {count} trường hợp.")
    return back(request, reverse("awards:nominations.suggestions"))


@login_required
@require_POST
@shows_domain_errors
def take_up(request: HttpRequest) -> HttpResponse:
    """Drafts for the ticked suggestions, or for the one whose button was pressed (`dong`)."""
    listing, place = _scope(request)
    numbers = [int(pk) for pk in request.POST.getlist("dong") if is_number(pk)]
    rows = Suggestion.objects.visible_to(request.user).filter(pk__in=numbers, nomination_list=listing)
    rows = rows.select_related("award", "person__unit", "nomination_list__period__unit").order_by("sort_key")
    if not rows:
        raise RuleViolation("Chọn ít nhất một trường hợp.")
    handled = suggesting.take_up(rows, by=request.user)
    if len(handled.done) == 1:
        line = handled.done[0]
        messages.success(request, f"Đã lập bản nháp đề nghị {line.award.short_name} cho {line.subject_name}.")
    elif handled.done:
        messages.success(request, f"Đã lập {len(handled.done)} bản nháp đề nghị.")
    if handled.refused:
        request.session[REFUSED] = [(line.subject_name, why) for line, why in handled.refused]
    return back(request, reverse("awards:nominations.suggestions"))
