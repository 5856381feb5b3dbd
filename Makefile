# Every target sets up first; nothing is downloaded after that.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.locked
DEV := catalogs/labelled/dev_households.jsonl catalogs/labelled/dev_gold.jsonl

.PHONY: setup run test unit lint evaluate ablate pictures simulate train vectors check bench prove mutants lock clean

setup: $(STAMP)

$(STAMP): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies into $(VENV) (once) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: setup
	@$(BIN)/xingfu demo
	@XINGFU_PORT=$(PORT) $(BIN)/xingfu serve

lint: setup
	$(BIN)/ruff format --check matcher api tests bench
	$(BIN)/ruff check matcher api tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/xingfu check

unit: setup
	$(BIN)/pytest tests --ignore=tests/journeys --ignore=tests/notebooks

test: setup browser lint
	$(BIN)/pytest tests -n 2 --dist loadfile

# The browser of the page's tests, where this machine lets us install one.
browser:
	@test -x /usr/bin/chromium || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
	  apt-get -qq update >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium fonts-noto-cjk >/dev/null; } || \
	  echo "NO BROWSER: /usr/bin/chromium is missing and cannot be installed here; the page's journeys will not run" >&2

evaluate: setup
	@$(BIN)/xingfu evaluate $(DEV) --deep alerts

# What each part is worth, other models, the learning curve, in Markdown: many minutes.
ablate: setup
	@$(BIN)/xingfu evaluate $(DEV) --deep ablation --deep models --deep curve --markdown --keep notebooks/02_measured.json

# The second notebook's pictures, of all training households, for docs/pictures: some minutes.
pictures: setup
	@$(BIN)/python -m bench.pictures

simulate: setup
	@$(BIN)/xingfu simulate questions

train: setup
	@$(BIN)/xingfu train

vectors: setup
	@$(BIN)/xingfu vectors

check: setup
	@$(BIN)/xingfu check

bench: setup
	@$(BIN)/python -m bench

# Both evaluators on the labelled households and 100,000 random ones: some minutes.
prove: setup
	@$(BIN)/python -m bench.prove

# Faults planted in rules, figures and the evaluator's source, and how many are caught: an hour.
mutants: setup
	@$(BIN)/python -m bench.mutants

# Needs uv; releases younger than a week are left out.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --exclude-newer "$$(date -d '-7 days' +%F)" pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --exclude-newer "$$(date -d '-7 days' +%F)" --extra dev pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
