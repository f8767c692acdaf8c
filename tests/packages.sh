#!/bin/sh
# What the tests need beside Python: Graphviz's dot, a Chromium, and fonts. As root on Debian (a fresh container, CI) what
# is missing is installed; anywhere else it is named, and the tests that need it fail with the cure.
set -eu

missing() {
    command -v dot >/dev/null || echo graphviz
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
        echo chromium
    if [ -d /usr/share/fonts ]; then
        [ -e /usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf ] || echo fonts-dejavu
        [ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || echo fonts-noto-cjk
    fi
}

packages=$(missing)
[ -n "$packages" ] || exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "from Debian:" $packages
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $packages
else
    echo "The tests of pictures need these, by the names of Debian's packages:" $packages >&2
fi
