"""A quota shared out to units, and the published order: what is done, what is refused, what stays."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from awards.catalogue.enums import QuotaBase
from awards.models import AwardInYear, Notification, PreferenceOrder, QuotaDistribution, Suggestion
from awards.nominations import services
from awards.nominations.board import quota_board
from awards.nominations.distributing import distribute
from awards.nominations.enums import Chance
from awards.nominations.ordering import publish_order
from awards.nominations.ranking import order_of
from awards.nominations.sharing import shared, units_to_share
from awards.nominations.what_if import effects, try_lines
from tests.factories.nominations import nomination_year
from tests.kept import kept
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.audit.models import AuditEvent
from units.people.enums import Grade, Sex

pytestmark = pytest.mark.django_db
DAY = date(2023, 9, 1)
KEYS = ("unit_votes", "grade")


def small_year():
    """Two posts; the quota of CSTT is given as a number of five, that of CSTDCS of two."""
    return nomination_year(
        titles=[{"award": "DVTT"}, {"award": "CSTDCS", "yearly_number": 2}, {"award": "CSTT", "yearly_number": 5}]
    )


year = kept(small_year)


def parts(year, first: int, second: int, chiefs: int | None = None) -> dict:
    one, two = year.units
    return {one.pk: (first, chiefs), two.pk: (second, chiefs)}


def share(year, code: str = "CSTT", first: int = 3, second: int = 1, *, by=None, **facts) -> QuotaDistribution:
    return distribute(year.listing, year.awards[code], parts(year, first, second), by=by or year.officer, **facts)


def balance_of(year, code: str = "CSTT") -> dict:
    board = quota_board(year.listing)
    row = next(row for row in board if row.award.code == code)
    found = shared(year.listing, board, row)
    return {"reserve": found.reserve, **{one.unit.pk: one for one in found.balances}}


# Sharing out ----------------------------------------------------------------------------------------------------------


def test_parts_their_balance_and_what_is_kept_back(year):
    made = share(year)
    year.nominate("CSTT", year.person(0))
    year.nominate("CSTT", year.person(1))
    year.nominate("CSTT", year.person(1))
    one, two = year.units
    found = balance_of(year)
    assert (made.number, made.quota, found["reserve"]) == (1, 5, 1)
    assert (found[one.pk].left, found[one.pk].over) == (2, 0)
    assert (found[two.pk].left, found[two.pk].over) == (0, 1)
    assert sum(b.meter.used for pk, b in found.items() if pk != "reserve") == 3


def test_units_are_told_and_the_act_is_on_record(year):
    share(year)
    clerk = year.clerks[0]
    told = Notification.objects.get(user=clerk)
    assert told.text == "Chỉ tiêu Chiến sĩ tiên tiến năm 2023: 3."
    assert told.link.startswith("/awards/nominations/quota/?nam=2023")
    act = AuditEvent.objects.get(action="nomination_list.distribute")
    assert act.changes["shares"][1] == f"{year.units[0]} 3; {year.units[1]} 1"


def test_the_same_again_changes_nothing(year):
    first = share(year)
    assert share(year) == first
    assert QuotaDistribution.objects.count() == 1
    assert AuditEvent.objects.filter(action="nomination_list.distribute").count() == 1


def test_sharing_again_is_a_new_row_with_its_reason(year):
    first = share(year)
    with pytest.raises(RuleViolation, match="lý do") as refused:
        share(year, second=2, seen=1)
    assert refused.value.field == "reason"
    again = share(year, second=2, seen=1, reason="Tăng quân số")
    assert (again.number, QuotaDistribution.objects.in_force().get()) == (2, again)
    assert [s.number for s in first.shares.all()] == [3, 1]


def test_a_newer_sharing_is_not_written_over(year):
    share(year)
    share(year, second=2, seen=1, reason="Lần hai")
    with pytest.raises(StateConflict, match="vừa phân bổ lại"):
        share(year, first=1, seen=1, reason="Từ trang cũ")


def test_never_more_than_the_quota(year):
    with pytest.raises(RuleViolation) as refused:
        share(year, first=4, second=2)
    assert refused.value.reasons == ["Đã chia 6, vượt chỉ tiêu 5 là 1."]
    assert not QuotaDistribution.objects.exists()


def test_holders_of_the_higher_title_fit_into_the_part_of_the_lower(year):
    """Thông tư 151/2018/TT-BQP, Điều 12: who holds CSTĐ counts within the cap of CSTT, so in every unit too."""
    share(year, first=1, second=4)
    with pytest.raises(RuleViolation) as refused:
        share(year, "CSTDCS", first=2, second=0)
    assert "Chiến sĩ thi đua 2, quá Chiến sĩ tiên tiến 1" in refused.value.reasons[0]
    share(year, "CSTDCS", first=1, second=1)
    with pytest.raises(RuleViolation, match="Số chia chưa khớp"):
        share(year, first=0, second=5, seen=1, reason="Dồn cho một đơn vị")


def test_people_of_both_titles_take_one_place_of_their_unit(year):
    share(year)
    fighter = year.person(0, grade=Grade.EXCELLENT)
    year.nominate("CSTDCS", fighter)
    year.nominate("CSTT", year.person(0))
    found = balance_of(year)[year.units[0].pk]
    assert (found.meter.used, found.meter.also, found.left) == (1, 1, 1)


def test_who_may_not_share(year):
    with pytest.raises(Forbidden):
        share(year, by=year.clerks[0])


def test_nothing_is_shared_once_the_list_is_locked(year):
    services.lock_list(year.listing, by=year.officer)
    with pytest.raises(StateConflict, match="đã khóa"):
        share(year)


def test_no_quota_no_parts(year):
    with pytest.raises(RuleViolation, match="chưa có chỉ tiêu"):
        share(year, "DVTT")


def test_a_unit_of_another_command_gets_nothing(year):
    other = small_year_elsewhere()
    with pytest.raises(RuleViolation, match="không thuộc"):
        distribute(year.listing, year.awards["CSTT"], {other.pk: (1, None)}, by=year.officer)


def small_year_elsewhere():
    from tests.factories.units import UnitFactory

    return UnitFactory(code="XA")


def test_a_title_that_was_shared_out_stays_on_the_list(year):
    share(year)
    specs = [{"award": year.awards["DVTT"]}, {"award": year.awards["CSTDCS"], "yearly_number": 2}]
    with pytest.raises(RuleViolation, match="đã phân bổ"):
        services.edit_list(year.listing, by=year.officer, due_at=year.listing.due_at, awards=specs)


def test_a_quota_that_shrinks_is_told(year):
    share(year)
    specs = [services.spec_of(row) for row in year.listing.awards.select_related("award")]
    specs[-1]["yearly_number"] = 3
    services.edit_list(year.listing, by=year.officer, due_at=year.listing.due_at, awards=specs)
    assert balance_of(year)["reserve"] == -1


# Those who command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def capped(year):
    """At most 40 % of the quota of CSTT for those who command: two of five."""
    AwardInYear.objects.filter(award__code="CSTT").update(commander_percent=Decimal(40), commander_text="40%")
    return year


def test_those_who_command_are_counted_apart_inside(capped):
    capped.nominate("CSTT", capped.person(0, is_commander=True))
    capped.nominate("CSTT", capped.person(0))
    row = next(row for row in quota_board(capped.listing) if row.award.code == "CSTT")
    assert (row.commanders.used, row.commanders.quota, row.meter.used) == (1, 2, 2)


def test_parts_of_those_who_command(capped):
    with pytest.raises(RuleViolation) as refused:
        distribute(capped.listing, capped.awards["CSTT"], parts(capped, 3, 2, 2), by=capped.officer)
    assert refused.value.reasons == ["Cán bộ chủ trì: đã chia 4, vượt chỉ tiêu riêng 2 là 2."]
    one, two = capped.units
    with pytest.raises(RuleViolation) as refused:
        distribute(capped.listing, capped.awards["CSTT"], {one.pk: (1, 2)}, by=capped.officer)
    assert refused.value.field == f"c{one.pk}"
    made = distribute(capped.listing, capped.awards["CSTT"], {one.pk: (3, 1), two.pk: (2, None)}, by=capped.officer)
    assert [(s.number, s.commanders) for s in made.shares.all()] == [(3, 1), (2, 0)]


# Eligible collectives -------------------------------------------------------------------------------------------------


def test_a_cap_on_the_collectives_that_are_eligible(year):
    """The base counts those put forward and fit, and those found fit whom nobody put forward; cut down."""
    AwardInYear.objects.filter(award__code="DVTT").update(
        percent=Decimal(40), percent_base=QuotaBase.ELIGIBLE_COLLECTIVES
    )
    for number in range(4):
        Suggestion.objects.create(
            nomination_list=year.listing, award=year.awards["DVTT"], unit_number=900 + number, subject_name="Đội",
            home_name="Đồn", home_path="/", sort_key="x", search_key="x",
            group=Chance.READY if number < 3 else Chance.FAR,
        )  # fmt: skip
    row = next(row for row in quota_board(year.listing) if row.award.code == "DVTT")
    assert row.meter.quota == 1  # 40 % of three


# The published order --------------------------------------------------------------------------------------------------


def publish(year, codes=KEYS, *, by=None, day: date = DAY, **facts) -> PreferenceOrder:
    words = {"basis": "Quy chế, Điều 9", "reason": "Công bố", **facts}
    return publish_order(year.province, codes, by=by or year.officer, valid_from=day, **words)


def test_an_order_is_dated_and_keeps_its_words(year):
    first = publish(year)
    second = publish(year, ("grade",), day=DAY + timedelta(days=100))
    first.refresh_from_db()
    assert first.valid_to == DAY + timedelta(days=99)
    assert order_of(year.listing) == first  # the list is due in October
    assert [key.legal_basis for key in second.keys.all()] == [
        "Quyết định 86/2025/QĐ-UBND tỉnh Bắc Ninh, Điều 7 (vận dụng)"
    ]


def test_publishing_twice_leaves_one(year):
    assert publish(year) == publish(year)
    assert PreferenceOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("codes", "field", "words"),
    [
        ((), "key1", "ít nhất một"),
        (("grade", "grade"), "key2", "hai lần"),
        (("moon",), "key1", "Không có"),
        # Nghị định 152/2025/NĐ-CP, khoản 6 Điều 4 is in force from 01/07/2025, Luật 2022 from 01/01/2024.
        (("grade", "women"), "key2", "có hiệu lực từ 01/07/2025"),
        (("border",), "key1", "có hiệu lực từ 01/01/2024"),
    ],
)
def test_an_order_that_cannot_stand(year, codes, field, words):
    with pytest.raises(RuleViolation, match=words) as refused:
        publish(year, codes)
    assert refused.value.field == field


@pytest.mark.parametrize("empty", ["basis", "reason"])
def test_an_order_says_why(year, empty):
    with pytest.raises(RuleViolation) as refused:
        publish(year, **{empty: " "})
    assert refused.value.field == empty


def test_no_order_for_a_list_that_is_locked(year):
    services.lock_list(year.listing, by=year.officer)
    with pytest.raises(RuleViolation, match="2023 đã khóa"):
        publish(year)
    assert publish(year, day=date(2023, 10, 14)).pk


def test_no_order_before_the_newest(year):
    publish(year)
    with pytest.raises(StateConflict, match="Đã công bố thứ tự từ 01/09/2023"):
        publish(year, ("grade",), day=date(2023, 8, 1))


def test_the_unit_publishes_nothing(year):
    with pytest.raises(Forbidden):
        publish(year, by=year.clerks[0])


# Trying lines ---------------------------------------------------------------------------------------------------------


def row_of(year, code: str = "CSTT"):
    board = quota_board(year.listing)
    return board, next(row for row in board if row.award.code == code)


def test_who_would_fall_and_who_would_rise(year):
    publish(year)
    votes = [10, 9, 8, 7, 6, 5, 4]
    lines = [year.nominate("CSTT", year.person(number % 2), unit_votes_for=n) for number, n in enumerate(votes)]
    _, row = row_of(year)
    tried = try_lines(year.listing, row, order_of(year.listing))
    names = lambda rows: [one.line.pk for one in rows]  # noqa: E731
    assert names(tried.rows) == [line.pk for line in lines]
    assert (names(tried.falls), names(tried.next_falls), names(tried.next_rises)) == (
        [lines[5].pk, lines[6].pk], [lines[4].pk], [lines[5].pk],
    )  # fmt: skip
    kept = {line.pk for line in lines} - {lines[0].pk}
    tried = try_lines(year.listing, row, order_of(year.listing), ticked=kept)
    assert (tried.meter.over, names(tried.falls), names(tried.next_falls)) == (1, [lines[6].pk], [lines[5].pk])


def test_without_an_order_nobody_is_named(year):
    for number in range(6):
        year.nominate("CSTT", year.person(0), unit_votes_for=number + 1)
    _, row = row_of(year)
    tried = try_lines(year.listing, row, None)
    assert (tried.meter.over, len(tried.tied), tried.falls) == (1, 6, [])


def test_a_woman_before_a_man_only_among_equals(year):
    """Nghị định 152/2025/NĐ-CP, khoản 6 Điều 4, in an order of the day it is in force."""
    man = year.nominate("CSTT", year.person(0), unit_votes_for=9)
    woman = year.nominate("CSTT", year.person(0, sex=Sex.FEMALE), unit_votes_for=9)
    better = year.nominate("CSTT", year.person(0), unit_votes_for=10)
    year.listing.law_day = date(2025, 8, 1)
    year.listing.save()
    publish(year, ("unit_votes", "women"), day=date(2025, 7, 1))
    _, row = row_of(year)
    tried = try_lines(year.listing, row, order_of(year.listing))
    assert [one.line for one in tried.rows] == [better, woman, man]


def test_a_title_that_counts_the_same_people_follows(year):
    fighter = year.person(0, grade=Grade.EXCELLENT)
    line = year.nominate("CSTDCS", fighter)
    year.nominate("CSTT", year.person(0))
    board, row = row_of(year, "CSTDCS")
    (effect,) = effects(year.listing, board, row, try_lines(year.listing, row, None))
    assert (effect.row.award.code, effect.meter.counted) == ("CSTT", 2)
    (effect,) = effects(year.listing, board, row, try_lines(year.listing, row, None, ticked=set()))
    assert effect.meter.counted == 1
    assert line.state == "draft"


def test_one_unit_is_tried_against_its_part(year):
    publish(year)
    share(year, first=1, second=1)
    lines = [year.nominate("CSTT", year.person(0), unit_votes_for=n) for n in (9, 8)]
    year.nominate("CSTT", year.person(1))
    board, row = row_of(year)
    own = next(one for one in shared(year.listing, board, row).balances if one.unit == year.units[0])
    tried = try_lines(year.listing, row, order_of(year.listing), balance=own)
    assert [one.line for one in tried.falls] == [lines[1]]


@pytest.mark.parametrize("many", [1, 12])
def test_reading_takes_the_same_questions_for_one_line_and_for_many(year, django_assert_num_queries, many):
    publish(year, ("council_votes", "unit_votes", "grade", "points", "bonus"))
    share(year)
    for number in range(many):
        year.nominate("CSTT", year.person(number % 2))
    board, row = row_of(year)
    with django_assert_num_queries(4):
        shared(year.listing, board, row)
    with django_assert_num_queries(6):
        try_lines(year.listing, row, order_of(year.listing))


def test_the_deepest_unit_counts_a_line_once(year):
    units = units_to_share(year.listing)
    assert {unit.pk for unit in units} == {year.province.pk, *(unit.pk for unit in year.units)}
