"""Home, search and help."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from awards.home.context import main_role
from awards.home.dashboards import office_board, percent_words, unit_board
from awards.home.help import topics_for
from awards.home.queries import search_everything
from awards.home.todo import sections, waiting_for
from awards.years.scope import scope_of
from thidua import clock
from units.accounts.enums import Role

OFFICE = {Role.OFFICER, Role.COMMANDER, Role.SECRETARY, Role.AUDITOR, Role.VERIFIER, Role.CLUSTER_LEAD}
STAFF = {Role.CLERK, Role.UNIT_LEADER}


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """ "Việc của tôi": what waits, then how the year stands, as far as the role reaches."""
    scope, role = scope_of(request), main_role(request.user)
    items = waiting_for(request.user)
    office = unit = None
    if scope.period is not None:
        if role in STAFF and scope.unit is not None:
            unit = unit_board(scope.period, scope.unit)
        elif role in OFFICE:
            office = office_board(request.user, scope.period)
    return render(
        request,
        "awards/home/index.html",
        {
            "today": timezone.localtime(clock.now()),
            "role": role,
            "period": scope.period,
            "unit": scope.unit,
            "items": items,
            "sections": sections(items),
            "office": office,
            "board": unit,
            "score_words": percent_words(unit.score.percent) if unit and unit.score else "",
            "middle_words": percent_words(unit.middle) if unit and unit.middle is not None else "",
        },
    )


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """One box over units, people, models and papers; without accents, in any order of words."""
    query = request.GET.get("q", "")
    return render(
        request, "awards/home/search.html", {"query": query, "groups": search_everything(request.user, query)}
    )


@login_required
def help(request: HttpRequest) -> HttpResponse:
    """What each role does, step by step, and the words of the field."""
    role = main_role(request.user)
    return render(request, "awards/home/help.html", {"role": role, **topics_for(role)})
