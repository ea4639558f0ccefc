"""Home, search and help."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from awards.home.context import main_role
from awards.home.dashboards import (
    accounts_watch,
    cluster_board,
    current_term,
    leader_board,
    office_board,
    recent_conferences,
    record_watch,
    unit_board,
)
from awards.home.help import topics_for
from awards.home.queries import search_everything
from awards.home.todo import Waiting, sections, waiting_for
from awards.years.scope import Scope, scope_of
from thidua import clock
from units.accounts.enums import Role
from units.models import User

OFFICE = {Role.OFFICER, Role.SECRETARY, Role.VERIFIER, Role.AUDITOR}
STAFF = {Role.CLERK, Role.UNIT_LEADER}


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """ "Việc của tôi": what waits, then how the year stands, as far as the role reaches."""
    user, scope, role = request.user, scope_of(request), main_role(request.user)
    period = scope.period
    items = waiting_for(user)
    board = _board(user, role, scope)
    hero = board["unit_board"].entry_url if board["unit_board"] else ""
    act = _pressing(items) if board["office"] else None
    if hero:  # the month to enter stands above the list, with the filled button of the page
        items = [item for item in items if item.url != hero]
    return render(
        request,
        "awards/home/index.html",
        {
            "today": timezone.localtime(clock.now()),
            "role": role,
            "period": period,
            "unit": scope.unit,
            "term": current_term(period) if period is not None and role in OFFICE else None,
            "items": items,
            "hero": hero,
            "act": act,
            "sections": sections(items, primary=not hero and act is None),
            **board,
        },
    )


def _pressing(items: list[Waiting]) -> Waiting | None:
    """The act of the day of an office: reminding the units that are late, when their deadline is near or over."""
    remind = reverse("awards:home.remind", args=[0]).removesuffix("0/")
    return next((item for item in items if item.url.startswith(remind)), None)


def _board(user: User, role: Role | None, scope: Scope) -> dict:
    """What stands beside the list of work: one of several boards, by the role the person is greeted by."""
    period, unit = scope.period, scope.unit
    board: dict = dict.fromkeys(("office", "leader", "cluster", "unit_board", "watch"))
    board["conferences"] = recent_conferences(user) if role in (Role.MEMBER, Role.TELLER) else []
    if role == Role.ADMINISTRATOR:
        board["watch"] = accounts_watch(user)
    elif role == Role.AUDITOR:
        board["watch"] = record_watch(user)
    if period is None:
        return board
    if role in OFFICE:
        board["office"] = office_board(user, period)
    elif role == Role.COMMANDER:
        board["leader"] = leader_board(period)
    elif role == Role.CLUSTER_LEAD:
        board["cluster"] = cluster_board(user, period)
    elif role in STAFF and unit is not None:
        board["unit_board"] = unit_board(period, unit)
    return board


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """One box over units, people, models and papers; without accents, in any order of words."""
    query = request.GET.get("q", "")
    return render(
        request, "awards/home/search.html", {"query": query, "groups": search_everything(request.user, query)}
    )


@login_required
def help(request: HttpRequest) -> HttpResponse:
    """What the page is for that `muc` names, what each role does, and the words of the field."""
    role = main_role(request.user)
    return render(request, "awards/home/help.html", {"role": role, **topics_for(role, request.GET.get("muc", ""))})
