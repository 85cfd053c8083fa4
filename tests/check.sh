#!/bin/sh
# The minute between: style, types, import arrows, templates, spelling, licences. One line for each that passed.
cd "$(dirname "$0")/.." || exit 2

said=$(mktemp -d)
trap 'rm -rf "$said"' EXIT
failed=""

# check NAME MEANING COMMAND… : one line when fine, everything it said when not
check() {
    name=$1 meaning=$2
    shift 2
    if "$@" >"$said/$name" 2>&1; then
        echo "ok      $name"
    else
        cat "$said/$name"
        echo "FAILED  $name: $meaning"
        failed="$failed $name"
    fi
}

# Of what is installed with the portal; tools that only look at it may have any licence.
# huey (MIT) does not say its licence where pip-licenses looks.
licences() {
    # shellcheck disable=SC2046  # the names are words
    pip-licenses --partial-match --ignore-packages huey \
        --packages $(sed -n 's/^\([A-Za-z0-9_.-]*\)[^ ]*==.*/\1/p' requirements.txt) \
        --allow-only "MIT;BSD;Apache;ISC;Mozilla;MPL-2.0;LGPL;Python Software Foundation;PSF-2.0;Unlicense"
}

(mypy --no-error-summary >"$said/mypy" 2>&1; echo $? >"$said/mypy-ended") &  # the slow one, beside the others
types() {
    wait
    cat "$said/mypy"
    return "$(cat "$said/mypy-ended")"
}

check style "make fix mends much of it" ruff check --quiet .
check format "make fix" ruff format --check --quiet .
check imports "one points up or sideways, see docs/adr/0001-house.md" lint-imports --no-logo
check templates "see djlint's rules in pyproject.toml" djlint --lint --quiet selfcare/templates selfcare/fakebank/templates
check spelling "or a word for [tool.codespell] in pyproject.toml" codespell
check licences "ask before taking in a library with this licence" licences
check types "mypy --strict" types

if [ -n "$failed" ]; then
    echo "Failed:$failed"
    exit 1
fi
