"""The package two installations hand each other (`thidua-exchange/3`): pure, no database, standard library alone.

A zip with `manifest.json`, `signature.json`, `lines.json`, the signed paper `files/0001.pdf` and the files of the
dossiers `files/0002.docx` …: what each is called and to which line it belongs is said in `lines.json` alone. The
manifest names every other member with its size and SHA-256; the signature is HMAC-SHA256 over the very bytes of the
manifest, with a key that both hold. Nothing is ever unpacked to disk and no name of a member is used as a path: only
names of our own form are taken, each read up to the size the manifest gives. The same content makes the same bytes.
"""

import hashlib
import hmac
import json
import re
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any, BinaryIO

FORMAT = "thidua-exchange/3"
BEFORE = "thidua-exchange/2"  # before an answer could give another title; whatever has none is still written as this
READS = (FORMAT, BEFORE, "thidua-exchange/1")  # 1: before dossiers had files
MANIFEST, SIGNATURE, LINES = "manifest.json", "signature.json", "lines.json"
PAPER = "files/0001.pdf"  # the signed submission
FILE = re.compile(r"files/[0-9]{4}\.(?:pdf|jpg|png|webp|docx|xlsx|pptx|odt|ods|odp)")
NAME = re.compile(rf"(?:lines\.json|{FILE.pattern})")
CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,39}")
HEX = re.compile(r"[0-9a-f]{64}")

MB = 1024 * 1024
MOST_PACKED = 100 * MB
MOST_CARRIED = 90 * MB  # files together, as they are: what is packed stays below MOST_PACKED
MOST_UNPACKED = 130 * MB
MOST_MEMBERS = 2_000
MOST_FILES = 1_900
MOST_JSON = 32 * MB
MOST_SMALL = 512 * 1024  # manifest, signature
MOST_LINES = 5_000
LONGEST = 20_000  # letters in one text
AHEAD = timedelta(days=1)  # clocks of two machines


class Refused(ValueError):
    """Why a package is not taken, as a Vietnamese sentence."""


DAMAGED = "Tệp không phải gói trao đổi, hoặc đã hỏng. Tải lại từ nơi gửi."
TAMPERED = "Nội dung gói không khớp chữ ký: gói đã bị sửa sau khi lập."


def new_key(random: bytes) -> str:
    """A key as it is carried to the other side: 64 hexadecimal digits. random: 32 bytes."""
    return random.hex()


def fingerprint(key: str) -> str:
    """Eight digits by which two people tell over the phone that they hold the same key; says nothing of the key."""
    return hashlib.sha256(b"thidua-exchange-key:" + key.encode()).hexdigest()[:8]


