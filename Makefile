# Every command works from a machine with git, make and Python 3.11 or newer; `make` alone lists them.
# DATABASE_URL is obeyed by all of them; without it an SQLite file stands beside manage.py.
.POSIX:
PY = .venv/bin/python
MANAGE = $(PY) manage.py
PORT = 8000
PYTEST_ARGS =
SOAK_ARGS =
QUICK =
RECORD =

# Kazakh letters print on any terminal, whatever its language is set to.
export PYTHONUTF8 = 1

help:
	@echo "make demo                a sample facility, its Form No.2 and the cost of a bed-day; files into out/"
	@echo "make serve [PORT=8000]   the web application and its background worker on this machine"
	@echo "make test                the whole test suite, on SQLite or on the PostgreSQL of DATABASE_URL"
	@echo
	@echo "make install             .venv with every package, as the lock says (the others do it when needed)"
	@echo "make install-production  .venv with what production needs, no more"
	@echo "make lint                ruff, mypy, import-linter, djlint"
	@echo "make format              lets ruff write the code's layout"
	@echo "make messages            takes new texts into the catalogues, says what is untranslated"
	@echo "make soak                the long figures: hours, not minutes"
	@echo "make bench [QUICK=1]     speed beside other programs, ratios first; QUICK=1 within a minute, against what is recorded"
	@echo "make measure             further figures of speed, each by itself"
	@echo "make clean               removes caches, out/ and compiled catalogues; never a database"

install:
	@sh requirements/install dev

install-production:
	@sh requirements/install base

demo: install
	@$(MANAGE) demo
	@echo
	@echo "To see the same figures in a browser: make serve"

serve: install
	@$(MANAGE) serve --port $(PORT)

test: install
	@$(PY) -m pytest $(PYTEST_ARGS)

soak: install
	@SMETA_SOAK=1 $(PY) -m pytest -m "soak or hypothesis" $(SOAK_ARGS)

bench: install
	@QUICK="$(QUICK)" RECORD="$(RECORD)" PYTHONPATH=. $(PY) benchmarks/side_by_side.py

# each file says what it measures
measure: install
	@for figure in allocation cases contracts forecasting importing reading; do \
		echo "== $$figure"; PYTHONPATH=. $(PY) benchmarks/$$figure.py || exit 1; done

lint: install
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	@$(PY) -m djlint templates --lint --quiet

format: install
	@$(PY) -m ruff check --fix --quiet . || true
	@$(PY) -m ruff format .

messages: install
	@$(MANAGE) messages

clean:
	@rm -rf out staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@rm -f locale/*/LC_MESSAGES/*.mo
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

.PHONY: help install install-production demo serve test soak bench measure lint format messages clean
