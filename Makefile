# Two commands on a fresh machine: `make trainer` opens the trainer, `make test` runs every check.
# Needed: make, and Python 3.11 or later with its venv module (Debian: apt-get install python3-venv).
VENV := .venv
BIN := $(VENV)/bin
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
# python3 where it is new enough, else the newest that is; `make PYTHON=/usr/bin/python3.12 ...` names another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	if $$name -c '$(NEW_ENOUGH)' 2>/dev/null; then echo $$name; break; fi; done)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Bytecode is kept even where the environment says otherwise: some hundred programs that start would compile all again.
unexport PYTHONDONTWRITEBYTECODE
# Work is shared among this many processes; coverage measures each.
JOBS ?= auto

.PHONY: help trainer test check lint types layers content counts bench learning labs mutants grading taught keys golden clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name what; do printf '  make %-9s %s\n' "$$name" "$$what"; done

trainer: $(VENV)/.installed ## make a virtual environment, install into it, open the trainer
	@$(BIN)/k8s-svc-trainer

test: lint types layers ## every check; `make content` is one of the tests
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n $(JOBS) --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report
	$(BIN)/coverage report --include='k8s_svc_trainer/sim/*,k8s_svc_trainer/cases/*' --fail-under=100

check: lint ## the fast part, within thirty seconds
	$(BIN)/python -m pytest -n $(JOBS) -m "not slow"

lint: $(VENV)/.developing ## style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.developing ## mypy, strict
	$(BIN)/mypy

layers: $(VENV)/.developing ## which room may import which
	$(BIN)/lint-imports

content: $(VENV)/.developing ## everything that an author of content can get wrong, and what it holds
	$(BIN)/k8s-svc-trainer check content --counts

counts: $(VENV)/.developing ## write the tables of docs/content.md again, as check prints them
	$(BIN)/python -m tests.documents.counts

bench: $(VENV)/.developing ## measured speed, as ratios in one run; ARGS=--json for machines
	@$(BIN)/python -m benchmarks $(ARGS)

learning: $(VENV)/.developing ## simulated learners with the plan and without it; writes docs/learning.md and its plot
	@$(BIN)/python -m benchmarks.learning $(ARGS)

labs: $(VENV)/.developing ## a thousand random labs and three hundred healthy clusters, of which `make test` tries a few
	$(BIN)/python -m benchmarks.labs $(ARGS)

mutants: $(VENV)/.developing ## change the code that decides in some five thousand places: do the tests notice? (half an hour)
	rm -rf mutants
	$(BIN)/mutmut run $(if $(filter-out auto,$(JOBS)),--max-children $(JOBS))
	$(BIN)/python -m tests.mutants $(JOBS)

grading: $(VENV)/.developing ## how far the grader of answers agrees with labels; HALF=development while you tune
	@$(BIN)/python -m tests.grading.agreement $(or $(HALF),aside)

taught: $(VENV)/.developing ## learn again from the labelled texts; writes content/taught/ and interview/naming.json (some minutes)
	$(PIP) 'scikit-learn>=1.5'
	$(BIN)/python -m tests.grading.teach

keys: $(VENV)/.developing ## write the computed key of every question again; argue each change in its commit
	$(BIN)/python -m k8s_svc_trainer.course.golden > tests/golden/keys.new
	mv tests/golden/keys.new tests/golden/keys.txt

golden: $(VENV)/.developing ## draw the golden screens again; read the difference before you commit it
	$(BIN)/python -m tests.golden.screens
	$(BIN)/python -m tests.golden.notes

clean: ## take away what was built
	rm -rf $(VENV) build dist mutants .coverage .coverage.* .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "There is no Python 3.11 or later here: install one, or name it by make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c '$(NEW_ENOUGH)' || { echo "$(PYTHON) is older than Python 3.11: name another by make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(PIP) --editable .
	@touch $@

$(VENV)/.developing: pyproject.toml | $(VENV)/bin/python
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.installed
