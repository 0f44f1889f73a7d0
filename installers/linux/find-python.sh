#!/bin/sh
# Prints a Python of version 3.11 or later that can make a virtual environment, installing Debian's
# venv package if that is all that is missing and permitted. PYTHON=… chooses one.
set -eu

recent() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}
makes_environments() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

found=
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    recent "$candidate" || continue
    [ -n "$found" ] || found=$candidate
    if makes_environments "$candidate"; then
        echo "$candidate"
        exit 0
    fi
done

here=$(dirname "$0")
if [ -z "$found" ]; then
    if [ -n "${PYTHON:-}" ]; then
        echo "$PYTHON is not a Python 3.11 or later." >&2
        exit 1
    fi
    found=python3
    "$here/apt-install.sh" python3 python3-venv >&2 || true
else
    version=$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    "$here/apt-install.sh" "python$version-venv" >&2 || true
fi
if recent "$found" && makes_environments "$found"; then
    echo "$found"
else
    echo "Va-et-vient needs Python 3.11 or later with its venv module." >&2
    exit 1
fi
