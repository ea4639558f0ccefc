"""The search box: units, people, models, movements, papers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.urls import reverse

from awards.decisions.models import Decision
from awards.years.library import BestPractice
from awards.years.movements import Movement
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


def _holding(rows: QuerySet, words: list[str]) -> QuerySet:
    """Rows whose key holds every word, in any order. The database reads them in the list's order and stops early."""
    for word in words:
        rows = rows.filter(search_key__contains=word)
    return rows


def _likely(rows: QuerySet, words: list[str], query: str, exact: Q, written: str) -> list:
    """At most MOST + 1 rows that hold every word: those called just so, those written just so, then all others.

    exact: finds by an index what is called just so; written: the field that has the accents, asked only when some were
    typed. Each is a question of its own, because one that sorts by likeness has to read every row it finds; once there
    are enough, the rest is not asked.
    """
    asked = [rows.filter(exact), _holding(rows, words)]
    if not query.isascii():
        asked.insert(1, asked[1].filter(**{f"{written}__contains": query}))
    found = {}
    for some in asked:
        if len(found) > MOST:
            break
        for row in some[: MOST + 1]:
            found.setdefault(row.pk, row)
    return list(found.values())[: MOST + 1]


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    """The key of a text without a key of its own; the same titles are asked for again and again."""
    return search_key(text)


def _matching(rows: QuerySet, words: list[str], query: str, text: Callable[..., str], *fields: str) -> list:
    """The same for rows without a key of their own: the words of all are read, then only the rows that are shown.

    text: of the values of `fields`.
    """
    read = [(pk, text(*values)) for pk, *values in rows.values_list("pk", *fields)]
    found = [(query not in words_of, pk) for pk, words_of in read if all(word in _folded(words_of) for word in words)]
    first = [pk for _, pk in sorted(found, key=lambda entry: entry[0])[: MOST + 1]]
    by_pk = rows.in_bulk(first)
    return [by_pk[pk] for pk in first if pk in by_pk]


def _paper_text(number: int | None, series: str, subject_line: str) -> str:
    return f"{number:02d}/{series} {subject_line}" if number else subject_line


def search_everything(user: User, query: str) -> list[HitGroup]:
    """Hits of each kind that the user may see, as typed first. At most twelve queries, whatever is there."""
    query = clean(query.replace("\0", " "))[:LONGEST]
    key = search_key(query)
    words = list(dict.fromkeys(key.split()))
    if not words:
        return []
    units = _likely(
        Unit.objects.visible_to(user).in_order(),
        words,
        query,
        Q(code=query.upper()) | Q(name=query) | Q(short_name=query),
        "name",
    )
    called = Q(search_key__startswith=f"{key} ")
    if not query.isascii():
        called &= Q(full_name=query)
    people = _likely(
        Person.objects.visible_to(user).kept().select_related("unit").in_order(),
        words,
        query,
        Q(service_number=query.upper()) | called,
        "full_name",
    )
    practices = _matching(
        BestPractice.objects.visible_to(user).select_related("unit", "period"), words, query, str, "name"
    )
    movements = _matching(
        Movement.objects.visible_to(user).select_related("period"), words, query, "{} {}".format, "name", "slogan"
    )
    papers = _matching(
        Decision.objects.visible_to(user).defer("legal_bases", "recipients"),
        words,
        query,
        _paper_text,
        "number",
        "series",
        "subject_line",
    )  # fmt: skip
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
            "Phong trào thi đua", "megaphone",
            [
                Hit(m.name, f"{m.get_kind_display()}, năm {m.period.year}",
                    reverse("awards:years.movement", args=[m.pk]))
                for m in movements[:MOST]
            ],
            len(movements) > MOST,
        ),
        HitGroup(
            "Văn bản", "file-text",
            [Hit(str(d), d.subject_line, reverse("awards:decisions.detail", args=[d.pk])) for d in papers[:MOST]],
            len(papers) > MOST,
        ),
    ]  # fmt: skip
    return [group for group in groups if group.hits]
