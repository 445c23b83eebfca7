# Everything a newcomer needs: `make demo` and `make test` set up what they use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test test-long bench lint setup libreoffice clean

demo: setup
	mkdir -p demo
	$(BIN)/mkp-xl demo --lang ru --output demo/mkp_demo_ru.xlsx
	$(BIN)/mkp-xl demo --lang en --output demo/mkp_demo_en.xlsx

test: setup libreoffice lint
	$(BIN)/python -m pytest -m "not long"

test-long: setup libreoffice lint
	$(BIN)/python -m pytest

bench: setup
	$(BIN)/python -m bench

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

setup: $(READY)

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -e ".[test]"
	touch $(READY)

libreoffice:
	bash tests/install_libreoffice.sh

clean:
	rm -rf $(VENV) demo .pytest_cache .mypy_cache .ruff_cache
