"""Days of a year: months, usual deadlines, sentences for what cannot be."""

from datetime import date, datetime

from awards.years.enums import Step
from awards.years.rules import deadline_problems, months_of, next_month, span_problem, usual_deadlines

OCTOBER, SEPTEMBER = date(2022, 10, 1), date(2023, 9, 30)


def test_months_of_the_year_of_long_an():
    months = months_of(OCTOBER, SEPTEMBER)
    assert len(months) == 12
    assert months[0] == date(2022, 10, 1)
    assert months[3] == date(2023, 1, 1)
    assert months[-1] == date(2023, 9, 1)


def test_months_of_a_year_that_starts_in_the_middle_of_a_month():
    assert months_of(date(2022, 11, 20), date(2023, 1, 2)) == [
        date(2022, 11, 1),
        date(2022, 12, 1),
        date(2023, 1, 1),
    ]


def test_next_month_crosses_the_year():
    assert next_month(date(2022, 12, 31)) == date(2023, 1, 1)


def test_usual_deadlines_are_those_of_2023():
    assert usual_deadlines(OCTOBER, SEPTEMBER) == {
        Step.LAUNCH: date(2022, 10, 31),
        Step.RESULTS: date(2023, 10, 5),
        Step.VERIFY: date(2023, 10, 9),
        Step.CLUSTERS: date(2023, 10, 12),
        Step.NOMINATIONS: date(2023, 10, 13),
        Step.COUNCIL: date(2023, 10, 18),
        Step.DECISIONS: date(2023, 11, 10),
        Step.REPORTS: date(2023, 11, 30),
    }


def test_span_end_before_start():
    assert span_problem(2023, SEPTEMBER, OCTOBER) == ("ends_on", "Ngày kết thúc phải sau ngày bắt đầu.")


def test_span_of_one_day_is_no_year():
    assert span_problem(2023, SEPTEMBER, SEPTEMBER) == ("ends_on", "Ngày kết thúc phải sau ngày bắt đầu.")


def test_span_longer_than_two_years():
    assert span_problem(2023, date(2022, 1, 1), date(2023, 12, 31)) is None
    assert span_problem(2023, date(2022, 1, 1), date(2024, 1, 2)) == (
        "ends_on",
        "Một năm thi đua không dài quá 24 tháng.",
    )


def test_span_year_outside_its_days():
    assert span_problem(2025, OCTOBER, SEPTEMBER) == (
        "year",
        "Năm 2025 không nằm trong khoảng 01/10/2022 – 30/09/2023.",
    )


def test_deadlines_in_order_have_no_problem():
    days = usual_deadlines(OCTOBER, SEPTEMBER)
    assert deadline_problems(OCTOBER, {s: datetime(d.year, d.month, d.day, 17) for s, d in days.items()}) == {}


def test_deadline_before_an_earlier_step_is_named_once():
    due = {
        Step.LAUNCH: datetime(2022, 10, 31, 17),
        Step.RESULTS: datetime(2023, 10, 5, 17),
        Step.VERIFY: datetime(2023, 9, 1, 17),
        Step.CLUSTERS: datetime(2023, 10, 12, 17),
    }
    assert deadline_problems(OCTOBER, due) == {
        Step.VERIFY: "Hạn phải từ hạn của bước 2 “Kết quả theo kỳ” (17:00, 05/10/2023) trở đi."
    }


def test_deadline_before_the_year():
    assert deadline_problems(OCTOBER, {Step.LAUNCH: datetime(2022, 9, 30, 17)}) == {
        Step.LAUNCH: "Hạn phải từ ngày bắt đầu năm 01/10/2022 trở đi."
    }
