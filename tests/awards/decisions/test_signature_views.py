"""Digital signatures on the pages of a decision: with a file, over a token, what is shown, what is kept."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from awards.decisions import digital_signatures as reads
from awards.models import PaperSignature
from tests.factories.decisions import province, signed
from tests.kept import kept
from thidua import signatures
from units.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
PASSWORD = "mat-khau-that-bi-mat"


def with_a_decision():
    world = province()
    world.paper = signed(world)
    return world


world = kept(with_a_decision)


@pytest.fixture(scope="module")
def authority():
    return signatures.make_test_authority("Hoàng Văn Đ", PASSWORD)


@pytest.fixture
def roots(settings, tmp_path, authority):
    settings.SIGNING_ROOTS = tmp_path / "roots"
    settings.SIGNING_ROOTS.mkdir()
    (settings.SIGNING_ROOTS / "test.crt").write_bytes(authority.root)


@pytest.fixture
def commander(client, world, roots):
    client.force_login(world.commander)
    return client


def at(view: str, pk: int) -> str:
    return reverse(f"awards:decisions.{view}", args=[pk])


def page(response) -> str:
    return " ".join(response.content.decode().split())


def with_file(client, paper, authority, password=PASSWORD):
    sent = {"key_file": SimpleUploadedFile("ky.p12", authority.key_file), "password": password}
    return client.post(at("sign_with_file", paper.pk), sent)


def test_sign_with_file_adds_to_the_frozen_file_and_keeps_no_secret(commander, world, authority):
    frozen = world.paper.pdf.open().read()
    assert with_file(commander, world.paper, authority).status_code == 302
    row = PaperSignature.objects.get()
    content = row.file.open().read()
    assert content.startswith(frozen) and row.signer == "Hoàng Văn Đ"
    event = AuditEvent.objects.filter(action="decision.sign_digitally").get()
    assert event.facts["serial"] == row.serial and PASSWORD not in str(event.facts)
    for view in ("signature", "detail"):
        told = page(commander.get(at(view, world.paper.pk)))
        assert "Hợp lệ, chứng thư thử nghiệm" in told and "Hoàng Văn Đ" in told
    answer = commander.get(at("signature_file", row.pk))
    assert b"".join(answer.streaming_content) == content
    refused = with_file(commander, world.paper, authority, "sai")
    assert refused.status_code == 422 and "sai mật khẩu" in page(refused) and PaperSignature.objects.count() == 1


def test_bring_back_takes_only_this_very_paper_with_a_sound_signature(commander, world, authority):
    prepared = commander.get(at("signature_prepared", world.paper.pk)).content
    address = at("bring_back", world.paper.pk)

    def send(content: bytes):
        return commander.post(address, {"upload": SimpleUploadedFile("ky.pdf", content)})

    assert "chưa có chữ ký số nào mới" in page(send(prepared))
    done = signatures.sign(prepared, authority.key_file, PASSWORD)
    assert "không phải văn bản này" in page(send(b"%PDF-1.7 khac" + done))
    assert "Chữ ký số không dùng được" in page(send(done + b"\n% more"))
    assert send(done).status_code == 302
    assert PaperSignature.objects.get().method == "token"
    assert send(done).status_code == 422 and PaperSignature.objects.count() == 1


def test_signature_is_for_the_signer_of_the_issuer_and_tells_of_a_changed_file(client, world, roots, authority):
    client.force_login(world.officer)
    assert with_file(client, world.paper, authority).status_code == 403
    assert "Tải bản chờ ký" not in page(client.get(at("signature", world.paper.pk)))
    client.force_login(world.commander)
    with_file(client, world.paper, authority)
    row = PaperSignature.objects.get()
    (found,) = reads.shown(world.paper)
    assert found.is_good and reads.another_name(world.paper, "Trần B")
    Path(row.file.path).write_bytes(b"%PDF-1.7 khac")
    (found,) = reads.shown(world.paper)
    assert not found.is_good and found.tone == "bad"
    assert client.get(at("signature_file", row.pk)).status_code == 404


def test_the_test_authority_is_made_by_a_command(settings, tmp_path, capsys):
    settings.SIGNING_ROOTS = tmp_path / "roots"
    call_command("signing_test_authority", str(tmp_path / "ky.p12"), name="Hoàng Văn Đ")
    assert "password" in capsys.readouterr().out and len(signatures.trusted_roots()) == 1
