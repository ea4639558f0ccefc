"""Acts on councils, their regulations, conferences and the handover of a cluster's lead."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from awards.catalogue.enums import VoteBase
from awards.conferences import states
from awards.conferences.enums import (
    ConferenceState,
    DecisionKind,
    MemberFunction,
    Presence,
    Substitutes,
)
from awards.conferences.handing_over import prepare_handover, sign_handover, tick_handover  # noqa: F401  named here too
from awards.conferences.models import (
    Attendee,
    Conference,
    Council,
    CouncilMember,
    ProgrammeItem,
    Regulation,
)
from awards.conferences.records import CouncilDecision, Guest
from awards.conferences.rules import STANDING, HouseRules, hour_moved
from awards.years.models import EmulationPeriod
from thidua import clock, text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import Cluster, Person, Unit, User

# Councils -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_council(
    *,
    by: User,
    unit: Unit,
    name: str,
    decision: str,
    valid_from: date,
    members: Iterable[tuple[Person, MemberFunction, str]] = (),
    standing_organ: Unit | None = None,
    is_demo: bool = False,
) -> Council:
    """A council with its founding decision. members: (person, function, post written in the decision), in order."""
    require(by, "awards.manage_council", unit)
    name, decision = text.clean(name), text.clean(decision)
    if not name:
        raise RuleViolation("Ghi tên Hội đồng.", field="name")
    if not decision:
        raise RuleViolation("Ghi số, ngày quyết định thành lập.", field="decision")
    if Council.objects.filter(unit=unit, name__iexact=name).exists():
        raise RuleViolation(f"{unit} đã có hội đồng tên này.", field="name")
    if standing_organ is not None and not standing_organ.path.startswith(unit.path):
        raise RuleViolation(f"{standing_organ} không thuộc {unit}.", field="standing_organ")
    council = Council.objects.create(unit=unit, name=name, decision=decision, is_demo=is_demo)
    CouncilDecision.objects.create(
        council=council,
        kind=DecisionKind.FOUNDING,
        text=decision,
        effective_on=valid_from,
        standing_organ=standing_organ,
        made_by=by,
    )
    record(by, "council.create", council, after={"name": name, "decision": decision}, acted_on=valid_from)
    for person, function, position in members:
        add_member(council, by=by, person=person, function=function, position=position, valid_from=valid_from)
    return council


@transaction.atomic
def add_member(
    council: Council, *, by: User, person: Person, function: MemberFunction, position: str, valid_from: date
) -> CouncilMember:
    """Appoint somebody from a day on. One chair and one seat a person at a time."""
    row = lock(council)
    require(by, "awards.manage_council", row)
    if row.members.touching(valid_from, None).filter(person=person).exists():
        raise RuleViolation(f"{person} đã là thành viên Hội đồng.", field="person")
    if function == MemberFunction.CHAIR and row.members.touching(valid_from, None).filter(function=function).exists():
        raise RuleViolation(
            "Hội đồng đã có Chủ tịch. Kết thúc nhiệm kỳ trước rồi bổ nhiệm người mới.", field="function"
        )
    last = row.members.order_by("-sort").values_list("sort", flat=True).first() or 0
    member = CouncilMember.objects.create(
        council=row,
        person=person,
        function=function,
        position=text.clean(position) or person.position,
        is_standing=function in STANDING,
        valid_from=valid_from,
        sort=last + 1,
    )
    record(by, "council.add_member", row, member=str(member), position=member.position, acted_on=valid_from)
    return member


@transaction.atomic
def end_member(member: CouncilMember, *, by: User, on: date, reason: str) -> CouncilMember:
    """The last day of somebody on the council; the seat stays in the record."""
    row = lock(member)
    require(by, "awards.manage_council", row.council)
    if row.valid_to is not None:
        raise StateConflict(f"{row.person} đã thôi tham gia từ {row.valid_to:%d/%m/%Y}.")
    if not reason.strip():
        raise RuleViolation("Ghi lý do.", field="reason")
    if on < row.valid_from:
        raise RuleViolation(f"Ngày cuối phải từ {row.valid_from:%d/%m/%Y}, ngày vào Hội đồng.", field="on")
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    record(by, "council.end_member", row.council, member=str(row), last_day=on, reason=reason.strip(), acted_on=on)
    return row


@transaction.atomic
def set_regulation(
    *,
    by: User,
    council: Council | None = None,
    cluster: Cluster | None = None,
    name: str,
    legal_basis: str,
    valid_from: date,
    quorum: tuple[int, int] = (2, 3),
    threshold: tuple[int, int] = (1, 2),
    threshold_op: str = ">",
    base: VoteBase = VoteBase.ALL_MEMBERS,
    substitutes: Substitutes = Substitutes.NONE,
    substitute_basis: str = "",
    house: HouseRules | None = None,
) -> Regulation:
    """A dated row of quorum and threshold; the row before ends the day before. Fractions: (2, 3) is two thirds.

    Never on or before the day of a conference that has begun: its quorum, its ballots and its minutes stand on the row
    of that day.
    """
    body = council or cluster
    require(by, "awards.convene", body)
    lock(body)
    name, legal_basis = text.clean(name), text.clean(legal_basis)
    if not name:
        raise RuleViolation("Ghi tên văn bản.", field="name")
    for field, (num, den) in (("quorum", quorum), ("threshold", threshold)):
        if den < 1 or not 0 < num <= den:
            raise RuleViolation("Tỷ lệ phải lớn hơn 0 và không quá 1.", field=f"{field}_num")
    if threshold_op == ">" and threshold[0] == threshold[1]:
        raise RuleViolation("“Trên” toàn bộ thì không ai đạt được: chọn “từ … trở lên”.", field="threshold_op")
    if later := body.regulations.filter(valid_from__gte=valid_from).first():
        raise RuleViolation(
            f"Đã có quy chế hiệu lực từ {later.valid_from:%d/%m/%Y}; ngày mới phải sau ngày đó.", field="valid_from"
        )
    begun = body.conferences.exclude(state=ConferenceState.PREPARING).order_by("-starts_at").first()
    if begun is not None and valid_from <= begun.held_on:
        raise RuleViolation(
            f"{begun.short_name} đã họp theo quy chế có hiệu lực ngày ấy; ngày mới phải sau ngày "
            f"{begun.held_on:%d/%m/%Y}.",
            field="valid_from",
        )
    before = body.regulations.in_force(valid_from).first()
    if before is not None:
        before.valid_to = valid_from - timedelta(days=1)
        before.save(update_fields=["valid_to"])
    regulation = Regulation.objects.create(
        council=council,
        cluster=cluster,
        name=name,
        legal_basis=legal_basis,
        quorum_num=quorum[0],
        quorum_den=quorum[1],
        threshold_num=threshold[0],
        threshold_den=threshold[1],
        threshold_op=threshold_op,
        base=base,
        substitutes=substitutes if council else Substitutes.NONE,
        substitute_basis=text.clean(substitute_basis) if council else "",
        valid_from=valid_from,
        **asdict(house or HouseRules()),
    )
    record(
        by,
        "regulation.set",
        body,
        before={"quorum": before.quorum_words, "threshold": before.threshold_words} if before else None,
        after={"quorum": regulation.quorum_words, "threshold": regulation.threshold_words},
        regulation=regulation.basis_words,
        acted_on=valid_from,
    )
    return regulation


# Conferences ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_conference(
    *,
    by: User,
    period: EmulationPeriod,
    name: str,
    starts_at: datetime,
    place: str,
    host: Unit,
    chair_text: str,
    secretary_text: str = "",
    council: Council | None = None,
    cluster: Cluster | None = None,
    programme: Iterable[tuple[time, str, str]] = (),
    guests: Iterable[tuple[str, str]] = (),
    is_demo: bool | None = None,
) -> Conference:
    """Call a conference of a council or of a cluster. starts_at: aware. programme: (time, title, owner); guests: (name,
    post).

    Seats are filled at once: the members of the council in force on the day, or one delegate of each unit that then
    belongs to the cluster.
    """
    body = council or cluster
    require(by, "awards.convene", body)
    if period.is_closed:
        raise StateConflict(f"Năm thi đua {period.year} đã khóa, chỉ còn để xem.")
    if not _is_of_year(body, period):
        raise RuleViolation(f"{body} không thuộc {str(period).lower()}.", field="period")
    conference = Conference(
        period=period,
        council=council,
        cluster=cluster,
        starts_at=starts_at,
        host=host,
        is_demo=body.is_demo if is_demo is None else is_demo,
        **_texts(name=name, place=place, chair_text=chair_text, secretary_text=secretary_text),
    )
    conference.save()
    _fill_seats(conference)
    for number, (at, title, owner) in enumerate(programme, 1):
        ProgrammeItem.objects.create(conference=conference, sort=number, starts_at=at, title=title, owner=owner)
    invited = [
        Guest.objects.create(conference=conference, sort=number, name=guest, post=post)
        for number, (guest, post) in enumerate(guests, 1)
    ]
    record(
        by,
        "conference.create",
        conference,
        after={"name": conference.name, "starts_at": starts_at, "place": conference.place, "host": host},
        seats=conference.attendees.count(),
        guests="; ".join(map(str, invited)),
    )
    return conference


def _is_of_year(body: Council | Cluster, period: EmulationPeriod) -> bool:
    """The council of the unit that runs the year, or a cluster that is ranked in it."""
    if isinstance(body, Cluster):
        return period.clusters().filter(pk=body.pk).exists()
    return period.cluster_id is None and body.unit_id == period.unit_id


def _texts(**typed: str) -> dict[str, str]:
    """Clean what was typed; name, place and chair must be there."""
    clean = {key: text.clean(value) for key, value in typed.items()}
    for field, sentence in (
        ("name", "Ghi tên hội nghị."),
        ("place", "Ghi địa điểm."),
        ("chair_text", "Ghi người chủ trì."),
    ):
        if not clean[field]:
            raise RuleViolation(sentence, field=field)
    return clean


def _fill_seats(conference: Conference) -> None:
    """Everybody with a seat and a vote, in the order of the council or the cluster."""
    if conference.council_id:
        seats = [
            Attendee(
                conference=conference,
                member=member,
                person=member.person,
                name=member.person.ranked_name,
                role=member.get_function_display(),
                sort=number,
            )
            for number, member in enumerate(conference.council.members_on(conference.held_on), 1)
        ]
    else:
        units = list(conference.cluster.members_on(conference.held_on))
        heads = _heads_of(units)
        seats = [
            Attendee(
                conference=conference,
                unit=unit,
                person=heads.get(unit.pk),
                name=heads[unit.pk].ranked_name if unit.pk in heads else f"Đại diện {unit.short_name}",
                role=heads[unit.pk].position if unit.pk in heads else "Đại diện đơn vị",
                sort=number,
            )
            for number, unit in enumerate(units, 1)
        ]
    if not seats:
        raise RuleViolation(f"{conference.body} chưa có thành viên nào vào ngày {conference.held_on:%d/%m/%Y}.")
    Attendee.objects.bulk_create(seats)


def _heads_of(units: Sequence[Unit]) -> dict[int, Person]:
    """The commander of each unit, where exactly one is known: unit id → person."""
    found: dict[int, list[Person]] = {}
    for person in Person.objects.filter(unit__in=units, is_commander=True, left_on__isnull=True):
        found.setdefault(person.unit_id, []).append(person)
    return {unit_id: people[0] for unit_id, people in found.items() if len(people) == 1}


@transaction.atomic
def edit_conference(
    conference: Conference,
    *,
    by: User,
    name: str,
    starts_at: datetime,
    place: str,
    host: Unit,
    chair_text: str,
    secretary_text: str = "",
) -> Conference:
    """Change time, place and names until the minutes are adopted. Another day fills the seats anew; before the opening
    the programme moves with the hour.

    The day may change only while nobody has been marked and no ballot has been made for these seats.
    """
    row = editable(conference, by)
    before = {field: getattr(row, field) for field in ("name", "starts_at", "place", "host", "chair_text")}
    before |= {"secretary_text": row.secretary_text}
    day, hour = row.held_on, row.starts_hour
    for field, value in _texts(name=name, place=place, chair_text=chair_text, secretary_text=secretary_text).items():
        setattr(row, field, value)
    row.starts_at, row.host = starts_at, host
    if row.held_on != day:
        touched = (
            ~Q(presence=Presence.EXPECTED) | ~Q(mandate="") | Q(opinion__isnull=False) | Q(stand_ins__isnull=False)
        )
        if row.attendees.filter(touched).exists() or row.rounds.exists():
            raise RuleViolation("Đã điểm danh hoặc đã lập phiếu: không đổi ngày họp được nữa.", field="day")
        row.attendees.all().delete()
        _fill_seats(row)
    row.save()
    after = {field: getattr(row, field) for field in before}
    if row.state == ConferenceState.PREPARING and row.starts_hour != hour:
        items = list(row.programme.all())
        before["programme"] = "; ".join(map(str, items))
        for item in items:
            item.starts_at = hour_moved(item.starts_at, hour, row.starts_hour)
        ProgrammeItem.objects.bulk_update(items, ["starts_at"])
        after["programme"] = "; ".join(map(str, items))
    record(by, "conference.edit", row, before=before, after=after)
    return row


def editable(conference: Conference, by: User) -> Conference:
    """The locked row, when `by` may run the conference and its minutes are still open."""
    row = lock(conference)
    require(by, "awards.run_conference", row)
    if row.is_adopted:
        raise StateConflict("Biên bản đã thông qua, hội nghị không sửa được nữa.")
    return row


def open_session(conference: Conference, *, by: User) -> Conference:
    """Preparing → in session; refused without quorum."""
    return states.CONFERENCE.make("open_session", conference, by=by)


def close_session(conference: Conference, *, by: User) -> Conference:
    """In session → closed, once everybody is accounted for and every ballot has ended."""
    return states.CONFERENCE.make("close_session", conference, by=by, ends_at=clock.now())


def adopt_minutes(conference: Conference, *, by: User) -> Conference:
    """Closed → adopted: the minutes are locked for good."""
    return states.CONFERENCE.make("adopt_minutes", conference, by=by)


@transaction.atomic
def write_minutes(conference: Conference, *, by: User, discussion: str, conclusion: str) -> Conference:
    """Keep what was said and what was concluded."""
    row = editable(conference, by)
    before = {"discussion": row.discussion, "conclusion": row.conclusion}
    row.discussion, row.conclusion = discussion.strip(), conclusion.strip()
    row.save(update_fields=list(before))
    record(
        by,
        "conference.write_minutes",
        row,
        before=before,
        after={"discussion": row.discussion, "conclusion": row.conclusion},
    )
    return row


# Attendance -----------------------------------------------------------------------------------------------------------


def _seat(attendee: Attendee, by: User) -> tuple[Conference, Attendee]:
    """The locked seat, while attendance is still taken."""
    row = editable(attendee.conference, by)
    if not row.takes_attendance:
        raise StateConflict("Hội nghị đã bế mạc, không điểm danh được nữa.")
    return row, lock(attendee)


def _mark(row: Conference, seat: Attendee, by: User, action: str, **values) -> Attendee:
    before = {"presence": seat.get_presence_display(), "absence_reason": seat.absence_reason}
    for field, value in values.items():
        setattr(seat, field, value)
    seat.save(update_fields=list(values))
    after = {"presence": seat.get_presence_display(), "absence_reason": seat.absence_reason}
    record(by, action, row, before=before, after=after, attendee=str(seat))
    return seat


@transaction.atomic
def mark_present(attendee: Attendee, *, by: User, at: datetime | None = None) -> Attendee:
    """Somebody has come; at: aware, now when not said. Marking twice changes nothing, not even the time."""
    row, seat = _seat(attendee, by)
    if not seat.is_present:
        _mark(
            row,
            seat,
            by,
            "conference.mark_present",
            presence=Presence.PRESENT,
            arrived_at=at or clock.now(),
            absence_reason="",
        )
    return seat


@transaction.atomic
def mark_absent(attendee: Attendee, *, by: User, reason: str) -> Attendee:
    """Somebody does not come, or has left; the reason goes into the minutes."""
    row, seat = _seat(attendee, by)
    reason = text.clean(reason)
    if not reason:
        raise RuleViolation(f"Ghi lý do vắng của {seat.name}.", field="reason")
    if seat.rolls.holding_paper().before_opening().exists():
        raise StateConflict(f"{seat.name} đã ký nhận phiếu: thu lại phiếu rồi ghi vắng.")
    if (seat.presence, seat.absence_reason) != (Presence.ABSENT, reason):
        _mark(
            row,
            seat,
            by,
            "conference.mark_absent",
            presence=Presence.ABSENT,
            arrived_at=None,
            absence_reason=reason[:200],
        )
    return seat


@transaction.atomic
def unmark(attendee: Attendee, *, by: User) -> Attendee:
    """Take a mark back that was made by mistake."""
    row, seat = _seat(attendee, by)
    if seat.rolls.holding_paper().exists():
        raise StateConflict(f"{seat.name} đã ký nhận phiếu, không bỏ điểm danh được nữa.")
    if seat.presence != Presence.EXPECTED:
        _mark(
            row,
            seat,
            by,
            "conference.unmark",
            presence=Presence.EXPECTED,
            arrived_at=None,
            absence_reason="",
        )
    return seat


@transaction.atomic
def set_delegate(attendee: Attendee, *, by: User, name: str, role: str = "", person: Person | None = None) -> Attendee:
    """Who speaks and votes for a unit of the cluster: its one delegate."""
    row, seat = _seat(attendee, by)
    if seat.unit_id is None:
        raise RuleViolation("Thành viên Hội đồng dự họp theo quyết định thành lập, không cử người thay.")
    if seat.rolls.holding_paper().exists():
        raise StateConflict(f"{seat.name} đã ký nhận phiếu, không cử người khác thay được nữa.")
    name = text.clean(name)
    if not name:
        raise RuleViolation("Ghi họ và tên đại biểu.", field="name")
    before = {"delegate": seat.name, "role": seat.role}
    seat.name, seat.role, seat.person = name, text.clean(role) or "Đại diện đơn vị", person
    seat.save(update_fields=["name", "role", "person"])
    record(by, "conference.set_delegate", row, before=before, after={"delegate": seat.name, "role": seat.role})
    return seat
