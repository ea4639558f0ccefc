"""A province with two organs that can be asked, for the tests of the stations."""

from datetime import date, datetime

from django.utils import timezone

from awards.nominations import asking, routing
from awards.nominations.routing import Choice
from awards.nominations.station_states import law_stops
from tests.factories import UnitFactory, UserFactory
from tests.factories.nominations import NominationYear, nomination_year
from units.accounts.enums import Role

NOW = datetime(2023, 10, 10, 9)
DUE = timezone.make_aware(datetime(2023, 10, 15, 17))
ALL = {stop.code for stop in law_stops()}


def station_year() -> NominationYear:
    """Phòng Chính trị and Phòng Tham mưu with a reviewer each, asked from 01/09/2023."""
    year = nomination_year(
        titles=[{"award": "DVTT", "yearly_number": 30}, {"award": "CSTDCS", "yearly_number": 5}, {"award": "CSTT"}]
    )
    year.seats, year.reviewers, year.organs = [], [], []
    for code, name, question in (("PCT", "Phòng Chính trị", "Kỷ luật"), ("PTM", "Phòng Tham mưu", "Huấn luyện")):
        seat = UnitFactory(code=f"LA-{code}", parent=year.province, name=name, short_name=name, is_reporting=False)
        reviewer = UserFactory(role=Role.VERIFIER, over=year.province, unit=seat)
        organ = asking.create_organ(
            year.province, by=year.officer, name=name, questions=question, seat=seat, valid_from=date(2023, 9, 1)
        )
        year.seats.append(seat)
        year.reviewers.append(reviewer)
        year.organs.append(organ)
    return year


def choices(on=ALL, **days) -> list[Choice]:
    return [Choice(stop.code, stop.code in on, days.get(stop.code)) for stop in law_stops()]


def set_route(year, on=ALL, *, valid_from=date(2023, 9, 1), accepts=True, **days):
    return routing.set_route(
        year.province, choices(on, **days), by=year.officer, valid_from=valid_from, basis="Quy chế Hội đồng, Điều 5",
        reason="Theo quy chế", accepts_warnings=accepts,
    )  # fmt: skip


def ask(year, *organs, due_at=DUE, **facts):
    return asking.ask(year.listing, organs or year.organs, by=year.officer, due_at=due_at, **facts)
