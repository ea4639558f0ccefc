"""Pages of the catalogue: what the law says of every title and form on a day. Read by everybody signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from awards.catalogue import queries, services
from awards.catalogue.forms import AwardFilter, DayForm, MovementAwardsForm
from awards.catalogue.models import Award
from awards.catalogue.rules import in_force
from awards.years.enums import Step
from awards.years.movements import Movement
from awards.years.scope import follow, place_in, scope_of
from thidua import clock
from thidua.http import form_status
from thidua.lists import list_page
from thidua.permissions import require
from units.audit.queries import history_of, history_url


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Titles and forms in force on a day, with quota, vote, prize and how sure each row is."""
    filters = AwardFilter(request.GET, day=queries.usual_day(scope_of(request).period))
    shown = list_page(request, queries.rule_list(), filters, per_page=60)
    context = {
        "list": shown,
        "rows": queries.with_money(shown.page, filters.day),
        "day": filters.day,
        "rule_set": filters.rule_set or queries.rule_set_on(filters.day),
        "salary": queries.base_salary_on(filters.day),
    }
    return render(request, "awards/catalogue/index.html", context)


@login_required
def award(request: HttpRequest, pk: int) -> HttpResponse:
    """One title: what holds on the day asked for, and every rule it has had."""
    found = get_object_or_404(Award, pk=pk)
    form = DayForm(request.GET)
    form.is_valid()
    day = form.cleaned_data.get("ngay") or queries.usual_day(scope_of(request).period)
    rules = list(queries.rules_with_parts().filter(award=found).order_by("-valid_from"))
    rule = in_force(rules, day)
    vote = getattr(rule, "vote_rule", None)
    context = {
        "award": found,
        "crumbs": [("Quy định, danh hiệu", reverse("awards:catalogue.index")), (found.name, "")],
        "form": form,
        "typed": request.GET.get("ngay") or f"{day:%d/%m/%Y}",
        "day": day,
        "rule": rule,
        "rules": rules,
        "vote": vote,
        "votes": queries.votes_examples(vote) if vote else [],
        "money": queries.worked_money(rule, day) if rule else [],
        "salary": queries.base_salary_on(day),
        "withdrawable": {one.pk for one in rules if one.made_by_id and one.valid_from > clock.today()},
        "history": history_of(found),
        "history_url": history_url(request.user, found),
    }
    return render(request, "awards/catalogue/award.html", context)


@login_required
def movement_awards(request: HttpRequest, pk: int) -> HttpResponse:
    """What a movement is rewarded with: titles and forms, each for how many."""
    visible = Movement.objects.visible_to(request.user).select_related("period__unit", "period__cluster")
    movement = get_object_or_404(visible, pk=pk)
    follow(request, movement.period)
    place_in(request, Step.LAUNCH)
    require(request.user, "awards.run_movement", movement)
    form = MovementAwardsForm(request.POST or None, movement=movement)
    if form.done(request, services.set_movement_awards, movement):
        messages.success(request, "Đã lưu cơ cấu khen thưởng.")
        return redirect("awards:years.movement", pk)
    home, title = reverse("awards:years.movement", args=[pk]), "Cơ cấu khen thưởng"
    crumbs = [("Phong trào thi đua", reverse("awards:years.movements")), (movement.name, home), (title, "")]
    context = {"movement": movement, "form": form, "title": title, "back": home, "crumbs": crumbs}
    return render(request, "awards/catalogue/movement_awards.html", context, status=form_status(form))
