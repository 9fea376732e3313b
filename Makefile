# make demo and make test each do everything, on a machine with only Python 3.11 or newer and make.

PYTHON ?= python3
# Tests wait as often as they compute: more of them at once than there are processors,
# and whoever is done takes from who is not.
WORKERS ?= 4
VENV := .venv
BIN := $(VENV)/bin
METHODS := $(patsubst plugins/%/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml))
PIP := $(BIN)/python -m pip --disable-pip-version-check
# What an installation depends on; the code itself is installed editable.
PROJECT := hatch_build.py pyproject.toml $(wildcard plugins/*/pyproject.toml) \
	$(wildcard src/*/locale/*/LC_MESSAGES/*.po)
TESTS := tests $(wildcard plugins/*/tests)

.PHONY: help setup demo test dev lint format catalogues lock wheels clean

help:
	@echo "make demo        set up, and start the program on a demonstration database"
	@echo "make test        set up, and run all tests"
	@echo "make setup       what both begin with; leaves $(BIN)/checkout-tui"
	@echo "make lint        format, style, types, import rules, message catalogues"
	@echo "make format      let the formatter have its way"
	@echo "make catalogues  bring the message catalogues up to date with the code"
	@echo "make lock        resolve the dependencies anew"
	@echo "make wheels      build the host's and the plugins' wheels into dist/"
	@echo "make clean       remove what was built and set up"

setup: $(VENV)/.project

dev: setup $(VENV)/.dev

demo: setup
	$(BIN)/checkout-tui demo

# Thousands of databases that nobody needs afterwards: where memory has room for them, none waits for the disk.
SCRATCH := $(shell [ -w /dev/shm ] && [ "$$(df -Pm /dev/shm | awk 'NR == 2 {print $$4}')" -gt 4096 ] \
	&& echo /dev/shm || echo $${TMPDIR:-/tmp})

test: dev
	TMPDIR=$(SCRATCH) tools/with-postgres $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(TESTS)

lint: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/catalogues.py check

format: dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

catalogues: dev
	$(BIN)/python tools/catalogues.py update

# pip-tools brings a pip of its own, so it gets a place of its own.
lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip --disable-pip-version-check install --quiet pip-tools
	build/lock/bin/python tools/lock.py

# By way of the source archives, so that these are known to be complete.
wheels: dev
	rm -rf dist
	printf '%s\n' . $(METHODS:%=plugins/%) | \
		xargs -n 1 -P 2 $(BIN)/python -m build --no-isolation --outdir dist

clean:
	rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src plugins tests -name __pycache__ -prune -exec rm -rf {} +
	rm -f src/*/locale/*/LC_MESSAGES/*.mo

# --- steps, each remembered by a file ---------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "checkout-tui needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
			"Name a newer one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) could not make a virtual environment; on Debian and Ubuntu, install python3-venv." >&2; \
		exit 1; }

# Compiling while installing makes the first start several times faster.
$(VENV)/.dependencies: requirements.txt | $(BIN)/python
	$(PIP) install --quiet --compile --require-hashes --only-binary :all: -r requirements.txt
	@touch $@

$(VENV)/.project: $(VENV)/.dependencies $(PROJECT)
	$(PIP) install --quiet --no-deps --no-build-isolation --editable . $(METHODS:%=--editable plugins/%)
	$(BIN)/python -m compileall -q src $(METHODS:%=plugins/%/src)
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.dependencies
	$(PIP) install --quiet --require-hashes --only-binary :all: -r requirements-dev.txt
	@touch $@
