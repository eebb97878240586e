"""Names in a turn: does the one said agree with the account, and whose is it without one."""

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from meterline.ears.base import CustomerBase
from meterline.ears.calibration import NameLimits
from meterline.ears.greedy import HeardWord, clearness, greedy_words
from meterline.ears.linked import by_name
from meterline.ears.organisations import Organisations
from meterline.ears.port import LogProbs
from meterline.ears.spotting import Forms, Sound, spot
from meterline.ears.verification import Verifier, compiled
from meterline.language.lexicon import lexicon
from meterline.language.turn import Asked, Candidate, NameHeard

KNOWN_WORD = 82.0
"""Likeness (0..100) from which a heard word counts as one of the lexicon's."""
KNOWN_WORD_IN_NAME = 95.0
"""The same where nothing but a name was asked."""
NAME_LETTERS = 4
"""Fewer letters outside the lexicon are no name."""
NAMED_WHERE = frozenset({Asked.ONE_BREATH, Asked.NAME, Asked.ACCOUNT, Asked.FREE})
"""Where callers name themselves."""
OWNED_WHERE = frozenset({Asked.ONE_BREATH, Asked.NAME})
"""Where a name alone may say whose account it is."""
FAINT = 8.0
"""How far unclear letters excuse a name that was not found: garbled is not different."""


def _text(words: list[HeardWord]) -> str:
    return " ".join(w.letters for w in words)


@dataclass(frozen=True)
class Owners:
    """The organisations that a name may mean, and how well it was heard (nats a letter)."""

    candidates: tuple[Candidate, ...] = ()
    score: float = 0.0


class NameListener:
    """Listens for names against one customer base."""

    def __init__(self, base: CustomerBase, thresholds: NameLimits) -> None:
        self._base = base
        self._thresholds = thresholds
        self._words = sorted({part for w in lexicon() for part in w.form.split()})
        self._organisations = Organisations(base)
        self._verifier = Verifier(base)

    def warm_up(self, silence: LogProbs) -> None:
        """Compile what the first name would wait for."""
        spot(Sound.of(silence), Forms.of(("имя",)))

    def unknown(self, heard: list[HeardWord], asked: Asked) -> list[HeardWord]:
        """The words that are like no word of the lexicon; none where their letters are few."""
        if asked not in NAMED_WHERE:
            return []
        likeness = KNOWN_WORD_IN_NAME if asked is Asked.NAME else KNOWN_WORD
        words = [w for w in heard if not self._is_known(w.letters, likeness)]
        least = 2 if asked is Asked.NAME else NAME_LETTERS
        return words if sum(len(w.letters) for w in words) >= least else []

    def verify(
        self, logp: LogProbs, unknown: list[HeardWord], candidate: Candidate | None
    ) -> NameHeard:
        """Whether the name in the sound is the one of `candidate`."""
        letters = _text(unknown)
        if candidate is None:
            return NameHeard(letters, None)
        score = self._verifier.score(Sound.of(logp), greedy_words(logp), candidate)
        if score >= self._thresholds.name_agrees:
            return NameHeard(letters, True, score)
        enough = len(letters.replace(" ", "")) >= NAME_LETTERS
        clear = clearness(logp, unknown)
        differs = enough and score - FAINT * clear < self._thresholds.name_differs
        return NameHeard(letters, False if differs else None, score)

    def among(
        self, logp: LogProbs, unknown: list[HeardWord], candidates: tuple[Candidate, ...]
    ) -> dict[str, float]:
        """What the name said speaks for the account of each of `candidates` (see `by_name`);
        empty where there is no choice or no name."""
        if not unknown or len(candidates) < 2:
            return {}
        sound = Sound.of(logp)
        forms = {c.account: compiled(c.name, c.organisation) for c in candidates}
        scores = {account: spot(sound, f).score for account, f in forms.items()}
        return by_name(scores, self._thresholds.name_agrees)

    def owners(self, logp: LogProbs, unknown: list[HeardWord]) -> Owners:
        """The organisations that the name said may mean."""
        if not unknown:
            return Owners()
        indices, score = self._organisations.named(Sound.of(logp), _text(unknown))
        return Owners(tuple(self._base.candidate(i) for i in indices), score)

    def _is_known(self, word: str, likeness: float) -> bool:
        if len(word) < 3:
            return likeness < KNOWN_WORD_IN_NAME or word in self._words
        found = process.extractOne(word, self._words, scorer=fuzz.ratio, score_cutoff=likeness)
        return found is not None
