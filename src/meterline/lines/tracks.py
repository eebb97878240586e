"""Captured datagrams as calls: two tracks of sound, and how long an answer took."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from meterline.lines.port import SAMPLE_RATE
from meterline.lines.rtp import Datagram, Samples, decode, parse_rtp

_NEW_CALL_AFTER = 1.0
"""Seconds without a packet after which the same two ports are taken to be another call."""

_DRIFT_SAMPLES = SAMPLE_RATE * 40 // 1000
"""A packet up to 40 ms off its place is jitter and follows the one before; else it is a gap."""


@dataclass(frozen=True)
class CapturedCall:
    """One call: two tracks of 8 kHz samples that begin at the same moment."""

    began: float
    """Arrival of its first packet, seconds since the epoch."""
    robot_port: int
    caller_port: int
    caller: Samples
    robot: Samples

    def answer_delays(self) -> list[float]:
        """Seconds from each end of the caller's sound to the robot's next sound.

        What the caller says on while the robot speaks (barge-in) has no answer and is left
        out, as is a last word that nothing follows.
        """
        return answer_delays(sounds(self.caller), sounds(self.robot))


def split_calls(datagrams: Sequence[Datagram], robot_ports: range) -> list[CapturedCall]:
    """Datagrams in order of arrival, as calls: one for each pair of ports and silence between."""
    pairs: dict[tuple[int, int], list[Datagram]] = defaultdict(list)
    for datagram in datagrams:
        if parse_rtp(datagram.payload) is not None:
            pairs[_ports(datagram, robot_ports)].append(datagram)
    calls = [_call(ports, part) for ports, together in pairs.items() for part in _parts(together)]
    return sorted(calls, key=lambda call: call.began)


def track(datagrams: Iterable[Datagram], began: float) -> Samples:
    """G.711 audio of one direction, placed by arrival; silence where nothing arrived.

    A packet begins at its arrival: from then on the other side can play it.
    """
    placed: list[tuple[int, Samples]] = []
    end = 0
    for datagram in datagrams:
        packet = parse_rtp(datagram.payload)
        samples = decode(packet) if packet is not None else None
        if samples is None:
            continue
        place = round((datagram.at - began) * SAMPLE_RATE)
        if abs(place - end) > _DRIFT_SAMPLES:
            end = max(end, place)
        placed.append((end, samples))
        end += len(samples)
    out = np.zeros(end, np.int16)
    for start, samples in placed:
        out[start : start + len(samples)] = samples
    return out


def sounds(samples: Samples, level: int = 256, pause: float = 0.3) -> list[tuple[float, float]]:
    """Stretches of sound in seconds (begin, end): peaks from `level`, joined over `pause` s."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) >= level)
    if not loud.size:
        return []
    cuts = np.flatnonzero(np.diff(loud) > pause * SAMPLE_RATE)
    begins = np.concatenate((loud[:1], loud[cuts + 1]))
    ends = np.concatenate((loud[cuts], loud[-1:])) + 1
    return [(int(b) / SAMPLE_RATE, int(e) / SAMPLE_RATE) for b, e in zip(begins, ends, strict=True)]


def answer_delays(
    caller: Sequence[tuple[float, float]], robot: Sequence[tuple[float, float]]
) -> list[float]:
    """Seconds from the end of each caller's stretch to the robot's next begin.

    Only where the robot is silent when the caller ends and begins before the caller goes on.
    """
    delays = []
    for index, (_, end) in enumerate(caller):
        goes_on = caller[index + 1][0] if index + 1 < len(caller) else float("inf")
        if any(begin <= end < until for begin, until in robot):
            continue
        answer = min((begin for begin, _ in robot if begin > end), default=None)
        if answer is not None and answer < goes_on:
            delays.append(answer - end)
    return delays


def _ports(datagram: Datagram, robot_ports: range) -> tuple[int, int]:
    source, target = datagram.source[1], datagram.target[1]
    return (source, target) if source in robot_ports else (target, source)


def _parts(datagrams: Sequence[Datagram]) -> list[list[Datagram]]:
    parts: list[list[Datagram]] = []
    last = float("-inf")
    for datagram in datagrams:
        if datagram.at - last > _NEW_CALL_AFTER:
            parts.append([])
        parts[-1].append(datagram)
        last = datagram.at
    return parts


def _call(ports: tuple[int, int], datagrams: Sequence[Datagram]) -> CapturedCall:
    robot_port, caller_port = ports
    began = datagrams[0].at
    from_robot = [each for each in datagrams if each.source[1] == robot_port]
    from_caller = [each for each in datagrams if each.source[1] == caller_port]
    return CapturedCall(
        began, robot_port, caller_port, track(from_caller, began), track(from_robot, began)
    )
