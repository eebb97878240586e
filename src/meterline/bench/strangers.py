"""Made-up customers that fill a base: near neighbours of the real accounts among them."""

import random
from collections.abc import Iterator, Sequence

from meterline.language.turn import Candidate, MeterExpected, RegisterExpected
from meterline.language.zones import ZONES_OF_METER

NEIGHBOURS = 5
"""For each real account so many differ from it in one digit or by two swapped ones."""

_STEMS = (
    "Абрамов",
    "Агеев",
    "Баранов",
    "Белов",
    "Быков",
    "Васильев",
    "Власов",
    "Галкин",
    "Гордеев",
    "Давыдов",
    "Демин",
    "Егоров",
    "Жданов",
    "Журавлев",
    "Зайцев",
    "Зимин",
    "Исаев",
    "Казаков",
    "Карпов",
    "Климов",
    "Котов",
    "Кудрявцев",
    "Лазарев",
    "Лукин",
    "Макаров",
    "Марков",
    "Назаров",
    "Носков",
    "Орлов",
    "Осипов",
    "Павлов",
    "Панов",
    "Рожков",
    "Рябов",
    "Савельев",
    "Сафонов",
    "Тарасов",
    "Титов",
    "Уваров",
    "Федотов",
    "Филатов",
    "Харитонов",
    "Царев",
    "Чернов",
    "Шестаков",
    "Щукин",
    "Юдин",
)
_NAMES = (("Иван", "Петрович"), ("Павел", "Ильич"), ("Олег", "Юрьевич"), ("Юрий", "Львович"))


def _neighbour(account: str, chance: random.Random) -> str:
    digits = list(account)
    at = chance.randrange(len(digits) - 1)
    if chance.random() < 0.5 and digits[at] != digits[at + 1]:
        digits[at], digits[at + 1] = digits[at + 1], digits[at]
    else:
        digits[at] = chance.choice([d for d in "0123456789" if d != digits[at]])
    return "".join(digits)


def _accounts(real: Sequence[str], count: int, chance: random.Random) -> Iterator[str]:
    taken = set(real)
    near = [a for a in real for _ in range(NEIGHBOURS)][:count]
    for account in near:
        new = _neighbour(account, chance)
        if new not in taken:
            taken.add(new)
            yield new
    lengths = [len(a) for a in real] or [10]
    while len(taken) < len(real) + count:
        length = chance.choice(lengths)
        new = str(chance.randrange(10 ** (length - 1), 10**length))
        if new not in taken:
            taken.add(new)
            yield new


def _meter(chance: random.Random) -> MeterExpected:
    zones = ZONES_OF_METER[chance.choice((1, 1, 1, 2, 2, 3))]
    digits = chance.choice((5, 6))
    registers = tuple(
        RegisterExpected(
            z, digits, chance.randrange(100, 10**digits // 2), chance.uniform(80, 500), 1.0
        )
        for z in zones
    )
    return MeterExpected(str(chance.randrange(10**7, 10**8)), registers)


def strangers(real: Sequence[str], count: int, seed: int = 1) -> list[Candidate]:
    """`count` customers whose accounts are none of `real`; the same for the same seed."""
    chance = random.Random(seed)
    people = []
    for account in _accounts(real, count, chance):
        first, patronymic = chance.choice(_NAMES)
        name = f"{chance.choice(_STEMS)} {first} {patronymic}"
        people.append(Candidate(account, name, False, (_meter(chance),)))
    return people
