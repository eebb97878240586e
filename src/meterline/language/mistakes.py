"""Ways in which people correct themselves while they dictate: one function a way, in a table.

Each takes groups of a number and gives runs of words, between which a speaker may pause;
None where these groups give no occasion for it.
"""

from collections.abc import Callable

from meterline.language.lexicon import WordClass as W
from meterline.language.number_styles import Style, say
from meterline.language.spoken import Group, Wording

Run = tuple[str, ...]
Mistake = Callable[[list[Group], Style, Wording], list[Run] | None]


def run(group: Group) -> Run:
    """The words of a group."""
    return tuple(word.form for word in group.words)


def _wrong(group: Group, wording: Wording, last_only: bool = False) -> Group | None:
    """The group with another digit in one place, said in words of the same classes.

    Of digits said one by one the first stays: nothing else tells where a correction begins.
    """
    places = [i for i, word in enumerate(group.words) if word.word_class in _CHANGEABLE]
    if len(group.words) > 1 and group.words[0].word_class in (W.UNIT, W.ZERO):
        places = [i for i in places if i > 0]
    if last_only:
        places = [i for i in places if i == len(group.words) - 1]
    if not places:
        return None
    at = wording.rng.choice(places)
    word = group.words[at]
    others = [v for v in _CHANGEABLE[word.word_class] if v != "".join(map(str, word.symbols))]
    other = wording.number(word.word_class, wording.rng.choice(others), word.kind)
    return Group("", (*group.words[:at], other, *group.words[at + 1 :]))


_CHANGEABLE = {
    W.UNIT: tuple("3456789"),
    W.TEN: tuple("23456789"),
    W.HUNDRED: tuple("123456789"),
    W.TEEN: tuple(str(n) for n in range(10, 20)),
}
"""One and two are left out of units: their gender goes with the words around them."""


def _corrected_group(groups: list[Group], style: Style, wording: Wording) -> list[Run] | None:
    """«…двести сорок, нет, двести сорок один»: the group is said anew after a word for it."""
    at = wording.rng.randrange(len(groups))
    wrong = _wrong(groups[at], wording)
    if wrong is None or len(groups[at].digits) > _MOST_TAKEN_BACK:
        return None
    said = "".join(g.digits for g in groups[:at])[-_MOST_TAKEN_BACK:]
    if groups[at].digits in said:
        return None  # rather the place where these were said
    oops = wording.other(W.OOPS).form
    runs = [run(g) for g in groups]
    return [*runs[:at], run(wrong), (oops, *runs[at]), *runs[at + 1 :]]


_MOST_TAKEN_BACK = 6


def _not_but(groups: list[Group], style: Style, wording: Wording) -> list[Run] | None:
    """«…два, не два, а три»: the last word of a group is replaced."""
    at = wording.rng.randrange(len(groups))
    wrong = _wrong(groups[at], wording, last_only=True)
    if wrong is None:
        return None
    said, meant = wrong.words[-1].form, groups[at].words[-1].form
    runs = [run(g) for g in groups]
    return [*runs[:at], run(wrong), ("не", said, "а", meant), *runs[at + 1 :]]


def _false_start(groups: list[Group], style: Style, wording: Wording) -> list[Run] | None:
    """«семьсот двадцать… семьсот двадцать два»: a group breaks off and is begun again."""
    at = wording.rng.randrange(len(groups))
    words = run(groups[at])
    if len(words) < 2 or len(groups[at].digits) > _MOST_TAKEN_BACK:
        return None
    runs = [run(g) for g in groups]
    heard = words[: wording.rng.randint(1, len(words) - 1)]
    return [*runs[:at], heard, *runs[at:]]


def _from_the_start(groups: list[Group], style: Style, wording: Wording) -> list[Run] | None:
    """«семь два три, ой, не так, заново, семь два два…»"""
    wrong = _wrong(groups[0], wording)
    if wrong is None:
        return None
    words = wording.other(W.RESTART).form
    digits = "".join(g.digits for g in groups)
    again = [run(g) for g in say(digits, style, wording)]
    return [run(wrong), (words, *again[0]), *again[1:]]


MISTAKES: dict[str, Mistake] = {
    "corrected": _corrected_group,
    "not_but": _not_but,
    "false_start": _false_start,
    "from_the_start": _from_the_start,
}