def _canonical(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signature_of(manifest: bytes, key: str) -> str:
    return hmac.new(bytes.fromhex(key), manifest, hashlib.sha256).hexdigest()


def id_of(head: Mapping[str, Any], lines: list[dict], key: str) -> str:
    """What a package is about as 32 digits: the same matter under the same key is the same package, whenever made."""
    said = {name: head[name] for name in ("kind", "from", "to", "subject", "answers")}
    return hashlib.sha256(_canonical([said, lines, fingerprint(key)])).hexdigest()[:32]


# Made -----------------------------------------------------------------------------------------------------------------


def make(head: Mapping[str, Any], lines: list[dict], files: Mapping[str, bytes], key: str) -> bytes:
    """The package as bytes. head: what the manifest says beside the list of members; files: name -> content."""
    members = {LINES: _canonical(lines), **files}
    if len(members[LINES]) > MOST_JSON:
        raise Refused(f"Nội dung các dòng lớn hơn {MOST_JSON // MB} MB. Chia tờ trình rồi lập gói.")
    told = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in sorted(members.items())
    ]
    format = FORMAT if any("given" in line for line in lines) else BEFORE
    manifest = _canonical({**head, "format": format, "key": fingerprint(key), "members": told})
    signed = _canonical({"algorithm": "hmac-sha256", "key": fingerprint(key), "value": signature_of(manifest, key)})
    store = BytesIO()
    with zipfile.ZipFile(store, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ((MANIFEST, manifest), (SIGNATURE, signed), *sorted(members.items())):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return store.getvalue()


# Read -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Head:
    """What a manifest says, before anybody has vouched for it. raw: the bytes that were signed."""

    id: str
    kind: str
    sender: str
    addressee: str
    made_at: datetime
    key: str
    subject: Mapping[str, Any]
    members: tuple[tuple[str, int, str], ...]
    answers: str
    raw: bytes = field(repr=False, default=b"")
    signature: str = ""


@dataclass(frozen=True)
class Package:
    """A package that was vouched for. files: name -> content."""

    head: Head
    lines: list[dict]
    files: dict[str, bytes]


def open_archive(content: BinaryIO) -> zipfile.ZipFile:
    """The archive, when its list of members is what a package may have; nothing is unpacked yet."""
    try:
        archive = zipfile.ZipFile(content)
        infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise Refused(DAMAGED) from None
    names = [info.filename for info in infos]
    if len(infos) > MOST_MEMBERS or sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise Refused("Gói giải nén quá lớn hoặc quá nhiều tệp.")
    if len(set(names)) < len(names) or not {MANIFEST, SIGNATURE, LINES} <= set(names):
        raise Refused(DAMAGED)
    strange = [name for name in names if name not in (MANIFEST, SIGNATURE) and not NAME.fullmatch(name)]
    if strange or any(info.flag_bits & 0x1 for info in infos):
        raise Refused("Gói có tệp không thuộc gói trao đổi. Không nhận.")
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise Refused(DAMAGED)
    return archive


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """At most so many bytes of a member, whatever its header says."""
    try:
        with archive.open(name) as member:
            content = member.read(most + 1)
    except (zipfile.BadZipFile, OSError, EOFError, KeyError, RuntimeError, NotImplementedError, zlib.error):
        raise Refused(DAMAGED) from None
    if len(content) > most:
        raise Refused("Gói giải nén quá lớn hoặc quá nhiều tệp.")
    return content


def _json(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refused(DAMAGED) from None


def read_head(archive: zipfile.ZipFile) -> Head:
    """Manifest and signature, looked at for their form only."""
    raw = _read(archive, MANIFEST, MOST_SMALL)
    said, signed = _json(raw), _json(_read(archive, SIGNATURE, MOST_SMALL))
    if not isinstance(said, dict) or not isinstance(signed, dict):
        raise Refused(DAMAGED)
    if said.get("format") not in READS:
        raise Refused("Gói lập theo định dạng khác. Hai bên cần dùng cùng phiên bản phần mềm.")
    try:
        made_at = datetime.fromisoformat(said["made_at"])
        head = Head(
            str(said["id"]), str(said["kind"]), str(said["from"]), str(said["to"]), made_at, str(said["key"]),
            dict(said["subject"]), tuple((str(m["name"]), int(m["size"]), str(m["sha256"])) for m in said["members"]),
            str(said.get("answers", "")), raw, str(signed["value"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        raise Refused(DAMAGED) from None
    names = [name for name, _, _ in head.members]
    fits = (
        head.kind in ("dossier", "answer")
        and re.fullmatch(r"[0-9a-f]{32}", head.id)
        and CODE.fullmatch(head.sender)
        and CODE.fullmatch(head.addressee)
        and made_at.tzinfo is not None
        and sorted(names) == sorted(set(names))
        and LINES in names
        and sum(size for _, size, _ in head.members) <= MOST_UNPACKED
        and all(NAME.fullmatch(name) and size >= 0 and HEX.fullmatch(digest) for name, size, digest in head.members)
    )
    if not fits:
        raise Refused(DAMAGED)
    return head


def vouch(
    archive: zipfile.ZipFile, head: Head, key: str, *, keep: Collection[str] | None = None, whole: bool = True
) -> Package:
    """The package, once its signature holds and every member is what the signed manifest says; else refused.

    keep: the files whose bytes are wanted, None for all of them; whole=False: the others are not even looked at.
    """
    if not hmac.compare_digest(signature_of(head.raw, key), head.signature):
        raise Refused(TAMPERED)
    told = {name: (size, digest) for name, size, digest in head.members}
    if set(told) != {info.filename for info in archive.infolist()} - {MANIFEST, SIGNATURE}:
        raise Refused(TAMPERED)
    lines = _lines(_member(archive, LINES, *told.pop(LINES)))
    names = _named(lines, told)
    found = {}
    for name, (size, digest) in told.items():
        wanted = keep is None or name in keep
        if not (whole or wanted):
            continue
        try:
            content = _member(archive, name, size, digest)
        except Refused:
            raise Refused(f"{names.get(name, TAMPERED_PAPER)} không khớp mã kiểm tra: {CHANGED}") from None
        if wanted:
            found[name] = content
    return Package(head, lines, found)


TAMPERED_PAPER = "Bản tờ trình trong gói"
CHANGED = "đã bị sửa sau khi lập gói, hoặc đã hỏng."


def _member(archive: zipfile.ZipFile, name: str, size: int, digest: str) -> bytes:
    content = _read(archive, name, min(size, MOST_JSON if name == LINES else MOST_UNPACKED))
    if len(content) != size or not hmac.compare_digest(hashlib.sha256(content).hexdigest(), digest):
        raise Refused(TAMPERED)
    return content


def _lines(content: bytes) -> list[dict]:
    lines = _json(content)
    if not isinstance(lines, list) or len(lines) > MOST_LINES or not all(isinstance(one, dict) for one in lines):
        raise Refused(DAMAGED)
    codes = [str(one.get("code", "")) for one in lines]
    if not lines or not all(codes) or len(set(codes)) < len(codes):
        raise Refused(DAMAGED)
    return lines


@dataclass(frozen=True)
class Carried:
    """A file of a line as the line tells it. member: where its bytes are, empty when they were not sent along."""

    member: str
    name: str
    paper: str
    kind: str
    size: int
    sha256: str

    @property
    def number(self) -> int:
        return int(self.member[6:10]) if self.member else 0


def files_of(line: Mapping[str, Any]) -> list[Carried]:
    """The files a line tells of; what has no form of a file is left out."""
    rows = line.get("files")
    found = []
    for row in rows[:MOST_FILES] if isinstance(rows, list) else []:
        if not isinstance(row, dict):
            continue
        one = Carried(
            text_of(row, "member", most=40), text_of(row, "name", most=200), text_of(row, "paper", most=200),
            text_of(row, "kind", most=8), number_of(row, "size") or 0, text_of(row, "sha256", most=64),
        )  # fmt: skip
        if one.name and HEX.fullmatch(one.sha256) and (not one.member or FILE.fullmatch(one.member)):
            found.append(one)
    return found


def _named(lines: list[dict], told: Mapping[str, tuple[int, str]]) -> dict[str, str]:
    """Member -> how it is spoken of. Refused when a line tells of a file that is not the one in the manifest."""
    names: dict[str, str] = {}
    for line in lines:
        for one in files_of(line):
            said = f"Tệp “{one.name}” của {text_of(line, 'code', most=40)}"
            if one.member and told.get(one.member) != (one.size, one.sha256):
                raise Refused(f"{said} không có trong gói. Lập lại gói.")
            names.setdefault(one.member, said)
    return names


def check_days(head: Head, *, now: datetime, since: date, max_days: int) -> None:
    """A package is neither from the future, nor older than the key or than what the receiver still takes."""
    if head.made_at > now + AHEAD:
        raise Refused(f"Gói ghi ngày lập {head.made_at:%d/%m/%Y}, sau hôm nay. Xem lại đồng hồ của máy lập gói.")
    if head.made_at.date() < since:
        raise Refused(f"Gói lập ngày {head.made_at:%d/%m/%Y}, trước khi trao khóa ({since:%d/%m/%Y}). Lập lại gói.")
    if now - head.made_at > timedelta(days=max_days):
        raise Refused(f"Gói lập ngày {head.made_at:%d/%m/%Y}, quá {max_days} ngày. Lập lại gói.")


def text_of(row: Mapping[str, Any], *path: str, most: int = 300) -> str:
    """A text somewhere inside a line, cut to what is kept; empty where there is none."""
    found: Any = row
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found[: min(most, LONGEST)].replace("\x00", "") if isinstance(found, str) else ""


def number_of(row: Mapping[str, Any], *path: str) -> int | None:
    """A whole number inside a line; None where there is none."""
    found: Any = row
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 10**9 else None
