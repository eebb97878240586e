"""The review in Chromium: by keyboard alone, without JavaScript, for assistive technology."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from axe_playwright_python.async_playwright import Axe
from company_made_up import make_account, make_branch
from playwright.async_api import Browser, Page, async_playwright, expect
from review_made_up import (
    doubtful,
    employee,
    make_call,
    signed_in,
    slot,
    this_month,
)

from meterline.customers.models import Account
from meterline.review.models import Callback
from meterline.staff.permissions import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LONG = 20_000
"""Milliseconds that a busy machine may need."""

COUNT = 5


@pytest.fixture
def queue(transactional_db: None, live_server: Any, settings: Any) -> dict[str, str]:
    """The address of the site, and the cookie of a reviewer with five readings before him."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    branch = make_branch()
    heard = slot("99000", ("10300", 0.3), ("10310", 0.05))
    for number in range(COUNT):
        account = make_account(f"10000000{number}", {"single": [10_000, 10_100, 10_200]})
        doubtful(account, make_call(branch, heard), single=99_000)
    client = signed_in(employee("ivanova", Role.REVIEWER, branch))
    return {"address": str(live_server), "session": client.cookies["sessionid"].value}


@pytest.fixture
async def browser(chromium: str | None) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        await browser.close()


async def opened(browser: Browser, queue: dict[str, str], **options: Any) -> Page:
    context = await browser.new_context(locale="ru-RU", **options)
    cookie = {"name": "sessionid", "value": queue["session"], "url": queue["address"]}
    await context.add_cookies([cookie])  # type: ignore[list-item]
    page = await context.new_page()
    page.set_default_timeout(LONG)
    expect.set_options(timeout=LONG)
    await page.goto(f"{queue['address']}/review/")
    return page


@sync_to_async
def stored() -> dict[str, list[tuple[str, int, str]]]:
    return {one.number: this_month(one) for one in Account.objects.all()}


@sync_to_async
def called() -> list[str]:
    return list(Callback.objects.values_list("account__number", flat=True))


async def on_screen(page: Page, number: int) -> None:
    await expect(page.locator("[data-stage]")).to_contain_text(f"10000000{number}")


async def test_a_queue_is_worked_off_by_keyboard_alone(
    queue: dict[str, str], browser: Browser
) -> None:
    page = await opened(browser, queue)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    sound = page.locator("[data-stage] audio[data-word]")
    await expect(sound).to_have_js_property("currentTime", 1.1)
    await on_screen(page, 0)
    await page.keyboard.press("1")
    await on_screen(page, 1)
    await page.keyboard.press("2")
    await on_screen(page, 2)
    await expect(page.locator("[data-ahead] [data-item]")).to_have_count(1)
    await page.keyboard.press("c")
    await page.keyboard.type("98000")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Слишком много")
    await page.keyboard.type("10400")
    await page.keyboard.press("Enter")
    await on_screen(page, 3)
    # The letter's key counts, whatever the layout of the keyboard.
    await page.keyboard.press("b")
    await on_screen(page, 4)
    await page.keyboard.press("r")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Проверять нечего")).to_be_visible()
    await expect(page.locator("strong[data-left]")).to_have_text("0")
    said = ("phone", 99_000)
    assert await stored() == {
        "100000000": [(*said, "accepted")],
        "100000001": [(*said, "rejected"), ("clerk", 10_300, "accepted")],
        "100000002": [(*said, "rejected"), ("clerk", 10_400, "accepted")],
        "100000003": [(*said, "under_review")],
        "100000004": [(*said, "rejected")],
    }
    assert await called() == ["100000003"]
    assert [one for one in complaints if "422" not in one] == []


async def test_without_scripts_forms_decide(queue: dict[str, str], browser: Browser) -> None:
    page = await opened(browser, queue, java_script_enabled=False)
    await page.get_by_role("button", name="Верно: 99000").click()
    await expect(page.get_by_role("status").first).to_contain_text("Принято")
    await on_screen(page, 1)
    stage = page.locator("[data-stage]")
    await stage.get_by_label("Показание, как на самом деле").fill("10300")
    await page.keyboard.press("Enter")
    await on_screen(page, 2)
    found = await stored()
    assert found["100000000"] == [("phone", 99_000, "accepted")]
    assert found["100000001"][-1] == ("clerk", 10_300, "accepted")


async def test_the_pages_can_be_used_by_everybody(queue: dict[str, str], browser: Browser) -> None:
    page = await opened(browser, queue, viewport={"width": 360, "height": 800})
    await page.keyboard.press("b")
    await expect(page.locator(".told")).to_contain_text("перезвонить")
    for path in ("/review/", "/review/callbacks/"):
        await page.goto(f"{queue['address']}{path}")
        found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, path
