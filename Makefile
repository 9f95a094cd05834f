# Everything sets itself up into .venv; uv where it is present, otherwise venv and pip.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
STAMP := $(VENV)/.stamp
KERNEL := $(wildcard projections/asof/kernel/*.py projections/asof/kernel/*.pxd)

.PHONY: help setup run test check bench lock vendor clean

help:  ## Show what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: $(STAMP)  ## Set up .venv with .venv/bin/stanceline

$(STAMP): pyproject.toml requirements.lock hatch_build.py $(KERNEL)
ifdef UV
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	$(UV) pip install --quiet --python $(BIN)/python -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
else
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
endif
	@touch $@

run: setup  ## Load the seeds, show one posture, serve on http://127.0.0.1:8000
	$(BIN)/stanceline load seeds
	$(BIN)/stanceline posture taliban --as-of 2020-05-15 --known-by 2020-07-01 --aspect violence
	$(BIN)/stanceline serve

test: setup  ## Run all tests
	$(BIN)/python -m pytest

check: setup  ## Format, lint, types, architecture, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

bench: setup  ## Measure; writes benchmarks/results
	$(BIN)/python -m benchmarks

lock: setup  ## Renew requirements.lock from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --group dev pyproject.toml --no-header -o requirements.lock

vendor:  ## Renew the page's libraries from package-lock.json (needs npm)
	npm ci --ignore-scripts --no-audit --no-fund
	node api/page/vendor.mjs

clean:  ## Remove what setup made
	rm -rf $(VENV)
