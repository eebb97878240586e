"""Every adapter keeps what the port promises, and the check notices one that does not."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from recorded_turns import BY_NAME
from tiny_models import said_to_t_one, tiny_gigaam, tiny_t_one

from meterline.ears.acoustic.bundled import BundledModel
from meterline.ears.acoustic.contract import broken_promises
from meterline.ears.acoustic.gigaam import V2, V3, GigaAmModel
from meterline.ears.acoustic.t_one import TOneModel
from meterline.ears.port import AcousticModel, Letters, Pcm

SPEECH = BY_NAME["elena-reading"].sound[: 4 * 8000]
SAID = said_to_t_one("четыреста двадцать шесть")

ADAPTERS: dict[str, tuple[Callable[[Path], AcousticModel], Pcm, bool]] = {
    "bundled": (lambda _: BundledModel(), SPEECH, False),
    "t-one": (lambda folder: TOneModel(tiny_t_one(folder / "m.onnx")), SAID, True),
    "gigaam v2": (lambda folder: GigaAmModel(tiny_gigaam(folder / "m.onnx"), V2), SPEECH, False),
    "gigaam v3": (lambda folder: GigaAmModel(tiny_gigaam(folder / "m.onnx"), V3), SPEECH, False),
}


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_every_adapter_keeps_the_promises_of_the_port(adapter: str, tmp_path: Path) -> None:
    make, sound, streaming = ADAPTERS[adapter]
    assert list(broken_promises(make(tmp_path), sound, streaming=streaming)) == []


class Bending:
    """The tiny T-one with one thing bent."""

    name = "bending"

    def __init__(self, path: Path, bend: str) -> None:
        self._model = TOneModel(tiny_t_one(path))
        self._bend = bend
        self.frame_seconds = 0.02 if bend == "frames" else self._model.frame_seconds

    def start(self) -> Any:
        return [self._model.start()]

    def forward(
        self, chunks: Sequence[Pcm], states: Sequence[Any], *, interim: bool = False
    ) -> list[tuple[Letters, Any]]:
        if self._bend == "hasty" and not interim:
            chunks = [chunk[: len(chunk) // 2 * 2] for chunk in chunks]
        told = self._model.forward(chunks, [state[0] for state in states], interim=interim)
        answers = []
        for number, ((letters, fresh), state) in enumerate(zip(told, states, strict=True)):
            if self._bend == "in place":
                state[0] = fresh
            answers.append((self._bent(letters, number), [fresh]))
        return answers

    def _bent(self, letters: Letters, number: int) -> Letters:
        logp = letters.logp
        if self._bend == "sums":
            logp = logp + np.float32(0.1)
        if self._bend == "nothing" and not len(logp):
            logp = np.zeros((1, logp.shape[1]), np.float32)
        if self._bend == "batch" and number:
            logp = np.roll(logp, 1, axis=1)
        return Letters(logp, 0 if self._bend == "start" else letters.start_frame)


BENT = {
    "frames": "one row of letters for each frame of audio",
    "sums": "the letters of a frame are probabilities",
    "nothing": "no audio has no letters",
    "start": "pieces of any length give the same letters",
    "hasty": "pieces of any length give the same letters",
    "in place": "a state is not changed by going on from it",
    "batch": "utterances heard together are heard as alone",
}


@pytest.mark.parametrize("bend", BENT)
def test_a_model_that_breaks_a_promise_is_told_so(tmp_path: Path, bend: str) -> None:
    model = Bending(tmp_path / "m.onnx", bend)
    assert BENT[bend] in list(broken_promises(model, SAID, streaming=True))


class Forgetful(TOneModel):
    """Loses what it heard in interim calls."""

    def forward(
        self, chunks: Sequence[Pcm], states: Sequence[Any], *, interim: bool = False
    ) -> list[tuple[Letters, Any]]:
        told = super().forward(chunks, states, interim=interim)
        if not interim:
            return told
        return [(letters, old) for (letters, _), old in zip(told, states, strict=True)]


def test_interim_results_that_leave_traces_are_noticed(tmp_path: Path) -> None:
    model = Forgetful(tiny_t_one(tmp_path / "m.onnx"))
    assert list(broken_promises(model, SAID, streaming=True)) == [
        "interim results leave no trace in the final ones"
    ]
