"""Files of a dossier: each refused by name with its reason; removed by a mark."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum

from awards.nominations.dossier import Attachment
from awards.nominations.dossiers import checklist, paper_name
from awards.nominations.enums import NominationState
from awards.nominations.models import Nomination
from awards.nominations.services import open_list_of
from thidua import clock, filetypes, uploads
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import User

N = NominationState
TAKES_FILES = (N.DRAFT, N.RETURNED, N.SENT, N.ON_HOLD)  # a missing paper may follow while the line is appraised
GIVES_BACK = (N.DRAFT, N.RETURNED)


@dataclass
class Kept:
    """What became of several files. refused: (name, why) of those that were not taken; the others are kept."""

    files: list[Attachment] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def attach(nomination: Nomination, paper: str, sent: Iterable[UploadedFile], *, by: User) -> Kept:
    """Keep files under a paper of the dossier. A file that is refused does not keep the others out.

    Raises Forbidden, StateConflict once nothing can be added, RuleViolation for a paper the dossier does not ask for.
    """
    sent = list(sent)
    line = _open_line(nomination, TAKES_FILES, by=by)
    if not sent:
        raise RuleViolation("Chọn tệp đính kèm.", field="files")
    items = checklist(line).items
    asked = next((item.paper for item in items if item.paper.code == paper and item.takes_files), None)
    if asked is None:
        raise RuleViolation("Hồ sơ này không có giấy tờ ấy.", field="files")
    kept = Kept()
    there = {row.sha256: row.name for row in line.attachments.kept().filter(paper=paper)}
    used = line.attachments.kept().aggregate(sum=Sum("size"))["sum"] or 0
    with uploads.with_row() as written:
        for upload in sent:
            name = uploads.shown_name(upload, "ho-so")
            try:
                kind, digest = _looked_at(upload, name, there, used)
            except filetypes.Refused as refused:
                kept.refused.append((name, str(refused)))
                continue
            row = Attachment(
                nomination=line, paper=paper, name=name, kind=kind.code, size=upload.size, sha256=digest, added_by=by
            )
            row.file.save(uploads.kept_name(kind.endings[0]), upload, save=False)
            written.append(row.file)
            row.save()
            there[digest], used = name, used + upload.size
            kept.files.append(row)
        if kept.files:
            record(by, "nomination.attach", line, paper=asked.text, files={row.name: row.sha256 for row in kept.files})
    return kept


def _looked_at(upload: UploadedFile, name: str, there: dict[str, str], used: int) -> tuple[filetypes.FileKind, str]:
    """Kind and digest of a file that may be kept. Raises filetypes.Refused."""
    kind, digest = uploads.look_at(upload, name, most_mb=settings.EVIDENCE_MB)
    if same := there.get(digest):
        raise filetypes.Refused(f"Trùng nội dung với tệp “{same}” đã có.")
    if len(there) >= settings.EVIDENCE_FILES:
        raise filetypes.Refused(f"Giấy tờ này đã có {len(there)} tệp, nhiều nhất {settings.EVIDENCE_FILES} tệp.")
    if used + upload.size > settings.EVIDENCE_SHEET_MB * uploads.MB:
        raise filetypes.Refused(f"Cả hồ sơ nhiều nhất {settings.EVIDENCE_SHEET_MB} MB.")
    return kind, digest


@transaction.atomic
def remove(attachment: Attachment, *, by: User) -> Attachment:
    """Take a file out of the dossier. Its bytes stay once the line was sent; twice changes nothing."""
    line = _open_line(attachment.nomination, GIVES_BACK, by=by)
    row = lock(attachment)
    if row.removed_at is not None:
        return row
    row.removed_at, row.removed_by = clock.now(), by
    if line.state == N.DRAFT:
        storage, path = row.file.storage, row.file.name
        row.file = ""
        transaction.on_commit(lambda: storage.delete(path))
    row.save(update_fields=["removed_at", "removed_by", "file"])
    record(by, "nomination.remove_file", line, paper=paper_name(line, row.paper), name=row.name, sha256=row.sha256)
    return row


def _open_line(nomination: Nomination, states: tuple, *, by: User) -> Nomination:
    """The line, locked, in one of the states, its list open."""
    require(by, "awards.edit_nomination", nomination)
    open_list_of(nomination)
    line = lock(nomination)
    if line.state not in states:
        raise StateConflict(f"Không đổi hồ sơ của đề nghị đang ở trạng thái “{line.get_state_display()}”.")
    return line
