"""The search box: units, people, models, papers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.urls import reverse

from awards.decisions.models import Decision
from awards.years.models import BestPractice
from thidua.text import clean, search_key
from units.models import Person, Unit, User

MOST = 20
LONGEST = 100  # letters of a question


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


def _having(rows: QuerySet, query: str, exact: tuple[str, ...], written: str) -> list:
    """Rows whose key holds every word, in any order: first those called just so, then those written just so.

    exact: fields that are the whole text; written: the field that has it with its accents.
    """
    for word in search_key(query).split():
        rows = rows.filter(search_key__contains=word)
    same = Q(pk__in=[])
    for field in exact:
        same |= Q(**{field: query})
    rank = Case(When(same, then=0), When(**{f"{written}__contains": query}, then=1), default=2)
    return list(rows.annotate(likeness=rank).order_by("likeness", *rows.query.order_by)[: MOST + 1])


def _matching(rows: Iterable, query: str, text: Callable[[Any], str]) -> list:
    """The same for rows without a key of their own: few enough to be read."""
    words = search_key(query).split()
    found = [row for row in rows if all(word in search_key(text(row)) for word in words)]
    return sorted(found, key=lambda row: query not in text(row))


def search_everything(user: User, query: str) -> list[HitGroup]:
    """Hits of each kind that the user may see, those written as typed first. Four queries whatever is found."""
    query = clean(query.replace("\0", " "))[:LONGEST]
    if not search_key(query):
        return []
    units = _having(Unit.objects.visible_to(user).in_order(), query, ("name", "short_name", "code"), "name")
    people = _having(
        Person.objects.visible_to(user).select_related("unit").in_order(), query, ("full_name", "service_number"),
        "full_name",
    )  # fmt: skip
    practices = _matching(
        BestPractice.objects.visible_to(user).select_related("unit", "period"), query, lambda row: row.name
    )
    papers = _matching(
        Decision.objects.visible_to(user).defer("legal_bases", "recipients"),
        query,
        lambda row: f"{row.code} {row.subject_line}",
    )
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
