"""The keys of electronic rounds: files in a folder of their own, outside the database and its backups.

    <folder>/ack.pem                         signs that a ballot is in the box; stays
    <folder>/<round>/<epoch>/issue.pem       signs papers blindly, one key for each slip; gone when voting begins
    <folder>/<round>/<epoch>/seal.key        seals and opens the envelopes of a round, and what devices have on its way;
                                             gone when the box is opened
    <folder>/<round>/<epoch>/code-<teller>   the teller's code of a box that two open; gone once he has it

They are read anew at every use and kept by no process: a worker that still knew a key could go on using it after its
file is gone. The one that stays is read anew as well, and only not made into a key again while the file is the same.
"""

import os
import re
import secrets
import shutil
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.conf import settings

from thidua import clock
from thidua.env import write_once

ISSUE, SEAL, ACK, CODE = "issue.pem", "seal.key", "ack.pem", "code-"
RSA_BITS = 2048  # must hold from check-in to opening: minutes
KEY_LENGTH = 32
END_OF_KEY = b"-----END PRIVATE KEY-----\n"
ROUND_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def folder() -> Path:
    return Path(settings.BALLOT_KEYS)


def _of(round_id: UUID | str, epoch: int) -> Path:
    return folder() / str(UUID(str(round_id))) / str(int(epoch))


def make(round_id: UUID | str, epoch: int, slips: int = 1) -> str:
    """New keys for one epoch of a round; returns the public key as PEM text, of several slips one after the other. What
    an act left behind that did not come to its end is replaced."""
    place = _of(round_id, epoch)
    destroy(round_id, epoch=epoch)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for one in (folder(), place.parent, place):
        one.chmod(0o700)
    issue = [rsa.generate_private_key(65537, RSA_BITS) for _ in range(slips)]
    _write(place / ISSUE, b"".join(_private(key) for key in issue))
    _write(place / SEAL, secrets.token_bytes(KEY_LENGTH))
    _sync(place)
    return "".join(_public(key) for key in issue)


def issuing(round_id: UUID | str, epoch: int) -> list[rsa.RSAPrivateNumbers] | None:
    """The keys that sign papers blindly, one for each slip; None when their file is gone."""
    content = _read(_of(round_id, epoch) / ISSUE)
    if content is None:
        return None
    pems = [one + END_OF_KEY for one in content.split(END_OF_KEY)[:-1]]
    keys = [serialization.load_pem_private_key(one, None, unsafe_skip_rsa_key_validation=True) for one in pems]
    return [key.private_numbers() for key in keys]


def sealing(round_id: UUID | str, epoch: int) -> bytes | None:
    """The key of the envelopes; None when its file is gone."""
    return _read(_of(round_id, epoch) / SEAL)


def destroy(round_id: UUID | str, *, epoch: int | None = None, only: str = "") -> None:
    """Overwrite and remove the keys of a round, of one epoch, or the file `only` of all epochs. Nothing there: done."""
    home = folder() / str(UUID(str(round_id)))
    places = [home / str(epoch)] if epoch is not None else _folders(home)
    for place in places:
        for name in [only] if only else [file.name for file in _files(place)]:
            _shred(place / name)
        if not only:
            shutil.rmtree(place, ignore_errors=True)
    if not only and epoch is None:
        shutil.rmtree(home, ignore_errors=True)


def hold_code(round_id: UUID | str, epoch: int, user: int, code: str) -> None:
    """Keep the code of a teller until he takes it."""
    _write(_of(round_id, epoch) / f"{CODE}{int(user)}", code.encode())


def take_code(round_id: UUID | str, epoch: int, user: int) -> str | None:
    """The code of a teller, once; None when he has it already."""
    file = _of(round_id, epoch) / f"{CODE}{int(user)}"
    content = _read(file)
    _shred(file)
    return content.decode() if content else None


def held() -> dict[str, dict[int, set[str]]]:
    """Round → epoch → names of the key files that are there. What else lies in the folder (a volume of its own has its
    lost+found) is none of them."""
    found: dict[str, dict[int, set[str]]] = {}
    for home in _folders(folder()):
        if not ROUND_ID.fullmatch(home.name):
            continue
        found[home.name] = {
            int(place.name): {file.name for file in place.iterdir()}
            for place in _folders(home)
            if place.name.isdecimal()
        }
    return found


def untouched(round_id: UUID | str, seconds: int) -> bool:
    """Whether nothing was made or removed among the keys of a round for so long."""
    places = [folder() / str(UUID(str(round_id)))]
    places += _folders(places[0])
    newest = max((place.stat().st_mtime for place in places if place.exists()), default=0)
    return clock.now().timestamp() - newest >= seconds


# That a ballot is in the box ------------------------------------------------------------------------------------------


def acknowledge(round_id: UUID | str, commitment: str) -> str:
    """The house's signature that it holds this ballot: r and s, 64 bytes in hex, as browsers read them."""
    signature = _ack_key().sign(f"tdkt-ack-v1|{round_id}|{commitment}".encode(), ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(signature)
    return (r.to_bytes(32) + s.to_bytes(32)).hex()


def ack_public() -> str:
    return _public(_ack_key())


def _ack_key() -> ec.EllipticCurvePrivateKey:
    """Made once; of several processes starting at once exactly one key survives."""
    file = folder() / ACK
    if not file.exists():
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        write_once(file, _private(ec.generate_private_key(ec.SECP256R1())))
    return _ack_key_of(file.read_bytes())


@lru_cache(maxsize=1)
def _ack_key_of(content: bytes) -> ec.EllipticCurvePrivateKey:
    return serialization.load_pem_private_key(content, None)


# Files ----------------------------------------------------------------------------------------------------------------


def _private(key) -> bytes:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def _public(key) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def _folders(place: Path) -> list[Path]:
    return sorted(one for one in place.iterdir() if one.is_dir()) if place.is_dir() else []


def _files(place: Path) -> list[Path]:
    return sorted(place.iterdir()) if place.is_dir() else []


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _write(file: Path, content: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _shred(file: Path) -> None:
    """Overwrite, then remove. On some disks the old bytes stay all the same: what a kept key of a round could still
    tell is the order of the envelopes, not whose they are."""
    try:
        with file.open("r+b") as stream:
            stream.write(secrets.token_bytes(file.stat().st_size))
            stream.flush()
            os.fsync(stream.fileno())
        file.unlink()
    except FileNotFoundError:
        return
    _sync(file.parent)


def _sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
