"""The register of numbers: what of an issuer's series and year bears a number, is kept, left out, or missing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q

from awards.decisions.amend_queries import words_of
from awards.decisions.enums import NumberUse, PaperKind
from awards.decisions.models import SEES_DRAFTS, Decision
from awards.decisions.number_marks import NumberMark
from units.models import Unit, User

OUT_OF_ORDER = "Ngày ký trước ngày của số nhỏ hơn"


@dataclass(frozen=True)
class Book:
    """One register: the papers of an issuer in a series and a year."""

    issuer: Unit
    series: str
    year: int

    @property
    def key(self) -> str:
        return f"{self.issuer.code}.{self.year}.{self.series}"

    @property
    def label(self) -> str:
        return f"{self.series}, năm {self.year}"

    @property
    def _mine(self) -> dict:
        return {"issuer": self.issuer, "series": self.series}

    def papers(self):
        """Our own papers with a number; a superior keeps the register of what it answers itself."""
        return Decision.objects.filter(**self._mine, number_year=self.year).exclude(kind=PaperKind.ANSWER)

    def marks(self):
        return NumberMark.objects.filter(**self._mine, year=self.year, ended_at__isnull=True)


@dataclass(frozen=True)
class NumberRow:
    """One line of the register: a number with its paper or its mark, or a run of numbers nobody has written down."""

    first: int
    last: int
    series: str
    paper: Decision | None = None
    mark: NumberMark | None = None
    note: str = ""
    amended: tuple[str, ...] = ()

    @property
    def is_gap(self) -> bool:
        return self.paper is None and self.mark is None

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    @property
    def number(self) -> str:
        return f"{self.first:02d}" if self.first == self.last else f"{self.first:02d}–{self.last:02d}"

    @property
    def state(self) -> str:
        """What stands in the column of the state, in words."""
        if self.is_gap:
            return "Chưa ghi trong hệ thống"
        if self.mark is not None:
            return self.mark.get_use_display()
        return "; ".join(self.amended) or self.paper.get_state_display()


def books_of(user: User, issuers: Collection[Unit] = ()) -> list[Book]:
    """Registers the user may read, newest year first; two queries."""
    scope = Q(pk__in=[])
    for path in user.scope_paths(*SEES_DRAFTS):
        scope |= Q(issuer__path__startswith=path)
    if issuers:
        scope &= Q(issuer__in=issuers)
    return books_within(scope)


def books_within(scope: Q) -> list[Book]:
    used = Decision.objects.filter(scope, number__isnull=False).exclude(kind=PaperKind.ANSWER)
    marked = NumberMark.objects.filter(scope, ended_at__isnull=True)
    found = set(used.order_by().values_list("issuer", "series", "number_year").distinct())
    found |= set(marked.order_by().values_list("issuer", "series", "year").distinct())
    units = Unit.objects.in_bulk({issuer for issuer, _, _ in found})
    books = [Book(units[issuer], series, year) for issuer, series, year in found]
    return sorted(books, key=lambda one: (one.issuer.path, -one.year, one.series))


def chosen(books: list[Book], key: str) -> Book | None:
    return next((one for one in books if one.key == key), books[0] if books else None)


def rows_of(book: Book) -> list[NumberRow]:
    """The register from number one to the highest, gaps drawn together; five queries for any number of rows."""
    papers = {
        one.number: one
        for one in book.papers()
        .select_related("period__unit", "signed_by")
        .annotate(line_count=Count("lines"))
        .order_by("number")
    }
    marks = {one.number: one for one in book.marks().select_related("by", "paper")}
    amended = words_of([one.pk for one in papers.values()])
    rows: list[NumberRow] = []
    latest: date | None = None
    expected = 1
    for number in sorted({*papers, *marks}):
        if number > expected:
            rows.append(NumberRow(expected, number - 1, book.series))
        paper = papers.get(number)
        note = ""
        if paper is not None:
            note = OUT_OF_ORDER if latest and paper.decided_on < latest else ""
            latest = max(latest or paper.decided_on, paper.decided_on)
        told = amended.get(paper.pk, ()) if paper else ()
        rows.append(NumberRow(number, number, book.series, paper, None if paper else marks[number], note, told))
        expected = number + 1
    return rows


@dataclass(frozen=True)
class Figures:
    used: int
    reserved: int
    void: int
    missing: int
    next: int
    next_code: str


def figures_of(book: Book, rows: list[NumberRow]) -> Figures:
    """missing: numbers below the highest that nobody has written down."""
    marks = [row.mark.use for row in rows if row.mark]
    free = next_number(book.issuer, book.series, book.year)
    return Figures(
        used=sum(row.paper is not None for row in rows),
        reserved=marks.count(NumberUse.RESERVED),
        void=marks.count(NumberUse.VOID),
        missing=sum(row.size for row in rows if row.is_gap),
        next=free,
        next_code=f"{free:02d}/{book.series}",
    )


def next_number(issuer: Unit, series: str, year: int) -> int:
    """The number after the highest that is used, kept or left out in this issuer's series and year."""
    book = Book(issuer, series, year)
    used = Decision.objects.filter(issuer=issuer, series=series, number_year=year).aggregate(n=Max("number"))["n"]
    marked = book.marks().aggregate(n=Max("number"))["n"]
    return max(used or 0, marked or 0) + 1


def kept_for(paper: Decision, year: int) -> NumberMark | None:
    """The number of a year that is kept for a draft."""
    return paper.number_marks.filter(ended_at__isnull=True, year=year, use=NumberUse.RESERVED).first()


def mark_on(issuer_id: int, series: str, year: int, number: int) -> NumberMark | None:
    """What is written beside a number of the register."""
    marks = NumberMark.objects.filter(issuer=issuer_id, series=series, year=year, number=number, ended_at__isnull=True)
    return marks.select_related("paper", "by").first()
