"""The level above has no connection: a key was handed over, the dossier went there as a package."""

from datetime import date
from hashlib import sha256

from awards.decisions import exchanging
from awards.decisions.exchange_models import ExchangePartner
from awards.decisions.models import Decision
from awards.management.demo.world import moment
from thidua import clock
from units.models import Unit, User


def hand_over_key(unit: Unit, above: Unit, *, by: User, day: date, code: str) -> ExchangePartner:
    """The same key at every loading, so that the demo stays the same; a real one is made by the machine."""
    with clock.at(moment(day, 8)):
        return exchanging.add_partner(
            by=by, owner=unit, unit=above, our_code=code, their_code="BTL", max_days=120,
            key=sha256(f"minh hoạ {code}".encode()).hexdigest(),
        )  # fmt: skip


def send(submission: Decision, partner: ExchangePartner, *, by: User, day: date) -> None:
    with clock.at(moment(day, 10)):
        exchanging.export_dossier(submission, partner, by=by)
