#!/bin/sh
# Usage: apt-install.sh PACKAGE…
#
# Installs Debian/Ubuntu packages if this user may without being asked anything; else prints the
# line to run and fails.
set -eu

line="apt-get install -y --no-install-recommends $*"

if ! command -v apt-get >/dev/null 2>&1; then
    echo "No apt-get on this system. Please install what these Debian packages bring: $*" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "Packages of the system are missing. Please run:" >&2
    echo "    sudo $line" >&2
    exit 1
fi

echo "Installing:" "$@"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() {
    $as_root env DEBIAN_FRONTEND=noninteractive "$@" >"$log" 2>&1 </dev/null
}
# Lists first, since a fresh machine has none; an unreachable mirror need not stop the installation.
quietly apt-get -q update || echo "The lists of packages could not be refreshed; trying with the old ones." >&2
if ! quietly $line -q -o DPkg::Lock::Timeout=300; then
    tail -n 20 "$log" >&2
    echo "That did not work. To try again by hand:" >&2
    echo "    sudo apt-get update && sudo $line" >&2
    exit 1
fi
