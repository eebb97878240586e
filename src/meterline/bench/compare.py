"""Side by side on the same turns: our search, our letters with a public number parser, and
Whisper with the same parser."""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

import numpy as np

from meterline.bench.base import base_of
from meterline.bench.channel import Channel, LineVoice
from meterline.bench.expecting import expectation_of
from meterline.bench.judging import Verdict, judge
from meterline.bench.pack import SAMPLE_RATE, Pack, PackCall, PackTurn
from meterline.bench.parsers import PARSERS, Parse
from meterline.bench.plain_slots import PlainSlots
from meterline.ears.base import CustomerBase
from meterline.ears.greedy import greedy_words
from meterline.ears.port import AcousticModel, Pcm
from meterline.ears.understanding import Understander
from meterline.language.turn import Expectation, Understanding

ROLES = ("account", "account_by_digit", "reading", "yes", "no")
"""Turns in which a transcript and a number parser have a chance."""


class Way(Protocol):
    """One way to understand a turn."""

    def understand(self, pcm: Pcm, expectation: Expectation) -> Understanding:
        """What the turn says."""


class Transcriber(Protocol):
    """Sound to written words."""

    def words(self, pcm: Pcm) -> str:
        """What was said."""


class Ours:
    """The product's own ears."""

    def __init__(self, model: AcousticModel, base: CustomerBase) -> None:
        self._model = model
        self._understander = Understander(base, model.name)

    def understand(self, pcm: Pcm, expectation: Expectation) -> Understanding:
        [(letters, _)] = self._model.forward([pcm], [self._model.start()])
        return self._understander.understand(letters.logp, self._model.frame_seconds, expectation)


class Letters:
    """The likeliest letters of our acoustic model, without search."""

    def __init__(self, model: AcousticModel) -> None:
        self._model = model

    def words(self, pcm: Pcm) -> str:
        [(letters, _)] = self._model.forward([pcm], [self._model.start()])
        return " ".join(word.letters for word in greedy_words(letters.logp))


class Transcribed:
    """A transcript, read by a number parser and plain rules."""

    def __init__(self, transcriber: Transcriber, slots: PlainSlots) -> None:
        self._transcriber = transcriber
        self._slots = slots

    def understand(self, pcm: Pcm, expectation: Expectation) -> Understanding:
        return self._slots.read(self._transcriber.words(pcm), expectation)


@dataclass(frozen=True)
class Asked:
    """One turn to be understood in every way."""

    call: PackCall
    turn: PackTurn
    expectation: Expectation


@dataclass(frozen=True)
class Comparison:
    """What is compared on what."""

    pack: Pack
    base: CustomerBase
    channel: Channel
    turns: int

    @classmethod
    def of(cls, pack: Pack, turns: int, channel: Channel, extra: int = 0) -> "Comparison":
        """`turns` turns spread over the pack, with `extra` made-up customers in the base."""
        return cls(pack, base_of(pack, extra, channel.seed), channel, turns)

    def asked(self) -> list[Asked]:
        """As many of the pack's turns, drawn by the channel's seed, in the pack's order."""
        every = self.every()
        count = min(self.turns, len(every))
        drawn = random.Random(self.channel.seed).sample(range(len(every)), count)
        return [every[at] for at in sorted(drawn)]

    def every(self) -> list[Asked]:
        """All turns of the pack that can be compared."""
        return [
            Asked(call, turn, expectation_of(turn, call.account, self.base))
            for call in self.pack.calls
            for turn in call.turns
            if turn.role in ROLES
        ]

    def parsers(self) -> dict[str, int]:
        """How many of all turns each parser gets right from the pack's written words."""
        every = self.every()
        return {name: self._right(make(), every) for name, make in PARSERS.items()}

    def run(self, ways: dict[str, Way]) -> dict[str, Any]:
        """Figures of each way by role, and its core-seconds."""
        asked = self.asked()
        results = {name: _Result() for name in ways}
        for one, pcm in self._sounds(asked):
            for name, way in ways.items():
                results[name].add(one, way, pcm)
        seconds = sum(one.turn.length for one in asked) / SAMPLE_RATE
        return {
            "turns": len(asked),
            "audio_seconds": seconds,
            "ways": {name: result.figures(seconds) for name, result in results.items()},
        }

    def _right(self, parse: Parse, asked: Sequence[Asked]) -> int:
        slots = PlainSlots(parse, self.base)
        heard = ((one, slots.read(one.turn.text, one.expectation)) for one in asked)
        return sum(judge(one.turn, h, one.call.account) is Verdict.RIGHT for one, h in heard)

    def _sounds(self, asked: Sequence[Asked]) -> Iterator[tuple[Asked, Pcm]]:
        for _, of_call in groupby(asked, key=lambda one: one.call.call):
            turns = list(of_call)
            voice = LineVoice(self.pack, turns[0].call, self.channel)
            for one in turns:
                yield one, (voice.sound(one.turn) / 32768).astype(np.float32)


class _Result:
    """Counts and CPU time of one way."""

    def __init__(self) -> None:
        self._roles: dict[str, dict[str, int]] = {}
        self._seconds = 0.0
        self._turns = 0

    def add(self, one: Asked, way: Way, pcm: Pcm) -> None:
        began = time.process_time()
        heard = way.understand(pcm, one.expectation)
        self._seconds += time.process_time() - began
        self._turns += 1
        verdict = judge(one.turn, heard, one.call.account)
        counts = self._roles.setdefault(
            one.turn.role, {"n": 0, "right": 0, "wrong": 0, "asked": 0, "confirm_right": 0}
        )
        counts["n"] += 1
        counts["confirm_right"] += verdict is Verdict.CONFIRM
        known = verdict in (Verdict.RIGHT, Verdict.WRONG)
        counts[verdict.value if known else "asked"] += 1

    def figures(self, audio_seconds: float) -> dict[str, Any]:
        return {
            "by_role": dict(sorted(self._roles.items())),
            "core_seconds_per_turn": self._seconds / max(1, self._turns),
            "core_seconds_per_audio_second": self._seconds / audio_seconds,
        }


def compare(comparison: Comparison, model: AcousticModel, whisper: Transcriber) -> dict[str, Any]:
    """The three ways in one run; the parser is the one that reads the pack's words best."""
    parsers = comparison.parsers()
    best = max(parsers, key=lambda name: parsers[name])
    slots = PlainSlots(PARSERS[best](), comparison.base)
    figures = comparison.run(
        {
            "meterline": Ours(model, comparison.base),
            f"letters + {best}": Transcribed(Letters(model), slots),
            f"Whisper base + {best}": Transcribed(whisper, slots),
        }
    )
    words = {"turns": len(comparison.every()), **parsers}
    return {"parsers_right_from_words": words, **figures}
