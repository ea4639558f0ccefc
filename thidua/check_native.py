"""Can this machine run the program? Standard library only, so that it runs before anything is installed.

``python3 -I thidua/check_native.py [--for-tests] [--install]``

Without ``--install`` it prints what is missing and the exact command that brings it, and ends with status 1.
With ``--install`` it runs that command when it may: as root, where there is apt-get.
``--for-tests`` also asks for what the tests drive: a browser, PDF tools and the PostgreSQL server programs.
"""

import ctypes
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)
OLDEST_POSTGRESQL = 15

# Needed of Python itself -> the Debian package that brings it.
MODULES = {"ensurepip": "python3-venv", "sqlite3": "libpython3-stdlib"}

# What WeasyPrint loads to make a PDF -> the Debian 12 and 13 package that brings it.
LIBRARIES = {
    "libgobject-2.0.so.0": "libpangoft2-1.0-0",
    "libpango-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libpangoft2-1.0-0",
    "libfontconfig.so.1": "libpangoft2-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}

# What the tests load and start -> the Debian package that brings it.
TEST_LIBRARIES = {"libatomic.so.1": "libatomic1"}  # the program between Python and the browser
BROWSERS = ("chromium-headless-shell", "chromium")  # either will do; the first costs the machine less than half
PROGRAMS = {"pdftoppm": "poppler-utils", "pdftotext": "poppler-utils"}


def loads(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def postgres_folders():
    """Folders of PostgreSQL server programs, newest version first; Debian keeps them outside the PATH."""
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if shutil.which("pg_config"):
        told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(told.stdout.strip()))
    found = {}
    for folder in folders:
        server = folder / "postgres"
        if os.access(server, os.X_OK) and os.access(folder / "initdb", os.X_OK):
            told = subprocess.run([server, "--version"], capture_output=True, text=True, check=False)
            version = re.search(r"\) (\d+)", told.stdout)  # "postgres (PostgreSQL) 17.2 (Debian …)", "… 18beta1"
            if version and int(version[1]) >= OLDEST_POSTGRESQL:
                found[folder] = int(version[1])
    return sorted(found, key=found.get, reverse=True)


def missing(for_tests):
    """What this machine lacks, as pairs of a sentence and the package that mends it (None: no package can)."""
    lacks = []
    if sys.version_info < OLDEST_PYTHON:
        lacks.append((f"Python {sys.version.split()[0]} is too old: 3.11 or newer is needed", None))
    for module, package in MODULES.items():
        if importlib.util.find_spec(module) is None:
            lacks.append((f"the Python module {module} is missing", package))
    for library, package in LIBRARIES.items():
        if not loads(library):
            lacks.append((f"the library {library} is missing (PDF output needs it)", package))
    if for_tests:
        for library, package in TEST_LIBRARIES.items():
            if not loads(library):
                lacks.append((f"the library {library} is missing (the tests use it)", package))
        for program, package in PROGRAMS.items():
            if shutil.which(program) is None:
                lacks.append((f"the program {program} is missing (the tests use it)", package))
        if not any(map(shutil.which, BROWSERS)):
            lacks.append(("Chromium is missing (the tests drive it)", BROWSERS[0]))
        if not postgres_folders():
            lacks.append((f"PostgreSQL {OLDEST_POSTGRESQL} or newer is missing (the tests start it)", "postgresql"))
    return lacks


def commands(packages):
    return [["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", *sorted(packages)]]


def install(packages):
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in commands(packages):
        print("+ " + " ".join(command), flush=True)
        # Whether it helped is seen by looking again; apt-get has said itself what went wrong.
        subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)
    importlib.invalidate_caches()


def explain(lacks):
    print("This machine lacks something:", file=sys.stderr)
    for sentence, _ in lacks:
        print("  - " + sentence, file=sys.stderr)
    packages = {package for _, package in lacks if package}
    if packages:
        sudo = "" if os.geteuid() == 0 else "sudo "
        print("On Debian or Ubuntu run:", file=sys.stderr)
        for command in commands(packages):
            print("  " + sudo + " ".join(command), file=sys.stderr)


def main(arguments):
    for_tests = "--for-tests" in arguments
    lacks = missing(for_tests)
    packages = {package for _, package in lacks if package}
    if for_tests and shutil.which(BROWSERS[0]) is None:
        packages.add(BROWSERS[0])  # also where the other one is: nothing is asked for when it does not come
    if packages and "--install" in arguments and os.geteuid() == 0 and shutil.which("apt-get"):
        install(packages)
        lacks = missing(for_tests)
    if lacks:
        explain(lacks)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
