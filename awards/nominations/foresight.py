"""How open lists are judged by the law as it stands at this moment, for whoever is about to change it."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q

from awards.catalogue.differences import Use
from awards.catalogue.models import Award
from awards.nominations.conditions import accepted_for, conditions_by_award
from awards.nominations.eligibility import accept, judge, overall
from awards.nominations.facts import fact_book
from awards.nominations.models import Nomination, NominationList
from awards.nominations.rules import Condition
from awards.nominations.states import RUNNING
from units.models import User

AT_ONCE = 1000  # more lines than this are not judged while somebody waits


def lists_under(awards: Collection[int] | None, since: date, until: date | None, by: User) -> list[Use]:
    """Lists with one of the titles whose day lies between two days: locked ones are settled, open ones are judged."""
    if awards is None:
        return []
    from_then = Q(law_day__gte=since) | Q(law_day=None, due_at__date__gte=since)
    rows = NominationList.objects.filter(from_then, awards__award__in=awards)
    found = []
    for row in rows.select_related("period__unit", "period__cluster").order_by("due_at", "pk").distinct():
        if row.rule_day < since or (until is not None and row.rule_day > until):
            continue
        words = f"Danh sách đề nghị năm {row.period.year}, {row.period.holder}, xét theo ngày {row.rule_day:%d/%m/%Y}"
        if row.is_locked or row.period.is_closed:
            found.append(Use(f"list {row.pk}", f"{words}: đã khóa.", fixed=True))
        else:
            found.append(_open_list(row, awards, words, by))
    return found


def _open_list(listing: NominationList, awards: Collection[int], words: str, by: User) -> Use:
    conditions = conditions_by_award(listing)
    codes = set(Award.objects.filter(pk__in=awards).values_list("code", flat=True))
    touched = {*awards, *(pk for pk, rows in conditions.items() if any(names(row) & codes for row in rows))}
    lines = listing.lines.filter(state__in=RUNNING, award__in=touched).select_related("award", "achievement")
    if (count := lines.count()) > AT_ONCE:
        return Use(f"list {listing.pk}", f"{words}: {count} đề nghị, kiểm tra lại cả danh sách để biết")
    verdicts = _verdicts(listing, list(lines), conditions, by.sees(listing.unit))
    return Use(f"list {listing.pk}", words, quota=_quota(listing, awards), verdicts=verdicts)


def _quota(listing: NominationList, awards: Collection[int]) -> str:
    rows = listing.awards.filter(award__in=awards)
    return "; ".join(row.quota_text or "không đặt" for row in rows)


def _verdicts(
    listing: NominationList, lines: list[Nomination], conditions: Mapping[int, list[Condition]], named: bool
) -> dict[int, tuple[str, str]]:
    """Id of the line → (who and what for, verdict). The people of a unit count as they were judged last."""
    book, accepted, found = fact_book(listing, lines, conditions), accepted_for(lines), {}
    for line in lines:
        result, _ = overall(accept(judge(conditions[line.award_id], book.of(line)), accepted[line.pk]))
        name = f"{line.subject_name}, {line.award.short_name}" if named else ""
        found[line.pk] = (name, str(result.label))
    return found


def names(condition: Condition) -> set[str]:
    """Codes of the titles a condition speaks of."""
    params = condition.params
    found = {*params.get("titles", ()), *([params["title"]] if "title" in params else [])}
    return found | {option.split(":")[1] for option in params.get("options", ()) if option.startswith("consecutive:")}
