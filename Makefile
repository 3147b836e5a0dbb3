# Two commands on a fresh machine: `make run` and `make test`. The first installs what running needs, the second
# what tests need as well (`make install`).
SHELL := /bin/bash
VENV := .venv
PYTHON := $(VENV)/bin/python
PORT ?= 8000
LOCKS := requirements.txt requirements-dev.txt
PEERS := requirements-peers.txt

.PHONY: run test test-rest test-fast install peers lint format types messages lock bench clean

run: $(VENV)/runs
	@scripts/run $(PORT)

test: peers
	@scripts/test

# What `make test` leaves to CI: `make test test-rest` is everything.
test-rest: peers
	@scripts/test rest

# The part of `make test` without browsers, on SQLite.
test-fast: peers
	env -u PYTHONDONTWRITEBYTECODE TESTS=usual $(PYTHON) -m pytest -q -n 2 --dist worksteal -m "not browser"

install: $(VENV)/installed

$(VENV)/runs: requirements.txt scripts/install
	@scripts/install $(VENV) requirements.txt
	@touch $@

$(VENV)/installed: $(LOCKS) scripts/install
	@scripts/install $(VENV) $(LOCKS)
	@touch $(VENV)/runs $@

# What only the tests need beside: the libraries of other formats, which read what we export.
peers: $(VENV)/peers-installed

$(VENV)/peers-installed: $(PEERS) $(VENV)/installed
	@scripts/install $(VENV) $(PEERS)
	@touch $@

lint: install
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/djade --check $$(git ls-files 'templates/*.html')

format: install
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	-$(VENV)/bin/djade $$(git ls-files 'templates/*.html')
	@command -v npm >/dev/null || { echo "static left out: no Node on this machine"; exit 0; }; \
	  cd scripts/typescript && npm ci --silent && npm run --silent format

types: install
	$(VENV)/bin/mypy .

# Catalogues of translations: gather what is new, then compile. Needs Debian's package gettext.
messages: install
	$(PYTHON) manage.py makemessages --all --no-location --no-wrap --no-obsolete --ignore .venv --ignore var --ignore tests
	$(PYTHON) manage.py compilemessages --ignore .venv

lock: install
	$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.txt
	$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links requirements-dev.in -o requirements-dev.txt
	$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links requirements-peers.in -o requirements-peers.txt
	$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links requirements-celery.in -o requirements-celery.txt

clean:
	rm -rf $(VENV) var/static .mypy_cache .ruff_cache .pytest_cache
