"""Acts on models and good examples: written, sent, kept in the library, taken up by other units, withdrawn."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import transaction

from awards.years.enums import PracticeState
from awards.years.library import (
    BestPractice,
    BestPracticeFigure,
    PracticeAdoption,
    PracticeCredit,
    PracticePicture,
)
from awards.years.models import EmulationPeriod
from awards.years.movements import Movement
from awards.years.services import require_not_closed
from awards.years.states import PRACTICE
from thidua import clock, pictures, text, uploads
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import allowed, require
from thidua.workflow import lock
from units.audit.services import record
from units.models import Person, Unit, User

# (value, unit of measure), then what is measured and what it was before, where they are known.
Figures = Iterable[tuple]
Credits = Iterable[tuple[Unit | Person, str]]


PICTURE_MB = 10
PICTURE_BOX = (1600, 1200)
LONGEST, SHORTEST = 12_000, 200  # pixels a side
MOST_PICTURES = 12


# The model itself -----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_best_practice(
    period: EmulationPeriod,
    *,
    by: User,
    unit: Unit | None,
    name: str,
    summary: str = "",
    figures: Figures = (),
    source: str = "",
    proposed_to_spread: bool = False,
    is_demo: bool | None = None,
    credits: Credits = (),
    **facts,
) -> BestPractice:
    """Keep a model with its measured results; a draft of the unit, in the library at once when the office writes it.

    unit None: several units do it. facts: field, movement, recognised_by, recognised_on, keywords.
    """
    require(by, "awards.add_practice", (period, unit))
    require_not_closed(lock(period))
    name = text.clean(name)
    _refuse_practice(period, unit, name)
    practice = BestPractice(
        period=period,
        unit=unit,
        state=PracticeState.LIBRARY if allowed(by, "awards.run_period", period) else PracticeState.DRAFT,
        proposed_to_spread=proposed_to_spread,
        is_demo=period.is_demo if is_demo is None else is_demo,
    )
    _write(practice, name=name, summary=summary, source=source, **facts)
    practice.save()
    _replace_figures(practice, figures)
    _replace_credits(practice, credits)
    record(by, "years.add_practice", practice, after=_facts(practice))
    return practice


@transaction.atomic
def edit_best_practice(
    practice: BestPractice,
    *,
    by: User,
    unit: Unit | None,
    name: str,
    summary: str = "",
    figures: Figures = (),
    source: str = "",
    credits: Credits | None = None,
    **facts,
) -> BestPractice:
    """Change what is said of a model; the record keeps what stood there. credits None: they stay as they are."""
    row = lock(practice)
    require(by, "awards.edit_practice", row)
    require(by, "awards.add_practice", (row.period, unit))
    require_not_closed(lock(row.period))
    if row.state == PracticeState.WITHDRAWN:
        raise StateConflict("Mô hình đã rút khỏi thư viện, không sửa được.")
    name = text.clean(name)
    _refuse_practice(row.period, unit, name, but=row)
    before = _facts(row)
    row.unit = unit
    _write(row, name=name, summary=summary, source=source, **facts)
    row.save()
    _replace_figures(row, figures)
    if credits is not None:
        _replace_credits(row, credits)
    after = _facts(row)
    if before != after:
        record(by, "years.edit_practice", row, before=before, after=after)
    return row


def _write(practice: BestPractice, *, name: str, summary: str, source: str, **facts) -> None:
    practice.name, practice.summary, practice.source = name, summary.strip(), text.clean(source)
    movement: Movement | None = facts.get("movement")
    if movement is not None and movement.period_id != practice.period_id:
        raise RuleViolation("Phong trào không thuộc năm thi đua này.", field="movement")
    on: date | None = facts.get("recognised_on")
    if on is not None and on > clock.today():
        raise RuleViolation("Ngày công nhận không được ở tương lai.", field="recognised_on")
    for key, value in facts.items():
        setattr(practice, key, text.clean(value) if isinstance(value, str) else value)
    practice.keywords = ", ".join(filter(None, (word.strip() for word in practice.keywords.split(","))))


def _refuse_practice(period: EmulationPeriod, unit: Unit | None, name: str, but: BestPractice | None = None) -> None:
    if not name:
        raise RuleViolation("Ghi tên mô hình, cách làm hay.", field="name")
    same = BestPractice.objects.filter(period=period, unit=unit, name__iexact=name)
    if same.exclude(pk=but.pk if but else None).exists():
        raise RuleViolation(f"{unit or 'Năm thi đua này'} đã có mô hình “{name}”.", field="name")


def _replace_figures(practice: BestPractice, figures: Figures) -> None:
    practice.figures.all().delete()
    rows = []
    for number, (value, label, *more) in enumerate(figures, 1):
        name, before = (*more, "", None)[:2] if len(more) < 2 else more
        rows.append(
            BestPracticeFigure(
                practice=practice, value=Decimal(str(value)), label=text.clean(label), name=text.clean(name),
                before=before if before is None else Decimal(str(before)), sort=number,
            )
        )  # fmt: skip
    BestPracticeFigure.objects.bulk_create(rows)


def _replace_credits(practice: BestPractice, credits: Credits) -> None:
    practice.credits.all().delete()
    PracticeCredit.objects.bulk_create(
        PracticeCredit(
            practice=practice, unit=who if isinstance(who, Unit) else None,
            person=who if isinstance(who, Person) else None, role=text.clean(role),
        )
        for who, role in credits
    )  # fmt: skip


def _facts(practice: BestPractice) -> dict:
    return {
        "unit": str(practice.unit or ""),
        "name": practice.name,
        "field": practice.get_field_display(),
        "summary": practice.summary,
        "source": practice.source,
        "movement": str(practice.movement or ""),
        "recognised_by": practice.recognised_by,
        "recognised_on": practice.recognised_on,
        "keywords": practice.keywords,
        "figures": "; ".join(str(figure) for figure in practice.figures.all()),
        "credits": "; ".join(str(one) for one in practice.credits.select_related("unit", "person")),
    }


@transaction.atomic
def propose_to_spread(practice: BestPractice, *, by: User, proposed: bool = True) -> BestPractice:
    """Put the model forward for other units (or take that back); doing it twice changes nothing."""
    row = lock(practice)
    require(by, "awards.edit_practice", row)
    require_not_closed(row.period)
    if row.proposed_to_spread != proposed:
        row.proposed_to_spread = proposed
        row.save(update_fields=["proposed_to_spread"])
        told = {"before": {"proposed_to_spread": not proposed}, "after": {"proposed_to_spread": proposed}}
        record(by, "years.propose_to_spread", row, **told)
    practice.proposed_to_spread = proposed
    return row


# Into the library and out ---------------------------------------------------------------------------------------------


def send(practice: BestPractice, *, by: User) -> BestPractice:
    """To the office, which keeps the library."""
    return PRACTICE.make("practice_send", practice, by=by)


def recall(practice: BestPractice, *, by: User) -> BestPractice:
    return PRACTICE.make("practice_recall", practice, by=by)


def approve(practice: BestPractice, *, by: User) -> BestPractice:
    """Into the library: everybody of the year reads it, reports tell of it."""
    return PRACTICE.make("practice_approve", practice, by=by)


def give_back(practice: BestPractice, *, by: User, reason: str) -> BestPractice:
    return PRACTICE.make("practice_return", practice, by=by, reason=reason)


def withdraw(practice: BestPractice, *, by: User, reason: str) -> BestPractice:
    """Out of lists and reports; it stays readable with the reason."""
    return PRACTICE.make("practice_withdraw", practice, by=by, reason=reason, withdrawn_reason=reason.strip()[:500])


def restore(practice: BestPractice, *, by: User, reason: str) -> BestPractice:
    return PRACTICE.make("practice_restore", practice, by=by, reason=reason, withdrawn_reason="")


# Pictures -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_picture(practice: BestPractice, *, by: User, upload, caption: str, alt: str = "") -> PracticePicture:
    """A picture, made anew. alt empty: the caption tells what is to be seen. The same picture twice is refused."""
    row = lock(practice)
    require(by, "awards.edit_practice", row)
    require_not_closed(row.period)
    caption, alt = text.clean(caption), text.clean(alt)
    if not caption:
        raise RuleViolation("Ghi chú thích: ảnh chụp gì, ở đâu.", field="caption")
    if upload.size > PICTURE_MB * uploads.MB:
        raise RuleViolation(f"Ảnh lớn hơn {PICTURE_MB} MB: giảm dung lượng rồi tải lại.", field="upload")
    kept = list(row.pictures.kept().values_list("sha256", flat=True))
    if len(kept) >= MOST_PICTURES:
        raise RuleViolation(f"Mô hình đã có {MOST_PICTURES} ảnh: gỡ bớt rồi thêm.", field="upload")
    content, size = pictures.made_anew(upload, box=PICTURE_BOX, longest=LONGEST, shortest=SHORTEST)
    digest = sha256(content).hexdigest()
    if digest in kept:
        raise RuleViolation("Mô hình đã có ảnh này.", field="upload")
    picture = PracticePicture(
        practice=row, size=len(content), width=size[0], height=size[1], sha256=digest, caption=caption[:300],
        alt=(alt or caption)[:300], added_by=by,
    )  # fmt: skip
    picture.file.save(uploads.kept_name("jpg"), ContentFile(content), save=False)
    with uploads.with_row(picture.file):
        picture.save()
        record(by, "years.add_picture", row, caption=picture.caption, sha256=digest)
    return picture


@transaction.atomic
def remove_picture(picture: PracticePicture, *, by: User) -> PracticePicture:
    """Take a picture away by a mark; twice changes nothing."""
    practice = lock(picture.practice)
    require(by, "awards.edit_practice", practice)
    require_not_closed(practice.period)
    row = lock(picture)
    if row.removed_at is None:
        row.removed_at, row.removed_by = clock.now(), by
        row.save(update_fields=["removed_at", "removed_by"])
        record(by, "years.remove_picture", practice, caption=row.caption, sha256=row.sha256)
    return row


# Other units ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def adopt(
    practice: BestPractice, unit: Unit, *, by: User, since: date, result: str = "", contact: str = ""
) -> PracticeAdoption:
    """Say that a unit works by the model, or what came of it there. Also after the model's own year is closed:
    good examples spread in the years that follow."""
    row = lock(practice)
    require(by, "awards.adopt_practice", (row, unit))
    if row.state != PracticeState.LIBRARY:
        raise StateConflict("Mô hình không có trong thư viện, không ghi áp dụng được.")
    if row.unit_id == unit.pk:
        raise RuleViolation("Đơn vị này là nơi làm ra mô hình.", field="unit")
    if since > clock.today():
        raise RuleViolation("Ngày bắt đầu áp dụng không được ở tương lai.", field="since")
    found = row.adoptions.filter(unit=unit, ended_on__isnull=True).first()
    adoption = found or PracticeAdoption(practice=row, unit=unit, added_by=by)
    before = _adoption_facts(adoption) if found else {}
    adoption.since, adoption.result, adoption.contact = since, result.strip(), text.clean(contact)
    after = _adoption_facts(adoption)
    if before != after:
        adoption.save()
        record(by, "years.adopt_practice", row, before=before, after=after, unit=str(unit))
    return adoption


def _adoption_facts(adoption: PracticeAdoption) -> dict:
    return {"since": adoption.since, "result": adoption.result, "contact": adoption.contact}


@transaction.atomic
def end_adoption(adoption: PracticeAdoption, *, by: User, reason: str) -> PracticeAdoption:
    """The unit no longer works by it; the row stays with its reason."""
    practice = lock(adoption.practice)
    require(by, "awards.adopt_practice", (practice, adoption.unit))
    row = lock(adoption)
    if row.ended_on is not None:
        raise StateConflict(f"{row.unit} đã thôi áp dụng từ ngày {row.ended_on:%d/%m/%Y}.")
    if not reason.strip():
        raise RuleViolation("Ghi lý do thôi áp dụng.", field="reason")
    row.ended_on, row.end_reason = clock.today(), text.clean(reason)[:300]
    row.save(update_fields=["ended_on", "end_reason"])
    record(by, "years.end_adoption", practice, unit=str(row.unit), reason=row.end_reason)
    return row
