"""Work that gives the same result every time is done once in a test run. Nothing here changes what a test sees.

- A paper laid out before, from the same source and style sheet, is taken from a folder of the run: `render_pdf` gives
  the same bytes for the same Document, which tests/thidua/documents proves without this shortcut.
- Public codes are counted, not drawn: a signed decision carries its code, and is the same paper in the next test.
- RSA keys of ballots are made once and come again in the next test; tests/awards/ballots/test_blind.py sees real ones.
- The list of files under /static/ is read once, not anew for every test client.
"""

import hashlib
import os
from itertools import count
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from whitenoise.middleware import WhiteNoiseMiddleware

from awards.ballots import keys
from awards.decisions import codes
from thidua.documents import pdf

LAID_OUT_ANEW = ("tests/thidua/documents/", "tests/awards/demo/")  # what lays out is looked at, or how long it takes


@pytest.fixture(scope="session")
def _papers(request, tmp_path_factory) -> Path:
    """A folder for all processes of this run."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if hasattr(request.config, "workerinput") else base) / "papers"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(autouse=True)
def _laid_out_once(request, _papers, monkeypatch):
    if request.node.nodeid.startswith(LAID_OUT_ANEW):
        return
    lay_out = pdf.lay_out

    def remembered(source: str, sheet: str, *, variant: str | None = None) -> bytes:
        name = hashlib.sha256("\0".join((source, sheet, variant or "")).encode()).hexdigest()
        paper = _papers / name
        if not paper.exists():
            draft = _papers / f"{name}-{os.getpid()}"
            draft.write_bytes(lay_out(source, sheet, variant=variant))
            draft.replace(paper)
        return paper.read_bytes()

    monkeypatch.setattr(pdf, "lay_out", remembered)
    drawn = count(1)
    monkeypatch.setattr(codes, "new_code", lambda: f"{next(drawn):016d}")


class BallotKeys:
    """In place of `rsa` in awards/ballots/keys.py: a key takes longer to make than most of what is done with it.

    Every test begins with the first key of the run and gets as many different ones as it asks for.
    """

    def __init__(self, folder: Path):
        self._folder, self._made = folder, []
        self.from_the_first()

    def from_the_first(self) -> None:
        self._turn = count()

    def generate_private_key(self, *kind: int) -> rsa.RSAPrivateKey:
        number = next(self._turn)
        if number == len(self._made):
            self._made.append(self._from_folder(number, *kind))
        return self._made[number]

    def _from_folder(self, number: int, *kind: int) -> rsa.RSAPrivateKey:
        """The first process of the run that needs it makes it, the others find it."""
        file = self._folder / f"ballot-key-{number}"
        if not file.exists():
            key = rsa.generate_private_key(*kind)
            draft = self._folder / f"{file.name}-{os.getpid()}"
            draft.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            draft.replace(file)
        return load_pem_private_key(file.read_bytes(), None, unsafe_skip_rsa_key_validation=True)


@pytest.fixture(scope="session")
def _ballot_keys(_papers):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "rsa", BallotKeys(_papers))
        yield keys.rsa


@pytest.fixture(autouse=True)
def _ballot_keys_from_the_first(_ballot_keys):
    _ballot_keys.from_the_first()


@pytest.fixture(scope="session", autouse=True)
def _static_files_listed_once():
    listed: dict[tuple, dict] = {}
    list_files = WhiteNoiseMiddleware.add_files_from_finders

    def remembered(self) -> None:
        key = (self.static_prefix, self.max_age, self.allow_all_origins, self.charset)
        if key not in listed:
            list_files(self)
            listed[key] = dict(self.files)
        self.files.update(listed[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", remembered)
        yield
