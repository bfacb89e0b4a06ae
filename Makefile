# Linli. `make` prints what it can do. Nothing here needs more than Python 3.11, make and git.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
UV := $(BIN)/uv
INSTALL = $(UV) pip install --quiet --python $(BIN)/python --compile-bytecode
NPM := tools/npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
SYNAPSE := .venv-synapse
STATE := .venv/made
SOURCES := $(shell find src/linli -name '*.py')

export DJANGO_SETTINGS_MODULE := linli.settings
export SYNAPSE_PYTHON := $(CURDIR)/$(SYNAPSE)/bin/python
# Without kept bytecode every process starts three times slower; an empty value keeps it.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run test check lint migrations docs shots bench lock clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STATE)/linli $(STATE)/front-end $(STATE)/messages $(STATE)/bytecode ## Install what running needs into .venv and node_modules

run: setup ## Start everything on this machine (Ctrl-C stops it)
	@exec $(BIN)/linli up

test: export LINLI_REQUIRE_SYNAPSE := 1
test: setup $(STATE)/dev $(STATE)/axe $(STATE)/browser $(STATE)/synapse check ## Install what the tests need, then run everything

check: lint migrations ## Run all checks and tests with what is installed
	$(BIN)/python tools/messages.py --check
	@# What fails beside others is tried once more alone: servers and browsers of two workers share two cores.
	$(BIN)/pytest -n 2 --dist loadfile || $(BIN)/pytest --last-failed --last-failed-no-failures none

lint: ## Check layout, style, types and the floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

migrations: ## Check that every model has its migration
	$(BIN)/python tools/with_database.py $(BIN)/python -W error::RuntimeWarning -m django makemigrations --check --dry-run

docs: ## Write docs/reference anew from the code
	$(BIN)/linli docs

shots: ## Photograph and check every page, in both languages and three widths, into shots/
	$(BIN)/python tools/with_linli.py $(BIN)/python tools/shots.py --base {url} --login {login} {password} --room {room} --pictures docs/pictures

bench: ## Measure the speed of the main roads
	$(BIN)/linli bench --json --page docs/bench.md

lock: ## Resolve the requirements anew
	$(UV) pip compile $(LOCKING) pyproject.toml -o requirements/base.txt
	$(UV) pip compile $(LOCKING) -c requirements/base.txt pyproject.toml --group dev -o requirements/dev.txt
	$(UV) pip compile $(LOCKING) -c requirements/dev.txt requirements/setup.in -o requirements/setup.txt
	$(UV) pip compile $(LOCKING) requirements/node.in -o requirements/node.txt
	$(UV) pip compile $(LOCKING) requirements/synapse.in -o requirements/synapse.txt
LOCKING := --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

clean: ## Remove what was made, except the data in var
	rm -rf .venv $(SYNAPSE) node_modules shots .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

# One file in .venv/made for each thing that is installed, newer than what it was installed from.

$(STATE)/uv: requirements/setup.txt
	@test -x $(BIN)/python || { echo "Making .venv …"; $(PYTHON) -m venv .venv; } || { rm -rf .venv; echo "Python 3.11 with venv is needed (Debian: apt-get install python3.11-venv)."; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade >/dev/null
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/setup.txt
	@mkdir -p $(STATE) && touch $@

$(STATE)/base: requirements/base.txt $(STATE)/uv
	@echo "Installing the dependencies …"
	@$(INSTALL) --require-hashes -r requirements/base.txt
	@touch $@

$(STATE)/linli: pyproject.toml $(STATE)/base
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(STATE)/bytecode: $(SOURCES) $(STATE)/base
	@$(BIN)/python -m compileall -q -j 0 src/linli
	@touch $@

$(STATE)/messages: $(wildcard locale/parts/*.po) tools/messages.py $(STATE)/base
	@$(BIN)/python tools/messages.py
	@touch $@

$(STATE)/npm: requirements/node.txt $(STATE)/uv
	@tools/npm --version >/dev/null 2>&1 || { echo "Installing npm …"; $(INSTALL) --require-hashes -r requirements/node.txt; }
	@touch $@

$(STATE)/front-end: package.json package-lock.json $(STATE)/npm
	@echo "Collecting the front-end files …"
	@$(NPM) --omit=dev >/dev/null
	@touch $@

$(STATE)/axe: package.json package-lock.json $(STATE)/front-end
	@$(NPM) >/dev/null
	@touch $@

$(STATE)/dev: requirements/dev.txt $(STATE)/linli
	@echo "Installing what the tests need …"
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

$(STATE)/browser: tools/browser $(STATE)/base
	@tools/browser
	@touch $@

$(STATE)/synapse: requirements/synapse.txt $(STATE)/uv
	@echo "Installing a Matrix homeserver for the tests …"
	@test -x $(SYNAPSE)/bin/python || $(BIN)/python -m venv --without-pip $(SYNAPSE)
	@$(UV) pip install --quiet --python $(SYNAPSE)/bin/python --compile-bytecode --require-hashes -r requirements/synapse.txt
	@touch $@
