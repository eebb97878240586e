"""Slips of the finger in labelled bodies: no digit is touched, so the values stay what they are."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from meterline.bench.bodies import Body

MOST = 3
LETTERS = "абвгдежзийклмнопрстуфхцчшщыьэюя"


def slipped(bodies: Sequence[Body], count: int, seed: int) -> Iterator[Body]:
    """`count` of the bodies that have values, each with one to three slips in its letters.

    Bodies without values are left out: a slip may take away what makes one of them doubtful.
    """
    rng = Random(seed)
    with_values = [one for one in bodies if one.wanted and any(map(str.isalpha, one.text))]
    for _ in range(count):
        body = rng.choice(with_values)
        text = body.text
        for _ in range(rng.randint(1, MOST)):
            text = _slip(text, rng)
        yield replace(body, text=text)


def _slip(text: str, rng: Random) -> str:
    """One letter left out, another in its place, told twice, or two changed over."""
    places = [at for at, sign in enumerate(text) if sign.isalpha()]
    if not places:
        return text
    at = rng.choice(places)
    before, letter, after = text[:at], text[at], text[at + 1 :]
    ways = [before + rng.choice(LETTERS) + after, before + letter * 2 + after]
    if before[-1:].isalpha() or after[:1].isalpha():
        # A letter that stands alone is a whole word: «д 123», «н 45».
        ways.append(before + after)
    if after[:1].isalpha():
        ways.append(before + after[0] + letter + after[1:])
    return rng.choice(ways)
