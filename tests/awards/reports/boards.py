"""A cluster with a criterion of every kind, so that nothing the scorer can do is left out of its papers."""

from decimal import Decimal

from awards.criteria.enums import Accumulation, CriterionKind
from awards.models import Criterion, CriterionStep, HandScore, ResultEntry, ScoreBoard, Target
from awards.scoring import services
from awards.scoring.enums import TieKind
from awards.scoring.facts import TieFact
from awards.scoring.tie_rules import publish_tie_rule, set_tie_rule
from tests.awards.results.year import Year, make_year

Q, P, H = CriterionKind.QUANTITATIVE, CriterionKind.PASS_FAIL, CriterionKind.BY_HAND
NOT_GIVEN, NO_TARGET = "x", "-"

# Code, above, kind, most points, more; then of every unit: months with blanks between, or points by hand, or NOT_GIVEN.
ROWS = [
    ("I", "", "group", "40", {}, []),
    ("1.1", "I", Q, "5", {}, ["8 0", "5 5", "10 5", "20 0", NOT_GIVEN, "7 4"]),
    ("1.2", "I", Q, "10", {"accumulation": Accumulation.AVERAGE}, ["10 11 11", "10 10 11", "9 10 10", "1 2", "0", "7"]),
    ("1.3", "I", Q, "5", {"targets": NO_TARGET}, ["3", "7", "9", NOT_GIVEN, "0", "1"]),
    ("1.4", "I", Q, "5", {"deduction": "2.5"}, ["0", "1", "2", "3", "0", NOT_GIVEN]),
    ("1.5", "I", P, "5", {}, ["1 1", "1 0", "1", NOT_GIVEN, "1 1", "0"]),
    ("1.6", "I", H, "10", {}, ["9.25", "7.5", "10", "0", NOT_GIVEN, "3.33"]),
    ("II", "", "group", "30", {}, []),
    ("2.a", "II", "group", "20", {}, []),
    ("2.1", "2.a", "bands", "10", {"accumulation": Accumulation.AVERAGE, "steps": "90:10 80:8 70:4"}, [
        "90", "89.99", "80", "69.5", NOT_GIVEN, "100 60",
    ]),
    ("2.2", "2.a", "bands", "10", {"lower_is_better": True, "steps": "1:10 3:5"}, ["0", "1", "2", "3", "4", NOT_GIVEN]),
    ("2.3", "2.a", "bonus", "0", {"per_occurrence": "3"}, ["2", "1", "0", "4", "1", "3"]),
    ("2.4", "II", "ranked", "10", {"steps": "1:10 2:7.5 3:5"}, ["95", "97.5", "95", "90", NOT_GIVEN, "97.5"]),
    ("2.5", "II", "ranked", "0", {"lower_is_better": True, "steps": "1:0"}, ["1", "2", "3", "4", "5", "6"]),
    ("2.6", "II", "bonus", "0", {"per_occurrence": "-2.35"}, ["0", "3", "1", "9", "0.5", "1"]),
    ("2.7", "II", "gate", "0", {}, ["96", "94", "90", "95", "99", "100"]),
    ("III", "", "group", "6", {}, []),
    ("3.1", "III", "bonus", "0", {"per_occurrence": "3"}, ["3", "0", "2", "1", NOT_GIVEN, "1"]),
    ("3.2", "III", "bonus", "0", {"per_occurrence": "1.115"}, ["1", "0", "0", "5", "1", "2"]),
    ("3.3", "III", "bonus", "0", {"per_occurrence": "-4"}, ["1", "2", "0", "0", "1", "0"]),
]  # fmt: skip


def every_kind(*, rule: bool = True) -> Year:
    """Six units; the last two percents equal by adjustments are left to `equal_percents`."""
    year = make_year(units=6, terms=3, criteria=1, target=None)
    year.leaves[0].delete()
    year.group.delete()
    made: dict[str, Criterion] = {}
    for sort, (code, above, kind, most, more, _) in enumerate(ROWS, 1):
        fields = {key: value for key, value in more.items() if key not in ("targets", "steps")}
        made[code] = Criterion.objects.create(
            criteria_set=year.criteria_set, parent=made.get(above), code=code, name=f"=Tiêu chí {code}", kind=kind,
            max_points=most, measure="lượt", sort=sort, **{"accumulation": Accumulation.SUM, **fields},
        )  # fmt: skip
        for step in more.get("steps", "").split():
            threshold, points = step.split(":")
            CriterionStep.objects.create(criterion=made[code], threshold=threshold, points=points)
    year.leaves = [made[row[0]] for row in ROWS if row[2] != "group"]
    _enter(year, made)
    if rule:
        keys = [TieFact(TieKind.GROUP, "I"), TieFact(TieKind.PENALTY), TieFact(TieKind.FULL), TieFact(TieKind.BONUS)]
        publish_tie_rule(set_tie_rule(year.period, keys, by=year.officer, basis="Quy chế cụm"), by=year.officer)
    return year


def _enter(year: Year, made: dict[str, Criterion]) -> None:
    months: dict[tuple[int, int], dict[int, str]] = {}
    for code, _, kind, _, more, figures in ROWS:
        leaf = made[code]
        for number, told in enumerate(figures):
            unit = year.units[number]
            if told == NOT_GIVEN:
                Target.objects.create(criterion=leaf, unit=unit, is_assigned=False)
                continue
            if kind == H:
                HandScore.objects.create(
                    period=year.period, criterion=leaf, unit=unit, points=told, given_by=year.officer
                )
                continue
            if kind == Q and not {"targets", "deduction"} & set(more):
                Target.objects.create(criterion=leaf, unit=unit, value=10 + number % 2)
            for month, figure in enumerate(told.split()):
                months.setdefault((number, month), {})[leaf.pk] = figure
    for (number, month), figures in months.items():
        sheet = year.verified(number, year.terms[month], value="0")
        sheet.entries.all().delete()
        sheet.entries.bulk_create(
            ResultEntry(sheet=sheet, criterion_id=pk, value=Decimal(value), entered_by=year.officer)
            for pk, value in figures.items()
        )


def frozen(year: Year) -> ScoreBoard:
    """The board sealed although months are missing: what is measured here is what it says."""
    board = services.compute_board(year.period, year.cluster, by=year.officer)
    ScoreBoard.objects.filter(pk=board.pk).update(state="frozen", frozen_at=board.computed_at)
    return ScoreBoard.objects.get(pk=board.pk)


def equalise(year: Year, one: int, other: int) -> None:
    """Bring two units to the same total over the same applicable points by an adjustment."""
    board = services.compute_board(year.period, year.cluster, by=year.officer)
    rows = {row.unit_id: row for row in board.unit_scores.all()}
    first, second = rows[year.units[one].pk], rows[year.units[other].pk]
    assert first.applicable == second.applicable
    gap = (first.total - second.total).quantize(Decimal("0.01"))
    services.adjust(year.period, year.units[other], gap, by=year.officer, reason="Bằng nhau")
