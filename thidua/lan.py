"""HTTPS on a network of its own: a local authority and a certificate of this server. Browsers give no cryptography to
plain http, and a secret ballot needs it.

    <var>/lan/authority.key   signs certificates; stays on this machine (0600)
    <var>/lan/authority.crt   what phones trust: made once, so that a renewed server needs nothing of them
    <var>/lan/server.key      of the server, new with every certificate (0600)
    <var>/lan/server.crt      names and addresses of the server

The authority may speak for private addresses, local names and the names it was made for, nothing else: whoever stole
its key could not pass for a bank before the phones that trust it.
"""

import ipaddress
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

from thidua import clock
from thidua.errors import DomainError, RuleViolation

MOST_DAYS = 825  # Apple's devices take no certificate of a longer life, whoever signed it
AUTHORITY_DAYS = 3650
SOON_DAYS = 30
EARLIER = timedelta(days=1)  # clocks of phones go wrong
LOCAL_NAMES = ("localhost", "local", "lan", "internal", "home.arpa")
LOCAL_NETWORKS = tuple(
    map(
        ipaddress.ip_network,
        ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8")
        + ("fc00::/7", "fe80::/10", "::1/128"),
    )
)
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Certificate:
    """The certificate of this server. names: what it is valid for, as browsers call it."""

    names: tuple[str, ...]
    until: datetime
    fingerprint: str  # of the authority
    is_new_authority: bool = False

    @property
    def days_left(self) -> int:
        return (self.until - clock.now()).days

    @property
    def hosts(self) -> list[str]:
        """As an address of the web writes them."""
        return [f"[{name}]" if ":" in name else name for name in self.names]


def folder() -> Path:
    return Path(settings.VAR_DIR) / "lan"


def authority_file() -> Path:
    return folder() / "authority.crt"


def server_files() -> tuple[Path, Path]:
    """Certificate and key, as a web server asks for them."""
    return folder() / "server.crt", folder() / "server.key"


# Names ----------------------------------------------------------------------------------------------------------------


def read_name(words: str) -> str | Address:
    """A host name in lower case, or an address."""
    name = words.strip().lower()
    if "://" in name or "/" in name:
        raise RuleViolation(f"“{words}”: chỉ ghi tên máy hoặc địa chỉ IP, không ghi http:// và đường dẫn.")
    try:
        address = ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        pass
    else:
        if address.is_unspecified or address.is_multicast or getattr(address, "scope_id", None):
            raise RuleViolation(f"“{words}” không phải địa chỉ của một máy.")
        return address
    if ":" in name:
        raise RuleViolation(f"“{words}”: không ghi số cổng; tên máy không có dấu hai chấm.")
    if "*" in name:
        raise RuleViolation(f"“{words}”: ghi đủ từng tên, không dùng dấu sao.")
    labels = name.split(".")
    if labels[-1].isdigit():
        raise RuleViolation(f"“{words}” không phải địa chỉ IP đúng.")
    if len(name) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise RuleViolation(f"“{words}” không phải tên máy: chỉ dùng chữ không dấu, chữ số, gạch nối, dấu chấm.")
    return name


def read_names(words: Iterable[str]) -> list[str | Address]:
    """Each once, in the order given; every mistake is told at once."""
    found, wrong = [], []
    for one in words:
        try:
            found.append(read_name(one))
        except RuleViolation as error:
            wrong.append(error.message)
    if wrong:
        raise RuleViolation(wrong[0], reasons=wrong[1:])
    return list(dict.fromkeys(found))


def _is_local(name: str | Address) -> bool:
    if isinstance(name, str):
        return any(name == local or name.endswith(f".{local}") for local in LOCAL_NAMES)
    return any(name in network for network in LOCAL_NETWORKS if network.version == name.version)


def _constraints(names: Sequence[str | Address]) -> x509.NameConstraints:
    more = [name for name in names if not _is_local(name)]
    return x509.NameConstraints(
        [x509.DNSName(name) for name in (*LOCAL_NAMES, *(one for one in more if isinstance(one, str)))]
        + [x509.IPAddress(network) for network in LOCAL_NETWORKS]
        + [x509.IPAddress(ipaddress.ip_network(one)) for one in more if not isinstance(one, str)],
        None,
    )


def _is_allowed(authority: x509.Certificate, name: str | Address) -> bool:
    """Whether phones that trust this authority will believe the name."""
    allowed = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    for one in allowed:
        if isinstance(name, str):
            if isinstance(one, x509.DNSName) and (name == one.value or name.endswith(f".{one.value}")):
                return True
        elif isinstance(one, x509.IPAddress) and name.version == one.value.version and name in one.value:
            return True
    return False


# Acts -----------------------------------------------------------------------------------------------------------------


