"""A program for the browser's tests: the real site, and a robot that follows a small script.

The robot plays a tone of 1,000 Hz, logs the tone that it hears, logs keys, hangs up at `#`.
Prints the site's address and serves until it is ended.
"""

import asyncio
import contextlib
import socket
import sys
import uuid

import aioice.ice
import django
import uvicorn
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from tones import loudest, tone

django.setup()

from meterline.asgi import application  # noqa: E402 - Django must be set up before
from meterline.calls.services import Logged, log_events  # noqa: E402
from meterline.lines.browser import BrowserCarrier  # noqa: E402
from meterline.lines.port import CallerHungUp, KeyPressed, Line, LineClosed  # noqa: E402
from meterline.robot.measures import Measures  # noqa: E402
from meterline.robot.signalling import start_signalling  # noqa: E402

LONGEST_SECONDS = 120


async def note(line: Line, kind: str, **data: object) -> None:
    logged = [Logged(kind, timezone.now(), data)]
    await sync_to_async(log_events)(uuid.UUID(line.key), logged)


async def listen(line: Line) -> None:
    """Log the first steady tone."""
    heard = b""
    while True:
        heard = (heard + line.read())[-8000:]
        if len(heard) == 8000 and (hertz := round(loudest(heard), -1)):
            await note(line, "heard", text=f"тон {hertz:.0f}")
            return
        await asyncio.sleep(0.02)


async def follow(line: Line) -> str:
    async for event in line.events():
        if isinstance(event, KeyPressed):
            line.flush()
            await note(line, "key", key=event.key)
            if event.key == "#":
                await line.hang_up()
        elif isinstance(event, CallerHungUp):
            return "caller_left"
    return "done"


async def script(line: Line) -> None:
    await note(line, "rang", carrier=line.carrier)
    outcome = "gave_up"
    with contextlib.suppress(LineClosed):
        await line.answer()
        await note(line, "said", text=f"Здравствуйте, {line.caller or 'номер скрыт'}")
        line.write(tone(1000, 30))
        listening = asyncio.create_task(listen(line))
        outcome = await follow(line)
        listening.cancel()
    await note(line, "ended", outcome=outcome)


async def main() -> None:
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]
    carrier = BrowserCarrier(script)
    runner = await start_signalling(carrier, 0, Measures().exposition)
    settings.METERLINE_SIGNALLING_URL = f"http://127.0.0.1:{runner.addresses[0][1]}"
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, log_level="warning"))
    sys.stdout.write(f"http://127.0.0.1:{door.getsockname()[1]}/\n")
    sys.stdout.flush()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(server.serve(sockets=[door]), LONGEST_SECONDS)
    await carrier.close()
    await runner.cleanup()


call_command("migrate", verbosity=0)
asyncio.run(main())
