# The portal's commands. `make` or `make help` lists them.
# Each says what it needs first, so any of them works on a fresh clone.

SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8000
HOST := 127.0.0.1
TEST_WORKERS ?= 2
BIN := .venv/bin
PORTAL := $(BIN)/charter-portal
export PORT HOST

.PHONY: help setup setup-test demo demo-reset run migrate check test lint types format bench styles lock

help:
	@awk '/^## /{printf "\n%s\n", substr($$0, 4)} \
	      /^[a-z-]+:.*# /{split($$0, line, /:.*# /); sub(/\$$\(PORT\)/, ENVIRON["PORT"], line[2]); printf "  make %-12s %s\n", line[1], line[2]}' Makefile
	@echo

## See it
demo: setup  # the portal with a fictional charter round, on http://127.0.0.1:$(PORT)/
	@exec $(PORTAL) demo serve

demo-reset: setup  # the same, from a new beginning
	@exec $(PORTAL) demo serve --fresh

## Work on it
setup:  # virtual environment, locked dependencies, system libraries
	@bin/setup-system
	@bin/setup-venv

run: setup  # development server with reload, on your own settings in .env
	@exec bin/with-settings $(BIN)/flask --app wsgi run --debug --host $(HOST) --port $(PORT)

migrate: setup  # bring the database of your settings to the newest tables
	@bin/with-settings $(PORTAL) migrate

check: setup  # run every cross-table rule over that database
	@bin/with-settings $(PORTAL) check

styles:  # build the style sheet from its sources (needs Node)
	@bin/build-styles

lock:  # write both lock files anew from setup.cfg
	@bin/lock

## Trust it
test: lint types  # everything: style, types, all tests on SQLite and PostgreSQL, journeys in a browser
	@$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadgroup

lint: setup-test  # style and likely mistakes
	@$(BIN)/ruff check .

format: setup-test  # put right what the linter can put right by itself
	@$(BIN)/ruff check --fix .

types: setup-test  # check the types
	@$(BIN)/mypy

bench: setup-test  # measure each page against the bare floor
	@$(BIN)/python -m benchmarks

setup-test:
	@bin/setup-system --test
	@bin/setup-venv --test
