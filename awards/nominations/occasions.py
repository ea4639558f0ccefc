"""Lists beside that of the year: a sudden deed, a movement, years of service; and for which achievement a line is."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from awards.catalogue.enums import DecidingLevel
from awards.catalogue.models import Award, AwardRule
from awards.nominations.checking import check_lines
from awards.nominations.dossier import Achievement
from awards.nominations.enums import NominationState
from awards.nominations.kinds import kind_of
from awards.nominations.models import AwardInYear, Nomination, NominationList
from awards.nominations.services import check, edit_list, open_list_of, spec_of
from awards.nominations.states import LINE
from awards.years.models import EmulationPeriod
from thidua import text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User

OURS = (DecidingLevel.UNIT, DecidingLevel.PROVINCE_COMMAND)
EDITABLE = (NominationState.DRAFT, NominationState.RETURNED)


def forms_of(type_: str, day: date) -> list[AwardRule]:
    """Titles and forms that the law of a day gives for a type, the lowest first: what a unit may decide comes first."""
    rules = AwardRule.objects.in_force(day).select_related("award").order_by("-award__sort")
    return [rule for rule in rules if type_ in rule.commendation_types]


@transaction.atomic
def open_event(
    period: EmulationPeriod,
    *,
    by: User,
    unit: Unit,
    kind: str,
    event: str,
    due_at: datetime,
    awards: Collection[Award],
    happened_on: date | None = None,
) -> NominationList:
    """A list for one event, at any time of the year. unit: whose event it is, `by` must be able to put forward for it.

    happened_on: day of the achievement, for types whose lines name one.
    """
    require(by, "awards.put_forward", unit)
    law, said = kind_of(kind), text.clean(event)[:200]
    if not unit.is_under(period.unit):
        raise RuleViolation(f"{unit} không thuộc {period.unit}.", field="unit")
    if period.is_closed:
        raise StateConflict(f"Năm {period.year} đã khóa.")
    if not law.own_list:
        raise RuleViolation(f"Khen thưởng {law.label} đề nghị trong danh sách của năm.", field="kind")
    if not said:
        raise RuleViolation("Ghi tên đợt, vụ việc.", field="event")
    if not awards:
        raise RuleViolation("Chọn ít nhất một hình thức.", field="awards")
    deed = _achievement(period, said, happened_on, by) if law.names_achievement else None
    listing = NominationList(period=period, kind=law.type, event=said, achievement=deed, due_at=due_at)
    rules = {rule.award_id: rule for rule in forms_of(law.type, listing.rule_day)}
    if strange := [award.short_name for award in awards if award.pk not in rules]:
        reasons = [f"{name} không tặng theo loại hình này." for name in strange]
        raise RuleViolation("Chưa mở được đợt khen thưởng.", reasons=reasons, field="awards")
    try:
        with transaction.atomic():
            listing.save()
    except IntegrityError as error:
        raise StateConflict(f"Đợt khen thưởng {law.label} “{said}” đã có.") from error
    AwardInYear.objects.bulk_create(
        AwardInYear(
            nomination_list=listing, award=award, sort=sort,
            proposed_upward=rules[award.pk].deciding_level not in OURS,
        )
        for sort, award in enumerate(sorted(awards, key=lambda one: one.sort), 1)
    )  # fmt: skip
    after = {"event": said, "due_at": due_at, "titles": [award.short_name for award in awards]}
    record(by, "nomination_list.open_event", listing, after=after)
    return listing


@transaction.atomic
def event_for(
    period: EmulationPeriod, *, by: User, kind: str, event: str, due_at: datetime, award: Award
) -> NominationList:
    """The list of one event of the whole command with a title open on it: opened, or given the title, when it was not.

    For an office that collects lines over the year; opening it twice at once gives one list.
    """
    lock(period)
    listing = NominationList.every.filter(period=period, kind=kind, event=event).first()
    if listing is None:
        return open_event(period, by=by, unit=period.unit, kind=kind, event=event, due_at=due_at, awards=[award])
    listing = lock(listing)
    require(by, "awards.run_nominations", listing)
    if listing.is_locked:
        raise StateConflict(f"Đợt “{event}” đã khóa.")
    titles = list(listing.awards.select_related("award").order_by("sort"))
    if all(row.award_id != award.pk for row in titles):
        rule = next((one for one in forms_of(kind, listing.rule_day) if one.award_id == award.pk), None)
        if rule is None:
            raise RuleViolation(f"{award.short_name} không tặng theo loại hình này.")
        new = {"award": award, "proposed_upward": rule.deciding_level not in OURS}
        edit_list(listing, by=by, due_at=listing.due_at, awards=[*map(spec_of, titles), new])
    return listing


def _achievement(period: EmulationPeriod, name: str, day: date | None, by: User) -> Achievement:
    if day is None:
        raise RuleViolation("Ghi ngày lập thành tích.", field="happened_on")
    if not period.starts_on <= day <= period.ends_on:
        raise RuleViolation(
            f"Thành tích phải trong năm thi đua, từ {period.starts_on:%d/%m/%Y} đến {period.ends_on:%d/%m/%Y}.",
            field="happened_on",
        )
    key = text.search_key(name)[:210]
    found, _ = Achievement.objects.get_or_create(
        period=period, search_key=key, happened_on=day, defaults={"name": name, "recorded_by": by}
    )
    return found


@transaction.atomic
def call_back(nomination: Nomination, *, by: User, reason: str) -> Nomination:
    """A line sent the short way comes back to the appraisal, while no paper holds it; it is judged afresh."""
    lock(nomination.nomination_list.period)  # nobody puts the line on a paper meanwhile
    lock(nomination.nomination_list)
    return check(LINE.make("call_back", nomination, by=by, reason=reason, outcome_reason=""), by=by)


@transaction.atomic
def name_achievement(nomination: Nomination, *, by: User, achievement: Achievement | None) -> Nomination:
    """Say for which achievement a line of the year is; it is judged afresh, since nothing is rewarded twice."""
    require(by, "awards.edit_nomination", nomination)
    listing, line = open_list_of(nomination), lock(nomination)
    if line.state not in EDITABLE:
        raise StateConflict(f"Không sửa được đề nghị đang ở trạng thái “{line.get_state_display()}”.")
    if kind_of(line.kind).names_achievement:
        raise RuleViolation("Thành tích của đợt khen thưởng không đổi được ở từng đề nghị.", field="achievement")
    if achievement is not None and achievement.period_id != listing.period_id:
        raise RuleViolation("Thành tích không thuộc năm này.", field="achievement")
    before, line.achievement = line.achievement, achievement
    if before == achievement:
        return line
    line.save(update_fields=["achievement"])
    record(
        by, "nomination.name_achievement", line, before={"achievement": str(before or "")},
        after={"achievement": str(achievement or "")},
    )  # fmt: skip
    check_lines(listing, [line])
    nomination.refresh_from_db()
    return nomination


def to_choose(period: EmulationPeriod) -> Iterable[Achievement]:
    """Achievements of a year, the newest first."""
    return period.achievements.all()
