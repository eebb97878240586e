"""Phrases of the company's own in place of the pack's, changed while the robot speaks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from meterline.mouth.index import MEND, PackMissing
from meterline.mouth.pack import PromptPack
from meterline.mouth.sound import Sound


@dataclass(frozen=True)
class Spoken:
    """A phrase of the company's own: its words, and its sound at 8 kHz as it is to be said."""

    text: str
    sound: Sound


class Overlay:
    """A prompt pack under phrases that replace some of its own or add to them.

    To be changed and used by one thread, so that a statement's text and sound agree.
    """

    def __init__(self, pack: PromptPack) -> None:
        self._pack = pack
        self._own: Mapping[str, Spoken] = {}
        self._withdrawn: dict[str, Spoken] = {}

    def use(self, own: Mapping[str, Spoken]) -> None:
        """Say these from now on, and of everything else what the pack has."""
        # A call that has begun may still count on a phrase that only the company had.
        gone = self._own.keys() - own.keys()
        self._withdrawn |= {key: self._own[key] for key in gone if not self._pack.has(key)}
        self._own = dict(own)

    def has(self, key: str) -> bool:
        """Whether the phrase can be said."""
        return key in self._own or self._pack.has(key)

    def check(self, keys: Iterable[str]) -> None:
        """Raise PackMissing, which names all of these that cannot be said."""
        missing = sorted(key for key in set(keys) if not self.has(key))
        if missing:
            raise PackMissing(f"no audio for {', '.join(missing)}", MEND)

    def text(self, key: str) -> str:
        """The words of a phrase. Raises PackMissing."""
        own = self._found(key)
        return own.text if own else self._pack.text(key)

    def sound(self, key: str) -> Sound:
        """The phrase at 8 kHz, at the common loudness. Raises PackMissing."""
        own = self._found(key)
        return own.sound if own else self._pack.sound(key)

    def _found(self, key: str) -> Spoken | None:
        return self._own.get(key) or self._withdrawn.get(key)
