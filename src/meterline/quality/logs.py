"""A call's log as figures. Pure: it asks no data base."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median_low
from typing import Any

from meterline.quality.steps import ANSWERED, OF_KIND, OF_STAGE, STAGES

Event = tuple[str, Mapping[str, Any]]
"""Kind and data of one line of a log."""

SLOTS = {
    "account": "account",
    "account_by_digit": "account",
    "reading": "reading",
    "reading_by_digit": "reading",
    "name": "name",
}
"""What was asked → the slot that it is about; other questions count no repeats."""


@dataclass(frozen=True)
class Told:
    """What a log tells. Delays are hundredths of a second, None where nobody was answered."""

    version: str
    stage: str
    reached: int
    turns: int
    again: Mapping[str, int] = field(default_factory=dict)
    delay_median: int | None = None
    delay_most: int | None = None
    linked: bool = False
    stored: bool = False
    transferred: bool = False


def told_by(events: Sequence[Event]) -> Told:
    """The figures of a whole log, in its order."""
    delays = [round(100 * data["after"]) for kind, data in events if "after" in data]
    heard = [data for kind, data in events if kind == "heard"]
    said = [data for kind, data in events if kind == "said"]
    kinds = {kind for kind, _ in events}
    return Told(
        version=str(_first(events, "rang").get("version") or "")[:20],
        stage=_stage(said[-1].get("stage")) if said else "",
        reached=_reached(events),
        turns=len(heard),
        again=_again(heard),
        delay_median=median_low(delays) if delays else None,
        delay_most=max(delays, default=None),
        linked=bool(_first(events, "opened").get("linked")),
        stored="stored" in kinds,
        transferred="transferred" in kinds,
    )


def _first(events: Iterable[Event], wanted: str) -> Mapping[str, Any]:
    return next((data for kind, data in events if kind == wanted), {})


def _stage(told: object) -> str:
    """A stage that has a name here, else none."""
    return told if isinstance(told, str) and told in STAGES else ""


def _reached(events: Iterable[Event]) -> int:
    steps = (
        OF_STAGE.get(data.get("stage", ""), ANSWERED)
        if kind == "said"
        else OF_KIND.get(kind, ANSWERED)
        for kind, data in events
    )
    return max(steps, default=ANSWERED)


def _again(heard: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How often the question before was put again, by slot."""
    counted = dict.fromkeys(("account", "reading", "name"), 0)
    for before, after in pairwise(map(_question, heard)):
        if before == after and before[0]:
            counted[before[0]] += 1
    return counted


def _question(heard: Mapping[str, Any]) -> tuple[str, object]:
    """Slot and register: the readings of two meters are two questions."""
    slot = SLOTS.get(heard.get("asked", ""), "")
    return slot, (heard.get("meter"), heard.get("zones")) if slot == "reading" else None
