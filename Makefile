# Two commands need nothing but Python >= 3.11:
#   make plan   solve the national plan into reports/national/
#   make test   run the tests
# Both make .venv on their first run and need no network after it.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# Processes of the tests: those that this shell may use (pytest's own count leaves out every second thread of a core).
WORKERS ?= $(shell nproc 2>/dev/null || echo logical)

RUNTIME := $(VENV)/.runtime-installed
DEV     := $(VENV)/.dev-installed

NATIONAL := reports/national/.solved
NATIONAL_INPUTS := $(wildcard models/*.toml datasets/national/*.csv datasets/national/*.toml datasets/national/*.geojson) \
                   $(shell find planner -name '*.py' -o -name '*.j2' -o -name '*.js' -o -name '*.css' 2>/dev/null)

.PHONY: plan test quick lint types check browser proof bundle gallery clean help
.DEFAULT_GOAL := help

help:
	@echo "make plan     求解全国方案，写入 reports/national/        solve the national plan into reports/national/"
	@echo "make test     运行测试                                   run the tests"
	@echo "make check    代码规范、类型与测试                       lint, types and tests"
	@echo "make browser  在无界面 Chromium 中检验报告               check the report in headless Chromium"
	@echo "make proof    耗时较长的验证                             what is too long for every day"
	@echo "make bundle   离线安装包，写入 dist/                     offline installation archive into dist/"
	@echo "make clean    删除环境与临时文件（保留 reports/）        remove .venv and build files (keeps reports/)"

# A plan is up to date until a model file, a table or the engine changes; remove reports/national to force a run. The
# mark is set by a run that ended with a plan: make removes its target when it is interrupted, and a plan is to be kept.
plan: $(NATIONAL)
	@echo "全国方案 / the national plan: reports/national/index.html"

$(NATIONAL): $(NATIONAL_INPUTS) | $(RUNTIME)
	$(BIN)/planner run models/national.toml --out reports/national
	@touch $@

$(BIN)/python:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  echo "找不到 $(PYTHON)。请安装 Python 3.11 或更新版本，或用 make PYTHON=/路径/python3 指定。"; \
	  echo "$(PYTHON) was not found. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "需要 Python 3.11 或更新版本，而 $(PYTHON) 是 $$("$(PYTHON)" -V 2>&1)。可用 make PYTHON=python3.11 指定。"; \
	  echo "Python 3.11 or newer is needed; $(PYTHON) is $$("$(PYTHON)" -V 2>&1). Name another: make PYTHON=python3.11"; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "无法建立虚拟环境。Debian/Ubuntu 上请先执行 apt-get install python3-venv。"; \
	  echo "The virtual environment could not be made. On Debian or Ubuntu: apt-get install python3-venv."; exit 1; }

# The development set holds the runtime set, so after `make test` there is nothing left to install for `make plan`.
$(RUNTIME): pyproject.toml constraints.txt | $(BIN)/python
	@if [ -e $(DEV) ] && [ $(DEV) -nt pyproject.toml ] && [ $(DEV) -nt constraints.txt ]; then :; else \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e . ; fi
	@touch $@

$(DEV): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ $(RUNTIME)

test: $(DEV)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not proof"

quick: $(DEV)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not proof and not slow and not browser"

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV)
	$(BIN)/mypy

check: lint types test

browser: $(DEV)
	REQUIRE_BROWSER=1 $(BIN)/python -m pytest -m "browser and not proof"

# Two to three hours of one processor for 16,000 random cases, on all of them in parts (PROOF_CASES=500: a tenth); then,
# whatever became of these, the national runs one after the other, because each starts processes of its own.
proof: $(DEV)
	$(BIN)/python -m pytest -v -n $(WORKERS) --dist load -m proof -k random_cases tests/proof; random=$$?; \
	$(BIN)/python -m pytest -v -n 0 -m proof -k "not random_cases" tests/proof && exit $$random

bundle: $(DEV)
	$(BIN)/python .ci/bundle.py --out dist

gallery: $(DEV) $(NATIONAL)
	$(BIN)/python docs/make_gallery.py reports/national

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis dask-worker-space
	find planner tests datasets docs benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
