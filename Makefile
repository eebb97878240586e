# make demo   sets everything up and runs the line with demo data
# make test   sets everything up and runs every test, on SQLite and on PostgreSQL
# make test-training lint types bench clean: see below

BIN = .venv/bin
PIP = $(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --quiet
PYTEST = $(BIN)/python -m pytest

.PHONY: demo test test-training system-packages lint types bench clean

demo: .venv/installed
	@$(BIN)/meterline demo

# Calls and browsers count milliseconds, so they run one by one; the rest shares the cores.
test: system-packages .venv/installed-test
	$(PYTEST) -n 2 -m "not sip and not browser"
	$(PYTEST) -m "sip or browser"
	$(BIN)/python scripts/with_postgres.py $(PYTEST) -n 2 -m "django_db and not audio and not sip and not browser"

# A small model learns twenty words, a minute or two; brings torch (docs/training.md).
test-training: .venv/installed-training
	$(PYTEST) tests/training

lint: .venv/installed-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/djlint --check --lint src
	$(BIN)/lint-imports
	$(BIN)/towncrier build --draft --version next > /dev/null

types: .venv/installed-test
	$(BIN)/mypy

# The figures of docs/benchmarks.md.
bench: .venv/installed
	$(BIN)/meterline bench understanding
	$(BIN)/meterline bench calls
	$(BIN)/meterline bench speed

# Data (calls, readings) stays.
clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

system-packages:
	@sh scripts/system-packages.sh

.venv/bin/pip:
	@python=$$(sh scripts/python.sh) && "$$python" -m venv .venv

.venv/installed: pyproject.toml .venv/bin/pip
	@echo "Installing (once, a minute or two) ..."
	@$(PIP) --editable .
	@touch $@

.venv/installed-test: pyproject.toml .venv/bin/pip
	@echo "Installing with the tests' packages (once, two or three minutes) ..."
	@$(PIP) --editable '.[test,quality]'
	@sh scripts/browser.sh
	@touch .venv/installed $@

.venv/installed-training: pyproject.toml .venv/bin/pip
	@echo "Installing with torch (once, some minutes) ..."
	@$(PIP) --editable '.[test,training]'
	@touch .venv/installed $@
