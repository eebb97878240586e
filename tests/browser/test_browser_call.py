"""Chromium calls over the real site: heard, seen in the log, keys, hang-up, narrow screens."""

import os
import shutil
import subprocess
import sys
import wave
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect
from tones import tone

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
SOURCES = HERE.parents[1] / "src"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
"""The system's browser; None is the one that Playwright has brought."""

FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
]
LONG = 20_000
"""Milliseconds that a busy machine may need."""

HEARD_LEVEL = """() => new Promise(done => {
  const audio = new AudioContext(), analyser = audio.createAnalyser();
  const samples = new Float32Array(analyser.fftSize);
  audio.createMediaStreamSource(document.getElementById("voice").srcObject).connect(analyser);
  const look = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const level = Math.max(...samples.map(Math.abs));
    if (level > 0.05) { clearInterval(look); done(level); }
  }, 50);
})"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the call page of a demo site with a scripted robot and its own database."""
    environment = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "meterline.settings",
        "METERLINE_HOME": str(tmp_path_factory.mktemp("home")),
        "METERLINE_DEMO": "1",
        "PYTHONPATH": f"{SOURCES}{os.pathsep}{HERE}",
    }
    program = [sys.executable, str(HERE / "scripted_site.py")]
    with subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().strip() + "call/"
        process.terminate()
        process.wait(20)


@pytest.fixture
async def page(site: str, tmp_path: Path) -> AsyncIterator[Page]:
    """The call page in a Chromium whose microphone hears 440 Hz."""
    voice = tmp_path / "voice.wav"
    with wave.open(str(voice), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48000)
        file.writeframes(tone(440, 30, 48000))
    flags = [*FLAGS, f"--use-file-for-fake-audio-capture={voice}%noloop"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(LONG)
        await page.goto(site)
        yield page
        await browser.close()


async def dial(page: Page) -> None:
    await page.get_by_role("button", name="Позвонить").click()
    await expect(page.get_by_role("status")).to_have_text("Идёт разговор", timeout=LONG)


async def logged(page: Page, text: str) -> None:
    await expect(page.get_by_role("log")).to_contain_text(text, timeout=LONG)


async def test_call_from_ring_to_hang_up(page: Page) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    assert await page.get_by_role("button", name="7").is_disabled()
    await dial(page)
    await logged(page, "Здравствуйте, номер скрыт")
    assert await page.evaluate(HEARD_LEVEL) > 0.05
    await logged(page, "тон 440")
    await page.get_by_role("button", name="7").click()
    await logged(page, "Клавиша 7")
    await page.keyboard.press("*")
    await logged(page, "Клавиша *")
    await page.get_by_role("button", name="Положить трубку").click()
    await expect(page.get_by_role("status")).to_have_text("Звонок завершён")
    await logged(page, "Вы положили трубку")
    assert complaints == []


async def test_robot_hangs_up_and_the_next_call_has_a_fresh_log(page: Page) -> None:
    await dial(page)
    await page.get_by_role("button", name="решётка").click()
    await expect(page.get_by_role("status")).to_have_text("Звонок завершён", timeout=LONG)
    await logged(page, "Клавиша #")
    await dial(page)
    await logged(page, "Здравствуйте")
    await expect(page.get_by_role("log")).not_to_contain_text("Клавиша #")


async def test_closed_page_ends_the_call(page: Page) -> None:
    async with page.expect_request("**/log") as opened:
        await dial(page)
    await page.goto("about:blank")
    stream = await page.request.get((await opened.value).url, timeout=LONG)
    assert "Вы положили трубку" in await stream.text()


async def test_microphone_that_is_refused_is_told(site: str) -> None:
    async with async_playwright() as playwright:
        flags = [flag for flag in FLAGS if "fake-ui" not in flag]
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*flags, "--deny-permission-prompts"]
        )
        page = await browser.new_page()
        await page.goto(site)
        await page.get_by_role("button", name="Позвонить").click()
        status = page.get_by_role("status")
        await expect(status).to_have_text("Нет доступа к микрофону", timeout=LONG)
        await expect(page.get_by_role("button", name="Позвонить")).to_be_visible()
        await browser.close()


@pytest.mark.parametrize("width", [360, 768, 1280])
async def test_nothing_sticks_out_sideways(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 740})
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
