# `make run` and `make test` are all that is needed. Each makes its own .venv from the pinned set in constraints.txt.
PYTHON ?= python3
BIN = .venv/bin
PIP = $(BIN)/python -m pip install -qq --no-input --disable-pip-version-check --root-user-action=ignore --constraint constraints.txt
PYTEST_ARGS ?= -n auto --dist loadfile --no-loadscope-reorder
NAME ?=

.PHONY: run install worker migrate test lint format html bench messages screenshots new-connector clean

run: .venv/run.stamp
	@$(BIN)/kobling serve

install: .venv/run.stamp

worker: .venv/run.stamp
	@$(BIN)/kobling worker

migrate: .venv/run.stamp
	@$(BIN)/kobling migrate

test: .venv/test.stamp
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: .venv/test.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q -p no:cacheprovider tests/test_translations.py

format: .venv/test.stamp
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

# Every page in both languages through the Nu HTML checker. `make test` does it too where Java and the checker are.
html: .venv/test.stamp node_modules/vnu-jar
	@$(BIN)/python -m pytest -q tests/test_html.py

node_modules/vnu-jar:
	@npm install --prefix . --no-save --no-package-lock --no-audit --no-fund --silent vnu-jar@26.9.27

bench: .venv/test.stamp
	@$(BIN)/python -m benchmarks.web
	@$(BIN)/python -m benchmarks.erp_tab
	@$(BIN)/python -m benchmarks.suggestions
	@$(BIN)/python -m benchmarks.importing
	@$(BIN)/python -m benchmarks.undo
	@$(BIN)/python -m benchmarks.heavy

messages: .venv/test.stamp
	@$(BIN)/pybabel --quiet extract --mapping babel.cfg --keywords "_ lazy_ ngettext:1,2" --no-location --sort-output \
		--project kobling --output-file .venv/messages.pot .
	@$(BIN)/pybabel --quiet update --input-file .venv/messages.pot --output-dir webapp/translations --locale nb \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap

screenshots: .venv/test.stamp
	@$(BIN)/python -m tests.browser.screens docs/images

new-connector: .venv/run.stamp
	@test -n "$(NAME)" || { echo "Say which: make new-connector NAME=visma"; exit 2; }
	@$(BIN)/kobling new-connector "$(NAME)"

clean:
	rm -rf .venv node_modules build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What is installed is up to date while its stamp is newer than the files that say what it is.
.venv/run.stamp: setup.cfg pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("kobling needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + ". Name another one: make run PYTHON=python3.12")'
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv || { rm -rf .venv; exit 1; }
	@echo "Installing what kobling needs into .venv …"
	@$(PIP) setuptools
	@$(PIP) --no-build-isolation --editable '.[postgresql]'
	@touch $@

.venv/test.stamp: .venv/run.stamp
	@echo "Installing what the tests need into .venv …"
	@$(PIP) --no-build-isolation --editable '.[test,lint]'
	@touch $@
