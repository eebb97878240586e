"""The figures of a bench of calls: arithmetic over its calls, JSON and a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from rich.table import Table

from meterline.bench.delays import Delay

PHONES = {
    "known_phones": "known phones that called before",
    "known_phones_first": "known phones, first call",
    "others": "other phones",
}
"""How callers' phones differ in what they are asked for."""


class Stored(StrEnum):
    """What of a call's values is in the ledger afterwards."""

    RIGHT = "right"
    WRONG = "wrong"
    NOT = "not"


@dataclass(frozen=True)
class CallResult:
    """One call as it ended."""

    call: int
    stored: Stored
    without_person: bool
    seconds: float
    to_receipt: float | None = None
    """Seconds from the key 7 to the receipt number, where both were there."""
    known_phone: bool = False
    """Whether the phone was linked to the account when the call came."""
    called_before: bool = False
    dead_air: float = 0.0
    """The longest time in seconds in which the caller waited for the robot to speak."""
    delays: tuple[Delay, ...] = ()
    story: tuple[str, ...] = field(default=(), repr=False)
    """What robot and caller said and heard, in order."""


@dataclass(frozen=True)
class Measured:
    """What was measured of all calls together."""

    cpu_seconds: float
    """Of the robot and its workers."""
    clock: str
    """Where delays were taken: `wire`, or `none` where packets may not be read."""
    late_ms: float | None
    """99 % of the time the bench's own callers were at most so late."""


def stored(truth: dict[Any, int], rows: dict[Any, int]) -> Stored:
    """What a call stored, by register; a wrong or a foreign value makes the call wrong."""
    if any(truth.get(register) != value for register, value in rows.items()):
        return Stored.WRONG
    return Stored.RIGHT if rows and rows.keys() == truth.keys() else Stored.NOT


def figures(results: Sequence[CallResult], measured: Measured) -> dict[str, Any]:
    """The JSON of `bench calls`: the agreed keys, and beside them what explains them."""
    complete = [d.seconds for r in results for d in r.delays if d.complete]
    every = [d.seconds for r in results for d in r.delays]
    return {
        "calls": len(results),
        "without_person": sum(r.without_person for r in results),
        "stored_right": _count(results, Stored.RIGHT),
        "stored_wrong": _count(results, Stored.WRONG),
        "not_stored": _count(results, Stored.NOT),
        "seconds_p50": percentile([r.seconds for r in results], 50),
        "answer_delay_ms": _delay(complete),
        "robot_cpu_seconds_per_call": measured.cpu_seconds / len(results) if results else None,
        "answer_delay_all_turns_ms": _delay(every),
        "answer_delays": len(complete),
        "answer_delay_clock": measured.clock,
        "callers_late_ms_p99": measured.late_ms,
        "key_to_receipt_seconds_p50": _to_receipt(results),
        "key_to_receipt_known_phones": _receipts(
            [r for r in results if r.known_phone and r.called_before]
        ),
        "key_to_receipt_known_phones_first": _receipts(
            [r for r in results if r.known_phone and not r.called_before]
        ),
        "key_to_receipt_others": _receipts([r for r in results if not r.known_phone]),
        "dead_air_seconds_max": max((r.dead_air for r in results), default=None),
        "seconds_p95": percentile([r.seconds for r in results], 95),
        "each": [_details(result) for result in results],
    }


def _to_receipt(results: Sequence[CallResult]) -> float | None:
    return percentile([r.to_receipt for r in results if r.to_receipt is not None], 50)


def _receipts(results: Sequence[CallResult]) -> dict[str, float | int | None]:
    """The calls in which a receipt was told, and how soon."""
    told = sum(r.to_receipt is not None for r in results)
    return {"calls": told, "seconds_p50": _to_receipt(results)}


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The percentile by linear interpolation; None of nothing."""
    return float(np.percentile(values, percent)) if values else None


def table(figures: dict[str, Any]) -> Table:
    """The figures for people."""
    shown = Table("figure", "value", title="bench calls")
    delay = figures["answer_delay_ms"]
    rows = {
        "calls": figures["calls"],
        "done without a person": figures["without_person"],
        "stored right": figures["stored_right"],
        "stored wrong": figures["stored_wrong"],
        "not stored": figures["not_stored"],
        "seconds a call, median": figures["seconds_p50"],
        f"answer delay, median, ms ({figures['answer_delay_clock']})": delay["p50"],
        "answer delay, 95 %, ms": delay["p95"],
        **{
            f"key 7 to receipt, {who}, median, s": figures[f"key_to_receipt_{key}"]["seconds_p50"]
            for key, who in PHONES.items()
        },
        "longest dead air, s": figures["dead_air_seconds_max"],
        "robot's CPU seconds a call": figures["robot_cpu_seconds_per_call"],
    }
    for name, value in rows.items():
        shown.add_row(name, _shown(value))
    return shown


def _details(result: CallResult) -> dict[str, Any]:
    return {
        "call": result.call,
        "stored": result.stored.value,
        "without_person": result.without_person,
        "seconds": round(result.seconds, 1),
        "to_receipt": result.to_receipt and round(result.to_receipt, 1),
        "known_phone": result.known_phone,
        "called_before": result.called_before,
        "dead_air": round(result.dead_air, 2),
        "delays_ms": [
            {"role": d.role, "ms": round(1000 * d.seconds), "complete": d.complete}
            for d in result.delays
        ],
        "story": list(result.story),
    }


def _count(results: Sequence[CallResult], kind: Stored) -> int:
    return sum(result.stored is kind for result in results)


def _delay(seconds: Sequence[float]) -> dict[str, float | None]:
    milliseconds = [1000 * each for each in seconds]
    return {"p50": percentile(milliseconds, 50), "p95": percentile(milliseconds, 95)}


def _shown(value: float | int | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1f}" if isinstance(value, float) else str(value)
