#!/bin/sh
# Usage: system-libraries.sh [--tests]
#
# Installs what Qt needs from the system and pip cannot bring, and with --tests also the virtual
# screen that the end-to-end tests look at. Looks for the files themselves, not for package names,
# so that it says nothing where nothing is missing, on any distribution. Where it may not install
# (no root, no sudo without a password, no apt-get) it prints the exact line to run and succeeds:
# the program says itself what it cannot do without.
set -eu

# file searched for, Debian/Ubuntu package that brings it
off_screen='
libEGL.so.1 libegl1
libGL.so.1 libgl1
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libfreetype.so.6 libfreetype6
libglib-2.0.so.0 libglib2.0-0
libxkbcommon.so.0 libxkbcommon0
'
window='
libX11-xcb.so.1 libx11-xcb1
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-sync.so.1 libxcb-sync1
libxcb-xfixes.so.0 libxcb-xfixes0
libxcb-xkb.so.1 libxcb-xkb1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
'
test_tools='
Xvfb xvfb
openbox openbox
xdotool xdotool
pdftoppm poppler-utils
'

[ "$(uname -s)" = Linux ] || exit 0
PATH="$PATH:/sbin:/usr/sbin"
known=$(ldconfig -p 2>/dev/null || true)

is_there() {
    case "$1" in
    *.so.*) case "$known" in *"$1 "*) return 0 ;; esac ;;
    *) command -v "$1" >/dev/null 2>&1 && return 0 ;;
    esac
    return 1
}

wanted="$off_screen$window"
[ "${1:-}" = --tests ] && wanted="$wanted$test_tools"

packages=
set -f
set -- $wanted
while [ $# -ge 2 ]; do
    is_there "$1" || packages="$packages $2"
    shift 2
done
[ -n "$packages" ] || exit 0

"$(dirname "$0")/apt-install.sh" $packages || {
    echo "Still missing:$packages" >&2
    echo "Going on without; the window or some tests may not start." >&2
}
