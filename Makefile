.DEFAULT_GOAL := help
.PHONY: help install run build findings report notify check projects platforms serve-sample test lint format test-unit \
	test-faults test-oracle test-semantic test-superset test-environments test-clients dashboards superset-bundle benchmark \
	browser charts vendor screenshots lock sample-history docs clean

# Internal: not to be set from outside.
override VENV := .venv
override BIN := $(VENV)/bin
override SEMANTIC := build/semantic
override SUPERSET := .venv-clients/superset
override TOOL := $(BIN)/ado-findings
override AT = $(if $(AS_OF),ADO_FINDINGS__AS_OF="$$AS_OF")

# Variables of users. Recipes read them from the environment, because the shell would carry out text in a recipe; `value`
# keeps make from expanding them.
PYTHON ?= python3
WORKERS ?= 2
OTHER_ENVIRONMENT := HTTP_PROXY=http://127.0.0.1:9 http_proxy=http://127.0.0.1:9 DBT_EMPTY=1 DBT_RESOURCE_TYPES=model \
	DBT_EXCLUDE_RESOURCE_TYPES=test DBT_TARGET=prod DBT_PROFILE=other DBT_PROFILES_DIR=/nowhere DBT_PROJECT_DIR=/nowhere \
	DBT_TARGET_PATH=/nowhere/target DBT_LOG_PATH=/nowhere/logs DBT_INDIRECT_SELECTION=empty DBT_WARN_ERROR=1 \
	DBT_FULL_REFRESH=1 DBT_FAIL_FAST=1
USER_VARIABLES := AS_OF DATABASE FAMILY FORMAT FULL FULL_REFRESH NEW OPEN PYTHON SEGMENT SEVERITY SIZES SWEEP TEAM VERBOSE WORKERS DRY_RUN
$(foreach name,$(USER_VARIABLES),$(eval override $(name) := $$(value $(name))))
$(foreach name,$(USER_VARIABLES),$(if $(value $(name)),$(eval export $(name))))

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

## For users

run: $(VENV)/.installed ## Extract, build and publish (without settings: the sample); FULL_REFRESH=1 SWEEP=1 AS_OF=... VERBOSE=1
	@$(AT) $(TOOL) run $(if $(FULL_REFRESH)$(FULL),--full-refresh) $(if $(SWEEP),--sweep) $(if $(VERBOSE),--verbose)

build: $(VENV)/.installed ## Build and publish again without extracting; AS_OF=... VERBOSE=1
	@$(AT) $(TOOL) build $(if $(VERBOSE),--verbose)

findings: $(VENV)/.installed ## List the open findings; SEVERITY=high FAMILY=... TEAM=... SEGMENT=... NEW=1 FORMAT=json AS_OF=...
	@$(AT) $(TOOL) findings $(if $(SEVERITY),--severity "$$SEVERITY") $(if $(FAMILY),--family "$$FAMILY") \
		$(if $(TEAM),--team "$$TEAM") $(if $(SEGMENT),--segment "$$SEGMENT") $(if $(NEW),--new) $(if $(FORMAT),--format "$$FORMAT")

report: $(VENV)/.installed ## Write report.html again from what is published; OPEN=1 opens it
	@$(AT) $(TOOL) report $(if $(OPEN),--open)

notify: $(VENV)/.installed ## Notify the channels of notifications.csv about new findings; DRY_RUN=1 shows what would be sent
	@$(AT) $(TOOL) notify $(if $(DRY_RUN),--dry-run)

check: $(VENV)/.installed ## Verify the token's scopes and the connection to each platform
	@$(TOOL) check

projects: $(VENV)/.installed ## List the projects that the token can see
	@$(TOOL) projects

platforms: $(VENV)/.installed ## List the configured platforms and how the last run read them
	@$(TOOL) platforms

serve-sample: $(VENV)/.installed ## Serve the sample organization over HTTP until Ctrl-C
	@$(TOOL) serve-sample

superset-bundle: $(VENV)/.installed ## Zip the dashboards for Superset into build/; DATABASE=<path of findings.duckdb there>
	@$(BIN)/python -m dashboards.bundle build/ado-findings-superset.zip "$${DATABASE:-$(CURDIR)/data/sample/findings.duckdb}"

## For developers

install: $(VENV)/.installed-dev ## Create the virtual environment with the development tools

test: lint test-unit ## Lint, type-check and test

lint: $(VENV)/.installed-dev ## Check style, types and wording
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint models tests/dbt --processes 2
	$(BIN)/python -m tests.check_words

test-unit: $(VENV)/.installed-dev ## Run the tests; WORKERS=2
	$(BIN)/pytest -n "$$WORKERS"

test-faults: $(VENV)/.installed-dev ## Run every fault, kill and long series of runs (25 minutes)
	$(BIN)/pytest tests/resilience tests/integration -n "$$WORKERS" -m 'exhaustive or not exhaustive'

