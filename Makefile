# Two commands on a fresh machine: make results, make test.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORES ?= 4
# A study of your own: make results STUDY=PATH. Without it, those of config/config.yaml.
STUDY ?=

.PHONY: results test lint clean lock

# Says at its end how the tables compare, even when there was nothing to do.
results: $(VENV)/installed
	PATH="$(CURDIR)/$(BIN):$$PATH" snakemake --cores $(CORES) --config summary=false $(if $(STUDY),"study=$(STUDY)")
	@$(BIN)/python -m qualstage.closing $(if $(STUDY),"$(STUDY)")

test: $(VENV)/installed
	PATH="$(CURDIR)/$(BIN):$$PATH" python -m pytest

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile workflow/study.smk workflow/rules

# The package is installed where it stands (-e), so that a pull is enough to update it.
$(VENV)/installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

clean:
	rm -rf $(VENV) results/*/ .snakemake

# The locked requirements, with hashes and without the address of any index.
lock:
	uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes \
		--no-strip-extras --no-emit-index-url --no-header --quiet --output-file requirements.txt
