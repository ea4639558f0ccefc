"""Before a table is locked: its formulas tried on sample figures, its targets beside last year's results."""

from decimal import Decimal
from fractions import Fraction

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from awards.criteria import queries as tables
from awards.criteria.enums import CriterionKind
from awards.criteria.models import CriteriaSet, Criterion
from awards.results.rules import plain, read_cell, shown
from awards.scoring import trial
from awards.scoring.cluster_facts import fact_of, rounded_actual, with_details
from awards.scoring.facts import CellFact
from awards.scoring.formulas import score_criterion
from awards.years.enums import Step
from awards.years.scope import follow, place_in, scope_of
from thidua.numbers import parse_number

_CENT = Decimal("0.01")
SAMPLES = 8  # units of a trial: as many as a cluster has


@login_required
@require_GET
def try_formula(request: HttpRequest, pk: int) -> HttpResponse:
    """Points of up to eight units from figures typed here; nothing is stored. `?nam-truoc=1` takes last year's."""
    seen = Criterion.objects.filter(criteria_set__in=CriteriaSet.objects.visible_to(request.user))
    together = ("criteria_set__of_period__unit", "criteria_set__of_period__cluster", "parent", "organ")
    criterion = get_object_or_404(with_details(seen.select_related(*together)), pk=pk)
    table = criterion.criteria_set
    follow(request, table.of_period)
    place_in(request, Step.LAUNCH)
    units = _sample_units(request, table)
    rows = _typed_rows(request, criterion, units)
    if "nam-truoc" in request.GET:
        _last_year(criterion, units, rows)
    tried = any(row["figure"] for row in rows)
    if tried and not any(row["problem"] for row in rows):
        cells = {
            n: CellFact(target=row["target_value"], actual=row["value"])
            for n, row in enumerate(rows)
            if row["value"] is not None
        }
        for number, line in score_criterion(fact_of(criterion), cells).items():
            rows[number]["line"] = line
    back = reverse("awards:criteria.index") + ("" if table.is_in_force else f"?ban={table.version}")
    context = {
        "criterion": criterion,
        "table": table,
        "how": tables.how_words(criterion),
        "rows": rows,
        "tried": tried,
        "has_formula": criterion.kind not in (CriterionKind.GROUP, CriterionKind.BY_HAND),
        "crumbs": [("Bảng điểm", back), (f"Thử {criterion.code}", "")],
    }
    return render(request, "awards/scoring/try_formula.html", context)


def _sample_units(request: HttpRequest, table: CriteriaSet) -> list:
    clusters, visible = tables.places(request.user, table.of_period)
    return tables.units_at("", table.of_period, clusters, visible)[:SAMPLES]


def _typed_rows(request: HttpRequest, criterion: Criterion, units: list) -> list[dict]:
    rows = []
    for number in range(SAMPLES):
        figure, target = request.GET.get(f"so{number}", "").strip(), request.GET.get(f"ct{number}", "").strip()
        row = {
            "number": number,
            "unit": str(units[number]) if number < len(units) else f"Đơn vị {number + 1}",
            "figure": figure,
            "target": target,
            "problem": "",
            "target_is_bad": False,
            "value": None,
            "target_value": None,
        }
        _read(row, criterion)
        rows.append(row)
    return rows


def _read(row: dict, criterion: Criterion) -> None:
    kind, limit = criterion.entry_kind, criterion.maximum_value
    read = read_cell(row["figure"], kind=kind, places=2, maximum=limit)
    row["problem"] = read.problem
    row["value"] = Fraction(read.value) if read.value is not None else None
    if not (criterion.needs_target and row["target"]):
        return
    try:
        target = row["target_value"] = parse_number(row["target"])
        problem = "Chỉ tiêu phải lớn hơn 0." if target is not None and target <= 0 else ""
    except ValueError as error:
        problem = str(error)
    row["target_is_bad"] = bool(problem)
    row["problem"] = row["problem"] or problem


def _last_year(criterion: Criterion, units: list, rows: list[dict]) -> None:
    """Figures of the year before, and this year's targets, where there are any."""
    before = trial.period_before(criterion.criteria_set.of_period)
    same = trial.counterparts([criterion], before).get(criterion.pk) if before is not None else None
    figures = trial.year_figures(before, units, [same]) if same is not None else {}
    targets = {row.unit_id: row for row in criterion.targets.filter(unit__in=units)}
    for row, unit in zip(rows, units, strict=False):
        figure = figures.get((same.pk, unit.pk)) if same is not None else None
        if figure is not None:
            row["figure"] = shown(rounded_actual(figure).quantize(_CENT), kind=criterion.entry_kind)
        target = targets.get(unit.pk)
        row["target"] = plain(target.value) if target is not None and target.value is not None else ""
        _read(row, criterion)


@login_required
@require_GET
def compare_targets(request: HttpRequest) -> HttpResponse:
    """This year's targets of one unit beside what it reached last year."""
    period = scope_of(request).period
    table = tables.table_of(period, request.GET.get("ban", ""))
    if table is None:
        return redirect("awards:criteria.index")
    _, visible = tables.places(request.user, period)
    own = next((unit for unit in visible if unit.pk == request.user.unit_id), None)
    unit = next((unit for unit in visible if unit.code == request.GET.get("don-vi", "")), None)
    unit = unit or own or (visible[0] if visible else None)
    before = trial.period_before(period)
    context = {
        "period": period,
        "table": table,
        "version": "" if table.is_in_force else table.version,
        "units": visible,
        "unit": unit,
        "before": before,
        "compared": trial.comparison(table, unit, before) if unit is not None else None,
    }
    return render(request, "awards/scoring/compare_targets.html", context)
