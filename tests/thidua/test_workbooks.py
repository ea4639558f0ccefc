"""Files that are no plain workbook get a sentence: never a crash, never the whole memory."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest

from tests.units.imports.books import book
from thidua import workbooks
from thidua.errors import RuleViolation
from thidua.workbooks import Odd

PLAIN = book(["Một", "Hai"], ["a", 1])
MB = 1024 * 1024


def rows(content: bytes, name: str = "tep.xlsx", size: int | None = None) -> list:
    return list(workbooks.read(BytesIO(content), name, len(content) if size is None else size))


def refused(content: bytes, name: str = "tep.xlsx", size: int | None = None) -> str:
    with pytest.raises(RuleViolation) as error:
        rows(content, name, size)
    return error.value.message


def repacked(changes: dict[str, bytes], source: bytes = PLAIN) -> bytes:
    """The plain workbook with parts replaced or added."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(source)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in changes:
                new.writestr(part.filename, old.read(part))
        for name, content in changes.items():
            new.writestr(name, content)
    return stream.getvalue()


def part(name: str, source: bytes = PLAIN) -> bytes:
    with zipfile.ZipFile(BytesIO(source)) as archive:
        return archive.read(name)


def words(content: bytes) -> bytes:
    """The plain workbook with a part that holds its words."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = part("[Content_Types].xml")
    if b"sharedStrings" not in types:
        override = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
        types = types.replace(b"</Types>", override)
    return repacked({"[Content_Types].xml": types, "xl/sharedStrings.xml": content})


def sheet(cells: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return repacked(
        {"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'.encode()}
    )


def test_a_plain_workbook_is_read():
    assert rows(PLAIN) == [(1, ["Một", "Hai"]), (2, ["a", "1"])]


def test_a_file_of_two_hundred_megabytes_is_refused_by_its_size_alone():
    class Untouched(BytesIO):
        def read(self, *args):
            raise AssertionError("the file was opened")

    with pytest.raises(RuleViolation, match="Tệp 200 MB quá lớn: nhiều nhất 20 MB"):
        workbooks.inspect(Untouched(), "tep.xlsx", 200 * MB)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "tep.xlsx", "Tệp rỗng."),
        (b"Ho ten;So hieu\r\n", "tep.xlsx", "Đây không phải tệp Excel (.xlsx)."),
        (b"%PDF-1.7", "tep.xlsx", "Đây không phải tệp Excel (.xlsx)."),
        (workbooks.OLD + b"\0" * 600, "tep.xls", "Tệp .xls đời cũ."),
        (workbooks.OLD + b"\0" * 600 + workbooks.ENVELOPE, "tep.xlsx", "Tệp có mật khẩu."),
        (PLAIN, "tep.xlsm", "Tệp có macro (.xlsm)."),
        (repacked({"xl/vbaProject.bin": b"x"}), "tep.xlsx", "Tệp có macro (.xlsm)."),
        (repacked({"xl/workbook.bin": b"x"}), "tep.xlsx", "Tệp .xlsb."),
        (PLAIN[: len(PLAIN) // 2], "tep.xlsx", "Không đọc được tệp"),
        (PLAIN[:100] + b"\xff" * 400 + PLAIN[500:], "tep.xlsx", "Không đọc được tệp"),
        (b"PK\x03\x04" + b"\0" * 300, "tep.xlsx", "Không đọc được tệp"),
        (b"PK\x05\x06" + b"\0" * 18, "tep.xlsx", "Đây không phải tệp Excel (.xlsx)."),
        (repacked({"xl/workbook.xml": b"<workbook"}), "tep.xlsx", "Không đọc được tệp"),
        (repacked({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row>"}), "tep.xlsx", "Không đọc được tệp"),
        (words(b"\xff\xfe\0"), "tep.xlsx", "Không đọc được tệp"),
        (repacked({"xl/styles.xml": b"<a/>"}), "tep.xlsx", None),
    ],
)
def test_what_cannot_be_read_gets_its_sentence(content, name, sentence):
    if sentence is None:  # strange but readable: whatever happens is a sentence or rows
        try:
            rows(content, name)
        except RuleViolation as error:
            assert error.message == workbooks.BROKEN
    else:
        assert refused(content, name).startswith(sentence)


def test_an_encrypted_zip_is_said_to_have_a_password():
    content = bytearray(PLAIN)
    for place in range(len(content) - 4):
        if content[place : place + 4] == b"PK\x01\x02":
            content[place + 8] |= 1
    assert refused(bytes(content)).startswith("Tệp có mật khẩu.")


def test_a_part_that_unpacks_to_too_much_is_refused_by_what_it_says():
    bomb = repacked({"xl/media/big.bin": b"\0" * (9 * MB)})
    assert len(bomb) < MB
    assert refused(bomb).startswith("Tệp bung ra quá lớn")


def test_a_part_that_lies_about_its_size_is_found_without_holding_it():
    """64 MB that call themselves 100 bytes."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            archive.writestr(name, part(name))
        archive.writestr("xl/sharedStrings.xml", b"\0" * (64 * MB))
    content = stream.getvalue()
    true, false = struct.pack("<I", 64 * MB), struct.pack("<I", 100)
    assert content.count(true) >= 2
    assert refused(content.replace(true, false)) == workbooks.BROKEN


