"""How the name of an organisation may be said, and which of its words tell it from others."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from meterline.language.lexicon import WordClass, fold, lexicon
from meterline.language.naming import clean, person_forms

SHORTEST_WORD = 3
"""Words of fewer letters tell no organisation from another."""
_VOWELS = frozenset("аеиоуыэюя")
_LETTER_NAMES = dict(
    zip("бвгджзклмнпрстфхцчшщ", (
        "бэ", "вэ", "гэ", "дэ", "жэ", "зэ", "ка", "эль", "эм", "эн", "пэ", "эр", "эс", "тэ",
        "эф", "ха", "цэ", "че", "ша", "ща",
    ), strict=True),
)  # fmt: skip
_ORDINALS = {
    1: "перв", 2: "втор", 3: "треть", 4: "четверт", 5: "пят", 6: "шест", 7: "седьм",
    8: "восьм", 9: "девят", 10: "десят", 11: "одиннадцат", 12: "двенадцат", 13: "тринадцат",
    14: "четырнадцат", 15: "пятнадцат", 16: "шестнадцат", 17: "семнадцат", 18: "восемнадцат",
    19: "девятнадцат", 20: "двадцат", 30: "тридцат", 40: "сороков", 50: "пятидесят",
    60: "шестидесят", 70: "семидесят", 80: "восьмидесят", 90: "девяност",
    100: "сот", 200: "двухсот", 300: "трехсот", 400: "четырехсот", 500: "пятисот",
    600: "шестисот", 700: "семисот", 800: "восьмисот", 900: "девятисот",
}  # fmt: skip


@cache
def _words(kind: str) -> dict[str, str]:
    """The words of one kind in the table, with how they are said."""
    text = (
        files("meterline.language").joinpath("organisation_words.tsv").read_text(encoding="utf-8")
    )
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {word: spoken for found, word, spoken in rows if found == kind}


@lru_cache(maxsize=4096)
def organisation_forms(name: str) -> tuple[str, ...]:
    """The quoted name, every distinctive word, the kind with its number; else all of it."""
    words = _readable(name)
    if words[:1] == ["ип"]:
        return person_forms(" ".join(words[1:]))
    numbers = [word for word in words if word.isdecimal()]
    if numbers:
        return tuple(sorted(set(_numbered(words, numbers[-1]))))
    telling = [w for w in words if len(w) >= SHORTEST_WORD and not _is_common(w)]
    forms = {_quoted(name), *telling, *map(_aloud, telling), " ".join(telling)} - {""}
    return tuple(sorted(forms or {spoken(name), _without_legal(words)} - {""}))


def letters_that_tell(form: str) -> int:
    """How many letters of a form count: those of «школа номер» are said of any school."""
    words = form.split()
    telling = [word for word in words if not _is_common(word)] or words
    return sum(len(word) for word in telling)


def spoken(name: str) -> str:
    """An organisation's name as it is said aloud: abbreviations by their letters."""
    return " ".join(_aloud(word) for word in _readable(name))


def _readable(name: str) -> list[str]:
    """Words of folded letters, and numbers."""
    return [w for w in re.findall(r"[а-я]+|\d+", re.sub(r"[^\w]", " ", fold(name))) if w]


def _is_legal(word: str) -> bool:
    return word in _words("legal")


def _is_common(word: str) -> bool:
    return word in _words("common") or _is_legal(word)


def _quoted(name: str) -> str:
    quoted = clean(" ".join(re.findall(r"[«\"„](.*?)[»\"“]", name)))
    return quoted if not all(_is_common(word) for word in quoted.split()) else ""


def _aloud(word: str) -> str:
    if word.isdecimal():
        return number_in_words(int(word))
    if word in _words("legal"):
        return _words("legal")[word]
    if len(word) > 1 and not _VOWELS.intersection(word):
        return " ".join(_LETTER_NAMES.get(letter, letter) for letter in word)
    return word


def _without_legal(words: list[str]) -> str:
    return " ".join(word for word in words if word not in _words("legal"))


def _numbered(words: list[str], number: str) -> Iterator[str]:
    """«Школа номер сто пятнадцать», «сто пятнадцатая школа»: a number is said with its word."""
    said = number_in_words(int(number))
    nouns = [w for w in words if w.isalpha() and not _is_legal(w) and len(w) >= SHORTEST_WORD]
    for noun in nouns or [w for w in words if w.isalpha()][:1]:
        yield f"{_aloud(noun)} {said}"
        yield f"{_aloud(noun)} номер {said}"
        for ending in ("ая", "ый"):
            yield f"{_ordinal(int(number), ending)} {_aloud(noun)}"


def number_in_words(number: int) -> str:
    """Up to 999 in words; greater ones in groups of three figures, as people read them."""
    if number > 999:
        groups = number_in_words(number // 1000), number_in_words(number % 1000)
        return " ".join(groups) if number != 1000 else "тысяча"
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    said = [(WordClass.HUNDRED, hundreds), (WordClass.TEN, tens), (WordClass.UNIT, units)]
    if 10 <= rest < 20:
        said[1:] = [(WordClass.TEEN, rest)]
    return " ".join(_plain_numbers()[each] for each in said if each[1]) or "ноль"


@cache
def _plain_numbers() -> dict[tuple[WordClass, int], str]:
    """The common form of each number word by its class and value."""
    classes = (WordClass.UNIT, WordClass.TEEN, WordClass.TEN, WordClass.HUNDRED)
    words = sorted((w for w in lexicon() if w.word_class in classes), key=lambda w: -w.cost)
    return {(w.word_class, int("".join(map(str, w.symbols)))): w.form for w in words}


def _ordinal(number: int, ending: str) -> str:
    """Only the last word of an ordinal is one."""
    rest = number % 100
    last = next((n for n in (rest, rest % 10, number % 1000) if n in _ORDINALS), 0)
    if not last:
        return number_in_words(number)
    before = number_in_words(number - last) if number > last else ""
    stem = _ORDINALS[last]
    if stem == "треть":
        ending = {"ая": "я", "ый": "ий"}[ending]
        stem = stem if ending == "я" else "трет"
    return f"{before} {stem}{ending}".strip()
