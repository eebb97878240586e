"""The board's changes as server-sent events (WHATWG HTML, section 9.2)."""

import asyncio
import json
import time
from collections.abc import AsyncIterator

from meterline.board.snapshot import Snapshot

POLL_SECONDS = 0.5
KEEP_ALIVE_SECONDS = 15.0
LONGEST_SECONDS = 3600.0
"""Browsers connect again by themselves; whoever has lost the right to watch does not come back."""

SHARED = Snapshot()


async def follow(snapshot: Snapshot) -> AsyncIterator[str]:
    """An event `part` with {"name", "html"} for each piece that has changed."""
    began = spoke = time.monotonic()
    shown: dict[str, str] = {}
    yield "retry: 2000\n\n"
    while time.monotonic() - began < LONGEST_SECONDS:
        for name, html in (await snapshot.fresh()).items():
            if shown.get(name) != html:
                shown[name], spoke = html, time.monotonic()
                told = json.dumps({"name": name, "html": html}, ensure_ascii=False)
                yield f"event: part\ndata: {told}\n\n"
        if time.monotonic() - spoke > KEEP_ALIVE_SECONDS:
            spoke = time.monotonic()
            yield ": still here\n\n"
        await asyncio.sleep(POLL_SECONDS)
