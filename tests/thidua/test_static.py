"""What the browser is given: everything local, nothing inline, every icon there, light enough."""

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from whitenoise.compress import Compressor

from thidua.templatetags.ui import icon_names

STATIC = settings.BASE_DIR / "static"
PAGES = [p for p in (settings.BASE_DIR / "templates").rglob("*.html") if "documents" not in p.parts]
OWN = [*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js"), STATIC / "vendor/fonts/fonts.css"]
CODE = [p for app in ("thidua", "units", "awards") for p in (settings.BASE_DIR / app).rglob("*.py")]


def name(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Every page and what is written in it: one test for each question, not for each of some five hundred pages."""
    assert len(PAGES) > 400
    return {name(path): path.read_text(encoding="utf-8") for path in PAGES}


def test_pages_have_nothing_inline_and_nothing_from_outside(pages):
    for path, text in pages.items():
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=[\"']|javascript:|hx-on|hx-vars|\bjs:", text), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path
        assert not re.search(r"(?:src|href|action)=[\"']\s*(?:https?:)?//", text), path


def test_one_line_comments_stay_on_one_line(pages):
    for path, text in pages.items():
        for line in text.splitlines():
            assert line.count("{#") == line.count("#}"), (path, line)


def test_every_icon_named_in_a_page_exists(pages):
    for path, text in pages.items():
        used = set(re.findall(r"{% icon \"([^\"]+)\"", text)) | set(re.findall(r"icon_name=\"([^\"]+)\"", text))
        assert used <= icon_names(), path


def test_every_icon_named_in_a_choices_class_exists():
    from thidua.enums import Chips
    from thidua.templatetags import ui

    ui.chips_of.cache_clear()
    classes = list(Chips.__subclasses__())
    assert {m.icon for cls in classes for m in cls if m.icon} <= icon_names()
    assert {m.tone for cls in classes for m in cls} <= ui.TONES


def test_styles_and_scripts_name_no_other_host():
    for path in OWN:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}", re.sub(r"/\*.*?\*/", "", text, flags=re.S)), path
        assert "innerHTML = `" not in text
        assert "eval(" not in text


def test_vendored_files_are_the_ones_written_down():
    table = (STATIC / "vendor/VERSIONS.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| (\S+) \| ([0-9a-f]{64}) \|$", table, flags=re.M))
    for file, total in listed.items():
        assert hashlib.sha256((STATIC / "vendor" / file).read_bytes()).hexdigest() == total, file
    there = {str(p.relative_to(STATIC / "vendor")) for p in (STATIC / "vendor").rglob("*") if p.is_file()}
    unlisted = {f for f in there - set(listed) if not Path(f).name.startswith(("LICENSE", "VERSIONS", "fonts.css"))}
    assert unlisted == set()


def test_every_vendored_folder_has_its_licence():
    for folder in (STATIC / "vendor").iterdir():
        if folder.is_dir():
            assert list(folder.glob("LICENSE*")), folder


def test_collecting_hashes_every_file(tmp_path):
    """No stylesheet names a file that is missing, or the hashed copy for production stops. Pictures alone are packed:
    that scripts and sheets are packed as well is up to WhiteNoise, and takes five times as long as all the rest."""
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    unpacked = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "css", "js", "md", "ttf", "txt")
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages, WHITENOISE_SKIP_COMPRESS_EXTENSIONS=unpacked):
        call_command("collectstatic", interactive=False, verbosity=0)
    assert list(tmp_path.glob("css/theme.*.css"))
    assert list(tmp_path.glob("img/icons.*.svg.gz"))
    assert "../img/contours." in next(tmp_path.glob("css/bare.*.css")).read_text(encoding="utf-8")
