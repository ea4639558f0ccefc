"""A package is what the other side signed, or it is refused in words: byte by byte, without a database."""

import hashlib
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awards.decisions import exchange_format as package

pytestmark = pytest.mark.once
KEY, OTHER = "ab" * 32, "cd" * 32
NOW = datetime(2023, 11, 5, 9, tzinfo=UTC)
HEAD = {
    "id": "0" * 32, "kind": "dossier", "from": "LT", "to": "BTL", "made_at": NOW.isoformat(),
    "subject": {"paper": "01/TTr-BCH", "year": 2023}, "answers": "",
}  # fmt: skip
LINES = [{"code": "ĐN-2023-0001", "award": {"code": "DVQT"}}]
PDF = b"%PDF-1.7 " + bytes(range(256)) * 8


def made(key: str = KEY, lines=LINES, **head) -> bytes:
    return package.make({**HEAD, **head}, lines, {"files/0001.pdf": PDF}, key)


def read(content: bytes, key: str = KEY) -> package.Package:
    with package.open_archive(BytesIO(content)) as archive:
        return package.vouch(archive, package.read_head(archive), key)


def repacked(content: bytes, change) -> bytes:
    """The same archive with its members changed: change(name -> content)."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    change(members)
    store = BytesIO()
    with zipfile.ZipFile(store, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, one in members.items():
            archive.writestr(name, one)
    return store.getvalue()


def test_what_was_packed_is_read_and_the_same_content_makes_the_same_bytes():
    found = read(made())
    assert (found.lines, found.files) == (LINES, {"files/0001.pdf": PDF})
    assert (found.head.sender, found.head.addressee, found.head.made_at) == ("LT", "BTL", NOW)
    assert made() == made()
    assert KEY.encode() not in made()
    assert package.fingerprint(KEY) == found.head.key != package.fingerprint(OTHER)
    assert package.id_of(HEAD, LINES, KEY) != package.id_of(HEAD, LINES, OTHER)
    assert package.id_of({**HEAD, "made_at": ""}, LINES, KEY) == package.id_of(HEAD, LINES, KEY)


def _other_line(members):
    members["lines.json"] = members["lines.json"].replace(b"DVQT", b"DVTT")


def _other_manifest(members):
    said = json.loads(members["manifest.json"])
    members["manifest.json"] = json.dumps({**said, "to": "XYZ"}).encode()


def _hash_mended(members):
    """Who changes a line and mends its hash has no key to sign the manifest with."""
    _other_line(members)
    said = json.loads(members["manifest.json"])
    for one in said["members"]:
        one["sha256"] = hashlib.sha256(members[one["name"]]).hexdigest()
    members["manifest.json"] = json.dumps(said).encode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_other_line, package.TAMPERED),
        (_other_manifest, package.TAMPERED),
        (_hash_mended, package.TAMPERED),
        (lambda m: m.update({"files/0002.pdf": b"%PDF-"}), package.TAMPERED),
        (lambda m: m.pop("files/0001.pdf"), package.TAMPERED),
        (lambda m: m.update({"files/0001.pdf": PDF[:-1] + b"x"}), "Bản tờ trình trong gói không khớp mã kiểm tra"),
        (lambda m: m.pop("lines.json"), package.DAMAGED),
        (lambda m: m.pop("signature.json"), package.DAMAGED),
        (lambda m: m.update({"../../etc/passwd": b"x"}), "Gói có tệp không thuộc gói trao đổi. Không nhận."),
        (lambda m: m.update({"/tmp/x.pdf": b"x"}), "Gói có tệp không thuộc gói trao đổi. Không nhận."),
        (lambda m: m.update({"files/0001.exe": b"MZ"}), "Gói có tệp không thuộc gói trao đổi. Không nhận."),
        (lambda m: m.update({f"files/{n:04d}.pdf": b"x" for n in range(package.MOST_MEMBERS)}), "Gói giải nén quá lớn"),
        (lambda m: m.update({"manifest.json": b"[" * 100_000}), package.DAMAGED),
        (lambda m: m.update({"manifest.json": b"\xff\xfe"}), package.DAMAGED),
        (lambda m: m.update({"manifest.json": b'{"format":"thidua-exchange/9"}'}), "định dạng khác"),
        (lambda m: m.update({"signature.json": b'{"value":"x"}'}), package.TAMPERED),
    ],
)
def test_whatever_was_changed_on_the_way_is_refused_in_words(change, words):
    with pytest.raises(package.Refused) as refused:
        read(repacked(made(), change))
    assert words in str(refused.value)


def test_another_key_does_not_vouch():
    with pytest.raises(package.Refused, match="đã bị sửa"):
        read(made(), OTHER)


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all", b"%PDF-1.7", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_package_is_refused(content):
    with pytest.raises(package.Refused):
        read(content)


def test_a_bomb_is_not_unpacked():
    store = BytesIO()
    with zipfile.ZipFile(store, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("manifest.json", "signature.json", "lines.json", "files/0001.pdf"):
            archive.writestr(name, b"\0" * (package.MOST_SMALL + 1 if name.endswith("t.json") else 10))
    with pytest.raises(package.Refused, match="quá lớn"):
        read(store.getvalue())


@pytest.mark.parametrize(
    "head",
    [{"id": "x"}, {"kind": "other"}, {"from": "lt"}, {"to": ""}, {"made_at": "2023-11-05T09:00:00"}, {"subject": 3}],
)
def test_a_manifest_of_another_form_is_refused(head):
    with pytest.raises(package.Refused):
        read(made(**head))


@pytest.mark.parametrize("lines", [[], [{"code": ""}], [{"code": "a"}, {"code": "a"}], ["x"], [{}]])
def test_lines_without_a_code_of_their_own_are_refused(lines):
    with pytest.raises(package.Refused):
        read(made(lines=lines))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_single_changed_byte_makes_another_package(data):
    """Either the very same package is read, or it is refused: nothing in between, and never another error."""
    content = bytearray(made())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    try:
        found = read(bytes(content))
    except package.Refused:
        return
    assert (found.lines, found.files, found.head.raw) == (LINES, {"files/0001.pdf": PDF}, read(made()).head.raw)


def test_days():
    head = read(made()).head
    package.check_days(head, now=NOW, since=date(2023, 11, 5), max_days=60)
    for now, since, words in (
        (NOW - timedelta(days=2), date(2023, 1, 1), "sau hôm nay"),
        (NOW, date(2023, 11, 6), "trước khi trao khóa"),
        (NOW + timedelta(days=61), date(2023, 1, 1), "quá 60 ngày"),
    ):
        with pytest.raises(package.Refused, match=words):
            package.check_days(head, now=now, since=since, max_days=60)


def test_texts_are_cut_and_never_trusted():
    row = {"a": {"b": "x" * 500, "n": 7, "yes": True, "big": 10**12}, "c": 3}
    assert package.text_of(row, "a", "b", most=10) == "x" * 10
    assert [package.text_of(row, *path) for path in (("c",), ("a", "z"), ("c", "d"))] == ["", "", ""]
    assert [package.number_of(row, "a", name) for name in ("n", "yes", "big", "b")] == [7, None, None, None]
