"""Length of service from–to: worked examples, and what holds for any dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.nominations.service_time import Due, Length, Service, due, served

DAY = timedelta(days=1)
JOINED = date(2004, 2, 15)
UNPAID = (date(2010, 1, 1), date(2010, 6, 30))  # 181 days
TERM = (date(2012, 3, 1), date(2012, 8, 31))  # 184 days


def test_plain_service_is_full_on_the_last_day_of_its_years():
    plain = Service(JOINED)
    assert due(plain, 15) == Due(date(2019, 2, 14), date(2019, 2, 14))
    assert served(plain, date(2019, 2, 13)) == Length(179, 179)
    assert served(plain, date(2019, 2, 14)) == Length(180, 180)


def test_nobody_knows_without_the_day_of_joining():
    assert served(Service(None), date(2020, 1, 1)) is None
    assert due(Service(None), 10) is None


def test_a_break_counts_at_the_most_and_begins_service_anew_at_the_least():
    away = Service(JOINED, breaks=(UNPAID,))
    assert due(away, 10) == Due(date(2014, 2, 14), date(2020, 6, 30))
    assert served(away, date(2014, 2, 14)) == Length(43, 120)
    assert served(away, date(2010, 3, 1)) == Length(0, 72)  # while away nothing stands at the least
    still = Service(JOINED, breaks=((date(2010, 1, 1), None),))
    assert due(still, 10) == Due(date(2014, 2, 14), None)


def test_a_term_of_discipline_counts_or_not_or_nobody_knows():
    punished = Service(JOINED, discipline=(TERM,))
    on_time, late = date(2014, 2, 14), date(2014, 8, 17)
    assert due(punished, 10) == Due(on_time, on_time)
    assert due(punished, 10, discipline_counts=None) == Due(on_time, late)
    assert due(punished, 10, discipline_counts=False) == Due(late, late)
    assert served(punished, late, discipline_counts=False) == Length(120, 120)
    assert served(punished, late - DAY, discipline_counts=False) == Length(119, 119)


def test_a_term_at_the_end_puts_off_what_it_lies_before():
    """The days it adds may reach into the next term, which then counts as well."""
    two = Service(JOINED, discipline=(TERM, (date(2014, 8, 1), date(2014, 8, 31))))
    assert due(two, 10, discipline_counts=False).latest == date(2014, 9, 17)
    endless = Service(JOINED, discipline=((date(2012, 3, 1), None),))
    assert due(endless, 10, discipline_counts=False) == Due(None, None)


def test_whoever_left_before_never_reaches_it():
    assert due(Service(JOINED, left_on=date(2014, 2, 13)), 10) == Due(None, None)
    assert due(Service(JOINED, left_on=date(2014, 2, 14)), 10).earliest == date(2014, 2, 14)
    assert served(Service(JOINED, left_on=date(2014, 2, 13)), date(2024, 1, 1)) == Length(119, 119)


def test_joined_on_the_29th_of_february():
    leap = Service(date(2004, 2, 29))
    assert due(leap, 10) == Due(date(2014, 2, 28), date(2014, 2, 28))
    assert served(leap, date(2014, 2, 28)) == Length(120, 120)
    assert due(leap, 20) == Due(date(2024, 2, 28), date(2024, 2, 28))


days = st.dates(date(1990, 1, 1), date(2015, 12, 31))
spans = st.lists(
    st.tuples(days, st.integers(0, 900)).map(lambda pair: (pair[0], pair[0] + pair[1] * DAY)), max_size=3
).map(tuple)
services = st.builds(Service, joined_on=days, breaks=spans, discipline=spans)


@given(services, st.sampled_from([10, 15, 20, 25]), st.sampled_from([True, False, None]))
def test_due_is_the_first_day_on_which_the_years_are_served(service, years, counts):
    told = due(service, years, discipline_counts=counts)
    for day, pick in ((told.earliest, "most"), (told.latest, "least")):
        if day is not None:
            before, there = (served(service, one, discipline_counts=counts) for one in (day - DAY, day))
            assert getattr(there, pick) >= years * 12 > getattr(before, pick)


@given(services, days, st.sampled_from([True, False, None]))
def test_the_least_is_never_more_than_the_most(service, on, counts):
    length = served(service, on + 5000 * DAY, discipline_counts=counts)
    assert 0 <= length.least <= length.most


@given(days, st.sampled_from([10, 15, 20, 25]))
def test_without_breaks_and_discipline_both_are_one(joined, years):
    told = due(Service(joined), years)
    assert told.earliest == told.latest


@pytest.mark.parametrize("counts", [True, False, None])
def test_more_discipline_never_makes_it_sooner(counts):
    clean, punished = Service(JOINED), Service(JOINED, discipline=(TERM,))
    assert due(punished, 10, discipline_counts=counts).latest >= due(clean, 10, discipline_counts=counts).latest
