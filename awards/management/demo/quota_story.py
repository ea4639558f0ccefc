"""Quotas: a published order, parts for the units, a cap on those who command, more put forward than there is room."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from awards.catalogue.enums import QuotaBase, QuotaGroup
from awards.catalogue.models import Award
from awards.catalogue.queries import rule_on
from awards.catalogue.versions import QuotaPart, parts_of, renew_rule
from awards.management.demo import meetings_story
from awards.management.demo.sample import Sample, months_back
from awards.management.demo.world import moment
from awards.nominations.board import quota_board
from awards.nominations.distributing import distribute
from awards.nominations.models import NominationList
from awards.nominations.ordering import offered_keys, publish_order
from awards.nominations.quota import proportional
from awards.nominations.sharing import people_of, units_to_share
from thidua import clock
from units.models import Unit, User

CITATION = "Hoàn thành tốt nhiệm vụ, tích cực trong phong trào thi đua Quyết thắng (minh hoạ)."
ORDER = ("council_votes", "unit_votes", "points", "women", "border", "direct")
# Unit, numbers of its people, how many of twelve were in favour of each.
MORE = (
    ("MH-D2", (0, 3, 4, 5, 6), (12, 11, 11, 9, 10)),
    ("MH-D3", (0, 3, 4, 5), (12, 12, 10, 10)),
    ("MH-PCT", (3, 4, 5), (11, 10, 9)),
)
PARTS = {"MH-D1": (4, 1), "MH-D2": (3, 1), "MH-D3": (3, 0), "MH-PCT": (1, 0)}
NUMBERS = {"CSTDCS": 4, "CSTT": 12}  # given by the superior for the open year


def announce_order(unit: Unit, *, by: User, day: date, codes: tuple[str, ...] = ORDER) -> None:
    began = {key["code"]: key["valid_from"] for key in offered_keys()}
    codes = tuple(code for code in codes if began[code] is None or began[code] <= day)
    publish_order(
        unit, codes, by=by, valid_from=day, basis="Quy chế Hội đồng, Điều 9 (minh hoạ)",
        decision="Công văn số 21/CV-BCH (minh hoạ)", reason="Công bố trước khi xét (minh hoạ)",
    )  # fmt: skip


def cap_commanders(sample: Sample) -> None:
    """The office adds to the catalogue: at most a quarter of the quota of CSTT for those who command."""
    today = sample.today
    rule = rule_on(Award.objects.get(code="CSTT"), today)
    parts = parts_of(rule)
    more = QuotaPart(
        QuotaBase.TITLE_QUOTA, "L", Decimal(25), legal_basis="Hướng dẫn của Bộ Chỉ huy (minh hoạ)",
        group=QuotaGroup.COMMANDERS,
    )  # fmt: skip
    with clock.at(moment(today - timedelta(days=4), 7)):
        renew_rule(
            rule, by=sample.officer, valid_from=months_back(today, -1),
            parts=replace(parts, quotas=(*parts.quotas, more)),
            reason="Ưu tiên người trực tiếp công tác, chiến đấu (minh hoạ)",
        )  # fmt: skip


def tell(sample: Sample, listing: NominationList) -> None:
    """Three units put more forward than they were given; one of the heads is too many."""
    officer, award = sample.officer, Award.objects.get(code="CSTT")
    with clock.at(moment(sample.today - timedelta(days=4), 8)):
        parts = {sample.units[code].pk: part for code, part in PARTS.items()}
        distribute(listing, award, parts, by=officer, reason="Theo quân số, nhiệm vụ (minh hoạ)")
    with clock.at(moment(sample.today - timedelta(days=3))):
        for code, people, votes in MORE:
            unit = sample.units[code]
            specs = [
                {
                    "award": award, "person": sample.people[code][number], "proposer": unit, "citation": CITATION,
                    "unit_votes_for": for_it, "unit_votes_total": 12,
                }
                for number, for_it in zip(people, votes, strict=True)
            ]  # fmt: skip
            people, day = sample.people[code], sample.today - timedelta(days=4)
            meetings_story.hold(listing, unit, specs, by=sample.users[code], people=people, day=day)


def share_all(listing: NominationList, *, by: User) -> None:
    """Every quota of people by the strength of the units, what the cutting leaves to the largest remainders."""
    units = units_to_share(listing)
    weights = {pk: people for pk, people in people_of(units).items() if pk != listing.unit.pk}
    for row in reversed(quota_board(listing)):  # the wider title first: the narrower one fits into it
        if row.award.subject == "individual" and row.meter.quota:
            parts = proportional(row.meter.quota, weights, spread=True)
            distribute(
                listing, row.award, {pk: (number, None) for pk, number in parts.items()}, by=by,
                reason="Theo quân số (minh hoạ)",
            )  # fmt: skip
