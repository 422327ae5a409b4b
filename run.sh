#!/usr/bin/env bash
# The developer's commands, executable. Everything is installed into an environment of its own (.venv, or $VENV).
set -euo pipefail
STARTED_IN="$PWD"
cd "$(dirname "${BASH_SOURCE[0]}")"
VENV="${VENV:-.venv}"
case "$VENV" in /*) ;; *) VENV="$PWD/$VENV" ;; esac
NAME="${VENV#"$PWD/"}"

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

fits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# The Python that makes the environment: $PYTHON, else python3, else the newest that fits.
base_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if fits "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    candidate="${PYTHON:-python3}"
    fail "Python 3.11 or newer is needed, and $candidate is $("$candidate" -V 2>/dev/null || echo missing)." \
        "Install one, or name it: PYTHON=/path/to/python3 ./run.sh ..."
}

# An environment without packages. Debian's Python can lack ensurepip: then the pip beside it installs into this one.
make_environment() {
    local python
    python="$(base_python)"
    if "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        echo "Making $NAME with $("$python" -V)"
        "$python" -m venv "$VENV"
    elif "$python" -m pip --version >/dev/null 2>&1; then
        echo "Making $NAME with $("$python" -V)"
        "$python" -m venv --without-pip "$VENV"
        "$python" -m pip --quiet --disable-pip-version-check --python "$VENV/bin/python" install pip
    else
        fail "$python has neither pip nor ensurepip, so it cannot make an environment" \
            "(on Debian and Ubuntu: apt-get install python3-venv)."
    fi
}

# Print what an environment with the extras $1 is made from: when this changes, pip runs again.
ingredients() {
    printf '%s %s\n' "$PWD" "$1"
    "$VENV/bin/python" -V
    cksum pyproject.toml constraints.txt scrape/__init__.py
}

is_made_with() {
    [ -f "$VENV/.made-from" ] && [ "$(cat "$VENV/.made-from")" = "$(ingredients "$1" 2>/dev/null)" ]
}

is_usable() {
    [ ! -f "$VENV/.unfinished" ] && fits "$VENV/bin/python" && "$VENV/bin/python" -m pip --version >/dev/null 2>&1
}

# Show that pip is at work: one line that changes on a terminal, the large packages elsewhere.
progress() {
    local line size count=0
    while IFS= read -r line; do
        line="${line#"${line%%[![:space:]]*}"}"
        case "$line" in
            Collecting*) count=$((count + 1)) && line="${line#Collecting }" && line="package $count: ${line%% *}" ;;
            Downloading*MB* | "Using cached"*MB*) size="${line##* (}" && line="${line%% (*}" && line="${line%%-[a-z]*} ($size" ;;
            "Building wheel for"*started*) line="Building ${line#Building wheel for }" && line="${line%% (*}" ;;
            "Installing collected packages"*) [ "$count" -gt 0 ] && line="Installing them: $count packages" || continue ;;
            *) continue ;;
        esac
        if [ -t 1 ]; then
            printf '\r\033[K  %.76s' "$line"
        elif [[ "$line" != package* ]]; then
            printf '  %.100s\n' "$line"
        fi
    done
    if [ -t 1 ]; then printf '\r\033[K'; fi
}

# Make the environment when it is missing or cannot be used, and install the project with the extras named in $1.
environment() {
    local maker
    if is_made_with "[dev]" || is_made_with "$1"; then
        return
    fi
    maker="$(cat "$VENV/.unfinished" 2>/dev/null || true)"
    if [ -n "$maker" ] && kill -0 "$maker" 2>/dev/null; then
        fail "$NAME is being made by another ./run.sh (process $maker): wait for it, or remove $NAME."
    fi
    if [ -e "$VENV" ] && ! is_usable; then
        # pip takes a package for installed although Ctrl-C kept some of its files from being written.
        if [ ! -f "$VENV/pyvenv.cfg" ] && [ "$NAME" != .venv ]; then
            fail "$NAME exists and is no Python environment: name another in VENV, or remove it."
        fi
        base_python >/dev/null
        echo "$NAME is incomplete or of another Python: making it again"
        rm -rf "$VENV"
    fi
    [ -e "$VENV" ] || make_environment
    echo $$ >"$VENV/.unfinished"
    if [ -f "$VENV/.made-from" ]; then
        echo "Bringing $NAME up to date"
    else
        echo "Installing into $NAME; the first time this takes some minutes"
    fi
    PYTHONUNBUFFERED=1 PYTHONWARNINGS=ignore "$VENV/bin/python" -m pip install --disable-pip-version-check --progress-bar off \
        -c constraints.txt -e ".$1" | progress
    ingredients "$1" >"$VENV/.made-from"
    rm -f "$VENV/.unfinished"
}

demo() {
    environment "[web]"  # for --web; always, so that the next time nothing is installed
    cd "$STARTED_IN"
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
    "$VENV/bin/codespell"
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
