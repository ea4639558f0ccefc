"""Organs are asked in parallel, each answers for itself, and silence past the time is put on record as silence."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from awards.nominations.enums import NominationState
from awards.nominations.models import Nomination, NominationList
from awards.nominations.organs import Inquiry, Opinion, Organ
from awards.nominations.station_enums import GIVEN, InquiryState, View
from awards.nominations.station_states import INQUIRY
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.accounts.enums import Role
from units.audit.services import record
from units.models import Unit, User

N = NominationState
ASKED_ABOUT = (N.SENT, N.ON_HOLD, N.TO_COUNCIL)  # lines an organ is asked about
REST = (View.AGREE, View.NONE)  # what may be said of all the rest at once: a disagreement needs its own reason

Said = tuple[str, str]  # view, reason


# Which organs there are -----------------------------------------------------------------------------------------------


@transaction.atomic
def create_organ(
    unit: Unit, *, by: User, name: str, questions: str, seat: Unit | None = None, user: User | None = None,
    valid_from: date | None = None,
) -> Organ:  # fmt: skip
    """An organ the command asks from now on. Raises RuleViolation beside the field."""
    unit = lock(unit)
    require(by, "awards.set_route", unit)
    name, lines = _checked(unit, name, questions, seat, user)
    sort = Organ.objects.filter(unit=unit).count() + 1
    day = valid_from or clock.today()
    there = Organ.objects.filter(unit=unit, name=name).touching(day, None).first()
    if there is not None:
        if (there.questions, there.seat_id, there.user_id) == (lines, seat and seat.pk, user and user.pk):
            return there  # the button was pressed twice
        raise RuleViolation(f"Đã có {name} trong các cơ quan lấy ý kiến.", field="name")
    organ = Organ(unit=unit, name=name, seat=seat, user=user, questions=lines, sort=sort, valid_from=day)
    organ.save()
    record(by, "organ.create", organ, after=_facts(organ))
    return organ


@transaction.atomic
def edit_organ(
    organ: Organ, *, by: User, name: str, questions: str, seat: Unit | None = None, user: User | None = None
) -> Organ:
    """What is asked from now on; questions on their way stay as they were asked."""
    row = lock(organ)
    require(by, "awards.set_route", row.unit)
    if row.valid_to is not None and row.valid_to < clock.today():
        raise StateConflict(f"Đã thôi lấy ý kiến {row.name} từ {row.valid_to:%d/%m/%Y}.")
    before = _facts(row)
    row.name, row.questions = _checked(row.unit, name, questions, seat, user)
    row.seat, row.user = seat, user
    after = _facts(row)
    if before != after:
        row.save()
        record(by, "organ.edit", row, before=before, after=after)
    return row


@transaction.atomic
def end_organ(organ: Organ, *, by: User, valid_to: date, reason: str) -> Organ:
    """The last day the organ is asked; what it was asked before stays."""
    row = lock(organ)
    require(by, "awards.set_route", row.unit)
    if row.valid_to is not None:
        if row.valid_to == valid_to:
            return row
        raise StateConflict(f"Đã thôi lấy ý kiến {row.name} từ {row.valid_to:%d/%m/%Y}.")
    if not reason.strip():
        raise RuleViolation("Ghi lý do.", field="reason")
    row.valid_to = valid_to
    row.save()
    record(by, "organ.end", row, after={"valid_to": valid_to}, reason=reason.strip())
    return row


def _checked(unit: Unit, name: str, questions: str, seat: Unit | None, user: User | None) -> tuple[str, str]:
    name, lines = clean(name)[:120], "\n".join(filter(None, map(clean, questions.splitlines())))
    if not name:
        raise RuleViolation("Ghi tên cơ quan.", field="name")
    if not lines:
        raise RuleViolation("Ghi ít nhất một nội dung hỏi.", field="questions")
    if seat is None and user is None:
        raise RuleViolation("Chọn phòng, ban hoặc tài khoản trả lời.", field="seat")
    if seat is not None and (seat.pk == unit.pk or not seat.is_under(unit)):
        raise RuleViolation(f"Chọn một phòng, ban của {unit}.", field="seat")
    if user is not None and not user.holds(Role.VERIFIER, over=unit):
        raise RuleViolation(f"Tài khoản này chưa có vai trò cơ quan thẩm định ở {unit}.", field="user")
    return name, lines


def _facts(organ: Organ) -> dict:
    return {
        "name": organ.name, "questions": organ.questions, "seat": organ.seat and str(organ.seat),
        "answerer": organ.user and str(organ.user),
    }  # fmt: skip


# Asking ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(
    nomination_list: NominationList,
    organs: Iterable[Organ],
    *,
    by: User,
    due_at: datetime,
    note: str = "",
    lines: Iterable[Nomination] | None = None,
) -> list[Inquiry]:
    """Ask organs, all at the same time, about lines they were not asked about yet.

    lines: without, every line that was sent. Nobody judges the own unit: an organ is not asked about lines its own seat
    put forward. Raises RuleViolation naming every organ that cannot be asked; then nobody is. The same again gives the
    same questions.
    """
    listing = lock(nomination_list)
    require(by, "awards.ask_organs", listing)
    if listing.is_locked:
        raise StateConflict("Danh sách đề nghị đã khóa.")
    organs, note = _fresh(organs), clean(note)[:500]
    if not organs:
        raise RuleViolation("Chọn ít nhất một cơ quan.", field="organs")
    if due_at <= clock.now():
        raise RuleViolation("Hạn trả lời phải sau lúc này.", field="due_on")
    found = listing.lines.filter(state__in=ASKED_ABOUT).select_related("proposer")
    if lines is not None:
        found = found.filter(pk__in=[line.pk for line in lines])
    found = list(found.order_by("award__sort", "sort_key", "pk"))
    if not found:
        raise RuleViolation("Chưa có đề nghị nào đã gửi để lấy ý kiến.")
    made, refused = [], []
    for organ in organs:
        one, why = _ask_one(listing, organ, found, by, due_at, note)
        made += [one] if one else []
        refused += [why] if why else []
    if refused:
        raise RuleViolation("Chưa gửi câu hỏi nào.", reasons=refused, field="organs")
    return made


def _fresh(organs: Iterable[Organ]) -> list[Organ]:
    rows = Organ.objects.filter(pk__in=[organ.pk for organ in organs])
    return list(rows.select_related("seat").order_by("sort", "name"))


def _ask_one(listing, organ: Organ, found: list[Nomination], by: User, due_at: datetime, note: str):
    """The question of one organ, or why it cannot be asked."""
    if organ.unit_id != listing.unit.pk or not organ.holds_on(clock.today()):
        return None, f"{organ}: không còn lấy ý kiến cơ quan này."
    open_one = listing.inquiries.filter(organ=organ, state=InquiryState.WAITING).first()
    if open_one is not None:
        if open_one.asked_by_id == by.pk and open_one.due_at == due_at and open_one.note == note:
            return open_one, ""
        local = timezone.localtime(open_one.due_at)
        return None, f"{organ}: đang chờ ý kiến đến {local:%H:%M, %d/%m/%Y}."
    past = Opinion.objects.filter(inquiry__nomination_list=listing, inquiry__organ=organ)
    asked = set(past.exclude(inquiry__state=InquiryState.WITHDRAWN).values_list("nomination_id", flat=True))
    own = organ.seat.path if organ.seat else None
    lines = [one for one in found if one.pk not in asked and not (own and one.proposer.path.startswith(own))]
    if not lines:
        return None, f"{organ}: không còn đề nghị nào chưa hỏi."
    inquiry = Inquiry.objects.create(
        nomination_list=listing, organ=organ, organ_name=organ.name, questions=organ.question_list, note=note,
        due_at=due_at, asked_by=by,
    )  # fmt: skip
    Opinion.objects.bulk_create([Opinion(inquiry=inquiry, nomination=line) for line in lines], batch_size=500)
    record(by, "inquiry.ask", inquiry, after={"lines": len(lines), "due_at": due_at})
    return inquiry, ""


# Answering ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def answer(inquiry: Inquiry, said: Mapping[int, Said], *, by: User, rest: str = "") -> Inquiry:
    """What the organ says of lines (by id), and with `rest` of all others it has not answered yet.

    Counts at once and can be changed until every line is answered or the time is past. Nobody speaks of the own case:
    a colleague of the organ does. Raises RuleViolation with every disagreement that lacks its reason (field
    `ly_do_<line>`), StateConflict once the question is closed; the same again changes nothing.
    """
    row = lock(inquiry)
    require(by, "awards.give_opinion", row)
    opinions = {one.nomination_id: one for one in row.opinions.select_related("nomination")}
    own = {pk for pk, one in opinions.items() if by.person_id and one.nomination.person_id == by.person_id}
    words = {pk: (view, clean(reason)[:500]) for pk, (view, reason) in said.items() if view}
    _refuse_words(words, opinions, own, rest)
    if rest:
        left = [pk for pk, one in opinions.items() if one.view == View.WAITING and pk not in own]
        words = {**dict.fromkeys(left, (rest, "")), **words}
    changed = [pk for pk, word in words.items() if (opinions[pk].view, opinions[pk].reason) != word]
    if not changed:
        if row.state == InquiryState.WAITING and not words:
            raise RuleViolation("Chọn ý kiến cho ít nhất một đề nghị.")
        return row
    if row.state != InquiryState.WAITING:
        raise StateConflict(f"Câu hỏi này đã kết thúc: {row.get_state_display().lower()}.")
    if row.is_overdue:
        raise StateConflict("Đã hết hạn trả lời. Liên hệ cơ quan thi đua để được gia hạn.")
    for pk in changed:
        one = opinions[pk]
        one.view, one.reason = words[pk]
        one.by, one.at = by, clock.now()
    Opinion.objects.bulk_update([opinions[pk] for pk in changed], ["view", "reason", "by", "at"], batch_size=500)
    record(by, "inquiry.opinion", row, after=_counted(opinions.values()))
    if all(one.view != View.WAITING for one in opinions.values()):
        row = INQUIRY.make("answer", row, by=by, closed_at=clock.now(), closed_by=by)
    inquiry.refresh_from_db()
    return row


def _refuse_words(words: Mapping[int, Said], opinions: Mapping[int, Opinion], own: set[int], rest: str) -> None:
    if strangers := set(words) - set(opinions):
        raise RuleViolation(f"Có {len(strangers)} đề nghị không thuộc câu hỏi này.")
    if rest and rest not in REST:
        raise RuleViolation("Với các đề nghị còn lại chỉ chọn đồng ý hoặc không có ý kiến.", field="con_lai")
    found = []
    for pk, (view, reason) in words.items():
        name = opinions[pk].nomination.subject_name
        if view not in GIVEN:
            found.append((f"{name}: chọn đồng ý, không đồng ý hoặc không có ý kiến.", f"y_kien_{pk}"))
        elif pk in own:
            found.append((f"{name}: không tự cho ý kiến về mình, người khác của cơ quan trả lời.", f"y_kien_{pk}"))
        elif view == View.DISAGREE and not reason:
            found.append((f"{name}: ghi lý do không đồng ý.", f"ly_do_{pk}"))
    if len(found) == 1:
        raise RuleViolation(found[0][0], field=found[0][1])
    if found:
        raise RuleViolation("Ý kiến chưa đủ.", reasons=[text for text, _ in found])


def _counted(opinions: Iterable[Opinion]) -> dict[str, int]:
    views = Counter(one.view for one in opinions)
    names = {"agree": View.AGREE, "disagree": View.DISAGREE, "none": View.NONE, "unanswered": View.WAITING}
    return {name: views[view] for name, view in names.items()}


# Time -----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def extend(inquiry: Inquiry, *, by: User, due_at: datetime, reason: str) -> Inquiry:
    """A later moment, also for an organ that stayed silent: what it left open waits again."""
    row = lock(inquiry)
    require(by, "awards.extend_inquiry", row)
    if row.nomination_list.is_locked:
        raise StateConflict("Danh sách đề nghị đã khóa.")
    if row.state == InquiryState.WAITING and row.due_at == due_at:
        return row  # the button was pressed twice
    if due_at <= max(clock.now(), row.due_at if row.state == InquiryState.WAITING else clock.now()):
        raise RuleViolation("Hạn mới phải sau lúc này và sau hạn cũ.", field="due_on")
    made = INQUIRY.make("extend", inquiry, by=by, reason=reason, due_at=due_at, closed_at=None, closed_by=None)
    inquiry.opinions.filter(view=View.SILENT).update(view=View.WAITING)
    return made


def withdraw(inquiry: Inquiry, *, by: User, reason: str) -> Inquiry:
    """Take a question back: what was said stays on record and counts no more."""
    with transaction.atomic():
        if lock(inquiry).nomination_list.is_locked:
            raise StateConflict("Danh sách đề nghị đã khóa.")
        return INQUIRY.make("withdraw_inquiry", inquiry, by=by, reason=reason, closed_at=clock.now(), closed_by=by)


def note_silence() -> int:
    """Every organ whose time is past without an answer to every line is on record as silent; returns how many.

    Safe to repeat. Time does this, nobody: so it is no move of a person, and no line is taken for agreed.
    """
    late = Inquiry.objects.filter(state=InquiryState.WAITING, due_at__lt=clock.now()).order_by("pk")
    return sum(_note_silence(pk) for pk in late.values_list("pk", flat=True))


@transaction.atomic
def _note_silence(pk: int) -> int:
    row = lock(Inquiry(pk=pk))
    if not row.is_overdue:
        return 0  # answered or given longer meanwhile
    silent = row.opinions.filter(view=View.WAITING).update(view=View.SILENT)
    Inquiry.objects.filter(pk=pk).update(state=InquiryState.SILENT, closed_at=clock.now())
    record(
        None, "inquiry.lapse", row, before={"state": row.state}, after={"state": InquiryState.SILENT, "silent": silent}
    )
    return 1
