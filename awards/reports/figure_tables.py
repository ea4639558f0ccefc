"""Tables and drawings of the year's figures: the same for the report, the workbook and the one-pager (rules §11.3)."""

from collections.abc import Iterable
from fractions import Fraction

from awards.catalogue.models import Award
from awards.reports.registered import STAGES, UnitRow
from awards.reports.year_figures import WAY, Change, YearFigures
from thidua.documents import SUM, Annex, BarChart, Block, Column, GroupRow, Series, Table, TotalRow


def annexes(told: YearFigures) -> list[Annex]:
    """Against the year before and by every way of counting; nothing while nobody is commended."""
    if not told.lines:
        return []
    year = told.period.year
    found = [
        Annex(
            f"Khen thưởng năm {year} theo đối tượng, loại hình",
            [ways_table(told)],
            landscape=False,
            reference="",
            sheet="Đối tượng, loại hình",
        )
    ]
    if told.before is not None:
        blocks: list[Block] = [changes_table(told)]
        if chart := years_chart(told):
            blocks.append(chart)
        title = f"Khen thưởng năm {year} so với năm {year - 1}"
        found.insert(0, Annex(title, blocks, landscape=False, reference="", sheet="So với năm trước"))
    return found


def changes_table(told: YearFigures) -> Table:
    """Every title: last year, this year, more or less, in per cent; this year alone where nothing else is known."""
    year = told.period.year
    rows = told.changes()
    if told.before is None:
        return Table(
            [Column.index(), Column("title", "Danh hiệu, hình thức", width=40), Column("now", f"Năm {year}", "int")],
            [(award.short_name, change.now) for award, change in rows],
            totals=[TotalRow("Cộng", {"now": SUM})],
        )
    return Table(
        columns=[
            Column.index(),
            Column("title", "Danh hiệu, hình thức", width=26),
            Column("was", f"Năm {year - 1}", "int"),
            Column("now", f"Năm {year}", "int"),
            Column("difference", "Tăng, giảm", "int"),
            Column("ratio", "Tăng, giảm", "percent", unit="%"),
        ],
        rows=[
            {
                "title": award.short_name,
                "was": change.was,
                "now": change.now,
                "difference": change.difference,
                "ratio": change.ratio if change.ratio is not None else "–",
            }
            for award, change in rows
        ],
        totals=[_sums([change for _, change in rows])],
        sheet="So với năm trước",
    )


def _sums(changes: list[Change]) -> TotalRow:
    was, now = sum(one.was or 0 for one in changes), sum(one.now for one in changes)
    ratio = Fraction(now - was, was) if was else "–"
    return TotalRow("Cộng", {"was": SUM, "now": SUM, "difference": now - was, "ratio": ratio})


def ways_table(told: YearFigures) -> Table:
    """Titles across; object groups, types of commendation and what is counted besides, one below the other."""
    awards = told.awards()
    rows: list = []
    for code in ("doi-tuong", "loai", "khac"):
        way = WAY[code]
        rows.append(GroupRow(way.title))
        rows += [
            {"label": row.label, **{_key(one): row.counts[one.pk] or None for one in awards}, "all": row.total}
            for row in told.by(way)
        ]
    whole = {_key(one): sum(line.award_id == one.pk for line in told.lines) for one in awards}
    return Table(
        columns=[
            Column("label", "Nội dung", width=28),
            *(Column(_key(one), one.short_name, "int") for one in awards),
            Column("all", "Cộng", "int"),
        ],
        rows=rows,
        totals=[TotalRow("Tất cả", {**whole, "all": len(told.lines)})],
        sheet="Đối tượng, loại hình",
    )


def _key(award: Award) -> str:
    return f"a{award.pk}"


def years_chart(told: YearFigures) -> BarChart | None:
    """Titles of the years the history knows, beside each other; None for one year alone."""
    if len(told.history) < 2:
        return None
    rows = told.changes()
    return BarChart(
        f"Số được khen theo năm, {min(told.history)}–{max(told.history)}",
        [award.short_name for award, _ in rows],
        [Series(f"Năm {year}", [held[award.pk] for award, _ in rows]) for year, held in told.history.items()],
        unit="lượt",
        sheet="Nhiều năm",
    )


def registered_table(rows: Iterable[UnitRow]) -> Table | None:
    """Titles over all units: put down in spring, put forward, passed, decided; None when nobody registered."""
    sums: dict[Award, list[int]] = {}
    for row in rows:
        for title in row.titles:
            held = sums.setdefault(title.award, [0] * len(STAGES))
            sums[title.award] = [had + getattr(title, name) for had, name in zip(held, STAGES, strict=True)]
    if not any(counts[0] for counts in sums.values()):
        return None
    ordered = sorted(sums, key=lambda award: (award.sort, award.code))
    return Table(
        columns=[
            Column.index(),
            Column("title", "Danh hiệu, hình thức", width=26),
            *(Column(name, words, "int") for name, words in zip(STAGES, STAGE_WORDS, strict=True)),
            Column("share", "Đạt so với đăng ký", "percent"),
        ],
        rows=[
            {
                "title": award.short_name,
                **dict(zip(STAGES, sums[award], strict=True)),
                "share": Fraction(sums[award][2], sums[award][0]) if sums[award][0] else "–",
            }
            for award in ordered
        ],
        sheet="Đăng ký và kết quả",
    )


STAGE_WORDS = ("Đăng ký", "Đề nghị", "Đạt", "Có quyết định")
