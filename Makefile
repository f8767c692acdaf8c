# One target for each thing a person does; each sets up what it needs. `make` lists them.
# Environments are made anew when pyproject.toml changes, and otherwise reused.

PYTHON ?= python3
VERSION = 'import sys; print("%d.%d" % sys.version_info[:2])'
CORE = autograd_lite/primitives autograd_lite/trees.py $(patsubst %,tests/test_%.py, \
	conventions copying counting custom_primitives functions graph micrograd modes numpy primitives threads transforms value \
	watching)

NPM = PATH="$(CURDIR)/.venv/bin:$$PATH" npm  # with the environment's own Node

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo docs test check coverage mutation bench clean python

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: .venv/ready ## train the book's network on watermelon 3.0, and make a page that steps through it; see build/demo
	.venv/bin/python -m autograd_lite train --output build/demo
	.venv/bin/python -m autograd_lite page docs/examples/melon.py:E --output build/demo/steps.html

docs: .venv/dev ## make what the documents show anew: pictures, transcripts of the debugger, and a page
	.venv/bin/python -m docs.gallery
	.venv/bin/python -m docs.steps
	.venv/bin/python -m docs.transcripts

test: python ## run all tests on every Python >= 3.11 of this machine
	@tests/packages.sh
	@exec 3>&1; pythons=$$($(PYTHON) tests/pythons.py) || exit 1; \
	echo "$$pythons"; \
	newest=$$(echo "$$pythons" | tail -n 1 | cut -d ' ' -f 1); \
	failed=$$(echo "$$pythons" | while read -r version python; do \
		$(MAKE) --no-print-directory PYTHON="$$python" ONCE_ON="$$newest" test-$$version </dev/null >&3 \
			|| echo "$$version"; \
	done); \
	[ -z "$$failed" ] || { echo "failed on Python" $$failed; exit 1; }; \
	echo "passed on Python" $$(echo "$$pythons" | cut -d ' ' -f 1)

# What comes out the same on every Python (marked `once`) and takes long is tested on ONCE_ON, the newest, only.
elsewhere = $(filter-out $*,$(ONCE_ON))
test-%: .venv-%/ready
	@echo "--- Python $* ---"
	$(if $(elsewhere),,@$(MAKE) --no-print-directory .venv-$*/once)
	$(if $(elsewhere),,.venv-$*/bin/python -m tests.chromium || .venv-$*/bin/python -m playwright install chromium || true)
	.venv-$*/bin/python -m pytest --numprocesses logical --dist loadgroup $(if $(elsewhere),-m 'not once')

check: .venv/dev node_modules/ready ## formatting, lint and types, of Python and of the page's JavaScript
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy
	$(NPM) run --silent check

coverage: .venv/dev ## run the tests of the core again, and require of it that they take every branch
	.venv/bin/python -m pytest --numprocesses logical --dist loadgroup --hypothesis-profile traced --cov --cov-report=term \
		-m 'not large and not once and not thorough' $(CORE)

mutation: .venv/mutation ## plant errors in the core, and see that tests find 95 % of them (an hour on two cores)
	.venv/bin/python -m tests.mutation

bench: .venv/bench ## measure against micrograd, PyTorch and HIPS autograd
	.venv/bin/python -m tests.benchmarks

clean: ## remove environments, caches and results
	rm -rf .venv .venv-* node_modules build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find autograd_lite tests -name __pycache__ -prune -exec rm -rf {} +

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'This needs Python 3.11 or later; name one: make PYTHON=python3.12 ...' >&2; exit 1; }

# --- environments ---

.venv/ready: pyproject.toml | python
	find . -maxdepth 1 -type l -name '.venv-*' -delete
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/bin/python -m pip install --quiet --editable '.[plot]'
	@touch $@

.venv/dev .venv/bench .venv/mutation: .venv/ready
	.venv/bin/python -m pip install --quiet --editable '.[$(@F)]'
	@touch $@

node_modules/ready: package.json | .venv/dev
	$(NPM) install --silent --no-audit --no-fund
	@touch $@

.PRECIOUS: .venv-%/ready .venv-%/once # or make would take it for an intermediate file, and delete it
.venv-%/ready: pyproject.toml # the environment of `make check`, where that is of this version and as new
	@if [ -n "$$(find .venv/dev -newer pyproject.toml 2>/dev/null)" ] && [ "$$(.venv/bin/python -c $(VERSION))" = $* ]; then \
		rm -rf $(@D) && ln -s .venv $(@D); \
	else \
		rm -rf $(@D) && $(PYTHON) -m venv $(@D) && \
		$(@D)/bin/python -m pip install --quiet --editable '.[dev]' && touch $@; \
	fi

.venv-%/once: .venv-%/ready
	$(@D)/bin/python -m pip install --quiet --editable '.[once]'
	@touch $@
