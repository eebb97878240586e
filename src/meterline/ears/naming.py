"""Was this name said? Letters of the name's forms looked for in the sound.

Verification, not recognition: the score of a form is the log likelihood ratio between its
letters and the likeliest letters of the same frames, a letter; 0 is a perfect hearing.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from meterline.ears.port import LogProbs
from meterline.ears.search.graph import COLUMN, SPACE
from meterline.language.lexicon import fold

MISS = np.float32(-5.0)
"""The most that one letter can lose: a name is not lost by one bad letter."""

_LEGAL = {
    "ооо": "о о о", "оао": "о а о", "зао": "зэ а о", "пао": "пэ а о", "ао": "а о",
    "снт": "эс эн тэ", "тсж": "тэ эс жэ", "тсн": "тэ эс эн", "днт": "дэ эн тэ",
    "гск": "гэ эс ка", "гк": "гэ ка", "ук": "у ка", "жск": "жэ эс ка", "кфх": "ка эф ха",
    "чоп": "чоп", "ип": "и пэ", "нко": "эн ка о", "мбоу": "эм бэ о у", "мбдоу": "эм бэ дэ о у",
}  # fmt: skip
_COMMON = frozenset(
    {
        "аптека",
        "магазин",
        "школа",
        "больница",
        "кафе",
        "детский",
        "сад",
        "общество",
        "ограниченной",
        "ответственностью",
        "акционерное",
        "товарищество",
        "собственников",
        "жилья",
        "недвижимости",
        "садовое",
        "садоводческое",
        "некоммерческое",
        "гаражный",
        "кооператив",
        "предприниматель",
        "индивидуальный",
        "фермерское",
        "хозяйство",
        "крестьянское",
        "компания",
        "управляющая",
        "предприятие",
        "учреждение",
        "муниципальное",
        "бюджетное",
        "государственное",
        "казенное",
        "торговый",
        "центр",
        "дом",
        "администрация",
        "завод",
        "фирма",
    }
)


@njit(cache=True, nogil=True)
def _spot(ratio: NDArray[np.float32], letters: NDArray[np.int32]) -> float:
    """Best sum of `ratio` [frames, columns] over any stretch that says `letters` (CTC, Viterbi).

    State 2i + 1 is letter i, state 2i the blank before it.
    """
    n = letters.shape[0]
    states = 2 * n
    minus = np.float32(-1e30)
    now = np.full(states, minus, np.float32)
    best = minus
    for frame in range(ratio.shape[0]):
        row = ratio[frame]
        for s in range(states - 1, 0, -1):
            letter = letters[s // 2]
            if s % 2 == 0:
                now[s] = max(now[s], now[s - 1]) + row[0]
                continue
            value = max(now[s], now[s - 1])
            if s == 1:
                value = max(value, np.float32(0.0))
            elif letters[s // 2 - 1] != letter:
                value = max(value, now[s - 2])
            now[s] = value + row[letter]
        best = max(best, now[states - 1])
    return float(best)


def _columns(form: str) -> NDArray[np.int32]:
    return np.array([SPACE, *(COLUMN[c] for c in form), SPACE], np.int32)


def ratios(logp: LogProbs) -> NDArray[np.float32]:
    """Log ratios to each frame's likeliest column, silence added at both ends so that a name
    may stand there."""
    ratio = np.maximum(logp - logp.max(axis=1, keepdims=True), MISS).astype(np.float32)
    edge = np.zeros((1, logp.shape[1]), np.float32)
    return np.concatenate([edge, ratio, edge])


def score_forms(ratio: NDArray[np.float32], forms: Iterable[str]) -> float:
    """The best of the forms, in nats a letter (at most 0); -inf without forms."""
    scores = [_spot(ratio, _columns(f)) / len(f.replace(" ", "")) for f in forms]
    return max(scores, default=-np.inf)


@lru_cache(maxsize=4096)
def forms_of(name: str, organisation: bool) -> tuple[str, ...]:
    """How a name may be said: distinctive enough forms only, in the letters of the models."""
    return _organisation(name) if organisation else _person(name)


def _clean(text: str) -> str:
    return " ".join(re.sub(r"[^а-я ]", " ", fold(text).replace("-", " ")).split())


def _person(name: str) -> tuple[str, ...]:
    parts = _clean(name).split()
    if not parts:
        return ()
    forms = set(_cases(parts[0], parts[-1] if len(parts) > 2 else ""))
    if len(parts) > 2:
        forms.add(" ".join(parts[1:]))
    return tuple(sorted(forms))


def _cases(surname: str, patronymic: str) -> Iterable[str]:
    """The surname in all cases, and its other gender's nominative (a wife, a husband calls)."""
    maker = _maker()
    female = patronymic.endswith("а") if patronymic else surname.endswith(("а", "я"))
    gender = Gender.FEMALE if female else Gender.MALE
    yield surname
    for case in Case:
        yield _clean(maker.make(NamePart.LASTNAME, gender, case, surname))
    for male, other in (("ов", "ова"), ("ев", "ева"), ("ин", "ина"), ("ский", "ская")):
        if female and surname.endswith(other):
            yield surname[: -len(other)] + male
        if not female and surname.endswith(male):
            yield surname[: -len(male)] + other


@lru_cache(maxsize=1)
def _maker() -> PetrovichDeclinationMaker:
    return PetrovichDeclinationMaker()


def _organisation(name: str) -> tuple[str, ...]:
    """The quoted name, else every distinctive word; with its kind in front where it is short."""
    quoted = _clean(" ".join(re.findall(r"[«\"„](.*?)[»\"“]", name)))
    words = _clean(name).split()
    distinctive = [w for w in words if len(w) > 3 and w not in _COMMON and w not in _LEGAL]
    forms = {quoted} if quoted else set()
    forms.update(distinctive)
    if not forms:
        forms.add(spoken(name))
    return tuple(sorted(f for f in forms if f))


def spoken(name: str) -> str:
    """An organisation's name as it is said aloud: abbreviations by their letters."""
    return " ".join(_LEGAL.get(w, w) for w in _clean(name).split())
