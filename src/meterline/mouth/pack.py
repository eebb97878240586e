"""A prompt pack: one Opus file of clips and an index of where each begins.

Clips are decoded when they are first spoken (2 ms for a second of speech) and kept, so
that a robot starts at once and no decoded copy has to lie anywhere.
"""

from collections.abc import Iterable
from pathlib import Path
from threading import Lock

import soundfile

from meterline.mouth.index import (
    BUNDLED,
    MEND,
    PACK_RATE,
    Clip,
    PackMissing,
    PackUnreadable,
    read_index,
)
from meterline.mouth.sound import Sound, clean, halve


class PromptPack:
    """The robot's recorded phrases and number words by key."""

    def __init__(self, audio: soundfile.SoundFile, clips: dict[str, Clip]) -> None:
        self._audio = audio
        self._clips = clips
        self._decoded: dict[str, Sound] = {}
        self._lock = Lock()

    @classmethod
    def load(cls, folder: Path = BUNDLED) -> "PromptPack":
        """Open the pack in `folder` (`clips.opus`, `clips.json`).

        Raises PackMissing or PackUnreadable, which name the file and the mend.
        """
        clips = read_index(folder)
        return cls(_open_audio(folder / "clips.opus", clips), clips)

    def has(self, key: str) -> bool:
        """Whether there is a clip of this key."""
        return key in self._clips

    def check(self, keys: Iterable[str]) -> None:
        """Raise PackMissing if one of these clips is not in the pack."""
        missing = sorted(set(keys) - self._clips.keys())
        if missing:
            raise PackMissing(f"the prompt pack has no clip for {', '.join(missing)}", MEND)

    def text(self, key: str) -> str:
        """The words of a clip. Raises PackMissing."""
        self.check([key])
        return self._clips[key].text

    def sound(self, key: str) -> Sound:
        """A clip at 8 kHz, edges trimmed, at the common loudness. Raises PackMissing."""
        if key not in self._decoded:
            self.check([key])
            self._decoded[key] = clean(halve(self._decode(self._clips[key])))
        return self._decoded[key]

    def _decode(self, clip: Clip) -> Sound:
        with self._lock:
            self._audio.seek(clip.start)
            samples: Sound = self._audio.read(clip.length, dtype="float32")
        return samples


def _open_audio(path: Path, clips: dict[str, Clip]) -> soundfile.SoundFile:
    if not path.is_file():
        raise PackMissing(f"prompt pack file not found: {path}", MEND)
    try:
        audio = soundfile.SoundFile(path)
    except soundfile.LibsndfileError as error:
        raise PackUnreadable(f"prompt pack audio {path}: {error}", MEND) from error
    wanted = max((clip.start + clip.length for clip in clips.values()), default=0)
    if audio.samplerate != PACK_RATE or audio.channels != 1 or audio.frames < wanted:
        audio.close()
        raise PackUnreadable(f"prompt pack audio {path} is cut short or not mono 16 kHz", MEND)
    return audio
