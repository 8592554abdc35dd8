# `make run` and `make test` do all set-up on a machine that has Python 3.11 or newer and nothing else.
# People without make find the same steps as plain pip lines in README.md.

PORT ?= 8501
VENV ?= .venv
# How many processes run the tests.
JOBS ?= 2
# How long the visitors of `make test-long` come and go.
SOAK_SECONDS ?= 600
# The folder of upstream files for `make data`; nothing in it is committed.
RAW_DIR ?= raw
# The first Python that is new enough; `make run PYTHON=/path/to/python3.12` chooses another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)

# The stamps say what is installed. They are older than a requirements file that changed, so only then pip runs.
MADE := $(VENV)/.made
APP := $(VENV)/.installed-app
DEV := $(VENV)/.installed-dev
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

export RAW_DIR
# Tests start the app many times: where the environment forbids it, Python would compile all of it each time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run dev test test-long coverage lint format types contracts data browser nginx lock licences audit sbom \
	test-lowest test-newest mutation pictures clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

run: $(APP) ## start the dashboard and print its address (PORT=8501)
	@$(BIN)/python -m streamlit run app.py --server.port=$(PORT)

dev: $(DEV) ## the same for people who change it: reloads on save, shows errors
	@$(BIN)/python -m streamlit run app.py --server.port=$(PORT) --server.fileWatcherType=auto \
		--server.runOnSave=true --client.showErrorDetails=full --client.toolbarMode=developer

test: $(DEV) browser nginx lint types contracts ## lint, types, contracts and all tests
	$(BIN)/python -m pytest -n $(JOBS)

test-long: $(DEV) browser nginx ## load, faults, bad inputs (writes docs/reliability.md) and mutation; over an hour (SOAK_SECONDS=600)
	SOAK_SECONDS=$(SOAK_SECONDS) $(BIN)/python -m tests.reliability
	$(MAKE) mutation

coverage: $(DEV) nginx ## lines and branches that the tests without a browser run; data/ and ui/charts must have 95 %
	$(BIN)/python -m pytest -n $(JOBS) -m "not browser and not long" --cov --cov-report=term:skip-covered
	$(BIN)/python -m coverage report --skip-covered --include="data/*,ui/charts/*" --fail-under=95

lint: $(DEV) ## style, and no requirement missing or unused
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/deptry .

format: $(DEV) ## write the code as lint wants it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(DEV)
	$(BIN)/mypy data ui server

contracts: $(DEV)
	$(BIN)/lint-imports --no-cache

data: $(DEV) ## build data/tables from seeds and RAW_DIR
	$(BIN)/python -m data.build

browser: $(DEV)
	@$(BIN)/python -m tests.browser.chromium

nginx: $(DEV)
	@$(BIN)/python -m tests.deploy.nginx

lock: $(DEV) ## write the lock file of the container after requirements.txt changed
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		requirements.txt --output-file deploy/container/requirements.lock

licences: $(DEV) ## write docs/licences.md; fails where one is not allowed
	@$(BIN)/python -m tests.house.supply licences

audit: $(DEV) ## known vulnerabilities of what the container holds, or why nobody could be asked
	@$(BIN)/python -m tests.house.supply audit

sbom: $(DEV) ## the bill of materials of the container, CycloneDX (sbom.cdx.json)
	@$(BIN)/python -m tests.house.supply sbom

test-lowest test-newest: $(DEV) ## quick tests with the oldest, newest versions of requirements.in
	@$(BIN)/python -m tests.house.versions $(@:test-%=%)

pictures: $(DEV) browser ## draw the pictures of the views anew where they changed; look at them
	PICTURES=make $(BIN)/python -m pytest -q -n $(JOBS) tests/browser/test_smoke.py -k test_view

mutation: $(DEV) ## is each line of data/derive.py held by a test? prints what survived
	@$(BIN)/python -m tests.data.mutation

clean: ## remove what make made
	rm -rf $(VENV) sbom.cdx.json mutants picture-differences .coverage .mypy_cache .pytest_cache .ruff_cache

$(MADE):
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed and was not found."; \
		echo "Debian, Ubuntu: sudo apt-get install python3 python3-venv    others: https://www.python.org/downloads/"; \
		exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo; echo "$(PYTHON) cannot make a virtual environment (Debian and Ubuntu ship that part separately)."; \
		echo "Install it and try again: sudo apt-get update && sudo apt-get install python3-venv"; \
		exit 1; }
	@touch $@

$(APP): $(MADE) requirements.txt
	@echo "Installing what the app needs ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV): $(APP) requirements-dev.txt
	@echo "Installing what the tests need ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@
