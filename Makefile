PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run test oracle check format bench screenshots catalog

help:
	@echo "make run          open the app on a shipped scenario"
	@echo "make test         run the tests"
	@echo "make oracle       decide generated requests twice, by apiwhy and independently, and compare"
	@echo "make check        format, lint, types, layers"
	@echo "make bench        time what performance budgets name"
	@echo "make screenshots  render the pictures of the README again"
	@echo "make catalog      build knowledge/catalog.json and the JSON Schemas again"

export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

$(VENV)/.ready: pyproject.toml constraints.txt
	@echo "installing into $(VENV), once; this takes a minute"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	@touch $@

run: $(VENV)/.ready
	@$(BIN)/apiwhy demo token.expired

test: $(VENV)/.ready
	$(BIN)/python -m pytest

ORACLE_CASES ?= 10000
ORACLE_SEED ?= 1
# The share of the denials of access that must have a proved fix. 0.95 is wanted.
ORACLE_FIX_SHARE ?= 0.95

oracle: $(VENV)/.ready
	$(BIN)/python -m tests.oracle $(ORACLE_CASES) $(ORACLE_SEED) $(ORACLE_FIX_SHARE)

check: $(VENV)/.ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m knowledge.build --check
	$(BIN)/python -m pytest -q tests/house/test_layers.py tests/house/test_mirror.py tests/house/test_words.py tests/house/test_catalog_fresh.py

format: $(VENV)/.ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.ready
	$(BIN)/python -m bench

screenshots: $(VENV)/.ready
	$(BIN)/python -m screenshots.make

catalog: $(VENV)/.ready
	$(BIN)/python -m knowledge.build
	$(BIN)/python -m engine.adapters.schema_files