def issue(words: Sequence[str] = (), *, days: int = MOST_DAYS, new_authority: bool = False) -> Certificate:
    """A certificate for these names; without any, for the names of the last one. The authority is made at the first
    time, or when a new one is asked for."""
    if not 1 <= days <= MOST_DAYS:
        raise RuleViolation(f"Số ngày phải từ 1 đến {MOST_DAYS}: điện thoại của Apple không nhận chứng thư dài hơn.")
    last = current()
    names = read_names(words or (last.names if last else ()))
    if not names:
        raise RuleViolation("Ghi ít nhất một tên máy hoặc địa chỉ IP, ví dụ: thidua.lan 192.168.1.10")
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.chmod(0o700)
    known = None if new_authority else _authority()
    authority, key = known or _make_authority(names)
    strangers = [str(name) for name in names if not _is_allowed(authority, name)]
    if strangers:
        raise RuleViolation(
            f"{', '.join(strangers)}: ngoài phạm vi của tổ chức chứng thực đã lập.",
            reasons=["Thêm --new-authority để lập tổ chức khác; khi đó mọi điện thoại phải tin lại từ đầu."],
        )
    now = clock.now().replace(microsecond=0)
    begin = now - EARLIER
    # The day before now counts for Apple's limit; a life counts its first and its last second.
    longest = begin + timedelta(days=MOST_DAYS, seconds=-1)
    until = min(now + timedelta(days=days), longest, authority.not_valid_after_utc)
    if until <= now:
        raise RuleViolation(
            "Tổ chức chứng thực đã hết hạn.",
            reasons=["Thêm --new-authority để lập tổ chức khác; khi đó mọi điện thoại phải tin lại từ đầu."],
        )
    own = ec.generate_private_key(ec.SECP256R1())
    certificate = _server_certificate(names, own, authority, key, begin, until)
    if known is None:
        _write(place / "authority.key", _pem(key), 0o600)
        _write(authority_file(), authority.public_bytes(serialization.Encoding.PEM), 0o644)
    crt, own_key = server_files()
    _write(own_key, _pem(own), 0o600)
    _write(crt, certificate.public_bytes(serialization.Encoding.PEM), 0o644)
    return Certificate(tuple(map(str, names)), until, fingerprint(authority), is_new_authority=known is None)


def current() -> Certificate | None:
    """The certificate of this server; None where none was made."""
    try:
        content, authority = server_files()[0].read_bytes(), authority_file().read_bytes()
    except FileNotFoundError:
        return None
    found = x509.load_pem_x509_certificate(content)
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return Certificate(
        tuple(str(name.value) for name in names),
        found.not_valid_after_utc,
        fingerprint(x509.load_pem_x509_certificate(authority)),
    )


def authority_der() -> bytes | None:
    """The file phones trust, in the form all of them read."""
    try:
        content = authority_file().read_bytes()
    except FileNotFoundError:
        return None
    return x509.load_pem_x509_certificate(content).public_bytes(serialization.Encoding.DER)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 as phones show it: AB CD …"""
    return certificate.fingerprint(hashes.SHA256()).hex(" ").upper()


def _authority() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
    try:
        content = (folder() / "authority.key").read_bytes()
        certificate = x509.load_pem_x509_certificate(authority_file().read_bytes())
    except FileNotFoundError:
        return None
    key = serialization.load_pem_private_key(content, None)
    if key.public_key() != certificate.public_key():
        raise DomainError("Khóa và chứng thư của tổ chức chứng thực không khớp nhau; lấy lại từ bản sao lưu.")
    return certificate, key


def _make_authority(names: Sequence[str | Address]) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    begin = clock.now().replace(microsecond=0) - EARLIER
    # The day tells two authorities apart in the list of a phone.
    name = _name(f"Thi dua {names[0]} {clock.today():%d-%m-%Y}")
    public = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(_constraints(names), critical=True)
        .add_extension(public, critical=False)
        .sign(key, hashes.SHA256())
    )
    return certificate, key


def _server_certificate(names, own, authority, key, begin: datetime, until: datetime) -> x509.Certificate:
    others = [x509.DNSName(one) if isinstance(one, str) else x509.IPAddress(one) for one in names]
    issuer = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return (
        x509.CertificateBuilder()
        .subject_name(_name(str(names[0])))
        .issuer_name(authority.subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(others), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer), critical=False)
        .sign(key, hashes.SHA256())
    )


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words[:64])])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def _write(path: Path, content: bytes, mode: int) -> None:
    """Written aside and put in place whole; a key is never readable by others, not even for a moment."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as stream:
        os.fchmod(descriptor, mode)
        stream.write(content)
        os.fsync(descriptor)
    draft.replace(path)
