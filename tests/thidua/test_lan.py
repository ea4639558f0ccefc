"""HTTPS on a network of its own: a chain that verifies, an authority that stays, keys nobody else reads, and a real
request to a served page."""

import socket
import ssl
import subprocess
import sys
import urllib.request
from contextlib import ExitStack
from datetime import timedelta
from io import StringIO
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import RequestFactory, override_settings
from django.urls import reverse

from tests.database import copy_sqlite
from tests.thidua.test_serve import ROOT, SECONDS, announced, environment, free_port  # noqa: F401
from thidua import clock, lan
from thidua.errors import DomainError, RuleViolation
from thidua.http import is_safe

NAMES = ["thidua.lan", "192.168.1.10", "fd00::10"]


@pytest.fixture(autouse=True)
def place(tmp_path):
    with override_settings(VAR_DIR=tmp_path):
        yield tmp_path / "lan"


@pytest.fixture
def var(tmp_path, django_db_setup):
    """A folder with a database that is ready: how `serve` makes one is told in test_serve.py."""
    folder = tmp_path / "var"
    folder.mkdir()
    copy_sqlite(connection, folder / "thidua.sqlite3")
    return folder


def read(path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def verify(place, name: str) -> list[x509.Certificate]:
    subject = x509.IPAddress(ip_address(name)) if ":" in name or name[0].isdigit() else x509.DNSName(name)
    store = Store([read(place / "authority.crt")])
    return (
        PolicyBuilder()
        .store(store)
        .time(clock.now())
        .build_server_verifier(subject)
        .verify(read(place / "server.crt"), [])
    )


def test_the_chain_verifies_for_every_name_and_for_no_other(place):
    made = lan.issue(NAMES)
    assert made.names == tuple(NAMES)
    for name in NAMES:
        assert len(verify(place, name)) == 2
    for other in ("other.lan", "192.168.1.11"):
        with pytest.raises(VerificationError):
            verify(place, other)
    authority, server = read(place / "authority.crt"), read(place / "server.crt")
    extension = authority.extensions.get_extension_for_class
    assert extension(x509.BasicConstraints).value == x509.BasicConstraints(ca=True, path_length=0)
    assert extension(x509.NameConstraints).critical
    assert server.not_valid_after_utc - server.not_valid_before_utc < timedelta(days=lan.MOST_DAYS)
    assert authority.not_valid_after_utc > server.not_valid_after_utc
    usage = server.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert lan.current() == lan.Certificate(made.names, made.until, made.fingerprint)


def test_a_second_run_keeps_the_authority_and_renews_the_server(place):
    first = lan.issue(NAMES, days=30)
    authority, server = (place / "authority.crt").read_bytes(), (place / "server.crt").read_bytes()
    again = lan.issue()  # the same names
    assert (first.is_new_authority, again.is_new_authority) == (True, False)
    assert (place / "authority.crt").read_bytes() == authority
    assert (place / "server.crt").read_bytes() != server
    assert again.names == first.names
    assert again.until - first.until > timedelta(days=700)
    lan.issue(["10.1.2.3", "other.lan"])  # within what it may speak for
    assert verify(place, "10.1.2.3")
    assert (place / "authority.crt").read_bytes() == authority
    assert lan.issue(NAMES, new_authority=True).fingerprint != first.fingerprint


def test_the_authority_speaks_for_nothing_it_was_not_made_for(place):
    lan.issue(["thidua.donvi.vn", "203.0.113.5"])
    assert verify(place, "thidua.donvi.vn")
    assert verify(place, "203.0.113.5")
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    for name in ("mail.donvi.vn", "donvi.vn", "203.0.113.6", "nganhang"):
        with pytest.raises(RuleViolation, match="ngoài phạm vi"):
            lan.issue([name])
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before
    # Nor do verifiers believe it, were its key used by somebody else.
    authority, key = lan._authority()
    own = lan.ec.generate_private_key(lan.ec.SECP256R1())
    stolen = lan._server_certificate(
        ["nganhang.vn"], own, authority, key, clock.now() - lan.EARLIER, clock.now() + timedelta(days=1)
    )
    (place / "server.crt").write_bytes(stolen.public_bytes(lan.serialization.Encoding.PEM))
    with pytest.raises(VerificationError):
        verify(place, "nganhang.vn")


def test_keys_are_for_their_owner_only(place):
    lan.issue(NAMES)
    modes = {path.name: path.stat().st_mode & 0o777 for path in place.iterdir()}
    assert modes == {"authority.key": 0o600, "server.key": 0o600, "authority.crt": 0o644, "server.crt": 0o644}
    assert place.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("https://thidua.lan", "không ghi http://"),
        ("thidua.lan:8443", "không ghi số cổng"),
        ("*.lan", "không dùng dấu sao"),
        ("thi đua.lan", "không phải tên máy"),
        ("-a.lan", "không phải tên máy"),
        ("a..lan", "không phải tên máy"),
        ("", "không phải tên máy"),
        (f"{'a' * 64}.lan", "không phải tên máy"),
        ("192.168.1.300", "không phải địa chỉ IP đúng"),
        ("192.168.1", "không phải địa chỉ IP đúng"),
        ("0.0.0.0", "không phải địa chỉ của một máy"),
        ("224.0.0.1", "không phải địa chỉ của một máy"),
    ],
)
def test_a_bad_name_is_refused_in_words_and_nothing_is_made(place, words, said):
    with pytest.raises(RuleViolation, match=said):
        lan.issue(["thidua.lan", words])
    assert not place.exists()


