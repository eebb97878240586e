"""Names and addresses, drawn from lists as common as those of the company's regions."""

import tomllib
from importlib.resources import files
from random import Random
from typing import NamedTuple

_WORDS = {
    key: text.split()
    for key, text in tomllib.loads(
        (files("meterline.synth") / "words.toml").read_text(encoding="utf-8")
    ).items()
}

_TAKE_A = ("ов", "ев", "ёв", "ин")
"""Endings of surnames to which a woman's adds an «а»."""
_CODES = ("903", "906", "913", "923", "950", "953", "960", "983", "999")


class Person(NamedTuple):
    """A name, and the telephone and e-mail that may be linked."""

    name: str
    phone: str
    email: str


def _one(words: list[str], chance: Random) -> str:
    return words[int(chance.random() * len(words))]


def person(chance: Random) -> Person:
    """A man or a woman."""
    woman = chance.random() < 0.58
    surname = _surname(woman, chance)
    first = _one(_WORDS["women" if woman else "men"], chance)
    father = _one(_WORDS["patronymics"], chance) + ("на" if woman else "ич")
    return Person(f"{surname} {first} {father}", _phone(chance), _email(chance))


def organisation(chance: Random) -> Person:
    """A small firm or a public body."""
    kind, own = _one(_WORDS["firms"], chance), _one(_WORDS["firm_names"], chance)
    name = f"{kind} «{own}-{1 + int(chance.random() * 99)}»"
    return Person(name, _phone(chance), _email(chance))


def address(town: str, chance: Random) -> str:
    """A street, a house, and for most a flat."""
    house = 1 + int(chance.random() * 220)
    flat = f"-{1 + int(chance.random() * 160)}" if chance.random() < 0.7 else ""
    street = _one(_WORDS["streets"], chance)
    return f"{town}, {street}, {house}{flat}"


def _surname(woman: bool, chance: Random) -> str:
    kind = "regional_surnames" if chance.random() < 0.08 else "surnames"
    name = _one(_WORDS[kind], chance)
    return f"{name}а" if woman and name.endswith(_TAKE_A) else name


def _phone(chance: Random) -> str:
    code = _CODES[int(chance.random() * len(_CODES))]
    return f"+7{code}{int(chance.random() * 10**7):07}"


def _email(chance: Random) -> str:
    return f"u{int(chance.random() * 10**9):09}@example.ru"
