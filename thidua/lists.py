"""One way to show many rows: filter, count, one page of them."""

from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from thidua.forms import FilterForm


@dataclass
class ListPage:
    """What a list template needs. `page` iterates over the rows shown."""

    page: Page
    total: int
    filters: FilterForm | None = None
    query: str = ""
    extra: dict = field(default_factory=dict)

    def __iter__(self):
        return iter(self.page)

    @property
    def is_empty(self) -> bool:
        return self.total == 0


def list_page(
    request: HttpRequest, rows: QuerySet, filters: FilterForm | None = None, *, per_page: int = 50
) -> ListPage:
    """The page asked for by `?trang=`; a wrong number shows the nearest page. Two queries: count and rows."""
    if filters is not None:
        rows = filters.narrow(rows)
    paginator = Paginator(rows, per_page)
    query = request.GET.copy()
    query.pop("trang", None)
    return ListPage(paginator.get_page(request.GET.get("trang")), paginator.count, filters, query.urlencode())
