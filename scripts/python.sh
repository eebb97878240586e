#!/bin/sh
# Prints the newest Python from 3.11 to 3.13 that can make a virtual environment, or says what to install.
set -eu
found=
for python in python3.13 python3.12 python3.11 python3; do
    command -v "$python" >/dev/null 2>&1 || continue
    "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || continue
    found=$python
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        command -v "$python"
        exit 0
    fi
done
if [ -n "$found" ]; then
    echo "meterline: $found cannot make virtual environments. Install that part and run the command again:" >&2
    echo "    apt-get install -y python3-venv" >&2
else
    echo "meterline: Python 3.11, 3.12 or 3.13 is needed. Install it and run the command again:" >&2
    echo "    apt-get install -y python3 python3-venv" >&2
fi
exit 2
