"""A call's log on the terminal, line by line as it is written."""

import asyncio

import typer

from meterline.calls.models import CallEvent
from meterline.console.wording import Entry, entry

POLL_SECONDS = 0.3

WHO = {"robot": "Робот", "caller": "Абонент", "company": "База", "line": "Линия"}


async def print_log(key: str) -> None:
    """Follow the call `key` until its log says that it has ended."""
    after, ended = -1, False
    while not ended:
        await asyncio.sleep(POLL_SECONDS)
        new = CallEvent.objects.filter(call_id=key, sequence__gt=after).order_by("sequence")
        async for event in new:
            after = event.sequence
            ended = event.kind == "ended"
            if shown := entry(event.kind, event.data):
                typer.echo(f"{event.at.astimezone():%H:%M:%S} {_line(shown)}")


def _line(shown: Entry) -> str:
    slots = [f"{slot.label} {slot.value} {_sure(slot.probability)}" for slot in shown.slots]
    told = [shown.text, *slots, *shown.notes]
    return f"{WHO.get(shown.who, shown.who):8} " + "; ".join(part.strip() for part in told if part)


def _sure(probability: int | None) -> str:
    return "" if probability is None else f"({probability} %)"
