"""A file is what its content says, whatever its name says."""

import struct
import zipfile
from io import BytesIO

import pytest

from tests.factories import files
from thidua.filetypes import MEMBERS, PIXELS, Refused, recognise


def told(content: bytes, name: str) -> str:
    """The kind, or the refusal."""
    try:
        return recognise(BytesIO(content), name).code
    except Refused as refused:
        return str(refused)


def test_what_people_keep_is_taken_by_content():
    taken = {
        "quyet-dinh.pdf": files.pdf(),
        "anh.PNG": files.picture("PNG"),
        "anh.jpeg": files.picture("JPEG"),
        "anh.webp": files.picture("WEBP"),
        "bao-cao.docx": files.office("docx"),
        "so-lieu.xlsx": files.office("xlsx"),
        "trinh-chieu.pptx": files.office("pptx"),
        "van-ban.odt": files.open_document("odt"),
        "bang.ods": files.open_document("ods"),
    }
    assert {name: told(content, name) for name, content in taken.items()} == {
        name: {"jpeg": "jpg"}.get(name.rsplit(".")[-1].lower(), name.rsplit(".")[-1].lower()) for name in taken
    }


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<html><script>alert(1)</script></html>", "bao-cao.pdf", "không phải loại tệp"),
        (b"%PDF-1.7 <html><script>alert(1)</script>", "bao-cao.pdf", "PDF hỏng"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "hinh.svg", "không phải loại tệp"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "hinh.png", "không phải loại tệp"),
        (b"MZ\x90\x00" + bytes(64), "bao-cao.pdf", "không phải loại tệp"),
        (files.pdf(), "bao-cao.html", "Nội dung là PDF nhưng tên ghi “.html”"),
        (files.pdf(), "bao-cao", "tên không có đuôi"),
        (files.office("docx"), "bao-cao.xlsx", "Nội dung là Word"),
        (files.pdf(password="mat-khau"), "khoa.pdf", "có mật khẩu"),
        (files.pdf(password=""), "khoa.pdf", "có mật khẩu"),
        (files.pdf(runs=True), "chay.pdf", "mã chạy tự động"),
        (files.pdf() + files.office("docx"), "hai-mat.pdf", "vừa là PDF hoặc ảnh, vừa là tệp nén"),
        (files.picture("PNG") + files.office("docx"), "hai-mat.png", "vừa là PDF hoặc ảnh, vừa là tệp nén"),
        (files.picture("PNG")[:40], "cut.png", "Ảnh hỏng"),
        (files.office("docx", more={"word/vbaProject.bin": b"x"}), "macro.docx", "macro"),
        (files.office("docx", macro=True), "macro.docx", "macro"),
        (files.office("docx", macro=True), "macro.docm", "macro"),
        (files.open_document("odt", more={"Basic/Standard/a.xml": b"x"}), "macro.odt", "macro"),
        (files.open_document("odt", encrypted=True), "khoa.odt", "có mật khẩu"),
        (files.ole("EncryptedPackage"), "khoa.docx", "có mật khẩu"),
        (files.ole("WordDocument"), "cu.docx", "Định dạng Office cũ"),
        (files.office("docx", more={"../../etc/x": b"x"}), "la.docx", "đường dẫn lạ"),
        (files.archive({"a.txt": b"x"}), "nen.docx", "không phải văn bản Office"),
        (files.office("xlsx")[:-30], "cut.xlsx", "hỏng"),
    ],
)
def test_what_lies_about_itself_is_refused(content, name, words):
    assert words in told(content, name)


def test_archives_that_grow_are_refused():
    assert "quá lớn" in told(files.office("docx", more={"word/media/a.bin": bytes(30_000_000)}), "bom.docx")
    many = {f"word/media/{n}.bin": b"" for n in range(MEMBERS)}
    assert "quá lớn" in told(files.office("docx", more=many), "nhieu.docx")
    assert "quá lớn" in told(files.office("docx", types_padding=2_000_000), "dai.docx")


def test_a_locked_member_is_a_password():
    content = bytearray(files.office("docx"))
    at = content.index(b"PK\x01\x02")
    struct.pack_into("<H", content, at + 8, 1)  # the first entry of the directory says: encrypted
    assert "có mật khẩu" in told(bytes(content), "khoa.docx")


def test_the_same_member_twice_is_refused():
    out = BytesIO(files.office("docx"))
    with pytest.warns(UserWarning), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/document.xml", b"<other/>")
    assert "chồng lên nhau" in told(out.getvalue(), "hai.docx")


def test_a_picture_of_too_many_points_is_refused_before_it_is_drawn():
    content = bytearray(files.picture("PNG"))
    struct.pack_into(">II", content, 16, PIXELS, 2)
    assert "Ảnh" in told(bytes(content), "to.png")
