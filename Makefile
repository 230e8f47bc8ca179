SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := book
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# make INSTALL=no … installs no system package
export INSTALL ?= yes

.PHONY: help book pdf epub serve reproduce test lint verify bench fuzz mutants simulations lab baselines reference lock clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /|/' | column -t -s '|'

$(VENV)/ready: requirements.txt pyproject.toml .ci/environment
	@.ci/environment "$(PYTHON)" "$(VENV)"
	@touch $@

book: $(VENV)/ready ## build the book into _build/html; a failing build leaves the last one
	@$(BIN)/python -m reviewbook build

pdf: $(VENV)/ready ## build the book and print it: as PDF, and as EPUB
	@.ci/browser "$(BIN)" "the book is printed by one"
	@$(BIN)/python -m reviewbook build --paper

epub: pdf ## the same as pdf: both are made together

serve: $(VENV)/ready ## show the book and rebuild it while you write
	@$(BIN)/python -m reviewbook serve

reproduce: $(VENV)/ready ## build the book twice, as unlike machines would, and compare every byte
	@$(BIN)/python -m reviewbook reproduce

test: $(VENV)/ready ## run every check, those in a real browser included
	@.ci/browser "$(BIN)"
	@.ci/epubcheck
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest

lint: $(VENV)/ready ## one style: Python by ruff, JavaScript by oxlint; slips of spelling by codespell; types by mypy
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/oxlint --quiet
	@$(BIN)/codespell
	@$(BIN)/mypy

verify: $(VENV)/ready ## recompute every verdict and compare it with the accepted one
	@$(BIN)/python -m reviewbook verify

bench: $(VENV)/ready ## time the build and the explorers, and weigh the pages
	@$(BIN)/python -m reviewbook.commands.bench_build
	@$(BIN)/python tests/books.py .cache/specimen
	@$(BIN)/python -m reviewbook.commands.bench_explorer _build/html .cache/specimen/_build/html
	@$(BIN)/python validation/bench_gosh.py

fuzz: $(VENV)/ready ## spoil the tables ten thousand times and see what becomes of each
	@PYTHONPATH=.:tests $(BIN)/python tests/fuzz/run.py

mutants: $(VENV)/ready ## change the machine a little, many times, and see whether its tests notice
	@PYTHONPATH=.:tests $(BIN)/python tests/mutants/run.py

simulations: $(VENV)/ready ## draw a thousand cohorts without an effect and pin what four analyses find
	@PYTHONPATH=. $(BIN)/python validation/simulations/null_cohorts.py

baselines: $(VENV)/ready ## execute the chapters anew as the baselines of their tests
	@$(BIN)/python tests/chapters.py

reference: ## make the pinned answers of R again (needs R with metafor)
	@command -v Rscript > /dev/null || { echo "Rscript is needed: install r-base-core, r-cran-metafor and r-cran-jsonlite."; exit 1; }
	@cd validation/metafor && for script in make_*.R; do echo "$$script"; Rscript --vanilla "$$script"; done
	@PYTHONPATH=. $(BIN)/python validation/programs/make_programs.py
	@PYTHONPATH=. $(BIN)/python validation/exports/make_loaded.py

lab: $(VENV)/ready ## open copies of the chapters in JupyterLab
	@$(BIN)/python -m reviewbook lab

lock: ## settle requirements.txt anew from requirements.in, with digests
	@.ci/lock "$(PYTHON)"

clean: ## remove everything that was made
	@rm -rf _build .cache $(VENV) .pytest_cache .ruff_cache *.egg-info
