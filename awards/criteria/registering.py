"""Acts on registrations: a unit writes, sends and signs its own; whoever runs the year gives back and reminds."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction

from awards.criteria.models import Target
from awards.criteria.registration_queries import OpenTitle, is_late, open_titles, registered_of, standings, targets_of
from awards.criteria.registrations import RegisteredTarget, RegisteredTitle, Registration, registration_phase
from awards.criteria.rules import points_text
from awards.criteria.states import REGISTRATION
from awards.years.models import EmulationPeriod
from awards.years.nudges import Nudge, nudge
from thidua import clock, providers
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Person, Unit, User


@transaction.atomic
def write_registration(
    period: EmulationPeriod,
    unit: Unit,
    *,
    by: User,
    titles: Mapping[int, int],
    figures: Mapping[int, Decimal] | None = None,
    note: str = "",
) -> Registration:
    """What the unit puts down, all at once. titles: award id → number, 0 is none; figures: criterion id → figure.

    A figure left out is the target itself. All problems are told together; the same words again change nothing.
    """
    require(by, "awards.write_registration", Registration(period=period, unit=unit))
    year = lock(period)
    if unit.pk not in set(year.reporting_units().values_list("pk", flat=True)):
        raise StateConflict(f"{unit} không báo cáo kết quả trong năm thi đua {year.year}.")
    row = _open(year, unit)
    figures = {pk: value for pk, value in (figures or {}).items() if value is not None}
    wanted = {pk: count for pk, count in titles.items() if count}
    assigned = targets_of(year, unit)
    if problems := [*_title_problems(year, unit, wanted), *_figure_problems(assigned, figures)]:
        raise RuleViolation("Chưa lưu được bản đăng ký.", reasons=problems)
    before = _facts(row)
    row.note = note.strip()
    row.save()
    _set_titles(row, wanted)
    _set_figures(row, assigned, figures)
    after = _facts(row)
    if before != after:
        record(by, "criteria.register", row, before=before, after=after)
    return row


def _open(period: EmulationPeriod, unit: Unit) -> Registration:
    row = Registration.objects.filter(period=period, unit=unit).first()
    row = lock(row) if row else Registration(period=period, unit=unit, is_demo=period.is_demo)
    if closed := row.why_closed():
        raise StateConflict(closed)
    if not row.is_open:
        raise StateConflict(f"Bản đăng ký ở trạng thái “{row.get_state_display()}”, không sửa được.")
    return row


def title_problem(title: OpenTitle, count: int) -> str:
    """Why a unit cannot put down so many of a title, in one sentence; empty when it can."""
    if title.most is None or count <= title.most:
        return ""
    have = f"{title.most} tập thể" if title.is_collective else f"quân số {title.most}"
    return f"đăng ký {count}, đơn vị chỉ có {have}."


def figure_problem(target: Target, value: Decimal) -> str:
    """Why a figure cannot be put down beside a target, in one sentence; empty when it can."""
    if wrong := target.criterion.target_problem(value):
        return wrong
    return "" if value >= target.value else f"số đăng ký ít nhất bằng chỉ tiêu {points_text(target.value)}."


def _title_problems(period: EmulationPeriod, unit: Unit, wanted: Mapping[int, int]) -> list[str]:
    known = {row.award.pk: row for row in open_titles(period, unit)}
    strange = ["Có danh hiệu không nằm trong quy định của năm này."] if set(wanted) - set(known) else []
    told = [
        (known[pk].award.short_name, title_problem(known[pk], count)) for pk, count in wanted.items() if pk in known
    ]
    return [*(f"{name}: {wrong}" for name, wrong in told if wrong), *strange]


def _figure_problems(assigned: Iterable[Target], figures: Mapping[int, Decimal]) -> list[str]:
    known = {target.criterion_id: target for target in assigned}
    strange = ["Có tiêu chí không giao chỉ tiêu cho đơn vị."] if set(figures) - set(known) else []
    told = [(known[pk].criterion, figure_problem(known[pk], value)) for pk, value in figures.items() if pk in known]
    return [*(f"{criterion.code} {criterion.name}: {wrong}" for criterion, wrong in told if wrong), *strange]


def _set_titles(row: Registration, wanted: Mapping[int, int]) -> None:
    there = {title.award_id: title for title in row.titles.all()}
    for pk, title in there.items():
        if pk not in wanted:
            title.people.clear()
            title.delete()  # a plan that is still being written; the record keeps what stood there
        elif title.count != wanted[pk]:
            title.count = wanted[pk]
            title.save(update_fields=["count"])
    RegisteredTitle.objects.bulk_create(
        RegisteredTitle(registration=row, award_id=pk, count=count) for pk, count in wanted.items() if pk not in there
    )


def _set_figures(row: Registration, assigned: Iterable[Target], figures: Mapping[int, Decimal]) -> None:
    """Only what goes beyond the target is kept: the target itself is everybody's anyway."""
    row.targets.all().delete()
    RegisteredTarget.objects.bulk_create(
        RegisteredTarget(registration=row, criterion=target.criterion, value=figures[target.criterion_id])
        for target in assigned
        if figures.get(target.criterion_id, target.value) > target.value
    )


