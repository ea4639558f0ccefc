"""Acts of signing digitally: with a certificate file, or made by the program of a token and brought back."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.views.decorators.debug import sensitive_variables

from awards.decisions.certificate_enums import SignatureMethod
from awards.decisions.digital_signatures import latest_file
from awards.decisions.enums import PaperKind
from awards.decisions.models import Decision
from awards.decisions.signature_models import PaperSignature
from thidua import signatures, uploads
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.signatures import Signature
from thidua.workflow import lock
from units.audit.services import record
from units.models import User

LARGEST_MB = 60


def _ready(paper: Decision, by: User) -> None:
    require(by, "awards.sign_paper", paper)
    if not paper.is_signed or paper.kind == PaperKind.ANSWER or not paper.pdf:
        raise StateConflict("Ký số sau khi văn bản được ký, ban hành.")


@sensitive_variables("password", "key_file", "secret")
def sign_with_file(paper: Decision, *, by: User, key_file: UploadedFile, password: str) -> PaperSignature:
    """Sign the frozen file with a PKCS#12; neither the key nor the password is kept anywhere."""
    _ready(paper, by)
    if key_file.size > signatures.LARGEST_KEY:
        raise RuleViolation("Chọn tệp chứng thư .p12 hoặc .pfx, nhiều nhất 64 KB.", field="key_file")
    before = latest_file(paper)
    secret = key_file.read()
    content = signatures.sign(before, secret, password, reason=f"Ban hành {paper.code}", place=paper.place)
    return _keep(paper, by, content, before, SignatureMethod.FILE)


def prepared(paper: Decision, *, by: User) -> bytes:
    """The file with an empty field, for the program of a token."""
    _ready(paper, by)
    return signatures.prepare(latest_file(paper))


def bring_back(paper: Decision, *, by: User, upload: UploadedFile) -> PaperSignature:
    """A file signed elsewhere. Raises RuleViolation (field `upload`) when it is not our file with a sound signature."""
    _ready(paper, by)
    if upload.size > LARGEST_MB * uploads.MB:
        raise RuleViolation(f"Tệp lớn hơn {LARGEST_MB} MB.", field="upload")
    return _keep(paper, by, upload.read(), latest_file(paper), SignatureMethod.TOKEN)


def _keep(paper: Decision, by: User, content: bytes, before: bytes, method: str) -> PaperSignature:
    """The file beside its row, once it is our paper byte for byte with one more sound signature at its end."""
    if not content.startswith(before):
        raise RuleViolation(
            "Tệp không phải văn bản này, hoặc chương trình ký đã ghi lại cả tệp. Tải bản chờ ký, ký rồi tải lên.",
            field="upload",
        )
    known = {one.field for one in signatures.look(before)}
    fresh = [one for one in signatures.look(content) if one.field not in known]
    if not fresh:
        raise RuleViolation("Tệp chưa có chữ ký số nào mới.", field="upload")
    made = fresh[-1]
    if not (made.intact and made.whole):
        raise RuleViolation(f"Chữ ký số không dùng được: {'; '.join(made.why)}.", field="upload")
    digest = hashlib.sha256(content).hexdigest()
    row = PaperSignature(
        decision=paper, method=method, sha256=digest, field=made.field[:80], signer=made.signer, issuer=made.issuer,
        serial=made.serial[:64], by=by,
    )  # fmt: skip
    row.file.save(f"{paper.kind}-{paper.number}-{digest[:12]}.pdf", ContentFile(content), save=False)
    try:
        with uploads.with_row(row.file):
            _insert(row, made, by, before)
    except IntegrityError as error:
        raise StateConflict("Tệp đã ký số này đã được nhận.") from error
    return row


def _insert(row: PaperSignature, made: Signature, by: User, before: bytes) -> None:
    paper = lock(row.decision)  # two signatures at once would each stand on the file without the other
    _ready(paper, by)
    if latest_file(paper) != before:
        raise StateConflict("Văn bản vừa có chữ ký số khác. Tải lại trang rồi ký tiếp.")
    row.save()
    record(
        by, "decision.sign_digitally", paper, method=row.method, signer=made.signer, certified_by=made.issuer,
        serial=made.serial, sha256=row.sha256, trusted=made.trusted,
    )  # fmt: skip
