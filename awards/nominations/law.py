"""Under which law a list is judged: that of the day its proposals are received, or of the day its decision is to be
signed, or another one, chosen with a reason.

A dossier received before a law changes may go on under the old one (the transition rule of Law 06/2026/QH16).
"""

from datetime import date

from django.db import transaction

from awards.catalogue.models import Award, RuleSet
from awards.catalogue.queries import rule_on, rule_set_on, rules_on
from awards.catalogue.versions import Change
from awards.nominations.enums import ListState
from awards.nominations.models import AwardInYear, NominationList
from awards.nominations.offering import kept_cap
from awards.nominations.services import LOCKED, check_running, set_titles, spec_of
from awards.nominations.states import RUNNING
from thidua import text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import User

MOST_NAMED = 30


@transaction.atomic
def choose_law(
    nomination_list: NominationList,
    *,
    by: User,
    reason: str,
    rule_set: RuleSet | None = None,
    signed_on: date | None = None,
) -> Change:
    """Judge an open list under a rule set, or by the law of the day its decision is to be signed; every running line is
    judged afresh. Neither: the law of its deadline again.

    Quotas follow. Each running line remembers the rule set; those settled before keep theirs.
    """
    listing = lock(nomination_list)
    require(by, "awards.choose_law", listing)
    if listing.is_locked or listing.period.is_closed:
        raise StateConflict(LOCKED)
    if not (said := text.clean(reason)[:500]):
        raise RuleViolation("Ghi lý do chọn quy định.", field="reason")
    _refuse_day(listing, rule_set, signed_on)
    day = signed_on or law_day(rule_set, listing.received_on)
    if (day, bool(signed_on)) == (listing.law_day, listing.law_by_signing):
        raise RuleViolation("Danh sách đang xét theo quy định này.", field="signed_on" if signed_on else "rule_set")
    before, old, was = _verdicts(listing), rule_set_on(listing.rule_day), listing.rule_day_words
    listing.law_day, listing.law_reason, listing.law_by_signing = day, said if day else "", bool(signed_on)
    rows = list(listing.awards.select_related("award").order_by("sort"))
    _refuse_without_rule(listing, rows)
    new = rule_set_on(listing.rule_day)
    listing.save(update_fields=["law_day", "law_reason", "law_by_signing"])
    set_titles(listing, [spec_of(row) for row in rows])
    listing.lines.filter(state__in=RUNNING).update(rule_set=new)
    count = check_running(listing)
    told = _differences(before, _verdicts(listing))
    record(
        by, "nomination_list.choose_law", listing, before={"law": str(old), "law_day": was},
        after={"law": str(new), "law_day": listing.rule_day_words}, reason=said, lines_judged=count,
        judged_differently=len(told),
    )  # fmt: skip
    return Change(f"{listing}: xét theo {new}", _sections(listing, old, new, count, told), listing)


def _refuse_day(listing: NominationList, rule_set: RuleSet | None, signed_on: date | None) -> None:
    if signed_on is None:
        return
    if rule_set is not None:
        raise RuleViolation("Chọn một bộ quy định, hoặc ghi ngày ký quyết định, không cả hai.", field="signed_on")
    if signed_on < listing.received_on:
        day = f"{listing.received_on:%d/%m/%Y}"
        raise RuleViolation(f"Quyết định không ký trước ngày hết hạn nhận đề nghị ({day}).", field="signed_on")
    if rule_set_on(signed_on) is None:
        raise RuleViolation(f"Danh mục chưa có quy định của ngày {signed_on:%d/%m/%Y}.", field="signed_on")


def law_day(rule_set: RuleSet | None, received_on: date) -> date | None:
    """The day whose law stands for a rule set: the last of one that has ended, the first of one still to come.

    None when the day of receiving lies within it anyway: nothing is overridden then.
    """
    if rule_set is None or rule_set.holds_on(received_on):
        return None
    return rule_set.valid_from if rule_set.valid_from > received_on else rule_set.valid_to


def _refuse_without_rule(listing: NominationList, rows: list) -> None:
    rules = rules_on(listing.rule_day)
    if missing := [row.award.short_name for row in rows if row.award_id not in rules]:
        reasons = [f"{name} không có trong quy định này." for name in missing]
        raise RuleViolation("Chưa thể xét theo quy định này.", reasons=reasons, field="rule_set")


def _verdicts(listing: NominationList) -> dict[int, tuple[str, str]]:
    rows = listing.lines.filter(state__in=RUNNING).select_related("award").order_by("award__sort", "sort_key")
    return {row.pk: (f"{row.subject_name}, {row.award.short_name}", row.get_eligibility_display()) for row in rows}


def _differences(before: dict, after: dict) -> list[str]:
    return [f"{name}: {before[pk][1]} → {now}" for pk, (name, now) in after.items() if before[pk][1] != now]


def _sections(listing: NominationList, old, new, count: int, told: list[str]) -> list[dict]:
    laws = [f"{old}, {old.name} → {new}, {new.name}", f"Xét theo {listing.rule_day_words}"]
    lines = [f"{len(told)}/{count} đề nghị xét khác đi", *told[:MOST_NAMED]]
    lines += [f"và {len(told) - MOST_NAMED} đề nghị khác"] if len(told) > MOST_NAMED else []
    return [
        {"title": "Quy định", "icon": "scale", "lines": laws},
        {"title": "Kết quả xét", "icon": "list-checks", "lines": lines},
    ]


# The law itself changes -----------------------------------------------------------------------------------------------

BY_LAW = (
    "percent",
    "percent_base",
    "counted_with",
    "lower_titles",
    "commander_percent",
    "commanders_apart",
)  # the rest follows the strength of the day


def follow_rule(by: User, award: Award, reason: str) -> None:
    """Quotas of open lists follow a new row of the catalogue, in its own transaction; verdicts wait for a check."""
    rows = AwardInYear.objects.filter(award=award, nomination_list__state=ListState.OPEN, nomination_list__event="")
    for row in rows.select_related("nomination_list__period__unit", "award"):
        listing = row.nomination_list
        if not listing.period.is_closed:
            after = kept_cap(rule_on(award, listing.rule_day), listing.period, row.yearly_number)
            before = {name: getattr(row, name) for name in after}
            if any(after[name] != before[name] for name in BY_LAW):
                AwardInYear.objects.filter(pk=row.pk).update(**after)
                told = {"before": {"quota": before["quota_text"]}, "after": {"quota": after["quota_text"]}}
                record(by, "nomination_list.quota", listing, **told, award=award.short_name, reason=reason)


def follow_rule_set(by: User, law: RuleSet, reason: str) -> None:
    """Running lines of the open lists a new law takes over remember it, in its own transaction."""
    for listing in NominationList.objects.filter(state=ListState.OPEN).select_related("period__unit"):
        if not listing.period.is_closed and law.holds_on(listing.rule_day):
            listing.lines.filter(state__in=RUNNING).update(rule_set=law)
