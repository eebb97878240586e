"""The door through which the web site hands browsers' calls to the robot.

A small HTTP server on the loopback interface: the browser talks to the site, the site to
this server, and only the call's media goes to the robot directly.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from meterline.lines.browser import BrowserCarrier, CarrierBusy, OfferRefused

LOOPBACK = "127.0.0.1"

OFFER_BYTES = 64 * 1024
"""Largest request taken; a browser's audio offer has about 4 KB."""

PHONE = re.compile(r"\+?[0-9]{3,15}")
"""A caller's number (E.164, plus sign optional)."""

Exposition = Callable[[], bytes]

CARRIER = web.AppKey("carrier", BrowserCarrier)
EXPOSITION: web.AppKey[Exposition] = web.AppKey("exposition")


def signalling_app(carrier: BrowserCarrier, exposition: Exposition) -> web.Application:
    """The HTTP application in front of `carrier`.

    `POST /offer` takes JSON {"sdp": offer, "caller": number or null} and answers
    {"sdp": answer, "type": "answer", "key": the call's id}, or 400 (not an offer),
    413 (too large), 415 (not JSON), 503 (busy). `GET /health` answers
    {"calls": going on, "room": whether one more is taken}, `GET /metrics` the figures of the
    whole robot in Prometheus' text format.
    """
    app = web.Application(client_max_size=OFFER_BYTES)
    app[CARRIER] = carrier
    app.router.add_post("/offer", _offer)
    app.router.add_get("/health", _health)
    app[EXPOSITION] = exposition
    app.router.add_get("/metrics", _metrics)
    return app


async def start_signalling(
    carrier: BrowserCarrier, port: int, exposition: Exposition
) -> web.AppRunner:
    """Serve on 127.0.0.1 until `await runner.cleanup()`. Raises OSError if the port is taken."""
    runner = web.AppRunner(signalling_app(carrier, exposition), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, LOOPBACK, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner


async def _offer(request: web.Request) -> web.Response:
    # Other sites' pages in a browser on this machine could post plain text here, but not
    # JSON: that takes a preflight, which this server does not answer.
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    sdp, caller = _fields(await request.text())
    try:
        answer = await request.app[CARRIER].offer(sdp, caller)
    except OfferRefused as refusal:
        raise web.HTTPBadRequest(text=str(refusal)) from refusal
    except CarrierBusy as busy:
        raise web.HTTPServiceUnavailable(text="busy", headers={"Retry-After": "30"}) from busy
    return web.json_response({"sdp": answer.sdp, "type": "answer", "key": answer.key})


def _fields(text: str) -> tuple[str, str | None]:
    try:
        body: Any = json.loads(text)
    except ValueError as error:
        raise web.HTTPBadRequest(text="not JSON") from error
    sdp = body.get("sdp") if isinstance(body, dict) else None
    if not isinstance(sdp, str):
        raise web.HTTPBadRequest(text="sdp is missing")
    caller = body.get("caller")
    if caller is not None and not (isinstance(caller, str) and PHONE.fullmatch(caller)):
        raise web.HTTPBadRequest(text="caller is not a number")
    return sdp, caller


async def _health(request: web.Request) -> web.Response:
    carrier = request.app[CARRIER]
    return web.json_response({"calls": carrier.calls, "room": carrier.has_room})


async def _metrics(request: web.Request) -> web.Response:
    body = request.app[EXPOSITION]()
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})
