#!/bin/sh
# Everything CI runs: the checks, then every test. Ends with the runner's summary line.
# ARGS or PYTEST_ADDOPTS go to pytest, e.g. ARGS="-k invoices", or ARGS="--cov": which takes half as long again.
set -eu
cd "$(dirname "$0")/.."

# Where a Chromium is, or nothing.
find_chromium() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" && return
    done
    python -m tests.chromium
}

# The distribution's where that is Debian's way and we may; else Playwright's own.
install_chromium() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update -qq && apt-get install -y -qq chromium; } >/dev/null 2>&1 && return
    fi
    playwright install chromium
}

CHROMIUM=${CHROMIUM:-$(find_chromium)} || true
if [ -z "$CHROMIUM" ]; then
    echo "No Chromium found: installing one"
    install_chromium
    CHROMIUM=$(find_chromium)
fi
export CHROMIUM

sh tests/check.sh

rm -f .coverage .coverage.*
# A folder of its own: of pytest's usual one only the last three runs are kept, however many go on at once.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Three for two cores: one of them always waits for a browser or another process.
# shellcheck disable=SC2086  # ARGS are words
pytest -q -n "${WORKERS:-3}" --dist loadgroup --basetemp "$folder/run" ${ARGS:-}
