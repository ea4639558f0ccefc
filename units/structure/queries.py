"""Reads of the tree of units."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import models
from django.db.models import Count
from django.db.models.functions import Coalesce
from django.urls import reverse

from thidua import clock
from thidua.widgets import Milestone
from units.structure.enums import ActKind
from units.structure.models import StructureAct, Unit, UnitStatus


@dataclass(slots=True)
class Node:
    """A unit in its tree. people: serving in the unit itself; all_people: with everything below that is shown.

    unit: the unit, or its row of `tree_rows`.
    """

    unit: Unit
    depth: int = 0
    people: int = 0
    all_people: int = 0
    children: list["Node"] = field(default_factory=list)


def unit_list(user) -> models.QuerySet[Unit]:
    """Units the user may see, with kind and people serving (`people_count`); in official order."""
    people = Unit._meta.get_field("people").related_model.objects  # of a later chapter
    serving = (
        people.filter(unit=models.OuterRef("pk"), left_on__isnull=True).order_by().values("unit").annotate(n=Count("*"))
    )
    return (
        Unit.objects.visible_to(user)
        .select_related("kind", "parent")
        .annotate(people_count=Coalesce(models.Subquery(serving.values("n")), 0))  # asked only for the rows shown
        .order_by("sort", "code")
    )


def tree_rows(units: models.QuerySet[Unit]) -> list:
    """What a tree shows of each unit of `unit_list`, as light rows: of ten thousand most are only counted."""
    named = units.select_related(None).annotate(kind_name=models.F("kind__name"))
    fields = ("pk", "parent_id", "code", "name", "short_name", "kind_name", "is_reporting", "people_count")
    return list(named.values_list(*fields, named=True))


def tree(units: Iterable[Unit]) -> list[Node]:
    """Roots of the forest that the given units make, in the order given; a unit whose parent is not shown is a root."""
    nodes = {unit.pk: Node(unit, people=getattr(unit, "people_count", 0)) for unit in units}
    roots = []
    for node in nodes.values():
        above = nodes.get(node.unit.parent_id)
        (above.children if above else roots).append(node)
    for root in roots:
        _settle(root, 0)
    return roots


def depth_to_show(roots: list[Node], most: int) -> int:
    """How many levels of a forest a page can hold: at most `most` units, and never less than the roots."""
    depth, shown, level = 0, len(roots), roots
    while level := [child for node in level for child in node.children]:
        shown += len(level)
        if shown > most:
            return depth
        depth += 1
    return depth


def _settle(node: Node, depth: int) -> int:
    node.depth = depth
    node.all_people = node.people + sum(_settle(child, depth + 1) for child in node.children)
    return node.all_people


def flat_tree(units: Iterable[Unit]) -> list[Node]:
    """The same forest from top to bottom in one list, for menus and selects."""
    rows: list[Node] = []

    def walk(node: Node) -> None:
        rows.append(node)
        for child in node.children:
            walk(child)

    for root in tree(units):
        walk(root)
    return rows


def ancestors(unit: Unit, user) -> list[Unit]:
    """Units above that the user may see, from the root down, without the unit itself."""
    above = unit.ancestor_ids()[:-1]
    found = {one.pk: one for one in Unit.objects.visible_to(user).filter(pk__in=above)}
    return [found[pk] for pk in above if pk in found]


def acts_of(unit: Unit) -> list[StructureAct]:
    """Acts that touch the unit, newest first, those taken back among them."""
    return list(StructureAct.objects.filter(touched__unit=unit).select_related("by", "undone_by"))


def organisation_history(
    unit: Unit, acts: Iterable[StructureAct] = (), statuses: Iterable[UnitStatus] = ()
) -> list[Milestone]:
    """Names, units above, kinds, mergers, clusters and their leads, newest first; the name in force carries `now`."""
    today = clock.today()
    entries: dict[date, list[Milestone]] = defaultdict(list)
    for name in unit.names.all():
        now = name.holds_on(today) and unit.closed_on is None
        state = "now" if now else "ok" if name.valid_to is None or name.valid_to < today else ""
        entries[name.valid_from].append(Milestone(name.name, span(name.valid_from, name.valid_to), state, name.basis))
    for act in acts:
        if act.kind in (ActKind.MERGE, ActKind.SPLIT) and not act.is_undone:
            url = reverse("units:structure.act", args=[act.pk])
            entries[act.effective_on].append(
                Milestone(act.title, f"Từ {act.effective_on:%d/%m/%Y}", "ok", act.basis, url)
            )
    for row in statuses:
        if row.valid_from == unit.founded_on:
            continue  # said by the first name
        above = f", {row.authority} quyết định khen thưởng" if row.authority else ""
        entries[row.valid_from].append(
            Milestone(f"{row.kind}{above}", span(row.valid_from, row.valid_to), "ok", row.basis)
        )
    for row in unit.parents.select_related("parent").exclude(parent=None):
        if row.valid_from == unit.founded_on:
            continue  # said by the first name
        entries[row.valid_from].append(
            Milestone(f"Trực thuộc {row.parent}", span(row.valid_from, row.valid_to), "ok", row.basis)
        )
    for row in unit.cluster_memberships.select_related("cluster"):
        entries[row.valid_from].append(Milestone(f"Thành viên {row.cluster}", span(row.valid_from, row.valid_to), "ok"))
    for term in unit.cluster_terms.select_related("cluster"):
        title = f"{term.get_role_display()} {term.cluster}"
        entries[term.valid_from].append(Milestone(title, span(term.valid_from, term.valid_to), "ok", term.basis))
    if unit.closed_on is not None:
        day = unit.closed_on + timedelta(days=1)
        entries[day].append(Milestone("Kết thúc hoạt động", f"Hết ngày {unit.closed_on:%d/%m/%Y}", "warn"))
    return [one for day in sorted(entries, reverse=True) for one in entries[day]]


def span(start: date, end: date | None) -> str:
    """`Từ 01/01/2016 đến nay`, `01/01/2009 – 31/12/2015`."""
    if end is not None:
        return f"{start:%d/%m/%Y} – {end:%d/%m/%Y}"
    if start > clock.today():
        return f"Từ {start:%d/%m/%Y}"
    return f"Từ {start:%d/%m/%Y} đến nay"


def crumbs(unit: Unit, user, *, deeper: bool = False) -> list[tuple[str, str]]:
    """Way to the unit as (label, url); `deeper` makes the unit itself a link, for the pages below it."""
    way = [("Đơn vị", reverse("units:structure.index"))]
    way += [(one.short_name, reverse("units:structure.detail", args=[one.pk])) for one in ancestors(unit, user)]
    return [*way, (unit.short_name, reverse("units:structure.detail", args=[unit.pk]) if deeper else "")]


def act_crumbs(act: StructureAct, user) -> list[tuple[str, str]]:
    """Way to an act: through the unit in whose record it stands."""
    way = crumbs(act.unit, user, deeper=True) if user.sees(act.unit) else [("Đơn vị", reverse("units:structure.index"))]
    return [*way, (act.get_kind_display(), "")]


def may_undo(user, act: StructureAct) -> bool:
    """Whether the user looks after everything the act touches."""
    units = [act.unit, *(link.unit for link in act.touched.select_related("unit"))]
    return all(user.has_perm("units.edit_structure", unit) for unit in units)
