"""The files and reports of dossiers go along with the lines: there, looked at, opened, and refused by name."""

import hashlib
import json
import zipfile
from datetime import datetime
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from awards.decisions import exchange_files, exchange_format, exchanging
from awards.decisions import exchange_queries as reads
from awards.decisions.exchange_format import FILE, LINES, MANIFEST, SIGNATURE
from awards.models import Attachment, ExchangePackage, Nomination, ReportSection
from tests.awards.decisions.test_exchanging import KEY, carried, sent, two_sides
from tests.factories import UserFactory, files
from tests.kept import kept
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.filetypes import KINDS
from units.accounts.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.both]
PDF, DOCX = files.pdf(mark="báo cáo"), files.office("docx")


def attached(line: Nomination, name: str, content: bytes, by, **changes) -> Attachment:
    facts = {
        "nomination": line, "paper": "minutes", "name": name, "kind": name.rsplit(".", 1)[-1], "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(), "added_by": by, **changes,
    }  # fmt: skip
    row = Attachment(**facts)
    row.file.save(name, ContentFile(content), save=False)
    row.save()
    return row


def with_files():
    s = two_sides()
    s.line = s.paper.lines.get().nomination
    attached(s.line, "Biên bản họp xét.pdf", PDF, s.officer)
    attached(s.line, "tóm tắt.docx", DOCX, s.officer, paper="submission")
    attached(s.line, "bỏ đi.pdf", files.pdf(mark="x"), s.officer, removed_by=s.officer, removed_at=clock.now())
    ReportSection.objects.create(
        nomination=s.line, code="measures", text="Mô hình “Tiếng loa”", written_by=s.officer
    )  # fmt: skip
    return s


sides = kept(with_files)


@pytest.fixture(autouse=True)
def _then():
    with clock.at(datetime(2023, 11, 15, 9)):
        yield


def signed_anew(content: bytes, change) -> SimpleUploadedFile:
    """The package as somebody who holds the key makes it: change(lines, members), then mended and signed."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    head = json.loads(members.pop(MANIFEST))
    members.pop(SIGNATURE)
    lines = json.loads(members.pop(LINES))
    change(lines, members)
    return SimpleUploadedFile("goi.zip", exchange_format.make(head, lines, members, KEY))


def broken(content: bytes, member: str, bytes_: bytes) -> SimpleUploadedFile:
    """The package with one member changed and nothing signed again."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, bytes_ if info.filename == member else old.read(info))
    return SimpleUploadedFile("goi.zip", out.getvalue())


def file_url(package: ExchangePackage, number: int) -> str:
    return reverse("awards:decisions.dossier_member", args=[package.pk, number])


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_two_files_and_the_report_go_there_are_seen_and_opened(client, sides):
    s = sides
    out = sent(s)
    with zipfile.ZipFile(out.file) as archive:
        names = set(archive.namelist())
    assert names == {MANIFEST, SIGNATURE, LINES, "files/0001.pdf", "files/0002.pdf", "files/0003.docx"}
    came = exchanging.receive(carried(out), by=s.above)
    (shown,) = reads.dossier_shown(came)
    assert [(one.number, one.name, one.label, one.size) for one in shown.files] == [
        (2, "Biên bản họp xét.pdf", "PDF", len(PDF)), (3, "tóm tắt.docx", "Word", len(DOCX)),
    ]  # fmt: skip
    assert shown.files[0].paper.startswith("Biên bản")
    assert "Mô hình “Tiếng loa”" in {part["text"] for part in shown.report}
    client.force_login(s.above)
    page = words(client.get(reverse("awards:decisions.package", args=[came.pk])))
    assert "Biên bản họp xét.pdf" in page
    assert file_url(came, 2) not in page
    assert client.get(file_url(came, 2)).status_code == 404  # nothing is opened before it was taken
    exchanging.take(came, by=s.above)
    page = words(client.get(reverse("awards:decisions.package", args=[came.pk])))
    assert file_url(came, 2) in page
    assert "Mô hình “Tiếng loa”" in page
    first, second = client.get(f"{file_url(came, 2)}?xem=1"), client.get(f"{file_url(came, 3)}?xem=1")
    assert (b"".join(first.streaming_content), b"".join(second.streaming_content)) == (PDF, DOCX)
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"].startswith("inline")
    assert second["Content-Disposition"].startswith("attachment")
    for answer in (first, second):
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
    assert client.get(file_url(came, 1)).status_code == 404  # the submission has its own address
    assert client.get(file_url(came, 4)).status_code == 404
    client.force_login(s.officer)
    assert client.get(file_url(came, 2)).status_code == 404  # what the level above took is theirs
    assert client.get(file_url(out, 2)).status_code == 200
    client.force_login(UserFactory(role=Role.CLERK, over=s.y.unit))
    assert client.get(file_url(out, 2)).status_code == 404


