"""Digital signatures of PDFs: made with a certificate file, looked at, torn at; checked by poppler as well."""

import re
import shutil
import subprocess
from datetime import date

import pytest

from thidua import signatures
from thidua.documents.sheets import Sheet, TextBox, sheets_pdf
from thidua.errors import RuleViolation

PASSWORD = "mật khẩu thử"


@pytest.fixture(scope="module")
def authority():
    return signatures.make_test_authority("Hoàng Văn Đức", PASSWORD)


@pytest.fixture(scope="module")
def paper() -> bytes:
    box = TextBox("Quyết định", x=20, y=20, width=100, height=10, size=14, floor=10)
    return sheets_pdf([Sheet([box])], title="Quyết định", day=date(2023, 11, 10))


@pytest.fixture(scope="module")
def signed(authority, paper) -> bytes:
    return signatures.sign(paper, authority.key_file, PASSWORD, reason="Ban hành", place="Long Thử")


def test_a_signature_goes_to_the_end_and_is_good_up_to_an_authority_of_ours(authority, paper, signed):
    assert signed.startswith(paper)
    (found,) = signatures.look(signed, [authority.root])
    assert found.is_good and found.is_test and found.why == []
    assert (found.signer, found.issuer) == ("Hoàng Văn Đức", signatures.TEST_NAME)
    (stranger,) = signatures.look(signed, [])
    assert stranger.intact and not stranger.trusted and "đã tin cấp" in stranger.why[0]


def test_another_program_finds_it_valid_too(tmp_path, signed):
    file = tmp_path / "ky.pdf"
    file.write_bytes(signed)
    if shutil.which("pdfsig") is None:
        pytest.fail("poppler-utils is missing")
    told = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told and "ETSI.CAdES.detached" in told and "Total document signed" in told


def test_one_changed_byte_and_one_added_page_are_seen(authority, paper, signed):
    torn = bytearray(signed)
    torn[re.search(rb"stream\n", paper).end() + 20] ^= 1
    assert not signatures.look(bytes(torn), [authority.root])[0].intact
    (longer,) = signatures.look(signed + b"\n% more", [authority.root])
    assert not longer.is_good


def test_a_prepared_file_is_signed_elsewhere_and_a_second_signature_leaves_the_first(authority, paper, signed):
    prepared = signatures.prepare(paper)
    assert prepared.startswith(paper) and signatures.look(prepared, [authority.root]) == []
    again = signatures.sign(signed, authority.key_file, PASSWORD)
    assert [one.is_good for one in signatures.look(again, [authority.root])] == [True, True]


@pytest.mark.parametrize(
    ("key_file", "password", "field"),
    [
        (b"", "x", "key_file"),
        (b"x" * 70_000, "x", "key_file"),
        (b"khong phai", "x", "password"),
        (None, "sai", "password"),
    ],
)
def test_a_wrong_password_or_file_is_told_beside_its_field(authority, paper, key_file, password, field):
    with pytest.raises(RuleViolation) as refused:
        signatures.sign(paper, authority.key_file if key_file is None else key_file, password)
    assert refused.value.field == field


def test_an_expired_certificate_and_a_file_that_is_no_pdf_are_refused(paper):
    old = signatures.make_test_authority("Hết hạn", "x", days=-0.5)
    with pytest.raises(RuleViolation, match="hôm nay không dùng được"):
        signatures.sign(paper, old.key_file, "x")
    with pytest.raises(RuleViolation, match="Không đọc được"):
        signatures.look(b"khong phai pdf")
