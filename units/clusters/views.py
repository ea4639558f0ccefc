"""Pages of clusters."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua import clock
from thidua.frame import Link
from thidua.http import form_status
from thidua.permissions import require
from units.audit.queries import history_of, history_url
from units.clusters import queries, services
from units.clusters.forms import AddMemberForm, ClusterFactsForm, ClusterForm, LeadForm, RemoveMemberForm
from units.clusters.models import Cluster
from units.structure.forms import open_units

CHANGES = (
    ("Đặt Cụm trưởng, Cụm phó", "lead", "flag"),
    ("Thêm thành viên", "add_member", "plus"),
    ("Đưa thành viên ra khỏi cụm", "remove_member", "log-out"),
)


@login_required
def index(request: HttpRequest) -> HttpResponse:
    rows = queries.rows_of(list(queries.cluster_list(request.user)))
    return render(request, "units/clusters/index.html", {"rows": rows})


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Cluster.objects.visible_to(request.user)
    cluster = get_object_or_404(visible.select_related("organiser"), pk=pk)
    context = {
        "cluster": cluster,
        "crumbs": _crumbs(cluster),
        "members": queries.members_of(cluster, clock.today(), request.user),
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
    form = LeadForm(request.POST or None, cluster=cluster, initial={"from_day": clock.today()})
    if form.done(request, services.set_lead, cluster):
        messages.success(request, f"{form.result.unit} là {form.result.get_role_display()}.")
        return redirect("units:clusters.detail", pk)
    return _form_page(request, "lead", cluster, form)


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
