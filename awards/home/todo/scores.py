"""Work on scores: points by hand, boards to freeze."""

from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode

from awards.criteria.enums import CriterionKind
from awards.criteria.models import Criterion, Target
from awards.home.todo.desk import AHEAD, Desk, Waiting, due_of, lower_first
from awards.scoring.models import HandScore
from awards.scoring.queries import ClusterRow, cluster_rows
from awards.years.enums import Step
from awards.years.models import EmulationPeriod
from thidua import clock
from units.models import User


def clusters_to_score(desk: Desk) -> list[Waiting]:
    """Points by hand that are missing; after the year, boards to freeze, and the conference that recognises them."""
    items = []
    for period in desk.ranked_years:
        due = due_of(period, Step.CLUSTERS)
        if due is None:
            continue
        over = clock.today() > period.ends_on
        offices = period.unit_id in desk.offices
        for row in cluster_rows(period, desk.user):
            leads = row.cluster.pk in desk.led
            if leads or (offices and (over or due < clock.now() + AHEAD)):
                found = _cluster(desk.user, row, period, due, over=over)
                items += [replace(item, phase=(period.pk, Step.CLUSTERS)) for item in found]
    return items


def _cluster(user: User, row: ClusterRow, period: EmulationPeriod, due: datetime, *, over: bool) -> list[Waiting]:
    cluster = row.cluster
    missing = row.hand - row.hand_done
    if missing > 0:
        missing -= _own_missing(user, row, period)  # nobody scores the own unit: that is somebody else's work
    if missing > 0:
        url = f"{reverse('awards:scoring.hand_scores', args=[cluster.code])}?{urlencode({'nam': period.year})}"
        return [
            Waiting(
                f"Chấm trực tiếp {missing} ô của {lower_first(cluster.name)}", "pencil", url, "Chấm",
                f"Đã chấm {row.hand_done}/{row.hand} ô", due,
            )
        ]  # fmt: skip
    unfinished = row.months_done < row.months or row.hand_done < row.hand
    if not over or unfinished or (row.board is not None and row.board.is_final):
        return []
    url = f"{reverse('awards:scoring.cluster_board', args=[cluster.code])}?{urlencode({'nam': period.year})}"
    return [
        Waiting(
            f"Tính và chốt bảng điểm {lower_first(cluster.name)}", "lock", url, "Xem bảng điểm",
            "Kết quả đã xác minh đủ", due,
        )
    ]  # fmt: skip


def _own_missing(user: User, row: ClusterRow, period: EmulationPeriod) -> int:
    """Cells by hand still empty at the unit the user works in."""
    own = [unit for unit in row.members if user.belongs_to(unit)]
    if not own:
        return 0
    by_hand = Criterion.objects.filter(criteria_set__period=period, kind=CriterionKind.BY_HAND)
    free = Target.objects.filter(criterion__in=by_hand, unit__in=own, is_assigned=False).count()
    given = HandScore.objects.filter(period=period, unit__in=own).count()
    return by_hand.count() * len(own) - free - given
