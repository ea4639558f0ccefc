"""The reorganisation of 2025, walked once: two provinces become one, clusters form anew, the year is cut in two.

What was printed for 2023 before the day is printed after it byte for byte.
"""

from datetime import date, timedelta

import pytest

from awards.decisions.queries import award_history
from awards.models import AwardRecord
from awards.nominations.facts import fact_book
from awards.reports.registry import Nothing, Scope, reports
from awards.reports.services import make, order
from awards.years import cutting
from awards.years import services as years
from awards.years.enums import PeriodState
from tests.factories import ClusterFactory, PeriodFactory, PersonFactory, UnitFactory, UserFactory, grant, join_cluster
from tests.factories.decisions import province, scored_cluster, signed
from tests.kept import kept
from units.accounts.enums import Role
from units.clusters import services as clusters
from units.models import Person, Posting, Unit
from units.people import services as people
from units.structure import reorganise, services

pytestmark = pytest.mark.django_db
DAY = date(2025, 7, 1)
EVE = DAY - timedelta(days=1)
LONG_AGO = date(2015, 1, 1)


def printed(period, unit) -> dict[str, bytes]:
    """Every paper of a year that there is something for, in every format, as it would be printed today."""
    period, unit = type(period).objects.get(pk=period.pk), Unit.objects.get(pk=unit.pk)
    found = {}
    for name, report in reports().items():
        scope = Scope(period, unit)
        if report.about and not report.subjects(scope):
            continue
        for format in report.formats:
            try:
                found[f"{name}.{format}"] = make(order(report, scope, format=format)).content
            except Nothing:  # nobody is late any more: no letter
                continue
    return found


@kept
def world():
    """A province with its year 2023 on paper, a neighbour, and who looks after both."""
    w = province()
    w.unit.cluster = scored_cluster(w)
    w.chief = UserFactory(role=Role.OFFICER, over=w.above)
    grant(w.chief, Role.ADMINISTRATOR, w.above)
    w.neighbour = UnitFactory(
        code="TG", parent=w.above, kind=w.unit.kind, name="Bộ đội Biên phòng tỉnh Tiền Thử",
        short_name="BĐBP tỉnh Tiền Thử", is_reporting=False,
    )  # fmt: skip
    w.theirs = [UnitFactory(parent=w.neighbour, sort=number) for number in (1, 2)]
    w.own_cluster = ClusterFactory(organiser=w.above, name="Cụm thi đua số 5")
    join_cluster(w.own_cluster, w.unit, w.neighbour)
    for unit in w.theirs:
        person = PersonFactory(unit=unit)
        Posting.objects.create(person=person, unit=unit, position=person.position, valid_from=LONG_AGO)
    return w


def reorganise_all(w):
    """The acts of the summer of 2025, in the order in which they came."""
    act = reorganise.merge_units(
        [w.unit, w.neighbour], by=w.chief, code="TN", name="Ban Chỉ huy Bộ đội Biên phòng tỉnh Tây Thử",
        short_name="BCH BĐBP tỉnh Tây Thử", from_day=DAY, basis="QĐ 2258/QĐ-BQP", reason="Sắp xếp đơn vị hành chính",
        clusters=[w.own_cluster], carry_roles=True, place="Tây Thử",
    )  # fmt: skip
    heir = Unit.objects.get(code="TN")
    posts = [Unit.objects.get(pk=unit.pk) for unit in (*w.units, *w.theirs)]
    services.rename_unit(
        posts[0], by=w.chief, name="Đồn Biên phòng Mới", short_name="Đồn BP Mới", from_day=DAY, basis="QĐ 1"
    )
    services.load_kinds()
    services.reclass_unit(
        heir, by=w.chief, kind="ban-chi-huy", authority=w.above, from_day=date(2025, 8, 1), basis="QĐ 3"
    )
    services.move_unit(posts[1], by=w.chief, parent=posts[0], from_day=date(2025, 8, 1), basis="QĐ 4")
    clusters.create_cluster(
        by=w.chief, code="TN-C1", name="Cụm Tây Thử", organiser=heir, members=[posts[0], *posts[2:]], from_day=DAY
    )
    mover = Person.objects.filter(unit=posts[2]).first()
    if mover is not None:
        people.transfer(mover, by=w.chief, unit=posts[3], position="Phó", from_day=date(2025, 9, 1))
    return act, heir, posts


def test_papers_of_2023_are_printed_byte_for_byte_after_the_reorganisation(world):
    signed(world)
    before = printed(world.period, world.unit)
    assert printed(world.period, world.unit) == before, "printing twice gives the same"
    assert len(before) > 8
    reorganise_all(world)
    after = printed(world.period, world.unit)
    assert list(after) == list(before)
    assert [name for name in before if before[name] != after[name]] == []


