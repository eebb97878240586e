"""What a robot counts and times, for Prometheus.

Calls are counted from their own logs: what the log does not tell is not counted either.
Names follow Prometheus' rules (base units, `_total` for what only grows).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from typing import Any, Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

ANSWER_SECONDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.3, 1.6, 2.0, 2.5, 4.0)
CALL_SECONDS = (5, 10, 20, 30, 45, 60, 75, 90, 120, 180, 300, 600)
ERRAND_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0)
LATE_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)


class Working(Protocol):
    """A robot, as far as it is watched."""

    @property
    def calls(self) -> int:
        """Calls in progress."""

    @property
    def room(self) -> int | None:
        """Conversations that may begin before callers are asked for a message; None: no limit."""


class Recognising(Protocol):
    """The ears, as far as they are watched."""

    @property
    def waiting(self) -> int:
        """Requests not answered yet."""

    @property
    def pids(self) -> list[int]:
        """Processes that live."""


class Measures:
    """Counters, histograms and gauges of one robot, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._ended = self._counter("calls_ended", "Calls, by how they ended.", "outcome")
        self._failed = self._counter("call_parts_failed", "Parts that failed callers.", "part")
        self._handed = self._counter(
            "transfers", "Calls handed to a person.", "purpose", "answered"
        )
        self._recorded = self._counter("messages_recorded", "Messages left.", "purpose")
        self._stored = self._counter("readings_stored", "Submissions stored in calls.")
        self._heard = self._counter("turns_heard", "Turns understood, by question.", "asked")
        self._silences = self._counter("silences", "Questions that nobody answered.")
        self._reassured = self._counter("reassurances", "Callers told to wait a moment.")
        self._recognition = self._counter(
            "recognition_core_seconds", "Processor time of recognition."
        )
        self._answers = self._histogram(
            "answer_delay_seconds", "From the caller's last sound to the answer.", ANSWER_SECONDS
        )
        self._lasted = self._histogram("call_seconds", "Length of calls.", CALL_SECONDS)
        self._errands = self._histogram(
            "company_seconds", "Questions to the company's data.", ERRAND_SECONDS, "errand"
        )
        self._late = self._histogram("tick_late_seconds", "Lateness of a tick.", LATE_SECONDS)

    def watch_calls(self, robot: Working) -> None:
        """Show how many calls go on and how many may begin."""
        self._gauge("calls_in_progress", "Calls now.", lambda: robot.calls)
        self._gauge("calls_room", "Conversations that may begin; -1: no limit.", _room(robot))

    def watch_recognition(self, ears: Recognising) -> None:
        """Show the recognition's queue and processes."""
        self._gauge("recognition_waiting", "Requests not answered yet.", lambda: ears.waiting)
        self._gauge("recognition_processes", "Processes that live.", lambda: len(ears.pids))

    def exposition(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self._registry)

    def event(self, kind: str, data: Mapping[str, Any]) -> None:
        """Count one line of a call's log."""
        match kind:
            case "said" if "after" in data:
                self._answers.observe(data["after"])
            case "heard":
                self._heard.labels(data.get("asked", "")).inc()
                self._recognition.inc(data["core_seconds"])
            case "silence":
                self._silences.inc()
            case "reassured":
                self._reassured.inc()
            case "stored":
                self._stored.inc()
            case "recording":
                self._recorded.labels(data["purpose"]).inc()
            case "part_failed":
                self._failed.labels(data["part"]).inc()
            case "transferred" | "transfer_failed":
                self._handed.labels(data["purpose"], kind == "transferred").inc()
            case "ended":
                self._ended.labels(data["outcome"]).inc()

    def lasted(self, seconds: float) -> None:
        """A call ended after so long."""
        self._lasted.observe(seconds)

    def late(self, seconds: float) -> None:
        """A tick came so much after its time."""
        self._late.observe(seconds)

    @contextmanager
    def errand(self, name: str) -> Iterator[None]:
        """Time a question to the company's data."""
        began = perf_counter()
        try:
            yield
        finally:
            self._errands.labels(name).observe(perf_counter() - began)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"meterline_{name}", what, labels, registry=self._registry)

    def _histogram(
        self, name: str, what: str, buckets: tuple[float, ...], *labels: str
    ) -> Histogram:
        return Histogram(
            f"meterline_{name}", what, labels, buckets=buckets, registry=self._registry
        )

    def _gauge(self, name: str, what: str, now: Callable[[], float]) -> None:
        Gauge(f"meterline_{name}", what, registry=self._registry).set_function(now)


def _room(robot: Working) -> Callable[[], float]:
    def room() -> float:
        return -1 if robot.room is None else robot.room

    return room
