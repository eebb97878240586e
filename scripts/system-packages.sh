#!/bin/sh
# Installs what the tests need of Debian or Ubuntu: PostgreSQL, sipp, zbar and, on Debian, Chromium.
# Without the right to install it prints the one command and ends with status 2.
set -eu

missing=
needs() { missing="$missing $1"; }
has() { command -v "$1" >/dev/null 2>&1; }

has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || needs postgresql
has dovecot || [ -x /usr/sbin/dovecot ] || needs dovecot-imapd
has sipp || needs sip-tester
has promtool || needs prometheus
has chromium || has google-chrome || grep -q '^ID=ubuntu' /etc/os-release || needs chromium
ldconfig -p 2>/dev/null | grep -q libzbar || ls /usr/lib/*/libzbar.so.0 >/dev/null 2>&1 || needs libzbar0
[ -n "$missing" ] || exit 0

become=
if [ "$(id -u)" -ne 0 ]; then
    become=sudo
    if ! has sudo || ! sudo -n true 2>/dev/null; then
        echo "meterline: the tests need system packages. Install them and run the command again:" >&2
        echo "    sudo apt-get install -y --no-install-recommends$missing" >&2
        exit 2
    fi
fi
export DEBIAN_FRONTEND=noninteractive
# The lists that are there may be good enough; if not, the installation says so.
$become apt-get update -q || true
# The words of $missing are package names.
# shellcheck disable=SC2086
$become apt-get install -y -q --no-install-recommends $missing || {
    echo "meterline: apt could not install:$missing" >&2
    exit 2
}
