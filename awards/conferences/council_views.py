"""Pages of councils: who sits in them, by which decision, under which regulation; also the regulation of a cluster."""

from dataclasses import asdict
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from awards.conferences import forms, queries, services
from awards.conferences.frames import council_crumbs, council_of, crumbs
from awards.conferences.models import Council, CouncilMember
from awards.conferences.rules import HouseRules
from awards.years.scope import scope_of
from thidua import clock
from thidua.http import form_status
from thidua.permissions import allowed, require
from units.audit.queries import history_of, history_url
from units.models import Cluster

FRESH = timedelta(days=30)  # whoever is typed in soon after a decision was named by it


@login_required
@require_GET
def councils(request: HttpRequest) -> HttpResponse:
    rows = list(queries.council_list(request.user, clock.today()))
    context = {
        "councils": rows,
        "may_create": queries.units_with_councils(request.user).exists(),
        "crumbs": crumbs("Hội đồng"),
    }
    return render(request, "awards/conferences/councils.html", context)


@login_required
@require_GET
def council(request: HttpRequest, pk: int) -> HttpResponse:
    found = council_of(request, pk)
    members = list(found.members.select_related("person").order_by("sort", "pk"))
    today = clock.today()
    context = {
        "council": found,
        "members": [member for member in members if member.holds_on(today)],
        "coming": [member for member in members if member.valid_from > today],
        "former": [member for member in members if member.valid_from <= today and not member.holds_on(today)],
        "regulations": list(found.regulations.order_by("-valid_from")),
        "regulation": found.regulation_on(today),
        "decisions": list(found.decisions.select_related("standing_organ")),
        "standing": [member for member in members if member.holds_on(today) and member.is_standing],
        "conferences": list(
            queries.conference_list(request.user).filter(council=found)[:10],
        ),
        "may_manage": allowed(request.user, "awards.manage_council", found),
        "history": history_of(found, 8),
        "history_url": history_url(request.user, found),
        "crumbs": council_crumbs(found.name),
    }
    return render(request, "awards/conferences/council.html", context)


@login_required
def council_create(request: HttpRequest) -> HttpResponse:
    units = queries.units_with_councils(request.user)
    period = scope_of(request).period
    command = (period and units.filter(pk=period.unit_id).first()) or units.first()
    require(request.user, "awards.manage_council", command or request.user.unit)
    form = forms.CouncilForm(request.POST or None, units=units, initial={"unit": command, "valid_from": clock.today()})
    if form.done(request, services.create_council):
        messages.success(request, f"Đã lập {form.result}. Thêm thành viên và đặt quy chế.")
        return redirect("awards:conferences.council", form.result.pk)
    context = {"form": form, "crumbs": council_crumbs("Lập Hội đồng"), "back": reverse("awards:conferences.councils")}
    return render(request, "awards/conferences/council_create.html", context, status=form_status(form))


@login_required
def add_member(request: HttpRequest, pk: int) -> HttpResponse:
    found = council_of(request, pk)
    require(request.user, "awards.manage_council", found)
    newest, today = found.decisions.order_by("-effective_on").first(), clock.today()
    is_fresh = newest is not None and newest.effective_on > today - FRESH
    since = newest.effective_on if is_fresh else today
    form = forms.MemberForm(request.POST or None, council=found, initial={"valid_from": since})
    if form.done(request, services.add_member, found):
        messages.success(request, f"Đã thêm {form.result.person}.")
        return redirect(f"awards:conferences.{'add_member' if request.POST.get('nua') else 'council'}", pk)
    context = {"form": form, "council": found, "crumbs": council_crumbs("Thêm thành viên", found)}
    return render(request, "awards/conferences/add_member.html", context, status=form_status(form))


@login_required
def end_member(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Council.objects.visible_to(request.user).values("pk")
    rows = CouncilMember.objects.filter(council__in=seen).select_related("council__unit", "person")
    member = get_object_or_404(rows, pk=pk)
    require(request.user, "awards.manage_council", member.council)
    form = forms.EndMemberForm(request.POST or None, initial={"on": clock.today()})
    if form.done(request, services.end_member, member):
        messages.success(request, f"{member.person} thôi tham gia Hội đồng.")
        return redirect("awards:conferences.council", member.council_id)
    context = {"form": form, "member": member, "crumbs": council_crumbs("Thôi tham gia", member.council)}
    return render(request, "awards/conferences/end_member.html", context, status=form_status(form))


def _back_from_rules(request: HttpRequest, body: Council | Cluster, usual: str) -> str:
    """To the conference that could not be held without them (`?hn=`), where it came from there."""
    asked = request.GET.get("hn", "")
    found = body.conferences.filter(pk=asked).first() if asked.isdecimal() else None
    return reverse("awards:conferences.detail", args=[found.pk]) if found else usual


def _regulation_page(request: HttpRequest, body: Council | Cluster, usual: str, way: list) -> HttpResponse:
    require(request.user, "awards.convene", body)
    back = _back_from_rules(request, body, usual)
    now = body.regulations.in_force(clock.today()).first()
    initial = {"valid_from": clock.today(), "quorum_num": 2, "quorum_den": 3, "base": "all_members"}
    initial |= asdict(HouseRules())
    if now is not None:
        for field in ("name", "legal_basis", "quorum_num", "quorum_den", "threshold_num", "threshold_den", "base"):
            initial[field] = getattr(now, field)
        initial["threshold_op"] = now.threshold_op
        initial |= {"substitutes": now.substitutes, "substitute_basis": now.substitute_basis}
        initial |= {field: getattr(now, field) for field in forms.RegulationForm.HOUSE}
    form = forms.RegulationForm(request.POST or None, initial=initial)
    kind = "council" if isinstance(body, Council) else "cluster"
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(services.set_regulation, by=request.user, **{kind: body}, **form.facts)
    ):
        messages.success(request, f"Đã đặt quy chế của {body}, hiệu lực từ {form.result.valid_from:%d/%m/%Y}.")
        return redirect(back)
    council = body if kind == "council" else None
    context = {"form": form, "body": body, "council": council, "now": now, "back": back, "crumbs": way}
    return render(request, "awards/conferences/set_regulation.html", context, status=form_status(form))


@login_required
def set_regulation(request: HttpRequest, pk: int) -> HttpResponse:
    """A new dated row of quorum and threshold of a council."""
    found = council_of(request, pk)
    usual = reverse("awards:conferences.council", args=[pk])
    return _regulation_page(request, found, usual, council_crumbs("Đặt quy chế", found))


@login_required
def set_cluster_regulation(request: HttpRequest, pk: int) -> HttpResponse:
    """A new dated row of quorum and threshold of the meetings of a cluster."""
    found = get_object_or_404(Cluster.objects.visible_to(request.user).select_related("organiser"), pk=pk)
    usual = reverse("awards:conferences.index")
    return _regulation_page(request, found, usual, crumbs(f"Quy chế {found.name}"))
