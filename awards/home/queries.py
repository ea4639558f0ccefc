"""The search box: units, people, models, papers."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from awards.decisions.models import Decision
from awards.years.models import BestPractice
from thidua.text import search_key
from units.models import Person, Unit, User

MOST = 20


@dataclass(frozen=True)
class Hit:
    title: str
    note: str
    url: str


@dataclass(frozen=True)
class HitGroup:
    """Hits of one kind, at most MOST; more: there were more than are shown."""

    title: str
    icon: str
    hits: list[Hit]
    more: bool = False


def _having(rows: QuerySet, words: list[str], field: str = "search_key") -> list:
    """Rows whose key holds every word, in any order."""
    for word in words:
        rows = rows.filter(**{f"{field}__contains": word})
    return list(rows[: MOST + 1])


def search_everything(user: User, query: str) -> list[HitGroup]:
    """Hits of each kind that the user may see; exact beginnings first. Four queries whatever is found."""
    words = search_key(query).split()
    if not words:
        return []
    units = _having(Unit.objects.visible_to(user).in_order(), words)
    people = _having(Person.objects.visible_to(user).select_related("unit").in_order(), words)
    practices = [
        row
        for row in BestPractice.objects.visible_to(user).select_related("unit", "period")
        if all(word in search_key(row.name) for word in words)
    ]
    papers = [
        row
        for row in Decision.objects.visible_to(user)
        if all(word in search_key(f"{row.code} {row.subject_line}") for word in words)
    ]
    first = words[0]
    units.sort(key=lambda unit: not search_key(unit.short_name).startswith(first))
    groups = [
        HitGroup(
            "Đơn vị", "building-2",
            [Hit(u.name, u.code, reverse("units:structure.detail", args=[u.pk])) for u in units[:MOST]],
            len(units) > MOST,
        ),
        HitGroup(
            "Cá nhân", "users",
            [
                Hit(p.full_name, f"{p.get_rank_display()}, {p.position}, {p.unit}, số hiệu {p.service_number}",
                    reverse("units:people.detail", args=[p.pk]))
                for p in people[:MOST]
            ],
            len(people) > MOST,
        ),
        HitGroup(
            "Mô hình, sáng kiến", "lightbulb",
            [
                Hit(p.name, f"{p.unit or 'Nhiều đơn vị'}, năm {p.period.year}",
                    reverse("awards:years.practice", args=[p.pk]))
                for p in practices[:MOST]
            ],
            len(practices) > MOST,
        ),
        HitGroup(
            "Văn bản", "file-text",
            [Hit(str(d), d.subject_line, reverse("awards:decisions.detail", args=[d.pk])) for d in papers[:MOST]],
            len(papers) > MOST,
        ),
    ]  # fmt: skip
    return [group for group in groups if group.hits]
