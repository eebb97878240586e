"""What scenario callers say and what else is on their lines, made of the demo pack's turns.

A `say` of a scenario is a list of: a role («one_breath») of the caller's own call;
{turn: role, of: call} another call's; {turn: role, from: s, to: s} a part of it;
{turn: role, pause: s, at: [s, …]} with a pause put into the most silent place near each `at`;
{file: name} of `tests/data/said`; {backwards: role}; {pause: s}; {noise: s}; {babble: s};
{music: s}.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from meterline.bench.codecs import Samples, Wave, to_samples
from meterline.bench.noise import Behind, noise_of, television
from meterline.bench.pack import Pack, PackCall, PackTurn
from meterline.lines.port import SAMPLE_RATE

Spec = str | Mapping[str, Any]

SAID = Path(__file__).parents[1] / "data" / "said"

SHORT = 160
"""Samples (20 ms) in which loudness is measured."""

NEAR = 0.08
"""Seconds around the wished place in which a pause may be put."""

LEVEL = 2500.0
"""Standard deviation of noise and music: as loud as the pack's speech."""


def beyond_words(kind: str, seconds: float, pack: Pack) -> Samples:
    """Noise, babble of other callers or music; the same for every call."""
    chance = np.random.default_rng(1)

    def voices(count: int) -> list[Wave]:
        turns = [call.turns[0] for call in pack.calls[-count:]]
        return [pack.samples(turn).astype(float) for turn in turns]

    wave = {
        "noise": lambda: noise_of(Behind.STREET, chance, voices),
        "babble": lambda: noise_of(Behind.BABBLE, chance, voices),
        "music": lambda: television(chance, [np.ones(1)]),
    }[kind]()
    return to_samples(np.resize(wave / wave.std() * LEVEL, round(seconds * SAMPLE_RATE)))


class Sounds:
    """The voice of one scenario caller."""

    def __init__(self, pack: Pack, call: PackCall) -> None:
        self._pack = pack
        self._call = call
        # Read beforehand, so that what is to be said is there at once.
        self._own = {turn.start: pack.samples(turn) for turn in call.turns}

    def of(self, said: Spec | Sequence[Spec]) -> bytes:
        """The sound of a `say`, signed 16 bit at 8 kHz."""
        specs = [said] if isinstance(said, str | Mapping) else said
        return np.concatenate([self._piece(spec) for spec in specs]).astype("<i2").tobytes()

    def of_turn(self, turn: PackTurn) -> bytes:
        """The sound of a turn of the caller's own call."""
        return self._own[turn.start].astype("<i2").tobytes()

    def _piece(self, spec: Spec) -> Samples:
        if isinstance(spec, str):
            return self._turn(spec)
        if "turn" in spec:
            return _changed(self._turn(spec["turn"], spec.get("of")), spec)
        ((kind, value),) = spec.items()
        if kind == "file":
            return soundfile.read(SAID / f"{value}.flac", dtype="int16")[0]
        if kind == "backwards":
            return self._turn(value)[::-1]
        return _silence(value) if kind == "pause" else beyond_words(kind, value, self._pack)

    def _turn(self, role: str, of: int | None = None) -> Samples:
        call = next(c for c in self._pack.calls if c.call == of) if of else self._call
        turn = call.first(role)
        assert turn is not None, f"call {call.call} has no {role}"
        return self._pack.samples(turn)


def _changed(samples: Samples, spec: Mapping[str, Any]) -> Samples:
    first = round(spec.get("from", 0.0) * SAMPLE_RATE)
    part = samples[first : round(spec["to"] * SAMPLE_RATE) if "to" in spec else None]
    places = [_silent_place(part, seconds) for seconds in spec.get("at", ())]
    return _apart(part, places, spec["pause"]) if places else part


def _apart(samples: Samples, places: Sequence[int], pause: float) -> Samples:
    borders = pairwise([0, *places, len(samples)])
    pieces = [piece for a, b in borders for piece in (samples[a:b], _silence(pause))]
    return np.concatenate(pieces[:-1])


def _silent_place(samples: Samples, seconds: float) -> int:
    """The middle of the most silent 20 ms near `seconds`."""
    first = round((seconds - NEAR) * SAMPLE_RATE) // SHORT
    last = round((seconds + NEAR) * SAMPLE_RATE) // SHORT
    frames = samples[first * SHORT : last * SHORT].reshape(-1, SHORT).astype(float)
    return int((first + np.argmin((frames**2).sum(axis=1))) * SHORT + SHORT // 2)


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.int16)
