"""What the page of a person or unit shows of this chapter."""

from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from awards.catalogue.differences import USERS
from awards.catalogue.queries import rules_on
from awards.nominations.enums import NominationState as N
from awards.nominations.foresight import lists_under
from awards.nominations.holding import matter_ended
from awards.nominations.law import follow_rule, follow_rule_set
from awards.nominations.models import AwardInYear, Nomination, NominationList
from awards.nominations.queries import initiative_uses, lines_about
from awards.nominations.services import open_list
from awards.nominations.why import why_url
from awards.years.cloning import PARTS, Part, Plan, Preview, shifted_deadlines
from awards.years.dates import SOURCES, Entry
from awards.years.enums import Step
from awards.years.models import EmulationPeriod
from awards.years.rules import USUAL_HOUR
from thidua import providers
from thidua.permissions import allowed
from units.models import Person, Unit, User

OVER = (N.NOT_PASSED, N.PROPOSED_UP, N.DECIDED, N.REFUSED_ABOVE, N.REVOKED, N.REJECTED)


def _panel(lines: list[Nomination]) -> dict | None:
    return {"template": "awards/nominations/_panel.html", "context": {"lines": lines}} if lines else None


def person_panel(user: User, person: Person) -> dict | None:
    """Lines of a person that the user may see; None without any."""
    return _panel(lines_about(user, person=person))


def unit_panel(user: User, unit: Unit) -> dict | None:
    """Lines of a unit itself, not of its people; None without any."""
    return _panel(lines_about(user, unit=unit))


def person_why(user: User, person: Person) -> dict | None:
    """The way to the page that explains every title; not from a record merged into another."""
    return None if person.merged_into_id else _why(person)


def unit_why(user: User, unit: Unit) -> dict | None:
    """The same for a unit, for those who have a role over it."""
    return _why(unit) if user.sees(unit) else None


def _why(subject: Person | Unit) -> dict:
    return {"template": "awards/nominations/_why.html", "context": {"url": why_url(subject)}, "place": "side"}


def what_was_proposed(units: list[int], since: date) -> list[str]:
    """Proposals of the units and for them, made since a day."""
    lines = Nomination.objects.filter(Q(proposer__in=units) | Q(unit__in=units))
    count = lines.filter(nomination_list__period__ends_on__gte=since, created_at__date__gte=since).count()
    return [f"{count} đề nghị khen thưởng lập từ ngày {since:%d/%m/%Y}."] if count else []


providers.unit_ties.append(what_was_proposed)
providers.tie_words["awards.nomination"] = "đề nghị khen thưởng"
providers.tie_words["awards.quotashare"] = "chỉ tiêu khen thưởng được giao"
providers.tie_words["awards.unitmeeting"] = "cuộc họp bình xét"
providers.tie_words["awards.meetingline"] = "lần được bình xét ở đơn vị"
providers.tie_words["awards.organ"] = "cơ quan lấy ý kiến"
providers.tie_words["awards.route"] = "trình tự xét"
providers.listeners.setdefault("people.end_hold", []).append(matter_ended)
providers.person_panels.append(person_panel)
providers.unit_panels.append(unit_panel)
providers.person_panels.append(person_why)
providers.unit_panels.append(unit_why)
providers.initiative_uses.append(initiative_uses)
# The paper of a line that is over names the record it was written for.
providers.settled_rows["awards.nomination"] = lambda line: line.state in OVER
providers.fixed_rows["awards.suggestion"] = "Gợi ý được rà soát lại, không chuyển"
providers.row_names["awards.suggestion"] = "Gợi ý đề nghị"
providers.row_names["awards.nomination"] = "Đề nghị khen thưởng"
providers.row_names["awards.servicebreak"] = "Thời gian gián đoạn phục vụ"

MINUTES_STAY = "Biên bản họp giữ tên như đã ghi, không chuyển"
for label, words in (("meetingline", "Được bình xét ở đơn vị"), ("meetingpresence", "Dự họp bình xét")):
    providers.row_names[f"awards.{label}"] = words
    providers.fixed_rows[f"awards.{label}"] = MINUTES_STAY


# --- a year opened after another: its titles -------------------------------------------------------------------------


def _titles(plan: Plan) -> tuple[NominationList | None, list[AwardInYear], list[AwardInYear], datetime]:
    """The list of the year before, its titles that the law still knows, those it does not, and the moment it is due."""
    listing = NominationList.objects.filter(period=plan.source).first()
    due = shifted_deadlines(plan.source, plan.starts_on, plan.ends_on).get(Step.NOMINATIONS)
    due = due or timezone.make_aware(datetime.combine(plan.ends_on, USUAL_HOUR))
    if listing is None:
        return None, [], [], due
    rules = rules_on(timezone.localtime(due).date())
    rows = list(listing.awards.select_related("award").order_by("sort"))
    known = [row for row in rows if row.award_id in rules]
    return listing, known, [row for row in rows if row.award_id not in rules], due


def _preview_titles(plan: Plan, option: str) -> Preview:
    listing, known, gone, due = _titles(plan)
    if listing is None:
        return Preview(["Năm trước chưa mở danh sách đề nghị"], count="Không có")
    lines = [f"Hạn nhận đề nghị {timezone.localtime(due):%H:%M, %d/%m/%Y}"]
    for row in known:
        number = f", số giao {row.yearly_number}" if option == "same" and row.yearly_number is not None else ""
        lines.append(f"{row.award.short_name}{number}{', cấp trên quyết định' if row.proposed_upward else ''}")
    conflicts = [f"{row.award.short_name} không còn trong quy định ngày ấy: bỏ." for row in gone]
    return Preview(lines, conflicts, f"{len(known)} danh hiệu, hình thức")


def _copy_titles(plan: Plan, new: EmulationPeriod, option: str, by: User) -> str:
    listing, known, _, due = _titles(plan)
    if listing is None or not known:
        return "không có danh hiệu"
    specs = [
        {
            "award": row.award,
            "proposed_upward": row.proposed_upward,
            "yearly_number": row.yearly_number if option == "same" else None,
        }
        for row in known
    ]
    open_list(new, by=by, due_at=due, awards=specs)
    return f"{len(specs)} danh hiệu, hình thức"


PARTS.append(
    Part(
        "titles", "Danh hiệu và số giao", "award",
        (("same", "Giữ số giao"), ("empty", "Để trống số giao"), ("", "Không chép")), _preview_titles, _copy_titles,
    )
)  # fmt: skip


# --- the calendar of the year ----------------------------------------------------------------------------------------


def list_deadline(user: User | None, period: EmulationPeriod, unit: Unit | None) -> list[Entry]:
    """The last moment the year's list takes proposals."""
    listing = NominationList.objects.filter(period=period).first()
    if listing is None:
        return []
    url = reverse("awards:nominations.index")
    move = reverse("awards:nominations.edit_list", args=[listing.pk])
    runs = allowed(user, "awards.run_nominations", listing) and not listing.is_locked
    return [
        Entry(
            listing.due_at, "Hạn nhận đề nghị khen thưởng", "award", "gold", url=url, move_url=move if runs else "",
            done=listing.is_locked,
        )
    ]  # fmt: skip


SOURCES.append(list_deadline)
USERS.append(lists_under)
for act in ("catalogue.renew_rule", "catalogue.withdraw_rule"):
    providers.listeners.setdefault(act, []).append(follow_rule)
providers.listeners.setdefault("catalogue.add_rule_set", []).append(follow_rule_set)
