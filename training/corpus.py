"""Speech to learn from: one file of samples and one line of JSON an utterance."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

from training.sound import RATE, Wave, spelled

SAMPLES = "samples.npy"
INDEX = "utterances.jsonl"


@dataclass(frozen=True)
class Utterance:
    """Something said, at these samples of the corpus."""

    start: int
    length: int
    speaker: str
    text: str


@dataclass(frozen=True)
class Corpus:
    """Utterances and their sound; `samples` stays on disk."""

    utterances: list[Utterance]
    samples: NDArray[np.int16]

    def sound(self, index: int) -> Wave:
        """One utterance in [-1, 1]."""
        said = self.utterances[index]
        sound = self.samples[said.start : said.start + said.length]
        return sound.astype(np.float32) / np.float32(32768)


def read_corpus(folder: Path) -> Corpus:
    """What `write_corpus` wrote."""
    with (folder / INDEX).open(encoding="utf-8") as lines:
        utterances = [Utterance(**json.loads(line)) for line in lines]
    return Corpus(utterances, np.load(folder / SAMPLES, mmap_mode="r"))


def write_corpus(sources: list[Path], folder: Path) -> int:
    """Gather folders of recordings into one corpus; the number of utterances.

    A source is a folder of pairs NAME.jsonl and NAME.opus (or .flac, .wav; start and length
    in samples at 8 kHz), or a voice of festival (etc/txt.done.data and wav/).
    """
    pieces: list[NDArray[np.int16]] = []
    end = 0
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with (folder / INDEX).open("w", encoding="utf-8") as lines:
        for source in sources:
            for speaker, text, sound in _read(source):
                row = Utterance(end, sound.size, speaker, text)
                lines.write(json.dumps(row.__dict__, ensure_ascii=False) + "\n")
                pieces.append(sound)
                end += sound.size
                count += 1
    np.save(folder / SAMPLES, np.concatenate(pieces))
    return count


def _read(source: Path) -> Iterator[tuple[str, str, NDArray[np.int16]]]:
    if (source / "etc" / "txt.done.data").is_file():
        yield from _festival(source)
    for index in sorted(source.glob("*.jsonl")):
        audio = next(
            file for end in (".opus", ".flac", ".wav") if (file := index.with_suffix(end)).exists()
        )
        sound = _at_line_rate(audio)
        with index.open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                said = sound[row["start"] : row["start"] + row["length"]]
                yield row["speaker"], spelled(row["text"]), said


def _festival(voice: Path) -> Iterator[tuple[str, str, NDArray[np.int16]]]:
    for line in (voice / "etc" / "txt.done.data").read_text(encoding="utf-8").splitlines():
        name, quoted = line.strip("() ").split(maxsplit=1)
        audio = voice / "wav" / f"{name}.wav"
        text = quoted.replace("+", "")  # stress marks
        if audio.is_file() and not any(character.isdigit() for character in text):
            yield voice.name, spelled(text), _at_line_rate(audio)


def _at_line_rate(file: Path) -> NDArray[np.int16]:
    samples, rate = soundfile.read(file, dtype="int16", always_2d=True)
    sound: NDArray[np.int16] = samples[:, 0]
    if rate == RATE:
        return sound
    resampled = resample_poly(sound.astype(np.float64), RATE, rate)
    limited: NDArray[np.int16] = np.clip(np.round(resampled), -32768, 32767).astype(np.int16)
    return limited
