# Two commands do everything on a fresh machine: `make demo` and `make test`.

PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest

.PHONY: help env demo test check lint types contracts e2e soak fault browser bench clean

help:
	@echo "make demo     a real crawl of a local press, asked and played back"
	@echo "make test     the unit tests (make e2e, browser, fault, soak: the slower suites)"
	@echo "make check    format, lint, types, contracts"
	@echo "make bench    the tables of benchmarks/"
	@echo "make env      .venv with newsark in it"

env: .venv/made

.venv/made: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: env
	@$(BIN)/python -m tests.demo

test: env
	$(PYTEST) -n 2

e2e: env
	$(PYTEST) -m e2e

fault: env
	$(PYTEST) -m fault

soak: env
	$(PYTEST) -m soak $(SOAK)

browser: env
	$(PYTEST) -m browser

check: lint types contracts

lint: env
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: env
	$(BIN)/mypy

contracts: env
	$(BIN)/lint-imports

bench: env
	$(BIN)/python -m benchmarks

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .hypothesis
