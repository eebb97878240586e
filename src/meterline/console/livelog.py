"""A call's log as a stream of server-sent events (WHATWG HTML, section 9.2)."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from django.utils import timezone

from meterline.calls.models import CallEvent
from meterline.console.wording import entry

POLL_SECONDS = 0.3
KEEP_ALIVE_SECONDS = 15.0
"""A comment this often keeps proxies from closing a quiet stream."""

LONGEST_SECONDS = 30 * 60.0
"""No call lasts longer; a stream whose call never ends is closed."""

END = "event: end\ndata: {}\n\n"


async def follow(call: UUID, after: int) -> AsyncIterator[str]:
    """The call's events with a sequence above `after`, as they are written, until it ends."""
    started = spoke = time.monotonic()
    yield "retry: 1000\n\n"
    while time.monotonic() - started < LONGEST_SECONDS:
        news = CallEvent.objects.filter(call_id=call, sequence__gt=after)
        async for event in news.order_by("sequence"):
            after = event.sequence
            if message := _message(event):
                spoke = time.monotonic()
                yield message
            if event.kind == "ended":
                yield END
                return
        if time.monotonic() - spoke > KEEP_ALIVE_SECONDS:
            spoke = time.monotonic()
            yield ": still here\n\n"
        await asyncio.sleep(POLL_SECONDS)


def _message(event: CallEvent) -> str | None:
    shown = entry(event.kind, event.data)
    if shown is None:
        return None
    time_of_day = timezone.localtime(event.at).strftime("%H:%M:%S")
    body: dict[str, Any] = {"time": time_of_day, **shown.as_json()}
    return f"id: {event.sequence}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n"