def test_what_cannot_be_is_refused(place):
    for days in (0, -1, lan.MOST_DAYS + 1):
        with pytest.raises(RuleViolation, match="từ 1 đến 825"):
            lan.issue(NAMES, days=days)
    with pytest.raises(RuleViolation, match="ít nhất một tên"):
        lan.issue([])
    with clock.at(clock.now() - timedelta(days=lan.AUTHORITY_DAYS + 5)):
        lan.issue(NAMES)
    with pytest.raises(RuleViolation, match="đã hết hạn"):
        lan.issue(NAMES)
    lan.issue(NAMES, new_authority=True)
    (place / "authority.key").write_bytes((place / "server.key").read_bytes())
    with pytest.raises(DomainError, match="không khớp"):
        lan.issue(NAMES)


def test_one_day_is_a_whole_day_ahead():
    """It begins a day earlier for clocks that go wrong; that day is not taken from a short life."""
    assert lan.issue(NAMES, days=1).until > clock.now() + timedelta(hours=23)


def test_the_command_prints_how_phones_trust_it(place):
    out = StringIO()
    call_command("lan_certificate", "thidua.lan", "192.168.1.10", stdout=out)
    said = out.getvalue()
    assert "https://thidua.lan:8443/chung-thu/thidua.crt" in said
    assert lan.current().fingerprint.replace(" ", "") in "".join(said.split())
    assert "█" in said
    assert "Android:" in said
    assert "iPhone:" in said
    assert "mới lập" in said
    out = StringIO()
    call_command("lan_certificate", "--port", "443", stdout=out)
    assert "https://thidua.lan/chung-thu/" in out.getvalue()
    assert "như cũ" in out.getvalue()
    with pytest.raises(CommandError, match="không ghi http"):
        call_command("lan_certificate", "http://x")


@pytest.mark.django_db
@pytest.mark.once
def test_the_authority_is_for_everybody_and_its_key_for_nobody(client, place):
    for name in ("lan_trust", "lan_authority"):
        assert client.get(reverse(name)).status_code == 404
    made = lan.issue(NAMES)
    answer = client.get(reverse("lan_authority"))
    assert answer["Content-Type"] == "application/x-x509-ca-cert"
    assert lan.fingerprint(x509.load_der_x509_certificate(answer.content)) == made.fingerprint
    page = client.get(reverse("lan_trust")).content.decode()
    assert made.fingerprint in page
    assert "PRIVATE" not in page
    assert client.post(reverse("lan_trust")).status_code == 405


@pytest.mark.parametrize(
    ("host", "secure", "expected"),
    [
        ("thidua.lan", True, True),
        ("thidua.lan", False, False),
        ("192.168.1.10:8000", False, False),
        ("127.0.0.1.lan", False, False),
        ("localhost.lan", False, False),
        ("127.0.0.1:8000", False, True),
        ("localhost:8000", False, True),
        ("[::1]:8000", False, True),
    ],
)
def test_only_https_or_this_machine_is_safe(host, secure, expected):
    with override_settings(ALLOWED_HOSTS=["*"]):
        assert is_safe(RequestFactory().get("/", secure=secure, headers={"host": host})) is expected


def test_the_site_speaks_https_itself(free_port, var, place):  # noqa: F811  the port is a fixture
    with override_settings(VAR_DIR=var):
        lan.issue(["localhost", "127.0.0.1"])
        trusted = ssl.create_default_context(cafile=str(lan.authority_file()))
    command = [sys.executable, "manage.py", "serve", "--https", "--port", str(free_port), "--processes", "1"]
    served = subprocess.Popen(
        command, cwd=ROOT, env=environment(var), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    origin = f"https://127.0.0.1:{free_port}"
    try:
        assert origin in announced(served)
        with urllib.request.urlopen(f"{origin}/dang-nhap/", timeout=SECONDS, context=trusted) as answer:
            assert answer.status == 200
            assert "Strict-Transport-Security" not in answer.headers
            cookies = answer.headers.get_all("Set-Cookie")
            assert cookies
            assert all("; Secure" in cookie for cookie in cookies)
        with ExitStack() as phones:  # a browser connects ahead of need: more of them than there are threads
            for _ in range(6):
                line = phones.enter_context(socket.create_connection(("127.0.0.1", free_port), timeout=SECONDS))
                phones.enter_context(trusted.wrap_socket(line, server_hostname="localhost"))
            with urllib.request.urlopen(f"{origin}/dang-nhap/", timeout=SECONDS, context=trusted) as answer:
                assert answer.status == 200
        with urllib.request.urlopen(f"{origin}/chung-thu/thidua.crt", timeout=SECONDS, context=trusted) as answer:
            assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
        with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
            urllib.request.urlopen(origin, timeout=SECONDS, context=ssl.create_default_context())
    finally:
        served.terminate()
        told, _ = served.communicate(timeout=SECONDS)
    assert served.returncode == 0, told


def test_serve_says_what_is_missing(place):
    with pytest.raises(CommandError, match="Chưa có chứng thư"):
        call_command("serve", "--https", "--port", "0")
    with clock.at(clock.now() - timedelta(days=40)):
        lan.issue(NAMES, days=30)
    with pytest.raises(CommandError, match="Chứng thư hết hạn"):
        call_command("serve", "--https", "--port", "0")
    with override_settings(HTTPS=True), pytest.raises(CommandError, match="THIDUA_HTTPS"):
        call_command("serve", "--https", "--port", "0")
