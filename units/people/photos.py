"""The photo of a person: put up, replaced, taken away. What was shown before is kept with its days."""

from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import transaction

from thidua import clock, uploads
from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.pictures import made_anew
from thidua.workflow import lock
from units.audit.services import record
from units.people.models import Person, PersonPhoto
from units.people.persons import not_merged
from units.people.rules import PHOTO_BYTES, PHOTO_LONGEST, PHOTO_SHORTEST, PHOTO_SIZE


def set_photo(person: Person, *, by, upload) -> PersonPhoto:
    """Show a photo of the person; an earlier one is put away. upload: Django's UploadedFile, typed by its content."""
    require(by, "units.edit_person", person)
    if upload.size > PHOTO_BYTES:
        raise RuleViolation(
            f"Ảnh lớn hơn {PHOTO_BYTES // 1024 // 1024} MB: giảm dung lượng rồi tải lại.", field="upload"
        )
    content, size = made_anew(upload, box=PHOTO_SIZE, longest=PHOTO_LONGEST, shortest=PHOTO_SHORTEST)
    return _show(person, content, size, by=by)


@transaction.atomic
def _show(person: Person, content: bytes, size: tuple[int, int], *, by) -> PersonPhoto:
    row = lock(person)
    require(by, "units.edit_person", row)
    not_merged(row)
    before = _put_away(row)
    photo = PersonPhoto(
        person=row, file_size=len(content), width=size[0], height=size[1], sha256=sha256(content).hexdigest()
    )
    photo.file.save(uploads.kept_name("jpg"), ContentFile(content), save=False)
    with uploads.with_row(photo.file):
        photo.save()
        record(by, "people.set_photo", row, before={"photo": before}, after={"photo": str(photo)}, sha256=photo.sha256)
    return photo


@transaction.atomic
def remove_photo(person: Person, *, by) -> None:
    """Show no photo any more."""
    row = lock(person)
    require(by, "units.edit_person", row)
    before = _put_away(row)
    if before is None:
        raise RuleViolation("Hồ sơ này không có ảnh.")
    record(by, "people.remove_photo", row, before={"photo": before}, after={"photo": None})


def _put_away(person: Person) -> str | None:
    shown = person.photos.filter(removed_at__isnull=True).first()
    if shown is None:
        return None
    shown.removed_at = clock.now()
    shown.save(update_fields=["removed_at"])
    return str(shown)
