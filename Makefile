# Two commands on a fresh machine: `make trainer` opens the trainer, `make test` runs every check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: trainer test check lint types layers unit bench clean keys

trainer: $(VENV)/.installed ## make a virtual environment, install, open
	@$(BIN)/k8s-svc-trainer

test: $(VENV)/.developing lint types layers ## every check, within five minutes
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 2
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

check: $(VENV)/.developing lint ## the fast part, within thirty seconds
	$(BIN)/python -m pytest -n 2 -m "not slow"

lint: $(VENV)/.developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.developing
	$(BIN)/mypy

layers: $(VENV)/.developing
	$(BIN)/lint-imports

bench: $(VENV)/.developing ## ratios of speed, in one run
	$(BIN)/python -m benchmarks

keys: $(VENV)/.developing ## write the computed key of every question again; argue each change in its commit
	$(BIN)/python -m tests.golden.write_keys

clean:
	rm -rf $(VENV) build dist .coverage* .mypy_cache .ruff_cache .hypothesis

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.developing: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.installed
