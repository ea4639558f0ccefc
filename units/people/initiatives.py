"""Initiatives and studies, their authors and certificates."""

from datetime import date
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from thidua import clock, uploads
from thidua.errors import RuleViolation
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record, record_many
from units.checks import checked
from units.people.enums import InitiativeLevel
from units.people.facts import may_record, past_year
from units.people.models import Initiative, InitiativeAuthor, Person
from units.people.rules import CERTIFICATE_BYTES, certificate_type


def record_initiative(
    *,
    by,
    name: str,
    year: int,
    authors: list[Person],
    level: str = InitiativeLevel.BASE,
    certificate: str = "",
    recognised_on: date | None = None,
) -> Initiative:
    """An initiative or study with its authors and the level that recognised it."""
    row = {
        "name": name,
        "year": year,
        "authors": authors,
        "level": level,
        "certificate": certificate,
        "recognised_on": recognised_on,
    }
    return record_initiatives([row], by=by)[0]


@transaction.atomic
def record_initiatives(rows: list[dict], *, by) -> list[Initiative]:
    """Many at once; keys of a row are the arguments of record_initiative."""
    may_record(by, [person for row in rows for person in row["authors"]])
    made, authorships = [], []
    for row in rows:
        fields = dict(row)
        authors = fields.pop("authors")
        past_year(row["year"])
        if not authors:
            raise RuleViolation("Chọn ít nhất một tác giả.", field="authors")
        one = _recognised(Initiative(**{**fields, "name": clean(row["name"])}))
        one.derive_keys()
        made.append(one)
        authorships += [InitiativeAuthor(initiative=one, person=person) for person in dict.fromkeys(authors)]
    Initiative.objects.bulk_create(made, batch_size=500)
    InitiativeAuthor.objects.bulk_create(authorships, batch_size=500)
    record_many(
        by,
        "people.record_initiative",
        (
            (
                link.person,
                {
                    "after": {"initiative": link.initiative.name, "level": link.initiative.get_level_display()},
                    "year": link.initiative.year,
                },
            )
            for link in authorships
        ),
    )
    return made


def _recognised(row: Initiative) -> Initiative:
    checked(row, skip=("file",))
    if row.recognised_on and row.recognised_on > clock.today():
        raise RuleViolation("Ngày công nhận không được sau hôm nay.", field="recognised_on")
    return row


@transaction.atomic
def edit_initiative(initiative: Initiative, *, by, authors: list[Person], **changes: Any) -> Initiative:
    """Correct an initiative and its authors. changes: name, year, level, certificate, recognised_on.

    Authors whom the officer does not look after stay; new ones are among those the officer does.
    """
    row = lock(initiative)
    require(by, "units.edit_initiative", row)
    present = {person.pk: person for person in row.authors.select_related("unit")}
    wanted = {person.pk: person for person in authors}
    may_record(by, [person for pk, person in wanted.items() if pk not in present])
    wanted |= {pk: person for pk, person in present.items() if not by.has_perm("units.record_fact", person)}
    if not wanted:
        raise RuleViolation("Chọn ít nhất một tác giả.", field="authors")
    names = ("name", "year", "level", "certificate", "recognised_on")
    before = {name: getattr(row, name) for name in names}
    for name in names:
        if name in changes:
            value = changes[name]
            setattr(row, name, clean(value) if isinstance(value, str) else value)
    past_year(row.year)
    _recognised(row)
    after = {name: getattr(row, name) for name in names}
    before["authors"], after["authors"] = (sorted(map(str, people.values())) for people in (present, wanted))
    if before == after:
        return row
    row.save()
    row.initiativeauthor_set.exclude(person__in=wanted).delete()
    InitiativeAuthor.objects.bulk_create(
        InitiativeAuthor(initiative=row, person=person) for pk, person in wanted.items() if pk not in present
    )
    record(by, "people.edit_initiative", row, before=before, after=after)
    return row


@transaction.atomic
def attach_certificate(initiative: Initiative, *, by, upload) -> Initiative:
    """Keep the certificate of an initiative: a PDF or a picture, told by its content; a new one replaces the old.

    upload: Django's UploadedFile. The stored name is our own; the one it came with is only shown.
    """
    row = lock(initiative)
    require(by, "units.edit_initiative", row)
    if upload.size > CERTIFICATE_BYTES:
        raise RuleViolation(
            f"Tệp lớn hơn {CERTIFICATE_BYTES // 1024 // 1024} MB: giảm dung lượng rồi tải lại.", field="upload"
        )
    content = upload.read()
    kind = certificate_type(content[:16])
    if kind is None:
        raise RuleViolation("Chỉ nhận tệp PDF hoặc ảnh JPG, PNG; nội dung tệp này không phải.", field="upload")
    content_type, ending = kind
    before = {"file_name": row.file_name}
    name = uploads.shown_name(upload, f"chung-nhan.{ending}")
    row.file_name = name if name.lower().endswith((f".{ending}", ".jpeg")) else f"{name}.{ending}"
    row.content_type, row.file_size = content_type, len(content)
    row.file.save(uploads.kept_name(ending), ContentFile(content), save=False)
    with uploads.with_row(row.file):
        row.save()
        record(
            by, "people.attach_certificate", row, before=before, after={"file_name": row.file_name},
            sha256=sha256(content).hexdigest(),
        )  # fmt: skip
    return row
