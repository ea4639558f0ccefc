# make run    set up what is missing, load the demo years once, serve on http://127.0.0.1:8000
# make test   lint, migrations, all tests on SQLite and on PostgreSQL
# The rest is for developers: setup, lint, format, test-office, test-oracle, test-firefox, demo, bench, lock, pg-url, clean.

# The distribution's own Python where it is new enough: built with every optimisation, a quarter faster than many others.
PYTHON ?= $(shell /usr/bin/python3 -c 'import importlib.util as u, os, sys; \
  sys.exit(sys.version_info < (3, 11) or not (u.find_spec("ensurepip") or os.geteuid() == 0))' \
  2>/dev/null && echo /usr/bin/python3 || echo python3)
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
JOBS ?= 4
# "worksteal" leaves neighbouring tests in one process, where they share what is dear to build (tests/kept.py).
PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -q
# Whatever the environment says: compiled once, not anew in each of the test processes.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test lint format migrations test-sqlite test-postgresql test-office test-oracle test-firefox demo bench lock pg-url clean

help:
	@sed -n 's/^# //p' Makefile | head -3

setup: $(VENV)/.ready

setup-dev: $(VENV)/.ready-dev

$(VENV)/.ready: requirements.lock thidua/check_native.py
	@$(PYTHON) -I thidua/check_native.py --install
	@echo "Setting up the virtual environment; this takes a minute, once."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock thidua/check_native.py
	@$(PYTHON) -I thidua/check_native.py --install --for-tests
	@echo "Setting up the virtual environment with the test tools; this takes a minute, once."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $(VENV)/.ready $@

run: setup
	@exec $(BIN)/python manage.py serve --demo --host $(HOST) --port $(PORT)

demo: setup
	@$(BIN)/python manage.py migrate --noinput --verbosity 0
	@$(BIN)/python manage.py createcachetable
	@$(BIN)/python manage.py demo

# Side by side, each with its output in one piece: what the one waits for (a browser, a server that starts) the other uses.
test: lint migrations
	@$(MAKE) --no-print-directory --output-sync=target --jobs=2 JOBS=3 test-sqlite test-postgresql
	@echo "make test: everything passed, on SQLite and on PostgreSQL."

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

migrations: setup-dev
	DATABASE_URL=sqlite:///:memory: $(BIN)/python manage.py makemigrations --check --dry-run

test-sqlite: setup-dev
	env -u DATABASE_URL $(PYTEST) $(ARGS)

test-postgresql: setup-dev
	$(BIN)/python -m tests.postgres $(PYTEST) $(ARGS)

# Workbooks and Word files read by LibreOffice, a board counted again: apt-get install libreoffice-calc libreoffice-writer.
# Not a part of `make test`.
test-office: setup-dev
	$(BIN)/python -m pytest -n 0 -q -m office tests/awards/reports/test_office.py $(ARGS)

# Blind signatures held against another library, fetched beside the environment: needs Node. Not a part of `make test`.
test-oracle: setup-dev
	npm install --no-save --silent --prefix $(VENV)/oracle @cloudflare/blindrsa-ts@0.4.4
	$(BIN)/python -m pytest -n 0 -q -m oracle tests/awards/ballots/test_oracle.py $(ARGS)

# The ballot page in Firefox, by a driver fetched beside the environment: needs Node and firefox-esr. Not a part of
# `make test`.
test-firefox: setup-dev
	npm install --no-save --silent --prefix $(VENV)/firefox puppeteer-core@24.43.1
	$(BIN)/python -m pytest -n 0 -q -m firefox tests/awards/ballots/test_firefox.py $(ARGS)

# Figures beside their floors; each script says what it measures and what the goal is.
bench: setup-dev
	$(BIN)/python tests/bench/documents.py
	$(BIN)/python tests/bench/certificates.py
	$(BIN)/python tests/bench/documents.py --peaks
	$(BIN)/python tests/bench/nominations.py
	$(BIN)/python tests/bench/search.py
	$(BIN)/python tests/bench/search.py --sqlite
	$(BIN)/python tests/bench/imports.py
	$(BIN)/python tests/bench/entry.py
	$(BIN)/python tests/bench/first_page.py
	$(BIN)/python tests/bench/save_cell.py
	$(BIN)/python tests/bench/scoring.py
	$(BIN)/python tests/bench/eligibility.py
	$(BIN)/python tests/bench/demo.py
	$(BIN)/python tests/bench/scoreboard.py
	$(BIN)/python tests/bench/year_end.py
	$(BIN)/python tests/bench/ballots.py --crash
	$(BIN)/python tests/bench/ballots.py --sqlite
	@$(BIN)/python -m tests.postgres sh -ec '\
	  $(BIN)/python manage.py migrate --noinput --verbosity 0; $(BIN)/python manage.py demo; \
	  $(BIN)/python tests/bench/reports.py'

# A throw-away PostgreSQL for working by hand: prints its address, ends and cleans up with Ctrl-C.
pg-url: setup-dev
	@exec $(BIN)/python -m tests.postgres

# New versions into the lock files: names, versions and hashes only, never an address.
lock: setup-dev
	$(BIN)/python -m venv $(VENV)/uv
	$(VENV)/uv/bin/python -m pip --disable-pip-version-check --quiet install "uv>=0.13,<0.14"
	UV_PYTHON_DOWNLOADS=never $(VENV)/uv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header --quiet --upgrade -o requirements.lock
	UV_PYTHON_DOWNLOADS=never $(VENV)/uv/bin/uv pip compile pyproject.toml --group dev -c requirements.lock --universal \
	  --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet --upgrade -o requirements-dev.lock

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis
