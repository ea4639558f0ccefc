"""Pages of clusters."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua import clock, providers
from thidua.documents import CONTENT_TYPES, file_name
from thidua.documents import render as render_document
from thidua.frame import Link
from thidua.http import download, form_status, shows_domain_errors
from thidua.permissions import require
from units.audit.queries import history_of, history_url
from units.clusters import papers, queries, services
from units.clusters.forms import (
    AddMemberForm,
    ClusterFactsForm,
    ClusterForm,
    EndDeputyForm,
    LeadForm,
    NumberForm,
    PledgeFactsForm,
    PledgeForm,
    RemoveMemberForm,
)
from units.clusters.models import Cluster, Pledge
from units.clusters.states import PLEDGE
from units.structure.forms import open_units

CHANGES = (
    ("Đặt Cụm trưởng, Cụm phó", "lead", "flag"),
    ("Thêm thành viên", "add_member", "plus"),
    ("Đưa thành viên ra khỏi cụm", "remove_member", "log-out"),
    ("Kết thúc nhiệm kỳ Cụm phó", "end_deputy", "calendar-x"),
    ("Đặt số cụm", "number", "hash"),
)


@login_required
def index(request: HttpRequest) -> HttpResponse:
    rows = queries.rows_of(list(queries.cluster_list(request.user)))
    return render(request, "units/clusters/index.html", {"rows": rows})


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Cluster.objects.visible_to(request.user)
    cluster = get_object_or_404(visible.select_related("organiser"), pk=pk)
    members = queries.members_of(cluster, clock.today(), request.user)
    panels = [panel(request.user, cluster) for panel in providers.cluster_panels]
    numbers = queries.number_history(cluster)
    context = {
        "cluster": cluster,
        "crumbs": _crumbs(cluster),
        "members": members,
        "numbers": numbers,
        "number": next((row.title for row in numbers if row.state == "now"), ""),
        "pledges": queries.pledge_rows(cluster),
        "proposal": queries.proposal_for(cluster, [row.membership.unit for row in members]),
        "panels": [panel for panel in panels if panel],
        "former": queries.former_members(cluster),
        "leads": queries.lead_history(cluster),
        "history": history_of(cluster),
        "history_url": history_url(request.user, cluster),
        "changes": [Link(label, reverse(f"units:clusters.{name}", args=[pk]), icon) for label, name, icon in CHANGES],
    }
    return render(request, "units/clusters/detail.html", context)


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """`?to_chuc=` chooses the organiser."""
    organiser = open_units(request.user).filter(code=request.GET.get("to_chuc", "")).first()
    require(request.user, "units.edit_cluster", organiser)
    initial = {"organiser": organiser, "from_day": clock.today()}
    form = ClusterForm(request.POST or None, user=request.user, initial=initial)
    if form.done(request, services.create_cluster):
        messages.success(request, f"Đã lập {form.result}.")
        return redirect("units:clusters.detail", form.result.pk)
    back = reverse("units:clusters.index")
    context = {"form": form, "crumbs": [("Cụm thi đua", back), ("Lập cụm", "")], "back": back}
    return render(request, "units/clusters/create.html", context, status=form_status(form))


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    cluster = _of(request, pk, "units.edit_cluster")
    form = ClusterFactsForm(request.POST or None, initial={"name": cluster.name, "sort": cluster.sort})
    if form.done(request, services.edit_cluster, cluster):
        messages.success(request, f"Đã lưu {cluster}.")
        return redirect("units:clusters.detail", pk)
    return _form_page(request, "edit", cluster, form)


@login_required
def add_member(request: HttpRequest, pk: int) -> HttpResponse:
    cluster = _of(request, pk, "units.edit_cluster")
    form = AddMemberForm(request.POST or None, user=request.user, initial={"from_day": clock.today()})
    if form.done(request, services.add_member, cluster):
        messages.success(request, f"Đã thêm {form.result.unit} vào cụm.")
        return redirect("units:clusters.detail", pk)
    return _form_page(request, "add_member", cluster, form)


@login_required
def remove_member(request: HttpRequest, pk: int) -> HttpResponse:
    cluster = _of(request, pk, "units.edit_cluster")
    form = RemoveMemberForm(request.POST or None, cluster=cluster, initial={"on": clock.today()})
    if form.done(request, services.remove_member, cluster):
        messages.success(request, f"Đã đưa {form.result.unit} ra khỏi cụm.")
        return redirect("units:clusters.detail", pk)
    return _form_page(request, "remove_member", cluster, form)


@login_required
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    cluster = _of(request, pk, "units.edit_cluster")
    initial = {"from_day": clock.today(), "unit": request.GET.get("don_vi")}
    form = LeadForm(request.POST or None, cluster=cluster, initial=initial)
    if form.done(request, services.set_lead, cluster):
        messages.success(request, f"{form.result.unit} là {form.result.get_role_display()}.")
        return redirect("units:clusters.detail", pk)
    return _form_page(request, "lead", cluster, form)


@login_required
def end_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    cluster = _of(request, pk, "units.edit_cluster")
    form = EndDeputyForm(request.POST or None, initial={"on": clock.today()})
    if form.done(request, services.end_deputy, cluster):
        messages.success(request, f"{form.result.unit} thôi làm Cụm phó hết ngày {form.result.valid_to:%d/%m/%Y}.")
        return redirect("units:clusters.detail", pk)
    return _form_page(request, "end_deputy", cluster, form)


@login_required
def number(request: HttpRequest, pk: int) -> HttpResponse:
    cluster = _of(request, pk, "units.edit_cluster")
    form = NumberForm(request.POST or None, initial={"from_day": clock.today()})
    if form.done(request, services.set_number, cluster):
        messages.success(request, f"{cluster} mang số {form.result.number}.")
        return redirect("units:clusters.detail", pk)
    return _form_page(request, "number", cluster, form)


# --- pledges --------------------------------------------------------------------------------------------------------


@login_required
def pledge_create(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft of a cluster's pledge; `pk` is the cluster's."""
    cluster = _of(request, pk, "units.edit_pledge")
    form = PledgeForm(request.POST or None, initial={"year": clock.today().year})
    if form.done(request, services.create_pledge, cluster):
        messages.success(request, f"Đã lập dự thảo giao ước năm {form.result.year}.")
        return redirect("units:clusters.pledge", form.result.pk)
    return _form_page(request, "pledge_create", cluster, form)


