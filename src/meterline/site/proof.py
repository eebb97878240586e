"""Whether what somebody typed shows that an account is his: a name, a contract, a serial.

Pure. A name is compared as people write one: without case and ё, with initials or whole
first names, the husband's form for the wife's; an organisation's by the words that tell it
from others.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from meterline.customers.text import fold
from meterline.language.naming import clean, surname_forms
from meterline.language.organisation_naming import organisation_forms, spoken

SHORTEST_SERIAL = 4


def names_person(typed: str, name: str) -> bool:
    """Whether the surname was typed, alone or with the first name and patronymic or initials."""
    own = [clean(part) for part in name.split()]
    given, words = own[1:], clean(typed).split()
    own_surname = own[0] if own else ""
    return any(
        _are(rest, given)
        for surname in (own_surname, *surname_forms(name))
        for rest in _beside(words, surname.split())
    )


def _beside(words: Sequence[str], surname: Sequence[str]) -> Iterator[Sequence[str]]:
    """The other words, where the surname stands first or last."""
    length = len(surname)
    if surname and list(words[:length]) == list(surname):
        yield words[length:]
    if surname and list(words[-length:]) == list(surname):
        yield words[:-length]


def _are(words: Sequence[str], names: Sequence[str]) -> bool:
    """Whether words are first name and patronymic, or the letters they begin with."""
    return len(words) <= len(names) and all(
        word in {name, name[:1]} for word, name in zip(words, names, strict=False)
    )


def names_organisation(typed: str, name: str) -> bool:
    """Whether the words of an organisation's name that tell it were typed, or all of them."""
    words = re.findall(r"\w+", fold(typed))
    own = re.findall(r"\w+", fold(name))
    if own[:1] == ["ип"]:
        return names_person(" ".join(words[words[:1] == ["ип"] :]), " ".join(own[1:]))
    forms = {*organisation_forms(name), spoken(name)} - {""}
    return any(spoken(" ".join(run)) in forms for run in _runs(words))


def _runs(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """All words, or without some at the beginning or end: «ООО», «школа»."""
    for place in range(len(words)):
        yield words[place:]
        yield words[: len(words) - place]


def is_contract(typed: str, number: str) -> bool:
    """Whether a contract's number was typed, however its letters and marks."""
    return bool(number) and _bare(typed) == _bare(number)


def is_serial(typed: str, serials: Iterable[str]) -> bool:
    """Whether one of the serials was typed; noughts before it and marks within do not count."""
    bare = _bare(typed)
    return len(bare) >= SHORTEST_SERIAL and bare in map(_bare, serials)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text)).lstrip("0")
