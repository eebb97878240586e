"""Single turns of a pack, each decided alone, without SIP: right, wrong as sure, or asked."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from meterline.bench.base import base_of
from meterline.bench.degrade import a_law, add_noise
from meterline.bench.expecting import expectation_of
from meterline.bench.judging import Verdict, judge
from meterline.bench.pack import SAMPLE_RATE, Pack, PackCall, PackTurn
from meterline.ears.base import CustomerBase
from meterline.ears.port import AcousticModel, Pcm
from meterline.ears.understanding import Understander
from meterline.language.turn import Understanding


@dataclass(frozen=True)
class Line:
    """How the callers' sound is degraded; the same seed, the same sound."""

    noise_db: float | None = None
    codec: bool = False
    seed: int = 1

    def degrade(self, pcm: Pcm, turn: int) -> Pcm:
        """The turn's audio as it would arrive."""
        if self.noise_db is not None:
            chance = np.random.default_rng((self.seed, turn))
            pcm = add_noise(pcm, self.noise_db, chance)
        return a_law(pcm) if self.codec else pcm


@dataclass(frozen=True)
class Judged:
    """One turn with what was heard."""

    call: PackCall
    turn: PackTurn
    heard: Understanding
    verdict: Verdict


def judged(pack: Pack, model: AcousticModel, base: CustomerBase, line: Line) -> Iterator[Judged]:
    """Every turn of the pack, understood and judged."""
    understander = Understander(base, model.name)
    number = 0
    for call in pack.calls:
        for turn in call.turns:
            number += 1
            pcm = line.degrade(pack.samples(turn).astype(np.float32) / 32768.0, number)
            [(letters, _)] = model.forward([pcm], [model.start()])
            expectation = expectation_of(turn, call.account, base)
            heard = understander.understand(letters.logp, model.frame_seconds, expectation)
            yield Judged(call, turn, heard, judge(turn, heard, call.account))


def evaluate(
    pack: Pack,
    model: AcousticModel,
    extra: int = 0,
    line: Line = Line(),
) -> dict[str, Any]:
    """The figures of a pack: `turns`, `by_role`, `core_seconds_per_audio_second`.

    `wrong` is a wrong value taken as sure, `asked` everything that the robot would ask
    about; `confirm_right` of these were offered for confirmation with the right value.
    """
    base = base_of(pack, extra, line.seed)
    roles: dict[str, dict[str, int]] = {}
    seconds = 0.0
    turns = 0
    started = time.process_time()
    for item in judged(pack, model, base, line):
        turns += 1
        seconds += item.turn.length / SAMPLE_RATE
        counts = roles.setdefault(
            item.turn.role, {"n": 0, "right": 0, "wrong": 0, "asked": 0, "confirm_right": 0}
        )
        counts["n"] += 1
        counts["confirm_right"] += item.verdict is Verdict.CONFIRM
        known = item.verdict in (Verdict.RIGHT, Verdict.WRONG)
        counts[item.verdict.value if known else "asked"] += 1
    spent = time.process_time() - started
    return {
        "turns": turns,
        "by_role": dict(sorted(roles.items())),
        "core_seconds_per_audio_second": spent / seconds if seconds else 0.0,
    }
