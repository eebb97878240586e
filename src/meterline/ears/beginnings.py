"""Whether a number has begun where the search found none yet.

After a name the first of slow digits is cheaper as one more unknown word than as the
beginning of an account. For how long to wait it is a digit all the same.
"""

from functools import cache

from meterline.ears.greedy import HeardWord
from meterline.ears.port import LogProbs
from meterline.ears.spotting import Forms, Sound, spot
from meterline.language.lexicon import WordClass, lexicon
from meterline.language.numerals import NUMBER_CLASSES

HEARD_FROM = -2.0
"""Nats a letter from which a word counts as said."""
BEFORE = 4
"""Frames before a word that its first letter may have too."""
SHORTEST = 3
"""Words of fewer letters are heard in anything."""


def number_begun(logp: LogProbs, words: list[HeardWord]) -> bool:
    """Whether a word of a number is among the letters `logp` [frames, columns], or the last
    of the `words` heard in them names an account: its number must follow."""
    if not words:
        return False
    sound = Sound.of(logp)
    end = sound.part(words[-1].first - BEFORE, len(sound))
    return _says(sound, _forms(NUMBER_CLASSES)) or _says(end, _forms((WordClass.ACCOUNT,)))


def _says(sound: Sound, forms: Forms) -> bool:
    return spot(sound, forms).score >= HEARD_FROM


@cache
def _forms(classes: tuple[WordClass, ...]) -> Forms:
    """The last words of the forms of these classes."""
    last = {word.form.split()[-1] for word in lexicon() if word.word_class in classes}
    return Forms.of(sorted(word for word in last if len(word) >= SHORTEST))
