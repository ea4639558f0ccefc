"""Meters against the quota: what is counted, what is over, what a cap never exceeds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.catalogue.enums import QuotaBase
from awards.catalogue.rules import quota as cap
from awards.models import AwardInYear
from awards.nominations import services
from awards.nominations.board import BoardRow, quota_board
from awards.nominations.enums import NominationState
from awards.nominations.quota import Meter
from tests.factories.nominations import nomination_year
from units.people.enums import Grade

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("meter", "counted", "over", "left"),
    [
        (Meter(4, 3), 4, 1, 0),
        (Meter(29, 30), 29, 0, 1),
        (Meter(140, 192, also=48), 188, 0, 4),
        (Meter(150, 192, also=48), 198, 6, 0),
        (Meter(5, None), 5, 0, None),
        (Meter(1, 0), 1, 1, 0),
    ],
)
def test_meter(meter, counted, over, left):
    assert (meter.counted, meter.over, meter.left) == (counted, over, left)


@given(used=st.integers(0, 300), also=st.integers(0, 300), percent=st.integers(0, 100), strength=st.integers(0, 5_000))
def test_cap_is_never_exceeded_without_saying_so(used, also, percent, strength):
    quota = cap(Decimal(percent), strength)
    meter = Meter(used, quota, also)
    assert quota * 100 <= percent * strength < (quota + 1) * 100
    assert meter.over == max(0, meter.counted - quota)
    assert meter.counted + meter.left - meter.over == quota


def board(year) -> dict[str, BoardRow]:
    return {row.award.code: row for row in quota_board(year.listing)}


def test_quotas_of_the_year_come_from_the_number_set_or_from_the_law():
    year = nomination_year()
    rows = {row.award.code: (row.quota, row.quota_text, row.counted_with) for row in year.listing.awards.all()}
    assert rows == {
        "DVQT": (3, "Số giao năm 2023", []),
        "DVTT": (30, "Số giao năm 2023", []),
        "CSTDCS": (48, "10% của 480 quân số, làm tròn xuống", []),
        "CSTT": (192, "40% của 480 quân số, làm tròn xuống", ["CSTDCS"]),
    }


def test_percentage_kept_for_comparison_only_sets_no_quota():
    """15 % of the holders is the civil rule: the row does not apply to soldiers."""
    year = nomination_year()
    row = year.listing.awards.get(award__code="CSTDCS")
    assert (row.percent, row.percent_base) == (Decimal(10), QuotaBase.TOTAL_STRENGTH)


def test_holders_of_the_higher_title_count_with_the_lower_one():
    year = nomination_year()
    fighter = year.person(grade=Grade.EXCELLENT)
    year.nominate("CSTDCS", fighter)
    for _ in range(3):
        year.nominate("CSTT")
    meter = board(year)["CSTT"].meter
    assert (meter.used, meter.also, meter.counted, meter.quota) == (3, 1, 4, 192)
    shown = board(year)["CSTT"].quota(also_name="Chiến sĩ thi đua")
    assert (shown.value, shown.words) == (4, "Còn 188, tính cả 1 Chiến sĩ thi đua")


def test_somebody_on_both_lists_counts_once():
    year = nomination_year()
    fighter = year.person(grade=Grade.EXCELLENT)
    year.nominate("CSTDCS", fighter)
    year.nominate("CSTT", fighter)
    meter = board(year)["CSTT"].meter
    assert (meter.used, meter.also) == (1, 0)


def test_withdrawn_lines_do_not_count_rejected_ones_do():
    year = nomination_year(titles=[{"award": "CSTT", "yearly_number": 1}])
    first, second, third = year.sent(), year.sent(), year.sent()
    with year.in_time():
        services.withdraw(first, by=year.clerks[0], reason="Nhầm người")
        services.reject(second, by=year.officer, reason="Chưa xứng đáng")
    row = board(year)["CSTT"]
    assert (row.meter.used, row.meter.over, row.meter.rejected) == (2, 1, 1)
    assert row.quota().words == "Vượt 1, có 1 đề nghị loại"
    with year.in_time():
        services.reconsider(second, by=year.officer)
    assert board(year)["CSTT"].quota().words == "Vượt 1, Hội đồng bỏ phiếu chọn"
    assert third.state == NominationState.SENT


def test_own_lines_of_the_unit_looked_at():
    year = nomination_year()
    year.nominate("CSTT", year.person(0))
    year.nominate("CSTT", year.person(1))
    rows = {row.award.code: row.own for row in quota_board(year.listing, year.units[0])}
    assert rows == {"DVQT": 0, "DVTT": 0, "CSTDCS": 0, "CSTT": 1}


@pytest.fixture
def moving():
    """A quota of half of those who hold the lower title: it moves with the list."""
    year = nomination_year()
    AwardInYear.objects.filter(award__code="CSTDCS").update(
        quota=None, percent=Decimal(50), percent_base=QuotaBase.HOLDERS_OF_LOWER_TITLE, lower_titles=["CSTT", "LDTT"]
    )
    return year


def test_quota_of_holders_moves_with_the_list(moving):
    assert board(moving)["CSTDCS"].meter.quota == 0
    for _ in range(3):
        moving.nominate("CSTT")
    moving.nominate("CSTDCS", moving.person(grade=Grade.EXCELLENT))
    assert board(moving)["CSTDCS"].meter.quota == 2  # half of three and the fighter himself
    moving.nominate("CSTT")
    assert board(moving)["CSTDCS"].meter.quota == 2  # half of five, cut


def test_quota_of_holders_stands_still_from_the_lock_on(moving):
    lines = [moving.before_council("CSTT") for _ in range(4)]
    services.lock_list(moving.listing, by=moving.officer)
    row = AwardInYear.objects.get(award__code="CSTDCS")
    assert (row.quota, len(lines)) == (2, 4)
    services.reopen_list(moving.listing, by=moving.officer, reason="Bổ sung")
    row.refresh_from_db()
    assert row.quota is None


def test_board_takes_two_queries(django_assert_num_queries):
    year = nomination_year()
    for _ in range(4):
        year.nominate("CSTT")
    with django_assert_num_queries(2):
        quota_board(year.listing)
