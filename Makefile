# `make` alone explains everything one can do here.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test coverage test-engines faults check fix bench bench-large screenshots messages lock

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: .venv/demo ## install, make a synthetic operator, start, print the address and the sign-ins
	@$(BIN)/selfcare demo $(ARGS)

test: .venv/test ## everything CI runs
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tests/run.sh

coverage: .venv/test ## the same, counting what the tests run through: at least 95 %
	@PATH="$(CURDIR)/$(BIN):$$PATH" ARGS="--cov --cov-report=term $(ARGS)" sh tests/run.sh

test-engines: .venv/test ## reading without a network in Chromium, WebKit and Firefox, where they are installed
	$(BIN)/python -m tests.engines

faults: .venv/test ## kill -9 and other misfortunes, many times
	$(BIN)/python -m tests.faults $(ARGS)

check: .venv/test ## the minute between: style, types, import arrows, templates, spelling
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tests/check.sh

fix: .venv/test ## format, and mend what a machine can
	$(BIN)/ruff check --fix-only --quiet . && $(BIN)/ruff format --quiet .

bench: .venv/test ## ratios against a reference in the same run, into bench/results.md
	$(BIN)/python -m bench

bench-large: .venv/test ## the same with millions of rows
	$(BIN)/python -m bench --large

screenshots: .venv/test ## every page, phone, tablet and desktop, light and dark, into docs/screenshots
	$(BIN)/python -m tests.screenshots

messages: .venv/test ## gather the sentences to translate, and compile the translations
	$(BIN)/python -m tests.translations

lock: ## pin every dependency with its hashes (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra test pyproject.toml -o requirements-test.txt

.venv/demo: requirements.txt pyproject.toml
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/test: requirements-test.txt pyproject.toml
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .venv/demo
