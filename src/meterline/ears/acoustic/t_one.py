"""T-one: a streaming Conformer for Russian telephone speech (Apache-2.0, voicekit-team/T-one).

The published graph takes 300 ms of audio and a state, and gives letters and the next state:
`signal` int32 [batch, 2400, 1] in the range of 16-bit samples, `state` float16 [batch, n];
`logprobs` [batch, 10, 35], `state_next`. It was trained with 300 ms of silence before the
speech, and names a letter 0.33 s after it was spoken on average (tone/onnx_wrapper.py).
Both are taken off here, so that frame 0 is the beginning of the audio.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from meterline.ears.acoustic.alphabets import BLANK_SIGN, to_port
from meterline.ears.acoustic.sessions import (
    Array,
    ModelUnreadable,
    check_letters,
    open_session,
    readable,
)
from meterline.ears.port import Letters, LogProbs, Pcm

CHUNK = 2400
"""Samples at 8 kHz that the graph takes at once."""

FRAME = 240
"""Samples of one frame of letters: 33 a second."""

CLASSES = (*"абвгдеёжзийклмнопрстуфхцчшщъыьэюя ", BLANK_SIGN)

_PER_CHUNK = CHUNK // FRAME

_LAG = 11
"""Frames by which letters come after their sound."""

_UNHEARD = _PER_CHUNK + _LAG
"""Frames of the graph before frame 0 of the audio: the silence put before it, and the lag."""

_MEND = "fetch it again: meterline models fetch t-one"

_SAMPLE_TYPES = {"tensor(int32)": np.int32, "tensor(int16)": np.int16}

Memory = NDArray[np.float16]
"""What the graph remembers of one stream."""


@dataclass(frozen=True)
class Stream:
    """State of an utterance: `rest` are samples that do not fill a chunk yet."""

    memory: Memory
    rest: Pcm
    chunks: int = 0
    """Chunks that have gone through the graph, the silence before the audio included."""


class TOneModel:
    """AcousticModel over T-one's graph.

    Letters of whole chunks are final. What is still in the samples of a begun chunk and in
    the lag is told by letting silence follow; the stream forgets that silence, and the next
    call replaces those last frames.
    """

    name = "t-one"
    frame_seconds = FRAME / 8000

    def __init__(self, path: Path) -> None:
        """Load the graph. Raises ModelMissing, ModelUnreadable."""
        self._session = open_session(path, _MEND)
        with readable(path, _MEND):
            inputs = {each.name: each for each in self._session.get_inputs()}
            if set(inputs) != {"signal", "state"}:
                raise ModelUnreadable(f"{path} takes {sorted(inputs)}, it is not T-one", _MEND)
            self._sample_type = _SAMPLE_TYPES[inputs["signal"].type]
            self._memory_size = int(inputs["state"].shape[1])
            logp, _ = self._run(np.zeros((1, CHUNK), np.float32), self.start().memory[None])
        check_letters(logp, (1, _PER_CHUNK, len(CLASSES)), path, _MEND)

    def start(self) -> Stream:
        """Nothing heard yet but the silence that the graph was trained to begin with."""
        memory = np.zeros(self._memory_size, dtype=np.float16)
        return Stream(memory, np.zeros(CHUNK, dtype=np.float32))

    def forward(
        self, chunks: Sequence[Pcm], states: Sequence[Stream], *, interim: bool = False
    ) -> list[tuple[Letters, Stream]]:
        """Letters from the last whole chunk on; streams go through the graph together.

        Interim ones end where the graph is sure of them, up to 0.63 s before the audio's end.
        """
        jobs = [_Job.of(state, chunk) for chunk, state in zip(chunks, states, strict=True)]
        self._work_off(jobs)
        streams = [job.stream for job in jobs]
        if not interim:
            for job in jobs:
                job.let_silence_follow()
            self._work_off(jobs)
        return [(job.told(), stream) for job, stream in zip(jobs, streams, strict=True)]

    def _work_off(self, jobs: "Sequence[_Job]") -> None:
        while waiting := [job for job in jobs if len(job.samples) >= CHUNK]:
            signal = np.stack([job.samples[:CHUNK] for job in waiting])
            logp, memories = self._run(signal, np.stack([job.memory for job in waiting]))
            for job, row, memory in zip(waiting, to_port(logp, CLASSES), memories, strict=True):
                job.take(row, memory)

    def _run(self, signal: Pcm, memory: Memory) -> tuple[Array, Memory]:
        """One chunk of each stream: [streams, CHUNK] and [streams, n]."""
        samples = np.clip(np.rint(signal * 32768), -32768, 32767).astype(self._sample_type)
        logp, memory = self._session.run(
            ["logprobs", "state_next"], {"signal": samples[..., None], "state": memory}
        )
        return logp, memory


@dataclass
class _Job:
    """One stream on its way through `forward`."""

    memory: Memory
    samples: Pcm
    first: int
    chunks: int
    heard: int
    """Frames of audio, the begun one included."""
    rows: list[LogProbs] = field(default_factory=list)

    @classmethod
    def of(cls, state: Stream, chunk: Pcm) -> "_Job":
        samples = np.concatenate([state.rest, chunk])
        heard = -(-len(samples) // FRAME) + (state.chunks - 1) * _PER_CHUNK
        return cls(state.memory, samples, state.chunks, state.chunks, heard)

    @property
    def stream(self) -> Stream:
        return Stream(self.memory, self.samples, self.chunks)

    def take(self, letters: LogProbs, memory: Memory) -> None:
        self.rows.append(letters)
        self.memory = memory
        self.samples = self.samples[CHUNK:]
        self.chunks += 1

    def let_silence_follow(self) -> None:
        """Fill up to the chunk that tells the last frame of the audio."""
        missing = _UNHEARD + self.heard - self.chunks * _PER_CHUNK if self.heard else 0
        whole = -(-missing // _PER_CHUNK) * CHUNK
        self.samples = np.pad(self.samples, (0, max(0, whole - len(self.samples))))

    def told(self) -> Letters:
        """The letters told by all rows, those before the audio left out."""
        first = self.first * _PER_CHUNK - _UNHEARD
        start = max(0, first)
        rows = np.concatenate([_NO_LETTERS, *self.rows])
        return Letters(rows[start - first :][: self.heard - start], start)


_NO_LETTERS = to_port(np.zeros((0, len(CLASSES)), np.float32), CLASSES)
