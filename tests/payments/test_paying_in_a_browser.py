"""Paying in Chromium: by keyboard alone and without JavaScript, to the demo's bank and back."""

from collections.abc import AsyncIterator

import pytest
from asgiref.sync import sync_to_async
from axe_playwright_python.async_playwright import Axe
from company_made_up import make_account
from django.conf import LazySettings
from playwright.async_api import Page, async_playwright, expect

from meterline.customers.models import Account
from meterline.payments.models import OnlinePayment
from meterline.payments.selectors import balance

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LONG = 20_000
"""Milliseconds that a busy machine may need."""


@pytest.fixture
def site(transactional_db: None, live_server: object, settings: LazySettings) -> str:
    """Address of a demo's site with an account."""
    settings.METERLINE_DEMO = True
    make_account("100000001", {"single": [10_000, 10_100, 10_200]})
    return str(live_server)


@pytest.fixture
async def page(chromium: str | None) -> AsyncIterator[Page]:
    """A page of a small telephone, without JavaScript of ours; axe's own needs the policy off."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = await browser.new_context(
            locale="ru-RU", bypass_csp=True, viewport={"width": 360, "height": 740}
        )
        page = await context.new_page()
        page.set_default_timeout(LONG)
        yield page
        await browser.close()


async def fits(page: Page) -> None:
    """No rule of WCAG 2.2 AA is broken, and nothing sticks out."""
    found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    assert [one["id"] for one in found.response["violations"]] == []
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@sync_to_async
def owed() -> int:
    return int(balance(Account.objects.get()))


@sync_to_async
def number() -> str:
    return OnlinePayment.objects.get().number


async def test_a_payment_by_keyboard_alone(site: str, page: Page) -> None:
    heading = page.get_by_role("heading", level=1)
    await page.goto(f"{site}/pay/")
    await expect(page.get_by_label("Лицевой счёт")).to_be_focused()
    await fits(page)
    await page.keyboard.type("100000001")
    await page.keyboard.press("Tab")
    await page.keyboard.type("федорова")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Сумма")).to_be_focused()
    await fits(page)
    await page.keyboard.type("500")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Электронная почта")).to_be_focused()
    await fits(page)
    await page.keyboard.type("payer@example.com")
    await page.keyboard.press("Enter")
    await expect(heading).to_have_text("Демонстрационный банк")
    await expect(page.get_by_role("button", name="Оплатить")).to_be_focused()
    await fits(page)
    await page.keyboard.press("Enter")
    await expect(heading).to_have_text("Оплачено")
    await fits(page)
    assert await number() in await page.locator("main").inner_text()
    assert await owed() == -500


async def test_the_waiting_page_turns_over_by_itself(
    site: str, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meterline.checkout.views.following.REFRESH_SECONDS", 1)
    await page.goto(f"{site}/pay/")
    await page.get_by_label("Лицевой счёт").fill("100000001")
    await page.get_by_label("Фамилия").fill("Фёдорова")
    await page.get_by_role("button", name="Дальше").click()
    await page.get_by_label("Сумма").fill("70")
    await page.get_by_label("Электронная почта").fill("payer@example.com")
    await page.get_by_role("button", name="Перейти к оплате").last.click()
    heading = page.get_by_role("heading", level=1)
    await expect(heading).to_have_text("Демонстрационный банк")
    bank = page.url
    await page.get_by_role("button", name="Банк подумает").click()
    await expect(heading).to_have_text("Ждём ответа банка")
    await fits(page)
    # The bank, in another tab.
    other = await page.context.new_page()
    await other.goto(bank)
    await other.get_by_role("button", name="Отказать").click()
    await expect(heading).to_have_text("Оплата не прошла", timeout=LONG)
    assert await owed() == 0