test-oracle: $(VENV)/.installed-dev ## Compare the tables with an independent oracle on 60 random organizations
	ORACLE_PARAMETERS=5 ORACLE_ORGANIZATIONS=60 $(BIN)/pytest tests/oracle -n "$$WORKERS" -m 'exhaustive or not exhaustive'

test-semantic: $(VENV)/.installed-dev $(SEMANTIC)/.installed ## Compare MetricFlow's numbers with the table metrics (3 minutes)
	SEMANTIC_ENVIRONMENT="$(CURDIR)/$(SEMANTIC)" $(BIN)/pytest tests/integration/test_semantic_layer.py

test-superset: $(VENV)/.installed-dev $(SUPERSET)/.installed ## Import the dashboards into Superset, and ask for each chart (8 minutes)
	SUPERSET_ENVIRONMENT="$(CURDIR)/$(SUPERSET)" $(BIN)/pytest tests/integration/test_superset.py

test-environments: $(VENV)/.installed-dev ## Run the tests with umask 000, and with a dead proxy and variables of another dbt project
	umask 000 && $(MAKE) test-unit
	env $(OTHER_ENVIRONMENT) $(MAKE) test-unit

test-clients: $(VENV)/.installed-dev $(SEMANTIC)/.installed ## Read every table, and 25 metrics, with other programs, each in an environment of its own
	SEMANTIC_ENVIRONMENT="$(CURDIR)/$(SEMANTIC)" $(BIN)/pytest tests/integration/test_clients.py tests/integration/test_sqlalchemy.py \
		tests/integration/test_export.py tests/integration/test_semantic_layer.py tests/integration/test_power_bi.py \
		-m 'exhaustive or not exhaustive'

benchmark: $(VENV)/.installed-dev ## Measure extraction, models, matching, forecasts and the page (35 minutes); SIZES="10000 100000"
	$(BIN)/python -m benchmarks.extraction $$SIZES
	$(BIN)/python -m benchmarks.relations $$SIZES
	$(BIN)/python -m benchmarks.models $$SIZES
	$(BIN)/python -m benchmarks.matching
	$(BIN)/python -m benchmarks.forecasts
	$(BIN)/python -m benchmarks.report

format: $(VENV)/.installed-dev ## Format Python and SQL
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix models tests/dbt

browser: ## Install Chromium for the tests of the page, on Debian and Ubuntu
	@command -v chromium chromium-browser >/dev/null || (apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium)

charts: $(VENV)/.installed-dev ## Write the charts of the page again from pipelines/report/charts.py
	$(BIN)/python -m pipelines.report.charts

vendor: ## Get the scripts of the page again from npm
	pipelines/report/assets/vendor/update.sh

screenshots: $(VENV)/.installed-dev ## Make the pictures of the sample's page in docs/images
	$(BIN)/python -m tests.screenshots

lock: $(VENV)/.installed-dev ## Pin the requirements of pyproject.toml again
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-strip-extras --no-header --no-emit-index-url \
		--no-annotate -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-strip-extras --no-header \
		--no-emit-index-url --no-annotate -o requirements-dev.txt

sample-history: $(VENV)/.installed-dev ## Run the sample's eight earlier weeks again and write its past (8 minutes); then make docs
	$(BIN)/python -m tests.integration.test_sample_past

dashboards: $(VENV)/.installed-dev ## Generate the files of dashboards/ from their declaration
	$(BIN)/python -m dashboards.generate

docs: $(VENV)/.installed-dev ## Regenerate the tables and query results in docs/, and dashboards/
	$(BIN)/python -m tests.unit.test_rule_models
	$(BIN)/python -m tests.test_docs
	$(BIN)/python -m tests.unit.test_metric_catalogue
	$(BIN)/python -m tests.test_controls
	$(BIN)/python -m tests.integration.test_queries
	$(BIN)/python -m dashboards.generate

clean: ## Remove the virtual environments and build files, never data
	rm -rf $(VENV) .venv-clients target logs build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

$(VENV)/bin/python:
	@$$PYTHON -c 'import sys; sys.exit("Python 3.11 or newer is required; found " + sys.version.split()[0] + ". Choose another interpreter: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	$$PYTHON -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python requirements.txt pyproject.toml
	@echo "Installing the environment into $(VENV) (once, a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(SEMANTIC)/.installed: $(VENV)/.installed requirements.txt pyproject.toml
	$(BIN)/python -m venv $(SEMANTIC)
	$(SEMANTIC)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(SEMANTIC)/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -e '.[semantic]'
	@touch $@

$(SUPERSET)/.installed: $(VENV)/.installed-dev tests/support/superset/requirements.txt
	$(BIN)/uv venv --quiet --clear $(SUPERSET)
	$(BIN)/uv pip install --quiet --python $(SUPERSET)/bin/python -r tests/support/superset/requirements.txt
	@touch $@
