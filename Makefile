# Two commands matter: `make demo` and `make test`. Everything is set up on first use.
# The distribution's Python where it will do: one compiled by hand is often an eighth slower (decision 0066)
PYTHON ?= $(shell for p in /usr/bin/python3 python3; do \
  $$p -c "import ensurepip, venv, sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && echo $$p && break; done)
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(VENV)/.ready-run
READY  := $(VENV)/.ready
# Bytecode is written by what is first imported: of 1,700 files of pandas few ever are
PIP    := $(BIN)/python -m pip install -q --disable-pip-version-check --no-compile
# uv takes a fifth of pip's processor time; where there is none for the machine, or it reaches no index, pip does the same
install = $(BIN)/uv pip install -q --python $(BIN)/python $(1) || $(PIP) $(1)
ifdef PIP_INDEX_URL
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif
# One more than processors: each has to load, build and plan anew what tests share; tests/scheduling.py deals out
PROCESSES := -n 3 --dist loadgroup --no-loadscope-reorder
LOCK   := $(BIN)/uv pip compile --generate-hashes --no-emit-index-url --python-version 3.11 -q \
  --custom-compile-command "make lock"

# Bytecode of our own modules is kept, whatever the shell says: tests start `mnr` hundreds of times.
unexport PYTHONDONTWRITEBYTECODE
# As `mnr` has it (coordination/system/products.py): pytest loads numpy before any command begins
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: demo test whole test-fast check style types types-beside structure collect bench bench-ui lock screenshots screenshots-all generate clean needs

demo: $(RUN)              ## set up, build both workspaces, show and serve them (DEMO_ARGS=--no-serve ends)
	$(BIN)/mnr demo $(DEMO_ARGS)

test:                     ## set up, run every check and every test, a real Neo4j and a real browser included
	$(MAKE) -j 3 --output-sync style structure collect needs
	$(MAKE) -j 2 whole types-beside

whole: $(READY)
	$(BIN)/python -m pytest $(PROCESSES)

# Tests wait for a browser or a database now and then: types are checked in those moments
types-beside: $(READY)
	nice -n 19 $(MAKE) types

test-fast: $(READY)       ## every promise that needs neither a browser nor a Neo4j, tried on a few worlds
	$(BIN)/python -m pytest $(PROCESSES) --ignore tests/browser -m "not browser and not neo4j and not slow"

check:                    ## style, types, imports, generated files, every test can be loaded: no service needed
	$(MAKE) -j 2 --output-sync style types structure collect

style: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy
	$(BIN)/pyright

structure: $(READY)
	$(BIN)/lint-imports
	$(BIN)/python -m tools.generate --check

# A test that cannot be loaded is an error of the whole run, seen here at once; and what is compiled here, the
# processes of the run need not compile each for itself
collect: $(READY)
	@found=$$($(BIN)/python -m pytest --collect-only -qq 2>&1) || { echo "$$found" | tail -40; exit 1; }

# While Java starts once, uv brings what only checks and tests need
needs: $(RUN)             ## what tests need beside Python: Chromium and LibreOffice from the distribution, Neo4j's jars
	$(BIN)/python -m tools.needs

bench: $(READY)           ## ratios against what people would otherwise use; writes bench/results.json and docs/bench.md
	$(BIN)/python -m bench

bench-ui: $(READY) needs  ## the dashboard in a real browser
	$(BIN)/python -m bench.ui

screenshots: $(READY) needs ## the pictures that are kept with the project
	rm -f docs/screenshots/*
	$(BIN)/python -m dashboard.web.screenshots docs/screenshots --chosen

screenshots-all: $(READY) needs ## every page at every width into build/screenshots
	$(BIN)/python -m dashboard.web.screenshots build/screenshots

generate: $(READY)        ## write every generated file again
	$(BIN)/python -m tools.generate

# to run: what pyproject.toml needs and no more
$(RUN): requirements.lock requirements-uv.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later with venv is needed (Debian: apt-get install python3-venv)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements-uv.lock || echo "uv could not be installed (see above): pip takes its place, and longer"
	$(call install,--require-hashes -r requirements.lock)
	$(call install,--no-deps --no-build-isolation -C editable_mode=compat -e .)
	touch $(RUN)

# to develop: the same versions, and what tests, checks and benchmarks need
$(READY): $(RUN) requirements-dev.lock
	$(call install,--require-hashes -r requirements-dev.lock)
	touch $(READY)

lock: $(RUN)              ## pin again what pyproject.toml asks for; versions stay unless it asks for others
	$(LOCK) --group install -o requirements-uv.lock
	$(LOCK) pyproject.toml --group build -o requirements.lock
	$(LOCK) pyproject.toml --group build --group test --group check --group bench -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
