# Two commands on a fresh machine: make run, make test. Each makes its own .venv from the pinned constraints.
PYTHON ?= python3
BIN = .venv/bin
PYTEST_ARGS ?= -n auto --dist loadfile

.PHONY: run test lint format worker migrate screenshots messages bench new-connector clean

.venv/run.stamp: setup.cfg constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[postgresql]'
	@touch $@

.venv/test.stamp: .venv/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,lint]'
	@touch $@

run: .venv/run.stamp
	@$(BIN)/kobling serve

test: .venv/test.stamp
	$(BIN)/python -m pytest $(PYTEST_ARGS)
