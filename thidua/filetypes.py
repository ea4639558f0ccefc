"""What an uploaded file really is, told by its content; the name it came with only has to agree.

Taken: PDF, pictures, the zipped office formats. Refused with one Vietnamese sentence: what is not what its name says,
what carries programs, what cannot be opened without a password, archives that grow beyond measure when unpacked.
Nothing is ever unpacked to disk: of an archive the list of members is read, and three small members.
"""

import re
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

MEMBERS = 2_000  # files inside an office document
UNPACKED = 300 * 1024 * 1024  # bytes of all members together
RATIO = 200  # unpacked : packed; sheets of one repeated figure reach 100
SMALL = 1024 * 1024  # members that are read: lists of types and the like
PIXELS = 80_000_000


@dataclass(frozen=True)
class FileKind:
    """code: `pdf`, `docx` …; group: as components/files.html draws it; endings: of names that agree with it."""

    code: str
    label: str
    content_type: str
    group: str
    endings: tuple[str, ...]

    @property
    def is_shown(self) -> bool:
        """Browsers draw it themselves, so that it can be looked at before it is kept."""
        return self.group in ("pdf", "img")


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
KINDS = {
    kind.code: kind
    for kind in (
        FileKind("pdf", "PDF", "application/pdf", "pdf", ("pdf",)),
        FileKind("jpg", "Ảnh JPEG", "image/jpeg", "img", ("jpg", "jpeg")),
        FileKind("png", "Ảnh PNG", "image/png", "img", ("png",)),
        FileKind("webp", "Ảnh WebP", "image/webp", "img", ("webp",)),
        FileKind("docx", "Word", _OOXML + "wordprocessingml.document", "doc", ("docx",)),
        FileKind("xlsx", "Excel", _OOXML + "spreadsheetml.sheet", "xls", ("xlsx",)),
        FileKind("pptx", "PowerPoint", _OOXML + "presentationml.presentation", "doc", ("pptx",)),
        FileKind("odt", "Văn bản ODF", _ODF + "text", "doc", ("odt",)),
        FileKind("ods", "Bảng tính ODF", _ODF + "spreadsheet", "xls", ("ods",)),
        FileKind("odp", "Trình chiếu ODF", _ODF + "presentation", "doc", ("odp",)),
    )
}
ACCEPT = ",".join(f".{ending}" for kind in KINDS.values() for ending in kind.endings)
TAKEN = "Nhận PDF, ảnh JPG, PNG, WebP, tệp Word, Excel, PowerPoint (docx, xlsx, pptx) và odt, ods, odp"
_MAIN = {  # the part that makes an archive a document of its kind
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAM = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|activex/|basic/|scripts/)", re.IGNORECASE)


class Refused(ValueError):
    """Why a file is not taken, as a Vietnamese sentence."""


def recognise(file: BinaryIO, name: str) -> FileKind:
    """The kind of a file by its content. file: open at any place, left at its start. Raises Refused."""
    file.seek(0)
    try:
        code = _code(file)
    finally:
        file.seek(0)
    kind = KINDS[code]
    ending = PurePath(name).suffix.lower().removeprefix(".")
    if ending not in kind.endings:
        said = f"tên ghi “.{ending}”" if ending else "tên không có đuôi"
        raise Refused(f"Nội dung là {kind.label} nhưng {said}. Đổi tên thành .{kind.endings[0]} rồi tải lại.")
    return kind


def _code(file: BinaryIO) -> str:
    head = file.read(16)
    if head.startswith(b"%PDF-"):
        return _pdf(file)
    if head.startswith(b"\xff\xd8\xff"):
        return _picture(file, "jpg", "JPEG")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(file, "png", "PNG")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _picture(file, "webp", "WEBP")
    if head.startswith(b"PK\x03\x04"):
        return _archive(file)
    if head.startswith(_OLE):
        raise Refused(_old_office(file))
    raise Refused(f"Nội dung không phải loại tệp được nhận. {TAKEN}.")


def _old_office(file: BinaryIO) -> str:
    """An encrypted docx is an OLE file that holds a stream of this name; else it is Word or Excel before 2007."""
    file.seek(0)
    if "EncryptedPackage".encode("utf-16-le") in file.read():
        return "Tệp có mật khẩu. Bỏ mật khẩu rồi tải lại."
    return "Định dạng Office cũ (doc, xls, ppt). Lưu lại thành docx, xlsx, pptx hoặc PDF rồi tải lại."


