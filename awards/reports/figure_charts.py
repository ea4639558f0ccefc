"""Drawings of the page of figures: the same numbers as its tables."""

from awards.reports.year_figures import COLLECTIVE, WAY, YearFigures
from thidua.charts import Chart, stacked_columns
from units.people.enums import ObjectGroup

SHORT = {
    COLLECTIVE: "Tập thể",
    ObjectGroup.OFFICER.value: "Sĩ quan",
    ObjectGroup.PROFESSIONAL.value: "QNCN",
    ObjectGroup.SOLDIER.value: "HSQ, BS",
    ObjectGroup.CIVILIAN.value: "CN, VC",
}
MOST = 4  # series one drawing has shades for; the largest are drawn, the table has all


def figure_charts(told: YearFigures) -> list[Chart]:
    """By object group, and over the years where the history knows several."""
    if not told.lines:
        return []
    counts = {award: sum(line.award_id == award.pk for line in told.lines) for award in told.awards()}
    largest = sorted(counts, key=lambda award: -counts[award])[:MOST]
    drawn = [award for award in told.awards() if award in largest]
    groups = told.by(WAY["doi-tuong"])
    found = [
        stacked_columns(
            "Số được khen theo nhóm đối tượng",
            [SHORT.get(row.value, row.label) for row in groups],
            [(award.short_name, [row.counts[award.pk] for row in groups]) for award in drawn],
            finding=_most(groups),
        )
    ]
    if len(told.history) > 1:
        years = list(told.history)
        found.append(
            stacked_columns(
                "Số được khen theo năm",
                [str(year) for year in years],
                [(award.short_name, [told.history[year][award.pk] for year in years]) for award in drawn],
                current=len(years) - 1,
            )
        )
    return found


def _most(groups) -> str:
    first = max(groups, key=lambda row: row.total)
    return f"Nhiều nhất: {first.label.lower()}, {first.total} lượt."
