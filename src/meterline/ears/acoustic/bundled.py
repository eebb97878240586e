"""The bundled letter model: ONNX on one CPU thread, full attention over the utterance.

A growing utterance is encoded again from its last cut on. Cuts fall into pauses between
words once more than `OPEN` seconds are open, so that a second of speech is encoded a
bounded number of times; letters before the cut are final.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import onnxruntime

from meterline.ears.acoustic.silences import gap_to_cut, silence_to_cut
from meterline.ears.port import ALPHABET, COLUMNS, Letters, LogProbs, Pcm
from meterline.errors import Mendable

MODEL = Path(__file__).parent.parent / "models" / "letters-ru-8k.int8.onnx"

RATE = 8000
FRAME = 320
"""Samples of one frame of letters: 25 a second."""

PADDING = 5
"""Frames of silence put before and after: first and last letters come out better."""

BUCKET = 10
"""Lengths are filled up to multiples of so many frames, so that calls share a batch.

More silence at the end changes the letters no more than noise does: character errors of
221 demo turns 0.65 % with 0.2 s and with 0.4 s, 0.66 % with 1 s."""

OPEN = 6 * RATE // FRAME
"""Frames of open speech after which a pause is looked for to cut at."""

SHORTEST = 2 * RATE // FRAME
"""Frames that a cut leaves before it at least."""

WINDOW = 15 * RATE // FRAME
"""Frames encoded at once at most; without any pause the cut comes here."""

PAUSE = 8
"""Frames without a letter that make a pause to cut at: 0.32 s."""

CONTEXT = 15
"""Frames before the cut that are heard again, so that the next word has its surroundings."""

_QUIETEST_PEAK = 0.005

_MEND = "reinstall the package, or name a letter model by its .onnx file"


class ModelMissing(Mendable):
    """The model file is not there."""


class ModelUnreadable(Mendable):
    """The model file is there, and is no letter model that can be run."""


@dataclass(frozen=True)
class Utterance:
    """State of an utterance: its open audio.

    The first `context` frames of `audio` are settled already; letters are replaced from
    frame `settled` of the utterance on.
    """

    audio: Pcm = field(default_factory=lambda: np.zeros(0, dtype=np.float32))
    context: int = 0
    settled: int = 0

    def cut(self, frame: int) -> "Utterance":
        """The same with everything before `frame` of `audio` settled."""
        context = min(CONTEXT, frame)
        return Utterance(
            self.audio[(frame - context) * FRAME :], context, self.settled + frame - self.context
        )


class BundledModel:
    """AcousticModel of the package (see `models/README.md`)."""

    def __init__(self, path: Path | None = None) -> None:
        """Load `path`, by default the bundled model. Raises ModelMissing, ModelUnreadable."""
        path = path or MODEL
        self._session = _open(path)
        self._input = self._session.get_inputs()[0].name
        self.name = _model_name(path)
        self.frame_seconds = FRAME / RATE

    def start(self) -> Utterance:
        """Nothing heard yet."""
        return Utterance()

    def forward(
        self, chunks: Sequence[Pcm], states: Sequence[Utterance]
    ) -> list[tuple[Letters, Utterance]]:
        """Letters of each utterance from its last cut on, its next chunk included."""
        jobs = [
            _Job(replace(state, audio=np.concatenate([state.audio, chunk])))
            for chunk, state in zip(chunks, states, strict=True)
        ]
        while waiting := [job for job in jobs if not job.done]:
            windows = [job.utterance.audio[: WINDOW * FRAME] for job in waiting]
            for job, logp in zip(waiting, self._encode(windows), strict=True):
                job.take(logp)
        return [
            (Letters(np.concatenate(job.letters), state.settled), job.utterance)
            for job, state in zip(jobs, states, strict=True)
        ]

    def _encode(self, windows: Sequence[Pcm]) -> list[LogProbs]:
        """Letters of stretches of audio; those of equal filled-up length go together."""
        buckets: dict[int, list[int]] = {}
        for index, window in enumerate(windows):
            buckets.setdefault(_filled_up(window), []).append(index)
        letters: dict[int, LogProbs] = {}
        for frames, members in buckets.items():
            batch = np.stack([_padded(windows[index], frames) for index in members])
            (logp,) = self._session.run(None, {self._input: batch})
            for index, row in zip(members, logp, strict=True):
                letters[index] = row[PADDING : PADDING + _frames(windows[index])]
        return [letters[index] for index in range(len(windows))]


@dataclass
class _Job:
    """One utterance on its way through `forward`."""

    utterance: Utterance
    letters: list[LogProbs] = field(default_factory=list)
    done: bool = False

    def take(self, logp: LogProbs) -> None:
        """Take the letters of the first window; cut where it is long enough."""
        context = self.utterance.context
        pause = silence_to_cut(logp, context + SHORTEST, PAUSE)
        if len(self.utterance.audio) > WINDOW * FRAME:
            cut = pause or gap_to_cut(logp, len(logp) // 2)
            self.letters.append(logp[context:cut])
            self.utterance = self.utterance.cut(cut)
            return
        self.letters.append(logp[context:])
        self.done = True
        if pause is not None and len(logp) - context > OPEN:
            self.utterance = self.utterance.cut(pause)


def _frames(audio: Pcm) -> int:
    return -(-len(audio) // FRAME)


def _filled_up(audio: Pcm) -> int:
    """Frames of a stretch with silence around it, up to the next multiple of BUCKET."""
    return -(-(_frames(audio) + 2 * PADDING) // BUCKET) * BUCKET


def _padded(audio: Pcm, frames: int) -> Pcm:
    """`frames` frames: silence, the audio at full scale, silence."""
    padded = np.zeros(frames * FRAME, dtype=np.float32)
    start = PADDING * FRAME
    peak = float(np.abs(audio).max(initial=0.0))
    padded[start : start + len(audio)] = audio / max(peak, _QUIETEST_PEAK)
    return padded


def _model_name(path: Path) -> str:
    """`letters-ru-8k` of `letters-ru-8k.int8.onnx`: thresholds and description go by it."""
    return path.name.removesuffix(".onnx").removesuffix(".int8")


def _open(path: Path) -> onnxruntime.InferenceSession:
    """The model on one thread, after a look at what it takes and gives."""
    if not path.is_file():
        raise ModelMissing(f"letter model not found: {path}", _MEND)
    _check_description(path.with_name(_model_name(path) + ".json"))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        (found,) = session.run(
            None, {session.get_inputs()[0].name: _padded(Utterance().audio, BUCKET)[None]}
        )
    except Exception as error:
        raise ModelUnreadable(f"letter model {path} cannot be run: {error}", _MEND) from error
    if found.shape != (1, BUCKET, COLUMNS):
        raise ModelUnreadable(f"letter model {path} gives {found.shape}, not letters", _MEND)
    return session


def _check_description(path: Path) -> None:
    """The JSON beside a model names its letters: a model of another alphabet is refused."""
    if not path.is_file():
        raise ModelMissing(f"description of the letter model not found: {path}", _MEND)
    try:
        alphabet = json.loads(path.read_text(encoding="utf-8"))["alphabet"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelUnreadable(f"description {path}: {error!r}", _MEND) from error
    if alphabet != ["<blank>", *ALPHABET]:
        raise ModelUnreadable(f"description {path} names other letters", _MEND)
