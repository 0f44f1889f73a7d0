# Everything a person does with a clone. `make help` lists it.

BIN := .venv/bin
CATALOGUES := $(wildcard resources/locale/*/LC_MESSAGES/*.po)
# The tests that drive the window share two cores with what they drive.
TEST_WORKERS := 2

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup libraries run test bench campaign pictures texts lock clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: libraries .venv/.installed ## make .venv with everything in it, and .venv/bin/vaetvient

libraries:
	@installers/linux/system-libraries.sh

.venv/.dependencies: requirements-dev.txt installers/linux/find-python.sh
	python=$$(installers/linux/find-python.sh) && "$$python" -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	    --require-hashes --requirement requirements-dev.txt
	@touch $@

.venv/.installed: .venv/.dependencies pyproject.toml hatch_build.py $(CATALOGUES)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	    --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q desktop/vaetvient
	@touch $@

run: setup ## open the window; without a screen, play the guided tour off-screen
	@if [ "$$(uname -s)" = Darwin ] || [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
	    exec $(BIN)/vaetvient; \
	else \
	    echo "No screen here: playing the guided tour off-screen."; \
	    QT_QPA_PLATFORM=offscreen $(BIN)/vaetvient tour build/tour || exit; \
	    echo "The agreement:"; find "$$PWD/build/tour" -name '*.pdf' | sort | sed 's/^/    /'; \
	    echo "The pictures:"; find "$$PWD/build/tour" -name '*.png' | sort | sed 's/^/    /'; \
	fi

test: setup ## check style, types, architecture and dependencies, then run the tests
	@installers/linux/system-libraries.sh --tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry desktop
	$(BIN)/python -m pytest -n $(TEST_WORKERS)

bench: setup ## measure against named floors and peers
	@$(BIN)/python -m compileall -q desktop/vaetvient
	$(BIN)/python -m tests.benchmarks

campaign: setup ## look for faults of the exchange for a while (SECONDS=900 SEED=1)
	$(BIN)/python -m tests.campaign --seconds $(or $(SECONDS),120) --seed $(or $(SEED),1)

pictures: setup ## make the pictures of the help and of the README, by playing the tour
	$(BIN)/python docs/make_pictures.py

texts: .venv/.dependencies ## collect new sentences into the catalogues (LANGUAGE=es begins another)
	@mkdir -p build
	$(BIN)/pybabel --quiet extract --project Va-et-vient --add-location file --no-wrap \
	    --output-file build/vaetvient.pot desktop/vaetvient
	@for language in $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $(CATALOGUES)))) $(LANGUAGE); do \
	    $(BIN)/pybabel --quiet update --init-missing --no-fuzzy-matching --no-wrap \
	        --domain vaetvient --locale "$$language" \
	        --input-file build/vaetvient.pot --output-dir resources/locale || exit; \
	    $(BIN)/pybabel compile --statistics --domain vaetvient --locale "$$language" \
	        --directory resources/locale || exit; \
	done

# uv resolves for every platform at once; it is needed for this alone, so it lives in build/.
UV := build/uv/bin/uv
COMPILE := $(UV) pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

lock: ## pin the newest versions allowed by pyproject.toml, with their hashes
	python=$$(installers/linux/find-python.sh) && "$$python" -m venv build/uv
	build/uv/bin/pip install --quiet --disable-pip-version-check uv
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean: ## remove everything that the commands above made
	rm -rf .venv build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find desktop tests resources -name '__pycache__' -prune -exec rm -rf {} +
	find resources -name '*.mo' -delete
