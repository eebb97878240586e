#!/usr/bin/env python3
"""Measures how long a clerk's entry of a reading takes, by keyboard alone, in Chromium.

    python scripts/time_desk.py [--readings N] [--key-ms N]

Needs the extra `test`. Makes up accounts in a data folder of its own, serves the site on a
free port of 127.0.0.1, signs a clerk in and enters readings: the account's number, Enter,
the value, Enter, until the next customer may be typed. `--key-ms` is the pause after each
key: 200 is a slow typist, 0 what the program itself takes. Prints keys and seconds a reading.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from load_site import _site as served

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ACCOUNTS = 2000


def main() -> None:
    """Run the whole measurement."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="meterline-desk-") as name:
        os.environ |= {"METERLINE_HOME": name, "METERLINE_HTTPS": "0"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meterline.settings")
        session, readings = _fill(options.readings)
        with served(1, Path(name)) as address:
            asyncio.run(_enter(address, session, readings, options.key_ms))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Seconds a reading at the desk.")
    parser.add_argument("--readings", type=int, default=30)
    parser.add_argument("--key-ms", type=int, default=200, help="pause after each key")
    return parser.parse_args()


def _fill(count: int) -> tuple[str, list[tuple[str, int]]]:
    """A clerk's session, and accounts of one register with a value that is plausible now."""
    import django  # noqa: PLC0415 - the settings read the environment

    django.setup()
    from django.contrib.auth.models import User  # noqa: PLC0415 - needs Django set up
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from meterline.customers.models import Account  # noqa: PLC0415
    from meterline.readings.accounts import known_account  # noqa: PLC0415
    from meterline.staff.permissions import Role  # noqa: PLC0415
    from meterline.staff.services import grant  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    words = [sys.executable, "-m", "meterline", "synth", "--accounts", str(ACCOUNTS)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    clerk = User.objects.create_user("clerk")
    grant("time_desk", clerk, Role.CLERK, None)
    client = Client()
    client.force_login(clerk)
    found = []
    now = django.utils.timezone.now()
    for account in Account.objects.filter(state="active", meters__automatic=False).distinct():
        registers = list(known_account(account, now).registers.values())
        if len(registers) == 1 and registers[0].history.last is not None:
            value = registers[0].history.last + round(registers[0].history.monthly or 0)
            found.append((account.number, value % 10 ** registers[0].digits))
        if len(found) == count:
            break
    return client.cookies["sessionid"].value, found


async def _enter(address: str, session: str, readings: list[tuple[str, int]], key_ms: int) -> None:
    from playwright.async_api import async_playwright, expect  # noqa: PLC0415 - an extra

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = await browser.new_context()
        cookie = {"name": "sessionid", "value": session, "url": address}
        await context.add_cookies([cookie])  # type: ignore[list-item]
        page = await context.new_page()
        await page.goto(f"{address}/desk/")
        took, keys = [], []
        for number, value in readings:
            begun = time.perf_counter()
            await expect(page.get_by_role("searchbox")).to_be_focused()
            await page.keyboard.type(f"{number}\n", delay=key_ms)
            await expect(page.locator("[data-value]")).to_be_focused()
            await page.keyboard.type(f"{value}\n", delay=key_ms)
            await expect(page.get_by_role("status")).to_contain_text("расписка")
            took.append(time.perf_counter() - begun)
            keys.append(len(f"{number}{value}") + 2)
        await browser.close()
    worst = max(took)
    print(f"readings {len(took)}, keys a reading {statistics.mean(keys):.1f}")
    print(f"seconds a reading: median {statistics.median(took):.2f}, worst {worst:.2f}")


if __name__ == "__main__":
    main()