def test_units_and_clusters_are_what_they_were_on_each_day(world):
    act, heir, posts = reorganise_all(world)
    old = Unit.objects.get(pk=world.unit.pk)
    assert (old.closed_on, old.name_on(EVE)) == (EVE, "Bộ đội Biên phòng tỉnh Long Thử")
    assert (posts[0].parent_on(EVE), posts[0].parent_on(DAY)) == (old, heir)
    assert posts[0].name_on(EVE) != posts[0].name_on(DAY) == "Đồn Biên phòng Mới"
    assert (str(heir.kind_on(DAY)), heir.authority_on(date(2025, 8, 1))) == (str(old.kind), world.above)
    assert list(world.own_cluster.members_on(EVE)) == [old, world.neighbour]
    assert list(world.own_cluster.members_on(DAY)) == [heir]
    assert act.lines.count() == 2


def test_a_running_year_ends_with_its_province_and_the_rest_is_a_year_of_its_own(world):
    """The old year keeps the units of its province; from the day on the new province runs the stub."""
    running = PeriodFactory(
        unit=world.unit, year=2025, starts_on=date(2024, 12, 1), ends_on=date(2025, 11, 30), state=PeriodState.OPEN
    )
    before = list(running.reporting_units())
    _, heir, posts = reorganise_all(world)
    running.refresh_from_db()
    assert list(running.reporting_units()) == before == world.units
    cut = cutting.cut_period(running, by=world.chief, ends_on=EVE, reason="Sáp nhập từ 01/7/2025")
    running.refresh_from_db()
    assert list(running.reporting_units()) == before
    assert cutting.what_rests_on(cut) == []
    stub = years.open_period(
        by=world.chief, unit=heir, year=2025, starts_on=DAY, ends_on=date(2025, 11, 30), slogan="Đợt sau sáp nhập"
    )
    assert [term.month for term in stub.terms.all()] == [date(2025, month, 1) for month in range(7, 12)]
    assert set(stub.reporting_units()) == set(posts)
    assert cutting.what_rests_on(cut) == [f"Đã mở năm thi đua 2025 của {heir} (01/07/2025 – 30/11/2025)."]


def test_the_preview_counts_what_stays_with_every_unit_that_ends(world):
    for unit in (world.unit, world.neighbour):
        PeriodFactory(unit=unit, year=2025, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    PeriodFactory(unit=world.unit, year=2024, starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31))
    draft = reorganise.attempt(
        "", reorganise.merge_units, [world.unit, world.neighbour], by=world.chief, code="TN", name="Tây Thử",
        short_name="Tây Thử", from_day=DAY, basis="QĐ 2258/QĐ-BQP",
    )  # fmt: skip
    assert "4 năm thi đua" in draft.stays  # 2023 and 2024 of the one, 2025 of both
    assert sum("năm thi đua 2025 chạy đến hết ngày 31/12/2025; cắt năm" in told for told in draft.open) == 2
    assert sum("năm thi đua 2024 hết ngày 31/12/2024, chưa khóa; làm tiếp" in told for told in draft.open) == 1
    assert (draft.act, Unit.objects.filter(code="TN").exists()) == (None, False)


def test_the_merger_is_not_taken_back_once_years_and_acts_rest_on_it(world):
    act, heir, _ = reorganise_all(world)
    years.open_period(by=world.chief, unit=heir, year=2025, starts_on=DAY, ends_on=date(2025, 11, 30))
    reasons = reorganise.what_rests_on(act)
    assert "Đơn vị mới đã có 1 năm thi đua." in reasons
    assert "Đơn vị mới đã có 1 cụm thi đua." in reasons
    assert any(reason.startswith("Có việc làm sau: BCH") or "cấp quyết định" in reason for reason in reasons)


# --- awards in a row ------------------------------------------------------------------------------------------------


def test_titles_in_a_row_go_on_only_where_an_officer_has_confirmed(world):
    """A collective title of the old posts counts for the new one once, and only once, the line is confirmed."""
    posts = world.units[:2]
    line = world.period.nomination_lists.get().lines.filter(unit__isnull=False).select_related("award").first()
    for unit, year in ((posts[0], 2021), (posts[0], 2022), (posts[1], 2020)):
        AwardRecord.objects.create(
            award=line.award, unit=unit, year=year, decision_text="QĐ", decided_on=date(year, 12, 1)
        )
    act = reorganise.merge_units(
        posts, by=world.officer, code="LT-10", name="Đồn Biên phòng Gộp", short_name="Đồn Gộp",
        from_day=date(2024, 7, 1), basis="QĐ 5",
    )  # fmt: skip
    line.unit = Unit.objects.get(code="LT-10")

    def known():
        years = fact_book(world.period.nomination_lists.get(), [line]).of(line).title_years
        return sorted(years.get(line.award.code, ()))

    assert known() == []
    first, second = act.lines.order_by("predecessor")
    reorganise.confirm_line(first, by=world.officer, reason="Giữ nguyên địa bàn, quân số")
    assert known() == [2021, 2022]
    history = award_history(world.officer, unit=line.unit)
    assert (history.before, history.total) == ([posts[0]], 0)
    given = [cell for _, cells in history.rows for cell in cells if cell.records]
    assert [(cell.year, cell.words.endswith(f", {posts[0]}")) for cell in given] == [(2021, True), (2022, True)]
    reorganise.confirm_line(second, by=world.officer, reason="Cùng nhiệm vụ")
    assert known() == [2020, 2021, 2022]
    reorganise.withdraw_line(first, by=world.officer, reason="Ghi nhầm")
    assert known() == [2020]
