"""A made-up company for an unseen pack: customers with their meters and readings."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from meterline.language.zones import ZONES_OF_METER, Zone

MONTHS = 10
"""Readings of January to October 2026 are known; the calls are of November."""

NOW = "2026-11-22T12:00:00+07:00"

SURNAMES = (
    "Абдуллин", "Аёшин", "Бадмаев", "Боргояков", "Бызов", "Вахрушев", "Гармаев", "Горохов",
    "Доржиев", "Дугаров", "Жамбалов", "Жилкин", "Звягинцев", "Ивлев", "Казагачев", "Кокарев",
    "Котожеков", "Кужугет", "Кыргыс", "Майнагашев", "Монгуш", "Мезенцев", "Наумкин", "Ооржак",
    "Патрушев", "Пилипенко", "Ракитин", "Сагалаков", "Саая", "Сарыглар", "Сунчугашев", "Тюкавкин",
    "Тутатчиков", "Угдыжеков", "Хертек", "Цыденов", "Цыренов", "Чебодаев", "Чертыков", "Шойдак",
    "Шишкин", "Щербинин", "Юркевич", "Янгулов",
)  # fmt: skip
MEN = (("Алексей", "Викторович"), ("Баир", "Дашиевич"), ("Степан", "Кузьмич"),
       ("Эрес", "Маадырович"), ("Глеб", "Игоревич"), ("Аркадий", "Иннокентьевич"))  # fmt: skip
WOMEN = (("Оксана", "Валентиновна"), ("Сырена", "Баировна"), ("Зоя", "Тихоновна"),
         ("Айлана", "Кызыловна"), ("Раиса", "Петровна"), ("Жанна", "Аркадьевна"))  # fmt: skip
ORGANISATIONS = (
    ("Аптека", "аптека"), ("Магазин", "магазин"), ("Школа", "школа"), ("СНТ", "эс эн тэ"),
    ("ООО", "о о о"), ("Гостиница", "гостиница"),
)  # fmt: skip
TITLES = ("Чайка", "Родник", "Кедр", "Саяны", "Ромашка", "Рассвет", "Тайга", "Орбита", "Меркурий",
          "Багульник", "Заря", "Ветеран", "Импульс", "Подснежник")  # fmt: skip
_SAME_FOR_WOMEN = ("т", "к", "с", "я", "г", "о", "ш")


@dataclass(frozen=True)
class Customer:
    """A customer with one meter; `values` are what he will say, digits with leading zeros."""

    account: str
    branch: str
    name: str
    spoken: tuple[str, ...]
    """Ways to say the name."""
    organisation: bool
    serial: str
    digits: int
    history: Mapping[Zone, tuple[int, ...]]
    values: Mapping[Zone, str]


def customers(branches: Mapping[str, int], count: int, chance: random.Random) -> Iterator[Customer]:
    """`count` customers of `branches` (key to digits of its accounts)."""
    taken: set[str] = set()
    while len(taken) < count:
        branch, length = chance.choice(list(branches.items()))
        account = str(chance.randrange(10 ** (length - 1), 10**length))
        if account not in taken:
            taken.add(account)
            yield _customer(account, branch, chance)


def _customer(account: str, branch: str, chance: random.Random) -> Customer:
    organisation = chance.random() < 0.15
    name, spoken = _organisation(chance) if organisation else _person(chance)
    digits = chance.choice((5, 5, 6))
    zones = ZONES_OF_METER[chance.choice((1, 1, 1, 2, 2, 3))]
    history = {zone: _history(digits, chance) for zone in zones}
    values = {zone: f"{_next(past, chance):0{digits}}" for zone, past in history.items()}
    serial = f"{chance.randrange(10**8):08}"
    return Customer(account, branch, name, spoken, organisation, serial, digits, history, values)


def _history(digits: int, chance: random.Random) -> tuple[int, ...]:
    monthly = chance.uniform(60, 480)
    value = chance.randrange(150, 10**digits - 8000) if chance.random() < 0.85 else 150
    past = [value]
    for _ in range(MONTHS - 1):
        past.append(past[-1] + max(1, round(monthly * chance.uniform(0.7, 1.3))))
    return tuple(past)


def _next(past: tuple[int, ...], chance: random.Random) -> int:
    """This month's value, by last month's consumption."""
    return past[-1] + max(1, round((past[-1] - past[-2]) * chance.uniform(0.6, 1.6)))


def _person(chance: random.Random) -> tuple[str, tuple[str, ...]]:
    surname = chance.choice(SURNAMES)
    woman = chance.random() < 0.5
    if woman and not surname.endswith(_SAME_FOR_WOMEN):
        surname += "а"
    first, patronymic = chance.choice(WOMEN if woman else MEN)
    full = f"{surname} {first} {patronymic}"
    return full, (surname.lower(), full.lower(), full.lower())


def _organisation(chance: random.Random) -> tuple[str, tuple[str, ...]]:
    (kind, spoken), title = chance.choice(ORGANISATIONS), chance.choice(TITLES)
    return f"{kind} «{title}»", (f"{spoken} {title.lower()}",)
