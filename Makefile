# The commands of the README. All of them set themselves up; a second run starts at once.

SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 3000
ARGS ?=
PROCESSES ?= 2
BIN := .venv/bin
CHROMIUM_NAMES := chromium chromium-browser google-chrome google-chrome-stable

# Python must keep its bytecode: without it every start compiles every library anew.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: help run test bench lint requirements screenshot clean chromium

help:
	@echo "make run           start everything and load the demo workspace (PORT=$(PORT))"
	@echo "make test          run all tests (ARGS= are passed to pytest, PROCESSES=$(PROCESSES) share the work)"
	@echo "make bench         run the benchmarks and print a table"
	@echo "make lint          check style, types and layers"
	@echo "make requirements  pin the dependencies of pyproject.toml anew"
	@echo "make screenshot    take the README's picture anew"
	@echo "make clean         remove what can be made again; the data in .cashstage stays"

run: .venv/installed
	@exec $(BIN)/cashstage up --demo --port $(PORT)

test: .venv/installed-dev chromium
	$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist loadscope --no-loadscope-reorder $(ARGS)

bench: .venv/installed-dev
	$(BIN)/python -m tests.bench $(ARGS)

lint: .venv/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

PIN = $(BIN)/uv pip compile pyproject.toml --extra build --universal --python-version 3.11 \
	--generate-hashes --custom-compile-command "make requirements" --quiet $(ARGS)

requirements: .venv/installed-dev
	$(PIN) --output-file requirements.txt
	$(PIN) --extra dev --constraint requirements.txt --output-file requirements-dev.txt

screenshot: .venv/installed-dev chromium
	$(BIN)/python -m pytest tests/e2e/test_dashboard.py -k every_widget
	mkdir -p docs/images
	cp test-artifacts/dashboard-desktop-light.png docs/images/dashboard.png

clean:
	rm -rf .venv .web build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache \
		.hypothesis test-artifacts assets/external
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Every file is checked against its hash; then the product itself is linked into the environment.
# The pins are complete, so nothing is left to resolve: older versions of pip take the newest release
# of a package that is also wanted with an extra, whatever is pinned, and then miss its hash.
INSTALL = $(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement
LINK = $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .

.venv/installed: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing the pinned dependencies; this happens once and takes a minute or two."
	@$(INSTALL) requirements.txt
	@$(LINK)
	@touch $@

.venv/installed-dev: requirements-dev.txt pyproject.toml | .venv/bin/python
	@echo "Installing the pinned dependencies; this happens once and takes a minute or two."
	@$(INSTALL) requirements-dev.txt
	@$(LINK)
	@touch $@ .venv/installed

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Cashstage needs Python 3.11 or newer, and $(PYTHON) is" \
		"$$($(PYTHON) --version 2>/dev/null || echo missing). Name another: make PYTHON=python3.12"; \
		exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "$(PYTHON) can't make environments. On Debian: sudo apt-get install python3-venv"; \
		exit 1; }

# The browser tests use a Chromium of the system, or else one that Playwright brings.
chromium: .venv/installed-dev
	@for name in $(CHROMIUM_NAMES); do "$$name" --version >/dev/null 2>&1 && exit 0; done; \
	echo "Installing Chromium for the browser tests."; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
		for name in $(CHROMIUM_NAMES); do "$$name" --version >/dev/null 2>&1 && exit 0; done; \
	fi; \
	$(BIN)/playwright install chromium || { \
		echo "There is no Chromium. Install one, on Debian: sudo apt-get install chromium"; exit 1; }
