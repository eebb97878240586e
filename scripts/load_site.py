#!/usr/bin/env python3
"""Measures how many readings a second the site takes, with Locust against PostgreSQL.

    python scripts/with_postgres.py python scripts/load_site.py [--accounts N] [--visitors N]
                                                                [--seconds N] [--workers N]

Needs the extra `bench`. Fills the empty database of DATABASE_URL with made-up accounts,
serves the site on a free port of 127.0.0.1, and lets visitors hand over readings page after
page without a pause (load_site_visitors.py). Prints for each page and for whole submissions
how many a second, the median, the 95th and 99th percentile of the time in milliseconds.
"""

import argparse
import csv
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
READY_SECONDS = 60


def main() -> int:
    """Run the whole measurement; its exit status."""
    options = _options()
    if "DATABASE_URL" not in os.environ:
        sys.exit("meterline: DATABASE_URL is not set; see scripts/with_postgres.py")
    with tempfile.TemporaryDirectory(prefix="meterline-load-") as name:
        home = Path(name)
        os.environ |= {"METERLINE_HOME": name, "METERLINE_HTTPS": "0"}
        os.environ.setdefault("METERLINE_DATABASE_POOL", "8")
        accounts = home / "accounts.csv"
        _fill(options.accounts, accounts)
        with _site(options.workers, home) as address:
            return _load(options, address, accounts)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Load test of the public site.")
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--visitors", type=int, default=32, help="visitors at once")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--workers", type=int, default=2, help="processes of the site")
    return parser.parse_args()


def _fill(accounts: int, file: Path) -> None:
    """Make the accounts, and a file with the number and surname of each person's."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meterline.settings")
    import django  # noqa: PLC0415 - the settings read the environment

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - needs Django set up

    call_command("migrate", verbosity=0)
    subprocess.run(
        [sys.executable, "-m", "meterline", "synth", "--accounts", str(accounts)], check=True
    )
    from meterline.customers.models import Account  # noqa: PLC0415

    persons = Account.objects.filter(state="active", customer__kind="person")
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(persons.order_by("?").values_list("number", "customer__name"))


@contextmanager
def _site(workers: int, home: Path) -> Iterator[str]:
    """The site's processes; its address."""
    sys.path.insert(0, str(HERE))
    from with_postgres import free_port  # noqa: PLC0415 - the script beside this one

    port = free_port()
    words = ["uvicorn", "meterline.asgi:application", "--port", str(port)]
    words += ["--workers", str(workers), "--log-level", "warning", "--no-access-log"]
    with (home / "site.log").open("wb") as log:
        site = subprocess.Popen(
            [sys.executable, "-m", *words], stdout=log, stderr=log, start_new_session=True
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, home / "site.log")
            yield address
        finally:
            site.send_signal(signal.SIGTERM)
            _, _, used = os.wait4(site.pid, 0)
            print(
                f"Processor time of the site, start included: {used.ru_utime + used.ru_stime:.1f} s"
            )


def _wait_for(address: str, log: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/readings/", timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"meterline: the site did not start:\n{log.read_text(errors='replace')}")


def _load(options: argparse.Namespace, address: str, accounts: Path) -> int:
    command = [sys.executable, "-m", "locust", "-f", str(HERE / "load_site_visitors.py")]
    command += ["--headless", "--only-summary", "--host", address]
    command += ["--users", str(options.visitors), "--spawn-rate", str(options.visitors)]
    command += ["--run-time", f"{options.seconds}s", "--loglevel", "WARNING"]
    environment = os.environ | {"METERLINE_LOAD_ACCOUNTS": str(accounts)}
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