def test_too_many_parts_are_refused():
    many = repacked({f"xl/p{number}.xml": b"" for number in range(1001)})
    assert refused(many).startswith("Tệp bung ra quá lớn")


def test_an_entity_bomb_is_not_unfolded():
    lol = "".join(f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" if n else "ha"}' + '">' for n in range(3))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [{lol}]><sst><si><t>&l2;</t></si></sst>'.encode()
    assert refused(words(bomb)) == workbooks.BROKEN


def test_a_file_outside_is_not_read():
    worm = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><worksheet><sheetData>&f;</sheetData></worksheet>'
    assert refused(repacked({"xl/worksheets/sheet1.xml": worm})) == workbooks.BROKEN


def test_rows_that_share_a_number_are_counted_on():
    twice = sheet('<row r="5"><c r="A5"><v>1</v></c></row><row r="5"><c r="A5"><v>2</v></c></row>')
    assert rows(twice) == [(5, ["1"]), (6, ["2"])]


def test_words_in_pieces_are_put_together():
    pieces = '<c r="B1" t="inlineStr"><is><r><t>Mỹ </t></r><r><t>Quý</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>'
    assert rows(sheet(f'<row r="1">{pieces}</row>')) == [(1, ["", "Mỹ Quý"])]


def test_a_cell_far_away_costs_nothing():
    far = sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    assert rows(far) == [(1, ["1"])]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><v>9.01234567891E11</v></c>', "901234567891"),
        ('<c r="A1"><v>1.5</v></c>', "1,5"),
        ('<c r="A1"><v>-7</v></c>', "-7"),
        ('<c r="A1" t="b"><v>1</v></c>', "Có"),
        ('<c r="A1" t="inlineStr"><is><t>Đ\u1ed3\u0300n \u200b BP</t></is></c>', None),
        ('<c r="A1" t="str"><f>A2</f><v>x</v></c>', "x"),
    ],
)
def test_values_are_words(cell, value):
    found = rows(sheet(f'<row r="1">{cell}</row>'))[0][1][0]
    assert found == value if value else isinstance(found, str) and found.isprintable()


@pytest.mark.parametrize("cell", ["1E+300", "1234567890123456789", "1E400", "NaN"])
def test_a_number_that_lost_its_digits_is_not_trusted(cell):
    try:
        found = rows(sheet(f'<row r="1"><c r="A1"><v>{cell}</v></c></row>'))[0][1][0]
    except RuleViolation as error:
        assert error.message == workbooks.BROKEN
    else:
        assert isinstance(found, Odd)
        assert "15 chữ số" in found.why


def test_an_error_of_the_spreadsheet_is_said_at_its_cell():
    found = rows(sheet('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>'))[0][1][0]
    assert found == Odd("#N/A", "Ô báo lỗi #N/A của Excel. Nhập giá trị thay cho công thức.")


def test_any_damage_is_a_sentence():
    """Every fiftieth byte turned over, one at a time: rows or a sentence, nothing else."""
    for place in range(0, len(PLAIN), 50):
        broken = bytearray(PLAIN)
        broken[place] ^= 0xFF
        try:
            rows(bytes(broken))
        except RuleViolation as error:
            assert error.message


def test_deflated_rubbish_is_a_sentence():
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", zlib.compress(b"x" * 100))
        archive.writestr("xl/workbook.xml", b"\0" * 100)
    assert refused(stream.getvalue()) == workbooks.BROKEN
