"""Small files as people send them, and as they should not."""

import zipfile
from io import BytesIO

import pikepdf
from PIL import Image

_OOXML = "application/vnd.openxmlformats-officedocument."
_PARTS = {
    "docx": ("word/document.xml", _OOXML + "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", _OOXML + "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", _OOXML + "presentationml.presentation.main+xml"),
}
_ODF = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}


def pdf(*, password: str | None = None, runs: bool = False, mark: str = "") -> bytes:
    """One empty page. password: None for none, "" for one of the owner only. mark: makes it another file."""
    out, paper = BytesIO(), pikepdf.new()
    paper.add_blank_page()
    if runs:
        paper.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    if mark:
        paper.Root.Mark = pikepdf.String(mark)
    lock = {} if password is None else {"encryption": pikepdf.Encryption(owner="chu", user=password)}
    paper.save(out, deterministic_id=not lock, **lock)
    return out.getvalue()


def picture(form: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (12, 8), "green").save(out, form)
    return out.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


def office(code: str, *, more: dict | None = None, macro: bool = False, types_padding: int = 0) -> bytes:
    """The least that says it is a docx, xlsx or pptx. macro: its types tell of one."""
    part, kind = _PARTS[code]
    if macro:
        kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    types = f'<Types><Override PartName="/{part}" ContentType="{kind}"/></Types>' + " " * types_padding
    return archive({"[Content_Types].xml": types.encode(), part: b"<x/>", **(more or {})})


def open_document(code: str, *, more: dict | None = None, encrypted: bool = False) -> bytes:
    manifest = b"<manifest:encryption-data/>" if encrypted else b"<manifest/>"
    said = f"application/vnd.oasis.opendocument.{_ODF[code]}".encode()
    return archive({"mimetype": said, "content.xml": b"<x/>", "META-INF/manifest.xml": manifest, **(more or {})})


def ole(stream: str) -> bytes:
    """The beginning of a file of the old Office, with the name of a stream in it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(64)
