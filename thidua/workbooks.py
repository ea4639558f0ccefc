"""Workbooks that somebody sends in: opened with suspicion, read as words and days, never as floats.

A file is refused with one Vietnamese sentence before anything in it is parsed: too large, no workbook, encrypted, with
macros, an old .xls, a zip that unpacks to more than it may. What passes is read row by row with bounded memory.
"""

import datetime
import logging
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from thidua.errors import RuleViolation
from thidua.text import clean

logger = logging.getLogger(__name__)

MB = 1024 * 1024
MOST_BYTES = 20 * MB  # as sent
MOST_UNPACKED = 200 * MB  # all parts together
MOST_STRINGS = 32 * MB  # the part with the words of all cells, which is held in memory
MOST_PART = 8 * MB  # any part but the sheets and the words
MOST_PARTS = 1000
MOST_COLUMNS = 100  # what stands further to the right is not looked at
MOST_WIDE = 1000  # rows that go on further to the right
MOST_TEXT = 1000  # letters of a cell that are kept
EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number

OLD = bytes.fromhex("d0cf11e0a1b11ae1")  # compound file: an .xls, or the envelope of an encrypted workbook
ENVELOPE = "EncryptedPackage".encode("utf-16-le")
ZEROS = re.compile(r"0{2,}")
BROKEN = "Không đọc được tệp: tệp hỏng hoặc không phải tệp Excel. Mở bằng Excel, lưu lại dạng .xlsx rồi tải lên."


@dataclass(frozen=True)
class Odd:
    """A cell whose value cannot be trusted: what it shows, and the sentence that says why."""

    text: str
    why: str


Value = str | datetime.date | Odd  # an empty cell is ""


def inspect(file: IO[bytes], name: str, size: int) -> None:
    """Refuse what cannot be a plain .xlsx by its size, its first bytes and its list of parts; nothing is unpacked.

    name: as sent; size: in bytes. Raises RuleViolation with the sentence; the file stands at its beginning again.
    """
    if size > MOST_BYTES:
        raise RuleViolation(
            f"Tệp {size // MB} MB quá lớn: nhiều nhất {MOST_BYTES // MB} MB. Chia thành nhiều tệp rồi tải lên từng tệp."
        )
    if not size:
        raise RuleViolation("Tệp rỗng. Chọn tệp Excel (.xlsx) đã điền.")
    try:
        _inspect(file, name.lower())
    finally:
        file.seek(0)


def _inspect(file: IO[bytes], name: str) -> None:
    file.seek(0)
    head = file.read(8)
    if head == OLD:
        if ENVELOPE in head + file.read():
            raise RuleViolation("Tệp có mật khẩu. Bỏ mật khẩu trong Excel, lưu lại rồi tải lên.")
        raise RuleViolation("Tệp .xls đời cũ. Mở bằng Excel, lưu lại dạng .xlsx rồi tải lên.")
    if not head.startswith(b"PK"):
        raise RuleViolation("Đây không phải tệp Excel (.xlsx). Tải mẫu, điền rồi tải lên.")
    try:
        with zipfile.ZipFile(file) as archive:
            _list_of_parts(archive.infolist(), name)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise RuleViolation(BROKEN) from error


def _list_of_parts(parts: list[zipfile.ZipInfo], name: str) -> None:
    names = {part.filename for part in parts}
    if name.endswith((".xlsm", ".xltm", ".xlam")) or any(one.endswith("vbaProject.bin") for one in names):
        raise RuleViolation("Tệp có macro (.xlsm). Lưu lại dạng .xlsx không có macro rồi tải lên.")
    if name.endswith(".xlsb") or "xl/workbook.bin" in names:
        raise RuleViolation("Tệp .xlsb. Lưu lại dạng .xlsx rồi tải lên.")
    if any(part.flag_bits & 1 for part in parts):
        raise RuleViolation("Tệp có mật khẩu. Bỏ mật khẩu, lưu lại rồi tải lên.")
    if "[Content_Types].xml" not in names or not any(one.startswith("xl/") for one in names):
        raise RuleViolation("Đây không phải tệp Excel (.xlsx). Tải mẫu, điền rồi tải lên.")
    too_much = (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > MOST_UNPACKED
        or any(part.file_size > _most(part.filename) for part in parts)
    )
    if too_much:
        raise RuleViolation("Tệp bung ra quá lớn, không mở. Chép riêng bảng dữ liệu sang tệp mẫu rồi tải lên.")


def _most(name: str) -> int:
    if name.startswith("xl/worksheets/"):
        return MOST_UNPACKED
    return MOST_STRINGS if name.lower() == "xl/sharedstrings.xml" else MOST_PART


