# Every target sets up first; nothing is downloaded after that.
PYTHON ?= python3
PORT ?= 8000
SIZE ?= 1
PLATFORM ?= 8090
HOME_OF_DEMO = $${XINGFU_DATA_HOME:-$$HOME/.local/share/xingfu}
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.locked
DEV := catalogs/labelled/dev_households.jsonl catalogs/labelled/dev_gold.jsonl

.PHONY: setup run platform test unit lint evaluate ablate pictures simulate train vectors check bench drill prove mutants lock clean browser postgresql curl

setup: $(STAMP)

$(STAMP): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies into $(VENV) (once) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: setup
	@XINGFU_DEMO=1 $(BIN)/xingfu demo
	@XINGFU_DEMO=1 XINGFU_LOG=plain XINGFU_PORT=$(PORT) $(BIN)/xingfu serve

# The push client beside a demo that runs: families' lists on a small page at http://127.0.0.1:8090/.
platform: setup
	@XINGFU_PUSH_KEY="$$(cat "$(HOME_OF_DEMO)/demo.push")" $(BIN)/python examples/push_client.py --url http://127.0.0.1:$(PORT) \
	  --db "$(HOME_OF_DEMO)/demo.push.db" --every 2 --serve $(PLATFORM)

lint: setup
	$(BIN)/ruff format --check matcher api tests bench
	$(BIN)/ruff check matcher api tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/xingfu check

unit: setup
	$(BIN)/pytest tests --ignore=tests/journeys --ignore=tests/notebooks

test: setup browser postgresql curl lint
	$(BIN)/pytest tests -n 2 --dist loadfile --no-loadscope-reorder --durations=40

# The browser of the page's tests, where this machine lets us install one.
browser:
	@test -x /usr/bin/chromium || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
	  apt-get -qq update >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium fonts-noto-cjk >/dev/null; } || \
	  echo "NO BROWSER: /usr/bin/chromium is missing and cannot be installed here; the page's journeys will not run" >&2

# The PostgreSQL server of the store's tests: without one, half of them would be left out.
postgresql:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
	  apt-get -qq update >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends postgresql postgresql-client >/dev/null; } || \
	  echo "NO POSTGRESQL: no server is here and none can be installed; half of the store's tests will not run (in CI they fail)" >&2

# What the guide to the API calls the service with.
curl:
	@command -v curl >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
	  apt-get -qq update >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends curl >/dev/null; } || \
	  echo "NO CURL: the commands of the documentation will not be tried (in CI they fail)" >&2

evaluate: setup
	@$(BIN)/xingfu evaluate $(DEV) --deep alerts

# What each part is worth, other models, the learning curve, in Markdown: many minutes.
ablate: setup
	@$(BIN)/xingfu evaluate $(DEV) --deep ablation --deep models --deep curve --markdown --keep notebooks/02_measured.json

# The pictures of the tour, then those of the second notebook, of all training households: some minutes.
pictures: setup browser
	@$(BIN)/python -m bench.tour
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

# Bad days, tried in full: kills, restoring, tampering, rotation, damaged files. Over an hour; the table is kept with its date.
# A part of it, not kept: make drill SIZE=.02, some three minutes.
drill: setup postgresql
	@$(BIN)/python -m bench.drill --size $(SIZE) --keep docs/drills.md

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