@login_required
def pledge(request: HttpRequest, pk: int) -> HttpResponse:
    row = _pledge(request, pk)
    signers = queries.signers_of(row, request.user)
    context = {
        "pledge": row,
        "crumbs": [*_crumbs(row.cluster, deeper=True), (f"Giao ước {row.year}", "")],
        "targets": row.targets.all(),
        "signers": signers,
        "signed": sum(1 for one in signers if one.signature),
        "moves": PLEDGE.open_to(request.user, row),
        "history": history_of(row),
        "history_url": history_url(request.user, row),
    }
    return render(request, "units/clusters/pledge.html", context)


@login_required
def pledge_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _pledge(request, pk)
    require(request.user, "units.edit_pledge", row)
    initial = {"text": row.text, "targets": "\n".join(str(one) for one in row.targets.all())}
    form = PledgeFactsForm(request.POST or None, initial=initial)
    if form.done(request, services.edit_pledge, row):
        messages.success(request, "Đã lưu dự thảo giao ước.")
        return redirect("units:clusters.pledge", pk)
    back = reverse("units:clusters.pledge", args=[pk])
    way = [*_crumbs(row.cluster, deeper=True), (f"Giao ước {row.year}", back), ("Sửa", "")]
    context = {"pledge": row, "form": form, "crumbs": way, "back": back}
    return render(request, "units/clusters/pledge_edit.html", context, status=form_status(form))


@login_required
@require_POST
@shows_domain_errors
def pledge_open(request: HttpRequest, pk: int) -> HttpResponse:
    services.open_pledge(_pledge(request, pk), by=request.user)
    messages.success(request, "Giao ước đã đưa ra ký.")
    return redirect("units:clusters.pledge", pk)


@login_required
@require_POST
@shows_domain_errors
def pledge_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    services.take_back_pledge(_pledge(request, pk), by=request.user)
    messages.success(request, "Giao ước trở lại dự thảo.")
    return redirect("units:clusters.pledge", pk)


@login_required
@require_POST
@shows_domain_errors
def pledge_sign(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """The head of a member signs; `unit` is the member's."""
    row = _pledge(request, pk)
    member = get_object_or_404(row.signers(), pk=unit)
    services.sign_pledge(row, member, by=request.user)
    messages.success(request, f"Đã ký giao ước thay mặt {member}.")
    return redirect("units:clusters.pledge", pk)


@login_required
def pledge_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The pledge as PDF."""
    row = _pledge(request, pk)
    paper = papers.pledge_paper(row, queries.signers_of(row))
    return download(render_document(paper, "pdf"), file_name(paper, "pdf"), CONTENT_TYPES["pdf"])


def _pledge(request: HttpRequest, pk: int) -> Pledge:
    rows = Pledge.objects.visible_to(request.user).select_related("cluster__organiser")
    return get_object_or_404(rows, pk=pk)


def _of(request: HttpRequest, pk: int, permission: str) -> Cluster:
    cluster = get_object_or_404(Cluster.objects.visible_to(request.user).select_related("organiser"), pk=pk)
    require(request.user, permission, cluster)
    return cluster


def _crumbs(cluster: Cluster, *, deeper: bool = False) -> list[tuple[str, str]]:
    own = reverse("units:clusters.detail", args=[cluster.pk]) if deeper else ""
    return [("Cụm thi đua", reverse("units:clusters.index")), (cluster.name, own)]


def _form_page(request: HttpRequest, name: str, cluster: Cluster, form) -> HttpResponse:
    way = _crumbs(cluster, deeper=True)
    context = {"cluster": cluster, "form": form, "crumbs": way, "back": way[-1][1]}
    return render(request, f"units/clusters/{name}.html", context, status=form_status(form))
