"""How many letters a model hears wrong, by line, by voice and by kind of turn."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Levenshtein

from meterline.bench.channel import Channel, LineVoice
from meterline.bench.pack import Pack
from meterline.ears.greedy import greedy_words
from meterline.ears.port import AcousticModel
from training.sound import spelled

LINES = {
    "clean": Channel(),
    "usual": Channel(noise=(10.0, 30.0)),
    "hard": Channel(hard=True),
}
"""The conditions of the benches."""

KINDS = {
    "account": "numbers",
    "account_by_digit": "numbers",
    "reading": "numbers",
    "correction": "numbers",
    "one_breath": "one breath",
    "name": "names",
    "organisation": "names",
}
"""Kind of a turn by its role; all others are short answers."""

SHORT = "short answers"


@dataclass
class Letters:
    """Letters said, and edits from them to what was heard."""

    said: int = 0
    wrong: int = 0

    @property
    def rate(self) -> float:
        """Per cent of the letters wrong."""
        return 100 * self.wrong / max(1, self.said)


@dataclass(frozen=True)
class HeardTurn:
    """One turn with the likeliest letters of it."""

    voice: str
    kind: str
    said: str
    heard: str


def figures(pack: Pack, model: AcousticModel, every: int = 1) -> dict[str, dict[str, float]]:
    """Per cent of letters wrong on each of `LINES`: of all, by kind of turn, by voice."""
    found = {}
    for name, line in LINES.items():
        turns = list(hear(pack, model, line, every))
        counts = {
            **counted(turns, lambda turn: "all"),
            **counted(turns, lambda turn: turn.kind),
            **counted(turns, lambda turn: turn.voice),
        }
        found[name] = {what: round(letters.rate, 2) for what, letters in counts.items()}
    return found


def hear(pack: Pack, model: AcousticModel, line: Channel, every: int = 1) -> Iterator[HeardTurn]:
    """Each turn of every `every`-th call on such a line."""
    for call in pack.calls[::every]:
        voice = LineVoice(pack, call, line)
        for turn in call.turns:
            pcm = (voice.sound(turn) / 32768).astype(np.float32)
            [(letters, _)] = model.forward([pcm], [model.start()])
            heard = " ".join(word.letters for word in greedy_words(letters.logp))
            kind = KINDS.get(turn.role, SHORT)
            yield HeardTurn(voice_of(call.speaker), kind, spelled(turn.text), heard)


def counted(turns: list[HeardTurn], by: Callable[[HeardTurn], str]) -> dict[str, Letters]:
    """Letters of the turns by what `by` says of each."""
    counts: dict[str, Letters] = defaultdict(Letters)
    for turn in turns:
        found = counts[by(turn)]
        found.said += len(turn.said)
        found.wrong += Levenshtein.distance(turn.said, turn.heard)
    return dict(sorted(counts.items()))


def voice_of(speaker: str) -> str:
    """The synthesiser or voice without its settings: «espeak» of «espeak+steph/125/60»."""
    return speaker.partition("/")[0].partition("+")[0]
