"""Days of a unit's life that no dated row holds: one question for the acts, the page of health and the tests.

Overlaps are refused by `DatedRow.save`, and on PostgreSQL by an exclusion constraint. A gap can only be seen once an
act has written all its rows: PostgreSQL asks at the commit (`units.structure.triggers`), the services before it.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Cast

from thidua.dates import DatedRow
from thidua.errors import RuleViolation
from units.structure.models import Unit, UnitName, UnitParent, UnitStatus

DAY = timedelta(days=1)
WHAT = {UnitName: "tên", UnitParent: "cấp trên", UnitStatus: "loại, cấp quyết định"}


def _same(model: type[DatedRow], key: tuple[str, ...]) -> models.QuerySet:
    return model.objects.filter(**{name: OuterRef(name) for name in key}).exclude(pk=OuterRef("pk"))


def _ended(model: type[DatedRow], key: tuple[str, ...]) -> models.QuerySet:
    """Rows that end, and on the day after (`next_day`) none of the same key holds."""
    rows = model.objects.filter(valid_to__isnull=False).annotate(
        next_day=Cast(ExpressionWrapper(F("valid_to") + DAY, models.DateTimeField()), models.DateField())
    )
    covering = _same(model, key).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("next_day")), valid_from__lte=OuterRef("next_day")
    )
    return rows.filter(~Exists(covering))


def gaps(model: type[DatedRow], *key: str) -> models.QuerySet:
    """Dated rows after whose last day nothing holds, although a later row of the same key begins some day."""
    return _ended(model, key).filter(Exists(_same(model, key).filter(valid_from__gt=OuterRef("next_day"))))


def torn(model: type[DatedRow]) -> models.QuerySet:
    """Rows of units beside a day of the unit's life without a row: after them, or before the first of them.

    A unit lives from `founded_on` to `closed_on`, or until further notice.
    """
    later = _same(model, ("unit",)).filter(valid_from__gt=OuterRef("next_day"))
    lives_on = Q(unit__closed_on__isnull=True) | Q(unit__closed_on__gt=F("valid_to"))
    after = _ended(model, ("unit",)).filter(lives_on | Q(Exists(later))).values("pk")
    earlier = _same(model, ("unit",)).filter(valid_from__lt=OuterRef("valid_from"))
    before = model.objects.filter(~Exists(earlier), valid_from__gt=F("unit__founded_on")).values("pk")
    return model.objects.filter(Q(pk__in=after) | Q(pk__in=before))


def check(units: Iterable[Unit] | None = None) -> list[str]:
    """Every gap of these units, of all units when None, in sentences; one query for each kind of row."""
    found = []
    for model, what in WHAT.items():
        rows = torn(model).select_related("unit").order_by("unit__code", "valid_from")
        if units is not None:
            rows = rows.filter(unit__in=[unit.pk for unit in units])
        found += [f"{row.unit}: có ngày không có {what}, quanh dòng từ {row.valid_from:%d/%m/%Y}." for row in rows]
    return found


def refuse_gaps(units: Iterable[Unit]) -> None:
    """What an act says instead of the database, which would refuse the whole transaction at its end."""
    if reasons := check(units):
        raise RuleViolation("Ngày tháng của đơn vị bị đứt quãng.", reasons=reasons)
