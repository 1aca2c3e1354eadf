# `make build` and `make test` need nothing but Python and make: they make .venv from the project's own files.
PYTHON ?= python3
ARTICLES ?= $(CGT_ARTICLES)
BIN := .venv/bin

.PHONY: build check test test-all lint docs bench bench-bulk release-check release pins test-lowest test-newest attacks fuzz clean

build: .venv/build.stamp
	$(BIN)/cgt-dataset build

check: .venv/build.stamp
	$(BIN)/cgt-dataset check

test: .venv/test.stamp
	$(BIN)/python -m pytest -n auto $(if $(ARTICLES),--articles=$(ARTICLES))

# With the tests that are left out because a shorter one beside them tells nearly as much.
test-all: .venv/test.stamp
	$(BIN)/python -m pytest -n auto -m "long or not long" $(if $(ARTICLES),--articles=$(ARTICLES))

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

# Some two minutes; writes the table of docs/security.md.
attacks: .venv/test.stamp
	PYTHONPATH=. $(BIN)/python tests/security/table.py

FUZZ_SECONDS ?= 60

# So many seconds for each target; writes its table of docs/security.md.
fuzz: .venv/fuzz.stamp
	$(BIN)/python -m fuzz --seconds $(FUZZ_SECONDS) --write

# Some 40 minutes and 30 GB; writes benchmarks/RESULTS.md.
bench-bulk: .venv/bench.stamp
	$(BIN)/python -m benchmarks.bulk

# A release is built twice, by environments with the pinned tools, and compared; docs/releasing.md.
release-check: .venv/build.stamp
	$(BIN)/python -m releasing check

# What the repository may not hold, whether the sources still answer, and the files of the release in dist/.
release: .venv/build.stamp
	$(BIN)/python -m releasing gates $(if $(ARTICLES),--articles $(ARTICLES))
	$(BIN)/python -m releasing sources
	$(BIN)/python -m releasing check --out dist $(if $(TAG),--tag $(TAG))

# The pinned tools anew, at their newest.
pins: | .venv/bin/python
	$(PYTHON) -m venv .venv/pins
	.venv/pins/bin/python -m pip install --quiet pip-tools
	.venv/pins/bin/pip-compile --quiet --upgrade --rebuild --all-build-deps --extra release --generate-hashes \
		--strip-extras --allow-unsafe --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
		--no-emit-trusted-host --output-file releasing/build.txt pyproject.toml

# The lowest and the newest versions that pyproject.toml allows, on what depends on them most.
BOUNDED := tests/schema/test_models.py tests/schema/test_relational.py tests/tabular tests/curation/test_reading.py \
	tests/reader/test_dataset_reader.py tests/reader/test_frames.py tests/reader/test_sql.py \
	tests/package/test_write.py tests/package/test_verify.py tests/package/test_determinism.py tests/test_records.py \
	tests/bulk/test_awkward_lines.py tests/bulk/test_blocks.py tests/bulk/test_engine.py

test-lowest test-newest: test-%: .venv/build.stamp
	$(PYTHON) -m venv --clear .venv/$*
	$(BIN)/python -m releasing versions $* > .venv/$*/requirements.txt
	.venv/$*/bin/python -m pip install --quiet pytest hypothesis -r .venv/$*/requirements.txt
	PYTHONPATH=$(CURDIR) .venv/$*/bin/python -m pytest -q -p no:cacheprovider -k "not frictionless" $(BOUNDED)

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/build.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet -e ".[build]"
	touch $@

.venv/test.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet -e ".[build,test]"
	touch $@ .venv/build.stamp

.venv/fuzz.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet -e ".[fuzz]"
	touch $@ .venv/test.stamp .venv/build.stamp

.venv/bench.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet -e ".[bench]"
	touch $@ .venv/test.stamp .venv/build.stamp

.venv/docs.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet -e ".[docs]"
	touch $@ .venv/build.stamp

.venv/lint.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet -e ".[build,test,lint]"
	touch $@ .venv/test.stamp .venv/build.stamp

clean:
	rm -rf .venv dist site build/*.parquet build/datapackage.json build/croissant.json
