"""The mouth: what is to be said becomes audio and text."""

from typing import Protocol

import numpy as np

from meterline.language.speech import Beep, Digits, Number, Pause, Phrase, Piece
from meterline.mouth.numerals import digit_groups, number_clips
from meterline.mouth.sound import Sound, beep, silence, whole_frames
from meterline.mouth.tempo import slowed

WORD_GAP = 0.02
"""Seconds between the words of one number, on top of the clips' own edges."""

DIGIT_GAP = 0.08
GROUP_GAP = 0.3

GAPS = {".": 0.3, "!": 0.3, "?": 0.3, ":": 0.12}
"""Seconds after a phrase, by its last character."""

OPEN_GAP = 0.06
"""Seconds where the sentence goes on: «… до [число] часов»."""

VALUE_GAP = 0.25
"""Seconds after a number that ends its sentence."""


class Clips(Protocol):
    """Phrases and number words by key. Both methods raise PackMissing for an unknown one."""

    def text(self, key: str) -> str:
        """The words of a clip."""

    def sound(self, key: str) -> Sound:
        """A clip at 8 kHz, at the common loudness."""


class Mouth:
    """Speaks the pieces of a statement with the clips of a prompt pack."""

    def __init__(self, pack: Clips) -> None:
        self._pack = pack
        self._beep = beep()

    def render(self, pieces: tuple[Piece, ...], *, slow: bool = False) -> bytes:
        """Audio of the pieces: signed 16-bit little-endian, 8 kHz, whole frames of 20 ms.

        `slow` speaks a fifth slower, at the same pitch.

        Raises PackMissing for an unknown phrase, ValueError for a number or digits that
        cannot be spoken.
        """
        sounds: list[Sound] = []
        for piece, following in zip(pieces, (*pieces, None)[1:], strict=True):
            said = self._sounds(piece, following)
            stretched = slow and not isinstance(piece, Beep | Pause)
            sounds += [slowed(np.concatenate(said))] if stretched else said
            sounds.append(silence(self._gap(piece, following)))
        return whole_frames(sounds)

    def text(self, pieces: tuple[Piece, ...]) -> str:
        """The Russian text of the pieces, the beep as «(сигнал)»."""
        told = ""
        for words in filter(None, map(self._words, pieces)):
            ends = not told or told[-1] in ".!?:)" or not words[0].isupper()
            told += words if not told else f" {words}" if ends else f". {words}"
        return told

    def _sounds(self, piece: Piece, following: Piece | None) -> list[Sound]:
        ending = "mid" if self._goes_on(following) else "end"
        match piece:
            case Phrase(key):
                return [self._pack.sound(key)]
            case Number(value):
                return self._joined(number_clips(value), WORD_GAP, ending)
            case Digits(digits):
                return self._spelled(digits, ending)
            case Beep():
                return [self._beep]
            case Pause(seconds):
                return [silence(seconds)]

    def _spelled(self, digits: str, ending: str) -> list[Sound]:
        *first, last = digit_groups(_checked(digits)) or [""]
        sounds: list[Sound] = []
        for group in first:
            sounds += self._joined([f"number.{digit}" for digit in group], DIGIT_GAP, "mid")
            sounds.append(silence(GROUP_GAP))
        return sounds + self._joined([f"number.{digit}" for digit in last], DIGIT_GAP, ending)

    def _joined(self, clips: list[str], gap: float, ending: str) -> list[Sound]:
        """Clips with `gap` between them; the last one falls in pitch if it ends the sentence."""
        sounds: list[Sound] = []
        for clip in clips[:-1]:
            sounds += [self._pack.sound(f"{clip}.mid"), silence(gap)]
        return sounds + [self._pack.sound(f"{clip}.{ending}") for clip in clips[-1:]]

    def _gap(self, piece: Piece, following: Piece | None) -> float:
        if following is None or isinstance(following, Pause) or isinstance(piece, Pause | Beep):
            return 0.0
        if isinstance(piece, Phrase):
            return GAPS.get(self._pack.text(piece.key)[-1], OPEN_GAP)
        return OPEN_GAP if self._goes_on(following) else VALUE_GAP

    def _goes_on(self, following: Piece | None) -> bool:
        """Whether the sentence goes on: a number follows, or a phrase in small letters."""
        if isinstance(following, Phrase):
            return self._pack.text(following.key)[0].islower()
        return isinstance(following, Number | Digits)

    def _words(self, piece: Piece) -> str:
        match piece:
            case Phrase(key):
                return self._pack.text(key)
            case Number(value):
                clips = number_clips(value)
            case Digits(digits):
                clips = [f"number.{digit}" for digit in _checked(digits)]
            case Beep():
                return "(сигнал)"
            case Pause():
                return ""
        return " ".join(self._pack.text(f"{clip}.mid") for clip in clips)


def _checked(digits: str) -> str:
    if not set(digits) <= set("0123456789"):
        raise ValueError("only the digits 0 to 9 can be spelled out")
    return digits
