"""A cluster with a criterion of every kind, so that nothing the scorer can do is left out of its papers."""

from decimal import Decimal

from django.db.models import F

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


# The figures of each unit; three more have those of the first: `every_kind` tells what else they have.
FIGURES_OF = (0, 1, 2, 3, 4, 5, 0, 0, 0)


def every_kind(*, rule: bool = True) -> Year:
    """Nine units. The first and the last three have the same percent: the seventh by a bonus and a penalty of 1, the
    ninth by a point by hand less and a bonus of 1; the eighth is the first again. By the rule they come first, eighth
    (shared), seventh, ninth.
    """
    year = make_year(units=len(FIGURES_OF), terms=3, criteria=1, target=None)
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
    for number, points in ((6, 1), (6, -1), (8, 1)):
        services.adjust(year.period, year.units[number], points, by=year.officer, reason="Bằng nhau")
    less = HandScore.objects.filter(unit=year.units[8], criterion=made["1.6"])
    less.update(points=F("points") - 1)
    if rule:
        keys = [TieFact(TieKind.GROUP, "I"), TieFact(TieKind.PENALTY), TieFact(TieKind.FULL), TieFact(TieKind.BONUS)]
        publish_tie_rule(set_tie_rule(year.period, keys, by=year.officer, basis="Quy chế cụm"), by=year.officer)
    return year


def _enter(year: Year, made: dict[str, Criterion]) -> None:
    months: dict[tuple[int, int], dict[int, str]] = {}
    for code, _, kind, _, more, figures in ROWS:
        leaf = made[code]
        for number, of in enumerate(FIGURES_OF if figures else ()):
            unit, told = year.units[number], figures[of]
            if told == NOT_GIVEN:
                Target.objects.create(criterion=leaf, unit=unit, is_assigned=False)
                continue
            if kind == H:
                HandScore.objects.create(
                    period=year.period, criterion=leaf, unit=unit, points=told, given_by=year.officer
                )
                continue
            if kind == Q and not {"targets", "deduction"} & set(more):
                Target.objects.create(criterion=leaf, unit=unit, value=10 + of % 2)
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