@pytest.mark.parametrize("place", [0, -1])
def test_a_changed_byte_is_refused_with_the_name_of_the_file(sides, place):
    s = sides
    changed = bytearray(DOCX)
    changed[place] ^= 1
    with pytest.raises(RuleViolation) as refused:
        exchanging.receive(broken(carried(sent(s)).read(), "files/0003.docx", bytes(changed)), by=s.above)
    assert refused.value.field == "file"
    assert refused.value.message.startswith(f"Tệp “tóm tắt.docx” của {s.line.code} không khớp mã kiểm tra")
    assert not ExchangePackage.objects.filter(direction="in").exists()


def _a_program(lines, members):
    members["files/0002.pdf"] = b"MZ" + bytes(100)
    told = lines[0]["files"][0]
    told["size"], told["sha256"] = 102, hashlib.sha256(members["files/0002.pdf"]).hexdigest()


def _another_name(lines, members):
    lines[0]["files"][0]["name"] = "ảnh.png"


def _another_kind(lines, members):
    lines[0]["files"][0]["kind"] = "png"


def _another_file(lines, members):
    lines[0]["files"][0]["sha256"] = "0" * 64


def _no_file(lines, members):
    del members["files/0002.pdf"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_a_program, "Không nhận gói vì tệp “Biên bản họp xét.pdf” của {}: Nội dung không phải loại tệp được nhận"),
        (_another_name, "Không nhận gói vì tệp “ảnh.png” của {}: Nội dung là PDF nhưng tên ghi “.png”"),
        (_another_kind, "Không nhận gói vì tệp “Biên bản họp xét.pdf” của {}: Nội dung là PDF, hồ sơ ghi loại khác"),
        (_another_file, "Tệp “Biên bản họp xét.pdf” của {} không có trong gói"),
        (_no_file, "Tệp “Biên bản họp xét.pdf” của {} không có trong gói"),
    ],
)
def test_a_file_that_lies_is_refused_by_name_even_when_signed(sides, change, told):
    s = sides
    with pytest.raises(RuleViolation) as refused:
        exchanging.receive(signed_anew(carried(sent(s)).read(), change), by=s.above)
    assert refused.value.message.startswith(told.format(s.line.code))


def test_a_file_that_was_changed_in_the_store_does_not_go_out(sides):
    row = attached(sides.line, "thêm.pdf", files.pdf(mark="thêm"), sides.officer, paper="other")
    row.file.storage.delete(row.file.name)
    row.file.storage.save(row.file.name, ContentFile(b"%PDF-1.7 x"))
    with pytest.raises(StateConflict, match=f"Tệp “{row.name}” của .* không còn nguyên"):
        sent(sides)
    assert not ExchangePackage.objects.exists()


def test_the_same_bytes_in_two_places_are_carried_once(sides):
    s = sides
    attached(s.line, "bản sao.pdf", PDF, s.officer, paper="other")
    held = exchange_files.attachments_of(s.paper)
    assert len(held) == 3
    assert exchange_files.Load.of(held) == exchange_files.Load(2, len(PDF) + len(DOCX))
    (shown,) = reads.sent_shown(sent(s))
    assert [one.number for one in shown.files] == [2, 3, 2]


def test_too_many_bytes_are_said_beside_the_button_and_the_package_goes_without_them(client, sides, monkeypatch):
    s = sides
    monkeypatch.setattr(exchange_files, "MOST_CARRIED", 100)
    client.force_login(s.officer)
    address = reverse("awards:decisions.export_dossier", args=[s.paper.pk])
    assert "một gói nhiều nhất" in words(client.get(address))
    refused = client.post(address, {"partner": s.below.pk, "with_files": "on"})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"with_files"})
    assert not ExchangePackage.objects.exists()
    assert client.post(address, {"partner": s.below.pk}).status_code == 302
    out = ExchangePackage.objects.get()
    came = exchanging.take(exchanging.receive(carried(out), by=s.above), by=s.above)
    rows, lost = reads.received_shown(came)
    assert ([(one.number, one.sha256[:4]) for one in rows[0].files], lost) == (
        [(0, hashlib.sha256(PDF).hexdigest()[:4]), (0, hashlib.sha256(DOCX).hexdigest()[:4])], "",
    )  # fmt: skip
    client.force_login(s.above)
    page = words(client.get(reverse("awards:decisions.package", args=[came.pk])))
    assert page.count("không kèm trong gói") == 2


def test_a_taken_package_that_is_lost_says_so_and_still_has_its_lines(client, sides):
    s = sides
    came = exchanging.take(exchanging.receive(carried(sent(s)), by=s.above), by=s.above)
    came.file.storage.delete(came.file.name)
    client.force_login(s.above)
    page = client.get(reverse("awards:decisions.package", args=[came.pk]))
    assert page.status_code == 200
    assert "Tệp đính kèm, báo cáo chưa mở được" in words(page)
    assert client.get(file_url(came, 2)).status_code == 302


def test_every_type_that_is_attached_may_be_carried():
    assert all(FILE.fullmatch(f"files/0002.{kind.endings[0]}") for kind in KINDS.values())
    assert not FILE.fullmatch("files/0002.exe")
