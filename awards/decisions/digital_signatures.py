"""Digital signatures of a paper as pages show them: looked at in the file itself, not believed from the row."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache

from awards.decisions.models import Decision
from awards.decisions.queries import signed_file
from awards.decisions.signature_models import PaperSignature
from thidua import signatures
from thidua.errors import RuleViolation
from thidua.signatures import Signature
from thidua.text import search_key

KEPT = 24 * 3600  # seconds: the file and the authorities are in the name of what is kept


@dataclass(frozen=True)
class Shown:
    """One signature with what its file says today; found None: the file is gone or was changed on the disk."""

    row: PaperSignature
    found: Signature | None

    @property
    def is_good(self) -> bool:
        return self.found is not None and self.found.is_good

    @property
    def why(self) -> list[str]:
        return self.found.why if self.found else ["tệp không còn, hoặc đã bị thay trên máy chủ"]

    @property
    def tone(self) -> str:
        return "bad" if not self.is_good and (self.found is None or not self.found.intact) else (
            "warn" if not self.is_good or self.found.is_test else "ok"
        )  # fmt: skip

    @property
    def label(self) -> str:
        if not self.is_good:
            return "Không hợp lệ" if self.tone == "bad" else "Chưa tin được"
        return "Hợp lệ, chứng thư thử nghiệm" if self.found.is_test else "Hợp lệ"


def content_of(row: PaperSignature) -> bytes | None:
    """The file of a signature, when it is still what was kept."""
    try:
        with row.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == row.sha256 else None


def shown(paper: Decision) -> list[Shown]:
    """Every digital signature of a paper, in the order they were made; one query."""
    return [Shown(row, _found(row)) for row in paper.digital_signatures.select_related("by")]


def _found(row: PaperSignature) -> Signature | None:
    content = content_of(row)
    if content is None:
        return None
    key = f"signature:{row.sha256}:{row.field}:{signatures.roots_digest()}"[:240]
    known = cache.get(key)
    if known is None:
        known = next((one for one in signatures.look(content) if one.field == row.field), None)
        cache.set(key, known, KEPT)
    return known


def latest_file(paper: Decision) -> bytes:
    """What the next signature goes on: the file with the last one, else the frozen file. Raises RuleViolation."""
    frozen = signed_file(paper)
    last = paper.digital_signatures.last()
    if last is None:
        return frozen
    content = content_of(last)
    if content is None:
        raise RuleViolation("Tệp đã ký số gần nhất không còn nguyên vẹn. Báo quản trị hệ thống.")
    return content


def another_name(paper: Decision, signer: str) -> str:
    """What to know when the certificate bears another name than the paper."""
    ours, theirs = search_key(paper.signer_name), search_key(signer)
    if ours in theirs or theirs in ours:
        return ""
    return f"Chứng thư mang tên “{signer}”, người ký văn bản là {paper.signer_name}."
