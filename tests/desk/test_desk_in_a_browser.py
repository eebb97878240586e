"""The desk in Chromium: by keyboard alone, without JavaScript, for assistive technology."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from axe_playwright_python.async_playwright import Axe
from company_made_up import make_account, make_branch
from desk_made_up import employee
from django.test import Client
from playwright.async_api import Browser, Page, async_playwright, expect

from meterline.readings.models import Reading
from meterline.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LONG = 20_000
"""Milliseconds that a busy machine may need."""


class Keys:
    """A keyboard that counts what is pressed."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.pressed = 0

    async def __call__(self, typed: str, *then: str) -> None:
        """Type some characters, then press keys."""
        await self._page.keyboard.type(typed)
        for key in then:
            await self._page.keyboard.press(key)
        self.pressed += len(typed) + len(then)


@pytest.fixture
def desk(transactional_db: None, live_server: Any, settings: Any) -> dict[str, str]:
    """The address of the desk, and the cookie of a clerk of its branch."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    make_account("100000001", {"single": [10_000, 10_100, 10_200]})
    zones = {"day": [20_000, 20_200, 20_400], "night": [5_000, 5_100, 5_200]}
    make_account("100000002", zones, name="Петров Пётр Ильич")
    client = Client()
    client.force_login(employee("ivanova", Role.CLERK, make_branch()))
    return {"address": str(live_server), "session": client.cookies["sessionid"].value}


@pytest.fixture
async def browser(chromium: str | None) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        await browser.close()


async def opened(browser: Browser, desk: dict[str, str], path: str, **options: Any) -> Page:
    context = await browser.new_context(locale="ru-RU", **options)
    cookie = {"name": "sessionid", "value": desk["session"], "url": desk["address"]}
    await context.add_cookies([cookie])  # type: ignore[list-item]
    page = await context.new_page()
    page.set_default_timeout(LONG)
    expect.set_options(timeout=LONG)
    await page.goto(f"{desk['address']}{path}")
    return page


@sync_to_async
def stored() -> list[int]:
    entered = Reading.objects.filter(source="clerk").order_by("pk")
    return list(entered.values_list("value", flat=True))


async def test_readings_of_customers_one_after_another_by_keyboard_alone(
    desk: dict[str, str], browser: Browser
) -> None:
    page = await opened(browser, desk, "/desk/")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    keys = Keys(page)
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await keys("100000001", "Enter")
    await expect(page.get_by_label("Показание")).to_be_focused()
    await keys("10300", "Enter")
    await expect(page.get_by_role("status")).to_contain_text("Принято, расписка")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await page.wait_for_load_state()
    # Nothing but the account, the value, and Enter after each.
    assert keys.pressed == len("100000001") + len("10300") + 2
    await keys("пётр ильич", "Enter")
    await expect(page.get_by_label("День")).to_be_focused()
    await keys("20600", "Enter")
    await expect(page.get_by_label("Ночь")).to_be_focused()
    await keys("53005", "Enter")
    await expect(page.get_by_role("alert")).to_contain_text("без неё 5300")
    await expect(page.get_by_label("Ночь")).to_be_focused()
    await keys("", "Tab", "Enter")
    await expect(page.get_by_role("status")).to_contain_text("20600, ночь 5300")
    assert await stored() == [10_300, 20_600, 5_300]
    assert complaints == []


async def test_a_customer_is_chosen_by_arrows_and_left_by_escape(
    desk: dict[str, str], browser: Browser
) -> None:
    page = await opened(browser, desk, "/desk/")
    keys = Keys(page)
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await keys("щетинкина", "Enter")
    await expect(page.get_by_role("link", name="100000001")).to_be_focused()
    await keys("", "ArrowDown", "Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Петров Пётр Ильич")
    await page.wait_for_load_state()
    await keys("", "Escape")
    await expect(page.get_by_role("searchbox")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
async def test_a_paper_list_is_entered_row_by_row(
    desk: dict[str, str], browser: Browser, scripts: bool
) -> None:
    page = await opened(browser, desk, "/desk/batch/", java_script_enabled=scripts)
    keys = Keys(page)
    onward = "Enter" if scripts else "Tab"
    first = page.get_by_label("Лицевой счёт, строка 1", exact=True)
    await expect(first).to_be_focused()
    await keys("100000001", onward)
    await keys("10300", "Enter")
    await expect(page.get_by_text("Записано строк: 1")).to_be_visible()
    await expect(first).to_be_focused()
    await keys("100000002", onward)
    await keys("20600", "Tab")
    await keys("530", "Enter")
    await expect(page.get_by_text("Меньше прежнего: было 5200")).to_be_visible()
    assert await stored() == [10_300]
    await expect(first).to_be_focused()
    await keys("", "Tab", "Tab")
    await keys("5300", "Enter")
    await expect(page.get_by_text("20600, 5300 — расписка")).to_be_visible()
    assert await stored() == [10_300, 20_600, 5_300]


async def test_without_scripts_the_server_leads_from_field_to_field(
    desk: dict[str, str], browser: Browser
) -> None:
    page = await opened(browser, desk, "/desk/", java_script_enabled=False)
    keys = Keys(page)
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await keys("100000002", "Enter")
    await expect(page.get_by_label("День")).to_be_focused()
    await keys("20600", "Enter")
    await expect(page.get_by_label("Ночь")).to_be_focused()
    await keys("5300", "Enter")
    await expect(page.get_by_role("status")).to_contain_text("Принято, расписка")
    assert await stored() == [20_600, 5_300]


async def test_the_pages_can_be_used_by_everybody(desk: dict[str, str], browser: Browser) -> None:
    size = {"width": 360, "height": 800}
    page = await opened(browser, desk, "/desk/", viewport=size)
    for path in (
        "/desk/?q=щетинкина",
        "/desk/accounts/100000002/",
        "/desk/accounts/100000002/payment/",
        "/desk/batch/",
        "/desk/scan/",
        "/staff/",
    ):
        await page.goto(f"{desk['address']}{path}")
        found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, path
