# `make build` and `make test` need nothing but Python and make: they make .venv from the project's own files.
PYTHON ?= python3
ARTICLES ?= $(CGT_ARTICLES)
BIN := .venv/bin

.PHONY: build check test lint docs bench clean

build: .venv/build.stamp
	$(BIN)/cgt-dataset build

check: .venv/build.stamp
	$(BIN)/cgt-dataset check

test: .venv/test.stamp
	$(BIN)/python -m pytest -n auto $(if $(ARTICLES),--articles=$(ARTICLES))

lint: .venv/lint.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/reuse lint
	$(BIN)/cgt-dataset fmt --check

docs: .venv/docs.stamp
	$(BIN)/python -m documentation

bench: .venv/test.stamp
	$(BIN)/python benchmarks/small.py
	$(BIN)/python benchmarks/load.py
	$(BIN)/python benchmarks/explore.py
	$(BIN)/python benchmarks/check.py
	$(BIN)/python benchmarks/migrate.py

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/build.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet -e ".[build]"
	touch $@

.venv/test.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet -e ".[build,test]"
	touch $@ .venv/build.stamp

.venv/docs.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet -e ".[docs]"
	touch $@ .venv/build.stamp

.venv/lint.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet -e ".[build,test,lint]"
	touch $@ .venv/test.stamp .venv/build.stamp

clean:
	rm -rf .venv dist site build/*.parquet build/datapackage.json build/croissant.json
