# Each target first sets up what it needs; a second call finds it there. `make` alone lists the targets.

# The newest Python that the course supports, unless you name one: make lab PYTHON=/path/to/python3.12
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo "$$p" && exit; \
	done; echo python3)
MLA := .venv/bin/mla

.DEFAULT_GOAL := help
.PHONY: help environment environment-dev lab test demo format coverage answers release bench lock

help:  ## List the targets.
	@sed -n 's/^\([a-z]*\):.*##/\1 -/p' Makefile

environment:
	@$(PYTHON) src/mla_course/bootstrap.py

environment-dev:
	@$(PYTHON) src/mla_course/bootstrap.py --dev

lab: environment  ## Open the course in JupyterLab. PORT=8899, NO_BROWSER=1 and EXCHANGE=/srv/mla-exchange work.
	@exec $(MLA) lab

test: environment-dev  ## Run every check.
	@.venv/bin/python -m pytest

demo: environment  ## A class on the terminal: released, submitted, graded, returned.
	@$(MLA) demo

format: environment-dev  ## Bring notebooks and code to their normal form.
	@$(MLA) format

coverage: environment  ## What of the exam is taught, practiced and asked.
	@$(MLA) coverage

answers: environment-dev  ## Grade the right and wrong answers of one assignment: make answers A=1.3a
	@$(MLA) answers $(A)

release: environment-dev  ## Generate release/ from source/.
	@$(MLA) release

bench: environment  ## Measure the exam's page, and grading against stock nbgrader; GROWTH=1 adds classes of 10, 100 and 1,000.
	@.venv/bin/python -m mla_course.exam.bench
	@.venv/bin/python -m mla_course.grading.bench $(if $(GROWTH),--growth)

lock:  ## After a change of dependencies: renew uv.lock and environment.yml.
	@$(PYTHON) src/mla_course/bootstrap.py --uv
	@.uv/bin/uv lock
	@$(MAKE) --no-print-directory environment-dev
	@.venv/bin/python -m mla_course.environment