def read(file: IO[bytes], name: str, size: int) -> Iterator[tuple[int, list[Value]]]:
    """Rows of the first visible sheet that hold anything, as (row number in the sheet, values).

    Formulas give the value they were saved with. Raises RuleViolation with a sentence, also in the middle.
    """
    inspect(file, name, size)
    try:
        _unpack_once(file)
        file.seek(0)
        yield from _rows(file)
    except RuleViolation:
        raise
    except Exception as error:  # a parser on somebody's broken file fails in any way it likes: never a crash of ours
        logger.info("a workbook could not be read: %r", error)
        raise RuleViolation(BROKEN) from error


def _unpack_once(file: IO[bytes]) -> None:
    """Unpack every part in small steps and throw it away: a part larger than it says is found without holding it.

    Python stops at the size a part declares and then compares its checksum.
    """
    with zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            try:
                with archive.open(part) as stream:
                    while stream.read(64 * 1024):
                        pass
            except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                raise RuleViolation(BROKEN) from error


def _rows(file: IO[bytes]) -> Iterator[tuple[int, list[Value]]]:
    """openpyxl's parser without its cells: half the time of its own loop, and no cell for every gap in the sheet."""
    from openpyxl import DEFUSEDXML, load_workbook

    if not DEFUSEDXML:
        raise RuntimeError("defusedxml is not installed: workbooks from outside are not opened without it")
    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
        if sheet is None:
            raise RuleViolation("Tệp không có trang tính nào.")
        with sheet._get_source() as source:
            parser = _parser()(
                source,
                sheet._shared_strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            yield from _values(parser.parse(), book)
    finally:
        book.close()


def _parser() -> type:
    """The parser of sheets, quick with words that stand in the cell itself."""
    from openpyxl.worksheet._reader import INLINE_STRING, WorkSheetParser

    main = INLINE_STRING.removesuffix("is")

    class Parser(WorkSheetParser):
        def parse_cell(self, element):
            words = element.find(INLINE_STRING) if element.get("t") == "inlineStr" else None
            if words is None:
                return super().parse_cell(element)
            element.remove(words)
            cell = super().parse_cell(element)
            parts = [*words.findall(f"{main}t"), *words.findall(f"{main}r/{main}t")]  # not the readings of rPh
            return {**cell, "value": "".join(part.text or "" for part in parts) or None, "data_type": "s"}

    return Parser


def _values(rows: Iterator, book: Any) -> Iterator[tuple[int, list[Value]]]:
    wide = last = 0
    for number, cells in rows:
        if not cells:
            continue
        wide += cells[-1]["column"] > MOST_COLUMNS
        if wide > MOST_WIDE:
            raise RuleViolation(f"Tệp có hơn {MOST_COLUMNS} cột. Xóa các cột thừa bên phải rồi tải lên.")
        values: list[Value] = []
        for cell in cells:
            column = cell["column"]
            if cell["value"] is None or column > MOST_COLUMNS:
                continue
            values.extend([""] * (column - len(values)))
            values[column - 1] = _value(cell, book)
        if any(value != "" for value in values):
            last = max(number, last + 1)  # a file may number its rows in any way
            yield last, values


def _value(cell: dict, book: Any) -> Value:
    value = cell["value"]
    if isinstance(value, str):
        if cell["data_type"] == "e":
            return Odd(value[:MOST_TEXT], f"Ô báo lỗi {value[:20]} của Excel. Nhập giá trị thay cho công thức.")
        return tidy(value)
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, int | float):
        return _number(value, cell, book)
    return Odd(str(value)[:MOST_TEXT], "Ô chứa giờ, không phải chữ hay ngày.")


def _shown(cell: dict, book: Any) -> str:
    """The number format of a cell."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    if not cell["style_id"]:
        return ""
    number = book._cell_styles[cell["style_id"]].numFmtId
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return BUILTIN_FORMATS.get(number, "")
    return book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE]


def _number(value: int | float, cell: dict, book: Any) -> Value:
    """Digits as they were typed: a whole number never shows a fraction or an exponent, zeros of the format stay."""
    if isinstance(value, float):
        if not abs(value) < EXACT:
            return _rounded(value)
        if not value.is_integer():
            return format(Decimal(repr(value)), "f").replace(".", ",")
        value = int(value)
    if abs(value) >= EXACT:
        return _rounded(value)
    text = str(value)
    shown = _shown(cell, book)
    return text.zfill(len(shown)) if ZEROS.fullmatch(shown) else text


def _rounded(value: int | float) -> Odd:
    return Odd(
        str(value)[:40], "Excel chỉ giữ 15 chữ số của một số: định dạng cột là Văn bản (Text) rồi nhập lại số này."
    )


def tidy(text: str) -> str:
    """One line in NFC without anything that cannot be seen."""
    text = clean(text[:MOST_TEXT])
    return text if text.isprintable() else "".join(char for char in text if char.isprintable())
