"""A file that somebody sends: what it is, under which name it is shown and kept; none stays without its row."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import PurePath
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.fields.files import FieldFile

from thidua.filetypes import FileKind, Refused, recognise
from thidua.text import clean

MB = 1024 * 1024
LONGEST_NAME = 190


def shown_name(upload: UploadedFile, otherwise: str) -> str:
    """The name it came with, without any folder; only shown, never a path."""
    return clean(PurePath((upload.name or "").replace("\\", "/")).name)[-LONGEST_NAME:] or otherwise


def kept_name(ending: str) -> str:
    """A name of our own, for the store."""
    return f"{uuid4().hex}.{ending}"


def look_at(upload: UploadedFile, name: str, *, most_mb: int) -> tuple[FileKind, str]:
    """Kind by its content, and SHA-256. Raises `Refused`: empty, too large, or not what its name says."""
    if not upload.size:
        raise Refused("Tệp rỗng.")
    if upload.size > most_mb * MB:
        raise Refused(f"Tệp lớn hơn {most_mb} MB. Giảm dung lượng hoặc chia nhỏ rồi tải lại.")
    kind = recognise(upload, name)
    digest = sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return kind, digest.hexdigest()


@contextmanager
def with_row(*files: FieldFile) -> Iterator[list[FieldFile]]:
    """One transaction for the rows of files already written; what is in the list is deleted when it fails.

    A file is written before its row and in front of the commit: a row never stands without its file. What a killed
    process leaves is a file without a row, which nobody can reach.
    """
    written = list(files)
    try:
        with transaction.atomic():
            yield written
    except BaseException:
        for file in written:
            file.storage.delete(file.name)
        raise
