"""Scoring and ranking of 60 clusters of 8 units under the published table of 176 leaves (goal T8: 2 seconds).

    python tests/bench/scoring.py [--clusters 60] [--units 8] [--months 3] [--rounds 3] [--sqlite]

On a PostgreSQL of its own (tests/postgres.py), or with --sqlite in a file. Every criterion has a figure every month or
points by hand. `first` writes all lines, `again` finds that nothing changed, `moved` follows a month that one unit of
each cluster got back; `one cluster` is what one verification costs. Of `again` the parts: reading the facts, formulas
and places, comparing with what is stored.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402

GOAL = 2


def out(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def seed(clusters: int, units: int, months: int):
    """One province with everything entered; returns its year and the clusters."""
    from datetime import date

    from django.core.management import call_command

    from awards.criteria.enums import CriterionKind
    from awards.criteria.services import new_table_1000
    from awards.models import HandScore, ResultEntry, ResultSheet, Target
    from awards.results.enums import SheetState
    from tests.awards.results.year import months as month_list
    from tests.factories import ClusterFactory, PeriodFactory, TermFactory, UnitFactory, UserFactory, join_cluster
    from units.accounts.enums import Role

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    province = UnitFactory(code="LA", is_reporting=False)
    officer = UserFactory(role=Role.OFFICER, over=province)
    period = PeriodFactory(unit=province)
    table = new_table_1000(period, officer)
    type(table).objects.update(state="locked")
    leaves = [leaf for leaf in table.criteria.all() if leaf.kind != CriterionKind.GROUP]
    terms = [TermFactory(period=period, month=month) for month in month_list(date(2022, 10, 1), months)]
    made = []
    for number in range(clusters):
        cluster = ClusterFactory(code=f"C{number:02d}", organiser=province)
        members = [UnitFactory(code=f"U{number:02d}{n}", parent=province, sort=n) for n in range(units)]
        join_cluster(cluster, *members)
        made.append((cluster, members))
    everybody = [unit for _, members in made for unit in members]
    by_hand = [leaf for leaf in leaves if leaf.kind == CriterionKind.BY_HAND]
    entered = [leaf for leaf in leaves if leaf.kind != CriterionKind.BY_HAND]
    Target.objects.bulk_create(
        (
            Target(criterion=leaf, unit=unit, value=10 * months)
            for leaf in entered
            if leaf.kind == CriterionKind.QUANTITATIVE
            for unit in everybody
        ),
        batch_size=2000,
    )
    HandScore.objects.bulk_create(
        (
            HandScore(
                period=period, criterion=leaf, unit=unit, given_by=officer, reason="Nền nếp",
                points=leaf.max_points * ((n + leaf.pk) % 10 + 1) / 10,
            )
            for leaf in by_hand
            for n, unit in enumerate(everybody)
        ),
        batch_size=2000,
    )  # fmt: skip
    sheets = ResultSheet.objects.bulk_create(
        [ResultSheet(term=term, unit=unit, state=SheetState.VERIFIED) for term in terms for unit in everybody]
    )
    ResultEntry.objects.bulk_create(
        (
            ResultEntry(
                sheet=sheet, criterion=leaf, entered_by=officer,
                value=1 if leaf.kind == CriterionKind.PASS_FAIL else 7 + (sheet.unit_id * 7 + leaf.pk) % 9,
            )
            for sheet in sheets
            for leaf in entered
        ),
        batch_size=2000,
    )  # fmt: skip
    return period, [cluster for cluster, _ in made], everybody


def timed(act) -> tuple:
    """Seconds by the clock and by this process's own work, which a busy machine does not stretch as much."""
    begin, worked = time.perf_counter(), time.process_time()
    result = act()
    return (time.perf_counter() - begin, time.process_time() - worked), result


def told(*times: tuple) -> str:
    """`1.20 s (0.90 s of work)`: medians."""
    wall, work = (statistics.median(column) for column in zip(*times, strict=True))
    return f"{wall:6.2f} s ({work:.2f} s of work)"


def measure(period, clusters, units, rounds: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from awards.models import CriterionScore, ResultEntry, ScoreBoard
    from awards.scoring.cluster_facts import facts_of_many
    from awards.scoring.recompute import recompute, scores_of

    ScoreBoard.objects.bulk_create([ScoreBoard(period=period, cluster=cluster) for cluster in clusters])
    first, _ = timed(lambda: recompute(period, units))
    lines = CriterionScore.objects.count()
    again, read, formulas, moved, one = [], [], [], [], []
    some = units[:: max(len(units) // len(clusters), 1)]
    for number in range(rounds):
        again.append(timed(lambda: recompute(period, units))[0])
        seconds, facts = timed(lambda: list(facts_of_many(period, clusters)))
        read.append(seconds)
        formulas.append(timed(lambda facts=facts: [scores_of(one, alone) for alone in [{}] for _, one in facts])[0])
        ResultEntry.objects.filter(sheet__unit__in=some, criterion__kind="quantitative").update(value=20 + number)
        moved.append(timed(lambda: recompute(period, units))[0])
        one.append(timed(lambda: recompute(period, units[:1]))[0])
    with CaptureQueriesContext(connection) as asked:
        recompute(period, units)
    out(f"{connection.vendor}: {len(clusters)} clusters, {len(units)} units, {lines} lines, {len(asked)} queries")
    out(f"  first        {told(first)}, all lines written")
    out(f"  again        {told(*again)}, goal {GOAL} s")
    out(f"    facts      {told(*read)}")
    out(f"    formulas   {told(*formulas)}")
    out(f"  moved        {told(*moved)}, one unit of each cluster changed")
    out(f"  one cluster  {told(*one)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clusters", type=int, default=60)
    parser.add_argument("--units", type=int, default=8)
    parser.add_argument("--months", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sqlite", action="store_true")
    options = parser.parse_args()

    def run() -> None:
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thidua.settings")
        django.setup()
        measure(*seed(options.clusters, options.units, options.months), options.rounds)

    if options.sqlite:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["THIDUA_VAR"] = folder
            os.environ.pop("DATABASE_URL", None)
            run()
        return
    with postgres.cluster() as url:
        os.environ["DATABASE_URL"] = url
        run()


if __name__ == "__main__":
    main()
