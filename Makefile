# `make` alone lists the targets. Needs Python 3.11 or newer with venv; everything else goes into .venv.
# Another Python: make PYTHON=python3.12 run

PYTHON ?= python3
VENV ?= .venv
TRAINING := .venv-training
BIN := $(VENV)/bin
RUN := $(VENV)/run.stamp
DEV := $(VENV)/dev.stamp
NODE := explorer/node_modules/.package-lock.json
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lint types check docs format page page-check screenshots model scores benchmarks wheel clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUN) ## add the samples, ask a question, write graph.html
	@$(BIN)/kg add samples
	@$(BIN)/kg stats
	@echo
	@echo "kg query allies --country Serbia"
	@$(BIN)/kg query allies --country Serbia
	@echo
	@$(BIN)/kg view -o graph.html
	@echo "Open it in a browser: file://$(CURDIR)/graph.html  (or: $(BIN)/kg view --open)"
	@echo "Next: $(BIN)/kg --help, or put the command on your path: . $(BIN)/activate"

test: $(DEV) ## run all tests
	@$(BIN)/python -m pytest

lint: $(DEV) ## look for slips, check the format
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: $(DEV) ## check the types
	@$(BIN)/mypy

check: lint types test ## everything that CI checks: lint, types, tests; tests also hold the generated docs up to date

docs: $(DEV) ## write the generated pages of docs/ anew
	@$(BIN)/python -m kg.cli.reference > docs/cli.md
	@$(BIN)/python -m kg.ontology.docs > docs/ontology.md
	@$(BIN)/python -m kg.validation.generated
	@$(BIN)/python -m tests.test_readme
	@$(BIN)/python -m tests.test_golden

format: $(DEV) ## format the code
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

scores: $(DEV) ## measure speed, and quality where DATA=folder holds the benchmarks; writes docs/scores.md
	@$(BIN)/python benchmarks/speed.py --write
	@if [ -n "$(DATA)" ]; then $(BIN)/python benchmarks/quality.py --data "$(DATA)" --write; \
	  else echo "quality: not measured; say where the benchmarks are: make scores DATA=folder"; fi

benchmarks: $(DEV) ## measure store, queries, server, volume, page … (an hour, on a quiet machine); writes docs/scores.md
	@$(BIN)/python benchmarks/store.py --write
	@$(BIN)/python benchmarks/queries.py --write
	@$(BIN)/python -m benchmarks.serve --write
	@$(BIN)/python benchmarks/volume.py --write
	@$(BIN)/python benchmarks/processors.py --write
	@if command -v chromium google-chrome npm >/dev/null; then $(MAKE) --no-print-directory $(NODE) && $(BIN)/python benchmarks/page.py --write; \
	  else echo "page: not measured; that takes a Chromium and npm"; fi
	@if [ -n "$(DATA)" ]; then $(BIN)/python -m benchmarks.w3c --data "$(DATA)" --write; \
	  else echo "w3c: not measured; say where the suites are: make benchmarks DATA=folder"; fi

page: $(NODE) ## check, test and bundle the explorer's scripts into kg/page/assets (needs Node 20 and npm)
	@cd explorer && npm run --silent check && npm test --silent && npm run --silent build

page-check: $(NODE) ## check that the committed bundle is what the sources give
	@cd explorer && npm run --silent check && npm test --silent && npm run --silent build -- "$(CURDIR)/build/page"
	@for file in explorer.js sparql.js oxigraph.wasm LICENSES.txt; do cmp "build/page/$$file" "kg/page/assets/$$file" || \
	  { echo "kg/page/assets/$$file is not what explorer/ gives; run: make page"; exit 1; }; done

screenshots: $(DEV) ## take the README's pictures of the page anew (needs a Chromium)
	@$(BIN)/python -m tests.screenshots

model: ## train the language model anew from DATA=folder (hours; training/README.md)
	@test -n "$(DATA)" || { echo "make model: say where the corpora are: make model DATA=folder (training/README.md)"; exit 2; }
	@$(MAKE) --no-print-directory $(TRAINING)/train.stamp
	@$(TRAINING)/bin/python -m training.train --data "$(DATA)" --out build/model
	@$(TRAINING)/bin/python -m training.export --run build/model --model kg/nlp/model
	@$(TRAINING)/bin/python -m training.lemmas --data "$(DATA)" --model kg/nlp/model
	@$(TRAINING)/bin/python -m training.card --data "$(DATA)" --model kg/nlp/model

$(TRAINING)/train.stamp: training/requirements.txt pyproject.toml
	@$(MAKE) --no-print-directory VENV=$(TRAINING) $(TRAINING)/run.stamp
	@$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check -r training/requirements.txt
	@touch $@

wheel: $(DEV) ## build dist/*.whl
	@rm -rf dist
	@$(BIN)/python -m build --wheel --outdir dist .

clean: ## remove what the other targets made, .venv aside
	@rm -rf dist build explorer/node_modules graph.kg graph.html .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "kg needs Python 3.11 or newer; this is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { echo "$(PYTHON) lacks venv; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(NODE): explorer/package-lock.json
	@command -v npm >/dev/null || { echo "the explorer's scripts need Node 20 and npm; on Debian and Ubuntu: apt install npm"; exit 1; }
	@cd explorer && npm ci --no-audit --no-fund --loglevel=error

# A stamp is older than pyproject.toml when the requirements changed.
$(RUN): pyproject.toml | $(BIN)/python
	@echo "installing kg into $(VENV) (once, a minute or two) ..."
	@$(PIP) --editable .
	@touch $@

$(DEV): pyproject.toml | $(BIN)/python
	@echo "installing kg and its tools into $(VENV) (once, a minute or two) ..."
	@$(PIP) --editable '.[dev]'
	@touch $(RUN) $@