def _facts(row: Registration) -> dict:
    titles, figures = registered_of(row)
    return {
        "titles": "; ".join(str(title) for title in titles.values()),
        "figures": "; ".join(f"{code}: {points_text(value)}" for code, value in figures.items()),
        "note": row.note,
    }


@transaction.atomic
def name_people(title: RegisteredTitle, *, by: User, people: Iterable[Person]) -> RegisteredTitle:
    """Say who aims at a title; the same names again change nothing."""
    require(by, "awards.write_registration", title.registration)
    row = _open(lock(title.registration.period), title.registration.unit)
    people = list(people)
    if title.is_collective:
        raise RuleViolation("Danh hiệu tập thể không ghi tên người.", field="people")
    if len(people) > title.count:
        raise RuleViolation(f"Ghi tên {len(people)} người, đăng ký {title.count}: bỏ bớt hoặc tăng số.", field="people")
    if foreign := [str(one) for one in people if not one.unit.path.startswith(row.unit.path)]:
        raise RuleViolation(f"Không thuộc {row.unit}: {', '.join(foreign)}.", field="people")
    before = ", ".join(str(one) for one in title.people.all())
    title.people.set(people)
    after = ", ".join(str(one) for one in people)
    if before != after:
        told = {"before": {"people": before}, "after": {"people": after}}
        record(by, "criteria.register_people", row, **told, award=title.award.short_name)
    return title


@transaction.atomic
def send(registration: Registration, *, by: User, late_reason: str = "") -> Registration:
    """To the head of the unit. After the unit's own deadline only with a reason, which stays with it."""
    require(by, "awards.write_registration", registration)
    late = is_late(registration_phase(registration.period), registration)
    reason = clean(late_reason) or registration.late_reason if late else ""
    if late and not reason:
        raise RuleViolation("Đã quá hạn đăng ký. Ghi lý do gửi muộn.", field="late_reason")
    return REGISTRATION.make(
        "register_send", registration, by=by, sent_at=clock.now(), sent_by=by, late_reason=reason[:300]
    )


def recall(registration: Registration, *, by: User) -> Registration:
    return REGISTRATION.make("register_recall", registration, by=by, sent_at=None, sent_by=None)


def confirm(registration: Registration, *, by: User) -> Registration:
    """The head of the unit signs with the own account."""
    return REGISTRATION.make("register_confirm", registration, by=by, confirmed_at=clock.now(), confirmed_by=by)


def give_back(registration: Registration, *, by: User, reason: str) -> Registration:
    """The head of the unit has it put right."""
    return REGISTRATION.make("register_return", registration, by=by, reason=reason, return_reason=reason.strip()[:500])


@transaction.atomic
def reopen(registration: Registration, *, by: User, reason: str) -> Registration:
    """Whoever runs the year gives a signed one back; the unit's people are told why."""
    changes = {"return_reason": reason.strip()[:500], "confirmed_at": None, "confirmed_by": None}
    row = REGISTRATION.make("register_reopen", registration, by=by, reason=reason, **changes)
    words = f"Bản đăng ký thi đua năm {row.period.year} bị trả lại: {reason.strip()}"
    key = f"register-back:{row.pk}:{clock.now().isoformat()}"
    providers.tell([row.unit], "returned", words, key=key, thing=registration_phase(row.period), by=by)
    return row


@transaction.atomic
def remind(period: EmulationPeriod, *, by: User) -> Nudge:
    """Tell the units whose registration is not on its way; once a day each."""
    row = lock(period)
    require(by, "awards.answer_registration", Registration(period=row, unit=row.unit))
    if not row.is_open:
        raise StateConflict(f"Năm thi đua {row.year} không diễn ra, không cần nhắc.")
    missing = [one.unit for one in standings(row, row.reporting_units()) if not one.is_sent]
    if not missing:
        raise RuleViolation("Mọi đơn vị đã gửi đăng ký.")
    phase = registration_phase(row)
    words = f"Đơn vị chưa gửi đăng ký thi đua năm {row.year}."
    return nudge(missing, words, by=by, about=row, action="criteria.register_remind", thing=phase)
