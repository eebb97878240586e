#!/bin/sh
# Debian packages Chromium. Ubuntu has it as a snap only, which cannot be driven from here:
# there Playwright brings its own.
set -eu
if command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; then
    exit 0
fi
.venv/bin/python -m playwright install --with-deps chromium
