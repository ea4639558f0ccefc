"""The set-up itself: lock files, the settings that guard people, and the check of the machine."""

import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from thidua import check_native

ROOT = Path(__file__).resolve().parents[1]
LOCKS = sorted(ROOT.glob("requirements*.lock"))


def locked(file: Path) -> dict[str, str]:
    """Name to version of every package of a lock file."""
    lines = [line for line in file.read_text().splitlines() if "==" in line and not line.startswith(" ")]
    return dict(line.split(" ")[0].split("==") for line in lines)


def test_both_locks_are_there():
    assert [file.name for file in LOCKS] == ["requirements-dev.lock", "requirements.lock"]


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.name)
def test_lock_holds_names_versions_and_hashes_only(file):
    assert "://" not in file.read_text()
    for line in file.read_text().splitlines():
        assert line.startswith("    --hash=sha256:") or "==" in line, line


def test_test_tools_come_on_top_of_the_same_versions():
    everything = locked(ROOT / "requirements-dev.lock")
    for name, version in locked(ROOT / "requirements.lock").items():
        assert everything[name] == version


def test_every_declared_package_is_locked():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())
    names = {line.split(">=")[0].split("[")[0] for line in declared["project"]["dependencies"]}
    assert names <= set(locked(ROOT / "requirements.lock"))
    names = {line.split(">=")[0] for line in declared["dependency-groups"]["dev"]}
    assert names <= set(locked(ROOT / "requirements-dev.lock"))


def test_no_limit_counts_by_address():
    """A whole office stands behind one address; wrong logins are counted by name (units/accounts/lockout.py)."""
    assert [name for name, rate in settings.ACCOUNT_RATE_LIMITS.items() if rate and rate.endswith("/ip")] == []


def test_files_of_people_have_no_address():
    assert settings.MEDIA_URL in {"", "/"}
    assert not str(settings.MEDIA_ROOT).startswith(str(ROOT / "static"))


def test_machine_check_names_the_packages_of_what_is_missing(monkeypatch):
    monkeypatch.setattr(check_native, "loads", lambda library: False)
    monkeypatch.setattr(check_native.shutil, "which", lambda program: None)
    monkeypatch.setattr(check_native, "postgres_folders", list)
    packages = {package for _, package in check_native.missing(for_tests=True)}
    assert packages == {
        "libpangoft2-1.0-0",
        "libharfbuzz-subset0",
        "libatomic1",
        "chromium-headless-shell",
        "poppler-utils",
        "postgresql",
    }
    assert {package for _, package in check_native.missing(for_tests=False)} == {
        "libpangoft2-1.0-0",
        "libharfbuzz-subset0",
    }


def test_machine_check_prints_the_command_when_it_may_not_install(monkeypatch, capsys):
    monkeypatch.setattr(check_native, "loads", lambda library: "subset" not in library)
    monkeypatch.setattr(check_native.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(check_native, "install", lambda packages: pytest.fail("must not install"))
    assert check_native.main(["--install"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "This machine lacks something:",
        "  - the library libharfbuzz-subset.so.0 is missing (PDF output needs it)",
        "On Debian or Ubuntu run:",
        "  sudo apt-get update",
        "  sudo apt-get install --yes --no-install-recommends libharfbuzz-subset0",
    ]
