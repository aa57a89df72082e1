PYTHON ?= python3
SUITES ?= evals
TESTS ?= tests
FLAGS ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: install eval test test-slow lint bench docs clean

install: $(STAMP)

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	$(BIN)/harness models fetch
	touch $(STAMP)

# The model gets every core: llama.cpp's threads wait for each other, so leave the machine alone meanwhile.
CORES = $$(getconf _NPROCESSORS_ONLN)

eval: install  ## ask the bundled questions of the local model, record, judge, report; FLAGS="--limit 2" asks fewer
	$(BIN)/harness run $(SUITES) --model "local,threads=$(CORES)" --max-concurrency 4 --cassettes record $(FLAGS)

test: install lint  ## the project's tests, then the suites replayed offline
	$(BIN)/python -m pytest $(TESTS) -n 2 -m "not slow"
	$(BIN)/python -m pytest evals --cassettes replay

test-slow: install
	$(BIN)/python -m pytest $(TESTS) -n 2 -m slow

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install
	$(BIN)/python -m bench

docs: install
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	$(BIN)/mkdocs build --strict

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache dist build site
