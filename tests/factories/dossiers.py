"""A province in 2024, under the law of 2022: forms of commendation, somebody to reward, a deed of May."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from awards.models import Award, EmulationPeriod, Nomination, NominationList
from awards.nominations import services
from awards.nominations.occasions import open_event
from tests.factories.awards import PeriodFactory
from tests.factories.nominations import CITATION, law
from tests.factories.units import PersonFactory, UnitFactory, UserFactory
from thidua import clock
from units.accounts.enums import Role
from units.models import Person, Unit, User

__all__ = ["Deed", "deed"]

DEED = "Bắt giữ 12 kg ma túy"
CODES = ("GK", "BK_BTL", "BK_BQP", "CSTT", "CSTDCS", "DVQT", "HCCSVV_3", "KNC")


@dataclass
class Deed:
    province: Unit
    post: Unit
    period: EmulationPeriod
    awards: dict[str, Award]
    officer: User
    clerk: User
    person: Person
    sudden: NominationList

    def event(
        self, *codes: str, event: str = "Cứu người trong lũ", kind: str = "DOT_XUAT", by: User | None = None, **more
    ):
        more.setdefault("happened_on", date(2024, 5, 20))
        more.setdefault("due_at", timezone.make_aware(datetime(2024, 6, 30, 17)))
        with in_may():
            return open_event(
                self.period, by=by or self.clerk, unit=self.post, kind=kind, event=event,
                awards=[self.awards[code] for code in codes or ("GK",)], **more,
            )  # fmt: skip

    def line(self, code: str = "GK", listing: NominationList | None = None, **facts) -> Nomination:
        facts.setdefault("person", None if "unit" in facts else self.person)
        facts.setdefault("citation", CITATION)
        with in_may():
            return services.nominate(
                listing or self.sudden, self.awards[code], by=self.clerk, proposer=self.post, **facts
            )

    def year_list(self, *codes: str) -> NominationList:
        with in_may():
            return services.open_list(
                self.period, by=self.officer, due_at=timezone.make_aware(datetime(2024, 10, 10, 17)),
                awards=[{"award": self.awards[code]} for code in codes],
            )  # fmt: skip


def in_may():
    return clock.at(datetime(2024, 5, 21, 9))


def deed() -> Deed:
    awards = law(*CODES, rule_set="R2022")
    province = UnitFactory(code="LA", short_name="BĐBP tỉnh Long An", strength=480, is_reporting=False)
    post = UnitFactory(parent=province, strength=40)
    period = PeriodFactory(unit=province, year=2024)
    made = Deed(
        province, post, period, awards, UserFactory(role=Role.OFFICER, over=province),
        UserFactory(role=Role.CLERK, over=post), PersonFactory(unit=post), None,
    )  # fmt: skip
    made.sudden = made.event("GK", "BK_BTL", event=DEED, happened_on=date(2024, 5, 3))
    return made
