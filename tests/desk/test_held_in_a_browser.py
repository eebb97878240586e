"""The rows that wait, in Chromium: decided by keyboard alone, readable for assistive technology."""

from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from axe_playwright_python.async_playwright import Axe
from company_made_up import AT, make_account
from desk_made_up import employee
from django.test import Client
from playwright.async_api import Browser, async_playwright, expect

from meterline.customers.models import HeldRow
from meterline.importing.map_files import map_of
from meterline.importing.registry import import_registry
from meterline.importing.services import Manner
from meterline.payments.models import Payment
from meterline.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LONG = 20_000
"""Milliseconds that a busy machine may need."""

ROWS = (
    "payment;account;t1;amount;payer;given\n"
    "700000000003;999999999;10300;500.00;САТ АНАЙ ОЛЕГОВНА;2026-11-21\n"
    "700000000004;100000001;сто;1.00;ФЁДОРОВА АЛЁНА ПЕТРОВНА;2026-11-21\n"
)


@pytest.fixture
def session(
    transactional_db: None, live_server: Any, settings: Any, tmp_path: Path
) -> dict[str, str]:
    """The cookie of a billing specialist, two rows waiting."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    make_account("100000001", {"single": [10_000, 10_100, 10_200]})
    path = tmp_path / "2460000000_40702810500000000001_015_1126.txt"
    path.write_text(ROWS, encoding="utf-8")
    import_registry(path, AT, Manner("ivanova", columns=map_of({"name": "sberbank"})))
    client = Client()
    client.force_login(employee("petrova", Role.BILLING))
    return {
        "name": "sessionid",
        "value": client.cookies["sessionid"].value,
        "url": str(live_server),
    }


@sync_to_async
def outcome() -> tuple[list[str], int]:
    states = HeldRow.objects.order_by("id").values_list("state", flat=True)
    return list(states), Payment.objects.filter(payment_id="700000000003").count()


async def faults(page: Any) -> list[str]:
    """What axe-core finds fault with."""
    found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    return [one["id"] for one in found.response["violations"]]


async def test_a_row_is_assigned_by_keyboard(session: dict[str, str], chromium: str | None) -> None:
    expect.set_options(timeout=LONG)
    async with async_playwright() as playwright:
        browser: Browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = await browser.new_context(locale="ru-RU", viewport={"width": 360, "height": 780})
        await context.add_cookies([session])  # type: ignore[list-item]
        page = await context.new_page()
        await page.goto(f"{session['url']}/desk/held/")
        assert await faults(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
        await page.get_by_role("link", name="строка 2").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("Лицевой счёт")).to_be_focused()
        await page.keyboard.type("100000001")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="Отнести")).to_be_focused()
        assert await faults(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("отнесена на лицевой счёт")
        await browser.close()
    assert await outcome() == (["assigned", "waiting"], 1)
