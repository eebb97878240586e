"""Single turns of a pack, each decided alone, without SIP: right, wrong as sure, or asked."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from meterline.bench.base import base_of
from meterline.bench.channel import Channel, LineVoice
from meterline.bench.expecting import expectation_of
from meterline.bench.judging import Verdict, judge
from meterline.bench.pack import SAMPLE_RATE, Pack, PackCall, PackTurn
from meterline.ears.base import CustomerBase
from meterline.ears.port import AcousticModel
from meterline.ears.understanding import Understander
from meterline.language.turn import Understanding

CLEAR = Channel()
"""Lines that add nothing."""


@dataclass(frozen=True)
class Judged:
    """One turn with what was heard."""

    call: PackCall
    turn: PackTurn
    heard: Understanding
    verdict: Verdict
    core_seconds: float
    """CPU time of model and understanding."""


def judged(
    pack: Pack, model: AcousticModel, base: CustomerBase, channel: Channel
) -> Iterator[Judged]:
    """Every turn of the pack, understood and judged."""
    understander = Understander(base, model.name)
    for call in pack.calls:
        voice = LineVoice(pack, call, channel)
        for turn in call.turns:
            pcm = (voice.sound(turn) / 32768).astype(np.float32)
            expectation = expectation_of(turn, call.account, base)
            began = time.process_time()
            [(letters, _)] = model.forward([pcm], [model.start()])
            heard = understander.understand(letters.logp, model.frame_seconds, expectation)
            spent = time.process_time() - began
            yield Judged(call, turn, heard, judge(turn, heard, call.account), spent)


def evaluate(
    pack: Pack,
    model: AcousticModel,
    extra: int = 0,
    channel: Channel = CLEAR,
) -> dict[str, Any]:
    """The figures of a pack: `turns`, `by_role`, `core_seconds_per_audio_second`.

    `wrong` is a wrong value taken as sure, `asked` everything that the robot would ask
    about; `confirm_right` of these were offered for confirmation with the right value.
    """
    base = base_of(pack, extra, channel.seed)
    roles: dict[str, dict[str, int]] = {}
    turns, seconds, spent = 0, 0.0, 0.0
    for item in judged(pack, model, base, channel):
        turns += 1
        spent += item.core_seconds
        seconds += item.turn.length / SAMPLE_RATE
        counts = roles.setdefault(
            item.turn.role, {"n": 0, "right": 0, "wrong": 0, "asked": 0, "confirm_right": 0}
        )
        counts["n"] += 1
        counts["confirm_right"] += item.verdict is Verdict.CONFIRM
        known = item.verdict in (Verdict.RIGHT, Verdict.WRONG)
        counts[item.verdict.value if known else "asked"] += 1
    return {
        "turns": turns,
        "by_role": dict(sorted(roles.items())),
        "core_seconds_per_audio_second": spent / seconds if seconds else 0.0,
    }
