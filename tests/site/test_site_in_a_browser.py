"""The public pages in Chromium: by keyboard alone, without JavaScript, for assistive technology."""

from collections.abc import AsyncIterator

import pytest
from asgiref.sync import sync_to_async
from axe_playwright_python.async_playwright import Axe
from company_made_up import make_account, make_branch
from playwright.async_api import Browser, Page, Response, async_playwright, expect

from meterline.readings.models import Reading, Source
from meterline.site.models import Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LONG = 20_000
"""Milliseconds that a busy machine may need."""

MOST_BYTES = 100_000


@pytest.fixture
def site(transactional_db: None, live_server: object) -> str:
    """Address of the site, with an account of two zones and an office."""
    make_account("100000001", {"day": [20_000, 20_200, 20_400], "night": [5_000, 5_100, 5_200]})
    Office.objects.create(branch=make_branch(), town="Абакан", address="Ленина, 1", hours="9–18")
    return str(live_server)


@pytest.fixture
async def browser(chromium: str | None) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        await browser.close()


@sync_to_async
def given_online() -> list[int]:
    online = Reading.objects.filter(source=Source.WEB).order_by("register_id")
    return list(online.values_list("value", flat=True))


async def opened(browser: Browser, address: str, **options: object) -> Page:
    context = await browser.new_context(locale="ru-RU", **options)  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(LONG)
    await page.goto(address)
    return page


async def test_readings_by_keyboard_alone(site: str, browser: Browser) -> None:
    complaints: list[str] = []
    page = await opened(browser, f"{site}/")
    page.on("console", lambda message: complaints.append(message.text))
    for _ in range(9):  # to the content, brand, six sections, the first choice
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Лицевой счёт")).to_be_focused()
    await page.keyboard.type("100000001")
    await page.keyboard.press("Tab")
    await page.keyboard.type("федорова")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("День")).to_be_focused()
    await page.keyboard.type("20")
    await page.keyboard.press("Tab")
    # The question comes while the rest is still being typed.
    await expect(page.get_by_text("Эти показания меньше прошлых")).to_be_visible(timeout=LONG)
    await page.keyboard.type("5300")
    await page.keyboard.press("Enter")
    # Enter did not press the question's own button.
    await expect(page.get_by_label("День")).to_be_focused()
    await page.keyboard.press("Control+a")
    await page.keyboard.type("20600")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Показания приняты")
    assert await given_online() == [20_600, 5_300]
    assert complaints == []


async def test_readings_without_javascript(site: str, browser: Browser) -> None:
    page = await opened(browser, f"{site}/readings/", java_script_enabled=False)
    await page.get_by_label("Лицевой счёт").fill("100000001")
    await page.get_by_label("Фамилия").fill("Фёдорова")
    await page.get_by_role("button", name="Дальше").click()
    await page.get_by_label("День").fill("5300")
    await page.get_by_label("Ночь").fill("20600")
    await page.get_by_role("button", name="Передать показания").click()
    await page.get_by_role("button", name="Поменять местами").click()
    await expect(page.get_by_text("Номер обращения")).to_be_visible()
    assert await given_online() == [20_600, 5_300]


async def fit(page: Page, name: str) -> list[str]:
    """What is wrong with a page: rules of WCAG 2.2 AA that it breaks, parts that stick out."""
    options = {"runOnly": {"type": "tag", "values": WCAG}}
    found = await Axe().run(page, options=options)
    wrong = [
        f"{name}: {one['id']} {one['nodes'][0]['html']}" for one in found.response["violations"]
    ]
    width = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wrong + ([f"{name}: {width} pixels too wide"] if width > 0 else [])


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
async def test_pages_are_accessible_and_fit(
    site: str, browser: Browser, width: int, scheme: str
) -> None:
    screen = {"viewport": {"width": width, "height": 740}, "color_scheme": scheme}
    # The rules are run by a script that the pages' policy would not let in.
    page = await opened(browser, f"{site}/", bypass_csp=True, **screen)
    wrong = await fit(page, "/")
    for address in ("/offices/", "/meters/", "/call/", "/readings/"):
        await page.goto(f"{site}{address}")
        wrong += await fit(page, address)
    await page.get_by_label("Лицевой счёт").fill("100000001")
    await page.get_by_role("button", name="Дальше").click()
    await expect(page.get_by_text("Впишите фамилию или номер")).to_be_visible()
    wrong += await fit(page, "a missing name")
    await page.get_by_label("Фамилия").fill("Фёдорова")
    await page.get_by_role("button", name="Дальше").click()
    await page.get_by_label("День").fill("20")
    await page.get_by_role("button", name="Передать показания").click()
    await expect(page).to_have_title("Ошибка: Передать показания: счётчик")
    wrong += await fit(page, "a doubtful value")
    await page.get_by_label("День").fill("20600")
    await page.get_by_label("Ночь").fill("5300")
    await page.get_by_role("button", name="Передать показания").click()
    await expect(page.get_by_text("Номер обращения")).to_be_visible()
    wrong += await fit(page, "the receipt")
    assert wrong == []


async def test_pages_are_light(site: str, browser: Browser) -> None:
    sizes: dict[str, int] = {}

    async def weigh(response: Response) -> None:
        if response.ok:
            sizes[response.url] = len(await response.body())

    heavy = {}
    for address in ("/", "/offices/", "/meters/", "/call/", "/readings/"):
        page = await opened(browser, "about:blank")
        page.on("response", weigh)
        sizes.clear()
        await page.goto(f"{site}{address}", wait_until="networkidle")
        heavy[address] = sum(sizes.values())
    await page.get_by_label("Лицевой счёт").fill("100000001")
    await page.get_by_label("Фамилия").fill("Фёдорова")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("День")).to_be_visible()
    await page.wait_for_load_state("networkidle")
    # What the first page has brought is used again by the second one.
    heavy["/readings/values/"] = sum(sizes.values())
    assert {name: size for name, size in heavy.items() if not 5_000 < size < MOST_BYTES} == {}
