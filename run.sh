#!/usr/bin/env bash
# The developer's commands, executable. Everything is installed into an environment of its own (.venv, or $VENV).
set -euo pipefail
cd "$(dirname "$0")"
VENV="${VENV:-.venv}"

# Make the environment when it is missing, and install the project with the extras named in $1.
environment() {
    if [ ! -x "$VENV/bin/python" ]; then
        python3 -m venv "$VENV" 2>/dev/null || {
            rm -rf "$VENV" # Debian's Python comes without ensurepip
            python3 -m pip install --quiet --user virtualenv && python3 -m virtualenv --quiet "$VENV"
        }
    fi
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".$1"
}

demo() {
    environment ""
    "$VENV/bin/scrape" demo "$@"
}

test() {
    environment "[dev]"
    "$VENV/bin/python" -m pytest -n auto "$@"
}

check() {
    environment "[dev]"
    "$VENV/bin/ruff" check .
    "$VENV/bin/ruff" format --check .
    "$VENV/bin/mypy"
    "$VENV/bin/lint-imports"
}

cov() {
    environment "[dev]"
    "$VENV/bin/python" -m coverage erase
    "$VENV/bin/python" -m coverage run -m pytest "$@"
    "$VENV/bin/python" -m coverage combine --quiet
    "$VENV/bin/python" -m coverage report --show-missing --skip-covered
}

bench() {
    environment "[dev]"
    "$VENV/bin/python" "benchmarks/$1.py" "${@:2}"
}

docs() {
    environment "[dev]"
    "$VENV/bin/python" -m pytest tests/docs "$@"
}

case "${1:-}" in
    demo | test | check | cov | bench | docs) "$@" ;;
    *)
        echo "usage: ./run.sh demo | test | check | cov | bench NAME DATASET_DIR | docs" >&2
        exit 2
        ;;
esac
