"""The rule for equal percents: everybody of the year reads it, whoever runs the year writes and publishes it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from awards.scoring import tie_rules
from awards.scoring.tie_forms import TieRuleForm
from awards.scoring.ties import TieBreakRule, why_closed
from awards.years.models import EmulationPeriod
from awards.years.scope import follow
from thidua.errors import DomainError
from thidua.http import form_status
from thidua.permissions import allowed, require
from units.audit.queries import history_of, history_url


def _period(request: HttpRequest, pk: int) -> tuple[EmulationPeriod, TieBreakRule | None]:
    periods = EmulationPeriod.objects.visible_to(request.user).select_related("unit", "cluster")
    period = get_object_or_404(periods, pk=pk)
    rule = TieBreakRule.objects.filter(period=period).select_related("published_by").prefetch_related("keys").first()
    if rule is not None:
        rule.period = period
    return period, rule


@login_required
def tie_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """What decides between equal percents; a form while it is a draft."""
    period, rule = _period(request, pk)
    follow(request, period)
    asked = rule or TieBreakRule(period=period)
    if request.method == "POST":
        require(request.user, "awards.set_tie_rule", asked)
    form = TieRuleForm(request.POST or None, period=period, rule=rule)
    if request.method == "POST" and form.is_valid():
        words = {"basis": form.cleaned_data["basis"], "decision": form.cleaned_data["decision"]}
        if form.perform(tie_rules.set_tie_rule, period, form.keys(), by=request.user, **words):
            messages.success(request, "Đã lưu dự thảo quy định khi bằng điểm")
            return redirect(request.path)
    return _page(request, period, rule, form)


def _page(
    request: HttpRequest,
    period: EmulationPeriod,
    rule: TieBreakRule | None,
    form: TieRuleForm,
    error: DomainError | None = None,
) -> HttpResponse:
    closed = [] if rule is not None and rule.is_published else why_closed(period)
    may = allowed(request.user, "awards.set_tie_rule", rule or TieBreakRule(period=period)) and not period.is_closed
    context = {
        "period": period,
        "rule": rule,
        "keys": list(rule.keys.all()) if rule else [],
        "form": form,
        "closed": closed,
        "writes": may and not closed and not (rule and rule.is_published),
        "error": error,
        "history": history_of(rule, limit=10) if rule else [],
        "history_url": history_url(request.user, rule) if rule else "",
        "crumbs": [("Hội nghị cụm", reverse("awards:scoring.index")), ("Quy định khi bằng điểm", "")],
    }
    status = form_status(form) if error is None else 422
    return render(request, "awards/scoring/tie_rule.html", context, status=status)


@login_required
@require_POST
def publish_tie_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce the draft; every provisional board of the year is ranked by it at once."""
    period, rule = _period(request, pk)
    require(request.user, "awards.set_tie_rule", rule or TieBreakRule(period=period))
    if rule is None:
        messages.error(request, "Chưa soạn quy định khi bằng điểm")
        return redirect("awards:scoring.tie_rule", period.pk)
    try:
        tie_rules.publish_tie_rule(rule, by=request.user)
    except DomainError as refused:
        return _page(request, period, rule, TieRuleForm(period=period, rule=rule), refused)
    messages.success(request, "Đã công bố quy định khi bằng điểm")
    return redirect("awards:scoring.tie_rule", period.pk)
