"""Work that gives the same result every time is done once in a test run. Nothing here changes what a test sees.

- A paper laid out before, from the same source and style sheet, is taken from a folder of the run: `render_pdf` gives
  the same bytes for the same Document, which tests/thidua/documents proves without this shortcut.
- Public codes are counted, not drawn: a signed decision carries its code, and is the same paper in the next test.
- The list of files under /static/ is read once, not anew for every test client.
"""

import hashlib
import os
from itertools import count
from pathlib import Path

import pytest
from whitenoise.middleware import WhiteNoiseMiddleware

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
