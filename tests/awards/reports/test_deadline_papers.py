"""The calendar on paper and the letter of reminder: whom it is addressed to, which dates it names."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from awards.reports.registry import Nothing, Scope, build
from awards.years import extensions
from awards.years.enums import Step
from tests.awards.reports.reading import text
from tests.awards.results.year import make_year
from thidua import clock
from thidua.documents import render_pdf

pytestmark = pytest.mark.django_db
DUE = timezone.make_aware(datetime(2023, 10, 5, 17))


@pytest.fixture
def year():
    with clock.at(DUE - timedelta(days=1)):
        made = make_year(units=3, terms=1, due_at=DUE)
        made.period.phases.create(step=Step.LAUNCH, due_at=DUE)
        later = DUE + timedelta(days=4)
        extensions.extend(made.term, by=made.officer, units=made.units[1:2], due_at=later, reason="Mưa lũ")
        yield made


def test_the_letter_names_every_late_unit_or_the_one_asked_for(year):
    year.verified(2)
    with clock.at(DUE + timedelta(hours=1)):
        letter = build("reminder-letter", year.period, year.province, reader=year.officer)
        assert list(letter.addressees) == [unit.name for unit in year.units[:2]]
        (table,) = letter.tables()
        assert [(row["due"], row["state"]) for row in table.rows] == [
            ("17:00, 05/10/2023", "Quá hạn, chưa gửi"), ("17:00, 09/10/2023", "Chưa nhập, gia hạn đến 09/10"),
        ]  # fmt: skip
        printed = text(render_pdf(letter))
        for words in ("Kính gửi", "V/v đôn đốc gửi kết quả thi đua tháng 10/2022", "hiện có 02 đơn vị chưa gửi"):
            assert words in printed
        one = build("reminder-letter", year.period, year.units[0], reader=year.officer)
        assert (list(one.addressees), list(one.tables())) == ([year.units[0].name], [])
        with pytest.raises(Nothing):
            build("reminder-letter", year.period, year.units[2], reader=year.officer)


def test_the_calendar_lists_every_date_and_for_a_unit_its_own(year):
    def dates(unit, reader):
        (table,) = build("year-calendar", year.period, unit, reader=reader).tables()
        return [(row["when"], row["what"].value) for row in table.rows if isinstance(row, dict)]

    month, step = "Hạn gửi kết quả tháng 10/2022", "Hạn bước 1, phát động, đăng ký"
    short = year.units[1].short_name
    everybody = [
        ("17:00, 05/10/2023", step), ("17:00, 05/10/2023", month), ("17:00, 09/10/2023", f"{month}: {short}"),
    ]  # fmt: skip
    assert dates(year.province, year.officer) == everybody
    assert dates(year.province, None) == everybody  # at the command line
    assert dates(year.units[1], year.clerks[1]) == [("17:00, 05/10/2023", step), ("17:00, 09/10/2023", month)]
    assert Scope(year.period, year.units[1]).is_whole is False
