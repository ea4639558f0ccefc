"""Digital signatures of PDFs (PAdES): made with a certificate file, or made elsewhere and looked at here.

Nothing is fetched from anywhere: whom to trust is a folder of authority certificates. Keys and passwords live in memory
for the one signature and are kept nowhere. The library is opened only where a signature is made or looked at.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from thidua import clock
from thidua.errors import RuleViolation

LARGEST_KEY = 64 * 1024  # bytes of a certificate file
FIELD = "ChuKySo"
TEST_NAME = "Thi đua: CA thử nghiệm, không có giá trị pháp lý"


@dataclass(frozen=True)
class Signature:
    """One signature in a file. whole: it covers the file as it is; trusted: up to an authority of this installation;
    why: in words, when it is not as it should be."""

    field: str
    signer: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_to: datetime
    signed_at: datetime | None
    intact: bool
    whole: bool
    trusted: bool
    is_test: bool

    @property
    def is_good(self) -> bool:
        return self.intact and self.whole and self.trusted

    @property
    def why(self) -> list[str]:
        told = []
        if not self.intact:
            told.append("nội dung đã bị sửa sau khi ký số")
        elif not self.whole:
            told.append("sau chữ ký còn phần thêm vào tệp")
        if not self.trusted:
            told.append("chứng thư không do cơ quan chứng thực đã tin cấp, hoặc không còn hạn vào lúc ký")
        return told


def _aside(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Done in a thread of its own: the library runs an event loop, and the caller's thread may have one already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(act, *args, **kwargs).result()


# Making ---------------------------------------------------------------------------------------------------------------


def sign(content: bytes, key_file: bytes, password: str, *, reason: str = "", place: str = "") -> bytes:
    """The file with one more signature, its earlier bytes unchanged. Raises RuleViolation beside its field.

    key_file: PKCS#12 with certificate and key.
    """
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    signer = _signer(key_file, password)
    writer = _writer(content)
    name = _free_field(writer)
    metadata = PdfSignatureMetadata(
        field_name=name, md_algorithm="sha256", reason=reason or None, location=place or None,
        subfilter=SigSeedSubFilter.PADES,
    )  # fmt: skip
    out = BytesIO()
    pen = PdfSigner(metadata, signer=signer, new_field_spec=SigFieldSpec(name))
    _aside(pen.sign_pdf, writer, output=out)
    return out.getvalue()


def _signer(key_file: bytes, password: str):
    from pyhanko.sign.signers import SimpleSigner

    if not key_file or len(key_file) > LARGEST_KEY:
        raise RuleViolation("Chọn tệp chứng thư .p12 hoặc .pfx, nhiều nhất 64 KB.", field="key_file")
    try:
        signer = SimpleSigner.load_pkcs12_data(key_file, other_certs=[], passphrase=password.encode())
    except Exception:  # the library tells a wrong password and a broken file by many names
        signer = None
    if signer is None or signer.signing_cert is None:
        raise RuleViolation("Không mở được tệp chứng thư: sai mật khẩu hoặc không phải tệp .p12.", field="password")
    validity = signer.signing_cert["tbs_certificate"]["validity"]
    start, end = validity["not_before"].native, validity["not_after"].native
    if not start <= clock.now() <= end:
        raise RuleViolation(
            f"Chứng thư có hạn từ {_day(start)} đến {_day(end)}, hôm nay không dùng được.", field="key_file"
        )
    return signer


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y}"


def prepare(content: bytes) -> bytes:
    """The file with an empty field for a signature, to be signed by the program of a token."""
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    writer = _writer(content)
    append_signature_field(writer, SigFieldSpec(_free_field(writer)))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _writer(content: bytes):
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError

    try:
        return IncrementalPdfFileWriter(BytesIO(content))
    except (PdfError, ValueError) as error:
        raise RuleViolation("Không đọc được tệp PDF này.", field="upload") from error


def _free_field(writer) -> str:
    from pyhanko.sign.fields import enumerate_sig_fields

    taken = {name for name, *_ in enumerate_sig_fields(writer.prev)}
    return next(name for number in range(1, 100) if (name := f"{FIELD}{number}") not in taken)


# Looking --------------------------------------------------------------------------------------------------------------


def look(content: bytes, roots: Iterable[bytes] | None = None) -> list[Signature]:
    """Every signature of a file, as it stands now. roots: certificates of authorities, those of the installation when
    left out. Raises RuleViolation for what is no PDF that can be read."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(content))
        found = list(reader.embedded_regular_signatures)
    except (PdfError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RuleViolation("Không đọc được tệp PDF này.", field="upload") from error
    trusted = [_certificate(root) for root in (trusted_roots() if roots is None else roots)]
    return [_looked_at(one, trusted, is_last=one is found[-1]) for one in found]


def _looked_at(embedded, roots: list, *, is_last: bool) -> Signature:
    """The last one covers the whole file; after an earlier one nothing but signatures was added."""
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    moment = embedded.self_reported_timestamp
    context = ValidationContext(
        trust_roots=roots, allow_fetching=False, moment=moment or clock.now(), revocation_mode="soft-fail"
    )
    certificate = embedded.signer_cert
    validity = certificate["tbs_certificate"]["validity"]
    try:
        status = _aside(validate_pdf_signature, embedded, signer_validation_context=context)
        intact = bool(status.intact and status.valid)
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE or (bool(status.docmdp_ok) and not is_last)
        trusted = bool(status.trusted)
    except Exception:  # a signature made to trip the reader up is a bad one
        intact = whole = trusted = False
    return Signature(
        field=embedded.field_name,
        signer=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        serial=f"{certificate.serial_number:X}",
        valid_from=validity["not_before"].native,
        valid_to=validity["not_after"].native,
        signed_at=moment,
        intact=intact,
        whole=whole,
        trusted=trusted,
        is_test=_name(certificate.issuer) == TEST_NAME,
    )


def _name(name) -> str:
    return str(name.native.get("common_name") or name.human_friendly)[:200]


# Whom to trust --------------------------------------------------------------------------------------------------------


def trusted_roots() -> list[bytes]:
    """Certificates of the authorities of this installation: files .crt, .pem, .cer in the folder of the settings."""
    folder = Path(settings.SIGNING_ROOTS)
    if not folder.is_dir():
        return []
    return [file.read_bytes() for file in sorted(folder.iterdir()) if file.suffix.lower() in (".crt", ".pem", ".cer")]


def roots_digest() -> str:
    """Tells when the authorities change."""
    return sha256(b"\0".join(trusted_roots())).hexdigest()


def _certificate(content: bytes):
    from asn1crypto import pem, x509

    return x509.Certificate.load(pem.unarmor(content)[2] if pem.detect(content) else content)


# A test authority -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TestAuthority:
    """root: the certificate of the authority, PEM; key_file: a PKCS#12 of somebody it vouches for."""

    root: bytes
    key_file: bytes


def make_test_authority(name: str, password: str, *, days: int = 365) -> TestAuthority:
    """An authority that lives for this one certificate: its own key is thrown away."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import pkcs12
    from cryptography.x509.oid import NameOID

    def named(words: str):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])

    start, end = clock.now() - timedelta(days=1), clock.now() + timedelta(days=days)
    top, own = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))

    def certificate(subject: str, key, *, is_root: bool):
        usage = x509.KeyUsage(
            digital_signature=not is_root, content_commitment=not is_root, key_encipherment=False,
            data_encipherment=False, key_agreement=False, key_cert_sign=is_root, crl_sign=is_root,
            encipher_only=False, decipher_only=False,
        )  # fmt: skip
        built = (
            x509.CertificateBuilder()
            .subject_name(named(subject))
            .issuer_name(named(TEST_NAME))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=0 if is_root else None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(top.public_key()), critical=False)
        )
        return built.sign(top, hashes.SHA256())

    root, leaf = certificate(TEST_NAME, top, is_root=True), certificate(name, own, is_root=False)
    key_file = pkcs12.serialize_key_and_certificates(
        name.encode(), own, leaf, [root], serialization.BestAvailableEncryption(password.encode())
    )
    return TestAuthority(root.public_bytes(serialization.Encoding.PEM), key_file)
