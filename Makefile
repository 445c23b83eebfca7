# Everything a newcomer needs: `make demo` and `make test` set up what they use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WHEEL_VENV := build/venv
READY := $(VENV)/.ready
# Two workers; the tests that need LibreOffice share one of them, and one program.
PARALLEL := --numprocesses 2 --dist loadgroup

.PHONY: demo workbook test test-long fuzz fuzz-guided bench lint setup libreoffice clean

demo: setup
	mkdir -p demo
	$(BIN)/mkp-xl demo --lang ru --output demo/mkp_demo_ru.xlsx
	$(BIN)/mkp-xl demo --lang en --output demo/mkp_demo_en.xlsx

# The demonstration books that come with the project.
workbook: setup
	rm -f workbook/*.xls? workbook/*.xlam workbook/*.oxt
	$(BIN)/mkp-xl demo --lang ru --output workbook/mkp_demo_ru.xlsx
	$(BIN)/mkp-xl demo --lang en --output workbook/mkp_demo_en.xlsx
	$(BIN)/mkp-xl demo --lang ru --output workbook/mkp_demo_ru.xlsm
	$(BIN)/mkp-xl demo --lang en --output workbook/mkp_demo_en.xlsm
	$(BIN)/mkp-xl addin workbook/mkp.xlam --lang ru
	$(BIN)/mkp-xl addin workbook/mkp.oxt

test: setup libreoffice lint
	$(BIN)/python -m pytest $(PARALLEL) -m "not long"

# Fuzzing: executions over all harnesses, and seconds at most; what is found lies in build/fuzz.
FUZZ_RUNS ?= 10000000
FUZZ_SECONDS ?= 300
LONG_SECONDS ?= 3600

# The whole suite, on the built wheel as people install it; then fuzzing.
test-long: setup libreoffice lint
	rm -rf build/wheel $(WHEEL_VENV)
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir build/wheel .
	$(PYTHON) -m venv $(WHEEL_VENV)
	$(WHEEL_VENV)/bin/python -m pip install --quiet "$$(ls build/wheel/*.whl)[test]"
	$(WHEEL_VENV)/bin/pytest $(PARALLEL) tests --pyargs mkp_xl
	PYTHONPATH=tests $(WHEEL_VENV)/bin/python -m fuzz --runs $(FUZZ_RUNS) --seconds $(LONG_SECONDS)

fuzz: setup
	PYTHONPATH=tests $(BIN)/python -m fuzz --runs $(FUZZ_RUNS) --seconds $(FUZZ_SECONDS)

# The same harnesses, guided by coverage (Linux).
fuzz-guided: setup
	$(BIN)/python -m pip install --quiet -e ".[fuzz]"
	PYTHONPATH=tests $(BIN)/python -m fuzz --guided --runs $(FUZZ_RUNS) --seconds $(FUZZ_SECONDS)

# The fastest reader there is measures ours; nothing else needs it.
bench: setup
	$(BIN)/python -m pip install --quiet -e ".[bench]"
	$(BIN)/python -m bench

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mkp-xl docs --check

setup: $(READY)

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -e ".[test]"
	touch $(READY)

libreoffice:
	bash tests/install_libreoffice.sh

clean:
	rm -rf $(VENV) build demo .pytest_cache .mypy_cache .ruff_cache
