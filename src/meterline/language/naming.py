"""How the name of a person may be said: cases, the other gender, parts in any order.

Surnames that are not declined (Куулар of a woman, Черных, Шевченко) stay as they are: the
name as the base has it is always one of its forms.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from meterline.language.lexicon import fold

_REGIONAL = str.maketrans("ңөүһғҷӌӧіӱ", "ноухгччоиу")
"""Letters of Tuvan, Buryat, Khakas and Altai names as Russian speech has them."""

_GENDERS = (("ов", "ова"), ("ев", "ева"), ("ин", "ина"), ("ын", "ына"), ("ский", "ская"),
            ("цкий", "цкая"), ("ной", "ная"), ("ый", "ая"))  # fmt: skip
_QUICK = (("ович", "ыч"), ("аевич", "аич"), ("еевич", "еич"), ("ьевич", "ьич"),
          ("евич", "ич"), ("ановна", "анна"), ("аевна", "авна"), ("еевна", "евна"))  # fmt: skip
"""How patronymics are said in quick speech."""

_CASES_OF_WHOLE_NAMES = (Case.GENITIVE, Case.DATIVE)
"""«От Симонова Фирса Эдгаровича»; the other cases are of the surname alone."""


def clean(text: str) -> str:
    """Folded Russian letters with single spaces between words."""
    known = fold(text).translate(_REGIONAL).replace("-", " ")
    return " ".join(re.sub(r"[^а-я ]", " ", known).split())


@lru_cache(maxsize=4096)
def surname_forms(name: str) -> tuple[str, ...]:
    """The surname in all cases, and its other gender's nominative (a wife, a husband calls)."""
    surname, _, patronymic = _parts(name)
    return _with_single_letters(_surname_forms(surname, patronymic))


@lru_cache(maxsize=4096)
def person_forms(name: str) -> tuple[str, ...]:
    """How a person may name himself: by surname, or with the other parts in any order."""
    surname, first, patronymic = _parts(name)
    whole = {form for parts in _cases(surname, first, patronymic) for form in _orders(*parts)}
    return _with_single_letters(whole | set(surname_forms(name)))


def _with_single_letters(forms: Iterable[str]) -> tuple[str, ...]:
    """The forms, and again with single letters where double ones are hardly heard («Кулар»)."""
    known = set(forms)
    single = {re.sub(r"(.)\1", r"\1", form) for form in known}
    return tuple(sorted((known | single) - {""}))


def _parts(name: str) -> tuple[str, str, str]:
    """Surname, first name, patronymic, each '' if it is not there."""
    words = [clean(part) for part in name.split()]
    words = [word for word in words if word]
    return (
        words[0] if words else "",
        words[1] if len(words) > 1 else "",
        " ".join(words[2:]),
    )


def _is_female(surname: str, patronymic: str) -> bool:
    if patronymic:
        return patronymic.endswith(("а", "кызы"))
    return surname.endswith(("а", "я"))


def _surname_forms(surname: str, patronymic: str) -> Iterator[str]:
    gender = Gender.FEMALE if _is_female(surname, patronymic) else Gender.MALE
    yield surname
    for case in Case:
        yield _in_case(surname, NamePart.LASTNAME, gender, case)
    for male, female in _GENDERS:
        was, becomes = (female, male) if gender is Gender.FEMALE else (male, female)
        if surname.endswith(was):
            yield surname[: -len(was)] + becomes
            return


def _in_case(word: str, part: NamePart, gender: Gender, case: Case) -> str:
    """Of «кызыл ооловна» and «римский корсаков» only the last word is declined."""
    *before, last = word.split() or [""]
    return " ".join([*before, clean(_maker().make(part, gender, case, last)) if last else ""])


def _cases(surname: str, first: str, patronymic: str) -> Iterator[tuple[str, str, str]]:
    gender = Gender.FEMALE if _is_female(surname, patronymic) else Gender.MALE
    yield surname, first, patronymic
    yield surname, first, _quickly(patronymic)
    for case in _CASES_OF_WHOLE_NAMES if first else ():
        yield (
            _in_case(surname, NamePart.LASTNAME, gender, case),
            _in_case(first, NamePart.FIRSTNAME, gender, case),
            _in_case(patronymic, NamePart.MIDDLENAME, gender, case),
        )


def _quickly(patronymic: str) -> str:
    for full, quick in _QUICK:
        if patronymic.endswith(full):
            return patronymic[: -len(full)] + quick
    return patronymic


def _orders(surname: str, first: str, patronymic: str) -> Iterable[str]:
    named = f"{first} {patronymic}".strip()
    orders = [f"{surname} {named}", f"{surname} {first}", f"{named} {surname}"]
    orders.append(f"{first} {surname}")
    return [order.strip() for order in orders] + ([named] if patronymic else [])


@lru_cache(maxsize=1)
def _maker() -> PetrovichDeclinationMaker:
    return PetrovichDeclinationMaker()