def _pdf(file: BinaryIO) -> str:
    import pikepdf  # only here: the library costs a tenth of a second at the start of every process

    _refuse_two_faces(file)
    file.seek(0)
    try:
        with pikepdf.open(file) as paper:
            if paper.is_encrypted:
                raise Refused("PDF có mật khẩu hoặc bị khóa. Bỏ bảo vệ rồi tải lại.")
            if not len(paper.pages):
                raise Refused("PDF không có trang nào.")
            runs = "/JavaScript" in paper.Root.get("/Names", {}) or _starts_a_program(paper.Root.get("/OpenAction"))
    except pikepdf.PasswordError:
        raise Refused("PDF có mật khẩu hoặc bị khóa. Bỏ bảo vệ rồi tải lại.") from None
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("PDF hỏng, không mở được. Xuất lại PDF rồi tải lại.") from None
    if runs:
        raise Refused("PDF có mã chạy tự động. In lại thành PDF thường rồi tải lại.")
    return "pdf"


def _starts_a_program(action) -> bool:
    """What happens when the paper is opened: going to a page is harmless (an array, or a /GoTo)."""
    kind = action.get("/S") if hasattr(action, "keys") else None
    return kind is not None and str(kind) not in ("/GoTo", "/Named")


def _picture(file: BinaryIO, code: str, form: str) -> str:
    from PIL import Image, UnidentifiedImageError

    _refuse_two_faces(file)
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=[form]) as picture:
                if picture.width * picture.height > PIXELS:
                    raise Refused("Ảnh quá lớn, hơn 80 triệu điểm ảnh. Giảm kích thước rồi tải lại.")
                picture.verify()
    except (Image.DecompressionBombError, UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("Ảnh hỏng, không mở được. Chụp hoặc lưu lại ảnh rồi tải lại.") from None
    return code


def _refuse_two_faces(file: BinaryIO) -> None:
    """A paper or picture that is an archive too would be opened as either, as its reader likes."""
    file.seek(0)
    if zipfile.is_zipfile(file):
        raise Refused("Tệp vừa là PDF hoặc ảnh, vừa là tệp nén. Xuất lại tệp rồi tải lại.")
    file.seek(0)


def _archive(file: BinaryIO) -> str:
    file.seek(0, 2)
    size = file.tell()
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _refuse_bombs(members, size)
            if any(member.flag_bits & 0x1 for member in members):
                raise Refused("Tệp có mật khẩu. Bỏ mật khẩu rồi tải lại.")
            if any(_PROGRAM.search(member.filename) for member in members):
                raise Refused("Tệp có macro hoặc mã chạy. Lưu lại không có macro rồi tải lại.")
            return _office(archive, {member.filename for member in members})
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, zlib.error):
        raise Refused("Tệp hỏng, không mở được. Lưu lại rồi tải lại.") from None


def _refuse_bombs(members: list[zipfile.ZipInfo], size: int) -> None:
    names = [member.filename for member in members]
    unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    if len(members) > MEMBERS or unpacked > UNPACKED or unpacked > RATIO * max(size, 1):
        raise Refused("Tệp nén bất thường, mở ra quá lớn. Lưu lại thành PDF rồi tải lại.")
    if packed > size or len(set(names)) != len(names):
        raise Refused("Tệp nén hỏng: các phần chồng lên nhau. Lưu lại rồi tải lại.")
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise Refused("Tệp nén có đường dẫn lạ. Lưu lại rồi tải lại.")


def _office(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "[Content_Types].xml" in names:
        types = _member(archive, "[Content_Types].xml")
        if b"macroenabled" in types.lower():
            raise Refused("Tệp có macro hoặc mã chạy. Lưu lại không có macro rồi tải lại.")
        for main, code in _MAIN.items():
            if main in names and KINDS[code].content_type.encode() + b".main+xml" in types:
                return code
    if "mimetype" in names:
        return _open_document(archive, names)
    raise Refused(f"Tệp nén không phải văn bản Office. {TAKEN}.")


def _open_document(archive: zipfile.ZipFile, names: set[str]) -> str:
    said = _member(archive, "mimetype").decode("ascii", "replace").strip()
    if "META-INF/manifest.xml" in names and b"encryption-data" in _member(archive, "META-INF/manifest.xml"):
        raise Refused("Tệp có mật khẩu. Bỏ mật khẩu rồi tải lại.")
    code = next((code for code in ("odt", "ods", "odp") if KINDS[code].content_type == said), None)
    if code is None or "content.xml" not in names:
        raise Refused(f"Tệp nén không phải văn bản Office. {TAKEN}.")
    return code


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """At most SMALL bytes, whatever the archive says about its size."""
    with archive.open(name) as member:
        data = member.read(SMALL + 1)
    if len(data) > SMALL:
        raise Refused("Tệp nén bất thường, mở ra quá lớn. Lưu lại thành PDF rồi tải lại.")
    return data
