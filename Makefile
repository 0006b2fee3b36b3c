# Anlan 安澜. `make` alone shows the targets. Stamps in .stamps/ remember what is installed and built.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := .stamps
DEMO   ?= demo-workspace
TESTS  ?=

# Compiled modules are kept whatever the environment says: every command of the product starts seconds sooner.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help install install-dev console demo test test-core test-console check format lock docs clean

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(STAMPS):
	@mkdir -p $@

$(STAMPS)/venv: requirements/bootstrap.txt | $(STAMPS)
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

$(STAMPS)/runtime: requirements/runtime.txt pyproject.toml $(STAMPS)/venv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/runtime.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable .
	@touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/runtime
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

$(STAMPS)/node: console/package-lock.json console/package.json | $(STAMPS)
	cd console && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

CONSOLE_SOURCES := $(shell find console/src console/index.html console/public -type f 2>/dev/null)
$(STAMPS)/console: $(STAMPS)/node $(CONSOLE_SOURCES) console/vite.config.ts console/tsconfig.json
	cd console && npm run --silent build
	@touch $@

install: $(STAMPS)/runtime ## Prepare .venv with the command .venv/bin/anlan

install-dev: $(STAMPS)/dev ## The same with everything that tests and checks need

console: $(STAMPS)/console ## Build the web console into the package

demo: ## Install, build, create the demo city, run the main job and serve http://127.0.0.1:8000
	@$(MAKE) --no-print-directory -j2 $(STAMPS)/runtime $(STAMPS)/console
	$(BIN)/anlan demo --workspace $(DEMO)

test: ## Install and run every test
	@$(MAKE) --no-print-directory -j2 $(STAMPS)/dev $(STAMPS)/console
	@$(MAKE) --no-print-directory test-console
	$(BIN)/python -m pytest -n 2 --dist loadfile $(TESTS)

test-core: $(STAMPS)/dev ## The quick suite: no browser, no server, nothing slow
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow and not browser" $(TESTS)

test-console: $(STAMPS)/node ## Unit tests of the console
	cd console && npm run --silent test

check: $(STAMPS)/dev $(STAMPS)/node ## Format, lint, types, import contracts, docs tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd console && npm run --silent lint && npm run --silent typecheck && npm run --silent check:api
	$(BIN)/python -m pytest -q tests/docs

format: $(STAMPS)/dev ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(STAMPS)/dev ## Write the generated reference pages again
	$(BIN)/python docs/generate.py

lock: $(STAMPS)/venv ## Pin all dependencies again, with hashes
	$(BIN)/python requirements/write_inputs.py
	@for name in bootstrap runtime dev; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --custom-compile-command "make lock" requirements/$$name.in -o requirements/$$name.txt; \
	done

clean: ## Remove what was installed and built (workspaces stay)
	rm -rf $(VENV) $(STAMPS) console/node_modules src/anlan/api/static dist build
