# One door: each line of it an ordinary command. `make run` and `make test` do their own set-up.
VENV := .venv
PY := $(VENV)/bin/python

.PHONY: run test check fix bench lock setup clean

$(VENV)/installed: requirements-dev.lock pyproject.toml
	python3 -m venv $(VENV)
	$(PY) -m pip install -q --require-hashes -r requirements-dev.lock
	$(PY) -m pip install -q --no-deps --no-build-isolation -e .
	touch $@

setup: $(VENV)/installed
