"""Acts on movements: written, launched, extended, reviewed, closed; units take part and report."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.fields.files import FieldFile

from awards.years.enums import MovementState, ReviewStage
from awards.years.models import EmulationPeriod
from awards.years.movement_queries import standings
from awards.years.movements import Movement, MovementEntry, MovementReport, MovementReview
from awards.years.nudges import Nudge, nudge
from awards.years.services import require_not_closed
from awards.years.states import MOVEMENT
from thidua import clock, filetypes, providers, uploads
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.models import Cluster, Unit, User

FACTS = (
    "kind", "name", "slogan", "decision_number", "decision_on", "issuer", "purpose", "targets", "starts_on", "ends_on",
    "register_by",
)  # fmt: skip
LINES = ("name", "slogan", "decision_number", "issuer")


# The movement itself --------------------------------------------------------------------------------------------------


@transaction.atomic
def create_movement(
    period: EmulationPeriod,
    *,
    by: User,
    units: Iterable[Unit] = (),
    clusters: Iterable[Cluster] = (),
    upload: UploadedFile | None = None,
    is_demo: bool | None = None,
    **facts,
) -> Movement:
    """A draft. facts: FACTS, those left out stay empty. units, clusters: the scope; neither is the whole year.

    Refusals name the field (`name`, `ends_on`, `register_by`, `upload`).
    """
    require(by, "awards.run_period", period)
    row = lock(period)
    require_not_closed(row)
    movement = Movement(period=row, created_by=by, is_demo=row.is_demo if is_demo is None else is_demo)
    _write(movement, facts)
    with uploads.with_row(*_keep_file(movement, upload)):
        movement.save()
        _set_scope(movement, units, clusters)
        record(by, "years.movement_create", movement, after=_facts(movement))
    return movement


@transaction.atomic
def edit_movement(
    movement: Movement,
    *,
    by: User,
    units: Iterable[Unit] = (),
    clusters: Iterable[Cluster] = (),
    upload: UploadedFile | None = None,
    reason: str = "",
    **facts,
) -> Movement:
    """Change a draft; once launched also, with a reason, and the units asked are told. Its end moves by `extend`."""
    row = lock(movement)
    require(by, "awards.run_movement", row)
    require_not_closed(row.period)
    if row.state in (MovementState.ENDED, MovementState.DROPPED):
        raise StateConflict(f"Phong trào ở trạng thái “{row.get_state_display()}”, không sửa được.")
    if row.is_running and not reason.strip():
        raise RuleViolation("Phong trào đã phát động. Ghi lý do điều chỉnh.", field="reason")
    if row.is_running and facts.get("ends_on", row.ends_on) != row.ends_on:
        raise RuleViolation("Ngày kết thúc đổi bằng nút Kéo dài, có lý do.", field="ends_on")
    before = _facts(row)
    _write(row, facts)
    with uploads.with_row(*_keep_file(row, upload)):
        row.save()
        _set_scope(row, units, clusters)
        after = _facts(row)
        if before != after:
            record(by, "years.movement_edit", row, before=before, after=after, reason=reason.strip())
    if row.is_running and before != after:
        words = f"Phong trào “{row.name}” có điều chỉnh: {reason.strip()}"
        providers.tell(row.units_asked(), "deadline", words, key=f"movement-edit:{row.pk}:{clock.now().isoformat()}",
                       thing=row, by=by)  # fmt: skip
    return row


def _write(movement: Movement, facts: dict) -> None:
    for name in FACTS:
        if name in facts:
            value = facts[name]
            setattr(
                movement, name, clean(value) if name in LINES else value.strip() if isinstance(value, str) else value
            )
    if not movement.name:
        raise RuleViolation("Ghi tên phong trào.", field="name")
    if movement.ends_on < movement.starts_on:
        raise RuleViolation("Ngày kết thúc không được trước ngày bắt đầu.", field="ends_on")
    if movement.register_by and movement.register_by > movement.ends_on:
        raise RuleViolation("Hạn đăng ký không được sau ngày kết thúc.", field="register_by")
    same = Movement.objects.filter(period=movement.period, name__iexact=movement.name)
    if same.exclude(pk=movement.pk).exclude(state=MovementState.DROPPED).exists():
        raise RuleViolation(f"Năm thi đua đã có phong trào “{movement.name}”.", field="name")


def _set_scope(movement: Movement, units: Iterable[Unit], clusters: Iterable[Cluster]) -> None:
    movement.units.set(units)
    movement.clusters.set(clusters)


def _facts(movement: Movement) -> dict:
    names = [str(one) for one in (*movement.units.all(), *movement.clusters.all())]
    facts = {name: getattr(movement, name) for name in FACTS}
    return {**facts, "scope": ", ".join(names) or "mọi đơn vị trong năm", "file": movement.file_name}


def _keep_file(movement: Movement, upload: UploadedFile | None) -> list[FieldFile]:
    """Put the paper beside the row before the row is saved; an earlier one stays in the store, named by the record."""
    if upload is None:
        return []
    name = uploads.shown_name(upload, "van-ban")
    try:
        kind, digest = uploads.look_at(upload, name, most_mb=settings.EVIDENCE_MB)
    except filetypes.Refused as refused:
        raise RuleViolation(str(refused), field="upload") from None
    movement.file_name, movement.file_kind, movement.file_size, movement.sha256 = name, kind.code, upload.size, digest
    movement.file.save(uploads.kept_name(kind.endings[0]), upload, save=False)
    return [movement.file]


def launch(movement: Movement, *, by: User) -> Movement:
    """Draft → launched: the people of every unit asked are told once."""
    with transaction.atomic():
        row = MOVEMENT.make("movement_launch", movement, by=by)
        until = f" Đăng ký trước hết ngày {row.register_by:%d/%m/%Y}." if row.register_by else ""
        words = f"Phát động phong trào “{row.name}”.{until}"
        providers.tell(row.units_asked(), "deadline", words, key=f"movement:{row.pk}", thing=row, by=by)
    return row


def drop(movement: Movement, *, by: User) -> Movement:
    """Put a draft aside."""
    return MOVEMENT.make("movement_drop", movement, by=by)


@transaction.atomic
def extend(movement: Movement, *, by: User, ends_on: date, reason: str) -> Movement:
    """A later last day, with its reason; the units asked are told. Doing it twice with the same day is refused."""
    row = lock(movement)
    require(by, "awards.run_movement", row)
    if ends_on <= row.ends_on:
        raise RuleViolation(f"Ngày kết thúc mới phải sau ngày {row.ends_on:%d/%m/%Y}.", field="ends_on")
    row = MOVEMENT.make("movement_extend", movement, by=by, reason=reason, ends_on=ends_on)
    words = f"Phong trào “{row.name}” kéo dài đến hết ngày {ends_on:%d/%m/%Y}. Lý do: {reason.strip()}"
    providers.tell(row.units_asked(), "deadline", words, key=f"movement-until:{row.pk}:{ends_on}", thing=row, by=by)
    return row


@transaction.atomic
def review(movement: Movement, *, by: User, on: date, content: str) -> MovementReview:
    """Sơ kết of a running movement; the same words on the same day again change nothing."""
    row = lock(movement)
    require(by, "awards.run_movement", row)
    require_not_closed(row.period)
    if not row.is_running:
        raise StateConflict(f"Phong trào ở trạng thái “{row.get_state_display()}”, không sơ kết được.")
    return _say(row, ReviewStage.MID, by=by, on=on, content=content)


@transaction.atomic
def end(movement: Movement, *, by: User, on: date, content: str) -> Movement:
    """Tổng kết: the summary is kept and the movement is over."""
    row = MOVEMENT.make("movement_end", movement, by=by)
    _say(row, ReviewStage.FINAL, by=by, on=on, content=content)
    return row


def reopen(movement: Movement, *, by: User, reason: str) -> Movement:
    return MOVEMENT.make("movement_reopen", movement, by=by, reason=reason)


def _say(movement: Movement, stage: ReviewStage, *, by: User, on: date, content: str) -> MovementReview:
    if not content.strip():
        raise RuleViolation(f"Ghi nội dung {stage.label.lower()}.", field="content")
    if on > clock.today():
        raise RuleViolation("Ngày không được ở tương lai.", field="on")
    if on < movement.starts_on:
        raise RuleViolation(f"Ngày phải từ ngày bắt đầu {movement.starts_on:%d/%m/%Y} trở đi.", field="on")
    same = movement.reviews.filter(stage=stage, held_on=on, content=content.strip()).first()
    if same is not None:
        return same
    made = MovementReview.objects.create(movement=movement, stage=stage, held_on=on, content=content.strip(), by=by)
    record(by, "years.movement_review", movement, after={"stage": stage.label, "content": made.content}, acted_on=on)
    return made


# Units ----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def join(movement: Movement, unit: Unit, *, by: User, people: int, content: str = "") -> MovementEntry:
    """Put the unit down as taking part, or change what it put down; sent twice, the second changes nothing."""
    row = _open_to(movement, unit, by)
    if people < 1:
        raise RuleViolation("Ghi số người tham gia, ít nhất 1.", field="people")
    _not_more_than_there_are(unit, people)
    entry = row.entries.filter(unit=unit).first()
    before = {"people": entry.people, "content": entry.content} if entry else {}
    after = {"people": people, "content": content.strip()}
    if before == after:
        return entry
    if entry is None:
        entry = MovementEntry(movement=row, unit=unit, joined_on=clock.today(), joined_by=by)
    entry.people, entry.content = people, content.strip()
    entry.save()
    record(by, "years.movement_join", entry, before=before, after=after, movement=row.name)
    return entry


@transaction.atomic
def report(
    movement: Movement, unit: Unit, stage: str, *, by: User, people: int, content: str, figures: str = ""
) -> MovementReport:
    """What came of it in the unit, half-way or at the end; may be put right until the movement is over."""
    row = _open_to(movement, unit, by)
    entry = row.entries.filter(unit=unit).first()
    if entry is None:
        raise StateConflict("Đơn vị chưa đăng ký tham gia phong trào này. Đăng ký rồi mới báo cáo.")
    if not content.strip():
        raise RuleViolation("Ghi kết quả của đơn vị.", field="content")
    _not_more_than_there_are(unit, people)
    told = entry.reports.filter(stage=stage).first() or MovementReport(entry=entry, stage=ReviewStage(stage))
    before = {"people": told.people, "figures": told.figures, "content": told.content} if told.pk else {}
    after = {"people": people, "figures": clean(figures), "content": content.strip()}
    if before == after:
        return told
    told.people, told.figures, told.content = people, after["figures"], after["content"]
    told.reported_by, told.reported_at = by, clock.now()
    told.save()
    label = ReviewStage(stage).label
    record(by, "years.movement_report", entry, before=before, after=after, movement=row.name, stage=label)
    return told


def _open_to(movement: Movement, unit: Unit, by: User) -> Movement:
    """The movement, locked, when it runs and the unit is asked to take part in it."""
    row = lock(movement)
    require(by, "awards.join_movement", (row, unit))
    require_not_closed(row.period)
    if not row.is_running:
        raise StateConflict(f"Phong trào ở trạng thái “{row.get_state_display()}”, không nhận đăng ký, báo cáo.")
    if unit.pk not in {one.pk for one in row.units_asked()}:
        raise StateConflict(f"{unit} không thuộc phạm vi của phong trào này.")
    return row


def _not_more_than_there_are(unit: Unit, people: int) -> None:
    if unit.strength is not None and people > unit.strength:
        raise RuleViolation(f"Số người không quá quân số của đơn vị ({unit.strength}).", field="people")


@transaction.atomic
def remind(movement: Movement, *, by: User) -> Nudge:
    """Tell the units that have not put themselves down; once a day each."""
    row = lock(movement)
    require(by, "awards.run_movement", row)
    if not row.is_running:
        raise StateConflict("Phong trào không diễn ra, không cần nhắc.")
    missing = [one.unit for one in standings(row) if one.entry is None]
    if not missing:
        raise RuleViolation("Mọi đơn vị trong phạm vi đã đăng ký.")
    until = f", hạn hết ngày {row.register_by:%d/%m/%Y}" if row.register_by else ""
    words = f"Đơn vị chưa đăng ký tham gia phong trào “{row.name}”{until}."
    return nudge(missing, words, by=by, about=row, action="years.movement_remind", thing=row)
