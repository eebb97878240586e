"""The board's parts as pieces of HTML, rendered once for all who watch.

What changes with every call is asked for again each half second, what changes slowly less
often. All who watch share one snapshot a process, so the data base is asked as often for a
hundred supervisors as for one.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from meterline.board.deadlines import deadlines
from meterline.board.forecast import expected
from meterline.board.now import calls_now, delays, last_hour
from meterline.health.queues import queues


def _calls(now: datetime) -> dict[str, Any]:
    return {"calls": calls_now(now), "lines": settings.METERLINE_LINES}


def _figures(now: datetime) -> dict[str, Any]:
    return {"delays": delays(now), "queues": queues(now), "hour": last_hour(now)}


def _days(now: datetime) -> dict[str, Any]:
    return {
        "deadlines": [(one, one.left(now)) for one in deadlines(now)],
        "days": expected(now),
        "lines": settings.METERLINE_LINES,
    }


@dataclass(frozen=True)
class Part:
    """A piece of the page: its element's id is its name."""

    name: str
    seconds: float
    facts: Callable[[datetime], dict[str, Any]]

    def render(self) -> str:
        """Its HTML as of now."""
        return render_to_string(f"board/{self.name}.html", self.facts(timezone.now()))


PARTS = (
    Part("calls", 0.5, _calls),
    Part("figures", 5, _figures),
    Part("days", 300, _days),
)


@dataclass
class Snapshot:
    """The pieces as they were rendered last."""

    html: dict[str, str] = field(default_factory=dict)
    _due: dict[str, float] = field(default_factory=dict)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def fresh(self) -> Mapping[str, str]:
        """The pieces, those rendered again whose time has come."""
        async with self._lock:
            for part in PARTS:
                if time.monotonic() >= self._due.get(part.name, 0):
                    self.html[part.name] = await sync_to_async(part.render)()
                    self._due[part.name] = time.monotonic() + part.seconds
        return self.html


def rendered() -> dict[str, str]:
    """All pieces as of now, for a page that is asked for."""
    return {part.name: part.render() for part in PARTS}
