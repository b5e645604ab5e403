# Everything a developer or a newcomer runs. Needs git, make and Python 3.11+, nothing else.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo knowledge llm mcp tracing channels voice check format test record security coverage bench bench-channels eval eval-model eval-insight lock clean

venv := .venv
bin := $(venv)/bin
# Test processes at a time: more than cores, as tests wait for half of their time.
WORKERS ?= 4
# More arguments for `make test`, `make security`, `make bench` and `make eval`, for example
# ARGS="-k periods".
ARGS ?=
# Random cases that `make security` tries; ARGS="--seed 7" makes them others.
CASES ?= 10000
# What measures time has the machine to itself.
timed := $(addprefix tests/security/,test_scope_costs_little.py test_hidden_takes_as_long.py)
# The folder of the real data sets, for `make test` and `make eval`; nothing else is asked about.
ORDER_DATA ?=

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(venv)/runtime.stamp ## Set up, load the demo company, serve the web page
	@exec $(bin)/wendan demo

knowledge: $(venv)/knowledge.stamp ## Also install what answering from documents needs

llm: $(venv)/llm.stamp ## Also install what asking a language model needs

mcp: $(venv)/mcp.stamp ## Also install what /mcp needs

tracing: $(venv)/tracing.stamp ## Also install what sends spans to a collector

channels: $(venv)/channels.stamp ## Also install the SDKs of the chat programs

voice: $(venv)/voice.stamp ## Also install what hears spoken questions

check: $(venv)/dev.stamp ## Format, lint, types, import rules, known flaws; changes nothing
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/lint-imports
	$(bin)/basedpyright
	$(bin)/bandit --quiet --configfile pyproject.toml --recursive assistant crm evals knowledge \
		prompts tools
	$(bin)/python scripts/audit-dependencies requirements.lock
	for extra in $(extras); do \
		$(bin)/python scripts/audit-dependencies requirements-$$extra.lock || exit 1; done

format: $(venv)/dev.stamp ## Format the code and fix what can be fixed by itself
	$(bin)/ruff check --fix-only .
	$(bin)/ruff format .

test: $(venv)/dev.stamp ## The whole suite, PostgreSQL included
	$(bin)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

record: $(venv)/dev.stamp ## Record the calls of a real, local model anew, after a change of a prompt
	$(bin)/python -m evals.local_model \
		sh -c 'RECORD=1 RECORD_FROM=$$WENDAN_LLM_BASE_URL \
			exec $(bin)/python -m pytest -q tests/functional/test_model_recorded.py \
				-W ignore::ResourceWarning -W ignore::pytest.PytestUnraisableExceptionWarning'

security: $(venv)/dev.stamp ## Prove that nobody sees what they may not; prints the figures
	$(bin)/python -m pytest tests/security $(addprefix --ignore ,$(timed)) \
		-n $(WORKERS) --dist worksteal --cases $(CASES) $(ARGS)
	$(bin)/python -m pytest $(timed) --cases $(CASES)

coverage: $(venv)/dev.stamp ## The suite with line and branch coverage
	$(bin)/coverage erase
	$(bin)/coverage run -m pytest -n $(WORKERS) --dist worksteal $(ARGS)
	$(bin)/coverage combine --quiet
	$(bin)/coverage report

bench: $(venv)/bench.stamp ## Measure speed and size side by side with what else there is
	$(bin)/python -m evals.bench $(ARGS)

bench-channels: $(venv)/bench.stamp ## How soon chat messages are acknowledged, and that none is lost
	$(bin)/python -m evals.bench channels $(ARGS)

eval: $(venv)/runtime.stamp ## Ask the evaluation cases and compare with the baseline
	$(bin)/wendan eval $(if $(ORDER_DATA),--data "$(ORDER_DATA)") $(ARGS)
	$(if $(ARGS),,$(bin)/wendan eval --drafts)

eval-model: $(venv)/llm.stamp ## What a local model makes of the cases that the rules leave; takes an hour
	$(bin)/python -m evals.local_model \
		$(bin)/wendan eval --model $(if $(ORDER_DATA),--data "$(ORDER_DATA)") $(ARGS)

eval-insight: $(venv)/bench.stamp ## How well odd orders are found and purchases foretold, beside others
	$(bin)/python -m evals.insight.value
	$(bin)/python -m evals.insight $(ARGS)

lock: $(venv)/uv.stamp ## Write the lock files anew; UPGRADE=--upgrade takes newer versions
	$(compile) pyproject.toml -o requirements.lock
	$(compile) --group build -c requirements.lock -o requirements-build.lock
	$(compile) --group model -o requirements-model.lock
	$(compile) pyproject.toml --extra knowledge -c requirements.lock -o requirements-knowledge.lock
	$(compile) pyproject.toml --extra llm -c requirements-knowledge.lock -o requirements-llm.lock
	$(compile) pyproject.toml --extra mcp -c requirements-llm.lock -o requirements-mcp.lock
	$(compile) pyproject.toml --extra tracing -c requirements-knowledge.lock \
		-o requirements-tracing.lock
	$(compile) pyproject.toml --extra channels -c requirements-llm.lock -c requirements-mcp.lock \
		-c requirements-knowledge.lock \
		-o requirements-channels.lock
	$(compile) pyproject.toml --extra voice -c requirements-llm.lock -c requirements-mcp.lock \
		-c requirements-knowledge.lock -o requirements-voice.lock
	$(compile) pyproject.toml $(every_extra) --group dev -c requirements-llm.lock \
		-c requirements-knowledge.lock -c requirements-mcp.lock -c requirements-tracing.lock \
		-c requirements-channels.lock -c requirements-voice.lock -c requirements-build.lock \
		-o requirements-dev.lock
	$(compile) pyproject.toml $(every_extra) --group dev --group bench -c requirements-dev.lock \
		-o requirements-bench.lock

clean: ## Remove the virtual environment and every cache; keeps WENDAN_HOME
	rm -rf $(venv) dist htmlcov .coverage* .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# No index address is written, so that the locks serve behind any mirror.
compile = $(bin)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header \
	$(UPGRADE)

extras := knowledge llm mcp tracing channels voice
every_extra := $(addprefix --extra ,$(extras))
their_stamps := $(addprefix $(venv)/,$(addsuffix .stamp,$(extras)))

# A stamp says that its lock is installed. Each environment contains the one before it.
$(venv)/uv.stamp: requirements-build.lock
	@scripts/make-venv $(venv)
	@touch $@

$(venv)/runtime.stamp: $(venv)/uv.stamp requirements.lock pyproject.toml
	@scripts/install $(venv) requirements.lock
	@touch $@

# What an extra adds: knowledge, llm, mcp, tracing, channels, voice.
$(venv)/%.stamp: $(venv)/runtime.stamp requirements-%.lock
	@scripts/install $(venv) requirements-$*.lock
	@touch $@

$(venv)/dev.stamp: $(venv)/uv.stamp requirements-dev.lock pyproject.toml
	@scripts/install $(venv) requirements-dev.lock -x
	@touch $(venv)/runtime.stamp $(their_stamps) $@

$(venv)/bench.stamp: $(venv)/uv.stamp requirements-bench.lock pyproject.toml
	@scripts/install $(venv) requirements-bench.lock -x
	@touch $(venv)/runtime.stamp $(their_stamps) $(venv)/dev.stamp $@
