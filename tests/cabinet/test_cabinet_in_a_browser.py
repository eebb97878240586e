"""The cabinet in Chromium: by keyboard alone, on narrow screens, for assistive technology."""

from collections.abc import AsyncIterator, Iterator

import pytest
import time_machine
from asgiref.sync import sync_to_async
from axe_playwright_python.async_playwright import Axe
from cabinet_made_up import consumer, last_code
from company_made_up import AT
from playwright.async_api import Page, async_playwright, expect

from meterline.customers.models import Account
from meterline.readings.models import Reading, Source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LONG = 20_000
"""Milliseconds that a busy machine may need."""

ZONES = {"day": [20_000, 20_200, 20_400], "night": [5_000, 5_100, 5_200]}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """A clock that goes: the browser waits by it."""
    with time_machine.travel(AT, tick=True):
        yield


@pytest.fixture
def site(transactional_db: None, live_server: object) -> str:
    consumer("100000002", **ZONES)
    return f"{live_server}/cabinet/"


@pytest.fixture
async def page(
    request: pytest.FixtureRequest, site: str, chromium: str | None
) -> AsyncIterator[Page]:
    """The first page as a stranger sees it; the test may name width and colours."""
    width, scheme = getattr(request, "param", (1280, "light"))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = await browser.new_context(
            locale="ru-RU",
            viewport={"width": width, "height": 740},
            color_scheme=scheme,
            # The rules are run by a script that the pages' policy would not let in.
            bypass_csp=scheme == "dark",
        )
        page = await context.new_page()
        page.set_default_timeout(LONG)
        await page.goto(site)
        yield page
        await browser.close()


async def sign_in(page: Page) -> None:
    await page.get_by_label("Лицевой счёт").fill("100000002")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Впишите код")
    await page.get_by_label("Код из сообщения").fill(await sync_to_async(last_code)())
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Личный кабинет")


async def test_readings_by_keyboard_alone(page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    await sign_in(page)
    await page.get_by_role("link", name="Передать показания").last.focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("День").focus()
    await page.keyboard.type("5300")
    await page.keyboard.press("Tab")
    await page.keyboard.type("20600")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("зоны перепутаны").first).to_be_visible()
    await page.get_by_label("День").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Показания приняты")
    stored = Reading.objects.filter(source=Source.WEB).order_by("register_id")
    values = await sync_to_async(list)(stored.values_list("value", flat=True))
    assert values == [20_600, 5_300]
    assert complaints == []


async def fit(page: Page) -> list[str]:
    """What is wrong with a page: rules of WCAG 2.2 AA that it breaks, parts that stick out."""
    options = {"runOnly": {"type": "tag", "values": WCAG}}
    found = await Axe().run(page, options=options)
    wrong = [f"{one['id']} {one['nodes'][0]['html']}" for one in found.response["violations"]]
    width = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wrong + ([f"{width} pixels too wide"] if width > 0 else [])


@pytest.mark.parametrize("page", [(320, "dark")], indirect=True)
async def test_pages_are_accessible_and_fit(site: str, page: Page) -> None:
    wrong = {"sign-in": await fit(page)}
    await sign_in(page)
    wrong["overview"] = await fit(page)
    account = await Account.objects.aget(number="100000002")
    for name in ("add", *(f"{account.pk}/{one}" for one in ("readings", "charges", "own"))):
        await page.goto(f"{site}{name}/")
        wrong[name] = await fit(page)
    await page.goto(f"{site}{account.pk}/own/erasure/")
    wrong["erasure"] = await fit(page)
    await page.goto(f"{site}{account.pk}/submit/")
    await page.get_by_label("День").fill("1")
    await page.get_by_label("Ночь").fill("много")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("только цифры")).to_be_visible()
    wrong["submit"] = await fit(page)
    assert {name: found for name, found in wrong.items() if found} == {}
